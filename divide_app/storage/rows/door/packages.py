"""Tables of hall packages and of acts from them that wait for a decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base, Digest, ToldJson


class HallPackageRow(Base):
    """One package that went out; the file itself is kept nowhere here."""

    __tablename__ = "hall_packages"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[UUID]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    class_session_ids: Mapped[list[str]]
    people: Mapped[int]
    returned_at: Mapped[datetime | None]
    """When it was last merged."""
    acts: Mapped[int]
    """How many acts the file held when it was put away."""
    file_digest: Mapped[Digest]
    """SHA-256 of the file that was put away, as the proof names it; "" before."""
    wiped_at: Mapped[datetime | None]
    """When the file was overwritten, after every act in it had come home."""
    wiped_by: Mapped[str]


class MergeInboxRow(Base):
    """One act a person must decide about; it stays for good, with what was decided and the act as it came."""

    __tablename__ = "merge_inbox"
    __table_args__ = (Index("ix_merge_inbox_event_id", "event_id", unique=True),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    package_id: Mapped[UUID] = mapped_column(ForeignKey("hall_packages.id"))
    event_id: Mapped[UUID]
    event: Mapped[dict[str, Any]]
    walk_in: Mapped[dict[str, Any] | None] = mapped_column(ToldJson(none_as_null=True))
    """Who came without an application, where the act made them known."""
    reason: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(index=True)
    decided_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    clock_minutes: Mapped[int]
    """Minutes added to the device's time when the act was taken in."""
