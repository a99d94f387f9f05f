"""Remembers the window's position for each set of monitors, and restores it where it is visible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

MOST_SETS = 8
"""Sets of monitors remembered: office, home, meeting rooms; the one used longest ago is forgotten."""

TITLE_BAR = 32
"""Height of Windows' title bar at 100 %, which stands above the place: without it nobody can move the window."""


def monitors(screens: Sequence[QScreen]) -> str:
    """Return a name for what is plugged in now: place, size and scale of every monitor."""
    parts = []
    for one in screens:
        area = one.geometry()
        parts.append(f"{area.width()}x{area.height()}{area.x():+}{area.y():+}@{one.devicePixelRatio():g}")
    return " ".join(sorted(parts))


def remembered(window: QWidget, places: Mapping[str, Any], screens: Sequence[QScreen]) -> dict[str, Any]:
    """Return `places` with where the window stands now, put last."""
    name, area = monitors(screens), window.normalGeometry()
    kept = {key: place for key, place in places.items() if key != name}
    place = [area.x(), area.y(), area.width(), area.height(), int(window.isMaximized())]
    return dict([*kept.items(), (name, place)][-MOST_SETS:])


def wanted(places: Mapping[str, Any], screens: Sequence[QScreen]) -> tuple[QRect, bool] | None:
    """Return where the window goes and whether it is maximised; None when nothing sensible is remembered.

    Monitors never seen before take the place used last. What is remembered is moved and made smaller until it lies
    on one monitor: the one it covered most, else the first.
    """
    place = places.get(monitors(screens), next(reversed(list(places.values())), None))
    if not (isinstance(place, list) and len(place) == 5 and all(isinstance(one, int) for one in place)):
        return None
    left, top, width, height, maximised = place
    if not screens or width <= 0 or height <= 0:
        return None
    area = QRect(left, top, width, height)
    rooms = [one.availableGeometry().adjusted(0, TITLE_BAR, 0, 0) for one in screens]
    room = max(rooms, key=lambda one: _covered(one, area))
    width, height = min(width, room.width()), min(height, room.height())
    left = max(room.left(), min(left, room.left() + room.width() - width))
    top = max(room.top(), min(top, room.top() + room.height() - height))
    return QRect(left, top, width, height), bool(maximised)


def _covered(room: QRect, area: QRect) -> int:
    both = room.intersected(area)
    return max(0, both.width()) * max(0, both.height())
