"""Days without meetings: public holidays with the office's corrections, closures, and the New Year closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from divide_app.domain.planning.days_off import corrected, with_year_end
from divide_app.domain.planning.venues import Closure, Venue
from divide_app.foundation.bundled import database_file
from divide_app.foundation.translation import _
from divide_app.storage.unit_of_work import UnitOfWork


@cache
def _known() -> Mapping[int, Mapping[date, str]]:
    """Read the holidays `packaging/holidays_file.py` wrote, by year."""
    found: dict[int, dict[date, str]] = {}
    for line in database_file("reference", "holidays.csv").read_text(encoding="utf-8").splitlines():
        day, _comma, name = line.partition(",")
        found.setdefault(int(day[:4]), {})[date.fromisoformat(day)] = name
    return found


def holidays_of(year: int) -> Mapping[date, str]:
    """Return the public holidays of one calendar year with their Japanese names; none before 1949 and after 2099.

    They agree with the law for every year since 1986 (docs/domain.md#calendar). Equinoxes after next February's 官報
    are predictions, and laws change: what the office corrects by hand stands above it.
    """
    return _known().get(year, {})


def public_holidays(first: date, last: date) -> dict[date, str]:
    """Return the public holidays from `first` to `last`, both included."""
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found.update({day: name for day, name in holidays_of(year).items() if first <= day <= last})
    return found


def holidays_between(uow: UnitOfWork, first: date, last: date) -> dict[date, str]:
    """Return the holidays from `first` to `last`, both included, as the office corrected them."""
    return corrected(public_holidays(first, last), uow.holiday_corrections.between(first, last))


def closures_between(uow: UnitOfWork, first: date, last: date) -> list[Closure]:
    """Return the closures that touch `first` to `last`, the year's end among them, in order of their first day."""
    entered = [one for one in uow.closures.all() if one.first_day <= last and one.last_day >= first]
    return sorted(with_year_end(entered, uow.year_ends.get(), first, last), key=lambda one: (one.first_day, one.reason))


class ClosedDays:
    """Says why a day cannot be used for a meeting at a venue; what is known is read once for each calendar year."""

    def __init__(self, uow: UnitOfWork, venue: Venue | None) -> None:
        self._uow, self._venue = uow, venue
        self._years: dict[int, tuple[Mapping[date, str], Sequence[Closure]]] = {}

    def __call__(self, day: date) -> str | None:
        """Return the holiday's name or the closure's reason, or None when the day is open."""
        holidays, closures = self._year(day.year)
        if day in holidays:
            return holidays[day]
        venue = self._venue
        if venue is not None and day.isoweekday() in venue.closed_weekdays:
            return _("休館日")
        concerned = {None, None if venue is None else venue.id}
        for closure in closures:
            if closure.venue_id in concerned and closure.first_day <= day <= closure.last_day:
                return closure.reason or _("休館日")
        return None

    def _year(self, year: int) -> tuple[Mapping[date, str], Sequence[Closure]]:
        if year not in self._years:
            first, last = date(year, 1, 1), date(year, 12, 31)
            self._years[year] = holidays_between(self._uow, first, last), closures_between(self._uow, first, last)
        return self._years[year]
