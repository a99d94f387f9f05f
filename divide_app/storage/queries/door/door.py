"""Queries of the door: one statement for a scanned code, one for the list of expected people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, select

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import local_day
from divide_app.domain.door.attendance import EventKind, EventResult, OtherSession
from divide_app.domain.lines import DoorPerson, WalkInLine
from divide_app.domain.names import kana_key, kana_row
from divide_app.domain.people.age_band import band_at
from divide_app.domain.people.participants import Birth, Need, Sex
from divide_app.domain.planning.courses import SessionState
from divide_app.storage.columns import made_of
from divide_app.storage.queries.lists import birth_of
from divide_app.storage.rows.door.attendance import AttendanceEventRow, AttendanceRow, WalkInRow
from divide_app.storage.rows.door.tickets import FormerTicketRow
from divide_app.storage.rows.people.people import AssignmentRow, ParticipantRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.venues import RoomRow, VenueRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_applications = ApplicationRow.__table__.c
_people = ParticipantRow.__table__.c
_attendances = AttendanceRow.__table__.c
_events = AttendanceEventRow.__table__.c


@dataclass(frozen=True, slots=True)
class DoorSession:
    """The session whose door this is, with what its course says about the door."""

    id: UUID
    course_id: UUID
    course_title: str
    number: int
    starts_at: datetime
    ends_at: datetime
    time_is_known: bool
    state: SessionState
    venue_id: UUID | None
    opens_minutes: int
    question: str
    capacity: int | None


@dataclass(frozen=True, slots=True)
class TicketHolder:
    """The person behind a ticket code or id, with the application that matters at this door."""

    participant_id: UUID
    name: str
    kana: str
    birth: Birth
    sex: Sex
    district: str
    application_id: UUID | None
    course_id: UUID | None
    status: ApplicationStatus | None
    ticket_revoked: bool
    answer: str


_session_query = select(
    ClassSessionRow.__table__,
    _courses.title,
    _courses.check_in_opens_minutes,
    _courses.question,
    _courses.capacity,
).join(CourseRow, _courses.id == _sessions.course_id)
_one_session = _session_query.where(_sessions.id == bindparam("id"))
# On a server two halls' devices may hold the same person's ticket at once: one door, one act after the other.
_one_session_locked = _one_session.with_for_update(of=ClassSessionRow, key_share=True)

_holder_columns = (
    _people.id,
    _people.name,
    _people.kana,
    _people.birth_day,
    _people.birth_year,
    _people.band,
    _people.band_as_of,
    _people.sex,
    _people.district,
    _people.merged_into,
    _people.forgotten_at,
)
_application_columns = (
    _applications.id.label("application_id"),
    _applications.course_id,
    _applications.status,
    _applications.ticket_revoked,
    _applications.answer,
)
_by_code = (
    select(*_holder_columns, *_application_columns)
    .select_from(ApplicationRow)
    .join(ParticipantRow, _people.id == _applications.participant_id)
    .where(_applications.ticket_code == bindparam("code"))
)
_by_former_code = (
    select(*_holder_columns, *_application_columns)
    .select_from(FormerTicketRow)
    .join(ApplicationRow, _applications.id == FormerTicketRow.application_id)
    .join(ParticipantRow, _people.id == _applications.participant_id)
    .where(FormerTicketRow.code == bindparam("code"))
)
_by_person = (
    select(*_holder_columns, *_application_columns)
    .select_from(ParticipantRow)
    .outerjoin(
        ApplicationRow,
        (_applications.participant_id == _people.id) & (_applications.course_id == bindparam("course_id")),
    )
    .where(_people.id == bindparam("id"))
)


def door_session(connection: Connection, id_: UUID, *, lock: bool = False) -> DoorSession | None:
    """Return the session whose door this is, or None; with `lock` nobody else acts at it or moves it meanwhile."""
    row = connection.execute(_one_session_locked if lock else _one_session, {"id": id_}).first()
    if row is None:
        return None
    return made_of(DoorSession, row, course_title=row.title, opens_minutes=row.check_in_opens_minutes)


def holder_of_code(connection: Connection, code: str) -> TicketHolder | None:
    """Return who holds the ticket with this code, or None; somebody who was forgotten is nobody."""
    row = connection.execute(_by_code, {"code": code}).first()
    if row is not None:
        return _held_by(connection, row)
    former = connection.execute(_by_former_code, {"code": code}).first()
    holder = None if former is None else _held_by(connection, former)
    return None if holder is None else replace(holder, ticket_revoked=True)


def _held_by(connection: Connection, row: Any) -> TicketHolder | None:
    if row.merged_into is not None:
        # Somebody who was entered twice holds two tickets; both let them in.
        return holder_of_person(connection, row.merged_into, row.course_id)
    return None if row.forgotten_at is not None else _holder(row)


def holder_of_person(connection: Connection, participant_id: UUID, course_id: UUID) -> TicketHolder | None:
    """Return a participant with their application for the course (which may be missing), or None.

    An entry that became one with another is that other; somebody who was forgotten is nobody.
    """
    row = connection.execute(_by_person, {"id": participant_id, "course_id": course_id}).first()
    if row is not None and row.merged_into is not None:
        return holder_of_person(connection, row.merged_into, course_id)
    return None if row is None or row.forgotten_at is not None else _holder(row)


def other_session(connection: Connection, course_id: UUID, at: datetime, not_id: UUID) -> OtherSession | None:
    """Return where a course's ticket holder should go at `at`: the session running or next, else the last one."""
    query = (
        select(
            _sessions.id,
            _sessions.number,
            _sessions.starts_at,
            _sessions.ends_at,
            _courses.title,
            func.coalesce(VenueRow.name, "").label("venue"),
            func.coalesce(RoomRow.name, "").label("room"),
        )
        .join(CourseRow, _courses.id == _sessions.course_id)
        .outerjoin(VenueRow, VenueRow.id == _sessions.venue_id)
        .outerjoin(RoomRow, RoomRow.id == _sessions.room_id)
        .where(
            _sessions.course_id == course_id,
            _sessions.state != SessionState.CANCELLED.value,
            _sessions.id != not_id,
        )
        .order_by(_sessions.starts_at)
    )
    rows = list(connection.execute(query).all())
    coming = [row for row in rows if row.ends_at >= at]
    row = coming[0] if coming else rows[-1] if rows else None
    if row is None:
        return None
    return OtherSession(row.id, course_id, row.title, row.number, row.starts_at, row.ends_at, row.venue, row.room)


