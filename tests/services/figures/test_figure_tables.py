"""Tables of any period against a ledger written apart, from the acts themselves and in plain loops."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from divide_app.domain.calendar import fiscal_year, local
from divide_app.domain.errors import DomainError
from divide_app.domain.figures.figure_table import FigureTable, Question
from divide_app.domain.figures.measures import OF_APPLICANTS, Dimension, Measure, can_be_cut
from divide_app.domain.people.participants import Birth, Residence, Sex
from divide_app.domain.planning.courses import SessionKind
from divide_app.domain.states import SupporterKind
from tests.support.city import City, at, meeting

FIRST, LAST = date(2026, 3, 1), date(2026, 11, 30)
BIRTHS = {
    Birth(day=date(1950, 11, 10)): lambda day: "75-79" if day >= date(2026, 11, 10) or day.year > 2025 else "70-74",
    Birth(day=date(1990, 1, 1)): lambda _day: "-59",
    Birth(band="60-69", band_as_of=date(2026, 1, 1)): lambda _day: "unknown",
    Birth(): lambda _day: "unknown",
}
"""Each birth with its column in the standard layout, said by hand: 60代 alone fits neither 60-64 nor 65-69."""


@dataclass
class Person:
    id: UUID
    band_on: Callable[[date], str]
    sex: str
    district: str
    residence: str


@dataclass
class Meeting:
    id: UUID
    course: Course
    starts: datetime
    minutes: int
    hall: str
    room: str
    is_held: bool = False
    is_cancelled: bool = False
    came: list[tuple[Person | None, int, str]] = field(default_factory=list)
    """Who (None: a walk-in without a name), minutes stayed, and a walk-in's band."""
    absent: list[Person] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)


@dataclass
class Course:
    id: UUID
    topic: str
    kind: str
    owners: tuple[str, ...]
    partners: tuple[str, ...]
    capacity: int
    meetings: list[Meeting] = field(default_factory=list)
    heard: dict[UUID, str] = field(default_factory=dict)
    cancelled: list[Person] = field(default_factory=list)
    waiting: list[Person] = field(default_factory=list)


