"""The focus ring, drawn above all widgets."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from divide_app.ui import theme

_FOLLOWED = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
}


class FocusRing(QWidget):
    """One ring per window; it follows the focus and never takes a click.

    Shown while the person works by keys, and always for places where one types. The signal of a changed focus tells
    no reason, so the window says when Tab or a shortcut was pressed (`keys_used`); a mouse button that is down while
    the focus changes says the contrary.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._by_keys = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def keys_used(self) -> None:
        """Take note that the person works by keys."""
        self._by_keys = True

    def _focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._by_keys = False
        elif isinstance(before, QLineEdit | QPlainTextEdit):
            self._by_keys = True  # Enter in a line, or a choice of its list
        # Focus out of nowhere is the window being shown: no key was pressed yet.
        by_mouse = not self._by_keys or before is None
        typed = isinstance(now, QLineEdit | QPlainTextEdit)
        mine = now is not None and now.window() is self.window() and now is not self.window()
        mine = mine and not (now is not None and now.property("no_ring"))  # a whole screen that waits for keys
        self._follow(now if mine and (typed or not by_mouse) else None)

    def _follow(self, target: QWidget | None) -> None:
        for before in self._watched:
            # What had the keyboard may be gone by now (a form taken off the screen).
            if shiboken6.isValid(before):
                before.removeEventFilter(self)
        self._watched = []
        self._target = target
        widget: QWidget | None = target
        while widget is not None and widget is not self.window():
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the target when it or something around it moves."""
        if event.type() in _FOLLOWED:
            self._place()
        return False

    def _place(self) -> None:
        target = self._target
        if target is None or not shiboken6.isValid(target) or not target.isVisible():
            self.hide()
            return
        place = QRect(target.mapTo(self.window(), QPoint(0, 0)), target.size())
        parent = target.parentWidget()
        while parent is not None and parent is not self.window():
            # What a scroll area hides stays hidden.
            place = place.intersected(QRect(parent.mapTo(self.window(), QPoint(0, 0)), parent.size()))
            parent = parent.parentWidget()
        if place.isEmpty():
            self.hide()
            return
        self.setGeometry(place.adjusted(-5, -5, 5, 5).intersected(self.window().rect()))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the two lines of the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.px(theme.tokens().radius["control"]) + 3
        outer = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(theme.colour("focus_outer"), 2.5))
        painter.drawRoundedRect(outer, radius, radius)
        painter.setPen(QPen(theme.colour("focus_inner"), 2))
        painter.drawRoundedRect(outer.adjusted(2.25, 2.25, -2.25, -2.25), radius - 2, radius - 2)
        painter.end()
