"""Read models for list screens and commands; the number of statements does not depend on the length of the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, case, func, select

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.lines import (
    ApplicationLine,
    AssignmentLine,
    AttendanceLine,
    CourseLine,
    ParticipantLine,
    SupporterLine,
)
from divide_app.domain.people.age_band import band_at
from divide_app.domain.people.participants import Birth
from divide_app.domain.planning.course_state import Span, course_state
from divide_app.domain.planning.courses import SessionState
from divide_app.storage.columns import columns_of_line, made_of
from divide_app.storage.queries.planning.meetings import by_ids, count_status, group_count, session_lines
from divide_app.storage.repositories.base import chunks
from divide_app.storage.rows.door.attendance import AttendanceRow, WalkInRow
from divide_app.storage.rows.people.people import AppointmentRow, AssignmentRow, ParticipantRow, SupporterRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.venues import RoomRow, VenueRow

__all__ = [
    "application_lines",
    "assignment_lines",
    "attendance_lines",
    "birth_of",
    "course_lines",
    "courses_by_words",
    "participant_lines",
    "session_lines",
    "supporter_lines",
]

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_applications = ApplicationRow.__table__.c
_people = ParticipantRow.__table__.c
_supporters = SupporterRow.__table__.c
_assignments = AssignmentRow.__table__.c
_attendances = AttendanceRow.__table__.c


def course_lines(connection: Connection, now: datetime, *, ids: Sequence[UUID] | None = None) -> list[CourseLine]:
    """Return courses with their state at `now`, those that begin last first."""
    stands = _sessions.state != SessionState.CANCELLED.value
    spans_query = select(
        _sessions.course_id,
        func.count().label("sessions"),
        func.min(_sessions.starts_at).label("first"),
        func.max(_sessions.ends_at).label("last"),
        func.min(case((stands & _sessions.time_is_known, _sessions.starts_at))).label("first_standing"),
        func.max(case((stands & _sessions.time_is_known, _sessions.ends_at))).label("last_standing"),
        func.min(case((stands & ~_sessions.time_is_known, _sessions.starts_at))).label("first_day"),
        func.max(case((stands & ~_sessions.time_is_known, _sessions.starts_at))).label("last_day"),
        func.max(case((stands & ~_sessions.time_is_known, _sessions.ends_at))).label("last_day_ends"),
    ).group_by(_sessions.course_id)
    query = select(CourseRow.__table__)
    rows: list[Row[Any]] = []
    if ids is None:
        rows = list(connection.execute(query).all())
    else:
        for part in chunks(ids):
            rows.extend(connection.execute(query.where(_courses.id.in_(part))))
    course_ids = [row.id for row in rows]
    spans = {row.course_id: row for row in by_ids(connection, spans_query, _sessions.course_id, course_ids)}
    places_query = (
        select(_sessions.course_id, VenueRow.name).join(VenueRow, VenueRow.id == _sessions.venue_id).distinct()
    )
    places: dict[UUID, list[str]] = {}
    for place in by_ids(connection, places_query, _sessions.course_id, course_ids):
        places.setdefault(place.course_id, []).append(place.name)
    status = count_status(connection, course_ids)
    lines = []
    for row in rows:
        counts = status.get(row.id, {})
        span = spans.get(row.id)
        lines.append(
            made_of(
                CourseLine,
                row,
                state=course_state(
                    is_cancelled=row.is_cancelled,
                    has_sessions=span is not None,
                    apply_from=row.apply_from,
                    apply_until=row.apply_until,
                    standing=_standing(span) if span else (),
                    now=now,
                ),
                sessions=span.sessions if span else 0,
                first_starts_at=span.first if span else None,
                last_ends_at=span.last if span else None,
                venues=tuple(sorted(places.get(row.id, []))),
                applied=counts.get(ApplicationStatus.APPLIED.value, 0),
                accepted=counts.get(ApplicationStatus.ACCEPTED.value, 0),
                waiting=counts.get(ApplicationStatus.WAITING.value, 0),
            )
        )
    beginning = datetime.min.replace(tzinfo=now.tzinfo)
    return sorted(lines, key=lambda line: (line.first_starts_at or beginning, line.title), reverse=True)


def _standing(row: Row[Any]) -> list[Span]:
    spans = []
    if row.first_standing is not None:
        spans.append(Span(row.first_standing, row.last_standing))
    if row.first_day is not None:
        # One day may begin after another that lasts longer has begun: the first and the last are told apart.
        spans.append(Span(row.first_day, row.first_day, time_is_known=False))
        spans.append(Span(row.last_day, row.last_day_ends, time_is_known=False))
    return spans


def courses_by_words(connection: Connection, key: str, most: int) -> list[tuple[UUID, str]]:
    """Return (id, title) of the newest courses whose title holds the key."""
    query = (
        select(_courses.id, _courses.title)
        .where(_courses.title_key.contains(key, autoescape=True))
        .order_by(_courses.id.desc())
        .limit(most)
    )
    return [(row.id, row.title) for row in connection.execute(query)]


def participant_lines(
    connection: Connection, today: date, *, ids: Sequence[UUID] | None = None, most: int | None = None
) -> list[ParticipantLine]:
    """Return participants in order of kana, or those with `ids` in the order given."""
    query = select(ParticipantRow.__table__).order_by(_people.kana_key, _people.id).limit(most)
    rows: list[Row[Any]] = []
    if ids is None:
        stands = _people.merged_into.is_(None) & _people.forgotten_at.is_(None)
        rows = list(connection.execute(query.where(stands)).all())
    else:
        for part in chunks(ids):
            rows.extend(connection.execute(query.where(_people.id.in_(part))))
        place = {id_: n for n, id_ in enumerate(ids)}
        rows.sort(key=lambda row: place[row.id])
    person_ids = [row.id for row in rows]
    applied = group_count(connection, _applications.participant_id, person_ids)
    came_query = (
        select(_attendances.participant_id, func.count().label("n"))
        .where(_attendances.present.is_(True), _attendances.participant_id.is_not(None))
        .group_by(_attendances.participant_id)
    )
    came = {
        row.participant_id: row.n for row in by_ids(connection, came_query, _attendances.participant_id, person_ids)
    }
    return [
        made_of(
            ParticipantLine,
            row,
            band=band_at(birth_of(row), today),
            applications=applied.get(row.id, 0),
            attendances=came.get(row.id, 0),
        )
        for row in rows
    ]


def application_lines(
    connection: Connection,
    today: date,
    *,
    course_id: UUID | None = None,
    participant_id: UUID | None = None,
    ids: Sequence[UUID] | None = None,
) -> list[ApplicationLine]:
    """Return applications: those of a course by state and place, others by the moment they came."""
    query = (
        select(
            *columns_of_line(ApplicationLine, _applications, _people),
            _courses.title,
            _people.birth_day,
            _people.birth_year,
            _people.band,
            _people.band_as_of,
        )
        .join(CourseRow, _courses.id == _applications.course_id)
        .join(ParticipantRow, _people.id == _applications.participant_id)
        .order_by(_applications.applied_at, _applications.id)
    )
    if course_id is not None:
        query = query.where(_applications.course_id == course_id)
    if participant_id is not None:
        query = query.where(_applications.participant_id == participant_id)
    rows: list[Row[Any]] = []
    if ids is None:
        rows = list(connection.execute(query))
    else:
        for part in chunks(ids):
            rows.extend(connection.execute(query.where(_applications.id.in_(part))))
    lines = [made_of(ApplicationLine, row, course_title=row.title, band=band_at(birth_of(row), today)) for row in rows]
    if course_id is not None:
        order = {status: n for n, status in enumerate(_STATUS_ORDER)}
        lines.sort(key=lambda line: (order[line.status], line.place or 0, line.applied_at, line.number))
    return lines


_STATUS_ORDER = (
    ApplicationStatus.ACCEPTED,
    ApplicationStatus.WAITING,
    ApplicationStatus.APPLIED,
    ApplicationStatus.REFUSED,
    ApplicationStatus.CANCELLED,
)


def supporter_lines(connection: Connection, today: date, first: datetime, last: datetime) -> list[SupporterLine]:
    """Return supporters with their figures for meetings that start in `first` to `last` (one fiscal year)."""
    figures_query = (
        select(
            _assignments.supporter_id,
            func.count().label("sessions"),
            func.sum(_assignments.planned_minutes).label("planned"),
            func.sum(func.coalesce(_assignments.actual_minutes, 0)).label("actual"),
        )
        .join(ClassSessionRow, _sessions.id == _assignments.class_session_id)
        .where(
            _sessions.starts_at >= first, _sessions.starts_at < last, _sessions.state != SessionState.CANCELLED.value
        )
        .group_by(_assignments.supporter_id)
    )
    figures = {row.supporter_id: row for row in connection.execute(figures_query)}
    appointed: dict[UUID, list[Row[Any]]] = {}
    for row in connection.execute(select(AppointmentRow.__table__)):
        appointed.setdefault(row.supporter_id, []).append(row)
    lines = []
    for row in connection.execute(select(SupporterRow.__table__).order_by(_supporters.kana_key, _supporters.id)):
        figure = figures.get(row.id)
        valid = [
            one
            for one in appointed.get(row.id, [])
            if one.first_day <= today and (one.last_day is None or one.last_day >= today)
        ]
        ends = [one.last_day for one in valid if one.last_day is not None]
        lines.append(
            made_of(
                SupporterLine,
                row,
                appointed_until=max(ends) if ends and len(ends) == len(valid) else None,
                is_appointed=bool(valid),
                sessions=figure.sessions if figure else 0,
                planned_minutes=figure.planned if figure else 0,
                actual_minutes=figure.actual if figure else 0,
            )
        )
    return lines


def assignment_lines(
    connection: Connection,
    *,
    first: datetime | None = None,
    last: datetime | None = None,
    supporter_id: UUID | None = None,
    class_session_id: UUID | None = None,
) -> list[AssignmentLine]:
    """Return assignments in order of the meetings' start."""
    query = (
        select(
            AssignmentRow.__table__,
            _courses.title.label("course_title"),
            _sessions.number,
            _sessions.starts_at,
            _sessions.ends_at,
            _sessions.state.label("session_state"),
            _supporters.name.label("supporter"),
            _supporters.kind,
            func.coalesce(VenueRow.name, "").label("venue"),
            func.coalesce(RoomRow.name, "").label("room"),
        )
        .join(ClassSessionRow, _sessions.id == _assignments.class_session_id)
        .join(CourseRow, _courses.id == _sessions.course_id)
        .join(SupporterRow, _supporters.id == _assignments.supporter_id)
        .outerjoin(VenueRow, VenueRow.id == _sessions.venue_id)
        .outerjoin(RoomRow, RoomRow.id == _sessions.room_id)
        .order_by(_sessions.starts_at, _supporters.kana_key, _assignments.id)
    )
    if first is not None:
        query = query.where(_sessions.starts_at >= first)
    if last is not None:
        query = query.where(_sessions.starts_at < last)
    if supporter_id is not None:
        query = query.where(_assignments.supporter_id == supporter_id)
    if class_session_id is not None:
        query = query.where(_assignments.class_session_id == class_session_id)
    return [made_of(AssignmentLine, row, is_told=row.told_start == row.starts_at) for row in connection.execute(query)]


def attendance_lines(
    connection: Connection, *, class_session_id: UUID | None = None, participant_id: UUID | None = None
) -> list[AttendanceLine]:
    """Return who came to what, in order of arrival."""
    query = (
        select(
            AttendanceRow.__table__,
            func.coalesce(_people.name, WalkInRow.name, "").label("name"),
            func.coalesce(_people.kana, "").label("kana"),
        )
        .outerjoin(ParticipantRow, _people.id == _attendances.participant_id)
        .outerjoin(WalkInRow, WalkInRow.id == _attendances.attendee_id)
        .order_by(_attendances.first_in.nulls_last(), _attendances.attendee_id)
    )
    if class_session_id is not None:
        query = query.where(_attendances.class_session_id == class_session_id)
    if participant_id is not None:
        query = query.where(_attendances.participant_id == participant_id)
    return [made_of(AttendanceLine, row) for row in connection.execute(query)]


def birth_of(row: Row[Any]) -> Birth:
    """Return what a participant's row tells of the birth."""
    return Birth(row.birth_day, row.birth_year, row.band, row.band_as_of)
