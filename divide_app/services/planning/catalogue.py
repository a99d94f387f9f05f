"""The catalogue of course kinds: the national programme's at first, then the office's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import CatalogueEntry
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import checked
from divide_app.services.planning.catalogue_reference import add_catalogue
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.unit_of_work import UnitOfWork

_CATALOGUE = changes(Topic.CATALOGUE)
_BETWEEN = "、"
"""Prerequisites are titles of other kinds with this between them."""


@dataclass(frozen=True, slots=True)
class KindRemoved:
    """A kind taken away; keeping `before` again brings it back."""

    before: CatalogueEntry
    changes: Changes = _CATALOGUE


class Catalogue(Service):
    """Kinds of course."""

    @allowed(OFFICE)
    def all(self) -> list[CatalogueEntry]:
        """Return the kinds of course."""
        with self.database.read() as uow:
            return uow.catalogue.all()

    @allowed(OFFICE)
    def save(self, entry: CatalogueEntry) -> Changes:
        """Add or change a kind; a new title is followed where others name the old one as their prerequisite.

        Raises:
            DomainError: `title_missing`, `text_too_long`, `bad_minutes`, `bad_quantity`, `catalogue_exists`,
                `individual_number`.
        """
        entry = checked(entry)
        with self.database.write() as uow:
            every = uow.catalogue.all()
            if any(one.title == entry.title and one.id != entry.id for one in every):
                raise DomainError("catalogue_exists", field="title", name=entry.title)
            before = uow.catalogue.find(entry.id)
            if before is None:
                uow.catalogue.add(entry)
            else:
                uow.catalogue.change(entry)
                _follow_title(uow, every, before.title, entry)
            uow.audit("catalogue.keep", entry.id)
        return _CATALOGUE

    @allowed(OFFICE)
    def remove(self, entry: CatalogueEntry) -> KindRemoved:
        """Take a kind away; courses that were planned from it stay as they are.

        Raises:
            DomainError: `catalogue_in_use` when another kind names it as its prerequisite, `not_found`.
        """
        with self.database.write() as uow:
            before = uow.catalogue.get(entry.id)
            if any(before.title in _titles(one.prerequisites) for one in uow.catalogue.all() if one.id != before.id):
                raise DomainError("catalogue_in_use", name=before.title)
            uow.catalogue.remove(before.id)
            uow.audit("catalogue.remove", before.id)
        return KindRemoved(before)

    @allowed(OFFICE)
    def add_national(self) -> tuple[int, Changes]:
        """Add the kinds of the national programme that are not there (again), and return how many."""
        with self.database.write() as uow:
            added = add_catalogue(uow)
            uow.audit("catalogue.add_national", added=added)
        return added, _CATALOGUE


def _follow_title(uow: UnitOfWork, every: Sequence[CatalogueEntry], old: str, entry: CatalogueEntry) -> None:
    if old == entry.title:
        return
    for one in every:
        titles = _titles(one.prerequisites)
        if one.id != entry.id and old in titles:
            new = _BETWEEN.join(entry.title if title == old else title for title in titles)
            uow.catalogue.change(replace(one, prerequisites=new))


def _titles(prerequisites: str) -> list[str]:
    return [title.strip() for title in prerequisites.split(_BETWEEN) if title.strip()]
