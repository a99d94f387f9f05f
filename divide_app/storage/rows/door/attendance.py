"""Tables of the door: append-only events, the state derived from them, and the summary written with each event."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class WalkInRow(Base):
    """Someone who came without an application; `participant_id` once they are known.

    `found_not` are people they were said to be by mistake, so that a package merged again does not say it once more.
    """

    __tablename__ = "walk_ins"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    class_session_id: Mapped[UUID] = mapped_column(ForeignKey("class_sessions.id"), index=True)
    name: Mapped[str]
    band: Mapped[str]
    sex: Mapped[str]
    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participants.id"))
    found_not: Mapped[list[str]]


class AttendanceEventRow(Base):
    """One act at the door, refused ones too; never changed, never deleted."""

    __tablename__ = "attendance_events"
    __table_args__ = (
        Index("ix_attendance_events_class_session_id_attendee_id", "class_session_id", "attendee_id"),
        Index("ix_attendance_events_nonce", "nonce"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    class_session_id: Mapped[UUID] = mapped_column(ForeignKey("class_sessions.id"))
    attendee_id: Mapped[UUID | None]
    is_walk_in: Mapped[bool]
    kind: Mapped[str]
    result: Mapped[str]
    reason: Mapped[str | None]
    forced_reason: Mapped[str]
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    device: Mapped[str]
    nonce: Mapped[str | None]
    undoes: Mapped[UUID | None]
    band: Mapped[str | None]
    sex: Mapped[str]


class AttendanceRow(Base):
    """State of one attendee in one class session, derived from the events; `db check` recomputes it.

    Band, sex and district are frozen at the session's date, so a later correction changes no statistic.
    """

    __tablename__ = "attendances"
    __table_args__ = (
        Index("ix_attendances_participant_id_first_in", "participant_id", "first_in"),
        # Rows lie in order of their session, so that a month is read in one go.
        {"sqlite_with_rowid": False},
    )
    class_session_id: Mapped[UUID] = mapped_column(ForeignKey("class_sessions.id"), primary_key=True)
    attendee_id: Mapped[UUID] = mapped_column(primary_key=True)
    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participants.id"))
    is_walk_in: Mapped[bool]
    band: Mapped[str]
    sex: Mapped[str]
    district: Mapped[str]
    present: Mapped[bool]
    is_inside: Mapped[bool]
    first_in: Mapped[datetime | None]
    last_out: Mapped[datetime | None]
    minutes: Mapped[int]


class AttendanceSummaryRow(Base):
    """Attendances by month, venue, band and sex, written in the transaction of the act they sum."""

    __tablename__ = "attendance_summaries"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Local month of the session as 100 * year + month."""
    venue_id: Mapped[UUID] = mapped_column(primary_key=True)
    """The venue, or the nil UUID where the session has none."""
    band: Mapped[str] = mapped_column(primary_key=True)
    sex: Mapped[str] = mapped_column(primary_key=True)
    attendances: Mapped[int]
