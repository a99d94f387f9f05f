"""Whether what has the keyboard can be seen: the one rule of every screen, asked after every key."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QWidget

LEAST = 20
"""Pixels of a thing higher than its place (a list, a calendar) that must be in sight."""


def out_of_sight(window: QWidget) -> str:
    """Return what is wrong with the place of the keyboard, "" when it is visible, on the top page, in the viewport."""
    now = window.focusWidget()
    if now is None:
        return "nowhere"
    name = f"{type(now).__name__} {now.accessibleName() or getattr(now, 'text', str)!s:.40}"
    if not now.isVisible():
        return f"hidden: {name}"
    if not now.isEnabled():
        return f"disabled: {name}"
    seen = now.visibleRegion().boundingRect()
    if isinstance(now, QAbstractItemView):
        row = now.visualRect(now.currentIndex())
        where = now.viewport().visibleRegion().boundingRect()
        if row.isValid() and not row.intersects(where):
            return f"its line lies outside: {name} {row} {where}"
    if seen.height() < min(now.height(), LEAST) or seen.width() < min(now.width(), LEAST):
        return f"outside the viewport: {name} {seen} of {now.rect()}"
    return ""
