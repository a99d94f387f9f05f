"""The geometry of an attendance sheet, shared by the printer and the scanner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from divide_app.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres from the top left of the A4 page."""

    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self) -> tuple[float, float]:
        """Return the centre."""
        return self.x + self.w / 2, self.y + self.h / 2

    def grown(self, by: float) -> Box:
        """Return the rectangle with `by` millimetres more on every side (fewer when negative)."""
        return Box(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)


@dataclass(frozen=True, slots=True)
class Spot:
    """One box a pen may mark, with the paper around it that belongs to it.

    Attributes:
        row: Row on the page, from 0; on a survey the question.
        mark: What a mark in it means, unique in its row.
        box: The printed square.
        cell: How far strokes may go and still belong to this box; holds no print but the box and `words`.
        words: Printed words within the cell, where ink says nothing.
        line: Width of the box's printed outline in millimetres.
        is_ruled: The cell stands in a table, with rules 0.6 mm around it.
    """

    row: int
    mark: str
    box: Box
    cell: Box
    words: Box | None = None
    line: float = 0.3
    is_ruled: bool = True


PAGE: Final = Box(0, 0, 210, 297)

CORNER: Final = 5.0
CORNERS: Final = (
    Box(7, 7, CORNER, CORNER),
    Box(198, 7, CORNER, CORNER),
    Box(7, 285, CORNER, CORNER),
    Box(198, 285, CORNER, CORNER),
)
"""Black squares that show skew and scale: top left, top right, bottom left, bottom right."""

CORNER_HOLE: Final = Box(8.5, 8.5, 2.0, 2.0)
"""White square in the top left mark: the four together show which way up a page lies, even without its code."""

PAGE_CODE: Final = Box(169, 12, 28, 28)
"""The page's QR code with its quiet zone; the dark part lines up with the table's right edge."""

SECOND_CODE: Final = Box(146.5, 275.6, 16, 16)
"""The same code once more at the foot, for a page whose corner is torn off or stamped over; 200 dots an inch read it.
Sheets printed by earlier editions have none."""

LEFT: Final = 16.0
RIGHT: Final = 194.0
TABLE_TOP: Final = 51.0
HEAD_HEIGHT: Final = 8.0
TICK: Final = 6.4
"""Side of a tick box."""

PRESENT: Final = "present"
LATE: Final = "late"
LEFT_EARLY: Final = "left_early"
MARKS: Final = (PRESENT, LATE, LEFT_EARLY)
LATE_AND_EARLY: Final = "late_and_left_early"
"""Both ticked in one row: no box of its own, so a person says it."""
LINES: Final = {PRESENT: 0.55, LATE: 0.3, LEFT_EARLY: 0.3}
"""Width of each box's outline: the one that is ticked most is the boldest."""
WALK_IN_LINE: Final = 0.45
BAND: Final = "band"
SEX: Final = "sex"
WALK_IN_BANDS: Final = 4
WALK_IN_SEXES: Final = 2

COLUMNS: Final[dict[str, tuple[float, float]]] = {
    "number": (16.0, 28.0),
    "name": (28.0, 84.0),
    "band": (84.0, 104.0),
    PRESENT: (104.0, 122.0),
    LATE: (122.0, 140.0),
    LEFT_EARLY: (140.0, 158.0),
    "remark": (158.0, 194.0),
}
"""Left and right edge of each column."""

