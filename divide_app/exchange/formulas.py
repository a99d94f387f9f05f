"""Escapes text that a spreadsheet would evaluate as a formula, and removes exactly that escape again."""

from __future__ import annotations

import re

_LIKE_FORMULA = re.compile(r"'*[ \u3000]*[=+\-@\t\r\0＝＋－＠]")
"""What a spreadsheet may calculate (ASVS 5, 1.2.10), also behind apostrophes: one of them was put there by a list of
ours, or would be taken off as if it were."""


def is_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula."""
    return _LIKE_FORMULA.match(text) is not None


def harmless(text: str) -> str:
    """Return a text that a spreadsheet reads as text: with a leading apostrophe where it begins like a formula."""
    return f"'{text}" if is_like_formula(text) else text


def as_typed(text: str) -> str:
    """Return what `harmless` was given: one apostrophe off where it put one."""
    return text[1:] if text.startswith("'") and is_like_formula(text[1:]) else text
