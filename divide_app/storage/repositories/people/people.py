"""Repositories of participants with their search index, of supporters with appointments, and of assignments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select, update

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import Fate, fields_of
from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.personal_data import FORGOTTEN_NAME
from divide_app.domain.people.phone import phone_key
from divide_app.domain.people.supporters import Appointment, Assignment, Supporter, SupporterKind
from divide_app.foundation.ids import IdMaker
from divide_app.storage.repositories.base import Repository, chunks, insert_all, insert_many
from divide_app.storage.repositories.many_keys import lists_of
from divide_app.storage.repositories.people import index as people_index
from divide_app.storage.rows.people.people import AppointmentRow, AssignmentRow, ParticipantRow, SupporterRow
from divide_app.storage.rows.planning.courses import ClassSessionRow


class Participants(Repository[Participant]):
    """Participants; every change keeps the search index in the same transaction."""

    row = ParticipantRow
    kept = Participant

    def __init__(self, connection: Connection, now: datetime) -> None:
        super().__init__(connection)
        self.now = now

    def values(self, thing: Participant) -> dict[str, Any]:
        """Return the participant's columns with the keys for finding them."""
        return super().values(thing) | {
            "name_key": name_key(thing.name),
            "kana_key": kana_key(thing.kana or thing.name),
            "phone_key": phone_key(thing.phone),
        }

    def add(self, thing: Participant) -> None:
        """Store a new participant."""
        self.add_all([thing])

    def add_all(self, things: Iterable[Participant]) -> None:
        """Store new participants and index them."""
        values = [self.values(thing) | {"created_at": self.now} for thing in things]
        if values:
            insert_many(self.connection, self.row, values)
            people_index.index(self.connection, [(v["id"], v["name_key"], v["kana_key"]) for v in values])

    def change(self, thing: Participant) -> None:
        """Store a participant's new state and index it again."""
        super().change(thing)
        people_index.remove(self.connection, [thing.id])
        people_index.index(self.connection, [(thing.id, name_key(thing.name), kana_key(thing.kana or thing.name))])

    def get(self, id_: UUID) -> Participant:
        """Return the participant.

        Raises:
            DomainError: `not_found`; `person_merged` for one who became one with somebody else (detail `kept`),
                `person_forgotten` for one whose data was taken out.
        """
        row = self.connection.execute(select(self.table).where(self.table.c.id == id_)).first()
        if row is None:
            raise DomainError("not_found", id=str(id_), kind=self.table.name)
        if row.merged_into is not None:
            raise DomainError("person_merged", kept=str(row.merged_into))
        if row.forgotten_at is not None:
            raise DomainError("person_forgotten")
        return self.from_row(row)

    def all(self) -> list[Participant]:
        """Return everybody who stands for themselves, oldest first."""
        columns = self.table.c
        stands = columns.merged_into.is_(None) & columns.forgotten_at.is_(None)
        return self.many(select(self.table).where(stands).order_by(columns.id))

    def merged_away(self) -> list[MergedEntry]:
        """Return every entry that became one with another, as it was, with the one that stands for it; oldest first."""
        c = self.table.c
        query = select(*[*self._columns, c.merged_into]).where(c.merged_into.is_not(None), c.forgotten_at.is_(None))
        return [
            MergedEntry(self.from_row(row), row.merged_into) for row in self.connection.execute(query.order_by(c.id))
        ]

    def standing(self, id_: UUID) -> UUID:
        """Return the id under which a person is kept now: another one after a merge."""
        kept: UUID | None = self.connection.execute(
            select(self.table.c.merged_into).where(self.table.c.id == id_)
        ).scalar()
        return kept or id_

    def merge_away(self, gone: UUID, kept: UUID) -> list[UUID]:
        """Let one person stand for another from now on, and return those whom the other stood for before."""
        columns = self.table.c
        earlier = list(self.connection.execute(select(columns.id).where(columns.merged_into == gone)).scalars().all())
        self.connection.execute(update(ParticipantRow).where(columns.merged_into == gone).values(merged_into=kept))
        self.connection.execute(
            update(ParticipantRow)
            .where(columns.id == gone)
            .values(merged_into=kept, name_key="", kana_key="", phone_key="")
        )
        people_index.remove(self.connection, [gone])
        return earlier

    def part(self, gone: UUID, earlier: Sequence[UUID]) -> None:
        """Let somebody stand for themselves again, and for those they stood for before."""
        columns = self.table.c
        self.connection.execute(update(ParticipantRow).where(columns.id == gone).values(merged_into=None))
        for part in chunks(earlier):
            self.connection.execute(update(ParticipantRow).where(columns.id.in_(part)).values(merged_into=gone))
        person = self.get(gone)
        keys = self.values(person)
        self.connection.execute(
            update(ParticipantRow)
            .where(columns.id == gone)
            .values({key: keys[key] for key in ("name_key", "kana_key", "phone_key")})
        )
        people_index.index(self.connection, [(gone, keys["name_key"], keys["kana_key"])])

    def those_of(self, kept: UUID) -> list[UUID]:
        """Return the ids under which a person was kept so far, their own first."""
        columns = self.table.c
        query = select(columns.id).where(columns.merged_into == kept).order_by(columns.id)
        return [kept, *self.connection.execute(query).scalars()]

    def forget(self, ids: Sequence[UUID]) -> None:
        """Take out everything that tells who these people are; their rows stay for the figures that count them."""
        nothing = self.values(Participant(UUID(int=0), FORGOTTEN_NAME)) | {"name_key": "", "kana_key": ""}
        for field in fields_of(Participant):
            if field.kept.fate is Fate.STAYS:
                del nothing[field.name]
        for part in chunks(ids):
            people_index.remove(self.connection, part)
            self.connection.execute(
                update(ParticipantRow).where(self.table.c.id.in_(part)).values(nothing | {"forgotten_at": self.now})
            )

    def change_all(self, people: Sequence[tuple[Participant, Participant]]) -> None:
        """Store the new state of many participants (before, after); only a changed name is indexed again."""
        if not people:
            return
        values = [self.values(after) for _, after in people]
        names = [name for name in values[0] if name != "id"]
        self.connection.execute(
            update(self.table)
            .where(self.table.c.id == bindparam("the_id"))
            .values({name: bindparam(f"new_{name}") for name in names}),
            [{"the_id": one["id"], **{f"new_{name}": one[name] for name in names}} for one in values],
        )
        renamed = [after for before, after in people if (before.name, before.kana) != (after.name, after.kana)]
        for part in chunks(renamed):
            people_index.remove(self.connection, [one.id for one in part])
            people_index.index(
                self.connection, [(one.id, name_key(one.name), kana_key(one.kana or one.name)) for one in part]
            )

    def by_ids(self, ids: Sequence[UUID]) -> dict[UUID, Participant]:
        """Return participants by id."""
        found: dict[UUID, Participant] = {}
        for part in chunks(ids):
            for person in self.many(select(self.table).where(self.table.c.id.in_(part))):
                found[person.id] = person
        return found

    def by_name_keys(self, keys: Sequence[str]) -> dict[str, list[Participant]]:
        """Return those who stand for themselves and whose written name has one of the keys, the oldest first."""
        c = self.table.c
        stands = c.merged_into.is_(None) & c.forgotten_at.is_(None)
        named = lists_of(self.connection, c.name_key)
        query = select(c.name_key, *self._columns).where(named.holds(c.name_key), stands).order_by(c.id)
        found: dict[str, list[Participant]] = {}
        for row in self.connection.execute(query, named.values([[key] for key in keys])):
            found.setdefault(row[0], []).append(self.from_row(row))
        return found

    def signs_of(self, births: Sequence[tuple[str, date]], phone_keys: Sequence[str]) -> list[PersonSigns]:
        """Return people of one of the readings and birthdays, or with one of the telephones, as they are compared."""
        c = self.table.c
        columns = (c.id, c.name, c.name_key, c.kana, c.kana_key, c.phone_key, c.birth_day, c.birth_year)
        query = select(*columns).where(c.merged_into.is_(None), c.forgotten_at.is_(None))
        born, called = lists_of(self.connection, c.kana_key, c.birth_day), lists_of(self.connection, c.phone_key)
        found: dict[UUID, PersonSigns] = {}
        for asked, rows in (
            (query.where(born.holds(c.kana_key, c.birth_day)), born.values(births)),
            (query.where(called.holds(c.phone_key)), called.values([[key] for key in phone_keys])),
        ):
            for row in self.connection.execute(asked, rows):
                year = row.birth_day.year if row.birth_day is not None else row.birth_year
                found[row.id] = PersonSigns(*row[:7], year)
        return sorted(found.values(), key=lambda signs: signs.id)

    @property
    def _columns(self) -> list[ColumnElement[Any]]:
        """Columns of what a person said of themselves: what `thing` reads, and nothing that takes time to read."""
        return [self.table.c[name] for name in self.columns().names]


