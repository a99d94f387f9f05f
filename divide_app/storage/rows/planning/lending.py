"""The table of equipment lent during classes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class StockRow(Base):
    """A kind of thing the office lends."""

    __tablename__ = "lending_stocks"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    quantity: Mapped[int]
    turnaround_minutes: Mapped[int]
    serves_wishes: Mapped[bool]
    note: Mapped[str]
