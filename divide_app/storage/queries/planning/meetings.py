"""Meetings with course, place, seats and supporters; apart, because the start needs no other list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.states import ApplicationStatus
from divide_app.storage.columns import made_of
from divide_app.storage.repositories.base import chunks
from divide_app.storage.rows.people.people import AssignmentRow, SupporterRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.venues import RoomRow, VenueRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_applications = ApplicationRow.__table__.c
_supporters = SupporterRow.__table__.c
_assignments = AssignmentRow.__table__.c

_MANY = 5_000
"""Above this many ids figures are grouped over the whole table: ten and more questions cost as much."""


def session_lines(
    connection: Connection,
    *,
    first: datetime | None = None,
    last: datetime | None = None,
    course_id: UUID | None = None,
    course_ids: Sequence[UUID] | None = None,
    ids: Sequence[UUID] | None = None,
    venue_id: UUID | None = None,
    newest_first: bool = False,
    most: int | None = None,
) -> list[SessionLine]:
    """Return meetings that start in the half-open time `first` to `last`, in order of start."""
    query = (
        select(
            ClassSessionRow.__table__,
            _courses.title,
            _courses.topic,
            _courses.owners,
            _courses.capacity,
            func.coalesce(VenueRow.name, "").label("venue"),
            func.coalesce(VenueRow.district, "").label("district"),
            func.coalesce(RoomRow.name, "").label("room"),
            _courses.people_per_supporter,
            _courses.staffing,
        )
        .join(CourseRow, _courses.id == _sessions.course_id)
        .outerjoin(VenueRow, VenueRow.id == _sessions.venue_id)
        .outerjoin(RoomRow, RoomRow.id == _sessions.room_id)
    )
    if first is not None:
        query = query.where(_sessions.starts_at >= first)
    if last is not None:
        query = query.where(_sessions.starts_at < last)
    if course_id is not None:
        query = query.where(_sessions.course_id == course_id)
    if course_ids is not None:
        query = query.where(_sessions.course_id.in_(course_ids))
    if venue_id is not None:
        query = query.where(_sessions.venue_id == venue_id)
    order = _sessions.starts_at.desc() if newest_first else _sessions.starts_at
    query = query.order_by(order, _courses.title, _sessions.number).limit(most)
    rows: list[Row[Any]] = []
    if ids is None:
        rows = list(connection.execute(query).all())
    else:
        for part in chunks(ids):
            rows.extend(connection.execute(query.where(_sessions.id.in_(part))))
    course_ids = list({row.course_id for row in rows})
    session_ids = [row.id for row in rows]
    status = count_status(connection, course_ids)
    totals = group_count(connection, _sessions.course_id, course_ids)
    helpers = helpers_of(connection, session_ids)
    lines = []
    for row in rows:
        counts = status.get(row.course_id, {})
        names = helpers.get(row.id, [])
        lines.append(
            made_of(
                SessionLine,
                row,
                course_title=row.title,
                sessions_in_course=totals.get(row.course_id, 0),
                accepted=counts.get(ApplicationStatus.ACCEPTED.value, 0),
                waiting=counts.get(ApplicationStatus.WAITING.value, 0),
                supporter_ids=tuple(id_ for id_, _ in names),
                supporters=tuple(name for _, name in names),
                lacking=None,
            )
        )
    return lines


def count_status(connection: Connection, course_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many applications of each course stand in each status."""
    query = select(_applications.course_id, _applications.status, func.count().label("n")).group_by(
        _applications.course_id, _applications.status
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in by_ids(connection, query, _applications.course_id, course_ids):
        found.setdefault(row.course_id, {})[row.status] = row.n
    return found


def group_count(connection: Connection, column: Any, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many rows hold each of `ids` in `column`."""
    query = select(column, func.count()).group_by(column)
    return {row[0]: row[1] for row in by_ids(connection, query, column, ids)}


def helpers_of(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Return ids and names of the supporters of each session, in order of kana."""
    query = (
        select(_assignments.class_session_id, _assignments.supporter_id, _supporters.name)
        .join(SupporterRow, _supporters.id == _assignments.supporter_id)
        .order_by(_supporters.kana_key)
    )
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for row in by_ids(connection, query, _assignments.class_session_id, ids):
        found.setdefault(row.class_session_id, []).append((row.supporter_id, row.name))
    return found


def by_ids(connection: Connection, query: Any, column: Any, ids: Sequence[UUID]) -> list[Any]:
    """Run a grouped query for the ids only, or for all when the ids are most of the table anyway."""
    if len(ids) > _MANY:
        return list(connection.execute(query).all())
    return [row for part in chunks(ids) for row in connection.execute(query.where(column.in_(part))).all()]
