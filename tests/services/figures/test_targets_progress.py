"""The summary's figures, counted from sessions grouped by month, are those of the list counted one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from divide_app.bootstrap import open_services
from divide_app.domain.figures.target import CountingRule, Metric, Target
from divide_app.domain.planning.courses import SessionKind
from divide_app.foundation.ids import new_id
from divide_app.services import Services
from divide_app.services.figures.targets import progress_of_all, tally_all

NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
RULES = [
    CountingRule(),
    CountingRule(needs_confirmation=True),
    CountingRule(minimum_attendances=12),
    CountingRule(minimum_minutes=90),
    CountingRule(topics=("スマホの基本",)),
    CountingRule(owners=("高齢福祉課",)),
    CountingRule(weights=((SessionKind.CLASS, Fraction(1)), (SessionKind.CONSULTATION, Fraction(1, 2)))),
    CountingRule(floor_by_month=True, weights=((SessionKind.CLASS, Fraction(1, 2)),)),
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Services:
    services = open_services(Path(tmp_path_factory.mktemp("city")), clock=lambda: NOW)
    services.demo.create()
    return services


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "metric", [Metric.SESSIONS_HELD, Metric.COURSES, Metric.ATTENDANCES, Metric.HOURS, Metric.DISTINCT_PEOPLE]
)
@pytest.mark.parametrize("as_of", [date(2026, 11, 21), date(2026, 3, 31), date(2025, 9, 10)])
def test_grouped_figures_equal_those_of_single_sessions(
    city: Services, rule: CountingRule, metric: Metric, as_of: date
) -> None:
    target = Target(new_id(), "講習", metric, 2025, 2029, at_least=10_000, rule=rule)
    with city.database.read() as uow:
        grouped = progress_of_all(uow, [target], as_of)[0]
        single = tally_all(uow, [target], as_of)[0]
    figures = [
        (one.actual, one.expected_by_now, one.forecast, one.forecast_low, one.forecast_high, one.planned, one.on_pace)
        for one in (grouped, single)
    ]
    assert figures[0] == figures[1]
    assert sum(one.session.times for one in grouped.counted) == len(single.counted)
    assert sum(one.session.times for one in grouped.not_counted) == len(single.not_counted)


def test_the_day_a_target_was_reached_is_exact_though_months_are_grouped(city: Services) -> None:
    target = Target(new_id(), "講習", Metric.SESSIONS_HELD, 2025, 2029, at_least=20)
    with city.database.read() as uow:
        grouped = progress_of_all(uow, [target], date(2026, 11, 21))[0]
        single = tally_all(uow, [target], date(2026, 11, 21))[0]
    assert grouped.reached_on == single.reached_on
    assert grouped.reached_on is not None
    with city.database.read() as uow:
        unreached = progress_of_all(uow, [replace(target, at_least=2_000)], date(2026, 11, 21))[0]
    assert unreached.reached_on is None


@pytest.mark.parametrize("rule", RULES)
def test_distinct_people_are_those_of_the_sessions_the_rule_counts(city: Services, rule: CountingRule) -> None:
    target = Target(new_id(), "実人数", Metric.DISTINCT_PEOPLE, 2025, 2029, at_least=500, rule=rule)
    with city.database.read() as uow:
        tally = tally_all(uow, [target], date(2026, 11, 21))[0]
        came = uow.connection.exec_driver_sql(
            "SELECT class_session_id, participant_id FROM attendances WHERE present AND participant_id IS NOT NULL"
        ).all()
    counted = {one.session.id.hex for one in tally.counted}
    people = {str(person) for session, person in came if str(session).replace("-", "") in counted}
    assert tally.actual == len(people)


def test_a_rule_of_a_section_without_courses_counts_nobody(city: Services) -> None:
    rule = CountingRule(owners=("ない課",))
    target = Target(new_id(), "実人数", Metric.DISTINCT_PEOPLE, 2025, 2029, at_least=500, rule=rule)
    with city.database.read() as uow:
        assert progress_of_all(uow, [target], date(2026, 11, 21))[0].actual == 0
