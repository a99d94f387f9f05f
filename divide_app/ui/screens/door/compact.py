"""Compact layout of the door for little height (large text on a small laptop)."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from divide_app.ui import theme

LEAST_HIT = 44
"""Least height and width of what is pressed at the door, in pixels (docs/looks.md#hit-areas)."""
COMPACT_BELOW = 600
"""Height in pixels at 100 % below which everything stands closer; a laptop of 1366x768 at 150 % has 512."""


def is_compact(place: QWidget) -> bool:
    """Return whether a page has so little height."""
    return place.height() < theme.px(COMPACT_BELOW)


def set_compact(button: QPushButton, *, is_compact: bool) -> None:
    """Make a button of the door as low as a finger allows, or again as high as the others (see window.qss)."""
    if button.property("low") != is_compact:
        button.setProperty("low", is_compact)
        button.style().unpolish(button)
        button.style().polish(button)
        button.updateGeometry()
