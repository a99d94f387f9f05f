"""Keeps the keyboard focus inside the visible part of a scroll area, whichever of them moves."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from divide_app.ui import keyboard, theme


class _Follower(QObject):
    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._target: QWidget | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show)
        self._scrolled = QTimer(self)
        self._scrolled.setSingleShot(True)
        self._scrolled.timeout.connect(self._come_along)
        area.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice a key nobody in the area wanted: the area scrolls by it (PageDown on a button)."""
        if event.type() is QEvent.Type.KeyPress:
            self._scrolled.start(0)
        return super().eventFilter(watched, event)

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not shiboken6.isValid(self._area):
            return  # the area is being taken down with what had the keyboard; this child of it goes a moment later
        content = self._area.widget()
        inside = now is not None and content is not None and content.isAncestorOf(now)
        self._target = now if inside else None
        if inside:
            self._later.start(0)  # the sentence of an error has its room only after the next layout

    def _show(self) -> None:
        target = self._target
        if target is None or not shiboken6.isValid(target) or not target.isVisible():
            return
        if target.height() > self._area.viewport().height():
            return
        self._area.ensureWidgetVisible(target, 0, theme.px(48))

    def _come_along(self) -> None:
        """Put the keyboard on what is in sight after a key scrolled its place away: nothing unseen is ever acted on."""
        content, now = self._area.widget(), self._area.window().focusWidget()
        if content is None or now is None or not (now is self._area or content.isAncestorOf(now)):
            return
        if now is not self._area and self._place(now).intersects(self._area.viewport().rect()):
            return
        seen = self._area.viewport().rect()
        (next((one for one in keyboard.stops(content) if seen.contains(self._place(one))), self._area)).setFocus()

    def _place(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self._area.viewport(), widget.rect().topLeft()), widget.size())


def follow_focus(area: QScrollArea) -> QScrollArea:
    """Keep what has the keyboard in sight; returns the area. Things higher than the area are left where they are."""
    _Follower(area)
    return area
