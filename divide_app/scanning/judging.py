"""Judges each box of a page by the strokes in it: a mark, none, or what only a person can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from divide_app.domain.scans.paper_reading import Doubt, Ink
from divide_app.scanning.crosses import is_cross
from divide_app.scanning.shapes import FILLED, is_blot, is_dot, is_rest, level_lines
from divide_app.scanning.strokes import BESIDE, EMPTY, FAINT, OUTLINE, PER_MM, Sheet, amount, pen_level

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

_BESIDE_SHARE: Final = 2.0
"""Ink around a box, held against the ink in it, from which the mark rather stands beside."""
_MARKED: Final = 0.6
"""Square millimetres from which it is marked: a short stroke of a thin pen has 0.8."""
_OUT: Final = 0.55
"""Millimetres from a box's edge from which ink is outside."""
_SPILL: Final = 0.13
"""Square millimetres outside a box that count as a stroke going on there."""
_PALE_SPILL: Final = 0.3
"""The same for pale ink on both sides of a box: of two lines in pencil there is 1."""
_BROKEN_SPILL: Final = 0.24
"""The same for dots of which a fax has made no stroke at all."""
_OVER_WORDS: Final = 0.5
"""Square millimetres of ink among a box's words, beyond what is printed there, that are a stroke through them."""
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


