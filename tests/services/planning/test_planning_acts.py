"""Meetings added and removed, courses changed by two, and cancellations that say first who must be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.figures.target import CountingRule, Metric, Target
from divide_app.domain.people.participants import Need
from divide_app.domain.people.supporters import SupporterKind
from divide_app.domain.planning.clash import ClashKind
from divide_app.domain.planning.courses import CourseState, SessionState
from divide_app.domain.planning.days_off import YearEnd
from divide_app.domain.planning.lending import LendingNeed, Stock
from divide_app.domain.planning.plan import LendingDraft, PlanDraft
from divide_app.domain.planning.venues import Room, Venue
from divide_app.foundation.ids import new_id
from tests.support.city import City, at, meeting
from tests.support.content import content
from tests.support.databases import count

PHONES = Stock(new_id(), "貸出スマートフォン", 5, turnaround_minutes=30, serves_wishes=True)


def sentences(found: object) -> list[str]:
    return [clash.kind.value for clash in found]  # type: ignore[attr-defined]


def test_a_meeting_is_added_where_the_course_meets_with_the_next_number(city: City) -> None:
    course = city.course()
    person, _, _ = city.apply(course)
    done = city.services.scheduling.add_meeting(course, meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    first, second = city.services.scheduling.course(course).sessions
    assert (second.id, second.number, second.venue, second.room) == (done.class_session, 2, first.venue, first.room)
    assert [one.attendee_id for one in city.services.check_in.view(second.id).people] == [person]
    elsewhere = meeting("2026-12-05 10:00", "2026-12-05 12:00", "新館", "和室")
    city.services.scheduling.add_meeting(course, elsewhere)
    assert city.services.scheduling.course(course).sessions[2].venue == "新館"


def test_an_added_meeting_is_judged_before_it_is_made(city: City) -> None:
    course = city.course("スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    city.course("先約", meeting("2026-12-12 11:00", "2026-12-12 13:00"))
    before = content(city.services.database)
    found = city.services.scheduling.preview_add(course, meeting("2026-12-12 10:00", "2026-12-12 12:00"))
    assert [(clash.kind, clash.other_title) for clash in found] == [(ClashKind.ROOM, "先約")]
    free = meeting("2026-12-19 10:00", "2026-12-19 12:00", venue="はじめての館", room="和室")
    assert city.services.scheduling.preview_add(course, free) == ()
    assert content(city.services.database) == before
    with pytest.raises(DomainError, match="end_before_start"):
        city.services.scheduling.preview_add(course, meeting("2026-12-19 12:00", "2026-12-19 10:00"))


def test_what_a_meeting_lends_is_told_beside_what_its_course_lends(city: City) -> None:
    city.services.lending.save(PHONES)
    needs = (LendingNeed(PHONES.id, 3),)
    course = city.course("午前", meeting("10:00", "12:00"), lending=(LendingDraft(PHONES.name, 2),))
    session = city.sessions(course)[0]
    assert city.services.lending.of_meeting(session).own is None
    city.services.scheduling.lend(session, needs)
    told = city.services.lending.of_meeting(session)
    assert (told.stocks, told.course, told.own) == ((PHONES,), (LendingNeed(PHONES.id, 2),), needs)


def test_an_added_meeting_that_clashes_is_refused_and_a_reason_stays(city: City) -> None:
    city.course("先にある講座", meeting("2026-11-28 11:00", "2026-11-28 13:00"))
    course = city.course()
    wish = meeting("2026-11-28 10:00", "2026-11-28 12:00")
    with pytest.raises(DomainError, match="clash"):
        city.services.scheduling.add_meeting(course, wish)
    done = city.services.scheduling.add_meeting(course, wish, forced_reason="部屋を分ける")
    assert sentences(done.clashes) == ["room"]
    assert city.services.scheduling.session(done.class_session).forced_reason == "部屋を分ける"
    city.services.scheduling.cancel_course(course, "都合")
    with pytest.raises(DomainError, match="course_called_off"):
        city.services.scheduling.add_meeting(course, wish)


def test_a_meeting_cancelled_with_its_course_comes_back_with_it_alone(city: City) -> None:
    days = [meeting(f"{day} 10:00", f"{day} 12:00") for day in ("2026-11-20", "2026-11-28")]
    course = city.course("全2回", *days)
    held, ahead = city.sessions(course)
    city.services.closing.confirm(held)
    city.services.scheduling.cancel_course(course, "講師の都合")
    with pytest.raises(DomainError, match="course_called_off"):
        city.services.scheduling.reopen(ahead, "やはり開く")
    city.services.scheduling.reopen(held, "人数の訂正")  # its numbers may still be put right
    assert city.services.maintenance.check().faults == ()
    city.services.scheduling.reopen_course(course, "代わりの講師")
    assert city.services.scheduling.session(ahead).state is SessionState.PLANNED


def test_a_meeting_never_held_is_removed_and_the_applications_stay(city: City) -> None:
    course = city.course("全2回", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    first, second = city.sessions(course)
    city.apply(course)
    city.services.supporters.assign(second, city.supporter())
    before = content(city.services.database)
    city.services.scheduling.remove_meeting(second)
    assert city.sessions(course) == [first]
    assert len(city.services.applications.of_course(course)) == 1
    assert count(city.services.database, "assignments") == 0
    city.services.planning_history.undo()
    assert content(city.services.database) == before


def test_a_meeting_something_happened_at_is_not_removed(city: City) -> None:
    course = city.course("全2回", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    first, second = city.sessions(course)
    city.scan(first, city.apply(course)[2])
    with pytest.raises(DomainError, match="session_has_attendance"):
        city.services.scheduling.remove_meeting(first)
    city.services.scheduling.remove_meeting(second)
    with pytest.raises(DomainError, match="session_has_attendance"):
        city.services.scheduling.remove_meeting(first)
    lonely = city.course("1回だけ", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    with pytest.raises(DomainError, match="last_meeting"):
        city.services.scheduling.remove_meeting(city.sessions(lonely)[0])


def test_a_meeting_carried_in_a_package_is_not_removed(city: City, tmp_path) -> None:
    course = city.course("全2回", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    first, _ = city.sessions(course)
    city.services.hall_packages.create([first], tmp_path / "a.kakehashi", "長いパスワード123")
    with pytest.raises(DomainError, match="session_in_package"):
        city.services.scheduling.remove_meeting(first)


def test_what_is_cancelled_keeps_its_first_reason(city: City) -> None:
    course = city.course("全2回", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    first, second = city.sessions(course)
    city.services.scheduling.cancel_session(first, "大雪")
    with pytest.raises(DomainError, match="session_already_cancelled"):
        city.services.scheduling.cancel_session(first, "ほかの理由")
    city.services.scheduling.cancel_course(course, "講師の都合")
    before = content(city.services.database)
    with pytest.raises(DomainError, match="course_already_cancelled"):
        city.services.scheduling.cancel_course(course, "ほかの理由")
    assert content(city.services.database) == before
    # Reopening finds its meetings by the reason they were cancelled for: only the second comes back.
    city.services.scheduling.reopen_course(course, "代わりの講師")
    states = {line.id: line.state for line in city.services.scheduling.course(course).sessions}
    assert states == {first: SessionState.CANCELLED, second: SessionState.PLANNED}


def test_a_stale_form_does_not_bring_a_cancelled_course_back(city: City) -> None:
    course_id = city.course()
    seen = city.services.scheduling.course(course_id).course
    city.services.scheduling.cancel_course(course_id, "講師の都合")
    city.services.scheduling.change_course(replace(seen, topic="地図"))
    kept = city.services.scheduling.course(course_id)
    assert (kept.course.topic, kept.course.is_cancelled, kept.course.cancelled_reason) == ("地図", True, "講師の都合")
    assert kept.line.state is CourseState.CANCELLED


def test_only_what_a_person_changed_is_stored_and_both_changing_the_same_is_told(city: City) -> None:
    course_id = city.course(capacity=10)
    seen = city.services.scheduling.course(course_id).course
    city.services.scheduling.change_course(replace(seen, capacity=20, fee="無料"))
    city.services.scheduling.change_course(replace(seen, topic="地図"), was=seen)
    kept = city.services.scheduling.course(course_id).course
    assert (kept.topic, kept.capacity, kept.fee) == ("地図", 20, "無料")
    with pytest.raises(DomainError, match="changed_meanwhile") as refused:
        city.services.scheduling.change_course(replace(seen, capacity=12), was=seen)
    assert refused.value.field == "capacity"
    assert city.services.scheduling.course(course_id).course.capacity == 20


@pytest.mark.parametrize("field", ["title", "kana", "topic", "description", "audience", "question"])
def test_texts_of_thousands_of_characters_are_refused(sqlite_city: City, field: str) -> None:
    course = sqlite_city.services.scheduling.course(sqlite_city.course()).course
    with pytest.raises(DomainError, match="text_too_long"):
        sqlite_city.services.scheduling.change_course(replace(course, **{field: "あ" * 5_001}))
    if field == "title":
        with pytest.raises(DomainError, match="text_too_long"):
            sqlite_city.course("あ" * 5_000)
        sqlite_city.course("あ" * 200, meeting("2026-11-28 10:00", "2026-11-28 12:00"))


def test_names_of_places_of_thousands_of_characters_are_refused(sqlite_city: City) -> None:
    for draft in (
        PlanDraft("講座", venue="館" * 5_000, sessions=(meeting("10:00", "11:00"),)),
        PlanDraft("講座", venue="館", room="室" * 5_000, sessions=(meeting("10:00", "11:00"),)),
    ):
        with pytest.raises(DomainError, match="text_too_long"):
            sqlite_city.services.scheduling.plan(draft)
    assert count(sqlite_city.services.database, "venues") == 0


def test_before_cancelling_it_is_said_who_waits_and_what_the_target_loses(city: City) -> None:
    city.services.targets.save(
        Target(city.services.targets.new_id(), "講習を2回以上", Metric.SESSIONS_HELD, 2026, 2026, at_least=2)
    )
    strict = CountingRule(topics=("地図",))
    city.services.targets.save(
        Target(city.services.targets.new_id(), "地図の講習", Metric.SESSIONS_HELD, 2026, 2026, at_least=1, rule=strict)
    )
    days = [meeting(f"2026-12-{day} 10:00", f"2026-12-{day} 12:00") for day in ("05", "12")]
    course = city.course("スマホ入門", *days, capacity=1)
    city.services.supporters.assign(city.sessions(course)[0], city.supporter("支援花子"))
    seated, waiting = city.apply(course), city.apply(course)
    before = content(city.services.database)
    shown = city.services.scheduling.cancel_course_preview(course)
    assert [line.id for line in shown.accepted] == [seated[1]]
    assert [line.participant_id for line in shown.waiting] == [waiting[0]]
    assert [name for _, name in shown.supporters] == ["支援花子"]
    (loss,) = shown.targets
    assert (loss.name, loss.coming_before, loss.coming_after, loss.lost) == ("講習を2回以上", 2, 0, 2)
    assert loss.falls_short
    one = city.services.scheduling.cancel_session_preview(city.sessions(course)[0])
    assert (len(one.sessions), one.targets[0].lost) == (1, 1)
    assert content(city.services.database) == before
    city.services.scheduling.cancel_course(course, "会場の工事")
    statuses = [line.status.value for line in city.services.applications.of_course(course)]
    assert statuses == ["accepted", "waiting"]  # nobody is moved or dropped without a word
    assert city.services.scheduling.cancel_course_preview(course).accepted == ()


def test_a_meeting_people_came_to_is_kept_by_a_cancellation_and_said_before(city: City) -> None:
    course = city.course("全2回", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    first, second = city.sessions(course)
    city.scan(first, city.apply(course)[2])
    shown = city.services.scheduling.cancel_course_preview(course)
    assert ([line.id for line in shown.kept], [line.id for line in shown.sessions]) == ([first], [second])


def test_a_cancelled_course_comes_back_with_its_meetings_unless_the_room_is_gone(city: City) -> None:
    course = city.course("全2回", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    first, _ = city.sessions(course)
    city.services.scheduling.cancel_session(first, "大雪")
    city.services.scheduling.cancel_course(course, "講師の都合")
    city.course("代わり", meeting("2026-11-28 11:00", "2026-11-28 12:00"))
    with pytest.raises(DomainError, match="clash"):
        city.services.scheduling.reopen_course(course, "治った")
    city.services.scheduling.reopen_course(course, "治った", forced_reason="部屋を分ける")
    lines = city.services.scheduling.course(course).sessions
    assert [line.state for line in lines] == [SessionState.CANCELLED, SessionState.PLANNED]
    assert lines[1].forced_reason == "部屋を分ける"
    with pytest.raises(DomainError, match="not_cancelled"):
        city.services.scheduling.reopen_course(course, "もう一度")


def test_lent_phones_are_counted_with_wishes_and_turnaround(city: City) -> None:
    city.services.lending.save(PHONES)
    three = (LendingDraft(PHONES.name, 3),)
    one = city.course("午前", meeting("10:00", "12:00"), room="和室", lending=three)
    with pytest.raises(DomainError) as refused:
        city.course("昼", meeting("12:20", "13:00"), lending=three)
    (clash,) = refused.value.details["clashes"]  # type: ignore[misc]
    assert (clash.kind, clash.hard) == (ClashKind.EQUIPMENT, True)
    city.course("午後", meeting("12:30", "14:00"), lending=three)
    # Two phones are left at ten; the third of those who wish to borrow is one too many.
    other = city.course("同じころ", meeting("10:00", "11:00"), room="講堂")
    for _ in range(2):
        city.apply(other, city.person(needs=frozenset({Need.LOAN_PHONE})))
    (session,) = city.sessions(other)
    assert city.services.scheduling.clashes_at(session, at("10:00"), at("11:00")) == ()
    city.apply(other, city.person(needs=frozenset({Need.LOAN_PHONE})))
    found = city.services.scheduling.clashes_at(session, at("10:00"), at("11:00"))
    assert sentences(found) == ["equipment"]
    with pytest.raises(DomainError, match="stock_unknown"):
        city.course("ない物", meeting("15:00", "16:00"), lending=(LendingDraft("ロボット", 1),))
    assert one


def test_a_course_cannot_take_more_things_than_there_are_by_being_changed(city: City) -> None:
    city.services.lending.save(PHONES)
    course_id = city.course()
    course = city.services.scheduling.course(course_id).course
    greedy = replace(course, lending=(LendingNeed(PHONES.id, 6),))
    with pytest.raises(DomainError, match="clash"):
        city.services.scheduling.change_course(greedy)
    city.services.scheduling.change_course(greedy, forced_reason="隣の館から1台借りる")
    (session,) = city.sessions(course_id)
    assert city.services.scheduling.session(session).forced_reason == "隣の館から1台借りる"
    city.services.scheduling.lend(session, ())
    assert city.services.scheduling.session(session).forced_reason == ""
    with pytest.raises(DomainError, match="bad_quantity"):
        city.services.scheduling.change_course(replace(course, lending=(LendingNeed(PHONES.id, 0),)))


def test_stocks_are_kept_checked_and_only_removed_when_nothing_asks(city: City) -> None:
    city.services.lending.save(PHONES)
    course = city.course(lending=(LendingDraft(PHONES.name, 4),))
    small = city.services.lending.save(replace(PHONES, quantity=3))
    assert [(one.title, one.wanted) for one in small.shortages] == [("スマートフォン入門", 4)]
    with pytest.raises(DomainError, match="stock_exists"):
        city.services.lending.save(replace(PHONES, id=new_id()))
    for bad, code in (
        (replace(PHONES, quantity=0), "bad_quantity"),
        (replace(PHONES, turnaround_minutes=-1), "bad_minutes"),
        (replace(PHONES, name=" "), "name_missing"),
    ):
        with pytest.raises(DomainError, match=code):
            city.services.lending.save(bad)
    with pytest.raises(DomainError, match="stock_in_use"):
        city.services.lending.remove(PHONES.id)
    kept = city.services.scheduling.course(course).course
    city.services.scheduling.change_course(replace(kept, lending=()))
    city.services.lending.remove(PHONES.id)
    assert city.services.lending.stocks() == []


def test_lecturers_and_participants_elsewhere_are_seen(city: City) -> None:
    first = city.course()
    other = city.course("二つ目", meeting("14:00", "16:00"), room="和室")
    teacher = city.supporter("講師太郎", kind=SupporterKind.LECTURER)
    for course in (first, other):
        city.services.supporters.assign(city.sessions(course)[0], teacher)
    person, _, _ = city.apply(first)
    city.apply(other, person)
    (session,) = city.sessions(other)
    found = city.services.scheduling.clashes_at(session, at("11:00"), at("13:00"))
    assert [(clash.kind, clash.hard) for clash in found] == [
        (ClashKind.LECTURER, True),
        (ClashKind.PARTICIPANT, False),
    ]
    board = city.services.scheduling.clash_board(date(2026, 11, 1), date(2026, 11, 30))
    venue = city.services.scheduling.session(session)
    answer = board.clashes_if(session, at("11:00"), at("13:00"), venue.venue_id, venue.room_id)
    assert answer.clashes == found
    assert answer.sentences[0].startswith("講師の講師太郎は、")
    assert "見本1子" in answer.sentences[1]


def test_the_board_answers_as_the_database_does_and_says_what_it_does_not_know(city: City) -> None:
    id_ = new_id()
    rooms = (Room(new_id(), id_, "第1会議室", 5), Room(new_id(), id_, "和室"))
    city.services.office.keep_venue(Venue(id_, "市民センター", rooms=rooms))
    city.course("朝", meeting("9:00", "10:30"), capacity=9)
    (session,) = city.sessions(city.course("昼", meeting("13:00", "15:00"), capacity=9))
    board = city.services.scheduling.clash_board(date(2026, 11, 1), date(2026, 11, 30))
    for start, end, room in (
        ("10:00", "12:00", rooms[0].id),
        ("10:00", "12:00", rooms[1].id),
        ("2026-11-23 10:00", "2026-11-23 12:00", rooms[0].id),
    ):
        found = city.services.scheduling.clashes_at(
            session, at(start), at(end), venue_id=id_, room_id=room, keep_place=False
        )
        assert board.clashes_if(session, at(start), at(end), id_, room).clashes == found
    assert board.clashes_if(session, at("9:00"), at("10:00"), id_, rooms[0].id).is_hard
    away = board.clashes_if(session, at("2026-12-21 10:00"), at("2026-12-21 12:00"), id_, None)
    assert not away.is_known
    assert board.clashes_at(at("9:00"), at("10:00"), id_, rooms[0].id).is_hard
    assert not board.knows(new_id())


def test_stocks_and_days_off_go_back_and_forth_exactly_with_all_planning(city: City) -> None:
    services = city.services
    states = [content(services.database)]
    for act in (
        lambda: services.lending.save(PHONES),
        lambda: services.lending.save(replace(PHONES, quantity=9)),
        lambda: services.days_off.name_holiday(date(2026, 12, 3), "市制記念日"),
        lambda: services.days_off.deny_holiday(date(2026, 11, 23)),
        lambda: services.days_off.forget_correction(date(2026, 12, 3)),
        lambda: services.days_off.keep_year_end(YearEnd((12, 28), (1, 4), "冬の休み")),
        lambda: services.lending.remove(PHONES.id),
    ):
        act()
        states.append(content(services.database))
    history = services.planning_history
    for state in reversed(states[:-1]):
        history.undo()
        assert content(services.database) == state
    for state in states[1:]:
        history.redo()
        assert content(services.database) == state


def test_a_new_stock_somebody_asks_for_meanwhile_does_not_go_back(city: City) -> None:
    services = city.services
    added = services.lending.save(PHONES)
    course = city.course()
    before = services.scheduling.course(course).course
    services.scheduling.change_course(replace(before, lending=(LendingNeed(PHONES.id, 2),)), was=before)
    with pytest.raises(DomainError, match="used_since"):
        services.planning_history.undo(added.undo)
    assert services.lending.stocks() == [PHONES]
