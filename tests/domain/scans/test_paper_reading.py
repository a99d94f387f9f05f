"""Two readings of one page: where they agree they stand, and where they differ nobody but a person decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.scans.paper_reading import (
    ANSWER,
    WALK_IN,
    BoxReading,
    Doubt,
    Ink,
    RowReading,
    agreed,
    rows_of_survey,
)
from divide_app.domain.scans.sheet_layout import LATE, LEFT_EARLY, PRESENT, Box, Spot

DOUBTS = [Doubt.FAINT, Doubt.STRUCK, Doubt.TWO_MARKS]


@st.composite
def rows(draw: st.DrawFn, count: int) -> tuple[RowReading, ...]:
    found = []
    for row in range(count):
        doubt = draw(st.none() | st.sampled_from(DOUBTS))
        mark = "" if doubt else draw(st.sampled_from(["", PRESENT, LATE, LEFT_EARLY, WALK_IN]))
        band = draw(st.integers(0, 3)) if mark == WALK_IN else None
        seen = (f"band{band}",) if mark == WALK_IN else (mark,) if mark else (PRESENT,) if doubt else ()
        found.append(RowReading(row, mark, draw(st.floats(0, 1)), band=band, doubt=doubt, seen=seen))
    return tuple(found)


def two_readings() -> st.SearchStrategy[tuple[tuple[RowReading, ...], tuple[RowReading, ...]]]:
    return st.integers(0, 12).flatmap(lambda count: st.tuples(rows(count), rows(count)))


@given(two_readings())
def test_what_two_readings_disagree_about_is_never_decided_by_either(
    both: tuple[tuple[RowReading, ...], tuple[RowReading, ...]],
) -> None:
    first, again = both
    for one, other, row in zip(first, again, agreed(first, again), strict=True):
        if one.says == other.says:
            assert row == one
        else:
            assert (row.mark, row.doubt, row.band) == ("", Doubt.TWICE, None)
            assert set(row.seen) == {*one.seen, *other.seen}
            assert row.confidence == min(one.confidence, other.confidence)


@given(two_readings())
def test_the_order_of_two_papers_changes_nothing(
    both: tuple[tuple[RowReading, ...], tuple[RowReading, ...]],
) -> None:
    first, again = both
    assert [row.says for row in agreed(first, again)] == [row.says for row in agreed(again, first)]
    assert agreed(first, first) == first


def _row_of(box: Box, row: int, ink: Ink, doubt: Doubt | None = None) -> BoxReading:
    return BoxReading(Spot(row, f"answer{row % 3}", box, box), ink, 0.5, doubt)


@pytest.mark.parametrize(
    ("crosses", "ticks", "fills", "dots", "asked"),
    [
        (5, 0, 0, 0, 0),  # a hand that marks by ×
        (5, 1, 0, 0, 5),  # × and ✓ on one page: × may mean absent
        (2, 0, 0, 0, 2),  # too few to tell
        (0, 3, 3, 0, 0),  # a hand that fills boxes
        (0, 8, 3, 0, 3),  # few filled boxes among ticks
        (0, 3, 0, 1, 0),  # a pen that rested
        (0, 3, 0, 3, 3),  # a hand that marks by dots
    ],
)
def test_a_page_tells_what_a_box_alone_does_not(crosses: int, ticks: int, fills: int, dots: int, asked: int) -> None:
    box = Box(0, 0, 6, 6)
    marks = [
        *[(Ink.UNSURE, Doubt.CROSS)] * crosses,
        *[(Ink.MARKED, None)] * ticks,
        *[(Ink.UNSURE, Doubt.FILLED)] * fills,
        *[(Ink.UNSURE, Doubt.REST)] * dots,
    ]
    rows = rows_of_survey([_row_of(box, row, ink, doubt) for row, (ink, doubt) in enumerate(marks)])
    assert sum(row.doubt is not None for row in rows) == asked
    assert sum(row.mark == ANSWER for row in rows) == len(marks) - asked - (dots if asked == 0 else 0)


def test_a_third_paper_does_not_settle_what_two_disagree_about() -> None:
    came, gone = RowReading(0, PRESENT, 0.9, seen=(PRESENT,)), RowReading(0, "", 1.0)
    for third in (came, gone):
        (row,) = agreed(agreed([came], [gone]), [third])
        assert (row.mark, row.doubt, row.seen) == ("", Doubt.TWICE, (PRESENT,))
