"""The draft of the telephone form as plain data that survives a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer

FORM = "telephone"
KEEP_AFTER_MS = 400
"""A pause in typing; what a crash can cost is less than a syllable or two more."""


class DraftClock(QObject):
    """Waits for a pause in typing, and tells what stands in the form then, if it is something else than before."""

    def __init__(
        self, content: Callable[[], Mapping[str, str]], keep: Callable[[dict[str, str]], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._content, self._keep = content, keep
        self._kept: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.now)

    def touched(self) -> None:
        """Something was typed or chosen."""
        self._timer.start()

    def now(self) -> None:
        """Keep what stands there, without waiting for a pause; only what is not empty counts."""
        self._timer.stop()
        content = {name: text for name, text in self._content().items() if text}
        if content != self._kept:
            self._kept = content
            self._keep(content)

    def stands(self, content: Mapping[str, str]) -> None:
        """Take what was restored as kept already."""
        self._kept = dict(content)
