"""The cases a door must survive (docs/check-in-cases.md), on the service, by their numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from divide_app.domain.door.attendance import CheckInReason, EventResult
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Birth, Sex
from divide_app.foundation.ids import new_id
from divide_app.wording.door import door_sentence
from tests.support.city import City, at, meeting
from tests.support.databases import count, rows

OK, REFUSED, INCOMPLETE = EventResult.OK, EventResult.REFUSED, EventResult.INCOMPLETE


def events(city: City) -> int:
    return count(city.services.database, "attendance_events")


def test_01_a_valid_ticket_is_one_event(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    answer = city.scan(session, code)
    assert (answer.status, answer.reason, answer.participant) == (OK, None, person)
    assert answer.first_at == at("9:30")
    assert (events(city), city.present(session), city.summed()) == (1, 1, 1)


def test_02_the_same_ticket_again_is_refused_with_first_time_and_device(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    city.scan(session, code, device="受付A")
    city.clock.tick(minutes=5)
    again = city.scan(session, code, device="受付B")
    assert (again.status, again.reason) == (REFUSED, CheckInReason.ALREADY_IN)
    assert again.first_at == at("9:30")
    assert again.details["first_at"] == at("9:30")
    assert again.details["device"] == "受付A"
    assert (events(city), city.present(session), city.summed()) == (2, 1, 1)


def test_03_the_same_nonce_again_is_ok_and_still_one_event(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    first = city.scan(session, code, device="A", nonce="n1")
    city.clock.tick(seconds=30)
    again = city.scan(session, code, device="A", nonce="n1")
    assert (again.status, again.event, again.is_repeat) == (OK, first.event, True)
    assert (events(city), city.summed()) == (1, 1)
    assert city.scan(session, code, device="B", nonce="n1").reason is CheckInReason.ALREADY_IN


def test_03_a_nonce_used_again_for_another_person_session_or_way_loses_nobody(city: City) -> None:
    course = city.course("二回", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    first, second = city.sessions(course)
    (_, _, one), (_, _, other) = city.apply(course), city.apply(course)
    door = city.services.check_in
    came = [
        city.scan(first, one, device="A", nonce="n1"),
        city.scan(first, other, device="A", nonce="n1"),
        city.scan(first, one, at=at("11:00"), device="A", nonce="n1", leaving=True),
        city.scan(second, one, at=at("2026-11-28 10:00"), device="A", nonce="n1"),
        door.receive_walk_in(first, "60代", device="A", nonce="n1"),
        door.receive_walk_in(second, "60代", device="A", nonce="n1", at=at("2026-11-28 10:00")),
    ]
    assert [(answer.status, answer.is_repeat) for answer in came] == [(OK, False)] * 6
    assert (city.present(first), city.present(second), city.summed()) == (3, 2, 5)


def test_03_a_nonce_of_a_refused_act_may_succeed_later(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    early = city.scan(session, code, at=at("8:00"), device="A", nonce="n1")
    assert early.reason is CheckInReason.TOO_EARLY
    assert city.scan(session, code, at=at("9:30"), device="A", nonce="n1").status is OK
    assert (events(city), city.summed()) == (2, 1)


def test_03_holds_for_walk_ins_too(city: City) -> None:
    (session,) = city.sessions(city.course())
    door = city.services.check_in
    first = door.receive_walk_in(session, "60代", device="A", nonce="w1")
    again = door.receive_walk_in(session, "60代", device="A", nonce="w1")
    assert (again.status, again.event) == (OK, first.event)
    assert first.participant is not None
    out = [door.receive_person(session, first.participant, device="A", nonce="w2", leaving=True) for _ in range(2)]
    assert out[0].event == out[1].event
    back = [door.receive_person(session, first.participant, device="A", nonce="w3") for _ in range(2)]
    assert [one.status for one in back] == [OK, OK]
    assert back[0].event == back[1].event
    assert (events(city), city.present(session), city.summed()) == (3, 1, 1)


def test_04_a_cancelled_application_is_refused_and_may_be_forced_with_a_reason(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, application, code = city.apply(course)
    city.services.applications.cancel(application)
    answer = city.scan(session, code)
    assert (answer.status, answer.reason, answer.may_force) == (REFUSED, CheckInReason.CANCELLED_APPLICATION, True)
    assert city.scan(session, code, forced_reason="  ").status is REFUSED
    forced = city.scan(session, code, forced_reason="窓口で取消を撤回")
    assert (forced.status, forced.reason) == (OK, CheckInReason.CANCELLED_APPLICATION)
    kept = rows(city.services.database, "SELECT forced_reason FROM attendance_events WHERE result = 'ok'")
    assert [row[0] for row in kept] == ["窓口で取消を撤回"]
    assert city.present(session) == 1


def test_05_the_waiting_list_is_refused_force_admits_and_a_free_seat_is_offered(city: City) -> None:
    course = city.course(capacity=2)
    (session,) = city.sessions(course)
    _, first, _ = city.apply(course)
    city.apply(course)
    city.apply_together(course)  # too many for the one seat that comes free
    _, waiting, code = city.apply(course)
    answer = city.scan(session, code)
    assert (answer.reason, answer.may_force, answer.may_accept) == (CheckInReason.WAITING_NOT_ACCEPTED, True, False)
    view = city.services.scheduling.course(course).course
    city.services.scheduling.change_course(replace(view, capacity=3))
    assert city.scan(session, code).may_accept
    assert city.scan(session, code, forced_reason="席があるため").status is OK
    assert city.services.applications.accept(waiting).place == 3
    assert first != waiting


def test_a_seat_given_at_the_door_and_the_receipt_are_one_act(city: City) -> None:
    course = city.course(capacity=2, question="お使いの電話機は何ですか")
    (session,) = city.sessions(course)
    city.apply(course)
    city.apply(course)
    city.apply_together(course)
    person, waiting, _code = city.apply(course)
    door = city.services.check_in

    def state() -> str:
        (mine,) = [one for one in city.services.applications.of_course(course) if one.id == waiting]
        return mine.status.value

    with pytest.raises(DomainError, match="capacity_full"):
        door.seat_and_receive(session, person, answer="LINE")
    assert (state(), city.present(session)) == ("waiting", 0), "nobody is received on a seat that is not there"
    view = city.services.scheduling.course(course).course
    city.services.scheduling.change_course(replace(view, capacity=3))
    asked = door.seat_and_receive(session, person)
    assert (asked.status, state()) == (EventResult.INCOMPLETE, "waiting"), "no seat before the question is answered"
    done = door.seat_and_receive(session, person, nonce="一", device="PC", answer="LINE")
    assert (done.status, state(), city.present(session)) == (OK, "accepted", 1)
    again = door.seat_and_receive(session, person, nonce="一", device="PC", answer="LINE")
    assert again.is_repeat
    with pytest.raises(DomainError, match="application_unknown"):
        door.seat_and_receive(session, city.person())


def test_06_another_session_of_the_same_course_names_date_and_room(city: City) -> None:
    course = city.course(
        "連続講座", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00", room="第2会議室")
    )
    first, second = city.sessions(course)
    _, _, code = city.apply(course)
    answer = city.scan(second, code)
    assert (answer.status, answer.reason) == (REFUSED, CheckInReason.WRONG_SESSION)
    assert answer.details["starts_at"] == at("10:00")
    assert (answer.details["venue"], answer.details["room"]) == ("市民センター", "第1会議室")
    assert city.scan(first, code).status is OK


def test_07_another_course_today_names_where_to_go(city: City) -> None:
    here = city.course()
    other = city.course("LINE入門", meeting("10:00", "11:00"), venue="北公民館", room="和室")
    (session,) = city.sessions(here)
    _, _, code = city.apply(other)
    answer = city.scan(session, code, forced_reason="それでも")
    assert (answer.status, answer.reason, answer.may_force) == (REFUSED, CheckInReason.WRONG_SESSION, False)
    assert answer.details["course"] == "LINE入門"
    assert (answer.details["venue"], answer.details["room"]) == ("北公民館", "和室")


def test_07_who_shows_the_wrong_one_of_two_tickets_is_not_sent_away(city: City) -> None:
    here = city.course()
    other = city.course("LINE入門", meeting("13:00", "14:00"), venue="北公民館", room="和室")
    (session,) = city.sessions(here)
    person, _, _ = city.apply(here)
    _, _, wrong = city.apply(other, person)
    answer = city.scan(session, wrong)
    assert answer.reason is CheckInReason.WRONG_SESSION
    assert "名前のボタンで受け付けて" in door_sentence(answer.reason, answer.details)
    assert city.services.check_in.receive_person(session, person).status is OK
    _, _, strangers = city.apply(other)
    told = city.scan(session, strangers)
    assert "お伝えください" in door_sentence(CheckInReason.WRONG_SESSION, told.details)


def test_08_damaged_codes_are_unknown_and_what_scanners_add_is_tolerated(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    for wrong in ("", "   ", "xyz", "KAKEHASHI:", "KAKEHASHI:0000000000000000A", "'; DROP TABLE applications; --"):
        answer = city.scan(session, wrong)
        assert (answer.status, answer.reason, answer.participant) == (REFUSED, CheckInReason.UNKNOWN_CODE, None)
    wide = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(33, 127)})
    for spoil in (
        lambda code: f"KAKEHASHI:{code}",
        lambda code: f"]Q3KAKEHASHI:{code}\r\n",
        str.lower,
        lambda code: f"  {code}\n",
        lambda code: code.translate(wide),
        lambda code: f"{code[:4]}-{code[4:8]} {code[8:]}",
    ):
        _, _, code = city.apply(course)
        assert city.scan(session, spoil(code)).status is OK
    assert city.present(session) == 6


@pytest.mark.parametrize(
    ("hour", "reason"),
    [("8:59", CheckInReason.TOO_EARLY), ("9:00", None), ("12:00", None), ("12:01", CheckInReason.TOO_LATE)],
)
def test_09_the_door_is_open_from_an_hour_before_to_the_end(
    city: City, hour: str, reason: CheckInReason | None
) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    city.clock.moment = at(hour)
    answer = city.scan(session, code)
    assert answer.reason is reason
    if reason is not None:
        assert (answer.status, answer.may_force) == (REFUSED, True)
        assert answer.details.keys() & {"opens_at", "ended_at"}
        assert city.scan(session, code, forced_reason="早く来られた").status is OK


def test_10_a_cancelled_session_receives_nobody(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    city.services.scheduling.cancel_session(session, "大雪")
    assert city.scan(session, code, forced_reason="でも").reason is CheckInReason.SESSION_CANCELLED
    walk_in = city.services.check_in.receive_walk_in(session, "70代")
    assert (walk_in.status, walk_in.reason) == (REFUSED, CheckInReason.SESSION_CANCELLED)
    assert city.present(session) == 0


def test_11_a_question_is_asked_once(city: City) -> None:
    course = city.course(
        "相談", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"), question="機種は?"
    )
    first, second = city.sessions(course)
    person, _, code = city.apply(course)
    answer = city.scan(first, code)
    assert (answer.status, answer.reason) == (INCOMPLETE, CheckInReason.QUESTION_MISSING)
    assert answer.details["question"] == "機種は?"
    assert city.scan(first, code, answer=" \u3000").status is INCOMPLETE
    assert city.present(first) == 0
    assert city.services.check_in.view(first).people[0].asks_question
    assert city.scan(first, code, answer="らくらくホン").status is OK
    assert not city.services.check_in.view(first).people[0].asks_question
    assert city.scan(second, code, at=at("2026-11-28 9:50")).status is OK
    assert city.present(second) == 1
    assert person == answer.participant


def test_11_an_answer_given_at_the_wrong_door_is_not_kept_for_another_course(city: City) -> None:
    here = city.course("相談", question="機種は?")
    other = city.course("LINE入門", meeting("13:00", "14:00"), question="持ち物は?")
    (session,) = city.sessions(here)
    _, _, code = city.apply(other)
    assert city.scan(session, code, answer="らくらくホン").reason is CheckInReason.WRONG_SESSION
    assert rows(city.services.database, "SELECT DISTINCT answer FROM applications") == [("",)]


def test_12_leaving_and_coming_back_counts_once_with_right_minutes(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    city.scan(session, code, at=at("10:00"))
    city.scan(session, code, at=at("10:30"), leaving=True)
    city.scan(session, code, at=at("11:00"))
    city.scan(session, code, at=at("11:15"), leaving=True)
    (line,) = city.services.participants.view(person).attendances
    assert (line.present, line.minutes, line.first_in, line.last_out) == (True, 45, at("10:00"), at("11:15"))
    assert (events(city), city.present(session), city.summed()) == (4, 1, 1)


def test_13_out_before_in_is_kept_and_shown(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    assert city.scan(session, code, at=at("10:30"), leaving=True).status is OK
    assert (events(city), city.present(session), city.summed()) == (1, 0, 0)
    assert city.scan(session, code, at=at("10:40")).status is OK
    assert (city.present(session), city.summed()) == (1, 1)


def test_14_an_event_that_happened_earlier_may_arrive_later(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    city.scan(session, code, at=at("11:00"), leaving=True)
    city.scan(session, code, at=at("10:00"))
    (line,) = city.services.participants.view(person).attendances
    assert (line.first_in, line.last_out, line.minutes) == (at("10:00"), at("11:00"), 60)
    (shown,) = city.services.check_in.view(session).people
    assert not shown.is_inside


def test_14_a_coming_in_told_later_is_judged_by_what_it_met(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    city.scan(session, code, at=at("10:00"), device="A")
    told = city.scan(session, code, at=at("9:40"), device="B")
    assert (told.status, told.first_at) == (OK, at("9:40"))
    (line,) = city.services.participants.view(person).attendances
    assert (line.first_in, line.minutes) == (at("9:40"), 140)
    assert city.scan(session, code, at=at("9:50"), device="C").reason is CheckInReason.ALREADY_IN
    assert (city.present(session), city.summed()) == (1, 1)


def test_14_an_act_of_now_meets_what_a_fast_clock_has_written(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    city.scan(session, code, at=at("9:40"), device="A")
    assert city.scan(session, code, device="B").reason is CheckInReason.ALREADY_IN


def test_15_a_walk_in_needs_band_and_sex_only_and_capacity_only_warns(city: City) -> None:
    (session,) = city.sessions(city.course(capacity=1))
    door = city.services.check_in
    first = door.receive_walk_in(session, "60代", sex=Sex.MALE)
    second = door.receive_walk_in(session, "80歳以上")
    assert (first.status, first.over_capacity) == (OK, False)
    assert (second.status, second.over_capacity) == (OK, True)
    figures = city.services.reports.monthly(2026, 11)
    assert (figures.attendances, figures.distinct_people, figures.unidentified_walk_ins) == (2, 0, 2)
    assert dict(figures.by_band) == {"60-69": 1, "80+": 1}
    with pytest.raises(DomainError, match="bad_band"):
        door.receive_walk_in(session, "ご年配")


def test_15_a_known_person_without_application_is_warned_about_capacity_too(city: City) -> None:
    (session,) = city.sessions(city.course(capacity=1))
    door = city.services.check_in
    assert not door.receive_person(session, city.person()).over_capacity
    assert door.receive_person(session, city.person()).over_capacity
    assert city.services.reports.monthly(2026, 11).distinct_people == 2


def test_16_an_identified_walk_in_is_the_person(city: City) -> None:
    (session,) = city.sessions(city.course())
    door = city.services.check_in
    walk_in = door.receive_walk_in(session, "60代", name="佐藤さん").participant
    assert walk_in is not None
    person = city.person("佐藤花子")
    door.identify_walk_in(walk_in, person)
    figures = city.services.reports.monthly(2026, 11)
    assert (figures.attendances, figures.distinct_people, figures.unidentified_walk_ins) == (1, 1, 0)
    assert dict(figures.by_band) == {"75-79": 1}, "once known, the person's own band counts, in any order of acts"
    with pytest.raises(DomainError, match="already_identified"):
        door.identify_walk_in(walk_in, city.person())


def test_16_a_walk_in_found_to_be_somebody_already_received_counts_once(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    door = city.services.check_in
    city.scan(session, code, at=at("10:10"))
    walk_in = door.receive_walk_in(session, "70代", at=at("9:50")).participant
    assert walk_in is not None
    assert (city.present(session), city.summed()) == (2, 2)
    door.identify_walk_in(walk_in, person)
    assert (city.present(session), city.summed()) == (1, 1)
    (line,) = city.services.participants.view(person).attendances
    assert line.first_in == at("9:50"), "the first time wins"
    assert city.services.reports.monthly(2026, 11).attendances == 1
    assert events(city) == 2, "both events stay"


def test_16_an_identified_walk_in_cannot_come_in_a_second_time_by_ticket(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    door = city.services.check_in
    answer = door.receive_walk_in(session, "70代")
    assert answer.participant is not None
    assert answer.event is not None
    door.identify_walk_in(answer.participant, person)
    assert city.scan(session, code).reason is CheckInReason.ALREADY_IN
    left = door.receive_person(session, answer.participant, leaving=True, at=at("11:00"))
    assert (left.status, left.participant) == (OK, person)
    (shown,) = door.view(session).people
    assert (shown.attendee_id, shown.present, shown.is_inside) == (person, True, False)
    door.undo(answer.event)
    assert (city.present(session), city.summed()) == (0, 0)


def test_17_undo_keeps_the_event_and_takes_presence_back(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    door = city.services.check_in
    answer = city.scan(session, code, device="A")
    assert answer.event is not None
    with pytest.raises(DomainError, match="undo_other_device"):
        door.undo(answer.event, device="B")
    undo = door.undo(answer.event, device="A")
    assert (events(city), city.present(session), city.summed()) == (2, 0, 0)
    for again, code_ in ((answer.event, "already_undone"), (undo.event, "undo_of_undo"), (new_id(), "event_unknown")):
        with pytest.raises(DomainError, match=code_):
            door.undo(again, device="A")
    assert city.scan(session, code, device="A").status is OK
    refused = city.scan(session, code, device="A")
    assert refused.event is not None
    with pytest.raises(DomainError, match="undo_of_refused"):
        door.undo(refused.event, device="A")
    assert (city.present(session), city.summed()) == (1, 1)


def test_17_staff_undo_what_another_device_did(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    answer = city.scan(session, code, device="A")
    assert answer.event is not None
    city.services.check_in.undo(answer.event, device="事務所", by_staff=True)
    assert city.present(session) == 0


def test_17_nothing_is_taken_back_once_the_attendance_is_confirmed_but_after_it_was_reopened(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    event = city.scan(session, code).event
    assert event is not None
    city.clock.moment = at("12:30")
    city.services.closing.confirm(session)
    with pytest.raises(DomainError, match="session_held"):
        city.services.check_in.undo(event, by_staff=True)
    assert (city.present(session), city.summed()) == (1, 1)
    city.services.scheduling.reopen(session, "人違い")
    city.services.check_in.undo(event, by_staff=True)
    assert (city.present(session), city.summed()) == (0, 0)


@pytest.mark.parametrize("broken", ["a\0b", "\udcff"])
def test_what_no_database_keeps_is_refused_and_nobody_is_received(city: City, broken: str) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    door = city.services.check_in
    for parts in ({"device": broken}, {"nonce": broken}, {"forced_reason": broken}, {"answer": broken}):
        with pytest.raises(DomainError, match="bad_text"):
            city.scan(session, code, **parts)
    with pytest.raises(DomainError, match="bad_text"):
        door.receive_walk_in(session, "60代", name=broken)
    assert (events(city), city.present(session)) == (0, 0)
    with pytest.raises(DomainError, match="individual_number"):
        city.scan(session, code, nonce="123456789018")
    assert (events(city), city.present(session)) == (0, 0)


def test_23_a_session_moved_after_people_came_takes_its_figures_along(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    city.scan(session, code, at=at("10:00"))
    kept = city.services.scheduling
    with pytest.raises(DomainError, match="people_received"):
        kept.move(session, starts_at=at("2026-12-05 10:00"), ends_at=at("2026-12-05 13:00"))
    kept.move(
        session, starts_at=at("2026-12-05 10:00"), ends_at=at("2026-12-05 13:00"), forced_reason="日付の打ち間違い"
    )
    months = [(cell.month, cell.attendances) for cell in city.services.reports.pivot(2026, 2026) if cell.attendances]
    assert months == [(202612, 1)]
    assert city.services.reports.monthly(2026, 11).attendances == 0
    assert city.services.reports.monthly(2026, 12).attendances == 1
    (line,) = city.services.participants.view(person).attendances
    assert line.present


def test_23_minutes_follow_a_changed_end(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    city.scan(session, code, at=at("10:00"))
    moved = city.services.scheduling.move(session, starts_at=at("10:00"), ends_at=at("12:30"))
    assert city.services.participants.view(person).attendances[0].minutes == 150
    city.services.planning_history.undo(moved.undo)
    assert city.services.participants.view(person).attendances[0].minutes == 120


def test_26_the_door_shows_the_sessions_own_people_in_order_of_kana(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    for name, kana in (("渡辺", "わたなべ"), ("青木", "アオキ"), ("髙橋", "ﾀｶﾊｼ")):
        city.apply(course, city.person(name, kana=kana))
    city.person("他人", kana="あたにん")
    people = city.services.check_in.view(session).people
    assert [one.name for one in people] == ["青木", "髙橋", "渡辺"]
    assert [one.row for one in people] == ["あ", "た", "わ"]


@pytest.mark.parametrize(
    ("start", "end", "inside", "month"),
    [
        ("2026-11-21 22:00", "2026-11-22 1:00", "2026-11-22 0:30", 202611),
        ("2027-03-31 22:00", "2027-04-01 1:00", "2027-04-01 0:30", 202703),
        ("2028-02-29 10:00", "2028-02-29 12:00", "2028-02-29 10:30", 202802),
    ],
)
def test_27_midnight_fiscal_year_and_leap_day(city: City, start: str, end: str, inside: str, month: int) -> None:
    city.clock.moment = at("2026-11-20 9:00")
    course = city.course("夜の講座", meeting(start, end), apply_until=at("2028-12-31 10:00"))
    (session,) = city.sessions(course)
    _, _, code = city.apply(course, city.person(birth=Birth(day=date(1956, 2, 29))))
    city.clock.moment = at(inside)
    assert city.scan(session, code).status is OK
    assert [cell.month for cell in city.services.reports.pivot(2020, 2035)] == [month]
    figures = city.services.reports.monthly(month // 100, month % 100)
    assert (figures.attendances, figures.sessions_held) == (1, 1)
    assert city.services.check_in.view(session).people[0].present


def test_28_two_hundred_people_cost_as_many_statements_each_as_twenty(sqlite_city: City) -> None:
    from sqlalchemy import event

    city = sqlite_city
    course = city.course()
    (session,) = city.sessions(course)
    codes = [city.apply(course)[2] for _ in range(200)]
    statements: list[str] = []
    event.listen(
        city.services.database.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_rest: statements.append(statement),
    )
    numbers = []
    for code in codes:
        statements.clear()
        assert city.scan(session, code).status is OK
        numbers.append(len(statements))
    assert len(set(numbers[1:])) == 1, "the number of statements does not grow with the people"
    statements.clear()
    assert city.present(session) == 200
    assert len(statements) < 20
    assert city.clock() - timedelta(0) == at("9:30")
