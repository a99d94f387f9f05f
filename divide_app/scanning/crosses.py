"""Recognises crosses among ticks, circles and filled boxes: × may mean present or absent, so a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

_SIDE: Final = 41
"""Pixels a side to which a mark is brought: one size makes one rule of shape."""
_ANGLES: Final = 72
_NOTCH: Final = 6
"""Pixels that stay white from each side of a × towards its middle: a ring, a filling and a zigzag close a side."""
_TIP: Final = 13
"""Pixels a side of the corners into which the arms of a × reach: a tick, a slash and a レ leave two of them white."""
_LEAST_TIP: Final = 8
"""Pixels of ink there."""
_LINE: Final = 6
"""Where, from each side, a line crosses two arms; of a zigzag it crosses one stroke or many."""
_LEAST_INK: Final = 20


def is_cross(ink: Picture) -> bool:
    """Tell a ×: four arms from one point, none of them along another, with clear paper between them.

    Args:
        ink: The pixels of one mark.
    """
    import cv2
    import numpy as np

    down, across = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(down) < 2 or len(across) < 2:
        return False
    cut: Picture = ink[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
    if min(cut.shape) < 0.45 * max(cut.shape) or int(np.count_nonzero(cut)) < _LEAST_INK:
        return False
    size = (_SIDE, _SIDE)
    piece: Picture = cv2.resize(cut.astype(np.uint8) * np.uint8(255), size, interpolation=cv2.INTER_AREA) > 102
    tips = piece[:_TIP, :_TIP], piece[:_TIP, -_TIP:], piece[-_TIP:, :_TIP], piece[-_TIP:, -_TIP:]
    middle = slice(12, 29)
    notches = piece[:_NOTCH, middle], piece[-_NOTCH:, middle], piece[middle, :_NOTCH].T, piece[middle, -_NOTCH:].T
    if not all(np.count_nonzero(tip) > _LEAST_TIP for tip in tips) or any(one.any(axis=0).all() for one in notches):
        return False
    arms = [_runs(line) for line in (piece[_LINE], piece[-_LINE - 1], piece[:, _LINE], piece[:, -_LINE - 1])]
    if max(arms) == 2 and arms.count(2) > 2 and bool(piece[16:25, 16:25].any()):
        return True
    piece = np.pad(piece, 2)
    ys, xs = np.nonzero(piece)
    deep: Picture = np.asarray(cv2.distanceTransform(piece.astype(np.uint8), cv2.DIST_L2, 3))
    inner = deep[12:33, 12:33]
    thick_y, thick_x = np.unravel_index(int(inner.argmax()), inner.shape)
    middles = (float(ys.mean()), float(xs.mean())), (float(thick_y) + 12, float(thick_x) + 12)
    return any(_has_four_arms(piece, y, x) for y, x in middles)


def _runs(line: Picture) -> int:
    """Return how many separate pieces of ink a line of pixels crosses."""
    import numpy as np

    return int(np.count_nonzero(line[1:] & ~line[:-1])) + int(line[0])


def _has_four_arms(piece: Picture, y: float, x: float) -> bool:
    """Tell whether the ink reaches far from a point in four directions, and hardly anywhere in between."""
    import numpy as np

    angles = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    steps = np.arange(0, 32)[:, None]
    rows = np.clip(np.round(y + steps * np.sin(angles)), 0, piece.shape[0] - 1).astype(int)
    columns = np.clip(np.round(x + steps * np.cos(angles)), 0, piece.shape[1] - 1).astype(int)
    on = piece[rows, columns]
    on[:2] = True  # the very middle of two thin strokes may be a pixel aside
    reach = np.where(on.all(axis=0), len(steps), (~on).argmax(axis=0)).astype(float)
    arms = reach > 0.55 * reach.max()
    begins = np.flatnonzero(arms & ~np.roll(arms, 1))
    if len(begins) != 4 or reach.max() < 12:
        return False
    ends = np.flatnonzero(arms & ~np.roll(arms, -1))
    if ends[0] < begins[0]:
        ends = np.roll(ends, -1)
    middles = (begins + ((ends - begins) % _ANGLES) / 2) % _ANGLES
    gaps = np.diff(np.append(middles, middles[0] + _ANGLES)) % _ANGLES
    between = [
        reach[np.arange(end + 1, begin + (0 if begin > end else _ANGLES)) % _ANGLES].min(initial=99)
        for end, begin in zip(ends, np.roll(begins, -1), strict=True)
    ]
    return bool(gaps.min() > 0.11 * _ANGLES and max(between) < 0.62 * reach.max())
