"""支援者: the roster and its form, sessions that lack somebody, clashes in words, and hours after the class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from divide_app.domain.office.office import Role
from divide_app.domain.people.supporters import Appointment, SupporterKind
from divide_app.ui.screens.supporters.panel import split_words
from divide_app.ui.widgets.labels import ChipKind
from tests.support.city import at, meeting
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "supporters") as made:
        yield made
        screen: Any = made.window.current_screen
        if screen is not None:
            screen.roster.panel.discard()  # unsaved input does not let the window go


def test_the_roster_warns_of_appointments_that_end(on_stage: Stage) -> None:
    kind = SupporterKind.PROMOTER
    for name, last in (
        ("終了 一", date(2026, 10, 31)),
        ("間近 二", date(2026, 12, 31)),
        ("長期 三", date(2028, 3, 31)),
    ):
        on_stage.city.supporter(name, kind=kind, appointments=(Appointment(kind, date(2025, 4, 1), last),))
    on_stage.city.supporter("任命 なし")
    roster = on_stage.start("supporters").roster
    QAbstractItemModelTester(roster.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    column = roster.model.columns[3]
    looks = {line.name: (column.text(line), column.chip(line)) for line in roster.model.lines()}
    assert looks["間近 二"] == ("R8.12.31まで", ChipKind.WARN)
    assert looks["長期 三"] == ("R10.3.31まで", ChipKind.DONE)
    assert looks["任命 なし"] == ("任命なし", ChipKind.WARN)
    assert looks["終了 一"][1] in {ChipKind.TROUBLE, ChipKind.WARN}


def test_the_roster_is_filtered_by_kind_and_words(on_stage: Stage) -> None:
    on_stage.city.supporter("山田 花", kind=SupporterKind.LECTURER, skills=("iPhone",))
    on_stage.city.supporter("川田 太", kind=SupporterKind.STUDENT, organisation="見本大学")
    roster = on_stage.start("supporters").roster
    roster.kind_box.set_value(SupporterKind.STUDENT)
    roster.kind_box.picked.emit(SupporterKind.STUDENT)
    assert [line.name for line in roster.model.lines()] == ["川田 太"]
    roster._show_all()
    roster.search.setText("iphone")
    on_stage.qtbot.wait(90)
    on_stage.settle()
    assert [line.name for line in roster.model.lines()] == ["山田 花"]


def test_a_supporter_is_changed_with_an_appointment_and_put_back(on_stage: Stage) -> None:
    one = on_stage.city.supporter("山田 花")
    roster = on_stage.start("supporters", supporter=one).roster
    panel = roster.panel
    assert panel.shown_id == one
    panel.form["organisation"].set_text("見本の会")
    panel.form["skills"].set_text("iPhone、LINE")
    panel.form["appointments"].add_row()
    row = panel.form["appointments"]._rows[-1]
    row.first.set_text("令和8年4月1日")
    row.last.set_text("R9.3.31")
    on_stage.press(panel, "保存する")
    kept = on_stage.services.supporters.get(one)
    assert (kept.organisation, kept.skills) == ("見本の会", ("iPhone", "LINE"))
    assert kept.appointments == (Appointment(SupporterKind.VOLUNTEER, date(2026, 4, 1), date(2027, 3, 31)),)
    on_stage.undo()
    assert on_stage.services.supporters.get(one).appointments == ()


def test_what_cannot_be_kept_is_told_beside_its_field(on_stage: Stage) -> None:
    one = on_stage.city.supporter("山田 花")
    panel = on_stage.start("supporters", supporter=one).roster.panel
    panel.form["memo"].set_text("123456789018")
    on_stage.press(panel, "保存する")
    assert "マイナンバー" in panel.form["memo"].error
    panel.form["memo"].set_text("")
    panel.form["appointments"].add_row()
    row = panel.form["appointments"]._rows[-1]
    row.first.set_text("2026-04-01")
    row.last.set_text("きのう")
    on_stage.press(panel, "保存する")
    assert "日付" in row.last.error
    row.last.set_text("2025-04-01")
    on_stage.press(panel, "保存する")
    assert panel.form["appointments"].error


def test_unsaved_input_is_not_lost_by_leaving(on_stage: Stage) -> None:
    one = on_stage.city.supporter("山田 花")
    screen = on_stage.start("supporters", supporter=one)
    screen.roster.panel.form["phone"].set_text("000-111-2222")
    screen.show_view("needs")
    assert screen.stack.currentWidget() is screen.roster
    assert "保存していない変更" in on_stage.notice
    on_stage.window.notice_bar.act()
    screen.show_view("needs")
    assert screen.stack.currentWidget() is screen.needs


def test_a_session_that_lacks_somebody_is_filled_in_two_presses(on_stage: Stage) -> None:
    city = on_stage.city
    course = city.course("スマホ入門", capacity=10, people_per_supporter=5)
    city.apply(course)
    one = city.supporter("山田 花")
    screen = on_stage.start("supporters")
    assert screen.choice._buttons["needs"].text() == "人の足りない回 1"
    screen.open(class_session=city.sessions(course)[0])
    on_stage.settle()
    needs = screen.needs
    needs.panel.buttons["山田 花"].click()
    on_stage.settle()
    assert [line.supporter_id for line in on_stage.services.supporters.assignments()] == [one]
    assert "山田 花" in needs.panel.off_buttons
    on_stage.undo()
    assert on_stage.services.supporters.assignments() == []


def test_a_clash_is_told_in_words_and_needs_a_reason(on_stage: Stage) -> None:
    city = on_stage.city
    busy = city.course("午前の講座", capacity=5)
    other = city.course("同じ時の講座", meeting("11:00", "13:00"), capacity=5, room="第2会議室", people_per_supporter=5)
    one = city.supporter("山田 花")
    on_stage.services.supporters.assign(city.sessions(busy)[0], one)
    screen = on_stage.start("supporters", class_session=city.sessions(other)[0])
    panel = screen.needs.panel
    panel.buttons["山田 花"].click()
    on_stage.settle()
    assert panel.warning.isVisible()
    assert "山田 花は" in panel.warning_words.label.text()
    assert "午前の講座" in panel.warning_words.label.text()
    panel.force_button.click()
    assert panel.reason.error
    panel.reason.set_text("途中で交代します")
    panel.force_button.click()
    on_stage.settle()
    assert len(on_stage.services.supporters.assignments(supporter_id=one)) == 2


def test_hours_are_confirmed_after_the_class_and_can_be_taken_back(on_stage: Stage) -> None:
    city = on_stage.city
    course = city.course("スマホ入門", capacity=5)
    one = city.supporter("山田 花")
    on_stage.services.supporters.assign(city.sessions(course)[0], one)
    on_stage.clock.moment = at("12:30")
    screen = on_stage.start("supporters", view="hours")
    hours = screen.hours
    QAbstractItemModelTester(hours.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert hours.model.rowCount() == 1
    hours.table.choose_row(0)
    field = next(iter(hours.fields.values()))
    assert field.text == "120"
    field.set_text("150")
    hours.confirm_button.click()
    on_stage.settle()
    assert on_stage.services.supporters.assignments()[0].actual_minutes == 150
    assert hours.states.state == "empty"
    on_stage.undo()
    assert on_stage.services.supporters.assignments()[0].actual_minutes is None


def test_an_empty_roster_says_what_to_do(on_stage: Stage) -> None:
    roster = on_stage.start("supporters").roster
    assert roster.states.state == "empty"


def test_words_are_split_as_people_write_them() -> None:
    assert split_words("iPhone、LINE, 写真・動画 地図") == ("iPhone", "LINE", "写真", "動画", "地図")


def test_a_supporter_is_erased_after_a_second_question_by_staff_alone(on_stage: Stage) -> None:
    on_stage.city.supporter("山田 花")
    on_stage.city.supporter("川田 太")
    roster = on_stage.start("supporters").roster
    row = [line.name for line in roster.model.lines()].index("山田 花")
    roster.table.choose_row(row)
    on_stage.settle()
    on_stage.press(roster.panel, "この方の情報を消去する")
    assert len(roster.model.lines()) == 2, "it is asked once more"
    on_stage.press(roster.panel, "消去する")
    assert "消去しました" in on_stage.notice
    assert "山田 花" not in {line.name for line in roster.model.lines()}
    on_stage.services.actor = replace(on_stage.services.actor, role=Role.COORDINATOR)
    row = [line.name for line in roster.model.lines()].index("川田 太")
    roster.table.choose_row(row)
    on_stage.settle()
    assert not roster.panel.erasing.isVisible()
