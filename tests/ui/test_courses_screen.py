"""講座: the list by state, one course with its acts, and the wizard from the catalogue to the flyer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import CatalogueEntry, CourseState, SelectionKind, SessionKind
from divide_app.domain.planning.plan import OnClosed
from divide_app.foundation.ids import new_id
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.ui.screens.courses.rules import (
    Repeat,
    When,
    meetings_of,
    parse_days,
    preview_lines,
    repeat_of,
    repeat_words,
    rule_of,
    worth_showing,
)
from divide_app.ui.widgets.labels import ChipKind
from tests.support.city import at, meeting
from tests.support.stage import Stage, stage

ENTRY = CatalogueEntry(
    new_id(),
    "はじめてのスマホ",
    "スマホの基本",
    SessionKind.CLASS,
    "入門",
    90,
    4,
    "",
    5,
    "",
    "電話のかけ方から始めます。",
)


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "courses") as made:
        yield made


def titles(screen: Any) -> list[str]:
    return [line.title for line in screen.model.lines()]


def when(repeat: Repeat, **parts: Any) -> When:
    rows: dict[str, Any] = {
        "first": date(2026, 11, 21),
        "count": 3,
        "every": 2,
        "start": (time(10), 0),
        "end": (time(12), 0),
        "on_closed": OnClosed.SKIP,
    }
    return When(repeat, **{**rows, **parts})


def test_rules_are_written_as_the_clerk_picked_them() -> None:
    assert rule_of(when(Repeat.WEEKLY)) == "FREQ=WEEKLY;COUNT=3"
    assert rule_of(when(Repeat.EVERY_N_WEEKS)) == "FREQ=WEEKLY;INTERVAL=2;COUNT=3"
    assert rule_of(when(Repeat.NTH_WEEKDAY)) == "FREQ=MONTHLY;BYDAY=3SA;COUNT=3"
    assert rule_of(when(Repeat.LAST_WEEKDAY)) == "FREQ=MONTHLY;BYDAY=-1SA;COUNT=3"
    assert "毎月 第3土曜日" in [word for _repeat, word in repeat_words(date(2026, 11, 21))]


def test_days_by_hand_become_meetings_in_order() -> None:
    days = parse_days("12/5、11/28\n令和9年1月9日", date(2026, 11, 21))
    found = meetings_of(when(Repeat.DAYS, days=days))
    assert [local_day(one.starts_at) for one in found] == [date(2026, 11, 28), date(2026, 12, 5), date(2027, 1, 9)]
    assert repeat_of(when(Repeat.DAYS, days=days)) is None
    with pytest.raises(DomainError) as caught:
        parse_days("11/28、そのうち", date(2026, 11, 21))
    assert caught.value.code == "bad_date"


def test_list_counts_courses_by_state_and_filters(on_stage: Stage) -> None:
    city = on_stage.city
    city.course("終わった講座", meeting("2026-10-01 10:00", "2026-10-01 12:00"))
    city.course("これからの講座", meeting("2026-12-01 10:00", "2026-12-01 12:00"))
    city.course("去年度の講座", meeting("2025-06-01 10:00", "2025-06-01 12:00"))
    screen = on_stage.start("courses")
    assert titles(screen) == ["これからの講座", "終わった講座"]
    button = screen.state_filter._buttons[CourseState.FINISHED.value]
    assert (button.text(), button.accessibleName()) == ("終了 1", "終了、1件")
    button.click()
    assert titles(screen) == ["終わった講座"]
    screen.filter.setText("ありえない")
    screen.filter._tell()
    assert screen.states.state == "empty"
    on_stage.press(screen.states, "しぼり込みをやめる")
    assert len(titles(screen)) == 2
    QAbstractItemModelTester(screen.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_choosing_a_course_shows_it(on_stage: Stage) -> None:
    course = on_stage.city.course(capacity=1, owners=("生涯学習課",))
    on_stage.city.apply(course)
    on_stage.city.apply(course)
    screen = on_stage.start("courses")
    screen.table.choose_row(0)
    on_stage.settle()
    assert screen.panel.course == course
    assert screen.panel.course_title.text() == "スマートフォン入門"
    words = [label.accessibleName() for label in screen.panel.facts.findChildren(type(screen.panel.course_title))]
    assert "申込 受講決定 1/1　待ち 1" in words
    on_stage.press(screen.panel, "申込を見る")
    on_stage.window.navigate("courses")
    on_stage.press(screen.panel, "予定で見る")
    session = on_stage.city.sessions(course)[0]
    assert on_stage.went == [("applications", {"course": course}), ("schedule", {"class_session": session})]


def test_changed_data_is_kept_and_undone(on_stage: Stage) -> None:
    course = on_stage.city.course()
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "直す")
    screen.panel.basic.title.set_text("")
    screen.panel.save.click()
    on_stage.settle()
    assert "講座名" in screen.panel.basic.title.error
    screen.panel.basic.title.set_text("スマホ入門")
    screen.panel.basic.owners.others.setText("生涯学習課、高齢福祉課")
    screen.panel.gathering.until_day.set_text("11/30")
    screen.panel.save.click()
    on_stage.settle()
    kept = on_stage.services.scheduling.course(course).course
    assert (kept.title, kept.owners) == ("スマホ入門", ("生涯学習課", "高齢福祉課"))
    assert kept.apply_until == at("2026-11-30 23:59") or local_day(kept.apply_until) == date(2026, 11, 30)
    on_stage.undo()
    assert on_stage.services.scheduling.course(course).course.title == "スマートフォン入門"


def test_more_seats_move_the_waiting_list(on_stage: Stage) -> None:
    course = on_stage.city.course(capacity=1)
    on_stage.city.apply(course)
    on_stage.city.apply(course)
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "直す")
    screen.panel.basic.capacity.set_number(2)
    screen.panel.save.click()
    on_stage.settle()
    states = [line.status for line in on_stage.services.applications.of_course(course)]
    assert states == [ApplicationStatus.ACCEPTED, ApplicationStatus.ACCEPTED]
    assert "1人" in on_stage.notice


def test_cancelling_a_course_needs_a_reason(on_stage: Stage) -> None:
    course = on_stage.city.course()
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "講座を中止する")
    form = screen.panel.reason_form
    form.accept.click()
    on_stage.settle()
    assert form.reason.error
    form.reason.set_text("申込が少ないため")
    form.accept.click()
    on_stage.settle()
    assert on_stage.services.scheduling.course(course).course.is_cancelled
    assert screen.panel.chip.text == "中止"


def test_wizard_from_the_catalogue_to_saved_meetings(on_stage: Stage) -> None:
    on_stage.services.catalogue.save(ENTRY)
    on_stage.services.office.set_up("見本市", "生涯学習課", phone="019-000-0000")
    on_stage.city.course("ほかの講座", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    screen = on_stage.start("courses", wizard=True)
    wizard = screen.wizard
    on_stage.qtbot.waitUntil(wizard.kind.table.hasFocus)
    on_stage.key(wizard.kind.table, Qt.Key.Key_Down)
    assert wizard.kind.basic.title.text
    wizard.kind.table.choose(ENTRY.id)
    assert wizard.kind.basic.title.text == "はじめてのスマホ"
    wizard.kind.basic.capacity.set_number(20)
    wizard.go_on()
    assert wizard.step == 1
    assert (wizard.when.count.text, wizard.when.end.text) == ("4", "11:30")
    step = wizard.when
    # 23 November is a holiday: it is left out, with the reason, and the series of four goes on for a week.
    wizard.set_day(date(2026, 11, 16))
    step.venue.set_value("市民センター")
    step._venue_picked(None)
    step.room.set_value("第1会議室")
    step.ask()
    on_stage.settle()
    assert step.summary.text == "4回"
    told = [widget.accessibleName() for widget in step.lines.findChildren(type(step.hint))]
    assert any("勤労感謝の日" in words for words in told)
    wizard.go_on()
    assert wizard.step == 2
    assert wizard.gather.gathering.phone.text == "019-000-0000"
    assert wizard.gather.flyer_title.text() == "はじめてのスマホ"
    wizard.gather.gathering.until_day.set_text("11/10")
    wizard.gather.flyer.audience.set_text("60歳以上の方")
    wizard.go_on()
    on_stage.settle()
    course = next(line for line in on_stage.services.scheduling.courses() if line.title == "はじめてのスマホ")
    assert (course.capacity, course.sessions, course.venues) == (20, 4, ("市民センター",))
    kept = on_stage.services.scheduling.course(course.id).course
    assert (kept.phone, kept.audience, kept.people_per_supporter) == ("019-000-0000", "60歳以上の方", 5)
    assert kept.description == "電話のかけ方から始めます。"
    assert "はじめてのスマホ" in on_stage.notice
    on_stage.press(wizard.done, "チラシを印刷する")
    assert on_stage.went == [("prints", {"course": course.id, "paper": "flyer"})]


def test_wizard_says_a_clash_and_goes_on_only_with_a_reason(on_stage: Stage) -> None:
    on_stage.city.course()
    screen = on_stage.start("courses", wizard=True, day=date(2026, 11, 21))
    wizard = screen.wizard
    wizard.kind.basic.title.set_text("写真講座")
    wizard.go_on()
    step = wizard.when
    step.start.set_text("11:00")
    step.venue.set_value("市民センター")
    step._venue_picked(None)
    step.room.set_value("第1会議室")
    step.ask()
    on_stage.settle()
    assert (step.summary.text, step.summary.kind) == ("重なり 1件", ChipKind.TROUBLE)
    wizard.go_on()
    assert wizard.step == 1
    assert step.reason.error
    step.reason.set_text("同じ講師のため")
    wizard.go_on()
    wizard.go_on()
    on_stage.settle()
    course = next(line for line in on_stage.services.scheduling.courses() if line.title == "写真講座")
    assert on_stage.services.scheduling.sessions(course_id=course.id)[0].forced_reason == "同じ講師のため"


def test_wizard_shifts_a_closed_day_and_makes_new_places(on_stage: Stage) -> None:
    screen = on_stage.start("courses", wizard=True, day=date(2026, 11, 23))
    wizard = screen.wizard
    wizard.kind.basic.title.set_text("写真講座")
    wizard.go_on()
    step = wizard.when
    step.venue.set_value("\0new")
    step._venue_picked(None)
    step.new_venue.set_text("新しい集会所")
    step.on_closed.set_value(OnClosed.SHIFT)
    step.ask()
    on_stage.settle()
    assert "新しい集会所" in step.hint.text()
    assert step.result is not None
    assert [local_day(one.starts_at) for one in step.result.meetings] == [date(2026, 11, 24)]
    told = [widget.accessibleName() for widget in step.lines.findChildren(type(step.hint))]
    assert any("勤労感謝の日" in words and "移しました" in words for words in told)


def test_a_year_of_meetings_does_not_keep_the_window_busy(on_stage: Stage) -> None:
    screen = on_stage.start("courses", wizard=True, day=date(2026, 11, 21))
    wizard = screen.wizard
    wizard.kind.basic.title.set_text("写真講座")
    wizard.go_on()
    wizard.when.count.set_number(200)
    wizard.when.ask()
    on_stage.settle()
    result = wizard.when.result
    assert result is not None
    every = preview_lines(result)
    shown = worth_showing(every, result)
    assert len(every) >= 200
    assert len(shown) <= 40
    assert all(line in shown for line in every if line.moved is not None)
    wizard.when.show_result(result)


def test_wizard_says_what_is_missing_beside_its_row(on_stage: Stage) -> None:
    screen = on_stage.start("courses", wizard=True)
    wizard = screen.wizard
    wizard.go_on()
    assert wizard.step == 0
    assert wizard.kind.basic.title.error
    wizard.kind.basic.title.set_text("写真講座")
    wizard.go_on()
    wizard.go_on()
    assert wizard.step == 1
    assert wizard.when.first.error
    wizard.set_day(date(2026, 11, 28))
    wizard.when.end.set_text("9:00")
    wizard.go_on()
    assert "終わりの時刻" in wizard.when.end.error
    wizard.when.end.set_text("12:00")
    wizard.go_on()
    assert wizard.step == 2
    wizard.gather.gathering.from_day.set_text("2026-11-20")
    wizard.gather.gathering.until_day.set_text("2026-11-10")
    wizard.go_on()
    on_stage.settle()
    assert wizard.gather.gathering.until_day.error
    wizard.kind.basic.title.set_text("")
    wizard.go_on()
    assert wizard.step == 0
    assert on_stage.services.scheduling.courses() == []


def test_wizard_left_by_mistake_can_be_taken_up_again(on_stage: Stage) -> None:
    screen = on_stage.start("courses", wizard=True)
    wizard = screen.wizard
    wizard.kind.basic.title.line.setFocus()
    on_stage.qtbot.keyClicks(wizard.kind.basic.title.line, "photo")
    wizard.leave.click()
    assert not wizard.isVisible()
    on_stage.undo()
    assert wizard.isVisible()
    assert wizard.kind.basic.title.text == "photo"


def test_wizard_works_without_a_mouse(on_stage: Stage) -> None:
    on_stage.services.catalogue.save(ENTRY)
    screen = on_stage.start("courses", wizard=True)
    wizard = screen.wizard
    on_stage.qtbot.waitUntil(wizard.kind.table.hasFocus)
    wizard.kind.table.choose_row(0)
    on_stage.qtbot.keyClick(wizard.kind.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wizard.step == 1
    on_stage.qtbot.waitUntil(wizard.when.first.line.hasFocus)
    on_stage.qtbot.keyClicks(wizard.when.first.line, "2026-12-05")
    on_stage.qtbot.keyClick(wizard.when.first.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wizard.step == 2
    on_stage.qtbot.keyClick(
        wizard.gather.gathering.selection.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    on_stage.settle()
    assert [line.sessions for line in on_stage.services.scheduling.courses()] == [4]


def test_an_individual_number_in_the_flyer_is_refused(on_stage: Stage) -> None:
    screen = on_stage.start("courses", wizard=True, day=date(2026, 12, 5))
    wizard = screen.wizard
    wizard.kind.basic.title.set_text("写真講座")
    wizard.go_on()
    wizard.go_on()
    wizard.gather.flyer.description.set_text("番号 123456789018")
    wizard.go_on()
    on_stage.settle()
    assert on_stage.services.scheduling.courses() == []
    assert "123456789018" not in on_stage.notice
    assert wizard.isVisible()


def test_empty_and_trouble_say_what_to_do(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise EnvironmentProblem("locked")

    with monkeypatch.context() as patched:
        patched.setattr(on_stage.services.scheduling, "courses", away)
        screen = on_stage.start("courses")
        assert screen.states.state == "trouble"
    on_stage.press(screen.states, "もう一度")
    assert screen.states.state == "empty"
    on_stage.press(screen.states, "講座を作る")
    assert screen.wizard is not None
    assert screen.wizard.isVisible()


def test_lottery_is_chosen_in_the_third_step(on_stage: Stage) -> None:
    screen = on_stage.start("courses", wizard=True, day=date(2026, 12, 5))
    wizard = screen.wizard
    wizard.kind.basic.title.set_text("写真講座")
    wizard.kind.basic.capacity.set_number(10)
    wizard.go_on()
    wizard.go_on()
    wizard.gather.gathering.selection.set_value(SelectionKind.LOTTERY)
    wizard.go_on()
    on_stage.settle()
    course = on_stage.services.scheduling.courses()[0]
    assert (course.selection, course.capacity) == (SelectionKind.LOTTERY, 10)


def test_what_is_missing_is_scrolled_into_sight(on_stage: Stage) -> None:
    screen = on_stage.start("courses", wizard=True, height=560, day=date(2026, 12, 5))
    wizard = screen.wizard
    wizard.kind.basic.title.set_text("写真講座")
    wizard.go_on()
    wizard.go_on()
    gathering = wizard.gather.gathering
    gathering.from_day.set_text("2026-11-20")
    gathering.until_day.set_text("2026-11-10")
    wizard._area.verticalScrollBar().setValue(wizard._area.verticalScrollBar().maximum())
    wizard.go_on()
    on_stage.settle()
    on_stage.qtbot.waitUntil(lambda: not gathering.until_day.editor.visibleRegion().isEmpty())
    assert gathering.until_day.error
