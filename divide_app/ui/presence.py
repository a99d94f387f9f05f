"""Notes when the window was last touched: the lock and the garbage collector wait until nobody is there."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWindow

_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
    QEvent.Type.Drop,
}


class Presence(QObject):
    """When a key, the mouse, a finger or a pen last reached any window of the program."""

    def __init__(self, parent: QObject, window: QWindow | None) -> None:
        super().__init__(parent)
        self.note()
        # Only what reaches a window from outside: every event of every widget would pass through here otherwise.
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
            self._watch(app.focusWindow())
        self._watch(window)

    def away(self) -> float:
        """Return for how many seconds nobody was here.

        The clock on the wall counts besides: a PC that slept counts as left, and one set back gains nothing.
        """
        return max(time.monotonic() - self._since, time.time() - self._since_by_clock)

    def note(self) -> None:
        """Note that somebody is here."""
        self._since, self._since_by_clock = time.monotonic(), time.time()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note what comes from outside, and let it pass."""
        del watched
        if event.type() in _SIGNS_OF_LIFE:
            self.note()
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
            self.note()
