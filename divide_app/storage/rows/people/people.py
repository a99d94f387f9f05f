"""Tables of participants, supporters, appointments and assignments."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.domain.people.participants import Participant
from divide_app.storage.rows.base import Base, Made, SortKey, add_plain_columns


class ParticipantRow(Base):
    """One participant; the keys are for finding, never for printing. Texts and choices have the columns declared."""

    __tablename__ = "participants"
    # Hundreds share a reading in a city; with the birthday beside it a list is compared without looking at them all.
    __table_args__ = (Index("ix_participants_kana_key", "kana_key", "birth_day"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name_key: Mapped[SortKey] = mapped_column(index=True)
    kana_key: Mapped[SortKey]
    birth_day: Mapped[date | None] = mapped_column(index=True)
    birth_year: Mapped[int | None]
    band: Mapped[str | None]
    band_as_of: Mapped[date | None]
    phone_key: Mapped[SortKey] = mapped_column(index=True)
    needs: Mapped[list[str]]
    created_at: Mapped[datetime]
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("participants.id"), index=True)
    """The person this one turned out to be; such a row has empty keys, so that nothing finds it any more."""
    forgotten_at: Mapped[datetime | None]
    """When everything about the person was taken out; the row stays for the figures that count it."""


add_plain_columns(ParticipantRow, Participant)


class ParticipantSearchRow(Base):
    """A participant's names cut into bigrams; full-text indexes made by the migration stand on it."""

    __tablename__ = "participant_search"
    number: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), unique=True)
    kana_key: Mapped[SortKey]
    tokens: Mapped[str] = mapped_column(Made(r"(?:[xy][0-9a-fxy]{4,13}(?: (?=[xy])|$))*"))


class SupporterRow(Base):
    """One helper."""

    __tablename__ = "supporters"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[SortKey] = mapped_column(index=True)
    kana: Mapped[str]
    kana_key: Mapped[SortKey]
    kind: Mapped[str]
    organisation: Mapped[str]
    skills: Mapped[list[str]]
    languages: Mapped[list[str]]
    districts: Mapped[list[str]]
    monthly_limit: Mapped[int | None]
    weekly_limit: Mapped[int | None]
    phone: Mapped[str]
    memo: Mapped[str]
    insured_years: Mapped[list[int]]
    availability: Mapped[dict[str, Any]]
    contact: Mapped[dict[str, Any]]


class AppointmentRow(Base):
    """A supporter's appointment to a kind, with its days."""

    __tablename__ = "appointments"
    __table_args__ = (UniqueConstraint("supporter_id", "kind", "first_day"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    supporter_id: Mapped[UUID] = mapped_column(ForeignKey("supporters.id"))
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]


class AssignmentRow(Base):
    """Supporter x class session x role, with hours."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("class_session_id", "supporter_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    class_session_id: Mapped[UUID] = mapped_column(ForeignKey("class_sessions.id"))
    supporter_id: Mapped[UUID] = mapped_column(ForeignKey("supporters.id"), index=True)
    role: Mapped[str]
    planned_minutes: Mapped[int]
    actual_minutes: Mapped[int | None]
    is_locked: Mapped[bool]
    reason: Mapped[str]
    told_start: Mapped[datetime | None]
