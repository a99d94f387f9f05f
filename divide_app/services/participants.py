"""Keeps people who come: finds them by a few characters, adds and changes them, and never keeps too much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine, AttendanceLine, ParticipantLine
from divide_app.domain.people import Participant
from divide_app.domain.phone import tidy_phone
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.storage.database import Database
from divide_app.storage.queries import lists, people_search

_PEOPLE = changes(Topic.PARTICIPANTS, Topic.APPLICATIONS)
LONGEST_NAME = 60
"""Characters; the longest names on family registers stay well below."""


@dataclass(frozen=True, slots=True)
class ParticipantResult:
    """A person kept; `before` is what undo needs (None when the person is new)."""

    participant: UUID
    before: Participant | None
    changes: Changes = _PEOPLE


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """One person with applications and attendances."""

    participant: Participant
    line: ParticipantLine
    applications: tuple[ApplicationLine, ...]
    attendances: tuple[AttendanceLine, ...]


class Participants:
    """People who come."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def new_id(self) -> UUID:
        """Return an id for a person about to be added."""
        return self.database.make_id()

    def add(self, participant: Participant, *, actor: str) -> ParticipantResult:
        """Keep a new person.

        Raises:
            DomainError: `name_missing`, `name_too_long`, `individual_number`.
        """
        participant = checked(participant)
        with self.database.write(actor) as uow:
            uow.participants.add(participant)
            uow.audit("participant.add", participant.id)
        return ParticipantResult(participant.id, None)

    def change(self, participant: Participant, *, actor: str) -> ParticipantResult:
        """Keep a person's new data.

        Raises:
            DomainError: As `add`, and `not_found`.
        """
        participant = checked(participant)
        with self.database.write(actor) as uow:
            before = uow.participants.get(participant.id)
            uow.participants.change(participant)
            uow.audit("participant.change", participant.id)
        return ParticipantResult(participant.id, before)

    def find(self, words: str, *, most: int = 50) -> list[ParticipantLine]:
        """Return people whose kana, name or telephone hold the words; names that begin with them come first."""
        with self.database.read() as uow:
            ids = people_search.find(uow.connection, words, most)
            return lists.participant_lines(uow.connection, local_day(self.database.now()), ids=ids)

    def all(self, *, most: int | None = None) -> list[ParticipantLine]:
        """Return people in order of kana."""
        with self.database.read() as uow:
            return lists.participant_lines(uow.connection, local_day(self.database.now()), most=most)

    def get(self, participant_id: UUID) -> Participant:
        """Return one person.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            return uow.participants.get(participant_id)

    def view(self, participant_id: UUID) -> ParticipantView:
        """Return one person with applications and attendances.

        Raises:
            DomainError: `not_found`.
        """
        today = local_day(self.database.now())
        with self.database.read() as uow:
            person = uow.participants.get(participant_id)
            return ParticipantView(
                person,
                lists.participant_lines(uow.connection, today, ids=[participant_id])[0],
                tuple(lists.application_lines(uow.connection, today, participant_id=participant_id)),
                tuple(lists.attendance_lines(uow.connection, participant_id=participant_id)),
            )


def checked(participant: Participant) -> Participant:
    """Return the person with name and telephone tidied, the written name otherwise untouched.

    Raises:
        DomainError: `name_missing`, `name_too_long`, `individual_number`.
    """
    name = participant.name.strip()
    if not name:
        raise DomainError("name_missing", field="name")
    if len(name) > LONGEST_NAME:
        raise DomainError("name_too_long", field="name", most=LONGEST_NAME)
    for field, text in (
        ("name", name),
        ("kana", participant.kana),
        ("phone", participant.phone),
        ("postal_code", participant.postal_code),
        ("address", participant.address),
        ("district", participant.district),
        ("needs_text", participant.needs_text),
        ("memo", participant.memo),
    ):
        refuse_individual_number(text, field=field)
    return replace(participant, name=name, kana=participant.kana.strip(), phone=tidy_phone(participant.phone))
