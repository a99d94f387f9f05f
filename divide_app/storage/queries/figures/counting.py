"""Grouped figures for targets and the home screen, one statement each."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Text, cast, column, func, literal, select, table

from divide_app.domain.calendar import at_local
from divide_app.domain.figures.target import CountingRule, SessionToCount
from divide_app.domain.states import ApplicationStatus, SelectionKind, SessionKind, SessionState
from divide_app.storage.columns import columns_of_line, made_of
from divide_app.storage.rows.base import UtcDateTime
from divide_app.storage.rows.door.attendance import AttendanceRow, AttendanceSummaryRow
from divide_app.storage.rows.office import AuditEntryRow
from divide_app.storage.rows.people.people import AppointmentRow, ParticipantRow, SupporterRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.venues import VenueRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_attendances = AttendanceRow.__table__.c
_applications = ApplicationRow.__table__.c
_summaries = AttendanceSummaryRow.__table__.c


def sessions_to_count(connection: Connection, first: datetime, last: datetime) -> list[SessionToCount]:
    """Return every meeting that starts in `first` to `last` with what counting rules ask for, in order of start."""
    query = (
        select(
            *columns_of_line(SessionToCount, _sessions, _courses),
            _courses.title,
            func.coalesce(VenueRow.name, "").label("venue"),
            _sessions.present,
        )
        .join(CourseRow, _courses.id == _sessions.course_id)
        .outerjoin(VenueRow, VenueRow.id == _sessions.venue_id)
        .where(_sessions.starts_at >= first, _sessions.starts_at < last)
        .order_by(_sessions.starts_at, _sessions.id)
    )
    return [
        made_of(SessionToCount, row, course_title=row.title, attendances=row.present, times=1)
        for row in connection.execute(query)
    ]


def session_groups(
    connection: Connection, first: date, last: date, *, apart_month: int, with_courses: bool
) -> list[SessionToCount]:
    """Return the meetings of whole local months from `first` to `last`, alike ones of a month in one line.

    The grouping follows the order of one index, so that ten years are counted without sorting or touching a table;
    see `domain.figures.target.SessionToCount.times`.

    Args:
        connection: A read transaction.
        first: A day in the first month.
        last: A day in the last month.
        apart_month: The month (100 * year + month) in which meetings stay apart, because a day cuts through it.
        with_courses: Keep topics and owners apart: a rule asks for them.
    """
    keys: list[Any] = [_sessions.month, _sessions.kind, _sessions.state, _sessions.minutes, _sessions.present]
    apart: list[Any] = [*keys, _sessions.starts_at]
    if with_courses:
        courses = [_courses.topic, cast(_courses.owners, Text).label("owners")]
        keys += courses
        apart += courses
    grouped = select(*keys, func.count().label("times")).group_by(*keys).where(_sessions.month != apart_month)
    single = select(*apart, literal(1).label("times")).where(_sessions.month == apart_month)
    lines = []
    for query in (grouped, single):
        asked = query.where(_sessions.month.between(_month(first), _month(last)))
        if with_courses:
            asked = asked.join(CourseRow, _courses.id == _sessions.course_id)
        for row in connection.execute(asked):
            starts_at = row.starts_at if query is single else _middle_of(row.month)
            lines.append(
                SessionToCount(
                    id=_GROUPED,
                    course_id=_GROUPED,
                    course_title="",
                    number=0,
                    topic=row.topic if with_courses else "",
                    owners=tuple(json.loads(row.owners)) if with_courses else (),
                    kind=SessionKind(row.kind),
                    state=SessionState(row.state),
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=row.minutes),
                    attendances=row.present * row.times,
                    times=row.times,
                )
            )
    return lines


def _month(day: date) -> int:
    return day.year * 100 + day.month


def _middle_of(month: int) -> datetime:
    return at_local(date(month // 100, month % 100, 15), time(12))


_GROUPED = UUID(int=0)


def distinct_people(
    connection: Connection, rule: CountingRule, first: datetime, last: datetime, *, without: Collection[UUID] = ()
) -> int:
    """Return how many different identified people came to the meetings of `first` to `last` that a rule counts.

    The conditions are those of `domain.figures.target.why_not`, and a test holds them to it.
    """
    kinds = [kind.value for kind, weight in rule.weights if weight]
    query = (
        select(func.count(func.distinct(_attendances.participant_id)))
        .join(ClassSessionRow, _sessions.id == _attendances.class_session_id)
        .where(
            _sessions.starts_at >= first,
            _sessions.starts_at < last,
            _sessions.state != SessionState.CANCELLED.value,
            _sessions.kind.in_(kinds),
            _sessions.minutes >= rule.minimum_minutes,
            _sessions.present >= rule.minimum_attendances,
            _attendances.present.is_(True),
        )
    )
    if rule.needs_confirmation:
        query = query.where(_sessions.state == SessionState.HELD.value)
    if without:
        query = query.where(_sessions.id.not_in(without))
    if rule.topics or rule.owners:
        query = query.join(CourseRow, _courses.id == _sessions.course_id)
    if rule.topics:
        query = query.where(_courses.topic.in_(rule.topics))
    if rule.owners:
        owners = cast(_courses.owners, Text)
        there = connection.execute(select(owners).distinct()).scalars()
        query = query.where(owners.in_([text for text in there if set(json.loads(text)) & set(rule.owners)]))
    return connection.execute(query).scalar_one()


def attendances_by_band(connection: Connection, first_month: int, last_month: int) -> dict[str, int]:
    """Return attendances by band over whole months, from the kept summary."""
    query = (
        select(_summaries.band, func.sum(_summaries.attendances).label("n"))
        .where(_summaries.month.between(first_month, last_month))
        .group_by(_summaries.band)
    )
    return {row.band: int(row.n) for row in connection.execute(query) if row.n}


def session_states(connection: Connection, month: int) -> dict[SessionState, int]:
    """Return how many meetings of one local month (100 * year + month) stand in each state."""
    query = select(_sessions.state, func.count()).where(_sessions.month == month).group_by(_sessions.state)
    return {SessionState(state): number for state, number in connection.execute(query)}


def unconfirmed(connection: Connection, until: datetime) -> list[tuple[UUID, str, int, datetime]]:
    """Return planned meetings that ended before `until`: (id, course title, number, start)."""
    query = (
        select(_sessions.id, _courses.title, _sessions.number, _sessions.starts_at)
        .join(CourseRow, _courses.id == _sessions.course_id)
        .where(_sessions.state == SessionState.PLANNED.value, _sessions.ends_at < until)
        .order_by(_sessions.starts_at, _sessions.id)
    )
    return [(row.id, row.title, row.number, row.starts_at) for row in connection.execute(query)]


_packages = table("hall_packages", column("returned_at"), column("created_at", UtcDateTime()))
_inbox = table("merge_inbox", column("state"))
_requests = table("visit_requests", column("state"))
_marks = table("scanned_marks", column("state"))
"""Named by their columns alone: the home screen counts them without building their rows."""


def waiting_elsewhere(connection: Connection, packed_before: datetime) -> tuple[int, int, int, int]:
    """Return, with one statement, what waits on other screens.

    Hall packages made before a moment that have not come home, acts of packages a person must decide about, requests
    for visits nobody answered, and rows of scanned papers nobody could read for certain.
    """
    counts = (
        select(func.count()).where(_packages.c.returned_at.is_(None), _packages.c.created_at < packed_before),
        select(func.count()).where(_inbox.c.state == "waiting"),
        select(func.count()).where(_requests.c.state == "received"),
        select(func.count()).where(_marks.c.state == "waiting"),
    )
    out, inbox, requests, marks = connection.execute(select(*(one.scalar_subquery() for one in counts))).one()
    return out, inbox, requests, marks


def lotteries_due(connection: Connection, now: datetime) -> list[tuple[UUID, str, int, int | None]]:
    """Return lottery courses whose window is over and whose entrants wait: (id, title, entrants, capacity)."""
    query = (
        select(_courses.id, _courses.title, _courses.capacity, func.count().label("n"))
        .join(ApplicationRow, _applications.course_id == _courses.id)
        .where(
            _courses.selection == SelectionKind.LOTTERY.value,
            _courses.is_cancelled.is_(False),
            _courses.apply_until < now,
            _applications.status == ApplicationStatus.APPLIED.value,
        )
        .group_by(_courses.id, _courses.title, _courses.capacity)
        .order_by(_courses.title)
    )
    return [(row.id, row.title, row.n, row.capacity) for row in connection.execute(query)]


def expiring_appointments(connection: Connection, first: date, last: date) -> list[tuple[UUID, str, date]]:
    """Return (supporter id, name, last day) of appointments that end from `first` to `last`."""
    query = (
        select(SupporterRow.id, SupporterRow.name, AppointmentRow.last_day)
        .join(AppointmentRow, AppointmentRow.supporter_id == SupporterRow.id)
        .where(AppointmentRow.last_day.between(first, last))
        .order_by(AppointmentRow.last_day)
    )
    return [(row.id, row.name, row.last_day) for row in connection.execute(query)]


def was_done(connection: Connection, act: str, subject: str) -> bool:
    """Tell whether the audit trail knows an act on a thing; asked by the subject, of which there are few entries."""
    entries = AuditEntryRow.__table__.c
    query = select(entries.number).where(entries.subject == subject, entries.act == act).limit(1)
    return connection.execute(query).first() is not None


def is_over(connection: Connection, before: datetime, year: datetime) -> bool:
    """Tell whether anybody entered before a moment is still known, and nobody was purged since the year began."""
    people, entries = ParticipantRow.__table__.c, AuditEntryRow.__table__.c
    known = select(people.id).where(
        people.created_at < before, people.forgotten_at.is_(None), people.merged_into.is_(None)
    )
    if connection.execute(known.limit(1)).first() is None:
        return False
    purged = select(entries.number).where(entries.act == "privacy.purge", entries.at >= year)
    return connection.execute(purged.limit(1)).first() is None
