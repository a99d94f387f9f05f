"""Finds every clash of a planned session before it is saved, as facts from which a sentence is made."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from divide_app.domain.calendar import JST, last_local_day, local, local_day
from divide_app.domain.planning.lending import Stock
from divide_app.domain.planning.venues import Closure, Venue, smallest_rooms


class ClashKind(StrEnum):
    """Kind of a clash."""

    ROOM = "room"  # 部屋が使われている
    VENUE_HOURS = "venue_hours"  # 開館時間の外
    CLOSURE = "closure"  # 休館日
    SUPPORTER = "supporter"  # 同じ人が別の回にいる
    LECTURER = "lecturer"  # 講師が別の回にいる
    EQUIPMENT = "equipment"  # 貸出機が足りない
    PARTICIPANT = "participant"  # 受講者が別の講座にいる
    ROOM_CAPACITY = "room_capacity"  # 部屋の定員より多い
    HOLIDAY = "holiday"  # 祝日


HARD = frozenset(
    {
        *(ClashKind.ROOM, ClashKind.VENUE_HOURS, ClashKind.CLOSURE),
        *(ClashKind.SUPPORTER, ClashKind.LECTURER, ClashKind.EQUIPMENT),
    }
)
"""Kinds that refuse the plan unless staff force it with a reason; the others only warn."""

Detail = str | int | datetime | date | time | UUID
"""A plain value a sentence needs; moments are UTC, times of day are local."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One session as clash detection sees it; moments are UTC, `ends_at` is exclusive.

    Attributes:
        venue_id: The venue, or None when not decided.
        room_id: The room, or None when not decided or when the venue has no rooms.
        supporters: Supporters assigned, lecturers among them.
        lecturers: Those of the supporters who are lecturers.
        participants: Participants accepted, if the caller wants them looked at.
        capacity: Seats of the course, compared with the room's.
        lends: Things lent during the session, by stock.
        is_forced: It stands where it is by a reason somebody gave.
        time_is_known: False when only the day is known: then only closures and holidays are looked at.
        is_cancelled: A cancelled session stands in nobody's way.
    """

    session_id: UUID
    course_id: UUID
    title: str
    number: int
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID | None = None
    room_id: UUID | None = None
    supporters: tuple[UUID, ...] = ()
    participants: tuple[UUID, ...] = ()
    capacity: int | None = None
    time_is_known: bool = True
    is_cancelled: bool = False
    lecturers: tuple[UUID, ...] = ()
    lends: tuple[tuple[UUID, int], ...] = ()
    is_forced: bool = False

    @property
    def takes_time(self) -> bool:
        """Whether the session occupies rooms and people at a known time."""
        return self.time_is_known and not self.is_cancelled


@dataclass(frozen=True, slots=True)
class Clash:
    """One clash of one planned session.

    Attributes:
        hard: Refuses the plan unless forced; otherwise a warning.
        session_id: The planned session.
        other_session_id: The session it clashes with, if it is a session.
        other_title: That session's course title, or the closure's reason, or the holiday's name.
        details: Facts for the sentence: by kind `room`, `venue`, `from`, `until`, `number`, `person`, `day`,
            `opens_at`, `closes_at`, `seats`, `capacity`, `people` (how many participants, `person` being the first),
            `stock`, `wanted`, `asked`, `there` (things lent: needed together, by this session, owned),
            `other_room`, `part` (the other session is in a room that has this part in common with `room`).
        other_is_forced: The other session stands there by a reason; somebody knew of the clash.
    """

    kind: ClashKind
    hard: bool
    session_id: UUID
    other_session_id: UUID | None
    other_title: str
    details: tuple[tuple[str, Detail], ...] = ()
    other_is_forced: bool = False


Key = tuple[ClashKind, UUID]
"""The kind of clash and the room, hall, person or stock concerned."""

_ANYBODY = UUID(int=0)
"""One lane holds every session whose participants are known: few overlap, and many people come to each."""


class SlotIndex:
    """Sessions by room and by person, in order of start, so that one question looks at few of them."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        lanes: dict[Key, list[Slot]] = {}
        for slot in slots:
            if slot.takes_time:
                for key in occupied(slot):
                    lanes.setdefault(key, []).append(slot)
                for stock, _ in slot.lends:
                    lanes.setdefault((ClashKind.EQUIPMENT, stock), []).append(slot)
                if slot.participants:
                    lanes.setdefault((ClashKind.PARTICIPANT, _ANYBODY), []).append(slot)
        self._lanes = {key: _Lane(lane) for key, lane in lanes.items()}

    def overlapping(self, key: Key, slot: Slot, around: timedelta = timedelta()) -> list[Slot]:
        """Return the sessions that occupy `key` during `slot` and the time `around` it, in order of start."""
        lane = self._lanes.get(key)
        return lane.overlapping(slot.starts_at - around, slot.ends_at + around) if lane else []


