"""Repositories of venues with rooms, closures, and districts with population."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.foundation.ids import IdMaker
from divide_app.storage.repositories.base import Repository, insert_all
from divide_app.storage.rows.planning.venues import ClosureRow, DistrictRow, PopulationRow, RoomRow, VenueRow


class Venues(Repository[Venue]):
    """Venues; their rooms come and go with them."""

    row = VenueRow
    kept = Venue
    apart = frozenset({"rooms"})

    def add(self, thing: Venue) -> None:
        """Store a venue and its rooms."""
        super().add(thing)
        self.add_rooms(thing.rooms)

    def add_rooms(self, rooms: Iterable[Room]) -> None:
        """Store new rooms."""
        values = [{"id": r.id, "venue_id": r.venue_id, "name": r.name, "seats": r.seats} for r in rooms]
        insert_all(self.connection, RoomRow, values)

    def change(self, thing: Venue) -> None:
        """Store a venue's new state: known rooms are changed, new ones added, none removed."""
        super().change(thing)
        rows = self.connection.execute(select(RoomRow.id).where(RoomRow.venue_id == thing.id))
        known = set(rows.scalars())
        for room in thing.rooms:
            if room.id in known:
                self.connection.execute(
                    update(RoomRow).where(RoomRow.id == room.id).values(name=room.name, seats=room.seats)
                )
        self.add_rooms(room for room in thing.rooms if room.id not in known)

    def remove_room(self, id_: UUID) -> None:
        """Forget a room nothing points at."""
        self.connection.execute(delete(RoomRow).where(RoomRow.id == id_))

    def move_room(self, id_: UUID, venue_id: UUID) -> None:
        """Give a room to another venue."""
        self.connection.execute(update(RoomRow).where(RoomRow.id == id_).values(venue_id=venue_id))

    def remove(self, id_: UUID) -> None:
        """Forget a venue nothing points at."""
        self.connection.execute(self.table.delete().where(self.table.c.id == id_))

    def get(self, id_: UUID) -> Venue:
        """Return the venue with its rooms.

        Raises:
            DomainError: `not_found`, when there is none.
        """
        return replace(super().get(id_), rooms=self._rooms().get(id_, ()))

    def find(self, id_: UUID) -> Venue | None:
        """Return the venue with its rooms, or None."""
        venue = super().find(id_)
        return None if venue is None else replace(venue, rooms=self._rooms().get(id_, ()))

    def all(self) -> list[Venue]:
        """Return every venue with its rooms, in order of kana and name."""
        rooms = self._rooms()
        query = select(VenueRow.__table__).order_by(VenueRow.kana, VenueRow.name)
        return [replace(venue, rooms=rooms.get(venue.id, ())) for venue in self.many(query)]

    def by_name(self) -> dict[str, Venue]:
        """Return every venue by its name."""
        return {venue.name: venue for venue in self.all()}

    def _rooms(self) -> dict[UUID, tuple[Room, ...]]:
        rooms: dict[UUID, list[Room]] = {}
        for row in self.connection.execute(select(RoomRow.__table__).order_by(RoomRow.name)):
            rooms.setdefault(row.venue_id, []).append(Room(row.id, row.venue_id, row.name, row.seats))
        return {venue: tuple(found) for venue, found in rooms.items()}


class Closures(Repository[Closure]):
    """Closing days."""

    row = ClosureRow
    kept = Closure

    def remove(self, id_: UUID) -> None:
        """Forget a closure that was entered by mistake."""
        self.connection.execute(self.table.delete().where(self.table.c.id == id_))


class Populations:
    """How many people live in each district, by band and sex."""

    def __init__(self, connection: Connection, make_id: IdMaker) -> None:
        self.connection = connection
        self.make_id = make_id

    def district(self, name: str) -> UUID:
        """Return the district's id, made when the name is new."""
        found = self.connection.execute(select(DistrictRow.id).where(DistrictRow.name == name)).scalar()
        if found is not None:
            return found
        id_ = self.make_id()
        self.connection.execute(insert(DistrictRow), {"id": id_, "name": name})
        return id_

    def figures(self) -> dict[tuple[str, str, Sex], int]:
        """Return every figure by district, band and sex."""
        query = select(DistrictRow.name, PopulationRow.band, PopulationRow.sex, PopulationRow.people)
        query = query.join(PopulationRow, PopulationRow.district_id == DistrictRow.id)
        return {(row.name, row.band, Sex(row.sex)): row.people for row in self.connection.execute(query)}

    def put(self, district: str, band: str, sex: Sex, people: int) -> str:
        """Store one figure and return `added`, `updated` or `unchanged`."""
        district_id = self.district(district)
        same = (PopulationRow.district_id == district_id, PopulationRow.band == band, PopulationRow.sex == sex.value)
        row = self.connection.execute(select(PopulationRow.id, PopulationRow.people).where(*same)).first()
        if row is None:
            values = {"id": self.make_id(), "district_id": district_id, "band": band, "sex": sex.value}
            self.connection.execute(insert(PopulationRow), values | {"people": people})
            return "added"
        if row.people == people:
            return "unchanged"
        self.connection.execute(update(PopulationRow).where(PopulationRow.id == row.id).values(people=people))
        return "updated"
