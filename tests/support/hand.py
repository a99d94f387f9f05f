"""A hand with a mouse for tests: takes something up, carries it in steps, and puts it down."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

_NONE = Qt.KeyboardModifier.NoModifier


def take(widget: QWidget, start: QPoint) -> None:
    """Press the left button."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, _NONE, start)


def carry(widget: QWidget, start: QPoint, end: QPoint, steps: int = 4) -> None:
    """Move in steps, as a hand does."""
    for step in range(1, steps + 1):
        QTest.mouseMove(widget, start + (end - start) * step / steps)


def put(widget: QWidget, end: QPoint) -> None:
    """Release the left button."""
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, _NONE, end)


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Take up at one point and put down at another."""
    take(widget, start)
    carry(widget, start, end)
    put(widget, end)