def occupied(slot: Slot) -> Iterator[Key]:
    """Yield what only one session can have: its room (or its hall, where no room is named) and its helpers."""
    if slot.room_id is not None:
        yield ClashKind.ROOM, slot.room_id
    elif slot.venue_id is not None:
        yield ClashKind.ROOM, slot.venue_id
    for person in dict.fromkeys(slot.supporters):
        yield ClashKind.SUPPORTER, person


class _Lane:
    """Sessions of one room or person, searched by bisection."""

    __slots__ = ("_latest_end", "_slots", "_starts")

    def __init__(self, slots: list[Slot]) -> None:
        slots.sort(key=lambda slot: (slot.starts_at, slot.session_id))
        self._slots = slots
        self._starts = [slot.starts_at for slot in slots]
        self._latest_end: list[datetime] = []
        for slot in slots:
            latest = slot.ends_at
            if self._latest_end and self._latest_end[-1] > latest:
                latest = self._latest_end[-1]
            self._latest_end.append(latest)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> list[Slot]:
        found: list[Slot] = []
        at = bisect_left(self._starts, ends_at) - 1
        # Nothing before `at` reaches beyond `starts_at` once the latest end so far does not.
        while at >= 0 and self._latest_end[at] > starts_at:
            if self._slots[at].ends_at > starts_at:
                found.append(self._slots[at])
            at -= 1
        found.reverse()
        return found


def clashes(
    planned: Sequence[Slot],
    existing: Sequence[Slot] | SlotIndex,
    *,
    venues: Iterable[Venue] = (),
    closures: Iterable[Closure] = (),
    holidays: Mapping[date, str] | None = None,
    stocks: Iterable[Stock] = (),
) -> list[Clash]:
    """Return everything in the way of the planned sessions, in their order; hard clashes of each come first.

    A planned session replaces the existing one of the same id (it is being moved). Two planned sessions that clash
    are reported once, at the later in the list. Two sessions without a room in the same hall clash: hard when the
    hall has no rooms (it is then one room), softly when it has. A room whose name joins names of rooms is all of them.
    Things lent are counted: at no moment may the sessions
    together, each with the time its things need afterwards, take more than there are. Participants of another session
    are one clash, however many they are.

    Args:
        planned: Sessions about to be saved.
        existing: Sessions already there, or a `SlotIndex` of them when the same set is asked again (dragging).
        venues: The halls concerned, with rooms and hours.
        closures: Closing days; one without a venue closes all.
        holidays: Names of public holidays by local day.
        stocks: Things lent; those not given are not counted.
    """
    halls = {venue.id: venue for venue in venues}
    shut = list(closures)
    days_off = holidays or {}
    lent = {stock.id: stock for stock in stocks}
    live = [slot for slot in planned if not slot.is_cancelled]
    longest = timedelta(minutes=max((stock.turnaround_minutes for stock in lent.values()), default=0))
    index = existing if isinstance(existing, SlotIndex) else _index_near(live, existing, longest)
    among = SlotIndex(live)
    order = {slot.session_id: number for number, slot in enumerate(live)}
    smallest = {id_: smallest_rooms(halls[id_].rooms) for id_ in {slot.venue_id for slot in live} & halls.keys() if id_}
    found: list[Clash] = []
    for slot in live:
        here: list[Clash] = []
        if slot.takes_time:
            others = _Others(slot, index, among, order)
            here += _with_sessions(slot, others, halls)
            here += _with_parts(slot, others, halls, smallest)
            here += _with_stocks(slot, others, lent)
            here += _with_participants(slot, others)
        hall = halls.get(slot.venue_id) if slot.venue_id is not None else None
        here += _with_hall(slot, hall)
        here += _with_days(slot, hall, shut, days_off)
        here.sort(key=lambda clash: not clash.hard)
        found += here
    return found


def _index_near(planned: Sequence[Slot], existing: Sequence[Slot], around: timedelta) -> SlotIndex:
    """Index only what lies within the span of the plan: one pass is cheaper than sorting years of sessions."""
    timed = [slot for slot in planned if slot.takes_time]
    if not timed:
        return SlotIndex(())
    first = min(slot.starts_at for slot in timed) - around
    last = max(slot.ends_at for slot in timed) + around
    return SlotIndex([slot for slot in existing if slot.starts_at < last and slot.ends_at > first])


