"""Imports every table, for code that copies, compares or counts the whole schema."""

from divide_app.storage.rows import files as imports
from divide_app.storage.rows import office, reaching, roster, scans, seats
from divide_app.storage.rows import papers as letters
from divide_app.storage.rows.base import Base
from divide_app.storage.rows.door import attendance, packages, presence, tickets
from divide_app.storage.rows.people import drafts, people, privacy, same_people
from divide_app.storage.rows.planning import courses, days_off, lending, venues, visits

EVERY = (
    attendance,
    courses,
    days_off,
    drafts,
    imports,
    lending,
    letters,
    office,
    packages,
    people,
    presence,
    privacy,
    reaching,
    roster,
    same_people,
    scans,
    seats,
    tickets,
    venues,
    visits,
)
"""Modules whose tables stand in `Base.metadata` once this one is imported; a test holds the list whole."""

__all__ = ["EVERY", "Base"]
