"""A copied day keeps its weekday and its week of the month, and titles move on with their year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.planning.copying import later_year_words, same_weekday


def test_the_third_wednesday_of_may_stays_the_third_wednesday_of_may() -> None:
    assert same_weekday(date(2026, 5, 20), 1).day == date(2027, 5, 19)
    assert same_weekday(date(2026, 5, 20), -1).day == date(2025, 5, 21)
    fifth = same_weekday(date(2026, 4, 29), 1)
    assert (fifth.day, fifth.is_same_week) == (date(2027, 4, 28), False)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(-5, 5))
def test_weekday_month_and_week_are_kept_where_they_are(day: date, years: int) -> None:
    found = same_weekday(day, years)
    assert (found.day.year, found.day.month, found.day.weekday()) == (day.year + years, day.month, day.weekday())
    same = (found.day.day - 1) // 7 == (day.day - 1) // 7
    assert found.is_same_week == same
    if not same:
        assert day.day > 28  # only a fifth weekday is ever moved, to the last of the month
        assert found.day.day > 21
    if same:
        assert same_weekday(found.day, -years).day == day


@pytest.mark.parametrize(
    ("title", "years", "new"),
    [
        ("令和7年度 スマホ教室", 1, "令和8年度 スマホ教室"),
        ("令和７年度スマホ教室", 1, "令和８年度スマホ教室"),
        ("2025年度後期", 2, "2027年度後期"),
        ("R7年度", 1, "R8年度"),
        ("平成30年度", 1, "令和元年度"),
        ("平成29年度", 1, "平成30年度"),
        ("令和元年度", 1, "令和2年度"),
        ("令和2年度", -1, "令和元年度"),
        ("3年度目の会、7年度", 1, "3年度目の会、7年度"),
        ("スマホ入門(全3回)", 1, "スマホ入門(全3回)"),
    ],
)
def test_fiscal_years_in_titles_move_on(title: str, years: int, new: str) -> None:
    assert later_year_words(title, years) == new
