"""Days, months, times and fiscal years as people read them: eras in Japanese, the Western calendar in English."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from divide_app.domain.calendar import Era, era_of, fiscal_year_era, local
from divide_app.foundation.translation import current_language

_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def weekday(day: date, *, language: str | None = None) -> str:
    """Return 土, in English Sat. A moment is taken in Japan time, here and below."""
    return _WEEKDAYS[_spoken(language)][_day(day).weekday()]


def reiwa_day(day: date, *, with_weekday: bool = True, language: str | None = None) -> str:
    """Return 令和8年11月21日(土), in English 21 Nov 2026 (Sat); the first year of an era is 元年."""
    day = _day(day)
    if _spoken(language) == "en":
        text = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    else:
        text = f"{_year(era_of(day))}年{day.month}月{day.day}日"
    return f"{text}{_in_brackets(day, language)}" if with_weekday else text


def reiwa_month(year: int, month: int, *, language: str | None = None) -> str:
    """Return 令和8年11月, in English Nov 2026, by the era of its first day."""
    if _spoken(language) == "en":
        return f"{_MONTHS[month - 1]} {year}"
    return f"{_year(era_of(date(year, month, 1)))}年{month}月"


def month_word(month: int, *, language: str | None = None) -> str:
    """Return 11月, in English Nov."""
    return _MONTHS[month - 1] if _spoken(language) == "en" else f"{month}月"


def fiscal_year_label(year: int, *, language: str | None = None) -> str:
    """Return 令和8年度, in English FY2026; 2019 is 令和元年度."""
    return f"FY{year}" if _spoken(language) == "en" else f"{_year(fiscal_year_era(year))}年度"


def short_day(day: date, *, language: str | None = None) -> str:
    """Return 11/21(土), in English 21 Nov (Sat)."""
    day = _day(day)
    text = f"{day.day} {_MONTHS[day.month - 1]}" if _spoken(language) == "en" else f"{day.month}/{day.day}"
    return f"{text}{_in_brackets(day, language)}"


def clock(moment: datetime | time) -> str:
    """Return 9:05: the 24 hour clock without a leading zero."""
    shown = local(moment) if isinstance(moment, datetime) else moment
    return f"{shown.hour}:{shown.minute:02}"


def clock_range(start: datetime | time, end: datetime | time, *, language: str | None = None) -> str:
    """Return 10:00〜12:00; an end at midnight is 24:00, a later one belongs to the next day (22:00〜翌1:00)."""
    is_english = _spoken(language) == "en"
    until = clock(end)
    if isinstance(start, datetime) and isinstance(end, datetime):
        days = (_day(end) - _day(start)).days
        if days == 1 and until == "0:00":
            until = "24:00"
        elif days == 1:
            until = f"{until} (next day)" if is_english else f"翌{until}"
        elif days > 1:
            until = f"{short_day(end, language=language)} {until}"
    return f"{clock(start)}{'–' if is_english else '〜'}{until}"


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
    sign = "–" if _spoken(language) == "en" else "〜"
    return f"{short_day(first, language=language)}{sign}{short_day(last, language=language)}"


def dated_range(first: date, last: date, *, language: str | None = None) -> str:
    """Return 令和8年12月29日(火)〜令和9年1月3日(日), or the one day: for lists that hold several years."""
    if _day(first) == _day(last):
        return reiwa_day(first, language=language)
    sign = "–" if _spoken(language) == "en" else "〜"
    return f"{reiwa_day(first, language=language)}{sign}{reiwa_day(last, language=language)}"


def duration(minutes: int, *, language: str | None = None) -> str:
    """Return 1時間30分, in English 1 h 30 min."""
    hours, rest = divmod(int(timedelta(minutes=minutes).total_seconds() // 60), 60)
    if _spoken(language) == "en":
        parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
        return " ".join(parts)
    return (f"{hours}時間" if hours else "") + (f"{rest}分" if rest or not hours else "")


def _spoken(language: str | None) -> str:
    return "en" if (language or current_language()) == "en" else "ja"


def _day(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _year(era: Era) -> str:
    return f"{era.name}{'元' if era.year == 1 else era.year}"


def _in_brackets(day: date, language: str | None) -> str:
    gap = " " if _spoken(language) == "en" else ""
    return f"{gap}({weekday(day, language=language)})"
