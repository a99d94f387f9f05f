"""The reader of papers on made-up pages: sheets from our own printer, marked by made-up hands, spoiled as scans are.

`make test` reads a few dozen pages; with HYPOTHESIS_PROFILE=soak more than 20,000 marks.
"""

from __future__ import annotations

import os

import cv2
import numpy as np
import pytest

from divide_app.domain.scans.paper_reading import PageProblem
from divide_app.domain.scans.sheet_layout import COLUMNS, PAGE, SECOND_CODE, Box, plan_pages
from divide_app.scanning.reading import read_page, read_pages
from tests.support import scanned_sheets as paper
from tests.support.scan_trial import EVERYDAY, SOAK, grey_of, said, try_out

IS_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
EVERYDAY_PAGES = 66
SOAK_MARKS = 20_000


def test_marks_are_read_right_or_left_to_a_person() -> None:
    if IS_SOAK:
        trial = try_out(SOAK, lambda so_far: so_far.marks >= SOAK_MARKS)
    else:
        trial = try_out(EVERYDAY, lambda so_far: so_far.pages >= EVERYDAY_PAGES)
    assert trial.lost == 0, (str(trial), trial.faults)
    assert trial.wrong == 0, (str(trial), trial.faults)
    assert trial.missed == 0, trial.faults
    assert trial.right >= 0.999
    assert trial.crosses_told >= 0.8 * trial.crosses  # those of a broad marker are blots
    # What fills its box is asked about, too: it may be a mark blotted out.
    assert trial.left_over < 0.03, trial.unsure_by_way


@pytest.fixture(scope="module")
def page() -> paper.Marked:
    return paper.marked(np.random.default_rng(77), 14, doubts=0.0)


def _read(page: paper.Marked, picture: np.ndarray) -> None:
    reading = read_page(grey_of("", picture))
    assert reading.problem is None
    assert {row.row: said(row) for row in reading.rows} == page.truth


@pytest.mark.parametrize("degrees", [-5, -2, 0, 1, 3, 5])
def test_a_skewed_page_is_read(page: paper.Marked, degrees: float) -> None:
    _read(page, paper.scanned(np.random.default_rng(1), page.picture, 200, degrees))