def open_session_of_course(
    connection: Connection, course_id: UUID, at: datetime, opens_minutes: int, not_id: UUID
) -> OtherSession | None:
    """Return another session of the course whose door is open at `at`, or None."""
    found = other_session(connection, course_id, at, not_id)
    if found is None or not found.starts_at - timedelta(minutes=opens_minutes) <= at <= found.ends_at:
        return None
    return found


def count_accepted(connection: Connection, course_id: UUID) -> int:
    """Return how many applications of the course are accepted."""
    query = select(func.count()).where(
        _applications.course_id == course_id, _applications.status == ApplicationStatus.ACCEPTED.value
    )
    return connection.execute(query).scalar_one()


def count_present(connection: Connection, class_session_id: UUID) -> int:
    """Return how many people came so far."""
    present: int = connection.execute(select(_sessions.present).where(_sessions.id == class_session_id)).scalar_one()
    return present


def meetings_between(
    connection: Connection, first: datetime, end: datetime, *, supporter_id: UUID | None, venue_id: UUID | None
) -> frozenset[UUID]:
    """Return the meetings that begin from `first` until before `end`: a supporter's, a venue's, or all."""
    query = select(_sessions.id).where(_sessions.starts_at >= first, _sessions.starts_at < end)
    if supporter_id is not None:
        query = query.join(AssignmentRow, AssignmentRow.class_session_id == _sessions.id)
        query = query.where(AssignmentRow.supporter_id == supporter_id)
    if venue_id is not None:
        query = query.where(_sessions.venue_id == venue_id)
    return frozenset(connection.execute(query).scalars())


