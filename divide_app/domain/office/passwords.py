"""The grades of password strength and the length limits behind them."""

from __future__ import annotations

from enum import StrEnum

LEAST_LENGTH = 8
"""Characters; NIST SP 800-63B (3.1.1.2 of revision 4, 5.1.1.2 of revision 3) asks for 8 beside other guards, and for
no rules about kinds of characters."""

GOOD_LENGTH = 12
"""Characters from which we call a password good; between the two it may be used, and longer is better."""


class PasswordQuality(StrEnum):
    """Grade of a password, shown while it is typed."""

    SHORT = "short"
    EASY = "easy"  # a common word, a date, a telephone number, a place, a run along the keyboard, one thing repeated
    LIKE_NAME = "like_name"
    FAIR = "fair"
    GOOD = "good"

    @property
    def is_enough(self) -> bool:
        """Whether a password of this grade may be used."""
        return self in {PasswordQuality.FAIR, PasswordQuality.GOOD}
