"""Opens a hall package as a working database, and writes every act back into its file."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from divide_app.domain.applications import Application
from divide_app.domain.door.packages import PackageContent
from divide_app.domain.fields import fields_of
from divide_app.domain.office.office import Actor, Office
from divide_app.domain.people.participants import Birth, Participant
from divide_app.domain.planning.courses import ClassSession, Course
from divide_app.domain.planning.venues import Room, Venue
from divide_app.exchange import hall_package
from divide_app.exchange.hall_package import OpenedPackage, PackageKey
from divide_app.foundation.clock import Clock, system_clock
from divide_app.foundation.files import overwrite
from divide_app.foundation.ids import IdMaker, new_id
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.user_paths import data_folder
from divide_app.services.attendance_keeping import bring_in
from divide_app.storage.database import open_database
from divide_app.storage.package_database import PackageDatabase
from divide_app.storage.places import Place
from divide_app.storage.queries.door import packing
from divide_app.storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

_COPY = "copy.kakehashi"
"""Beside the working database: the package as it came, or as it was when its own file could not be written."""

_BROKEN = "broken"
"""How the names of files begin that were set aside; the office's receipt erases them with the rest."""

_HALL = Actor("hall")
"""Acts in what the program does by itself when a package is opened."""


def open_package(
    path: Path, *, password: str | None, clock: Clock = system_clock, make_id: IdMaker = new_id
) -> PackageDatabase:
    """Open a package as a working database in this person's data folder; acts go back into the file one by one.

    The database is encrypted with a key that follows from the package's password. It stays until the office's receipt
    comes back, so that acts which could not be written to a stick are not lost; opening the file again brings both
    together. A receipt that names every act of this PC erases what is kept here; one that does not turns into the
    package again, so that the rest can be carried home.

    Raises:
        EnvironmentProblem: `missing_file`, `file_unreadable`, `not_a_package`, `package_damaged`, `package_newer`,
            `package_older`, `password_needed`, `bad_password`, `package_received` when the file is the office's receipt
            and nothing is left to carry home; and as `storage.database.open_database`.
    """
    hall_package.label_of(path)
    if not password:
        raise EnvironmentProblem("password_needed", path=str(path))
    opened = hall_package.read(path, password)
    place = Place(folder=_folder(opened.key.package_id), package=path)
    is_receipt = opened.content.received is not None
    if is_receipt and not place.database_file.exists():
        raise EnvironmentProblem("package_received", path=str(path))
    # SQLCipher takes a key of this form as it is: the password was stretched by Argon2id already.
    raw_key = f"x'{opened.key.database_key.hex()}'"

    def working_database() -> PackageDatabase:
        found = open_database(place, key=raw_key, clock=clock, make_id=make_id, kind=PackageDatabase)
        assert isinstance(found, PackageDatabase)
        return found

    database, is_anew = _opened_or_made_anew(place, working_database)
    try:
        if is_anew:
            HallFile(database, path, opened).take_spare()
        if is_receipt:
            opened = _after_receipt(database, path, opened)
        hall = HallFile(database, path, opened)
        hall.unpack(must_write=is_receipt)
    except BaseException:
        database.hall = None
        database.close()
        raise
    return database


def _opened_or_made_anew(place: Place, opened: Callable[[], PackageDatabase]) -> tuple[PackageDatabase, bool]:
    """Open the working database; one that cannot be read is set aside and made anew, for the package holds it all.

    A laptop whose battery fails in mid-writing must not shut the door for the day.
    """
    # An emptied file would be started anew silently, as if this PC had never opened the package.
    if not (place.database_file.exists() and place.database_file.stat().st_size == 0):
        try:
            database = opened()
        except EnvironmentProblem as problem:
            if problem.code not in {"bad_password", "damaged", "not_a_database"}:
                raise
        else:
            if database.is_sound():
                return database, False
            database.close()
    folder = place.database_file.parent
    number = len(list(folder.glob(f"{_BROKEN}*")))
    for file in folder.glob(f"{place.database_file.name}*"):
        file.replace(folder / f"{_BROKEN}{number}-{file.name}")
    log.warning("a working database that could not be read was set aside as %s%s", _BROKEN, number)
    return opened(), True


