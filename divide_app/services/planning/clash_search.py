"""The one search for clashes, shared by screens, commands and imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.clash import Clash, clashes
from divide_app.domain.planning.courses import ClassSession, Course, SessionState
from divide_app.services.planning.holidays import closures_between, holidays_between
from divide_app.storage.queries.planning.slots import slots_between, slots_of
from divide_app.storage.unit_of_work import UnitOfWork


def find_clashes(
    uow: UnitOfWork, sessions: Sequence[ClassSession], courses: Mapping[UUID, Course] | None = None
) -> list[Clash]:
    """Return everything in the way of sessions that are to be planned or moved, in their order.

    What is stored of the same sessions is taken as gone. The calendar must be locked by the caller who writes
    (`uow.lock_calendar`), so that two plans cannot both find a room free.

    Args:
        uow: An open unit of work.
        sessions: The sessions as they are to be; cancelled ones are in nobody's way.
        courses: Their courses by id, those not stored yet or about to change; others are read.
    """
    standing = [session for session in sessions if session.state is not SessionState.CANCELLED]
    if not standing:
        return []
    known = dict(courses or {})
    for id_ in {session.course_id for session in standing} - known.keys():
        known[id_] = uow.courses.get(id_)
    first = min(session.starts_at for session in standing)
    last = max(session.ends_at for session in standing)
    stocks = {stock.id: stock for stock in uow.stocks.all()}
    around = timedelta(minutes=max((stock.turnaround_minutes for stock in stocks.values()), default=0))
    planned = slots_of(uow.connection, standing, known, stocks)
    existing = slots_between(
        uow.connection,
        first - around,
        last + around,
        except_ids=[session.id for session in sessions],
        stocks=stocks,
        people=sorted({person for slot in planned for person in slot.participants}),
    )
    days = local_day(first), local_day(last)
    return clashes(
        planned,
        existing,
        venues=uow.venues.all(),
        closures=closures_between(uow, *days),
        holidays=holidays_between(uow, *days),
        stocks=stocks.values(),
    )


def refuse_hard(found: Sequence[Clash], forced_reason: str) -> bool:
    """Return whether something hard is in the way; refuse it without a reason.

    Raises:
        DomainError: `clash` with `clashes` (all that was found) and `count` (the hard ones).
    """
    hard = sum(clash.hard for clash in found)
    if hard and not forced_reason.strip():
        raise DomainError("clash", clashes=tuple(found), count=hard)
    return bool(hard)
