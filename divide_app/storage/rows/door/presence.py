"""The table of absence marks made when a meeting's attendance was confirmed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class PresenceMarkRow(Base):
    """One accepted person who did not come, or of whom nobody knows; never presence."""

    __tablename__ = "presence_marks"
    __table_args__ = (
        UniqueConstraint("class_session_id", "participant_id"),
        Index("ix_presence_marks_participant_id", "participant_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    class_session_id: Mapped[UUID] = mapped_column(ForeignKey("class_sessions.id"))
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"))
    presence: Mapped[str]
    """absent or unknown."""
    marked_at: Mapped[datetime]
