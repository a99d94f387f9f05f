"""Imports venues and population: blank fields are filled and new values taken, but nothing is cleared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from divide_app.domain.fields import columns_of, fields_of
from divide_app.domain.names import label_key
from divide_app.domain.planning.venues import Room, Venue, joined_rooms
from divide_app.exchange.cells import shown
from divide_app.exchange.drafts import PopulationDraft, VenueDraft
from divide_app.exchange.profiles import canonical_name
from divide_app.services.files.import_outcome import Outcome, Steps, Tally
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording.import_fields import field_word


class VenueBook:
    """Finds venues by name (exactly, else by the key that ignores width, case and spaces) and notes changes."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self._by_id: dict[UUID, Venue] = {}
        self._exact: dict[str, UUID] = {}
        self._by_key: dict[str, UUID] = {}
        for venue in uow.venues.all():
            self._remember(venue)
        self._new: dict[UUID, None] = {}
        self._changed: dict[UUID, None] = {}

    def find(self, name: str) -> Venue | None:
        """Return the venue called `name`, or None."""
        id_ = self._exact.get(name) or self._by_key.get(label_key(name))
        return None if id_ is None else self._by_id[id_]

    def name_of(self, id_: UUID | None) -> str:
        """Return a venue's name, "" without a venue."""
        return "" if id_ is None else self._by_id[id_].name

    def add(self, name: str) -> Venue:
        """Make a venue."""
        venue = Venue(self.uow.make_id(), name)
        self._remember(venue)
        self._new[venue.id] = None
        return venue

    def put(self, venue: Venue) -> None:
        """Note a venue's new state."""
        self._by_id[venue.id] = venue
        if venue.id not in self._new:
            self._changed[venue.id] = None

    def fill_blanks(self, venue: Venue, **values: Any) -> Venue:
        """Return the venue with values where it had none; what an office wrote stays."""
        missing = {
            name: value
            for name, value in values.items()
            if value not in {None, ""} and getattr(venue, name) in {None, ""}
        }
        if not missing:
            return venue
        venue = replace(venue, **missing)
        self.put(venue)
        return venue

    def store(self) -> None:
        """Write what is new and what was changed."""
        self.uow.venues.add_all(self._by_id[id_] for id_ in self._new)
        self.uow.venues.add_rooms(room for id_ in self._new for room in self._by_id[id_].rooms)
        for id_ in self._changed:
            self.uow.venues.change(self._by_id[id_])

    def _remember(self, venue: Venue) -> None:
        self._by_id[venue.id] = venue
        self._exact.setdefault(venue.name, venue.id)
        self._by_key.setdefault(label_key(venue.name), venue.id)


def keep_venues(drafts: Sequence[tuple[int, VenueDraft]], tally: Tally, uow: UnitOfWork, steps: Steps) -> None:
    """Keep venues and rooms; rows of one name are one venue, and each says what no row before it said.

    A row that speaks against one before it is refused, since only a person knows which is right.
    """
    tally.say_extras_are_dropped()
    book = VenueBook(uow)
    spoken: dict[tuple[UUID, str], int] = {}
    for line, draft in drafts:
        steps.keep()
        before = book.find(draft.name)
        room = None if before is None or not draft.room else _room_called(draft.room, before)
        said = _changed_fields(draft)
        facts: list[tuple[Venue | Room, str, Any]] = (
            [] if before is None else [(before, name, value) for name, value in said.items()]
        )
        if room is not None and draft.seats is not None:
            facts.append((room, "seats", draft.seats))
        against = [
            (spoken[thing.id, name], name)
            for thing, name, value in facts
            if (thing.id, name) in spoken and getattr(thing, name) != value
        ]
        if against:
            why = "、".join(field_word(canonical_name("venues", _KEYS.get(name, name))) for _line, name in against)
            tally.reject(line, "", "told_twice", first=against[0][0], text=shown(draft.name), why=why)
            continue
        venue = before or book.add(draft.name)
        after = replace(venue, **said)
        if draft.room:
            after = _with_room(uow, after, room, draft)
            room = _room_called(draft.room, after)
        if room is not None and draft.seats is not None:
            spoken.setdefault((room.id, "seats"), line)
        for name in said:
            spoken.setdefault((venue.id, name), line)
        for joined in joined_rooms(after, venue):
            tally.warn(line, "", "room_joined", text=joined.name, why="、".join(joined.parts))
        if after != venue:
            book.put(after)
        is_new = before is None or len(after.rooms) > len(venue.rooms)
        changed = Outcome.UPDATED if after != venue else Outcome.UNCHANGED
        tally.count(Outcome.ADDED if is_new else changed, line)
    book.store()


_KEYS = {field.name: key for key, _column, field in columns_of(Venue)}
"""What a file calls what a venue keeps."""


def _changed_fields(draft: VenueDraft) -> dict[str, Any]:
    of_draft = {one.name for one in fields(VenueDraft)} - {"name"}
    values = {one.name: getattr(draft, one.name) for one in fields_of(Venue) if one.name in of_draft}
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _room_called(name: str, venue: Venue) -> Room | None:
    return next((room for room in venue.rooms if label_key(room.name) == label_key(name)), None)


def _with_room(uow: UnitOfWork, venue: Venue, room: Room | None, draft: VenueDraft) -> Venue:
    if room is None:
        return replace(venue, rooms=(*venue.rooms, Room(uow.make_id(), venue.id, draft.room, draft.seats)))
    if draft.seats is None:
        return venue
    seated = replace(room, seats=draft.seats)
    return replace(venue, rooms=tuple(seated if one.id == room.id else one for one in venue.rooms))


def keep_population(drafts: Sequence[tuple[int, PopulationDraft]], tally: Tally, uow: UnitOfWork, steps: Steps) -> None:
    """Keep people by district, band and sex."""
    tally.say_extras_are_dropped()
    known = uow.populations.figures()
    for line, draft in drafts:
        steps.keep()
        if known.get((draft.district, draft.band, draft.sex)) == draft.count:
            tally.count(Outcome.UNCHANGED, line)
        else:
            tally.count(Outcome(uow.populations.put(draft.district, draft.band, draft.sex, draft.count)), line)
