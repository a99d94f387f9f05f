"""What happened is derived from the events alone, whatever the order, the device or the copies they came in."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.door.attendance import (
    Attendance,
    AttendanceEvent,
    CheckInReason,
    EventKind,
    EventResult,
    derive,
    judge_undo,
    repeated,
)
from divide_app.domain.errors import DomainError

START = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)
END = START + timedelta(hours=2)
SESSION = UUID(int=77)
TARO = UUID(int=1)


def event(
    number: int,
    kind: EventKind = EventKind.IN,
    minute: int = 0,
    *,
    attendee: UUID = TARO,
    result: EventResult = EventResult.OK,
    device: str = "受付1",
    nonce: str = "",
    undoes: int | None = None,
) -> AttendanceEvent:
    return AttendanceEvent(
        id=UUID(int=100 + number),
        class_session_id=SESSION,
        attendee_id=attendee,
        kind=kind,
        result=result,
        happened_at=START + timedelta(minutes=minute),
        recorded_at=START + timedelta(minutes=minute),
        device=device,
        nonce=nonce,
        undoes=None if undoes is None else UUID(int=100 + undoes),
    )


def of_taro(*events: AttendanceEvent) -> Attendance:
    return derive(events, END)[TARO]


def test_somebody_who_never_left_stayed_to_the_end() -> None:
    state = of_taro(event(1, minute=5))
    assert (state.present, state.is_inside, state.minutes) == (True, True, 115)
    assert state.first_in == START + timedelta(minutes=5)


def test_leaving_and_coming_back_counts_once_with_the_right_minutes() -> None:
    state = of_taro(
        event(1),
        event(2, EventKind.OUT, 30),
        event(3, EventKind.IN, 50),
        event(4, EventKind.OUT, 110),
    )
    assert (state.present, state.is_inside, state.minutes) == (True, False, 90)
    assert state.last_out == START + timedelta(minutes=110)


def test_out_before_in_is_kept_and_shown() -> None:
    state = of_taro(event(1, EventKind.OUT, 5))
    assert (state.present, state.minutes, state.events) == (False, 0, (UUID(int=101),))
    assert state.last_out == START + timedelta(minutes=5)


def test_a_refused_act_does_not_count() -> None:
    refused = replace(event(1, result=EventResult.REFUSED), reason=CheckInReason.TOO_EARLY)
    assert derive([refused], END) == {}


def test_an_earlier_event_arriving_later_is_as_if_it_had_come_in_order() -> None:
    first, second = event(1, minute=0), event(2, EventKind.OUT, 60)
    late = replace(first, recorded_at=END + timedelta(days=3))
    assert of_taro(second, late).minutes == 60


def test_two_devices_make_one_attendance_and_the_first_time_wins() -> None:
    state = of_taro(event(1, minute=7, device="受付2"), event(2, minute=3, device="受付1"))
    assert state.first_in == START + timedelta(minutes=3)
    assert state.first_device == "受付1"
    assert len(state.events) == 2
    assert state.minutes == 117


def test_the_same_nonce_of_one_device_is_one_act_and_undoing_the_copy_undoes_the_act() -> None:
    one, copy = event(1, nonce="n1"), event(2, nonce="n1")
    assert of_taro(one, copy).events == (one.id,)
    assert not of_taro(one, copy, event(3, EventKind.UNDO, 1, undoes=2)).present
    assert len(of_taro(one, replace(copy, device="受付2")).events) == 2


def test_a_nonce_used_again_for_somebody_else_or_for_leaving_is_another_act() -> None:
    hanako = UUID(int=7)
    states = derive([event(1, nonce="n1"), event(2, attendee=hanako, nonce="n1")], END)
    assert all(states[one].present for one in (TARO, hanako))
    assert of_taro(event(1, nonce="n1"), event(2, EventKind.OUT, 30, nonce="n1")).minutes == 30


def test_an_undo_takes_back_by_id_and_the_event_stays() -> None:
    state = of_taro(event(1), event(2, EventKind.UNDO, 1, undoes=1))
    assert not state.present
    assert not state.is_inside
    assert len(state.events) == 2


def test_undoing_an_out_leaves_the_person_inside() -> None:
    state = of_taro(event(1), event(2, EventKind.OUT, 30), event(3, EventKind.UNDO, 31, undoes=2))
    assert (state.is_inside, state.minutes, state.last_out) == (True, 120, None)


def test_a_walk_in_found_to_be_a_known_person_counts_once() -> None:
    walk_in = UUID(int=9)
    states = derive([event(1, attendee=walk_in, minute=10), event(2, minute=20)], END, {walk_in: TARO})
    assert list(states) == [TARO]
    assert states[TARO].first_in == START + timedelta(minutes=10)


def test_identifications_are_followed_in_chains_and_a_ring_ends() -> None:
    one, two = UUID(int=8), UUID(int=9)
    assert list(derive([event(1, attendee=two)], END, {two: one, one: TARO})) == [TARO]
    ring = derive([event(1, attendee=two), event(2, attendee=one)], END, {two: one, one: two})
    assert list(ring) == [one]


def test_across_midnight_the_minutes_run_on() -> None:
    evening = datetime(2026, 3, 31, 13, 0, tzinfo=UTC)  # 22:00 in Japan on the last day of the fiscal year
    came = replace(event(1), happened_at=evening)
    assert derive([came], evening + timedelta(hours=3))[TARO].minutes == 180


def test_somebody_received_after_the_end_stays_no_negative_time() -> None:
    assert of_taro(event(1, minute=150)).minutes == 0


def test_an_accepted_nonce_is_found_again_and_a_refused_one_is_not() -> None:
    refused = event(1, nonce="n", result=EventResult.REFUSED)
    assert repeated([refused], "受付1", "n") is None
    accepted = event(2, nonce="n")
    assert repeated([refused, accepted], "受付1", "n") == accepted
    assert repeated([accepted], "受付2", "n") is None
    assert repeated([replace(accepted, nonce="")], "受付1", "") is None


def undo_code(target: AttendanceEvent | None, undos: list[AttendanceEvent], device: str) -> str:
    with pytest.raises(DomainError) as refused:
        judge_undo(target, undos, device, by_staff=False)
    return refused.value.code


def test_an_act_is_taken_back_by_its_own_device_or_by_staff() -> None:
    act = event(1)
    judge_undo(act, [], "受付1", by_staff=False)
    judge_undo(act, [], "事務室", by_staff=True)
    assert undo_code(act, [], "受付2") == "undo_other_device"


def test_what_cannot_be_taken_back() -> None:
    act, undo = event(1), event(2, EventKind.UNDO, undoes=1)
    assert undo_code(None, [], "受付1") == "event_unknown"
    assert undo_code(undo, [], "受付1") == "undo_of_undo"
    assert undo_code(act, [undo], "受付1") == "already_undone"
    assert undo_code(event(3, result=EventResult.REFUSED), [], "受付1") == "undo_of_refused"


def histories() -> st.SearchStrategy[list[AttendanceEvent]]:
    act = st.tuples(
        st.sampled_from([EventKind.IN, EventKind.OUT, EventKind.UNDO]),
        st.integers(-30, 150),
        st.integers(1, 3),
        st.sampled_from([EventResult.OK, EventResult.OK, EventResult.REFUSED]),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["", "", "n1", "n2"]),
        st.integers(0, 11),
    )
    return st.lists(act, max_size=12).map(
        lambda acts: [
            event(
                number,
                kind,
                minute,
                attendee=UUID(int=who),
                result=result,
                device=device,
                nonce=nonce,
                undoes=undoes if kind is EventKind.UNDO else None,
            )
            for number, (kind, minute, who, result, device, nonce, undoes) in enumerate(acts)
        ]
    )


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_and_any_copies_give_the_same_state(
    history: list[AttendanceEvent], chance: random.Random
) -> None:
    shuffled = history + [one for one in history if chance.random() < 0.5]
    chance.shuffle(shuffled)
    assert derive(shuffled, END) == derive(history, END)


@given(histories())
def test_states_agree_with_themselves(history: list[AttendanceEvent]) -> None:
    for state in derive(history, END).values():
        assert state.present == (state.first_in is not None)
        assert not state.is_inside or state.present
        assert state.minutes >= 0
        assert state.present or state.minutes == 0


@given(histories())
def test_an_undo_of_everything_leaves_nobody_present(history: list[AttendanceEvent]) -> None:
    undos = [
        replace(event(50 + number, EventKind.UNDO), undoes=one.id, attendee_id=one.attendee_id)
        for number, one in enumerate(history)
    ]
    assert not any(state.present for state in derive([*history, *undos], END).values())


@given(histories(), st.integers(1, 3), st.integers(1, 3))
def test_identification_loses_no_event(history: list[AttendanceEvent], one: int, other: int) -> None:
    states = derive(history, END)
    merged = derive(history, END, {UUID(int=one): UUID(int=other)})
    assert sum(len(state.events) for state in merged.values()) == sum(len(state.events) for state in states.values())
