"""Counts pixels by rectangle and by zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
