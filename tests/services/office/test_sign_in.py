"""Signing in is slow to guess, holds only as long as somebody may, and shows a volunteer today's meetings alone."""

from __future__ import annotations

import platform
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.bootstrap import open_services
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.office import users as users_module
from divide_app.storage.database import open_database
from tests.support.city import City, at, meeting
from tests.support.databases import HandClock, count

GOOD, HELPER = "ひみつの合言葉7", "volunteer-8"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a password's hash is worth is shown elsewhere; here it would cost a second for each dozen tries."""
    monkeypatch.setattr(users_module, "_fits", _fits)
    monkeypatch.setattr(users_module, "hash_password", lambda password, *_words: password)


def _fits(user: users_module.User | None, password: str) -> bool:
    return user is not None and not user.is_disabled and user.password_hash == password


def _refusal(act: Callable[[], object]) -> tuple[str, int]:
    with pytest.raises((DomainError, EnvironmentProblem)) as refused:
        act()
    seconds = refused.value.details.get("seconds", 0)
    assert isinstance(seconds, int)
    return refused.value.code, seconds


@pytest.fixture
def staffed(city: City) -> City:
    city.services.users.add("職員", Role.STAFF, GOOD)
    city.services.users.add("手伝い", Role.VOLUNTEER, HELPER)
    return city


def _guess(city: City, times: int, name: str = "職員") -> list[tuple[str, int]]:
    return [_refusal(lambda: city.services.users.sign_in(name, "falsch-falsch")) for _ in range(times)]


def test_wrong_tries_make_the_next_one_wait_longer_and_longer(staffed: City) -> None:
    assert _guess(staffed, 2) == [("bad_sign_in", 0)] * 2
    for seconds in (2, 4, 8, 16, 32, 64, 128, 256, 300, 300):
        assert _guess(staffed, 1) == [("bad_sign_in", seconds)]
        assert _guess(staffed, 2) == [("sign_in_wait", seconds)] * 2
        staffed.clock.tick(seconds=seconds)
    # Never for ever: who knows the password waits five minutes at most, and the wrong tries are forgotten then.
    assert staffed.services.users.sign_in("職員", GOOD).name == "職員"
    assert _guess(staffed, 2) == [("bad_sign_in", 0)] * 2


def test_while_one_waits_even_the_right_password_is_not_looked_at(staffed: City) -> None:
    _guess(staffed, 3)
    assert _refusal(lambda: staffed.services.users.sign_in("職員", GOOD)) == ("sign_in_wait", 2)
    staffed.clock.tick(seconds=2)
    staffed.services.users.sign_in("職員", GOOD)


@pytest.mark.two_programs
def test_neither_a_new_start_nor_a_clock_set_back_shortens_the_wait(staffed: City) -> None:
    _guess(staffed, 3)
    staffed.clock.moment -= timedelta(days=400)
    again = Services(open_database(staffed.services.database.place, clock=staffed.clock))
    assert _refusal(lambda: again.users.sign_in("職員", GOOD)) == ("sign_in_wait", 2)
    staffed.clock.tick(seconds=1)
    assert _refusal(lambda: again.users.sign_in("職員", GOOD)) == ("sign_in_wait", 1)
    staffed.clock.tick(seconds=1)
    again.users.sign_in("職員", GOOD)
    again.close()


def test_a_guesser_keeps_nobody_out_elsewhere_and_a_new_password_ends_the_wait(
    staffed: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    _guess(staffed, 3)
    with monkeypatch.context() as other_pc:
        other_pc.setattr(platform, "node", lambda: "OTHER-PC")
        assert staffed.services.users.sign_in("職員", GOOD).name == "職員"
        staffed.services.users.set_password("職員", "another-one-9")
    assert staffed.services.users.sign_in("職員", "another-one-9").name == "職員"


def test_one_person_s_wrong_tries_make_nobody_else_wait(staffed: City) -> None:
    _guess(staffed, 3)
    assert staffed.services.users.sign_in("手伝い", HELPER).name == "手伝い"


def test_a_name_nobody_has_waits_the_same(staffed: City) -> None:
    assert _guess(staffed, 4, "だれでもない") == [("bad_sign_in", 0)] * 2 + [("bad_sign_in", 2), ("sign_in_wait", 2)]


def test_many_at_once_get_no_more_tries_than_one_after_the_other(staffed: City) -> None:
    def guess(_number: int) -> str:
        return _refusal(lambda: staffed.services.users.sign_in("職員", "falsch-falsch"))[0]

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(24)))
    assert (told.count("bad_sign_in"), told.count("sign_in_wait")) == (3, 21)


