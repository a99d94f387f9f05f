"""Validates files dropped on the window: one local file that may be a list."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent

from divide_app.foundation.file_names import reachable

SUFFIXES = (".csv", ".xlsx", ".tsv", ".txt")
"""Endings of files that may be dropped; what a file really is its content tells."""


def dropped_file(event: QDropEvent) -> Path | None:
    """Return the one file a person drops, when it may be a list."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    file = reachable(urls[0].toLocalFile())
    return file if file.suffix.lower() in SUFFIXES else None
