"""Input of the roster: sessions with their needs, present assignments, and earlier work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.people.participants import Need
from divide_app.domain.people.supporters import Assignment, AssignmentRole
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.domain.roster.roster import RosterSession
from divide_app.domain.roster.staffing import ANY_LANGUAGE, StaffingFacts, language_asked, needs_of
from divide_app.storage.columns import columns_of_line, made_of, read_by
from divide_app.storage.queries.roster.asked_help import HELPED
from divide_app.storage.repositories.base import chunks
from divide_app.storage.rows.people.people import AssignmentRow, ParticipantRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.venues import VenueRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_assignments = AssignmentRow.__table__.c
_applications = ApplicationRow.__table__.c
_people = ParticipantRow.__table__.c


@dataclass(frozen=True, slots=True)
class StaffedSession:
    """One session with what it needs and who is on it."""

    session: RosterSession
    state: SessionState
    accepted: int
    assignments: tuple[Assignment, ...] = ()


@dataclass(slots=True)
class _Asked:
    accepted: int = 0
    needs: Counter[Need] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)


def staffed_sessions(
    connection: Connection,
    *,
    first: datetime | None = None,
    last: datetime | None = None,
    ids: Sequence[UUID] | None = None,
) -> list[StaffedSession]:
    """Return sessions that start in the half-open time, cancelled ones left out, in order of start."""
    query = (
        select(
            *columns_of_line(RosterSession, _sessions, _courses),
            _sessions.state,
            _courses.people_per_supporter,
            _courses.staffing,
            func.coalesce(VenueRow.name, "").label("venue"),
            func.coalesce(VenueRow.district, "").label("district"),
            VenueRow.latitude,
            VenueRow.longitude,
        )
        .join(CourseRow, _courses.id == _sessions.course_id)
        .outerjoin(VenueRow, VenueRow.id == _sessions.venue_id)
        .where(_sessions.state != SessionState.CANCELLED.value)
        .order_by(_sessions.starts_at, _sessions.id)
    )
    if first is not None:
        query = query.where(_sessions.starts_at >= first)
    if last is not None:
        query = query.where(_sessions.starts_at < last)
    rows: list[Row[Any]] = []
    if ids is None:
        rows = list(connection.execute(query))
    else:
        for part in chunks(ids):
            rows.extend(connection.execute(query.where(_sessions.id.in_(part))))
    asked = _asked(connection, {row.course_id for row in rows})
    there = _assigned(connection, [row.id for row in rows])
    return [
        StaffedSession(_session(row, asked.get(row.course_id, _Asked())), SessionState(row.state), accepted, helpers)
        for row in rows
        for accepted, helpers in [(asked.get(row.course_id, _Asked()).accepted, tuple(there.get(row.id, ())))]
    ]


def _session(row: Row[Any], asked: _Asked) -> RosterSession:
    facts = StaffingFacts(
        accepted=asked.accepted,
        people_per_supporter=row.people_per_supporter,
        staffing=read_by(Staffing)(row.staffing),
        asked=asked.needs,
        languages=asked.languages,
    )
    return made_of(RosterSession, row, needs=needs_of(facts))


def _asked(connection: Connection, courses: Iterable[UUID]) -> dict[UUID, _Asked]:
    """Count the accepted of each course, and what help they asked for."""
    found: dict[UUID, _Asked] = {}
    query = (
        select(_applications.course_id, _people.needs, _people.needs_text)
        .join(ParticipantRow, _people.id == _applications.participant_id)
        .where(_applications.status == ApplicationStatus.ACCEPTED.value)
    )
    for part in chunks(list(courses)):
        for row in connection.execute(query.where(_applications.course_id.in_(part))):
            asked = found.setdefault(row.course_id, _Asked())
            asked.accepted += 1
            for need in row.needs:
                if need in HELPED:
                    asked.needs[Need(need)] += 1
            if Need.INTERPRETER.value in row.needs:
                language = language_asked(row.needs_text)
                if language != ANY_LANGUAGE:
                    asked.languages[language] += 1
    return found


def _assigned(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[Assignment]]:
    found: dict[UUID, list[Assignment]] = {}
    for part in chunks(ids):
        query = (
            select(AssignmentRow.__table__)
            .where(_assignments.class_session_id.in_(part))
            .order_by(_assignments.is_locked.desc(), _assignments.id)
        )
        for row in connection.execute(query):
            found.setdefault(row.class_session_id, []).append(
                Assignment(
                    row.id,
                    row.class_session_id,
                    row.supporter_id,
                    AssignmentRole(row.role),
                    row.planned_minutes,
                    row.actual_minutes,
                    row.is_locked,
                    row.reason,
                    row.told_start,
                )
            )
    return found


def faces_before(connection: Connection, courses: Iterable[UUID], before: datetime) -> frozenset[tuple[UUID, UUID]]:
    """Return who (supporter, course) helped in a course in sessions that start before a moment."""
    found: set[tuple[UUID, UUID]] = set()
    query = (
        select(_assignments.supporter_id, _sessions.course_id)
        .join(ClassSessionRow, _sessions.id == _assignments.class_session_id)
        .where(_sessions.starts_at < before, _sessions.state != SessionState.CANCELLED.value)
        .distinct()
    )
    for part in chunks(list(courses)):
        for row in connection.execute(query.where(_sessions.course_id.in_(part))):
            found.add((row.supporter_id, row.course_id))
    return frozenset(found)


def minutes_between(connection: Connection, first: datetime, last: datetime) -> dict[UUID, int]:
    """Return the minutes of every supporter in sessions that start in a time: actual where known, else planned."""
    query = (
        select(
            _assignments.supporter_id,
            func.sum(func.coalesce(_assignments.actual_minutes, _assignments.planned_minutes)).label("minutes"),
        )
        .join(ClassSessionRow, _sessions.id == _assignments.class_session_id)
        .where(
            _sessions.starts_at >= first, _sessions.starts_at < last, _sessions.state != SessionState.CANCELLED.value
        )
        .group_by(_assignments.supporter_id)
    )
    return {row.supporter_id: int(row.minutes) for row in connection.execute(query)}


def district_positions(connection: Connection) -> dict[str, tuple[float, float]]:
    """Return the middle of each district's venues (latitude, longitude), for districts that have any position."""
    query = (
        select(VenueRow.district, func.avg(VenueRow.latitude), func.avg(VenueRow.longitude))
        .where(VenueRow.latitude.is_not(None), VenueRow.longitude.is_not(None), VenueRow.district != "")
        .group_by(VenueRow.district)
    )
    return {row[0]: (float(row[1]), float(row[2])) for row in connection.execute(query)}
