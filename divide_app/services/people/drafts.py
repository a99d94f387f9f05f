"""Saves forms while they are typed, so that a crash during a call loses nothing."""

from __future__ import annotations

from collections.abc import Mapping

from divide_app.domain.errors import DomainError
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import OFFICE, Service, allowed

MOST_CHARACTERS = 20_000
"""Of one entry; a form is some hundred, so more is something else that was pasted."""


class Drafts(Service):
    """Half-typed entries, one for each form of each PC. They are no acts of the office and leave no audit entry."""

    @allowed(OFFICE)
    def save(self, device: str, form: str, content: Mapping[str, str]) -> None:
        """Keep what stands in a form now in place of what stood there.

        Raises:
            DomainError: `individual_number`, `bad_text`, `text_too_long`; the entry kept before stays then.
        """
        refuse_individual_number(*content.values())
        if sum(map(len, content.values())) > MOST_CHARACTERS:
            raise DomainError("text_too_long", most=MOST_CHARACTERS)
        with self.database.jot() as uow:
            uow.drafts.put(device, form, dict(content), uow.now)

    @allowed(OFFICE)
    def find(self, device: str, form: str) -> dict[str, str] | None:
        """Return what stood in a form when it was last kept, or None."""
        with self.database.read() as uow:
            found = uow.drafts.find(device, form)
        return None if found is None else {name: str(text) for name, text in found.items()}

    @allowed(OFFICE)
    def drop(self, device: str, form: str) -> None:
        """Forget what stood in a form: it was saved, or given up."""
        with self.database.jot() as uow:
            uow.drafts.remove(device, form)
