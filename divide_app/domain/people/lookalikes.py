"""Scores how likely two entries are the same person, with a reason for every point; a person decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people.age_band import UNKNOWN, band_at, contains
from divide_app.domain.people.participants import Birth, Participant, Sex
from divide_app.domain.people.phone import phone_keys


class LookAlikeReason(StrEnum):
    """Evidence that two entries are the same person, followed by evidence against it."""

    SAME_KANA = "same_kana"
    LIKE_KANA = "like_kana"
    SAME_NAME = "same_name"
    VARIANT_NAME = "variant_name"  # 髙橋 and 高橋
    LIKE_NAME = "like_name"
    SAME_PHONE = "same_phone"
    SAME_BIRTHDAY = "same_birthday"
    SAME_BIRTH_YEAR = "same_birth_year"
    BAND_FITS = "band_fits"
    SAME_ADDRESS = "same_address"
    LIKE_ADDRESS = "like_address"
    SAME_DISTRICT = "same_district"
    NEAR_BIRTHDAY = "near_birthday"
    OTHER_BIRTHDAY = "other_birthday"
    OTHER_BIRTH_YEAR = "other_birth_year"
    OTHER_BAND = "other_band"
    OTHER_SEX = "other_sex"


WEIGHTS: dict[LookAlikeReason, int] = {
    LookAlikeReason.SAME_KANA: 35,
    LookAlikeReason.LIKE_KANA: 35,  # times how like, from 0 at `_LEAST_KANA` - 0.2 to 1
    LookAlikeReason.SAME_NAME: 25,
    LookAlikeReason.VARIANT_NAME: 25,
    LookAlikeReason.LIKE_NAME: 10,
    LookAlikeReason.SAME_PHONE: 30,
    LookAlikeReason.SAME_BIRTHDAY: 30,
    LookAlikeReason.SAME_BIRTH_YEAR: 12,
    LookAlikeReason.BAND_FITS: 4,
    LookAlikeReason.SAME_ADDRESS: 10,
    LookAlikeReason.LIKE_ADDRESS: 5,
    LookAlikeReason.SAME_DISTRICT: 4,
    LookAlikeReason.NEAR_BIRTHDAY: 5,
    LookAlikeReason.OTHER_BIRTHDAY: -25,
    LookAlikeReason.OTHER_BIRTH_YEAR: -45,
    LookAlikeReason.OTHER_BAND: -20,
    LookAlikeReason.OTHER_SEX: -8,
}
"""Points of each reason; the sum, cut to 0-100, is the score.

Chosen so that a common name alone (same kana, same kanji: 60) is offered and never more than that; a telephone or a
birthday makes it nearly certain (90); a couple at one telephone (30) and two neighbours of one family name are not
offered; a name changed by marriage is, when telephone and birthday are the same (60); another year of birth outweighs
a whole telephone.
"""

OFFERED = 60
"""Points from which two entries are offered as one person."""
NEARLY_CERTAIN = 85
"""Points from which the words say ほぼ同じ方."""
NAME_ALONE = 50
"""Points of the same written name where a reading is missing on either side and cannot speak for itself."""

_LEAST_KANA = 0.75
_LEAST_NAME = 0.6
_LEAST_ADDRESS = 0.7
_SAME_SOUND = 0.95
_AGAINST = frozenset(
    {
        LookAlikeReason.OTHER_BIRTHDAY,
        LookAlikeReason.OTHER_BIRTH_YEAR,
        LookAlikeReason.OTHER_BAND,
        LookAlikeReason.OTHER_SEX,
    }
)
_O_ROW = "オコソトノホモヨロゴゾドボポォョ"
_LONG_O = re.compile(rf"(?<=[{_O_ROW}])[ウオー]")
_LONG = re.compile(r"ー|(?<=[アカサタナハマヤラワガザダバパャ])ア|(?<=[イキシチニヒミリギジビピ])イ")
_SOUND = str.maketrans("ヅヂヲヰヱッ", "ズジオイエツ")
_ADDRESS_DASH = re.compile(r"丁目|番地?の?|号|[-‐‑‒–—―−ーのノ]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Similarity of names and of addresses, each 0 to 1; computed by the caller, who has the library for it."""

    kana: float
    name: float
    address: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far two entries look like one person: points of 0 to 100, and why, strongest first."""

    score: int
    reasons: tuple[LookAlikeReason, ...]

    @property
    def is_offered(self) -> bool:
        """Whether people are asked about it."""
        return self.score >= OFFERED

    @property
    def is_nearly_certain(self) -> bool:
        """Whether the words say so."""
        return self.score >= NEARLY_CERTAIN


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people in the order of their ids, so that a pair is the same whoever is named first."""

    first: UUID
    second: UUID

    @classmethod
    def of(cls, one: UUID, other: UUID) -> Pair:
        """Return the pair of two people."""
        return cls(*sorted((one, other)))


def is_against(reason: LookAlikeReason) -> bool:
    """Tell whether a reason speaks against one person."""
    return reason in _AGAINST


def sound_key(kana: str) -> str:
    """Return a reading without differences one cannot hear: long vowels, ヅ and ズ, a small ッ (サトウ and サトー)."""
    key = _LONG_O.sub("", kana_key(kana)).translate(_SOUND)
    return _LONG.sub("", key)


def address_key(address: str) -> str:
    """Return a key that is equal for two spellings of an address: 本町1丁目2番3号 and 本町１-２-３."""
    key = name_key(address)
    return re.sub(r"-+", "-", _ADDRESS_DASH.sub("-", key)).strip("-")


