"""The geometry of a week in pixels, as pure functions that can be tested without a window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QSize

from divide_app.ui import theme
from divide_app.ui.screens.schedule.week import DAY_MINUTES, Item, Lane, Week

SNAP = 15
"""Minutes a dragged meeting moves by."""

_DAY_HEAD = 46  # pixels at 100 %: the day, and below it its holiday
_LANE_HEAD = 24  # the names of the rooms under a day
_STRIP = 26  # one meeting whose time is not decided yet
_STRIP_MOST = 3
_HOUR_GUTTER = 54
_LANE_GUTTER = 150
_HOUR = (48, 72)  # least and greatest height of an hour
_HOURS_SEEN = 9.5
_TIGHT, _NARROW, _EASY = 42, 62, 84  # one of several meetings at a time: so that two signs stand, usual, comfortable
_LEAST_DAY = 84
_EMPTY_DAY = 58  # a day without meetings, once others need the room
_TIGHT_DAY = 48  # the same in a week so full that nothing else would keep it on screen: 23 月 still stands
_LEAST_CELL = 122
_CARD = 44  # a meeting in a row of a hall or a person: two lines
_FREE_ROW = 28
_GAP = 3
_LEAST_HEIGHT = 22
_FIRST_HOUR = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """What lies under a point: a day, in a week of hours the minute, and the lane."""

    day: date
    minute: float | None
    lane: Lane | None


class Layout(ABC):
    """What both layouts answer; all places are in the body's own pixels, which scroll under head and gutter.

    Attributes:
        gutter: Width of what stays at the left.
        head: Height of what stays at the top.
        width: Width of the body.
        height: Height of the body.
        rects: Where each item stands.
        fixed: Items that stand in the head (no time decided) and do not scroll up and down.
        days: Left edge and width of each day.
    """

    gutter = 0
    head = 0
    width = 0
    height = 0

    def __init__(self, week: Week, items: Sequence[Item]) -> None:
        self.week = week
        self.items = items
        self.rects: list[QRect] = []
        self.fixed: frozenset[int] = frozenset()
        self.days: list[tuple[int, int]] = []

    def day_at(self, left: int) -> int:
        """Return the number of the day at a place, the nearest one outside."""
        for number, (start, width) in enumerate(self.days):
            if left < start + width:
                return number
        return len(self.days) - 1

    @abstractmethod
    def spot(self, point: QPoint) -> Spot:
        """Return what lies under a point of the body."""

    @abstractmethod
    def ghost(self, day: date, start: int, end: int, lane: Hashable) -> QRect:
        """Return where a meeting would stand; empty when its day or lane is not on screen."""


class HoursLayout(Layout):
    """Hours down, days across; what overlaps stands side by side, and a busy day is wider than a quiet one.

    Attributes:
        hour: Height of an hour.
        rooms: The rooms each day is divided into, when one hall is looked at.
    """

    def __init__(self, week: Week, items: Sequence[Item], room: QSize, rooms: Sequence[Lane] = ()) -> None:
        super().__init__(week, items)
        self.rooms = tuple(rooms)
        self._lane_number = {lane.key: number for number, lane in enumerate(self.rooms)}
        untimed = [0] * 7
        for item in items:
            if not item.block.line.time_is_known:
                untimed[week.day_number(item.block.day)] += 1
        self.strip = theme.px(_STRIP) * min(_STRIP_MOST, max(untimed))
        self.gutter = theme.px(_HOUR_GUTTER)
        self.head = theme.px(_DAY_HEAD) + (theme.px(_LANE_HEAD) if self.rooms else 0) + self.strip
        least, most = (theme.px(one) for one in _HOUR)
        self.hour = min(most, max(least, round((room.height() - self.head) / _HOURS_SEEN)))
        timed = [item for item in items if item.block.line.time_is_known]
        self.first_minute = min(_FIRST_HOUR * 60, *(item.block.start // 60 * 60 for item in timed), DAY_MINUTES)
        self.height = (DAY_MINUTES - self.first_minute) * self.hour // 60
        self._place(room.width() - self.gutter)

    def top_of(self, minute: float) -> int:
        """Return where a minute of the day is."""
        return round((minute - self.first_minute) * self.hour / 60)

    def minute_at(self, top: int) -> float:
        """Return the minute of the day at a place."""
        return self.first_minute + top * 60 / self.hour

    def columns(self, number: int) -> list[tuple[int, int]]:
        """Return left edge and width of each room of a day (of the day itself, where there are none)."""
        left, width = self.days[number]
        count = max(1, len(self.rooms))
        edges = [left + width * place // count for place in range(count + 1)]
        return [(start, end - start) for start, end in pairwise(edges)]

    def spot(self, point: QPoint) -> Spot:
        """Return day, minute and room under a point."""
        number = self.day_at(point.x())
        lane = None
        if self.rooms:
            columns = self.columns(number)
            place = next((one for one, (left, width) in enumerate(columns) if point.x() < left + width), -1)
            lane = self.rooms[place]
        return Spot(self.week.days[number].day, self.minute_at(point.y()), lane)

    def ghost(self, day: date, start: int, end: int, lane: Hashable) -> QRect:
        """Return the whole width of the day or room at the meeting's hours."""
        number = self.week.day_number(day)
        if number < 0:
            return QRect()
        left, width = self.columns(number)[self._lane_number.get(lane, 0)]
        return self._rect(left, width, start, end)

    def _rect(self, left: int, width: int, start: int, end: int) -> QRect:
        top, bottom = self.top_of(start), self.top_of(min(end, DAY_MINUTES))
        gap = theme.px(1)
        return QRect(left + 2 * gap, top + gap, width - 4 * gap, max(theme.px(_LEAST_HEIGHT), bottom - top - 2 * gap))

    def _place(self, room: int) -> None:
        groups: dict[tuple[int, int], list[int]] = {}
        loose: dict[int, list[int]] = {}
        for place, item in enumerate(self.items):
            number = self.week.day_number(item.block.day)
            if item.block.line.time_is_known:
                lane = self._lane_number.get((item.block.line.venue_id, item.block.line.room_id), 0)
                groups.setdefault((number, lane), []).append(place)
            else:
                loose.setdefault(number, []).append(place)
        packed = {key: _side_by_side([self.items[one] for one in places]) for key, places in groups.items()}
        lanes = max(1, len(self.rooms))
        wide = [0] * 7
        for (number, _lane), found in packed.items():
            wide[number] = max(wide[number], *(of for _at, of, _span in found))
        self.days = _shared(room, [count * lanes for count in wide], least_lanes=lanes)
        self.width = self.days[-1][0] + self.days[-1][1]
        self.rects = [QRect() for _item in self.items]
        for (number, lane), places in groups.items():
            left, width = self.columns(number)[lane]
            for place, (at, of, span) in zip(places, packed[number, lane], strict=True):
                block = self.items[place].block
                start, end = left + width * at // of, left + width * (at + span) // of
                self.rects[place] = self._rect(start, end - start, block.start, block.end)
        height = theme.px(_STRIP)
        for number, places in loose.items():
            left, width = self.days[number]
            for row, place in enumerate(places):
                top = self.head - self.strip + min(row, _STRIP_MOST - 1) * height
                self.rects[place] = QRect(left + 2, top, width - 4, height - 2)
        self.fixed = frozenset(place for places in loose.values() for place in places)


