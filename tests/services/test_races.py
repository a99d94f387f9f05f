"""Two programs at once: real threads with their own connections to one file, or to one server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.attendance import CheckInReason, EventResult
from divide_app.domain.courses import SessionState
from divide_app.domain.errors import DomainError
from divide_app.domain.plan import PlanDraft
from divide_app.services import Services
from divide_app.storage.database import open_database
from tests.support.city import City, at, meeting
from tests.support.databases import KINDS, HandClock, drop_postgres, fresh_place


class TwoHalls:
    """The same place opened twice, as two PCs do."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.place = fresh_place(kind, folder)
        self.clock = HandClock()
        self.one = Services(open_database(self.place, clock=self.clock))
        self.two = Services(open_database(self.place, clock=self.clock))
        self.city = City(self.one, self.clock)

    def at_once(self, *acts: Callable[[], Any]) -> list[Any]:
        """Run acts in threads that start together; an exception is a result."""
        start = threading.Barrier(len(acts))
        results: list[Any] = [RuntimeError("no result")] * len(acts)

        def run(number: int, act: Callable[[], Any]) -> None:
            start.wait()
            try:
                results[number] = act()
            except Exception as error:
                results[number] = error

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return results

    def close(self) -> None:
        self.one.close()
        self.two.close()
        if self.place.url is not None:
            drop_postgres(self.place)


@pytest.fixture(params=KINDS)
def halls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TwoHalls]:
    found = TwoHalls(request.param, tmp_path / "data")
    try:
        yield found
        assert found.one.maintenance.check().faults == ()
        assert found.one.maintenance.audit_verdict().ok
    finally:
        found.close()


def test_the_last_seat_goes_to_one_and_the_other_waits(halls: TwoHalls) -> None:
    for _ in range(8):
        course = halls.city.course(f"講座{uuid4()}", meeting("10:00", "11:00"), capacity=1, venue="", room="")
        people = [halls.city.person(), halls.city.person()]
        done = halls.at_once(
            lambda course=course, people=people: halls.one.applications.apply(course, people[0], actor="A"),
            lambda course=course, people=people: halls.two.applications.apply(course, people[1], actor="B"),
        )
        assert sorted((one.status.value, one.place) for one in done) == [("accepted", 1), ("waiting", 1)]


def test_two_cancellations_at_once_promote_two_people(halls: TwoHalls) -> None:
    for _ in range(5):
        course = halls.city.course(f"講座{uuid4()}", meeting("10:00", "11:00"), capacity=2, venue="", room="")
        applied = [halls.city.apply(course)[1] for _ in range(4)]
        done = halls.at_once(
            lambda applied=applied: halls.one.applications.cancel(applied[0], actor="A"),
            lambda applied=applied: halls.two.applications.cancel(applied[1], actor="B"),
        )
        assert sorted(one for result in done for one in result.promoted) == sorted(applied[2:])
        lines = halls.one.applications.of_course(course)
        seats = [(one.id, one.place) for one in lines if one.status is ApplicationStatus.ACCEPTED]
        assert seats == [(applied[2], 1), (applied[3], 2)]


def test_two_devices_scanning_one_ticket_let_one_person_in_once(halls: TwoHalls) -> None:
    course = halls.city.course()
    (session,) = halls.city.sessions(course)
    for number in range(10):
        _, _, code = halls.city.apply(course)
        done = halls.at_once(
            lambda code=code: halls.one.check_in.receive_code(session, code, actor="A", device="A"),
            lambda code=code: halls.two.check_in.receive_code(session, code, actor="B", device="B"),
        )
        answers = sorted((one.status.value, one.reason) for one in done)
        assert answers == [("ok", None), ("refused", CheckInReason.ALREADY_IN)]
        assert (halls.city.present(session), halls.city.summed()) == (number + 1, number + 1)