class _Others:
    """The sessions one planned session is held against: those already there, and those planned before it."""

    def __init__(self, slot: Slot, index: SlotIndex, among: SlotIndex, order: Mapping[UUID, int]) -> None:
        self._slot, self._index, self._among, self._order = slot, index, among, order

    def at(self, key: Key, around: timedelta = timedelta()) -> list[Slot]:
        """Return those that occupy `key` during the session and the time around it."""
        slot, order = self._slot, self._order
        there = [other for other in self._index.overlapping(key, slot, around) if other.session_id not in order]
        mine = order[slot.session_id]
        planned = self._among.overlapping(key, slot, around)
        return there + [other for other in planned if order[other.session_id] < mine]


def _with_sessions(slot: Slot, others: _Others, halls: Mapping[UUID, Venue]) -> Iterator[Clash]:
    hall = halls.get(slot.venue_id) if slot.venue_id is not None else None
    for key in occupied(slot):
        lane, thing = key
        # In a hall with rooms, a session without one may still be put in a free room.
        is_undecided = lane is ClashKind.ROOM and slot.room_id is None and hall is not None and bool(hall.rooms)
        for other in others.at(key):
            kind = lane
            details = _when(other)
            if kind is ClashKind.ROOM:
                details += _place_names(slot, hall)
            else:
                details.append(("person", thing))
                if thing in slot.lecturers or thing in other.lecturers:
                    kind = ClashKind.LECTURER
            yield _against(slot, other, kind, tuple(details), hard=kind in HARD and not is_undecided)


def _with_parts(
    slot: Slot, others: _Others, halls: Mapping[UUID, Venue], smallest: Mapping[UUID, Mapping[UUID, Mapping[str, str]]]
) -> Iterator[Clash]:
    """Yield the sessions in other rooms of the hall that take up a part of this session's room."""
    hall = halls.get(slot.venue_id) if slot.venue_id is not None else None
    if hall is None or slot.room_id is None or slot.room_id not in smallest[hall.id]:
        return
    rooms = smallest[hall.id]
    mine = rooms[slot.room_id]
    for room in hall.rooms:
        common = mine.keys() & rooms[room.id].keys()
        if room.id == slot.room_id or not common:
            continue
        part = "、".join(name for key, name in mine.items() if key in common)
        for other in others.at((ClashKind.ROOM, room.id)):
            details = (*_when(other), *_place_names(slot, hall), ("other_room", room.name), ("part", part))
            yield _against(slot, other, ClashKind.ROOM, details, hard=True)


def _with_stocks(slot: Slot, others: _Others, stocks: Mapping[UUID, Stock]) -> Iterator[Clash]:
    for stock_id, asked in slot.lends:
        stock = stocks.get(stock_id)
        if stock is None:
            continue
        around = timedelta(minutes=stock.turnaround_minutes)
        borrowers = others.at((ClashKind.EQUIPMENT, stock_id), around)
        lent, together = _most_lent(slot, borrowers, stock_id, around)
        if lent + asked <= stock.quantity:
            continue
        facts: list[tuple[str, Detail]] = [
            ("stock", stock.name),
            ("wanted", lent + asked),
            ("asked", asked),
            ("there", stock.quantity),
        ]
        if not together:  # more than there are, by itself
            yield Clash(ClashKind.EQUIPMENT, True, slot.session_id, None, "", tuple(facts))
            continue
        most = max(together, key=lambda other: (dict(other.lends)[stock_id], other.starts_at, other.session_id))
        found = _against(slot, most, ClashKind.EQUIPMENT, (*facts, *_when(most)), hard=True)
        yield replace(found, other_is_forced=any(other.is_forced for other in together))


def _most_lent(slot: Slot, borrowers: Sequence[Slot], stock_id: UUID, around: timedelta) -> tuple[int, Sequence[Slot]]:
    """Return how many things others have at the fullest moment of the session, and who they are."""
    most, together = 0, list[Slot]()
    # The maximum is reached at a start: of the session itself, or of another during it.
    begin = {other.starts_at for other in borrowers if other.starts_at > slot.starts_at}
    for moment in (slot.starts_at, *sorted(begin)):
        here = [other for other in borrowers if other.starts_at <= moment < other.ends_at + around]
        lent = sum(dict(other.lends)[stock_id] for other in here)
        if lent > most:
            most, together = lent, here
    return most, together


