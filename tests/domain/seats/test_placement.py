"""Nobody is seated over capacity, skipped or lost, whatever people do and in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import Course, SelectionKind
from divide_app.domain.seats.placement import (
    Entered,
    Seated,
    Seats,
    Waiting,
    cancel,
    free_seats,
    place,
    promote,
    seats_of,
)

NOON = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
COURSE = Course(id=UUID(int=1), title="はじめてのスマートフォン", capacity=2)


def application(number: int, status: ApplicationStatus, place: int | None, minutes: int = 0) -> Application:
    return Application(
        id=UUID(int=number),
        course_id=COURSE.id,
        participant_id=UUID(int=1000 + number),
        status=status,
        applied_at=NOON + timedelta(minutes=minutes),
        place=place,
    )


def test_a_free_seat_is_given_in_order_of_asking() -> None:
    assert place(COURSE, Seats(accepted=1), at=NOON) == Seated(2)
    assert place(COURSE, Seats(accepted=2), at=NOON) == Waiting(1)
    assert place(COURSE, Seats(accepted=2, waiting=4), at=NOON) == Waiting(5)


def test_a_newcomer_does_not_pass_those_who_wait() -> None:
    assert place(COURSE, Seats(accepted=1, waiting=1), at=NOON) == Waiting(2)


def test_a_course_without_capacity_seats_everybody() -> None:
    open_ended = replace(COURSE, capacity=None)
    assert place(open_ended, Seats(accepted=500), at=NOON) == Seated(501)
    assert free_seats(open_ended, 500) is None
    assert place(replace(open_ended, selection=SelectionKind.LOTTERY), Seats(), at=NOON) == Seated(1)


def test_a_lottery_enters_before_the_draw_and_seats_after_it() -> None:
    lottery = replace(COURSE, selection=SelectionKind.LOTTERY)
    assert place(lottery, Seats(accepted=0), at=NOON) == Entered()
    assert Entered().status is ApplicationStatus.APPLIED
    assert place(lottery, Seats(accepted=1, is_drawn=True), at=NOON) == Seated(2)
    assert place(lottery, Seats(accepted=2, is_drawn=True), at=NOON) == Waiting(1)


def test_capacity_zero_makes_everybody_wait() -> None:
    assert place(replace(COURSE, capacity=0), Seats(), at=NOON) == Waiting(1)


@pytest.mark.parametrize(
    ("course", "at", "code"),
    [
        (replace(COURSE, apply_from=NOON), NOON - timedelta(seconds=1), "course_not_open"),
        (replace(COURSE, apply_until=NOON), NOON + timedelta(seconds=1), "course_closed"),
        (replace(COURSE, is_cancelled=True), NOON, "course_cancelled"),
    ],
)
def test_outside_the_window_the_course_refuses(course: Course, at: datetime, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        place(course, Seats(), at=at)
    assert refused.value.code == code


def test_both_ends_of_the_window_belong_to_it() -> None:
    course = replace(COURSE, apply_from=NOON, apply_until=NOON)
    assert place(course, Seats(), at=NOON) == Seated(1)


def test_without_a_deadline_the_first_session_ends_the_window() -> None:
    with pytest.raises(DomainError) as refused:
        place(COURSE, Seats(), at=NOON, first_starts_at=NOON)
    assert refused.value.code == "course_closed"
    assert place(COURSE, Seats(), at=NOON - timedelta(seconds=1), first_starts_at=NOON) == Seated(1)


def test_a_clerk_may_force_the_window_but_neither_capacity_nor_a_cancelled_course() -> None:
    late = replace(COURSE, apply_until=NOON - timedelta(days=1))
    assert place(late, Seats(accepted=2), at=NOON, is_forced=True) == Waiting(1)
    with pytest.raises(DomainError) as refused:
        place(replace(late, is_cancelled=True), Seats(), at=NOON, is_forced=True)
    assert refused.value.code == "course_cancelled"


def test_applying_twice_is_refused_and_after_a_cancellation_allowed() -> None:
    first = application(1, ApplicationStatus.WAITING, 1)
    with pytest.raises(DomainError) as refused:
        place(COURSE, seats_of([first], first.participant_id), at=NOON)
    assert refused.value.code == "already_applied"
    gone = replace(first, status=ApplicationStatus.CANCELLED)
    assert place(COURSE, seats_of([gone], gone.participant_id), at=NOON) == Seated(1)


def test_a_cancellation_moves_the_first_waiting_up_and_closes_the_holes() -> None:
    people = [
        application(1, ApplicationStatus.ACCEPTED, 1),
        application(2, ApplicationStatus.ACCEPTED, 2),
        application(3, ApplicationStatus.WAITING, 1),
        application(4, ApplicationStatus.WAITING, 2),
    ]
    moves = cancel(COURSE, people, UUID(int=1))
    assert [(move.application_id.int, move.status, move.place) for move in moves] == [
        (1, ApplicationStatus.CANCELLED, None),
        (2, ApplicationStatus.ACCEPTED, 1),
        (3, ApplicationStatus.ACCEPTED, 2),
        (4, ApplicationStatus.WAITING, 1),
    ]
    assert [move.application_id.int for move in moves if move.is_promotion] == [3]


def test_a_raised_capacity_moves_up_by_place_then_moment_then_id() -> None:
    people = [
        application(9, ApplicationStatus.WAITING, None, minutes=1),
        application(8, ApplicationStatus.WAITING, None, minutes=1),
        application(7, ApplicationStatus.WAITING, None, minutes=0),
        application(6, ApplicationStatus.WAITING, 1, minutes=9),
    ]
    moves = promote(replace(COURSE, capacity=4), people)
    assert [move.application_id.int for move in moves] == [6, 7, 8, 9]


def test_a_lowered_capacity_takes_no_seat_away() -> None:
    people = [application(n, ApplicationStatus.ACCEPTED, n) for n in (1, 2)]
    assert promote(replace(COURSE, capacity=1), people) == ()


def test_a_cancelled_course_moves_nobody_up() -> None:
    people = [application(1, ApplicationStatus.WAITING, 1)]
    assert promote(replace(COURSE, is_cancelled=True), people) == ()


def test_cancelling_twice_or_the_unknown_is_refused() -> None:
    gone = application(1, ApplicationStatus.CANCELLED, None)
    with pytest.raises(DomainError, match="already_cancelled"):
        cancel(COURSE, [gone], gone.id)
    with pytest.raises(DomainError, match="application_unknown"):
        cancel(COURSE, [gone], UUID(int=99))


class Office(RuleBasedStateMachine):
    """People apply and cancel, the office raises and lowers the capacity."""

    def __init__(self) -> None:
        super().__init__()
        self.course = replace(COURSE, capacity=3)
        self.people: dict[UUID, Application] = {}
        self.most = 3

    def write(self, moves: object) -> None:
        for move in moves:  # type: ignore[attr-defined]
            self.people[move.application_id] = replace(
                self.people[move.application_id], status=move.status, place=move.place
            )

    @rule(minutes=st.integers(0, 5))
    def apply(self, minutes: int) -> None:
        number = len(self.people) + 1
        placed = place(self.course, seats_of(self.people.values(), UUID(int=1000 + number)), at=NOON)
        someone = application(number, placed.status, placed.place, minutes)
        self.people[someone.id] = someone

    @rule(data=st.data())
    def cancel_one(self, data: st.DataObject) -> None:
        standing = [one.id for one in self.people.values() if one.status is not ApplicationStatus.CANCELLED]
        if standing:
            queue = self.order(ApplicationStatus.WAITING)
            chosen = data.draw(st.sampled_from(standing))
            moves = cancel(self.course, self.people.values(), chosen)
            promoted = [move.application_id for move in moves if move.is_promotion]
            assert promoted == [one for one in queue if one != chosen][: len(promoted)]
            self.write(moves)

    @rule(capacity=st.one_of(st.none(), st.integers(0, 6)))
    def change_capacity(self, capacity: int | None) -> None:
        self.course = replace(self.course, capacity=capacity)
        self.write(promote(self.course, self.people.values()))
        self.most = len(self.order(ApplicationStatus.ACCEPTED))

    def order(self, status: ApplicationStatus) -> list[UUID]:
        return [one.id for one in sorted(self.people.values(), key=lambda one: one.place or 0) if one.status is status]

    @invariant()
    def nobody_is_seated_over_capacity(self) -> None:
        accepted = len(self.order(ApplicationStatus.ACCEPTED))
        if self.course.capacity is not None:
            assert accepted <= max(self.course.capacity, self.most)

    @invariant()
    def no_seat_is_empty_while_somebody_waits(self) -> None:
        free = free_seats(self.course, len(self.order(ApplicationStatus.ACCEPTED)))
        if self.order(ApplicationStatus.WAITING):
            assert free == 0

    @invariant()
    def places_have_no_holes(self) -> None:
        for status in (ApplicationStatus.ACCEPTED, ApplicationStatus.WAITING):
            places = sorted(one.place or 0 for one in self.people.values() if one.status is status)
            assert places == list(range(1, len(places) + 1))

    @invariant()
    def promoting_again_changes_nothing(self) -> None:
        assert promote(self.course, self.people.values()) == ()


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