class RowsLayout(Layout):
    """Halls or people down, days across; meetings of a cell stand below each other in order of time."""

    def __init__(self, week: Week, items: Sequence[Item], room: QSize, lanes: Sequence[Lane]) -> None:
        super().__init__(week, items)
        self.lanes = tuple(lanes)
        self.gutter = theme.px(_LANE_GUTTER)
        self.head = theme.px(_DAY_HEAD)
        width = max(theme.px(_LEAST_CELL) * 7, room.width() - self.gutter)
        edges = [width * number // 7 for number in range(8)]
        self.days = [(start, end - start) for start, end in pairwise(edges)]
        self.width = width
        self._cells: dict[tuple[int, int], list[int]] = {}
        numbers = {lane.key: number for number, lane in enumerate(self.lanes)}
        for place, item in enumerate(items):
            self._cells.setdefault((numbers[item.lane], week.day_number(item.block.day)), []).append(place)
        self._numbers = numbers
        self.rows: list[tuple[int, int]] = []
        """Top and height of each lane."""
        step, gap = theme.px(_CARD) + theme.px(_GAP), theme.px(_GAP)
        top = 0
        for number in range(len(self.lanes)):
            most = max((len(self._cells.get((number, day), ())) for day in range(7)), default=0)
            height = max(theme.px(_FREE_ROW), most * step + gap)
            self.rows.append((top, height))
            top += height
        self.height = top
        self.rects = [QRect() for _item in items]
        for (row, day), places in self._cells.items():
            for at, place in enumerate(places):
                self.rects[place] = self._card(row, day, at)

    def spot(self, point: QPoint) -> Spot:
        """Return day and lane under a point."""
        lane = None
        if self.lanes:
            row = next((one for one, (top, height) in enumerate(self.rows) if point.y() < top + height), -1)
            lane = self.lanes[row]
        return Spot(self.week.days[self.day_at(point.x())].day, None, lane)

    def ghost(self, day: date, start: int, end: int, lane: Hashable) -> QRect:
        """Return the card's place in the order of its cell."""
        number, row = self.week.day_number(day), self._numbers.get(lane, -1)
        if number < 0 or row < 0:
            return QRect()
        before = sum(self.items[place].block.start < start for place in self._cells.get((row, number), ()))
        card = self._card(row, number, before)
        top, height = self.rows[row]
        if card.bottom() > top + height:
            card.moveBottom(top + height - theme.px(_GAP))
        return card

    def _card(self, row: int, day: int, at: int) -> QRect:
        left, width = self.days[day]
        top, gap = self.rows[row][0], theme.px(_GAP)
        return QRect(left + gap, top + gap + at * (theme.px(_CARD) + gap), width - 2 * gap, theme.px(_CARD))


def _side_by_side(items: Sequence[Item]) -> list[tuple[int, int, int]]:
    """Return for items in order of start their column, how many columns there are beside it, and how many it spans."""
    answer: list[tuple[int, int, int]] = []
    at = 0
    while at < len(items):
        ends: list[int] = []
        columns: list[int] = []
        latest = items[at].block.end
        stop = at
        while stop < len(items) and (stop == at or items[stop].block.start < latest):
            block = items[stop].block
            free = next((one for one, end in enumerate(ends) if end <= block.start), len(ends))
            if free == len(ends):
                ends.append(block.end)
            else:
                ends[free] = block.end
            columns.append(free)
            latest = max(latest, block.end)
            stop += 1
        for place, column in zip(range(at, stop), columns, strict=True):
            answer.append((column, len(ends), _span(items[at:stop], columns, place - at, len(ends))))
        at = stop
    return answer


def _span(items: Sequence[Item], columns: Sequence[int], place: int, count: int) -> int:
    """Return over how many free columns to its right a meeting may grow."""
    block = items[place].block
    taken = {
        column
        for item, column in zip(items, columns, strict=True)
        if column > columns[place] and item.block.start < block.end and block.start < item.block.end
    }
    return min(taken, default=count) - columns[place]


def _between(least: Sequence[int], most: Sequence[int], room: int) -> list[float]:
    """Return widths from `least` towards `most` that fill the room."""
    share = (room - sum(least)) / max(1, sum(most) - sum(least))
    return [low + (high - low) * share for low, high in zip(least, most, strict=True)]


def _shared(room: int, counts: Sequence[int], least_lanes: int) -> list[tuple[int, int]]:
    """Share the width: evenly while that is enough for all, else by what each day needs, else as tight as it goes.

    Only a week that does not even fit with two signs to a line scrolls sideways.
    """
    even = room // len(counts)
    easy, narrow = theme.px(_EASY), theme.px(_NARROW)
    empty = max(theme.px(_EMPTY_DAY), (least_lanes - 1) * theme.px(_EMPTY_DAY))
    wants = [max(theme.px(_LEAST_DAY), count * easy) if count else empty for count in counts]
    needs = [max(theme.px(_LEAST_DAY), count * narrow) if count else empty for count in counts]
    free = min(empty, max(theme.px(_TIGHT_DAY), (least_lanes - 1) * theme.px(_TIGHT_DAY)))
    tight = [max(theme.px(_NARROW), count * theme.px(_TIGHT)) if count else free for count in counts]
    if max(wants) <= even:
        widths: list[float] = [room / len(counts)] * len(counts)
    elif sum(wants) <= room:
        widths = [want + (room - sum(wants)) / len(counts) for want in wants]
    elif sum(needs) < room:
        widths = _between(needs, wants, room)
    elif sum(tight) < room:
        widths = _between(tight, needs, room)
    else:
        widths = list(map(float, needs))
    edges = [0]
    total = 0.0
    for width in widths:
        total += width
        edges.append(round(total))
    return [(start, end - start) for start, end in pairwise(edges)]
