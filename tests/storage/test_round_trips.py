"""What is stored comes back the same on both databases, in one transaction or not at all, and leaves its trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from divide_app.domain.applications import Application, ApplicationStatus, Channel
from divide_app.domain.attendance import AttendanceEvent, CheckInReason, EventKind, EventResult
from divide_app.domain.courses import CatalogueEntry, ClassSession, Course, SelectionKind, SessionKind, SessionState
from divide_app.domain.errors import DomainError
from divide_app.domain.office import Office, Role, User
from divide_app.domain.people import Birth, Need, Participant, PhoneKind, Sex
from divide_app.domain.supporters import Appointment, Assignment, AssignmentRole, Supporter, SupporterKind
from divide_app.domain.target import CountingRule, Metric, Target
from divide_app.domain.venues import Closure, Room, Venue
from divide_app.storage import audit
from divide_app.storage.database import Database
from divide_app.storage.rows.courses import CourseRow
from tests.support.databases import KINDS, count, opened, rows, run

NOW = datetime(2026, 11, 21, 1, 2, 3, 456789, tzinfo=UTC)
SPECIAL = ("𠮷野家", "葛\U000e0100城", "👩‍👩‍👧", "'; DROP TABLE x; --", "改\r\n行\tタブ", " 前後 ", "%_\\", "ﾊﾝｶｸ", "")
texts = st.one_of(st.sampled_from(SPECIAL), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
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


births = st.builds(
    Birth, optional(days), optional(st.integers(1900, 2030)), st.sampled_from([None, "60-69"]), optional(days)
)
things = {
    "participants": st.builds(
        Participant, st.uuids(), texts, texts, births, st.sampled_from(Sex), texts, texts, texts, texts,
        st.frozensets(st.sampled_from(Need)), texts, st.sampled_from(PhoneKind), texts,
    ),
    "courses": st.builds(
        Course, st.uuids(), texts, texts, st.sampled_from(SessionKind), texts, optional(st.integers(0, 999)),
        st.sampled_from(SelectionKind), optional(moments), optional(moments), many, many, texts, texts, texts, texts,
        texts, texts, texts, st.integers(0, 600), texts, source=pairs, source_key=texts, is_cancelled=st.booleans(),
    ),
    "supporters": st.builds(
        Supporter, st.uuids(), texts, texts, st.sampled_from(SupporterKind), texts, many, many, many,
        optional(st.integers(0, 99)), texts, texts,
    ),
    "targets": st.builds(
        Target, st.uuids(), texts, st.sampled_from(Metric), st.integers(2000, 2040), st.integers(2000, 2040),
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
    "offices": st.builds(Office, st.uuids(), texts, texts, texts, texts, texts, many, texts),
    "closures": st.builds(Closure, st.uuids(), st.none(), days, days, texts),
    "users": st.builds(User, st.uuids(), st.uuids().map(str), st.sampled_from(Role), texts, st.booleans(), moments),
    "catalogue": st.builds(
        CatalogueEntry, st.uuids(), st.uuids().map(str), texts, st.sampled_from(SessionKind), texts,
        st.integers(1, 600), st.integers(1, 20), texts, st.integers(0, 20), texts, texts,
    ),
}  # fmt: skip


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
    hall = uuid4()
    venue = Venue(
        hall, "会館", "カイカン", "北", "住所", 39.7, 141.15, True, time(9), time(21, 30), frozenset({1, 7}),
        rooms=(Room(uuid4(), hall, "第1", 20), Room(uuid4(), hall, "第2")),
    )  # fmt: skip
    course, person = Course(uuid4(), "講座"), Participant(uuid4(), "見本花子")
    session = ClassSession(
        uuid4(), course.id, 1, SessionKind.CLASS, NOW, NOW + timedelta(hours=2), hall, venue.rooms[0].id,
        SessionState.PLANNED, source=(("名", "値"),),
    )  # fmt: skip
    application = Application(
        uuid4(), course.id, person.id, ApplicationStatus.WAITING, NOW, Channel.FAX, 3, "CODE", True, "7", "答", "備考",
        number=1, purpose_version=1,
    )  # fmt: skip
    supporter = Supporter(
        uuid4(), "支援花子", appointments=(Appointment(SupporterKind.PROMOTER, date(2026, 4, 1), date(2027, 3, 31)),)
    )
    assignment = Assignment(uuid4(), session.id, supporter.id, AssignmentRole.LEAD, 120, 90, True, "理由")
    event = AttendanceEvent(
        uuid4(), session.id, person.id, EventKind.IN, EventResult.REFUSED, NOW, NOW, "A", "n", None,
        CheckInReason.TOO_EARLY, "理由", False, "60-69", Sex.FEMALE,
    )  # fmt: skip
    with database.write("係員") as uow:
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
        uow.courses.add(Course(uuid4(), "講座", apply_from=NOW.replace(tzinfo=None)))


def test_moments_are_kept_in_utc_whatever_zone_they_came_in(database: Database) -> None:
    local = datetime(2026, 11, 21, 10, 0, 0, 1, tzinfo=timezone(timedelta(hours=9)))
    with database.write("係員") as uow:
        uow.courses.add(Course(uuid4(), "講座", apply_from=local))
        uow.audit("test.fill")
    with database.read() as uow:
        (found,) = uow.connection.execute(select(CourseRow.apply_from)).scalars()
        assert (found, found.tzinfo) == (local, UTC)


def test_an_act_without_a_trace_is_refused_and_nothing_stays(database: Database) -> None:
    with pytest.raises(RuntimeError, match="audit"), database.write("係員") as uow:
        uow.participants.add(Participant(uuid4(), "見本花子"))
    assert (count(database, "participants"), count(database, "audit_entries")) == (0, 0)


def test_a_fault_half_way_leaves_nothing(database: Database) -> None:
    with pytest.raises(DomainError, match="stop"), database.write("係員") as uow:
        uow.participants.add(Participant(uuid4(), "見本花子"))
        uow.audit("participant.add")
        raise DomainError("stop")
    tables = ("participants", "participant_search", "audit_entries")
    assert [count(database, table) for table in tables] == [0, 0, 0]


def test_what_is_written_while_reading_or_rehearsing_does_not_stay(database: Database) -> None:
    for way in (database.read, database.rehearse):
        with way() as uow:
            uow.participants.add(Participant(uuid4(), "見本花子"))
            uow.audit("participant.add")
    assert (count(database, "participants"), count(database, "audit_entries")) == (0, 0)


def trail(database: Database, number: int = 6) -> None:
    for n in range(number):
        with database.write(f"係員{n % 2}") as uow:
            uow.audit("test.act", uuid4(), n=n, forced=bool(n % 2), ids=[str(uuid4())], reason=None)
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
    run(database, forgery)
    run(database, "UPDATE audit_entries SET number = -number WHERE number < 0")
    with database.read() as uow:
        verdict = audit.verify(uow.connection)
    assert not verdict.ok
    assert verdict.first_broken == (2 if "CASE" in forgery else first_broken)
    assert rows(database, "SELECT count(*) FROM audit_entries")[0][0] in {11, 12}
