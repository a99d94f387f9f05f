"""Locates one of our pages in a picture at any rotation: its code, corner marks and the scale in millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.page_code import PREFIX, PageCode, code_modules
from divide_app.domain.scans.sheet_layout import CORNER, CORNERS, PAGE, PAGE_CODE, SECOND_CODE, Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[Any]
    """Grey pixels, or a matrix from millimetres to pixels."""

QUIET: Final = 4
"""Modules of white around a code; the printer draws as many."""

_NEAR: Final = 9.0
"""Millimetres around a mark's expected place to look first: enough for a flat scan."""
_FAR: Final = 38.0
"""The same for a photo, whose far side a nearby code says little about."""
_LEAST_SIDE: Final = 300
"""Pixels below which no page of ours can be in a picture: its code alone needs a hundred."""
_MOST_PAGES: Final = 8
"""Sheets in one picture."""
_BESIDE: Final = 0.1
"""Share of a picture beside its page from which another sheet is looked for; a skewed scan leaves 0.05."""
_ROOM_FOR_ONE: Final = 0.2
"""The same from which a whole sheet without a readable code is looked for."""
_CODE_AGREES: Final = 2.0
"""Millimetres the code may lie from where the marks say it is; more means that a mark was mistaken."""
_CODE_AGREES_OF_THREE: Final = 1.0
"""The same where the code itself had to stand in for a mark: a box filled in by pen may look like one."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a page lies in its picture.

    Attributes:
        code: What the page's code says; None when it cannot be read although the marks are ours.
        to_pixels: 3 x 3 matrix from millimetres on the page to pixels; None when the marks were not found.
        turned: Quarter turns by which the picture must be turned to the right (0 to 3) to stand upright.
        is_newer: The code is of an edition of ours that this program does not know.
        is_rough: Too few marks are on the picture: the matrix is right around the code and less so far from it.
        by_code: The matrix that the code alone gives, should something have been mistaken for marks.
    """

    code: PageCode | None
    to_pixels: Picture | None
    turned: int = 0
    is_newer: bool = False
    is_rough: bool = False
    by_code: Picture | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    corners: Picture
    """Top left, top right, bottom right, bottom left of the code itself, in pixels of the picture."""
    box: Box = PAGE_CODE
    """Which of the page's two codes it is."""


def place(grey: Picture) -> Placing | None:
    """Find one of our pages, the one that is found soonest; None when the picture holds another paper.

    The code is looked for where it stands on an upright page, then upside down, then everywhere, because the first
    is over in a tenth of the time (docs/measured.md#scans). Without any code the four marks alone may show the page:
    the code is then read from the straightened corner, or said to be unreadable.
    """
    if min(grey.shape[:2]) < _LEAST_SIDE:
        return None
    found = _our_code(grey)
    return _by_marks_alone(grey) if found is None else _placed(grey, found)


def place_others(grey: Picture, first: Placing) -> list[Placing]:
    """Find the other pages of a picture: two sheets on an A3 glass, a photo of a desk, a sheet under another.

    All codes are looked for at once, then a page without a readable code where no page lies yet.
    """
    pages = [first]
    for found in _codes(grey):
        if not any(_is_code_of(page, found) for page in pages):
            pages.append(_placed(grey, found))
    while len(pages) < _MOST_PAGES:
        rest = _whitened(grey, pages)
        if rest is None:
            break
        more = _by_marks_alone(rest)
        if more is None and _has_marks(rest, first):
            more = Placing(None, None)
        if more is None:
            break
        pages.append(more)
        if more.to_pixels is None:
            break
    return pages[1:]


def is_covered(grey: Picture, placing: Placing) -> bool:
    """Tell whether a page fills its picture, so that no other sheet can lie beside it."""
    return _rest(grey, [placing]) < _BESIDE


def outline(placing: Placing) -> Picture | None:
    """Return the four corners of a page in pixels, in order around it; None when its place is not known."""
    import cv2
    import numpy as np

    if placing.to_pixels is None:
        return None
    corners = np.array([[(0.0, 0.0), (PAGE.w, 0.0), (PAGE.w, PAGE.h), (0.0, PAGE.h)]])
    return np.asarray(cv2.perspectiveTransform(corners, placing.to_pixels)[0])


def _placed(grey: Picture, found: _Found) -> Placing:
    try:
        code = PageCode.parse(found.text)
    except DomainError:
        return Placing(None, None, is_newer=True)
    matrix, is_rough = _by_marks(grey, found)
    if is_rough:  # few marks agree: it may be the code at the foot, whose fellow in the corner was lost
        at_foot = replace(found, box=SECOND_CODE)
        other, is_other_rough = _by_marks(grey, at_foot)
        if not is_other_rough:
            found, matrix, is_rough = at_foot, other, is_other_rough
    return Placing(code, matrix, _turned(matrix), is_rough=is_rough, by_code=_fit(found, {})[0])


