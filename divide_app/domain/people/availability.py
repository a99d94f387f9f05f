"""Availability of helpers: a weekly pattern with exceptions, parsed from what people write in lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from divide_app.domain.calendar import parse_clock, parse_day
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import quotable

DAY_MINUTES = 24 * 60
WORKING_DAYS = (1, 2, 3, 4, 5)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True, order=True)
class WeekTime:
    """A time of one weekday (ISO: 1 = Monday), in minutes from local midnight; `end` is the first minute after it."""

    weekday: int
    start: int = 0
    end: int = DAY_MINUTES


@dataclass(frozen=True, slots=True, order=True)
class DaysOff:
    """Days on which somebody cannot come, both ends included."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, order=True)
class DayOn:
    """A day on which somebody can come whatever the week says, in minutes from local midnight."""

    day: date
    start: int = 0
    end: int = DAY_MINUTES


class Absence(StrEnum):
    """Why somebody cannot come at a time."""

    WEEKLY = "weekly"  # その曜日・時間は来られない
    DAY_OFF = "day_off"  # 休みの日


@dataclass(frozen=True, slots=True)
class Availability:
    """When somebody can come. Without a weekly pattern nothing is known against any weekday or hour."""

    weekly: tuple[WeekTime, ...] = ()
    days_off: tuple[DaysOff, ...] = ()
    days_on: tuple[DayOn, ...] = ()

    def absence(self, day: date, start: int, end: int) -> Absence | None:
        """Return why somebody cannot come on a day from `start` to `end` (minutes), or None when they can.

        A day on goes before a day off, and a day off before the week. Times that touch count as one.
        """
        if _covered(((on.start, on.end) for on in self.days_on if on.day == day), start, end):
            return None
        if any(off.first_day <= day <= off.last_day for off in self.days_off):
            return Absence.DAY_OFF
        if not self.weekly:
            return None
        weekday = day.isoweekday()
        if _covered(((one.start, one.end) for one in self.weekly if one.weekday == weekday), start, end):
            return None
        return Absence.WEEKLY


ALWAYS = Availability()
"""Nothing is known against any day."""


def _covered(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    at = start
    for first, last in sorted(spans):
        if first > at:
            return False
        at = max(at, last)
        if at >= end:
            return True
    return False


def tidy_week(times: Iterable[WeekTime]) -> tuple[WeekTime, ...]:
    """Return a weekly pattern in order, with times that touch or overlap joined and empty ones left out."""
    found: list[WeekTime] = []
    for one in sorted(times):
        start, end = max(0, one.start), min(DAY_MINUTES, one.end)
        if start >= end or one.weekday not in EVERY_DAY:
            continue
        if found and found[-1].weekday == one.weekday and start <= found[-1].end:
            found[-1] = WeekTime(one.weekday, found[-1].start, max(found[-1].end, end))
        else:
            found.append(WeekTime(one.weekday, start, end))
    return tuple(found)


def checked_availability(availability: Availability) -> Availability:
    """Return the availability in its tidy form.

    Raises:
        DomainError: `bad_days_off`, for days off that end before they begin.
    """
    for off in availability.days_off:
        if off.last_day < off.first_day:
            raise DomainError("bad_days_off", field="days_off")
    days_on = tuple(sorted({on for on in availability.days_on if 0 <= on.start < on.end <= DAY_MINUTES}))
    return Availability(tidy_week(availability.weekly), tuple(sorted(set(availability.days_off))), days_on)


_DAYS = {sign: number for number, sign in enumerate("月火水木金土日", 1)}
_DAY_WORDS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("毎日", EVERY_DAY),
    ("いつでも", EVERY_DAY),
    ("全日", EVERY_DAY),
    ("平日", WORKING_DAYS),
    ("土日", (6, 7)),
    ("週末", (6, 7)),
)
_PARTS_OF_DAY = {
    "午前中": (6 * 60, 12 * 60),
    "午前": (6 * 60, 12 * 60),
    "昼": (11 * 60, 14 * 60),
    "日中": (9 * 60, 17 * 60),
    "午後": (12 * 60, 18 * 60),
    "夕方": (15 * 60, 19 * 60),
    "夜間": (17 * 60, 22 * 60),
    "夜": (17 * 60, 22 * 60),
    "終日": (0, DAY_MINUTES),
    "一日": (0, DAY_MINUTES),
    "1日": (0, DAY_MINUTES),
}
"""What people mean by a part of the day, in minutes from midnight; wide enough for the usual class in it."""

