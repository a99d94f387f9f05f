"""Repositories of the ticket signing key, generated at first use, and of replaced ticket codes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

from divide_app.storage.repositories.base import chunks, insert_all, insert_or_more
from divide_app.storage.rows.door.tickets import FormerTicketRow, TicketKeyRow

_ONE = 1
_BYTES = 32


class TicketKeys:
    """The one key."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._key: bytes | None = None

    def known(self) -> bytes | None:
        """Return the key, or None as long as no ticket was made."""
        if self._key is None:
            found = self.connection.execute(select(TicketKeyRow.key)).scalar()
            self._key = None if found is None else bytes.fromhex(found)
        return self._key

    def ours(self) -> bytes:
        """Return the key, made now when there is none; of two programs that make it at once the first one's stays."""
        key = self.known()
        if key is None:
            made = insert_or_more(self.connection.dialect.name, TicketKeyRow.__table__)
            self.connection.execute(made.values(number=_ONE, key=os.urandom(_BYTES).hex()).on_conflict_do_nothing())
            key = self.known()
            assert key is not None
        return key

    def adopt(self, key: bytes) -> None:
        """Keep another office's key, at its hall's PC."""
        self.connection.execute(insert(TicketKeyRow).values(number=_ONE, key=key.hex()))


class FormerTickets:
    """Codes of tickets that were replaced by newer ones."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add_all(self, codes: Iterable[tuple[str, UUID]], at: datetime) -> None:
        """Remember codes (with their applications) as replaced."""
        values = [{"code": code, "application_id": id_, "replaced_at": at} for code, id_ in codes]
        insert_all(self.connection, FormerTicketRow, values)

    def of_applications(self, ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
        """Return replaced codes by application; those without any are left out."""
        columns = FormerTicketRow.__table__.c
        found: dict[UUID, tuple[str, ...]] = {}
        for part in chunks(ids):
            query = select(columns.application_id, columns.code).where(columns.application_id.in_(part))
            for row in self.connection.execute(query.order_by(columns.code)):
                found[row.application_id] = (*found.get(row.application_id, ()), row.code)
        return found
