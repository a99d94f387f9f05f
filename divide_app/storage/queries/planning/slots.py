"""Sessions as input of clash detection: time, place, people, and equipment lent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Text, and_, cast, distinct, func, select

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.people.participants import Need
from divide_app.domain.people.supporters import SupporterKind
from divide_app.domain.planning.clash import Slot
from divide_app.domain.planning.courses import ClassSession, Course, SessionState
from divide_app.domain.planning.lending import LendingNeed, Stock, needs_of, wanted
from divide_app.storage.columns import read_by
from divide_app.storage.repositories.base import chunks
from divide_app.storage.rows.people.people import AssignmentRow, ParticipantRow, SupporterRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_applications = ApplicationRow.__table__.c
_assignments = AssignmentRow.__table__.c
_supporters = SupporterRow.__table__.c
_people = ParticipantRow.__table__.c

_accepted = _applications.status == ApplicationStatus.ACCEPTED.value
_stands = _sessions.state != SessionState.CANCELLED.value


@dataclass(slots=True)
class _People:
    """Who comes to and who helps at some sessions."""

    helpers: dict[UUID, list[UUID]] = field(default_factory=dict)
    lecturers: dict[UUID, list[UUID]] = field(default_factory=dict)
    wishes: dict[UUID, int] = field(default_factory=dict)
    participants: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)


def slots_between(
    connection: Connection,
    first: datetime,
    last: datetime,
    *,
    except_ids: Sequence[UUID] = (),
    stocks: Mapping[UUID, Stock] | None = None,
    people: Collection[UUID] | None = None,
    with_shared_people: bool = False,
) -> list[Slot]:
    """Return the standing sessions that overlap the half-open time `first` to `last`, in order of start.

    Args:
        connection: An open connection.
        first: First moment (UTC).
        last: First moment after it.
        except_ids: Sessions to leave out.
        stocks: Things lent, by id; without them nothing lent is told.
        people: Tell in which sessions these participants are accepted.
        with_shared_people: Tell it of everybody who is accepted for more than one course of that time instead: only
            they can be wanted in two places.
    """
    within = and_(_sessions.starts_at < last, _sessions.ends_at > first, _stands)
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
            _sessions.forced_reason,
            _sessions.lending,
            _courses.title,
            _courses.capacity,
            _courses.lending.label("course_lending"),
        )
        .join(CourseRow, _courses.id == _sessions.course_id)
        .where(within)
        .order_by(_sessions.starts_at)
    )
    known = _People()
    _add_helpers(connection, within, known)
    chosen = _shared(within) if with_shared_people else people
    if chosen is not None:
        _add_participants(connection, within, chosen, known)
    kinds = stocks or {}
    if any(stock.serves_wishes for stock in kinds.values()):
        _add_wishes(connection, _applications.course_id.in_(select(_sessions.course_id).where(within)), known)
    left_out = set(except_ids)
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
            supporters=tuple(known.helpers.get(row.id, ())),
            participants=known.participants.get(row.course_id, ()),
            capacity=row.capacity,
            time_is_known=row.time_is_known,
            lecturers=tuple(known.lecturers.get(row.id, ())),
            lends=_lends(row.course_lending, row.lending, known.wishes.get(row.course_id, 0), kinds),
            is_forced=bool(row.forced_reason),
        )
        for row in connection.execute(query)
        if row.id not in left_out
    ]


def slots_of(
    connection: Connection,
    sessions: Sequence[ClassSession],
    courses: Mapping[UUID, Course],
    stocks: Mapping[UUID, Stock],
) -> list[Slot]:
    """Return planned sessions, stored or not yet, with the people their course and they themselves have by now."""
    known = _People()
    for part in chunks([session.id for session in sessions]):
        _add_helpers(connection, _sessions.id.in_(part), known)
    for course_part in chunks(list(courses)):
        _add_all_participants(connection, course_part, known)
        if any(stock.serves_wishes for stock in stocks.values()):
            _add_wishes(connection, _applications.course_id.in_(course_part), known)
    return [
        Slot(
            session_id=session.id,
            course_id=session.course_id,
            title=courses[session.course_id].title,
            number=session.number,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            venue_id=session.venue_id,
            room_id=session.room_id,
            supporters=tuple(known.helpers.get(session.id, ())),
            participants=known.participants.get(session.course_id, ()),
            capacity=courses[session.course_id].capacity,
            time_is_known=session.time_is_known,
            is_cancelled=session.state is SessionState.CANCELLED,
            lecturers=tuple(known.lecturers.get(session.id, ())),
            lends=wanted(
                needs_of(courses[session.course_id].lending, session.lending),
                known.wishes.get(session.course_id, 0),
                stocks,
            ),
            is_forced=bool(session.forced_reason),
        )
        for session in sessions
    ]


def supporter_names(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of supporters by id."""
    return _names(connection, _supporters.id, _supporters.name, ids)


