"""Two programs at once: real threads with their own connections to one file, or to one server."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from divide_app.domain.applications import ApplicationState, ApplicationStatus, CallOutcome
from divide_app.domain.door.attendance import CheckInReason, EventResult
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Actor, Role, User
from divide_app.domain.planning.courses import SelectionKind, SessionState
from divide_app.domain.planning.days_off import HolidayCorrection, YearEnd
from divide_app.domain.planning.plan import PlanDraft
from divide_app.domain.planning.visit_requests import RequestState, VisitRequest, Wish, declined
from divide_app.domain.seats.rules import SeatRules
from divide_app.foundation.ids import new_id
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.papers.survey_sheets import usual_words
from divide_app.storage.database import open_database
from divide_app.storage.repositories.office import Users as UserRows
from divide_app.storage.unit_of_work import UnitOfWork
from tests.support import server_writers
from tests.support.city import ACTOR, City, at, meeting
from tests.support.databases import KINDS, HandClock, drop_postgres, fresh_place

pytestmark = pytest.mark.two_programs


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
        found.one.database.work_unnamed(ACTOR)  # whoever the test signed in as
        assert found.one.maintenance.check().faults == ()
        assert found.one.maintenance.audit_verdict().ok
    finally:
        found.close()


def test_the_last_seat_goes_to_one_and_the_other_waits(halls: TwoHalls) -> None:
    for _ in range(8):
        course = halls.city.course(f"講座{new_id()}", meeting("10:00", "11:00"), capacity=1, venue="", room="")
        people = [halls.city.person(), halls.city.person()]
        done = halls.at_once(
            lambda course=course, people=people: halls.one.applications.apply(course, people[0]),
            lambda course=course, people=people: halls.two.applications.apply(course, people[1]),
        )
        assert sorted((one.status.value, one.place) for one in done) == [("accepted", 1), ("waiting", 1)]


def test_two_cancellations_at_once_promote_two_people(halls: TwoHalls) -> None:
    for _ in range(5):
        course = halls.city.course(f"講座{new_id()}", meeting("10:00", "11:00"), capacity=2, venue="", room="")
        applied = [halls.city.apply(course)[1] for _ in range(4)]
        done = halls.at_once(
            lambda applied=applied: halls.one.applications.cancel(applied[0]),
            lambda applied=applied: halls.two.applications.cancel(applied[1]),
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
            lambda code=code: halls.one.check_in.receive_code(session, code, device="A"),
            lambda code=code: halls.two.check_in.receive_code(session, code, device="B"),
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
            lambda event=event: halls.one.check_in.undo(event, by_staff=True).status,
            lambda event=event: halls.two.check_in.undo(event, by_staff=True).status,
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
            lambda code=code: halls.one.check_in.receive_code(session, code, forced_reason="移動中"),
            lambda start=start: halls.two.scheduling.move(
                session, starts_at=start, ends_at=start + timedelta(hours=9), forced_reason="移動"
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
            lambda draft=draft: halls.one.scheduling.plan(draft),
            lambda draft=draft: halls.two.scheduling.plan(draft),
        )
        assert [one.code for one in done if isinstance(one, DomainError)] == ["clash"]


def test_a_new_hall_named_twice_at_once_is_made_once(halls: TwoHalls) -> None:
    drafts = [
        PlanDraft(
            f"講座{n}", venue="新しい館", room=f"和室{n}", owners=("新しい課",), sessions=(meeting("10:00", "11:00"),)
        )
        for n in range(2)
    ]
    done = halls.at_once(lambda: halls.one.scheduling.plan(drafts[0]), lambda: halls.two.scheduling.plan(drafts[1]))
    assert not any(isinstance(one, Exception) for one in done), done
    assert [one.name for one in halls.one.office.venues()] == ["新しい館"]


def test_confirming_and_moving_at_once_lose_neither(halls: TwoHalls) -> None:
    for number in range(6):
        course = halls.city.course(f"講座{number}", meeting("8:00", "9:00"), venue="", room="")
        (session,) = halls.city.sessions(course)
        done = halls.at_once(
            lambda session=session: halls.one.closing.confirm(session),
            lambda session=session: halls.two.scheduling.move(session, starts_at=at("8:10"), ends_at=at("9:10")),
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
        answer = halls.two.check_in.receive_code(session, code)
        assert answer.status is EventResult.OK
        assert uow.attendance.events_of_session(session) == []
        assert uow.applications.of_course(course)
    assert len(halls.city.services.check_in.view(session).people) == 1
    assert halls.city.present(session) == 1


def test_a_last_seat_accepted_from_two_windows_goes_to_one_and_the_other_is_told(halls: TwoHalls) -> None:
    for _ in range(10):
        course = halls.city.course(f"講座{new_id()}", meeting("10:00", "11:00"), capacity=2, venue="", room="")
        seated = [halls.city.apply(course)[1] for _ in range(2)]
        halls.city.apply_together(course)  # too many for the seat that comes free
        waiting = [halls.city.apply(course)[1] for _ in range(2)]
        found = halls.one.scheduling.course(course).course
        halls.one.scheduling.change_course(replace(found, capacity=3))
        done = halls.at_once(
            lambda waiting=waiting: halls.one.applications.accept(waiting[0]),
            lambda waiting=waiting: halls.two.applications.accept(waiting[1]),
        )
        refused = [one for one in done if isinstance(one, DomainError)]
        assert [one.code for one in refused] in (["capacity_full"], ["already_accepted"])
        held = [
            line.id for line in halls.one.applications.of_course(course) if line.status is ApplicationStatus.ACCEPTED
        ]
        assert len(held) == 3
        assert set(seated) < set(held)


def test_cancelling_applying_and_changing_the_capacity_at_once_never_overfill_and_skip_nobody(halls: TwoHalls) -> None:
    for turn in range(10):
        course = halls.city.course(f"講座{new_id()}", meeting("10:00", "11:00"), capacity=2, venue="", room="")
        applied = [halls.city.apply(course)[1] for _ in range(5)]
        newcomer = halls.city.person()
        found = halls.one.scheduling.course(course).course
        wanted = replace(found, capacity=3 if turn % 2 else 1)

        def resize(wanted: Any = wanted) -> Any:
            return halls.two.scheduling.change_course(wanted)

        done = halls.at_once(
            lambda applied=applied: halls.one.applications.cancel(applied[0]),
            lambda course=course, newcomer=newcomer: halls.two.applications.apply(course, newcomer),
            resize,
        )
        assert not any(isinstance(one, Exception) for one in done), done
        lines = halls.one.applications.of_course(course)
        held = [line.id for line in lines if line.status is ApplicationStatus.ACCEPTED]
        waits = [line.id for line in lines if line.status is ApplicationStatus.WAITING]
        # A capacity lowered after the cancellation's promotion takes nobody's seat; else it is kept exactly.
        assert len(held) == 3 if turn % 2 else len(held) in {1, 2}
        assert [*held, *waits][:4] == applied[1:]
        assert len(lines) == 6


def test_two_draws_and_a_late_caller_at_once_make_one_draw(halls: TwoHalls) -> None:
    for _ in range(6):
        course = halls.city.course(
            f"抽選{new_id()}",
            meeting("10:00", "11:00"),
            capacity=2,
            selection=SelectionKind.LOTTERY,
            venue="",
            room="",
        )
        entered = {halls.city.apply(course)[1] for _ in range(5)}
        late = halls.city.person()
        done = halls.at_once(
            lambda course=course: halls.one.lottery.draw(course, seed="一つ目"),
            lambda course=course: halls.two.lottery.draw(course, seed="二つ目"),
            lambda course=course, late=late: halls.two.applications.apply(course, late),
        )
        refused = [one for one in done if isinstance(one, DomainError)]
        assert [one.code for one in refused] == ["already_drawn"]
        verified = halls.two.lottery.verify(course)
        assert verified.faults == ()
        assert len(verified.winners) == 2
        assert entered <= set(verified.entrants)
        lines = halls.one.applications.of_course(course)
        assert sum(line.status is ApplicationStatus.ACCEPTED for line in lines) == 2
        assert sum(line.status is ApplicationStatus.WAITING for line in lines) == 4


def test_one_offered_seat_confirmed_and_handed_on_at_once_is_held_by_one(halls: TwoHalls) -> None:
    for _ in range(6):
        course = halls.city.course(f"講座{new_id()}", meeting("10:00", "11:00"), capacity=1, venue="", room="")
        rules = SeatRules(confirm_by_phone=True, attempts=1)
        halls.one.lottery.set_rules(course, rules)
        first, second, third = [halls.city.apply(course)[1] for _ in range(3)]
        halls.one.applications.cancel(first)
        halls.one.calls.record(second, CallOutcome.NO_ANSWER)
        done = halls.at_once(
            lambda second=second: halls.one.calls.record(second, CallOutcome.ACCEPTS),
            lambda second=second: halls.two.calls.hand_on(second),
        )
        states = {line.id: line.state for line in halls.one.applications.of_course(course)}
        if isinstance(done[1], DomainError):
            assert done[1].code == "already_accepted"
            assert (states[second], states[third]) == (ApplicationState.ACCEPTED, ApplicationState.WAITING)
        else:
            assert (states[second], states[third]) == (ApplicationState.WAITING, ApplicationState.OFFERED)


def test_a_request_corrected_while_it_is_decided_stays_decided(halls: TwoHalls) -> None:
    requests = halls.one.visit_requests
    wish = Wish(at("2026-12-05 10:00"), at("2026-12-05 12:00"))
    asked = VisitRequest(requests.new_id(), "青葉自治会", (wish,), 15, halls.clock())
    requests.save(asked)
    is_decided = threading.Event()

    def decide() -> None:
        with halls.two.database.write() as uow:
            uow.visit_requests.change(declined(uow.visit_requests.lock(asked.id), "講師がいません"))
            uow.audit("visit_request.decline", asked.id)
            is_decided.set()
            sleep(0.2)  # the correction is read and written meanwhile

    def correct() -> None:
        is_decided.wait(10)
        requests.save(replace(asked, people=20))

    assert halls.at_once(decide, correct) == [None, None]
    (kept,) = requests.all()
    assert (kept.state, kept.people) == (RequestState.DECLINED, 20)


def test_a_telephone_corrected_meanwhile_stays_although_the_other_does_not_see_it(halls: TwoHalls) -> None:
    person = halls.city.person("見本花子", phone="019-000-0001")
    halls.two.database.actor = Actor("係員", Role.COORDINATOR)
    seen = halls.two.participants.get(person)
    is_corrected = threading.Event()

    def correct() -> None:
        with halls.one.database.write() as uow:
            uow.participants.change(replace(uow.participants.lock(person), phone="019-000-0002"))
            uow.audit("participant.change", person)
            is_corrected.set()
            sleep(0.2)  # the other one reads and writes meanwhile

    def change() -> None:
        is_corrected.wait(10)
        halls.two.participants.change(replace(seen, kana="みほん はなこ"))

    assert [one for one in halls.at_once(correct, change) if isinstance(one, Exception)] == []
    kept = halls.one.participants.get(person)
    assert (kept.phone, kept.kana) == ("019-000-0002", "みほん はなこ")


def test_who_was_forgotten_or_became_another_meanwhile_is_not_written_back(halls: TwoHalls) -> None:
    people = halls.one.participants
    kept, merged, forgotten = (people.get(halls.city.person()) for _ in range(3))
    halls.two.merging.merge(kept.id, merged.id)
    halls.two.privacy.forget(forgotten.id)
    for seen, code in ((merged, "person_merged"), (forgotten, "person_forgotten")):
        with pytest.raises(DomainError, match=code):
            people.change(replace(seen, memo="書き直した"))


@pytest.fixture
def slow_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a change of a user wait before it is written, so that the other one has read; switching off is quicker."""
    change = UserRows.change

    def later(self: UserRows, user: User) -> None:
        sleep(0.1 if user.is_disabled else 0.4)
        change(self, user)

    monkeypatch.setattr(UserRows, "change", later)


