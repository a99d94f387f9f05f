"""Tables of people to reach: meetings as they were before a change, and each try to tell somebody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class MeetingBeforeRow(Base):
    """A meeting before one change, once for its applicants and once for each of its helpers."""

    __tablename__ = "meetings_before"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    # No foreign keys: people who expected a meeting must be told also when it was removed.
    class_session_id: Mapped[UUID]
    course_id: Mapped[UUID]
    number: Mapped[int]
    supporter_id: Mapped[UUID | None]
    noted_at: Mapped[datetime]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    time_is_known: Mapped[bool]
    venue: Mapped[str]
    room: Mapped[str]
    is_planned: Mapped[bool]


class TellingRow(Base):
    """One try to tell somebody something."""

    __tablename__ = "tellings"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    # No foreign keys, as with calls: two people's records may be joined, and what was tried stays known all the same.
    application_id: Mapped[UUID | None] = mapped_column(index=True)
    supporter_id: Mapped[UUID | None] = mapped_column(index=True)
    class_session_id: Mapped[UUID | None] = mapped_column(index=True)
    kind: Mapped[str]
    channel: Mapped[str]
    outcome: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
