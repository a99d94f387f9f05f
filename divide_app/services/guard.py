"""The gate every free text passes: a 12-digit individual number is refused before anything is kept."""

from __future__ import annotations

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number


def refuse_individual_number(*texts: str, field: str | None = None) -> None:
    """Refuse texts that may hold somebody's individual number; the digits go nowhere, not even into the error.

    A text with a NUL, which no keyboard types and a server's database cannot keep, is refused as well.

    Raises:
        DomainError: `individual_number`, `bad_text`.
    """
    if any("\0" in text for text in texts):
        raise DomainError("bad_text", field=field)
    if any(text and contains_individual_number(text) for text in texts):
        raise DomainError("individual_number", field=field)
