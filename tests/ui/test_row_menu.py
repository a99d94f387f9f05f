"""The menu of a row, by mouse and by keyboard, in every list of records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.people.supporters import Supporter
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "applications", "supporters", "courses") as made:
        yield made


def menu_on_screen() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def right_click(table: Any, row: int) -> QMenu:
    """Press the right button on a row, as the window system tells it."""
    place = table.visualRect(table.model().index(row, 1)).center()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(table.viewport(), QContextMenuEvent(reason, place, table.viewport().mapToGlobal(place)))
    return menu_on_screen()


def words(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def do(on_stage: Stage, menu: QMenu, word: str) -> None:
    """Choose a line of the menu with the arrows and Enter."""
    while menu.activeAction().text() != word:
        on_stage.qtbot.keyClick(menu, Qt.Key.Key_Down)
    on_stage.key(menu, Qt.Key.Key_Return)


def test_an_application_is_cancelled_from_the_row_under_the_mouse(on_stage: Stage) -> None:
    city = on_stage.city
    course = city.course(capacity=5)
    for name in ("佐藤 キヨ", "鈴木 一郎"):
        city.apply(course, city.person(name))
    screen = on_stage.start("applications", course=course)
    desk = screen.course_list
    menu = right_click(desk.table, 1)
    line = desk.table.current_line().line
    assert desk.model.line(1).line.id == line.id
    assert {"ひらく", "受講票を印刷する", "この方の情報を見る", "申込を取り消す"} <= set(words(menu))
    assert "辞退を受ける" not in words(menu)
    do(on_stage, menu, "申込を取り消す")
    assert line.name in desk.panel.question.text()
    on_stage.press(desk.panel, "取り消す")
    found = {one.line.name: one.line.status for one in on_stage.services.applications.desk(course).lines}
    assert found[line.name] is ApplicationStatus.CANCELLED
    assert list(found.values()).count(ApplicationStatus.CANCELLED) == 1


@pytest.mark.parametrize(
    ("key", "held"),
    [(Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)],
)
def test_the_keyboard_opens_the_menu_of_the_chosen_row(on_stage: Stage, key: Qt.Key, held: Any) -> None:
    course = on_stage.city.course("スマホ入門")
    screen = on_stage.start("courses")
    screen.table.setFocus()
    screen.table.choose(course)
    on_stage.settle()
    on_stage.qtbot.keyClick(screen.table, key, held)
    do(on_stage, menu_on_screen(), "直す")
    assert screen.panel.basic.title.line.text() == "スマホ入門"
    assert screen.panel.basic.title.line.isVisible()


def test_a_course_leads_to_its_applications(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門")
    screen = on_stage.start("courses")
    do(on_stage, right_click(screen.table, 0), "申込を見る")
    assert on_stage.window.current_key == "applications"
    shown: Any = on_stage.window.current_screen
    assert shown.course_list.chooser.wanted == course


def test_a_participant_is_taken_to_the_telephone_form(on_stage: Stage) -> None:
    on_stage.city.person("佐藤 キヨ")
    screen = on_stage.start("applications", view="people")
    menu = right_click(screen.people.table, 0)
    assert words(menu) == ["ひらく", "この方の申込を受ける", "持っている情報を書き出す", "この方の情報を消去する"]
    do(on_stage, menu, "この方の申込を受ける")
    assert screen.phone.person_chosen.name.text() == "佐藤 キヨ"


def test_a_supporter_is_opened(on_stage: Stage) -> None:
    keeper = on_stage.services.supporters
    keeper.add(Supporter(keeper.new_id(), "高橋 誠"))
    screen = on_stage.start("supporters")
    roster = next(view for view in screen._views.values() if hasattr(view, "kind_box"))
    do(on_stage, right_click(roster.table, 0), "ひらく")
    assert roster.panel.title.text() == "高橋 誠"
    assert roster.side.is_open


def test_no_menu_opens_beside_the_rows(on_stage: Stage) -> None:
    on_stage.city.course("スマホ入門")
    screen = on_stage.start("courses")
    table = screen.table
    place = QPoint(40, table.viewport().height() - 4)
    QApplication.sendEvent(
        table.viewport(),
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, table.viewport().mapToGlobal(place)),
    )
    assert QApplication.activePopupWidget() is None
