"""Data of the monthly report and the pivots, one statement each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.figures.monthly import MonthlyAttendance, MonthlySession, MonthlySupport
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionState
from divide_app.storage.columns import columns_of_line, made_of
from divide_app.storage.rows.door.attendance import AttendanceRow, AttendanceSummaryRow
from divide_app.storage.rows.office import MonthRemarkRow
from divide_app.storage.rows.people.people import AssignmentRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.venues import VenueRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_attendances = AttendanceRow.__table__.c
_applications = ApplicationRow.__table__.c
_summaries = AttendanceSummaryRow.__table__.c


def attendance_pivot(connection: Connection, first_month: int, last_month: int) -> Iterator[tuple[int, UUID, str, int]]:
    """Yield (month, venue id, band, attendances) from the kept summary; months are 100 * year + month."""
    keys = (_summaries.month, _summaries.venue_id, _summaries.band)
    query = (
        select(*keys, func.sum(_summaries.attendances))
        .where(_summaries.month.between(first_month, last_month))
        .group_by(*keys)
        .order_by(*keys)
    )
    for month, venue, band, number in connection.execute(query):
        if number:
            yield month, venue, band, int(number)


def monthly_sessions(connection: Connection, first: datetime, last: datetime) -> list[MonthlySession]:
    """Return the meetings that start in `first` to `last` as the month needs them."""
    applied = (
        select(_applications.course_id, func.count().label("n"))
        .where(_applications.status != ApplicationStatus.CANCELLED.value)
        .group_by(_applications.course_id)
        .subquery()
    )
    query = (
        select(
            *columns_of_line(MonthlySession, _sessions, _courses),
            _courses.title,
            func.coalesce(VenueRow.name, "").label("venue"),
            func.coalesce(applied.c.n, 0).label("applied"),
        )
        .join(CourseRow, _courses.id == _sessions.course_id)
        .outerjoin(VenueRow, VenueRow.id == _sessions.venue_id)
        .outerjoin(applied, applied.c.course_id == _sessions.course_id)
        .where(_sessions.starts_at >= first, _sessions.starts_at < last)
        .order_by(_sessions.starts_at, _sessions.id)
    )
    return [made_of(MonthlySession, row, course_title=row.title) for row in connection.execute(query)]


def monthly_attendances(connection: Connection, first: datetime, last: datetime) -> list[MonthlyAttendance]:
    """Return everybody present at meetings that start in `first` to `last`; an identified walk-in is the person."""
    query = (
        select(
            _attendances.class_session_id,
            _attendances.attendee_id,
            _attendances.participant_id,
            _attendances.band,
            _attendances.sex,
            _attendances.district,
            _attendances.is_walk_in,
        )
        .join(ClassSessionRow, _sessions.id == _attendances.class_session_id)
        .where(_sessions.starts_at >= first, _sessions.starts_at < last, _attendances.present.is_(True))
    )
    # Unpacked by place and looked up: a large city's month has thousands of rows, and this is most of its report.
    return [
        MonthlyAttendance(
            session, participant or attendee, band, _SEX[sex], district, is_walk_in, participant is not None
        )
        for session, attendee, participant, band, sex, district, is_walk_in in connection.execute(query)
    ]


_SEX = {sex.value: sex for sex in Sex}


def attended_before(connection: Connection, first: datetime, last: datetime) -> set[UUID]:
    """Return those who came in `first` to `last` and had come somewhere before `first` already.

    The day of the meeting decides, not the moment somebody was entered: lists are typed in days later.
    """
    earlier, before = AttendanceRow.__table__.alias(), ClassSessionRow.__table__.alias()
    came_before = (
        select(earlier.c.participant_id)
        .join(before, before.c.id == earlier.c.class_session_id)
        .where(
            earlier.c.participant_id == _attendances.participant_id,
            earlier.c.present.is_(True),
            before.c.starts_at < first,
            before.c.state != SessionState.CANCELLED.value,
        )
        .exists()
    )
    query = (
        select(_attendances.participant_id)
        .join(ClassSessionRow, _sessions.id == _attendances.class_session_id)
        .where(
            _sessions.starts_at >= first,
            _sessions.starts_at < last,
            _attendances.present.is_(True),
            _attendances.participant_id.is_not(None),
            came_before,
        )
    )
    return set(connection.execute(query).scalars())


def monthly_support(connection: Connection, first: datetime, last: datetime) -> list[MonthlySupport]:
    """Return who helped at meetings that start in `first` to `last` and were not cancelled."""
    assignments = AssignmentRow.__table__.c
    query = (
        select(assignments.class_session_id, assignments.supporter_id, assignments.actual_minutes)
        .join(ClassSessionRow, _sessions.id == assignments.class_session_id)
        .where(
            _sessions.starts_at >= first,
            _sessions.starts_at < last,
            _sessions.state != SessionState.CANCELLED.value,
        )
    )
    return [
        MonthlySupport(row.class_session_id, row.supporter_id, row.actual_minutes) for row in connection.execute(query)
    ]


def month_remark(connection: Connection, month: int) -> str:
    """Return what was written under 所見 for a month (100 * year + month)."""
    found = connection.execute(select(MonthRemarkRow.text).where(MonthRemarkRow.month == month)).scalar()
    return found or ""
