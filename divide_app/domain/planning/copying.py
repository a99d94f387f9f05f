"""Maps a day to another year by week and weekday: the third Wednesday of May stays the third Wednesday of May."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = 7
_FISCAL_YEAR = re.compile(r"(?P<era>令和|平成|昭和|[RHS])?(?P<year>[0-9０-９]{1,4}|元)(?P<gap>\s*)年度")
_ZERO_OF_ERA = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_REIWA_FROM = 2019
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class CopiedDay:
    """A day found again; `is_same_week` is False where a fifth weekday became the month's last, its fourth."""

    day: date
    is_same_week: bool


def same_weekday(day: date, years: int) -> CopiedDay:
    """Return the same weekday of the same week of the same month, some years later.

    Clerks say 第3水曜日, and halls give their rooms so; a month whose fifth weekday the other year does not have takes
    its last.
    """
    nth = (day.day - 1) // _WEEK
    first = date(day.year + years, day.month, 1)
    there = first + timedelta(days=(day.weekday() - first.weekday()) % _WEEK + nth * _WEEK)
    if there.month == day.month:
        return CopiedDay(there, is_same_week=True)
    return CopiedDay(there - timedelta(days=_WEEK), is_same_week=False)


def later_year_words(text: str, years: int) -> str:
    """Return a title with the fiscal years in it moved on: 令和7年度 becomes 令和8年度, 2025年度 becomes 2026年度.

    A year without era and of fewer than four digits (7年度) may mean anything and stays. A year of an era that is over
    is told in 令和.
    """

    def moved(found: re.Match[str]) -> str:
        digits = unicodedata.normalize("NFKC", found["year"])
        era = found["era"] or ""
        if digits == "元":
            if era not in _ZERO_OF_ERA:
                return found[0]
            digits = "1"
        if not era and len(digits) != 4:
            return found[0]
        western = int(digits) + _ZERO_OF_ERA.get(era, 0) + years
        if era:
            word = era if len(era) == 1 or era == "令和" or western < _REIWA_FROM else "令和"
            zero = _ZERO_OF_ERA["令和"] if western >= _REIWA_FROM else _ZERO_OF_ERA[era]
            word = "R" if len(era) == 1 and western >= _REIWA_FROM else word
            number = "元" if western - zero == 1 else str(western - zero)
        else:
            word, number = "", str(western)
        wide = found["year"] != unicodedata.normalize("NFKC", found["year"])
        return f"{word}{number.translate(_FULL_WIDTH) if wide else number}{found['gap']}年度"

    return _FISCAL_YEAR.sub(moved, text)
