"""Tables of the texts on the purpose of use and of the ways to hear of a course."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class PurposeRow(Base):
    """One version of the text on the purpose of use (利用目的); never changed, a new text is a new version."""

    __tablename__ = "purposes"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    since: Mapped[datetime]


class HeardWayRow(Base):
    """One way to hear of a course, as the office offers it."""

    __tablename__ = "heard_ways"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str]
