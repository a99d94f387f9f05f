"""Planning, moving, cancelling and putting back: clashes are found, reasons kept, and figures go along."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from divide_app.domain.calendar import local
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.clash import ClashKind
from divide_app.domain.planning.courses import CatalogueEntry, CourseState, SessionKind, SessionState
from divide_app.domain.planning.plan import OnClosed, PlanDraft, RepeatDraft
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.foundation.ids import new_id
from divide_app.wording.clashes import clash_sentence, joined_room_sentence
from tests.support.city import City, at, meeting
from tests.support.databases import count

WEEKLY = PlanDraft(
    "スマートフォン入門",
    venue="市民センター",
    room="第1会議室",
    owners=("デジタル推進課",),
    repeat=RepeatDraft("FREQ=WEEKLY;COUNT=5", at("2027-04-22 10:00"), 120),
)


def days_of(city: City, course: object) -> list[date]:
    return [local(one.starts_at).date() for one in city.services.scheduling.course(course).sessions]  # type: ignore[arg-type]


def test_a_weekly_rule_skips_golden_week_and_says_why(city: City) -> None:
    repeat = replace(WEEKLY.repeat, on_closed=OnClosed.SKIP)  # type: ignore[type-var]
    done = city.services.scheduling.plan(replace(WEEKLY, repeat=repeat))
    assert days_of(city, done.course) == [date(2027, 4, 22), date(2027, 5, 6), date(2027, 5, 13), date(2027, 5, 20)]
    assert [(local(one.starts_at).date(), one.moved_to, one.reason) for one in done.moved] == [
        (date(2027, 4, 29), None, "昭和の日")
    ]
    assert [line.number for line in city.services.scheduling.course(done.course).sessions] == [1, 2, 3, 4]
    assert all(local(one.starts_at).time() == time(10) for one in done.meetings)


def test_so_many_meetings_as_asked_for_are_planned_and_holidays_extend_the_series(city: City) -> None:
    done = city.services.scheduling.plan(WEEKLY)
    assert days_of(city, done.course) == [
        *(date(2027, 4, 22), date(2027, 5, 6), date(2027, 5, 13), date(2027, 5, 20), date(2027, 5, 27)),
    ]
    assert [(local(one.starts_at).date(), one.moved_to, one.reason) for one in done.moved] == [
        (date(2027, 4, 29), None, "昭和の日")
    ]


def test_the_days_after_the_series_may_be_closed_too(city: City) -> None:
    for day in (date(2027, 5, 20), date(2027, 5, 27)):
        city.services.office.add_closure(Closure(new_id(), None, day, day, "館内整理"))
    done = city.services.scheduling.plan(WEEKLY)
    assert days_of(city, done.course)[-3:] == [date(2027, 5, 13), date(2027, 6, 3), date(2027, 6, 10)]
    assert len(done.class_sessions) == 5
    assert len(done.moved) == 3


def test_a_rule_that_ends_by_a_day_is_not_extended(city: City) -> None:
    repeat = RepeatDraft("FREQ=WEEKLY;UNTIL=20270520", at("2027-04-22 10:00"), 120)
    done = city.services.scheduling.plan(replace(WEEKLY, repeat=repeat))
    assert days_of(city, done.course)[-1] == date(2027, 5, 20)
    assert len(done.class_sessions) == 4


def test_a_weekly_rule_shifts_past_holidays_and_closing_days(city: City) -> None:
    city.services.office.add_closure(Closure(new_id(), None, date(2027, 4, 30), date(2027, 4, 30), "館内整理"))
    repeat = replace(WEEKLY.repeat, on_closed=OnClosed.SHIFT)  # type: ignore[type-var]
    done = city.services.scheduling.plan(replace(WEEKLY, repeat=repeat))
    (moved,) = done.moved
    assert moved.moved_to is not None
    assert (local(moved.moved_to).date(), moved.reason) == (date(2027, 5, 1), "昭和の日")
    assert date(2027, 5, 1) in days_of(city, done.course)
    assert len(done.class_sessions) == 5


def test_meetings_and_their_ids_are_in_the_same_order(city: City) -> None:
    draft = PlanDraft("順不同", sessions=(meeting("2026-12-20 10:00", "2026-12-20 11:00"), meeting("10:00", "11:00")))
    done = city.services.scheduling.plan(draft)
    lines = {line.id: line.starts_at for line in city.services.scheduling.course(done.course).sessions}
    assert [lines[id_] for id_ in done.class_sessions] == [one.starts_at for one in done.meetings]


@pytest.mark.parametrize(
    ("rule", "minutes", "code"),
    [
        ("FREQ=SOMETIMES", 60, "bad_rule"),
        ("nonsense", 60, "bad_rule"),
        ("FREQ=DAILY", 60, "endless_rule"),
        ("FREQ=DAILY;COUNT=367", 60, "too_many_dates"),
        ("FREQ=DAILY;UNTIL=20300101", 60, "too_many_dates"),
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=3", 60, "bad_rule"),
        ("FREQ=SECONDLY;COUNT=3", 60, "bad_rule"),
        ("FREQ=DAILY;BYHOUR=9,10;COUNT=3", 60, "bad_rule"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20280101", 60, "bad_rule"),
        ("FREQ=WEEKLY;COUNT=" + "9" * 400, 60, "too_many_dates"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", 60, "no_dates"),
        ("FREQ=WEEKLY;UNTIL=20260101", 60, "no_dates"),
        ("FREQ=DAILY;COUNT=1\nEXDATE:20270401", 60, "no_dates"),
        ("RDATE:20270499", 60, "bad_rule"),
        ("FREQ=MONTHLY;BYDAY=9FR;COUNT=3", 60, "bad_rule"),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=29;COUNT=1", 60, "no_dates"),
        ("FREQ=DAILY;COUNT=1", 0, "bad_minutes"),
    ],
)
def test_rules_that_cannot_be_planned_are_refused(sqlite_city: City, rule: str, minutes: int, code: str) -> None:
    draft = PlanDraft("講座", repeat=RepeatDraft(rule, at("2027-04-01 10:00"), minutes))
    with pytest.raises(DomainError, match=code):
        sqlite_city.services.scheduling.plan(draft)
    assert count(sqlite_city.services.database, "courses") == 0


def test_a_room_belongs_to_its_venue(city: City) -> None:
    alone = replace(WEEKLY, venue="")
    with pytest.raises(DomainError, match="room_without_venue"):
        city.services.scheduling.plan(alone)
    assert count(city.services.database, "courses") == 0
    elsewhere = replace(meeting("2027-05-06 10:00", "2027-05-06 12:00"), venue="南公民館")
    here = meeting("2027-04-22 10:00", "2027-04-22 12:00")
    done = city.services.scheduling.plan(replace(WEEKLY, repeat=None, sessions=(here, elsewhere)))
    assert done.new_places == ("市民センター", "市民センター 第1会議室", "南公民館")
    assert [line.room for line in city.services.scheduling.course(done.course).sessions] == ["第1会議室", ""]


def test_a_meeting_may_be_added_in_another_room_of_the_same_venue(city: City) -> None:
    done = city.services.scheduling.plan(WEEKLY)
    wish = replace(meeting("2027-06-03 10:00", "2027-06-03 12:00"), room="第2会議室")
    city.services.scheduling.add_meeting(done.course, wish)
    last = city.services.scheduling.course(done.course).sessions[-1]
    assert (last.venue, last.room) == ("市民センター", "第2会議室")


def test_a_room_that_joins_others_is_told_of_once_and_clashes_with_them(city: City) -> None:
    one = city.services.scheduling.plan(replace(WEEKLY, room="1室"))
    city.services.scheduling.plan(replace(WEEKLY, title="別の講座", room="２室"), forced_reason="")
    both = replace(WEEKLY, title="合同", room="１室・２室")
    shown = city.services.scheduling.preview(both)
    assert [room.parts for room in shown.joined_rooms] == [("1室", "２室")]
    assert joined_room_sentence(shown.joined_rooms[0]).startswith(
        "「市民センター １室・２室」は、「1室」、「２室」を合わせた"
    )
    said = [clash_sentence(clash) for clash in shown.clashes if clash.kind is ClashKind.ROOM]
    assert len(said) == 2 * len(one.class_sessions)
    assert any("1室が重なります" in words and "1室を使っています" in words for words in said), said
    with pytest.raises(DomainError, match="clash"):
        city.services.scheduling.plan(both)
    city.services.scheduling.plan(both, forced_reason="間仕切りを外す")
    assert city.services.scheduling.preview(both).joined_rooms == ()
    board = city.services.scheduling.clash_board(date(2027, 4, 1), date(2028, 3, 31))
    first = city.services.scheduling.course(one.course).sessions[0]
    answer = board.clashes_if(first.id, first.starts_at, first.ends_at, first.venue_id, first.room_id)
    assert any("１室・２室を使っています" in words for words in answer.sentences)


def test_new_places_are_made_and_told_once(city: City) -> None:
    done = city.services.scheduling.plan(WEEKLY)
    assert done.new_places == ("市民センター", "市民センター 第1会議室")
    again = replace(WEEKLY, repeat=replace(WEEKLY.repeat, start=at("2028-01-11 10:00")))  # type: ignore[type-var]
    assert city.services.scheduling.plan(again).new_places == ()
    (venue,) = city.services.office.venues()
    assert [room.name for room in venue.rooms] == ["第1会議室"]
    assert city.services.office.sections() == ["デジタル推進課"]


def test_a_clash_refuses_everything_and_a_reason_forces_and_stays(city: City) -> None:
    city.course()
    draft = PlanDraft(
        "ぶつかる講座",
        venue="市民センター",
        room="第1会議室",
        owners=("別の課",),
        sessions=(meeting("11:00", "13:00"), meeting("14:00", "15:00")),
    )
    with pytest.raises(DomainError) as refused:
        city.services.scheduling.plan(draft)
    assert refused.value.code == "clash"
    assert [clash.kind for clash in refused.value.details["clashes"]] == [ClashKind.ROOM]  # type: ignore[attr-defined]
    assert (count(city.services.database, "courses"), city.services.office.sections()) == (1, [])
    done = city.services.scheduling.plan(draft, forced_reason="間仕切りで分ける")
    reasons = [line.forced_reason for line in city.services.scheduling.course(done.course).sessions]
    assert reasons == ["間仕切りで分ける", ""]


def test_a_preview_shows_everything_and_leaves_nothing(city: City) -> None:
    city.course()
    before = city.services.maintenance.info().tables
    draft = PlanDraft("新講座", venue="新館", room="和室", owners=("新しい課",), sessions=(meeting("11:00", "13:00"),))
    shown = city.services.scheduling.preview(draft)
    assert shown.new_places == ("新館", "新館 和室")
    shown = city.services.scheduling.preview(replace(draft, venue="市民センター", room="第1会議室"))
    assert [clash.hard for clash in shown.clashes] == [True]
    assert city.services.maintenance.info().tables == before


def test_soft_clashes_only_warn(city: City) -> None:
    venue = new_id()
    room = Room(new_id(), venue, "小部屋", 5)
    city.services.office.keep_venue(Venue(venue, "小さな館", rooms=(room,)))
    draft = PlanDraft(
        "満員講座",
        venue="小さな館",
        room="小部屋",
        capacity=10,
        sessions=(meeting("2026-11-23 10:00", "2026-11-23 12:00"),),
    )
    done = city.services.scheduling.plan(draft)
    assert {(clash.kind, clash.hard) for clash in done.clashes} == {
        (ClashKind.ROOM_CAPACITY, False),
        (ClashKind.HOLIDAY, False),
    }


def test_closing_days_and_hours_refuse(city: City) -> None:
    venue = new_id()
    city.services.office.keep_venue(
        Venue(venue, "北公民館", opens_at=time(9), closes_at=time(17), closed_weekdays=frozenset({1}))
    )
    for start, end, kind in (
        ("2026-11-30 10:00", "2026-11-30 11:00", ClashKind.CLOSURE),
        ("2026-12-01 16:00", "2026-12-01 18:00", ClashKind.VENUE_HOURS),
    ):
        with pytest.raises(DomainError) as refused:
            city.course("講座", meeting(start, end), venue="北公民館", room="")
        assert kind in {clash.kind for clash in refused.value.details["clashes"]}  # type: ignore[attr-defined]


def test_a_hall_open_until_midnight_can_be_kept(city: City) -> None:
    city.services.office.keep_venue(Venue(new_id(), "夜の館 ", opens_at=time(9), closes_at=time(0)))
    assert [one.name for one in city.services.office.venues()] == ["夜の館"]
    with pytest.raises(DomainError, match="bad_hours"):
        city.services.office.keep_venue(Venue(new_id(), "館", opens_at=time(9), closes_at=time(8)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "  "}, "title_missing"),
        ({"capacity": -1}, "bad_capacity"),
        ({"sessions": ()}, "no_meetings"),
        ({"sessions": (meeting("12:00", "12:00"),)}, "end_before_start"),
        ({"sessions": (meeting("2026-11-21 10:00", "2026-11-23 10:00"),)}, "too_long"),
        ({"apply_from": at("12:00"), "apply_until": at("11:00")}, "bad_window"),
    ],
)
def test_drafts_that_make_no_sense_are_refused(sqlite_city: City, change: dict[str, object], code: str) -> None:
    draft = replace(PlanDraft("講座", sessions=(meeting("10:00", "11:00"),)), **change)  # type: ignore[arg-type]
    with pytest.raises(DomainError, match=code):
        sqlite_city.services.scheduling.plan(draft)
    assert count(sqlite_city.services.database, "courses") == 0


def test_a_move_frees_the_old_room_and_refuses_a_taken_one(city: City) -> None:
    first = city.course()
    second = city.course("二つ目", meeting("14:00", "16:00"))
    (one,), (two,) = city.sessions(first), city.sessions(second)
    with pytest.raises(DomainError, match="clash"):
        city.services.scheduling.move(two, starts_at=at("11:30"), ends_at=at("13:30"))
    city.services.scheduling.move(one, starts_at=at("8:00"), ends_at=at("9:00"))
    done = city.services.scheduling.move(two, starts_at=at("11:30"), ends_at=at("13:30"))
    assert done.before.starts_at == at("14:00")
    assert city.services.scheduling.session(two).starts_at == at("11:30")


def test_a_move_to_another_hall_takes_the_summary_along_and_undo_brings_it_back(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    city.scan(session, city.apply(course)[2])
    other = new_id()
    city.services.office.keep_venue(Venue(other, "北公民館"))
    old = [(cell.month, cell.venue_id) for cell in city.services.reports.pivot(2026, 2026)]
    moved = city.services.scheduling.move(
        session,
        starts_at=at("2027-04-01 10:00"),
        ends_at=at("2027-04-01 12:00"),
        venue_id=other,
        keep_place=False,
        forced_reason="会場の都合で、始まってから移った",
    )
    assert city.services.reports.pivot(2026, 2026) == []
    assert [(cell.month, cell.venue_id) for cell in city.services.reports.pivot(2027, 2027)] == [(202704, other)]
    assert city.services.maintenance.check().ok
    city.services.planning_history.undo(moved.undo)
    assert [(cell.month, cell.venue_id) for cell in city.services.reports.pivot(2026, 2027)] == old


def test_a_session_with_people_is_not_cancelled_and_keeps_its_course_honest(city: City) -> None:
    course = city.course("全3回", *(meeting(f"2026-11-{day} 10:00", f"2026-11-{day} 12:00") for day in (21, 28, 29)))
    first, second, third = city.sessions(course)
    city.scan(first, city.apply(course)[2])
    with pytest.raises(DomainError, match="session_has_attendance"):
        city.services.scheduling.cancel_session(first, "雨")
    with pytest.raises(DomainError, match="reason_missing"):
        city.services.scheduling.cancel_session(second, "  ")
    city.services.scheduling.cancel_session(second, "大雪")
    assert city.services.scheduling.session(second).cancelled_reason == "大雪"
    city.services.scheduling.cancel_course(course, "講師の都合")
    states = [line.state for line in city.services.scheduling.course(course).sessions]
    assert states == [SessionState.PLANNED, SessionState.CANCELLED, SessionState.CANCELLED]
    assert city.services.reports.monthly(2026, 11).attendances == city.summed() == 1
    assert third != first


def test_a_course_all_of_whose_sessions_are_cancelled_is_cancelled_in_the_list(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    city.services.scheduling.cancel_session(session, "大雪")
    (line,) = city.services.scheduling.courses()
    assert line.state is CourseState.CANCELLED
    city.services.scheduling.reopen(session, "晴れた")
    (line,) = city.services.scheduling.courses()
    assert line.state is CourseState.OPEN


def test_only_begun_sessions_are_confirmed_and_absence_stays_absence(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    city.scan(session, city.apply(course)[2])
    city.apply(course)
    with pytest.raises(DomainError, match="not_begun"):
        city.services.closing.confirm(session)
    city.clock.moment = at("12:30")
    done = city.services.closing.confirm(session)
    assert city.present(session) == 1
    with pytest.raises(DomainError, match="session_held"):
        city.services.scheduling.move(session, starts_at=at("13:00"), ends_at=at("14:00"))
    with pytest.raises(DomainError, match="session_held"):
        city.services.scheduling.cancel_session(session, "雨")
    city.services.planning_history.undo(done.undo)
    assert city.services.scheduling.session(session).state is SessionState.PLANNED
    with pytest.raises(DomainError, match="reason_missing"):
        city.services.scheduling.reopen(session, "")


def test_a_cancelled_place_given_to_another_is_not_silently_taken_back(city: City) -> None:
    (session,) = city.sessions(city.course())
    cancelled = city.services.scheduling.cancel_session(session, "講師急病")
    city.course("代わりの講座")
    with pytest.raises(DomainError, match="clash"):
        city.services.planning_history.undo(cancelled.undo)
    with pytest.raises(DomainError, match="clash"):
        city.services.scheduling.reopen(session, "治った")
    city.services.scheduling.reopen(session, "治った", forced_reason="部屋を分ける")
    assert city.services.scheduling.session(session).forced_reason == "部屋を分ける"


def test_cancelling_again_by_undo_is_refused_once_people_came(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    city.services.scheduling.cancel_session(session, "大雪")
    reopened = city.services.scheduling.reopen(session, "晴れた")
    city.scan(session, city.apply(course)[2])
    with pytest.raises(DomainError, match="session_has_attendance"):
        city.services.planning_history.undo(reopened.undo)


def test_a_month_is_whole_weeks_with_holidays_and_closures(city: City) -> None:
    city.course()
    city.services.office.add_closure(Closure(new_id(), None, date(2026, 12, 29), date(2027, 1, 3), "年末年始"))
    month = city.services.scheduling.month(2026, 11)
    assert (month.first_day, month.last_day) == (date(2026, 10, 26), date(2026, 12, 6))
    assert month.holidays[date(2026, 11, 23)] == "勤労感謝の日"
    assert [one.course_title for one in month.sessions] == ["スマートフォン入門"]
    assert [one.reason for one in city.services.scheduling.month(2026, 12).closures] == ["年末年始"]
    assert month.closures == ()


def test_what_is_gone_cannot_be_changed_without_a_word(city: City) -> None:
    course = city.services.scheduling.course(city.course()).course
    with pytest.raises(DomainError, match="not_found"):
        city.services.scheduling.change_course(replace(course, id=new_id()))
    with pytest.raises(DomainError, match="not_found"):
        city.services.scheduling.move(new_id(), starts_at=at("10:00"), ends_at=at("11:00"))
    with pytest.raises(DomainError, match="not_found"):
        city.services.scheduling.session(new_id())


def test_the_catalogue_keeps_kinds_of_course(city: City) -> None:
    entry = CatalogueEntry(new_id(), "入門", "入門", SessionKind.CLASS, "初級", 90, 2, "", 4, "", "")
    city.services.catalogue.save(entry)
    city.services.catalogue.save(replace(entry, minutes=60))
    assert city.services.catalogue.all() == [replace(entry, minutes=60)]
    with pytest.raises(DomainError, match="bad_minutes"):
        city.services.catalogue.save(replace(entry, minutes=0))
    assert timedelta(minutes=entry.minutes) == timedelta(hours=1.5)


@pytest.mark.parametrize("room", ["１室", "1 室", "　1室"])
def test_a_room_typed_in_another_width_is_the_same_room_and_a_clash(city: City, room: str) -> None:
    city.course("先の講座", meeting("10:00", "12:00", "市民センター", "1室"))
    with pytest.raises(DomainError) as caught:
        city.course("後の講座", meeting("10:00", "12:00", "市民ｾﾝﾀｰ", room))
    assert caught.value.code == "clash"
    (venue,) = city.services.office.venues()
    assert [one.name for one in venue.rooms] == ["1室"]


def test_waves_and_lines_of_other_systems_make_no_second_place(city: City) -> None:
    city.course("先の講座", meeting("10:00", "12:00", "集会所〜北", "A−1"))
    city.course("後の講座", meeting("13:00", "15:00", "集会所～北", "A－1"))
    halls = [one for one in city.services.office.venues() if one.name.startswith("集会所")]
    assert [[room.name for room in one.rooms] for one in halls] == [["A−1"]]
