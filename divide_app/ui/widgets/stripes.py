"""The stripe at the left of a meeting: hall or subject, by colour and pattern, never by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen

from divide_app.ui import theme

COLOURS = 6
PATTERNS = 4
"""Plain, bars, dots, slants: with six colours no two of the first twelve are alike."""


def stripe_role(number: int) -> str:
    """Return the colour role of a stripe; 0 and below is the plain edge of things that belong nowhere."""
    return f"stripe_{(number - 1) % COLOURS + 1}" if number > 0 else "edge_soft"


def paint_stripe(painter: QPainter, place: QRect, number: int) -> None:
    """Draw stripe `number` (from 1) into `place`."""
    colour = theme.colour(stripe_role(number))
    painter.save()
    painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
    pattern = (number - 1) % PATTERNS if number > 0 else 0
    if pattern == 0:
        painter.fillRect(place, colour)
        painter.restore()
        return
    edge = max(1, theme.px(1))
    painter.fillRect(QRect(place.left(), place.top(), edge, place.height()), colour)
    step = theme.px(8)
    if pattern == 1:
        for top in range(place.top(), place.bottom() + 1, step):
            painter.fillRect(QRect(place.left(), top, place.width(), step * 5 // 8), colour)
    elif pattern == 2:
        side = max(2, place.width() - 2 * edge)
        for top in range(place.top() + 1, place.bottom() + 1, theme.px(6)):
            painter.fillRect(QRect(place.left() + 2 * edge, top, side, theme.px(3)), colour)
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, theme.px(2)))
        for top in range(place.top() - place.width(), place.bottom() + place.width(), theme.px(6)):
            painter.drawLine(place.left(), top + place.width(), place.right() + 1, top)
    painter.restore()
