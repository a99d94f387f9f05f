"""Who a walk-in was can be said and taken back; a lost ticket is given out anew and the old one is told apart."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from divide_app.domain.door.attendance import CheckInReason, EventResult
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Sex
from tests.support.city import City, at
from tests.support.databases import count
from tests.support.halls import Hall

OK = EventResult.OK


@pytest.fixture
def hall(sqlite_city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    return Hall(sqlite_city, tmp_path, monkeypatch)


def guest_of(city: City, session: UUID, **parts: object) -> tuple[UUID, UUID]:
    came = city.services.check_in.receive_walk_in(session, "60代", sex=Sex.MALE, **parts)  # type: ignore[arg-type]
    assert came.participant is not None
    assert came.event is not None
    return came.participant, came.event


@pytest.mark.parametrize("came_too", [False, True])
def test_a_walk_in_who_was_somebody_else_after_all_counts_for_themselves_again(city: City, came_too: bool) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    door = city.services.check_in
    guest, _ = guest_of(city, session, at=at("9:50"))
    if came_too:
        city.scan(session, code, at=at("10:10"))
    door.identify_walk_in(guest, person)
    assert city.present(session) == 1
    door.part_walk_in(guest)
    assert (city.present(session), city.summed()) == (1 + came_too, 1 + came_too)
    figures = city.services.reports.monthly(2026, 11)
    assert dict(figures.by_band) == {"60-69": 1} | ({"75-79": 1} if came_too else {})
    assert dict(figures.by_sex) == {Sex.MALE: 1} | ({Sex.FEMALE: 1} if came_too else {})
    shown = {one.attendee_id: one.first_in for one in door.view(session).people if one.present}
    assert shown == {guest: at("9:50")} | ({person: at("10:10")} if came_too else {})
    with pytest.raises(DomainError, match="not_identified"):
        door.part_walk_in(guest)
    with pytest.raises(DomainError, match="not_found"):
        door.part_walk_in(person)
    door.identify_walk_in(guest, city.person())  # and now whom it really was


def test_the_closing_shows_what_is_known_of_every_walk_in(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    door, closing = city.services.check_in, city.services.closing
    later, _ = guest_of(city, session, at=at("10:20"))
    first, event = guest_of(city, session, at=at("9:50"), name="井上")
    city.apply(course)
    assert [(one.id, one.name, one.band, one.sex, one.came_at) for one in closing.view(session).walk_ins] == [
        (first, "井上", "60-69", Sex.MALE, at("9:50")),
        (later, "", "60-69", Sex.MALE, at("10:20")),
    ]
    person = city.person("井上 春")
    door.identify_walk_in(first, person)
    known = closing.view(session).walk_ins[0]
    assert (known.id, known.participant_id, known.known_name, known.came_at) == (first, person, "井上 春", at("9:50"))
    door.undo(event)
    shown = {one.id: one.came_at for one in closing.view(session).walk_ins}
    assert shown == {first: None, later: at("10:20")}, "who is recorded as somebody can still be given back"
    door.part_walk_in(first)
    assert [one.id for one in closing.view(session).walk_ins] == [later], "who did not come after all is gone"


def test_an_act_taken_back_while_two_were_thought_one_stays_taken_back(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    door = city.services.check_in
    guest, event = guest_of(city, session)
    city.scan(session, code, at=at("9:40"))
    door.identify_walk_in(guest, person)
    door.undo(event)
    door.part_walk_in(guest)
    assert {one.attendee_id for one in door.view(session).people if one.present} == {person}
    left = door.receive_person(session, guest, at=at("11:00"))
    assert (left.status, left.first_at) == (OK, at("11:00")), "the undone coming in counts no more"
    assert (city.present(session), city.summed()) == (2, 2)


def test_a_package_merged_again_does_not_repeat_a_mistake_that_was_put_right(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, _, _ = city.apply(course)
    file = hall.pack(session)
    guest = hall.walk_in_found_to_be(person, session, file)
    with hall.open(file) as there, pytest.raises(DomainError, match="door_only"):
        there.check_in.part_walk_in(guest)
    hall.merge(file)
    city.services.check_in.part_walk_in(guest)
    assert hall.merge(file).accepted == 0
    figures = city.services.reports.monthly(2026, 11)
    assert (figures.attendances, figures.distinct_people) == (1, 0)
    city.services.hall_packages.put_away(file, "ひらけごま 青い扉")


def test_a_lost_ticket_is_replaced_and_whoever_brings_the_old_one_is_told_so(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, application, lost = city.apply(course)
    new = city.services.applications.renew_ticket(application).ticket_code
    newest = city.services.applications.renew_ticket(application).ticket_code
    assert len({lost, new, newest}) == 3
    for old in (lost, new):
        answer = city.scan(session, old, forced_reason="それでも")
        assert (answer.status, answer.reason) == (EventResult.REFUSED, CheckInReason.REVOKED_CODE)
    came = city.scan(session, newest)
    assert (came.status, came.participant) == (OK, person)
    assert count(city.services.database, "former_tickets") == 2


def test_a_package_knows_the_tickets_that_were_replaced(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, application, lost = city.apply(course)
    new = city.services.applications.renew_ticket(application).ticket_code
    file = hall.pack(session)
    city.services.applications.renew_ticket(application)
    with hall.open(file) as there:
        door = there.check_in
        assert door.receive_code(session, lost).reason is CheckInReason.REVOKED_CODE
        assert door.receive_code(session, new).status is OK, "the hall has not heard of the newest"
        assert door.receive_code(session, lost).reason is CheckInReason.ALREADY_IN
    assert hall.merge(file).accepted == 3
    assert city.present(session) == 1


def test_nobody_forgotten_gets_a_ticket(city: City) -> None:
    person, application, _ = city.apply(city.course())
    city.services.privacy.forget(person, with_cancel=True)
    with pytest.raises(DomainError, match="person_forgotten"):
        city.services.applications.renew_ticket(application)


def test_who_leaves_past_a_pc_with_a_slow_clock_has_left(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    city.clock.moment = at("10:10")
    city.scan(session, code, device="PC with a fast clock")
    city.clock.moment = at("10:02")
    left = city.services.check_in.receive_person(session, person, device="PC with a slow one", leaving=True)
    assert left.status is OK
    (line,) = city.services.check_in.view(session).people
    assert (line.present, line.is_inside) == (True, False)
    again = city.scan(session, code, device="PC with a slow one")
    assert again.status is OK
    (line,) = city.services.check_in.view(session).people
    assert line.is_inside
