"""Locks a signed-in window that nobody has touched for a while, so that a left desk shows nobody's data."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import Shell

_LOOK_EVERY_MS = 5_000
_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
    QEvent.Type.Drop,
}


class IdleLock(QObject):
    """Presses 画面ロック for somebody who went away.

    Not while a door is open (`Screen.stays_open`): a volunteer who looks up from a conversation must not find a
    password before the next guest. Without users there is nothing that could lock.
    """

    def __init__(self, shell: Shell, window: MainWindow) -> None:
        super().__init__(window)
        self._shell, self._window = shell, window
        self._touched()
        # Only what reaches a window from outside: every event of every widget would pass through here otherwise.
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
            self._watch(app.focusWindow())
        self._watch(window.windowHandle())
        timer = QTimer(self, interval=_LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Lock when nobody was here for long enough."""
        screen = self._window.current_screen
        is_kept = self._window.cover_on_top is not None or (screen is not None and screen.stays_open())
        if is_kept or not self._shell.has_user or not self._shell.idle_minutes:
            self._touched()
            return
        # The clock on the wall besides: a PC that slept counts as idle, and one set back gains nothing.
        away = max(time.monotonic() - self._since, time.time() - self._since_by_clock)
        if away >= 60 * self._shell.idle_minutes:
            self._shell.lock_requested.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody is here."""
        del watched
        if event.type() in _SIGNS_OF_LIFE:
            self._touched()
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
            self._touched()

    def _touched(self) -> None:
        self._since, self._since_by_clock = time.monotonic(), time.time()