def _is_code_of(page: Placing, found: _Found) -> bool:
    """Tell whether a code is one of the two on a page that is known."""
    import cv2
    import numpy as np

    if page.code is None or page.code.text != found.text or page.by_code is None:
        return False
    middle = found.corners.mean(axis=0)
    side = float(abs(found.corners - middle).max())
    for box, matrix, far in ((PAGE_CODE, page.by_code, 1.0), (SECOND_CODE, page.to_pixels, 2.0)):
        if matrix is not None:
            expected = cv2.perspectiveTransform(np.array([[box.middle]]), matrix)[0, 0]
            if float(abs(middle - expected).max()) < far * side:
                return True
    return False


def _rest(grey: Picture, pages: Sequence[Placing]) -> float:
    """Return the share of a picture on which none of the pages lies."""
    import cv2
    import numpy as np

    shrink = 200 / max(grey.shape)
    left: Picture = np.ones((max(1, round(grey.shape[0] * shrink)), max(1, round(grey.shape[1] * shrink))), np.uint8)
    for page in pages:
        corners = outline(page)
        if corners is not None:
            cv2.fillConvexPoly(left, np.round(np.clip(corners * shrink, -4000, 4000)).astype(np.int32), 0)
    return float(left.mean())


def _has_marks(rest: Picture, first: Placing) -> bool:
    """Tell whether corner marks as large as those of a page that was found stand elsewhere, too."""
    import cv2
    import numpy as np

    corners = outline(first)
    if corners is None:
        return False
    scale = math.sqrt(float(cv2.contourArea(corners.astype(np.float32))) / (PAGE.w * PAGE.h))
    shrink = max(1.0, scale / 4)  # four pixels a millimetre are enough to know a mark
    small = cv2.resize(rest, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    axes = np.array([[scale / shrink, 0.0], [0.0, scale / shrink]])
    holed, solid = (len(list(_squares(small, axes, has_hole=has_hole))) for has_hole in (True, False))
    return holed > 0 or solid > 1


def _whitened(grey: Picture, pages: Sequence[Placing]) -> Picture | None:
    """Return the picture without the pages that are known; None when no other can be there."""
    import cv2
    import numpy as np

    if _rest(grey, pages) < _ROOM_FOR_ONE:
        return None
    left = grey.copy()
    for page in pages:
        corners = outline(page)
        if corners is None:
            return None  # where it lies is not known, and it must not be found again
        cv2.fillConvexPoly(left, np.round(np.clip(corners, -30000, 30000)).astype(np.int32), 255)
    return left


def _our_code(grey: Picture) -> _Found | None:
    high, wide = grey.shape[:2]
    corner_high, corner_wide = int(high * 0.22), int(wide * 0.32)
    parts = [
        (0, wide - corner_wide, corner_high, corner_wide),
        (high - corner_high, 0, corner_high, corner_wide),
        (0, 0, high, wide),
    ]
    for top, left, part_high, part_wide in parts:
        part = grey[top : top + part_high, left : left + part_wide]
        found = next(_codes(part, left, top), None)
        if found is not None:
            return found
    return None


def _codes(part: Picture, left: float = 0.0, top: float = 0.0) -> Iterator[_Found]:
    """Yield the page codes in a picture."""
    import numpy as np
    import zxingcpp

    for code in zxingcpp.read_barcodes(
        part, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), try_invert=False
    ):
        if code.text.startswith(PREFIX[:2]) and _is_ours(code.text):
            at = code.position
            corners = [(p.x + left, p.y + top) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
            yield _Found(code.text, np.array(corners, np.float64))


def _is_ours(text: str) -> bool:
    try:
        PageCode.parse(text)
    except DomainError as refusal:
        return refusal.code == "page_code_newer"
    return True


def code_corners(text: str, box: Box = PAGE_CODE) -> Picture:
    """Return where the code's own corners stand on the page in millimetres, in the order of `_Found.corners`."""
    import numpy as np

    module = box.w / (code_modules(text) + 2 * QUIET)
    inner = box.grown(-QUIET * module)
    right, bottom = inner.x + inner.w, inner.y + inner.h
    return np.array([(inner.x, inner.y), (right, inner.y), (right, bottom), (inner.x, bottom)], np.float64)


def _by_marks(grey: Picture, found: _Found) -> tuple[Picture, bool]:
    """Find the marks from the code outwards: the near one first, each telling better where the next must be.

    Returns:
        The matrix, and whether it rests on too few marks to be trusted far from the code.
    """
    import numpy as np

    on_page = code_corners(found.text, found.box)
    known_page, known_pixel = list(on_page), list(found.corners)
    marks: dict[int, Picture] = {}
    guess = _affine(on_page, found.corners)
    order = (1, 0, 3, 2) if found.box is PAGE_CODE else (3, 2, 1, 0)
    for at in order:  # from the code's own corner outwards
        middle = np.array(CORNERS[at].middle)
        near = guess
        if len(marks) == 3:  # now the perspective is known, and the last mark stands where it says
            near = _around_point(np.array(known_page), np.array(known_pixel), middle)
        for reach in (_NEAR,) if at == order[0] else (_NEAR, _FAR):
            mark = _mark_near(grey, near, middle, reach, has_hole=at == 0)
            if mark is not None:
                marks[at] = mark
                known_page.append(middle)
                known_pixel.append(mark)
                guess = _affine(np.array(known_page), np.array(known_pixel))
                break
    best, away = _fit(found, marks)
    limit = _CODE_AGREES if len(marks) == 4 else _CODE_AGREES_OF_THREE
    if away >= limit and marks:  # something was mistaken for a mark: the others, or the code alone, say which
        fewer = [{one: mark for one, mark in marks.items() if one != left} for left in marks]
        marks = min(fewer, key=lambda some: _fit(found, some)[1])
        best, away = _fit(found, marks)
    if away >= _CODE_AGREES:
        marks = {}
        best, away = _fit(found, marks)
    return best, len(marks) < 3


def _fit(found: _Found, marks: Mapping[int, Picture]) -> tuple[Picture, float]:
    """Return the matrix that marks give, and by how many millimetres the code or a mark disagrees with it."""
    import cv2
    import numpy as np

    on_page = code_corners(found.text, found.box)
    middles = np.array([CORNERS[at].middle for at in marks]).reshape(-1, 2)
    pixels = np.array(list(marks.values())).reshape(-1, 2)
    all_page, all_pixels = np.vstack([on_page, middles]), np.vstack([found.corners, pixels])
    matrix: Picture | None
    if len(marks) == 4:
        matrix = cv2.findHomography(middles, pixels, 0)[0]
    elif len(marks) == 3:  # a corner is torn off, folded or under a stain: the code's own corners stand in for it
        matrix = cv2.findHomography(all_page, all_pixels, 0)[0]
    else:  # a skewed page has lost a side on the glass: good enough to look for its boxes, which then tell more
        matrix = np.vstack([_affine(all_page, all_pixels), (0.0, 0.0, 1.0)])
    if matrix is None:
        return _fit(found, {})[0], math.inf
    back = cv2.perspectiveTransform(all_pixels.reshape(1, -1, 2), np.linalg.inv(matrix))[0]
    return matrix, float(np.abs(back - all_page).max())


def _affine(on_page: Picture, pixels: Picture) -> Picture:
    """Return the 2 x 3 matrix that fits best; a full perspective from a small code would run wild far away."""
    import numpy as np

    rows = np.hstack([on_page, np.ones((len(on_page), 1))])
    solved, *_rest = np.linalg.lstsq(rows, pixels, rcond=None)
    return np.asarray(solved.T)


def _around_point(on_page: Picture, pixels: Picture, point: Picture) -> Picture:
    """Return the 2 x 3 matrix which the full perspective looks like around one point of the page."""
    import cv2
    import numpy as np

    matrix, _kept = cv2.findHomography(on_page, pixels, 0)
    if matrix is None:
        return _affine(on_page, pixels)
    near = point + np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
    return _affine(near, cv2.perspectiveTransform(near.reshape(1, -1, 2), matrix)[0])


def _mark_near(grey: Picture, guess: Picture, middle: Picture, reach: float, *, has_hole: bool) -> Picture | None:
    """Return the middle of the corner mark nearest to where `guess` puts it, in pixels, or None."""
    import cv2
    import numpy as np

    axes = guess[:, :2]
    scale = math.sqrt(abs(float(np.linalg.det(axes))))
    if scale < 1.5:  # below 40 dots an inch nothing is read
        return None
    expected = axes @ middle + guess[:, 2]
    span = (reach + CORNER) * np.abs(axes).sum(axis=1)  # a whole mark at the edge of the reach must fit in
    left, top = np.maximum(0, np.floor(expected - span)).astype(int)
    right, bottom = np.minimum(grey.shape[1::-1], np.ceil(expected + span)).astype(int)
    if right - left < 4 or bottom - top < 4:
        return None
    part = grey[top:bottom, left:right]
    best: tuple[float, Picture] | None = None
    for middle_px in _squares(cv2.GaussianBlur(part, (3, 3), 0), axes, has_hole=has_hole, loose=reach > _NEAR):
        at = middle_px + np.array([left, top])
        x, y = np.linalg.solve(axes, at - guess[:, 2])
        if any(box.x < x < box.x + box.w and box.y < y < box.y + box.h for box in (PAGE_CODE, SECOND_CODE)):
            continue  # the code's own large squares
        away = float(np.linalg.norm(np.linalg.solve(axes, at - expected)))
        if away <= reach * 1.2 and (best is None or away < best[0]):
            best = away, at
    return None if best is None else best[1]


def _squares(part: Picture, axes: Picture, *, has_hole: bool, loose: bool = False) -> Iterator[Picture]:
    """Yield the middles of dark squares as large as a corner mark.

    Args:
        part: Where to look.
        axes: Pixels for a millimetre along x and y.
        has_hole: The mark with the white middle is wanted.
        loose: The scale here is known only roughly, as on the far side of a photo.
    """
    import cv2
    import numpy as np

    low, high = np.percentile(part[::3, ::3], (1, 90))
    if high - low < 40:
        return
    size = CORNER * math.sqrt(abs(float(np.linalg.det(axes))))
    block = int(size * 4) | 1
    level = np.minimum(cv2.blur(part, (block, block)), high).astype(np.float32)
    dark = (part < level - 0.25 * (high - low)).astype(np.uint8)
    count, _labels, stats, _middles = cv2.connectedComponentsWithStats(dark, connectivity=4)
    expected_w, expected_h = (CORNER * np.abs(axes).sum(axis=1)).tolist()
    area = CORNER * CORNER * abs(float(np.linalg.det(axes))) * (0.84 if has_hole else 1.0)
    most = 1.7 if loose else 1.35
    for at in range(1, count):
        x, y, w, h, pixels = (int(value) for value in stats[at])
        if not (0.6 * expected_w < w < most * expected_w and 0.6 * expected_h < h < most * expected_h):
            continue
        if not 0.5 * area < pixels < most * most * area:
            continue
        if x == 0 or y == 0 or x + w == part.shape[1] or y + h == part.shape[0]:
            continue  # a piece of something larger that goes on beyond
        piece = _labels[y : y + h, x : x + w] == at
        moments = cv2.moments(piece.astype(np.uint8), binaryImage=True)
        middle = np.array([moments["m10"] / moments["m00"] + x, moments["m01"] / moments["m00"] + y])
        if not _is_square(piece, axes, 0.6 if loose else 0.28):
            continue
        if _hole(part, middle, axes, float(low), float(high)) is not has_hole:
            continue
        if not _on_white(part, middle, axes, float(low), float(high)):
            continue
        yield middle


def _is_square(piece: Picture, axes: Picture, tolerance: float) -> bool:
    """Tell a square from letters and strokes: as far along one axis as along the other, and even on both sides."""
    import numpy as np

    ys, xs = np.nonzero(piece)
    points = np.linalg.solve(axes, np.vstack([xs, ys]).astype(np.float64))
    spread = points.std(axis=1)
    side = CORNER / math.sqrt(12)
    is_even = 0.72 < float(spread[0] / max(float(spread[1]), 1e-6)) < 1.4
    return is_even and bool((np.abs(spread - side) < tolerance * side).all())


def _on_white(part: Picture, middle: Picture, axes: Picture, low: float, high: float) -> bool:
    """Tell whether there is paper around a mark, which the corner of a dark table has not."""
    import numpy as np

    away = CORNER * 0.85
    rim_x, rim_y = middle + axes @ np.array([1.7, 0.0])  # beside the hole, whichever way the page lies
    high_most, wide_most = part.shape[0] - 1, part.shape[1] - 1
    inner = float(part[min(max(round(float(rim_y)), 0), high_most), min(max(round(float(rim_x)), 0), wide_most)])
    lighter = known = 0
    for dx, dy in product((-away, 0.0, away), repeat=2):
        x, y = middle + axes @ np.array([dx, dy])
        if (dx or dy) and 0 <= x < part.shape[1] - 0.5 and 0 <= y < part.shape[0] - 0.5:
            known += 1
            lighter += float(part[round(float(y)), round(float(x))]) > inner + 0.2 * (high - low)
    return known - lighter <= 1


def _hole(part: Picture, middle: Picture, axes: Picture, low: float, high: float) -> bool:
    """Tell whether the middle of a mark is white."""
    import numpy as np

    high_most, wide_most = part.shape[0] - 1, part.shape[1] - 1

    def value(dx: float, dy: float) -> float:
        x, y = middle + axes @ np.array([dx, dy]) + 0.5
        return float(part[min(max(int(y), 0), high_most), min(max(int(x), 0), wide_most)])

    inner = [value(dx, dy) for dx, dy in product((-0.45, 0.0, 0.45), repeat=2)]
    rim = [value(*at) for at in ((-1.75, 0.0), (1.75, 0.0), (0.0, -1.75), (0.0, 1.75))]
    return float(np.mean(inner)) - float(np.mean(rim)) > 0.25 * (high - low)


def _by_marks_alone(grey: Picture) -> Placing | None:
    """Find a page whose code the search missed, and read the code from the straightened corner."""
    import cv2
    import numpy as np

    matrix = four_marks(grey)
    if matrix is None:
        return None
    found = None
    for box, per_mm in ((PAGE_CODE, 10.0), (SECOND_CODE, 16.0)):
        flat = straightened(grey, matrix, box.x - 2, box.y - 2, box.w + 4, box.h + 4, per_mm)
        for blur in (0.0, 1.5, 2.5, 4.0):  # grey that a machine made into dots melts together again
            if found is None:
                found = next(_codes(np.asarray(cv2.GaussianBlur(flat, (0, 0), blur)) if blur else flat), None)
    if found is None:
        return Placing(None, matrix, _turned(matrix))
    try:
        return Placing(PageCode.parse(found.text), matrix, _turned(matrix))
    except DomainError:
        return Placing(None, None, is_newer=True)


def four_marks(grey: Picture) -> Picture | None:
    """Return where a page lies by its four marks alone, the one with the hole telling which way is up."""
    import cv2
    import numpy as np

    shrink = max(1.0, max(grey.shape) / 1200)
    small = cv2.resize(grey, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    for fills in (1.0, 0.85, 0.7):  # a scan fills its picture, a photo leaves something around the page
        scale = fills * max(small.shape) / PAGE.h
        axes = np.array([[scale, 0.0], [0.0, scale]])
        holed = list(_squares(small, axes, has_hole=True))[:60]
        solid = list(_squares(small, axes, has_hole=False))[:300]
        best = _four(holed, solid, scale)
        if best is not None:
            matrix, _kept = cv2.findHomography(np.array([corner.middle for corner in CORNERS]), best * shrink, 0)
            return None if matrix is None else np.asarray(matrix)
    return None


def _four(holed: list[Picture], solid: list[Picture], scale: float) -> Picture | None:
    """Return the marks top left, top right, bottom left, bottom right which stand like a page's, or None."""
    import numpy as np

    wide = CORNERS[1].middle[0] - CORNERS[0].middle[0]
    high = CORNERS[2].middle[1] - CORNERS[0].middle[1]
    for first in holed:
        for right in solid:
            across = right - first
            if not 0.7 < np.linalg.norm(across) / (wide * scale) < 1.3:
                continue
            down = np.array([-across[1], across[0]]) * high / wide
            low_left, low_right = _nearest(solid, first + down), _nearest(solid, right + down)
            away = max(np.linalg.norm(low_left - first - down), np.linalg.norm(low_right - right - down))
            if away < 0.2 * high * scale and not np.array_equal(low_left, low_right):
                return np.array([first, right, low_left, low_right])
    return None


def _nearest(points: list[Picture], goal: Picture) -> Picture:
    import numpy as np

    return min(points, key=lambda one: float(np.linalg.norm(one - goal)))


def straightened(grey: Picture, to_pixels: Picture, x: float, y: float, w: float, h: float, per_mm: float) -> Picture:
    """Return a rectangle of the page (millimetres) as if it lay flat under the glass, `per_mm` pixels a millimetre."""
    import cv2
    import numpy as np

    onto = np.array([[1 / per_mm, 0, x + 0.5 / per_mm], [0, 1 / per_mm, y + 0.5 / per_mm], [0, 0, 1]])
    return cv2.warpPerspective(
        grey,
        to_pixels @ onto,
        (round(w * per_mm), round(h * per_mm)),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )


def _turned(matrix: Picture) -> int:
    import cv2
    import numpy as np

    ends = np.array([[[PAGE.w / 2, PAGE.h / 2], [PAGE.w / 2, 20.0]]])
    middle, top = cv2.perspectiveTransform(ends, matrix)[0]
    angle = math.atan2(float(top[0] - middle[0]), float(middle[1] - top[1]))  # 0 = upright, clockwise
    return round(-angle / (math.pi / 2)) % 4
