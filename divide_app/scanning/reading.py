"""Reads one scanned page: locates it, classifies its boxes, and crops the uncertain rows for a person to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.page_code import PageCode, SheetKind
from divide_app.domain.scans.paper_reading import (
    BoxReading,
    Doubt,
    Ink,
    PageProblem,
    PageReading,
    RowReading,
    rows_of_sheet,
    rows_of_survey,
)
from divide_app.domain.scans.sheet_layout import LEFT, PAGE, RIGHT, Box, SheetLayout, Spot
from divide_app.domain.scans.survey_layout import SurveyLayout
from divide_app.scanning.boxes import Looked, approached, look
from divide_app.scanning.placing import Placing, four_marks, is_covered, outline, place, place_others, straightened
from divide_app.scanning.streaks import without_streaks

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

CLIP_PER_MM: Final = 9
"""Pixels for a millimetre in the enlarged picture of a row."""
PICTURE_PER_MM: Final = 5
"""The same for the whole page as a person looks through it."""
_FOUND: Final = 0.6
"""Share of the boxes' outlines that must be where they should be; fewer means that the page was placed wrongly."""
_FOUND_BY_CODE: Final = 0.8
"""The same for a page without corner marks."""
_WHOLE: Final = 0.9
"""The same below which something else may lie on the page, and other sheets are looked for."""
_CLIP_QUALITY: Final = 80
_BAR: Final = 36
"""Pixels between the rows of two papers."""
_FAX_LEAST: Final = 1.3
_FAX_MOST: Final = 1.7
"""Width to height of an upright A4 page with 204 x 98 dots an inch: 1.5."""


def read_pages(grey: Picture, number: int = 1, *, with_picture: bool = False) -> tuple[PageReading, ...]:
    """Read every page of ours in one picture; without any the one reading says so.

    Args:
        grey: One byte a pixel, about as many dots an inch across as down.
        number: Page of the file, from 1.
        with_picture: Keep the straightened pages for a person to look at.
    """
    grey = without_streaks(grey)
    placing = place(grey)
    if placing is None and _FAX_LEAST < grey.shape[1] / grey.shape[0] < _FAX_MOST:
        # a fax saved without a word about its dots: half as many down as across
        stretched = _stretched(grey)
        placing = place(stretched)
        grey = grey if placing is None else stretched
    if placing is None:
        return (PageReading(number, problem=PageProblem.NOT_OUR_PAGE),)
    first, found = _read(grey, placing, number, with_picture=with_picture)
    if found > _WHOLE and is_covered(grey, placing):
        return (first,)
    others = place_others(grey, placing)
    if not others:
        return (first,)
    outlines = [outline(one) for one in (placing, *others)]
    return tuple(
        _read(
            grey,
            one,
            number,
            with_picture=with_picture,
            covers=[other for other in outlines[:at] + outlines[at + 1 :] if other is not None],
        )[0]
        for at, one in enumerate((placing, *others))
    )


def read_page(grey: Picture, number: int = 1, *, with_picture: bool = False) -> PageReading:
    """Read the one page of a picture, or the first of several."""
    return read_pages(grey, number, with_picture=with_picture)[0]


def _read(
    grey: Picture, placing: Placing, number: int, *, with_picture: bool, covers: Sequence[Picture] = ()
) -> tuple[PageReading, float]:
    """Read a page where it was found; return the share of its boxes that were seen, too.

    Args:
        grey: The picture.
        placing: Where the page lies.
        number: Page of the file.
        with_picture: Keep the straightened page.
        covers: Corners of other pages in the picture; which of two lies above the other is not known.
    """
    if placing.is_newer:
        return PageReading(number, problem=PageProblem.PAGE_CODE_NEWER), 0.0
    picture = None
    if with_picture and placing.to_pixels is not None:
        flat = straightened(grey, placing.to_pixels, 0, 0, PAGE.w, PAGE.h, PICTURE_PER_MM)
        picture = _jpeg(flat, 70)
    if placing.code is None:
        problem = PageProblem.CODE_UNREADABLE
        return PageReading(number, problem=problem, turned=placing.turned, picture=picture), 0.0
    try:
        form = form_of(placing.code)
    except DomainError:
        return PageReading(number, placing.code, problem=PageProblem.PAGE_CODE_NEWER, picture=picture), 0.0
    if placing.to_pixels is None:
        return PageReading(number, placing.code, problem=PageProblem.BOXES_NOT_FOUND), 0.0
    to_pixels, looked = _looked(grey, placing, placing.to_pixels, form)
    if looked is None:
        return PageReading(number, placing.code, problem=PageProblem.BOXES_NOT_FOUND, picture=picture), 0.0
    boxes = _uncovered(looked.boxes, to_pixels, covers)
    rows = rows_of_sheet(form, boxes, looked.writing) if isinstance(form, SheetLayout) else rows_of_survey(boxes)
    clips = tuple((row.row, _clip(grey, to_pixels, form, row)) for row in rows if row.doubt is not None)
    return PageReading(number, placing.code, rows, turned=placing.turned, clips=clips, picture=picture), looked.found


