"""The versions of the text on the purpose of use, and the ways to hear of a course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.people.personal_data import HEARD_WAYS, LONGEST_PURPOSE, STANDARD_PURPOSE, Purpose
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import OFFICE, STAFF, Service, allowed
from divide_app.storage.unit_of_work import UnitOfWork

_OFFICE = changes(Topic.OFFICE)
_LONGEST_WAY = 20
_MOST_WAYS = 20


@dataclass(frozen=True, slots=True)
class PurposeResult:
    """The version in force after the act."""

    purpose: Purpose
    changes: Changes = _OFFICE


class Purposes(Service):
    """The text on the purpose of use (利用目的), and the question 何でお知りになりましたか."""

    @allowed(OFFICE)
    def in_force(self) -> Purpose:
        """Return the version papers print now."""
        with self.database.read() as uow:
            return purpose_in_force(uow)

    @allowed(OFFICE)
    def versions(self) -> list[Purpose]:
        """Return every version, newest first; an application names the one that was in force when it came."""
        with self.database.read() as uow:
            return [Purpose(one.version, one.text) for one in uow.purposes.all()]

    @allowed(STAFF)
    def change(self, text: str) -> PurposeResult:
        """Put a new text in force as the next version; the same text again changes nothing.

        Raises:
            DomainError: `purpose_missing`, `text_too_long`, `individual_number`, `not_allowed`.
        """
        text = text.strip()
        if not text:
            raise DomainError("purpose_missing", field="purpose")
        if len(text) > LONGEST_PURPOSE:
            raise DomainError("text_too_long", field="purpose", most=LONGEST_PURPOSE)
        refuse_individual_number(text, field="purpose")
        with self.database.write() as uow:
            standing = keep_first(uow)
            if text != standing.text:
                standing = Purpose(standing.version + 1, text)
                uow.purposes.add(standing.version, text, uow.now)
            uow.audit("purpose.change", version=standing.version)
        return PurposeResult(standing)

    @allowed(OFFICE)
    def heard_ways(self) -> list[str]:
        """Return the ways to hear of a course that the office offers."""
        with self.database.read() as uow:
            return uow.heard_ways.all() or list(HEARD_WAYS)

    @allowed(OFFICE)
    def change_heard_ways(self, words: Sequence[str]) -> Changes:
        """Offer these ways from now on; what was answered before stays as it was.

        Raises:
            DomainError: `too_many_ways`, `text_too_long`, `individual_number`.
        """
        wanted = list(dict.fromkeys(word.strip() for word in words if word.strip()))
        if len(wanted) > _MOST_WAYS:
            raise DomainError("too_many_ways", field="heard_ways", most=_MOST_WAYS)
        if any(len(word) > _LONGEST_WAY for word in wanted):
            raise DomainError("text_too_long", field="heard_ways", most=_LONGEST_WAY)
        refuse_individual_number(*wanted, field="heard_ways")
        with self.database.write() as uow:
            uow.heard_ways.put(wanted)
            uow.audit("heard_ways.change", ways=len(wanted))
        return _OFFICE

    @allowed(OFFICE)
    def heard(self, course_id: UUID | None = None) -> dict[str, int]:
        """Return how many applications name each way, the most named first; those not asked are left out."""
        with self.database.read() as uow:
            return uow.heard_ways.counts(course_id)


def purpose_in_force(uow: UnitOfWork) -> Purpose:
    """Return the version in force; before the office kept any it is our own text."""
    newest = next(iter(uow.purposes.all()), None)
    return Purpose(1, STANDARD_PURPOSE) if newest is None else Purpose(newest.version, newest.text)


def keep_first(uow: UnitOfWork) -> Purpose:
    """Keep our own text as version 1 where the office has none yet, and return the version in force."""
    standing = purpose_in_force(uow)
    uow.purposes.add(standing.version, standing.text, uow.now)
    return standing