def birth_years_differ(one: Birth, other: Birth) -> bool:
    """Tell whether both years of birth are known and are not the same; such people are never taken for one."""
    mine, theirs = _year(one), _year(other)
    return mine is not None and theirs is not None and mine != theirs


def weigh(one: Participant, other: Participant, likeness: Likeness, today: date) -> Verdict:
    """Return how far two entries look like one person.

    Args:
        one: A person, kept or only just typed.
        other: Another.
        likeness: How like their texts are.
        today: Day on which bands are compared when only bands are known.
    """
    points: dict[LookAlikeReason, float] = {}
    _weigh_names(points, one, other, likeness)
    if phone_keys(one.phone) & phone_keys(other.phone):
        points[LookAlikeReason.SAME_PHONE] = WEIGHTS[LookAlikeReason.SAME_PHONE]
    for reason in _of_birth(one.birth, other.birth, today):
        points[reason] = WEIGHTS[reason]
    _weigh_place(points, one, other, likeness)
    if Sex.UNSTATED not in {one.sex, other.sex} and one.sex is not other.sex:
        points[LookAlikeReason.OTHER_SEX] = WEIGHTS[LookAlikeReason.OTHER_SEX]
    reasons = sorted(points, key=lambda reason: (reason in _AGAINST, -abs(points[reason]), reason.value))
    return Verdict(round(min(100, max(0, sum(points.values())))), tuple(reasons))


def _weigh_names(
    points: dict[LookAlikeReason, float], one: Participant, other: Participant, likeness: Likeness
) -> None:
    same_name = name_key(one.name) == name_key(other.name)
    mine, theirs = _reading(one), _reading(other)
    if mine and theirs:
        same_sound = sound_key(mine) == sound_key(theirs)
        like = max(likeness.kana, _SAME_SOUND if same_sound else 0)
        if kana_key(mine) == kana_key(theirs):
            points[LookAlikeReason.SAME_KANA] = WEIGHTS[LookAlikeReason.SAME_KANA]
        elif like >= _LEAST_KANA:
            share = (like - _LEAST_KANA + 0.2) / (1 - _LEAST_KANA + 0.2)
            points[LookAlikeReason.LIKE_KANA] = WEIGHTS[LookAlikeReason.LIKE_KANA] * share
    if _is_kana(one.name) or _is_kana(other.name):
        return  # a name written in kana equals the reading and must not be counted twice
    if same_name:
        is_variant = one.name.split() != other.name.split() and _plain(one.name) != _plain(other.name)
        reason = LookAlikeReason.VARIANT_NAME if is_variant else LookAlikeReason.SAME_NAME
        points[reason] = WEIGHTS[reason] if mine and theirs else NAME_ALONE
    elif likeness.name >= _LEAST_NAME:
        points[LookAlikeReason.LIKE_NAME] = WEIGHTS[LookAlikeReason.LIKE_NAME]


def _weigh_place(
    points: dict[LookAlikeReason, float], one: Participant, other: Participant, likeness: Likeness
) -> None:
    mine, theirs = address_key(one.address), address_key(other.address)
    if mine and theirs:
        if mine == theirs:
            points[LookAlikeReason.SAME_ADDRESS] = WEIGHTS[LookAlikeReason.SAME_ADDRESS]
        elif likeness.address >= _LEAST_ADDRESS:
            points[LookAlikeReason.LIKE_ADDRESS] = WEIGHTS[LookAlikeReason.LIKE_ADDRESS]
    if one.district and name_key(one.district) == name_key(other.district):
        points[LookAlikeReason.SAME_DISTRICT] = WEIGHTS[LookAlikeReason.SAME_DISTRICT]


def _of_birth(one: Birth, other: Birth, today: date) -> list[LookAlikeReason]:
    if birth_years_differ(one, other):
        return [LookAlikeReason.OTHER_BIRTH_YEAR]
    if one.day is not None and other.day is not None:
        if one.day == other.day:
            return [LookAlikeReason.SAME_BIRTHDAY]
        # The same year, and day or month is the same too or the two changed places: a typing error.
        is_near = (
            one.day.month == other.day.month
            or one.day.day == other.day.day
            or (one.day.month, one.day.day) == (other.day.day, other.day.month)
        )
        return [LookAlikeReason.NEAR_BIRTHDAY if is_near else LookAlikeReason.OTHER_BIRTHDAY]
    if _year(one) is not None and _year(other) is not None:
        return [LookAlikeReason.SAME_BIRTH_YEAR]
    mine, theirs = _band_then(one, other, today), _band_then(other, one, today)
    if UNKNOWN in {mine, theirs}:
        return []
    if contains(mine, theirs) or contains(theirs, mine):
        return [LookAlikeReason.BAND_FITS]
    return [LookAlikeReason.OTHER_BAND]


def _band_then(birth: Birth, other: Birth, today: date) -> str:
    """Return the band on the day the other one's was stated: the two must be of one day to be compared."""
    return band_at(birth, other.band_as_of or birth.band_as_of or today)


def _year(birth: Birth) -> int | None:
    return birth.day.year if birth.day is not None else birth.year


def _reading(person: Participant) -> str:
    """Return the reading, or a name that is written in kana."""
    return person.kana or (person.name if _is_kana(person.name) else "")


def _is_kana(text: str) -> bool:
    key = kana_key(text)
    return bool(key) and all("ァ" <= sign <= "ヿ" for sign in key)


def _plain(name: str) -> str:
    return "".join(name.split())
