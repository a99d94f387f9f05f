"""Whatever the office does with a course, nobody is lost, nobody is skipped, and no seat is given twice."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.errors import DomainError
from divide_app.services import Services
from divide_app.storage.database import open_database
from tests.support.city import City
from tests.support.databases import KINDS, HandClock, drop_postgres, fresh_place
from tests.support.machines import run_machine

ACCEPTED, WAITING, CANCELLED = ApplicationStatus.ACCEPTED, ApplicationStatus.WAITING, ApplicationStatus.CANCELLED


class SeatsOfOneCourse(RuleBasedStateMachine):
    """Acts of clerks on one course; the model keeps who must stand where."""

    kind = "sqlite"

    @initialize(capacity=st.integers(1, 4))
    def open_course(self, capacity: int) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.place = fresh_place(self.kind, self.folder / "data")
        self.city = City(Services(open_database(self.place, clock=HandClock())), HandClock())
        self.capacity = capacity
        self.course = self.city.course(capacity=capacity)
        self.accepted: list[UUID] = []
        self.waiting: list[UUID] = []
        self.gone: list[UUID] = []
        self.people: dict[UUID, UUID] = {}
        self.moved_up = 0

    def teardown(self) -> None:
        if not hasattr(self, "city"):
            return
        database = self.city.services.database
        try:
            assert self.city.services.maintenance.check().ok
            entries = self.city.services.maintenance.audit_entries()
            told = [id_ for entry in entries for id_ in entry.detail.get("promoted", ())]  # type: ignore[attr-defined]
            assert len(told) == self.moved_up, "the trail names everybody who moved up"
        finally:
            database.close()
            if self.place.url is not None:
                drop_postgres(self.place)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _moves_up(self) -> list[UUID]:
        free = max(0, self.capacity - len(self.accepted))
        up, self.waiting = self.waiting[:free], self.waiting[free:]
        self.accepted += up
        self.moved_up += len(up)
        return up

    @rule()
    def somebody_applies(self) -> None:
        done = self.city.services.applications.apply(self.course, self.city.person())
        self._takes_place(done)
        self.people[done.application] = self._person_of(done.application)

    @precondition(lambda self: self.gone)
    @rule(which=st.integers(0, 20))
    def somebody_who_cancelled_applies_again(self, which: int) -> None:
        application = self.gone.pop(which % len(self.gone))
        done = self.city.services.applications.apply(self.course, self.people[application])
        assert done.application == application
        self._takes_place(done)

    def _takes_place(self, done: Any) -> None:
        if not self.waiting and len(self.accepted) < self.capacity:
            self.accepted.append(done.application)
            assert (done.status, done.place) == (ACCEPTED, len(self.accepted))
        else:
            self.waiting.append(done.application)
            assert (done.status, done.place) == (WAITING, len(self.waiting))

    def _person_of(self, application: UUID) -> UUID:
        lines = self.city.services.applications.of_course(self.course)
        return next(one.participant_id for one in lines if one.id == application)

    @precondition(lambda self: self.accepted or self.waiting)
    @rule(which=st.integers(0, 20))
    def somebody_applies_twice(self, which: int) -> None:
        standing = self.accepted + self.waiting
        with pytest.raises(DomainError, match="already_applied"):
            self.city.services.applications.apply(self.course, self.people[standing[which % len(standing)]])

    @precondition(lambda self: self.accepted or self.waiting)
    @rule(which=st.integers(0, 20))
    def somebody_cancels(self, which: int) -> None:
        standing = self.accepted + self.waiting
        application = standing[which % len(standing)]
        done = self.city.services.applications.cancel(application)
        (self.accepted if application in self.accepted else self.waiting).remove(application)
        self.gone.append(application)
        assert list(done.promoted) == self._moves_up()

    @precondition(lambda self: self.gone)
    @rule(which=st.integers(0, 20))
    def cancelled_stays_cancelled(self, which: int) -> None:
        application = self.gone[which % len(self.gone)]
        for act in (self.city.services.applications.cancel, self.city.services.applications.accept):
            with pytest.raises(DomainError, match="already_cancelled"):
                act(application)

    @rule(capacity=st.integers(1, 6))
    def capacity_changes(self, capacity: int) -> None:
        course = self.city.services.scheduling.course(self.course).course
        done = self.city.services.scheduling.change_course(replace(course, capacity=capacity))
        self.capacity = capacity
        assert list(done.promoted) == self._moves_up()

    @precondition(lambda self: self.waiting)
    @rule(which=st.integers(0, 20))
    def somebody_is_accepted_out_of_turn(self, which: int) -> None:
        application = self.waiting[which % len(self.waiting)]
        if len(self.accepted) >= self.capacity:
            with pytest.raises(DomainError, match="capacity_full"):
                self.city.services.applications.accept(application)
            return
        done = self.city.services.applications.accept(application)
        self.waiting.remove(application)
        self.accepted.append(application)
        assert done.place == len(self.accepted)
        assert list(done.promoted) == self._moves_up()

    @invariant()
    def everybody_stands_where_they_should(self) -> None:
        if not hasattr(self, "city"):
            return
        lines = self.city.services.applications.of_course(self.course)
        seats = [(one.id, one.place) for one in lines if one.status is ACCEPTED]
        queue = [(one.id, one.place) for one in lines if one.status is WAITING]
        assert seats == [(id_, n) for n, id_ in enumerate(self.accepted, 1)]
        assert queue == [(id_, n) for n, id_ in enumerate(self.waiting, 1)]
        assert {one.id for one in lines if one.status is CANCELLED} == set(self.gone)
        assert len({one.ticket_code for one in lines}) == len(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_lost_or_skipped_whatever_clerks_do(kind: str) -> None:
    run_machine(SeatsOfOneCourse, kind, sqlite=12, postgresql=5, steps=25)


def test_a_lowered_capacity_takes_nobodys_seat(city: City) -> None:
    course = city.course(capacity=3)
    for _ in range(3):
        city.apply(course)
    found = city.services.scheduling.course(course).course
    done = city.services.scheduling.change_course(replace(found, capacity=1))
    lines = city.services.applications.of_course(course)
    assert [one.status for one in lines] == [ACCEPTED] * 3
    assert done.promoted == ()


def test_a_cancelled_course_takes_and_promotes_nobody(city: City) -> None:
    course = city.course(capacity=1)
    _, first, _ = city.apply(course)
    _, waiting, _ = city.apply(course)
    city.services.scheduling.cancel_course(course, "講師の都合")
    with pytest.raises(DomainError, match="course_cancelled"):
        city.apply(course)
    assert city.services.applications.cancel(first).promoted == ()
    with pytest.raises(DomainError, match="course_cancelled"):
        city.services.applications.accept(waiting)


def test_the_window_refuses_and_a_clerk_may_take_it_all_the_same(city: City) -> None:
    from tests.support.city import at

    course = city.course(capacity=5, apply_from=at("2026-11-01 9:00"), apply_until=at("2026-11-10 17:00"))
    take = city.services.applications.apply
    for moment, code in (("2026-10-31 9:00", "course_not_open"), ("2026-11-10 17:01", "course_closed")):
        person = city.person()
        with pytest.raises(DomainError, match=code):
            take(course, person, at=at(moment))
        assert take(course, person, at=at(moment), is_forced=True).status is ACCEPTED
    assert take(course, city.person(), at=at("2026-11-10 17:00")).status is ACCEPTED


def test_a_lost_ticket_is_revoked_and_its_owner_found_by_name(city: City) -> None:
    from divide_app.domain.door.attendance import CheckInReason, EventResult

    course = city.course()
    (session,) = city.sessions(course)
    person, application, code = city.apply(course)
    city.services.applications.revoke_ticket(application)
    assert city.scan(session, code).reason is CheckInReason.REVOKED_CODE
    answer = city.services.check_in.receive_person(session, person)
    assert answer.status is EventResult.OK
