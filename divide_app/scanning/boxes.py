"""Classifies the boxes of a located page: marked, empty, or uncertain and left to a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

from divide_app.domain.scans.paper_reading import BoxReading, Written
from divide_app.domain.scans.sheet_layout import PAGE_CODE, Box, Spot
from divide_app.scanning.judging import Judge
from divide_app.scanning.placing import straightened
from divide_app.scanning.strokes import FULL, PER_MM, Sheet, pen_level

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

_EDGE: Final = 2.0
"""Millimetres around the boxes' cells that are looked at, too."""
_SEARCH: Final = 1.3
"""Millimetres by which a box may stand away from where the marks say it is: paper bends."""
_ROUGH: Final = 0.5
"""Millimetres of such a distance from which the page is straightened again, by its boxes."""
_APART: Final = 0.75
"""Millimetres between where a box's outline is found and where its neighbours put it; more is not understood."""
_LEAST_INK: Final = 0.22
"""Darkness of paper's own grain and of JPEG's clouds, below which nothing is ink."""
_RULE: Final = 0.7
"""Millimetres at the top and bottom of a name's cell where the table's rule may lie."""
_THROUGH_NAME: Final = 8.5
"""Millimetres of a level line that no letter has: those of a name written large have 5."""
_MARKER: Final = 1.3
"""Millimetres of the thickest stroke from which a name was written with a marker."""
_OF_MARKER: Final = 0.6
"""Share of a marker's writing that a line goes through; letters that touch make shorter ones."""
_GRAIN: Final = 7
"""Pixels of a gap that the paper's grain leaves in a pale pencil's line, with one to spare."""
_FOLD: Final = 0.85
"""Share of a name's cell from which a line across it is a fold's or a shadow's, which go on."""
_BOTH: Final = 0.65
"""Share of their length in which two lines are seen at once."""
_ALL_OF_IT: Final = 0.75
"""Share of what is written that the lines go through."""
_ON_BOTH_SIDES: Final = 0.05
"""Share of the ink that stands above, and below, lines that go through a name."""
_BLOT: Final = 3.0
"""Millimetres of blackened writing at its thickest; letters of a marker have 2.6."""
_BLACKENED: Final = 0.7
"""Share of ink in what is written from which it was blackened."""
_STEPS: Final = (0.34, 0.67, 1.0)
"""Shares of a page's rows by which a page without corner marks is straightened, from its code downwards."""


@dataclass(frozen=True, slots=True)
class Looked:
    """All boxes of a page.

    Attributes:
        boxes: In the order of the spots.
        writing: By row, what is written where only a name may stand.
        found: Share of the boxes whose printed outline was seen where it should be.
    """

    boxes: tuple[BoxReading, ...]
    writing: dict[int, Written]
    found: float


@dataclass(frozen=True, slots=True)
class _Part:
    """Boxes that stand alike, with as much of the page as they need: those of walk-ins take twice the width."""

    spots: Sequence[Spot]
    region: Box
    darkness: Picture


@dataclass(frozen=True, slots=True)
class _Aligned:
    """Where the boxes' printed outlines are.

    Attributes:
        offsets: By how many millimetres each box is away (x, y), as its neighbours agree.
        outlines: How dark each outline is at its best place.
        there: The same at the place the neighbours agree on.
        level: How dark print is on this page.
        apart: By how many millimetres each box by itself would stand elsewhere than its neighbours say.
    """

    offsets: Picture
    outlines: Picture
    there: Picture
    level: float
    apart: Picture


def look(grey: Picture, to_pixels: Picture, spots: Sequence[Spot], writing: Sequence[Spot] = ()) -> Looked:
    """Look at every box of a page.

    Args:
        grey: The picture.
        to_pixels: Matrix from millimetres on the page to pixels.
        spots: The boxes.
        writing: Places where ink only says that something is written.
    """
    parts, aligned = _seen(grey, to_pixels, spots)
    if float(abs(aligned.offsets).max()) > _ROUGH:  # the boxes know better than marks that were half cut off
        to_pixels = _corrected(to_pixels, spots, aligned)
        parts, aligned = _seen(grey, to_pixels, spots)
    level = aligned.level
    is_found = (aligned.outlines > 0.45 * level) & (aligned.apart < _APART)
    seen = is_found | (aligned.there > 0.45 * level)  # a bold mark draws the search away from a plain outline
    strong = max(_LEAST_INK * FULL, 0.45 * level)
    placed = iter([_moved(spot, *offset) for spot, offset in zip(spots, aligned.offsets.tolist(), strict=True)])
    was_seen = iter(seen.tolist())
    readings = []
    for part in parts:
        count = len(part.spots)
        sheet = Sheet(part.darkness, list(islice(placed, count)), part.region, strong, level)
        readings += Judge(sheet).read(list(islice(was_seen, count)))
    boxes = tuple(
        BoxReading(spot, reading.ink, reading.confidence, reading.doubt)
        for spot, reading in zip(spots, readings, strict=True)
    )
    written = _written(grey, to_pixels, writing, strong, pen_level(level))
    return Looked(boxes, written, float(is_found.mean()) if len(is_found) else 0.0)