def _uncovered(boxes: Sequence[BoxReading], to_pixels: Picture, covers: Sequence[Picture]) -> tuple[BoxReading, ...]:
    """Return the boxes, those on which another sheet may lie as hidden."""
    import cv2
    import numpy as np

    if not covers:
        return tuple(boxes)
    middles = np.array([[box.spot.box.middle for box in boxes]])
    at = cv2.perspectiveTransform(middles, to_pixels)[0].tolist()
    shapes = [cover.astype(np.float32).reshape(-1, 1, 2) for cover in covers]
    return tuple(
        replace(box, ink=Ink.UNSURE, confidence=0.0, doubt=Doubt.HIDDEN)
        if any(cv2.pointPolygonTest(shape, (x, y), measureDist=False) >= 0 for shape in shapes)
        else box
        for box, (x, y) in zip(boxes, at, strict=True)
    )


def _looked(
    grey: Picture, placing: Placing, to_pixels: Picture, form: SheetLayout | SurveyLayout
) -> tuple[Picture, Looked | None]:
    """Look at the boxes where the marks put them; where that is nowhere, row by row from the code on.

    Returns:
        The matrix that proved right, and what was seen; nothing when too few boxes were found by any way.
    """
    spots, writing = tuple(form.spots()), _writing(form)
    if not placing.is_rough:
        looked = look(grey, to_pixels, spots, writing)
        if looked.found >= _FOUND:
            return to_pixels, looked
    best: tuple[Picture, Looked] | None = None
    for guess in (to_pixels, placing.by_code):
        if guess is not None and (best is None or best[1].found < _FOUND_BY_CODE):
            better = approached(grey, guess, spots)
            looked = look(grey, better, spots, writing)
            if best is None or looked.found > best[1].found:
                best = better, looked
    if best is not None and best[1].found >= _FOUND_BY_CODE:
        return best
    by_marks = four_marks(grey)  # a photo from far aside has its marks where the code does not expect them
    if by_marks is not None and (looked := look(grey, by_marks, spots, writing)).found >= _FOUND:
        return by_marks, looked
    return to_pixels, None


def form_of(code: PageCode) -> SheetLayout | SurveyLayout:
    """Return where the boxes of a page stand.

    Raises:
        DomainError: `bad_sheet_layout`.
    """
    return (
        SheetLayout.from_code(code.layout) if code.kind is SheetKind.ATTENDANCE else SurveyLayout.from_code(code.layout)
    )


def row_picture(readings: Sequence[PageReading], row: int) -> bytes | None:
    """Return the enlarged picture of one row (JPEG), of several readings one below the other; None when there is none.

    A row that is doubtful in itself was cut out while its page was read. Others become doubtful only by what the office
    knows, and are cut from the picture of their page.
    """
    import cv2
    import numpy as np

    if len(readings) == 1 and (clip := dict(readings[0].clips).get(row)) is not None:
        return clip
    strips: list[Picture] = []
    for reading in readings:
        if reading.code is None or reading.picture is None:
            continue
        area = row_area(form_of(reading.code), row)
        page: Picture = np.asarray(cv2.imdecode(np.frombuffer(reading.picture, np.uint8), cv2.IMREAD_GRAYSCALE))
        left, top = max(0, round(area.x * PICTURE_PER_MM)), max(0, round(area.y * PICTURE_PER_MM))
        strip = page[top : top + round(area.h * PICTURE_PER_MM), left : left + round(area.w * PICTURE_PER_MM)]
        size = round(area.w * CLIP_PER_MM), round(area.h * CLIP_PER_MM)
        if strips:  # a bar between two papers, so that they are not taken for two rows of one
            strips.append(np.full((_BAR, size[0]), 255, np.uint8))
            strips[-1][_BAR // 3 : -(_BAR // 3)] = 60
        strips.append(cv2.resize(strip, size, interpolation=cv2.INTER_CUBIC))
    return _jpeg(np.vstack(strips), _CLIP_QUALITY) if strips else None


def row_area(form: SheetLayout | SurveyLayout, row: int) -> Box:
    """Return the part of a page that shows one row to a person, in millimetres."""
    if isinstance(form, SheetLayout):
        return Box(LEFT - 1, form.row_top(row) - 2.5, RIGHT - LEFT + 2, form.row_height + 5)
    top = form.question_top(row)
    return Box(LEFT - 1, top - 2, RIGHT - LEFT + 2, form.question_top(row + 1) - top - 2)


def _stretched(grey: Picture) -> Picture:
    import cv2
    import numpy as np

    return np.asarray(cv2.resize(grey, None, fx=1.0, fy=2.08, interpolation=cv2.INTER_LINEAR))


def _writing(form: SheetLayout | SurveyLayout) -> tuple[Spot, ...]:
    return tuple(form.writing(at) for at in range(form.walk_ins)) if isinstance(form, SheetLayout) else ()


def _clip(grey: Picture, to_pixels: Picture, form: SheetLayout | SurveyLayout, row: RowReading) -> bytes:
    area = row_area(form, row.row)
    return _jpeg(straightened(grey, to_pixels, area.x, area.y, area.w, area.h, CLIP_PER_MM), _CLIP_QUALITY)


def _jpeg(flat: Picture, quality: int) -> bytes:
    import cv2

    return bytes(cv2.imencode(".jpg", flat, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes())
