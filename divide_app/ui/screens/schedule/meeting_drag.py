"""A meeting in the hand: where it would go, by whole quarter hours, whether the mouse or a key moves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from divide_app.domain.calendar import at_local, local_day
from divide_app.domain.lines import SessionLine
from divide_app.ui.screens.schedule.week import DAY_MINUTES, Place, minute_of
from divide_app.ui.screens.schedule.week_layout import SNAP

_USUAL = (10 * 60, 12 * 60)
"""Hours offered to a meeting whose time was not known before; nothing is kept until it is put down."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Where the meeting is to go."""

    starts_at: datetime
    ends_at: datetime
    venue_id: UUID | None
    room_id: UUID | None


class Edge(StrEnum):
    """What of the meeting is moved."""

    WHOLE = "whole"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class MeetingDrag:
    """A meeting that is being moved or stretched; nothing is kept until it is put down.

    Attributes:
        start: Minutes from the local midnight of `day`.
        place: Venue and room it would be in.
    """

    line: SessionLine
    day: date
    start: int
    end: int
    place: Place
    edge: Edge = Edge.WHOLE

    @property
    def length(self) -> int:
        """Minutes."""
        return self.end - self.start

    @property
    def wish(self) -> Wish:
        """Where it would go, in UTC."""
        midnight = at_local(self.day, time())
        return Wish(midnight + timedelta(minutes=self.start), midnight + timedelta(minutes=self.end), *self.place)

    @property
    def is_moved(self) -> bool:
        """Whether it is anywhere else than before."""
        return self.wish != wish_of(self.line) or not self.line.time_is_known

    def on(self, day: date) -> MeetingDrag:
        """Return it on another day."""
        return replace(self, day=day)

    def at(self, minute: float) -> MeetingDrag:
        """Return it beginning at the nearest quarter hour (or with the edge in hand there)."""
        snapped = round(minute / SNAP) * SNAP
        if self.edge is Edge.START:
            return replace(self, start=min(max(0, snapped), self.end - SNAP))
        if self.edge is Edge.END:
            return replace(self, end=max(snapped, self.start + SNAP))
        start = min(max(0, snapped), DAY_MINUTES - SNAP)
        return replace(self, start=start, end=start + self.length)

    def by(self, steps: int, edge: Edge = Edge.WHOLE) -> MeetingDrag:
        """Return it some quarter hours later, or one of its edges; an odd minute goes to the next quarter."""
        of = replace(self, edge=edge)
        now = self.end if edge is Edge.END else self.start
        # 10:10 goes down to 10:15 and up to 10:00: the first step only tidies it.
        near = now // SNAP * SNAP if steps > 0 else -(-now // SNAP) * SNAP
        return replace(of.at(near + steps * SNAP), edge=Edge.WHOLE)

    def into(self, place: Place) -> MeetingDrag:
        """Return it in another room."""
        return replace(self, place=place)


def wish_of(line: SessionLine) -> Wish:
    """Return where a meeting is now."""
    return Wish(line.starts_at, line.ends_at, line.venue_id, line.room_id)


def begin_drag(line: SessionLine, edge: Edge = Edge.WHOLE) -> MeetingDrag:
    """Return a meeting just taken up."""
    day = local_day(line.starts_at)
    start, end = _USUAL
    if line.time_is_known:
        start = minute_of(line.starts_at, day)
        end = max(start + 1, minute_of(line.ends_at, day))
    return MeetingDrag(line, day, start, end, (line.venue_id, line.room_id), edge)
