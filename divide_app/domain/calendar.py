"""Calendar arithmetic for Japan: fiscal years, eras, Japan time, and parsing of dates and times."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import quotable

JST = timezone(timedelta(hours=9), "JST")
"""Japan time: a fixed offset, for Japan has kept no daylight saving time since 1951."""


@dataclass(frozen=True, slots=True)
class Era:
    """A year within an era, e.g. 令和 8.

    Attributes:
        name: 令和.
        short: R.
        year: 1-based; people write the first one 元年.
    """

    name: str
    short: str
    year: int


@dataclass(frozen=True, slots=True)
class _EraRow:
    name: str
    short: str
    first_day: date
    year_zero: int


# First days from BaseRegistry 元号西暦対応表: Japan counts by the Gregorian calendar from 明治6年1月1日.
_ERAS = (
    _EraRow("令和", "R", date(2019, 5, 1), 2018),
    _EraRow("平成", "H", date(1989, 1, 8), 1988),
    _EraRow("昭和", "S", date(1926, 12, 25), 1925),
    _EraRow("大正", "T", date(1912, 7, 30), 1911),
    _EraRow("明治", "M", date(1873, 1, 1), 1867),
)
_ERA_BY_WORD = {word: row for row in _ERAS for word in (row.name, row.name[0], row.short)}
_FISCAL_YEARS = {2019: Era("令和", "R", 1)}  # April 2019 was 平成31年, yet cities print 令和元年度
_OVERRUN_YEARS = 10  # papers written before a change of era speak of 平成35年; beyond that it is a slip

_WESTERN = r"(?P<western>(?:18|19|20|21)[0-9]{2})"
_JAPANESE = r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHR])\s*\.?\s*(?P<number>元|[0-9]{1,3})"
_YEAR = rf"(?:西暦)?\s*(?:{_WESTERN}|{_JAPANESE})"
_WEEKDAY = r"(?:\s*(?:[(\[<][^)\]>]*[)\]>]|[月火水木金土日]曜日?))?"
_CLOCK = (
    r"(?P<half>午前|午後|AM|PM)?(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"|時(?:(?P<half_past>半)|(?P<minute_word>[0-9]{1,2})分(?:(?P<second_word>[0-9]{1,2})秒)?)?)"
    r"(?P<half_after>午前|午後|AM|PM)?"
)
_DAY = rf"{_YEAR}\s*[-/.年]\s*(?P<month>[0-9]{{1,2}})\s*[-/.月]\s*(?P<day>[0-9]{{1,2}})(?![0-9])(?:\s*日)?{_WEEKDAY}"
_PLAIN_DAY = r"((?:19|20)[0-9]{2})[-/]([0-9]{2})[-/]([0-9]{2})"
_COMPACT_DAY = r"(?P<western>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9])"
_YEAR_ONLY = rf"{_YEAR}\s*年?"
_YEAR_MONTH = rf"{_YEAR}\s*[-/.年]\s*[0-9]{{1,2}}\s*月?"
_MIDNIGHT = r"(?:(?-i:T)|\s)+0{1,2}:00(?::00(?:\.0+)?)?$"
_COMPACT_CLOCK = r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?"
_OFFSET = (
    r"(?<=[0-9後前Mm\s])\s*"
    r"(?:Z|(?:GMT|UTC|JST)?\s*(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?|JST|UTC)$"
)
_TIME_BEFORE_OFFSET = r"(?-i:T)[0-9:.]+$|[0-9]:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?$"
_FARTHEST_OFFSET = timedelta(hours=14)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー─"), "-")


def fiscal_year(day: date) -> int:
    """Return the fiscal year (1 April to 31 March) that `day` is in, named by the year it begins."""
    return day.year - (day.month < 4)


def fiscal_year_days(year: int) -> tuple[date, date]:
    """Return the first and the last day of a fiscal year."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def fiscal_year_era(year: int) -> Era:
    """Return a fiscal year as cities print it: by the era of 1 April, except 2019, which is 令和元年度."""
    return _FISCAL_YEARS.get(year) or era_of(date(year, 4, 1))