def participant_names(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of participants by id; they are shown to staff and go into no log."""
    return _names(connection, _people.id, _people.name, ids)


def _names(connection: Connection, id_: Any, name: Any, ids: Iterable[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for part in chunks(list(dict.fromkeys(ids))):
        found.update({row.id: row.name for row in connection.execute(select(id_, name).where(id_.in_(part)))})
    return found


def _lends(
    course: list[list[str]], meeting: list[list[str]] | None, wishes: int, stocks: Mapping[UUID, Stock]
) -> tuple[tuple[UUID, int], ...]:
    if not stocks or not (course or meeting or wishes):
        return ()
    lent = read_by(tuple[LendingNeed, ...])
    asked = needs_of(lent(course), None if meeting is None else lent(meeting))
    return wanted(asked, wishes, stocks)


def _add_helpers(connection: Connection, within: ColumnElement[bool], known: _People) -> None:
    query = (
        select(_assignments.class_session_id, _assignments.supporter_id, _supporters.kind)
        .join(ClassSessionRow, _sessions.id == _assignments.class_session_id)
        .join(SupporterRow, _supporters.id == _assignments.supporter_id)
        .where(within)
        .order_by(_supporters.kana_key, _supporters.id)
    )
    for row in connection.execute(query):
        known.helpers.setdefault(row.class_session_id, []).append(row.supporter_id)
        if row.kind == SupporterKind.LECTURER.value:
            known.lecturers.setdefault(row.class_session_id, []).append(row.supporter_id)


def _shared(within: ColumnElement[bool]) -> Any:
    """Return the query of people accepted for more than one course of a time."""
    return (
        select(_applications.participant_id)
        .where(_accepted, _applications.course_id.in_(select(_sessions.course_id).where(within)))
        .group_by(_applications.participant_id)
        .having(func.count(distinct(_applications.course_id)) > 1)
    )


def _add_participants(connection: Connection, within: ColumnElement[bool], people: Any, known: _People) -> None:
    chosen = [people] if not isinstance(people, Collection) else list(chunks(list(people)))
    found: dict[UUID, list[UUID]] = {}
    for part in chosen:
        query = select(_applications.course_id, _applications.participant_id).where(
            _accepted,
            _applications.participant_id.in_(part),
            _applications.course_id.in_(select(_sessions.course_id).where(within)),
        )
        for row in connection.execute(query):
            found.setdefault(row.course_id, []).append(row.participant_id)
    known.participants.update({course: tuple(sorted(ids)) for course, ids in found.items()})


def _add_all_participants(connection: Connection, course_ids: Sequence[UUID], known: _People) -> None:
    query = select(_applications.course_id, _applications.participant_id).where(
        _accepted, _applications.course_id.in_(course_ids)
    )
    found: dict[UUID, list[UUID]] = {}
    for row in connection.execute(query):
        found.setdefault(row.course_id, []).append(row.participant_id)
    known.participants.update({course: tuple(sorted(ids)) for course, ids in found.items()})


def _add_wishes(connection: Connection, courses: ColumnElement[bool], known: _People) -> None:
    query = (
        select(_applications.course_id, func.count().label("wishes"))
        .join(ParticipantRow, _people.id == _applications.participant_id)
        .where(_accepted, courses, cast(_people.needs, Text).contains(f'"{Need.LOAN_PHONE.value}"'))
        .group_by(_applications.course_id)
    )
    known.wishes.update({row.course_id: row.wishes for row in connection.execute(query)})
