"""Counts pixels by rectangle and by zone, and ink on printed outlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from divide_app.domain.scans.sheet_layout import Spot
    from divide_app.scanning.placing import Picture


def fill(picture: Picture, edges: Picture, values: int | range) -> None:
    """Give rectangles of a picture one value, or each its own."""
    for at, (top, bottom, left, right) in enumerate(edges.tolist()):
        picture[top:bottom, left:right] = values if isinstance(values, int) else values[at]


def sums(summed: Picture, edges: Picture) -> Picture:
    """Return the sum within each rectangle, from the sums of everything above and left of each pixel."""
    top, bottom, left, right = edges.T
    total: Picture = summed[bottom, right] - summed[top, right] - summed[bottom, left] + summed[top, left]
    return total


def table_of(stroke_of: Picture, zone_of: Picture, strokes: int, count: int) -> Picture:
    """Return pixels by stroke and zone, those in no zone left out."""
    import numpy as np

    pairs = stroke_of.astype(np.int64) * count + zone_of
    table = np.bincount(pairs, minlength=strokes * count).reshape(strokes, count)
    table[:, 0] = 0
    return table


def thicker_outlines(spots: Sequence[Spot], band: Picture) -> Picture:
    """Return by how many square millimetres each outline is thicker than the others of its page.

    Args:
        spots: The boxes.
        band: Black in the band around each outline, in square millimetres.
    """
    import numpy as np

    line = np.array([spot.line for spot in spots])
    around = np.array([2 * (spot.box.w + spot.box.h) for spot in spots])
    wider = band / around - line  # blur and threshold widen or thin all lines alike
    usual = np.full(len(line), float(np.quantile(wider, 0.3)))
    for width in set(line.tolist()):
        same = line == width
        if same.sum() >= 6:
            usual[same] = float(np.quantile(wider[same], 0.3))
    thicker = (wider - usual) * around
    return np.asarray(thicker - 2.5 * np.quantile(thicker, 0.65))  # a blurred page has uneven outlines everywhere
