"""What leaves the office tells nothing of few people: no cell of one to four, and none by way of a sum."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.figures.figure_table import Fact, Question, build
from divide_app.domain.figures.measures import Dimension, Measure

DAYS = date(2026, 4, 1), date(2027, 3, 31)
ASKED = Question(*DAYS, Measure.ATTENDANCES, Dimension.HALL, Dimension.TOPIC, is_suppressed=True)
AMOUNTS = st.dictionaries(
    st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from("入門安全決済"[0:6:2])), st.integers(0, 30), max_size=12
)


@given(AMOUNTS)
def test_no_few_people_are_told_of_nor_found_by_a_sum(amounts: dict[tuple[str, str], int]) -> None:
    table = build(ASKED, [Fact(((hall,), (topic,)), amount) for (hall, topic), amount in amounts.items()], {})
    for at, line in enumerate(table.cells):
        assert all(value is None or value == 0 or value >= 5 for value in line)
        if len(line) > 1 and table.row_totals[at] is not None:
            assert line.count(None) != 1, "the sum would tell it"
    for at, total in enumerate(table.column_totals):
        column = [line[at] for line in table.cells]
        assert len(column) < 2 or total is None or column.count(None) != 1
    for (hall, topic), amount in amounts.items():
        shown = table.cells[table.rows.index(hall)][table.columns.index(topic)]
        assert shown in {None, amount}, "what is shown is right"


def test_ratios_are_of_the_sums_and_of_nothing_there_is_no_ratio() -> None:
    asked = Question(*DAYS, Measure.FILL, Dimension.HALL)
    facts = [Fact((("甲",),), 3, 10), Fact((("甲",),), 9, 10), Fact((("乙",),), 0, 0)]
    table = build(asked, facts, {})
    assert (table.rows, table.cells, table.total) == (("乙", "甲"), ((None,), (60,)), 60)


def test_different_people_are_counted_once_in_a_sum() -> None:
    asked = Question(*DAYS, Measure.PEOPLE, Dimension.HALL)
    table = build(asked, [Fact((("甲",),), thing=1), Fact((("乙",),), thing=1), Fact((("乙",),), thing=2)], {})
    assert (table.rows, table.cells, table.total) == (("乙", "甲"), ((2,), (1,)), 2)
