"""Locks a signed-in window that nobody has touched for a while, so that a left desk shows nobody's data."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from divide_app.ui.main_window import MainWindow
from divide_app.ui.presence import Presence
from divide_app.ui.shell import Shell

_LOOK_EVERY_MS = 5_000


class IdleLock(QObject):
    """Presses 画面ロック for somebody who went away.

    Not while a door is open (`Screen.stays_open`): a volunteer who looks up from a conversation must not find a
    password before the next guest. Without users there is nothing that could lock.
    """

    def __init__(self, shell: Shell, window: MainWindow) -> None:
        super().__init__(window)
        self._shell, self._window = shell, window
        self.presence = Presence(self, window.windowHandle())
        timer = QTimer(self, interval=_LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Lock when nobody was here for long enough."""
        screen = self._window.current_screen
        is_kept = self._window.cover_on_top is not None or (screen is not None and screen.stays_open())
        if is_kept or not self._shell.has_user or not self._shell.idle_minutes:
            self.presence.note()
            return
        if self.presence.away() >= 60 * self._shell.idle_minutes:
            self._shell.lock_requested.emit()
