"""Tables of the catalogue, courses, class sessions and applications."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base, ToldJson


class CatalogueRow(Base):
    """A kind of course the office offers again and again."""

    __tablename__ = "catalogue"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    topic: Mapped[str]
    kind: Mapped[str]
    level: Mapped[str]
    minutes: Mapped[int]
    sessions: Mapped[int]
    prerequisites: Mapped[str]
    people_per_supporter: Mapped[int]
    staffing: Mapped[dict[str, Any]]
    materials: Mapped[str]
    description: Mapped[str]


class CourseRow(Base):
    """One programme people apply to."""

    __tablename__ = "courses"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    title_key: Mapped[str]
    kana: Mapped[str]
    kind: Mapped[str]
    topic: Mapped[str]
    capacity: Mapped[int | None]
    selection: Mapped[str]
    apply_from: Mapped[datetime | None]
    apply_until: Mapped[datetime | None]
    owners: Mapped[list[str]]
    partners: Mapped[list[str]]
    audience: Mapped[str]
    description: Mapped[str]
    apply_url: Mapped[str]
    phone: Mapped[str]
    contact: Mapped[str]
    fee: Mapped[str]
    belongings: Mapped[str]
    check_in_opens_minutes: Mapped[int]
    question: Mapped[str]
    people_per_supporter: Mapped[int]
    staffing: Mapped[dict[str, Any]]
    cancelled_reason: Mapped[str]
    is_cancelled: Mapped[bool]
    source_key: Mapped[str] = mapped_column(index=True)
    source: Mapped[list[list[str]]]
    lending: Mapped[list[list[str]]]
    """Pairs of a stock's id and how many."""
    created_at: Mapped[datetime]


class ClassSessionRow(Base):
    """One meeting of a course."""

    __tablename__ = "class_sessions"
    __table_args__ = (
        UniqueConstraint("course_id", "number"),
        Index("ix_class_sessions_room_id_starts_at", "room_id", "starts_at"),
        Index("ix_class_sessions_state_ends_at", "state", "ends_at"),  # what is still to be confirmed
        # All that counting asks of a session, so that ten years are counted from the index alone.
        Index("ix_class_sessions_counting", "month", "kind", "state", "minutes", "present", "starts_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    number: Mapped[int]
    kind: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    venue_id: Mapped[UUID | None] = mapped_column(ForeignKey("venues.id"))
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("rooms.id"))
    state: Mapped[str]
    cancelled_reason: Mapped[str]
    forced_reason: Mapped[str]
    time_is_known: Mapped[bool]
    note: Mapped[str]
    source_key: Mapped[str]
    source: Mapped[list[list[str]]]
    lending: Mapped[list[list[str]] | None] = mapped_column(ToldJson(none_as_null=True))
    """Pairs of a stock's id and how many; NULL: those of the course."""
    month: Mapped[int]
    """Local month of the start as 100 * year + month; follows from `starts_at`."""
    minutes: Mapped[int]
    """Planned length; follows from `starts_at` and `ends_at`."""
    present: Mapped[int]
    """People present, kept in the transaction of the act that changes it; `db check` recounts it."""


class ApplicationRow(Base):
    """One person's wish to attend one course."""

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("course_id", "participant_id"),
        Index("ix_applications_receipt", "course_id", "receipt_number"),
        Index("ix_applications_number", "course_id", "number", unique=True),  # two people never share a lot
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), index=True)
    status: Mapped[str]
    applied_at: Mapped[datetime]
    channel: Mapped[str]
    place: Mapped[int | None]
    ticket_code: Mapped[str] = mapped_column(unique=True)
    ticket_revoked: Mapped[bool]
    receipt_number: Mapped[str]
    answer: Mapped[str]
    memo: Mapped[str]
    heard: Mapped[str]
    """How they heard of the course, in the office's own words."""
    purpose_version: Mapped[int]
    """Which text on the purpose of use was in force when they asked."""
    state: Mapped[str]
    """The finer state; `status` follows from it."""
    number: Mapped[int]
    """申込番号 within the course, in the order the office received them."""
    group_id: Mapped[UUID | None]
    promoted_at: Mapped[datetime | None]
    reason: Mapped[str]
