"""Numbers as they are read out over a telephone, so that caller and clerk hear the same."""

from __future__ import annotations

from divide_app.foundation.translation import _, current_language

_DIGITS = ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュウ")
"""ヨン and ナナ, never シ and シチ: those two are heard as each other."""


def spoken_phone(phone: str) -> str:
    """Return a telephone number to be read out: ゼロキュウゼロ の イチニサンヨン の …; "" for none."""
    first = phone.split(" / ", maxsplit=1)[0]
    parts = ["".join(sign for sign in part if sign in "0123456789") for part in first.replace("(", "-").split("-")]
    parts = [part for part in parts if part]
    if current_language() != "ja":
        return " - ".join(" ".join(part) for part in parts)
    return _(" の ").join("".join(_DIGITS[int(digit)] for digit in part) for part in parts)
