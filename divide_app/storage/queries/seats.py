"""Facts about the entrants of a lottery, one statement for each rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, func, select

from divide_app.domain.applications import ApplicationStatus, SameHour
from divide_app.domain.people.participants import Birth
from divide_app.domain.states import SessionState
from divide_app.storage.queries.lists import birth_of
from divide_app.storage.repositories.base import chunks
from divide_app.storage.rows.door.attendance import AttendanceRow
from divide_app.storage.rows.office import AuditEntryRow
from divide_app.storage.rows.people.people import ParticipantRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.seats import DrawEntrantRow, DrawRow

_applications = ApplicationRow.__table__.c
_courses = CourseRow.__table__.c
_people = ParticipantRow.__table__.c
_attendances = AttendanceRow.__table__.c
_draws = DrawRow.__table__.c
_entrants = DrawEntrantRow.__table__.c
_audit = AuditEntryRow.__table__.c


def same_hour(
    connection: Connection, course_id: UUID, participant_ids: Sequence[UUID], after: datetime
) -> list[SameHour]:
    """Return the meetings at which these people are wanted elsewhere, in order of start.

    Meetings of which only the day is known, cancelled ones and those that ended before `after` (UTC) do not count.
    """
    mine, other = ClassSessionRow.__table__.alias(), ClassSessionRow.__table__.alias()
    found = []
    for part in chunks(participant_ids):
        query = (
            select(_applications.participant_id, _courses.title, other.c.starts_at)
            .distinct()
            .join_from(mine, other, and_(other.c.starts_at < mine.c.ends_at, other.c.ends_at > mine.c.starts_at))
            .join(ApplicationRow, _applications.course_id == other.c.course_id)
            .join(CourseRow, _courses.id == other.c.course_id)
            .where(
                *(one.c.state != SessionState.CANCELLED.value for one in (mine, other)),
                *(one.c.time_is_known.is_(True) for one in (mine, other)),
                mine.c.course_id == course_id,
                mine.c.ends_at > after,
                other.c.course_id != course_id,
                _applications.participant_id.in_(part),
                _applications.status == ApplicationStatus.ACCEPTED.value,
            )
        )
        found += [SameHour(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.starts_at, one.title))


def been_before(connection: Connection, course_id: UUID) -> set[UUID]:
    """Return the entrants of a course who had a seat in another course or came to any meeting."""
    mine = select(_applications.participant_id).where(_applications.course_id == course_id)
    seated = select(_applications.participant_id).where(
        _applications.course_id != course_id,
        _applications.status == ApplicationStatus.ACCEPTED.value,
        _applications.participant_id.in_(mine),
    )
    came = select(_attendances.participant_id).where(
        _attendances.present.is_(True), _attendances.participant_id.in_(mine)
    )
    return {row[0] for row in connection.execute(seated.union(came))}


def lost_last(connection: Connection, course_id: UUID) -> set[UUID]:
    """Return the entrants of a course who won nothing in the last lottery of another course they were in."""
    mine = select(_applications.participant_id).where(_applications.course_id == course_id)
    query = (
        select(_applications.participant_id, _draws.drawn_at, _entrants.is_winner)
        .join(DrawEntrantRow, _entrants.application_id == _applications.id)
        .join(DrawRow, _draws.id == _entrants.draw_id)
        .where(
            _draws.course_id != course_id,
            _draws.drawn_at.is_not(None),
            _draws.cancelled_at.is_(None),
            _applications.participant_id.in_(mine),
        )
        .order_by(_draws.drawn_at)
    )
    last = {row.participant_id: bool(row.is_winner) for row in connection.execute(query)}
    return {person for person, has_won in last.items() if not has_won}


def births_and_districts(connection: Connection, course_id: UUID) -> dict[UUID, tuple[Birth, str]]:
    """Return what is known of the birth and district of everybody who applied for a course."""
    wanted = ("id", "birth_day", "birth_year", "band", "band_as_of", "district")
    query = (
        select(*(_people[name] for name in wanted))
        .join(ApplicationRow, _applications.participant_id == _people.id)
        .where(_applications.course_id == course_id)
    )
    return {row.id: (birth_of(row), row.district) for row in connection.execute(query)}


def rehearsals(connection: Connection, course_id: UUID) -> int:
    """Return how often a course's lottery was tried without keeping it, as the trail knows."""
    query = select(func.count()).where(_audit.act == "lottery.rehearse", _audit.subject == str(course_id))
    return int(connection.execute(query).scalar_one())


def digests_in_trail(connection: Connection, draw_id: UUID) -> tuple[list[str], list[str]]:
    """Return the digests the audit trail noted for a draw: of its entrants when the seed was fixed, of its record."""
    found: dict[str, list[str]] = {"lottery.prepare": [], "lottery.draw": []}
    names = {"lottery.prepare": "entrants_digest", "lottery.draw": "digest"}
    query = select(_audit.act, _audit.detail).where(_audit.act.in_(found), _audit.subject == str(draw_id))
    for act, detail in connection.execute(query):
        found[act].append(str(detail.get(names[act], "")))
    return found["lottery.prepare"], found["lottery.draw"]
