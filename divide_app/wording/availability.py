"""Formats availability as text that can be typed and parsed again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from divide_app.domain.people.availability import DAY_MINUTES, DayOn, DaysOff, WeekTime, by_weekday
from divide_app.foundation.languages import language
from divide_app.foundation.translation import current_language


def weekly_words(times: Sequence[WeekTime]) -> str:
    """Return 月・水 9:00-12:00; 土 or Mon Wed 9:00-12:00: what `domain.people.availability.parse_weekly` reads."""
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for weekday, spans in by_weekday(times).items():
        groups.setdefault(spans, []).append(weekday)
    parts = []
    for spans, weekdays in groups.items():
        days = _days(weekdays)
        hours = "、".join(f"{clock(start)}-{clock(end)}" for start, end in spans if (start, end) != (0, DAY_MINUTES))
        parts.append(f"{days} {hours}".strip())
    return "; ".join(parts)


def _days(weekdays: Sequence[int]) -> str:
    typed = language(current_language()).typed
    return str(typed["between_weekdays"]).join(typed["weekdays"][weekday - 1] for weekday in weekdays)


def clock(minute: int) -> str:
    """Return 9:30 for the 570th minute of a day, and 24:00 for its end."""
    return f"{minute // 60}:{minute % 60:02}"


def weekday_sign(weekday: int) -> str:
    """Return the short name of an ISO weekday: 月, or Mon in English."""
    return language(current_language()).weekdays[weekday - 1]


def days_off_words(days_off: Iterable[DaysOff]) -> str:
    """Return days off the way `parse_days_off` reads them: 2026-12-28〜2027-01-05、2027-02-11."""
    parts = []
    for off in days_off:
        first, last = off.first_day.isoformat(), off.last_day.isoformat()
        parts.append(first if first == last else f"{first}〜{last}")
    return "、".join(parts)


def days_on_words(days_on: Iterable[DayOn]) -> str:
    """Return days on the way `parse_days_on` reads them: 2026-12-12 13:00-16:00、2026-12-20."""
    parts = []
    for on in days_on:
        hours = "" if (on.start, on.end) == (0, DAY_MINUTES) else f" {clock(on.start)}-{clock(on.end)}"
        parts.append(f"{on.day.isoformat()}{hours}")
    return "、".join(parts)
