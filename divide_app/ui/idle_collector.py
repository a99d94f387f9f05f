"""Runs Python's cyclic garbage collector while nobody is at the window, and never on another thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QWindow

from divide_app.ui.background import Background
from divide_app.ui.presence import Presence

_LOOK_EVERY_MS = 5_000
_REST_S = 5.0
"""Whoever has not moved the mouse for so long does not notice that the window stands still for a quarter second."""
_MOST_MADE = 2_000_000
"""Objects made and not thrown away since, above which even somebody at work waits: some 200 MB."""


class IdleCollector(QObject):
    """Takes the place of the automatic collector as long as the window is open.

    That one runs on whichever thread makes objects and stops all of them meanwhile: reading a year of 10,000 meetings
    took twice as long, and the window stood still for 350 ms at a time. What has no cycles is thrown away at once as
    ever.
    """

    def __init__(self, window: QObject, handle: QWindow | None, background: Background) -> None:
        super().__init__(window)
        self._background = background
        self._presence = Presence(self, handle)
        gc.disable()
        timer = QTimer(self, interval=_LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect when there is something to collect, and nobody waits."""
        made = gc.get_count()[0]
        nobody_waits = self._presence.away() >= _REST_S and not self._background.pending
        if made > _MOST_MADE or (nobody_waits and made > gc.get_threshold()[0]):
            gc.collect()

    @staticmethod
    def close() -> None:
        """Leave the collector to Python again."""
        gc.enable()
