"""The gate every free text passes: a 12-digit individual number is refused before anything is kept."""

from __future__ import annotations

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import cells_hold_individual_number


def refuse_individual_number(*texts: str, field: str | None = None) -> None:
    """Refuse texts that may hold somebody's individual number; the digits go nowhere, not even into the error.

    Storage asks again for every text; here the field is known. So is a text that cannot be kept (`refuse_bad_text`).

    Raises:
        DomainError: `individual_number`, `bad_text`.
    """
    refuse_bad_text(*texts, field=field)
    if cells_hold_individual_number(texts):
        raise DomainError("individual_number", field=field)


def refuse_bad_text(*texts: str, field: str | None = None) -> None:
    """Refuse what no keyboard types and no database keeps: a NUL, and half a sign (an argument that is no UTF-8).

    Raises:
        DomainError: `bad_text`.
    """
    if any("\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text) for text in texts):
        raise DomainError("bad_text", field=field)
