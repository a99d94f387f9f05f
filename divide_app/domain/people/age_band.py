"""Age bands: the finest bands that are stored, wider ones that people state, and ages on a given day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from divide_app.domain.calendar import era_of, parse_day, parse_year, past_era
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import quotable
from divide_app.domain.people.participants import Birth

UNKNOWN = "unknown"

BANDS: tuple[str, ...] = (
    "0-5",
    "6",
    "7-9",
    "10-12",
    "13-15",
    "16-17",
    "18-19",
    "20-29",
    "30-39",
    "40-49",
    "50-59",
    "60-64",
    "65-69",
    "70-74",
    "75-79",
    "80-84",
    "85+",
    UNKNOWN,
)
"""Finest bands stored, youngest first. Cut wherever any published layout cuts, so that each is an exact sum:
通信利用動向調査 cuts at 6, 13 and 20, 君津市 at 7, 13, 16 and 20, つくばみらい市 at 18, 様式集 at every ten years."""

COARSE: tuple[str, ...] = (
    "0-6",
    "-9",
    "6-12",
    "7-12",
    "10-19",
    "13-19",
    "-17",
    "-19",
    "18-29",
    "20-39",
    "40-59",
    "-59",
    "60-69",
    "60+",
    "65-74",
    "65+",
    "70-79",
    "70+",
    "75+",
    "80+",
)
"""Wider bands that may be stored too, when that is all a person told (60代)."""

STORABLE: tuple[str, ...] = BANDS + COARSE

_OLDEST = 130
"""Highest plausible age in years; an earlier birth is a wrong era."""
_ENDLESS = 999
_CODE = re.compile(r"(?P<low>[0-9]{1,3})?(?P<sign>[-+])?(?P<high>[0-9]{1,3})?")
_DECADES = ("10-19", "60-69", "70-79", "80+")

_UNKNOWN_WORDS = {"", "不明", "未回答", "無回答", "回答しない", "わからない", "分からない", "不詳", UNKNOWN, "-"}
_AGE = r"([0-9]{1,3})"
_SUFFIX = r"(?:歳|才|代|歳代|才代)?"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_AGE}(?:歳|才)?代(?:以上|~)"), "up"),
    (re.compile(rf"{_AGE}(?:歳|才)?代(?:未満|より下)"), "below"),
    (re.compile(rf"{_AGE}(?:歳|才)?代前半"), "first half"),
    (re.compile(rf"{_AGE}(?:歳|才)?代後半"), "second half"),
    (re.compile(rf"{_AGE}(?:歳|才)?代"), "decade"),
    (re.compile(rf"{_AGE}{_SUFFIX}(?:以上|~|-|\+|超)"), "up"),
    (re.compile(rf"{_AGE}{_SUFFIX}未満"), "below"),
    (re.compile(rf"(?:[~-]{_AGE}(?:歳|才)?|{_AGE}(?:歳|才)?以下)"), "at most"),
    (re.compile(rf"{_AGE}(?:歳|才)?[~-]{_AGE}(?:歳|才)?"), "range"),
    (re.compile(rf"{_AGE}(?:歳|才)"), "age"),
)


def age_at(birthday: date, on: date) -> int:
    """Return the age in full years on `on`; negative before birth.

    Counted from the birthday itself, as attendance sheets are; the law (年齢計算ニ関スル法律) lets a year be reached
    at the end of the day before. Somebody born on 29 February turns on 1 March in common years, which is that same
    moment in law.
    """
    return on.year - birthday.year - ((on.month, on.day) < (birthday.month, birthday.day))


def bounds(code: str) -> tuple[int, int | None] | None:
    """Return the lowest and highest age of a band, both included; highest None without end; None for unknown.

    Raises:
        DomainError: `bad_band`, for text that is no band code.
    """
    if code == UNKNOWN:
        return None
    found = _CODE.fullmatch(code)
    if found is None:
        raise DomainError("bad_band", text=quotable(code))
    low, sign, high = found["low"], found["sign"], found["high"]
    if sign == "+" and low and not high:
        return int(low), None
    if sign == "-" and high and int(low or 0) <= int(high):
        return int(low or 0), int(high)
    if sign is None and low and not high:
        return int(low), int(low)
    raise DomainError("bad_band", text=quotable(code))


def code_for(low: int, high: int | None = None) -> str:
    """Return the narrowest storable band that holds every age from `low` to `high` (None: without end).

    Raises:
        DomainError: `bad_band`, when no band is wide enough.
    """
    fitting = [code for code in STORABLE if (span := bounds(code)) is not None and _holds(span, (low, high))]
    if not fitting:
        raise DomainError("bad_band", text=f"{low}-{'' if high is None else high}")
    return min(fitting, key=lambda code: (_width(code), STORABLE.index(code)))


def contains(outer: str, inner: str) -> bool:
    """Tell whether every age of band `inner` lies in band `outer`; unknown contains only itself."""
    wide, narrow = bounds(outer), bounds(inner)
    if wide is None or narrow is None:
        return outer == inner
    return _holds(wide, narrow)


@cache  # about a hundred ages, looked up at every check-in
def band_of_age(age: int) -> str:
    """Return the finest band of an age in years; unknown for a negative one (a birth after the day)."""
    return UNKNOWN if age < 0 else code_for(age, age)


def band_at(birth: Birth, on: date) -> str:
    """Return the band of a person on the day of a session.

    From a full date of birth the finest band. From a year alone two ages are possible: the finest band when both
    are in it, else the decade when both are in one (74 or 75 is 70-79), else unknown, for a guess would be counted
    as a fact. A stated band stays as stated, however long ago: the day it ceases to be true cannot be known.
    """
    if birth.day is not None:
        return band_of_age(age_at(birth.day, on))
    if birth.year is not None:
        return _band_of_year(on.year - birth.year)
    return birth.band or UNKNOWN


def parse_band(text: str) -> str:
    """Read an age band: 60代, 70歳代, 80歳以上, 65〜69, 60代前半, 20歳未満, 72歳, 不明, or a stored code.

    Raises:
        DomainError: `bad_band`, for anything else.
    """
    folded = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", text))
    folded = re.sub(r"[〜～‐‑‒–—―−ー]|から", "~", folded).removesuffix("まで").removeprefix("満")
    if folded in _UNKNOWN_WORDS:
        return UNKNOWN
    if folded in STORABLE:
        return folded
    span = _span_of(folded)
    if span is None or span[0] > min(_OLDEST, _ENDLESS if span[1] is None else span[1]):
        raise DomainError("bad_band", text=quotable(text))
    return code_for(*span)


def parse_birth(text: str, today: date) -> Birth:
    """Read what a person told of their birth: a date, a year (1950年, S25), an age (75), a band (70代) or nothing.

    Args:
        text: As written on the form.
        today: Day on which it was told; a band is remembered as stated on it.

    Raises:
        DomainError: `bad_date` for what cannot be read, `era_over` for a day or year after the end of its era
            (昭和64年1月8日), `birth_in_future`, `birth_too_old` (more than 130 years).
    """
    written = unicodedata.normalize("NFKC", text).strip()
    if not written.isascii():
        written = re.sub(r"(?:生まれ|生れ|生)$", "", written)
    if not written:
        return Birth()
    slip = past_era(written)
    if slip is not None:
        era, last = slip
        raise DomainError("era_over", era=era, year=era_of(last).year, month=last.month, day=last.day)
    birth = _day_or_year(written)
    if birth is None:
        try:
            # A number alone is an age where a birth is asked for; in a column of bands it might be a decade.
            band = parse_band(f"{written}歳" if re.fullmatch(r"[0-9]{1,3}", written) else written)
        except DomainError as error:
            raise DomainError("bad_date", text=quotable(text)) from error
        return Birth() if band == UNKNOWN else Birth(band=band, band_as_of=today)
    first = birth.day or date(birth.year or today.year, 1, 1)
    if first > today:
        raise DomainError("birth_in_future", text=quotable(text))
    if age_at(first, today) > _OLDEST:
        raise DomainError("birth_too_old", text=quotable(text), years=_OLDEST)
    return birth


def order_key(code: str) -> tuple[int, int]:
    """Return a key that sorts bands from young to old, a wide one after its first part, unknown last."""
    try:
        span = bounds(code)
    except DomainError:
        return _ENDLESS, _ENDLESS - 1
    if span is None:
        return _ENDLESS, _ENDLESS
    return span[0], _ENDLESS if span[1] is None else span[1]


def _holds(wide: tuple[int, int | None], narrow: tuple[int, int | None]) -> bool:
    reaches = wide[1] is None or (narrow[1] is not None and narrow[1] <= wide[1])
    return wide[0] <= narrow[0] and reaches


def _width(code: str) -> int:
    low, high = order_key(code)
    return min(high, _OLDEST) - low


def _band_of_year(older: int) -> str:
    if older < 0:
        return UNKNOWN
    younger = max(older - 1, 0)
    if band_of_age(younger) == band_of_age(older):
        return band_of_age(older)
    decades = (code for code in _DECADES if contains(code, f"{younger}-{older}"))
    return next(decades, UNKNOWN)


def _day_or_year(written: str) -> Birth | None:
    try:
        return Birth(day=parse_day(written))
    except DomainError:
        pass
    try:
        return Birth(year=parse_year(written))
    except DomainError:
        return None


def _span_of(folded: str) -> tuple[int, int | None] | None:
    for pattern, form in _FORMS:
        found = pattern.fullmatch(folded)
        if found is None:
            continue
        ages = [int(age) for age in found.groups() if age is not None]
        low = ages[0]
        spans: dict[str, tuple[int, int | None]] = {
            "up": (low, None),
            "below": (0, low - 1),
            "first half": (low, low + 4),
            "second half": (low + 5, low + 9),
            "decade": (low, low + 9),
            "at most": (0, low),
            "range": (low, ages[-1]),
            "age": (low, low),
        }
        span = spans[form]
        return span if span[1] is None or span[1] >= 0 else None
    return None
