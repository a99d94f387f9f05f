"""The key that signs this office's tickets, kept apart from all that is shown anywhere."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class TicketKeyRow(Base):
    """One line: the office's key. It leaves the database only inside a sealed hall package."""

    __tablename__ = "ticket_keys"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1: there is one key, and two programs that make it at once agree on the first."""
    key: Mapped[str]
    """32 random bytes in hexadecimal."""
