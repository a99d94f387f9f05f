"""Tables of seat rules, calls, and draws with their records."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base, Digest, Made


class SeatRulesRow(Base):
    """How one course gives its seats; a course without a row has the usual rules."""

    __tablename__ = "seat_rules"
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    confirm_by_phone: Mapped[bool]
    smaller_may_pass: Mapped[bool]
    attempts: Mapped[int]
    answer_hours: Mapped[int]
    priorities: Mapped[list[str]]


class CallRow(Base):
    """One attempt to reach an applicant."""

    __tablename__ = "application_calls"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    # No foreign key: two people's records may be joined, and what was tried stays known all the same.
    application_id: Mapped[UUID] = mapped_column(index=True)
    at: Mapped[datetime]
    channel: Mapped[str]
    outcome: Mapped[str]
    actor: Mapped[str]


class DrawRow(Base):
    """One draw of a course: prepared with its seed, then drawn, perhaps taken back; never removed."""

    __tablename__ = "draws"
    __table_args__ = (UniqueConstraint("course_id", "number"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    number: Mapped[int]
    seed: Mapped[str]
    entrants_digest: Mapped[Digest]
    prepared_at: Mapped[datetime]
    prepared_by: Mapped[str]
    drawn_at: Mapped[datetime | None]
    record: Mapped[str] = mapped_column(Made(r'\{"algorithm":.*\}'))
    """As `domain.seats.draws.record_of` makes it; its title and seed were looked through as columns of their own."""
    digest: Mapped[Digest]
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str]


class DrawEntrantRow(Base):
    """Whose number was in a draw and what became of it; names stay with the participants."""

    __tablename__ = "draw_entrants"
    draw_id: Mapped[UUID] = mapped_column(ForeignKey("draws.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    # No foreign key: the record of a draw outlives a joined or forgotten person.
    application_id: Mapped[UUID] = mapped_column(index=True)
    rank: Mapped[int]
    is_winner: Mapped[bool]
