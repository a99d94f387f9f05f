"""Judges passwords: by leaked lists, keyboards and calendars (zxcvbn), and by what Japanese offices take first."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from divide_app.domain.errors import DomainError
from divide_app.domain.office.passwords import (
    COMMON,
    GOOD_LENGTH,
    LEAST_LENGTH,
    PasswordQuality,
    folded,
    has_enough_of_its_own,
    is_like,
    is_repeated,
    own_part,
    place_words,
    spoken,
)
from divide_app.foundation.bundled import resource

MOST_LENGTH = 200
"""Characters of a password; longer ones are a mistake or an attack on the hash."""

_MOST_JUDGED = 72
"""Characters zxcvbn looks at: its time grows with the square of them."""

_LEAST_GUESSES = 1e7
"""Tries a guesser needs at least, by zxcvbn's count. At the 0.1 s of our Argon2id these are 11 days on one processor,
and a guesser at the door is slowed much more."""

_WIDE_SIGN = 10.0
"""zxcvbn counts 10 tries for an unknown sign of any kind; kana and kanji are many more: 100."""

_TOO_WEAK = {PasswordQuality.EASY: "password_easy", PasswordQuality.LIKE_NAME: "password_like_name"}


def quality(password: str, name: str = "", words: tuple[str, ...] = ()) -> PasswordQuality:
    """Judge a password.

    Args:
        password: As typed.
        name: Whose it is: a guesser tries that first.
        words: Further words a guesser knows, as the city's name.
    """
    if len(password) < LEAST_LENGTH:
        return PasswordQuality.SHORT
    if is_like(password, name):
        return PasswordQuality.LIKE_NAME
    if is_repeated(password):
        return PasswordQuality.EASY
    written, readings = _places()
    known = {*map(folded, COMMON), *(part for word in words for part in place_words(word)), *place_words(name)}
    known |= {word for word in written if word in folded(password)}
    left = own_part(password, known, readings)
    if not has_enough_of_its_own(left, password) or _guesses(password, sorted(known)) < _LEAST_GUESSES:
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
    found = quality(password, name, words)
    if found is PasswordQuality.SHORT:
        raise DomainError("password_too_short", field="password", least=LEAST_LENGTH)
    if found in _TOO_WEAK:
        raise DomainError(_TOO_WEAK[found], field="password")


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
    written = {word for name in [*prefectures, *(row[0] for row in rows)] for word in place_words(name)}
    return frozenset(written), frozenset(spoken(word) for row in rows for word in place_words(row[1]))