class Ledger:
    """A city filled by chance, and everything that was done in it, written down beside."""

    def __init__(self, city: City, seed: int) -> None:
        self.city, self.chance = city, random.Random(seed)
        self.now = city.clock.moment
        self.people = [self._person(one) for one in range(9)]
        self.helpers = {kind: city.supporter(f"支援{kind}", kind=kind) for kind in list(SupporterKind)[:3]}
        self.courses = [self._course(one) for one in range(4)]
        self.meetings = [one for course in self.courses for one in course.meetings]
        for course in self.courses:
            self._applications(course)
        for one in self.meetings:
            self._day(one)
        city.clock.moment = self.now

    def _person(self, number: int) -> Person:
        birth, band_on = self.chance.choice(list(BIRTHS.items()))
        sex, residence = self.chance.choice(list(Sex)), self.chance.choice(list(Residence))
        district = self.chance.choice(("東地区", "西地区", ""))
        id_ = self.city.person(f"台帳{number}子", birth=birth, sex=sex, district=district, residence=residence)
        return Person(id_, band_on, sex.value, district, residence.value)

    def _course(self, number: int) -> Course:
        kind = self.chance.choice(list(SessionKind))
        owners = self.chance.choice((("生涯学習課",), ("生涯学習課", "高齢福祉課"), ("市民課",)))
        partners = self.chance.choice(((), ("社協",), ("社協", "大学")))
        topic, capacity = self.chance.choice(("入門", "安全", "")), self.chance.choice((2, 3, 20))
        hall, room = self.chance.choice((("中央公民館", "第1室"), ("西部公民館", ""), ("西部公民館", "和室")))
        days = sorted(self.chance.sample(range(270), self.chance.randint(1, 3)))
        hour, minutes = 9 + number * 2, self.chance.choice((60, 90, 110))
        starts = [at(f"2026-03-02 {hour}:30") + timedelta(days=one) for one in days]
        made = self.city.course(
            f"講座{number}", *(meeting_of(one, minutes) for one in starts), kind=kind, topic=topic,
            owners=owners, partners=partners, capacity=capacity, venue=hall, room=room,
        )  # fmt: skip
        course = Course(made, topic, kind.value, owners, partners, capacity)
        ids = self.city.sessions(made)
        course.meetings = [
            Meeting(id_, course, start, minutes, hall, room) for id_, start in zip(ids, starts, strict=True)
        ]
        return course

    def _applications(self, course: Course) -> None:
        seats, self.city.clock.moment = [], at("2026-02-01 10:00")
        for person in self.chance.sample(self.people, self.chance.randint(2, 7)):
            heard = self.chance.choice(("広報", "友人", ""))
            done = self.city.services.applications.apply(course.id, person.id, heard=heard, is_forced=True)
            course.heard[person.id] = heard
            if self.chance.random() < 0.15:
                self.city.services.applications.cancel(done.application)
                course.cancelled.append(person)
            else:
                seats.append(person)
        # Who is cancelled gives the seat to the next; so the first seats of those who stay are taken.
        course.waiting = seats[course.capacity :]
        self.accepted = {**getattr(self, "accepted", {}), course.id: seats[: course.capacity]}

    def _day(self, one: Meeting) -> None:
        services = self.city.services
        if self.chance.random() < 0.12:
            services.scheduling.cancel_session(one.id, "大雪")
            one.is_cancelled = True
            return
        if one.starts > self.now:
            return
        self.city.clock.moment = one.starts
        for kind in self.chance.sample(list(self.helpers), self.chance.randint(0, 2)):
            services.supporters.assign(one.id, self.helpers[kind], forced_reason="見本")
            one.helpers.append(kind.value)
        expected = self.accepted[one.course.id]
        for person in expected:
            if self.chance.random() < 0.6:
                self._comes(one, person)
        for person in self.people:
            if person not in expected and person.id not in one.course.heard and self.chance.random() < 0.1:
                self._comes(one, person)
        if self.chance.random() < 0.4:
            band = self.chance.choice(("60代", "85歳以上", "不明"))
            services.check_in.receive_walk_in(one.id, band, at=one.starts)
            own = {"60代": "unknown", "85歳以上": "85+", "不明": "unknown"}[band]
            one.came.append((None, one.minutes, own))
        one.is_held = bool(one.came)
        if self.chance.random() < 0.7:
            self.city.clock.moment = one.starts + timedelta(hours=4)
            there = {person.id for person, _minutes, _band in one.came if person is not None}
            one.absent = [person for person in expected if person.id not in there]
            minutes = {line.id: 30 for line in services.supporters.assignments(class_session_id=one.id)}
            services.closing.confirm(one.id, absent=[person.id for person in one.absent], minutes=minutes)
            one.is_held = True
        else:
            one.helpers_confirmed = False  # type: ignore[attr-defined]

    def _comes(self, one: Meeting, person: Person) -> None:
        services, after = self.city.services, self.chance.choice((0, 0, 15))
        services.check_in.receive_person(
            one.id, person.id, at=one.starts + timedelta(minutes=after), forced_reason="見本"
        )
        stayed = one.minutes - after
        if self.chance.random() < 0.3:
            stayed -= 20
            leaves = one.starts + timedelta(minutes=one.minutes - 20)
            services.check_in.receive_person(one.id, person.id, at=leaves, leaving=True)
        one.came.append((person, stayed, ""))

    # ---- counting, in plain loops ----

    def names(self, one: Meeting, dimension: Dimension) -> tuple[str, ...]:
        """Names of a meeting."""
        day = local(one.starts).date()
        return {
            Dimension.FISCAL_YEAR: (str(fiscal_year(day)),),
            Dimension.MONTH: (day.strftime("%Y-%m"),),
            Dimension.WEEKDAY: (str(day.isoweekday()),),
            Dimension.HOUR: (str(local(one.starts).hour),),
            Dimension.HALL: (one.hall,),
            Dimension.ROOM: (f"{one.hall} {one.room}" if one.room else "",),
            Dimension.TOPIC: (one.course.topic,),
            Dimension.KIND: (one.course.kind,),
            Dimension.OWNER: one.course.owners,
            Dimension.PARTNER: one.course.partners or ("",),
            Dimension.CITY: ("",),
            Dimension.SUPPORTER_KIND: tuple(one.helpers) or ("",),
        }[dimension]

    def names_of_person(self, one: Meeting, person: Person | None, band: str, dimension: Dimension) -> tuple[str, ...]:
        """Names of somebody at a meeting; only those of a person."""
        if person is None:
            return {
                Dimension.BAND: (band,),
                Dimension.SEX: ("unstated",),
                Dimension.RESIDENCE: ("unstated",),
                Dimension.FIRST_TIME: ("unknown",),
            }.get(dimension, ("",))
        first = min(
            other.starts
            for other in self.meetings
            if any(who is person for who, _minutes, _band in other.came) or other is one
        )
        return {
            Dimension.BAND: (person.band_on(local(one.starts).date()),),
            Dimension.SEX: (person.sex,),
            Dimension.DISTRICT: (person.district,),
            Dimension.RESIDENCE: (person.residence,),
            Dimension.FIRST_TIME: ("yes" if first == one.starts else "no",),
            Dimension.HEARD: (one.course.heard.get(person.id, ""),),
        }[dimension]

    def entries(self, measure: Measure) -> Iterator[tuple[Meeting, Person | None, str, float, float, object]]:
        """Yield (meeting, person, walk-in's band, amount, per, thing) of everything a measure counts."""
        for one in self.meetings:
            if one.is_cancelled and measure not in OF_APPLICANTS:
                continue
            came, coming = one.came, one.course
            confirmed = one.helpers if getattr(one, "helpers_confirmed", True) else []
            match measure:
                case Measure.ATTENDANCES:
                    yield from ((one, who, band, 1, 0, None) for who, _minutes, band in came)
                case Measure.MINUTES:
                    yield from ((one, who, band, minutes, 0, None) for who, minutes, band in came)
                case Measure.PEOPLE:
                    yield from ((one, who, band, 1, 0, who.id) for who, _minutes, band in came if who is not None)
                case Measure.NO_SHOWS:
                    yield from ((one, who, "", 1, 0, None) for who in one.absent)
                case Measure.CANCELLATIONS if one is coming.meetings[0]:
                    yield from ((one, who, "", 1, 0, None) for who in coming.cancelled)
                case Measure.WAITING if one is coming.meetings[0]:
                    yield from ((one, who, "", 1, 0, None) for who in coming.waiting)
                case Measure.SESSIONS if one.is_held:
                    yield one, None, "", 1, 0, None
                case Measure.COURSES if one.is_held:
                    yield one, None, "", 1, 0, coming.id
                case Measure.KOMA | Measure.HOURS if one.is_held:
                    yield one, None, "", one.minutes / 60, 0, None
                case Measure.FILL if one.is_held:
                    yield one, None, "", 100 * len(came), coming.capacity, None
                case Measure.PER_KOMA if one.is_held:
                    yield one, None, "", len(came), one.minutes / 60, None
                case Measure.PER_SUPPORTER if one.is_held and confirmed:
                    yield one, None, "", len(came), len(confirmed), None

    def cells(self, measure: Measure, rows: Dimension, columns: Dimension | None) -> dict[tuple[str, str], float]:
        """Return every cell that is not nothing; a sum stands under `*`."""
        amounts: dict[tuple[str, str], float] = {}
        pers: dict[tuple[str, str], float] = {}
        things: dict[tuple[str, str], set[object]] = {}
        for one, person, band, amount, per, thing in self.entries(measure):
            found = []
            for dimension in (rows, columns):
                if dimension is None:
                    found.append(("",))
                elif dimension in {
                    Dimension.BAND, Dimension.SEX, Dimension.DISTRICT, Dimension.RESIDENCE, Dimension.FIRST_TIME,
                    Dimension.HEARD,
                }:  # fmt: skip
                    found.append(self.names_of_person(one, person, band, dimension))
                else:
                    found.append(self.names(one, dimension))
            for cell in product({*found[0], "*"}, {*found[1], "*"}):
                amounts[cell] = amounts.get(cell, 0) + amount
                pers[cell] = pers.get(cell, 0) + per
                things.setdefault(cell, set()).add(thing)
        if measure in {Measure.PEOPLE, Measure.COURSES}:
            return {cell: len(own) for cell, own in things.items()}
        if measure in {Measure.FILL, Measure.PER_KOMA, Measure.PER_SUPPORTER}:
            return {cell: round(amount / pers[cell], 2) for cell, amount in amounts.items()}
        return {cell: round(amount, 2) for cell, amount in amounts.items() if amount}


