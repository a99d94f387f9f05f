"""Says while a meeting is in the hand what would be in its way there, and when it would be free nearby."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from divide_app.domain.calendar import local, local_day
from divide_app.domain.planning.clash import Clash
from divide_app.foundation.translation import _
from divide_app.services.planning.clash_board import BoardAnswer
from divide_app.ui.screens.schedule.meeting_drag import MeetingDrag, Wish
from divide_app.wording.dates import clock_range, short_day

_FREE_SHOWN = 3
_FREE_STEP = timedelta(minutes=30)
_FREE_REACH = 16  # half hours looked at to both sides
_DAYTIME = (8, 21)
"""Hours in which a meeting may be offered to begin; nobody is sent to a hall at night where no hours are known."""


class Board(Protocol):
    """What is asked of `services.planning.clash_board.ClashBoard`."""

    def knows(self, session_id: UUID) -> bool:
        """Tell whether the board has read the meeting."""

    def clashes_if(
        self, session_id: UUID, starts_at: datetime, ends_at: datetime, venue_id: UUID | None, room_id: UUID | None
    ) -> BoardAnswer:
        """Return what would be in the way if a meeting stood there."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would be in the way.

    Attributes:
        found: The clashes, hard ones first.
        sentences: Each in words, in the same order.
        is_known: False while the board is being read, and for days it has not read.
    """

    found: tuple[Clash, ...] = ()
    sentences: tuple[str, ...] = ()
    is_known: bool = True

    @property
    def is_hard(self) -> bool:
        """Whether it may go there only with a reason."""
        return any(clash.hard for clash in self.found)


UNKNOWN = Verdict(is_known=False)


class ClashCheck:
    """Asks the board, which was read with the days on screen and never touches the database."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def verdict(self, drag: MeetingDrag) -> Verdict:
        """Return what is in the way of a meeting where it is held now."""
        return self._at(drag, drag.wish)

    def free_near(self, drag: MeetingDrag) -> tuple[str, ...]:
        """Return in words up to three places in time nearby where nothing hard is in the way."""
        wish = drag.wish
        day = local_day(wish.starts_at)
        found: list[str] = []
        for sign in (-1, 1):  # the nearest free time before, and the nearest after
            for step in range(1, _FREE_REACH):
                there = _shifted(wish, sign * step * _FREE_STEP)
                inside = local_day(there.starts_at) == day and _DAYTIME[0] <= local(there.starts_at).hour < _DAYTIME[1]
                if inside and self._is_free(drag, there):
                    found.append(clock_range(there.starts_at, there.ends_at))
                    break
        for days in (1, -1, 2, -2, 3, 7):
            there = _shifted(wish, timedelta(days=days))
            if len(found) < _FREE_SHOWN and self._is_free(drag, there):
                found.append(f"{short_day(there.starts_at)} {clock_range(there.starts_at, there.ends_at)}")
        return tuple(found)

    def _is_free(self, drag: MeetingDrag, wish: Wish) -> bool:
        verdict = self._at(drag, wish)
        return verdict.is_known and not verdict.is_hard

    def _at(self, drag: MeetingDrag, wish: Wish) -> Verdict:
        if not self._board.knows(drag.line.id):
            return UNKNOWN
        answer = self._board.clashes_if(drag.line.id, wish.starts_at, wish.ends_at, wish.venue_id, wish.room_id)
        return Verdict(answer.clashes, answer.sentences, answer.is_known)


def _shifted(wish: Wish, shift: timedelta) -> Wish:
    return replace(wish, starts_at=wish.starts_at + shift, ends_at=wish.ends_at + shift)


def headline(verdict: Verdict) -> tuple[str, str, str]:
    """Return the word for a verdict, its icon and its colour."""
    if verdict.is_hard:
        return _("ここには置けません"), "trouble", "trouble"
    if not verdict.is_known:
        return _("重なりは、置くときに調べます"), "info", "accent"
    if verdict.found:
        return _("置けますが、注意があります"), "warning", "warn"
    return _("ここに置けます"), "check", "done"
