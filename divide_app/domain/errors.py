"""One way to say no: a rule's refusal as a stable code with plain details, so that wording can make a sentence."""

from __future__ import annotations


class DomainError(Exception):
    """A rule refused what the person asked for; nothing was changed.

    Attributes:
        code: Stable lower-case code; listed in the manual and never given another meaning.
        details: Plain values the sentence needs (names, limits). Never personal numbers.
        field: Name of the input field the sentence belongs beside, if any.
    """

    def __init__(self, code: str, /, field: str | None = None, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.details = details
