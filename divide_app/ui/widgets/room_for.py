"""The width a column needs for its widest text; English text is wider than Japanese."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil

from PySide6.QtGui import QFontMetrics

from divide_app.domain.people.age_band import BANDS
from divide_app.ui import theme
from divide_app.wording.bands import band_label
from divide_app.wording.dates import short_day

_EDGES = 22
"""Pixels at 100 % a table's cell keeps free at both sides, and one more for rounding."""
_HEADER_EDGES = 20
_EVERY_KIND_OF_DAY = [date(2026, month, 20) + timedelta(days=step) for month in range(1, 13) for step in range(7)]


def room_for(words: Iterable[str], *, least: int, size: str = "body") -> int:
    """Return the width for `Column` (pixels at 100 %, at least `least`) in which none of `words` is cut."""
    metrics = QFontMetrics(theme.font(size))
    widest = max((metrics.horizontalAdvance(word) for word in words), default=0)
    return max(least, ceil(widest * 100 / theme.percent()) + _EDGES)


def room_for_title(title: str, *, least: int) -> int:
    """Return the width in which the header does not cut `title`; Qt keeps room there beside the edges of a cell."""
    widest = QFontMetrics(theme.font("small", bold=True)).horizontalAdvance(title)
    return max(least, ceil(widest * 100 / theme.percent()) + _EDGES + _HEADER_EDGES)


def room_for_days(*, least: int) -> int:
    """Return the width for short days: two figures, every weekday, every month."""
    return room_for(map(short_day, _EVERY_KIND_OF_DAY), least=least)


def room_for_bands(*, least: int) -> int:
    """Return the width for every age band."""
    return room_for([band_label(code) for code in BANDS], least=least)
