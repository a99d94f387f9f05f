"""The initial catalogue of course kinds, read from reference data of the national programme."""

from __future__ import annotations

import tomllib

from divide_app.domain.planning.courses import CatalogueEntry, SessionKind
from divide_app.foundation.bundled import database_file
from divide_app.storage.unit_of_work import UnitOfWork


def add_catalogue(uow: UnitOfWork) -> int:
    """Add the kinds of course of the national programme that are not there yet, and return how many."""
    known = {entry.title for entry in uow.catalogue.all()}
    content = database_file("reference", "catalogue.toml").read_text(encoding="utf-8")
    new = [
        CatalogueEntry(
            id=uow.make_id(),
            title=entry["title"],
            topic=entry["topic"],
            kind=SessionKind(entry.get("kind", "class")),
            level=entry["level"],
            minutes=entry["minutes"],
            sessions=entry["sessions"],
            prerequisites=entry.get("prerequisites", ""),
            people_per_supporter=entry["people_per_supporter"],
            materials=entry["materials"],
            description=entry["description"],
        )
        for entry in tomllib.loads(content)["entry"]
        if entry["title"] not in known
    ]
    uow.catalogue.add_all(new)
    return len(new)
