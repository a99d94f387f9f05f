"""Tells a USB scanner, which types like a keyboard, from fingers: wherever the focus is, no code lands in a field."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

GAP_MS = 50
"""Scanners send a sign every 1 to 30 ms; two signs of a person's typing are further apart."""
LEAST_SIGNS = 6
"""Shorter bursts are fingers rolling over keys; a ticket code has 17 signs and its prefix."""
_AFTERGLOW_S = 0.15  # some scanners send CR and LF: the second one must not press a button
_CHORDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True)
class _Key:
    key: int
    modifiers: Qt.KeyboardModifier
    text: str


class ScannerFilter(QObject):
    """Holds back fast keys until it is known who typed them; fingers get their signs a blink later.

    Signals:
        scanned: What the scanner typed, without the Enter at its end.
    """

    scanned = Signal(str)

    def __init__(self, place: QWidget) -> None:
        """Watch the keys of the window `place` is in."""
        super().__init__(place)
        self._place = place
        self._held: list[_Key] = []
        self._replaying = False
        self._scanned_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GAP_MS)
        self._timer.timeout.connect(self._let_go)
        self._is_on = False

    def start(self) -> None:
        """Begin to watch."""
        app = QApplication.instance()
        if app is not None and not self._is_on:
            app.installEventFilter(self)
            self._is_on = True

    def stop(self) -> None:
        """Watch no more; what is held goes to its field."""
        app = QApplication.instance()
        if app is not None and self._is_on:
            app.removeEventFilter(self)
            self._is_on = False
        self._let_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold signs back, and swallow a burst that Enter ends."""
        if event.type() != QEvent.Type.KeyPress or self._replaying or not isinstance(event, QKeyEvent):
            return False
        if watched is not self._target():
            return False  # the same key on its way through the window or up to a parent
        if event.key() in _ENTER:
            return self._entered()
        text = event.text()
        if not text or not text.isprintable() or event.modifiers() & _CHORDS or event.isAutoRepeat():
            if event.key() not in {Qt.Key.Key_Shift, Qt.Key.Key_CapsLock}:
                self._let_go()
            return False
        if text == " " and not self._held:
            return False
        self._held.append(_Key(event.key(), event.modifiers(), text))
        self._timer.start()
        return True

    def _target(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self._place.window()

    def _entered(self) -> bool:
        if len(self._held) >= LEAST_SIGNS and self._timer.isActive():
            code = "".join(one.text for one in self._held)
            self._held = []
            self._timer.stop()
            self._scanned_at = time.monotonic()
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            self.scanned.emit(code)
            return True
        self._let_go()
        return time.monotonic() - self._scanned_at < _AFTERGLOW_S

    def _let_go(self) -> None:
        self._timer.stop()
        held, self._held = self._held, []
        self._replaying = True
        try:
            for one in held:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(self._target(), QKeyEvent(kind, one.key, one.modifiers, one.text))
        finally:
            self._replaying = False
