"""Finds a ring that somebody drew, or that a seal left, around a box or a word: a mark as people make it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

_ANGLES: Final = 48
"""Directions in which the ring is looked for."""
_AROUND_BOX: Final = (2.6, 7.0, 3.1, 6.2)
"""Millimetres from the middle between which a ring around a box lies, and its mean; a seal of 10.5 mm has 5.3."""
_AROUND_WORDS: Final = (2.1, 4.6, 2.2, 4.0)
"""The same up and down for words, which are 3.4 mm high."""
_SEEN: Final = 0.45
"""Share of the directions in which it must be seen; an outline or a rule hides the rest of a ring that lies on it."""
_SHARE: Final = 0.85
"""Share of the directions without such a line in which it must be there."""
_GAP: Final = 0.17
"""Share of the turn which a ring that does not close may leave open."""
_OFF: Final = 1.2
_NEAR: Final = 0.55
"""Millimetres by which its distance may leave the smooth one: while that is looked for, and then."""
_BEYOND: Final = 0.9
"""Millimetres outside a ring from which ink at its left or right is something else: a line through it."""
_ASIDE: Final = (2.8, 1.1)
"""Millimetres by which the middle of a ring around words may be beside them, and above or below."""
_LEAST_POINTS: Final = 12


def ring_around(
    ink: Picture, hidden: Picture, middle: tuple[float, float], per_mm: float, width: float, *, of_words: bool
) -> tuple[Picture, Picture] | None:
    """Return the rows and columns of some pixels of the ring around a place; None when there is no clean one.

    A ring is ink in nearly every direction, at a distance that changes slowly. Lines through the place, tails of ticks
    and a neighbour's ring leave gaps, and what goes on beyond it at the left or right is a second mark or a line that
    takes it back.

    Args:
        ink: Pixels with ink, printed outlines and rules left out.
        hidden: Pixels in which print hides ink.
        middle: The place, in millimetres.
        per_mm: Pixels for a millimetre.
        width: How much wider than high the ring is.
        of_words: It goes around words rather than a box.
    """
    return next(filter(None, _tried(ink, hidden, middle, per_mm, width, of_words=of_words)), None)


def _tried(
    ink: Picture, hidden: Picture, middle: tuple[float, float], per_mm: float, width: float, *, of_words: bool
) -> Iterator[tuple[Picture, Picture] | None]:
    """Yield what a look from the place itself finds, and around words one from the middle of what was seen there."""
    looked = _look(ink, hidden, middle, per_mm, width, of_words=of_words)
    yield looked[0]
    across, down = looked[1]
    if of_words and abs(across) < _ASIDE[0] and abs(down) < _ASIDE[1]:
        yield _look(ink, hidden, (middle[0] + across, middle[1] + down), per_mm, width, of_words=of_words)[0]


def _look(
    ink: Picture, hidden: Picture, middle: tuple[float, float], per_mm: float, width: float, *, of_words: bool
) -> tuple[tuple[Picture, Picture] | None, tuple[float, float]]:
    """Return some pixels of the ring around a place, and by how many millimetres its middle is aside."""
    import numpy as np

    least, most, least_mean, most_mean = _AROUND_WORDS if of_words else _AROUND_BOX
    angles = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    reach = np.arange(least, most, 1 / per_mm)
    x, y = middle
    rows = np.round((y + np.outer(reach, np.sin(angles))) * per_mm).astype(int)
    columns = np.round((x + width * np.outer(reach, np.cos(angles))) * per_mm).astype(int)
    on = (rows >= 0) & (rows < ink.shape[0]) & (columns >= 0) & (columns < ink.shape[1])
    rows, columns = rows.clip(0, ink.shape[0] - 1), columns.clip(0, ink.shape[1] - 1)
    there: Picture = on & (ink[rows, columns] > 0)
    is_hidden: Picture = hidden[rows, columns] > 0
    hit: Picture = np.asarray(there.any(axis=0))
    if hit.mean() < _SEEN:
        return None, (math.inf, math.inf)
    outermost = reach[len(reach) - 1 - there[::-1].argmax(axis=0)]
    fit = _smooth(there, hit, reach, _waves(angles, of_words=of_words), float(np.median(outermost[hit])))
    aside = width * 2 * float((fit * np.cos(angles)).mean()), 2 * float((fit * np.sin(angles)).mean())
    away = np.where(there, np.abs(reach[:, None] - fit), np.inf)
    near = away.min(axis=0) < _NEAR
    covered = (is_hidden & (np.abs(reach[:, None] - fit) < _NEAR)).any(axis=0)
    if near.mean() < _SEEN or near[near | ~covered].mean() < _SHARE or not least_mean < fit.mean() < most_mean:
        return None, aside
    if fit[near].min() < least or fit[near].max() > most:
        return None, aside
    there_or_covered = np.flatnonzero(np.tile(near | covered, 2))
    if np.diff(there_or_covered).max(initial=1) > _ANGLES * _GAP:
        return None, aside
    beyond = there & (reach[:, None] > fit + _BEYOND) & (np.abs(np.cos(angles)) > math.sqrt(0.5))
    if int(beyond.any(axis=0).sum()) > 2:
        return None, aside
    at = away.argmin(axis=0)[near], np.flatnonzero(near)
    return (rows[at], columns[at]), aside


def _waves(angles: Picture, *, of_words: bool) -> Picture:
    """Return the shapes a ring's distance is made of: aside of the middle, and longer than wide where all is seen."""
    import numpy as np

    shapes = [np.ones_like(angles), np.cos(angles), np.sin(angles)]
    return np.stack(shapes if of_words else [*shapes, np.cos(2 * angles), np.sin(2 * angles)], axis=1)


def _smooth(there: Picture, hit: Picture, reach: Picture, shape: Picture, first: float) -> Picture:
    """Return for each direction the distance of the ring that most of them agree on."""
    import numpy as np

    fit: Picture = np.full(len(shape), first)
    for _round in range(4):
        away = np.where(there, np.abs(reach[:, None] - fit), np.inf)
        at = away.argmin(axis=0)
        near = hit & (away.min(axis=0) < _OFF)
        if int(near.sum()) < _LEAST_POINTS:
            break
        solved, *_rest = np.linalg.lstsq(shape[near], reach[at[near]], rcond=None)
        fit = shape @ solved
    return fit
