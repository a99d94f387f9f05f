"""Removes rooms and venues without use, and merges two that are the same place under two names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.clash import Clash
from divide_app.domain.planning.courses import ClassSession, SessionState
from divide_app.domain.planning.places_alike import AlikePlaces, alike_places
from divide_app.domain.planning.venues import Room, Venue
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.planning.base import PlanningService
from divide_app.services.planning.clash_search import find_clashes
from divide_app.services.planning.history import Recording, UndoToken, carry_attendance, stay_of
from divide_app.services.roles import OFFICE, allowed
from divide_app.storage.row_images import is_pointed_at
from divide_app.storage.unit_of_work import UnitOfWork

_PLACES = changes(Topic.VENUES, Topic.CLASS_SESSIONS, Topic.ATTENDANCE)


@dataclass(frozen=True, slots=True)
class PlaceRemoved:
    """A place taken away, and the way back."""

    undo: UndoToken
    changes: Changes = _PLACES


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Two places made one, or what making them one would do.

    Attributes:
        kept: The place that stays.
        sessions: How many meetings go there.
        clashes: What then stands in the way of each other, among meetings to come; kept, it was forced.
        rooms_joined: Names of rooms both venues have, which become one each.
        rooms_moved: Names of rooms that go along.
        closures: How many closing days go along.
        undo: Takes it back; None for a preview.
    """

    kept: UUID
    sessions: int
    clashes: tuple[Clash, ...]
    rooms_joined: tuple[str, ...] = ()
    rooms_moved: tuple[str, ...] = ()
    closures: int = 0
    undo: UndoToken | None = None
    changes: Changes = _PLACES


class Places(PlanningService):
    """Venues and rooms that are superfluous."""

    @allowed(OFFICE)
    def unused(self) -> list[Venue]:
        """Return venues no meeting was ever planned in, each with its rooms."""
        with self.database.read() as uow:
            used = uow.class_sessions.venue_ids()
            return [venue for venue in uow.venues.all() if venue.id not in used]

    @allowed(OFFICE)
    def unused_rooms(self) -> list[tuple[Venue, Room]]:
        """Return rooms no meeting was ever planned in, of venues that are used."""
        with self.database.read() as uow:
            venues, rooms = uow.class_sessions.venue_ids(), uow.class_sessions.room_ids()
            return [
                (venue, room)
                for venue in uow.venues.all()
                if venue.id in venues
                for room in venue.rooms
                if room.id not in rooms
            ]

    @allowed(OFFICE)
    def alike(self) -> list[AlikePlaces]:
        """Return pairs of venues, and of rooms of one venue, whose names may be two spellings of one."""
        with self.database.read() as uow:
            return alike_places(uow.venues.all())

    @allowed(OFFICE)
    def remove_room(self, room_id: UUID) -> PlaceRemoved:
        """Take away a room no meeting was ever planned in.

        Raises:
            DomainError: `place_in_use`, `not_found`.
        """
        with self.acting(PlanningAct.REMOVE_PLACE) as (uow, recording):
            venue = _venue_of_room(uow, room_id)
            if is_pointed_at(uow.connection, "rooms", room_id):
                raise DomainError("place_in_use", count=uow.class_sessions.count_in(room_id=room_id))
            recording.rows.touch("rooms", [room_id])
            uow.venues.remove_room(room_id)
            recording.say(_room_name(venue, room_id))
            uow.audit("room.remove", room_id, venue=venue.id)
        return PlaceRemoved(recording.undo)

    @allowed(OFFICE)
    def remove_venue(self, venue_id: UUID) -> PlaceRemoved:
        """Take away a venue no meeting was ever planned in, with its rooms and closing days.

        Raises:
            DomainError: `place_in_use`, `not_found`.
        """
        with self.acting(PlanningAct.REMOVE_PLACE) as (uow, recording):
            venue = uow.venues.get(venue_id)
            sessions = uow.class_sessions.count_in(venue_id=venue_id)
            if sessions:
                raise DomainError("place_in_use", count=sessions)
            _touch_venue(uow, recording, venue)
            _forget(uow, venue)
            recording.say(venue.name)
            uow.audit("venue.remove", venue_id, rooms=len(venue.rooms))
        return PlaceRemoved(recording.undo)

    @allowed(OFFICE)
    def preview_merge_rooms(self, room_id: UUID, into: UUID) -> MergeResult:
        """Return what `merge_rooms` would do; nothing is kept.

        Raises:
            DomainError: `same_place`, `other_venue`, `not_found`.
        """
        with self.database.rehearse() as uow:
            return _merge_rooms(uow, None, room_id, into, "")

    @allowed(OFFICE)
    def merge_rooms(self, room_id: UUID, into: UUID, *, forced_reason: str = "") -> MergeResult:
        """Plan everything of one room in another of the same venue, and take the first away.

        Raises:
            DomainError: `same_place`, `other_venue`, `clash`, `not_found`, `individual_number`.
        """
        refuse_individual_number(forced_reason)
        with self.acting(PlanningAct.MERGE_PLACES) as (uow, recording):
            result = _merge_rooms(uow, recording, room_id, into, forced_reason)
            _refuse_new(result, forced_reason)
            uow.audit("room.merge", room_id, into=into, sessions=result.sessions, clashes=len(result.clashes))
        return replace(result, undo=recording.undo)

    @allowed(OFFICE)
    def preview_merge_venues(self, venue_id: UUID, into: UUID) -> MergeResult:
        """Return what `merge_venues` would do; nothing is kept.

        Raises:
            DomainError: `same_place`, `not_found`.
        """
        with self.database.rehearse() as uow:
            return _merge_venues(uow, None, venue_id, into, "")

    @allowed(OFFICE)
    def merge_venues(self, venue_id: UUID, into: UUID, *, forced_reason: str = "") -> MergeResult:
        """Plan everything of one venue in another, rooms by their names, and take the first away.

        A room the other venue does not have goes along. Attendance sums and closing days go along too.

        Raises:
            DomainError: `same_place`, `clash`, `place_in_use` (something besides meetings names it), `not_found`,
                `individual_number`.
        """
        refuse_individual_number(forced_reason)
        with self.acting(PlanningAct.MERGE_PLACES) as (uow, recording):
            result = _merge_venues(uow, recording, venue_id, into, forced_reason)
            _refuse_new(result, forced_reason)
            uow.audit("venue.merge", venue_id, into=into, sessions=result.sessions, clashes=len(result.clashes))
        return replace(result, undo=recording.undo)


