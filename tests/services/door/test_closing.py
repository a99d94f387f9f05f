"""Closing a meeting: present, absent and unknown stay three things, and helpers' hours are kept in the same act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from divide_app.domain.door.attendance import AttendanceEvent, EventKind, EventResult
from divide_app.domain.door.presence import Presence
from divide_app.domain.errors import DomainError
from divide_app.domain.people.supporters import AssignmentRole
from divide_app.domain.planning.courses import SessionState
from divide_app.services.attendance_keeping import bring_in
from divide_app.services.door.attendance_list import AttendanceList
from tests.support.city import City, at, meeting
from tests.support.databases import count

PRESENT, ABSENT, UNKNOWN = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN


def states(city: City, session: UUID) -> dict[UUID, Presence]:
    lines = AttendanceList(city.services.database).lines(class_session_id=session)
    return {line.participant: line.state for line in lines}


def three(city: City) -> tuple[UUID, list[UUID]]:
    """A meeting that is over, with three accepted people of whom the first came."""
    course = city.course()
    (session,) = city.sessions(course)
    people = [city.apply(course) for _ in range(3)]
    city.scan(session, people[0][2])
    city.clock.moment = at("12:30")
    return session, [person for person, _, _ in people]


def test_where_the_door_was_used_the_others_were_absent(city: City) -> None:
    session, (came, second, third) = three(city)
    before = city.services.closing.view(session)
    assert (before.received, before.rest) == (1, ABSENT)
    assert [one.presence for one in before.people if one.attendee_id != came] == [UNKNOWN, UNKNOWN]
    city.services.closing.confirm(session)
    assert states(city, session) == {came: PRESENT, second: ABSENT, third: ABSENT}
    assert (city.present(session), city.summed()) == (1, 1)
    month = city.services.reports.monthly(2026, 11)
    assert (month.attendances, month.absent, month.unknown) == (1, 2, 0)


def test_where_nobody_was_received_nobody_knows(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, _ = city.apply(course)
    city.clock.moment = at("13:00")
    assert city.services.closing.view(session).rest is UNKNOWN
    city.services.closing.confirm(session)
    assert states(city, session) == {person: UNKNOWN}
    month = city.services.reports.monthly(2026, 11)
    assert (month.attendances, month.absent, month.unknown) == (0, 0, 1)


def test_each_may_be_said_apart_and_before_closing_nothing_is_said(city: City) -> None:
    session, (came, second, third) = three(city)
    assert states(city, session) == {came: PRESENT}
    city.services.closing.confirm(session, unknown=[third], rest=ABSENT)
    assert states(city, session) == {came: PRESENT, second: ABSENT, third: UNKNOWN}
    with pytest.raises(DomainError, match="session_held"):
        city.services.closing.confirm(session, absent=[third])
    city.services.closing.confirm(session)  # pressed twice: nothing is said anew
    assert states(city, session)[third] is UNKNOWN


def test_nobody_is_made_present_and_nobody_present_is_made_absent(city: City) -> None:
    session, (came, second, _third) = three(city)
    stranger = city.person()
    for parts, code in (
        ({"absent": [came]}, "has_come"),
        ({"unknown": [came]}, "has_come"),
        ({"absent": [stranger]}, "not_expected"),
        ({"rest": PRESENT}, "presence_needs_act"),
    ):
        with pytest.raises(DomainError, match=code):
            city.services.closing.confirm(session, **parts)  # type: ignore[arg-type]
    assert count(city.services.database, "presence_marks") == 0
    assert city.services.scheduling.session(session).state is SessionState.PLANNED
    assert second not in states(city, session)


def test_an_act_that_arrives_later_outweighs_the_mark(city: City) -> None:
    session, (came, second, third) = three(city)
    city.services.closing.confirm(session)
    late = AttendanceEvent(
        city.services.database.make_id(), session, second, EventKind.IN, EventResult.OK, at("9:50"), at("12:40"), "分館"
    )
    with city.services.database.write() as uow:
        bring_in(uow, (), (late,))
        uow.audit("test.arrive")
    assert states(city, session) == {came: PRESENT, second: PRESENT, third: ABSENT}
    month = city.services.reports.monthly(2026, 11)
    assert (month.attendances, month.absent) == (2, 1)


def test_who_came_without_a_record_is_written_down_as_an_act_of_its_own(city: City) -> None:
    session, (_came, second, _third) = three(city)
    city.services.closing.note_present(session, second)
    city.services.closing.note_present(session, second)
    one = next(one for one in city.services.closing.view(session).people if one.attendee_id == second)
    assert (one.presence, one.is_noted, one.first_in, one.is_late) == (PRESENT, True, at("10:00"), False)
    assert (city.present(session), city.summed()) == (2, 2)
    city.services.closing.take_back(session, second)
    assert (city.present(session), city.summed()) == (1, 1)
    city.services.closing.confirm(session)
    assert states(city, session)[second] is ABSENT
    with pytest.raises(DomainError, match="session_held"):
        city.services.closing.note_present(session, second)
    with pytest.raises(DomainError, match="session_held"):
        city.services.closing.take_back(session, second)


def test_late_and_early_are_marked(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    first, second = city.apply(course), city.apply(course)
    city.scan(session, first[2], at=at("9:50"))
    city.scan(session, first[2], at=at("11:00"), leaving=True)
    city.scan(session, second[2], at=at("10:20"))
    city.clock.moment = at("12:10")
    marks = {one.attendee_id: (one.is_late, one.has_left_early) for one in city.services.closing.view(session).people}
    assert marks == {first[0]: (False, True), second[0]: (True, False)}
    listed = AttendanceList(city.services.database).lines(class_session_id=session)
    assert {one.participant: (one.late, one.left_early) for one in listed} == marks


def test_hours_are_confirmed_with_the_attendance_or_not_at_all(city: City) -> None:
    session, _people = three(city)
    helper = city.supporter()
    city.services.supporters.assign(session, helper, role=AssignmentRole.SUPPORT)
    (line,) = city.services.closing.view(session).helpers
    with pytest.raises(DomainError, match="bad_minutes"):
        city.services.closing.confirm(session, minutes={line.id: -5})
    assert city.services.scheduling.session(session).state is SessionState.PLANNED
    done = city.services.closing.confirm(session, minutes={line.id: 100}, remark="停電のため早く終了")
    (kept,) = city.services.closing.view(session).helpers
    assert kept.actual_minutes == 100
    assert city.services.closing.view(session).remark == "停電のため早く終了"
    city.services.planning_history.undo(done.undo)
    view = city.services.closing.view(session)
    assert (view.helpers[0].actual_minutes, view.remark) == (None, "")
    assert [(one.before, one.after) for one in city.services.hours.history(line.id)] == [(None, 100), (100, None)]
    with pytest.raises(DomainError, match="not_found"):
        city.services.closing.confirm(session, minutes={helper: 10})


def test_confirmed_hours_change_only_with_a_reason(city: City) -> None:
    session, _people = three(city)
    helper = city.supporter()
    city.services.supporters.assign(session, helper, role=AssignmentRole.SUPPORT)
    (line,) = city.services.closing.view(session).helpers
    city.services.hours.confirm({line.id: 90})
    with pytest.raises(DomainError, match="hours_reason_missing"):
        city.services.closing.confirm(session, minutes={line.id: 120})
    city.services.closing.confirm(session, minutes={line.id: 120}, hours_reason="書き間違い")
    assert city.services.closing.view(session).helpers[0].actual_minutes == 120


def test_taking_the_closing_back_and_doing_it_again_is_exact(city: City) -> None:
    session, (came, second, third) = three(city)
    done = city.services.closing.confirm(session, unknown=[third])
    city.services.planning_history.undo(done.undo)
    assert count(city.services.database, "presence_marks") == 0
    assert states(city, session) == {came: PRESENT}
    city.services.planning_history.redo()
    assert states(city, session) == {came: PRESENT, second: ABSENT, third: UNKNOWN}


def test_a_reopened_meeting_remembers_what_was_said_until_it_is_closed_again(city: City) -> None:
    session, (came, second, third) = three(city)
    city.services.closing.confirm(session, unknown=[third])
    city.services.scheduling.reopen(session, "数え直し")
    assert states(city, session) == {came: PRESENT}
    assert {one.attendee_id: one.marked for one in city.services.closing.view(session).people} == {
        came: None,
        second: ABSENT,
        third: UNKNOWN,
    }
    city.services.closing.note_present(session, second)
    city.services.closing.confirm(session, absent=[third])
    assert states(city, session) == {came: PRESENT, second: PRESENT, third: ABSENT}
    assert count(city.services.database, "presence_marks") == 1


def test_two_entries_that_become_one_person_are_absent_once(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    one, other = city.person("見本一子"), city.person("見本一子")
    for person in (one, other):
        city.apply(course, person)
    came = city.apply(course)
    city.scan(session, came[2])
    city.clock.moment = at("12:30")
    city.services.closing.confirm(session, unknown=[other])
    city.services.merging.merge(one, other)
    assert states(city, session) == {came[0]: PRESENT, one: ABSENT}
    month = city.services.reports.monthly(2026, 11)
    assert (month.absent, month.unknown) == (1, 0)


def test_forgetting_somebody_leaves_the_figures(city: City) -> None:
    session, (_came, second, third) = three(city)
    city.services.closing.confirm(session, unknown=[third])
    was = city.services.reports.monthly(2026, 11)
    city.clock.moment = at("2033-04-02 9:00")
    city.services.privacy.purge(date(2033, 4, 1))
    with pytest.raises(DomainError, match="person_forgotten"):
        city.services.participants.get(second)
    assert states(city, session)[second] is ABSENT
    now = city.services.reports.monthly(2026, 11)
    assert (now.attendances, now.absent, now.unknown) == (was.attendances, was.absent, was.unknown) == (1, 1, 1)


def test_a_meeting_to_come_or_cancelled_is_not_closed(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, _ = city.apply(course)
    for act in (
        lambda: city.services.closing.confirm(session),
        lambda: city.services.closing.note_present(session, person),
    ):
        with pytest.raises(DomainError, match="not_begun"):
            act()
    city.services.scheduling.cancel_session(session, "大雪")
    city.clock.moment = at("12:30")
    with pytest.raises(DomainError, match="session_cancelled"):
        city.services.closing.confirm(session)


def test_more_people_than_seats_and_other_open_meetings_are_told(city: City) -> None:
    earlier = city.course("先の講座", meeting("2026-11-14 10:00", "2026-11-14 12:00"), room="第2会議室")
    course = city.course(capacity=1)
    (session,) = city.sessions(course)
    city.scan(session, city.apply(course)[2])
    city.services.check_in.receive_walk_in(session, "70代")
    city.clock.moment = at("12:30")
    view = city.services.closing.view(session)
    assert (view.received, view.over_capacity, view.is_packed) == (2, 1, False)
    assert [(one.is_walk_in, one.is_expected) for one in view.people] == [(False, True), (True, False)]
    assert [one.id for one in view.others] == city.sessions(earlier)


def test_the_oldest_open_meeting_is_named_first_at_home(city: City) -> None:
    old = city.course("古い", meeting("2026-11-07 10:00", "2026-11-07 12:00"))
    new = city.course("新しい", meeting("2026-11-14 10:00", "2026-11-14 12:00"))
    (task,) = [one for one in city.services.home.view().tasks if one.kind.value == "confirm_attendance"]
    assert (task.subject, task.number) == (city.sessions(old)[0], 2)
    city.services.closing.confirm(city.sessions(old)[0])
    (task,) = [one for one in city.services.home.view().tasks if one.kind.value == "confirm_attendance"]
    assert (task.subject, task.number) == (city.sessions(new)[0], 1)


def test_removing_a_reopened_meeting_takes_its_marks_along(city: City) -> None:
    course = city.course("二回", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    first, _second = city.sessions(course)
    city.apply(course)
    city.clock.moment = at("13:00")
    city.services.closing.confirm(first)
    city.services.scheduling.reopen(first, "開いていなかった")
    removed = city.services.scheduling.remove_meeting(first)
    assert count(city.services.database, "presence_marks") == 0
    city.services.planning_history.undo(removed.undo)
    assert count(city.services.database, "presence_marks") == 1


def test_a_mark_is_never_presence(city: City) -> None:
    session, (_came, second, _third) = three(city)
    city.services.closing.confirm(session)
    with city.services.database.read() as uow:
        mark = uow.presence_marks.of_sessions([session])[session, second]
    with pytest.raises(DomainError, match="presence_needs_act"):
        replace(mark, presence=PRESENT)
