"""Recomputes the stored summaries from the events, so that a program error in them is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select, text

from divide_app.domain.calendar import local_month
from divide_app.domain.door.attendance import AttendanceEvent, derive
from divide_app.storage.repositories.door.attendance import event_of, events_as_known, summary_key
from divide_app.storage.rows.door.attendance import AttendanceEventRow, AttendanceRow, AttendanceSummaryRow
from divide_app.storage.rows.planning.courses import ClassSessionRow

_attendances = AttendanceRow.__table__.c
_sessions = ClassSessionRow.__table__.c
_events = AttendanceEventRow.__table__.c
_summaries = AttendanceSummaryRow.__table__.c


def faults(connection: Connection) -> list[str]:
    """Return what does not fit.

    `attendance:<session>:<attendee>`, `session:<session>` (month, length, people present),
    `summary:<month>:<venue>:<band>:<sex>`, `pages`, `reference:<table>`.
    """
    found = [*_wrong_states(connection), *_wrong_sessions(connection), *_wrong_summaries(connection)]
    if connection.dialect.name == "sqlite":
        if connection.execute(text("PRAGMA quick_check")).scalar() != "ok":
            found.append("pages")
        found += [f"reference:{row[0]}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
    return found


def _wrong_states(connection: Connection) -> list[str]:
    """Compare the kept states with those derived from the events; a state without any event is wrong too."""
    ends = {row.id: row.ends_at for row in connection.execute(select(_sessions.id, _sessions.ends_at))}
    # In parts: a server would otherwise send every act and every state of ten years before the first is compared.
    in_parts = {"yield_per": 5_000}
    by_session = select(AttendanceRow.__table__).order_by(_attendances.class_session_id)
    events = _by_session(
        connection.execute(events_as_known.order_by(_events.class_session_id), execution_options=in_parts)
    )
    states = _by_session(connection.execute(by_session, execution_options=in_parts))
    found = []
    next_events, next_states = next(events, None), next(states, None)
    while next_events is not None or next_states is not None:
        # Both come in order of session; a session may be missing on either side.
        session = min(one[0] for one in (next_events, next_states) if one is not None)
        acts: list[Row[Any]] = []
        kept: list[Row[Any]] = []
        if next_events is not None and next_events[0] == session:
            acts, next_events = next_events[1], next(events, None)
        if next_states is not None and next_states[0] == session:
            kept, next_states = next_states[1], next(states, None)
        if session in ends:
            found += _wrong_in_session(session, [event_of(row) for row in acts], kept, ends[session])
        else:  # only in a database damaged from outside, which must be told rather than fall over
            found.append(f"attendance:{session}")
    return found


def _by_session(rows: Iterable[Row[Any]]) -> Iterator[tuple[UUID, list[Row[Any]]]]:
    for session, group in groupby(rows, key=lambda row: row.class_session_id):
        yield session, list(group)


def _wrong_in_session(
    session: UUID, events: list[AttendanceEvent], rows: list[Row[Any]], ends_at: datetime
) -> list[str]:
    derived = derive(events, ends_at)
    kept = {row.attendee_id: row for row in rows}
    found = []
    for attendee in sorted(derived.keys() | kept.keys()):
        state, row = derived.get(attendee), kept.get(attendee)
        if state is None or row is None:
            fits = False
        else:
            fits = (row.present, row.is_inside, row.first_in, row.last_out, row.minutes) == (
                *(state.present, state.is_inside, state.first_in, state.last_out, state.minutes),
            )
        if not fits:
            found.append(f"attendance:{session}:{attendee}")
    return found


def _wrong_sessions(connection: Connection) -> list[str]:
    present = (
        select(_attendances.class_session_id, func.count().label("n"))
        .where(_attendances.present.is_(True))
        .group_by(_attendances.class_session_id)
        .subquery()
    )
    query = (
        select(
            *(_sessions.id, _sessions.starts_at, _sessions.ends_at, _sessions.month, _sessions.minutes),
            *(_sessions.present, func.coalesce(present.c.n, 0).label("n")),
        )
        .select_from(ClassSessionRow)
        .outerjoin(present, present.c.class_session_id == _sessions.id)
        .order_by(_sessions.id)
    )
    return [
        f"session:{row.id}"
        for row in connection.execute(query)
        if (row.month, row.minutes, row.present)
        != (local_month(row.starts_at), int((row.ends_at - row.starts_at).total_seconds() // 60), row.n)
    ]


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
