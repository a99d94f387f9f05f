"""Presence as three values (present, absent, unknown); only presence is proven by events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import MADE


class Presence(StrEnum):
    """Whether somebody came; unknown is a value of its own."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PresenceMark:
    """What was said of an accepted person without an act when the attendance was confirmed.

    Attributes:
        presence: `ABSENT` or `UNKNOWN`; presence needs an act at the door, never a mark.
    """

    id: Annotated[UUID, MADE]
    class_session_id: Annotated[UUID, MADE]
    participant_id: Annotated[UUID, MADE]
    presence: Annotated[Presence, MADE]
    marked_at: Annotated[datetime, MADE]

    def __post_init__(self) -> None:
        if self.presence is Presence.PRESENT:
            raise DomainError("presence_needs_act")


def presence_of(*, has_come: bool, marked: Presence | None) -> Presence:
    """Return what is known of somebody: an act outweighs every mark, also one that arrives after it."""
    if has_come:
        return Presence.PRESENT
    return marked or Presence.UNKNOWN


def usual_rest(received: int) -> Presence:
    """Return what those without a record are taken for: absent where the door was used, else nobody knows."""
    return Presence.ABSENT if received else Presence.UNKNOWN


def came_late(first_in: datetime | None, starts_at: datetime, *, time_is_known: bool = True) -> bool:
    """Whether somebody came in after the start (遅刻).

    Where only the day is known no clock tells it, but a sheet of paper may: then the caller says True.
    """
    return time_is_known and first_in is not None and first_in > starts_at


def left_early(
    last_out: datetime | None, ends_at: datetime, *, is_inside: bool, has_come: bool, time_is_known: bool = True
) -> bool:
    """Whether somebody who came went before the end and did not come back (早退)."""
    return time_is_known and has_come and not is_inside and last_out is not None and last_out < ends_at