def month_days(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a calendar month."""
    last = date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
    return date(year, month, 1), last


def local(moment: datetime) -> datetime:
    """Return `moment` in Japan time.

    Raises:
        ValueError: If `moment` has no time zone: a programming error, because every stored moment has one.
    """
    if moment.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
    return moment.astimezone(JST)


def local_day(moment: datetime) -> date:
    """Return the day in Japan on which `moment` falls."""
    return local(moment).date()


def last_local_day(starts_at: datetime, ends_at: datetime) -> date:
    """Return the local day on which a meeting ends; an end at midnight belongs to the day before it.

    A meeting of which only the day is known may end when it starts, at that day's midnight: it lies on that day.
    """
    return max(local_day(starts_at), local_day(ends_at - timedelta(microseconds=1)))


def local_month(moment: datetime) -> int:
    """Return the local month of a moment as 100 * year + month, the form in which months are stored and compared."""
    day = local(moment)
    return day.year * 100 + day.month


def at_local(day: date, clock: time, day_offset: int = 0) -> datetime:
    """Return the UTC moment of a Japanese day and clock time; `day_offset` as `parse_clock` gives it."""
    return datetime.combine(day + timedelta(days=day_offset), clock.replace(tzinfo=None), JST).astimezone(UTC)


def era_of(day: date) -> Era:
    """Return the era and its year for `day`.

    Raises:
        DomainError: `bad_date`, for days before 1 January 1873 (明治6年), when another calendar was in use.
    """
    for row in _ERAS:
        if day >= row.first_day:
            return Era(row.name, row.short, day.year - row.year_zero)
    raise DomainError("bad_date", text=day.isoformat())


def parse_day(text: str) -> date:
    """Read a day as people and files write it.

    2026-11-21, 2026/11/21, 20261121, 2026年11月21日(土), R8.11.21, 令和8年11月21日, 令和元年5月1日; full width, spaces
    and the 0:00 that spreadsheets add are forgiven. A weekday in brackets is not compared.

    Raises:
        DomainError: `bad_date`, for another form, a day that does not exist, or one before its era began.
    """
    plain = _form(_PLAIN_DAY).fullmatch(text)
    if plain is not None:
        # Most lists are written by programs in this form; trying the other forms first would slow an import by a tenth.
        try:
            return date(int(plain[1]), int(plain[2]), int(plain[3]))
        except ValueError:
            raise DomainError("bad_date", text=quotable(text)) from None
    folded = _form(_MIDNIGHT).sub("", _folded(text))
    found = _form(_DAY).fullmatch(folded) or _form(_COMPACT_DAY).fullmatch(folded)
    day = None if found is None else _day_from(found)
    if day is None:
        raise DomainError("bad_date", text=quotable(text))
    return day


def parse_year(text: str) -> int:
    """Read a calendar year: 1950, 1950年, 昭和25年, S25, 令和元年; a month after it is left out.

    Raises:
        DomainError: `bad_date`, for anything else.
    """
    folded = _folded(text)
    found = _form(_YEAR_ONLY).fullmatch(folded) or _form(_YEAR_MONTH).fullmatch(folded)
    year = None if found is None else _year_from(found)
    if year is None:
        raise DomainError("bad_date", text=quotable(text))
    return year


def past_era(text: str) -> tuple[str, date] | None:
    """Return the era and its last day when `text` names a day or year after it (昭和64年1月8日), else None.

    A plan or a term is forgiven that, for papers written before a change of era speak of 平成35年. A birthday is not:
    nobody was born in a year that had not been named yet, so one of the two, era or year, is a slip.
    """
    folded = _folded(text)
    if folded[:1].isdigit():
        return None
    found = _form(_DAY).fullmatch(folded) or _form(_YEAR_ONLY).fullmatch(folded) or _form(_YEAR_MONTH).fullmatch(folded)
    word = None if found is None else found["era"]
    if found is None or not word:
        return None
    row = _ERA_BY_WORD[word.upper()]
    at, year = _ERAS.index(row), _year_from(found)
    if at == 0 or year is None:
        return None
    last = _ERAS[at - 1].first_day - timedelta(days=1)
    day = _day_from(found) if "month" in found.groupdict() else None
    is_past = year > last.year if day is None else day > last
    return (row.name, last) if is_past else None


def parse_fiscal_year(text: str) -> int:
    """Read a fiscal year: 2026, 2026年度, FY2026, 令和8年度, R8, 令和元年度 and 平成31年度 (both 2019).

    Raises:
        DomainError: `bad_date`, for anything else.
    """
    closed_up = re.sub(r"\s", "", _folded(text)).removesuffix("年度").removesuffix("度")
    return parse_year(re.sub("^FY", "", closed_up, flags=re.IGNORECASE))


def parse_clock(text: str) -> tuple[time, int]:
    """Read a clock time; return it with the days to add: 24:00 is 0:00 of the next day.

    9:00, 09:00:00, 0900, 9, 9時, 9時30分, 9時半, 午後1時, PM 1:00, 1:00 PM, 正午.

    Raises:
        DomainError: `bad_time`, for another form or a time beyond 24:00. 午前12時 is refused: noon to some, midnight
            to others.
    """
    closed_up = re.sub(r"\s", "", _folded(text))
    if closed_up in {"正午", "正午12時"}:
        return time(12), 0
    found = _form(_CLOCK).fullmatch(closed_up)
    compact = _form(_COMPACT_CLOCK).fullmatch(closed_up)
    if found is not None:
        clock = _clock_from(found)
    elif compact is not None:
        clock = _clock(int(compact["hour"]), int(compact["minute"]), int(compact["second"] or 0))
    elif re.fullmatch(r"[0-9]{1,2}", closed_up):
        clock = _clock(int(closed_up), 0, 0)
    else:
        clock = None
    if clock is None:
        raise DomainError("bad_time", text=quotable(text))
    return clock


def parse_moment(text: str) -> datetime:
    """Read a day with a clock time and return it in UTC; without an offset the time is Japan's.

    ISO 8601 with or without offset, any day of `parse_day` followed by any time of `parse_clock`
    (令和8年11月21日(土) 午後1時30分), and form exports such as 2024/05/01 10:23:45 午前 GMT+9. A day alone is its
    midnight.

    Raises:
        DomainError: `bad_date` or `bad_time`, for what cannot be read.
    """
    folded = _folded(text)
    exact = _iso_moment(folded)
    if exact is not None:
        return exact
    zone, body = _zone_and_rest(folded)
    found = _form(_DAY).match(body) or _form(_COMPACT_DAY).match(body)
    if found is None:
        raise DomainError("bad_date", text=quotable(text))
    day = parse_day(found.group())
    rest = body[found.end() :].lstrip("T \t\n,、")
    clock, days = parse_clock(rest) if rest else (time(0), 0)
    local_time = datetime.combine(day + timedelta(days=days), clock, zone)
    return local_time.astimezone(UTC)


def _iso_moment(folded: str) -> datetime | None:
    # The form that programs write: keeps fractions of a second, which people do not type.
    if not re.match(r"(?:1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}T", folded):
        return None
    try:
        moment = datetime.fromisoformat(folded)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=JST)).astimezone(UTC)


def _zone_and_rest(folded: str) -> tuple[timezone, str]:
    found = _form(_OFFSET).search(folded)
    if found is None:
        return JST, folded
    rest = folded[: found.start()].rstrip()
    if found["sign"] is None:
        return (JST if found.group().strip().upper() == "JST" else UTC), rest
    is_named = found.group().strip()[0].isalpha()
    if not is_named and not _form(_TIME_BEFORE_OFFSET).search(rest):
        return JST, folded  # 2026-11-21 ends in no offset, nor does 10:00-12:00
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    if offset > _FARTHEST_OFFSET:
        raise DomainError("bad_time", text=quotable(folded))
    return timezone(offset if found["sign"] == "+" else -offset), rest


@cache
def _form(pattern: str) -> re.Pattern[str]:
    """Return a compiled pattern; compiled on first use, because the start of the window needs none."""
    return re.compile(pattern, re.IGNORECASE)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def _year_from(found: re.Match[str]) -> int | None:
    groups = found.groupdict()
    if groups["western"]:
        return int(groups["western"])
    row = _ERA_BY_WORD[groups["era"].upper()]
    number = 1 if groups["number"] == "元" else int(groups["number"])
    year = row.year_zero + number
    last = _last_year(row)
    is_possible = number >= 1 and year >= row.first_day.year and (last is None or year <= last + _OVERRUN_YEARS)
    return year if is_possible else None


def _last_year(row: _EraRow) -> int | None:
    at = _ERAS.index(row)
    return _ERAS[at - 1].first_day.year if at else None


def _day_from(found: re.Match[str]) -> date | None:
    groups = found.groupdict()
    year = int(groups["western"]) if groups["western"] else _year_from(found)
    try:
        day = date(year or 0, int(groups["month"]), int(groups["day"]))
    except ValueError:
        return None
    if groups.get("era") and day < _ERA_BY_WORD[groups["era"].upper()].first_day:
        return None
    return day if day >= _ERAS[-1].first_day else None


def _clock_from(found: re.Match[str]) -> tuple[time, int] | None:
    hour = int(found["hour"])
    minute = 30 if found["half_past"] else int(found["minute"] or found["minute_word"] or 0)
    second = int(found["second"] or found["second_word"] or 0)
    half = (found["half"] or found["half_after"] or "").upper()
    if found["half"] and found["half_after"]:
        return None
    if half in {"午前", "AM"} and (hour > 12 or (hour == 12 and half == "午前")):
        return None if found["half"] else _clock(hour, minute, second)
    if half in {"午後", "PM"} and hour > 12:
        # Form exports write 13:23:45 午後: a 24 hour clock with a redundant word.
        return None if found["half"] else _clock(hour, minute, second)
    if half in {"午後", "PM"}:
        hour = hour % 12 + 12
    elif half == "AM":
        hour %= 12
    return _clock(hour, minute, second)


def _clock(hour: int, minute: int, second: int) -> tuple[time, int] | None:
    if (hour, minute, second) == (24, 0, 0):
        return time(0), 1
    try:
        return time(hour, minute, second), 0
    except ValueError:
        return None
