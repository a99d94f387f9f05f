"""Breaks short text into lines for painted items, where a label would be too slow."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics

_NOT_FIRST = "、。，．・：；！？）」』】〕〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ〜%)"
"""Signs that never begin a line (JIS X 4051, 行頭禁則)."""


@lru_cache(maxsize=2048)
def _broken(text: str, font: QFont, width: int, most: int) -> tuple[str, ...]:
    metrics = QFontMetrics(font)
    rest = text.strip()
    lines: list[str] = []
    while rest:
        if len(lines) == most - 1 or metrics.horizontalAdvance(rest) <= width:
            lines.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        count = _fitting(rest, metrics, width)
        lines.append(rest[:count].rstrip())
        rest = rest[count:].lstrip()
    return tuple(lines)


def wrapped(text: str, font: QFont, width: int, most: int) -> tuple[str, ...]:
    """Return `text` in at most `most` lines of `width` pixels; the last one is elided when it is too long."""
    return _broken(text, font, width, most) if most > 0 and width > 0 else ()


def _fitting(text: str, metrics: QFontMetrics, width: int) -> int:
    """Return how many signs go into one line: a word is kept whole, a closing sign never begins the next line."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.horizontalAdvance(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    if low < len(text) and text[low - 1].isascii() and text[low].isascii() and text[low] != " ":
        space = text.rfind(" ", 1, low)
        if space > 0:
            return space
    if 1 < low < len(text) and text[low] in _NOT_FIRST:
        return low - 1
    return low
