"""Refuses names by which no program would open what is to be written."""

from __future__ import annotations

from pathlib import Path

from divide_app.domain.errors import DomainError


def need_ending(path: Path, *endings: str) -> None:
    """Refuse a name by which no program would open what is to be written.

    Args:
        path: The name as given.
        endings: What it may end with, small letters, e.g. `.pdf`.

    Raises:
        DomainError: `wrong_extension`.
    """
    if path.suffix.lower() not in endings and not path.is_dir():  # of a folder the writer itself says that it is one
        raise DomainError("wrong_extension", wanted=endings)
