"""The stock of equipment lent during classes, and how much of it is out on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.clash import Slot
from divide_app.domain.planning.lending import LendingNeed, Stock
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import checked
from divide_app.services.planning.base import PlanningService
from divide_app.services.planning.history import UndoToken, asked_for
from divide_app.services.roles import OFFICE, allowed
from divide_app.storage.queries.planning.slots import slots_between

_STOCKS = changes(Topic.CATALOGUE, Topic.CLASS_SESSIONS)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A meeting to come that needs more than there is, after a stock was made smaller."""

    class_session: UUID
    title: str
    number: int
    wanted: int


@dataclass(frozen=True, slots=True)
class StockResult:
    """A stock kept or taken away.

    Attributes:
        shortages: Meetings from today on that no longer get what they need, by themselves.
        undo: Takes the act back exactly.
    """

    stock: UUID
    shortages: tuple[Shortage, ...] = ()
    undo: UndoToken | None = None
    changes: Changes = _STOCKS


@dataclass(frozen=True, slots=True)
class MeetingLending:
    """What one meeting lends: `own` when it says so itself (None: what its `course` lends)."""

    stocks: tuple[Stock, ...]
    course: tuple[LendingNeed, ...]
    own: tuple[LendingNeed, ...] | None


class Lending(PlanningService):
    """Things lent."""

    @allowed(OFFICE)
    def stocks(self) -> list[Stock]:
        """Return everything the office lends, by name."""
        with self.database.read() as uow:
            return sorted(uow.stocks.all(), key=lambda stock: stock.name)

    @allowed(OFFICE)
    def of_meeting(self, class_session_id: UUID) -> MeetingLending:
        """Return what a meeting and its course lend, with everything there is to lend.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            meeting = uow.class_sessions.get(class_session_id)
            stocks = tuple(sorted(uow.stocks.all(), key=lambda stock: stock.name))
            return MeetingLending(stocks, uow.courses.get(meeting.course_id).lending, meeting.lending)

    @allowed(OFFICE)
    def save(self, stock: Stock) -> StockResult:
        """Add or change a stock; meetings that now lack something are told, and stay.

        Raises:
            DomainError: `name_missing`, `stock_exists`, `bad_quantity`, `bad_minutes`, `individual_number`.
        """
        stock = checked(stock)
        with self.acting(PlanningAct.KEEP_STOCK) as (uow, recording):
            recording.rows.touch("lending_stocks", [stock.id])
            recording.say(stock.name)
            if any(one.name == stock.name and one.id != stock.id for one in uow.stocks.all()):
                raise DomainError("stock_exists", field="name", name=stock.name)
            if uow.stocks.find(stock.id) is None:
                uow.stocks.add(stock)
            else:
                uow.stocks.change(stock)
            coming = slots_between(uow.connection, uow.now, uow.now + timedelta(days=3 * 366), stocks={stock.id: stock})
            short = tuple(
                _shortage(slot, stock) for slot in coming if dict(slot.lends).get(stock.id, 0) > stock.quantity
            )
            uow.audit("stock.keep", stock.id, quantity=stock.quantity, shortages=len(short))
        return StockResult(stock.id, short, recording.undo)

    @allowed(OFFICE)
    def remove(self, stock_id: UUID) -> StockResult:
        """Take a stock away that no course and no meeting asks for.

        Raises:
            DomainError: `stock_in_use`, `not_found`.
        """
        with self.acting(PlanningAct.REMOVE_STOCK) as (uow, recording):
            recording.rows.touch("lending_stocks", [stock_id])
            recording.say(uow.stocks.get(stock_id).name)
            asking = asked_for(uow, {stock_id})
            if asking:
                raise DomainError("stock_in_use", count=asking)
            uow.stocks.remove(stock_id)
            uow.audit("stock.remove", stock_id)
        return StockResult(stock_id, undo=recording.undo)


def _shortage(slot: Slot, stock: Stock) -> Shortage:
    return Shortage(slot.session_id, slot.title, slot.number, dict(slot.lends)[stock.id])