def _folder(package_id: UUID) -> Path:
    return data_folder() / "packages" / str(package_id)


def _after_receipt(database: PackageDatabase, path: Path, receipt: OpenedPackage) -> OpenedPackage:
    """Return the package as this PC knows it, when the office lacks acts of it; else erase what is kept here."""
    with database.read() as uow:
        here = packing.every_event(uow.connection)
    folder = database.place.database_file.parent
    if here <= set(receipt.content.received or ()):
        database.hall = None
        database.close()
        _erase(folder)
        raise EnvironmentProblem("package_received", path=str(path))
    kept = hall_package.read_again(folder / _COPY, receipt.key)
    return replace(kept, stamp=receipt.stamp)


def _erase(folder: Path) -> None:
    """Overwrite and remove what this PC kept of a package."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            overwrite(file)
    shutil.rmtree(folder)


class HallFile:
    """The package's file beside its working database; both hold every act, whichever was written last."""

    def __init__(self, database: PackageDatabase, path: Path, opened: OpenedPackage) -> None:
        self.database = database
        self.path = path
        self.key: PackageKey = opened.key
        self.content: PackageContent = opened.content
        self.stamp = opened.stamp
        self._is_busy = False
        database.hall = self

    @property
    def spare(self) -> Path:
        """Where the package is written when its own file cannot be."""
        return self.database.place.database_file.parent / _COPY

    def unpack(self, *, must_write: bool = False) -> None:
        """Bring file and database together; what the file lacks is written to it.

        Args:
            must_write: Write the file in any case: something else lies in its place.
        """
        self._is_busy = True
        try:
            self._bring_in(self.content)
        finally:
            self._is_busy = False
        if not self.spare.exists():
            # Kept until the office's receipt: should the file be lost, the people of these sessions are still here.
            hall_package.write(self.spare, self.key, self.content)
        if must_write or self.now() != self.content:
            self.database.refresh_file()

    def now(self) -> PackageContent:
        """Return the package with everything that has happened at the doors so far."""
        with self.database.read() as uow:
            walk_ins, events = packing.acts(uow.connection, [session.id for session in self.content.sessions])
            courses = [course.id for course in self.content.courses]
            answers = {one.id: one.answer for one in packing.applications(uow.connection, courses)}
        applications = tuple(replace(one, answer=answers[one.id]) for one in self.content.applications)
        ordered = tuple(sorted(events, key=lambda event: (event.happened_at, event.id)))
        return replace(self.content, applications=applications, walk_ins=tuple(walk_ins), events=ordered)

    def carry_home(self) -> None:
        """Write the file anew; acts another PC put into it meanwhile are taken in first.

        The office's receipt for all there is stays where it lies.

        Raises:
            EnvironmentProblem: When the file cannot be written, or holds something else now.
        """
        if self._is_busy:
            return
        self._is_busy = True
        try:
            if self.was_changed():
                found = hall_package.read_again(self.path, self.key)
                if self._is_all_received(found.content):
                    # The office has merged and wiped it: writing would restore personal data to the file.
                    self.stamp = found.stamp
                    return
                self._bring_in(found.content)
            while True:
                content = self.now()
                self.stamp = hall_package.write(self.path, self.key, content)
                self.content = content
                if self._holds_all(content):
                    break
        finally:
            self._is_busy = False

    def was_changed(self) -> bool:
        """Tell whether somebody else has written the file since we did; a file taken away was not."""
        return hall_package.stamp_of(self.path) not in {self.stamp, None}

    def write_copy(self, path: Path) -> None:
        """Write the package, as it is now, to another file.

        Raises:
            EnvironmentProblem: `disk_full`, `no_folder`, `not_writable`, `write_failed`.
        """
        hall_package.write(path, self.key, self.now(), is_named=True)

    def take_spare(self) -> None:
        """Take in what the copy on this PC holds, which may be ahead of the file; one that cannot be read has nothing.

        Only needed when the working database had to be made anew.
        """
        self._is_busy = True
        try:
            with suppress(EnvironmentProblem):
                self._bring_in(hall_package.read_again(self.spare, self.key).content)
        finally:
            self._is_busy = False

    def _is_all_received(self, content: PackageContent) -> bool:
        if content.received is None:
            return False
        with self.database.read() as uow:
            return packing.every_event(uow.connection) <= set(content.received)

    def _holds_all(self, content: PackageContent) -> bool:
        """Tell whether no other program on this PC has received somebody while the file was being written."""
        with self.database.read() as uow:
            return packing.every_event(uow.connection) <= {event.id for event in content.events}

    def _bring_in(self, content: PackageContent) -> None:
        with self.database.read() as uow:
            is_new = uow.offices.the_one() is None
            stored = packing.known_events(uow.connection, [event.id for event in content.events])
            missing = [event for event in content.events if event.id not in stored]
            came, _events = packing.acts(uow.connection, [session.id for session in content.sessions])
            here = {one.id: one.participant_id for one in came}
            walk_ins = [
                one
                for one in content.walk_ins
                if one.id not in here or (one.participant_id is not None and here[one.id] is None)
            ]
            courses = [course.id for course in content.courses]
            answers = {one.id: one.answer for one in packing.applications(uow.connection, courses)}
            answered = [one for one in content.applications if one.answer and not answers.get(one.id)]
        if not (is_new or missing or walk_ins or answered):
            return
        with self.database.write(_HALL) as uow:
            if is_new:
                _fill(uow, content, self.key)
            bring_in(uow, walk_ins, missing)
            for one in answered:
                uow.applications.set_answer(one.id, one.answer)
            uow.audit("package.unpack", content.id, sessions=len(content.sessions), events=len(missing))


