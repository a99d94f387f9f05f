"""Recomputes what is kept beside the events, so that a fault of the program cannot hide in a summary."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select, text

from divide_app.domain.attendance import AttendanceEvent, derive
from divide_app.storage.repositories.attendance import event_of, events_as_known, summary_key
from divide_app.storage.rows import AttendanceEventRow, AttendanceRow, AttendanceSummaryRow, ClassSessionRow

_attendances = AttendanceRow.__table__.c
_sessions = ClassSessionRow.__table__.c
_events = AttendanceEventRow.__table__.c
_summaries = AttendanceSummaryRow.__table__.c


def faults(connection: Connection) -> list[str]:
    """Return what does not fit: `attendance:<session>:<attendee>`, `summary:<month>:<venue>:<band>:<sex>`, ..."""
    found = [*_wrong_states(connection), *_wrong_summaries(connection)]
    if connection.dialect.name == "sqlite":
        if connection.execute(text("PRAGMA quick_check")).scalar() != "ok":
            found.append("pages")
        found += [f"reference:{row[0]}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
    return found


def _wrong_states(connection: Connection) -> list[str]:
    """Compare each session's kept states with those derived from its events; sessions without events are skipped."""
    found = []
    ends = {row.id: row.ends_at for row in connection.execute(select(_sessions.id, _sessions.ends_at))}
    events = connection.execute(events_as_known.order_by(_events.class_session_id))
    session: UUID | None = None
    batch: list[AttendanceEvent] = []
    for row in events:
        if row.class_session_id != session:
            found += _wrong_in_session(connection, session, batch, ends)
            session, batch = row.class_session_id, []
        batch.append(event_of(row))
    return found + _wrong_in_session(connection, session, batch, ends)


def _wrong_in_session(
    connection: Connection, session: UUID | None, events: list[AttendanceEvent], ends: dict[UUID, datetime]
) -> list[str]:
    if session is None:
        return []
    derived = derive(events, ends[session])
    kept = {
        row.attendee_id: row
        for row in connection.execute(select(AttendanceRow.__table__).where(_attendances.class_session_id == session))
    }
    found = []
    for attendee, state in derived.items():
        row = kept.get(attendee)
        if row is None:
            if state.present:
                found.append(f"attendance:{session}:{attendee}")
        elif (row.present, row.first_in) != (state.present, state.first_in):
            found.append(f"attendance:{session}:{attendee}")
    return found


def _wrong_summaries(connection: Connection) -> list[str]:
    counted: Counter[tuple[int, UUID, str, str]] = Counter()
    query = (
        select(_sessions.starts_at, _sessions.venue_id, _attendances.band, _attendances.sex)
        .join(ClassSessionRow, _sessions.id == _attendances.class_session_id)
        .where(_attendances.present.is_(True))
    )
    for row in connection.execute(query):
        key = summary_key(row.starts_at, row.venue_id)
        counted[key.month, key.venue_id, row.band, row.sex] += 1
    kept = {
        (row.month, row.venue_id, row.band, row.sex): row.attendances
        for row in connection.execute(select(AttendanceSummaryRow.__table__))
    }
    return [
        "summary:" + ":".join(str(part) for part in key)
        for key in sorted(counted.keys() | kept.keys(), key=str)
        if counted.get(key, 0) != kept.get(key, 0)
    ]
