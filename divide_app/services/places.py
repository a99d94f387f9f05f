"""Takes away rooms and venues nobody uses, and makes one of two that are the same place under two names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from divide_app.domain.clash import Clash
from divide_app.domain.courses import ClassSession, SessionState
from divide_app.domain.errors import DomainError
from divide_app.domain.venues import Venue
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.clash_search import find_clashes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.planning_history import carry_attendance, stay_of
from divide_app.storage.database import Database
from divide_app.storage.row_images import is_pointed_at
from divide_app.storage.unit_of_work import UnitOfWork

_PLACES = changes(Topic.VENUES, Topic.CLASS_SESSIONS, Topic.ATTENDANCE)


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Two places made one; `clashes` are what now stands in the way of each other and was forced."""

    kept: UUID
    sessions: int
    clashes: tuple[Clash, ...]
    changes: Changes = _PLACES


class Places:
    """Venues and rooms that are superfluous."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def unused(self) -> list[Venue]:
        """Return venues no meeting was ever planned in, each with its rooms."""
        with self.database.read() as uow:
            used = uow.class_sessions.venue_ids()
            return [venue for venue in uow.venues.all() if venue.id not in used]

    def remove_room(self, room_id: UUID, *, actor: str) -> Changes:
        """Take away a room no meeting was ever planned in.

        Raises:
            DomainError: `place_in_use`, `not_found`.
        """
        with self.database.write(actor) as uow:
            uow.lock_calendar()
            venue = _venue_of_room(uow, room_id)
            if is_pointed_at(uow.connection, "rooms", room_id):
                raise DomainError("place_in_use", count=uow.class_sessions.count_in(room_id=room_id))
            uow.venues.remove_room(room_id)
            uow.audit("room.remove", room_id, venue=venue.id)
        return _PLACES

    def remove_venue(self, venue_id: UUID, *, actor: str) -> Changes:
        """Take away a venue no meeting was ever planned in, with its rooms and closing days.

        Raises:
            DomainError: `place_in_use`, `not_found`.
        """
        with self.database.write(actor) as uow:
            uow.lock_calendar()
            venue = uow.venues.get(venue_id)
            sessions = uow.class_sessions.count_in(venue_id=venue_id)
            if sessions:
                raise DomainError("place_in_use", count=sessions)
            self._forget(uow, venue)
            uow.audit("venue.remove", venue_id, rooms=len(venue.rooms))
        return _PLACES

    def merge_rooms(self, room_id: UUID, into: UUID, *, actor: str, forced_reason: str = "") -> MergeResult:
        """Plan everything of one room in another of the same venue, and take the first away.

        Raises:
            DomainError: `same_place`, `other_venue`, `clash`, `not_found`, `individual_number`.
        """
        refuse_individual_number(forced_reason)
        if room_id == into:
            raise DomainError("same_place")
        with self.database.write(actor) as uow:
            uow.lock_calendar()
            venue = _venue_of_room(uow, room_id)
            if _venue_of_room(uow, into).id != venue.id:
                raise DomainError("other_venue")
            moved = [replace(one, room_id=into) for one in uow.class_sessions.in_place(room_id=room_id)]
            found = self._put(uow, moved, forced_reason)
            uow.venues.remove_room(room_id)
            uow.audit("room.merge", room_id, into=into, sessions=len(moved), clashes=len(found))
        return MergeResult(into, len(moved), tuple(found))

    def merge_venues(self, venue_id: UUID, into: UUID, *, actor: str, forced_reason: str = "") -> MergeResult:
        """Plan everything of one venue in another, rooms by their names, and take the first away.

        A room the other venue does not have goes along. Attendance sums and closing days go along too.

        Raises:
            DomainError: `same_place`, `clash`, `not_found`, `individual_number`.
        """
        refuse_individual_number(forced_reason)
        if venue_id == into:
            raise DomainError("same_place")
        with self.database.write(actor) as uow:
            uow.lock_calendar()
            old, new = uow.venues.get(venue_id), uow.venues.get(into)
            there = {room.name: room.id for room in new.rooms}
            rooms = {room.id: there.get(room.name, room.id) for room in old.rooms}
            sessions = uow.class_sessions.in_place(venue_id=venue_id)
            for room in old.rooms:
                if room.name not in there:
                    uow.venues.move_room(room.id, into)
            moved = [
                replace(one, venue_id=into, room_id=None if one.room_id is None else rooms[one.room_id])
                for one in sessions
            ]
            found = self._put(uow, moved, forced_reason)
            before = {one.id: one for one in sessions}
            for one in moved:
                carry_attendance(uow, one.id, stay_of(before[one.id]), stay_of(one))
            for closure in uow.closures.all():
                if closure.venue_id == venue_id:
                    uow.closures.change(replace(closure, venue_id=into))
            self._forget(uow, uow.venues.get(venue_id))
            uow.audit("venue.merge", venue_id, into=into, sessions=len(moved), clashes=len(found))
        return MergeResult(into, len(moved), tuple(found))

    @staticmethod
    def _put(uow: UnitOfWork, moved: Sequence[ClassSession], forced_reason: str) -> list[Clash]:
        """Store meetings in their new place; refuse what stands in the way of a meeting still to come."""
        coming = [one for one in moved if one.state is SessionState.PLANNED and one.ends_at > uow.now]
        found = [clash for clash in find_clashes(uow, coming) if clash.hard]
        new = [
            clash
            for clash in found
            if not clash.other_is_forced and not next(one for one in coming if one.id == clash.session_id).forced_reason
        ]
        if new and not forced_reason.strip():
            raise DomainError("clash", clashes=tuple(new), count=len(new))
        forced = {clash.session_id for clash in new}
        for one in moved:
            uow.class_sessions.change(replace(one, forced_reason=forced_reason.strip()) if one.id in forced else one)
        return found

    @staticmethod
    def _forget(uow: UnitOfWork, venue: Venue) -> None:
        for closure in uow.closures.all():
            if closure.venue_id == venue.id:
                uow.closures.remove(closure.id)
        for room in venue.rooms:
            uow.venues.remove_room(room.id)
        if is_pointed_at(uow.connection, "venues", venue.id):
            raise DomainError("place_in_use", count=1)
        uow.venues.remove(venue.id)


def _venue_of_room(uow: UnitOfWork, room_id: UUID) -> Venue:
    for venue in uow.venues.all():
        if any(room.id == room_id for room in venue.rooms):
            return venue
    raise DomainError("not_found", id=str(room_id), kind="rooms")
