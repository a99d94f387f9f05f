"""Telephone numbers spelled as they are read out."""

from __future__ import annotations

import re

from divide_app.domain.people.phone import tidy_phone
from divide_app.foundation.languages import language
from divide_app.foundation.translation import current_language


def spoken_phone(phone: str) -> str:
    """Return a telephone number to be read out: ゼロキュウゼロ の イチニ…, in English 0 9 0 - 1 2 …; "" for none."""
    first = tidy_phone(phone).split(" / ", maxsplit=1)[0]
    parts = re.findall("[0-9]+", first)
    words = language(current_language()).spoken
    digits, between_digits, between_groups = words["digits"], str(words["between_digits"]), str(words["between_groups"])
    return between_groups.join(between_digits.join(digits[int(digit)] for digit in part) for part in parts)
