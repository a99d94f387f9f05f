"""Keeps the key that signs tickets, and makes it when the first ticket is written."""

from __future__ import annotations

import os

from sqlalchemy import Connection, insert, select

from divide_app.storage.repositories.base import insert_or_more
from divide_app.storage.rows.tickets import TicketKeyRow

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

    def take(self, key: bytes) -> None:
        """Keep another office's key, at its hall's PC."""
        self.connection.execute(insert(TicketKeyRow).values(number=_ONE, key=key.hex()))
