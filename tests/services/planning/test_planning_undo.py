"""Going back restores exactly, going forth as well, and nobody's later work is lost by it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from divide_app.domain.calendar import local
from divide_app.domain.errors import DomainError
from divide_app.domain.people.supporters import AssignmentRole
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.clash import clashes
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.lending import LendingNeed, Stock
from divide_app.domain.planning.plan import MeetingDraft, PlanDraft
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.foundation.ids import new_id
from divide_app.services import Services
from divide_app.services.planning.holidays import closures_between
from divide_app.storage.queries.planning.slots import slots_between
from tests.support.city import City, at, meeting
from tests.support.content import content
from tests.support.databases import HandClock, opened, rows, run

REFUSALS = frozenset(
    {
        "course_already_cancelled",
        "session_already_cancelled",
        *("clash", "session_cancelled", "session_held", "session_has_attendance", "not_begun", "last_meeting"),
        *("not_cancelled", "course_called_off", "nothing_to_undo", "nothing_to_redo", "people_received"),
    }
)
"""What an act may answer here; anything else is a fault."""

REASON = "間仕切りで分ける"
HALF_HOURS = st.integers(0, 14)
LENGTHS = st.integers(1, 5)
ROOMS = st.integers(0, 2)
FORCED = st.sampled_from(["", "", REASON])


class Planning(RuleBasedStateMachine):
    """Any acts in any order, with steps back and forth between them."""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        database = self.stack.enter_context(opened("sqlite", folder / "data", HandClock()))
        self.services = Services(database)
        self.city = City(self.services, database.clock)  # type: ignore[arg-type]
        self.stock = Stock(new_id(), "貸出スマートフォン", 3, turnaround_minutes=30, serves_wishes=True)
        self.rooms = [Room(new_id(), UUID(int=9), f"会議室{number}") for number in range(2)]
        with database.write() as uow:
            uow.venues.add(Venue(UUID(int=9), "南公民館", rooms=tuple(self.rooms)))
            uow.closures.add(Closure(new_id(), None, date(2026, 11, 24), date(2026, 11, 24), "館内整理"))
            uow.stocks.add(self.stock)
            uow.audit("test.begin")
        for number in range(3):
            starts = (number * 4, number * 4 + 1)
            draft = PlanDraft(
                f"はじめの講座{number}",
                venue="南公民館",
                room=self.rooms[number % 2].name,
                sessions=tuple(self.when(start, 2) for start in starts),
            )
            self.services.scheduling.plan(draft)
        helper = self.city.supporter()
        self.services.supporters.assign(self.some_session(0), helper)  # type: ignore[arg-type]
        self.services.planning_history.forget()
        self.before = content(database)

    def place(self, number: int) -> tuple[UUID | None, UUID | None]:
        return UUID(int=9), (None if number == 2 else self.rooms[number].id)

    def when(self, start: int, length: int) -> MeetingDraft:
        day = at("9:00") + timedelta(days=start % 4, minutes=30 * start)
        return MeetingDraft(day, day + timedelta(minutes=30 * length))

    def some_session(self, number: int) -> UUID | None:
        lines = self.services.scheduling.sessions()
        return lines[number % len(lines)].id if lines else None

    def some_course(self, number: int) -> UUID | None:
        lines = sorted(self.services.scheduling.courses(), key=lambda line: line.title)
        return lines[number % len(lines)].id if lines else None

    def tried(self, act: Callable[[], object]) -> None:
        before = content(self.services.database)
        try:
            act()
        except DomainError as error:
            assert error.code in REFUSALS, error.code
            assert content(self.services.database) == before, "a refused act left something"

    @rule(starts=st.lists(HALF_HOURS, min_size=1, max_size=3), length=LENGTHS, room=ROOMS, lent=ROOMS, reason=FORCED)
    def plan(self, starts: list[int], length: int, room: int, lent: int, reason: str) -> None:
        draft = PlanDraft(
            f"講座{len(self.services.scheduling.courses())}",
            venue="南公民館",
            room="" if room == 2 else self.rooms[room].name,
            owners=(f"担当{lent}課",),
            sessions=tuple(self.when(start, length) for start in starts),
        )
        if lent == 1:
            draft = replace(draft, room="新しい部屋")

        def act() -> None:
            made = self.services.scheduling.plan(draft, forced_reason=reason)
            if lent:
                course = self.services.scheduling.course(made.course).course
                needs = (LendingNeed(self.stock.id, lent),)
                self.services.scheduling.change_course(replace(course, lending=needs), forced_reason=REASON)

        self.tried_loosely(act)

    def tried_loosely(self, act: Callable[[], object]) -> None:
        """Two acts in a row: the first may stay when the second is refused."""
        try:
            act()
        except DomainError as error:
            assert error.code in REFUSALS, error.code

    @rule(which=st.integers(0, 9), start=HALF_HOURS, length=LENGTHS, room=ROOMS, keep=st.booleans(), reason=FORCED)
    def move(self, which: int, start: int, length: int, room: int, keep: bool, reason: str) -> None:
        session = self.some_session(which)
        if session is not None:
            when, (venue, hall) = self.when(start, length), self.place(room)
            self.tried(
                lambda: self.services.scheduling.move(
                    session,
                    starts_at=when.starts_at,
                    ends_at=when.ends_at,
                    venue_id=venue,
                    room_id=hall,
                    keep_place=keep,
                    forced_reason=reason,
                )
            )

    @rule(which=st.integers(0, 9))
    def cancel(self, which: int) -> None:
        session = self.some_session(which)
        if session is not None:
            self.tried(lambda: self.services.scheduling.cancel_session(session, "大雪"))

    @rule(which=st.integers(0, 9), reason=FORCED)
    def reopen(self, which: int, reason: str) -> None:
        session = self.some_session(which)
        if session is not None:
            self.tried(lambda: self.services.scheduling.reopen(session, "晴れた", forced_reason=reason))

    @rule(which=st.integers(0, 9))
    def confirm(self, which: int) -> None:
        session = self.some_session(which)
        if session is not None:
            self.tried(lambda: self.services.closing.confirm(session))

    @rule(which=st.integers(0, 9), start=HALF_HOURS, length=LENGTHS, reason=FORCED)
    def add(self, which: int, start: int, length: int, reason: str) -> None:
        course = self.some_course(which)
        if course is not None:
            when = self.when(start, length)
            self.tried(lambda: self.services.scheduling.add_meeting(course, when, forced_reason=reason))

    @rule(which=st.integers(0, 9))
    def remove(self, which: int) -> None:
        session = self.some_session(which)
        if session is not None:
            self.tried(lambda: self.services.scheduling.remove_meeting(session))

    @rule(which=st.integers(0, 9), lent=st.integers(0, 4), capacity=st.integers(1, 30), reason=FORCED)
    def change_course(self, which: int, lent: int, capacity: int, reason: str) -> None:
        course_id = self.some_course(which)
        if course_id is not None:
            course = self.services.scheduling.course(course_id).course
            needs = (LendingNeed(self.stock.id, lent),) if lent else ()
            changed = replace(course, capacity=capacity, lending=needs, owners=(f"課{capacity}",))
            self.tried(lambda: self.services.scheduling.change_course(changed, forced_reason=reason))

    @rule(which=st.integers(0, 9), lent=st.sampled_from([None, 0, 2, 4]), reason=FORCED)
    def lend(self, which: int, lent: int | None, reason: str) -> None:
        session = self.some_session(which)
        if session is not None:
            needs = None if lent is None else (LendingNeed(self.stock.id, lent),)
            self.tried(lambda: self.services.scheduling.lend(session, needs, forced_reason=reason))

    @rule(which=st.integers(0, 9))
    def cancel_course(self, which: int) -> None:
        course = self.some_course(which)
        if course is not None:
            self.tried(lambda: self.services.scheduling.cancel_course(course, "講師の都合"))

    @rule(which=st.integers(0, 9), reason=FORCED)
    def reopen_course(self, which: int, reason: str) -> None:
        course = self.some_course(which)
        if course is not None:
            self.tried(lambda: self.services.scheduling.reopen_course(course, "再開", forced_reason=reason))

    @rule()
    def undo(self) -> None:
        self.tried(self.services.planning_history.undo)

    @rule()
    def redo(self) -> None:
        self.tried(self.services.planning_history.redo)

    @invariant()
    def nobody_stands_in_anybodys_way_unknown(self) -> None:
        if not hasattr(self, "services"):
            return
        with self.services.database.read() as uow:
            first, last = at("2026-11-01 0:00"), at("2026-12-31 0:00")
            found = clashes(
                slots_between(uow.connection, first, last, stocks={self.stock.id: self.stock}),
                [],
                venues=uow.venues.all(),
                closures=closures_between(uow, local(first).date(), local(last).date()),
                stocks=[self.stock],
            )
            forced = {one.id for one in uow.class_sessions.between(first, last) if one.forced_reason}
        unseen = [
            clash for clash in found if clash.hard and clash.session_id not in forced and not clash.other_is_forced
        ]
        assert unseen == []

    def teardown(self) -> None:
        if not hasattr(self, "services"):
            return
        try:
            history, database = self.services.planning_history, self.services.database
            while history.next_redo is not None:
                history.redo()
            after = content(database)
            while history.next_undo is not None:
                history.undo()
            assert content(database) == self.before
            while history.next_redo is not None:
                history.redo()
            assert content(database) == after
            assert self.services.maintenance.check().faults == ()
        finally:
            self.services.close()
            self.stack.close()


Planning.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestAnyPlanning = Planning.TestCase


def test_a_plan_taken_back_leaves_nothing_and_done_again_is_the_same(city: City) -> None:
    before = content(city.services.database)
    city.course("講座", owners=("生涯学習課",))
    after = content(city.services.database)
    history = city.services.planning_history
    step = history.next_undo
    assert step is not None
    assert (step.act, step.title, step.count) == (PlanningAct.PLAN, "講座", 1)
    history.undo()
    assert content(city.services.database) == before
    assert history.next_undo is None
    history.redo()
    assert content(city.services.database) == after
    acts = rows(city.services.database, "SELECT act FROM audit_entries WHERE act LIKE 'planning.%' ORDER BY number")
    assert [row.act for row in acts] == ["planning.undo", "planning.redo"]


def test_a_move_with_people_is_taken_back_with_their_minutes_and_sums(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    helper = city.supporter()
    city.services.supporters.assign(session, helper, role=AssignmentRole.LEAD)
    city.scan(session, city.apply(course)[2])
    before = content(city.services.database)
    with pytest.raises(DomainError, match="people_received"):
        city.services.scheduling.move(session, starts_at=at("10:30"), ends_at=at("13:30"))
    assert content(city.services.database) == before
    moved = city.services.scheduling.move(
        session, starts_at=at("10:30"), ends_at=at("13:30"), forced_reason="30分遅れて始めた"
    )
    assert city.services.scheduling.session(session).forced_reason == "30分遅れて始めた"
    (line,) = [one for one in city.services.supporters.assignments() if one.class_session_id == session]
    assert line.planned_minutes == 180
    assert city.present(session) == 1
    city.services.planning_history.undo(moved.undo)
    assert content(city.services.database) == before


def test_what_somebody_else_changed_since_is_not_taken_back(city: City) -> None:
    (session,) = city.sessions(city.course())
    city.services.scheduling.move(session, starts_at=at("13:00"), ends_at=at("15:00"))
    colleague = Services(city.services.database)
    colleague.scheduling.move(session, starts_at=at("14:00"), ends_at=at("16:00"))
    with pytest.raises(DomainError, match="changed_since"):
        city.services.planning_history.undo()
    assert city.services.scheduling.session(session).starts_at == at("14:00")
    step = city.services.planning_history.next_undo
    assert step is not None  # the plan lies below and is the next
    assert step.act is PlanningAct.PLAN
    colleague.planning_history.undo()
    assert city.services.scheduling.session(session).starts_at == at("13:00")


def test_a_course_somebody_applied_for_is_not_taken_back(city: City) -> None:
    course = city.course()
    city.apply(course)
    before = content(city.services.database)
    with pytest.raises(DomainError, match="used_since"):
        city.services.planning_history.undo()
    assert content(city.services.database) == before


def test_a_place_others_use_meanwhile_stays_when_its_plan_is_taken_back(city: City) -> None:
    first = city.course(venue="新館", room="和室")
    colleague = Services(city.services.database)
    colleague.scheduling.plan(PlanDraft("別の講座", venue="新館", room="和室", sessions=(meeting("15:00", "16:00"),)))
    city.services.planning_history.undo()
    assert [venue.name for venue in city.services.office.venues()] == ["新館"]
    assert [line.title for line in city.services.scheduling.courses()] == ["別の講座"]
    city.services.planning_history.redo()
    assert first in {line.id for line in city.services.scheduling.courses()}


def test_going_back_to_a_place_given_away_or_closed_is_refused(city: City) -> None:
    (session,) = city.sessions(city.course())
    city.services.scheduling.move(session, starts_at=at("13:00"), ends_at=at("15:00"))
    Services(city.services.database).scheduling.plan(
        PlanDraft("横取り", venue="市民センター", room="第1会議室", sessions=(meeting("10:00", "12:00"),))
    )
    with pytest.raises(DomainError, match="clash"):
        city.services.planning_history.undo()
    assert city.services.scheduling.session(session).starts_at == at("13:00")
    assert city.services.planning_history.next_undo is not None


def test_a_cancellation_cannot_be_done_again_once_people_came(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    city.services.scheduling.cancel_session(session, "大雪")
    city.services.planning_history.undo()
    city.scan(session, city.apply(course)[2])
    with pytest.raises(DomainError, match="session_has_attendance"):
        city.services.planning_history.redo()
    assert city.services.scheduling.session(session).state is SessionState.PLANNED


def test_each_window_has_its_own_steps_and_an_empty_one_says_so(city: City) -> None:
    city.course()
    other = Services(city.services.database).planning_history
    with pytest.raises(DomainError, match="nothing_to_undo"):
        other.undo()
    with pytest.raises(DomainError, match="nothing_to_redo"):
        city.services.planning_history.redo()
    city.services.planning_history.forget()
    assert city.services.planning_history.steps() == ()


def test_a_new_act_ends_what_could_be_done_again(city: City) -> None:
    (session,) = city.sessions(city.course())
    history = city.services.planning_history
    city.services.scheduling.move(session, starts_at=at("13:00"), ends_at=at("15:00"))
    history.undo()
    city.services.scheduling.move(session, starts_at=at("10:00"), ends_at=at("11:00"))
    assert history.next_redo is None
    assert [step.act for step in history.steps()] == [PlanningAct.STRETCH, PlanningAct.PLAN]


def test_a_row_changed_behind_the_services_is_seen(sqlite_city: City) -> None:
    sqlite_city.course()
    run(sqlite_city.services.database, "UPDATE courses SET topic = '別'")
    with pytest.raises(DomainError, match="changed_since"):
        sqlite_city.services.planning_history.undo()
