"""When somebody can come is read as people write it, refused when it cannot be, and said again the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.people.availability import (
    DAY_MINUTES,
    Absence,
    Availability,
    DayOn,
    DaysOff,
    WeekTime,
    checked_availability,
    parse_days_off,
    parse_days_on,
    parse_weekly,
    tidy_week,
)
from divide_app.foundation.translation import current_language, use_language
from divide_app.wording.availability import days_off_words, days_on_words, weekly_words

SATURDAY = date(2026, 11, 21)
NINE, NOON, ONE, FOUR = 9 * 60, 12 * 60, 13 * 60, 16 * 60


def spans(text: str) -> list[tuple[int, float, float]]:
    return [(one.weekday, one.start / 60, one.end / 60) for one in parse_weekly(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("月水 午前", [(1, 6, 12), (3, 6, 12)]),
        ("火 13:00-16:00", [(2, 13, 16)]),
        ("火 13：00〜16：00", [(2, 13, 16)]),
        ("月〜水 10時から15時まで", [(1, 10, 15), (2, 10, 15), (3, 10, 15)]),
        ("金〜月", [(1, 0, 24), (5, 0, 24), (6, 0, 24), (7, 0, 24)]),
        ("平日午後", [(day, 12, 18) for day in range(1, 6)]),
        ("土日", [(6, 0, 24), (7, 0, 24)]),
        ("月・水 午前、金 13:30以降", [(1, 6, 12), (3, 6, 12), (5, 13.5, 24)]),
        ("月、水、金 午前", [(1, 6, 12), (3, 6, 12), (5, 6, 12)]),
        ("月曜日と木曜日 9:30〜12:00", [(1, 9.5, 12), (4, 9.5, 12)]),
        ("水 午後1時から4時", [(3, 13, 16)]),
        ("火 10-15時", [(2, 10, 15)]),
        ("月 10:00-12:00、14:00-16:00", [(1, 10, 12), (1, 14, 16)]),
        ("土 15時まで", [(6, 0, 15)]),
        ("火木 午前・午後", [(2, 6, 18), (4, 6, 18)]),
        ("水(午前のみ)", [(3, 6, 12)]),
        ("毎週火曜 午前中", [(2, 6, 12)]),
        ("いつでも", [(day, 0, 24) for day in range(1, 8)]),
        ("Mon Wed morning", [(1, 6, 12), (3, 6, 12)]),
        ("Mondays and Thursdays 9:30-12:00", [(1, 9.5, 12), (4, 9.5, 12)]),
        ("Tue 13:00 to 16:00; weekends", [(2, 13, 16), (6, 0, 24), (7, 0, 24)]),
        ("weekdays from 18:00", [(day, 18, 24) for day in range(1, 6)]),
        ("Mon to Wed from 10:00 to 15:00", [(1, 10, 15), (2, 10, 15), (3, 10, 15)]),
        ("Thurs, Fri until 15:00", [(4, 0, 15), (5, 0, 15)]),
        ("any time", [(day, 0, 24) for day in range(1, 8)]),
        ("", []),
    ],
)
def test_a_week_is_read_as_people_write_it(text: str, expected: list[tuple[int, float, float]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "第2土曜",
        "要相談",
        "月 16:00-13:00",
        "土日祝",
        "祝日以外",
        "午前",
        "月 25:00-26:00",
        "火曜?",
        "2nd Sat",
        "Mon sometimes",
    ],
)
def test_what_cannot_be_read_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        parse_weekly(text)
    assert refused.value.code == "bad_availability"
    assert refused.value.details["text"] == text


weeks = st.lists(
    st.builds(
        lambda day, start, length: WeekTime(day, start, min(DAY_MINUTES, start + length)),
        st.integers(1, 7),
        st.integers(0, DAY_MINUTES - 1),
        st.integers(1, DAY_MINUTES),
    ),
    max_size=8,
)


@pytest.mark.parametrize("language", ["ja", "en"])
@given(times=weeks)
def test_what_is_said_is_read_in_again_the_same(language: str, times: list[WeekTime]) -> None:
    before = current_language()
    use_language(language)
    try:
        assert parse_weekly(weekly_words(times)) == tidy_week(times)
    finally:
        use_language(before)


@given(weeks, st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, DAY_MINUTES - 1), st.integers(1, 300))
def test_a_tidy_week_allows_exactly_the_same_minutes(times: list[WeekTime], day: date, start: int, length: int) -> None:
    end = min(DAY_MINUTES, start + length)
    free = {minute for one in times if one.weekday == day.isoweekday() for minute in range(one.start, one.end)}
    is_free = not times or all(minute in free for minute in range(start, end))
    for week in (tuple(times), tidy_week(times)):
        assert (Availability(week).absence(day, start, end) is None) == is_free


def test_a_day_on_goes_before_a_day_off_and_that_before_the_week() -> None:
    week = (WeekTime(6, NINE, NOON),)
    plain = Availability(week)
    assert plain.absence(SATURDAY, NINE, NOON) is None
    assert plain.absence(SATURDAY, ONE, FOUR) is Absence.WEEKLY
    away = Availability(week, days_off=(DaysOff(SATURDAY, SATURDAY + timedelta(days=3)),))
    assert away.absence(SATURDAY, NINE, NOON) is Absence.DAY_OFF
    back = Availability(week, away.days_off, (DayOn(SATURDAY, ONE, FOUR),))
    assert back.absence(SATURDAY, ONE, FOUR) is None
    assert back.absence(SATURDAY, NINE, NOON) is Absence.DAY_OFF


def test_touching_times_are_one() -> None:
    week = parse_weekly("土 9:00-12:00、12:00-15:00")
    assert Availability(week).absence(SATURDAY, 11 * 60, ONE) is None


def test_days_off_are_read_with_their_year_and_said_again() -> None:
    found = parse_days_off("2026-12-28〜2027-01-05、R9.2.11")
    assert found == (DaysOff(date(2026, 12, 28), date(2027, 1, 5)), DaysOff(date(2027, 2, 11), date(2027, 2, 11)))
    assert parse_days_off(days_off_words(found)) == found
    for text in ("12/3", "2026-12-05〜2026-12-01", "年末"):
        with pytest.raises(DomainError, match="bad_days_off"):
            parse_days_off(text)


def test_days_on_are_read_with_their_time_and_said_again() -> None:
    found = parse_days_on("2026-12-12 13:00〜16:00、R8.12.13 午前；2026年12月20日")
    assert [(on.day.day, on.start, on.end) for on in found] == [
        (12, 13 * 60, 16 * 60),
        (13, 6 * 60, 12 * 60),
        (20, 0, 24 * 60),
    ]
    assert parse_days_on(days_on_words(found)) == found
    assert parse_days_on("2026-12-12 afternoon") == parse_days_on("2026-12-12 午後")
    assert parse_days_on(" ") == ()
    for text in ("12/12 午後", "2026-12-12 16:00-13:00", "2026-12-12 要相談", "土曜"):
        with pytest.raises(DomainError, match="bad_days_on"):
            parse_days_on(text)


def test_days_off_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(DomainError, match="bad_days_off"):
        checked_availability(Availability(days_off=(DaysOff(SATURDAY, SATURDAY - timedelta(days=1)),)))
