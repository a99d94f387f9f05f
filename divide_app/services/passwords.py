"""Grades passwords with zxcvbn and a list of what Japanese offices choose first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from divide_app.domain.errors import DomainError
from divide_app.domain.office.passwords import GOOD_LENGTH, LEAST_LENGTH, PasswordQuality
from divide_app.domain.people.romaji import kana_of
from divide_app.foundation.bundled import resource
from divide_app.storage.database import Database

MOST_LENGTH = 200
"""Characters of a password; longer ones are a mistake or an attack on the hash."""

_MOST_JUDGED = 72
"""Characters zxcvbn looks at: its time grows with the square of them."""

_LEAST_GUESSES = 3e5
"""Tries a guesser needs at least, by zxcvbn's count. At the door they are slowed; with a stolen file each costs our
Argon2id a tenth of a second, so that longer ones are recommended."""

_WIDE_SIGN = 10.0
"""zxcvbn counts 10 tries for an unknown sign of any kind; kana and kanji are many more: 100."""

_COMMON = (
    "password", "passw0rd", "p@ssw0rd", "administrator",
    "sakura", "himawari", "doraemon", "pokemon", "arigatou", "konnichiwa", "himitsu", "yakuba", "shiyakusho", "kocho",
    "kakehashi", "divide", "sumaho", "smartphone", "digital", "kouza", "kyoushitsu", "uketsuke", "shokuin", "pasuwaado",
    "パスワード", "ぱすわーど", "かけはし", "しょくいん", "職員", "あいしてる", "さくら", "ひまわり", "桜", "ひみつ",
    "秘密", "市役所", "しやくしょ", "町役場", "村役場", "役場", "区役所", "受付", "うけつけ", "講座", "教室", "スマホ",
    "スマートフォン", "デジタル", "公民館",
)  # fmt: skip
"""Words Japanese offices take first, and what stands on our own screen; the published lists of leaked passwords, which
are English, come from the library zxcvbn."""

_LEAST_OWN = 4
"""Letters and digits that must be left when all that a guesser tries first is taken away."""

_LONGEST_UNIT = 4

_DATES = re.compile(
    r"(?:19|20)\d\d\D{0,3}(?:0?[1-9]|1[0-2])\D{0,3}(?:[12]\d|3[01]|0?[1-9])日?"
    r"|(?:明治|大正|昭和|平成|令和|(?<![a-z])[mtshr](?=[-./ ]?\d))\D{0,2}(?:\d{1,2}|元)\D{0,3}\d{1,2}\D{0,3}\d{1,2}日?"
    r"|(?:明治|大正|昭和|平成|令和|(?<![a-z])[tshr](?=\d{1,2}(?!\d)))(?:\d{1,2}|元)(?:年度?)?"
    r"|(?:19|20)\d\d(?:年度?)?"
    r"|\d{1,2}月\d{1,2}日?"
)
_TELEPHONE = re.compile(r"(?:\+?81|\(?0)\d{1,4}[-() ‐-―−ー]*\d{1,4}[-() ‐-―−ー]*\d{3,4}")
_PLACE = re.compile(r"[都道府県市区町村]$")
_READ_PLACE = re.compile(r"(?:けん|ふ|し|く|ちょう|まち|そん|むら)$")
_LONG = re.compile(r"(?<=[おこそとのほもよろをごぞどぼぽょ])[うお]|(?<=[うくすつぬふむゆるぐずぶぷゅ])う|ー")
_LATIN_ENDS = "(?:ken|shi|si|city|ku|cho|machi|son|mura)"
_READ_PLACE_LATIN = re.compile(f"{_LATIN_ENDS}$")
_LATIN_GAP = re.compile(f"(?<=[a-z])[-_. ]+(?={_LATIN_ENDS}(?![a-z]))")


def quality(password: str, name: str = "", words: tuple[str, ...] = ()) -> PasswordQuality:
    """Judge a password.

    Args:
        password: As typed.
        name: Whose it is: a guesser tries that first.
        words: Further words a guesser knows, as the city's name.
    """
    if len(password) < LEAST_LENGTH:
        return PasswordQuality.SHORT
    if _is_like(password, name):
        return PasswordQuality.LIKE_NAME
    if _is_repeated(password):
        return PasswordQuality.EASY
    written, readings = _places()
    known = {*map(_folded, _COMMON), *(part for word in words for part in _place_words(word)), *_place_words(name)}
    known |= {word for word in written if word in _folded(password)}
    left = _own_part(password, known, readings)
    if not _has_enough_of_its_own(left, password) or _guesses(password, sorted(known)) < _LEAST_GUESSES:
        return PasswordQuality.EASY
    return PasswordQuality.GOOD if len(password) >= GOOD_LENGTH else PasswordQuality.FAIR


def refuse_weak(password: str, name: str = "", words: tuple[str, ...] = ()) -> None:
    """Refuse a new password that is not enough; the one rule for users, places and packages.

    Raises:
        DomainError: `password_missing`, `password_too_short`, `text_too_long`, `password_easy`, `password_like_name`.
    """
    if not password:
        raise DomainError("password_missing", field="password")
    if len(password) > MOST_LENGTH:
        raise DomainError("text_too_long", field="password", most=MOST_LENGTH, count=len(password))
    match quality(password, name, words):
        case PasswordQuality.SHORT:
            raise DomainError("password_too_short", field="password", least=LEAST_LENGTH)
        case PasswordQuality.EASY:
            raise DomainError("password_easy", field="password")
        case PasswordQuality.LIKE_NAME:
            raise DomainError("password_like_name", field="password")
        case PasswordQuality.FAIR | PasswordQuality.GOOD:
            return


def office_words(database: Database) -> tuple[str, ...]:
    """Return words of this office a guesser tries first: the city's name, the office's, its telephone number."""
    with database.read() as uow:
        office = uow.offices.the_one()
    return () if office is None else tuple(filter(None, (office.municipality, office.name, office.phone)))


def _folded(text: str) -> str:
    """Return the form in which passwords are compared with words: full width, capitals and kana make no difference."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in plain)


