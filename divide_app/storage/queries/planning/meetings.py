"""Meetings with course, place, seats and supporters; apart, because the start needs no other list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, select

from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.domain.states import ApplicationStatus
from divide_app.storage.columns import all_made_of, columns_of_line, read_by
from divide_app.storage.repositories.base import chunks
from divide_app.storage.rows.people.people import AssignmentRow, SupporterRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.venues import RoomRow, VenueRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_applications = ApplicationRow.__table__.c
_supporters = SupporterRow.__table__.c
_assignments = AssignmentRow.__table__.c

Ids = Sequence[UUID] | Select[Any]
"""Ids, or the question that finds them."""

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
            *columns_of_line(SessionLine, _sessions),
            func.coalesce(VenueRow.name, "").label("venue"),
            func.coalesce(VenueRow.district, "").label("district"),
            func.coalesce(RoomRow.name, "").label("room"),
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
    ordered = query.order_by(order, _courses.title, _sessions.number).limit(most)
    if ids is None:
        rows = list(connection.execute(ordered).all())
    else:
        rows = [row for part in chunks(ids) for row in connection.execute(ordered.where(_sessions.id.in_(part)))]
    if ids is None and most is None:  # the database knows which they are: thousands of ids need not go back to it
        courses = _of_courses(connection, query.with_only_columns(_sessions.course_id))
        helpers = helpers_of(connection, query.with_only_columns(_sessions.id))
    else:
        courses = _of_courses(connection, list({row.course_id for row in rows}))
        helpers = helpers_of(connection, [row.id for row in rows])

    def others_of(read: dict[str, Any]) -> dict[str, Any]:
        people, names = helpers.get(read["id"], nobody)
        return courses[read["course_id"]] | {
            "supporter_ids": tuple(people),
            "supporters": tuple(names),
            "lacking": None,
        }

    nobody: tuple[list[UUID], list[str]] = ([], [])
    return all_made_of(SessionLine, rows, others_of)


def _of_courses(connection: Connection, ids: Ids) -> dict[UUID, dict[str, Any]]:
    """Return what every meeting of a course says of it, by the fields of `SessionLine`: read once for all of them."""
    query = select(
        _courses.id,
        _courses.title,
        _courses.topic,
        _courses.owners,
        _courses.capacity,
        _courses.people_per_supporter,
        _courses.staffing,
    )
    status = count_status(connection, ids)
    totals = group_count(connection, _sessions.course_id, ids)
    owners_of, staffing_of = read_by(tuple[str, ...]), read_by(Staffing)
    found = {}
    for id_, title, topic, owners, capacity, people, staffing in by_ids(connection, query, _courses.id, ids):
        counts = status.get(id_, {})
        found[id_] = {
            "course_title": title,
            "topic": topic,
            "owners": owners_of(owners),
            "capacity": capacity,
            "people_per_supporter": people,
            "staffing": staffing_of(staffing),
            "sessions_in_course": totals.get(id_, 0),
            "accepted": counts.get(ApplicationStatus.ACCEPTED.value, 0),
            "waiting": counts.get(ApplicationStatus.WAITING.value, 0),
        }
    return found


def count_status(connection: Connection, course_ids: Ids) -> dict[UUID, dict[str, int]]:
    """Return how many applications of each course stand in each status."""
    query = select(_applications.course_id, _applications.status, func.count().label("n")).group_by(
        _applications.course_id, _applications.status
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in by_ids(connection, query, _applications.course_id, course_ids):
        found.setdefault(row.course_id, {})[row.status] = row.n
    return found


def group_count(connection: Connection, column: Any, ids: Ids) -> dict[UUID, int]:
    """Return how many rows hold each of `ids` in `column`."""
    query = select(column, func.count()).group_by(column)
    return {row[0]: row[1] for row in by_ids(connection, query, column, ids)}


def helpers_of(connection: Connection, ids: Ids) -> dict[UUID, tuple[list[UUID], list[str]]]:
    """Return ids and names of the supporters of each session, in order of kana."""
    query = (
        select(_assignments.class_session_id, _assignments.supporter_id, _supporters.name)
        .join(SupporterRow, _supporters.id == _assignments.supporter_id)
        .order_by(_supporters.kana_key)
    )
    found: dict[UUID, tuple[list[UUID], list[str]]] = {}
    for session_id, supporter_id, name in by_ids(connection, query, _assignments.class_session_id, ids):
        people, names = found.setdefault(session_id, ([], []))
        people.append(supporter_id)
        names.append(name)
    return found


def by_ids(connection: Connection, query: Any, column: Any, ids: Ids) -> list[Any]:
    """Run a grouped query for the ids only, or for all when the ids are most of the table anyway."""
    if isinstance(ids, Select):
        return list(connection.execute(query.where(column.in_(ids))).all())
    if len(ids) > _MANY:
        return list(connection.execute(query).all())
    return [row for part in chunks(ids) for row in connection.execute(query.where(column.in_(part))).all()]