ROOM: Final = 216.0
"""Height of all rows together; the table ends at 275 mm at the latest."""
_HIGHEST: Final = 12.0
_ROWS_MOST: Final = 24  # of 9 mm each, the lowest in which a name with its kana and a 6.4 mm box stand apart
_WALK_INS_LEAST: Final = 4
_WALK_INS_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The rows of one page: first people who applied, then blank rows for walk-ins.

    Attributes:
        people: Rows with a name.
        walk_ins: Blank rows below them.
        row_height: Height of a row in millimetres.
        bands: Age band boxes in a walk-in row.
        sexes: Boxes for the stated sex there; 0 where the office does not ask.
    """

    people: int
    walk_ins: int
    row_height: float
    bands: int = WALK_IN_BANDS
    sexes: int = WALK_IN_SEXES

    @property
    def code(self) -> str:
        """Return a short text that stands for this layout, e.g. `14-4-12-42`."""
        return f"{self.people}-{self.walk_ins}-{self.row_height:g}-{self.bands}{self.sexes}"

    @classmethod
    def from_code(cls, code: str) -> SheetLayout:
        """Return the layout that `code` stands for.

        Raises:
            DomainError: `bad_sheet_layout`.
        """
        try:
            people, walk_ins, height, boxes = code.split("-")
            bands, sexes = tuple(boxes)
            layout = cls(int(people), int(walk_ins), float(height), int(bands), int(sexes))
        except ValueError as problem:
            raise DomainError("bad_sheet_layout", text=code) from problem
        fits = layout.row_height >= TICK and layout.bottom <= TABLE_TOP + HEAD_HEIGHT + ROOM
        if layout.people < 0 or layout.walk_ins < 0 or not fits or layout.bands > 5 or layout.sexes > 3:
            raise DomainError("bad_sheet_layout", text=code)
        return layout

    @property
    def rows(self) -> int:
        """Return the number of rows on the page."""
        return self.people + self.walk_ins

    @property
    def bottom(self) -> float:
        """Return the lower edge of the table."""
        return TABLE_TOP + HEAD_HEIGHT + self.rows * self.row_height

    def row_top(self, row: int) -> float:
        """Return the upper edge of a row; people are 0.., walk-ins follow."""
        return TABLE_TOP + HEAD_HEIGHT + row * self.row_height

    def tick_boxes(self, row: int) -> dict[str, Box]:
        """Return the boxes of a person's row by mark: `present`, `late`, `left_early`."""
        return {mark: self._tick(sum(COLUMNS[mark]) / 2, row) for mark in MARKS}

    def walk_in_band_boxes(self, walk_in: int, bands: int) -> tuple[Box, ...]:
        """Return the age band boxes of a walk-in row (0 = the first blank row), left to right.

        Each box stands at the left of its share of the space, its word to the right of it.
        """
        first, last = COLUMNS["band"][0], COLUMNS[LEFT_EARLY][1]
        share = (last - first) / max(bands, 1)
        return tuple(self._tick(first + at * share + 1.2 + TICK / 2, self.people + walk_in) for at in range(bands))

    def walk_in_sex_boxes(self, walk_in: int, choices: int = 2) -> tuple[Box, ...]:
        """Return the boxes for the stated sex in a walk-in row, left to right."""
        first, last = COLUMNS["remark"]
        share = (last - first) / max(choices, 1)
        return tuple(self._tick(first + at * share + 1.2 + TICK / 2, self.people + walk_in) for at in range(choices))

    def spots(self) -> Iterator[Spot]:
        """Yield every box of the page, row by row."""
        for row in range(self.people):
            for mark, box in self.tick_boxes(row).items():
                left, right = COLUMNS[mark]
                yield Spot(row, mark, box, self._in_row(row, left, right), line=LINES[mark])
        for walk_in in range(self.walk_ins):
            row = self.people + walk_in
            bands = self.walk_in_band_boxes(walk_in, self.bands)
            yield from self._with_words(row, BAND, bands, COLUMNS[LEFT_EARLY][1])
            if self.sexes:
                sexes = self.walk_in_sex_boxes(walk_in, self.sexes)
                yield from self._with_words(row, SEX, sexes, COLUMNS["remark"][1])

    def writing(self, walk_in: int) -> Spot:
        """Return where somebody writes a walk-in's name: ink there says that the row is used."""
        left, right = COLUMNS["name"]
        cell = self._in_row(self.people + walk_in, left, right)
        return Spot(self.people + walk_in, "name", cell, cell, Box(left, cell.y - 0.5, 11.0, 4.2))

    def _in_row(self, row: int, left: float, right: float) -> Box:
        """Return the inside of a cell, clear of the lines around it."""
        return Box(left + 0.6, self.row_top(row) + 0.6, right - left - 1.2, self.row_height - 1.2)

    def _with_words(self, row: int, mark: str, boxes: tuple[Box, ...], end: float) -> Iterator[Spot]:
        for at, box in enumerate(boxes):
            right = boxes[at + 1].x - 0.6 if at + 1 < len(boxes) else end
            cell = self._in_row(row, box.x - 1.2, right)
            words = Box(box.x + TICK + 0.5, box.middle[1] - 2.3, right - box.x - TICK - 0.5, 4.6)
            yield Spot(row, f"{mark}{at}", box, cell, words, WALK_IN_LINE)

    def _tick(self, middle: float, row: int) -> Box:
        top = self.row_top(row) + (self.row_height - TICK) / 2
        return Box(round(middle - TICK / 2, 3), round(top, 3), TICK, TICK)


def plan_pages(people: int, bands: int = WALK_IN_BANDS, sexes: int = WALK_IN_SEXES) -> tuple[SheetLayout, ...]:
    """Return the pages needed for a class of `people`, at least one; every page has blank rows for walk-ins.

    People are spread evenly, so that two volunteers can share the pages of a large class. Rows are as high as the
    page allows.
    """
    most = _ROWS_MOST - _WALK_INS_LEAST
    pages = max(1, -(-people // most))
    shares = [people // pages + (1 if page < people % pages else 0) for page in range(pages)]
    return tuple(_page(share, bands, sexes) for share in shares)


def _page(people: int, bands: int, sexes: int) -> SheetLayout:
    walk_ins = min(_WALK_INS_MOST, max(_WALK_INS_LEAST, int(ROOM / _HIGHEST) - people))
    rows = people + walk_ins
    return SheetLayout(people, walk_ins, min(_HIGHEST, int(ROOM / rows * 4) / 4), bands, sexes)
