"""The recovery key of an encrypted database: how it is generated, printed in groups, and read back from typing."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from divide_app.domain.door.packages import CODE_LETTERS

LENGTH = 28
"""Letters: 26 of chance (31 to the power of 26 is 128 bits) and 2 check letters."""

_CHECKS = 2
_GROUP = 4


def make(chance: bytes) -> str:
    """Return a key from at least 32 bytes of chance; so many that no letter is likelier than another (by 2**-128)."""
    number, letters = int.from_bytes(chance, "big"), ""
    for _place in range(LENGTH - _CHECKS):
        number, at = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[at]
    return letters + _check(letters)


def in_groups(key: str) -> str:
    """Return a key as it is printed and read out: four letters at a time."""
    return "-".join(key[at : at + _GROUP] for at in range(0, len(key), _GROUP))


def bare(text: str) -> str:
    """Return what was typed as a key without gaps, in capitals; "" when it has not the shape of a key."""
    found = re.sub(r"[\s\-‐-―−ー_.]", "", unicodedata.normalize("NFKC", text)).upper()
    return found if len(found) == LENGTH and set(found) <= set(CODE_LETTERS) else ""


def is_whole(key: str) -> bool:
    """Tell whether a bare key was typed without a slip."""
    return key[-_CHECKS:] == _check(key[:-_CHECKS])


def _check(letters: str) -> str:
    number = int.from_bytes(sha256(letters.encode()).digest(), "big")
    return CODE_LETTERS[number % 31] + CODE_LETTERS[number // 31 % 31]
