"""Formats days, months, times and fiscal years: eras in Japanese, the Western calendar in other languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from divide_app.domain.calendar import Era, era_of, fiscal_year_days, fiscal_year_era, local
from divide_app.foundation.languages import Language
from divide_app.foundation.languages import language as language_of
from divide_app.foundation.translation import current_language

_REMEMBERED = 4_096
"""Size of the cache of formatted days: a list of ten thousand lines repeats the same few hundred days."""


def weekday(day: date, *, language: str | None = None) -> str:
    """Return 土, in English Sat. A moment is taken in Japan time, here and below."""
    return _spoken(language).weekdays[_day(day).weekday()]


def reiwa_day(day: date, *, with_weekday: bool = True, language: str | None = None) -> str:
    """Return 令和8年11月21日(土), in English 21 Nov 2026 (Sat); the first year of an era is 元年."""
    return _written("day", _day(day), language or current_language(), with_weekday=with_weekday)


def reiwa_month(year: int, month: int, *, language: str | None = None) -> str:
    """Return 令和8年11月, in English Nov 2026, by the era of its first day."""
    return _written("month", date(year, month, 1), language or current_language())


def month_word(month: int, *, language: str | None = None) -> str:
    """Return 11月, in English Nov."""
    return _spoken(language).months[month - 1]


def fiscal_year_label(year: int, *, language: str | None = None) -> str:
    """Return 令和8年度, in English FY2026; 2019 is 令和元年度."""
    spoken = _spoken(language)
    first = fiscal_year_days(year)[0]
    return spoken.dates["fiscal_year"].format_map(_Parts(first, spoken, lambda: fiscal_year_era(year)))


def short_day(day: date, *, language: str | None = None) -> str:
    """Return 11/21(土), in English 21 Nov (Sat)."""
    return _written("short_day", _day(day), language or current_language(), with_weekday=True)


def month_day(day: date, *, language: str | None = None) -> str:
    """Return 11月21日(土), in English 21 Nov (Sat)."""
    return _written("month_day", _day(day), language or current_language(), with_weekday=True)


def compact_day(day: date) -> str:
    """Return R8.11.21, in English 2026-11-21: for chips and narrow columns."""
    return _written("compact_day", _day(day), current_language())


def typed_day(day: date, *, with_weekday: bool = False) -> str:
    """Return a day as `domain.calendar.parse_day` reads it: 令和8年11月21日 and its weekday, in English 2026-11-21."""
    pattern = _spoken(None).typed["day_and_weekday" if with_weekday else "day"]
    return str(pattern).format_map(_Parts(_day(day), _spoken(None)))


def typed_year(year: int) -> str:
    """Return a year of birth as `domain.people.age_band.parse_birth` reads it: 1950年, in English 1950."""
    return str(_spoken(None).typed["year"]).format(year=year)


def clock(moment: datetime | time) -> str:
    """Return 9:05: the 24 hour clock without a leading zero."""
    shown = local(moment) if isinstance(moment, datetime) else moment
    return f"{shown.hour}:{shown.minute:02}"


def clock_range(start: datetime | time, end: datetime | time, *, language: str | None = None) -> str:
    """Return 10:00〜12:00; an end at midnight is 24:00, a later one belongs to the next day (22:00〜翌1:00)."""
    until = clock(end)
    if isinstance(start, datetime) and isinstance(end, datetime):
        days = (_day(end) - _day(start)).days
        if days == 1 and until == "0:00":
            until = "24:00"
        elif days == 1:
            until = _spoken(language).dates["next_day"].format(time=until)
        elif days > 1:
            until = f"{short_day(end, language=language)} {until}"
    return _from_to(clock(start), until, language)


def day_and_clock(moment: datetime, *, language: str | None = None) -> str:
    """Return 令和8年11月21日(土) 10:00."""
    return f"{reiwa_day(moment, language=language)} {clock(moment)}"


def day_and_range(start: datetime, end: datetime, *, language: str | None = None) -> str:
    """Return 令和8年11月21日(土) 10:00〜12:00."""
    return f"{reiwa_day(start, language=language)} {clock_range(start, end, language=language)}"


def day_range(first: date, last: date, *, language: str | None = None) -> str:
    """Return 12/29(火)〜1/3(日), or the one day."""
    if _day(first) == _day(last):
        return short_day(first, language=language)
    return _from_to(short_day(first, language=language), short_day(last, language=language), language)


def dated_range(first: date, last: date, *, language: str | None = None) -> str:
    """Return 令和8年12月29日(火)〜令和9年1月3日(日), or the one day: for lists that hold several years."""
    if _day(first) == _day(last):
        return reiwa_day(first, language=language)
    return _from_to(reiwa_day(first, language=language), reiwa_day(last, language=language), language)


def week_span(first: date, last: date) -> str:
    """Return 令和8年11月16日〜22日, and both months where the week lies in two; in English 16–22 Nov 2026."""
    spoken = _spoken(None)
    if first.year != last.year:
        days = (reiwa_day(day, with_weekday=False) for day in (first, last))
        return spoken.week["over_years"].format(**dict(zip(("first", "last"), days, strict=True)))
    parts = _Parts(first, spoken)
    parts |= {f"last_{name}": _Parts(last, spoken)[name] for name in ("day", "month", "month_name")}
    return spoken.week["in_month" if first.month == last.month else "in_year"].format_map(parts)


def duration(minutes: int, *, language: str | None = None) -> str:
    """Return 1時間30分, in English 1 h 30 min."""
    hours, rest = divmod(int(timedelta(minutes=minutes).total_seconds() // 60), 60)
    name = "hours_and_minutes" if hours and rest else "hours" if hours else "minutes"
    return _spoken(language).dates[name].format(hours=hours, minutes=rest)


def _spoken(language: str | None) -> Language:
    return language_of(language or current_language())


def _day(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _from_to(first: str, last: str, language: str | None) -> str:
    return _spoken(language).dates["range"].format(first=first, last=last)


@lru_cache(maxsize=_REMEMBERED)
def _written(name: str, day: date, code: str, *, with_weekday: bool = False) -> str:
    spoken = language_of(code)
    text = spoken.dates[name].format_map(_Parts(day, spoken))
    if not with_weekday:
        return text
    return spoken.dates["weekday"].format(text=text, weekday=spoken.weekdays[day.weekday()])


class _Parts(dict[str, object]):
    """The parts of a day by the names that patterns use; the era is computed only when a pattern uses it."""

    def __init__(self, day: date, spoken: Language, era: Callable[[], Era] | None = None) -> None:
        super().__init__(
            year=day.year,
            month=day.month,
            day=day.day,
            month_name=spoken.months[day.month - 1],
            weekday=spoken.weekdays[day.weekday()],
        )
        self._era = era or (lambda: era_of(day))

    def __missing__(self, name: str) -> object:
        era = self._era()
        parts = {"era": era.name, "era_letter": era.short, "era_number": era.year}
        parts["era_year"] = "元" if era.year == 1 else era.year
        self.update(parts)
        return parts[name]