class Judge:
    """Judges the boxes of one page."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def read(self, seen: Sequence[bool]) -> list[Seen]:
        """Return what each box shows; `seen` tells whether its outline was found."""
        import numpy as np

        ink = self.sheet.amounts()
        owner, ringed, shared = ink.owner, ink.ringed, ink.shared
        held, beside, faint = ink.held, ink.beside, ink.faint
        is_shared = np.asarray(shared.any(axis=0))
        found = []
        for number in range(1, self.sheet.count):
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
            thick = [float(cv2.distanceTransform(self.sheet.inner(one), cv2.DIST_L2, 3).max()) for one in marked]
            if float(np.median(thick)) * 2 > _BROAD_PEN * PER_MM:
                believed = {
                    number
                    for number, one in enumerate(found, 1)
                    if one.doubt in _BLOTS and not self._leaves_both_sides(number)
                }
        if Doubt.FAINT in doubts:
            pale = [number for number, one in enumerate(found, 1) if one.doubt is Doubt.FAINT]
            pale = [number for number in pale if amount(self.sheet.inner(number)) > _PALE_MARK]
            own = pale if len(pale) > max(_SOME, len(marked)) else marked
            tone = float(np.median([self._tone(one) for one in own])) if len(own) >= _SOME else 0.0
            if _PALEST * self.sheet.level < tone < pen_level(self.sheet.level):
                believed |= {number for number in pale if self._is_plain(number, _AS_PALE * tone)}
        return [Seen(Ink.MARKED, 0.6) if number in believed else one for number, one in enumerate(found, 1)]

    def _tone(self, number: int) -> float:
        """Return how dark the darker part of the ink in a box is."""
        import numpy as np

        top, bottom, left, right = self.sheet.grown(number, -OUTLINE)
        drawn = self.sheet.darkness[top:bottom, left:right][self.sheet.faint[top:bottom, left:right] > 0]
        return float(np.percentile(drawn, 75)) if drawn.size else 0.0

    def _is_plain(self, number: int, tone: float) -> bool:
        """Tell a pale mark that nothing takes back, at least as dark as a tone."""
        inner = self.sheet.inner(number)
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
        return float(self.sheet.on_line[number - 1]) < _OUTLINE_KEPT and max(self._sides(number)) < _SPILL

    def _sides(self, number: int) -> tuple[float, float]:
        """Return the ink at the left and the right of a box, pale ink too, in square millimetres."""
        top, bottom, left, right = self.sheet.grown(number, _OUT)
        reach = round(_NEXT_TO * PER_MM)
        return (
            amount(self.sheet.faint[top:bottom, max(0, left - reach) : left]),
            amount(self.sheet.faint[top:bottom, right : right + reach]),
        )

    def _judge_ringed(self, number: int) -> Seen:
        """Tell a ring around a box and a seal, which are marks, from one with something struck out in it."""
        import numpy as np

        inner = self.sheet.inner(number)
        if self.sheet.spots[number - 1].words is not None:  # at its right the ring itself may run over the box
            left = inner[:, : round(_LEFT_OF_RING * inner.shape[1])]
            return Seen(Ink.MARKED, 0.8) if float(left.mean()) < _NEARLY_EMPTY else Seen(Ink.UNSURE, 0.3, Doubt.BESIDE)
        if self._is_struck_clean(number):
            return Seen(Ink.EMPTY, 0.5)
        if self._is_struck(number, ringed=True):
            return Seen(Ink.UNSURE, 0.3, Doubt.STRUCK)
        if float(np.count_nonzero(inner)) > _RING_FULL * inner.size:
            return Seen(Ink.UNSURE, 0.3, Doubt.SCRIBBLED)
        return Seen(Ink.MARKED, 0.8)

    def _is_struck_clean(self, number: int) -> bool:
        """Tell a clear 二重線: two level lines, as far apart as a hand draws them, that leave a box on both sides."""
        spot = self.sheet.spots[number - 1]
        if spot.words is not None:
            return False
        _top, _bottom, left, right = self.sheet.grown(number, _CLEAR_OUT)
        top, bottom, _left, _right = self.sheet.grown(number, -OUTLINE)
        if float(self.sheet.inner(number).mean()) > _STRUCK_INK:
            return False
        edge = round(_NOT_LEVEL * (bottom - top))
        rows = slice(top + edge, bottom - edge)
        lines = level_lines(self.sheet.ink[rows, left:right] | self.sheet.bands[rows, left:right], 1.0)
        return len(lines) == 2 and _DOUBLE[0] < (lines[1] - lines[0]) / PER_MM < _DOUBLE[1]

    def _is_struck(self, number: int, *, ringed: bool = False) -> bool:
        """Tell 二重線: two level lines that leave a box on both sides, or go from side to side of it over a mark.

        A flat ring in the box has two level sides as well, but nothing between them.
        """
        import numpy as np

        spot = self.sheet.spots[number - 1]
        _top, _bottom, left, right = self.sheet.grown(number, _OUT_ACROSS)
        inner_top, inner_bottom, inner_left, inner_right = self.sheet.grown(number, -OUTLINE)
        edge = round(_NOT_LEVEL * (inner_bottom - inner_top))  # a ring's top and bottom are level, too
        rows = slice(inner_top + edge, inner_bottom - edge)
        whole = self.sheet.faint[rows, left:right] | self.sheet.bands[rows, left:right]
        if spot.words is None and len(level_lines(whole, 1.0)) > 1:
            return True
        inner = np.ascontiguousarray(self.sheet.faint[rows, inner_left:inner_right])
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
        top, bottom, left, right = self.sheet.grown(number, -_INSIDE_LINE)
        columns = np.asarray(self.sheet.ink[top:bottom, left:right].mean(axis=0))
        wide = round((OUTLINE + _SIDE - _INSIDE_LINE) * PER_MM)
        return bool(min(columns[:wide].min(), columns[-wide:].min()) > _WHITE)

    def _judge(self, number: int, mine: Picture, held: float, beside: float, faint: float, *, is_shared: bool) -> Seen:
        if held < EMPTY:
            if beside > BESIDE:
                return Seen(Ink.UNSURE, 0.3, Doubt.BESIDE)
            if faint > FAINT:
                return Seen(Ink.UNSURE, 0.4, Doubt.FAINT)
            worst = max(held / EMPTY, beside / BESIDE, faint / FAINT)
            return Seen(Ink.EMPTY, round(1.0 - 0.5 * worst, 3))
        if held < _MARKED:
            return Seen(Ink.UNSURE, 0.4, Doubt.FAINT)
        if is_shared:
            return Seen(Ink.UNSURE, 0.3, Doubt.SHARED)
        inner = self.sheet.inner(number)
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
        if doubt is None and self.sheet.spots[number - 1].words is None and min(self._sides(number)) > _PALE_SPILL:
            doubt = Doubt.STRUCK
        if doubt is not None:
            return Seen(Ink.UNSURE, 0.3, doubt)
        return Seen(Ink.MARKED, round(min(1.0, 0.6 + 0.4 * (held - _MARKED) / (3 * _MARKED)), 3))

    def _taken_back(self, at: int, mine: Picture, held: float) -> Doubt | None:
        """Tell a mark that was taken back, or a ×, which many write for absent, from one that stands."""
        import numpy as np

        box = self.sheet.spots[at].box
        top, bottom, left, right = (int(edge) for edge in self.sheet.around[at])
        labels = self.sheet.strokes[top:bottom, left:right]
        drawn: Picture = self.sheet.drawn[top:bottom, left:right].view(np.bool_)
        own: Picture = (labels == mine[0] if len(mine) == 1 else np.isin(labels, mine)) & drawn
        y0, x0 = box.y - self.sheet.region.y, box.x - self.sheet.region.x

        def rows(millimetres: float) -> int:
            return max(0, int((y0 + millimetres) * PER_MM + 0.5) - top)

        def columns(millimetres: float) -> int:
            return max(0, int((x0 + millimetres) * PER_MM + 0.5) - left)

        west, east = columns(-_OUT), columns(box.w + _OUT)
        north, south = rows(-_OUT), rows(box.h + _OUT)
        flank = slice(rows(0.3), rows(box.h - 0.3))
        whole = (labels[flank] > 0) & drawn[flank]
        sides = [amount(whole[:, :west]), amount(whole[:, east:])]
        if min(sides) > _SPILL:
            return Doubt.STRUCK
        broken = [amount(drawn[flank, :west]), amount(drawn[flank, east:])]
        if min(broken) > _BROKEN_SPILL:
            return Doubt.STRUCK
        through = [max(sides[0], self.sheet.words_left(at)), max(sides[1], float(self.sheet.over_words[at]))]
        if min(through) > _OVER_WORDS or (min(through) > _SPILL and max(through) > 2 * _OVER_WORDS):
            return Doubt.STRUCK
        spills = [amount(part) for part in (own[:, :west], own[:, east:], own[:north], own[south:])]
        if sum(spill > 2.5 * _SPILL for spill in spills) >= 3:
            return Doubt.STRUCK
        outside = spills[2] + spills[3] + amount(own[north:south, :west]) + amount(own[north:south, east:])
        if outside > _BESIDE_SHARE * held:
            return Doubt.BESIDE
        return Doubt.CROSS if is_cross(own) else None
