"""The table of form drafts, which survive a crash or a power cut."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class DraftRow(Base):
    """What stands half-typed in one form of one PC; it lies inside the database, so it is as safe as the rest."""

    __tablename__ = "drafts"
    device: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]
