"""Dates read as a city prints them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.calendar import at_local, parse_day, parse_fiscal_year
from divide_app.foundation import translation
from divide_app.wording import dates


@pytest.fixture(autouse=True)
def _japanese_again() -> Iterator[None]:
    translation.use_language("ja")
    yield
    translation.use_language("ja")


def test_day_prints_era_and_weekday():
    assert dates.reiwa_day(date(2026, 11, 21)) == "令和8年11月21日(土)"
    assert dates.reiwa_day(date(2026, 11, 21), with_weekday=False) == "令和8年11月21日"
    assert dates.short_day(date(2026, 11, 21)) == "11/21(土)"


def test_reiwa_first_year_prints_gannen():
    assert dates.reiwa_day(date(2019, 5, 1)) == "令和元年5月1日(水)"
    assert dates.reiwa_day(date(2019, 4, 30)) == "平成31年4月30日(火)"
    assert dates.reiwa_month(2019, 5) == "令和元年5月"
    assert dates.month_word(5) == "5月"


def test_fiscal_year_2019_prints_reiwa_gannen():
    assert dates.fiscal_year_label(2019) == "令和元年度"
    assert dates.fiscal_year_label(2018) == "平成30年度"
    assert dates.fiscal_year_label(2026) == "令和8年度"


def test_english_uses_the_western_calendar():
    translation.use_language("en")
    assert dates.reiwa_day(date(2026, 11, 21)) == "21 Nov 2026 (Sat)"
    assert dates.reiwa_month(2026, 11) == "Nov 2026"
    assert dates.month_word(11) == "Nov"
    assert dates.fiscal_year_label(2026) == "FY2026"
    assert dates.short_day(date(2026, 11, 21)) == "21 Nov (Sat)"
    assert dates.duration(90) == "1 h 30 min"


def test_language_of_a_paper_may_differ_from_the_screens():
    assert dates.reiwa_day(date(2026, 11, 21), language="en") == "21 Nov 2026 (Sat)"
    translation.use_language("en")
    assert dates.fiscal_year_label(2026, language="ja") == "令和8年度"


def test_moment_is_shown_in_japan_time():
    moment = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    assert dates.day_and_clock(moment) == "令和8年11月21日(土) 0:30"


def test_range_of_hours():
    assert dates.clock_range(time(10), time(12)) == "10:00〜12:00"
    start = at_local(date(2026, 11, 21), time(9, 5))
    assert dates.day_and_range(start, at_local(date(2026, 11, 21), time(12))) == "令和8年11月21日(土) 9:05〜12:00"


def test_range_over_midnight_names_the_next_day():
    start = at_local(date(2027, 3, 31), time(22))
    assert dates.clock_range(start, at_local(date(2027, 4, 1), time(1))) == "22:00〜翌1:00"
    assert dates.clock_range(start, at_local(date(2027, 4, 1), time(0))) == "22:00〜24:00"
    assert dates.clock_range(start, at_local(date(2027, 4, 2), time(9))) == "22:00〜4/2(金) 9:00"


def test_range_of_days():
    assert dates.day_range(date(2026, 12, 29), date(2027, 1, 3)) == "12/29(火)〜1/3(日)"
    assert dates.day_range(date(2026, 12, 29), date(2026, 12, 29)) == "12/29(火)"
    assert dates.dated_range(date(2026, 12, 29), date(2027, 1, 3)) == "令和8年12月29日(火)〜令和9年1月3日(日)"
    assert dates.dated_range(date(2026, 12, 29), date(2026, 12, 29)) == "令和8年12月29日(火)"


@pytest.mark.parametrize(("minutes", "text"), [(0, "0分"), (45, "45分"), (60, "1時間"), (90, "1時間30分")])
def test_durations(minutes: int, text: str):
    assert dates.duration(minutes) == text


@given(st.dates(date(1873, 1, 1), date(2150, 12, 31)))
def test_printed_day_reads_back_as_itself(day: date):
    assert parse_day(dates.reiwa_day(day, language="ja")) == day


@given(st.integers(1873, 2100))
def test_printed_fiscal_year_reads_back_as_itself(year: int):
    assert parse_fiscal_year(dates.fiscal_year_label(year, language="ja")) == year
