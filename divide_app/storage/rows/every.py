"""The whole schema in one place, for those who copy, compare or count every table."""

from divide_app.storage.rows import (
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
    roster,
    same_people,
    scans,
    seats,
    tickets,
    venues,
    visits,
)
from divide_app.storage.rows.base import Base

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
