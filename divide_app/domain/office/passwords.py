"""How good a password is: too short, too easily guessed, or fit to be kept, so that a person can be told kindly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from divide_app.domain.people.romaji import kana_of

LEAST_LENGTH = 8
"""Characters; NIST SP 800-63B (3.1.1.2 of revision 4, 5.1.1.2 of revision 3) asks for 8 beside other guards, and for
no rules about kinds of characters."""

GOOD_LENGTH = 12
"""Characters from which we call a password good; between the two it may be used, and longer is better."""

COMMON = (
    "password", "passw0rd", "p@ssw0rd", "admin", "administrator", "staff", "guest", "test", "secret", "welcome",
    "sakura", "himawari", "doraemon", "pokemon", "arigatou", "konnichiwa", "himitsu", "yakuba", "shiyakusho", "kocho",
    "kakehashi", "divide", "sumaho", "smartphone", "digital", "kouza", "kyoushitsu", "uketsuke", "shokuin", "pasuwaado",
    "パスワード", "ぱすわーど", "かけはし", "しょくいん", "職員", "あいしてる", "さくら", "ひまわり", "桜", "ひみつ",
    "秘密", "市役所", "しやくしょ", "町役場", "村役場", "役場", "区役所", "受付", "うけつけ", "講座", "教室", "スマホ",
    "スマートフォン", "デジタル", "公民館",
)  # fmt: skip
"""Words Japanese offices take first, and what stands on our own screen; the published lists of leaked passwords, which
are English, come from the library zxcvbn (`services.office.passwords`)."""

_LEAST_OWN = 4
"""Letters and digits that must be left when all that a guesser tries first is taken away."""

_LONGEST_UNIT = 4

_DATES = re.compile(
    r"(?:19|20)\d\d\D{0,3}(?:0?[1-9]|1[0-2])\D{0,3}(?:[12]\d|3[01]|0?[1-9])日?"
    r"|(?:明治|大正|昭和|平成|令和|[mtshr])\D{0,2}(?:\d{1,2}|元)\D{0,3}\d{1,2}\D{0,3}\d{1,2}日?"
    r"|(?:明治|大正|昭和|平成|令和|[tshr](?=\d{1,2}(?!\d)))(?:\d{1,2}|元)(?:年度?)?"
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


class PasswordQuality(StrEnum):
    """What may be said of a password while it is typed."""

    SHORT = "short"
    EASY = "easy"  # a common word, a date, a telephone number, a place, a run along the keyboard, one thing repeated
    LIKE_NAME = "like_name"
    FAIR = "fair"
    GOOD = "good"

    @property
    def is_enough(self) -> bool:
        """Whether such a password may be kept."""
        return self in {PasswordQuality.FAIR, PasswordQuality.GOOD}


def folded(text: str) -> str:
    """Return the form in which passwords are compared with words: full width, capitals and kana make no difference."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in plain)


def spoken(kana: str) -> str:
    """Return a reading without its long vowels: おおさか, おうさか and おさか are one."""
    return _LONG.sub("", folded(kana))


def place_words(name: str) -> set[str]:
    """Return the words of a place's name, written or read: with and without 市, し and their like."""
    whole = folded(name)
    return {word for word in (whole, _PLACE.sub("", whole), _READ_PLACE.sub("", whole)) if len(word) > 1}


def own_part(password: str, words: Iterable[str], readings: frozenset[str]) -> str:
    """Return what stays of a password when dates, telephone numbers, places and these words are taken away.

    Args:
        password: As typed.
        words: In the form of `folded`.
        readings: Of places, in the form of `spoken`, without し and its like.
    """
    left = _LATIN_GAP.sub("", _TELEPHONE.sub(" ", _DATES.sub(" ", folded(password))))
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    left = re.sub(r"[a-z']+|[ぁ-ゖー]+", lambda found: "" if _is_place(found[0], readings) else found[0], left)
    return "".join(sign for sign in left if sign.isalnum())


def _is_place(text: str, readings: frozenset[str]) -> bool:
    kana = text
    if text[0] < "~":
        short = _READ_PLACE_LATIN.sub("", text)
        return any(spoken(kana_of(one)) in readings for one in {text, short} if len(one) > 3)
    return bool({spoken(kana), spoken(_READ_PLACE.sub("", kana))} & readings)


def is_like(password: str, name: str) -> bool:
    """Tell whether a password is its owner's name with no more than signs and digits added."""
    core, own = ("".join(sign for sign in folded(one) if sign.isalpha()) for one in (password, name))
    return bool(own) and core == own


def is_repeated(password: str) -> bool:
    """Tell whether a password is one short thing again and again: aaaa, abab, 2026 2026."""
    return any(
        password == (password[:size] * (len(password) // size + 1))[: len(password)]
        for size in range(1, min(_LONGEST_UNIT, len(password) // 2) + 1)
    )


def has_enough_of_its_own(left: str, password: str) -> bool:
    """Tell whether enough is left (`own_part`) of a password."""
    if not any(sign.isalpha() for sign in left):
        return len(left) >= 2 * LEAST_LENGTH  # digits alone: 16 of them are as good as 8 letters and signs
    return len(left) >= _LEAST_OWN or left == "".join(sign for sign in folded(password) if sign.isalnum())