def _spoken(kana: str) -> str:
    """Return a reading without its long vowels: おおさか, おうさか and おさか are one."""
    return _LONG.sub("", _folded(kana))


def _place_words(name: str) -> set[str]:
    """Return the words of a place's name, written or read: with and without 市, し and their like."""
    whole = _folded(name)
    return {word for word in (whole, _PLACE.sub("", whole), _READ_PLACE.sub("", whole)) if len(word) > 1}


def _own_part(password: str, words: Iterable[str], readings: frozenset[str]) -> str:
    """Return what stays of a password when dates, telephone numbers, places and these words are taken away.

    Args:
        password: As typed.
        words: In the form of `_folded`.
        readings: Of places, in the form of `_spoken`, without し and its like.
    """
    left = _LATIN_GAP.sub("", _TELEPHONE.sub(" ", _DATES.sub(" ", _folded(password))))
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    left = re.sub(r"[a-z']+|[ぁ-ゖー]+", lambda found: "" if _is_place(found[0], readings) else found[0], left)
    return "".join(sign for sign in left if sign.isalnum())


def _is_place(text: str, readings: frozenset[str]) -> bool:
    kana = text
    if text[0] < "~":
        short = _READ_PLACE_LATIN.sub("", text)
        return any(_spoken(kana_of(one)) in readings for one in {text, short} if len(one) > 3)
    return bool({_spoken(kana), _spoken(_READ_PLACE.sub("", kana))} & readings)


def _is_like(password: str, name: str) -> bool:
    """Tell whether a password is its owner's name with no more than signs and digits added."""
    core, own = ("".join(sign for sign in _folded(one) if sign.isalpha()) for one in (password, name))
    return bool(own) and core == own


def _is_repeated(password: str) -> bool:
    """Tell whether a password is one short thing again and again: aaaa, abab, 2026 2026."""
    return any(
        password == (password[:size] * (len(password) // size + 1))[: len(password)]
        for size in range(1, min(_LONGEST_UNIT, len(password) // 2) + 1)
    )


def _has_enough_of_its_own(left: str, password: str) -> bool:
    """Tell whether enough is left (`_own_part`) of a password."""
    if not any(sign.isalpha() for sign in left):
        return len(left) >= 2 * LEAST_LENGTH  # digits alone: 16 of them are as good as 8 letters and signs
    return len(left) >= _LEAST_OWN or left == "".join(sign for sign in _folded(password) if sign.isalnum())


def _guesses(password: str, words: list[str]) -> float:
    """Return how many tries a guesser needs, as typed and in its plain form: one may be far easier than the other."""
    forms = {password[:_MOST_JUDGED], unicodedata.normalize("NFKC", password)[:_MOST_JUDGED]}
    return min(_guesses_of(form, words) for form in forms)


def _guesses_of(form: str, words: list[str]) -> float:
    from zxcvbn import zxcvbn

    found = zxcvbn(form, user_inputs=words)
    parts: list[Any] = found["sequence"]
    wide = sum(not sign.isascii() for part in parts if part["pattern"] == "bruteforce" for sign in part["token"])
    return float(found["guesses"]) * _WIDE_SIGN**wide


@cache
def _places() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of all municipalities and prefectures as written, and as read without their long vowels."""
    import json

    rows = [line.split(",") for line in resource("municipalities", "readings.csv").read_text("utf-8").splitlines()]
    prefectures = json.loads(resource("municipalities", "prefectures.json").read_text("utf-8")).values()
    written = {word for name in [*prefectures, *(row[0] for row in rows)] for word in _place_words(name)}
    return frozenset(written), frozenset(_spoken(word) for row in rows for word in _place_words(row[1]))
