"""The attendance sheet (出席簿): ticked by hand at the class and read back by the scanner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from divide_app.domain.scans.sheet_layout import (
    COLUMNS,
    CORNER_HOLE,
    CORNERS,
    HEAD_HEIGHT,
    LATE,
    LEFT,
    LEFT_EARLY,
    LINES,
    PAGE_CODE,
    PRESENT,
    RIGHT,
    SECOND_CODE,
    TABLE_TOP,
    TICK,
    WALK_IN_LINE,
    Box,
    SheetLayout,
    plan_pages,
)
from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD, REGULAR
from divide_app.printing.paper import CAP, Paper, Printed
from divide_app.printing.qr import draw_matrix, matrix

_HEAD_RIGHT: Final = PAGE_CODE.x - 3
_FOOT: Final = 7.0


@dataclass(frozen=True, slots=True)
class Attendee:
    """One row: ready strings, nothing more personal than a name and an age band.

    Attributes:
        number: What stands in the first column, usually 1, 2, ...
        name: As the person writes it.
        kana: Set above the name.
        band: Age band in words.
        note: A few words for the volunteer (e.g. 筆談), printed small in the last column.
    """

    number: str
    name: str
    kana: str = ""
    band: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """One class session, ready to print.

    Attributes:
        office: Who keeps the sheet, e.g. 盛岡市 生涯学習課.
        course: Title of the course.
        session: Which meeting, e.g. 第2回; may be empty.
        when: Date and time in words.
        place: Hall and room.
        supporters: Names of the supporters in one line; may be empty.
        people: Those accepted, in the order they stand on the sheet.
        page_codes: One opaque text for each page, printed as its QR code; count them with
            `divide_app.domain.scans.sheet_layout.plan_pages(len(people))`. Fewer: the pages beyond carry none.
        walk_in_bands: Words beside the boxes of a walk-in row, at most five.
        sexes: Words beside the boxes for sex; empty where the office does not ask.
    """

    office: str
    course: str
    session: str
    when: str
    place: str
    supporters: str = ""
    people: tuple[Attendee, ...] = ()
    page_codes: tuple[str, ...] = ()
    walk_in_bands: tuple[str, ...] = ("～59", "60代", "70代", "80～")
    sexes: tuple[str, ...] = ("女", "男")


def draw(sheets: AttendanceSheet | Iterable[AttendanceSheet]) -> Printed:
    """Draw one sheet, or a batch into one file; a sheet for many people takes several pages."""
    batch = (sheets,) if isinstance(sheets, AttendanceSheet) else tuple(sheets)
    title = _("出席簿")
    if len(batch) == 1:
        title = " ".join(filter(None, (title, batch[0].course, batch[0].session)))
    paper = Paper(title, author=batch[0].office if batch else "")
    first = True
    for sheet in batch:
        layouts = plan_pages(len(sheet.people), len(sheet.walk_in_bands), len(sheet.sexes))
        begun = walk_ins = 0
        for index, layout in enumerate(layouts):
            if not first:
                paper.next_page()
            first = False
            _draw_head(paper, sheet)
            # The empty table is the same on every page of a layout: drawn once, then only referred to.
            _put_frame(paper, sheet, layout, walk_ins)
            if index < len(sheet.page_codes):
                code = matrix(sheet.page_codes[index], quick=True)
                for place in (PAGE_CODE, SECOND_CODE):
                    draw_matrix(paper, code, place.x, place.y, place.w)
            _draw_people(paper, layout, sheet.people[begun : begun + layout.people])
            paper.text(RIGHT, layout.bottom + _FOOT, _page_of(index + 1, len(layouts)), 10, align="right")
            begun += layout.people
            walk_ins += layout.walk_ins
    return paper.finish()


def draw_corners(paper: Paper) -> None:
    """Draw the four marks by which a scanned page is found and turned the right way up."""
    for corner in CORNERS:
        paper.fill(corner.x, corner.y, corner.w, corner.h, ink.INK)
    paper.fill(CORNER_HOLE.x, CORNER_HOLE.y, CORNER_HOLE.w, CORNER_HOLE.h, ink.WHITE)


def _page_of(page: int, pages: int) -> str:
    return _("{page} / {pages} ページ").format(page=page, pages=pages)


def _draw_head(paper: Paper, sheet: AttendanceSheet) -> None:
    limit = _HEAD_RIGHT - LEFT
    paper.fit(LEFT, 17, "　".join(filter(None, (_("出席簿"), sheet.office))), limit, 10.5, 8, colour=ink.SOFT)
    session = sheet.session
    room = limit - (paper.width(session, 21, BOLD) + 5 if session else 0)
    size = paper.fit(LEFT, 26.5, sheet.course, room, 21, 12, font=BOLD)
    if session:
        used = min(paper.width(sheet.course, size, BOLD), room)
        paper.text(LEFT + used + 5, 26.5, session, 21, font=BOLD)
    size = paper.fitting_size(sheet.when, limit, 13, 9, BOLD)
    paper.fit(LEFT, 33.7, sheet.when, limit, size, 9, font=BOLD)
    wide = paper.width(sheet.when, size, BOLD) + 6
    if paper.width(sheet.place, 13) <= limit - wide:
        paper.text(LEFT + wide, 33.7, sheet.place, 13)
        below = 39.4
        if sheet.supporters:
            paper.fit(LEFT, below, _("支援者　{names}").format(names=sheet.supporters), limit, 10.5, 8)
    else:
        helpers = _("支援者　{names}").format(names=sheet.supporters) if sheet.supporters else ""
        paper.fit(LEFT, 39.4, "　　".join(filter(None, (sheet.place, helpers))), limit, 11, 8)


def _put_frame(paper: Paper, sheet: AttendanceSheet, layout: SheetLayout, walk_ins_before: int) -> None:
    words = "|".join((*sheet.walk_in_bands, "", *sheet.sexes))
    name = f"frame-{layout.code}-{walk_ins_before}-{words.encode().hex()}"
    if not paper.canvas.hasForm(name):
        paper.canvas.beginForm(name)
        _draw_frame(paper, sheet, layout, walk_ins_before)
        paper.canvas.endForm()
    paper.canvas.doForm(name)


def _draw_frame(paper: Paper, sheet: AttendanceSheet, layout: SheetLayout, walk_ins_before: int) -> None:
    draw_corners(paper)
    _draw_instruction(paper)
    _draw_column_heads(paper)
    _draw_lines(paper, layout)
    for row in range(layout.people):
        for mark, box in layout.tick_boxes(row).items():
            _tick_box(paper, box, LINES[mark])
    for walk_in in range(layout.walk_ins):
        _draw_walk_in(paper, sheet, layout, walk_in, walk_ins_before + walk_in + 1)
    _draw_foot(paper, layout.bottom + _FOOT)


def _draw_instruction(paper: Paper) -> None:
    y, x = 47.6, LEFT
    for words, font in (
        (_("来た方の"), REGULAR),
        (_("四角にしるし"), BOLD),
        (_("（✓ ● ／ どれでも）をつけてください。まちがえたら"), REGULAR),
        (_("二重線"), BOLD),
        (_("で消します。"), REGULAR),
    ):
        paper.text(x, y, words, 11, font=font)
        x += paper.width(words, 11, font)


def _draw_column_heads(paper: Paper) -> None:
    paper.fill(LEFT, TABLE_TOP, RIGHT - LEFT, HEAD_HEIGHT, ink.SHADE)
    words = {
        "number": _("番号"),
        "name": _("お名前"),
        "band": _("年代"),
        PRESENT: _("出席"),
        LATE: _("おくれ"),
        LEFT_EARLY: _("早退"),
        "remark": _("ひとこと"),
    }
    for column, word in words.items():
        left, right = COLUMNS[column]
        size = 12.0 if column == PRESENT else 10.0
        size = paper.fitting_size(word, right - left - 1.5, size, 6, BOLD)
        paper.text(
            (left + right) / 2, TABLE_TOP + HEAD_HEIGHT / 2 + CAP * size / 2, word, size, font=BOLD, align="center"
        )


def _draw_lines(paper: Paper, layout: SheetLayout) -> None:
    bottom, people_bottom = layout.bottom, layout.row_top(layout.people)
    for row in range(1, layout.rows):
        if row != layout.people:
            # every fifth line is heavier: the eye keeps its row without shading that a scanner would see
            heavy = row % 5 == 0 and row < layout.people
            y = layout.row_top(row)
            paper.line(LEFT, y, RIGHT, y, line=0.4 if heavy else 0.15, colour=ink.LINE if heavy else ink.HAIR)
    for column, (left, _right) in COLUMNS.items():
        if column == "number":
            continue
        through = column in {"name", "band", "remark"}
        paper.line(left, TABLE_TOP, left, bottom if through else people_bottom, line=0.15, colour=ink.HAIR)
    paper.line(LEFT, TABLE_TOP + HEAD_HEIGHT, RIGHT, TABLE_TOP + HEAD_HEIGHT, line=0.4)
    if layout.people:
        paper.line(LEFT, people_bottom, RIGHT, people_bottom, line=0.6, colour=ink.INK)
    paper.box(LEFT, TABLE_TOP, RIGHT - LEFT, bottom - TABLE_TOP, line=0.4)


def _tick_box(paper: Paper, box: Box, line: float) -> None:
    paper.box(box.x, box.y, box.w, box.h, line=line, colour=ink.INK, radius=0.6)


def _draw_walk_in(paper: Paper, sheet: AttendanceSheet, layout: SheetLayout, walk_in: int, number: int) -> None:
    top = layout.row_top(layout.people + walk_in)
    middle = top + layout.row_height / 2
    left, right = COLUMNS["number"]
    paper.text((left + right) / 2, middle + CAP * 11 / 2, _("飛{number}").format(number=number), 11, align="center")
    paper.text(COLUMNS["name"][0] + 2, top + 3.1, _("お名前"), 6.5, colour=ink.SOFT)
    for boxes, words, end in (
        (layout.walk_in_band_boxes(walk_in, len(sheet.walk_in_bands)), sheet.walk_in_bands, COLUMNS[LEFT_EARLY][1]),
        (layout.walk_in_sex_boxes(walk_in, len(sheet.sexes)), sheet.sexes, COLUMNS["remark"][1]),
    ):
        if not boxes:
            continue
        limit = (boxes[1].x if len(boxes) > 1 else end) - boxes[0].x - TICK - 3.2
        size = min(paper.fitting_size(word, limit, 10.5, 6) for word in words)
        for box, word in zip(boxes, words, strict=True):
            _tick_box(paper, box, WALK_IN_LINE)
            paper.text(box.x + TICK + 1, middle + CAP * size / 2, word, size)


def _draw_foot(paper: Paper, y: float) -> None:
    x = LEFT
    for words, blank in ((_("記入した人"), 40.0), (_("出席"), 12.0), (_("人　飛び込み"), 12.0), (_("人"), 0.0)):
        paper.text(x, y, words, 10)
        x += paper.width(words, 10) + 1.5
        if blank:
            paper.line(x, y + 0.8, x + blank, y + 0.8, line=0.2, colour=ink.LINE)
            x += blank + (8 if blank > 20 else 1.5)


def _draw_people(paper: Paper, layout: SheetLayout, people: tuple[Attendee, ...]) -> None:
    more = layout.row_height - 9  # type grows with the room: 13 to 17 points for names
    name_size, kana_size, number_size = 13 + more * 4 / 3, 6.5 + more * 2 / 3, 12 + more / 3
    kana_drop, name_rise, small = 2.65 + more * 0.37, 1.35 + more * 0.25, 9.5 + more / 3
    left, right = COLUMNS["name"]
    number_middle = sum(COLUMNS["number"]) / 2
    band_left, band_right = COLUMNS["band"]
    remark_left, remark_right = COLUMNS["remark"]
    for row, person in enumerate(people):
        top = layout.row_top(row)
        middle = top + layout.row_height / 2
        paper.text(number_middle, middle + CAP * number_size / 2, person.number, number_size, align="center")
        if person.kana:
            paper.fit(left + 2, top + kana_drop, person.kana, right - left - 3, kana_size, 5, colour=ink.SOFT)
            name_y = top + layout.row_height - name_rise
        else:
            name_y = middle + CAP * name_size / 2
        paper.fit(left + 2, name_y, person.name, right - left - 3, name_size, 8, font=BOLD)
        if person.band:
            size = paper.fitting_size(person.band, band_right - band_left - 2, small, 6)
            paper.text((band_left + band_right) / 2, middle + CAP * size / 2, person.band, size, align="center")
        if person.note:
            paper.fit(remark_left + 1.5, top + 4.2, person.note, remark_right - remark_left - 3, 9, 6, colour=ink.SOFT)
