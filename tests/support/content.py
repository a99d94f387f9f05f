"""Everything a database holds, as plain values: for saying that nothing is different."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from divide_app.storage.database import Database
from divide_app.storage.rows.every import Base

TRAIL = frozenset({"audit_entries", "meetings_before"})
"""What every act adds to and nothing takes away."""


def content(database: Database) -> dict[str, list[Any]]:
    """Return all rows of all tables but the trail, in an order that does not depend on when they were written."""
    with database.read() as uow:
        return {
            table.name: sorted(repr(tuple(row)) for row in uow.connection.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in TRAIL
        }
