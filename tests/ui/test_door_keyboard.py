"""The door without a mouse: twenty people in a row, every act by a key, and a cursor that stays where one is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from divide_app.domain.people.participants import Sex
from divide_app.ui import theme
from divide_app.ui.screens.door.compact import LEAST_HIT
from divide_app.ui.screens.door.finding import matches, readings, spelled
from divide_app.ui.screens.door.name_card import NameCard
from tests.support.stage import Stage, door_stage

PEOPLE = (
    ("阿部", "あべ", "abe"),
    ("伊藤", "いとう", "ito"),
    ("上田", "うえだ", "ueda"),
    ("遠藤", "えんどう", "endo"),
    ("大野", "おおの", "oono"),
    ("加藤", "かとう", "kato"),
    ("木村", "きむら", "kimu"),
    ("工藤", "くどう", "kudo"),
    ("小林", "こばやし", "koba"),
    ("佐藤", "さとう", "sato"),
    ("清水", "しみず", "shimi"),
    ("鈴木", "すずき", "suzu"),
    ("高橋", "たかはし", "taka"),
    ("千葉", "ちば", "chiba"),
    ("中村", "なかむら", "naka"),
    ("難波", "なんば", "namba"),
    ("橋本", "はしもと", "hashi"),
    ("本間", "ほんま", "homma"),
    ("三浦", "みうら", "miu"),
    ("吉田", "よしだ", "yoshi"),
)


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with door_stage(qtbot, tmp_path / "data") as made:
        yield made


def open_door(on_stage: Stage, number: int = len(PEOPLE), **parts: Any) -> tuple[Any, Any]:
    course = on_stage.city.course("スマホ入門", **parts)
    for name, kana, _typed in PEOPLE[:number]:
        on_stage.city.apply(course, on_stage.city.person(f"{name} 花", kana=f"{kana} はな"))
    (session,) = on_stage.city.sessions(course)
    board = on_stage.start("door", class_session=session).board
    on_stage.settle()
    board.setFocus()
    return board, session


def hit(on_stage: Stage, key: Qt.Key | str) -> None:
    """Press a key where the keyboard is, as fingers do."""
    on_stage.qtbot.keyClick(QApplication.focusWidget() or on_stage.window, key)
    if isinstance(key, str):
        on_stage.qtbot.wait(60)  # a key that comes quicker is a scanner's
    on_stage.settle()


def cursor() -> str:
    focus = QApplication.focusWidget()
    return focus.person.name if isinstance(focus, NameCard) and focus.person is not None else ""


def test_twenty_people_by_a_few_letters_and_enter_each(on_stage: Stage) -> None:
    board, session = open_door(on_stage)
    keys = 0
    for name, _kana, typed in reversed(PEOPLE):
        for sign in typed:
            hit(on_stage, sign)
        hit(on_stage, Qt.Key.Key_Return)
        keys += len(typed) + 1
        assert board.result.name.text() == f"{name} 花 さん"
        assert board.names.line.text() == ""
    assert on_stage.city.present(session) == len(PEOPLE)
    assert keys < 6 * len(PEOPLE)


def test_twenty_people_by_arrow_and_enter_from_the_first_to_the_last(on_stage: Stage) -> None:
    board, session = open_door(on_stage)
    hit(on_stage, Qt.Key.Key_Down)
    for name, _kana, _typed in PEOPLE:
        assert cursor() == f"{name} 花"
        hit(on_stage, Qt.Key.Key_Return)
        assert cursor() == f"{name} 花", "the cursor stays with the person until an arrow moves it"
        hit(on_stage, Qt.Key.Key_Right)
    assert on_stage.city.present(session) == len(PEOPLE)
    assert board.count.text() == str(len(PEOPLE))


def test_a_second_enter_receives_nobody_else(on_stage: Stage) -> None:
    _board, session = open_door(on_stage)
    hit(on_stage, Qt.Key.Key_Down)
    for _turn in range(3):
        hit(on_stage, Qt.Key.Key_Return)
    assert on_stage.city.present(session) == 1
    for sign in "kato":
        hit(on_stage, sign)
    for _turn in range(3):
        hit(on_stage, Qt.Key.Key_Return)
    assert on_stage.city.present(session) == 2


def test_after_a_search_the_arrow_goes_on_with_the_next_person_still_expected(on_stage: Stage) -> None:
    board, _session = open_door(on_stage, 9)
    for sign in "ueda":
        hit(on_stage, sign)
    hit(on_stage, Qt.Key.Key_Return)
    assert board.hasFocus()
    hit(on_stage, Qt.Key.Key_Down)
    assert cursor() == "遠藤 花"
    hit(on_stage, Qt.Key.Key_Return)
    board.setFocus()
    hit(on_stage, Qt.Key.Key_Down)
    assert cursor() == "大野 花", "who is in is passed over"


def test_the_mouse_leaves_the_cursor_where_the_next_arrow_is_sensible(on_stage: Stage) -> None:
    board, _session = open_door(on_stage, 9)
    card = next(card for card in board.names.cards.values() if card.person.name == "加藤 花")
    on_stage.qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    on_stage.settle()
    assert board.hasFocus(), "no ring stays where the mouse was"
    hit(on_stage, Qt.Key.Key_Down)
    assert cursor() == "木村 花"


def test_the_card_of_who_was_received_stays_in_sight(on_stage: Stage) -> None:
    board, _session = open_door(on_stage)
    for sign in "yo":
        hit(on_stage, sign)
    hit(on_stage, Qt.Key.Key_Down)
    assert cursor() == "吉田 花"
    hit(on_stage, Qt.Key.Key_Return)
    on_stage.qtbot.wait(20)
    card = QApplication.focusWidget()
    assert isinstance(card, NameCard)
    assert not card.visibleRegion().isEmpty()
    assert len(board.names.shown) == len(PEOPLE)


def test_a_walk_in_by_keys_alone(on_stage: Stage) -> None:
    board, session = open_door(on_stage, 3)
    hit(on_stage, Qt.Key.Key_F2)
    assert board.walk_in.isVisible()
    assert QApplication.focusWidget() is board.walk_in.bands["-59"]
    hit(on_stage, Qt.Key.Key_Right)
    assert QApplication.focusWidget() is board.walk_in.bands["60-64"]
    hit(on_stage, Qt.Key.Key_Return)
    assert board.walk_in.bands["60-64"].isChecked()
    board.walk_in.sexes[Sex.FEMALE].setFocus()
    hit(on_stage, Qt.Key.Key_Return)
    assert board.result.words.text() == "受付しました"
    assert on_stage.city.present(session) == 1
    hit(on_stage, Qt.Key.Key_F2)
    hit(on_stage, Qt.Key.Key_Escape)
    assert board.names.isVisible()


def test_a_refusal_is_answered_by_keys_and_enter_alone_changes_nothing(on_stage: Stage) -> None:
    board, session = open_door(on_stage, 4, capacity=3)
    board.result.steady_s = 0.0
    for sign in "endo":
        hit(on_stage, sign)
    hit(on_stage, Qt.Key.Key_Return)
    assert board.result.words.text() == "キャンセル待ちの方です"
    assert QApplication.focusWidget() is board.result.buttons[-1]
    hit(on_stage, Qt.Key.Key_Return)
    assert on_stage.city.present(session) == 0
    assert board.hasFocus()
    for sign in "endo":
        hit(on_stage, sign)
    hit(on_stage, Qt.Key.Key_Return)
    hit(on_stage, Qt.Key.Key_Up)
    focus: Any = QApplication.focusWidget()
    assert focus.text() == "あわせて受け付ける"
    hit(on_stage, Qt.Key.Key_Return)
    board.result.buttons[0].setFocus()
    hit(on_stage, Qt.Key.Key_Return)
    assert on_stage.city.present(session) == 1


def test_escape_takes_the_way_back_of_whatever_is_asked(on_stage: Stage) -> None:
    board, session = open_door(on_stage, 2, question="お使いの電話機は何ですか")
    board.press(board.names.shown[0])
    on_stage.settle()
    assert board.result.question is not None
    hit(on_stage, Qt.Key.Key_Escape)
    assert board.result.question is None
    assert on_stage.city.present(session) == 0
    hit(on_stage, Qt.Key.Key_F9)
    assert board.result.words.text() == "受付をおわりますか"
    hit(on_stage, Qt.Key.Key_Escape)
    assert board.isVisible()
    assert board.result.buttons == []


def test_sound_camera_and_way_out_have_keys_and_the_help_names_them(on_stage: Stage, tmp_path: Path) -> None:
    board, _session = open_door(on_stage, 2)
    hit(on_stage, Qt.Key.Key_F4)
    assert board.sound_button.text() == "音 なし"
    board.camera.source = str(tmp_path / "nothing.avi")
    hit(on_stage, Qt.Key.Key_F3)
    on_stage.qtbot.waitUntil(lambda: board.camera.has_words, timeout=5000)
    screen: Any = on_stage.window.current_screen
    named = {keys for keys, _what in screen.help_lines()}
    assert {"F2", "F3", "F4", "F9", "Ctrl+Z", "Esc"} <= named


def test_tab_leads_from_the_door_into_an_open_question(on_stage: Stage) -> None:
    board, _session = open_door(on_stage, 2)
    board.ask_to_end()
    on_stage.settle()
    board.setFocus()
    hit(on_stage, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is board.result.buttons[0]


@pytest.mark.parametrize("size", [theme.TextSize.STANDARD, theme.TextSize.LARGEST])
def test_nothing_to_press_is_smaller_than_a_finger_or_outside_the_window(on_stage: Stage, size: Any) -> None:
    board, _session = open_door(on_stage, 4, capacity=3)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme.LIGHT, size)
    on_stage.settle()

    def check(what: str) -> None:
        on_stage.qtbot.wait(30)
        seen = [
            *(one for one in board.findChildren(QAbstractButton) if one.isVisible() and one.text()),
            *(line for line in (board.names.line, board.walk_in.name.line) if line.isVisible()),
        ]
        for one in seen:
            assert one.height() >= LEAST_HIT, f"{what}: {one.accessibleName() or one.objectName()}"
            assert one.width() >= LEAST_HIT, what
            whole = one.visibleRegion().boundingRect().size() == one.size()
            assert whole or isinstance(one, NameCard), f"{what}: a part of {one.text()} is outside"  # cards scroll

    check("names")
    board.press(board.names.shown[-1])
    on_stage.settle()
    check("refusal")
    board.result.buttons[0].click()
    on_stage.settle()
    check("reason")
    board.result.buttons[-1].click()
    board.show_walk_in()
    check("walk-in")
    assert board.walk_in.name.line.visibleRegion().boundingRect().height() == board.walk_in.name.line.height()
    board.show_names()
    board.ask_to_end()
    check("ending")


@pytest.mark.parametrize("size", [theme.TextSize.STANDARD, theme.TextSize.LARGEST])
def test_what_happened_is_read_without_scrolling(on_stage: Stage, size: Any) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme.LIGHT, size)
    board, _session = open_door(on_stage, 3)
    other = on_stage.city.course("キャッシュレス決済を体験しよう", venue="南部公民館", room="研修室")
    person = on_stage.city.person("勅使河原 喜三郎", kana="てしがわら きさぶろう")
    _person, _application, code = on_stage.city.apply(other, person)
    board.receive_code(code)
    on_stage.settle()
    on_stage.qtbot.wait(30)
    assert board.result.words.text() == "ほかの回の受講票です"
    below = board.result.below
    for word in ("キャッシュレス決済を体験しよう", "10:00〜12:00", "南部公民館 研修室", "お伝えください"):
        assert word in below.text()
    for words in (board.result.name, board.result.words, below):
        assert words.visibleRegion().boundingRect().size() == words.size()


def test_a_long_title_makes_the_window_no_wider(on_stage: Stage) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme.LIGHT, theme.TextSize.LARGEST)
    title = "はじめてでも安心 スマートフォンとマイナンバーカードの使い方をゆっくり学ぶ講座"
    course = on_stage.city.course(title)
    (session,) = on_stage.city.sessions(course)
    board = on_stage.start("door", class_session=session).board
    on_stage.settle()
    assert board.title.text() == f"{title}　受付"
    assert board.title.toolTip() == board.title.text()
    assert board.minimumSizeHint().width() <= 1366
    assert board.title.visibleRegion().boundingRect().width() == board.title.width()


def test_letters_are_read_as_people_spell_their_names(on_stage: Stage) -> None:
    board, _session = open_door(on_stage)
    people = board.names.shown
    for name, _kana, typed in PEOPLE:
        assert f"{name} 花" in [one.name for one in matches(people, typed)]
    assert readings("kenichi") == ("ケニチ", "ケンイチ")
    assert (spelled("konno"), spelled("sat"), spelled("佐藤"), spelled("zz")) == ("こんの", "さt", "佐藤", "zz")


def test_the_menu_of_a_card_opens_by_its_key_and_its_lines_are_as_high_as_a_finger(on_stage: Stage) -> None:
    board, session = open_door(on_stage, 2)
    hit(on_stage, Qt.Key.Key_Down)
    hit(on_stage, Qt.Key.Key_Return)
    card = QApplication.focusWidget()
    assert isinstance(card, NameCard)
    place = card.rect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, card.mapToGlobal(place))
    QApplication.sendEvent(card, asked)  # what the menu key brings
    menu: Any = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()] == ["退室する", "受付を取り消す"]
    assert min(menu.actionGeometry(action).height() for action in menu.actions()) >= LEAST_HIT
    on_stage.qtbot.keyClick(menu, Qt.Key.Key_Down)
    on_stage.qtbot.keyClick(menu, Qt.Key.Key_Return)
    on_stage.settle()
    assert board.result.words.text() == "退室しました"
    assert on_stage.city.present(session) == 1