@pytest.mark.parametrize("degrees", [-20, -12, -8, 8, 12, 20])
def test_a_page_skewed_beyond_the_glass_is_read_right_or_not_at_all(page: paper.Marked, degrees: float) -> None:
    reading = read_page(grey_of("", paper.scanned(np.random.default_rng(1), page.picture, 200, degrees)))
    if reading.problem is None:
        assert all(said(row) in {page.truth[row.row], paper.DOUBT} for row in reading.rows)
    else:
        assert reading.rows == ()


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_is_read_whichever_way_it_lies(page: paper.Marked, turns: int) -> None:
    picture = paper.scanned(np.random.default_rng(1), page.picture, 200)
    reading = read_page(grey_of("", np.ascontiguousarray(np.rot90(picture, turns))), with_picture=True)
    assert {row.row: said(row) for row in reading.rows} == page.truth
    assert reading.turned == turns
    assert reading.picture is not None
    upright = cv2.imdecode(np.frombuffer(reading.picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert abs(upright.shape[0] / upright.shape[1] - PAGE.h / PAGE.w) < 0.01


@pytest.mark.parametrize("corner", range(4))
def test_a_page_with_a_corner_torn_off_is_read(page: paper.Marked, corner: int) -> None:
    picture = paper.scanned(np.random.default_rng(1), page.picture, 200)
    high, wide = picture.shape[:2]
    x, y = (0, wide - 110)[corner % 2], (0, high - 120)[corner // 2]
    picture[y : y + 120, x : x + 110] = 255
    _read(page, picture)


def _of_an_earlier_edition(picture: np.ndarray) -> np.ndarray:
    """Return a scan as of a sheet printed before there was a code at the foot."""
    per_mm, box = picture.shape[1] / PAGE.w, SECOND_CODE.grown(3)
    top, left = round(box.y * per_mm), round(box.x * per_mm)
    old = picture.copy()
    old[top : round((box.y + box.h) * per_mm), left : round((box.x + box.w) * per_mm)] = 255
    return old


@pytest.mark.parametrize("turns", range(4))
def test_a_sheet_of_the_earlier_edition_is_read(page: paper.Marked, turns: int) -> None:
    picture = _of_an_earlier_edition(paper.scanned(np.random.default_rng(1), page.picture, 200))
    reading = read_page(grey_of("", np.ascontiguousarray(np.rot90(picture, turns))))
    assert {row.row: said(row) for row in reading.rows} == page.truth


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("what", ["label", "torn corner", "hole"])
def test_a_page_whose_corner_code_is_lost_is_read_by_the_one_at_its_foot(
    page: paper.Marked, turns: int, what: str
) -> None:
    picture = paper.scanned(np.random.default_rng(1), page.picture, 200)
    high, wide = picture.shape[:2]
    if what == "label":
        picture[: high // 7, wide * 3 // 4 :] = 245
    elif what == "hole":
        cv2.circle(picture, (round(wide * 0.87), round(high * 0.088)), 40, (255, 255, 255), -1)
    else:
        corner = np.array([(wide, 0), (wide * 7 // 10, 0), (wide, high // 5)])
        cv2.fillConvexPoly(picture, corner, (255, 255, 255))
    readings = read_pages(grey_of("", np.ascontiguousarray(np.rot90(picture, turns))))
    assert [reading.problem for reading in readings] == [None]
    assert {row.row: said(row) for row in readings[0].rows} == page.truth


def test_a_page_whose_codes_are_both_lost_is_told_as_ours(page: paper.Marked) -> None:
    picture = _of_an_earlier_edition(paper.scanned(np.random.default_rng(1), page.picture, 200))
    wide = picture.shape[1]
    cv2.circle(picture, (int(wide * 0.87), 205), 95, (20, 20, 20), -1)
    assert read_page(grey_of("", picture)).problem is PageProblem.CODE_UNREADABLE


def test_a_page_of_which_only_the_top_was_scanned_is_not_guessed(page: paper.Marked) -> None:
    picture = paper.scanned(np.random.default_rng(1), page.picture, 200)
    picture[int(picture.shape[0] * 0.3) :] = 255
    reading = read_page(grey_of("", picture))
    assert reading.problem is PageProblem.BOXES_NOT_FOUND
    assert reading.rows == ()


def test_boxes_that_are_cut_off_wait_for_a_person(page: paper.Marked) -> None:
    picture = paper.scanned(np.random.default_rng(1), page.picture, 200)
    cut = int(picture.shape[0] * 0.7)
    picture[cut:] = 255
    reading = read_page(grey_of("", picture))
    per_mm = picture.shape[0] / PAGE.h
    for row in reading.rows:
        top = page.layout.row_top(row.row) * per_mm
        if top > cut:
            assert said(row) == paper.DOUBT
        elif top + page.layout.row_height * per_mm < cut - 30:
            assert said(row) == page.truth[row.row]


@pytest.mark.parametrize("what", ["white", "black", "noise", "text", "one pixel", "a line of pixels"])
def test_other_papers_are_no_page_of_ours(what: str) -> None:
    picture = np.full((1200, 850), 255, np.uint8)
    if what == "black":
        picture[:] = 0
    elif what == "noise":
        picture = np.random.default_rng(1).integers(0, 255, picture.shape, np.uint8)
    elif what == "text":
        for line in range(12):
            cv2.putText(picture, "Lorem ipsum dolor", (60, 120 + 80 * line), cv2.FONT_HERSHEY_COMPLEX, 2, 0, 3)
    elif what == "one pixel":
        picture = picture[:1, :1]
    elif what == "a line of pixels":
        picture = picture[:1]
    assert read_page(picture).problem is PageProblem.NOT_OUR_PAGE


@pytest.mark.parametrize("degrees", [-5, -4, -3, 3, 4, 5])
def test_a_page_whose_corner_marks_lie_beyond_the_glass_is_read(page: paper.Marked, degrees: float) -> None:
    _read(page, paper.scanned(np.random.default_rng(1), page.picture, 200, degrees, fits=False))


def test_a_survey_whose_corner_marks_lie_beyond_the_glass_is_read() -> None:
    form = paper.marked_survey(np.random.default_rng(3), doubts=0.0)
    for degrees in (-5, 5):
        _read(form, paper.scanned(np.random.default_rng(1), form.picture, 200, degrees, fits=False))


@pytest.mark.parametrize("turns", [0, 1])
def test_dirt_on_the_glass_draws_no_mark(page: paper.Marked, turns: int) -> None:
    """A thin dark line down the page through the boxes for present, as a feeder with a speck on its glass makes it."""
    picture = paper.scanned(np.random.default_rng(1), page.picture, 200, 0.8)
    boxes = [spot.box for spot in page.layout.spots() if spot.mark == "present"]
    middle = round(boxes[len(boxes) // 2].middle[0] / PAGE.w * picture.shape[1])
    picture[:, middle + 6 : middle + 8] //= 4
    picture[:, middle - 300 : middle - 299] //= 2
    _read(page, np.ascontiguousarray(np.rot90(picture, turns)))


def test_a_broad_line_down_the_page_is_no_mark_by_itself(page: paper.Marked) -> None:
    picture = paper.scanned(np.random.default_rng(1), page.picture, 200)
    boxes = [spot.box for spot in page.layout.spots() if spot.mark == "late"]
    middle = round(boxes[0].middle[0] / PAGE.w * picture.shape[1])
    picture[:, middle - 4 : middle + 5] //= 5
    for row in read_page(grey_of("", picture)).rows:
        assert said(row) in {page.truth[row.row], paper.DOUBT}


def _blank() -> tuple[np.ndarray, dict[tuple[int, str], Box]]:
    picture = paper.paper_of_class(14)
    layout = plan_pages(14)[0]
    return picture, {(spot.row, spot.mark): spot.box for spot in layout.spots()}


def _said(picture: np.ndarray, dpi: int = 200) -> dict[int, str]:
    return {row.row: said(row) for row in read_page(grey_of("", _scan(picture, dpi))).rows}


def _scan(picture: np.ndarray, dpi: int = 200) -> np.ndarray:
    return paper.scanned(np.random.default_rng(1), picture, dpi, 0.7)


def test_a_mark_on_the_very_outline_of_a_box_is_asked_about() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    box = boxes[2, "late"]
    pen.line([(box.x, box.y + 1.5), (box.x + 0.1, box.y + 5.0)], 1.1)
    found = _said(picture)
    assert found.pop(2) == paper.DOUBT
    assert set(found.values()) == {""}


@pytest.mark.parametrize("band", ["band0", "band1", "band2", "band3", "sex0", "sex1"])
@pytest.mark.parametrize("how", ["double line", "scribble"])
def test_a_walk_ins_box_that_was_struck_out_is_asked_about(band: str, how: str) -> None:
    """The lines lie over the words beside the box, where no ink but the print is expected."""
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    other = "band1" if band.startswith("sex") else None
    for mark in (band, other):
        if mark is not None:
            pen.mark("tick", *boxes[16, mark].middle)
    pen.strike(how, *boxes[16, band].middle)
    pen.mark("tick", *boxes[15, "band2"].middle)
    found = _said(picture)
    assert (found[15], found[16]) == ("band2", paper.DOUBT)


@pytest.mark.parametrize("kind", ["tick", "check", "hook", "circle", "fill", "slash", "dash", "twice"])
@pytest.mark.parametrize(("width", "grey"), [(0.3, 40), (0.6, 105), (1.1, 30), (2.0, 25)])
def test_marks_of_thin_and_broad_pens_and_pencils_are_read(kind: str, width: float, grey: int) -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    pen.width, pen.colour = width, (grey, grey, grey)
    for row in range(0, 14, 2):
        pen.mark(kind, *boxes[row, "present"].middle)
    found = _said(picture)
    assert [found[row] for row in range(1, 14, 2)] == [""] * 7
    # What fills its box may as well be a mark blotted out, and a broad pen's often does.
    may_ask = kind == "fill" or width > 1
    assert {found[row] for row in range(0, 14, 2)} <= {"present", *([paper.DOUBT] if may_ask else [])}


def test_a_ring_around_a_box_and_a_seal_over_it_are_marks() -> None:
    for kind in ("around", "stamp"):
        picture, boxes = _blank()
        pen = paper.steady_pen(picture)
        for row in (0, 3, 6):
            pen.mark(kind, *boxes[row, "present"].middle)
        pen.mark(kind, *boxes[9, "late"].middle)
        found = _said(picture)
        meant = dict.fromkeys((0, 3, 6), "present") | {9: "late"}
        assert all(found[row] in {mark, paper.DOUBT} for row, mark in meant.items()), kind
        assert sum(found[row] == mark for row, mark in meant.items()) >= 2, kind  # one may lie on its box's outline
        assert all(found[row] == "" for row in range(14) if row not in {0, 3, 6, 9})


def test_a_ring_that_was_struck_out_is_no_mark() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    for row, kind in ((0, "around"), (3, "stamp")):
        middle = boxes[row, "present"].middle
        pen.mark(kind, *middle)
        pen.strike("double line", *middle)
    found = _said(picture)
    assert {found[0], found[3]} <= {"", paper.DOUBT}


def test_a_short_double_line_over_a_tick_is_no_mark() -> None:
    for reach in (3.0, 3.6, 4.2):
        picture, boxes = _blank()
        pen = paper.steady_pen(picture)
        x, y = boxes[2, "present"].middle
        pen.mark("tick", x, y)
        for down in (-0.7, 0.7):
            pen.line([(x - reach, y + down), (x + reach, y + down)])
        assert _said(picture)[2] in {"", paper.DOUBT}, reach


@pytest.mark.parametrize("kind", ["tick", "circle", "slash", "dot", "fill", "around", "stamp"])
@pytest.mark.parametrize("slope", [-0.06, 0.0, 0.06])
def test_a_clear_double_line_through_a_mark_leaves_no_mark(kind: str, slope: float) -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    for row in (2, 5):
        x, y = boxes[row, "present"].middle
        pen.mark(kind, x, y)
        for down in (-0.7, 0.7):
            pen.line([(x - 5, y + down - 5 * slope), (x + 5, y + down + 5 * slope)])
    pen.mark("tick", *boxes[5, "late"].middle)
    found = _said(picture)
    assert found[2] in {"", paper.DOUBT}
    assert found[5] in {"late", paper.DOUBT}
    if kind in {"tick", "slash"}:
        assert (found[2], found[5]) == ("", "late")


def _hatch(pen: paper.Pen, x: float, y: float) -> None:
    rows = np.linspace(-2.0, 2.0, 11)
    pen.line([(x + (2.0 if at % 2 else -2.0), y + float(down)) for at, down in enumerate(rows)])


def test_filled_boxes_are_marks_where_a_hand_fills_boxes() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    for row in (0, 2, 3, 7, 9):
        _hatch(pen, *boxes[row, "present"].middle)
    assert {row for row, mark in _said(picture).items() if mark == "present"} == {0, 2, 3, 7, 9}


def test_a_filled_box_among_ticks_is_asked_about() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    for row in (0, 2, 3, 7):
        pen.mark("tick", *boxes[row, "present"].middle)
    _hatch(pen, *boxes[9, "present"].middle)
    assert _said(picture)[9] == paper.DOUBT


def test_crosses_are_marks_only_where_nothing_else_is_marked() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    for row in (0, 2, 3, 7):
        pen.mark("cross", *boxes[row, "present"].middle)
    found = _said(picture)
    assert [found[row] for row in (0, 2, 3, 7)] == ["present"] * 4
    pen.mark("tick", *boxes[9, "present"].middle)
    found = _said(picture)
    assert [found[row] for row in (0, 2, 3, 7, 9)] == [*[paper.DOUBT] * 4, "present"]


def test_a_page_in_pale_pencil_is_read_and_what_was_rubbed_out_is_not() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    pen.colour = (165, 165, 165)
    for row in range(8):
        pen.mark("tick", *boxes[row, "present"].middle)
    pen.colour = (222, 222, 222)
    pen.mark("tick", *boxes[9, "present"].middle)
    found = _said(picture)
    assert {found[row] for row in range(8)} == {"present"}
    assert found[9] in {"", paper.DOUBT}


def test_a_mark_struck_out_in_pale_pencil_is_no_mark() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    pen.colour, pen.grain = (150, 150, 150), 0.45
    for row in range(5):
        x, y = boxes[row, "present"].middle
        pen.mark("tick", x, y)
        if row == 2:
            for down in (-0.6, 0.6):
                pen.line([(x - 5, y + down), (x + 5, y + down)])
    assert _said(picture)[2] in {"", paper.DOUBT}


def test_what_a_fax_leaves_of_a_ring_around_a_box_is_asked_about() -> None:
    picture, boxes = _blank()
    x, y = boxes[4, "present"].middle
    for turn in np.linspace(0, 6.28, 14):
        at = (
            round((x + 4.6 * float(np.cos(turn))) * paper.PER_MM),
            round((y + 4.1 * float(np.sin(turn))) * paper.PER_MM),
        )
        cv2.circle(picture, at, 2, (0, 0, 0), -1)
    grey = cv2.cvtColor(_scan(picture), cv2.COLOR_BGR2GRAY)
    reading = read_page(np.where(grey < 150, 0, 255).astype(np.uint8))
    assert {row.row: said(row) for row in reading.rows if said(row)} == {4: paper.DOUBT}


def test_the_words_of_a_walk_in_may_be_ringed() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    for mark, wide in (("band1", 5.0), ("sex0", 3.2)):
        box = boxes[15, mark]
        turns = np.linspace(0, 6.5, 30)
        x, y = box.x + box.w + 0.8 + wide * 0.8, box.middle[1]
        pen.line([(x + wide * float(np.cos(turn)), y + 3.0 * float(np.sin(turn))) for turn in turns])
    assert _said(picture)[15] == "band1 sex0"


def test_a_walk_in_whose_name_was_struck_out_is_nobody() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    box = boxes[15, "band1"]
    pen.mark("tick", *box.middle)
    left, y = COLUMNS["name"][0] + 10, box.middle[1] + 1
    pen.writing(left, y, 20)
    assert _said(picture)[15] == "band1"
    one = picture.copy()
    for down in (-0.6, 0.6):
        pen.line([(left - 1, y + down), (left + 22, y + down)])
    assert _said(picture)[15] == ""
    pen.picture = one
    pen.line([(left - 1, y), (left + 22, y)])
    assert _said(one)[15] == paper.DOUBT


@pytest.mark.parametrize("where", ["below", "another name"])
def test_lines_that_do_not_strike_a_whole_name_out_are_asked_about(where: str) -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    box = boxes[15, "band1"]
    pen.mark("tick", *box.middle)
    left, y = COLUMNS["name"][0] + 10, box.middle[1]
    pen.writing(left, y, 14)
    if where == "another name":
        pen.writing(left + 20, y, 14)
    for down in (2.6, 3.9) if where == "below" else (-0.6, 0.6):
        pen.line([(left - 1, y + down), (left + 16, y + down)])
    assert _said(picture)[15] in {"band1", paper.DOUBT}


@pytest.mark.parametrize("how", ["line", "bracket", "ditto"])
def test_marks_for_a_run_of_rows_are_alike_in_every_row(how: str) -> None:
    """Rows of one doubt and one mark are decided at once."""
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    middles = [boxes[row, "present"].middle for row in range(1, 9)]
    (x, first), (_x, last) = middles[0], middles[-1]
    if how == "line":
        pen.line([(x, first - 2), (x + 0.4, last + 2)])
    elif how == "bracket":
        pen.line([(x + 6.3, first - 2), (x + 8.3, first - 2), (x + 8.3, last + 2), (x + 6.3, last + 2)])
    else:
        pen.mark("tick", *middles[0])
        for _x, y in middles[1:]:
            for aside in (-1.0, 0.8):
                pen.line([(x + aside, y - 1.2), (x + aside - 0.3, y + 1.0)])
    rows = read_page(grey_of("", _scan(picture))).rows
    found = {(row.mark, row.doubt, row.seen) for row in rows if 1 <= row.row <= 8}
    assert len(found) == 1
    ((mark, doubt, seen),) = found
    assert seen == ("present",)
    assert (mark == "present") is (how == "ditto") is (doubt is None)
    assert all(said(row) == "" for row in rows if not 1 <= row.row <= 8)


def test_a_pens_rest_is_no_mark() -> None:
    for across in (0.5, 0.8, 1.2):
        picture, boxes = _blank()
        pen = paper.steady_pen(picture)
        x, y = boxes[2, "late"].middle
        pen.disk(x + 0.5, y, across / 2, across / 2)
        assert _said(picture)[2] in {"", paper.DOUBT}, across


def test_a_dot_as_a_felt_pen_leaves_it_at_rest_is_asked_about() -> None:
    for across in (1.4, 1.6):
        picture, boxes = _blank()
        pen = paper.steady_pen(picture)
        for row in (0, 1, 4, 7):
            pen.mark("tick", *boxes[row, "present"].middle)
        x, y = boxes[2, "late"].middle
        pen.disk(x - 0.6, y + 0.2, across / 2, across / 2)
        assert _said(picture)[2] in {"", paper.DOUBT}, across


def test_what_a_coarse_fax_leaves_of_a_thin_stroke_is_asked_about() -> None:
    picture, boxes = _blank()
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    box = boxes[4, "present"]
    for along in np.linspace(-1.8, 1.8, 5):
        x, y = (round((value + along) * paper.PER_MM) for value in box.middle)
        grey[y : y + 3, x : x + 3] = 0
    found = _said(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    assert found.pop(4) == paper.DOUBT
    assert set(found.values()) == {""}


def test_toner_strewn_by_a_copier_is_no_mark() -> None:
    picture, _boxes = _blank()
    chance = np.random.default_rng(5)
    specks = cv2.dilate((chance.random(picture.shape[:2]) < 0.0004).astype(np.uint8), np.ones((3, 3), np.uint8))
    picture[specks > 0] = 30
    assert set(_said(picture).values()) == {""}


def test_a_walk_in_struck_out_in_pencil_on_a_pale_print_is_asked_about() -> None:
    picture, boxes = _blank()
    pen = paper.steady_pen(picture)
    pen.colour = (105, 105, 105)
    pen.mark("circle", *boxes[16, "band1"].middle)
    pen.strike("scribble", *boxes[16, "band1"].middle)
    pen.mark("circle", *boxes[15, "band2"].middle)
    pale = (255 - (255 - picture.astype(np.float32)) * 0.5).astype(np.uint8)
    found = _said(pale)
    assert (found[15], found[16]) == ("band2", paper.DOUBT)


@pytest.mark.parametrize("seed", range(4))
def test_a_page_scanned_into_dots_is_read(page: paper.Marked, seed: int) -> None:
    _read(page, paper.SPOILERS["dots"](np.random.default_rng(seed), page.picture))
