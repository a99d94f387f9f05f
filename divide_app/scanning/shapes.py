"""Shapes of the ink in one box that are no plain mark: level lines, a blot or zigzag, the dot where a pen rested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

FILLED: Final = 0.62
"""Share of ink in a box from which it is filled; a tick of the broadest pen has 0.55."""

_RIM: Final = 0.6
_RIM_FILLED: Final = 0.4
"""Width of the rim in millimetres, and its share of ink, by which a filled box differs from a ●."""
_MANY: Final = 4
"""Strokes which a line through the box crosses in a zigzag; a tick has two, a double ring seldom four."""
_MANY_SHARE: Final = 0.4
"""Share of a box's lines that cross as many."""
_REST: Final = 1.6
_DOT: Final = 2.4
"""Millimetres of a pen's rest with its blur, and of one that is larger or a hasty mark."""
_ROUND: Final = 0.55
"""Share of the square around a dot that is ink: a disc has 0.78, a small tick 0.4."""
_SLOPES: Final = (0.0, -0.09, 0.09)
"""How far from level a line is looked for."""


def level_lines(ink: Picture, share: float) -> list[int]:
    """Return at which rows of a picture lines begin that are about level and as long as a share of its width.

    Of the slopes in which a hand draws such lines the one with most of them counts.
    """
    import cv2
    import numpy as np

    if not ink.size:
        return []
    size = max(1, round(share * ink.shape[1]))
    best: list[int] = []
    for slope in _SLOPES:
        lean = np.array([[1.0, 0.0, 0.0], [-slope, 1.0, slope * ink.shape[1] / 2]])
        straight = ink if not slope else cv2.warpAffine(ink, lean, ink.shape[1::-1], flags=cv2.INTER_NEAREST)
        level = cv2.dilate(np.ascontiguousarray(straight), np.ones((3, 1), np.uint8))  # no line is quite straight
        long = np.flatnonzero(cv2.erode(level, np.ones((1, size), np.uint8), borderValue=0).any(axis=1))
        found = [] if not len(long) else [int(long[0]), *long[1:][np.diff(long) > 1].tolist()]
        best = max(best, found, key=len)
    return best


def is_blot(inner: Picture, per_mm: float) -> bool:
    """Tell a zigzag and a filled box, which may as well be a mark blotted out, from strokes that are few."""
    import numpy as np

    rim = round(_RIM * per_mm)
    edges = inner[:rim], inner[-rim:], inner[:, :rim], inner[:, -rim:]
    if float(inner.mean()) > FILLED and all(float(edge.mean()) > _RIM_FILLED for edge in edges):
        return True
    for lines in (inner[3:-3:2], inner.T[3:-3:2]):
        runs = np.count_nonzero(lines[:, 1:] > lines[:, :-1], axis=1) + lines[:, 0]
        if float(np.mean(runs >= _MANY)) > _MANY_SHARE:
            return True
    return False


def is_rest(inner: Picture, per_mm: float) -> bool:
    """Tell a pen that rested: all ink within a tiny spot."""
    return 0 < _across(inner) < _REST * per_mm


def is_dot(inner: Picture, per_mm: float) -> bool:
    """Tell a dot as a broad pen leaves it at rest, or somebody in haste for a mark."""
    import numpy as np

    across = _across(inner)
    return 0 < across < _DOT * per_mm and float(np.count_nonzero(inner)) > _ROUND * across**2


def _across(ink: Picture) -> int:
    """Return how many pixels ink measures, across or down, whichever is more."""
    import numpy as np

    down, across = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return int(max(down[-1] - down[0], across[-1] - across[0])) + 1 if len(down) else 0
