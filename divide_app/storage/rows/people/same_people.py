"""Tables of pairs marked as different people, and of merges that can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class NotSameRow(Base):
    """Two people somebody said are two; the smaller id comes first."""

    __tablename__ = "not_same_people"
    first_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), primary_key=True)
    second_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), primary_key=True, index=True)
    said_at: Mapped[datetime]


class PersonMergeRow(Base):
    """Two entries that became one person, with what is needed to part them again."""

    __tablename__ = "person_merges"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), index=True)
    gone_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), index=True)
    merged_at: Mapped[datetime]
    forced_reason: Mapped[str]
    undone_at: Mapped[datetime | None]
    before: Mapped[dict[str, Any]]
    """What stood before; emptied when the person is forgotten."""
