"""Public holidays by day, from the library that agrees with the law for every year since 1986 (DOMAIN section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=32)
def holidays_of(year: int) -> Mapping[date, str]:
    """Return the public holidays of one calendar year with their Japanese names.

    Equinoxes after next February's 官報 are predictions; a closure entered by hand corrects them.
    """
    import holidays

    return dict(holidays.country_holidays("JP", years=year, language="ja").items())


def holidays_between(first: date, last: date) -> dict[date, str]:
    """Return the public holidays from `first` to `last`, both included."""
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found.update({day: name for day, name in holidays_of(year).items() if first <= day <= last})
    return found