def pulse(connection: Connection, class_session_id: UUID) -> tuple[int, int, str]:
    """Return what changes whenever anything the door shows does: acts, applications, time, place and state."""
    acts = select(func.count()).where(_events.class_session_id == class_session_id).scalar_subquery()
    of_course = select(func.count()).where(_applications.course_id == _sessions.course_id).correlate(ClassSessionRow)
    accepted = of_course.where(_applications.status == ApplicationStatus.ACCEPTED.value).scalar_subquery()
    waiting = of_course.where(_applications.status == ApplicationStatus.WAITING.value).scalar_subquery()
    plan = (_sessions.state, _sessions.starts_at, _sessions.ends_at, _sessions.venue_id, _sessions.room_id)
    row = connection.execute(select(acts, accepted, waiting, *plan).where(_sessions.id == class_session_id)).first()
    return (0, 0, "") if row is None else (row[0], row[1], " ".join(str(part) for part in row[2:]))


def place_of(connection: Connection, class_session_id: UUID) -> tuple[str, str]:
    """Return the names of a session's venue and room, "" where there is none."""
    query = (
        select(func.coalesce(VenueRow.name, ""), func.coalesce(RoomRow.name, ""))
        .select_from(ClassSessionRow)
        .outerjoin(VenueRow, VenueRow.id == _sessions.venue_id)
        .outerjoin(RoomRow, RoomRow.id == _sessions.room_id)
        .where(_sessions.id == class_session_id)
    )
    venue, room = connection.execute(query).one()
    return venue, room


def people_at_door(connection: Connection, session: DoorSession) -> list[DoorPerson]:
    """Return everybody the door may expect or has received, in order of kana."""
    day = local_day(session.starts_at)
    states = {
        row.attendee_id: row
        for row in connection.execute(
            select(AttendanceRow.__table__).where(_attendances.class_session_id == session.id)
        )
    }
    last_events = _last_standing_events(connection, session.id)
    applied = select(
        ParticipantRow.__table__,
        _applications.status,
        _applications.place,
        _applications.answer,
        _applications.group_id,
    ).join(ApplicationRow, _applications.participant_id == _people.id)
    people = []
    for row in connection.execute(applied.where(_applications.course_id == session.course_id)):
        status = ApplicationStatus(row.status)
        if status is ApplicationStatus.CANCELLED and row.id not in states:
            continue
        asks = bool(session.question) and not row.answer
        person = _person(row, band_at(birth_of(row), day), status, row.place, states, last_events, asks=asks)
        people.append(replace(person, group_id=row.group_id))
    known = {person.attendee_id for person in people}
    unlisted = [id_ for id_ in states if id_ not in known]
    if unlisted:
        by_name = select(ParticipantRow.__table__).where(_people.id.in_(unlisted))
        people.extend(
            _person(row, states[row.id].band, None, None, states, last_events) for row in connection.execute(by_name)
        )
        walk_ins = select(WalkInRow.__table__, _people.name.label("known_name"), _people.kana).outerjoin(
            ParticipantRow, _people.id == WalkInRow.participant_id
        )
        walk_ins = walk_ins.where(WalkInRow.id.in_(unlisted))
        people.extend(_walk_in(row, states, last_events) for row in connection.execute(walk_ins))
    return sorted(
        people, key=lambda person: (person.is_walk_in, kana_key(person.kana or person.name), str(person.attendee_id))
    )


