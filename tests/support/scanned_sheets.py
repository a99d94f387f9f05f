"""Makes scanned pages with known marks: our own sheets, marked with made-up pens, then spoiled as scans are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
from PIL import Image

from divide_app.domain.scans.page_code import PageCode, SheetKind
from divide_app.domain.scans.sheet_layout import COLUMNS, MARKS, SheetLayout, Spot, plan_pages
from divide_app.domain.scans.survey_layout import QUESTIONS, SURVEY_BOX, SurveyLayout
from divide_app.printing import attendance_sheet, survey
from divide_app.printing.attendance_sheet import AttendanceSheet, Attendee
from divide_app.printing.raster import render_page
from divide_app.printing.survey import SurveyForm, SurveyQuestion
from tests.support.pens import EITHER, HONEST, PER_MM, PRINT_DPI, STRUCK, Pen
from tests.support.spoiled_paper import SPOILERS, as_jpeg, scanned

__all__ = ["PER_MM", "SPOILERS", "Pen", "as_jpeg", "scanned"]

EMPTY = ""
DOUBT = "?"
NAMES = (
    ("阿部 ミツ", "あべ みつ", "80～84"),
    ("伊藤 茂", "いとう しげる", "75～79"),
    ("工藤 テル", "くどう てる", "85～"),
    ("髙橋 﨑子", "たかはし さきこ", "70～74"),
    ("佐々木 正雄", "ささき まさお", "65～69"),
)


@dataclass
class Marked:
    """One page before the scanner: its picture (300 dpi, colour) and what each row says.

    Attributes:
        truth: By row: the mark meant ("" none, "?" only a person can tell); a walk-in's is `band1` or `band1 sex0`.
        marks: Boxes with an honest mark in rows that are no doubt.
        crosses: By row, the box with a ×, which some write for present and some for absent.
        either: By row, what a mark means that one reader would take and another ask about: pale, tiny, beside the box.
    """

    code: PageCode
    layout: SheetLayout | SurveyLayout
    picture: np.ndarray
    truth: dict[int, str]
    kinds: dict[int, str] = field(default_factory=dict)
    marks: int = 0
    crosses: dict[int, str] = field(default_factory=dict)
    either: dict[int, str] = field(default_factory=dict)


def code_of(count: int, page: int = 1) -> PageCode:
    """Return the code of a page of the sheet for `count` people."""
    layouts = plan_pages(count)
    return PageCode(
        SheetKind.ATTENDANCE,
        "7Q2M9",
        "XK4TR8",
        UUID(int=0x5EED << 96 | count),
        page,
        len(layouts),
        layouts[page - 1].code,
    )


def sheet_of(count: int) -> AttendanceSheet:
    """Return the sheet of a class of `count` people, with page codes a reader understands."""
    return AttendanceSheet(
        office="青空市 生涯学習課",
        course="はじめてのスマホ教室",
        session="第2回",
        when="令和8年12月11日（金）10:00～12:00",
        place="中央公民館 第1研修室",
        supporters="佐藤・髙橋・李",
        people=tuple(
            Attendee(str(at + 1), *NAMES[at % len(NAMES)], note="筆談" if at % 7 == 3 else "") for at in range(count)
        ),
        page_codes=tuple(code_of(count, page).text for page in range(1, len(plan_pages(count)) + 1)),
    )


@cache
def printed_page(count: int, page: int = 1) -> np.ndarray:
    """Return one printed page as grey pixels at 300 dpi."""
    shot = render_page(attendance_sheet.draw(sheet_of(count)).pdf, page - 1, PRINT_DPI, grey=True)
    return np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width)


@cache
def printed_survey() -> np.ndarray:
    """Return one printed survey form as grey pixels at 300 dpi."""
    words = ("とても良かった", "良かった", "ふつう", "もう少し", "良くなかった")
    form = SurveyForm(
        office="青空市 生涯学習課",
        course="はじめてのスマホ教室",
        session="第2回",
        when="令和8年12月11日",
        intro="今日の教室について、お聞かせください。",
        questions=(SurveyQuestion("今日の教室は、いかがでしたか。", words),) * QUESTIONS,
        page_codes=(survey_code().text,),
    )
    shot = render_page(survey.draw(form).pdf, 0, PRINT_DPI, grey=True)
    return np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width)


def survey_code() -> PageCode:
    """Return the code of the survey form."""
    return PageCode(SheetKind.SURVEY, "7Q2M9", "XK4TR8", UUID(int=0x5EED << 97), 1, 1, SurveyLayout().code)


class _Hand:
    """Who fills a page in: a pen, and the mark they like best."""

    def __init__(self, chance: np.random.Generator, picture: np.ndarray) -> None:
        self.chance = chance
        self.pen = Pen(chance, picture)
        self._favourite = str(chance.choice(HONEST))

    def kind(self) -> str:
        """Return a kind of mark."""
        return self._favourite if self.chance.random() < 0.6 else str(self.chance.choice(HONEST))

    def doubt(self, found: Marked, row: int, boxes: dict[str, Spot], mark: str, ways: Sequence[str]) -> None:
        """Mark a row so that only a person can tell what is meant, or that a reader may ask about it."""
        chance, pen = self.chance, self.pen
        way = str(chance.choice([*STRUCK, *EITHER, *ways]))
        found.truth[row], found.kinds[row] = DOUBT, way
        side = boxes[mark].box.w
        x, y = boxes[mark].box.middle
        if way in STRUCK:
            pen.mark(self.kind(), x, y)
            pen.strike(way, x, y, side)
            if way == "double line":  # what the sheet asks for: no mark when it is clean
                found.either[row] = EMPTY
        elif way in EITHER:
            found.either[row] = EMPTY if way == "small" else mark  # so small a dot is where a pen rested
            pen.mark(way, x, y, side)
        elif way == "outside":
            aside = float(chance.choice([-1, 1])) * float(chance.uniform(0.81, 0.9)) * side
            pen.sloppy = min(pen.sloppy, 0.4)
            pen.mark(str(chance.choice(["stroke", "dot"])), x + aside, y)
        elif way == "both":
            for one in chance.choice(sorted(boxes), 2, replace=False):
                pen.mark(self.kind(), *boxes[str(one)].box.middle, side)
        elif way == "corrected":  # struck out, and another ticked instead
            other = str(chance.choice(sorted(set(boxes) - {mark})))
            found.either[row] = other
            pen.mark(self.kind(), x, y, side)
            pen.strike("double line", x, y)
            pen.mark(self.kind(), *boxes[other].box.middle, side)
        elif way == "row crossed out":
            middles = [spot.box.middle for spot in boxes.values()]
            left, right = min(middles)[0] - 12, max(middles)[0] + 9
            pen.line([(left, y + float(chance.normal(0, 0.6))), (right, y + float(chance.normal(0, 0.6)))])
        else:
            pen.mark("cross", x, y, side)
            found.crosses[row] = mark


def marked(
    chance: np.random.Generator, count: int, page: int = 1, *, doubts: float = 0.08, share: float = 0.75
) -> Marked:
    """Return a page of the sheet for `count` people, filled in by one hand.

    Args:
        chance: Where all chance comes from.
        count: People of the class.
        page: Page of the sheet.
        doubts: Share of the rows that only a person can decide.
        share: Share of the people who came.
    """
    layout = plan_pages(count)[page - 1]
    picture = cv2.cvtColor(printed_page(count, page), cv2.COLOR_GRAY2BGR)
    hand = _Hand(chance, picture)
    found = Marked(code_of(count, page), layout, picture, {})
    for row, boxes in _by_row(layout).items():
        is_doubt = chance.random() < doubts
        if row < layout.people:
            _person(found, hand, row, boxes, is_doubt=is_doubt, comes=chance.random() < share)
        else:
            _walk_in(found, hand, row, boxes, is_doubt=is_doubt, comes=chance.random() < 0.5)
    return found


def marked_survey(chance: np.random.Generator, *, doubts: float = 0.08) -> Marked:
    """Return a survey form filled in by one hand."""
    picture = cv2.cvtColor(printed_survey(), cv2.COLOR_GRAY2BGR)
    hand = _Hand(chance, picture)
    found = Marked(survey_code(), SurveyLayout(), picture, {})
    for row, boxes in _by_row(SurveyLayout()).items():
        mark = str(chance.choice(sorted(boxes)))
        if chance.random() < doubts:
            hand.doubt(found, row, boxes, mark, ("both", "corrected", "cross"))
        elif chance.random() < 0.9:
            found.truth[row], found.kinds[row] = mark, hand.kind()
            found.marks += 1
            hand.pen.mark(found.kinds[row], *boxes[mark].box.middle, SURVEY_BOX)
        else:
            found.truth[row] = EMPTY
    return found


def _by_row(layout: SheetLayout | SurveyLayout) -> dict[int, dict[str, Spot]]:
    spots: dict[int, dict[str, Spot]] = {}
    for spot in layout.spots():
        spots.setdefault(spot.row, {})[spot.mark] = spot
    return spots


def _person(found: Marked, hand: _Hand, row: int, boxes: dict[str, Spot], *, is_doubt: bool, comes: bool) -> None:
    chance, pen = hand.chance, hand.pen
    assert isinstance(found.layout, SheetLayout)
    if chance.random() < 0.06:
        left, right = COLUMNS["remark"]
        pen.writing(left + 3, found.layout.row_top(row) + found.layout.row_height * 0.6, right - left - 12)
    if is_doubt:
        hand.doubt(
            found, row, boxes, str(chance.choice(MARKS)), ("outside", "both", "cross", "corrected", "row crossed out")
        )
        return
    mark = str(chance.choice(MARKS, p=[0.88, 0.07, 0.05])) if comes else EMPTY
    found.truth[row] = mark
    if mark:
        found.kinds[row] = hand.kind()
        found.marks += 1
        pen.mark(found.kinds[row], *boxes[mark].box.middle)


def _walk_in(found: Marked, hand: _Hand, row: int, boxes: dict[str, Spot], *, is_doubt: bool, comes: bool) -> None:
    chance, pen = hand.chance, hand.pen
    assert isinstance(found.layout, SheetLayout)
    found.truth[row] = EMPTY
    if not comes:
        return
    bands = [mark for mark in boxes if mark.startswith("band")]
    sexes = [mark for mark in boxes if mark.startswith("sex")]
    if is_doubt or chance.random() < 0.7:
        y = found.layout.row_top(row) + found.layout.row_height * 0.58
        pen.writing(COLUMNS["name"][0] + 10, y, float(chance.uniform(14, 34)))
    if is_doubt:
        found.truth[row], found.kinds[row] = DOUBT, str(chance.choice(["name alone", "two bands", "struck band"]))
        if found.kinds[row] == "two bands":
            for band in chance.choice(bands, 2, replace=False):
                pen.mark(hand.kind(), *boxes[str(band)].box.middle)
        elif found.kinds[row] == "struck band":
            middle = boxes[str(chance.choice(bands))].box.middle
            pen.mark(hand.kind(), *middle)
            pen.strike("scribble", *middle)
        return
    chosen = [str(chance.choice(bands))]
    if chance.random() < 0.6 and sexes:
        chosen.append(str(chance.choice(sexes)))
    found.truth[row] = " ".join(chosen)
    found.kinds[row] = "walk-in"
    found.marks += len(chosen)
    for mark in chosen:
        pen.mark(hand.kind(), *boxes[mark].box.middle)


# ---- papers of a test's own city ----


def paper_of(pdf: bytes, page: int = 1) -> np.ndarray:
    """Return one page of a printed paper as it comes out of the printer, ready for a pen (300 dpi, colour)."""
    shot = render_page(pdf, page - 1, PRINT_DPI, grey=True)
    return cv2.cvtColor(np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width), cv2.COLOR_GRAY2BGR)


def paper_of_class(count: int) -> np.ndarray:
    """Return the sheet for `count` people with nothing on it, ready for a pen."""
    return cv2.cvtColor(printed_page(count), cv2.COLOR_GRAY2BGR)


def steady_pen(picture: np.ndarray, seed: int = 0) -> Pen:
    """Return a black pen in a calm hand."""
    pen = Pen(np.random.default_rng(seed), picture)
    pen.width, pen.colour, pen.sloppy, pen.grain, pen.pressure = 0.5, (30, 30, 30), 0.2, 0.0, 0.0
    return pen


def tick(picture: np.ndarray, spots: Sequence[Spot], *where: tuple[int, str], kind: str = "tick") -> None:
    """Mark boxes, each given by its row (from 0) and what a mark in it means."""
    pen = steady_pen(picture)
    for row, mark in where:
        (box,) = [spot.box for spot in spots if (spot.row, spot.mark) == (row, mark)]
        pen.mark(kind, *box.middle)


def strike_out(picture: np.ndarray, spots: Sequence[Spot], row: int, mark: str) -> None:
    """Take a mark back with one line, about which a person is asked."""
    (box,) = [spot.box for spot in spots if (spot.row, spot.mark) == (row, mark)]
    steady_pen(picture).strike("one line", *box.middle)


def saved(path: Path, *pictures: np.ndarray, dpi: int = 200) -> Path:
    """Scan papers into one file: a PDF or TIFF by its ending, else one JPEG or PNG."""
    chance = np.random.default_rng(1)
    images = [Image.fromarray(scanned(chance, one, dpi)[..., ::-1]) for one in pictures]
    more = {"save_all": True, "append_images": images[1:]} if path.suffix in {".pdf", ".tif"} else {}
    resolution = {"resolution": dpi} if path.suffix == ".pdf" else {"dpi": (dpi, dpi)}
    images[0].save(path, **resolution, **more)
    return path
