"""Screen, command and import find the same clashes and say them in the same words, for they ask the same function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest

from divide_app.bootstrap import open_services
from divide_app.domain.planning.plan import MeetingDraft, PlanDraft
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.foundation.ids import new_id
from divide_app.services import Services
from divide_app.wording.clashes import clash_sentence
from tests.cli.conftest import NOW
from tests.support.city import at
from tests.support.import_files import event_row, write_events_file


@dataclass(frozen=True)
class Case:
    """One meeting a clerk wishes, and the kinds of clash it has, hard ones with a !."""

    name: str
    day: str
    start: str
    end: str
    venue: str
    kinds: tuple[str, ...]
    capacity: int = 20


CASES = (
    Case("nothing in the way", "2026-12-02", "10:00", "12:00", "北公民館", ()),
    Case("a hall without rooms is taken", "2026-12-01", "11:00", "13:00", "東会館", ("room!",)),
    Case("one after the other", "2026-12-01", "12:00", "13:00", "東会館", ()),
    Case("a hall with rooms, room not decided", "2026-12-01", "11:00", "13:00", "北公民館", ("room",)),
    Case("before the hall opens", "2026-12-02", "08:00", "10:00", "北公民館", ("venue_hours!",)),
    Case("after the hall closes", "2026-12-02", "16:00", "18:00", "北公民館", ("venue_hours!",)),
    Case("the hall's closing weekday", "2026-12-07", "10:00", "12:00", "北公民館", ("closure!",)),
    Case("a closure entered by hand", "2026-12-10", "10:00", "12:00", "東会館", ("closure!",)),
    Case("the year's end", "2026-12-29", "10:00", "12:00", "東会館", ("closure!",)),
    Case("New Year's day", "2027-01-01", "10:00", "12:00", "東会館", ("closure!", "holiday")),
    Case("a holiday", "2026-11-23", "10:00", "12:00", "東会館", ("holiday",)),
    Case("a holiday by hand", "2026-12-03", "10:00", "12:00", "東会館", ("holiday",)),
    Case("several at once", "2026-12-07", "08:00", "10:00", "北公民館", ("closure!", "venue_hours!")),
)


@pytest.fixture
def planned_city(tmp_path) -> Any:
    """A place with two halls, two courses on 1 December, a closure and a holiday of the city's own."""
    folder = tmp_path / "data"
    services = open_services(str(folder), clock=lambda: NOW)
    north = new_id()
    services.office.keep_venue(
        Venue(
            north,
            "北公民館",
            opens_at=time(9),
            closes_at=time(17),
            closed_weekdays=frozenset({1}),
            rooms=(Room(new_id(), north, "和室"),),
        )
    )
    services.office.keep_venue(Venue(new_id(), "東会館"))
    services.office.add_closure(Closure(new_id(), None, date(2026, 12, 10), date(2026, 12, 10), "館内整理"))
    services.days_off.name_holiday(date(2026, 12, 3), "市制記念日")
    for hall in ("東会館", "北公民館"):
        services.scheduling.plan(
            PlanDraft(f"先にある講座({hall})", venue=hall, sessions=(meeting("2026-12-01", "10:00", "12:00"),))
        )
    yield folder, services
    services.close()


def meeting(day: str, start: str, end: str) -> MeetingDraft:
    return MeetingDraft(at(f"{day} {start}"), at(f"{day} {end}"))


def by_service(services: Services, case: Case) -> list[tuple[str, bool, str]]:
    draft = PlanDraft(
        "新しい講座", venue=case.venue, capacity=case.capacity, sessions=(meeting(case.day, case.start, case.end),)
    )
    found = services.scheduling.preview(draft).clashes
    return sorted((clash.kind.value, clash.hard, clash_sentence(clash)) for clash in found)


def by_board(services: Services, case: Case) -> list[tuple[str, bool, str]]:
    board = services.scheduling.clash_board(date(2026, 11, 1), date(2027, 1, 31))
    venue = next(one for one in services.office.venues() if one.name == case.venue)
    when = meeting(case.day, case.start, case.end)
    answer = board.clashes_at(when.starts_at, when.ends_at, venue.id, None, case.capacity)
    return sorted(
        (clash.kind.value, clash.hard, said) for clash, said in zip(answer.clashes, answer.sentences, strict=True)
    )


def by_command(run: Any, folder: Any, plan_file: Any, case: Case, *more: str) -> Any:
    file = plan_file(
        title="新しい講座",
        venue=case.venue,
        room=None,
        capacity=case.capacity,
        sessions=[{"starts_at": f"{case.day}T{case.start}", "ends_at": f"{case.day}T{case.end}"}],
    )
    return run("course", "plan", file, *more, data=folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_three_doors_say_the_same(run, plan_file, tmp_path, planned_city, case):
    folder, services = planned_city
    found = by_service(services, case)
    assert [f"{kind}{'!' if hard else ''}" for kind, hard, _ in found] == sorted(case.kinds)
    assert by_board(services, case) == found

    is_hard = any(hard for _, hard, _ in found)
    refused = by_command(run, folder, plan_file, case, *(() if is_hard else ("--dry-run",)))
    assert refused.code == int(is_hard)
    said = [(one["kind"], one["hard"], one["message"]) for one in refused.json["clashes"]]
    assert sorted(said) == found

    row = event_row(
        名称="新しい講座",
        開始日=case.day,
        開始時刻=case.start,
        終了時刻=case.end,
        場所名称=case.venue,
        定員=str(case.capacity),
    )
    file = write_events_file(tmp_path / "events.csv", row)
    brought = run("import", "events", file, data=folder)
    assert brought.code == 0
    warned = [one for one in brought.json["warnings"] if one["code"].startswith("clash")]
    assert sorted(one["code"] for one in warned) == sorted(
        f"clash_{'hard' if hard else 'soft'}" for _, hard, _ in found
    )
    for _, _, sentence in found:
        assert any(sentence in one["message"] for one in warned)
    (line,) = [one for one in services.scheduling.sessions() if one.course_title == "新しい講座"]
    assert line.forced_reason == ("公表された一覧のとおり" if is_hard else "")

    again = run("import", "events", file, data=folder)
    assert (again.json["unchanged"], [one for one in again.json["warnings"] if one["code"].startswith("clash")]) == (
        1,
        [],
    )