def approached(grey: Picture, to_pixels: Picture, spots: Sequence[Spot]) -> Picture:
    """Return the matrix of a page of which little more than its code is known, straightened from there row by row.

    Args:
        grey: The picture.
        to_pixels: Matrix from millimetres to pixels that is right around the code and less so far from it.
        spots: The boxes.
    """
    import cv2
    import numpy as np

    rows = sorted({spot.row for spot in spots})
    for share in _STEPS:
        near = set(rows[: max(1, round(share * len(rows)))])
        some = [spot for spot in spots if spot.row in near]
        aligned = _seen(grey, to_pixels, some)[1]
        good = (aligned.outlines > 0.5 * aligned.level) & (aligned.apart < _APART)
        if int(good.sum()) < 4:
            return to_pixels
        on_page = np.array([*[spot.box.middle for spot, is_good in zip(some, good, strict=True) if is_good]])
        stands = on_page + aligned.offsets[good]
        # The code's own corners hold the far side while only the first rows are known.
        corners = np.array([(PAGE_CODE.x, PAGE_CODE.y), (PAGE_CODE.x + PAGE_CODE.w, PAGE_CODE.y)])
        shift, _kept = cv2.estimateAffine2D(np.vstack([on_page, corners]), np.vstack([stands, corners]))
        if shift is None:
            return to_pixels
        to_pixels = np.asarray(to_pixels @ np.vstack([shift, (0.0, 0.0, 1.0)]))
    return to_pixels


def _seen(grey: Picture, to_pixels: Picture, spots: Sequence[Spot]) -> tuple[list[_Part], _Aligned]:
    parts = []
    for _has_words, some in groupby(spots, lambda spot: spot.words is not None):
        own = list(some)
        region = _around([spot.cell for spot in own])
        flat = straightened(grey, to_pixels, region.x, region.y, region.w, region.h, PER_MM)
        parts.append(_Part(own, region, _darkness(flat)))
    return parts, _align(parts)


def _corrected(to_pixels: Picture, spots: Sequence[Spot], aligned: _Aligned) -> Picture:
    """Return the matrix under which the boxes' outlines stand where they should."""
    import cv2
    import numpy as np

    good = aligned.outlines > 0.5 * aligned.level
    middles = np.array([spot.box.middle for spot in spots])
    if int(good.sum()) < 8:
        return to_pixels
    shift, _kept = cv2.findHomography(middles[good], (middles + aligned.offsets)[good], 0)
    return to_pixels if shift is None else np.asarray(to_pixels @ shift)


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.w for box in boxes), max(box.y + box.h for box in boxes)
    return Box(left, top, right - left, bottom - top).grown(_EDGE)


