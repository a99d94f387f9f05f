"""Meetings of a fiscal year by day, from as few columns as possible for speed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from divide_app.domain.planning.courses import SessionState
from divide_app.storage.rows.planning.courses import ClassSessionRow, CourseRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c


def has_sessions(connection: Connection) -> bool:
    """Return whether there is any meeting, without counting them."""
    return connection.execute(select(_sessions.id).limit(1)).first() is not None


def session_starts(
    connection: Connection, first: datetime, last: datetime, *, venue_id: UUID | None = None, topic: str = ""
) -> Iterator[tuple[datetime, SessionState]]:
    """Yield start and state of the meetings that start in the half-open time `first` to `last`."""
    query = select(_sessions.starts_at, _sessions.state).where(_sessions.starts_at >= first, _sessions.starts_at < last)
    if venue_id is not None:
        query = query.where(_sessions.venue_id == venue_id)
    if topic:
        query = query.join(CourseRow, _courses.id == _sessions.course_id).where(_courses.topic == topic)
    states = {state.value: state for state in SessionState}
    for starts_at, state in connection.execute(query):
        yield starts_at, states[state]
