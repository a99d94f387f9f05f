"""Sessions as the clash rules see them: when, where, and who."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from divide_app.domain.clash import Slot
from divide_app.domain.courses import SessionState
from divide_app.storage.queries.lists import helpers_of
from divide_app.storage.rows.courses import ClassSessionRow, CourseRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c


def slots_between(
    connection: Connection, first: datetime, last: datetime, *, except_ids: Sequence[UUID] = ()
) -> list[Slot]:
    """Return the standing sessions that overlap the half-open time `first` to `last`, in order of start."""
    query = (
        select(
            _sessions.id,
            _sessions.course_id,
            _sessions.number,
            _sessions.starts_at,
            _sessions.ends_at,
            _sessions.venue_id,
            _sessions.room_id,
            _sessions.time_is_known,
            _sessions.state,
            _courses.title,
            _courses.capacity,
        )
        .join(CourseRow, _courses.id == _sessions.course_id)
        .where(
            _sessions.starts_at < last,
            _sessions.ends_at > first,
            _sessions.state != SessionState.CANCELLED.value,
        )
        .order_by(_sessions.starts_at)
    )
    left_out = set(except_ids)
    rows = [row for row in connection.execute(query) if row.id not in left_out]
    helpers = helpers_of(connection, [row.id for row in rows])
    return [
        Slot(
            session_id=row.id,
            course_id=row.course_id,
            title=row.title,
            number=row.number,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            venue_id=row.venue_id,
            room_id=row.room_id,
            supporters=tuple(id_ for id_, _ in helpers.get(row.id, [])),
            capacity=row.capacity,
            time_is_known=row.time_is_known,
        )
        for row in rows
    ]