def meeting_of(start: datetime, minutes: int) -> object:
    """Return a meeting of a course by its start."""
    text = "%Y-%m-%d %H:%M"
    return meeting(local(start).strftime(text), local(start + timedelta(minutes=minutes)).strftime(text))


def shown(table: FigureTable) -> dict[tuple[str, str], float]:
    """Return every cell and sum that is not nothing, as `Ledger.cells`."""
    found = {
        (row, column): value
        for row, line in zip(table.rows, table.cells, strict=True)
        for column, value in zip(table.columns, line, strict=True)
    }
    found |= {(row, "*"): value for row, value in zip(table.rows, table.row_totals, strict=True)}
    found |= {("*", column): value for column, value in zip(table.columns, table.column_totals, strict=True)}
    found["*", "*"] = table.total
    return {cell: value for cell, value in found.items() if value}


@pytest.mark.parametrize("seed", range(4))
def test_every_measure_by_every_dimension_equals_a_ledger_written_apart(city: City, seed: int) -> None:
    ledger = Ledger(city, seed)
    compared = 0
    for measure, rows in product(Measure, Dimension):
        if not can_be_cut(measure, rows):
            with pytest.raises(DomainError, match="no_such_table"):
                city.services.figure_tables.table(Question(FIRST, LAST, measure, rows))
            continue
        others = [one for one in Dimension if one is not rows and can_be_cut(measure, one)]
        for columns in (None, ledger.chance.choice(others)):
            expected = {cell: value for cell, value in ledger.cells(measure, rows, columns).items() if value}
            found = shown(city.services.figure_tables.table(Question(FIRST, LAST, measure, rows, columns)))
            assert found == expected, (measure, rows, columns)
            compared += len(found)
    assert compared > 500
    figures = city.services.reports.monthly(2026, 11)
    for measure, figure in (
        (Measure.ATTENDANCES, figures.attendances),
        (Measure.PEOPLE, figures.distinct_people),
        (Measure.SESSIONS, figures.sessions_held),
        (Measure.NO_SHOWS, figures.absent),
    ):
        november = Question(date(2026, 11, 1), LAST, measure, Dimension.KIND)
        assert city.services.figure_tables.table(november).total == figure, "the month says the same"