def walk_ins(connection: Connection, class_session_id: UUID) -> list[WalkInLine]:
    """Return who came to a meeting without an application, in the order they came.

    Those whose coming was taken back are left out, unless they are recorded as somebody: that can still be put right.
    """
    undoing = AttendanceEventRow.__table__.alias()
    undone = select(undoing.c.id).where(undoing.c.undoes == _events.id).exists()
    came = (
        select(func.min(_events.happened_at))
        .where(_events.attendee_id == WalkInRow.id, _events.class_session_id == class_session_id)
        .where(_events.kind == EventKind.IN.value, _events.result == EventResult.OK.value, ~undone)
        .scalar_subquery()
    )
    query = (
        select(WalkInRow.__table__, came.label("came_at"), _people.name.label("known_name"))
        .outerjoin(ParticipantRow, _people.id == WalkInRow.participant_id)
        .where(WalkInRow.class_session_id == class_session_id)
    )
    found = [
        made_of(WalkInLine, row, known_name=row.known_name or "")
        for row in connection.execute(query)
        if row.came_at is not None or row.participant_id is not None
    ]
    return sorted(found, key=lambda one: (one.came_at.timestamp() if one.came_at else 0.0, str(one.id)))


def _last_standing_events(connection: Connection, class_session_id: UUID) -> dict[UUID, UUID]:
    attendee = func.coalesce(WalkInRow.participant_id, _people.merged_into, _events.attendee_id).label("attendee_id")
    query = select(_events.id, attendee, _events.kind, _events.result, _events.undoes)
    query = query.outerjoin(WalkInRow, WalkInRow.id == _events.attendee_id)
    query = query.outerjoin(ParticipantRow, _people.id == _events.attendee_id)
    query = query.where(_events.class_session_id == class_session_id).order_by(_events.happened_at, _events.id)
    rows = [row for row in connection.execute(query) if row.result == "ok"]
    undone = {row.undoes for row in rows if row.kind == "undo"}
    return {row.attendee_id: row.id for row in rows if row.kind != "undo" and row.id not in undone}


def _person(
    row: Row[Any],
    band: str,
    status: ApplicationStatus | None,
    place: int | None,
    states: dict[UUID, Row[Any]],
    last_events: dict[UUID, UUID],
    *,
    asks: bool = False,
) -> DoorPerson:
    state = states.get(row.id)
    return DoorPerson(
        attendee_id=row.id,
        name=row.name,
        kana=row.kana,
        row=kana_row(row.kana or row.name),
        band=band,
        needs=tuple(Need(need) for need in row.needs),
        needs_text=row.needs_text,
        status=status,
        place=place,
        is_walk_in=status is None,
        present=bool(state and state.present),
        is_inside=bool(state and state.is_inside),
        first_in=state.first_in if state else None,
        last_event_id=last_events.get(row.id),
        asks_question=asks,
        last_out=state.last_out if state else None,
    )


def _walk_in(row: Row[Any], states: dict[UUID, Row[Any]], last_events: dict[UUID, UUID]) -> DoorPerson:
    state = states[row.id]
    return DoorPerson(
        attendee_id=row.id,
        name=row.known_name or row.name,
        kana=row.kana or "",
        row=kana_row(row.kana or row.name),
        band=row.band,
        needs=(),
        needs_text="",
        status=None,
        place=None,
        is_walk_in=True,
        present=state.present,
        is_inside=state.is_inside,
        first_in=state.first_in,
        last_event_id=last_events.get(row.id),
        asks_question=False,
        last_out=state.last_out,
    )


def _holder(row: Any) -> TicketHolder:
    return TicketHolder(
        participant_id=row.id,
        name=row.name,
        kana=row.kana,
        birth=birth_of(row),
        sex=Sex(row.sex),
        district=row.district,
        application_id=row.application_id,
        course_id=row.course_id,
        status=None if row.status is None else ApplicationStatus(row.status),
        ticket_revoked=bool(row.ticket_revoked),
        answer=row.answer or "",
    )
