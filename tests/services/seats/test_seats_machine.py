"""Calls, groups, lotteries and capacity at once: no seat twice, nobody skipped or lost, everything in the trail."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from divide_app.domain.applications import ApplicationState, ApplicationStatus, CallOutcome
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine
from divide_app.domain.planning.courses import SelectionKind
from divide_app.domain.seats.application_states import STANDING
from divide_app.domain.seats.rules import SeatRules
from divide_app.services import Services
from divide_app.storage.database import open_database
from tests.support.city import City, meeting
from tests.support.databases import KINDS, HandClock, drop_postgres, fresh_place
from tests.support.machines import run_machine

S = ApplicationState
ACCEPTED, WAITING, APPLIED = ApplicationStatus.ACCEPTED, ApplicationStatus.WAITING, ApplicationStatus.APPLIED
EXPECTED = {
    *("already_applied", "already_cancelled", "already_refused", "already_accepted", "capacity_full"),
    *("not_offered", "not_drawn", "call_first", "nobody_next", "group_too_large", "group_mixed", "not_grouped"),
    *("already_drawn", "no_entrants", "no_draw", "seed_fixed", "not_a_lottery"),
}
"""Refusals these acts may meet; another one is a fault."""


def tickets_of(waiting: list[ApplicationLine]) -> list[list[ApplicationLine]]:
    found: dict[UUID, list[ApplicationLine]] = {}
    for line in waiting:
        found.setdefault(line.group_id or line.id, []).append(line)
    return list(found.values())


class SeatsUnderPressure(RuleBasedStateMachine):
    """Acts of clerks on one course; what was before each act decides what may be after it."""

    kind = "sqlite"

    @initialize(
        capacity=st.integers(2, 5),
        is_lottery=st.sampled_from([False, False, True]),
        asks=st.booleans(),
        passes=st.sampled_from([False, False, True]),
        sizes=st.lists(st.sampled_from([1, 2]), min_size=5, max_size=8),
    )
    def open_course(self, capacity: int, is_lottery: bool, asks: bool, passes: bool, sizes: list[int]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.place = fresh_place(self.kind, self.folder / "data")
        self.city = City(Services(open_database(self.place, clock=HandClock())), HandClock())
        self.services = self.city.services
        self.capacity = capacity
        self.most = 0
        selection = SelectionKind.LOTTERY if is_lottery else SelectionKind.FIRST_COME
        coming = meeting("2026-12-05 10:00", "2026-12-05 12:00")
        self.course = self.city.course("講座", coming, capacity=capacity, selection=selection)
        self.rules_ = SeatRules(asks, passes, attempts=1)
        self.services.lottery.set_rules(self.course, self.rules_)
        self.told: list[UUID] = []
        for size in sizes:  # a course with people in it, alone and in pairs, is where the trouble starts
            people = [self.city.person() for _ in range(size)]
            if size == 1:
                self.services.applications.apply(self.course, people[0])
            elif size <= capacity:
                self.services.applications.apply_together(self.course, people)

    def teardown(self) -> None:
        if not hasattr(self, "services"):
            return
        try:
            assert self.services.maintenance.check().ok
            assert self.services.maintenance.audit_verdict().ok
            noted = Counter(
                id_
                for entry in self.services.maintenance.audit_entries()
                for id_ in entry.detail.get("promoted", ())  # type: ignore[attr-defined]
            )
            assert noted == Counter(str(id_) for id_ in self.told), (
                "the trail names everybody who moved up, once a turn"
            )
        finally:
            self.services.close()
            if self.place.url is not None:
                drop_postgres(self.place)
            shutil.rmtree(self.folder, ignore_errors=True)

    def lines(self) -> list[ApplicationLine]:
        return self.services.applications.of_course(self.course)

    def act(self, do: Callable[[], Any]) -> Any:
        """Do something that may be refused; a refusal changes nothing."""
        before = self.lines()
        try:
            done = do()
        except DomainError as error:
            assert error.code in EXPECTED, error.code
            assert self.lines() == before
            return None
        promoted = getattr(done, "promoted", ()) or ()
        self.told += promoted
        self.nobody_was_skipped(before, self.lines(), set(promoted))
        return done

    def nobody_was_skipped(
        self, before: list[ApplicationLine], after: list[ApplicationLine], promoted: set[UUID]
    ) -> None:
        now = {line.id: line for line in after}
        free = self.capacity - sum(line.status is ACCEPTED for line in after)
        waited = tickets_of([line for line in before if line.status is WAITING])
        for place, ticket in enumerate(waited):
            still = [
                line for line in ticket if now[line.id].status is WAITING and now[line.id].group_id == line.group_id
            ]
            passed = any(line.id in promoted for later in waited[place + 1 :] for line in later)
            if len(still) == len(ticket) and passed:
                assert self.rules_.smaller_may_pass, "somebody behind moved up although nobody may pass"
                assert len(ticket) > free, "somebody behind moved up although this one fits"

    def choose(self, data: st.DataObject, *statuses: ApplicationStatus) -> ApplicationLine | None:
        found = [line for line in self.lines() if not statuses or line.status in statuses]
        return data.draw(st.sampled_from(found)) if found else None

    @rule()
    def somebody_applies(self) -> None:
        self.act(lambda: self.services.applications.apply(self.course, self.city.person()))

    @rule(size=st.integers(2, 3))
    def people_apply_together(self, size: int) -> None:
        people = [self.city.person() for _ in range(size)]
        self.act(lambda: self.services.applications.apply_together(self.course, people))

    @rule(data=st.data())
    def somebody_asks_again(self, data: st.DataObject) -> None:
        if (one := self.choose(data)) is not None:
            self.act(lambda: self.services.applications.apply(self.course, one.participant_id))

    @rule(data=st.data(), which=st.sampled_from(["cancel", "decline", "withdraw", "refuse"]))
    def somebody_goes(self, data: st.DataObject, which: str) -> None:
        if (one := self.choose(data)) is not None:
            reason = ("二重の入力",) if which in {"withdraw", "refuse"} else ()
            self.act(lambda: getattr(self.services.applications, which)(one.id, *reason))

    @rule(data=st.data())
    def somebody_with_a_seat_cancels(self, data: st.DataObject) -> None:
        if (one := self.choose(data, ACCEPTED)) is not None:
            self.act(lambda: self.services.applications.cancel(one.id))

    @rule(places=st.integers(0, 4))
    def one_of_the_first_cancels(self, places: int) -> None:
        held = [line for line in self.lines() if line.status is ACCEPTED]
        if held:
            self.act(lambda: self.services.applications.cancel(held[places % len(held)].id))

    @rule(data=st.data(), outcome=st.sampled_from(CallOutcome))
    def somebody_is_called(self, data: st.DataObject, outcome: CallOutcome) -> None:
        if (one := self.choose(data)) is not None:
            self.act(lambda: self.services.calls.record(one.id, outcome))

    @rule(data=st.data())
    def a_seat_is_handed_on(self, data: st.DataObject) -> None:
        if (one := self.choose(data, ACCEPTED)) is not None:
            self.act(lambda: self.services.calls.hand_on(one.id))

    @rule(data=st.data())
    def somebody_is_accepted_out_of_turn(self, data: st.DataObject) -> None:
        if (one := self.choose(data)) is not None:
            before = self.lines()
            done = None
            try:
                done = self.services.applications.accept(one.id)
            except DomainError as error:
                assert error.code in EXPECTED, error.code
                assert self.lines() == before
            if done is not None:
                self.told += done.promoted

    @rule(data=st.data())
    def people_join(self, data: st.DataObject) -> None:
        found = [line.id for line in self.lines() if line.group_id is None and line.status in {WAITING, APPLIED}]
        if len(found) >= 2:
            pair = data.draw(st.lists(st.sampled_from(found), min_size=2, max_size=2, unique=True))
            before = [line for line in self.lines() if line.id not in pair]
            seats = {line.id for line in before if line.status is ACCEPTED}
            self.act(lambda: self.services.applications.join(pair))
            self.told += [line.id for line in self.lines() if line.status is ACCEPTED and line.id not in seats]

    @rule(data=st.data())
    def a_group_is_parted(self, data: st.DataObject) -> None:
        if (one := self.choose(data)) is not None:
            self.act(lambda: self.services.applications.separate(one.id))

    @rule(capacity=st.integers(1, 6))
    def capacity_changes(self, capacity: int) -> None:
        course = self.services.scheduling.course(self.course).course
        held = sum(line.status is ACCEPTED for line in self.lines())
        self.capacity = capacity
        self.most = held if held > capacity else 0
        self.act(lambda: self.services.scheduling.change_course(replace(course, capacity=capacity)))

    @rule()
    def the_list_is_closed(self) -> None:
        self.act(lambda: self.services.applications.close_list(self.course))

    @rule(seed=st.integers(0, 99))
    def a_seed_is_fixed(self, seed: int) -> None:
        self.act(lambda: self.services.lottery.prepare(self.course, f"種{seed}"))

    @rule(seed=st.integers(0, 99))
    def the_lots_are_drawn(self, seed: int) -> None:
        prepared = self.services.lottery.view(self.course).draw
        text = prepared.seed if prepared is not None else f"種{seed}"
        held = sum(line.status is ACCEPTED for line in self.lines())
        tried = self.act(lambda: self.services.lottery.rehearse(self.course, text))
        done = self.act(lambda: self.services.lottery.draw(self.course, seed=text))
        if done is not None:
            assert (done.winners, done.waiting) == (tried.winners, tried.waiting)
            assert len(done.winners) <= max(0, self.capacity - held)
            assert self.services.lottery.verify(self.course).faults == ()

    @rule()
    def the_draw_is_taken_back(self) -> None:
        self.act(lambda: self.services.lottery.cancel_draw(self.course, "試験"))

    @invariant()
    def no_seat_is_given_twice_and_places_have_no_holes(self) -> None:
        if not hasattr(self, "services"):
            return
        lines = self.lines()
        held = sum(line.status is ACCEPTED for line in lines)
        assert held <= max(self.capacity, self.most)
        self.most = held if held > self.capacity else 0
        for status in (ACCEPTED, WAITING):
            places = sorted(line.place or 0 for line in lines if line.status is status)
            assert places == list(range(1, len(places) + 1))
        assert len({line.number for line in lines}) == len(lines)

    @invariant()
    def no_seat_stays_empty_without_a_reason(self) -> None:
        if not hasattr(self, "services"):
            return
        desk = self.services.applications.desk(self.course)
        waiting = tickets_of([one.line for one in desk.lines if one.line.status is WAITING])
        is_drawn = not desk.is_lottery or (desk.draw is not None and desk.draw.is_drawn)
        if waiting and is_drawn and desk.free:
            checked = waiting if self.rules_.smaller_may_pass else waiting[:1]
            assert all(len(ticket) > desk.free for ticket in checked)
            assert any(one.waits_for_seats for one in desk.lines), "and the list says so"

    @invariant()
    def people_who_came_together_stand_together(self) -> None:
        if not hasattr(self, "services"):
            return
        groups: dict[UUID, set[ApplicationStatus]] = {}
        for line in self.lines():
            if line.group_id is not None and line.state in STANDING:
                groups.setdefault(line.group_id, set()).add(line.status)
        assert all(len(statuses) == 1 for statuses in groups.values())

    @invariant()
    def the_trail_alone_tells_where_everybody_stands(self) -> None:
        if not hasattr(self, "services"):
            return
        states: dict[str, str] = {}
        for entry in reversed(self.services.maintenance.audit_entries()):
            if entry.act == "lottery.draw":
                with self.services.database.read() as uow:
                    for one in uow.draws.entrants_of(UUID(entry.subject)):
                        assert states[str(one.application_id)] == S.ENTERED.value
                        states[str(one.application_id)] = (S.ACCEPTED if one.is_winner else S.WAITING).value
            for id_, before, after in entry.detail.get("moves", ()):  # type: ignore[attr-defined]
                assert states.get(id_, "") == before, (entry.act, id_, before, after)
                states[id_] = after
        assert states == {str(line.id): line.state.value for line in self.lines()}


@pytest.mark.parametrize("kind", KINDS)
def test_seats_hold_under_pressure(kind: str) -> None:
    run_machine(SeatsUnderPressure, kind, sqlite=20, postgresql=6, steps=20)
