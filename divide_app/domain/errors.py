"""The exception for a refused request: a stable code with plain details, from which `wording` makes a sentence."""

from __future__ import annotations


class DomainError(Exception):
    """A domain rule refused a request; nothing was changed.

    Attributes:
        code: Stable lower-case code; listed in the manual and never given another meaning.
        details: Plain values for the sentence (names, limits), never personal data.
        field: Name of the input field the sentence belongs beside, if any.
    """

    def __init__(self, code: str, /, field: str | None = None, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.details = details