def _unpacked(kind: type, packed: Any, **others: Any) -> Any:
    """Return a kept thing with what a package holds of it under the same names."""
    names = {one.name for one in fields_of(kind)} & {one.name for one in fields(packed)}
    return kind(**{name: getattr(packed, name) for name in names} | others)


def _fill(uow: UnitOfWork, content: PackageContent, key: PackageKey) -> None:
    """Put the packed sessions, with their people and places, into an empty database."""
    uow.offices.add(Office(key.office_id, content.office, "", content.office))
    uow.ticket_keys.adopt(bytes.fromhex(content.ticket_key))
    rooms: dict[UUID, dict[UUID, Room]] = {}
    venues: dict[UUID, Venue] = {}
    for session in content.sessions:
        if session.venue_id is None:
            continue
        venues[session.venue_id] = Venue(session.venue_id, session.venue)
        if session.room_id is not None:
            room = Room(session.room_id, session.venue_id, session.room)
            rooms.setdefault(session.venue_id, {})[room.id] = room
    for venue in venues.values():
        uow.venues.add(replace(venue, rooms=tuple(rooms.get(venue.id, {}).values())))
    uow.courses.add_all(
        _unpacked(Course, course, check_in_opens_minutes=course.opens_minutes) for course in content.courses
    )
    uow.class_sessions.add_all(_unpacked(ClassSession, session) for session in content.sessions)
    uow.participants.add_all(
        _unpacked(Participant, person, birth=Birth(band=person.band), needs=frozenset(person.needs))
        for person in content.people
    )
    uow.applications.add_all(_unpacked(Application, one, applied_at=content.created_at) for one in content.applications)
    former = [(code, one.id) for one in content.applications for code in one.former_codes]
    uow.former_tickets.add_all(former, content.created_at)