def test_a_period_of_no_whole_months_and_one_from_the_kept_summary_agree(city: City) -> None:
    Ledger(city, 7)
    tables = city.services.figure_tables
    whole = Question(FIRST, LAST, Measure.ATTENDANCES, Dimension.MONTH, Dimension.BAND)
    parts = [
        tables.table(Question(first, last, Measure.ATTENDANCES, Dimension.SEX, Dimension.BAND)).total
        for first, last in ((FIRST, date(2026, 7, 10)), (date(2026, 7, 11), LAST))
    ]
    by_topic = tables.table(Question(FIRST, LAST, Measure.ATTENDANCES, Dimension.TOPIC))  # not in the summary
    found = tables.table(whole)
    assert found.total == sum(part or 0 for part in parts) == by_topic.total
    assert found.rows == tuple(f"2026-{month:02}" for month in range(3, 12)), "every month, also without anybody"
    assert found.columns[-1] == "unknown"
    assert found.coarse <= sum(line[-1] or 0 for line in found.cells)


def test_a_filter_counts_only_what_it_names_also_beside_its_own_rows(city: City) -> None:
    ledger = Ledger(city, 11)
    tables = city.services.figure_tables
    every = tables.table(Question(FIRST, LAST, Measure.ATTENDANCES, Dimension.OWNER, Dimension.SEX))
    for owner, total in zip(every.rows, every.row_totals, strict=True):
        where = ((Dimension.OWNER, frozenset({owner})),)
        assert tables.table(Question(FIRST, LAST, Measure.ATTENDANCES, Dimension.SEX, where=where)).total == total
        own = tables.table(Question(FIRST, LAST, Measure.ATTENDANCES, Dimension.OWNER, where=where))
        assert (own.rows, own.total) == ((owner,), total)
    assert ledger.meetings


def test_a_period_that_ends_before_it_begins_is_refused(city: City) -> None:
    with pytest.raises(DomainError, match="period_reversed"):
        city.services.figure_tables.table(Question(LAST, FIRST, Measure.SESSIONS, Dimension.MONTH))
