"""Days and times of day in input rows, written and read as people do, in the language in use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar

from divide_app.domain.calendar import at_local, local, parse_clock, parse_day
from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import current_language
from divide_app.ui.widgets.fields import DayField, Field, TextField
from divide_app.wording.dates import clock, reiwa_day
from divide_app.wording.sentences import sentence

T = TypeVar("T")


def day_words(day: date) -> str:
    """Return a day as `parse_day` reads it back: 令和8年11月21日(土), in English 2026-11-21."""
    return day.isoformat() if current_language() == "en" else reiwa_day(day)


def day_field(label: str, day: date | None = None, *, hint: str = "", required: bool = False) -> DayField:
    """Return an input row for a day."""
    return DayField(label, parse_day, day_words, day, hint=hint, required=required)


class ClockField(TextField):
    """A time of day (9:00, 午後1時, 24:00)."""

    def clock(self) -> tuple[time, int] | None:
        """Return the time and how many days later it is (24:00 is 0:00 of the next day), or None when empty.

        Raises:
            DomainError: `bad_time`.
        """
        return parse_clock(self.text) if self.text else None

    def set_clock(self, value: time | datetime | None) -> None:
        """Put a time into the line."""
        self.set_text("" if value is None else clock(value))


def read(field: Field, reader: Callable[[], T]) -> T:
    """Return what `reader` reads, or show its refusal beside the field.

    Raises:
        DomainError: The refusal that is now shown.
    """
    try:
        return reader()
    except DomainError as error:
        field.set_error(sentence(error))
        raise


def moment_of(day: DayField, clock_field: ClockField, default: time) -> datetime | None:
    """Return the moment (UTC) of a day field and a clock field, or None without a day; refusals are shown.

    Raises:
        DomainError: One of them cannot be read.
    """
    chosen = read(day, day.day)
    at = read(clock_field, clock_field.clock)
    if chosen is None:
        return None
    return at_local(chosen, default) if at is None else at_local(chosen, *at)


def put_moment(moment: datetime | None, day: DayField, clock_field: ClockField) -> None:
    """Put a moment (UTC) into a day field and a clock field."""
    day.set_day(None if moment is None else local(moment).date())
    clock_field.set_clock(moment)
