"""Last year's plan once more: the same weekday of the same week, around what is closed, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from divide_app.domain.calendar import local
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.plan import OnClosed, PlanDraft, RepeatDraft
from divide_app.domain.planning.venues import Closure
from divide_app.foundation.ids import new_id
from divide_app.foundation.problems import UserCancelled
from divide_app.services.planning.course_copies import CopyWish
from tests.support.city import City, at, meeting
from tests.support.content import content


def days_of(city: City, course: object) -> list[date]:
    return [local(one.starts_at).date() for one in city.services.scheduling.course(course).sessions]  # type: ignore[arg-type]


def test_a_course_is_planned_again_on_the_same_weekdays_a_year_later(city: City) -> None:
    course = city.course(
        "令和8年度 スマホ入門",
        meeting("2026-12-02 10:00", "2026-12-02 12:00"),  # first Wednesday
        meeting("2026-12-16 10:00", "2026-12-16 12:00"),  # third Wednesday
        capacity=10,
        apply_from=at("2026-11-02 9:00"),
        apply_until=at("2026-11-25 17:00"),
        owners=("生涯学習課",),
    )
    city.apply(course)
    shown = city.services.course_copies.preview_course(course)
    before = content(city.services.database)
    done = city.services.course_copies.copy_course(course)
    assert [(one.starts_at, one.ends_at) for one in done.sessions] == [
        (one.starts_at, one.ends_at) for one in shown.sessions
    ]
    (new,) = done.courses
    view = city.services.scheduling.course(new.course)
    assert view.course.title == "令和9年度 スマホ入門"
    assert days_of(city, new.course) == [date(2027, 12, 1), date(2027, 12, 15)]
    assert (view.course.capacity, view.course.owners) == (10, ("生涯学習課",))
    # The first meeting is 364 days later; so is the window.
    assert (view.course.apply_from, view.course.apply_until) == (at("2027-11-01 9:00"), at("2027-11-24 17:00"))
    assert (view.line.accepted, view.line.waiting) == (0, 0)
    assert [line.room for line in view.sessions] == ["第1会議室"] * 2
    city.services.planning_history.undo()
    assert content(city.services.database) == before


def test_a_first_day_keeps_the_distances(city: City) -> None:
    course = city.course("講座", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    done = city.services.course_copies.copy_course(course, first_day=date(2026, 12, 5))
    assert days_of(city, done.courses[0].course) == [date(2026, 12, 5), date(2026, 12, 12)]


def test_what_falls_on_a_closed_day_is_moved_or_left_out_and_told(city: City) -> None:
    course = city.course(
        "講座", meeting("2026-04-22 10:00", "2026-04-22 12:00"), meeting("2026-04-30 10:00", "2026-04-30 12:00")
    )
    city.services.office.add_closure(Closure(new_id(), None, date(2027, 4, 30), date(2027, 4, 30), "館内整理"))
    shifted = city.services.course_copies.preview_course(course)
    (moved,) = shifted.moved  # Thursday 29 April 2027 is a holiday, the Friday after it is closed
    assert moved.reason == "昭和の日"
    assert moved.starts_at is not None
    assert (local(moved.wished_at).date(), local(moved.starts_at).date()) == (date(2027, 4, 29), date(2027, 5, 1))
    skipped = city.services.course_copies.preview_course(course, wish=CopyWish(on_closed=OnClosed.SKIP))
    assert ([one.starts_at for one in skipped.moved], len(skipped.sessions)) == ([None], 1)


def test_a_fifth_weekday_becomes_the_last_and_is_told(city: City) -> None:
    course = city.course("講座", meeting("2026-07-29 10:00", "2026-07-29 12:00"))  # fifth Wednesday
    shown = city.services.course_copies.preview_course(course)
    assert [local(one.starts_at).date() for one in shown.sessions] == [date(2027, 7, 28)]
    assert [one.reason for one in shown.moved] == [""]


@pytest.mark.parametrize("years", [101, 8_000, -2_000])
def test_a_copy_into_another_century_is_refused(sqlite_city: City, years: int) -> None:
    copies = sqlite_city.services.course_copies
    course = sqlite_city.course()
    with pytest.raises(DomainError, match="bad_number"):
        copies.preview_course(course, years=years)
    with pytest.raises(DomainError, match="bad_number"):
        copies.preview_year(2026, 2026 + years)


def year_of(city: City) -> None:
    for number, month in enumerate(("04", "06", "10")):
        city.course(
            f"令和8年度 講座{number}",
            meeting(f"2026-{month}-08 10:00", f"2026-{month}-08 12:00"),
            meeting(f"2026-{month}-15 10:00", f"2026-{month}-15 12:00"),
        )
    gone = city.course("中止した講座", meeting("2026-09-09 10:00", "2026-09-09 12:00"))
    city.services.scheduling.cancel_course(gone, "講師の都合")


def test_a_whole_year_is_copied_at_once_without_what_was_cancelled(city: City) -> None:
    year_of(city)
    shown = city.services.course_copies.preview_year(2026, 2027)
    done = city.services.course_copies.copy_year(2026, 2027)
    assert [one.title for one in done.courses] == [f"令和9年度 講座{number}" for number in range(3)]
    assert len(done.sessions) == len(shown.sessions) == 6
    assert done.there_already == done.empty == ()
    assert [local(one.starts_at).strftime("%m-%d %a") for one in done.sessions] == [
        *("04-14 Wed", "04-21 Wed", "06-14 Mon", "06-21 Mon", "10-14 Thu", "10-21 Thu")
    ]
    before = city.services.scheduling.courses()
    city.services.planning_history.undo()
    assert len(city.services.scheduling.courses()) == 4
    city.services.planning_history.redo()
    assert city.services.scheduling.courses() == before


def test_a_year_with_clashes_is_refused_whole_or_leaves_them_out_or_is_forced(city: City) -> None:
    year_of(city)
    city.course("先にある講座", meeting("2027-06-14 11:00", "2027-06-14 13:00"))
    before = content(city.services.database)
    with pytest.raises(DomainError) as refused:
        city.services.course_copies.copy_year(2026, 2027)
    assert refused.value.code == "clash"
    assert content(city.services.database) == before
    less = city.services.course_copies.preview_year(2026, 2027, wish=CopyWish(leave_out_clashing=True))
    assert (len(less.sessions), [clash.other_title for clash in less.left_out]) == (5, ["先にある講座"])
    assert [one.number for one in less.sessions if one.course_id == less.courses[1].course] == [1]
    assert less.clashes == ()
    forced = city.services.course_copies.copy_year(2026, 2027, forced_reason="部屋を分ける")
    assert [one.forced_reason for one in forced.sessions].count("部屋を分ける") == 1


def test_copying_again_is_seen(city: City) -> None:
    year_of(city)
    city.services.course_copies.copy_year(2026, 2027)
    with pytest.raises(DomainError, match="clash"):
        city.services.course_copies.copy_year(2026, 2027)
    shown = city.services.course_copies.preview_year(2026, 2027)
    assert len(shown.there_already) == 3


def test_copying_can_be_stopped_and_then_leaves_nothing(city: City) -> None:
    year_of(city)
    before = content(city.services.database)

    def stop(done: int, _total: int | None) -> None:
        if done == 2:
            raise UserCancelled

    with pytest.raises(UserCancelled):
        city.services.course_copies.copy_year(2026, 2027, progress=stop)
    assert content(city.services.database) == before


def test_there_must_be_something_to_copy(city: City) -> None:
    year_of(city)
    with pytest.raises(DomainError, match="nothing_to_copy"):
        city.services.course_copies.copy_year(2020, 2021)
    with pytest.raises(DomainError, match="same_year"):
        city.services.course_copies.copy_year(2026, 2026)
    with pytest.raises(DomainError, match="nothing_to_copy"):
        city.services.course_copies.copy_year(2026, 2027, wish=CopyWish(with_held_only=True))


def test_copies_take_along_neither_reasons_nor_what_was_lent_elsewhere(city: City) -> None:
    city.course("先", meeting("10:00", "12:00"))
    course = city.services.scheduling.plan(
        PlanDraft("後", venue="市民センター", room="第1会議室", sessions=(meeting("11:00", "13:00"),)),
        forced_reason="部屋を分ける",
    ).course
    kept = city.services.scheduling.course(course).course
    city.services.scheduling.change_course(replace(kept, topic="地図"))
    done = city.services.course_copies.copy_course(course)
    assert [one.forced_reason for one in done.sessions] == [""]
    assert [one.state for one in done.sessions] == [SessionState.PLANNED]
    assert city.services.scheduling.course(done.courses[0].course).course.topic == "地図"


def test_rules_may_name_days_beside_and_without(city: City) -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20270115\nRDATE:20270120T140000,20270201"
    done = city.services.scheduling.plan(PlanDraft("講座", repeat=RepeatDraft(rule, at("2027-01-08 10:00"), 60)))
    lines = city.services.scheduling.course(done.course).sessions
    assert [local(one.starts_at).strftime("%m-%d %H:%M") for one in lines] == [
        "01-08 10:00",
        "01-20 14:00",
        "01-22 10:00",
        "02-01 10:00",
    ]


@pytest.mark.parametrize(
    ("rule", "start", "days"),
    [
        ("FREQ=WEEKLY;INTERVAL=3;COUNT=3", "2027-01-08", ["01-08", "01-29", "02-19"]),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", "2027-01-12", ["01-12", "02-09", "03-09"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "2027-01-29", ["01-29", "02-26", "03-26"]),
        ("FREQ=WEEKLY;UNTIL=20270122", "2027-01-08", ["01-08", "01-15", "01-22"]),
        ("FREQ=WEEKLY;UNTIL=20270122T005900Z", "2027-01-08", ["01-08", "01-15"]),
        ("FREQ=MONTHLY;BYDAY=1WE,3WE;COUNT=4", "2027-06-02", ["06-02", "06-16", "07-07", "07-21"]),
    ],
)
def test_repetitions_clerks_use(sqlite_city: City, rule: str, start: str, days: list[str]) -> None:
    shown = sqlite_city.services.scheduling.preview(
        PlanDraft("講座", repeat=RepeatDraft(rule, at(f"{start} 10:00"), 60))
    )
    assert [local(one.starts_at).strftime("%m-%d") for one in shown.meetings] == days


def test_the_year_end_is_skipped_and_the_office_may_open_then(city: City) -> None:
    draft = PlanDraft("冬の講座", repeat=RepeatDraft("FREQ=WEEKLY;COUNT=4", at("2026-12-17 10:00"), 60))
    shown = city.services.scheduling.preview(draft)
    assert [(local(one.starts_at).date(), one.reason) for one in shown.moved] == [(date(2026, 12, 31), "年末年始")]
    kept = city.services.days_off.year_end()
    city.services.days_off.keep_year_end(replace(kept, is_closed=False))
    assert city.services.scheduling.preview(draft).moved == ()
    city.services.days_off.keep_year_end(replace(kept, first=(12, 24), reason="冬の休み"))
    assert [one.reason for one in city.services.scheduling.preview(draft).moved] == ["冬の休み"] * 2
    for bad, code in ((replace(kept, first=(13, 1)), "bad_days"), (replace(kept, reason=" "), "reason_missing")):
        with pytest.raises(DomainError, match=code):
            city.services.days_off.keep_year_end(bad)


def test_a_holiday_corrected_by_hand_holds_everywhere(city: City) -> None:
    weekly = PlanDraft("講座", repeat=RepeatDraft("FREQ=WEEKLY;COUNT=3", at("2027-03-15 10:00"), 60))
    assert [one.reason for one in city.services.scheduling.preview(weekly).moved] == ["振替休日"]
    city.services.days_off.deny_holiday(date(2027, 3, 22))
    city.services.days_off.name_holiday(date(2027, 3, 29), "市制記念日")
    assert [one.reason for one in city.services.scheduling.preview(weekly).moved] == ["市制記念日"]
    month = city.services.scheduling.month(2027, 3)
    assert date(2027, 3, 22) not in month.holidays
    assert month.holidays[date(2027, 3, 29)] == "市制記念日"
    shown = {line.day: line for line in city.services.days_off.holidays(2026)}
    assert (shown[date(2027, 3, 22)].name, shown[date(2027, 3, 22)].usual) == ("", "振替休日")
    assert shown[date(2027, 3, 29)].is_corrected
    board = city.services.scheduling.clash_board(date(2027, 3, 1), date(2027, 3, 31))
    answer = board.clashes_at(at("2027-03-29 10:00"), at("2027-03-29 11:00"), None, None)
    assert [clash.other_title for clash in answer.clashes] == ["市制記念日"]
    city.services.days_off.forget_correction(date(2027, 3, 29))
    assert date(2027, 3, 29) not in city.services.scheduling.month(2027, 3).holidays
    with pytest.raises(DomainError, match="name_missing"):
        city.services.days_off.name_holiday(date(2027, 3, 29), "  ")


def test_only_the_courses_that_were_chosen_are_copied(city: City) -> None:
    wanted = city.course("入門", meeting("2026-12-02 10:00", "2026-12-02 12:00"))
    city.course("応用", meeting("2026-12-09 10:00", "2026-12-09 12:00"))
    done = city.services.course_copies.copy_year(2026, 2027, only={wanted})
    assert [one.source for one in done.courses] == [wanted]
    with pytest.raises(DomainError, match="nothing_to_copy"):
        city.services.course_copies.copy_year(2026, 2027, only=())
