"""The things lent during classes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete

from divide_app.domain.lending import Stock
from divide_app.storage.repositories.base import Repository
from divide_app.storage.rows.lending import StockRow


class Stocks(Repository[Stock]):
    """Kinds of thing lent, with how many there are."""

    row = StockRow

    def values(self, thing: Stock) -> dict[str, Any]:
        """Return the stock's columns."""
        return {
            "id": thing.id,
            "name": thing.name,
            "quantity": thing.quantity,
            "turnaround_minutes": thing.turnaround_minutes,
            "serves_wishes": thing.serves_wishes,
            "note": thing.note,
        }

    def thing(self, row: Row[Any]) -> Stock:
        """Return the stock."""
        return Stock(row.id, row.name, row.quantity, row.turnaround_minutes, row.serves_wishes, row.note)

    def remove(self, id_: UUID) -> None:
        """Forget a stock nothing asks for."""
        self.connection.execute(delete(StockRow).where(self.table.c.id == id_))
