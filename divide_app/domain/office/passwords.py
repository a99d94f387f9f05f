"""How good a password is: too short, too easily guessed, or fit to be kept, so that a person can be told kindly."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

LEAST_LENGTH = 8
"""Characters; NIST SP 800-63B (3.1.1.2 of revision 4, 5.1.1.2 of revision 3) asks for 8 beside other guards, and for
no rules about kinds of characters."""

GOOD_LENGTH = 12
"""Characters from which we call a password good; between the two it may be used, and longer is better."""

_COMMON = frozenset(
    {"password", "passw0rd", "p@ssw0rd", "iloveyou", "sunshine", "princess", "football", "baseball", "welcome",
     "letmein", "monkey", "dragon", "master", "sakura", "doraemon", "pokemon", "arigatou", "konnichiwa", "kakehashi",
     "administrator", "admin", "staff", "guest", "test", "secret", "trustno", "qwerty", "qwertyuiop", "asdfghjkl",
     "パスワード", "ぱすわーど", "かけはし", "しょくいん", "あいしてる"}
)  # fmt: skip
"""Words people take first: heads of the published lists of leaked passwords, and what stands on our own screen."""

_ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "1qaz2wsx3edc4rfv5tgb",
    "あいうえおかきくけこさしすせそたちつてと",
    "アイウエオカキクケコサシスセソタチツテト",
)
"""What fingers and tongues run along; forwards and backwards."""

_LONGEST_UNIT = 4
"""Characters of what is written again and again: aaaa, abab, 2026 2026."""


class PasswordQuality(StrEnum):
    """What may be said of a password while it is typed."""

    SHORT = "short"
    EASY = "easy"  # a common word, a run along the keyboard, or one thing again and again
    LIKE_NAME = "like_name"
    FAIR = "fair"
    GOOD = "good"

    @property
    def is_enough(self) -> bool:
        """Whether such a password may be kept."""
        return self in {PasswordQuality.FAIR, PasswordQuality.GOOD}


def quality(password: str, name: str = "") -> PasswordQuality:
    """Judge a password.

    Args:
        password: As typed.
        name: Whose it is: a guesser tries that first.
    """
    if len(password) < LEAST_LENGTH:
        return PasswordQuality.SHORT
    plain = unicodedata.normalize("NFKC", password).casefold()
    core = "".join(sign for sign in plain if sign.isalpha() or sign == "@")
    if plain in _COMMON or core in _COMMON or _is_run(plain) or _is_repeated(password):
        return PasswordQuality.EASY
    own = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    if own and core == "".join(sign for sign in own if sign.isalpha()) and core:
        return PasswordQuality.LIKE_NAME
    return PasswordQuality.GOOD if len(password) >= GOOD_LENGTH else PasswordQuality.FAIR


def _is_run(text: str) -> bool:
    return any(text in row * 2 or text in row[::-1] * 2 for row in _ROWS)


def _is_repeated(text: str) -> bool:
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)]
        for size in range(1, min(_LONGEST_UNIT, len(text) // 2) + 1)
    )
