"""講座 once more: a course from another day, a whole year with ticks, both shown first, made in one act and undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from divide_app.domain.calendar import local_day
from divide_app.domain.planning.plan import OnClosed
from divide_app.foundation.problems import UserCancelled
from divide_app.ui.screens.courses.copy_form import CopyTo
from divide_app.ui.widgets.labels import Label
from tests.support.city import meeting
from tests.support.content import content
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "courses") as made:
        yield made


def words_in(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(Label) if not label.isHidden())


def days_of(on_stage: Stage, course: Any) -> list[date]:
    return [local_day(one.starts_at) for one in on_stage.services.scheduling.course(course).sessions]


def line_of(page: Any, title: str) -> Any:
    return next(line for line in page.model.lines() if line.course.title == title)


def test_a_course_is_copied_to_another_first_day_and_taken_back(on_stage: Stage) -> None:
    course = on_stage.city.course(
        "スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"), meeting("2026-12-12 10:00", "2026-12-12 12:00")
    )
    before = content(on_stage.services.database)
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "写して作る")
    form = screen.panel.copy_form
    assert "「スマホ入門」を2回で作ります。" in form.summary.text()
    assert "12/19(土) 10:00〜12:00" in words_in(form.lines)  # the week after the last one
    assert "元は12/5(土)" in words_in(form.lines)
    form.first.set_text("1/16")
    form.ask()
    on_stage.settle()
    assert "1/16(土)" in words_in(form.lines)
    assert content(on_stage.services.database) == before
    form.make.click()
    on_stage.settle()
    made = screen.panel.course
    assert made != course
    assert days_of(on_stage, made) == [date(2027, 1, 16), date(2027, 1, 23)]
    assert "2回を作りました" in on_stage.notice
    on_stage.undo()
    assert content(on_stage.services.database) == before


def test_a_copy_says_what_moved_what_is_skipped_and_what_is_in_the_way(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    on_stage.city.course("先約", meeting("2026-12-12 11:00", "2026-12-12 13:00"))
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "写して作る")
    form = screen.panel.copy_form
    assert "「先約」第1回で使われています。" in words_in(form.lines)
    form.make.click()
    on_stage.settle()
    assert form.reason.error
    assert len(on_stage.services.scheduling.courses()) == 2
    form.first.set_text("1/1")  # New Year
    form.ask()
    on_stage.settle()
    assert "年末年始のため、" in words_in(form.lines) or "元日のため、" in words_in(form.lines)
    form.on_closed.set_value(OnClosed.SKIP)
    form.ask()
    on_stage.settle()
    assert form.refusal.isVisible()  # nothing is left to copy
    form.to.set_value(CopyTo.NEXT_YEAR)
    form.to.picked.emit(CopyTo.NEXT_YEAR)
    on_stage.settle()
    assert not form.first.isVisible()
    assert "12/4(土)" in words_in(form.lines)  # first Saturday of December 2027
    form.first.set_text("そのうち")
    form.to.set_value(CopyTo.FIRST_DAY)
    form.to.picked.emit(CopyTo.FIRST_DAY)
    form.make.click()
    on_stage.settle()
    assert form.first.error


def test_a_copy_is_forced_with_a_reason_or_leaves_out_what_clashes(on_stage: Stage) -> None:
    course = on_stage.city.course(
        "スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"), meeting("2026-12-12 10:00", "2026-12-12 12:00")
    )
    on_stage.city.course("先約", meeting("2026-12-19 11:00", "2026-12-19 13:00"))
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "写して作る")
    form = screen.panel.copy_form
    assert form.leave_out.isVisible()
    form.leave_out.click()
    on_stage.settle()
    assert "重なる1回を除きました。" in form.summary.text()
    assert not form.reason.isVisible()
    form.leave_out.click()
    on_stage.settle()
    form.reason.set_text("部屋を分ける")
    form.make.click()
    on_stage.settle()
    lines = on_stage.services.scheduling.course(screen.panel.course).sessions
    assert [line.forced_reason for line in lines] == ["部屋を分ける", ""]


def year_page(on_stage: Stage, screen: Any) -> Any:
    on_stage.press(screen, "昨年度の計画を写す")
    page = screen.year_copy
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    return page


def test_a_year_is_looked_through_ticked_made_in_one_act_and_taken_back(on_stage: Stage) -> None:
    city = on_stage.city
    city.course("令和8年度 入門", meeting("2026-12-02 10:00", "2026-12-02 12:00"))
    city.course("令和8年度 応用", meeting("2027-01-06 10:00", "2027-01-06 12:00"))
    city.course("令和8年度 相談", meeting("2026-11-04 10:00", "2026-11-04 12:00"))  # next year 文化の日
    before = content(on_stage.services.database)
    screen = on_stage.start("courses")
    page = year_page(on_stage, screen)
    assert (page.source.value, page.target.value) == (2026, 2027)
    titles = [line.course.title for line in page.model.lines()]
    assert titles == ["令和9年度 相談", "令和9年度 入門", "令和9年度 応用"]
    assert "講座3件・3回を写します。移った回 1" in page.summary.text()
    page.table.choose(line_of(page, "令和9年度 相談").course.source)
    on_stage.settle()
    assert "移しました" in words_in(page.lines)
    assert content(on_stage.services.database) == before
    page.table.setFocus()
    on_stage.key(page.table, Qt.Key.Key_Space)
    assert "講座2件・2回を写します。移った回 0" in page.summary.text()
    page.make.click()
    on_stage.settle()
    assert "令和9年度に、講座2件・2回を作りました" in on_stage.notice
    assert screen.year_copy is None
    made = {line.title for line in on_stage.services.scheduling.courses() if line.title.startswith("令和9年度")}
    assert made == {"令和9年度 入門", "令和9年度 応用"}
    on_stage.undo()
    assert content(on_stage.services.database) == before


def test_what_the_year_has_already_is_not_ticked_and_clashes_are_left_out_or_forced(on_stage: Stage) -> None:
    city = on_stage.city
    city.course("入門", meeting("2026-12-02 10:00", "2026-12-02 12:00"))
    city.course("応用", meeting("2026-12-09 10:00", "2026-12-09 12:00"))
    city.course("応用", meeting("2027-12-08 10:00", "2027-12-08 12:00"))
    city.course("先約", meeting("2027-12-01 11:00", "2027-12-01 13:00"))
    screen = on_stage.start("courses")
    page = year_page(on_stage, screen)
    assert "写す先にもう同じ名前がある1件は、外してあります。" in page.more.text()
    assert page.chosen == {line_of(page, "入門").course.source}
    assert "重なる回 1" in page.summary.text()
    assert page.with_clashes.isVisible()
    page.with_clashes.set_value(False)
    page.with_clashes.picked.emit(False)
    assert page.reason.isVisible()
    page.make.click()
    on_stage.settle()
    assert page.reason.error
    page.reason.set_text("部屋を分ける")
    page.make.click()
    on_stage.settle()
    forced = [line.forced_reason for line in on_stage.services.scheduling.sessions() if line.forced_reason]
    assert forced == ["部屋を分ける"]


def test_years_that_cannot_be_copied_say_why(on_stage: Stage) -> None:
    screen = on_stage.start("courses")
    page = year_page(on_stage, screen)
    assert (page.source.value, page.target.value) == (2025, 2026)
    assert page.states.state == "empty"
    assert not page.make.isVisible()
    page.target.set_value(2025)
    page.target.picked.emit(2025)
    on_stage.settle()
    assert "同じ年度" in words_in(page.states)
    on_stage.press(page, "やめる")
    assert screen.year_copy is None


def test_looking_through_a_year_can_be_stopped_and_begun_again(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_stage.city.course("入門", meeting("2026-12-02 10:00", "2026-12-02 12:00"))
    screen = on_stage.start("courses")
    copies = on_stage.services.course_copies
    real = copies.preview_year

    def stopped(*_arguments: object, **_named: object) -> None:
        raise UserCancelled

    monkeypatch.setattr(copies, "preview_year", stopped)
    page = year_page(on_stage, screen)
    assert "何も作っていません。" in words_in(page.states)
    monkeypatch.setattr(copies, "preview_year", real)
    on_stage.press(page, "もう一度調べる")
    assert page.states.state == "content"
    assert page.model.rowCount() == 1


def test_all_and_none_are_ticked_with_one_button(on_stage: Stage) -> None:
    for number in (2, 3, 4):
        on_stage.city.course(f"講座{number}", meeting(f"2026-12-0{number} 10:00", f"2026-12-0{number} 12:00"))
    page = year_page(on_stage, on_stage.start("courses"))
    page.none_button.click()
    assert not page.chosen
    assert not page.make.isEnabled()
    page.all_button.click()
    assert len(page.chosen) == 3
    assert page.make.isEnabled()


def test_ctrl_z_and_ctrl_y_turn_a_copy_back_and_forth(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    before = content(on_stage.services.database)
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "写して作る")
    screen.panel.copy_form.make.click()
    on_stage.settle()
    after = content(on_stage.services.database)
    assert after != before
    assert screen.take_back()
    on_stage.settle()
    assert content(on_stage.services.database) == before
    assert screen.panel.course == course  # the one that was shown is no more
    assert screen.panel.states.state == "content"
    assert screen.do_again()
    on_stage.settle()
    assert content(on_stage.services.database) == after


def test_two_courses_of_one_name_keep_what_moved_to_themselves(on_stage: Stage) -> None:
    city = on_stage.city
    city.course(
        "入門", meeting("2026-11-04 10:00", "2026-11-04 12:00"), meeting("2026-11-05 10:00", "2026-11-05 12:00")
    )
    city.course("入門", meeting("2026-12-02 10:00", "2026-12-02 12:00"))
    page = year_page(on_stage, on_stage.start("courses"))
    assert [(len(line.kept), line.moved) for line in page.model.lines()] == [(2, 1), (1, 0)]
    page.on_closed.set_value(OnClosed.SKIP)
    page.on_closed.picked.emit(OnClosed.SKIP)
    on_stage.settle()
    assert [(len(line.kept), line.moved) for line in page.model.lines()] == [(1, 1), (1, 0)]
