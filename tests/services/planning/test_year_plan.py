"""A fiscal year at a glance: days counted by local day and state, what is shut, and the targets of the year."""

from __future__ import annotations

from datetime import date

from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.planning.venues import Closure
from divide_app.services.planning.year_plan import DayPlan
from tests.support.city import City, at, meeting


def test_days_are_counted_by_local_day_and_state(city: City) -> None:
    plans = city.services.year_plans
    assert plans.is_empty()
    first = city.sessions(city.course())[0]
    city.course("深夜", meeting("2027-03-31 23:00", "2027-04-01 1:00"), venue="", room="")
    city.course("朝", meeting("2027-04-01 0:00", "2027-04-01 1:00"), venue="", room="")
    second = city.sessions(city.course("午後", meeting("13:00", "15:00"), topic="相談会"))[0]
    city.services.scheduling.cancel_session(second, "大雪のため")
    city.clock.moment = at("18:00")
    city.services.closing.confirm(first)
    plan = plans.view(2026)
    assert not plans.is_empty()
    assert plan.days == {date(2026, 11, 21): DayPlan(0, 1, 1), date(2027, 3, 31): DayPlan(1, 0, 0)}
    assert plan.days[date(2026, 11, 21)].standing == 1
    assert plans.view(2026, topic="相談会").days == {date(2026, 11, 21): DayPlan(0, 0, 1)}
    assert plans.view(2027).days == {date(2027, 4, 1): DayPlan(1, 0, 0)}


def test_one_hall_is_counted_alone_with_its_own_closures(city: City) -> None:
    office = city.services.office
    city.course()
    city.course("相談会", meeting("13:00", "15:00"), venue="西部公民館", room="")
    west = next(one for one in office.venues() if one.name == "西部公民館")
    office.add_closure(Closure(office.new_id(), west.id, date(2026, 8, 10), date(2026, 8, 12), "館内点検"))
    office.add_closure(Closure(office.new_id(), None, date(2026, 3, 31), date(2026, 4, 1), "棚卸し"))
    everything, alone = city.services.year_plans.view(2026), city.services.year_plans.view(2026, venue_id=west.id)
    assert everything.days == {date(2026, 11, 21): DayPlan(2, 0, 0)}
    assert alone.days == {date(2026, 11, 21): DayPlan(1, 0, 0)}
    assert everything.off[date(2026, 4, 1)] == alone.off[date(2026, 4, 1)] == "棚卸し"
    assert date(2026, 8, 10) not in everything.off
    assert alone.off[date(2026, 8, 10)] == "館内点検"
    assert alone.off[date(2026, 8, 11)] == "山の日", "a holiday is named before a closure"
    assert date(2026, 11, 23) in everything.holidays


def test_only_targets_whose_period_holds_the_year_are_told(city: City) -> None:
    targets = city.services.targets
    for first, last in ((2024, 2025), (2026, 2030)):
        targets.save(Target(targets.new_id(), "講習", Metric.SESSIONS_HELD, first, last, at_least=10))
    plan = city.services.year_plans.view(2026)
    assert [tally.target.first_year for tally in plan.tallies] == [2026]