_DAY_SIGN = r"[月火水木金土日](?:曜日?)?"
_DAYS_PART = re.compile(
    rf"(?:毎週)?(?P<days>(?:(?:平日|土日|週末|毎日|いつでも|全日|{_DAY_SIGN}\s*[~\-]\s*{_DAY_SIGN}|{_DAY_SIGN})[\s・と]*)+)"
    r"(?:の|は|:)?\s*"
)
_DAY_RANGE = re.compile(r"([月火水木金土日])(?:曜日?)?\s*[~\-]\s*([月火水木金土日])(?:曜日?)?")
_CLOCK_WORD = r"(?:午前|午後)?\s*[0-9]{1,2}(?::[0-9]{2}|時半|時[0-9]{1,2}分|時)?|正午"
_SPAN = re.compile(
    rf"(?P<first>{_CLOCK_WORD})?\s*(?P<sign>~|-|から|以降|以後|より|まで)\s*(?P<last>{_CLOCK_WORD})?(?:まで)?"
)
_SOFT, _HARD = re.compile(r"[、,]"), re.compile(r"[;/。\n|]")
_ENGLISH: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), japanese)
    for pattern, japanese in (
        (r"\b(?:every day|daily|any ?time|always)\b", "毎日"),
        (r"\bweekdays?\b", "平日"),
        (r"\bweekends?\b", "土日"),
        *(
            (rf"\b{name[:3]}(?:{name[3:4]}|{name[3:5]}|{name[3:]})?s?\b", sign)
            for name, sign in zip(
                ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
                "月火水木金土日",
                strict=True,
            )
        ),
        (r"\bmornings?\b", "午前"),
        (r"\bafternoons?\b", "午後"),
        (r"\bevenings?\b", "夜"),
        (r"\b(?:until|till)\s+([0-9:]+)", r"\1まで"),
        (r"\bafter\s+([0-9:]+)", r"\1以降"),
        (r"\bfrom\s+([0-9:]+)(?!\s*(?:to\b|~|[0-9:]))", r"\1から"),
        (r"\bfrom\b", ""),
        (r"\bto\b", "~"),
        (r"\band\b", "・"),
        (r"(?<=[月火水木金土日])\s+(?=[月火水木金土日])", ""),
    )
)
"""Plain English beside the Japanese it stands for: the same field is filled in on screens in either language."""


def parse_weekly(text: str) -> tuple[WeekTime, ...]:
    """Read a weekly pattern as people write it.

    月水 午前; 火 13:00-16:00; 月〜金 10時から15時; 平日午後; 土日; 月・水 午前、金 13:30以降; 毎日. Days without a time
    that stand before others with one share it (月、水、金 午前); a time without days belongs to the days before it.
    In English: Mon Wed morning; Tue 13:00-16:00; weekdays from 18:00; weekends.

    Raises:
        DomainError: `bad_availability`, for anything else (第2土曜, 要相談): a wrong guess would send somebody to a
            class they cannot come to.
    """
    folded = unicodedata.normalize("NFKC", text)
    for sign in "〜～∼‐‑‒–—―−ー─":
        folded = folded.replace(sign, "~")
    for english, japanese in _ENGLISH:
        folded = english.sub(japanese, folded)
    found: list[WeekTime] = []
    for block in _HARD.split(folded):
        try:
            found += _block(block)
        except ValueError:
            raise DomainError("bad_availability", text=quotable(" ".join(text.split()))) from None
    if not found and text.strip():
        raise DomainError("bad_availability", text=quotable(" ".join(text.split())))
    return tidy_week(found)


def _block(text: str) -> list[WeekTime]:
    found: list[WeekTime] = []
    waiting: list[int] = []
    days: list[int] = []
    for piece in filter(None, (part.strip() for part in _SOFT.split(text))):
        match = _DAYS_PART.match(piece)
        own = _weekdays(match["days"]) if match else []
        rest = piece[match.end() :].strip() if match else piece
        if own and not rest:
            waiting += own
            continue
        if own:
            days = waiting + own
            waiting = []
        elif waiting:
            days, waiting = waiting, []
        if not days:
            raise ValueError
        start, end = _times(rest)
        found += [WeekTime(day, start, end) for day in days]
    return found + [WeekTime(day) for day in waiting]


