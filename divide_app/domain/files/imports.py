"""The record of one import, which can be undone as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from divide_app.domain.fields import MADE


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One file brought in.

    Attributes:
        kind: What it held; the values are those of the `import` command.
        profile: Name of the column profile it was read by.
        undone_at: When it was taken back, None while it stands.
    """

    id: Annotated[UUID, MADE]
    at: Annotated[datetime, MADE]
    actor: Annotated[str, MADE]
    kind: Annotated[str, MADE]
    profile: Annotated[str, MADE]
    sha256: Annotated[str, MADE]
    added: Annotated[int, MADE]
    updated: Annotated[int, MADE]
    undone_at: Annotated[datetime | None, MADE] = None
