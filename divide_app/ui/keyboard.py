"""Initial keyboard focus of a screen: the first widget that accepts input, scrolled into view."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

_TYPED = (QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)
_SENSIBLE = (QAbstractItemView, (QLineEdit, QPlainTextEdit))
"""What work begins with, the best first."""


def stops(root: QWidget) -> Iterator[QWidget]:
    """Give everything in `root` that Tab stops at now, in the order of Tab."""
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        if root.isAncestorOf(widget) and is_stop(widget):
            yield widget
        widget = widget.nextInFocusChain()


def is_stop(widget: QWidget) -> bool:
    """Whether Tab stops here now."""
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def first_stop(root: QWidget) -> QWidget | None:
    """Return where work begins: a list or a line to type in, else the first button; None while there is nothing."""
    found = list(stops(root))
    for kind in _SENSIBLE:
        for one in found:
            if isinstance(one, kind):
                return one
    return found[0] if found else None


def place_left(root: QWidget) -> QWidget | None:
    """Return the list or line in `root` the keyboard was on when it was last here, if it is still there."""
    last = root.focusWidget()
    there = last is not None and root.isAncestorOf(last) and is_stop(last)
    return last if there and isinstance(last, (*_TYPED, QAbstractItemView)) else None


def is_within(root: QWidget) -> bool:
    """Whether the keyboard is on something in `root` that keys can act on."""
    now = root.window().focusWidget()
    if now is None or now is root or not root.isAncestorOf(now):
        return False
    return now.isVisible() and now.focusPolicy() is not Qt.FocusPolicy.NoFocus


def holds(root: QWidget) -> bool:
    """Whether the keyboard is on `root` itself or on anything in it."""
    now = root.window().focusWidget()
    return now is not None and (now is root or root.isAncestorOf(now))