def _weekdays(text: str) -> list[int]:
    found: list[int] = []
    for word, days in _DAY_WORDS:
        if word in text:
            found += days
            text = text.replace(word, " ")
    for match in _DAY_RANGE.finditer(text):
        first, last = _DAYS[match[1]], _DAYS[match[2]]
        found += [(first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1)]
    plain = re.sub(r"曜日?", "", _DAY_RANGE.sub(" ", text))
    return found + [_DAYS[sign] for sign in plain if sign in _DAYS]


def _times(text: str) -> tuple[int, int]:
    text = text.strip().strip("()[]のみ").strip()
    if text in _PARTS_OF_DAY:
        return _PARTS_OF_DAY[text]
    parts = re.fullmatch(r"(午前)(?:[・と~\-]|から)?(午後)", text)
    if parts:
        return _PARTS_OF_DAY["午前"][0], _PARTS_OF_DAY["午後"][1]
    span = _SPAN.fullmatch(text)
    if span is None or (span["first"] is None and span["last"] is None):
        raise ValueError
    first, last = span["first"], span["last"]
    if span["sign"] == "まで":
        if first is None or last is not None:
            raise ValueError
        first, last = None, first
    half = "午後" if first and first.startswith("午後") and last and not last.startswith(("午前", "午後")) else ""
    start = 0 if first is None else _minute(first)
    end = DAY_MINUTES if last is None else _minute(half + last)
    if start >= end:
        raise ValueError
    return start, end


def _minute(text: str) -> int:
    plain = text.strip()
    if plain.isdecimal() or re.fullmatch(r"午[前後]\s*[0-9]{1,2}", plain):
        # 10-15時: the word for the hour stands once, at the end. A bare 10-15 is read as hours, too.
        plain += "時"
    try:
        clock, days = parse_clock(plain)
    except DomainError as error:
        raise ValueError from error
    return clock.hour * 60 + clock.minute + days * DAY_MINUTES


def parse_days_off(text: str) -> tuple[DaysOff, ...]:
    """Read days off: days and spans of days with their year, separated by 、 or a line end.

    Raises:
        DomainError: `bad_days_off`, for a day that cannot be read or a span that ends before it begins.
    """
    found: list[DaysOff] = []
    for piece in filter(None, (part.strip() for part in re.split(r"[、,，;；\n]+", text))):
        first, sign, last = re.sub(r"\s*(?:〜|～|から|~|–)\s*", "\0", piece, count=1).partition("\0")
        try:
            start = parse_day(first)
            end = parse_day(last.removesuffix("まで")) if sign else start
        except DomainError:
            raise DomainError("bad_days_off", field="days_off", text=quotable(piece)) from None
        if end < start:
            raise DomainError("bad_days_off", field="days_off", text=quotable(piece))
        found.append(DaysOff(start, end))
    return tuple(sorted(set(found)))


def parse_days_on(text: str) -> tuple[DayOn, ...]:
    """Read days on: a day with its year, and a time as `parse_weekly` reads it or none for the whole day.

    2026-12-12 13:00-16:00; R8.12.13 午前; 2026年12月20日. Separated by 、 or a line end.

    Raises:
        DomainError: `bad_days_on`, for a day or a time that cannot be read.
    """
    found: list[DayOn] = []
    for piece in filter(None, (part.strip() for part in re.split(r"[、,，;；\n]+", text))):
        folded = unicodedata.normalize("NFKC", piece)
        for sign in "〜～∼‐‑‒–—―−ー─":
            folded = folded.replace(sign, "~")
        for english, japanese in _ENGLISH:
            folded = english.sub(japanese, folded)
        day, _space, hours = folded.partition(" ")
        try:
            span = _times(hours) if hours.strip() else (0, DAY_MINUTES)
            found.append(DayOn(parse_day(day), *span))
        except (DomainError, ValueError):
            raise DomainError("bad_days_on", field="days_on", text=quotable(piece)) from None
    return tuple(sorted(set(found)))


def by_weekday(times: Sequence[WeekTime]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return the spans (start, end in minutes) of each weekday that has any."""
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for one in tidy_week(times):
        found[one.weekday] = (*found.get(one.weekday, ()), (one.start, one.end))
    return found