def _darkness(flat: Picture) -> Picture:
    """Return how much darker each pixel is than the paper around it, 0 to 255, whatever shadow or stain lies there."""
    import cv2
    import numpy as np

    small = cv2.resize(flat, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = int(10 * PER_MM / 4) | 1  # wider than a filled box
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    paper = cv2.blur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (side // 2 | 1, side // 2 | 1))
    paper = np.maximum(paper, 24)  # where everything is black nothing is known
    around = cv2.resize(paper, flat.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.bitwise_not(cv2.divide(flat, around, scale=FULL)))


def _align(parts: Sequence[_Part]) -> _Aligned:
    """Find each box's printed outline near its place."""
    import numpy as np

    found = [one for part in parts for one in _searched(part)]
    spots = [spot for part in parts for spot in part.spots]
    offsets, scores = np.array([one.offset for one in found]), np.array([one.score for one in found])
    level = float(np.percentile(scores, 75))
    smooth = _smoothed(offsets, scores > 0.5 * level, spots)
    there = np.array([one.at(dx, dy) for one, (dx, dy) in zip(found, smooth.tolist(), strict=True)])
    return _Aligned(smooth, scores, there, level, np.abs(offsets - smooth).max(axis=1))


@dataclass(frozen=True, slots=True)
class _Search:
    """How dark a box's outline is at each place near its own.

    Attributes:
        answer: Darkness by rows and columns of places, a pixel of the halved picture apart.
        base: Where the first of them is, in such pixels from the box's own place.
        offset: The best of them, in millimetres.
        score: Darkness there.
    """

    answer: Picture
    base: tuple[float, float]
    offset: tuple[float, float]
    score: float

    def at(self, dx: float, dy: float) -> float:
        """Return the darkness at a place in millimetres."""
        column, row = round(dx * PER_MM / 2 - self.base[0]), round(dy * PER_MM / 2 - self.base[1])
        if not (0 <= row < self.answer.shape[0] and 0 <= column < self.answer.shape[1]):
            return 0.0
        return float(self.answer[row, column])


def _searched(part: _Part) -> Iterator[_Search]:
    import cv2

    half = cv2.resize(part.darkness, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    per = PER_MM / 2
    reach = round(_SEARCH * per)
    rings: dict[tuple[float, float], tuple[Picture, float]] = {}
    for spot in part.spots:
        box = spot.box
        if (box.w, box.h) not in rings:
            made = _ring(box, per)
            rings[box.w, box.h] = made, float(made.sum())
        ring, whole = rings[box.w, box.h]
        high, wide = ring.shape
        x, y = (box.x - part.region.x) * per, (box.y - part.region.y) * per
        left, top = max(round(x) - 1 - reach, 0), max(round(y) - 1 - reach, 0)
        near = half[top : top + high + 2 * reach, left : left + wide + 2 * reach]
        answer: Picture = cv2.matchTemplate(near, ring, cv2.TM_CCORR) * (1 / whole)
        _low, best, _where, where = cv2.minMaxLoc(answer)
        dx, dy = _between(answer, *where)
        base = left + wide / 2 - x - box.w * per / 2, top + high / 2 - y - box.h * per / 2
        yield _Search(answer, base, ((base[0] + where[0] + dx) / per, (base[1] + where[1] + dy) / per), best)


def _between(answer: Picture, x: int, y: int) -> tuple[float, float]:
    """Return how far the true peak lies from the best whole pixel, by a parabola through its neighbours."""

    def peak(low: float, mid: float, high: float) -> float:
        bend = low - 2 * mid + high
        return 0.5 * (low - high) / bend if bend < 0 else 0.0

    high, wide = answer.shape
    return (
        peak(*(float(answer[y, x + d]) for d in (-1, 0, 1))) if 0 < x < wide - 1 else 0.0,
        peak(*(float(answer[y + d, x]) for d in (-1, 0, 1))) if 0 < y < high - 1 else 0.0,
    )


def _ring(box: Box, per: float) -> Picture:
    import cv2
    import numpy as np

    wide, high = round(box.w * per) + 3, round(box.h * per) + 3
    ring: Picture = np.zeros((high, wide), np.uint8)
    cv2.rectangle(ring, (1, 1), (wide - 2, high - 2), FULL, 1)
    return np.asarray(cv2.GaussianBlur(ring, (3, 3), 0.6))


def _smoothed(offsets: Picture, good: Picture, spots: Sequence[Spot]) -> Picture:
    """Let neighbours agree: paper bends slowly, while a mark's strokes may pull one box's outline aside."""
    import numpy as np

    x = np.array([spot.box.middle[0] for spot in spots]) / 100 - 1.4
    y = np.array([spot.box.middle[1] for spot in spots]) / 100 - 1.6
    shapes = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=1)
    weights = good.astype(float)
    fitted = np.zeros_like(offsets)
    for _round in range(3):
        if (weights > 0).sum() < 8:
            return np.tile(np.median(offsets[good], axis=0) if good.any() else np.zeros(2), (len(offsets), 1))
        root = np.sqrt(weights)[:, None]
        solved, *_rest = np.linalg.lstsq(shapes * root, offsets * root, rcond=1e-6)
        fitted = shapes @ solved
        away = np.abs(offsets - fitted).max(axis=1)
        weights = good / (1 + (away / 0.15) ** 2)
    near = np.clip(offsets - fitted, -0.25, 0.25) * (good & (np.abs(offsets - fitted).max(axis=1) < 0.4))[:, None]
    return np.asarray(fitted + 0.5 * near)


def _moved(spot: Spot, dx: float, dy: float) -> Spot:
    def move(box: Box) -> Box:
        return Box(box.x + dx, box.y + dy, box.w, box.h)

    words = None if spot.words is None else move(spot.words)
    return replace(spot, box=move(spot.box), cell=move(spot.cell), words=words)


def _written(
    grey: Picture, to_pixels: Picture, places: Sequence[Spot], strong: float, pen: float
) -> dict[int, Written]:
    """Tell in which of the places something is written, and whether it was struck out."""
    import cv2
    import numpy as np

    if not places:
        return {}
    region = _around([place.cell for place in places])
    darkness = _darkness(straightened(grey, to_pixels, region.x, region.y, region.w, region.h, PER_MM))
    ink = (darkness > max(0.7 * strong, _LEAST_INK * FULL)).astype(np.uint8)

    def slices(box: Box) -> tuple[slice, slice]:
        left, top = max(0, round((box.x - region.x) * PER_MM)), max(0, round((box.y - region.y) * PER_MM))
        return slice(top, top + round(box.h * PER_MM)), slice(left, left + round(box.w * PER_MM))

    for place in places:
        if place.words is not None:
            ink[slices(place.words)] = 0
    found = {}
    for place in places:
        part = np.ascontiguousarray(ink[slices(place.cell.grown(-0.4))])
        count, labels, stats, _middles = cv2.connectedComponentsWithStats(part, connectivity=8)
        dark = np.bincount(labels[darkness[slices(place.cell.grown(-0.4))] > pen], minlength=count)
        pieces = stats[1:][dark[1:] > 0.03 * stats[1:, cv2.CC_STAT_AREA]]
        big = pieces[pieces[:, cv2.CC_STAT_AREA] > 0.3 * PER_MM**2]
        # the rules of the table run along the edges; handwriting is high and wide
        tall = big[(big[:, cv2.CC_STAT_HEIGHT] > 0.9 * PER_MM) & (big[:, cv2.CC_STAT_WIDTH] < 40 * PER_MM)]
        if tall[:, cv2.CC_STAT_AREA].sum() <= 1.0 * PER_MM**2:
            found[place.row] = Written.NOTHING
        else:
            tone = float(np.median(darkness[slices(place.cell.grown(-0.4))][part > 0]))
            found[place.row] = _as_name(part, is_pale=tone < pen)
    return found


def _as_name(ink: Picture, *, is_pale: bool) -> Written:
    """Tell a name from one with 二重線 through it, and from one that a line goes through or that was blackened."""
    import cv2
    import numpy as np

    inner = np.ascontiguousarray(ink[round(_RULE * PER_MM) : -round(_RULE * PER_MM)])
    level = cv2.dilate(inner, np.ones((3, 1), np.uint8))  # a line need not be quite level
    if is_pale:
        level = np.asarray(cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((1, _GRAIN), np.uint8)))
    level[level.mean(axis=1) > _FOLD] = 0
    across, down = np.flatnonzero(inner.any(axis=0)), np.flatnonzero(inner.any(axis=1))
    through = _THROUGH_NAME * PER_MM
    if len(across) and 2 * float(cv2.distanceTransform(inner, cv2.DIST_L2, 3).max()) > _MARKER * PER_MM:
        through = max(through, _OF_MARKER * (across[-1] - across[0]))  # its letters run into each other
    long = cv2.erode(level, np.ones((1, round(through)), np.uint8), borderValue=0)
    if long.any():
        return Written.STRUCK if _is_double(inner, long) else Written.UNCLEAR
    if not len(across):
        return Written.NAME
    written = np.ascontiguousarray(inner[down[0] : down[-1] + 1, across[0] : across[-1] + 1])
    if float(written.mean()) < _BLACKENED:
        return Written.NAME
    thick = 2 * float(cv2.distanceTransform(written, cv2.DIST_L2, 3).max())
    return Written.UNCLEAR if thick > _BLOT * PER_MM else Written.NAME


def _is_double(ink: Picture, long: Picture) -> bool:
    """Tell two lines through writing from one, and from two below it."""
    import numpy as np

    columns = np.flatnonzero(long.any(axis=0))
    middle = long[:, columns]
    lines = np.count_nonzero(middle[1:] > middle[:-1], axis=0) + middle[0]
    if float((lines == 2).mean()) < _BOTH:
        return False
    written = np.flatnonzero(ink.any(axis=0))
    if len(columns) + _THROUGH_NAME * PER_MM < _ALL_OF_IT * (
        written[-1] - written[0]
    ):  # another name may stand beside the one struck out
        return False
    rows = np.flatnonzero(long.any(axis=1))
    whole = np.count_nonzero(ink)
    above, below = np.count_nonzero(ink[: rows[0]]), np.count_nonzero(ink[rows[-1] + 1 :])
    return bool(min(above, below) > _ON_BOTH_SIDES * whole)
