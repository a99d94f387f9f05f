"""What is stored comes back the same on both databases, in one transaction or not at all, and leaves its trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select
from sqlalchemy.exc import StatementError

from divide_app.domain.applications import Application, ApplicationStatus, Channel
from divide_app.domain.door.attendance import AttendanceEvent, CheckInReason, EventKind, EventResult
from divide_app.domain.errors import DomainError
from divide_app.domain.figures.target import CountingRule, Metric, Target
from divide_app.domain.individual_number import contains_individual_number
from divide_app.domain.office.office import Actor, Office, User
from divide_app.domain.people.participants import Birth, Participant, PhoneKind, Sex
from divide_app.domain.people.supporters import Appointment, Assignment, AssignmentRole, Supporter, SupporterKind
from divide_app.domain.planning.courses import CatalogueEntry, ClassSession, Course, SessionKind, SessionState
from divide_app.domain.planning.lending import Stock
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.domain.planning.visit_requests import VisitRequest
from divide_app.foundation.ids import new_id
from divide_app.storage import audit
from divide_app.storage.columns import Columns
from divide_app.storage.database import Database
from divide_app.storage.repositories.base import Repository
from divide_app.storage.repositories.files import ImportRuns
from divide_app.storage.repositories.people.people import Participants, Supporters, participant_json, participant_of
from divide_app.storage.repositories.planning.courses import ClassSessions, Courses
from divide_app.storage.rows.planning.courses import CourseRow
from divide_app.storage.rows.planning.lending import StockRow
from tests.support.databases import KINDS, count, opened, rows, run

NOW = datetime(2026, 11, 21, 1, 2, 3, 456789, tzinfo=UTC)
SPECIAL = ("𠮷野家", "葛\U000e0100城", "👩‍👩‍👧", "'; DROP TABLE x; --", "改\r\n行\tタブ", " 前後 ", "%_\\", "ﾊﾝｶｸ", "")
words = st.one_of(st.sampled_from(SPECIAL), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
# By chance a text, and one random id in three thousand, reads like an individual number, which no row takes.
texts = words.filter(lambda text: not contains_individual_number(text))
ids = st.uuids().filter(lambda id_: not contains_individual_number(str(id_)))
moments = st.datetimes(
    NOW.replace(1990, tzinfo=None),
    NOW.replace(2090, tzinfo=None),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]),
)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
pairs = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
many = st.lists(texts, max_size=3).map(tuple)


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of a field by its type alone, so that a field declared tomorrow is tried without a line here."""
    if kind in SPECIAL_KINDS:
        return SPECIAL_KINDS[kind]
    if get_origin(kind) in {Union, UnionType}:
        return st.one_of(*(st.none() if one is NoneType else values_of(one) for one in get_args(kind)))
    if get_origin(kind) is frozenset:
        return st.frozensets(values_of(get_args(kind)[0]), max_size=3)
    if get_origin(kind) is tuple:
        inner, *rest = get_args(kind)
        if rest == [Ellipsis]:
            return st.lists(values_of(inner), max_size=3).map(tuple)
        return st.tuples(values_of(inner), *map(values_of, rest))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    if is_dataclass(kind):
        return st.builds(kind, **{name: values_of(one) for name, one in get_type_hints(kind).items()})
    raise AssertionError(f"no values are known for {kind!r}")


SPECIAL_KINDS: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: st.integers(0, 999),
    bool: st.booleans(),
    float: st.floats(-90, 90),
    UUID: ids,
    date: days,
    datetime: moments,
    time: st.times(),
    Birth: st.builds(
        Birth, optional(days), optional(st.integers(1900, 2030)), st.sampled_from([None, "60-69"]), optional(days)
    ),
    Staffing: st.builds(
        Staffing, st.integers(0, 9), st.integers(0, 9), st.lists(st.sampled_from(SupporterKind), max_size=2).map(tuple),
        many,
    ),
    frozenset[int]: st.frozensets(st.integers(1, 7)),
    Target: st.builds(
        Target, ids, texts, st.sampled_from(Metric), st.integers(2000, 2040), st.integers(2000, 2040),
        optional(st.integers(0, 9999)), optional(st.integers(0, 99)),
        st.dictionaries(st.integers(2000, 2040), st.integers(0, 99)).map(lambda found: tuple(sorted(found.items()))),
        many,
        st.builds(
            CountingRule,
            st.just(((SessionKind.CLASS, Fraction(1)), (SessionKind.CONSULTATION, Fraction(1, 3)))), many, many,
            st.integers(0, 600), st.integers(0, 9), st.booleans(), st.booleans(), st.integers(1, 9),
        ),
        optional(st.fractions(0, 100, max_denominator=1000)), texts,
    ),
}  # fmt: skip
UNIQUE = {User: "name", CatalogueEntry: "title", Stock: "name", Venue: "name"}
"""Fields that no two things may share."""


