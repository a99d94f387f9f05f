"""The callback by which long work reports its progress and learns that it was cancelled."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called by long work between steps.

    Raises:
        UserCancelled: From the call itself, when the person asked to stop.
    """

    def __call__(self, done: int, total: int | None, /) -> None:
        """Report `done` of `total` steps (`None`: not known)."""


def no_progress(done: int, total: int | None, /) -> None:
    """Ignore progress: for callers that show none."""
