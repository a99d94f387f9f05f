"""Tables of the office: its data, sections, targets, users, and the audit trail."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base, Digest, Made

SEAL = r"[0-9a-f]{64}(\.[0-9a-f]{8}\.[0-9a-f]{32})?"
"""A link of the chain, as `storage.audit` makes it."""


class OfficeRow(Base):
    """The one office this database belongs to."""

    __tablename__ = "offices"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality: Mapped[str]
    municipal_code: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    opening_note: Mapped[str]
    stamp_boxes: Mapped[list[str]]
    band_layout: Mapped[str]
    keep_years: Mapped[int]


class SectionRow(Base):
    """A section (課) that may own courses."""

    __tablename__ = "sections"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class TargetRow(Base):
    """A published target with its counting rule as data."""

    __tablename__ = "targets"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    metric: Mapped[str]
    first_year: Mapped[int]
    last_year: Mapped[int]
    at_least: Mapped[int | None]
    baseline: Mapped[int | None]
    yearly: Mapped[dict[str, Any]]
    owners: Mapped[list[str]]
    rule: Mapped[dict[str, Any]]
    actual_typed: Mapped[str | None]
    note: Mapped[str]


class MonthRemarkRow(Base):
    """What the coordinator wrote under 所見 for one month."""

    __tablename__ = "month_remarks"
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """100 * year + month."""
    text: Mapped[str]


class UserRow(Base):
    """Somebody who may sign in; only a hash of the password is kept."""

    __tablename__ = "users"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    is_disabled: Mapped[bool]
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    supporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("supporters.id"))


class SignInTriesRow(Base):
    """Tries at one password from one PC since the last right one."""

    __tablename__ = "sign_in_tries"
    who: Mapped[Digest] = mapped_column(primary_key=True)
    pc: Mapped[Digest] = mapped_column(primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[datetime]


class MachineTokenRow(Base):
    """A token a machine signs in with; only a digest of it is kept."""

    __tablename__ = "machine_tokens"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    digest: Mapped[Digest] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_day: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class AuditEntryRow(Base):
    """One act, chained to the one before by its hash; holds ids and counts, no personal data."""

    __tablename__ = "audit_entries"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID]
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(Made(SEAL))
    hash: Mapped[str] = mapped_column(Made(SEAL))