def made(thing: type) -> st.SearchStrategy[Any]:
    """Return whole things; what lies in tables of its own or points at other things is left as it is without them."""
    if thing in SPECIAL_KINDS:
        return SPECIAL_KINDS[thing]
    left = {"rooms", "appointments", "venue_id", "catalogue_id", "course_id", "supporter_id"}
    kinds = {name: kind for name, kind in get_type_hints(thing).items() if name not in left}
    parts = {name: values_of(kind) for name, kind in kinds.items()}
    if thing in UNIQUE:
        parts[UNIQUE[thing]] = ids.map(str)
    if thing is Closure:
        parts["venue_id"] = st.none()
    return st.builds(thing, **parts)


things = {
    "participants": made(Participant),
    "courses": made(Course),
    "supporters": made(Supporter),
    "targets": made(Target),
    "offices": made(Office),
    "closures": made(Closure),
    "users": made(User),
    "catalogue": made(CatalogueEntry),
    "venues": made(Venue),
    "stocks": made(Stock),
    "visit_requests": made(VisitRequest),
}


def every_repository() -> list[type[Repository[Any]]]:
    import pkgutil
    from importlib import import_module

    import divide_app.storage.repositories as room

    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        import_module(module.name)
    return [one for one in Repository.__subclasses__() if "from_row" not in vars(one)]


def test_every_field_of_every_kept_thing_has_its_column_and_no_column_is_forgotten() -> None:
    for repository in every_repository():
        columns = repository.columns()
        names = {column.key for column in repository.row.__table__.columns}
        assert set(columns.names) <= names
        left = names - set(columns.names) - set(FOLLOWING.get(repository, ()))
        assert not left, f"{repository.__name__}: nothing fills {left}"


FOLLOWING: dict[Any, tuple[str, ...]] = {
    Participants: ("name_key", "kana_key", "phone_key", "created_at", "merged_into", "forgotten_at"),
    Supporters: ("name_key", "kana_key"),
    Courses: ("title_key", "created_at"),
    ClassSessions: ("month", "minutes", "present"),
    ImportRuns: ("things",),
}
"""Columns that follow from others or are set by acts of their own."""


def test_a_field_without_a_column_is_told_at_once() -> None:
    @dataclass(frozen=True)
    class Longer(Stock):
        email: str = ""

    table = StockRow.__table__
    assert isinstance(table, Table)
    with pytest.raises(TypeError, match=r"no column in .* for email"):
        Columns(Longer, table, apart=frozenset(), renamed={})


def test_a_person_written_as_json_before_a_field_was_declared_has_its_empty_value() -> None:
    person = Participant(new_id(), "見本花子", birth=Birth(day=date(1950, 3, 2)), phone_kind=PhoneKind.IPHONE)
    content = participant_json(person)
    assert participant_of(person.id, content) == person
    del content["phone_kind"]
    assert participant_of(person.id, content) == replace(person, phone_kind=PhoneKind.UNKNOWN)


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with opened(request.param, Path(tmp_path_factory.mktemp("store")) / "data") as found:
        yield found


@pytest.mark.parametrize("kind", sorted(things))
@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_every_thing_comes_back_as_it_was(store: Database, kind: str, data: st.DataObject) -> None:
    thing, other = data.draw(things[kind]), data.draw(things[kind])
    with store.rehearse() as uow:
        repository = getattr(uow, kind)
        repository.add(thing)
        assert repository.get(thing.id) == thing
        changed = type(other)(**{**{name: getattr(other, name) for name in other.__slots__}, "id": thing.id})
        repository.change(changed)
        assert repository.get(thing.id) == changed
        assert changed in repository.all()


def test_venues_rooms_sessions_applications_assignments_and_events_come_back(database: Database) -> None:
    hall = new_id()
    venue = Venue(
        hall, "会館", "カイカン", "北", "住所", 39.7, 141.15, True, time(9), time(21, 30), frozenset({1, 7}),
        rooms=(Room(new_id(), hall, "第1", 20), Room(new_id(), hall, "第2")),
    )  # fmt: skip
    course, person = Course(new_id(), "講座"), Participant(new_id(), "見本花子")
    session = ClassSession(
        new_id(), course.id, 1, SessionKind.CLASS, NOW, NOW + timedelta(hours=2), hall, venue.rooms[0].id,
        SessionState.PLANNED, source=(("名", "値"),),
    )  # fmt: skip
    application = Application(
        new_id(), course.id, person.id, ApplicationStatus.WAITING, NOW, Channel.FAX, 3, "CODE", True, "7", "答", "備考",
        number=1, purpose_version=1,
    )  # fmt: skip
    supporter = Supporter(
        new_id(), "支援花子", appointments=(Appointment(SupporterKind.PROMOTER, date(2026, 4, 1), date(2027, 3, 31)),)
    )
    assignment = Assignment(new_id(), session.id, supporter.id, AssignmentRole.LEAD, 120, 90, True, "理由")
    event = AttendanceEvent(
        new_id(), session.id, person.id, EventKind.IN, EventResult.REFUSED, NOW, NOW, "A", "n", None,
        CheckInReason.TOO_EARLY, "理由", False, "60-69", Sex.FEMALE,
    )  # fmt: skip
    with database.write() as uow:
        uow.venues.add(venue)
        uow.courses.add(course)
        uow.participants.add(person)
        uow.class_sessions.add(session)
        uow.applications.add(application)
        uow.supporters.add(supporter)
        uow.assignments.add(assignment)
        uow.attendance.append(event)
        uow.audit("test.fill")
    with database.read() as uow:
        assert uow.venues.get(hall) == venue
        assert uow.class_sessions.get(session.id) == session
        assert uow.applications.get(application.id) == application
        assert uow.supporters.get(supporter.id) == supporter
        assert uow.assignments.get(assignment.id) == assignment
        assert uow.attendance.events_of_session(session.id) == [event]
        assert uow.class_sessions.get(session.id).starts_at.tzinfo is UTC