def _with_participants(slot: Slot, others: _Others) -> Iterator[Clash]:
    if not slot.participants:
        return
    people = set(slot.participants)
    for other in others.at((ClashKind.PARTICIPANT, _ANYBODY)):
        if people.isdisjoint(other.participants):
            continue
        common = [person for person in other.participants if person in people]
        details = (*_when(other), ("person", common[0]), ("people", len(common)))
        yield _against(slot, other, ClashKind.PARTICIPANT, details, hard=False)


def _when(other: Slot) -> list[tuple[str, Detail]]:
    return [("from", other.starts_at), ("until", other.ends_at), ("number", other.number)]


def _against(slot: Slot, other: Slot, kind: ClashKind, details: tuple[tuple[str, Detail], ...], *, hard: bool) -> Clash:
    return Clash(kind, hard, slot.session_id, other.session_id, other.title, details, other.is_forced)


def _place_names(slot: Slot, hall: Venue | None) -> Iterator[tuple[str, Detail]]:
    if hall is not None:
        yield "venue", hall.name
        for room in hall.rooms:
            if room.id == slot.room_id:
                yield "room", room.name


def _with_hall(slot: Slot, hall: Venue | None) -> Iterator[Clash]:
    if hall is None:
        return
    if slot.takes_time and not _within_hours(slot, hall):
        details: list[tuple[str, Detail]] = [("venue", hall.name)]
        if hall.opens_at is not None:
            details.append(("opens_at", hall.opens_at))
        if hall.closes_at is not None:
            details.append(("closes_at", hall.closes_at))
        yield Clash(ClashKind.VENUE_HOURS, True, slot.session_id, None, "", tuple(details))
    for room in hall.rooms:
        if room.id == slot.room_id and room.seats is not None and (slot.capacity or 0) > room.seats:
            yield Clash(
                ClashKind.ROOM_CAPACITY,
                False,
                slot.session_id,
                None,
                "",
                (("venue", hall.name), ("room", room.name), ("seats", room.seats), ("capacity", slot.capacity or 0)),
            )


def _within_hours(slot: Slot, hall: Venue) -> bool:
    """Return whether one opening of the hall holds the whole session.

    A closing time not after the opening time (22:00 to 02:00, or 0:00 for midnight) is on the next day, so the
    opening of the day before is tried too.
    """
    if hall.opens_at is None and hall.closes_at is None:
        return True
    starts_at, ends_at = local(slot.starts_at), local(slot.ends_at)
    for day in (starts_at.date() - timedelta(days=1), starts_at.date()):
        opens = datetime.combine(day, hall.opens_at or time(), tzinfo=JST)
        if hall.closes_at is None:
            # No closing time is known: only the start can be judged, on its own day.
            if day == starts_at.date() and opens <= starts_at:
                return True
            continue
        closes = datetime.combine(day, hall.closes_at, tzinfo=JST)
        if closes <= opens:
            closes += timedelta(days=1)
        if opens <= starts_at and ends_at <= closes:
            return True
    return False


def _with_days(
    slot: Slot, hall: Venue | None, closures: Iterable[Closure], holidays: Mapping[date, str]
) -> Iterator[Clash]:
    days = _days(slot)
    for closure in closures:
        if closure.venue_id is None or closure.venue_id == slot.venue_id:
            day = next((day for day in days if closure.first_day <= day <= closure.last_day), None)
            if day is not None:
                details: tuple[tuple[str, Detail], ...] = (("day", day), ("until", closure.last_day))
                if hall is not None:
                    details = (("venue", hall.name), *details)
                yield Clash(ClashKind.CLOSURE, True, slot.session_id, None, closure.reason, details)
    if hall is not None:
        for day in days:
            if day.isoweekday() in hall.closed_weekdays:
                yield Clash(
                    ClashKind.CLOSURE,
                    True,
                    slot.session_id,
                    None,
                    "",
                    (("venue", hall.name), ("day", day), ("weekday", day.isoweekday())),
                )
    for day in days:
        if day in holidays:
            yield Clash(ClashKind.HOLIDAY, False, slot.session_id, None, holidays[day], (("day", day),))


def _days(slot: Slot) -> list[date]:
    """Return the local days a session touches; one that ends at midnight does not touch the next."""
    first = local_day(slot.starts_at)
    last = last_local_day(slot.starts_at, slot.ends_at)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