def test_at_the_door_the_password_of_staff_is_as_slow_to_guess(staffed: City) -> None:
    users = staffed.services.users
    users.sign_in("手伝い", HELPER)
    told = [_refusal(lambda: users.check_staff("falsch-falsch")) for _ in range(4)]
    assert told == [("bad_staff_password", 0)] * 2 + [("bad_staff_password", 2), ("sign_in_wait", 2)]
    staffed.clock.tick(seconds=2)
    assert users.check_staff(GOOD).name == "職員"
    assert count(staffed.services.database, "sign_in_tries") == 0


def test_the_tries_name_nobody_and_no_pc(staffed: City) -> None:
    _guess(staffed, 1)
    with staffed.services.database.read() as uow:
        kept = uow.connection.exec_driver_sql("SELECT who, pc FROM sign_in_tries").one()
    assert all(len(part) == 64 and set(part) <= set("0123456789abcdef") for part in kept)


@pytest.fixture
def second(staffed: City) -> Services:
    """The same data at another PC, where somebody else signs in."""
    return Services(open_database(staffed.services.database.place, clock=staffed.clock))


def _change_role(city: City, role: Role) -> None:
    city.services.users.change_role("係長", role)


def _disable(city: City) -> None:
    city.services.users.disable("係長")


def _new_password(city: City) -> None:
    city.services.users.set_password("係長", "another-one-9")


@pytest.mark.two_programs
@pytest.mark.parametrize("change", [_disable, _new_password, lambda city: _change_role(city, Role.VOLUNTEER)])
def test_who_may_less_than_before_loses_an_open_window_at_the_next_act(
    staffed: City, second: Services, change: Callable[[City], None]
) -> None:
    users = staffed.services.users
    users.add("係長", Role.COORDINATOR, "planner-99")
    second.users.sign_in("係長", "planner-99")
    assert second.participants.all() == []
    before = staffed.services.maintenance.audit_verdict().entries
    change(staffed)
    for act, code in (
        (second.users.all, "signed_out"),
        (second.scheduling.sessions, "sign_in_needed"),
        (second.participants.all, "sign_in_needed"),
    ):
        assert _refusal(act)[0] == code
    assert staffed.services.maintenance.audit_verdict().entries == before + 1
    assert second.users.to_ask()
    second.close()


@pytest.mark.two_programs
def test_a_write_of_somebody_switched_off_meanwhile_is_not_done(staffed: City, second: Services) -> None:
    course = staffed.course()
    staffed.services.users.add("係長", Role.COORDINATOR, "planner-99")
    second.users.sign_in("係長", "planner-99")
    staffed.services.users.disable("係長")
    person = staffed.person()
    assert _refusal(lambda: second.applications.apply(course, person))[0] == "signed_out"
    assert staffed.services.applications.of_course(course) == []
    second.close()


@pytest.mark.two_programs
def test_who_may_more_goes_on_and_one_s_own_new_password_ends_nothing_here(staffed: City, second: Services) -> None:
    users = staffed.services.users
    users.add("係長", Role.COORDINATOR, "planner-99")
    second.users.sign_in("係長", "planner-99")
    _change_role(staffed, Role.STAFF)
    assert second.actor.role is Role.COORDINATOR
    assert second.participants.all() == []
    second.users.sign_in("係長", "planner-99")
    assert second.actor.role is Role.STAFF
    second.users.set_password("係長", "planner-100")
    assert second.participants.all() == []
    second.close()


