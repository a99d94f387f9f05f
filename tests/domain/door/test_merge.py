"""What a package brings home is sorted the same way whatever its order, once for all, and nothing falls out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import at_local, local_day
from divide_app.domain.door.attendance import AttendanceEvent, EventKind, EventResult, act_key
from divide_app.domain.door.merge import HeldReason, MergeDecision, OfficeFacts, decide, lookalikes
from divide_app.domain.door.packages import (
    PackageContent,
    PackedApplication,
    PackedCourse,
    PackedPerson,
    PackedSession,
    PackedWalkIn,
)
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionKind, SessionState

START = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
MADE = START - timedelta(days=1)
COURSE, SESSION, TARO, GUEST = (UUID(int=number) for number in (1, 2, 3, 4))
SESSION_LINE = PackedSession(
    SESSION,
    COURSE,
    1,
    SessionKind.CLASS,
    START,
    START + timedelta(hours=2),
    True,
    SessionState.PLANNED,
    None,
    "",
    None,
    "",
)


def event(number: int, minute: float = 0, **parts: object) -> AttendanceEvent:
    at = START + timedelta(minutes=minute)
    made = AttendanceEvent(UUID(int=100 + number), SESSION, TARO, EventKind.IN, EventResult.OK, at, at, "PC1")
    return replace(made, **parts)  # type: ignore[arg-type]


def package(*events: AttendanceEvent, status: ApplicationStatus = ApplicationStatus.ACCEPTED) -> PackageContent:
    return PackageContent(
        UUID(int=9),
        "見本市",
        MADE,
        (PackedCourse(COURSE, "講座", SessionKind.CLASS, None, 60, ""),),
        (SESSION_LINE,),
        (PackedPerson(TARO, "見本太郎", "", "70-74", (), ""),),
        (PackedApplication(UUID(int=5), COURSE, TARO, status, 1, "CODE", False, ""),),
        (PackedWalkIn(GUEST, SESSION, "60-64", Sex.MALE, "", None),),
        events,
    )


def office(**parts: object) -> OfficeFacts:
    usual = OfficeFacts(
        START + timedelta(hours=6), {SESSION: SESSION_LINE}, {TARO: TARO}, {(COURSE, TARO): ApplicationStatus.ACCEPTED}
    )
    return replace(usual, **parts)  # type: ignore[arg-type]


def reasons(decision: MergeDecision) -> list[HeldReason]:
    return [one.reason for one in decision.held]


def test_an_act_is_taken_in_once():
    act = event(1)
    assert decide(package(act), office()) == MergeDecision((act,), (), ())
    assert decide(package(act), office(events={act.id})) == MergeDecision((), (act,), ())
    assert decide(package(act, act), office()) == MergeDecision((act,), (act,), ())


def test_an_act_sent_twice_under_one_nonce_is_known_and_its_undo_means_the_first():
    first, copy = event(1, nonce="n"), event(2, 1, nonce="n")
    undo = event(3, 2, kind=EventKind.UNDO, undoes=copy.id)
    done = decide(package(copy, undo, first), office())
    assert done.known == (copy,)
    assert [one.id for one in done.accepted] == [first.id, undo.id]
    assert done.accepted[1].undoes == first.id
    stored = decide(package(copy), office(acts={act_key(first): first.id}))
    assert stored.known == (copy,)
    other = decide(package(replace(copy, device="PC2")), office(acts={act_key(first): first.id}))
    assert len(other.accepted) == 1, "another device has nonces of its own"
    neighbour = decide(package(replace(copy, attendee_id=UUID(int=999_999))), office(acts={act_key(first): first.id}))
    assert neighbour.known == (), "a nonce used again for somebody else loses nobody"


CANCELLED = replace(SESSION_LINE, state=SessionState.CANCELLED)
HELD = replace(SESSION_LINE, state=SessionState.HELD)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"sessions": {}}, HeldReason.SESSION_GONE),
        ({"people": {}}, HeldReason.PERSON_GONE),
        ({"sessions": {SESSION: CANCELLED}}, HeldReason.SESSION_CANCELLED),
        ({"sessions": {SESSION: HELD}}, HeldReason.SESSION_CONFIRMED),
        ({"applications": {(COURSE, TARO): ApplicationStatus.CANCELLED}}, HeldReason.APPLICATION_CANCELLED),
        ({"applications": {}}, HeldReason.APPLICATION_CANCELLED),
    ],
)
def test_what_changed_at_the_office_meanwhile_is_for_a_person(facts: dict[str, object], reason: HeldReason):
    assert reasons(decide(package(event(1)), office(**facts))) == [reason]


def test_a_meeting_confirmed_before_it_was_packed_is_for_a_person_too():
    sent = replace(package(event(1)), sessions=(HELD,))
    assert reasons(decide(sent, office(sessions={SESSION: HELD}))) == [HeldReason.SESSION_CONFIRMED]
    assert decide(sent, office()).held == (), "reopened since, with a reason"


def test_who_was_cancelled_before_the_package_was_made_and_forced_in_is_taken_in():
    forced = event(1, forced_reason="窓口で撤回")
    cancelled = {(COURSE, TARO): ApplicationStatus.CANCELLED}
    assert decide(package(forced, status=ApplicationStatus.CANCELLED), office(applications=cancelled)).accepted == (
        forced,
    )


def test_an_undo_waits_with_the_act_it_takes_back():
    wrong = event(1, 60 * 24, recorded_at=START)
    undo = event(2, 5, kind=EventKind.UNDO, undoes=wrong.id)
    assert reasons(decide(package(undo, wrong), office())) == [HeldReason.CLOCK, HeldReason.CLOCK]


def test_an_undo_waits_with_an_act_that_waits_since_an_earlier_merge():
    wrong = event(1, 60 * 24, recorded_at=START)
    undo = event(2, 5, kind=EventKind.UNDO, undoes=wrong.id)
    known = office(events={wrong.id}, waiting={wrong.id: HeldReason.CLOCK})
    done = decide(package(wrong, undo), known)
    assert (done.known, reasons(done), done.accepted) == ((wrong,), [HeldReason.CLOCK], ())


def test_refused_acts_are_kept_whatever_happened_since():
    refused = event(1, result=EventResult.REFUSED)
    assert decide(package(refused), office(people={})).accepted == (refused,)
    assert reasons(decide(package(refused), office(sessions={}))) == [HeldReason.SESSION_GONE]


@pytest.mark.parametrize(
    ("minutes", "is_doubtful"),
    [(-60, False), (0, False), (120, False), (-355, False), (-365, True), (415, False), (425, True), (540, True),
     (-540, True), (24 * 60, True), (-24 * 60, True)],
)  # fmt: skip
def test_acts_far_from_the_doors_hours_make_the_clock_doubtful(minutes: int, is_doubtful: bool):
    act = event(1, minutes, recorded_at=START)
    assert reasons(decide(package(act), office())) == ([HeldReason.CLOCK] if is_doubtful else [])


@pytest.mark.parametrize("recorded", [MADE - timedelta(hours=2), START + timedelta(hours=8)])
def test_acts_recorded_before_packing_or_after_the_return_make_the_clock_doubtful(recorded: datetime):
    assert reasons(decide(package(event(1, recorded_at=recorded)), office())) == [HeldReason.CLOCK]


def test_a_session_moved_meanwhile_still_owns_its_acts():
    moved = replace(SESSION_LINE, starts_at=START + timedelta(days=7), ends_at=START + timedelta(days=7, hours=2))
    act = event(1)
    assert decide(package(act), office(sessions={SESSION: moved})).accepted == (act,)
    late = event(2, 7 * 24 * 60)
    facts = office(sessions={SESSION: moved}, now=START + timedelta(days=8))
    assert decide(package(late), facts).accepted == (late,), "the hall had heard of the move"


def test_a_session_whose_hour_is_unknown_owns_its_whole_day():
    day = replace(SESSION_LINE, time_is_known=False)
    act = event(1, 10 * 60, recorded_at=START)
    assert decide(package(act), office(sessions={SESSION: day})).accepted == (act,)


def test_a_session_listed_with_its_day_alone_owns_all_of_that_day():
    midnight = at_local(local_day(START), time())
    listed = replace(SESSION_LINE, starts_at=midnight, ends_at=midnight, time_is_known=False)
    act = event(1, recorded_at=START)
    packed = replace(package(act), sessions=(listed,))
    assert decide(packed, office(sessions={SESSION: listed})).accepted == (act,)


def test_walk_ins_who_share_a_name_are_two_people_who_look_alike():
    one = PackedWalkIn(UUID(int=20), SESSION, "60-64", Sex.MALE, "高橋 実", None)
    other = PackedWalkIn(UUID(int=21), SESSION, "60-64", Sex.MALE, "髙橋　実", None)
    elsewhere = replace(other, id=UUID(int=22), class_session_id=UUID(int=77))
    nameless = replace(one, id=UUID(int=23), name="")
    assert lookalikes([other, nameless], [one, elsewhere, nameless]) == [(other, one)]
    assert lookalikes([one, other], []) == [(other, one)]
    assert lookalikes([one], [one]) == []


events = st.lists(
    st.builds(
        lambda number, minute, kind, result, who, nonce, device, undoes: event(
            number,
            minute,
            kind=kind,
            result=result,
            attendee_id=who,
            is_walk_in=who == GUEST,
            nonce=nonce,
            device=device,
            undoes=UUID(int=100 + undoes) if kind is EventKind.UNDO else None,
        ),
        st.integers(1, 12),
        st.sampled_from([-2000, -30, 0, 10, 60, 2000]),
        st.sampled_from(EventKind),
        st.sampled_from(EventResult),
        st.sampled_from([TARO, GUEST, UUID(int=66)]),
        st.sampled_from(["", "a", "b"]),
        st.sampled_from(["PC1", "PC2"]),
        st.integers(1, 12),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(events, st.randoms(), st.sets(st.integers(1, 12)))
def test_order_does_not_matter_and_nobody_is_lost(acts, random, stored):
    known = {UUID(int=100 + number) for number in stored}
    facts = office(events=known)
    done = decide(package(*acts), facts)
    shuffled = list(acts)
    random.shuffle(shuffled)
    assert decide(package(*shuffled), facts) == done
    sorted_in = Counter(one.id for one in (*done.accepted, *done.known)) + Counter(one.event.id for one in done.held)
    assert sorted_in == Counter(one.id for one in acts)


@given(events)
def test_twice_is_once(acts):
    content = package(*acts)
    first = decide(content, office())
    accepted = {act_key(one): one.id for one in first.accepted if one.nonce}
    seen = {one.id for one in first.accepted} | {one.event.id for one in first.held}
    held = {
        act_key(one.event): one.event.id for one in first.held if one.event.nonce and one.event.result is EventResult.OK
    }
    again = decide(content, office(events=seen, acts=held | accepted))
    assert (again.accepted, again.held) == ((), ())
    assert len(again.known) == len(acts)
