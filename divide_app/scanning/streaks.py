"""Removes thin straight lines that dirt on a scanner's glass leaves on a page, lest they be read as pen strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

_SAMPLES: Final = 32
"""Places along a line that are looked at; a table's rules end well before the page does."""
_SHARE: Final = 0.9
"""Share of them at which a line must be there."""
_DARKER: Final = 20
"""Steps of grey by which it is darker than what lies beside it."""
_BESIDE: Final = 15
"""Pixels within which something lighter lies beside a thin line."""
_WIDEST: Final = 5
"""Pixels: a wider line may hide a whole mark, so it stays, and a person is asked."""
_MOST: Final = 40
"""Lines from which a picture is simply striped."""


def without_streaks(grey: Picture) -> Picture:
    """Return the picture without lines that run from edge to edge; the picture itself when there are none.

    A line drawn by dirt is straight with the picture, however the page lies in it. What it crossed is closed from both
    sides, so a mark loses no more than the line's own width.
    """
    down = _lines(grey[_sampled(grey.shape[0])])
    across = _lines(grey[:, _sampled(grey.shape[1])].T)
    if not down and not across:
        return grey
    grey = grey.copy()
    for first, last in down:
        _close(grey, first, last)
    for first, last in across:
        _close(grey.T, first, last)
    return grey


def _sampled(long: int) -> Picture:
    import numpy as np

    places = np.linspace(0, max(0, long - 2), _SAMPLES).astype(int)
    return np.stack([places, np.minimum(places + 1, long - 1)], axis=1).ravel()


def _lines(sample: Picture) -> list[tuple[int, int]]:
    """Return the first and last column of each thin line that is there in nearly all pairs of rows."""
    import cv2
    import numpy as np

    paired = np.ascontiguousarray(sample).reshape(_SAMPLES, 2, -1)
    rows: Picture = ((paired[:, 0].astype(np.uint16) + paired[:, 1]) >> 1).astype(np.uint8)  # halves the grain
    beside = cv2.getStructuringElement(cv2.MORPH_RECT, (_BESIDE, 1))
    darker = cv2.morphologyEx(rows, cv2.MORPH_BLACKHAT, beside) > _DARKER
    there = np.flatnonzero(darker.mean(axis=0) > _SHARE)
    if not len(there):
        return []
    ends = np.flatnonzero(np.diff(there) > 1)
    lines = list(zip(there[np.append(0, ends + 1)].tolist(), there[np.append(ends, -1)].tolist(), strict=True))
    return [] if len(lines) > _MOST else [(first, last) for first, last in lines if last - first < _WIDEST]


def _close(picture: Picture, first: int, last: int) -> None:
    """Fill columns from what lies at both sides of them, a pixel wider than the line for its blurred edge."""
    import numpy as np

    left, right = max(0, first - 2), min(picture.shape[1] - 1, last + 2)
    a, b = picture[:, left].astype(np.float32), picture[:, right].astype(np.float32)
    for column in range(left + 1, right):
        share = (column - left) / (right - left)
        picture[:, column] = a + (b - a) * share
