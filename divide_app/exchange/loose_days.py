"""Days as event lists write them: without a year (8月12日（水）), and from one to another (8月13日～15日)."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date

from divide_app.domain import calendar
from divide_app.domain.errors import DomainError

_DAY = re.compile(r"(?:(\d{1,2})\s*[月/]\s*)?(\d{1,2})\s*日?\s*(?:\(\s*([月火水木金土日])[^)]*\))?", re.ASCII)
_TO = re.compile(r"\s*(?:[~〜–—―-]|から)\s*")
_MONTHS = 12
_WEEKDAYS = "月火水木金土日"


class UnreadableDaysError(Exception):
    """A cell's days cannot be told; carries the code of the row's problem, and the year that was tried."""

    def __init__(self, code: str, year: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.year = year


def read_days(text: str, fiscal_year: int | None) -> tuple[date, date]:
    """Return the first and the last day of a cell.

    Args:
        text: One day, or two with a wave between them; the second may leave out what the first says.
        fiscal_year: Year in whose April to March a day without a year lies; None when it was not told.

    Raises:
        UnreadableDaysError: `day_without_year` when the year is needed, `weekday_differs` when the weekday beside the
            day is another in that year, `bad_date` for anything else.
    """
    try:
        day = calendar.parse_day(text)
    except DomainError:
        pass
    else:
        return day, day
    parts = _TO.split(unicodedata.normalize("NFKC", text).strip())
    if len(parts) > 2:
        raise UnreadableDaysError("bad_date")
    first = _one(parts[0], None, fiscal_year)
    last = first if len(parts) == 1 else _one(parts[1], first, fiscal_year)
    return first, last


def _one(part: str, first: date | None, fiscal_year: int | None) -> date:
    """Return one day; of a second one the first says month and year."""
    try:
        return calendar.parse_day(part)
    except DomainError:
        pass
    found = _DAY.fullmatch(part)
    if found is None or (found[1] is None and first is None):
        raise UnreadableDaysError("bad_date")
    month = int(found[1]) if found[1] else first.month if first is not None else 0
    if first is not None:
        year = first.year + (month < first.month)
    elif fiscal_year is None:
        raise UnreadableDaysError("day_without_year" if _is_ever(month, int(found[2])) else "bad_date")
    else:
        year = fiscal_year + (month < 4)
    try:
        day = date(year, month, int(found[2]))
    except ValueError:
        raise UnreadableDaysError("bad_date") from None
    if found[3] and _WEEKDAYS[day.weekday()] != found[3]:
        raise UnreadableDaysError("weekday_differs", year)
    return day


def _is_ever(month: int, day: int) -> bool:
    """Tell whether there is such a day, at least in a leap year."""
    return 1 <= month <= _MONTHS and 1 <= day <= monthrange(2000, month)[1]