class MergedEntry(NamedTuple):
    """An entry that became one with another."""

    entry: Participant
    kept: UUID


class PersonSigns(NamedTuple):
    """What people are compared by; `birth_year` also where the whole day is known."""

    id: UUID
    name: str
    name_key: str
    kana: str
    kana_key: str
    phone_key: str
    birth_day: date | None
    birth_year: int | None


class Supporters(Repository[Supporter]):
    """Supporters; appointments come and go with them."""

    row = SupporterRow
    kept = Supporter
    apart = frozenset({"appointments"})

    def __init__(self, connection: Connection, make_id: IdMaker) -> None:
        super().__init__(connection)
        self.make_id = make_id

    def values(self, thing: Supporter) -> dict[str, Any]:
        """Return the supporter's own columns with the keys for finding them."""
        return super().values(thing) | {
            "name_key": name_key(thing.name),
            "kana_key": kana_key(thing.kana or thing.name),
        }

    def add(self, thing: Supporter) -> None:
        """Store a supporter and the appointments."""
        super().add(thing)
        self._put_appointments(thing)

    def change(self, thing: Supporter) -> None:
        """Store a supporter's new state; the appointments given replace those kept."""
        super().change(thing)
        self.connection.execute(delete(AppointmentRow).where(AppointmentRow.supporter_id == thing.id))
        self._put_appointments(thing)

    def find(self, id_: UUID) -> Supporter | None:
        """Return the supporter with appointments, or None."""
        found = super().find(id_)
        return None if found is None else replace(found, appointments=self._appointments().get(id_, ()))

    def all(self) -> list[Supporter]:
        """Return all supporters with appointments, in order of kana."""
        appointments = self._appointments()
        query = select(self.table).order_by(self.table.c.kana_key, self.table.c.id)
        return [replace(one, appointments=appointments.get(one.id, ())) for one in self.many(query)]

    def _put_appointments(self, thing: Supporter) -> None:
        values = [
            {
                "id": self.make_id(),
                "supporter_id": thing.id,
                "kind": appointment.kind.value,
                "first_day": appointment.first_day,
                "last_day": appointment.last_day,
            }
            for appointment in thing.appointments
        ]
        insert_all(self.connection, AppointmentRow, values)

    def _appointments(self) -> dict[UUID, tuple[Appointment, ...]]:
        found: dict[UUID, list[Appointment]] = {}
        for row in self.connection.execute(select(AppointmentRow.__table__).order_by(AppointmentRow.first_day)):
            appointment = Appointment(SupporterKind(row.kind), row.first_day, row.last_day)
            found.setdefault(row.supporter_id, []).append(appointment)
        return {supporter: tuple(appointments) for supporter, appointments in found.items()}


