"""Days without meetings: public holidays as corrected by the office, and the yearly closing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.venues import Closure


@dataclass(frozen=True, slots=True)
class HolidayCorrection:
    """A correction of the bundled holiday calendar: a holiday's name, or "" for "no holiday"."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The days around New Year on which every hall is shut, as (month, day), both included.

    A span that ends before it begins goes over New Year. With `is_closed` False the office does not close.
    """

    first: tuple[int, int] = (12, 29)
    last: tuple[int, int] = (1, 3)
    reason: str = "年末年始"
    is_closed: bool = True


USUAL_YEAR_END = YearEnd()
"""29 December to 3 January, the holidays of local governments (docs/domain.md#calendar); the office may edit it."""


def corrected(holidays: Mapping[date, str], corrections: Iterable[HolidayCorrection]) -> dict[date, str]:
    """Return the holidays with what the office corrected by hand."""
    found = dict(holidays)
    for one in corrections:
        if one.name:
            found[one.day] = one.name
        else:
            found.pop(one.day, None)
    return found


def with_year_end(closures: Iterable[Closure], year_end: YearEnd, first: date, last: date) -> list[Closure]:
    """Return the closures with the yearly closing of every New Year that touches `first` to `last`.

    Days which the office entered by hand for all halls are not named a second time.
    """
    there = list(closures)
    if not year_end.is_closed:
        return there
    over_new_year = year_end.last < year_end.first
    for year in range(first.year - 1, last.year + 1):
        begins = _day(year, year_end.first)
        ends = _day(year + over_new_year, year_end.last)
        by_hand = any(one.venue_id is None and one.first_day <= begins and one.last_day >= ends for one in there)
        if begins <= last and ends >= first and not by_hand:
            there.append(Closure(UUID(int=year), None, begins, ends, year_end.reason))
    return there


def _day(year: int, month_day: tuple[int, int]) -> date:
    month, day = month_day
    return date(year, month, min(day, monthrange(year, month)[1]))


_LEAP_YEAR = 2024
"""In which 29 February is a day."""


def check_year_end(year_end: YearEnd) -> None:
    """Refuse days around New Year that are none.

    Raises:
        DomainError: `bad_days`, `reason_missing`.
    """
    if not year_end.reason.strip():
        raise DomainError("reason_missing", field="reason")
    for field, (month, day) in (("first", year_end.first), ("last", year_end.last)):
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(_LEAP_YEAR, month)[1]:
            raise DomainError("bad_days", field=field)