def test_a_place_with_users_is_shut_until_somebody_signs_in(tmp_path: Path, clock: HandClock) -> None:
    made = open_services(tmp_path / "place", clock=clock)
    assert made.participants.all() == []
    made.users.add("職員", Role.STAFF, GOOD)
    made.close()
    found = open_services(tmp_path / "place", clock=clock)
    assert _refusal(found.participants.all)[0] == "sign_in_needed"
    assert _refusal(lambda: found.users.add("二人目", Role.STAFF, GOOD))[0] == "sign_in_needed"
    assert found.office.may_sign_in() == ("職員",)
    found.users.sign_in("職員", GOOD)
    assert found.participants.all() == []
    found.users.disable("職員", gives_up=True)
    assert _refusal(found.participants.all)[0] == "signed_out"
    assert found.users.to_ask() == ()
    assert found.participants.all() == []
    found.close()


def _sessions_of_many_days(city: City) -> dict[str, UUID]:
    course = city.course(
        "連続講座",
        meeting("2026-11-20 10:00", "2026-11-20 12:00", "市民センター"),
        meeting("10:00", "12:00", "市民センター"),
        meeting("14:00", "16:00", "北公民館"),
        meeting("2026-11-22 10:00", "2026-11-22 12:00", "市民センター"),
    )
    city.apply(course, city.person("見本 花子", phone="019-000-0001"))
    return dict(zip(("yesterday", "here", "there", "tomorrow"), city.sessions(course), strict=True))


def _seen(services: Services) -> set[UUID]:
    return {line.id for line in services.scheduling.sessions()}


def test_a_volunteer_sees_today_and_of_today_what_is_theirs(staffed: City) -> None:
    services, sessions = staffed.services, _sessions_of_many_days(staffed)
    helper = staffed.supporter("支援 太郎")
    services.supporters.assign(sessions["there"], helper)
    venue = services.scheduling.session(sessions["here"]).venue_id
    services.users.sign_in("手伝い", HELPER)
    assert _seen(services) == {sessions["here"], sessions["there"]}
    services.database.hall_of_pc = str(venue)
    assert _seen(services) == {sessions["here"]}
    services.database.hall_of_pc = str(UUID(int=7))  # a hall that was made one with another since
    assert _seen(services) == {sessions["here"], sessions["there"]}
    services.users.sign_in("職員", GOOD)
    assert _seen(services) == set(sessions.values())
    assert services.users.tie("手伝い", helper).user.supporter == "支援 太郎"
    services.database.hall_of_pc = str(venue)
    services.users.sign_in("手伝い", HELPER)
    assert _seen(services) == {sessions["there"]}  # their own, wherever the PC stands
    staffed.clock.moment = at("2026-11-22 09:50")
    assert _seen(services) == set()


def test_at_no_door_but_today_s_does_a_volunteer_find_a_name(staffed: City) -> None:
    services, sessions = staffed.services, _sessions_of_many_days(staffed)
    staffed.clock.moment = at("09:50")
    services.users.sign_in("手伝い", HELPER)
    assert [one.name for one in services.check_in.view(sessions["here"]).people] == ["見本 花子"]
    person = services.check_in.view(sessions["here"]).people[0].attendee_id
    door = services.check_in
    for session in (sessions["yesterday"], sessions["tomorrow"], UUID(int=7)):
        for act in (
            lambda session=session: door.view(session),
            lambda session=session: services.scheduling.session(session),
            lambda session=session: door.receive_code(session, "K-0000"),
            lambda session=session: door.receive_person(session, person),
            lambda session=session: door.seat_and_receive(session, person),
            lambda session=session: door.receive_walk_in(session, "70-74"),
        ):
            assert _refusal(act)[0] == "meeting_out_of_sight"
    services.users.sign_in("職員", GOOD)
    event = door.receive_walk_in(sessions["there"], "70-74", forced_reason="早く来た").event
    assert event is not None
    services.users.tie("手伝い", staffed.supporter("支援 太郎"))
    services.users.sign_in("手伝い", HELPER)
    assert _refusal(lambda: door.undo(event, by_staff=True))[0] == "meeting_out_of_sight"
