"""Looks at the boxes of a page that was found: which hold a mark, which are empty, and which only a person can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from divide_app.domain.paper_reading import BoxReading, Doubt, Ink
from divide_app.domain.sheet_layout import Box, Spot
from divide_app.scanning.placing import straightened

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

PER_MM: Final = 7
"""Pixels for a millimetre at which boxes are looked at (178 dots an inch): a pen's line is three wide."""

_EDGE: Final = 2.0
"""Millimetres around the boxes' cells that are looked at, too."""
_OUTLINE: Final = 0.6
"""Half the width of the band around a box's printed line in which ink says nothing."""
_RULE: Final = 0.6
"""Millimetres from a cell to the rule of the table around it."""
_SEARCH: Final = 1.3
"""Millimetres by which a box may stand away from where the marks say it is: paper bends."""
_ROUGH: Final = 0.5
"""Millimetres of such a distance from which the page is straightened again, by its boxes."""
_APART: Final = 0.75
"""Millimetres between where a box's outline is found and where its neighbours put it; more is not understood."""
_BESIDE_SHARE: Final = 2.0
"""Ink around a box, held against the ink in it, from which the mark rather stands beside."""
_SPECK: Final = 0.12
"""Square millimetres below which ink is dust."""
_EMPTY: Final = 0.22
"""Square millimetres of ink in a box up to which it is empty."""
_MARKED: Final = 0.6
"""Square millimetres from which it is marked: a short stroke of a thin pen has 0.8."""
_FAINT: Final = 1.0
"""Square millimetres of faint ink that make an otherwise empty box doubtful."""
_BESIDE: Final = 0.7
"""Square millimetres of ink beside an empty box that make it doubtful."""
_PEN: Final = 0.68
"""Darkness, held against the printed outlines, which a pen or pencil reaches somewhere in its stroke."""
_OUT: Final = 0.55
"""Millimetres from a box's edge from which ink is outside."""
_SPILL: Final = 0.13
"""Square millimetres outside a box that count as a stroke going on there."""
_FOREIGN: Final = 1.8
"""The same for ink that hangs together with another box's mark: the tail of a tick may reach so far."""
_THROUGH: Final = 0.25
"""Share of a stroke's ink in a second box up to which it only runs over from the first."""


@dataclass(frozen=True, slots=True)
class Looked:
    """All boxes of a page.

    Attributes:
        boxes: In the order of the spots.
        writing: By row, whether anything is written where only a name may stand.
        found: Share of the boxes whose printed outline was seen where it should be.
    """

    boxes: tuple[BoxReading, ...]
    writing: dict[int, bool]
    found: float


def look(grey: Picture, to_pixels: Picture, spots: Sequence[Spot], writing: Sequence[Spot] = ()) -> Looked:
    """Look at every box of a page.

    Args:
        grey: The picture.
        to_pixels: Matrix from millimetres on the page to pixels.
        spots: The boxes.
        writing: Places where ink only says that something is written.
    """
    region = _around([spot.cell for spot in spots])
    flat = straightened(grey, to_pixels, region.x, region.y, region.w, region.h, PER_MM)
    darkness = _darkness(flat)
    offsets, outlines, level, apart = _align(darkness, spots, region)
    if float(abs(offsets).max()) > _ROUGH:  # the boxes know better than marks that were half cut off
        to_pixels = _corrected(to_pixels, spots, offsets, outlines > 0.5 * level)
        flat = straightened(grey, to_pixels, region.x, region.y, region.w, region.h, PER_MM)
        darkness = _darkness(flat)
        offsets, outlines, level, apart = _align(darkness, spots, region)
    seen = (outlines > 0.45 * level) & (apart < _APART)
    strong = max(0.22, 0.45 * level)
    placed = [_moved(spot, *offset) for spot, offset in zip(spots, offsets, strict=True)]
    readings = _Sheet(darkness, placed, region, strong, level).read(seen.tolist())
    boxes = tuple(
        BoxReading(spot, reading.ink, reading.confidence, reading.doubt)
        for spot, reading in zip(spots, readings, strict=True)
    )
    return Looked(
        boxes, _written(grey, to_pixels, writing, strong, _PEN * level), float(seen.mean()) if len(seen) else 0.0
    )


