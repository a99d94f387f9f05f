"""Inputs for days and times, formatted and parsed in the language in use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from divide_app.domain.calendar import at_local, local, local_day, parse_clock, parse_day
from divide_app.domain.errors import DomainError
from divide_app.foundation.clock import system_clock
from divide_app.ui.widgets.fields import DayField, Editor, LineField
from divide_app.wording.dates import clock, typed_day
from divide_app.wording.sentences import sentence

T = TypeVar("T")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})\s*(?:/|月|\.|-)\s*(\d{1,2})\s*日?\s*(?:\([月火水木金土日]\))?")
_BACK = 60  # days: what was two months ago is rather meant than what is in ten months


def day_words(day: date) -> str:
    """Return a day as `parse_day` reads it back: 令和8年11月21日(土), in English 2026-11-21."""
    return typed_day(day, with_weekday=True)


def parse_near(text: str, today: date) -> date:
    """Return a day; one without a year (11/21, 11月21日) is the next such day, or one of the last two months.

    Raises:
        DomainError: `bad_date`.
    """
    found = _WITHOUT_YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return parse_day(text)
    first = today - timedelta(days=_BACK)
    for year in range(first.year, first.year + 9):  # 29 February may be eight years away
        try:
            day = date(year, int(found[1]), int(found[2]))
        except ValueError:
            continue
        if day >= first:
            return day
    raise DomainError("bad_date", text=text)


def day_field(
    label: str,
    day: date | None = None,
    *,
    hint: str = "",
    required: bool = False,
    today: Callable[[], date] | None = None,
) -> DayField:
    """Return an input row for a day; a day without a year is taken near `today` (by default this PC's date)."""

    def parse(text: str) -> date:
        return parse_near(text, today() if today is not None else local_day(system_clock()))

    return DayField(label, parse, day_words, day, hint=hint, required=required)


class ClockField(LineField):
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

    def put(self, value: time | None) -> None:
        """Put a time into the line."""
        self.set_clock(value)

    def typed(self) -> time | None:
        """Return the time of the line; 24:00 is 0:00.

        Raises:
            DomainError: `bad_time`.
        """
        found = self.clock()
        return None if found is None else found[0]


def read(field: Editor, reader: Callable[[], T]) -> T:
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
