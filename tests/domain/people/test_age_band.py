"""How old somebody is on a day, and in which band they are counted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.people import age_band
from divide_app.domain.people.age_band import BANDS, STORABLE, UNKNOWN, band_at, bounds, parse_band, parse_birth
from divide_app.domain.people.participants import Birth

TODAY = date(2026, 11, 21)


def test_finest_bands_cover_every_age_exactly_once():
    for age in range(131):
        holding = [band for band in BANDS if band != UNKNOWN and age_band.contains(band, f"{age}")]
        assert len(holding) == 1


@pytest.mark.parametrize(
    ("birthday", "on", "age"),
    [
        (date(1956, 11, 21), date(2026, 11, 20), 69),
        (date(1956, 11, 21), date(2026, 11, 21), 70),
        (date(1956, 2, 29), date(2026, 2, 28), 69),
        (date(1956, 2, 29), date(2026, 3, 1), 70),
        (date(1956, 2, 29), date(2028, 2, 29), 72),
        (date(2027, 1, 1), date(2026, 12, 31), -1),
    ],
)
def test_a_year_is_reached_on_the_birthday(birthday: date, on: date, age: int):
    assert age_band.age_at(birthday, on) == age


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.dates(date(2021, 1, 1), date(2030, 12, 31)))
def test_band_of_a_full_date_holds_the_age(birthday: date, on: date):
    age = age_band.age_at(birthday, on)
    assert age_band.contains(band_at(Birth(day=birthday), on), str(age))


def test_band_is_that_of_the_session_day_not_of_today():
    birth = Birth(day=date(1956, 11, 21))
    assert band_at(birth, date(2026, 11, 20)) == "65-69"
    assert band_at(birth, date(2026, 11, 21)) == "70-74"


@pytest.mark.parametrize(
    ("year", "band"),
    [
        (1954, "70-74"),  # 71 or 72
        (1952, "70-74"),  # 73 or 74
        (1951, "70-79"),  # 74 or 75: the decade is certain
        (1956, UNKNOWN),  # 69 or 70: not even the decade
        (1941, "80+"),  # 84 or 85
        (1930, "85+"),
        (2026, "0-5"),
        (2027, UNKNOWN),
    ],
)
def test_birth_year_alone_says_no_more_than_is_certain(year: int, band: str):
    assert band_at(Birth(year=year), TODAY) == band


@given(st.integers(1900, 2026), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_band_of_a_year_is_never_wrong(year: int, on: date):
    band = band_at(Birth(year=year), on)
    for birthday in (date(year, 1, 1), date(year, 12, 31)):
        age = age_band.age_at(birthday, on)
        assert band == UNKNOWN or age < 0 or age_band.contains(band, str(age))


def test_stated_band_stays_as_stated():
    birth = Birth(band="60-69", band_as_of=date(2016, 5, 1))
    assert band_at(birth, TODAY) == "60-69"


def test_nothing_known_is_a_band_of_its_own():
    assert band_at(Birth(), TODAY) == UNKNOWN


def test_birth_after_the_session_is_unknown_rather_than_a_crash_in_a_report():
    assert band_at(Birth(day=date(2030, 1, 1)), TODAY) == UNKNOWN


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("60代", "60-69"),
        ("６０歳代", "60-69"),
        ("70才代", "70-79"),
        ("80歳以上", "80+"),
        ("80代以上", "80+"),
        ("80代", "80+"),
        ("90代", "85+"),
        ("65〜69", "65-69"),
        ("65～69歳", "65-69"),
        ("65-69", "65-69"),
        ("65歳～", "65+"),
        ("60代前半", "60-64"),
        ("60代後半", "65-69"),
        ("20歳未満", "-19"),
        ("59歳以下", "-59"),
        ("〜59", "-59"),
        ("10代", "10-19"),
        ("72歳", "70-74"),
        ("満72歳", "70-74"),
        ("18〜29歳", "18-29"),
        ("不明", UNKNOWN),
        ("未回答", UNKNOWN),
        ("", UNKNOWN),
        ("unknown", UNKNOWN),
        ("85+", "85+"),
    ],
)
def test_bands_are_read_as_people_write_them(text: str, band: str):
    assert parse_band(text) == band


@pytest.mark.parametrize("text", ["子ども", "ABC", "60", "69-60", "200代", "15〜64"])
def test_what_is_no_band_is_refused(text: str):
    with pytest.raises(DomainError, match="bad_band"):
        parse_band(text)


@pytest.mark.parametrize("code", STORABLE)
def test_every_storable_code_reads_as_itself(code: str):
    assert parse_band(code) == code
    assert age_band.contains(code, code)


@given(st.integers(0, 130), st.integers(0, 130))
def test_a_range_is_stored_in_a_band_that_holds_it(one: int, other: int):
    low, high = sorted((one, other))
    try:
        code = age_band.code_for(low, high)
    except DomainError:
        return
    span = bounds(code)
    assert span is not None
    assert span[0] <= low
    assert span[1] is None or span[1] >= high


def test_bands_sort_from_young_to_old_and_unknown_last():
    assert sorted(set(BANDS), key=age_band.order_key) == list(BANDS)
    assert sorted(["unknown", "80+", "60-69", "65-69", "-59"], key=age_band.order_key) == [
        "-59",
        "60-69",
        "65-69",
        "80+",
        "unknown",
    ]


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("1950-05-03", Birth(day=date(1950, 5, 3))),
        ("昭和25年5月3日生", Birth(day=date(1950, 5, 3))),
        ("S25.5.3", Birth(day=date(1950, 5, 3))),
        ("1950年", Birth(year=1950)),
        ("1950", Birth(year=1950)),
        ("昭和25年", Birth(year=1950)),
        ("S25", Birth(year=1950)),
        ("昭和25年生まれ", Birth(year=1950)),
        ("昭和64年1月7日", Birth(day=date(1989, 1, 7))),
        ("平成元年1月8日", Birth(day=date(1989, 1, 8))),
        ("昭和64年", Birth(year=1989)),
        ("大正15年12月24日", Birth(day=date(1926, 12, 24))),
        ("70代", Birth(band="70-79", band_as_of=TODAY)),
        ("", Birth()),
        ("不明", Birth()),
    ],
)
def test_births_are_read_as_people_tell_them(text: str, birth: Birth):
    assert parse_birth(text, TODAY) == birth


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-11-22", "birth_in_future"),
        ("2027年", "birth_in_future"),
        ("明治20年", "birth_too_old"),
        ("1880-01-01", "birth_too_old"),
        ("昭和64年1月8日", "era_over"),
        ("昭和64年1月8日生まれ", "era_over"),
        ("Ｓ６４．１．８", "era_over"),
        ("昭和65年", "era_over"),
        ("昭和65年生まれ", "era_over"),
        ("昭和65年2月", "era_over"),
        ("大正15年12月25日", "era_over"),
        ("T15.12.26", "era_over"),
        ("明治45年7月30日", "era_over"),
        ("平成31年5月1日", "era_over"),
        ("令和9年1月1日", "birth_in_future"),
        ("いろは", "bad_date"),
        ("1950-02-30", "bad_date"),
    ],
)
def test_impossible_births_are_refused(text: str, code: str):
    with pytest.raises(DomainError, match=code):
        parse_birth(text, TODAY)


def test_birth_on_the_day_itself_is_possible():
    assert parse_birth("2026-11-21", TODAY) == Birth(day=TODAY)


@given(st.text(max_size=20))
def test_any_text_is_read_as_a_birth_or_refused(text: str):
    try:
        birth = parse_birth(text, TODAY)
    except DomainError:
        return
    assert band_at(birth, TODAY) in STORABLE


@pytest.mark.parametrize("text", ["75", "７５", "75歳"])
def test_a_number_alone_is_an_age_where_a_birth_is_asked_for(text):
    today = date(2026, 11, 21)
    assert parse_birth(text, today) == Birth(band="75-79", band_as_of=today)
