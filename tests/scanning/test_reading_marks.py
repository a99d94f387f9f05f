"""The reader of papers on made-up pages: sheets from our own printer, marked by made-up hands, spoiled as scans are.

`make test` reads a few dozen pages; with HYPOTHESIS_PROFILE=soak more than 20,000 marks.
"""

from __future__ import annotations

import os

import cv2
import numpy as np
import pytest

from divide_app.domain.paper_reading import PageProblem
from divide_app.domain.sheet_layout import PAGE
from divide_app.scanning.reading import read_page
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
    # A few dozen pages hold one stained sheet more or less than their share.
    assert trial.left_over < (0.01 if IS_SOAK else 0.02), trial.unsure_by_way


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


def test_a_page_whose_code_is_stained_is_told_as_ours(page: paper.Marked) -> None:
    picture = paper.scanned(np.random.default_rng(1), page.picture, 200)
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
