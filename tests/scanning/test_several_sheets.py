"""Several sheets in one picture: every one is read, or it is said that there is one more; none is lost in silence."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from divide_app.domain.scans.paper_reading import Doubt, PageProblem
from divide_app.scanning.reading import read_pages
from tests.support import scanned_sheets as paper
from tests.support.scan_trial import said

DPI = 200


@pytest.fixture(scope="module")
def sheets() -> tuple[paper.Marked, paper.Marked]:
    chance = np.random.default_rng(5)
    return paper.marked(chance, 12, doubts=0.0), paper.marked(chance, 20, doubts=0.0)


def _flat(page: paper.Marked) -> np.ndarray:
    grey = cv2.cvtColor(page.picture, cv2.COLOR_BGR2GRAY)
    return cv2.resize(grey, None, fx=DPI / 300, fy=DPI / 300, interpolation=cv2.INTER_AREA)


def _on_desk(page: np.ndarray, degrees: float, aside: int, desk: np.ndarray, down: int = 0) -> np.ndarray:
    """Lay a page on a desk, turned by an angle; what lay there before is covered."""
    high, wide = page.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    turn[:, 2] += (aside, down)
    size = desk.shape[1::-1]
    laid = cv2.warpAffine(page, turn, size, borderValue=0)
    there = cv2.warpAffine(np.full_like(page, 255), turn, size, borderValue=0) > 127
    return np.where(there, laid, desk)


def _agree(picture: np.ndarray, *pages: paper.Marked) -> None:
    found = {reading.code: reading for reading in read_pages(np.ascontiguousarray(picture))}
    assert set(found) == {page.code for page in pages}
    for page in pages:
        assert found[page.code].problem is None
        for row in found[page.code].rows:
            assert said(row) in {page.truth[row.row], paper.DOUBT}, row


@pytest.mark.parametrize("turns", range(4))
def test_two_sheets_on_a_large_glass_are_both_read(sheets: tuple[paper.Marked, ...], turns: int) -> None:
    _agree(np.rot90(np.hstack([_flat(one) for one in sheets]), turns), *sheets)


def test_a_sheet_turned_beside_another_is_read(sheets: tuple[paper.Marked, ...]) -> None:
    first, second = (_flat(one) for one in sheets)
    _agree(np.hstack([first, np.rot90(second, 2)]), *sheets)
    _agree(np.vstack([first, second]), *sheets)


def test_sheets_lying_askew_on_a_desk_are_all_read(sheets: tuple[paper.Marked, ...]) -> None:
    desk = np.full((2700, 4200), 96, np.uint8)
    desk = _on_desk(_flat(sheets[0]), 4, 200, desk, 160)
    desk = _on_desk(_flat(sheets[1]), -7, 2150, desk, 180)
    _agree(desk, *sheets)


def test_a_second_sheet_whose_codes_are_stained_is_said(sheets: tuple[paper.Marked, ...]) -> None:
    first, second = (_flat(one) for one in sheets)
    second[:340, 1300:] = 120  # a label over the code and a corner mark
    _agree(np.hstack([first, second]), *sheets)
    second[2160:, 1100:1320] = 120  # and one over the code at the foot
    readings = read_pages(np.hstack([first, second]))
    assert [one.problem for one in readings] == [None, PageProblem.CODE_UNREADABLE]


def test_what_lies_under_another_sheet_is_asked_or_not_read_at_all(sheets: tuple[paper.Marked, ...]) -> None:
    desk = np.full((2900, 2700), 96, np.uint8)
    desk = _on_desk(_flat(sheets[0]), 0, 60, desk, 60)
    desk = _on_desk(_flat(sheets[1]), 3, 700, desk, 420)
    readings = read_pages(desk)
    assert {one.code for one in readings} == {one.code for one in sheets}
    for reading in readings:
        for row in reading.rows:
            (page,) = [one for one in sheets if one.code == reading.code]
            assert said(row) in {page.truth[row.row], paper.DOUBT}
        assert reading.problem is not None or any(row.doubt is Doubt.HIDDEN for row in reading.rows)