def test_two_who_add_one_name_at_once_make_one_and_the_other_is_asked_to_try_again(
    halls: TwoHalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, both_looked = UserRows.add, threading.Barrier(2)

    def later(self: UserRows, user: User) -> None:
        with suppress(threading.BrokenBarrierError):  # SQLite lets the other one look only when this one is done
            both_looked.wait(0.2 if halls.place.folder is not None else 60)
        add(self, user)

    monkeypatch.setattr(UserRows, "add", later)
    parts: dict[str, Any] = {"role": Role.STAFF, "password": "みどりの窓口 23"}
    done = halls.at_once(lambda: halls.one.users.add("甲", **parts), lambda: halls.two.users.add("甲", **parts))
    (refused,) = [one for one in done if isinstance(one, Exception)]
    assert isinstance(refused, (DomainError, EnvironmentProblem))
    assert refused.code == ("user_exists" if halls.place.folder is not None else "locked")
    assert [one.name for one in halls.one.users.all()] == ["甲"]


def test_two_of_staff_who_switch_each_other_off_leave_one(halls: TwoHalls, slow_change: None) -> None:
    for name in ("甲", "乙"):
        halls.one.users.add(name, Role.STAFF, "みどりの窓口 23")
    halls.one.users.sign_in("甲", "みどりの窓口 23")
    halls.two.users.sign_in("乙", "みどりの窓口 23")
    done = halls.at_once(lambda: halls.one.users.disable("乙"), lambda: halls.two.users.disable("甲"))
    (refused,) = [one for one in done if isinstance(one, Exception)]
    assert isinstance(refused, (DomainError, EnvironmentProblem))
    assert refused.code in ("last_staff", "signed_out")  # the second act is nobody's any more, or the first was stopped
    halls.one.database.work_unnamed(ACTOR)  # whoever is left
    assert [one.is_disabled for one in halls.one.users.all()].count(False) == 1


def test_a_sign_in_does_not_switch_on_again_who_was_switched_off_meanwhile(
    halls: TwoHalls, slow_change: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("甲", "乙"):
        halls.one.users.add(name, Role.STAFF, "みどりの窓口 23")
    # A password takes longer than the rest.
    monkeypatch.setattr("divide_app.services.office.users._fits", lambda user, password: True)
    halls.at_once(lambda: halls.one.users.sign_in("乙", ""), lambda: halls.two.users.disable("乙"))
    halls.one.database.work_unnamed(ACTOR)
    assert [one.is_disabled for one in halls.one.users.all() if one.name == "乙"] == [True]


KEPT_ONCE: dict[str, Callable[[UnitOfWork, str], object]] = {
    "holiday": lambda uow, word: uow.holiday_corrections.put(HolidayCorrection(date(2026, 11, 24), word)),
    "year end": lambda uow, word: uow.year_ends.put(YearEnd((12, 28), (1, 4), word)),
    "remark": lambda uow, word: uow.offices.set_remark(202611, word),
    "profile": lambda uow, word: uow.import_profiles.put("events", "いつもの", {"word": word}),
    "survey": lambda uow, word: uow.survey_words.store(replace(usual_words(), intro=word)),
    "draft": lambda uow, word: uow.drafts.put("A", "form", {"word": word}, uow.now),
}


@pytest.mark.parametrize("what", KEPT_ONCE)
def test_two_who_keep_what_there_is_one_of_both_can(halls: TwoHalls, what: str) -> None:
    is_stored = threading.Event()

    def first() -> None:
        with halls.one.database.write() as uow:
            KEPT_ONCE[what](uow, "甲")
            uow.audit("kept")
            is_stored.set()
            sleep(0.2)  # the other comes to the same row meanwhile

    def second() -> None:
        is_stored.wait(10)
        with halls.two.database.write() as uow:
            KEPT_ONCE[what](uow, "乙")
            uow.audit("kept")

    assert halls.at_once(first, second) == [None, None]


@pytest.mark.slow
@pytest.mark.postgres
def test_twenty_pcs_on_one_server_lose_nothing_that_said_ok() -> None:
    root = Path(__file__).parents[2]
    words = [sys.executable, "-m", "tests.support.server_writers", str(server_writers.EVERYDAY_SECONDS), "--lost-only"]
    ran = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "'door'" in ran.stdout
