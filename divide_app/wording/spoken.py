"""Numbers as they are read out over a telephone, so that caller and clerk hear the same."""

from __future__ import annotations

import re

from divide_app.domain.people.phone import tidy_phone
from divide_app.foundation.translation import _, current_language

_DIGITS = ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュウ")
"""ヨン and ナナ, never シ and シチ: those two are heard as each other."""


def spoken_phone(phone: str) -> str:
    """Return a telephone number to be read out: ゼロキュウゼロ の イチニサンヨン の …; "" for none."""
    first = tidy_phone(phone).split(" / ", maxsplit=1)[0]
    parts = re.findall("[0-9]+", first)
    if current_language() != "ja":
        return " - ".join(" ".join(part) for part in parts)
    return _(" の ").join("".join(_DIGITS[int(digit)] for digit in part) for part in parts)
