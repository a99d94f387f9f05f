"""A target is counted by its stated rule, every session with its reason, and the pace is what the calendar says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import floor
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.figures.target import (
    CountingRule,
    Metric,
    NotCounted,
    SessionToCount,
    Tally,
    Target,
    burn_up,
    count,
    expected_line,
    period,
    remaining,
    why_not,
)
from divide_app.domain.planning.courses import SessionKind, SessionState

TARGET = Target(UUID(int=1), "デジタル機器の利活用に関する講習", Metric.SESSIONS_HELD, 2021, 2025, at_least=130)
ONE_YEAR = replace(TARGET, first_year=2025, last_year=2025, at_least=24)


def session(number: int, day: date = date(2025, 5, 10), *, minutes: int = 120, **more: object) -> SessionToCount:
    starts_at = datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)  # 10:00 in Japan
    return SessionToCount(  # type: ignore[arg-type]
        **{
            "id": UUID(int=number),
            "course_id": UUID(int=900),
            "course_title": "はじめてのスマートフォン",
            "number": number,
            "topic": "スマートフォン入門",
            "owners": ("生涯学習課",),
            "kind": SessionKind.CLASS,
            "state": SessionState.HELD,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            "attendances": 10,
            **more,
        }
    )


def reasons(tally: Tally) -> list[NotCounted]:
    return [one.reason for one in tally.not_counted]


AS_OF = date(2025, 9, 30)


def test_the_unit_is_sessions_held() -> None:
    tally = count(TARGET, [session(1), session(2)], AS_OF)
    assert tally.actual == 2
    assert [one.weight for one in tally.counted] == [1, 1]
    assert tally.not_counted == ()


@pytest.mark.parametrize(
    ("one", "rule", "reason"),
    [
        (session(1, date(2021, 3, 31)), CountingRule(), NotCounted.OUTSIDE_PERIOD),
        (session(1, date(2026, 4, 1)), CountingRule(), NotCounted.OUTSIDE_PERIOD),
        (session(1, state=SessionState.CANCELLED, kind=SessionKind.CONSULTATION), CountingRule(), NotCounted.CANCELLED),
        (session(1), CountingRule(owners=("介護福祉課",)), NotCounted.OWNER),
        (session(1), CountingRule(topics=("防災",)), NotCounted.TOPIC),
        (session(1, kind=SessionKind.CONSULTATION), CountingRule(), NotCounted.CONSULTATION),
        (session(1), CountingRule(weights=((SessionKind.CLASS, Fraction(0)),)), NotCounted.ZERO_WEIGHT),
        (session(1, minutes=59), CountingRule(minimum_minutes=60), NotCounted.TOO_SHORT),
        (session(1, date(2025, 10, 1), state=SessionState.PLANNED), CountingRule(), NotCounted.NOT_YET_HELD),
        (session(1, state=SessionState.PLANNED), CountingRule(needs_confirmation=True), NotCounted.NOT_CONFIRMED),
        (session(1, attendances=2), CountingRule(minimum_attendances=3), NotCounted.TOO_FEW),
    ],
)
def test_a_session_left_out_has_its_reason(one: SessionToCount, rule: CountingRule, reason: NotCounted) -> None:
    target = replace(TARGET, rule=rule)
    tally = count(target, [one], AS_OF)
    assert reasons(tally) == [reason]
    assert why_not(target, one, AS_OF) is reason
    assert tally.actual == 0


def test_the_fiscal_year_is_the_local_one() -> None:
    midnight = datetime(2026, 3, 31, 14, 0, tzinfo=UTC)  # 23:00 on 31 March in Japan, to 01:00 on 1 April
    late = session(1, starts_at=midnight, ends_at=midnight + timedelta(hours=2))
    assert count(TARGET, [late], date(2026, 3, 31)).actual == 1
    after = session(1, starts_at=midnight + timedelta(hours=1), ends_at=midnight + timedelta(hours=2))
    assert reasons(count(TARGET, [after], date(2026, 4, 1))) == [NotCounted.OUTSIDE_PERIOD]


def test_a_session_where_people_were_received_counts_unless_the_rule_asks_for_confirmation() -> None:
    received = session(1, state=SessionState.PLANNED, attendances=3)
    assert count(TARGET, [received], AS_OF).actual == 1
    strict = replace(TARGET, rule=CountingRule(needs_confirmation=True))
    assert reasons(count(strict, [received], AS_OF)) == [NotCounted.NOT_CONFIRMED]


def test_a_session_without_any_record_is_never_counted_before_it_is_confirmed() -> None:
    silent = session(1, state=SessionState.PLANNED, attendances=0)
    assert reasons(count(TARGET, [silent], AS_OF)) == [NotCounted.NOT_CONFIRMED]


def test_halves_are_floored_per_course_and_month_when_the_rule_says_so() -> None:
    halves = ((SessionKind.CLASS, Fraction(1, 2)),)
    sessions = [session(n, date(2025, 5, n)) for n in (1, 2, 3)] + [session(4, date(2025, 6, 1))]
    plain = replace(TARGET, rule=CountingRule(weights=halves))
    assert count(plain, sessions, AS_OF).actual == 2
    floored = replace(TARGET, rule=CountingRule(weights=halves, floor_by_month=True))
    assert count(floored, sessions, AS_OF).actual == 1


@pytest.mark.parametrize(
    ("metric", "actual"),
    [
        (Metric.COURSES, 2),
        (Metric.ATTENDANCES, 30),
        (Metric.HOURS, Fraction(9, 2)),
        (Metric.DISTINCT_PEOPLE, 17),
        (Metric.RATIO_PERCENT, 17),
        (Metric.QUALITATIVE, None),
    ],
)
def test_each_metric_counts_its_own_thing(metric: Metric, actual: Fraction | None) -> None:
    sessions = [session(1), session(2, minutes=90), session(3, minutes=60, course_id=UUID(int=901))]
    assert count(replace(TARGET, metric=metric), sessions, AS_OF, measured=Fraction(17)).actual == actual


def test_a_typed_figure_is_the_actual() -> None:
    target = replace(TARGET, metric=Metric.FIGURE, at_least=80, baseline=30, actual_typed=Fraction(61))
    tally = count(target, [], date(2023, 9, 30))
    assert tally.actual == 61
    assert tally.forecast is None
    assert tally.expected_by_now is not None
    assert 54 < tally.expected_by_now < 56
    assert tally.on_pace is True
    assert burn_up(tally) == ((date(2023, 9, 30), Fraction(61)),)


def test_a_qualitative_target_has_no_figure() -> None:
    tally = count(replace(TARGET, metric=Metric.QUALITATIVE, at_least=None), [session(1)], AS_OF)
    assert (tally.actual, tally.expected_by_now, tally.on_pace, tally.forecast) == (None, None, None, None)
    assert remaining(tally) is None
    assert burn_up(tally) == ()


def test_without_an_allotment_the_pace_is_even() -> None:
    assert count(TARGET, [], date(2026, 3, 31)).expected_by_now == 130
    assert count(TARGET, [], date(2021, 3, 31)).expected_by_now == 0
    assert count(TARGET, [], date(2020, 1, 1)).expected_by_now == 0
    assert count(TARGET, [], date(2030, 1, 1)).expected_by_now == 130
    assert expected_line(TARGET)[1] == (date(2022, 3, 31), 26)


def test_an_allotment_sets_the_pace_and_the_other_years_share_the_rest() -> None:
    target = replace(TARGET, yearly=((2021, 10), (2022, 60)))
    assert [level for _, level in expected_line(target)] == [0, 10, 70, 90, 110, 130]
    half = count(target, [], date(2021, 9, 30)).expected_by_now
    assert half == Fraction(10 * 183, 365)


def test_on_pace_compares_with_the_whole_number_expected() -> None:
    sessions = [session(n, date(2025, 4, n)) for n in range(1, 13)]
    assert count(ONE_YEAR, sessions, date(2025, 9, 30)).on_pace is True  # 12.03 expected
    assert count(ONE_YEAR, sessions, date(2025, 10, 20)).on_pace is False


def test_the_day_a_target_was_reached_is_told() -> None:
    target = replace(ONE_YEAR, at_least=3)
    sessions = [session(n, date(2025, n + 3, 5)) for n in range(1, 6)]
    assert count(target, sessions, AS_OF).reached_on == date(2025, 6, 5)
    assert count(target, sessions[:2], AS_OF).reached_on is None


def test_the_forecast_keeps_the_pace_and_never_falls_below_the_plan() -> None:
    held = [session(n, date(2025, 3 + n, 10)) for n in range(1, 7)]
    tally = count(ONE_YEAR, held, date(2025, 9, 30))
    assert tally.forecast == 11  # 6 in 183 days of 365
    assert tally.forecast_low is not None
    assert tally.forecast_high is not None
    assert 6 <= tally.forecast_low < 11 < tally.forecast_high
    planned = [session(100 + n, date(2025, 11, 1 + n), state=SessionState.PLANNED) for n in range(10)]
    with_plan = count(ONE_YEAR, [*held, *planned], date(2025, 9, 30))
    assert (with_plan.planned, with_plan.forecast) == (10, 16)


def test_before_the_start_only_the_plan_is_known_and_after_the_end_nothing_is_open() -> None:
    planned = [session(1, date(2025, 5, 1), state=SessionState.PLANNED)]
    assert count(ONE_YEAR, planned, date(2025, 3, 1)).forecast == 1
    assert count(ONE_YEAR, [], date(2025, 3, 1)).forecast is None
    over = count(ONE_YEAR, [session(1)], date(2026, 8, 1))
    assert (over.forecast, over.forecast_low, over.forecast_high) == (1, 1, 1)


def test_what_is_still_needed_is_said_per_month() -> None:
    held = [session(n, date(2025, 4, n)) for n in range(1, 11)]
    left = remaining(count(ONE_YEAR, held, date(2025, 11, 30)))
    assert left is not None
    assert (left.missing, left.months, left.per_month, left.last_day) == (14, 4, 4, date(2026, 3, 31))
    assert left.missing_at_end == 24 - 14
    over = remaining(count(ONE_YEAR, held, date(2026, 3, 31)))
    assert over is not None
    assert (over.months, over.per_month) == (0, None)


def test_the_chart_runs_month_by_month_to_today() -> None:
    held = [session(1, date(2025, 4, 30)), session(2, date(2025, 6, 1)), session(3, date(2025, 6, 10))]
    assert burn_up(count(ONE_YEAR, held, date(2025, 6, 15))) == (
        (date(2025, 4, 30), 1),
        (date(2025, 5, 31), 1),
        (date(2025, 6, 15), 3),
    )


SESSIONS = st.lists(
    st.builds(
        lambda day, kind, state, attendances, minutes, course, topic: (
            day,
            kind,
            state,
            attendances,
            minutes,
            course,
            topic,
        ),
        st.dates(date(2024, 12, 1), date(2026, 6, 30)),
        st.sampled_from(SessionKind),
        st.sampled_from(SessionState),
        st.integers(0, 30),
        st.integers(0, 180),
        st.integers(900, 903),
        st.sampled_from(["防災", "入門"]),
    ),
    max_size=25,
).map(
    lambda rows: [
        session(
            n, day, minutes=minutes, kind=kind, state=state, attendances=people, course_id=UUID(int=course), topic=topic
        )
        for n, (day, kind, state, people, minutes, course, topic) in enumerate(rows, start=1)
    ]
)
TARGETS = st.builds(
    lambda metric, halves, floored, minutes, people, topics: replace(
        ONE_YEAR,
        metric=metric,
        rule=CountingRule(
            weights=(
                (SessionKind.CLASS, Fraction(1, 2) if halves else Fraction(1)),
                (SessionKind.CONSULTATION, Fraction(1, 3)),
            ),
            floor_by_month=floored,
            minimum_minutes=minutes,
            minimum_attendances=people,
            topics=topics,
        ),
    ),
    st.sampled_from([Metric.SESSIONS_HELD, Metric.COURSES, Metric.ATTENDANCES, Metric.HOURS]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0, 60]),
    st.sampled_from([0, 5]),
    st.sampled_from([(), ("防災",)]),
)
DAYS = st.dates(date(2025, 1, 1), date(2026, 7, 31))


@given(TARGETS, SESSIONS, DAYS)
def test_every_session_is_answered_for_exactly_once(target: Target, sessions: list[SessionToCount], day: date) -> None:
    tally = count(target, sessions, day)
    told = [one.session.id for one in tally.counted] + [one.session.id for one in tally.not_counted]
    assert Counter(told) == Counter(one.id for one in sessions)
    assert tally == count(target, list(reversed(sessions)), day)
    for one in tally.not_counted:
        assert why_not(target, one.session, day) is one.reason


@given(TARGETS, SESSIONS, DAYS)
def test_one_more_held_class_never_lowers_the_figure(target: Target, sessions: list[SessionToCount], day: date) -> None:
    before = count(target, sessions, day)
    after = count(target, [*sessions, session(99, day, topic="防災")], day)
    assert before.actual is not None
    assert after.actual is not None
    assert after.actual >= before.actual


@given(TARGETS, SESSIONS, DAYS)
def test_chart_forecast_and_figure_agree(target: Target, sessions: list[SessionToCount], day: date) -> None:
    tally = count(target, sessions, day)
    assert tally.actual is not None
    points = burn_up(tally)
    if day >= period(target)[0]:
        assert points[-1][1] == tally.actual
        assert [level for _, level in points] == sorted(level for _, level in points)
    if tally.forecast is not None:
        assert tally.forecast_low is not None
        assert tally.forecast_high is not None
        assert floor(tally.actual) <= tally.forecast_low <= tally.forecast <= tally.forecast_high
    assert (tally.reached_on is not None) == (tally.actual >= 24)
    assert tally.expected_by_now is not None
    assert 0 <= tally.expected_by_now <= 24
