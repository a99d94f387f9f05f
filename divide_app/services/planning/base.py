"""The common part of planning acts: one locked transaction, checked texts, resolved places, one history step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.names import label_key
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.courses import MOST_TITLE, ClassSession, Course, check_course
from divide_app.domain.planning.venues import JoinedRoom, Room, Venue, joined_rooms
from divide_app.services.guard import checked, refuse_individual_number
from divide_app.services.planning.history import PlanningHistory, Recording
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.database import Database
from divide_app.storage.unit_of_work import UnitOfWork


class PlanningService(Service):
    """Base of the services that plan."""

    def __init__(self, database: Database, history: PlanningHistory | None = None) -> None:
        super().__init__(database)
        self.history = PlanningHistory(database) if history is None else history

    @allowed(OFFICE)
    @contextmanager
    def acting(self, act: PlanningAct) -> Iterator[tuple[UnitOfWork, Recording]]:
        """Open a write transaction over the locked calendar, recorded as one step of the history."""
        with self.database.write() as uow:
            uow.lock_calendar()
            with self.history.act(uow, act) as recording:
                yield uow, recording
        self.history.push(recording)


def needed_reason(reason: str) -> str:
    """Return a reason without blanks around it.

    Raises:
        DomainError: `reason_missing`, `individual_number`.
    """
    refuse_individual_number(reason, field="reason")
    if not reason.strip():
        raise DomainError("reason_missing", field="reason")
    return reason.strip()


def checked_course(course: Course) -> Course:
    """Return a course with its texts tidy when it makes sense.

    Raises:
        DomainError: As `guard.checked`, and `bad_window`, `bad_quantity`.
    """
    course = checked(course)
    check_course(course)
    return course


def place_of(session: ClassSession) -> tuple[object, ...]:
    """Return what makes a meeting stand where it stands."""
    return session.starts_at, session.ends_at, session.venue_id, session.room_id, session.time_is_known


P = TypeVar("P", Venue, Room)


def _named(name: str, places: Iterable[P]) -> P | None:
    """Return the place of a name: the one spelled so, else one that differs by width, spaces, waves and lines only."""
    alike = [one for one in places if label_key(one.name) == label_key(name)]
    return next((one for one in alike if one.name == name), alike[0] if alike else None)


class PlaceFinder:
    """Finds venues and rooms by name, and makes those named for the first time; 1室 and １室 are one room."""

    def __init__(self, uow: UnitOfWork, recording: Recording | None = None) -> None:
        self.uow = uow
        self.recording = recording
        self.known = {venue.id: venue for venue in uow.venues.all()}
        self.made: list[str] = []
        self._before = dict(self.known)

    def venue(self, name: str) -> Venue | None:
        """Return the venue of a name; None for a blank."""
        name = name.strip()
        if not name:
            return None
        found = _named(name, self.known.values())
        if found is None:
            if len(name) > MOST_TITLE:
                raise DomainError("text_too_long", field="venue", most=MOST_TITLE, count=len(name))
            found = Venue(self.uow.make_id(), name)
            self.uow.venues.add(found)
            self._recorded("venues", found.id)
            self.known[found.id] = found
            self.made.append(name)
        return found

    def room(self, venue: Venue | None, name: str) -> Room | None:
        """Return the room of a name in a venue; None for a blank.

        Raises:
            DomainError: `room_without_venue`, `text_too_long`.
        """
        name = name.strip()
        if not name:
            return None
        if venue is None:
            raise DomainError("room_without_venue", field="venue", name=name)
        venue = self.known[venue.id]
        known = _named(name, venue.rooms)
        if known is not None:
            return known
        if len(name) > MOST_TITLE:
            raise DomainError("text_too_long", field="room", most=MOST_TITLE, count=len(name))
        room = Room(self.uow.make_id(), venue.id, name)
        self.uow.venues.add_rooms([room])
        self._recorded("rooms", room.id)
        self.known[venue.id] = replace(venue, rooms=(*venue.rooms, room))
        self.made.append(f"{venue.name} {name}")
        return room

    def joined(self) -> tuple[JoinedRoom, ...]:
        """Return the rooms made so far that consist of others (and those that others made so)."""
        return tuple(
            room
            for id_, venue in self.known.items()
            if venue is not self._before.get(id_)
            for room in joined_rooms(venue, self._before.get(id_))
        )

    def _recorded(self, table: str, id_: UUID) -> None:
        if self.recording is not None:
            self.recording.rows.made(table, [id_])


def store_new(
    uow: UnitOfWork, recording: Recording | None, courses: Sequence[Course], sessions: Sequence[ClassSession]
) -> None:
    """Store new courses with their meetings and the sections they name."""
    if recording is not None:
        recording.rows.track("sections")
        recording.rows.made("courses", [course.id for course in courses])
        recording.rows.made("class_sessions", [session.id for session in sessions])
    uow.courses.add_all(courses)
    uow.class_sessions.add_all(sessions)
    uow.sections.ensure(tuple(dict.fromkeys(owner for course in courses for owner in course.owners)))
