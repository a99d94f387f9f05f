"""A scrolled area that shows what the keyboard is on, also when an error put the keyboard there."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from divide_app.ui import theme


class _Follower(QObject):
    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._target: QWidget | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
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


def follow_focus(area: QScrollArea) -> QScrollArea:
    """Keep what has the keyboard in sight; returns the area. Things higher than the area are left where they are."""
    _Follower(area)
    return area
