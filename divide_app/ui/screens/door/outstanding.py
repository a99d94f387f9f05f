"""Acts that could not be recorded (server away, disk full); they are retried automatically."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from divide_app.services.door.check_in import CheckInAnswer

Receive = Callable[[str, str, datetime | None], CheckInAnswer]
"""One way to receive somebody: (forced reason, answer to the question, when it happened or None for now)."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One wish to receive somebody; its nonce is inside `receive`, so that trying again adds nothing.

    Attributes:
        key: Whom or what it is about; one attempt for each.
        at: When the person stood at the door (UTC).
        attendee: Whose card it is, None for a ticket or a walk-in.
    """

    key: Hashable
    receive: Receive
    at: datetime
    reason: str = ""
    answer: str = ""
    name: str = ""
    attendee: UUID | None = None


class Outstanding:
    """The attempts to be retried, oldest first."""

    def __init__(self) -> None:
        self._attempts: dict[Hashable, Attempt] = {}

    def __len__(self) -> int:
        return len(self._attempts)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._attempts

    @property
    def attendees(self) -> frozenset[UUID]:
        """Whose cards wait."""
        return frozenset(one.attendee for one in self._attempts.values() if one.attendee is not None)

    def add(self, attempt: Attempt) -> None:
        """Keep an attempt; an earlier one of the same key stands, it was the true moment."""
        self._attempts.setdefault(attempt.key, attempt)

    def drop(self, key: Hashable) -> None:
        """Forget an attempt: it is recorded, refused, or no longer wanted."""
        self._attempts.pop(key, None)

    def first(self) -> Attempt | None:
        """Return the oldest attempt."""
        return next(iter(self._attempts.values()), None)

    def clear(self) -> None:
        """Forget all."""
        self._attempts.clear()
