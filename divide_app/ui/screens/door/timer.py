"""The timer of an open door: triggers polling for acts of other PCs, and detects that this PC slept."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

EVERY_MS = 3_000
"""Two volunteers at one door look up after a few seconds; asking costs one small statement on another thread."""

_SLEPT_S = 20.0
"""So much more time than the timer's own passed between two ticks only when the lid was closed or the clock set."""


class DoorTimer(QObject):
    """Ticks while the door is on screen.

    Signals:
        due: Time to ask whether anything happened elsewhere.
        woke: The PC slept, or its clock was set: what is on screen may be old, and what was plugged in may be gone.
    """

    due = Signal()
    woke = Signal()

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.tick)
        self._last = 0.0

    def start(self) -> None:
        """Begin to watch."""
        self._last = time.time()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def tick(self) -> None:
        """Tell what time it is to do."""
        now = time.time()
        passed, self._last = now - self._last, now
        if passed < 0 or passed > EVERY_MS / 1000 + _SLEPT_S:
            self.woke.emit()
        self.due.emit()
