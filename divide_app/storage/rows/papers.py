"""Tables of letters: the office's settings, and letters sent by applicant and channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class LetterSettingsRow(Base):
    """The office's settings for letters: texts that differ from the defaults, sender and envelope."""

    __tablename__ = "letter_settings"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class MailingRow(Base):
    """One person told one thing about one application; printing it again tells the time, not a second letter."""

    __tablename__ = "mailings"
    __table_args__ = (UniqueConstraint("application_id", "kind"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[str]
    channel: Mapped[str]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int]
    actor: Mapped[str]
