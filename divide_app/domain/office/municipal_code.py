"""Parses the 全国地方公共団体コード: checks its check digit and restores a leading zero that a spreadsheet dropped."""

from __future__ import annotations

import re
import unicodedata

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import quotable

_WEIGHTS = (6, 5, 4, 3, 2)
_PREFECTURES = range(1, 48)


def check_digit(five: str) -> str:
    """Return the sixth digit of a municipal code for its first five (weights 6, 5, 4, 3, 2).

    Raises:
        ValueError: If `five` is not five ASCII digits: a programming error.
    """
    if not re.fullmatch(r"[0-9]{5}", five):
        message = "5 digits are needed"
        raise ValueError(message)
    total = sum(int(digit) * weight for digit, weight in zip(five, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)  # the last digit of 11 - (sum mod 11)


def parse_municipal_code(text: str) -> str:
    """Return the code as six digits.

    Full-width digits, spaces and a trailing `.0` are forgiven. Five digits are read as a code whose leading zero
    a spreadsheet dropped (`92011`), or, where they begin with zero, as a code written without its check digit.

    Raises:
        DomainError: `bad_municipal_code`, for any other form, a wrong check digit or no such prefecture.
    """
    digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).removesuffix(".0")
    if re.fullmatch(r"0[0-9]{4}", digits):
        digits += check_digit(digits)
    elif re.fullmatch(r"[0-9]{5}", digits):
        digits = "0" + digits
    if (
        not re.fullmatch(r"[0-9]{6}", digits)
        or check_digit(digits[:5]) != digits[5]
        or int(digits[:2]) not in _PREFECTURES
    ):
        raise DomainError("bad_municipal_code", text=quotable(text))
    return digits
