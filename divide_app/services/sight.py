"""Which meetings a volunteer sees: today's, and of these their own or the hall's; everybody else sees all."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import UUID

from divide_app.domain.calendar import at_local, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role
from divide_app.storage.database import Database
from divide_app.storage.queries.door import door
from divide_app.storage.unit_of_work import UnitOfWork


def meetings_in_sight(database: Database, uow: UnitOfWork) -> frozenset[UUID] | None:
    """Return the meetings whose people who looks may see; None for all of them.

    A volunteer who is one of the supporters sees today's meetings they help at; any other today's at the hall this
    PC stands in, or today's all where its settings do not say which.
    """
    if database.actor.role is not Role.VOLUNTEER:
        return None
    user = None if database.user is None else uow.users.find(database.user.id)
    supporter = None if user is None else user.supporter_id
    hall = uow.venues.find(UUID(database.hall_of_pc)) if database.hall_of_pc and supporter is None else None
    today = local_day(uow.now)
    return door.meetings_between(
        uow.connection,
        at_local(today, time()),
        at_local(today + timedelta(days=1), time()),
        supporter_id=supporter,
        venue_id=None if hall is None else hall.id,
    )


def refuse_out_of_sight(database: Database, uow: UnitOfWork, class_session_id: UUID) -> None:
    """Refuse a meeting that who looks does not see.

    Raises:
        DomainError: `meeting_out_of_sight`.
    """
    seen = meetings_in_sight(database, uow)
    if seen is not None and class_session_id not in seen:
        raise DomainError("meeting_out_of_sight")
