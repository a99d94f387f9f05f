"""Queries for packing and merging hall packages: sessions, the people of their courses, and events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from divide_app.domain.calendar import local_day
from divide_app.domain.door.attendance import ActKey, AttendanceEvent, EventKind, EventResult
from divide_app.domain.door.packages import (
    PackageContent,
    PackedApplication,
    PackedCourse,
    PackedPerson,
    PackedSession,
    PackedWalkIn,
)
from divide_app.domain.people.age_band import band_at
from divide_app.domain.people.participants import Need
from divide_app.storage.columns import made_of
from divide_app.storage.queries.lists import birth_of
from divide_app.storage.repositories.base import chunks
from divide_app.storage.repositories.door.attendance import event_of
from divide_app.storage.repositories.door.tickets import FormerTickets
from divide_app.storage.rows.door.attendance import AttendanceEventRow, WalkInRow
from divide_app.storage.rows.people.people import ParticipantRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.venues import RoomRow, VenueRow

_sessions = ClassSessionRow.__table__.c
_applications = ApplicationRow.__table__.c
_people = ParticipantRow.__table__.c
_events = AttendanceEventRow.__table__.c
_walk_ins = WalkInRow.__table__.c


def content_of(
    connection: Connection, package_id: UUID, office: str, created_at: datetime, class_session_ids: Sequence[UUID]
) -> PackageContent:
    """Return the content of a new package for these sessions; ids that are not known are left out."""
    found = sessions(connection, class_session_ids)
    course_ids = list(dict.fromkeys(session.course_id for session in found))
    applied = applications(connection, course_ids)
    former = FormerTickets(connection).of_applications([one.id for one in applied])
    applied = [replace(one, former_codes=former.get(one.id, ())) for one in applied]
    walk_ins, events = acts(connection, [session.id for session in found])
    # A stated day for the band: the first packed meeting of the person's course, else of the package.
    first_day = {
        course: min(local_day(session.starts_at) for session in found if session.course_id == course)
        for course in course_ids
    }
    days = {one.participant_id: first_day[one.course_id] for one in applied}
    usual = min(first_day.values(), default=local_day(created_at))
    known = {walk_in.id for walk_in in walk_ins}
    named = {walk_in.participant_id for walk_in in walk_ins} | {event.attendee_id for event in events}
    ids = sorted({one for one in named if one is not None and one not in known} | days.keys())
    people = [
        PackedPerson(
            id=row.id,
            name=row.name,
            kana=row.kana,
            band=band_at(birth_of(row), days.get(row.id, usual)),
            needs=tuple(sorted(Need(need) for need in row.needs)),
            needs_text=row.needs_text,
        )
        for part in chunks(ids)
        for row in connection.execute(select(ParticipantRow.__table__).where(_people.id.in_(part)).order_by(_people.id))
    ]
    return PackageContent(
        id=package_id,
        office=office,
        created_at=created_at,
        courses=tuple(_courses(connection, course_ids)),
        sessions=tuple(found),
        people=tuple(people),
        applications=tuple(applied),
        walk_ins=tuple(walk_ins),
        events=tuple(events),
    )


def sessions(connection: Connection, ids: Sequence[UUID]) -> list[PackedSession]:
    """Return sessions as they stand now, in order of time."""
    query = (
        select(ClassSessionRow.__table__, VenueRow.name.label("venue"), RoomRow.name.label("room"))
        .outerjoin(VenueRow, VenueRow.id == _sessions.venue_id)
        .outerjoin(RoomRow, RoomRow.id == _sessions.room_id)
    )
    found = [
        made_of(PackedSession, row, venue=row.venue or "", room=row.room or "")
        for part in chunks(ids)
        for row in connection.execute(query.where(_sessions.id.in_(part)))
    ]
    return sorted(found, key=lambda session: (session.starts_at, session.id))


def applications(connection: Connection, course_ids: Sequence[UUID]) -> list[PackedApplication]:
    """Return the applications of courses, cancelled ones too: the door must know why somebody is not expected.

    Those of entries that became one with another, and of people who were forgotten, are left out.
    """
    return [
        made_of(PackedApplication, row, former_codes=())
        for part in chunks(course_ids)
        for row in connection.execute(
            select(ApplicationRow.__table__)
            .join(ParticipantRow, _people.id == _applications.participant_id)
            .where(_applications.course_id.in_(part), _people.merged_into.is_(None), _people.forgotten_at.is_(None))
            .order_by(_applications.id)
        )
    ]


def acts(connection: Connection, class_session_ids: Sequence[UUID]) -> tuple[list[PackedWalkIn], list[AttendanceEvent]]:
    """Return the walk-ins and acts of sessions; an act names whom it was written for, or who stands for them now."""
    walk_ins: list[PackedWalkIn] = []
    events: list[AttendanceEvent] = []
    for part in chunks(class_session_ids):
        came = select(WalkInRow.__table__).where(_walk_ins.class_session_id.in_(part)).order_by(_walk_ins.id)
        walk_ins += [_walk_in(row) for row in connection.execute(came)]
        happened = (
            select(AttendanceEventRow.__table__, _people.merged_into.label("known_as"))
            .outerjoin(ParticipantRow, _people.id == _events.attendee_id)
            .where(_events.class_session_id.in_(part))
        )
        events += [event_of(row) for row in connection.execute(happened.order_by(_events.happened_at, _events.id))]
    return walk_ins, events


def known_events(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Return which events are stored."""
    found: set[UUID] = set()
    for part in chunks(ids):
        found.update(connection.execute(select(_events.id).where(_events.id.in_(part))).scalars())
    return found


