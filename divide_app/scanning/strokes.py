"""Splits the ink around a page's boxes into strokes, and tells how much of it belongs to each box."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from divide_app.domain.scans.sheet_layout import SEX, Box, Spot
from divide_app.scanning.rings import ring_around
from divide_app.scanning.zones import fill, sums, table_of, thicker_outlines

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

PER_MM: Final = 7
"""Pixels for a millimetre at which boxes are looked at (178 dots an inch): a pen's line is three wide."""
FULL: Final = 255
"""Darkness of black."""
_AREA: Final = 1.0 / PER_MM**2
"""Square millimetres of a pixel."""
OUTLINE: Final = 0.6
"""Half the width of the band around a box's printed line in which ink says nothing."""
_RULE: Final = 0.6
"""Millimetres from a cell to the rule of the table around it."""
_SPECK: Final = 0.12
"""Square millimetres below which ink is dust."""
EMPTY: Final = 0.22
"""Square millimetres of ink in a box up to which it is empty."""
FAINT: Final = 0.6
"""Square millimetres of faint ink that make an otherwise empty box doubtful."""
_DOTS: Final = 0.06
"""Square millimetres of black in a box, where its page is clean, that may be left of a stroke."""
_DOTS_BESIDE: Final = 0.22
"""The same beside a box, of a ring around it."""
_DUSTY: Final = 0.0003
"""Share of the paper around the boxes that is black, from which specks are to be expected in them."""
_FAINT_PIECE: Final = 0.25
"""Square millimetres of one piece of faint ink below which it is dust or toner; twice as much beside a box."""
_FAINT_BESIDE: Final = 0.9
"""The same beside the box."""
_FEW_CELLS: Final = 4
"""Cells up to which faint ink across them may be rings or seals that touch each other."""
_FOLDED: Final = 3
"""Boxes of one row with faint ink from which it is a fold's."""
BESIDE: Final = 0.7
"""Square millimetres of ink beside an empty box that make it doubtful."""
_ON_LINE: Final = 0.75
"""Square millimetres by which an empty box's outline may be thicker than those of its page."""
_PEN: Final = 0.68
"""Darkness, held against the printed outlines, which a pen or pencil reaches somewhere in its stroke."""
_PALEST_PEN: Final = 0.46
"""Darkness which is a pencil's in any case, however black the print is; a coffee stain's rim stays below."""
_INK_TO_OUTLINE: Final = 2.27
"""Black beyond the darkness of ink, held against that of the printed outlines, which are blurred: as measured."""
_PALE_INK_TO_OUTLINE: Final = 2.03
"""The same beyond the darkness of faint ink."""
_LEAST_BLACK: Final = 60
"""The least of it, so that a page's grain is not taken for ink."""
_AROUND: Final = 2.6
"""Millimetres around a box where strokes tell that its mark was taken back."""
_FOREIGN: Final = 1.8
"""Square millimetres beside a box that may be the tail of another box's tick."""
_THROUGH: Final = 0.25
"""Share of a stroke's ink in a second box up to which it only runs over from the first."""
_RING_INK: Final = 0.5
"""Square millimetres of ink beside a box from which a ring around it is looked for."""
_WORDS_HALF: Final = 1.75
"""Half the height of the words beside a box with a little room, in millimetres."""
_BAND_WORDS: Final = 1.7
_SEX_WORDS: Final = 1.15
"""Width to height of a ring around the words of an age band, and around those for sex."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """The ink of every box; arrays by the number of the box, from 1, in square millimetres where not said otherwise.

    Attributes:
        owner: By stroke the number of its box, 0 for none.
        ringed: Whether the box or its words stand in a ring or a seal.
        shared: By stroke the boxes that share it.
        held: Inside the box.
        beside: In its cell and of no mark, as what may be one beside it.
        faint: Pale ink in the box.
    """

    owner: Picture
    ringed: Picture
    shared: Picture
    held: Picture
    beside: Picture
    faint: Picture


def pen_level(level: float) -> float:
    """Return the darkness a pen reaches somewhere in its stroke, from the darkness of the print."""
    return min(_PEN * level, _PALEST_PEN * FULL)


class Sheet:
    """The ink of all boxes of a page, as strokes that are told which box they belong to."""

    def __init__(self, darkness: Picture, spots: Sequence[Spot], region: Box, strong: float, level: float) -> None:
        """Take the ink apart.

        Args:
            darkness: How much darker each pixel is than the paper, 0 to 255.
            spots: The boxes where they really stand.
            region: What of the page `darkness` shows, in millimetres.
            strong: Darkness from which something is ink.
            level: Darkness of the printed outlines.
        """
        import cv2
        import numpy as np

        self.region, self.spots, self.darkness, self.level = region, spots, darkness, level
        boxes = np.array([(spot.box.x, spot.box.y, spot.box.w, spot.box.h) for spot in spots])
        cells = np.array([(spot.cell.x, spot.cell.y, spot.cell.w, spot.cell.h) for spot in spots])
        self._boxes = boxes
        self._known_edges: dict[float, list[list[int]]] = {}
        outer, inner = self._edges(boxes, OUTLINE), self._edges(boxes, -OUTLINE)
        ink: Picture = (darkness > strong).view(np.uint8)
        self.ink: Picture = ink.copy()
        self.bands: Picture = np.zeros_like(ink)
        self.inside: Picture = np.zeros(ink.shape, np.int16)
        """Number of the box (from 1) whose inside a pixel is."""
        self.cells: Picture = np.zeros(ink.shape, np.int16)
        """Number of the box whose cell a pixel is in, its inside and outline left out."""
        fill(self.cells, self._edges(cells, 0.0), range(1, len(spots) + 1))
        # The table's rules run around the cells; a stroke across them is joined again below.
        ruled = cells[[spot.is_ruled for spot in spots]]
        fill(self.bands, self._edges(ruled, _RULE + 0.5), 1)
        fill(self.bands, self._edges(ruled, _RULE - 0.5), 0)
        fill(self.cells, outer, 0)
        fill(self.bands, outer, 1)
        fill(self.bands, inner, 0)
        fill(self.inside, inner, range(1, len(spots) + 1))
        # Summed as grey, because a line's width in whole pixels depends on where between them it lies; and only from
        # the darkness of ink on, so that a stain's rim on an outline is no pen.
        palest = np.uint8(strong)
        summed: Picture = np.asarray(cv2.integral(np.maximum(darkness, palest) - palest))
        # Held against black, or on a pale print against what black there is.
        full = _AREA / min(FULL - int(palest), max(_LEAST_BLACK, _INK_TO_OUTLINE * (level - int(palest))))
        self.on_line = thicker_outlines(spots, (sums(summed, outer) - sums(summed, inner)) * full)
        self.over_words = self._over_words(darkness, 0.55 * strong, level)
        self.faint: Picture = (darkness > 0.55 * strong).view(np.uint8)
        worded = [at for at, spot in enumerate(spots) if spot.words is not None]
        if worded:
            words = self._edges(np.array([_tuple(spots[at].words) for at in worded]), 0.0)
            fill(ink, words, 0)
            fill(self.faint, words, 0)
        side = 2 * math.ceil((OUTLINE + 0.1) * PER_MM) + 1  # from both sides across the band, wherever pixels fall
        self.reach = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        self.strokes, where = self._whole(ink)
        self.count = len(spots) + 1
        self.stroke_of = self.strokes.ravel()[where]
        self.inside_of = self.inside.ravel()[where]
        self.cell_of = self.cells.ravel()[where]
        self.is_dark = darkness.ravel()[where] > pen_level(level)
        self.pen = min(0.6 * level, _PALEST_PEN * FULL)
        self.around = self._edges(boxes, _AROUND)
        self.drawn: Picture = ink & (1 - self.bands) & (darkness > max(strong, self.pen))

    def amounts(self) -> Amounts:
        """Return how much ink belongs to each box, lies beside it, and is too faint to tell."""
        import numpy as np

        in_boxes, in_cells = self._inked(self.inside_of), self._inked(self.cell_of)
        owner = in_boxes.argmax(axis=1)
        most = in_boxes.max(axis=1)
        owner[most * _AREA < EMPTY] = 0  # a mark beside a box may touch it
        ringed = self._ringed(owner)
        runs_over = (in_boxes > 0) & (in_boxes <= _THROUGH * most[:, None])
        shared = (in_boxes * _AREA > EMPTY) & ~runs_over
        shared[shared.sum(axis=1) < 2] = False
        held = np.where(runs_over, 0, in_boxes).sum(axis=0) * _AREA
        beside = np.where((owner == 0)[:, None], in_cells, 0).sum(axis=0) * _AREA
        dark_cells = table_of(self.stroke_of[self.is_dark], self.cell_of[self.is_dark], len(owner), self.count)
        # A mark beside an empty box may hang on a stain's rim or on another mark; a mere tail of one is smaller.
        is_foreign = (owner[:, None] != 0) & (owner[:, None] != np.arange(self.count)) & ~ringed[owner][:, None]
        foreign = np.where(is_foreign, dark_cells, 0).sum(axis=0)
        beside = np.maximum(beside, foreign * _AREA * (BESIDE / _FOREIGN))
        on_line = np.where(self._touched(ringed), 0.0, self.on_line)
        beside[1:] = np.maximum(beside[1:], on_line * (BESIDE / _ON_LINE))
        faint, faint_beside = self._faint(held, ringed)
        self._forget_folds(faint, faint_beside)
        dots, dots_beside = self._dots(owner)
        faint[1:] = np.maximum(faint[1:], dots * FAINT)
        beside[1:] = np.maximum(beside[1:], dots_beside * BESIDE)
        beside = np.maximum(beside, faint_beside * (BESIDE / _FAINT_BESIDE))
        return Amounts(owner, ringed, shared, held, beside, faint)

    def _edges(self, boxes: Picture, by: float) -> Picture:
        """Return rectangles (x, y, w, h in millimetres) grown by some, in pixels: top, bottom, left, right."""
        import numpy as np

        left, top = (boxes[:, 0] - by - self.region.x) * PER_MM + 0.5, (boxes[:, 1] - by - self.region.y) * PER_MM + 0.5
        right, bottom = left + (boxes[:, 2] + 2 * by) * PER_MM, top + (boxes[:, 3] + 2 * by) * PER_MM
        high, wide = self.darkness.shape
        down = np.clip(np.stack([top, bottom]), 0, high)
        across = np.clip(np.stack([left, right]), 0, wide)
        return np.concatenate([down, across]).T.astype(np.int64)

    def grown(self, number: int, by: float) -> list[int]:
        """Return a box grown by some millimetres in pixels: top, bottom, left, right."""
        if by not in self._known_edges:
            self._known_edges[by] = self._edges(self._boxes, by).tolist()
        return self._known_edges[by][number - 1]

    def inner(self, number: int) -> Picture:
        """Return the ink inside a box, pale ink too."""
        top, bottom, left, right = self.grown(number, -OUTLINE)
        return self.faint[top:bottom, left:right]

    def _over_words(self, darkness: Picture, palest: float, level: float) -> Picture:
        """Return how many square millimetres of ink stand among the words of each box beyond the print.

        The same words stand in every walk-in's row, so the rows tell each other what is print.
        """
        import cv2
        import numpy as np

        found = np.zeros(len(self.spots))
        columns: dict[str, list[int]] = {}
        for at, spot in enumerate(self.spots):
            if spot.words is not None:
                columns.setdefault(spot.mark, []).append(at)
        if not columns:
            return found
        low = np.uint8(palest)
        summed: Picture = np.asarray(cv2.integral(np.maximum(darkness, low) - low))
        full = _AREA / max(_LEAST_BLACK, _PALE_INK_TO_OUTLINE * (level - int(low)))
        for column in columns.values():
            if len(column) > 2:
                words = self._edges(np.array([_tuple(self.spots[at].words) for at in column]), 0.0)
                ink = sums(summed, words) * full
                found[column] = ink - np.quantile(ink, 0.3)
        return found

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
        flat = labels.ravel()
        stroke_of = flat[where]
        small = np.bincount(stroke_of, minlength=count) < _SPECK * PER_MM**2
        stroke_of[small[stroke_of] | self.bands.ravel()[where].view(np.bool_)] = 0
        flat[where] = stroke_of
        return labels, where[stroke_of > 0]

    def _touched(self, ringed: Picture) -> Picture:
        """Tell which boxes have an outline that a ring around their own words or their neighbour's may cross."""
        import numpy as np

        rows = np.array([spot.row for spot in self.spots])
        touched: Picture = ringed[1:].copy()
        touched[1:] |= ringed[1:-1] & (rows[1:] == rows[:-1])
        touched[:-1] |= ringed[2:] & (rows[1:] == rows[:-1])
        return np.asarray(touched & np.array([spot.words is not None for spot in self.spots]))

    def _inked(self, zone_of: Picture) -> Picture:
        """Return pixels by stroke and zone, without what is nowhere as dark as a pen: a stain's rim, a shadow."""
        import numpy as np

        strokes = int(self.stroke_of.max(initial=0)) + 1
        pixels = table_of(self.stroke_of, zone_of, strokes, self.count)
        dark = table_of(self.stroke_of[self.is_dark], zone_of[self.is_dark], strokes, self.count)
        return np.where(dark > 0.1 * pixels, pixels, 0)

    def _ringed(self, owner: Picture) -> Picture:
        """Tell which boxes or their words stand in a drawn ring or a seal, and give the ring's strokes to them."""
        import numpy as np

        ringed = np.zeros(self.count, bool)
        beside = np.bincount(self.cell_of[self.stroke_of > 0], minlength=self.count) * _AREA
        for number in (np.flatnonzero(beside[1:] > _RING_INK) + 1).tolist():
            spot = self.spots[number - 1]
            middle, width = spot.box.middle, 1.0
            if spot.words is not None:  # printed from the left of their room
                width = _SEX_WORDS if spot.mark.startswith(SEX) else _BAND_WORDS
                middle = spot.words.x + width * _WORDS_HALF - 0.2, spot.box.middle[1]
            at = middle[0] - self.region.x, middle[1] - self.region.y
            ring = ring_around(self.ink & (1 - self.bands), self.bands, at, PER_MM, width, of_words=width > 1)
            if ring is not None:
                strokes = np.unique(self.strokes[ring])
                owner[strokes[strokes > 0]] = number
                ringed[number] = True
        return ringed

    def _faint(self, held: Picture, ringed: Picture) -> tuple[Picture, Picture]:
        """Return faint ink in and beside each box; a line that goes on far beyond it is a fold or a stain's rim."""
        import numpy as np

        places = np.flatnonzero(self.faint.view(np.bool_))
        plain = np.bincount(self.inside.ravel()[places], minlength=self.count) * _AREA
        beside = np.bincount(self.cells.ravel()[places], minlength=self.count) * _AREA
        plain[0] = beside[0] = 0
        if not (((plain > FAINT) | (beside > _FAINT_BESIDE)) & (held < EMPTY)).any():
            return np.where(held < EMPTY, plain, 0.0), np.where(held < EMPTY, beside, 0.0)
        labels, where = self._whole(self.faint)
        stroke_of = labels.ravel()[where]
        size = np.bincount(stroke_of)
        per_box = table_of(stroke_of, self.inside.ravel()[where], len(size), self.count)
        per_cell = table_of(stroke_of, self.cells.ravel()[where], len(size), self.count)
        # What belongs to a mark in another box, or lies across many cells, says nothing about this one.
        both = per_box + per_cell
        most, cells = np.maximum(both.max(axis=1), 1), (both * _AREA > EMPTY).sum(axis=1)
        is_explained = ((both > 0) & ((held >= EMPTY) | ringed)).any(axis=1)
        is_of_few = ~is_explained & (cells <= _FEW_CELLS) & (size <= 1.7 * np.maximum(both.sum(axis=1), 1))
        per_box[size > 1.7 * np.maximum(per_box.max(axis=1), 1)] = 0
        per_box[per_box * _AREA < _FAINT_PIECE] = 0
        per_cell[((size > 1.7 * most) | (cells > 1)) & ~is_of_few] = 0
        per_cell[:, held >= EMPTY] = 0
        per_cell[per_cell * _AREA < 2 * _FAINT_PIECE] = 0
        return np.asarray(per_box.sum(axis=0) * _AREA), np.asarray(per_cell.sum(axis=0) * _AREA)

    def _dots(self, owner: Picture) -> tuple[Picture, Picture]:
        """Return black in each box, and black of no mark beside it, as shares of what may be chance.

        A coarse fax leaves a few dots of a thin stroke; a copy's toner lies around the boxes as thick as in them.
        """
        import numpy as np

        places = np.flatnonzero(self.drawn.view(np.bool_))
        inside = np.bincount(self.inside.ravel()[places], minlength=self.count)[1:] * _AREA
        around = np.bincount(self.cells.ravel()[places], minlength=self.count)[1:] * _AREA
        own, room = [], []
        for spot in self.spots:
            outline = (spot.box.w + 2 * OUTLINE) * (spot.box.h + 2 * OUTLINE)
            words = 0.0 if spot.words is None else spot.words.w * spot.words.h
            own.append((spot.box.w - 2 * OUTLINE) * (spot.box.h - 2 * OUTLINE))
            room.append(max(1.0, spot.cell.w * spot.cell.h - outline - words))
        cleanest = np.argsort(around / np.array(room))[: max(1, round(0.65 * len(room)))]  # no tails of ticks
        dust = float(around[cleanest].sum() / np.array(room)[cleanest].sum())
        chance = _DOTS + 6 * dust * np.array(own) + (_SPECK if dust > _DUSTY else 0.0)
        of_none = places[owner[self.strokes.ravel()[places]] == 0]
        beside = np.bincount(self.cells.ravel()[of_none], minlength=self.count)[1:] * _AREA
        return np.asarray(inside / chance), np.asarray(beside / (_DOTS_BESIDE + 6 * dust * np.array(room)))

    def _forget_folds(self, faint: Picture, beside: Picture) -> None:
        """Take faint ink away where it lies in a whole row: a fold or the edge of a shadow, and no pen."""
        import numpy as np

        rows = np.array([-1, *(spot.row for spot in self.spots)])
        is_faint = (faint > FAINT) | (beside > _FAINT_BESIDE)
        for row in set(rows[is_faint].tolist()):
            across = is_faint & (rows == row)
            if across.sum() >= _FOLDED:
                faint[across] = beside[across] = 0

    def words_left(self, at: int) -> float:
        """Return the ink over the words at the left of a box, which are those of the box before it."""
        before = self.spots[at - 1] if at else None
        if before is None or before.words is None or before.row != self.spots[at].row:
            return 0.0
        return float(self.over_words[at - 1])


def _tuple(box: Box | None) -> tuple[float, float, float, float]:
    return (0.0, 0.0, 0.0, 0.0) if box is None else (box.x, box.y, box.w, box.h)


def amount(ink: Picture) -> float:
    """Return the square millimetres of a picture that are ink."""
    import numpy as np

    return int(np.count_nonzero(ink)) * _AREA
