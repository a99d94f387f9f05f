"""The door's decisions, case by case (docs/check-in-cases.md), and the order in which they are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.attendance import (
    FORCEABLE,
    CheckInReason,
    DoorFacts,
    EventKind,
    EventResult,
    OtherSession,
    judge,
)

START = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)
END = START + timedelta(hours=2)
GOOD = DoorFacts(at=START, starts_at=START, ends_at=END)
OTHER = OtherSession(
    UUID(int=5), UUID(int=6), "カメラ講座", 2, START + timedelta(days=1), END + timedelta(days=1), "北公民館", "和室"
)


def test_a_valid_ticket_is_ok() -> None:
    verdict = judge(GOOD)
    assert (verdict.result, verdict.reason, verdict.is_forced) == (EventResult.OK, None, False)


def test_already_in_names_the_first_time_and_device() -> None:
    verdict = judge(replace(GOOD, inside_since=START, inside_device="受付1", forced_reason="x"))
    assert verdict.reason is CheckInReason.ALREADY_IN
    assert dict(verdict.details) == {"first_at": START, "device": "受付1"}


def test_a_cancelled_application_may_be_forced_and_says_so() -> None:
    facts = replace(GOOD, application=ApplicationStatus.CANCELLED)
    assert judge(facts).reason is CheckInReason.CANCELLED_APPLICATION
    assert judge(facts).may_force
    forced = judge(replace(facts, forced_reason="本人が来館"))
    assert (forced.result, forced.reason, forced.is_forced) == (
        EventResult.OK,
        CheckInReason.CANCELLED_APPLICATION,
        True,
    )


def test_a_blank_reason_forces_nothing() -> None:
    facts = replace(GOOD, application=ApplicationStatus.CANCELLED, forced_reason="　 ")
    assert judge(facts).result is EventResult.REFUSED


@pytest.mark.parametrize("status", [ApplicationStatus.WAITING, ApplicationStatus.APPLIED, ApplicationStatus.REFUSED])
def test_somebody_not_accepted_is_admitted_by_force_and_offered_a_free_seat(status: ApplicationStatus) -> None:
    facts = replace(GOOD, application=status, capacity=10, accepted=9)
    assert judge(facts).reason is CheckInReason.WAITING_NOT_ACCEPTED
    assert judge(facts).may_accept
    assert not judge(replace(facts, accepted=10)).may_accept
    forced = judge(replace(facts, forced_reason="空席あり"))
    assert forced.result is EventResult.OK
    assert forced.may_accept


def test_a_ticket_for_elsewhere_says_where_to_go_and_never_yields() -> None:
    facts = replace(GOOD, belongs_here=False, elsewhere=OTHER, forced_reason="x", application=None)
    verdict = judge(facts)
    assert verdict.reason is CheckInReason.WRONG_SESSION
    assert dict(verdict.details) == {
        "course": "カメラ講座",
        "number": 2,
        "starts_at": OTHER.starts_at,
        "ends_at": OTHER.ends_at,
        "venue": "北公民館",
        "room": "和室",
    }


def test_another_open_session_of_the_same_course_is_named_instead_of_the_hour() -> None:
    facts = replace(GOOD, at=START - timedelta(days=1), elsewhere=OTHER, elsewhere_is_same_course=True)
    assert judge(facts).reason is CheckInReason.WRONG_SESSION
    assert judge(facts).may_force
    assert judge(replace(facts, at=START)).result is EventResult.OK


def test_an_unknown_code_is_unknown_and_in_a_package_perhaps_only_not_carried() -> None:
    facts = replace(GOOD, is_known=False, forced_reason="x")
    assert judge(facts).reason is CheckInReason.UNKNOWN_CODE
    assert judge(replace(facts, is_package=True)).reason is CheckInReason.NOT_IN_PACKAGE
    assert judge(replace(facts, is_package=True, is_ours=False)).reason is CheckInReason.UNKNOWN_CODE


def test_the_door_opens_sixty_minutes_before_and_closes_at_the_end() -> None:
    def reason(moment: datetime) -> CheckInReason | None:
        return judge(replace(GOOD, at=moment)).reason

    second = timedelta(seconds=1)
    assert reason(START - timedelta(minutes=60)) is None
    assert reason(START - timedelta(minutes=60) - second) is CheckInReason.TOO_EARLY
    assert reason(END) is None
    assert reason(END + second) is CheckInReason.TOO_LATE
    early = judge(replace(GOOD, at=START - timedelta(hours=2)))
    assert dict(early.details)["opens_at"] == START - timedelta(hours=1)


def test_the_hour_yields_to_force() -> None:
    verdict = judge(replace(GOOD, at=END + timedelta(hours=1), forced_reason="名簿から後で入力"))
    assert (verdict.result, verdict.reason) == (EventResult.OK, CheckInReason.TOO_LATE)


def test_a_session_of_which_only_the_day_is_known_opens_all_that_local_day() -> None:
    midnight = datetime(2026, 6, 9, 15, 0, tzinfo=UTC)  # 10 June 00:00 in Japan
    facts = DoorFacts(at=midnight, starts_at=midnight, ends_at=midnight + timedelta(hours=24), time_is_known=False)
    assert judge(facts).result is EventResult.OK
    assert judge(replace(facts, at=midnight + timedelta(hours=23, minutes=59))).result is EventResult.OK
    assert judge(replace(facts, at=midnight - timedelta(seconds=1))).reason is CheckInReason.TOO_EARLY
    assert judge(replace(facts, at=midnight + timedelta(hours=24))).reason is CheckInReason.TOO_LATE


def test_a_cancelled_session_receives_nobody_by_force_either() -> None:
    verdict = judge(replace(GOOD, is_cancelled=True, forced_reason="x"))
    assert verdict.reason is CheckInReason.SESSION_CANCELLED
    assert not verdict.may_force


def test_a_required_question_is_asked_once() -> None:
    facts = replace(GOOD, question="緊急連絡先")
    assert (judge(facts).result, judge(facts).reason) == (EventResult.INCOMPLETE, CheckInReason.QUESTION_MISSING)
    assert dict(judge(facts).details) == {"question": "緊急連絡先"}
    assert judge(replace(facts, is_answered=True)).result is EventResult.OK


def test_a_revoked_code_is_refused_but_a_cancelled_application_is_named_first() -> None:
    facts = replace(GOOD, ticket_revoked=True)
    assert judge(facts).reason is CheckInReason.REVOKED_CODE
    assert judge(replace(facts, application=ApplicationStatus.CANCELLED)).reason is CheckInReason.CANCELLED_APPLICATION


def test_a_walk_in_is_warned_about_capacity_and_not_refused() -> None:
    facts = replace(GOOD, is_walk_in=True, application=None, belongs_here=False, question="?", capacity=2, present=2)
    verdict = judge(facts)
    assert verdict.result is EventResult.OK
    assert verdict.over_capacity
    assert not judge(replace(facts, present=1)).over_capacity
    assert judge(replace(facts, is_cancelled=True)).reason is CheckInReason.SESSION_CANCELLED


def test_leaving_is_never_refused_for_the_hour_or_the_application() -> None:
    facts = replace(
        GOOD, kind=EventKind.OUT, at=END + timedelta(hours=3), application=ApplicationStatus.WAITING, question="?"
    )
    assert judge(facts).result is EventResult.OK


def test_force_passes_several_checks_and_keeps_the_first() -> None:
    facts = replace(
        GOOD, application=ApplicationStatus.CANCELLED, at=END + timedelta(hours=1), forced_reason="x", question="?"
    )
    assert judge(facts).reason is CheckInReason.QUESTION_MISSING
    assert judge(replace(facts, is_answered=True)).reason is CheckInReason.CANCELLED_APPLICATION


FACTS = st.builds(
    DoorFacts,
    at=st.integers(-30, 30).map(lambda hours: START + timedelta(hours=hours / 4)),
    starts_at=st.just(START),
    ends_at=st.just(END),
    is_cancelled=st.booleans(),
    kind=st.sampled_from([EventKind.IN, EventKind.OUT]),
    is_known=st.booleans(),
    is_package=st.booleans(),
    belongs_here=st.booleans(),
    elsewhere=st.one_of(st.none(), st.just(OTHER)),
    application=st.one_of(st.none(), st.sampled_from(ApplicationStatus)),
    ticket_revoked=st.booleans(),
    is_walk_in=st.booleans(),
    inside_since=st.one_of(st.none(), st.just(START)),
    question=st.sampled_from(["", "?"]),
    is_answered=st.booleans(),
    forced_reason=st.sampled_from(["", "理由"]),
)


@given(FACTS)
def test_every_answer_is_whole(facts: DoorFacts) -> None:
    verdict = judge(facts)
    assert (verdict.result is EventResult.OK) == (verdict.reason is None or verdict.is_forced)
    assert (verdict.result is EventResult.INCOMPLETE) == (verdict.reason is CheckInReason.QUESTION_MISSING)
    if verdict.is_forced:
        assert facts.forced_reason
        assert verdict.reason in FORCEABLE | {CheckInReason.WRONG_SESSION}
    if verdict.may_force:
        again = judge(replace(facts, forced_reason="理由"))
        assert again.is_forced or not again.may_force
