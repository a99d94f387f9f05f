"""Normalises e-mail addresses and refuses what cannot be one."""

from __future__ import annotations

import re
import unicodedata

from divide_app.domain.errors import DomainError

LONGEST_EMAIL = 254
"""Characters (RFC 5321, section 4.5.3.1.3, without its angle brackets)."""

# Japanese carriers gave out addresses with dots side by side and before the @, which no RFC knows: they are taken.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def tidy_email(text: str) -> str:
    """Return an address half-width and without blanks around it; "" for none.

    Raises:
        DomainError: `bad_email`.
    """
    tidy = unicodedata.normalize("NFKC", text).strip()
    if tidy and _ADDRESS.fullmatch(tidy) is None:
        raise DomainError("bad_email")
    return tidy
