"""月の配置, 来られる日 and 時間の集計: proposed, judged, taken or left, and all of it by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from divide_app.domain.office.office import COMMAND
from divide_app.domain.people.availability import DayOn, parse_weekly
from divide_app.domain.people.supporters import ContactWay, Supporter, SupporterKind
from tests.support.city import meeting
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "supporters") as made:
        yield made
        screen: Any = made.window.current_screen
        if screen is not None:
            screen.roster.panel.discard()  # unsaved input does not let the window go


def helper(on_stage: Stage, name: str, **parts: Any) -> UUID:
    supporters = on_stage.services.supporters
    made = Supporter(supporters.new_id(), name, kind=SupporterKind.STAFF, **parts)
    return supporters.add(made).supporter


def course(on_stage: Stage, people: int = 3) -> UUID:
    city = on_stage.city
    found = city.course("スマホ入門", meeting("2026-11-28 10:00", "2026-11-28 12:00"), capacity=20)
    with on_stage.services.database.write() as uow:
        uow.courses.change(replace(uow.courses.get(found), people_per_supporter=2))
        uow.audit("test.ratio")
    for _ in range(people):
        city.apply(found)
    return found


def test_a_proposal_is_looked_at_with_its_reasons_and_taken_and_taken_back(on_stage: Stage) -> None:
    course(on_stage)
    helper(on_stage, "職員 一")
    helper(on_stage, "職員 二")
    month = on_stage.start("supporters", view="month").month
    QAbstractItemModelTester(month.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert month.model.chips(2)
    month.table.choose_row(0)
    on_stage.press(month, "配置の案を作る")
    assert "新しい配置 2人" in month.banner_words.label.text()
    assert on_stage.services.supporters.assignments() == []
    assert set(month.panel.boxes) == {"職員 一", "職員 二"}
    assert not month.propose_button.isVisible()
    on_stage.press(month, "案のとおりに配置する")
    assert len(on_stage.services.supporters.assignments()) == 2
    assert not month.banner.isVisible()
    on_stage.undo()
    assert on_stage.services.supporters.assignments() == []


def test_only_those_chosen_are_taken(on_stage: Stage) -> None:
    course(on_stage)
    helper(on_stage, "職員 一")
    helper(on_stage, "職員 二")
    month = on_stage.start("supporters", view="month").month
    month.table.choose_row(0)
    on_stage.press(month, "配置の案を作る")
    month.panel.boxes["職員 一"].click()
    on_stage.press(month, "選んだ1人だけ配置する")
    assert [line.supporter for line in on_stage.services.supporters.assignments()] == ["職員 二"]


def test_why_somebody_is_missing_is_said_in_the_panel(on_stage: Stage) -> None:
    course(on_stage)
    helper(on_stage, "職員 一", monthly_limit=0)
    month = on_stage.start("supporters", view="month").month
    month.table.choose_row(0)
    on_stage.press(month, "配置の案を作る")
    (words,) = [
        label.text() for label in month.panel.findChildren(type(month.words)) if "空いていません" in label.text()
    ]
    assert words == "補助があと2人足りません。担当できる人はほかに1人いますが、空いていません(この月の上限 1人)。"
    assert not month.apply_button.isVisible()


def test_people_are_locked_and_freed_by_the_key_l(on_stage: Stage) -> None:
    session = on_stage.city.sessions(course(on_stage))[0]
    on_stage.services.supporters.assign(session, helper(on_stage, "職員 一"))
    month = on_stage.start("supporters", view="month").month
    month.table.choose_row(0)
    on_stage.settle()
    month.table.setFocus()
    on_stage.key(month.table, Qt.Key.Key_L)
    assert [line.is_locked for line in on_stage.services.supporters.assignments()] == [True]
    assert month.panel.lock_buttons["職員 一"].text() == "固定を外す"
    on_stage.key(month.table, Qt.Key.Key_L)
    assert [line.is_locked for line in on_stage.services.supporters.assignments()] == [False]


def test_who_was_told_is_noted_for_all_or_for_one_and_taken_back(on_stage: Stage) -> None:
    session = on_stage.city.sessions(course(on_stage))[0]
    for name in ("職員 一", "職員 二"):
        on_stage.services.supporters.assign(session, helper(on_stage, name))

    def told() -> list[bool]:
        return [line.is_told for line in on_stage.services.supporters.assignments()]

    month = on_stage.start("supporters", view="month").month
    month.table.choose_row(0)
    on_stage.press(month, "全員に知らせたと記録する")
    assert told() == [True, True]
    assert not month.tell_button.isEnabled()
    assert month.panel.told_boxes["職員 一"].isChecked()
    month.panel.told_boxes["職員 一"].click()
    on_stage.settle()
    assert sorted(told()) == [False, True]
    on_stage.undo()
    assert told() == [True, True]


def test_another_act_meanwhile_takes_the_proposal_away(on_stage: Stage) -> None:
    found = course(on_stage)
    one = helper(on_stage, "職員 一")
    screen = on_stage.start("supporters", view="month")
    on_stage.press(screen.month, "配置の案を作る")
    assert screen.month.banner.isVisible()
    services = on_stage.services
    session = on_stage.city.sessions(found)[0]
    screen.operate(lambda: services.supporters.assign(session, one))
    on_stage.settle()
    assert not screen.month.banner.isVisible()


def test_the_roster_is_saved_as_paper_and_calendar(on_stage: Stage, tmp_path: Path) -> None:
    session = on_stage.city.sessions(course(on_stage))[0]
    on_stage.services.supporters.assign(session, helper(on_stage, "職員 一"))
    month = on_stage.start("supporters", view="month").month
    month.save_paper(tmp_path / "r.pdf")
    on_stage.settle()
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    month.save_calendar(tmp_path / "r.ics")
    on_stage.settle()
    assert "職員 一" in (tmp_path / "r.ics").read_text(encoding="utf-8")


def test_an_empty_month_says_so_and_the_next_is_one_press_away(on_stage: Stage) -> None:
    course(on_stage)
    month = on_stage.start("supporters", view="month").month
    month.next_button.click()
    on_stage.settle()
    assert month.states.state == "empty"
    assert not month.propose_button.isEnabled()
    month.before_button.click()
    on_stage.settle()
    assert month.model.rowCount() == 1


def test_the_week_is_pressed_typed_and_gone_through_by_arrows(on_stage: Stage) -> None:
    one = helper(on_stage, "職員 一")
    roster = on_stage.start("supporters", supporter=one).roster
    panel = roster.panel
    panel.turn("times")
    week = panel.form["availability"].week
    week.cells[0, 1].click()
    assert week.line.text == "月 6:00-12:00"
    week.cells[0, 1].setFocus()
    on_stage.key(week.cells[0, 1], Qt.Key.Key_Right)
    assert week.cells[0, 2].hasFocus()
    on_stage.key(week.cells[0, 2], Qt.Key.Key_Space)
    assert week.line.text == "月・火 6:00-12:00"
    week.cells[0, 2].click()
    week.line.set_text("月 6:00-12:00; 水 13:00-16:00")
    week.line.line.textEdited.emit(week.line.text)  # as an input method does; a test cannot type kanji
    assert week.cells[1, 3].accessibleName() == "水 午後 一部"
    panel.form["weekly_limit"].set_number(2)
    panel.save_button.click()
    on_stage.settle()
    kept = on_stage.services.supporters.get(one)
    assert kept.availability.weekly == parse_weekly("月 6:00-12:00; 水 13:00-16:00")
    assert kept.weekly_limit == 2


def test_hours_that_cannot_be_read_are_told_beside_the_line_and_nothing_is_saved(on_stage: Stage) -> None:
    one = helper(on_stage, "職員 一")
    panel = on_stage.start("supporters", supporter=one).roster.panel
    panel.form["availability"].week.line.set_text("第2土曜")
    panel.save_button.click()
    assert panel.form["availability"].week.line.error
    assert panel.pages.currentIndex() == 1
    panel.discard()
    panel.form["contact.no_call_times"].set_text("夕食のころ")
    panel.save_button.click()
    assert panel.form["contact.no_call_times"].error
    assert panel.pages.currentIndex() == 2
    panel.discard()
    panel.form["insured_years"].set_text("加入")
    panel.save_button.click()
    assert "加入" in panel.form["insured_years"].error
    panel.discard()
    assert not panel.is_dirty()


def test_days_on_are_kept_and_an_unreadable_one_is_said_beside_its_line(on_stage: Stage) -> None:
    one = helper(on_stage, "職員 一")
    screen = on_stage.start("supporters", supporter=one)
    panel = screen.roster.panel
    panel.turn("times")
    panel.form["availability"].days_on.set_text("12/12 午後")
    on_stage.press(panel, "保存する")
    assert panel.form["availability"].days_on.error
    panel.form["availability"].days_on.set_text("2026-12-12 13:00-16:00")
    on_stage.press(panel, "保存する")
    assert on_stage.services.supporters.get(one).availability.days_on == (DayOn(date(2026, 12, 12), 780, 960),)
    assert panel.form["availability"].days_on.text == "2026-12-12 13:00-16:00"


def test_wishes_and_insurance_are_kept(on_stage: Stage) -> None:
    one = helper(on_stage, "職員 一")
    panel = on_stage.start("supporters", supporter=one).roster.panel
    panel.form["contact.ways"].boxes[ContactWay.FAX].setChecked(True)
    panel.form["contact.fax"].set_text("000-111-2222")
    panel.form["contact.no_call_times"].set_text("土日")
    panel.form["insured_years"].set_text("令和8年度、R9")
    panel.save_button.click()
    on_stage.settle()
    kept = on_stage.services.supporters.get(one)
    assert kept.contact.ways == (ContactWay.FAX,)
    assert kept.contact.no_call_times == parse_weekly("土日")
    assert kept.insured_years == (2026, 2027)
    assert not panel.is_dirty()


def test_open_sessions_are_confirmed_together_and_later_changes_want_a_reason(on_stage: Stage) -> None:
    session = on_stage.city.sessions(course(on_stage))[0]
    on_stage.services.supporters.assign(session, helper(on_stage, "職員 一"))
    on_stage.clock.moment = meeting("2026-11-28 13:00", "2026-11-28 14:00").starts_at
    hours = on_stage.start("supporters", view="hours").hours
    hours.all_button.click()
    on_stage.settle()
    assert [line.actual_minutes for line in on_stage.services.supporters.assignments()] == [120]
    assert not hours.all_button.isEnabled()
    hours.only_open.setChecked(False)
    hours.table.choose_row(0)
    on_stage.settle()
    next(iter(hours.fields.values())).set_text("150")
    hours.confirm_button.click()
    on_stage.settle()
    assert hours.reason.error
    hours.reason.set_text("片付け")
    on_stage.services.actor = COMMAND
    hours.confirm_button.click()
    on_stage.settle()
    assert [line.actual_minutes for line in on_stage.services.supporters.assignments()] == [150]
    assert "片付け(コマンド、" in hours.history.text(), "what acted without a person, by its word"


def test_hours_add_up_by_person_month_and_kind_and_are_certified(on_stage: Stage, tmp_path: Path) -> None:
    session = on_stage.city.sessions(course(on_stage))[0]
    one = helper(on_stage, "職員 一")
    on_stage.services.supporters.assign(session, one)
    on_stage.clock.moment = meeting("2026-11-28 13:00", "2026-11-28 14:00").starts_at
    on_stage.services.hours.confirm_as_planned([session])
    totals = on_stage.start("supporters", view="totals").totals
    QAbstractItemModelTester(totals.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [line.title for line in totals.model.lines()] == ["職員 一"]
    totals.table.choose_row(0)
    assert totals.certificate_button.isEnabled()
    totals.save_certificate(one, tmp_path / "c.pdf")
    on_stage.settle()
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    on_stage.press(totals, "月ごと")
    assert [line.title for line in totals.model.lines()] == ["令和8年11月"]
    assert not totals.certificate_button.isVisible()
    on_stage.press(totals, "種類ごと")
    assert [(line.title, line.sums.actual) for line in totals.model.lines()] == [("職員", 120)]


def test_what_a_course_asks_of_its_supporters_is_changed_and_taken_back(on_stage: Stage) -> None:
    course(on_stage, people=4)
    month = on_stage.start("supporters", view="month").month
    month.table.choose_row(0)
    on_stage.settle()
    assert month.model.line(0).lacking == 2
    month.panel.rule_button.click()
    on_stage.settle()
    assert month.panel.ratio.text == "2"
    month.panel.staffing.form["least"].set_number(3)
    month.panel.staffing.form["leads"].set_number(1)
    month.panel.staffing.form["kinds"].boxes[SupporterKind.LECTURER].click()
    month.panel.rule_save.click()
    on_stage.settle()
    assert [need.role.value for need, _number in month.model.line(0).open_needs] == ["lead", "support", "support"]
    assert month.model.line(0).lacking == 3
    on_stage.undo()
    assert month.model.line(0).lacking == 2
