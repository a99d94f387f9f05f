"""The data of a week view, prepared on the database thread: meetings, lanes, and closed hours."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from divide_app.domain.calendar import local, local_day
from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.venues import Closure, Venue
from divide_app.foundation.translation import _
from divide_app.ui.widgets.labels import ChipKind
from divide_app.ui.widgets.session_looks import seats, session_hours, session_place, session_state, session_title
from divide_app.wording.dates import clock, reiwa_day

DAY_MINUTES = 24 * 60
Place = tuple[UUID | None, UUID | None]
"""A venue and one of its rooms."""


class Arrangement(StrEnum):
    """How a week is laid out."""

    HOURS = "hours"  # 時間
    PLACES = "places"  # 会場
    PEOPLE = "people"  # 支援者


@dataclass(frozen=True, slots=True)
class Block:
    """One meeting of the week, as words.

    Attributes:
        start: Minutes from the local midnight of `day`.
        end: The same; more than 1440 when the meeting ends on the next day.
        stripes: Numbers of its stripe by hall and by subject (see `widgets.stripes`).
        spoken: Everything in one sentence, for screen readers and the tool tip.
    """

    line: SessionLine
    day: date
    start: int
    end: int
    title: str
    hours: str
    place: str
    people: str
    figures: str
    state: str
    kind: ChipKind
    stripes: tuple[int, int]
    spoken: str

    @property
    def is_movable(self) -> bool:
        """Whether the meeting may still be moved at all."""
        return self.line.state is SessionState.PLANNED


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day's head; `off` names the holiday and the closures that shut every hall."""

    day: date
    is_today: bool
    is_holiday: bool
    off: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of a hall's room or of a supporter; `place` is where a meeting put here takes place."""

    key: Hashable
    name: str
    below: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Shade:
    """Minutes of a day in which a hall is not open, with the reason in words."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """One block where it stands; a meeting with three supporters stands in three lanes of theirs."""

    block: Block
    lane: Hashable


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday with everything the view draws."""

    days: tuple[WeekDay, ...]
    blocks: tuple[Block, ...]
    venues: tuple[Venue, ...]
    closures: tuple[Closure, ...]
    holidays: Mapping[date, str]
    now: datetime

    @property
    def first(self) -> date:
        """Monday."""
        return self.days[0].day

    def day_number(self, day: date) -> int:
        """Return 0 to 6, or -1 when the day is another week's."""
        number = (day - self.first).days
        return number if 0 <= number < len(self.days) else -1


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def numbered(keys: Iterable[Hashable]) -> dict[Hashable, int]:
    """Give each different key a number from 1, in order."""
    return {key: number for number, key in enumerate(dict.fromkeys(keys), 1)}


def block_of(line: SessionLine, now: datetime, stripes: tuple[int, int] = (0, 0)) -> Block:
    """Return a meeting in words at `now` (UTC)."""
    word, kind = session_state(line, now)
    match line.state:
        case SessionState.CANCELLED:
            figures = ""
        case SessionState.HELD:
            figures = _("{count}人").format(count=line.present)
        case _:
            figures = seats(line.accepted, line.capacity)
    day = local_day(line.starts_at)
    people = _("・").join(line.supporters)
    told = [reiwa_day(day), session_hours(line), session_title(line), session_place(line)]
    told += [_("支援者 {names}").format(names=_("、").join(line.supporters))] if line.supporters else []
    told += [figures, word]
    return Block(
        line=line,
        day=day,
        start=minute_of(line.starts_at, day),
        end=max(minute_of(line.ends_at, day), minute_of(line.starts_at, day) + 1),
        title=session_title(line),
        hours=session_hours(line),
        place=session_place(line),
        people=people,
        figures=figures,
        state=word,
        kind=kind,
        stripes=stripes,
        spoken=_("、").join(part for part in told if part),
    )


def minute_of(moment: datetime, day: date) -> int:
    """Return the minutes of a moment from the local midnight of `day`."""
    there = local(moment)
    return (there.date() - day).days * DAY_MINUTES + there.hour * 60 + there.minute


def week_of(
    first: date,
    lines: Sequence[SessionLine],
    venues: Sequence[Venue],
    closures: Sequence[Closure],
    holidays: Mapping[date, str],
    *,
    today: date,
    now: datetime,
) -> Week:
    """Return the week from Monday `first`; lines of other days are left out."""
    last = first + timedelta(days=6)
    halls = numbered(venue.id for venue in venues)
    inside = [line for line in lines if first <= local_day(line.starts_at) <= last]
    topics = numbered(sorted({line.topic for line in inside if line.topic}))
    days = []
    for number in range(7):
        day = first + timedelta(days=number)
        days.append(WeekDay(day, day == today, day in holidays, _("・").join(names_off(day, closures, holidays))))
    blocks = [block_of(line, now, (halls.get(line.venue_id, 0), topics.get(line.topic, 0))) for line in inside]
    near = tuple(one for one in closures if one.first_day <= last and one.last_day >= first)
    return Week(tuple(days), tuple(blocks), tuple(venues), near, dict(holidays), now)