def _merge_rooms(
    uow: UnitOfWork, recording: Recording | None, room_id: UUID, into: UUID, forced_reason: str
) -> MergeResult:
    if room_id == into:
        raise DomainError("same_place")
    venue = _venue_of_room(uow, room_id)
    if _venue_of_room(uow, into).id != venue.id:
        raise DomainError("other_venue")
    sessions = uow.class_sessions.in_place(room_id=room_id)
    if recording is not None:
        recording.rows.touch("rooms", [room_id])
        recording.rows.touch("class_sessions", [one.id for one in sessions])
        recording.say(_room_name(venue, room_id), count=len(sessions))
    found = _put(uow, [replace(one, room_id=into) for one in sessions], forced_reason)
    uow.venues.remove_room(room_id)
    return MergeResult(into, len(sessions), tuple(found))


def _merge_venues(
    uow: UnitOfWork, recording: Recording | None, venue_id: UUID, into: UUID, forced_reason: str
) -> MergeResult:
    if venue_id == into:
        raise DomainError("same_place")
    old, new = uow.venues.get(venue_id), uow.venues.get(into)
    there = {room.name: room.id for room in new.rooms}
    rooms = {room.id: there.get(room.name, room.id) for room in old.rooms}
    sessions = uow.class_sessions.in_place(venue_id=venue_id)
    closures = [one for one in uow.closures.all() if one.venue_id == venue_id]
    if recording is not None:
        _touch_venue(uow, recording, old)
        recording.rows.touch("class_sessions", [one.id for one in sessions])
        recording.say(old.name, count=len(sessions))
    for room in old.rooms:
        if room.name not in there:
            uow.venues.move_room(room.id, into)
    moved = [
        replace(one, venue_id=into, room_id=None if one.room_id is None else rooms[one.room_id]) for one in sessions
    ]
    found = _put(uow, moved, forced_reason)
    before = {one.id: one for one in sessions}
    for one in moved:
        carry_attendance(uow, one.id, stay_of(before[one.id]), stay_of(one))
    for closure in closures:
        uow.closures.change(replace(closure, venue_id=into))
    _forget(uow, uow.venues.get(venue_id))
    return MergeResult(
        into,
        len(moved),
        tuple(found),
        rooms_joined=tuple(room.name for room in old.rooms if room.name in there),
        rooms_moved=tuple(room.name for room in old.rooms if room.name not in there),
        closures=len(closures),
    )


def _put(uow: UnitOfWork, moved: Sequence[ClassSession], forced_reason: str) -> list[Clash]:
    """Store meetings in their new place; return what nobody knew of and now stands in the way of a meeting to come."""
    coming = {one.id: one for one in moved if one.state is SessionState.PLANNED and one.ends_at > uow.now}
    new = [
        clash
        for clash in find_clashes(uow, list(coming.values()))
        if clash.hard and not clash.other_is_forced and not coming[clash.session_id].forced_reason
    ]
    forced = {clash.session_id for clash in new}
    for one in moved:
        uow.class_sessions.change(replace(one, forced_reason=forced_reason.strip()) if one.id in forced else one)
    return new


def _refuse_new(result: MergeResult, forced_reason: str) -> None:
    if result.clashes and not forced_reason.strip():
        raise DomainError("clash", clashes=result.clashes, count=len(result.clashes))


def _touch_venue(uow: UnitOfWork, recording: Recording, venue: Venue) -> None:
    recording.rows.touch("venues", [venue.id])
    recording.rows.touch("rooms", [room.id for room in venue.rooms])
    recording.rows.touch("closures", [one.id for one in uow.closures.all() if one.venue_id == venue.id])


def _forget(uow: UnitOfWork, venue: Venue) -> None:
    for closure in uow.closures.all():
        if closure.venue_id == venue.id:
            uow.closures.remove(closure.id)
    for room in venue.rooms:
        uow.venues.remove_room(room.id)
    if is_pointed_at(uow.connection, "venues", venue.id):
        raise DomainError("place_in_use", count=1)
    uow.venues.remove(venue.id)


def _room_name(venue: Venue, room_id: UUID) -> str:
    return " ".join((venue.name, next(room.name for room in venue.rooms if room.id == room_id)))


def _venue_of_room(uow: UnitOfWork, room_id: UUID) -> Venue:
    for venue in uow.venues.all():
        if any(room.id == room_id for room in venue.rooms):
            return venue
    raise DomainError("not_found", id=str(room_id), kind="rooms")
