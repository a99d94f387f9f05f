"""The table of visit requests (派遣依頼)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class VisitRequestRow(Base):
    """An association's request for a class at its own place."""

    __tablename__ = "visit_requests"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation: Mapped[str]
    contact_name: Mapped[str]
    phone: Mapped[str]
    postal_code: Mapped[str]
    address: Mapped[str]
    district: Mapped[str]
    place: Mapped[str]
    people: Mapped[int]
    catalogue_id: Mapped[UUID | None]
    """A kind of course; it may be gone from the catalogue since."""
    topic: Mapped[str]
    wishes: Mapped[list[list[str]]]
    """Start and end of each wish, ISO 8601 in UTC, in order of wish."""
    memo: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[str]
    answer: Mapped[str]
    chosen: Mapped[int | None]
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses.id"))
    replied_at: Mapped[datetime | None]