def names_off(
    day: date, closures: Iterable[Closure], holidays: Mapping[date, str], venue: Venue | None = None
) -> list[str]:
    """Return why a day is no ordinary one for every hall, or for `venue`, each reason once."""
    names = [holidays[day]] if day in holidays else []
    places = {None} if venue is None else {None, venue.id}
    names += [
        one.reason or _("休館") for one in closures if one.first_day <= day <= one.last_day and one.venue_id in places
    ]
    if venue is not None and day.isoweekday() in venue.closed_weekdays:
        names.append(_("休館日"))
    return list(dict.fromkeys(names))


def shades(week: Week, day: date, venue: Venue | None) -> list[Shade]:
    """Return when a day is shut: for one hall, or where no hall at all is open."""
    shut = [
        one.reason or _("休館")
        for one in week.closures
        if one.first_day <= day <= one.last_day and one.venue_id in {None, None if venue is None else venue.id}
    ]
    if venue is not None and day.isoweekday() in venue.closed_weekdays:
        shut.append(_("休館日"))
    if shut:
        return [Shade(0, DAY_MINUTES, _("・").join(dict.fromkeys(shut)))]
    opens, closes = _hours(week.venues if venue is None else [venue])
    found = []
    if opens is not None and opens > 0:
        found.append(Shade(0, opens, _("開館前")))
    if closes is not None and closes < DAY_MINUTES:
        found.append(Shade(closes, DAY_MINUTES, _("閉館後")))
    return found


def _hours(venues: Sequence[Venue]) -> tuple[int | None, int | None]:
    """Return the earliest opening and the latest closing in minutes; None where a hall's is not known."""
    opens = [_minutes(venue.opens_at) for venue in venues]
    closes = [_minutes(venue.closes_at, is_end=True) for venue in venues]
    if any(o is not None and c is not None and c <= o for o, c in zip(opens, closes, strict=True)):
        return None, None  # open past midnight: the day has no outside
    early = None if None in opens or not opens else min(one for one in opens if one is not None)
    late = None if None in closes or not closes else max(one for one in closes if one is not None)
    return early, late


def _minutes(at: time | None, *, is_end: bool = False) -> int | None:
    if at is None:
        return None
    return DAY_MINUTES if is_end and at == time() else at.hour * 60 + at.minute


def lanes_of(week: Week, blocks: Sequence[Block], arrangement: Arrangement) -> tuple[Lane, ...]:
    """Return the rows of an arrangement; rows in use come first by hall, then the free ones."""
    if arrangement is Arrangement.PLACES:
        return _place_lanes(week, blocks)
    if arrangement is Arrangement.PEOPLE:
        return _people_lanes(blocks)
    return ()


def _place_lanes(week: Week, blocks: Sequence[Block]) -> tuple[Lane, ...]:
    used = {(block.line.venue_id, block.line.room_id) for block in blocks}
    busy_halls = {venue for venue, _room in used}
    lanes: list[Lane] = []
    for venue in sorted(week.venues, key=lambda one: one.id not in busy_halls):
        if not venue.rooms or (venue.id, None) in used:
            below = _("部屋は未定") if venue.rooms else ""
            lanes.append(Lane((venue.id, None), venue.name, below, (venue.id, None)))
        lanes += [Lane((venue.id, room.id), venue.name, room.name, (venue.id, room.id)) for room in venue.rooms]
    if (None, None) in used:
        lanes.insert(0, Lane((None, None), _("会場未定"), "", (None, None)))
    return tuple(lanes)


def _people_lanes(blocks: Sequence[Block]) -> tuple[Lane, ...]:
    names: dict[UUID, str] = {}
    times: dict[UUID, int] = {}
    for block in blocks:
        for id_, name in zip(block.line.supporter_ids, block.line.supporters, strict=False):
            names[id_] = name
            times[id_] = times.get(id_, 0) + 1
    lanes = [Lane(id_, names[id_], _("{count}回").format(count=times[id_])) for id_ in names]
    if any(not block.line.supporter_ids for block in blocks):
        lanes.insert(0, Lane(None, _("まだいません"), _("支援者が決まっていない回")))
    return tuple(lanes)


def items_of(blocks: Sequence[Block], arrangement: Arrangement) -> list[Item]:
    """Return each block in each lane it stands in, in order of day, start and title."""
    found: list[Item] = []
    for block in sorted(blocks, key=lambda one: (one.day, one.start, one.title, one.line.id)):
        if arrangement is Arrangement.PLACES:
            found.append(Item(block, (block.line.venue_id, block.line.room_id)))
        elif arrangement is Arrangement.PEOPLE:
            found += [Item(block, id_) for id_ in block.line.supporter_ids or (None,)]
        else:
            found.append(Item(block, None))
    return found


def clock_of(minutes: int) -> str:
    """Return 9:30, or 24:00 for the end of a day."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}" if minutes >= DAY_MINUTES else clock(time(hours, rest))
