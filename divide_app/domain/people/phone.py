"""Telephone numbers: a key for comparison and a normalised form for storage; no digit is lost."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DASHES = re.compile(r"\s*[‐‑‒–—―−ー─-]\s*")
_EXTENSION = re.compile(r"(?:内線|ext\.?|#).*$", re.IGNORECASE | re.DOTALL)
_SEVERAL = re.compile(r"\s*(?:[/、,;]|\n)\s*")
_JAPAN = re.compile(r"^\s*(?:\+|010-?)81[-\s]*(?:\(0\)|0)?[-\s]*")
_PLAIN = re.compile(r"(?!010)[0-9]+(?:-[0-9]+)*")
"""A number as most are written; not one from abroad (010-81)."""
_MOBILE = re.compile(r"(0[5-9]0)([0-9]{4})([0-9]{4})")
_FREE = re.compile(r"(0120|0570)([0-9]{3})([0-9]{3})")
_FREE_LONG = re.compile(r"(0800)([0-9]{3})([0-9]{4})")
_LONGEST_KEY = 11
"""Digits of a Japanese number; more (a foreign number, two run together) are left out of the key, which would else be
bare digits as long as an individual number."""
_SHORT_AREA = re.compile(r"(0[36])([0-9]{4})([0-9]{4})")


@lru_cache(maxsize=1 << 13)
def phone_key(text: str) -> str:
    """Return the digits of the first number in `text`, for comparing; +81 becomes 0, an extension is left out."""
    if _PLAIN.fullmatch(text):
        return text.replace("-", "")[:_LONGEST_KEY]
    first = _SEVERAL.split(unicodedata.normalize("NFKC", text).strip(), maxsplit=1)[0]
    domestic = _JAPAN.sub("0", _DASHES.sub("-", _EXTENSION.sub("", first)))
    return re.sub(r"[^0-9]", "", domestic)[:_LONGEST_KEY]


def phone_keys(text: str) -> frozenset[str]:
    """Return the digits of every number in `text`, each as `phone_key` would."""
    keys = (phone_key(number) for number in _SEVERAL.split(unicodedata.normalize("NFKC", text)))
    return frozenset(key for key in keys if key)


def tidy_phone(text: str) -> str:
    """Return `text` half-width with plain hyphens, several numbers joined by " / " (行政基本情報データ連携モデル).

    Hyphens are added only where the area code's length is certain (mobile, 0120, 0570, 0800, 03, 06); how other
    area codes divide is not guessed. Words such as (代表) are kept.
    """
    numbers = _SEVERAL.split(unicodedata.normalize("NFKC", text).strip())
    return " / ".join(_tidy_one(number) for number in numbers if number)


def _tidy_one(number: str) -> str:
    is_plain = number.isascii() and number.isdigit()
    tidy = number if is_plain else re.sub(r"\s+", " ", _DASHES.sub("-", number)).strip()
    digits = tidy.replace(" ", "")
    for form in (_FREE_LONG, _MOBILE, _FREE, _SHORT_AREA):
        parts = form.fullmatch(digits)
        if parts is not None:
            return "-".join(parts.groups())
    return tidy