class Assignments(Repository[Assignment]):
    """Who helps where."""

    row = AssignmentRow
    kept = Assignment

    def of_sessions(self, ids: Sequence[UUID]) -> dict[UUID, list[Assignment]]:
        """Return assignments by class session."""
        found: dict[UUID, list[Assignment]] = {}
        for part in chunks(ids):
            for one in self.many(select(self.table).where(self.table.c.class_session_id.in_(part))):
                found.setdefault(one.class_session_id, []).append(one)
        return found

    def remove(self, id_: UUID) -> None:
        """Take a supporter off a session again, with what was noted of the hours there."""
        from divide_app.storage.rows.roster import HoursChangeRow

        self.connection.execute(delete(HoursChangeRow).where(HoursChangeRow.assignment_id == id_))
        self.connection.execute(self.table.delete().where(self.table.c.id == id_))

    def lock_all(self, ids: Sequence[UUID], *, is_locked: bool) -> None:
        """Let the roster leave these as they are, or free them again."""
        for part in chunks(ids):
            self.connection.execute(update(AssignmentRow).where(AssignmentRow.id.in_(part)).values(is_locked=is_locked))

    def tell_all(self, ids: Sequence[UUID], *, is_told: bool) -> None:
        """Note that these people were told of their session as it is planned now, or take the note away."""
        start = select(ClassSessionRow.starts_at).where(ClassSessionRow.id == AssignmentRow.class_session_id)
        value = start.scalar_subquery() if is_told else None
        for part in chunks(ids):
            self.connection.execute(update(AssignmentRow).where(AssignmentRow.id.in_(part)).values(told_start=value))

    def set_minutes(self, id_: UUID, minutes: int | None) -> None:
        """Keep the confirmed minutes of one assignment."""
        self.connection.execute(update(AssignmentRow).where(AssignmentRow.id == id_).values(actual_minutes=minutes))


def participant_json(person: Participant) -> dict[str, Any]:
    """Return a person as plain JSON, without the id."""
    content = Participants.columns().plain(person)
    del content["id"]
    return content


def participant_of(id_: UUID, content: Mapping[str, Any]) -> Participant:
    """Return a person from plain JSON."""
    return Participants.columns().typed({**content, "id": str(id_)})
