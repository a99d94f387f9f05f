"""Tables of imports: the office's column profiles, imports with the ids they added, and receipt numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base, Digest


class ImportProfileRow(Base):
    """Where the fields of a kind of file come from, as somebody of the office said once for all."""

    __tablename__ = "import_profiles"
    __table_args__ = (UniqueConstraint("kind", "name"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class ImportRunRow(Base):
    """One file brought in; neither its name nor anything it said."""

    __tablename__ = "import_runs"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    profile: Mapped[str]
    sha256: Mapped[Digest]
    added: Mapped[int]
    updated: Mapped[int]
    undone_at: Mapped[datetime | None]
    things: Mapped[dict[str, Any]]
    """Ids of what it added, by kind of thing: written once, read only to take the import back."""


class ImportReceiptRow(Base):
    """The number a form's service gave an application: the same number of the same service is the same application."""

    __tablename__ = "import_receipts"
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