def _corrected(to_pixels: Picture, spots: Sequence[Spot], offsets: Picture, good: Picture) -> Picture:
    """Return the matrix under which the boxes' outlines stand where they should."""
    import cv2
    import numpy as np

    middles = np.array([spot.box.middle for spot in spots])
    if int(good.sum()) < 8:
        return to_pixels
    shift, _kept = cv2.findHomography(middles[good], (middles + offsets)[good], 0)
    return to_pixels if shift is None else np.asarray(to_pixels @ shift)


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.w for box in boxes), max(box.y + box.h for box in boxes)
    return Box(left, top, right - left, bottom - top).grown(_EDGE)


def _darkness(flat: Picture) -> Picture:
    """Return how much darker each pixel is than the paper around it, 0 to 1, whatever shadow or stain lies there."""
    import cv2
    import numpy as np

    small = cv2.resize(flat, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = int(10 * PER_MM / 4) | 1  # wider than a filled box
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    paper = cv2.blur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (side // 2 | 1, side // 2 | 1))
    paper = np.maximum(paper, 24)  # where everything is black nothing is known
    around = cv2.resize(paper, flat.shape[::-1], interpolation=cv2.INTER_LINEAR)
    lightness: Picture = np.asarray(cv2.divide(flat, around, scale=1.0, dtype=cv2.CV_32F))
    return np.asarray(np.maximum(1.0 - lightness, 0.0))


def _align(darkness: Picture, spots: Sequence[Spot], region: Box) -> tuple[Picture, Picture, float, Picture]:
    """Find each box's printed outline near its place.

    Returns:
        By how many millimetres each box is away (x, y), how dark its outline is there, how dark print is here, and
        by how many millimetres each box by itself would stand elsewhere than its neighbours say.
    """
    import cv2
    import numpy as np

    half = cv2.resize(darkness, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    per = PER_MM / 2
    reach = round(_SEARCH * per)
    offsets, scores = np.zeros((len(spots), 2)), np.zeros(len(spots))
    rings: dict[tuple[float, float], Picture] = {}
    for at, spot in enumerate(spots):
        box = spot.box
        if (box.w, box.h) not in rings:
            rings[box.w, box.h] = _ring(box, per)
        ring = rings[box.w, box.h]
        x, y = (box.x - region.x) * per, (box.y - region.y) * per
        left, top = round(x) - 1 - reach, round(y) - 1 - reach
        part = half[max(top, 0) : top + ring.shape[0] + 2 * reach, max(left, 0) : left + ring.shape[1] + 2 * reach]
        answer = cv2.matchTemplate(part, ring, cv2.TM_CCORR)
        _low, best, _where, where = cv2.minMaxLoc(answer)
        scores[at] = best / float(ring.sum())
        dx, dy = _between(answer, *where)
        middle = ring.shape[1] / 2, ring.shape[0] / 2
        offsets[at] = (
            (max(left, 0) + where[0] + dx + middle[0] - x) / per - box.w / 2,
            (max(top, 0) + where[1] + dy + middle[1] - y) / per - box.h / 2,
        )
    level = float(np.percentile(scores, 75))
    smooth = _smoothed(offsets, scores > 0.5 * level, spots)
    return smooth, scores, level, np.abs(offsets - smooth).max(axis=1)


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
    ring: Picture = np.zeros((high, wide), np.float32)
    cv2.rectangle(ring, (1, 1), (wide - 2, high - 2), 1.0, 1)
    ring = cv2.GaussianBlur(ring, (3, 3), 0.6)
    return np.asarray(ring, np.float32)


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

    return Spot(spot.row, spot.mark, move(spot.box), move(spot.cell), None if spot.words is None else move(spot.words))


@dataclass(frozen=True, slots=True)
class _Seen:
    ink: Ink
    confidence: float
    doubt: Doubt | None = None


class _Sheet:
    """The ink of all boxes of a page, taken apart into strokes that are told which box they belong to."""

    def __init__(self, darkness: Picture, spots: Sequence[Spot], region: Box, strong: float, level: float) -> None:
        import cv2
        import numpy as np

        self.region = region
        self.spots = spots
        self.darkness = darkness
        ink = (darkness > strong).astype(np.uint8)
        faint = (darkness > 0.55 * strong).astype(np.uint8)
        bands = np.zeros_like(ink)
        self.inside = np.zeros(ink.shape, np.int32)
        """Number of the box (from 1) whose inside a pixel is."""
        self.cells = np.zeros(ink.shape, np.int32)
        """Number of the box whose cell a pixel is in, its inside and outline left out."""
        for number, spot in enumerate(spots, 1):
            self.cells[self._slices(spot.cell)] = number
        for spot in spots:  # the table's rules run around the cells; a stroke across them is joined again below
            bands[self._slices(spot.cell.grown(_RULE + 0.5))] = 1
        for spot in spots:
            bands[self._slices(spot.cell.grown(_RULE - 0.5))] = 0
        words = np.zeros_like(ink)
        for number, spot in enumerate(spots, 1):
            self.cells[self._slices(spot.box.grown(_OUTLINE))] = 0
            bands[self._slices(spot.box.grown(_OUTLINE))] = 1
            inner = self._slices(spot.box.grown(-_OUTLINE))
            bands[inner] = 0
            self.inside[inner] = number
            if spot.words is not None:
                words[self._slices(spot.words)] = 1
        ink[words == 1] = 0
        faint[words == 1] = 0
        side = round(2.2 * _OUTLINE * PER_MM) | 1
        reach = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        self.area = 1.0 / PER_MM**2
        self.level = level
        self.bands = bands
        self.reach = reach
        self.pale = faint
        self.strokes, where = self._whole(ink)
        self.count = len(spots) + 1
        self.stroke_of = self.strokes.ravel()[where]
        self.inside_of = self.inside.ravel()[where]
        self.cell_of = self.cells.ravel()[where]
        self.is_dark = darkness.ravel()[where] > _PEN * level

    def _whole(self, ink: Picture) -> tuple[Picture, Picture]:
        """Number the strokes: the printed outline is taken out, and strokes that cross it are joined again.

        Returns:
            The stroke of every pixel, 0 for none, and the places (in the flat picture) of those which have one.
        """
        import cv2
        import numpy as np

        ink = ink & (1 - self.bands)
        wider: Picture = np.asarray(cv2.dilate(ink, self.reach))
        joined: Picture = ink | (wider & self.bands)
        count, labels = cv2.connectedComponents(joined, connectivity=8)
        where = np.flatnonzero(joined.view(np.bool_))  # many times quicker than over bytes
        small = np.bincount(labels.ravel()[where], minlength=count) < _SPECK * PER_MM**2
        flat = labels.ravel()
        flat[where] = np.where(small[flat[where]] | (self.bands.ravel()[where] == 1), 0, flat[where])
        return labels, where[flat[where] > 0]

    def _slices(self, box: Box) -> tuple[slice, slice]:
        left, top = (box.x - self.region.x) * PER_MM + 0.5, (box.y - self.region.y) * PER_MM + 0.5
        right, bottom = left + box.w * PER_MM, top + box.h * PER_MM
        return slice(max(0, int(top)), max(0, int(bottom))), slice(max(0, int(left)), max(0, int(right)))

    def read(self, seen: Sequence[bool]) -> list[_Seen]:
        """Return what each box shows; `seen` tells whether its outline was found."""
        import numpy as np

        in_boxes, in_cells = self._inked(self.inside_of), self._inked(self.cell_of)
        owner = in_boxes.argmax(axis=1)
        most = in_boxes.max(axis=1)
        owner[most * self.area < _EMPTY] = 0  # a mark beside a box may touch it
        runs_over = (in_boxes > 0) & (in_boxes <= _THROUGH * most[:, None])
        shared = (in_boxes * self.area > _EMPTY) & ~runs_over
        shared[shared.sum(axis=1) < 2] = False
        held = np.where(runs_over, 0, in_boxes).sum(axis=0) * self.area
        beside = np.where((owner == 0)[:, None], in_cells, 0).sum(axis=0) * self.area
        dark_cells = _table(self.stroke_of[self.is_dark], self.cell_of[self.is_dark], len(owner), self.count)
        # A mark beside an empty box may hang on a stain's rim or on another mark; a mere tail of one is smaller.
        foreign = np.where((owner[:, None] != 0) & (owner[:, None] != np.arange(self.count)), dark_cells, 0).sum(axis=0)
        beside = np.maximum(beside, foreign * self.area * (_BESIDE / _FOREIGN))
        faint = self._faint(held)
        is_shared = shared.any(axis=0)
        found = []
        for number, spot in enumerate(self.spots, 1):
            if not seen[number - 1] and held[number] < 6:  # a box filled to its edge hides its own outline
                found.append(_Seen(Ink.UNSURE, 0.0, Doubt.HIDDEN))
            else:
                mine = np.flatnonzero(owner == number) if held[number] else owner[:0]
                amounts = float(held[number]), float(beside[number]), float(faint[number])
                found.append(self._judge(spot, mine, *amounts, is_shared=bool(is_shared[number])))
        return found

    def _inked(self, zone_of: Picture) -> Picture:
        """Return pixels by stroke and zone, without what is nowhere as dark as a pen: a stain's rim, a shadow."""
        import numpy as np

        strokes = int(self.stroke_of.max(initial=0)) + 1
        pixels = _table(self.stroke_of, zone_of, strokes, self.count)
        dark = _table(self.stroke_of[self.is_dark], zone_of[self.is_dark], strokes, self.count)
        return np.where(dark > 0.1 * pixels, pixels, 0)

    def _judge(self, spot: Spot, mine: Picture, held: float, beside: float, faint: float, *, is_shared: bool) -> _Seen:
        if held < _EMPTY:
            if beside > _BESIDE:
                return _Seen(Ink.UNSURE, 0.3, Doubt.BESIDE)
            if faint > _FAINT:
                return _Seen(Ink.UNSURE, 0.4, Doubt.FAINT)
            worst = max(held / _EMPTY, beside / _BESIDE, faint / _FAINT)
            return _Seen(Ink.EMPTY, round(1.0 - 0.5 * worst, 3))
        if held < _MARKED:
            return _Seen(Ink.UNSURE, 0.4, Doubt.FAINT)
        if is_shared:
            return _Seen(Ink.UNSURE, 0.3, Doubt.SHARED)
        doubt = self._taken_back(spot, mine, held)
        if doubt is not None:
            return _Seen(Ink.UNSURE, 0.3, doubt)
        return _Seen(Ink.MARKED, round(min(1.0, 0.6 + 0.4 * (held - _MARKED) / (3 * _MARKED)), 3))

    def _faint(self, held: Picture) -> Picture:
        """Return faint ink in each box; a line that goes on far beyond it is a fold or a stain's rim, not a mark."""
        import numpy as np

        places = np.flatnonzero(self.pale.view(np.bool_))
        zones = self.inside.ravel()[places]
        plain = np.bincount(zones, minlength=self.count) * self.area
        if not ((plain > _FAINT) & (held < _EMPTY))[1:].any():
            return np.where(held < _EMPTY, plain, 0.0)
        labels, where = self._whole(self.pale)
        stroke_of = labels.ravel()[where]
        size = np.bincount(stroke_of)
        per_box = _table(stroke_of, self.inside.ravel()[where], len(size), self.count)
        per_box[size > 1.7 * np.maximum(per_box.sum(axis=1), 1)] = 0
        return np.asarray(per_box.sum(axis=0) * self.area)

    def _taken_back(self, spot: Spot, mine: Picture, held: float) -> Doubt | None:
        """Tell a mark that was taken back, or a ×, which many write for absent, from one that stands."""
        import numpy as np

        box = spot.box
        rows, columns = self._slices(box.grown(2.6))
        labels = self.strokes[rows, columns]
        own = np.zeros(labels.shape, bool)
        for stroke in mine:
            own |= labels == stroke
        pen = self.darkness[rows, columns] > 0.6 * self.level  # a stain's rim beside a mark takes nothing back
        ink, drawn = (labels > 0) & ((self.inside[rows, columns] == 0) | own) & pen, own & pen
        y = (np.arange(labels.shape[0]) + rows.start) / PER_MM + self.region.y - box.y
        x = (np.arange(labels.shape[1]) + columns.start) / PER_MM + self.region.x - box.x
        left, right = x < -_OUT, x > box.w + _OUT
        above, below = y < -_OUT, y > box.h + _OUT
        beside = ink[(y > 0.3) & (y < box.h - 0.3)]
        if all(float(beside[:, side].sum()) * self.area > _SPILL for side in (left, right)):
            return Doubt.STRUCK
        spills = [drawn[:, left], drawn[:, right], drawn[above], drawn[below]]
        if sum(float(spill.sum()) * self.area > 2.5 * _SPILL for spill in spills) >= 3:
            return Doubt.STRUCK
        outside = drawn[above | below].sum() + drawn[~(above | below)][:, left | right].sum()
        if float(outside) * self.area > _BESIDE_SHARE * held:
            return Doubt.BESIDE
        if _is_cross(drawn):
            return Doubt.CROSS
        return None


def _table(stroke_of: Picture, zone_of: Picture, strokes: int, count: int) -> Picture:
    """Return pixels by stroke and zone, those in no zone left out."""
    import numpy as np

    pairs = stroke_of.astype(np.int64) * count + zone_of
    table = np.bincount(pairs, minlength=strokes * count).reshape(strokes, count)
    table[:, 0] = 0
    return table


def _is_cross(ink: Picture) -> bool:
    """Tell a ×: four arms from one point, none of them along another, with clear paper between them."""
    import cv2
    import numpy as np

    ys, xs = np.nonzero(ink)
    if len(ys) < 20:
        return False
    piece: Picture = ink[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].astype(np.float32)
    if min(piece.shape) < 0.45 * max(piece.shape):
        return False
    side = 41
    piece = cv2.resize(piece, (side, side), interpolation=cv2.INTER_AREA) > 0.4
    notches = (piece[:7, 16:25], piece[-7:, 16:25], piece[16:25, :7], piece[16:25, -7:])
    if sorted(float(notch.mean()) for notch in notches)[2] > _NOTCH:  # one side may be cut off by the outline
        return False
    piece = np.pad(piece, 2)
    ys, xs = np.nonzero(piece)
    deep: Picture = np.asarray(cv2.distanceTransform(piece.astype(np.uint8), cv2.DIST_L2, 3))
    inner = deep[12:33, 12:33]
    thick_y, thick_x = np.unravel_index(int(inner.argmax()), inner.shape)
    return any(
        _has_four_arms(piece, y, x)
        for y, x in ((float(ys.mean()), float(xs.mean())), (float(thick_y) + 12, float(thick_x) + 12))
    )


_ANGLES: Final = 72
_NOTCH: Final = 0.45
"""Share of ink halfway between two corners: a × has hardly any on all four sides, a filled box has."""


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


def _written(grey: Picture, to_pixels: Picture, places: Sequence[Spot], strong: float, pen: float) -> dict[int, bool]:
    """Tell in which of the places something is written."""
    import cv2
    import numpy as np

    if not places:
        return {}
    region = _around([place.cell for place in places])
    darkness = _darkness(straightened(grey, to_pixels, region.x, region.y, region.w, region.h, PER_MM))
    ink = (darkness > strong).astype(np.uint8)

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
        pieces = stats[1:][dark[1:] > 0.1 * stats[1:, cv2.CC_STAT_AREA]]
        big = pieces[pieces[:, cv2.CC_STAT_AREA] > 0.3 * PER_MM**2]
        # the rules of the table run along the edges; handwriting is high and wide
        tall = big[(big[:, cv2.CC_STAT_HEIGHT] > 0.9 * PER_MM) & (big[:, cv2.CC_STAT_WIDTH] < 40 * PER_MM)]
        found[place.row] = bool(tall[:, cv2.CC_STAT_AREA].sum() > 1.0 * PER_MM**2)
    return found