def test_two_undos_of_one_act_take_back_once(halls: TwoHalls) -> None:
    course = halls.city.course()
    (session,) = halls.city.sessions(course)
    for _ in range(5):
        _, _, code = halls.city.apply(course)
        event = halls.city.scan(session, code).event
        assert event is not None
        done = halls.at_once(
            lambda event=event: halls.one.check_in.undo(event, actor="A", by_staff=True).status,
            lambda event=event: halls.two.check_in.undo(event, actor="B", by_staff=True).status,
        )
        refused = [one for one in done if isinstance(one, DomainError)]
        assert [one.code for one in refused] == ["already_undone"]
        assert (halls.city.present(session), halls.city.summed()) == (0, 0)


def test_people_received_while_the_session_is_moved_are_summed_where_it_went(halls: TwoHalls) -> None:
    course = halls.city.course("長い一日", meeting("9:00", "18:00"))
    (session,) = halls.city.sessions(course)
    for day in range(6):
        _, _, code = halls.city.apply(course)
        start = at("2026-12-01 9:00") + timedelta(days=31 * day)
        done = halls.at_once(
            lambda code=code: halls.one.check_in.receive_code(session, code, actor="A", forced_reason="移動中"),
            lambda start=start: halls.two.scheduling.move(
                session, starts_at=start, ends_at=start + timedelta(hours=9), actor="B", forced_reason="移動"
            ),
        )
        assert not any(isinstance(one, Exception) for one in done), done
        assert halls.city.summed() == day + 1


def test_one_room_is_not_given_twice(halls: TwoHalls) -> None:
    halls.city.course()
    for number in range(6):
        start = at("2027-01-11 10:00") + timedelta(days=7 * number)
        draft = PlanDraft(
            f"講座{number}",
            venue="市民センター",
            room="第1会議室",
            sessions=(meeting("10:00", "11:00"),),
        )
        draft = replace(
            draft, sessions=(replace(draft.sessions[0], starts_at=start, ends_at=start + timedelta(hours=1)),)
        )
        done = halls.at_once(
            lambda draft=draft: halls.one.scheduling.plan(draft, actor="A"),
            lambda draft=draft: halls.two.scheduling.plan(draft, actor="B"),
        )
        assert [one.code for one in done if isinstance(one, DomainError)] == ["clash"]


def test_a_new_hall_named_twice_at_once_is_made_once(halls: TwoHalls) -> None:
    drafts = [
        PlanDraft(
            f"講座{n}", venue="新しい館", room=f"和室{n}", owners=("新しい課",), sessions=(meeting("10:00", "11:00"),)
        )
        for n in range(2)
    ]
    done = halls.at_once(
        lambda: halls.one.scheduling.plan(drafts[0], actor="A"), lambda: halls.two.scheduling.plan(drafts[1], actor="B")
    )
    assert not any(isinstance(one, Exception) for one in done), done
    assert [one.name for one in halls.one.office.venues()] == ["新しい館"]


def test_confirming_and_moving_at_once_lose_neither(halls: TwoHalls) -> None:
    for number in range(6):
        course = halls.city.course(f"講座{number}", meeting("8:00", "9:00"), venue="", room="")
        (session,) = halls.city.sessions(course)
        done = halls.at_once(
            lambda session=session: halls.one.scheduling.confirm_attendance(session, actor="A"),
            lambda session=session: halls.two.scheduling.move(
                session, starts_at=at("8:10"), ends_at=at("9:10"), actor="B"
            ),
        )
        line = halls.one.scheduling.session(session)
        assert line.state is SessionState.HELD, "a confirmation is never overwritten by a move"
        refused = [one for one in done if isinstance(one, Exception)]
        assert [getattr(one, "code", one) for one in refused] in ([], ["session_held"])
        assert line.starts_at == (at("8:00") if refused else at("8:10"))


def test_a_report_is_of_one_moment(halls: TwoHalls) -> None:
    course = halls.city.course()
    (session,) = halls.city.sessions(course)
    _, _, code = halls.city.apply(course)
    with halls.one.database.read() as uow:
        assert uow.attendance.events_of_session(session) == []
        answer = halls.two.check_in.receive_code(session, code, actor="B")
        assert answer.status is EventResult.OK
        assert uow.attendance.events_of_session(session) == []
        assert uow.applications.of_course(course)
    assert len(halls.city.services.check_in.view(session).people) == 1
    assert halls.city.present(session) == 1
