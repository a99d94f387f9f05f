"""Days, fiscal years and eras as a Japanese city counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain import calendar
from divide_app.domain.calendar import Era, parse_clock, parse_day, parse_fiscal_year, parse_moment, parse_year
from divide_app.domain.errors import DomainError

MODERN_DAYS = st.dates(date(1873, 1, 1), date(2150, 12, 31))
FULL_WIDTH = str.maketrans("0123456789-/.:R", "０１２３４５６７８９－／．：Ｒ")


@pytest.mark.parametrize(
    ("day", "era"),
    [
        (date(2019, 4, 30), Era("平成", "H", 31)),
        (date(2019, 5, 1), Era("令和", "R", 1)),
        (date(1989, 1, 7), Era("昭和", "S", 64)),
        (date(1989, 1, 8), Era("平成", "H", 1)),
        (date(1926, 12, 24), Era("大正", "T", 15)),
        (date(1926, 12, 25), Era("昭和", "S", 1)),
        (date(1912, 7, 29), Era("明治", "M", 45)),
        (date(1912, 7, 30), Era("大正", "T", 1)),
        (date(1873, 1, 1), Era("明治", "M", 6)),
        (date(2026, 11, 21), Era("令和", "R", 8)),
    ],
)
def test_era_changes_on_its_first_day(day: date, era: Era):
    assert calendar.era_of(day) == era


def test_day_before_the_gregorian_calendar_has_no_era():
    with pytest.raises(DomainError, match="bad_date"):
        calendar.era_of(date(1872, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026)],
)
def test_fiscal_year_turns_on_the_first_of_april(day: date, year: int):
    assert calendar.fiscal_year(day) == year


@pytest.mark.parametrize(
    ("year", "era"),
    [
        (2018, Era("平成", "H", 30)),
        (2019, Era("令和", "R", 1)),
        (2020, Era("令和", "R", 2)),
        (1989, Era("平成", "H", 1)),
    ],
)
def test_fiscal_year_2019_is_reiwa_first_year(year: int, era: Era):
    assert calendar.fiscal_year_era(year) == era


@given(MODERN_DAYS)
def test_every_day_lies_within_its_fiscal_year_and_month(day: date):
    first, last = calendar.fiscal_year_days(calendar.fiscal_year(day))
    assert first <= day <= last
    first, last = calendar.month_days(day.year, day.month)
    assert first <= day <= last
    assert (last + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21",
        "2026/11/21",
        "2026.11.21",
        "20261121",
        "2026年11月21日",
        "２０２６年１１月２１日（土）",
        "R8.11.21",
        "r8/11/21",
        "Ｒ８．１１．２１",
        "令和8年11月21日",
        "令和 8年 11月21日 (土・祝)",
        "令8.11.21",
        "㋿8年11月21日",
        "2026年11月21日土曜日",
        " 2026/11/21 0:00 ",
        "2026-11-21T00:00:00",
        "2026‐11−21",
    ],
)
def test_one_day_is_read_in_every_common_writing(text: str):
    assert parse_day(text) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S25.5.3", date(1950, 5, 3)),
        ("M45.7.29", date(1912, 7, 29)),
        ("平成31年5月1日", date(2019, 5, 1)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_era_days_are_read(text: str, day: date):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "　",
        "近日",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "令和元年4月30日",
        "昭和100年1月1日",
        "令和0年1月1日",
        "11/21",
        "26/11/21",
        "令和元年",
        "1872-12-31",
        "2026-11-21 10:00",
        "2026-11-211",
        "0",
    ],
)
def test_what_is_no_day_is_refused_and_quoted(text: str):
    with pytest.raises(DomainError) as caught:
        parse_day(text)
    assert caught.value.code == "bad_date"
    assert caught.value.details["text"] == text


def test_refused_day_never_quotes_an_individual_number():
    with pytest.raises(DomainError) as caught:
        parse_day("123456789018")
    assert "1234" not in str(caught.value.details)


@given(MODERN_DAYS)
def test_day_survives_every_writing(day: date):
    era = calendar.era_of(day)
    year = "元" if era.year == 1 else str(era.year)
    writings = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{era.name}{year}年{day.month}月{day.day}日",
        f"{era.short}{era.year}.{day.month}.{day.day}",
    ]
    for writing in writings:
        assert parse_day(writing) == day
        assert parse_day(writing.translate(FULL_WIDTH)) == day


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_but_never_breaks(text: str):
    for read in (parse_day, parse_clock, parse_moment, parse_year, parse_fiscal_year):
        try:
            read(text)
        except DomainError as error:
            assert error.code in {"bad_date", "bad_time"}


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9:00", time(9)),
        ("09:00:30", time(9, 0, 30)),
        ("９：３０", time(9, 30)),
        ("0930", time(9, 30)),
        ("9時", time(9)),
        ("9時5分", time(9, 5)),
        ("9時半", time(9, 30)),
        ("午前9時30分", time(9, 30)),
        ("午後1時", time(13)),
        ("午後 1:30", time(13, 30)),
        ("午後12時30分", time(12, 30)),
        ("1:00 PM", time(13)),
        ("12:30 AM", time(0, 30)),
        ("正午", time(12)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_clock_times_are_read(text: str, clock: time):
    assert parse_clock(text) == (clock, 0)


def test_24_oclock_is_midnight_of_the_next_day():
    assert parse_clock("24:00") == (time(0), 1)
    assert parse_clock("２４時") == (time(0), 1)


@pytest.mark.parametrize("text", ["", "24:01", "25:00", "12:60", "午前12時", "午後13時", "朝", "10:00〜12:00", "99"])
def test_what_is_no_clock_time_is_refused(text: str):
    with pytest.raises(DomainError, match="bad_time"):
        parse_clock(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T10:00:00+09:00",
        "2026-11-21T10:00",
        "2026-11-21 10:00",
        "2026-11-21T01:00:00Z",
        "20261121T010000Z",
        "2026-11-21 01:00:00+00:00",
        "2026/11/21 10:00:00 午前 GMT+9",
        "R8.11.21 10:00",
        "令和8年11月21日(土)午前10時",
        "２０２６年１１月２１日　１０時００分",
        "2026-11-21 10:00 JST",
    ],
)
def test_one_moment_is_read_in_every_common_writing(text: str):
    assert parse_moment(text) == datetime(2026, 11, 21, 1, tzinfo=UTC)


def test_moment_at_24_oclock_is_the_next_day():
    assert parse_moment("2026-11-21 24:00") == datetime(2026, 11, 21, 15, tzinfo=UTC)


def test_day_alone_is_its_midnight_in_japan():
    assert parse_moment("2026-11-21") == datetime(2026, 11, 20, 15, tzinfo=UTC)


def test_range_of_times_is_no_moment():
    with pytest.raises(DomainError, match="bad_time"):
        parse_moment("2026-11-21 10:00-12:00")


@given(st.datetimes(datetime(1873, 1, 2), datetime(2150, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_moment_survives_iso_writing(moment: datetime):
    assert parse_moment(moment.isoformat()) == moment
    assert parse_moment(calendar.local(moment).isoformat()) == moment


@given(MODERN_DAYS, st.times())
def test_local_day_and_time_come_back(day: date, clock: time):
    moment = calendar.at_local(day, clock)
    assert moment.tzinfo is UTC
    assert calendar.local_day(moment) == day
    assert calendar.local(moment).time() == clock


def test_moment_without_zone_is_our_fault():
    with pytest.raises(ValueError, match="time zone"):
        calendar.local(datetime(2026, 11, 21))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2026", 2026),
        ("2026年度", 2026),
        ("FY2026", 2026),
        ("令和8年度", 2026),
        ("R8", 2026),
        ("令和元年度", 2019),
        ("平成31年度", 2019),
    ],
)
def test_fiscal_years_are_read(text: str, year: int):
    assert parse_fiscal_year(text) == year


@pytest.mark.parametrize(("text", "year"), [("1950年", 1950), ("昭和25年", 1950), ("S25", 1950), ("昭和25年5月", 1950)])
def test_years_are_read(text: str, year: int):
    assert parse_year(text) == year


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("昭和64年1月8日", ("昭和", date(1989, 1, 7))),
        ("S64.1.8", ("昭和", date(1989, 1, 7))),
        ("昭和65年", ("昭和", date(1989, 1, 7))),
        ("昭和65年2月", ("昭和", date(1989, 1, 7))),
        ("大正15年12月25日", ("大正", date(1926, 12, 24))),
        ("平成31年5月1日", ("平成", date(2019, 4, 30))),
        ("昭和64年1月7日", None),
        ("昭和64年", None),
        ("平成元年1月8日", None),
        ("令和50年1月1日", None),
        ("1989-01-08", None),
        ("70代", None),
        ("昭和", None),
    ],
)
def test_a_day_after_its_era_is_known_as_such(text: str, last: tuple[str, date] | None):
    assert calendar.past_era(text) == last


@pytest.mark.parametrize(("text", "hour"), [("9", 9), ("１３", 13), ("0", 0)])
def test_a_number_alone_is_an_hour(text, hour):
    assert parse_clock(text) == (time(hour), 0)
