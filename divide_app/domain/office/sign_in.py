"""How long somebody waits after wrong passwords, and what a machine shows instead of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from divide_app.domain.fields import MADE, NOT_PERSONAL, Kept, Role

FREE_TRIES = 3
"""Wrong tries before anybody waits: everybody slips."""

LONGEST_WAIT = timedelta(minutes=5)
"""288 guesses a day and PC are too few for any password that is taken; a clerk who comes back waits no longer."""

MOST_TOKEN_NAME = 60
"""Characters of a token's name."""


def wait_after(tries: int) -> timedelta:
    """Return the wait after so many wrong tries: none, then 2, 4, 8... seconds."""
    if tries < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=2.0 ** min(tries - FREE_TRIES + 1, 16)), LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Tries:
    """Tries at one password from one PC since the last right one.

    Attributes:
        who: Whose password, as a digest.
        pc: At which PC, as a digest.
        last_at: When the last one was judged (UTC).
    """

    who: Annotated[str, MADE]
    pc: Annotated[str, MADE]
    tries: Annotated[int, MADE]
    last_at: Annotated[datetime, MADE]

    def another(self, now: datetime) -> tuple[Tries, timedelta]:
        """Return what is kept once there is another try, and the wait that is left: none when it may be judged.

        A try counts before it is judged: a program ended meanwhile, or many at once, gain none. A clock set back
        begins the wait anew, once and never a longer one.
        """
        since = min(self.last_at, now)
        left = since + wait_after(self.tries) - now
        if left > timedelta():
            return replace(self, last_at=since), left
        return replace(self, tries=self.tries + 1, last_at=now), timedelta()


@dataclass(frozen=True, slots=True)
class MachineToken:
    """What a machine (the Task Scheduler) signs in with; only a digest of its secret is kept.

    Attributes:
        last_day: Last local day it holds, None = until it is withdrawn.
        used_at: When a command was last let in by it.
    """

    id: Annotated[UUID, MADE]
    name: Annotated[str, Kept("名前", NOT_PERSONAL, missing="name_missing", longest=MOST_TOKEN_NAME)]
    role: Annotated[Role, Kept("役割", NOT_PERSONAL)]
    digest: Annotated[str, MADE]
    created_at: Annotated[datetime, MADE]
    last_day: Annotated[date | None, Kept("使える最後の日", NOT_PERSONAL)] = None
    withdrawn_at: Annotated[datetime | None, MADE] = None
    used_at: Annotated[datetime | None, MADE] = None

    def is_over(self, day: date) -> bool:
        """Whether its last day is past."""
        return self.last_day is not None and self.last_day < day
