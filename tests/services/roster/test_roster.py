"""A month's roster from application to paper: needs move with people, proposals keep their word, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.hours import hours_by
from divide_app.domain.lines import AssignmentLine
from divide_app.domain.people.availability import Availability, parse_weekly
from divide_app.domain.people.participants import Need
from divide_app.domain.people.supporters import (
    Appointment,
    AssignmentRole,
    ContactWay,
    ContactWishes,
    HoursChange,
    Supporter,
    SupporterKind,
)
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.services.home import TaskKind, supporters_missing
from divide_app.services.roster.roster import AppliedRoster, Proposal
from divide_app.storage.queries.door import packing
from tests.printing.sample_papers import words
from tests.support.city import ACTOR, City, at, meeting

PHONE = "000-1234-5678"


def ratio(city: City, course: UUID, people_per_supporter: int, staffing: Staffing = Staffing()) -> None:  # noqa: B008
    with city.services.database.write() as uow:
        kept = uow.courses.get(course)
        uow.courses.change(replace(kept, people_per_supporter=people_per_supporter, staffing=staffing))
        uow.audit("test.ratio")


def helper(city: City, name: str, **parts: object) -> UUID:
    made = Supporter(city.services.supporters.new_id(), name, kind=SupporterKind.STAFF, **parts)  # type: ignore[arg-type]
    return city.services.supporters.add(made).supporter


@pytest.fixture
def course(city: City) -> UUID:
    city.clock.moment = at("2026-11-01 09:00")
    found = city.course("スマホ入門", capacity=20)
    ratio(city, found, 2)
    return found


def people_of(proposal: Proposal) -> list[str]:
    return sorted(proposal.supporters[one.supporter_id] for one in proposal.chosen)


def test_needs_move_as_applications_move(city: City, course: UUID) -> None:
    roster = city.services.roster
    session = city.sessions(course)[0]
    assert roster.needs([session])[session].lacking == 1
    taken = [city.apply(course)[1] for _ in range(5)]
    assert roster.needs([session])[session].lacking == 3
    city.services.applications.cancel(taken[0])
    assert roster.needs([session])[session].lacking == 2
    signing = city.person(needs=frozenset({Need.SIGN_LANGUAGE}))
    city.apply(course, signing)
    needs = roster.needs([session])[session]
    assert [(need.role, need.ability, number) for need, number in needs.open_needs] == [
        (AssignmentRole.SUPPORT, "", 3),
        (AssignmentRole.INTERPRETER, "手話", 1),
    ]


def test_home_lists_and_calendar_count_skills_and_roles_as_the_roster_does(city: City, course: UUID) -> None:
    services, session = city.services, city.sessions(course)[0]
    for _ in range(2):
        city.apply(course)
    services.supporters.assign(session, helper(city, "職員 一"))
    city.clock.moment = at("2026-11-20 09:00")

    def counted() -> set[int]:
        day = local_day(services.scheduling.session(session).starts_at)
        (line,) = services.scheduling.sessions(day, day)
        (on_month,) = [one for one in services.scheduling.month(2026, 11).sessions if one.id == session]
        (of_course,) = services.scheduling.course(course).sessions
        home = services.home.gaps(services.home.view())
        tasks = [task.number for task in home.tasks if task.kind is TaskKind.TOO_FEW_SUPPORTERS]
        assert tasks == [number for number in map(supporters_missing, home.sessions) if number]
        return {
            services.roster.needs([session])[session].lacking,
            *map(supporters_missing, (line, on_month, of_course, *home.sessions)),
        }

    assert counted() == {0}
    city.apply(course, city.person(needs=frozenset({Need.SIGN_LANGUAGE})))
    assert counted() == {2}  # one more for three people, and somebody who signs
    signing = helper(city, "手話 二", languages=("手話",))
    services.supporters.assign(session, signing, role=AssignmentRole.INTERPRETER)
    assert counted() == {1}
    ratio(city, course, 2, Staffing(leads=1, kinds=(SupporterKind.LECTURER,)))
    services.supporters.assign(session, helper(city, "職員 三"))
    assert counted() == {1}  # heads enough, but no lecturer among them


def test_a_course_may_ask_for_a_lead_and_for_more_than_the_ratio(city: City, course: UUID) -> None:
    ratio(city, course, 4, Staffing(least=3, leads=1, kinds=(SupporterKind.LECTURER,)))
    session = city.sessions(course)[0]
    helper(city, "職員 一")
    helper(city, "職員 二")
    lecturer = city.supporter("講師 三", kind=SupporterKind.LECTURER)
    proposal = city.services.roster.propose(2026, 11)
    assert proposal.unmet == ()
    roles = {one.supporter_id: one.role for one in proposal.chosen}
    assert lecturer in roles
    assert sorted(role.value for role in roles.values()) == ["lead", "support", "support"]
    city.services.roster.apply(proposal)
    assert city.services.roster.needs([session])[session].lacking == 0


def test_a_proposal_changes_nothing_and_applied_it_stands_and_can_be_taken_back(city: City, course: UUID) -> None:
    for _ in range(3):
        city.apply(course)
    for name in ("職員 一", "職員 二"):
        helper(city, name)
    proposal = city.services.roster.propose(2026, 11)
    assert people_of(proposal) == ["職員 一", "職員 二"]
    assert city.services.supporters.assignments() == []
    applied = city.services.roster.apply(proposal)
    lines = city.services.supporters.assignments()
    assert {line.id for line in lines} == set(applied.added)
    assert {line.planned_minutes for line in lines} == {120}
    again = city.services.roster.propose(2026, 11)
    assert again.new == ()
    assert again.dropped == ()
    city.services.roster.take_back(applied)
    assert city.services.supporters.assignments() == []


def test_some_of_a_proposal_can_be_taken(city: City, course: UUID) -> None:
    for _ in range(3):
        city.apply(course)
    helper(city, "職員 一")
    helper(city, "職員 二")
    proposal = city.services.roster.propose(2026, 11)
    one = proposal.new[0]
    city.services.roster.apply(proposal, only={(one.session_id, one.supporter_id)})
    (line,) = city.services.supporters.assignments()
    assert line.supporter_id == one.supporter_id


def test_locked_people_stay_and_unlocked_ones_a_rule_is_against_go(city: City, course: UUID) -> None:
    away = helper(city, "休みの人")
    city.services.supporters.assign(city.sessions(course)[0], away)
    kept = city.services.supporters.get(away)
    city.services.supporters.change(replace(kept, availability=Availability(parse_weekly("月 午前"))))
    other = helper(city, "来られる人")
    proposal = city.services.roster.propose(2026, 11)
    assert people_of(proposal) == ["来られる人"]
    assert [proposal.supporters[one.standing.supporter_id] for one in proposal.dropped] == ["休みの人"]
    (line,) = city.services.supporters.assignments()
    city.services.roster.lock([line.id])
    with pytest.raises(DomainError, match="roster_changed"):  # nobody a colleague fixed meanwhile is taken off
        city.services.roster.apply(proposal)
    assert people_of(city.services.roster.propose(2026, 11)) == ["休みの人"]
    city.services.roster.lock([line.id], is_locked=False)
    applied = city.services.roster.apply(city.services.roster.propose(2026, 11))
    assert [one.supporter_id for one in city.services.supporters.assignments()] == [other]
    city.services.roster.take_back(applied)
    assert [one.supporter_id for one in city.services.supporters.assignments()] == [away]


def test_a_roster_is_taken_back_although_one_of_its_sessions_was_removed(city: City) -> None:
    days = (meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    session, removed = city.sessions(city.course("全2回", *days))
    away = helper(city, "休みの人")
    for one in (session, removed):
        city.services.supporters.assign(one, away)
    with city.services.database.read() as uow:
        dropped = tuple(uow.assignments.all())
    for one in dropped:
        city.services.supporters.unassign(one.id)
    city.services.scheduling.remove_meeting(removed)
    city.services.roster.take_back(AppliedRoster((), dropped))
    assert [one.class_session_id for one in city.services.supporters.assignments()] == [session]


def test_who_was_told_stays_until_the_session_is_moved(city: City, course: UUID) -> None:
    roster, session = city.services.roster, city.sessions(course)[0]
    helper(city, "知らせた人")
    roster.apply(roster.propose(2026, 11))
    (line,) = city.services.supporters.assignments()
    roster.tell([line.id])
    assert city.services.supporters.assignments()[0].is_told
    assert [person.is_told for person in roster.needs([session])[session].people] == [True]
    (chosen,) = roster.propose(2026, 11).chosen
    assert chosen.is_told
    city.services.scheduling.move(session, starts_at=at("2026-11-25 10:00"), ends_at=at("2026-11-25 12:00"))
    assert not city.services.supporters.assignments()[0].is_told
    roster.tell([line.id])
    roster.tell([line.id], is_told=False)
    assert not city.services.supporters.assignments()[0].is_told


def test_a_proposal_that_no_longer_fits_is_refused_whole(city: City, course: UUID) -> None:
    for _ in range(3):
        city.apply(course)
    one = helper(city, "職員 一")
    helper(city, "職員 二")
    proposal = city.services.roster.propose(2026, 11)
    kept = city.services.supporters.get(one)
    city.services.supporters.change(replace(kept, monthly_limit=0))
    with pytest.raises(DomainError, match="roster_changed"):
        city.services.roster.apply(proposal)
    assert city.services.supporters.assignments() == []


def test_sessions_that_are_over_or_cancelled_are_left_alone(city: City, course: UUID) -> None:
    helper(city, "職員 一")
    session = city.sessions(course)[0]
    city.clock.moment = at("12:30")
    assert city.services.roster.propose(2026, 11).sessions == ()
    city.clock.moment = at("2026-11-01 09:00")
    city.services.scheduling.cancel_session(session, "大雨")
    assert city.services.roster.propose(2026, 11).sessions == ()
    assert city.services.scheduling.session(session).state is SessionState.CANCELLED


def test_rules_are_kept_and_bad_ones_refused(city: City) -> None:
    roster = city.services.roster
    rules = replace(roster.rules(), per_day=1, insurance_required=True, lead_skills=("進行",))
    roster.set_rules(rules)
    assert roster.rules() == rules
    for bad in (replace(rules, per_day=0), replace(rules, base_minutes=999)):
        with pytest.raises(DomainError, match="bad_roster_rule"):
            roster.set_rules(bad)
    assert roster.rules() == rules


def test_hours_are_confirmed_with_a_history_and_changed_only_with_a_reason(city: City, course: UUID) -> None:
    one = helper(city, "職員 一")
    assigned = city.services.supporters.assign(city.sessions(course)[0], one).assignment
    hours = city.services.hours
    with pytest.raises(DomainError, match="session_not_over"):
        hours.confirm_as_planned([city.sessions(course)[0]])
    city.clock.moment = at("12:30")
    hours.confirm_as_planned([city.sessions(course)[0]])
    with pytest.raises(DomainError, match="hours_reason_missing"):
        hours.confirm({assigned: 150})
    hours.confirm({assigned: 150}, reason="片付けが長びいた")
    hours.confirm({assigned: None}, reason="取り消し")
    now = city.clock.moment
    assert hours.history(assigned) == [
        HoursChange(assigned, None, 120, "", ACTOR, now),
        HoursChange(assigned, 120, 150, "片付けが長びいた", ACTOR, now),
        HoursChange(assigned, 150, None, "取り消し", ACTOR, now),
    ]
    view = hours.view(date(2026, 11, 1), date(2026, 11, 30))
    assert (view.total.planned, view.total.actual, view.total.to_confirm) == (120, 0, 1)
    hours.confirm({assigned: 90})
    view = hours.view(date(2026, 11, 1), date(2026, 11, 30))
    assert [(one.key, one.actual) for one in view.by_month] == [(202611, 90)]
    assert [(one.key, one.actual) for one in view.by_kind] == [(SupporterKind.STAFF, 90)]
    city.services.hours.confirm({assigned: None}, reason="取り消し")
    city.services.supporters.unassign(assigned)
    assert hours.history(assigned) == []


def test_papers_and_calendars_carry_names_and_never_a_telephone(city: City, course: UUID, tmp_path: Path) -> None:
    one = helper(city, "電話 花子", phone=PHONE, contact=ContactWishes((ContactWay.PHONE,), fax="000-9999-9999"))
    city.services.supporters.assign(city.sessions(course)[0], one)
    sheet = city.services.prints.make("roster", ["2026-11"])
    assert sheet.pages == 1
    with pytest.raises(DomainError, match="nothing_to_certify"):
        city.services.prints.make("activity-certificate", [str(one)])
    city.clock.moment = at("12:30")
    city.services.hours.confirm_as_planned([city.sessions(course)[0]])
    certificate = city.services.prints.make("activity-certificate", [f"{one}@2026"])
    assert certificate.warnings == ()
    for made in (sheet, certificate):
        texts = [word[4] for page in range(made.pages) for word in words(made.pdf, page)]
        assert PHONE not in "".join(texts)
    own, whole = tmp_path / "own.ics", tmp_path / "all.ics"
    assert city.services.exports.calendar(own, supporter=one).rows == 1
    city.services.exports.calendar(whole, with_roster=True)
    assert "電話 花子" in whole.read_text(encoding="utf-8")
    for file in (own, whole):
        assert PHONE not in file.read_text(encoding="utf-8")
    nobody = helper(city, "だれか")
    assert city.services.exports.calendar(own, supporter=nobody).rows == 0


def test_the_door_and_its_package_never_carry_a_helpers_telephone(city: City, course: UUID, tmp_path: Path) -> None:
    session = city.sessions(course)[0]
    one = helper(
        city,
        "電話 花子",
        phone=PHONE,
        memo="ひみつのメモ",
        contact=ContactWishes(email="hanako@example.jp", fax="000-9999-9999", address="見本市9-9"),
    )
    city.services.supporters.assign(session, one)
    city.apply(course)
    view = repr(city.services.check_in.view(session))
    line = repr(city.services.scheduling.session(session))
    with city.services.database.read() as uow:
        content = packing.content_of(uow.connection, uow.make_id(), "課", city.clock.moment, [session])
    packed = repr(content)
    for secret in (PHONE, "ひみつのメモ", "hanako@example.jp", "000-9999-9999", "見本市9-9"):
        assert secret not in view
        assert secret not in line
        assert secret not in packed


lines = st.lists(
    st.builds(
        AssignmentLine,
        st.uuids(),
        st.uuids(),
        st.just("講座"),
        st.integers(1, 9),
        st.sampled_from([at("2026-11-01 10:00"), at("2026-12-01 10:00")]),
        st.sampled_from([at("2026-11-01 12:00"), at("2026-12-01 12:00")]),
        st.just("館"),
        st.just(""),
        st.sampled_from(SessionState),
        st.sampled_from([UUID(int=1), UUID(int=2)]),
        st.just("人"),
        st.sampled_from(SupporterKind),
        st.sampled_from(AssignmentRole),
        st.integers(0, 600),
        st.none() | st.integers(0, 600),
    ),
    max_size=30,
)


@given(lines)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_however_hours_are_grouped_the_sums_are_the_same(given_lines: list[AssignmentLine]) -> None:
    now = at("2026-11-15 09:00")
    whole = hours_by(given_lines, now, lambda _line: None)
    for key in (lambda line: line.supporter_id, lambda line: line.kind, lambda line: line.starts_at.month):
        parts = hours_by(given_lines, now, key)
        for name in ("sessions", "planned", "confirmed", "actual", "to_confirm"):
            assert sum(getattr(one, name) for one in parts) == sum(getattr(one, name) for one in whole)


def test_an_appointment_that_ends_before_the_class_is_honoured(city: City, course: UUID) -> None:
    city.supporter(
        "任期の人",
        kind=SupporterKind.PROMOTER,
        appointments=(Appointment(SupporterKind.PROMOTER, date(2026, 4, 1), date(2026, 11, 20)),),
    )
    proposal = city.services.roster.propose(2026, 11)
    assert proposal.chosen == ()
    (unmet,) = proposal.unmet
    assert [blocker.value for blocker, _number in unmet.against] == ["appointment"]
