"""Splits the ink around a page's boxes into strokes and classifies each box by the strokes in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from divide_app.domain.scans.paper_reading import Doubt, Ink
from divide_app.domain.scans.sheet_layout import SEX, Box, Spot
from divide_app.scanning.crosses import is_cross
from divide_app.scanning.rings import ring_around
from divide_app.scanning.shapes import FILLED, is_blot, is_dot, is_rest, level_lines
from divide_app.scanning.zones import fill, sums, table_of, thicker_outlines

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

PER_MM: Final = 7
"""Pixels for a millimetre at which boxes are looked at (178 dots an inch): a pen's line is three wide."""
FULL: Final = 255
"""Darkness of black."""

_AREA: Final = 1.0 / PER_MM**2
"""Square millimetres of a pixel."""
_OUTLINE: Final = 0.6
"""Half the width of the band around a box's printed line in which ink says nothing."""
_RULE: Final = 0.6
"""Millimetres from a cell to the rule of the table around it."""
_BESIDE_SHARE: Final = 2.0
"""Ink around a box, held against the ink in it, from which the mark rather stands beside."""
_SPECK: Final = 0.12
"""Square millimetres below which ink is dust."""
_EMPTY: Final = 0.22
"""Square millimetres of ink in a box up to which it is empty."""
_MARKED: Final = 0.6
"""Square millimetres from which it is marked: a short stroke of a thin pen has 0.8."""
_FAINT: Final = 0.6
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
_BESIDE: Final = 0.7
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
_OUT: Final = 0.55
"""Millimetres from a box's edge from which ink is outside."""
_AROUND: Final = 2.6
"""Millimetres around a box where strokes tell that its mark was taken back."""
_SPILL: Final = 0.13
"""Square millimetres outside a box that count as a stroke going on there."""
_PALE_SPILL: Final = 0.3
"""The same for pale ink on both sides of a box: of two lines in pencil there is 1."""
_BROKEN_SPILL: Final = 0.24
"""The same for dots of which a fax has made no stroke at all."""
_OVER_WORDS: Final = 0.5
"""Square millimetres of ink among a box's words, beyond what is printed there, that are a stroke through them."""
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
_RING_FULL: Final = 0.6
"""Share of ink in the box from which a ring holds something blotted out; letters of a seal have up to 0.45."""
_LEFT_OF_RING: Final = 0.6
_NEARLY_EMPTY: Final = 0.02
"""Share of a box, from its left, that must be empty beside ringed words, and the share of ink up to which it is."""
_NOT_LEVEL: Final = 0.14
"""Share of a box's height at its top and bottom in which a level line may be a ring's."""
_BLOTS: Final = frozenset({Doubt.FILLED, Doubt.SCRIBBLED})
_OUT_ACROSS: Final = 0.72
"""Millimetres from a box's edge to which a line that strikes it out goes on."""
_ACROSS: Final = 0.93
"""Share of a box's width that a line through it has at least."""
_LEAST_STRUCK: Final = 0.16
"""Share of ink in a box that two lines through it have at least."""
_STRUCK_INK: Final = 0.6
"""Share of ink in a box from which more than two lines and a mark are in it."""
_CLEAR_OUT: Final = 0.85
"""Millimetres from a box's edge to which the lines of a clear 二重線 go on at least."""
_DOUBLE: Final = (0.6, 2.4)
"""Millimetres between the two lines of a 二重線."""
_HATCHED: Final = 0.45
"""Share of ink in a box from which level lines in it are hatching; two of the broadest pen leave the box."""
_SIDE: Final = 0.3
_AT_SIDES: Final = 0.3
"""Millimetres at the left and right of a box, and the share of its height with ink there, that a scribble reaches."""
_INSIDE_LINE: Final = 0.28
_WHITE: Final = 0.35
"""Millimetres from the middle of a box's outline from which white may be seen beside a filled box, and the share of ink
in a column up to which it is white."""
_BROAD_PEN: Final = 2.1
_SOME: Final = 3
"""Width in millimetres of a marker's line, and marks of a page that must be as broad."""
_AS_PALE: Final = 0.88
"""Share of the tone of a page's marks from which faint ink is of the same pencil; an erased mark is paler."""
_PALEST: Final = 0.42
"""Tone, held against the printed outlines, below which nothing is taken for a pencil."""
_PALE_MARK: Final = 1.2
"""Square millimetres of faint ink that a pale mark has at least."""
_OUTLINE_KEPT: Final = 1.3
"""Square millimetres by which the outline of a filled box may be thicker than others."""
_NEXT_TO: Final = 1.2
"""Millimetres beside a box in which the ends of a line through it are looked for."""
_HIDES_OUTLINE: Final = 6.0
"""Square millimetres of ink with which a mark may hide the outline of its own box."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one box shows."""

    ink: Ink
    confidence: float
    doubt: Doubt | None = None


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
        outer, inner = self._edges(boxes, _OUTLINE), self._edges(boxes, -_OUTLINE)
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
        side = 2 * math.ceil((_OUTLINE + 0.1) * PER_MM) + 1  # from both sides across the band, wherever pixels fall
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

    def _edges(self, boxes: Picture, by: float) -> Picture:
        """Return rectangles (x, y, w, h in millimetres) grown by some, in pixels: top, bottom, left, right."""
        import numpy as np

        left, top = (boxes[:, 0] - by - self.region.x) * PER_MM + 0.5, (boxes[:, 1] - by - self.region.y) * PER_MM + 0.5
        right, bottom = left + (boxes[:, 2] + 2 * by) * PER_MM, top + (boxes[:, 3] + 2 * by) * PER_MM
        high, wide = self.darkness.shape
        down = np.clip(np.stack([top, bottom]), 0, high)
        across = np.clip(np.stack([left, right]), 0, wide)
        return np.concatenate([down, across]).T.astype(np.int64)

    def _grown(self, number: int, by: float) -> list[int]:
        """Return a box grown by some millimetres in pixels: top, bottom, left, right."""
        if by not in self._known_edges:
            self._known_edges[by] = self._edges(self._boxes, by).tolist()
        return self._known_edges[by][number - 1]

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

    def read(self, seen: Sequence[bool]) -> list[Seen]:
        """Return what each box shows; `seen` tells whether its outline was found."""
        import numpy as np

        in_boxes, in_cells = self._inked(self.inside_of), self._inked(self.cell_of)
        owner = in_boxes.argmax(axis=1)
        most = in_boxes.max(axis=1)
        owner[most * _AREA < _EMPTY] = 0  # a mark beside a box may touch it
        ringed = self._ringed(owner)
        runs_over = (in_boxes > 0) & (in_boxes <= _THROUGH * most[:, None])
        shared = (in_boxes * _AREA > _EMPTY) & ~runs_over
        shared[shared.sum(axis=1) < 2] = False
        held = np.where(runs_over, 0, in_boxes).sum(axis=0) * _AREA
        beside = np.where((owner == 0)[:, None], in_cells, 0).sum(axis=0) * _AREA
        dark_cells = table_of(self.stroke_of[self.is_dark], self.cell_of[self.is_dark], len(owner), self.count)
        # A mark beside an empty box may hang on a stain's rim or on another mark; a mere tail of one is smaller.
        is_foreign = (owner[:, None] != 0) & (owner[:, None] != np.arange(self.count)) & ~ringed[owner][:, None]
        foreign = np.where(is_foreign, dark_cells, 0).sum(axis=0)
        beside = np.maximum(beside, foreign * _AREA * (_BESIDE / _FOREIGN))
        on_line = np.where(self._touched(ringed), 0.0, self.on_line)
        beside[1:] = np.maximum(beside[1:], on_line * (_BESIDE / _ON_LINE))
        faint, faint_beside = self._faint(held, ringed)
        self._forget_folds(faint, faint_beside)
        dots, dots_beside = self._dots(owner)
        faint[1:] = np.maximum(faint[1:], dots * _FAINT)
        beside[1:] = np.maximum(beside[1:], dots_beside * _BESIDE)
        beside = np.maximum(beside, faint_beside * (_BESIDE / _FAINT_BESIDE))
        is_shared = shared.any(axis=0)
        found = []
        for number in range(1, self.count):
            if not seen[number - 1] and held[number] < _HIDES_OUTLINE:
                found.append(Seen(Ink.UNSURE, 0.0, Doubt.HIDDEN))
            else:
                mine = np.flatnonzero(owner == number) if held[number] else owner[:0]
                amounts = float(held[number]), float(beside[number]), float(faint[number])
                in_ring = bool(ringed[number]) and bool(ringed[shared[shared[:, number]].any(axis=0)].all())
                found.append(
                    self._judge_ringed(number)
                    if in_ring
                    else self._judge(number, mine, *amounts, is_shared=bool(is_shared[number]))
                )
        return self._by_pen(found)

    def _by_pen(self, found: Sequence[Seen]) -> list[Seen]:
        """Decide by the page's own pen: a marker leaves little white of a tick, a pale pencil is pale everywhere."""
        import cv2
        import numpy as np

        doubts = {one.doubt for one in found}
        marked = [number for number, one in enumerate(found, 1) if one.ink is Ink.MARKED]
        if not doubts & {*_BLOTS, Doubt.FAINT}:
            return list(found)
        believed: set[int] = set()
        if doubts & _BLOTS and len(marked) >= _SOME:
            thick = [float(cv2.distanceTransform(self._inner(one), cv2.DIST_L2, 3).max()) for one in marked]
            if float(np.median(thick)) * 2 > _BROAD_PEN * PER_MM:
                believed = {
                    number
                    for number, one in enumerate(found, 1)
                    if one.doubt in _BLOTS and not self._leaves_both_sides(number)
                }
        if Doubt.FAINT in doubts:
            pale = [number for number, one in enumerate(found, 1) if one.doubt is Doubt.FAINT]
            pale = [number for number in pale if _amount(self._inner(number)) > _PALE_MARK]
            own = pale if len(pale) > max(_SOME, len(marked)) else marked
            tone = float(np.median([self._tone(one) for one in own])) if len(own) >= _SOME else 0.0
            if _PALEST * self.level < tone < pen_level(self.level):
                believed |= {number for number in pale if self._is_plain(number, _AS_PALE * tone)}
        return [Seen(Ink.MARKED, 0.6) if number in believed else one for number, one in enumerate(found, 1)]

    def _tone(self, number: int) -> float:
        """Return how dark the darker part of the ink in a box is."""
        import numpy as np

        top, bottom, left, right = self._grown(number, -_OUTLINE)
        drawn = self.darkness[top:bottom, left:right][self.faint[top:bottom, left:right] > 0]
        return float(np.percentile(drawn, 75)) if drawn.size else 0.0

    def _is_plain(self, number: int, tone: float) -> bool:
        """Tell a pale mark that nothing takes back, at least as dark as a tone."""
        inner = self._inner(number)
        if self._tone(number) < tone or is_rest(inner, PER_MM):
            return False
        return not (
            self._leaves_both_sides(number) or is_blot(inner, PER_MM) or self._is_struck(number) or is_cross(inner > 0)
        )

    def _leaves_both_sides(self, number: int) -> bool:
        """Tell whether ink, pale ink too, goes on at the left and the right of a box."""
        return min(self._sides(number)) > _SPILL

    def _stays_inside(self, number: int) -> bool:
        """Tell whether no ink lies on a box's outline or goes on beside it, as scribbling does."""
        return float(self.on_line[number - 1]) < _OUTLINE_KEPT and max(self._sides(number)) < _SPILL

    def _sides(self, number: int) -> tuple[float, float]:
        """Return the ink at the left and the right of a box, pale ink too, in square millimetres."""
        top, bottom, left, right = self._grown(number, _OUT)
        reach = round(_NEXT_TO * PER_MM)
        return (
            _amount(self.faint[top:bottom, max(0, left - reach) : left]),
            _amount(self.faint[top:bottom, right : right + reach]),
        )

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

    def _judge_ringed(self, number: int) -> Seen:
        """Tell a ring around a box and a seal, which are marks, from one with something struck out in it."""
        import numpy as np

        inner = self._inner(number)
        if self.spots[number - 1].words is not None:  # at its right the ring itself may run over the box
            left = inner[:, : round(_LEFT_OF_RING * inner.shape[1])]
            return Seen(Ink.MARKED, 0.8) if float(left.mean()) < _NEARLY_EMPTY else Seen(Ink.UNSURE, 0.3, Doubt.BESIDE)
        if self._is_struck_clean(number):
            return Seen(Ink.EMPTY, 0.5)
        if self._is_struck(number, ringed=True):
            return Seen(Ink.UNSURE, 0.3, Doubt.STRUCK)
        if float(np.count_nonzero(inner)) > _RING_FULL * inner.size:
            return Seen(Ink.UNSURE, 0.3, Doubt.SCRIBBLED)
        return Seen(Ink.MARKED, 0.8)

    def _inner(self, number: int) -> Picture:
        """Return the ink inside a box, pale ink too."""
        top, bottom, left, right = self._grown(number, -_OUTLINE)
        return self.faint[top:bottom, left:right]

    def _is_struck_clean(self, number: int) -> bool:
        """Tell a clear 二重線: two level lines, as far apart as a hand draws them, that leave a box on both sides."""
        spot = self.spots[number - 1]
        if spot.words is not None:
            return False
        _top, _bottom, left, right = self._grown(number, _CLEAR_OUT)
        top, bottom, _left, _right = self._grown(number, -_OUTLINE)
        if float(self._inner(number).mean()) > _STRUCK_INK:
            return False
        edge = round(_NOT_LEVEL * (bottom - top))
        rows = slice(top + edge, bottom - edge)
        lines = level_lines(self.ink[rows, left:right] | self.bands[rows, left:right], 1.0)
        return len(lines) == 2 and _DOUBLE[0] < (lines[1] - lines[0]) / PER_MM < _DOUBLE[1]

    def _is_struck(self, number: int, *, ringed: bool = False) -> bool:
        """Tell 二重線: two level lines that leave a box on both sides, or go from side to side of it over a mark.

        A flat ring in the box has two level sides as well, but nothing between them.
        """
        import numpy as np

        spot = self.spots[number - 1]
        _top, _bottom, left, right = self._grown(number, _OUT_ACROSS)
        inner_top, inner_bottom, inner_left, inner_right = self._grown(number, -_OUTLINE)
        edge = round(_NOT_LEVEL * (inner_bottom - inner_top))  # a ring's top and bottom are level, too
        rows = slice(inner_top + edge, inner_bottom - edge)
        whole = self.faint[rows, left:right] | self.bands[rows, left:right]
        if spot.words is None and len(level_lines(whole, 1.0)) > 1:
            return True
        inner = np.ascontiguousarray(self.faint[rows, inner_left:inner_right])
        lines = level_lines(inner, _ACROSS)
        if ringed:
            return bool(lines)
        if len(lines) < 2:
            return False
        quarter = inner.shape[1] // 4
        between = inner[lines[0] + 3 : lines[-1] - 2, quarter:-quarter]
        return bool(between.size) and float(between.any(axis=1).mean()) > 0.9

    def _is_broad(self, number: int, inner: Picture) -> bool:
        """Tell a blot from side to side of a box, as scribbling leaves it, from one with white at a side."""
        import numpy as np

        if float(inner.mean()) <= FILLED:
            rim = round(_SIDE * PER_MM)
            return min(float(side.any(axis=1).mean()) for side in (inner[:, :rim], inner[:, -rim:])) > _AT_SIDES
        top, bottom, left, right = self._grown(number, -_INSIDE_LINE)
        columns = np.asarray(self.ink[top:bottom, left:right].mean(axis=0))
        wide = round((_OUTLINE + _SIDE - _INSIDE_LINE) * PER_MM)
        return bool(min(columns[:wide].min(), columns[-wide:].min()) > _WHITE)

    def _judge(self, number: int, mine: Picture, held: float, beside: float, faint: float, *, is_shared: bool) -> Seen:
        if held < _EMPTY:
            if beside > _BESIDE:
                return Seen(Ink.UNSURE, 0.3, Doubt.BESIDE)
            if faint > _FAINT:
                return Seen(Ink.UNSURE, 0.4, Doubt.FAINT)
            worst = max(held / _EMPTY, beside / _BESIDE, faint / _FAINT)
            return Seen(Ink.EMPTY, round(1.0 - 0.5 * worst, 3))
        if held < _MARKED:
            return Seen(Ink.UNSURE, 0.4, Doubt.FAINT)
        if is_shared:
            return Seen(Ink.UNSURE, 0.3, Doubt.SHARED)
        inner = self._inner(number)
        if is_rest(inner, PER_MM):
            return Seen(Ink.UNSURE, 0.3, Doubt.REST)
        if is_dot(inner, PER_MM):
            return Seen(Ink.UNSURE, 0.3, Doubt.DOT)
        if is_blot(inner, PER_MM):
            return Seen(
                Ink.UNSURE,
                0.3,
                Doubt.FILLED if self._stays_inside(number) and not self._is_broad(number, inner) else Doubt.SCRIBBLED,
            )
        may_be_struck = float(inner.mean()) > _LEAST_STRUCK and len(level_lines(inner, _ACROSS)) > 1
        if may_be_struck and self._is_struck_clean(number):
            return Seen(Ink.EMPTY, 0.5)
        if may_be_struck and self._is_struck(number):
            hatched = float(inner.mean()) > _HATCHED and self._stays_inside(number)
            return Seen(Ink.UNSURE, 0.3, Doubt.FILLED if hatched else Doubt.STRUCK)
        doubt = self._taken_back(number - 1, mine, held)
        if doubt is None and self.spots[number - 1].words is None and min(self._sides(number)) > _PALE_SPILL:
            doubt = Doubt.STRUCK
        if doubt is not None:
            return Seen(Ink.UNSURE, 0.3, doubt)
        return Seen(Ink.MARKED, round(min(1.0, 0.6 + 0.4 * (held - _MARKED) / (3 * _MARKED)), 3))

    def _faint(self, held: Picture, ringed: Picture) -> tuple[Picture, Picture]:
        """Return faint ink in and beside each box; a line that goes on far beyond it is a fold or a stain's rim."""
        import numpy as np

        places = np.flatnonzero(self.faint.view(np.bool_))
        plain = np.bincount(self.inside.ravel()[places], minlength=self.count) * _AREA
        beside = np.bincount(self.cells.ravel()[places], minlength=self.count) * _AREA
        plain[0] = beside[0] = 0
        if not (((plain > _FAINT) | (beside > _FAINT_BESIDE)) & (held < _EMPTY)).any():
            return np.where(held < _EMPTY, plain, 0.0), np.where(held < _EMPTY, beside, 0.0)
        labels, where = self._whole(self.faint)
        stroke_of = labels.ravel()[where]
        size = np.bincount(stroke_of)
        per_box = table_of(stroke_of, self.inside.ravel()[where], len(size), self.count)
        per_cell = table_of(stroke_of, self.cells.ravel()[where], len(size), self.count)
        # What belongs to a mark in another box, or lies across many cells, says nothing about this one.
        both = per_box + per_cell
        most, cells = np.maximum(both.max(axis=1), 1), (both * _AREA > _EMPTY).sum(axis=1)
        is_explained = ((both > 0) & ((held >= _EMPTY) | ringed)).any(axis=1)
        is_of_few = ~is_explained & (cells <= _FEW_CELLS) & (size <= 1.7 * np.maximum(both.sum(axis=1), 1))
        per_box[size > 1.7 * np.maximum(per_box.max(axis=1), 1)] = 0
        per_box[per_box * _AREA < _FAINT_PIECE] = 0
        per_cell[((size > 1.7 * most) | (cells > 1)) & ~is_of_few] = 0
        per_cell[:, held >= _EMPTY] = 0
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
            outline = (spot.box.w + 2 * _OUTLINE) * (spot.box.h + 2 * _OUTLINE)
            words = 0.0 if spot.words is None else spot.words.w * spot.words.h
            own.append((spot.box.w - 2 * _OUTLINE) * (spot.box.h - 2 * _OUTLINE))
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
        is_faint = (faint > _FAINT) | (beside > _FAINT_BESIDE)
        for row in set(rows[is_faint].tolist()):
            across = is_faint & (rows == row)
            if across.sum() >= _FOLDED:
                faint[across] = beside[across] = 0

    def _taken_back(self, at: int, mine: Picture, held: float) -> Doubt | None:
        """Tell a mark that was taken back, or a ×, which many write for absent, from one that stands."""
        import numpy as np

        box = self.spots[at].box
        top, bottom, left, right = (int(edge) for edge in self.around[at])
        labels = self.strokes[top:bottom, left:right]
        drawn: Picture = self.drawn[top:bottom, left:right].view(np.bool_)
        own: Picture = (labels == mine[0] if len(mine) == 1 else np.isin(labels, mine)) & drawn
        y0, x0 = box.y - self.region.y, box.x - self.region.x

        def rows(millimetres: float) -> int:
            return max(0, int((y0 + millimetres) * PER_MM + 0.5) - top)

        def columns(millimetres: float) -> int:
            return max(0, int((x0 + millimetres) * PER_MM + 0.5) - left)

        west, east = columns(-_OUT), columns(box.w + _OUT)
        north, south = rows(-_OUT), rows(box.h + _OUT)
        flank = slice(rows(0.3), rows(box.h - 0.3))
        whole = (labels[flank] > 0) & drawn[flank]
        sides = [_amount(whole[:, :west]), _amount(whole[:, east:])]
        if min(sides) > _SPILL:
            return Doubt.STRUCK
        broken = [_amount(drawn[flank, :west]), _amount(drawn[flank, east:])]
        if min(broken) > _BROKEN_SPILL:
            return Doubt.STRUCK
        through = [max(sides[0], self._words_left(at)), max(sides[1], float(self.over_words[at]))]
        if min(through) > _OVER_WORDS or (min(through) > _SPILL and max(through) > 2 * _OVER_WORDS):
            return Doubt.STRUCK
        spills = [_amount(part) for part in (own[:, :west], own[:, east:], own[:north], own[south:])]
        if sum(spill > 2.5 * _SPILL for spill in spills) >= 3:
            return Doubt.STRUCK
        outside = spills[2] + spills[3] + _amount(own[north:south, :west]) + _amount(own[north:south, east:])
        if outside > _BESIDE_SHARE * held:
            return Doubt.BESIDE
        return Doubt.CROSS if is_cross(own) else None

    def _words_left(self, at: int) -> float:
        """Return the ink over the words at the left of a box, which are those of the box before it."""
        before = self.spots[at - 1] if at else None
        if before is None or before.words is None or before.row != self.spots[at].row:
            return 0.0
        return float(self.over_words[at - 1])


def _tuple(box: Box | None) -> tuple[float, float, float, float]:
    return (0.0, 0.0, 0.0, 0.0) if box is None else (box.x, box.y, box.w, box.h)


def _amount(ink: Picture) -> float:
    import numpy as np

    return int(np.count_nonzero(ink)) * _AREA
