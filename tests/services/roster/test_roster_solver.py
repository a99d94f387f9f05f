"""No proposal ever breaks a hard rule, costs more than the greedy filler's, differs from run to run, or hangs."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from divide_app.domain.people.availability import Availability, DaysOff
from divide_app.domain.people.supporters import AssignmentRole, Supporter, SupporterKind
from divide_app.domain.roster.greedy import Candidates, greedy
from divide_app.domain.roster.reasons import reasons_of
from divide_app.domain.roster.roster import Blocker, Choice, Problem, RosterSession, Standing, score
from divide_app.domain.roster.staffing import NeedReason, StaffNeed
from divide_app.foundation.problems import UserCancelled
from divide_app.services.roster import solver as roster_solver
from divide_app.services.roster.solver import solve
from divide_app.wording.roster import choice_sentence, dropped_sentence, unmet_sentence
from tests.support.rosters import faults, made_up_month

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(st.integers(1, 12), st.integers(1, 10), st.integers(0, 10**6), st.integers(0, 8), st.booleans())
@example(12, 10, 0, 8, True)
def test_no_hard_rule_is_ever_broken_and_greedy_never_beats_it(
    people: int, sessions: int, seed: int, standing: int, is_tight: bool
) -> None:
    problem = made_up_month(people, sessions, seed, standing=standing, is_tight=is_tight)
    filled = greedy(problem)
    assert not faults(problem, filled)
    solved = solve(problem, time_limit=2)
    assert not faults(problem, solved.choices)
    assert solved.greedy == score(problem, filled)
    assert solved.score == score(problem, solved.choices)
    assert solved.score.total <= solved.greedy.total


@few
@given(st.integers(1, 10), st.integers(1, 8), st.integers(0, 10**6), st.integers(0, 6))
def test_every_open_need_is_explained_by_as_many_people_as_there_are(
    people: int, sessions: int, seed: int, standing: int
) -> None:
    problem = made_up_month(people, sessions, seed, standing=standing, is_tight=True)
    solved = solve(problem, time_limit=2)
    reasons = reasons_of(problem, solved.choices)
    assert len(reasons.chosen) == len(solved.choices)
    assert sum(one.missing for one in reasons.unmet) == solved.score.missing
    for one in reasons.unmet:
        assert sum(number for _blocker, number in one.against) == one.able
        assert unmet_sentence(one).endswith("。")
        if not one.need.is_among:
            assert Blocker.NO_PLACE not in dict(one.against), "somebody free was left out"
    for chosen in reasons.chosen:
        assert choice_sentence(chosen).endswith("。")
    for gone in reasons.dropped:
        assert dropped_sentence(gone).endswith("。")


def test_the_same_month_gets_the_same_roster() -> None:
    problem = made_up_month(30, 20, 7, standing=10)
    first, second = solve(problem), solve(problem)
    assert first.is_proven
    assert first.choices == second.choices


def session(
    number: int, hour: int, *needs: StaffNeed, day: int = 24, course: int = 1, **parts: object
) -> RosterSession:
    starts_at = datetime(2026, 11, day, hour - 9, tzinfo=UTC)
    made = RosterSession(
        UUID(int=100 + number),
        UUID(int=course),
        f"講座{course}",
        number,
        starts_at,
        starts_at + timedelta(hours=2),
        needs,
    )
    return replace(made, **parts)  # type: ignore[arg-type]


def helper(number: int, **parts: object) -> Supporter:
    return Supporter(UUID(int=number), f"支援{number}", kind=SupporterKind.STAFF, **parts)  # type: ignore[arg-type]


ONE = StaffNeed(AssignmentRole.SUPPORT, 1, NeedReason.RATIO, people=3)
THREE = StaffNeed(AssignmentRole.SUPPORT, 3, NeedReason.RATIO, people=12)


def test_a_greedy_mistake_is_put_right() -> None:
    # The first session could have either; only the first person can have the second.
    wide = session(1, 10, ONE, day=2, district="東")
    narrow = session(2, 10, ONE, day=3, district="西")
    both = helper(1, districts=("東", "西"), monthly_limit=1)
    east = helper(2, districts=("北", "東"), monthly_limit=1)
    problem = Problem(2026, 11, (wide, narrow), (both, east))
    solved = solve(problem)
    assert {(one.session, one.supporter) for one in solved.choices} == {(0, 1), (1, 0)}


def test_loads_are_shared_and_a_course_keeps_its_faces_where_that_costs_no_load() -> None:
    sessions = tuple(session(number, 10, ONE, day=2 + 7 * (number - 1)) for number in range(1, 5))
    problem = Problem(2026, 11, sessions, (helper(1), helper(2)))
    counts = sorted([one.supporter for one in solve(problem).choices].count(at) for at in (0, 1))
    assert counts == [2, 2]
    two = tuple(session(n, 10, ONE, day=n, course=(n + 1) // 2) for n in range(1, 5))
    people = [
        one.supporter
        for one in sorted(solve(Problem(2026, 11, two, (helper(1), helper(2)))).choices, key=lambda one: one.session)
    ]
    assert people[0] == people[1]
    assert people[2] == people[3]
    assert people[0] != people[2]


def test_nobody_is_sent_across_town_without_time_for_the_way() -> None:
    morning = session(1, 10, ONE, district="東", venue_id=UUID(int=11), course=1)
    noon = session(2, 12, ONE, district="西", venue_id=UUID(int=12), course=2)
    problem = Problem(2026, 11, (morning, noon), (helper(1),))
    solved = solve(problem)
    assert len(solved.choices) == 1
    (unmet,) = reasons_of(problem, solved.choices).unmet
    assert unmet.against == ((Blocker.TRAVEL, 1),)
    near = Problem(2026, 11, (morning, replace(noon, venue_id=morning.venue_id, district="東")), (helper(1),))
    assert len(solve(near).choices) == 2


def test_why_nobody_is_left_is_said_in_numbers() -> None:
    sessions = (session(1, 10, THREE, course=1), session(2, 10, THREE, course=2))
    people = (*(helper(number) for number in range(1, 4)), *(helper(number, monthly_limit=0) for number in (4, 5)))
    problem = Problem(2026, 11, sessions, people)
    (unmet,) = reasons_of(problem, solve(problem).choices).unmet
    assert unmet_sentence(unmet) == (
        "補助があと3人足りません。担当できる人はほかに5人いますが、"
        "空いていません(その時間に別の回 3人、この月の上限 2人)。"
    )


def test_an_appointment_that_ends_in_the_middle_of_a_course_is_honoured() -> None:
    from datetime import date

    from divide_app.domain.people.supporters import Appointment

    sessions = (session(1, 10, ONE, day=3), session(2, 10, ONE, day=24))
    person = Supporter(
        UUID(int=1),
        "任期の人",
        kind=SupporterKind.DIGITAL_SUPPORTER,
        appointments=(Appointment(SupporterKind.DIGITAL_SUPPORTER, date(2026, 4, 1), date(2026, 11, 10)),),
    )
    problem = Problem(2026, 11, sessions, (person,))
    solved = solve(problem)
    assert [one.session for one in solved.choices] == [0]
    (unmet,) = reasons_of(problem, solved.choices).unmet
    assert unmet.against == ((Blocker.APPOINTMENT, 1),)


def test_contradictory_rules_leave_needs_open_and_end_at_once() -> None:
    month = made_up_month(400, 30, 3)
    nobody = tuple(replace(one, monthly_limit=0) for one in month.supporters)
    solved = solve(replace(month, supporters=nobody))
    assert solved.choices == ()
    assert solved.is_proven
    assert solved.score.missing == solved.greedy.missing > 0


def test_an_empty_month_and_a_month_without_people_are_no_trouble() -> None:
    month = made_up_month(3, 3)
    assert solve(replace(month, sessions=())).choices == ()
    assert solve(replace(month, supporters=())).score.missing > 0


def test_a_large_month_is_gone_through_in_parts_with_the_same_care(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_solver, "WHOLE", 50)
    monkeypatch.setattr(roster_solver, "PART", 60)
    problem = made_up_month(25, 24, 5, standing=12)
    solved = solve(problem, time_limit=3)
    assert not faults(problem, solved.choices)
    assert solved.score.total < solved.greedy.total


def test_a_person_can_stop_it_at_any_moment() -> None:
    problem = made_up_month(200, 80, 2)
    begun = time.monotonic()

    def stop_soon(_done: int, _total: int | None, /) -> None:
        if time.monotonic() - begun > 0.6:
            raise UserCancelled

    with pytest.raises(UserCancelled):
        solve(problem, progress=stop_soon, time_limit=60)


def test_what_stands_stays_unless_a_need_would_stay_open() -> None:
    first, second = session(1, 10, ONE, course=1), session(2, 10, ONE, course=2)
    stands = Standing(UUID(int=50), first.id, UUID(int=1), AssignmentRole.SUPPORT)
    calm = Problem(2026, 11, (first, second), (helper(1), helper(2)), (stands,))
    assert Choice(0, 0, 0) in solve(calm).choices
    # Only the standing one may go to the second session, and another can have the first.
    west = replace(second, district="西")
    moved = Problem(
        2026, 11, (first, west), (helper(1, districts=("西", "")), helper(2, districts=("", "東"))), (stands,)
    )
    solved = solve(moved)
    assert {(one.session, one.supporter) for one in solved.choices} == {(0, 1), (1, 0)}
    (gone,) = reasons_of(moved, solved.choices).dropped
    assert gone.standing == stands
    locked = replace(moved, standing=(replace(stands, is_fixed=True),))
    assert Choice(0, 0, 0) in solve(locked).choices


def test_who_was_told_stays_though_another_session_lacks_them() -> None:
    first, second = session(1, 10, ONE, course=1), session(2, 10, ONE, course=2, district="西")
    stands = Standing(UUID(int=50), first.id, UUID(int=1), AssignmentRole.SUPPORT, is_told=True)
    people = (helper(1, districts=("西", "")), helper(2, districts=("", "東")))
    problem = Problem(2026, 11, (first, second), people, (stands,))
    solved = solve(problem)
    assert [(one.session, one.supporter) for one in solved.choices] == [(0, 0)]
    assert solved.score.missing == 1
    (kept,) = reasons_of(problem, solved.choices).chosen
    assert choice_sentence(kept) == "本人に知らせてあるため、そのままです。"


def test_a_lead_who_was_told_goes_only_when_it_cannot_be_and_the_proposal_says_so() -> None:
    lead = StaffNeed(AssignmentRole.LEAD, 1, NeedReason.LEAD)
    here = session(1, 10, lead, course=1)
    stands = Standing(UUID(int=50), here.id, UUID(int=1), AssignmentRole.LEAD, is_told=True)
    over_limit = Problem(2026, 11, (here,), (helper(1, monthly_limit=0), helper(2)), (stands,))
    (kept,) = reasons_of(over_limit, solve(over_limit).choices).chosen
    assert kept.standing == stands.id
    assert choice_sentence(kept) == (
        "本人に知らせてあるため動かしていません。ただし、この月の上限を超えます。確かめてください。"
    )
    away = helper(1, availability=Availability(days_off=(DaysOff(here.day, here.day),)))
    impossible = Problem(2026, 11, (here,), (away, helper(2)), (stands,))
    reasons = reasons_of(impossible, solve(impossible).choices)
    assert [one.supporter_id for one in reasons.chosen] == [UUID(int=2)]
    (gone,) = reasons.dropped
    assert gone.blocker is Blocker.DAY_OFF
    assert dropped_sentence(gone).endswith("知らせてあるので、本人に連絡してください。")
    no_lead = Supporter(UUID(int=1), "支援1", kind=SupporterKind.INTERPRETER)
    cannot = Problem(2026, 11, (here,), (no_lead, helper(2)), (stands,))
    (gone,) = reasons_of(cannot, solve(cannot).choices).dropped
    assert gone.blocker is Blocker.ABILITY


def test_candidates_are_asked_once_and_agree_with_the_plan() -> None:
    problem = made_up_month(20, 15, 9)
    candidates = Candidates(problem)
    assert greedy(problem) == greedy(problem, candidates)
