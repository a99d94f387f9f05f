"""Distinguishes a USB scanner from typing by speed, so that no scanned code ends up in a field."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from divide_app.domain.door.ticket_code import is_ticket_code, normalise_code

GAP_MS = 50
"""Scanners send a sign every 1 to 30 ms; two signs of a person's typing are further apart."""
LEAST_SIGNS = 6
"""Shorter bursts are fingers rolling over keys; a ticket code has 17 signs and its prefix."""
GRACE_MS = 200
"""A scanner over radio pauses in the middle of a code: after so many quick signs the rest is waited for so long."""
LEAST_WITHOUT_ENTER = 12
"""So many signs in one burst are a scanner set up to send no Enter; no fingers are that quick."""
SLOW_GAP_S = 0.4
"""Signs this close may be those of a slow scanner: together they are a ticket's code or they are not."""
_AFTERGLOW_S = 0.15  # some scanners send CR and LF: the second one must not press a button
_CHORDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True)
class _Key:
    key: int
    modifiers: Qt.KeyboardModifier
    text: str


class ScannerFilter(QObject):
    """Holds back fast key presses until their source is known; keys typed by hand are delivered a moment later.

    Signals:
        scanned: What the scanner typed, without the Enter at its end.
        muddled: A scanner typed into the Japanese input method, which made something else of the code.
    """

    scanned = Signal(str)
    muddled = Signal()

    def __init__(self, place: QWidget) -> None:
        """Watch the keys of the window `place` is in."""
        super().__init__(place)
        self._place = place
        self._held: list[_Key] = []
        self._replaying = False
        self._quiet_until = 0.0
        self._slow = ""
        self._slow_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._paused)
        self._composed = _Composed()
        self._composing = QTimer(self)
        self._composing.setSingleShot(True)
        self._composing.setInterval(GRACE_MS)
        self._composing.timeout.connect(self._composed_enough)
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
        self._composing.stop()
        self._let_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold signs back, and swallow a burst that Enter ends."""
        if event.type() == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._compose(watched, event)
            return False
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
                self._slow = ""
            return False
        if text == " " and not self._held:
            return False
        self._held.append(_Key(event.key(), event.modifiers(), text))
        self._timer.start(GAP_MS)
        return True

    def _target(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self._place.window()

    def _entered(self) -> bool:
        if len(self._held) >= LEAST_SIGNS and self._timer.isActive():
            self._tell(self._take_held())
            return True
        self._let_go()
        if self._composing.isActive() and self._composed_enough():
            return True
        return time.monotonic() < self._quiet_until

    def _paused(self) -> None:
        """No sign came for a while: who typed what is held?"""
        code = "".join(one.text for one in self._held)
        if is_ticket_code(normalise_code(code)):
            self._tell(self._take_held())
        elif len(code) >= LEAST_SIGNS and self._timer.interval() != GRACE_MS:
            self._timer.start(GRACE_MS)
        elif len(code) >= LEAST_WITHOUT_ENTER:
            self._tell(self._take_held())
        else:
            self._let_go()

    def _take_held(self) -> str:
        code = "".join(one.text for one in self._held)
        self._held = []
        self._timer.stop()
        return code

    def _tell(self, code: str, afterglow: float = _AFTERGLOW_S) -> None:
        self._slow = ""
        self._quiet_until = time.monotonic() + afterglow
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self.scanned.emit(code)

    def _let_go(self) -> None:
        """Give what is held to whom it was meant for; with what came shortly before it may yet be a slow scanner's."""
        self._timer.stop()
        held, self._held = self._held, []
        self._replaying = True
        try:
            for one in held:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(self._target(), QKeyEvent(kind, one.key, one.modifiers, one.text))
        finally:
            self._replaying = False
        if held:
            self._remember("".join(one.text for one in held))

    def _remember(self, text: str) -> None:
        now = time.monotonic()
        self._slow = self._slow + text if now - self._slow_at < SLOW_GAP_S else text
        self._slow_at = now
        if not is_ticket_code(normalise_code(self._slow)):
            return
        code, place = self._slow, QApplication.focusWidget()
        if isinstance(place, QLineEdit) and place.text().endswith(code):
            place.setText(place.text().removesuffix(code))
        self._tell(code, SLOW_GAP_S)

    def _compose(self, watched: QObject, event: QInputMethodEvent) -> None:
        now = time.monotonic()
        if now - self._composed.at > SLOW_GAP_S / 2:
            before = watched.text() if isinstance(watched, QLineEdit) else ""
            self._composed = _Composed(place=watched, before=before)
        self._composed.at = now
        self._composed.steps += 1
        self._composed.done += event.commitString()
        self._composed.open = event.preeditString()
        self._composing.start()

    def _composed_enough(self) -> bool:
        """Tell whether a scanner typed what was just composed, and deal with it; fingers compose slowly."""
        self._composing.stop()
        found, self._composed = self._composed, _Composed()
        code = found.done + found.open
        is_ticket = is_ticket_code(normalise_code(code))
        # A long text given in one step is a sentence somebody composed; only a scanner takes many steps so quickly.
        is_quick = found.steps >= LEAST_WITHOUT_ENTER and found.at - found.begun <= found.steps * GAP_MS / 1000
        if not is_ticket and not is_quick:
            return False
        QGuiApplication.inputMethod().reset()
        if isinstance(found.place, QLineEdit):
            found.place.setText(found.before)
        if is_ticket:
            self._tell(code, SLOW_GAP_S)
        else:
            self._quiet_until = time.monotonic() + SLOW_GAP_S
            self.muddled.emit()
        return True


class _Composed:
    """What came through an input method in one go."""

    def __init__(self, place: QObject | None = None, before: str = "") -> None:
        self.place, self.before = place, before
        self.begun = self.at = time.monotonic() if place is not None else 0.0
        self.steps = 0
        self.done = ""
        self.open = ""
