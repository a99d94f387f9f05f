"""Participants: search by a few characters, registration and changes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.lines import ApplicationLine, AttendanceLine, ParticipantLine
from divide_app.domain.office.office import Role
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.personal_data import hidden_fields, seen_by, with_hidden
from divide_app.services.attendance_keeping import take_bands_of
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import checked
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries import lists
from divide_app.storage.queries.people import search as people_search
from divide_app.storage.unit_of_work import UnitOfWork

_PEOPLE = changes(Topic.PARTICIPANTS, Topic.APPLICATIONS)


@dataclass(frozen=True, slots=True)
class ParticipantResult:
    """A person kept; `before` is what undo needs (None when the person is new)."""

    participant: UUID
    before: Participant | None
    changes: Changes = _PEOPLE


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """One person with applications and attendances.

    Attributes:
        unseen: Fields whose values who asks does not see.
    """

    participant: Participant
    line: ParticipantLine
    applications: tuple[ApplicationLine, ...]
    attendances: tuple[AttendanceLine, ...]
    unseen: frozenset[str] = frozenset()


class Participants(Service):
    """Registers, changes and finds participants."""

    @allowed(OFFICE)
    def add(self, participant: Participant) -> ParticipantResult:
        """Keep a new person.

        Raises:
            DomainError: As `guard.checked`, and `not_allowed`.
        """
        with self.database.write() as uow:
            return add(uow, participant)

    @allowed(OFFICE)
    def change(self, participant: Participant) -> ParticipantResult:
        """Keep a person's new data; what the one who looks does not see stays as it is.

        Raises:
            DomainError: As `add`, and `not_found`, `person_merged`, `person_forgotten`.
        """
        with self.database.write() as uow:
            return change(uow, participant, self.database.actor.role)

    @allowed(OFFICE)
    def find(self, words: str, *, most: int = 50) -> list[ParticipantLine]:
        """Return people whose kana, name or telephone hold the words; names that begin with them come first."""
        with self.database.read() as uow:
            ids = people_search.find(uow.connection, words, most, with_phone="phone" not in hidden_fields(self._viewer))
            return self._seen(lists.participant_lines(uow.connection, local_day(self.database.now()), ids=ids))

    @allowed(OFFICE)
    def all(self, *, most: int | None = None) -> list[ParticipantLine]:
        """Return people in order of kana."""
        with self.database.read() as uow:
            return self._seen(lists.participant_lines(uow.connection, local_day(self.database.now()), most=most))

    @allowed(OFFICE)
    def get(self, participant_id: UUID) -> Participant:
        """Return one person.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            return seen_by(uow.participants.get(participant_id), self._viewer)

    @allowed(OFFICE)
    def view(self, participant_id: UUID) -> ParticipantView:
        """Return one person with applications and attendances.

        Raises:
            DomainError: `not_found`.
        """
        today = local_day(self.database.now())
        with self.database.read() as uow:
            person = uow.participants.get(participant_id)
            applications = lists.application_lines(uow.connection, today, participant_id=participant_id)
            attendances = lists.attendance_lines(uow.connection, participant_id=participant_id)
            return ParticipantView(
                seen_by(person, self._viewer),
                self._seen(lists.participant_lines(uow.connection, today, ids=[participant_id]))[0],
                tuple(seen_by(line, self._viewer) for line in applications),
                tuple(seen_by(line, self._viewer) for line in attendances),
                hidden_fields(self._viewer),
            )

    @property
    def _viewer(self) -> Role:
        return self.database.actor.role

    def _seen(self, lines: list[ParticipantLine]) -> list[ParticipantLine]:
        return [seen_by(line, self._viewer) for line in lines]


def add(uow: UnitOfWork, participant: Participant) -> ParticipantResult:
    """Keep a new person, inside the caller's transaction.

    Raises:
        DomainError: As `Participants.add`.
    """
    uow.participants.add(checked(participant))
    uow.audit("participant.add", participant.id)
    return ParticipantResult(participant.id, None)


def change(uow: UnitOfWork, participant: Participant, viewer: Role) -> ParticipantResult:
    """Keep a person's new data, inside the caller's transaction.

    Raises:
        DomainError: As `Participants.change`.
    """
    participant = checked(participant)
    # Locked: what this role does not see is written back as a colleague left it a moment ago.
    uow.participants.lock(participant.id)
    before = uow.participants.get(participant.id)
    after = with_hidden(participant, before, viewer)
    uow.participants.change(after)
    if after.birth != before.birth:
        take_bands_of(uow, after.id)
    uow.audit("participant.change", participant.id)
    return ParticipantResult(participant.id, seen_by(before, viewer))
