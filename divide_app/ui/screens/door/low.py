"""Compact layout of the door for little height (large text on a small laptop)."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from divide_app.ui import theme

LEAST_HIT = 44
"""Least height and width of what is pressed at the door, in pixels (docs/looks.md#hit-areas)."""
LOW_BELOW = 600
"""Height in pixels at 100 % below which everything stands closer; a laptop of 1366x768 at 150 % has 512."""


def is_low(place: QWidget) -> bool:
    """Return whether a page has so little height."""
    return place.height() < theme.px(LOW_BELOW)


def set_low(button: QPushButton, *, is_low: bool) -> None:
    """Make a button of the door as low as a finger allows, or again as high as the others (see window.qss)."""
    if button.property("low") != is_low:
        button.setProperty("low", is_low)
        button.style().unpolish(button)
        button.style().polish(button)
        button.updateGeometry()
