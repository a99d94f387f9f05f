"""Five years of Morioka's plan: 26 classes a year in twelve halls, around every closed day, until 130 are held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from divide_app.domain.calendar import at_local, fiscal_year, local_day
from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.planning.clash import clashes
from divide_app.domain.planning.lending import Stock
from divide_app.domain.planning.plan import LendingDraft, OnClosed, PlanDraft, RepeatDraft
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.foundation.ids import new_id
from divide_app.services import Services
from divide_app.services.planning.course_copies import CopyWish
from divide_app.services.planning.holidays import closures_between, holidays_between
from divide_app.storage.queries.planning.slots import slots_between
from divide_app.wording.clashes import clash_sentence
from tests.support.content import content
from tests.support.databases import HandClock, opened

YEARS = range(2021, 2026)
HALLS = 12
A_YEAR = 26
FIRST, LAST = date(2021, 4, 1), date(2026, 3, 31)
PHONES = Stock(new_id(), "貸出スマートフォン", 15, turnaround_minutes=60, serves_wishes=True)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with opened("sqlite", tmp_path / "data", HandClock(datetime(2021, 3, 1, tzinfo=UTC))) as database:
        yield Services(database)


def prepare(services: Services) -> None:
    """Twelve halls, half of them shut on Mondays; Obon closes all; fifteen phones for the whole city; the target."""
    for number in range(HALLS):
        id_ = new_id()
        services.office.keep_venue(
            Venue(
                id_,
                f"第{number + 1}公民館",
                opens_at=time(9),
                closes_at=time(17),
                closed_weekdays=frozenset({1}) if number % 2 else frozenset(),
                rooms=(Room(new_id(), id_, "研修室", 20),),
            )
        )
    for year in YEARS:
        services.office.add_closure(Closure(new_id(), None, date(year, 8, 13), date(year, 8, 16), "お盆"))
    services.lending.save(PHONES)
    services.targets.save(
        Target(
            services.targets.new_id(),
            "デジタル機器の利活用に関する講習を130回以上",
            Metric.SESSIONS_HELD,
            2021,
            2025,
            at_least=130,
            yearly=tuple((year, A_YEAR) for year in YEARS),
        )
    )


def draft(year: int, hall: int) -> PlanDraft:
    """Every hall has its weekday; two of them meet three times a year, the others twice: 26 in all."""
    month = 4 + hall % 6
    times, interval = (3, 4) if hall < 2 else (2, 6)
    weekday = ("-1TH", "2MO", "2FR", "1WE")[hall % 4]
    rule = f"FREQ=MONTHLY;INTERVAL={interval};BYDAY={weekday};COUNT={times}"
    return PlanDraft(
        f"令和{year - 2018}年度 スマートフォン講習({hall + 1})",
        venue=f"第{hall + 1}公民館",
        room="研修室",
        capacity=20,
        lending=(LendingDraft(PHONES.name, 5),),
        repeat=RepeatDraft(rule, at_local(date(year, month, 1), time(10)), 120, on_closed=OnClosed.SHIFT),
    )


def plan_year(services: Services, year: int) -> Counter[str]:
    """Plan a year as a clerk does: look first, then keep; returns how often each reason moved a meeting."""
    reasons: Counter[str] = Counter()
    for hall in range(HALLS):
        shown = services.scheduling.preview(draft(year, hall))
        assert [clash_sentence(clash) for clash in shown.clashes if clash.hard] == []
        kept = services.scheduling.plan(draft(year, hall))
        assert [one.starts_at for one in kept.meetings] == [one.starts_at for one in shown.meetings]
        reasons.update(one.reason for one in shown.moved)
        assert all(one.moved_to is not None for one in shown.moved)
    return reasons


def unseen(services: Services) -> list[object]:
    """Return every clash of everything that is planned, asked of the rules at once."""
    with services.database.read() as uow:
        first, last = at_local(FIRST, time()), at_local(LAST, time(23))
        return list(
            clashes(
                slots_between(uow.connection, first, last, stocks={PHONES.id: PHONES}, with_shared_people=True),
                [],
                venues=uow.venues.all(),
                closures=closures_between(uow, FIRST, LAST),
                holidays=holidays_between(uow, FIRST, LAST),
                stocks=[PHONES],
            )
        )


def test_morioka_plans_130_classes_in_five_years_and_counts_them(services: Services) -> None:
    prepare(services)
    history, nothing = services.planning_history, content(services.database)
    prepared = len(history.steps())
    reasons: Counter[str] = Counter()
    for year in (2021, 2022, 2023):
        reasons += plan_year(services, year)
    # What moved is told by name: Golden Week, Obon and the year's end were all met.
    assert {"昭和の日", "お盆", "年末年始", "休館日"} <= reasons.keys()

    wish = CopyWish(OnClosed.SHIFT)
    for year in (2024, 2025):
        shown = services.course_copies.preview_year(year - 1, year, wish=wish)
        assert not any(clash.hard for clash in shown.clashes)
        copied = services.course_copies.copy_year(year - 1, year, wish=wish)
        assert [one.starts_at for one in copied.sessions] == [one.starts_at for one in shown.sessions]
        assert all(f"令和{year - 2018}年度" in one.title for one in copied.courses)
        assert copied.left_out == copied.empty == copied.there_already == ()

    lines = services.scheduling.sessions(FIRST, LAST)
    assert len(lines) == 130
    assert Counter(fiscal_year(local_day(line.starts_at)) for line in lines) == dict.fromkeys(YEARS, A_YEAR)
    assert len({line.venue for line in lines}) == HALLS
    assert unseen(services) == []
    assert {line.forced_reason for line in lines} == {""}

    (before,) = services.targets.tally(as_of=date(2021, 4, 1))
    assert (before.actual, before.planned, before.forecast) == (0, 130, 130)
    clock = services.database.clock
    assert isinstance(clock, HandClock)
    clock.moment = datetime(2026, 4, 1, tzinfo=UTC)
    for line in lines:
        services.closing.confirm(line.id)
    (after,) = services.targets.tally()
    assert (after.actual, len(after.counted), len(after.not_counted)) == (130, 130, 0)
    assert after.reached_on == local_day(max(line.starts_at for line in lines))

    assert len(history.steps()) == prepared + 3 * HALLS + 2 + 130
    while len(history.steps()) > prepared:
        history.undo()
    assert content(services.database) == nothing
    assert services.maintenance.check().ok