def every_event(connection: Connection) -> set[UUID]:
    """Return the ids of all acts stored here: at a hall's PC, those of one package."""
    return set(connection.execute(select(_events.id)).scalars())


def known_acts(connection: Connection, nonces: Sequence[str]) -> dict[ActKey, UUID]:
    """Return accepted acts with one of the nonces, keyed as `domain.door.attendance.act_key` does."""
    found: dict[ActKey, UUID] = {}
    for part in chunks(nonces):
        query = select(
            _events.id,
            _events.class_session_id,
            _events.device,
            _events.nonce,
            _events.kind,
            _events.attendee_id,
            _events.is_walk_in,
        ).where(_events.nonce.in_(part), _events.result == EventResult.OK.value)
        for row in connection.execute(query.order_by(_events.id.desc())):
            person = None if row.is_walk_in else row.attendee_id
            found[row.class_session_id, row.device, row.nonce, EventKind(row.kind), person] = row.id
    return found


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody the office still knows: the entry they are kept under now, and its name."""

    id: UUID
    name: str


def known_people(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, KnownPerson]:
    """Return those of the people who are known, by the id they were known by; who was forgotten is not."""
    found: dict[UUID, KnownPerson] = {}
    kept = ParticipantRow.__table__.alias()
    now = kept.c
    for part in chunks(ids):
        query = (
            select(_people.id, now.id.label("kept_id"), now.name)
            .join(kept, now.id == func.coalesce(_people.merged_into, _people.id))
            .where(_people.id.in_(part), now.forgotten_at.is_(None))
        )
        found |= {row.id: KnownPerson(row.kept_id, row.name) for row in connection.execute(query)}
    return found


def course_titles(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return titles by course."""
    found: dict[UUID, str] = {}
    for part in chunks(ids):
        query = select(CourseRow.id, CourseRow.title).where(CourseRow.id.in_(part))
        found |= {row.id: row.title for row in connection.execute(query)}
    return found


def _courses(connection: Connection, ids: Sequence[UUID]) -> list[PackedCourse]:
    return [
        made_of(PackedCourse, row, opens_minutes=row.check_in_opens_minutes)
        for part in chunks(ids)
        for row in connection.execute(select(CourseRow.__table__).where(CourseRow.id.in_(part)).order_by(CourseRow.id))
    ]


def _walk_in(row: Row[Any]) -> PackedWalkIn:
    return made_of(PackedWalkIn, row)
