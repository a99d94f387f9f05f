"""The repository of equipment lent during classes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete

from divide_app.domain.planning.lending import Stock
from divide_app.storage.repositories.base import Repository
from divide_app.storage.rows.planning.lending import StockRow


class Stocks(Repository[Stock]):
    """Kinds of thing lent, with how many there are."""

    row = StockRow
    kept = Stock

    def remove(self, id_: UUID) -> None:
        """Forget a stock nothing asks for."""
        self.connection.execute(delete(StockRow).where(self.table.c.id == id_))
