"""Tables of the ticket signing key and of replaced ticket codes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base, Digest


class TicketKeyRow(Base):
    """One line: the office's key. It leaves the database only inside a sealed hall package."""

    __tablename__ = "ticket_keys"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1: there is one key, and two programs that make it at once agree on the first."""
    key: Mapped[Digest]
    """32 random bytes in hexadecimal."""


class FormerTicketRow(Base):
    """A ticket that was lost and replaced: whoever brings it is told so, and is not taken for a stranger."""

    __tablename__ = "former_tickets"
    code: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    replaced_at: Mapped[datetime]
