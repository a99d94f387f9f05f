"""What the check of the data may find: one value that contradicts another, or that no rule allows."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class FindingCode(StrEnum):
    """Kinds of finding."""

    STATE = "state"  # the state derived from the acts at the door is another
    COUNT = "count"  # a kept number is not the counted one
    COPY = "copy"  # the same thing is said elsewhere, and differently
    WORD = "word"  # none of the words the column may hold
    VALUE = "value"  # cannot be read at all
    RULE = "rule"  # a rule of the domain refuses it
    ORDER = "order"  # numbers or places have a gap, or two are equal
    REFERENCE = "reference"  # points at nothing, or at the wrong thing
    TRAIL = "trail"  # the audit trail tells of something else
    AUDIT = "audit"  # the audit trail itself is broken
    SCHEMA = "schema"
    PAGES = "pages"


class Finding(NamedTuple):
    """One finding; ids and names of columns only, nothing a person wrote.

    Attributes:
        table: "" where no table is concerned.
        key: The row's key, its parts joined by ":".
        column: The column that does not fit; several joined by "+"; "" for the row as a whole.
        rule: For `RULE`, the code of the refusal.
    """

    code: FindingCode
    table: str = ""
    key: str = ""
    column: str = ""
    rule: str = ""

    def __str__(self) -> str:
        """Return the finding as one word of stable shape: `code:table:key:column`, empty parts left out."""
        return ":".join(part for part in (self.code.value, self.table, self.key, self.column) if part)
