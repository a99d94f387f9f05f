"""What was brought in from files: each import as one act that can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One file brought in.

    Attributes:
        kind: What it held; the values are those of the `import` command.
        profile: Name of the column profile it was read by.
        undone_at: When it was taken back, None while it stands.
    """

    id: UUID
    at: datetime
    actor: str
    kind: str
    profile: str
    sha256: str
    added: int
    updated: int
    undone_at: datetime | None = None
