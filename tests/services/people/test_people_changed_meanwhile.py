"""People who became one person, or were forgotten: the door and a package that was out meanwhile know whom is meant."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.domain.door.attendance import CheckInReason, EventKind, EventResult
from divide_app.domain.door.merge import HeldReason
from divide_app.domain.errors import DomainError
from tests.support.city import City
from tests.support.databases import HandClock, count
from tests.support.halls import Hall

OK = EventResult.OK


@pytest.fixture
def hall(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    return Hall(city, tmp_path, monkeypatch)


def received_at_hall(hall: Hall, session: UUID, code: str) -> Path:
    file = hall.pack(session)
    with hall.open(file) as there:
        assert there.check_in.receive_code(session, code, device="PC1").status is OK
    return file


@pytest.mark.parametrize("both_applied", [False, True])
def test_who_became_one_with_another_entry_meanwhile_came_as_that_person(hall: Hall, both_applied: bool) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    gone, _, code = city.apply(course)
    kept = city.apply(course)[0] if both_applied else city.person()
    file = received_at_hall(hall, session, code)
    city.services.merging.merge(kept, gone)
    done = hall.merge(file)
    assert (done.accepted, done.held) == (1, ())
    assert [one.attendee_id for one in city.services.check_in.view(session).people if one.present] == [kept]
    assert (city.present(session), city.summed()) == (1, 1)


def test_an_application_cancelled_after_two_entries_became_one_still_waits_for_a_person(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    gone, application, code = city.apply(course)
    kept = city.person()
    file = received_at_hall(hall, session, code)
    city.services.merging.merge(kept, gone)
    city.services.applications.cancel(application)
    assert [one.reason for one in hall.merge(file).held] == [HeldReason.APPLICATION_CANCELLED]


def test_who_was_forgotten_meanwhile_waits_and_counts_as_a_stranger_when_accepted(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    file = received_at_hall(hall, session, code)
    city.services.privacy.forget(person, with_cancel=True)
    (held,) = hall.merge(file).held
    assert (held.reason, held.name) == (HeldReason.PERSON_GONE, "")
    city.services.hall_packages.resolve([held.item], accept=True)
    figures = city.services.reports.monthly(2026, 11)
    assert (figures.attendances, figures.unidentified_walk_ins, dict(figures.by_band)) == (1, 1, {"75-79": 1})


def test_a_walk_in_found_at_the_hall_to_be_somebody_forgotten_meanwhile_stays_a_walk_in(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, _, _ = city.apply(course)
    file = hall.pack(session)
    hall.walk_in_found_to_be(person, session, file)
    city.services.privacy.forget(person, with_cancel=True)
    assert hall.merge(file).accepted == 1
    figures = city.services.reports.monthly(2026, 11)
    assert (figures.attendances, figures.distinct_people) == (1, 0)


def test_the_entry_that_went_is_received_as_the_one_that_stayed(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    gone, _, code = city.apply(course)
    kept = city.person("見本花子")
    city.services.merging.merge(kept, gone)
    came = city.services.check_in.receive_person(session, gone)
    assert (came.status, came.participant, came.name) == (OK, kept, "見本花子")
    assert city.scan(session, code).reason is CheckInReason.ALREADY_IN
    guest = city.services.check_in.receive_walk_in(session, "70代").participant
    assert guest is not None
    city.services.check_in.identify_walk_in(guest, gone)
    assert (city.present(session), city.summed()) == (1, 1)


def test_nobody_is_received_as_somebody_forgotten(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    city.services.privacy.forget(person, with_cancel=True)
    door = city.services.check_in
    answer = city.scan(session, code, forced_reason="それでも")
    assert (answer.status, answer.reason, answer.name) == (EventResult.REFUSED, CheckInReason.UNKNOWN_CODE, "")
    with pytest.raises(DomainError, match="person_forgotten"):
        door.receive_person(session, person)
    guest = door.receive_walk_in(session, "70代").participant
    assert guest is not None
    with pytest.raises(DomainError, match="person_forgotten"):
        door.identify_walk_in(guest, person)
    assert count(city.services.database, "attendances") == 1


def test_an_act_and_what_takes_it_back_are_decided_together(hall: Hall) -> None:
    """Also when the hall took it back only after the first merge: the undo waits where its act waits."""
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, application, code = city.apply(course)
    file = hall.pack(session)
    city.services.applications.cancel(application)
    with hall.open(file) as there:
        event = there.check_in.receive_code(session, code).event
        assert event is not None
    (came,) = hall.merge(file).held
    with hall.open(file) as there:
        there.check_in.undo(event)
    (undo,) = hall.merge(file).held
    assert (undo.kind, undo.reason) == (EventKind.UNDO, HeldReason.APPLICATION_CANCELLED)
    done = city.services.hall_packages.resolve([undo.item], accept=True)
    assert (done.accepted, done.waiting) == (2, ())
    assert (city.present(session), city.summed()) == (0, 0)
    with pytest.raises(DomainError, match="already_decided"):
        city.services.hall_packages.resolve([came.item], accept=False)


def test_what_takes_an_act_back_is_theirs_for_whom_the_act_counts_by_now(hall: Hall) -> None:
    """The act came in as the person's; they were forgotten; what takes it back was in the inbox all the while."""
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        event = there.check_in.receive_code(session, code).event
        assert event is not None
    hall.merge(file)
    with hall.open(file, clock=HandClock(city.clock() + timedelta(days=-1))) as there:
        there.check_in.undo(event)
    (undo,) = hall.merge(file).held
    city.services.privacy.forget(person, with_cancel=True)
    assert city.present(session) == 1
    city.services.hall_packages.resolve([undo.item], accept=True)
    assert (city.present(session), city.summed()) == (0, 0)
