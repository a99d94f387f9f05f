"""Tables of holiday corrections and the yearly closing."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class HolidayCorrectionRow(Base):
    """A day the office knows better than the library's calendar."""

    __tablename__ = "holiday_corrections"
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    """The holiday's name, or "" for a day that is none."""


class YearEndRow(Base):
    """The office's days around New Year; without this one row the usual ones hold."""

    __tablename__ = "year_end_closing"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1: there is one."""
    first_month: Mapped[int]
    first_day: Mapped[int]
    last_month: Mapped[int]
    last_day: Mapped[int]
    reason: Mapped[str]
    is_closed: Mapped[bool]
