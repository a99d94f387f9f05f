"""Clash detection while a meeting is dragged: data read once, then answered without the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from divide_app.domain.calendar import at_local
from divide_app.domain.planning.clash import Clash, Slot, SlotIndex, clashes
from divide_app.domain.planning.lending import Stock
from divide_app.domain.planning.venues import Closure, Venue
from divide_app.services.planning.holidays import closures_between, holidays_between
from divide_app.storage.queries.planning.slots import participant_names, slots_between, supporter_names
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording.clashes import clash_sentence


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """The clashes at a place and time.

    Attributes:
        clashes: Everything found, hard ones first.
        sentences: The same in words, in that order, with the names of the people concerned.
        is_known: False where the board has not read so far: then nothing was looked at, and the act itself will say.
    """

    clashes: tuple[Clash, ...]
    sentences: tuple[str, ...]
    is_known: bool = True

    @property
    def is_hard(self) -> bool:
        """Whether the meeting is refused there without a reason."""
        return any(clash.hard for clash in self.clashes)


class ClashBoard:
    """The meetings of some days as they were when it was made; it never asks the database and never changes.

    It answers on any thread. A screen makes a new one after a change of `Topic.CLASS_SESSIONS`, `VENUES` or
    `ASSIGNMENTS`.
    """

    def __init__(
        self,
        first: date,
        last: date,
        slots: Sequence[Slot],
        *,
        venues: Sequence[Venue] = (),
        closures: Sequence[Closure] = (),
        holidays: Mapping[date, str] | None = None,
        stocks: Sequence[Stock] = (),
        names: Mapping[UUID, str] | None = None,
    ) -> None:
        self.first, self.last = first, last
        self._slots = {slot.session_id: slot for slot in slots}
        self._index = SlotIndex(slots)
        self._venues, self._stocks = tuple(venues), tuple(stocks)
        self._closures = tuple(closures)
        self._holidays = dict(holidays or {})
        self._names = dict(names or {})

    @cached_property
    def span(self) -> tuple[datetime, datetime]:
        """The half-open time (UTC) the board knows."""
        return at_local(self.first, time()), at_local(self.last + timedelta(days=1), time())

    def clashes_if(
        self,
        session_id: UUID,
        starts_at: datetime,
        ends_at: datetime,
        venue_id: UUID | None,
        room_id: UUID | None,
    ) -> BoardAnswer:
        """Return what would be in the way if a meeting stood there.

        Args:
            session_id: A meeting the board has read.
            starts_at: First moment (UTC).
            ends_at: First moment after it.
            venue_id: The venue, or None.
            room_id: The room, or None.

        Raises:
            KeyError: For a meeting the board does not know; `knows` tells.
        """
        known_from, known_until = self.span
        if starts_at < known_from or ends_at > known_until or ends_at <= starts_at:
            return BoardAnswer((), (), is_known=False)
        moved = replace(
            self._slots[session_id],
            starts_at=starts_at,
            ends_at=ends_at,
            venue_id=venue_id,
            room_id=room_id,
            time_is_known=True,
        )
        return self._answer(moved)

    def clashes_at(
        self,
        starts_at: datetime,
        ends_at: datetime,
        venue_id: UUID | None,
        room_id: UUID | None,
        capacity: int | None = None,
    ) -> BoardAnswer:
        """Return what would be in the way of a new meeting there."""
        known_from, known_until = self.span
        if starts_at < known_from or ends_at > known_until or ends_at <= starts_at:
            return BoardAnswer((), (), is_known=False)
        return self._answer(Slot(_NEW, _NEW, "", 1, starts_at, ends_at, venue_id, room_id, capacity=capacity))

    def knows(self, session_id: UUID) -> bool:
        """Tell whether the board has read the meeting; a cancelled one it has not."""
        return session_id in self._slots

    def _answer(self, slot: Slot) -> BoardAnswer:
        found = clashes(
            [slot],
            self._index,
            venues=self._venues,
            closures=self._closures,
            holidays=self._holidays,
            stocks=self._stocks,
        )
        return BoardAnswer(tuple(found), tuple(clash_sentence(clash, self._person(clash)) for clash in found))

    def _person(self, clash: Clash) -> str:
        person = next((value for name, value in clash.details if name == "person"), None)
        return self._names.get(person, "") if isinstance(person, UUID) else ""


_NEW = UUID(int=1)
"""Stands for a meeting that is not stored: no made id is this small."""


def read_board(uow: UnitOfWork, first: date, last: date) -> ClashBoard:
    """Read the board for local days `first` to `last`, both included, with a fixed number of statements."""
    stocks = uow.stocks.all()
    around = timedelta(minutes=max((stock.turnaround_minutes for stock in stocks), default=0))
    slots = slots_between(
        uow.connection,
        at_local(first, time()) - around,
        at_local(last + timedelta(days=1), time()) + around,
        stocks={stock.id: stock for stock in stocks},
        with_shared_people=True,
    )
    names = supporter_names(uow.connection, (person for slot in slots for person in slot.supporters))
    names |= participant_names(uow.connection, (person for slot in slots for person in slot.participants))
    return ClashBoard(
        first,
        last,
        slots,
        venues=uow.venues.all(),
        closures=closures_between(uow, first, last),
        holidays=holidays_between(uow, first, last),
        stocks=stocks,
        names=names,
    )