def test_a_moment_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without zone"), database.rehearse() as uow:
        uow.courses.add(Course(new_id(), "講座", apply_from=NOW.replace(tzinfo=None)))


def test_moments_are_kept_in_utc_whatever_zone_they_came_in(database: Database) -> None:
    local = datetime(2026, 11, 21, 10, 0, 0, 1, tzinfo=timezone(timedelta(hours=9)))
    with database.write() as uow:
        uow.courses.add(Course(new_id(), "講座", apply_from=local))
        uow.audit("test.fill")
    with database.read() as uow:
        (found,) = uow.connection.execute(select(CourseRow.apply_from)).scalars()
        assert (found, found.tzinfo) == (local, UTC)


def test_an_act_without_a_trace_is_refused_and_nothing_stays(database: Database) -> None:
    with pytest.raises(RuntimeError, match="audit"), database.write() as uow:
        uow.participants.add(Participant(new_id(), "見本花子"))
    assert (count(database, "participants"), count(database, "audit_entries")) == (0, 0)


def test_a_fault_half_way_leaves_nothing(database: Database) -> None:
    with pytest.raises(DomainError, match="stop"), database.write() as uow:
        uow.participants.add(Participant(new_id(), "見本花子"))
        uow.audit("participant.add")
        raise DomainError("stop")
    tables = ("participants", "participant_search", "audit_entries")
    assert [count(database, table) for table in tables] == [0, 0, 0]


def test_what_is_written_while_reading_or_rehearsing_does_not_stay(database: Database) -> None:
    for way in (database.read, database.rehearse):
        with way() as uow:
            uow.participants.add(Participant(new_id(), "見本花子"))
            uow.audit("participant.add")
    assert (count(database, "participants"), count(database, "audit_entries")) == (0, 0)


def trail(database: Database, number: int = 6) -> None:
    for n in range(number):
        with database.write(Actor(f"係員{n % 2}")) as uow:
            uow.audit("test.act", new_id(), n=n, forced=bool(n % 2), ids=[str(new_id())], reason=None)
            uow.audit("test.second", "題")


def test_a_whole_trail_is_verified(database: Database) -> None:
    trail(database)
    with database.read() as uow:
        verdict = audit.verify(uow.connection)
    assert (verdict.ok, verdict.entries, verdict.first_broken) == (True, 12, None)


@pytest.mark.parametrize(
    ("forgery", "first_broken"),
    [
        ("DELETE FROM audit_entries WHERE number = 4", 4),
        ("DELETE FROM audit_entries WHERE number = 1", 1),
        ("UPDATE audit_entries SET actor = 'だれか' WHERE number = 5", 5),
        ("UPDATE audit_entries SET detail = '{}' WHERE number = 3", 3),
        ("UPDATE audit_entries SET act = 'test.other' WHERE number = 12", 12),
        ("UPDATE audit_entries SET number = CASE number WHEN 2 THEN -3 WHEN 3 THEN -2 ELSE number END", 1),
        ("UPDATE audit_entries SET hash = previous_hash WHERE number = 7", 7),
    ],
)
def test_a_forged_trail_is_found(database: Database, forgery: str, first_broken: int) -> None:
    trail(database)
    if database.is_shared:
        run(database, "ALTER TABLE audit_entries DISABLE TRIGGER USER")  # as its owner can
    run(database, forgery)
    run(database, "UPDATE audit_entries SET number = -number WHERE number < 0")
    with database.read() as uow:
        verdict = audit.verify(uow.connection)
    assert not verdict.ok
    assert verdict.first_broken == (2 if "CASE" in forgery else first_broken)
    assert rows(database, "SELECT count(*) FROM audit_entries")[0][0] in {11, 12}
