"""Two PCs' clocks are hours, days or a year apart, or a battery is empty: acts keep their order and nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from divide_app.domain.calendar import local
from divide_app.domain.door.attendance import EventResult
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Birth, Participant
from divide_app.domain.scans.page_code import SheetKind
from divide_app.services.office.maintenance import COPIES_FOLDER
from tests.support.city import City
from tests.support.databases import count
from tests.support.halls import Hall

APART = pytest.mark.parametrize(
    "apart",
    [timedelta(days=-400), timedelta(days=-1), timedelta(hours=-3), timedelta(hours=3), timedelta(days=400)],
    ids=["a year behind", "a day behind", "hours behind", "hours ahead", "a year ahead"],
)
"""How far the clock of the PC that acts second is from that of the first."""


@pytest.fixture
def city(sqlite_city: City) -> City:
    """Clocks are the program's matter: one database stands for both."""
    return sqlite_city


@APART
def test_two_people_who_became_one_are_parted(city: City, apart: timedelta) -> None:
    services = city.services
    one, two = (city.person(name, birth=Birth(year=1950)) for name in ("佐藤 キヨ", "佐藤 きよ"))
    merge = services.merging.merge(one, two).merge
    city.clock.moment += apart
    services.participants.change(Participant(one, "佐藤 キヨ", birth=Birth(year=1950), memo="あとから"))
    city.clock.moment -= 2 * apart
    services.merging.undo(merge)
    assert {line.name for line in services.participants.all()} == {"佐藤 キヨ", "佐藤 きよ"}


@APART
def test_plans_are_taken_back_and_made_again(city: City, apart: timedelta) -> None:
    services = city.services
    course = city.course()
    city.clock.moment += apart
    services.scheduling.cancel_course(course, "講師の都合")
    city.clock.moment -= 2 * apart
    services.planning_history.undo()
    assert not services.scheduling.course(course).course.is_cancelled
    services.planning_history.redo()
    assert services.scheduling.course(course).course.is_cancelled
    services.planning_history.undo()
    services.planning_history.undo()
    assert count(services.database, "courses") == 0


@APART
def test_the_paper_printed_last_is_the_newest(city: City, apart: timedelta) -> None:
    services = city.services
    course = city.course(capacity=10)
    (session,) = city.sessions(course)
    city.apply(course)
    for off in (timedelta(), apart, timedelta()):
        city.clock.moment += off
        made = services.prints.make("attendance-sheet", [str(session)])
        services.prints.note(made)
        city.clock.moment -= off
        with services.database.read() as uow:
            newest = uow.printed_sheets.newest(session, SheetKind.ATTENDANCE)
        assert newest is not None
        assert newest.id == made.sheets[0].id
        city.apply(course)


@APART
def test_who_was_received_by_mistake_is_taken_back_at_another_pc(city: City, apart: timedelta) -> None:
    course = city.course(capacity=10)
    (session,) = city.sessions(course)
    _person, _application, code = city.apply(course)
    event = city.scan(session, code).event
    assert event is not None
    city.clock.moment += apart
    city.services.check_in.undo(event)
    assert city.present(session) == 0
    city.clock.moment -= apart
    assert city.scan(session, code).status is EventResult.OK
    assert city.present(session) == 1


@APART
def test_what_a_hall_s_pc_received_comes_home_whole(
    city: City, apart: timedelta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = Hall(city, tmp_path, monkeypatch)
    course = city.course(capacity=10)
    (session,) = city.sessions(course)
    codes = [city.apply(course)[2] for _ in range(3)]
    file = hall.pack(session)
    with hall.open(file, clock=lambda: city.clock.moment + apart) as there:
        for code in codes:
            assert there.check_in.receive_code(session, code, forced_reason="時計が違う").status is EventResult.OK
    merged = hall.merge(file)
    assert (merged.accepted + len(merged.held), merged.known) == (3, 0)
    services = city.services
    services.hall_packages.resolve(
        [one.item for one in merged.held], accept=True, clock_minutes=-(apart // timedelta(minutes=1))
    )
    assert city.present(session) == 3
    assert {one.first_in for one in services.check_in.view(session).people} == {city.clock.moment}
    again = hall.merge(file)
    assert (again.accepted, again.held) == (0, ()), "merged twice nothing is doubled"


@APART
def test_a_backup_of_one_pc_is_put_back_at_the_other(city: City, apart: timedelta, tmp_path: Path) -> None:
    services = city.services
    gone, _kept = city.person("見本 花子"), city.person("見本 太郎")
    made = services.maintenance.back_up(tmp_path / "b.sqlite")
    city.clock.moment += apart
    services.privacy.forget(gone)
    preview = services.maintenance.preview(made.file)
    assert (preview.result.ok, preview.lost) == (True, 1), "one was forgotten: by the record, not by clocks"
    done = services.maintenance.restore(made.file)
    assert done.kept is not None
    assert done.kept.is_file()
    assert [one.name for one in services.participants.all()] == ["見本 太郎"]
    assert services.maintenance.audit_verdict().ok
    city.clock.moment -= 2 * apart
    city.person("見本 次郎")
    assert services.maintenance.audit_verdict().ok


def test_copies_of_a_clock_that_went_ahead_push_none_of_every_day_out(city: City, tmp_path: Path) -> None:
    services, clock = city.services, city.clock
    true = clock.moment
    clock.moment = true + timedelta(days=4000)
    for _day in range(40):  # more than are kept
        assert services.maintenance.copy_daily(tmp_path) is not None
        clock.tick(days=1)
    clock.moment = true
    made = []
    for _day in range(5):
        done = services.maintenance.copy_daily(tmp_path)
        assert done is not None
        made.append(done.file)
        clock.tick(days=1)
    assert all(file.is_file() for file in made)


def test_a_clock_that_begins_the_same_day_again_is_no_reason_to_copy_no_more(city: City, tmp_path: Path) -> None:
    """Its battery is empty: by it every day is the same one, and begins at midnight."""
    care, clock = city.services.maintenance, city.clock
    evening = clock.moment
    assert care.copy_daily(tmp_path) is not None
    assert care.copy_daily(tmp_path) is None
    clock.moment = evening - timedelta(hours=2)
    done = care.copy_daily(tmp_path)
    assert done is not None
    assert care.copy_daily(tmp_path) is None
    assert len(list((tmp_path / COPIES_FOLDER).glob(f"kakehashi-{local(evening):%Y%m%d}-*.sqlite"))) == 2


@APART
def test_a_plan_s_clash_is_found_whoever_entered_it(city: City, apart: timedelta) -> None:
    city.course("一つめ")
    city.clock.moment += apart
    with pytest.raises(DomainError, match="clash"):
        city.course("二つめ")
