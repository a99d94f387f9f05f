"""Moves the focus to a widget and scrolls it into view."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget


def go_to(widget: QWidget) -> None:
    """Give `widget` the keyboard and scroll whatever it is in so that it is seen."""
    widget.setFocus()
    reveal(widget)


def reveal(widget: QWidget) -> None:
    """Scroll whatever `widget` is in so that it is seen, once the layout has settled."""

    def scroll() -> None:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget, 24, 24)
            parent = parent.parentWidget()

    QTimer.singleShot(0, widget, scroll)
