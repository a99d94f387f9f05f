"""The office's own data: name, venues, closures, catalogue, and the first set-up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Office
from divide_app.services.changes import NOTHING, Changes, Topic, changes
from divide_app.services.guard import checked
from divide_app.services.roles import EVERYBODY, OFFICE, STAFF, Service, allowed
from divide_app.storage import audit

if TYPE_CHECKING:
    from divide_app.domain.planning.venues import Closure, JoinedRoom, Venue

_OFFICE = changes(Topic.OFFICE)
_SET_UP = changes(Topic.OFFICE, Topic.CATALOGUE)
_VENUES = changes(Topic.VENUES, Topic.CLASS_SESSIONS)
_FIRST_STEPS = frozenset({"office.set_up", "backup.create"})
"""What the record holds of a first start that was left; whatever else anybody did came after a decision."""


@dataclass(frozen=True, slots=True)
class VenueResult:
    """A venue kept; `before` is what undo needs, `joined_rooms` are its rooms that now consist of others."""

    venue: UUID
    before: Venue | None
    joined_rooms: tuple[JoinedRoom, ...] = ()
    changes: Changes = _VENUES


class OfficeData(Service):
    """The office's own data."""

    @allowed(EVERYBODY, signed_in=False)
    def get(self) -> Office | None:
        """Return the office, or None before the first start was finished."""
        with self.database.read() as uow:
            return uow.offices.the_one()

    @allowed(EVERYBODY, signed_in=False)
    def may_sign_in(self) -> tuple[str, ...]:
        """Return the names of those who may sign in; without anybody the office works without signing in."""
        with self.database.read() as uow:
            return tuple(sorted(one.name for one in uow.users.all() if not one.is_disabled))

    @allowed(EVERYBODY, signed_in=False)
    def may_offer_encryption(self) -> bool:
        """Tell whether the first start was left before anybody decided on encryption, and nothing is kept yet."""
        database = self.database
        if database.is_shared or database.place.package is not None or database.key is not None:
            return False
        with database.read() as uow:
            return uow.offices.the_one() is not None and not audit.holds_other_acts(uow.connection, _FIRST_STEPS)

    @allowed(STAFF)
    def stay_plain(self) -> Changes:
        """Record that the office begins without encryption; it is not asked again."""
        with self.database.write() as uow:
            uow.audit("keys.stay_plain")
        return NOTHING

    @allowed(OFFICE)
    def stand_in(self, hall: str) -> None:
        """Take notice that this PC stands in another hall: the id of its venue, "" for anywhere."""
        self.database.hall_of_pc = hall

    @allowed(STAFF)
    def set_up(
        self,
        municipality: str,
        name: str,
        *,
        municipal_code: str = "",
        phone: str = "",
        opening_note: str = "",
        stamp_boxes: tuple[str, ...] | None = None,
    ) -> Changes:
        """Finish the first start: say who we are, and put in the kinds of course to begin with.

        Raises:
            DomainError: `name_missing`, `bad_municipal_code`, `already_set_up`, `individual_number`.
        """
        office = Office(self.database.make_id(), municipality, "", name, phone, opening_note=opening_note)
        office = checked(office if stamp_boxes is None else replace(office, stamp_boxes=stamp_boxes))
        from divide_app.domain.office.municipal_code import parse_municipal_code
        from divide_app.services.office.purposes import keep_first
        from divide_app.services.planning.catalogue_reference import add_catalogue

        code = parse_municipal_code(municipal_code) if municipal_code.strip() else ""
        with self.database.write() as uow:
            if uow.offices.the_one() is not None:
                raise DomainError("already_set_up")
            uow.offices.add(replace(office, municipal_code=code))
            kinds = add_catalogue(uow)
            keep_first(uow)
            uow.audit("office.set_up", kinds=kinds)
        return _SET_UP

    @allowed(STAFF)
    def change(self, office: Office) -> Changes:
        """Keep the office's new data.

        Raises:
            DomainError: `name_missing`, `bad_municipal_code`, `bad_keep_years`, `individual_number`.
        """
        office = checked(office)
        check_code(office)
        with self.database.write() as uow:
            uow.offices.change(office)
            uow.audit("office.change", office.id)
        return _OFFICE

    @allowed(OFFICE)
    def venues(self) -> list[Venue]:
        """Return all venues with rooms."""
        with self.database.read() as uow:
            return uow.venues.all()

    @allowed(OFFICE)
    def keep_venue(self, venue: Venue) -> VenueResult:
        """Add or change a venue with its rooms.

        Raises:
            DomainError: `name_missing`, `venue_exists`, `bad_hours`, `individual_number`.
        """
        from divide_app.domain.planning.venues import check_hours, joined_rooms

        venue = checked(venue)
        check_hours(venue)
        with self.database.write() as uow:
            same_name = uow.venues.by_name().get(venue.name)
            if same_name is not None and same_name.id != venue.id:
                raise DomainError("venue_exists", field="name", name=venue.name)
            before = uow.venues.find(venue.id)
            if before is None:
                uow.venues.add(venue)
            else:
                uow.venues.change(venue)
            uow.audit("venue.keep", venue.id)
        return VenueResult(venue.id, before, joined_rooms(venue, before))

    @allowed(OFFICE)
    def closures(self) -> list[Closure]:
        """Return all closing days."""
        with self.database.read() as uow:
            return sorted(uow.closures.all(), key=lambda closure: closure.first_day)

    @allowed(OFFICE)
    def add_closure(self, closure: Closure) -> Changes:
        """Keep closing days.

        Raises:
            DomainError: `bad_days`, `reason_missing`.
        """
        from divide_app.domain.planning.venues import check_days

        check_days(closure)
        closure = checked(closure)
        with self.database.write() as uow:
            uow.closures.add(closure)
            uow.audit("closure.add", closure.id)
        return _VENUES

    @allowed(OFFICE)
    def remove_closure(self, closure_id: UUID) -> Changes:
        """Forget closing days entered by mistake."""
        with self.database.write() as uow:
            uow.closures.remove(closure_id)
            uow.audit("closure.remove", closure_id)
        return _VENUES

    @allowed(OFFICE)
    def sections(self) -> list[str]:
        """Return the names of the sections that own courses."""
        with self.database.read() as uow:
            return uow.sections.names()


def check_code(office: Office) -> None:
    """Refuse an office with a code of no municipality.

    Raises:
        DomainError: `bad_municipal_code`.
    """
    if office.municipal_code:
        from divide_app.domain.office.municipal_code import parse_municipal_code

        parse_municipal_code(office.municipal_code)
