"""What tells whom to reach: draws of courses to come, people who moved up, letters sent, and reminders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, or_, select

from divide_app.domain.applications import ApplicationState
from divide_app.domain.reaching import Telling, TellingKind
from divide_app.domain.states import SessionState
from divide_app.storage.repositories.base import chunks
from divide_app.storage.rows.papers import MailingRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow
from divide_app.storage.rows.reaching import TellingRow
from divide_app.storage.rows.seats import DrawEntrantRow, DrawRow
from divide_app.storage.unit_of_work import UnitOfWork

_sessions = ClassSessionRow.__table__.c
_applications = ApplicationRow.__table__.c
_OFFERED = (ApplicationState.OFFERED.value, ApplicationState.UNREACHED.value)


def _coming(course_id: Any, now: datetime) -> Any:
    planned = _sessions.state == SessionState.PLANNED.value
    return exists().where(_sessions.course_id == course_id, _sessions.starts_at > now, planned)


def drawn_lately(connection: Connection, now: datetime) -> dict[UUID, UUID]:
    """Return the draws that stand of courses to come, with their courses."""
    draws = DrawRow.__table__.c
    query = select(draws.id, draws.course_id).where(draws.drawn_at.is_not(None), draws.cancelled_at.is_(None))
    return {row.id: row.course_id for row in connection.execute(query.where(_coming(draws.course_id, now)))}


def drawn_at(connection: Connection, draw_id: UUID) -> datetime:
    """Return when lots were drawn."""
    draws = DrawRow.__table__.c
    moment: datetime = connection.execute(select(draws.drawn_at).where(draws.id == draw_id)).scalar_one()
    return moment


def entrants(connection: Connection, draw_id: UUID) -> list[UUID]:
    """Return the applications of a draw."""
    columns = DrawEntrantRow.__table__.c
    return list(connection.execute(select(columns.application_id).where(columns.draw_id == draw_id)).scalars())


def courses_with_moves(connection: Connection, now: datetime) -> list[UUID]:
    """Return the courses to come in which somebody moved up or is offered a seat."""
    moved = or_(_applications.promoted_at.is_not(None), _applications.state.in_(_OFFERED))
    held = _applications.state.in_((*_OFFERED, ApplicationState.ACCEPTED.value))
    query = select(_applications.course_id).where(moved, held, _coming(_applications.course_id, now)).distinct()
    return list(connection.execute(query).scalars())


def letters_of(connection: Connection, applications: Sequence[UUID]) -> Iterator[tuple[UUID, datetime, str]]:
    """Yield letters sent: application, the last time, and by whom."""
    letters = MailingRow.__table__.c
    for part in chunks(applications):
        query = select(letters.application_id, letters.last_at, letters.actor)
        for row in connection.execute(query.where(letters.application_id.in_(part))):
            yield row.application_id, row.last_at, row.actor


def reminded(uow: UnitOfWork, sessions: Sequence[UUID]) -> list[Telling]:
    """Return the tries to remind people of meetings, in the order they were made."""
    columns = TellingRow.__table__.c
    found = [
        one
        for part in chunks(sessions)
        for one in uow.tellings.many(
            select(TellingRow.__table__).where(
                columns.kind == TellingKind.REMINDER.value, columns.class_session_id.in_(part)
            )
        )
    ]
    return sorted(found, key=lambda one: (one.at, one.id))
