"""Keeps individual numbers (マイナンバー) out of the program, and tells corporate numbers from them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

LENGTH = 12

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー─・.．,、_/"), "-")
_CLOSED_UP = r"(?<![0-9])(?<![0-9]\.)(?<!\+)[0-9]{12}(?![0-9])"
_GROUPED = r"(?<![0-9])[0-9]{1,6}(?:([\s-])\1{0,2}[0-9]{1,6}){2,}(?![0-9])"
_NOT_OURS = r"(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_AROUND_DASH = r"\s*-\s*"
_RUN = r"[0-9](?:[\s-]{0,3}[0-9]){11,}"


def check_digit(eleven: str) -> str:
    """Return the 12th digit of an individual number (番号法総務省令 第5条).

    Pn is digit n from the right; Qn is n+1 for n up to 6 and n-5 above; 11 - (sum of Pn*Qn mod 11), and 0 where
    the remainder is 0 or 1.

    Raises:
        ValueError: If `eleven` is not eleven ASCII digits (a fault of ours, not of a person).
    """
    _need_digits(eleven, 11)
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(eleven), start=1))
    remainder = total % 11
    return "0" if remainder <= 1 else str(11 - remainder)


def contains_individual_number(text: str) -> bool:
    """Tell whether `text` may hold an individual number, so that it is refused before it is stored or logged.

    Twelve digits that are not part of a longer run, closed up or written 4-4-4 with one kind of separator, with a
    right check digit. About one in ten random 12-digit strings passes, so a sentence must say 可能性. Corporate
    numbers, telephone numbers, decimals and program-made ids are left alone.
    """
    if len(text) < LENGTH:
        return False
    folded = _folded(text)
    if "-" in folded:
        folded = _form(_NOT_OURS).sub(" x ", folded)
    if any(_is_valid(found.group()) for found in _form(_CLOSED_UP).finditer(folded)):
        return True
    spaced = _form(_AROUND_DASH).sub("-", folded.translate(_DASHES))
    return any(_chain_holds_one(re.findall(r"[0-9]+", found.group())) for found in _form(_GROUPED).finditer(spaced))


def quotable(text: str, limit: int = 40) -> str:
    """Return `text` fit to be shown in a sentence about it: runs of twelve or more digits hidden, long text cut."""
    folded = _folded(text)
    if _form(_RUN).search(folded.translate(_DASHES)):
        return "●" * 4
    return text if len(text) <= limit else text[: limit - 1] + "…"


def corporate_check_digit(base: str) -> str:
    """Return the leading check digit of a corporate number (法人番号) for its twelve base digits.

    9 - (sum of Pn*Qn mod 9), n from the right, Qn 1 for odd n and 2 for even n.

    Raises:
        ValueError: If `base` is not twelve ASCII digits.
    """
    _need_digits(base, 12)
    total = sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(base), start=1))
    return str(9 - total % 9)


def is_corporate_number(text: str) -> bool:
    """Tell whether `text` is a 13-digit corporate number with a right check digit."""
    digits = re.sub(r"[ -]", "", _folded(text).translate(_DASHES))
    return bool(re.fullmatch(r"[0-9]{13}", digits)) and corporate_check_digit(digits[1:]) == digits[0]


@cache
def _form(pattern: str) -> re.Pattern[str]:
    """Return a form compiled when the first text is looked at: the window's start looks at none."""
    return re.compile(pattern)


def _folded(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _is_valid(twelve: str) -> bool:
    return check_digit(twelve[:11]) == twelve[11]


def _chain_holds_one(groups: list[str]) -> bool:
    if len("".join(groups)) == 13 and is_corporate_number("".join(groups)):
        return False
    if len(groups) == 4 and all(len(group) == 4 for group in groups) and _is_card_number("".join(groups)):
        return False
    before = ["", *groups]
    return any(
        all(len(part) == 4 for part in groups[at : at + 3])
        and not before[at].startswith("0")  # an area code: a telephone number, then another one
        and _is_valid("".join(groups[at : at + 3]))
        for at in range(len(groups) - 2)
    )


def _is_card_number(sixteen: str) -> bool:
    # Luhn's check: a payment card, too, is written in fours, and to call it an individual number would be wrong.
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in sixteen[0::2])
    return (sum(doubled) + sum(map(int, sixteen[1::2]))) % 10 == 0


def _need_digits(text: str, count: int) -> None:
    if not re.fullmatch(rf"[0-9]{{{count}}}", text):
        message = f"{count} digits are needed"
        raise ValueError(message)
