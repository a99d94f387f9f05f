"""Tables of the roster: the office's rules, and changes of helpers' hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class RosterRuleRow(Base):
    """What the office decided about rosters; one row, and none while everything is as it comes."""

    __tablename__ = "roster_rules"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    rules: Mapped[dict[str, Any]]


class HoursChangeRow(Base):
    """One confirmation or change of the minutes somebody worked; never changed, never removed."""

    __tablename__ = "hours_changes"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), index=True)
    before: Mapped[int | None]
    after: Mapped[int | None]
    reason: Mapped[str]
    actor: Mapped[str]
    changed_at: Mapped[datetime]
