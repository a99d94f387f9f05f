"""Scanners of every kind at the door: slow, without Enter, full-width, into the input method, cut off; hands, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from divide_app.domain.door.ticket_code import qr_text
from tests.support.stage import Stage, door_stage

FULL_WIDTH = {chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)}


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with door_stage(qtbot, tmp_path / "data") as made:
        yield made


class Door:
    """One open door with three people and their tickets."""

    def __init__(self, on_stage: Stage, **parts: Any) -> None:
        city = on_stage.city
        self.stage = on_stage
        course = city.course("スマホ入門", **parts)
        (self.session,) = city.sessions(course)
        names = (("佐藤 清", "さとう きよし"), ("阿部 一", "あべ はじめ"), ("紺野 ハナ", "こんの はな"))
        self.codes = [city.apply(course, city.person(name, kana=kana))[2] for name, kana in names]
        self.board: Any = on_stage.start("door", class_session=self.session).board
        on_stage.settle()
        self.board.acting.guard_s = 0.0

    @property
    def present(self) -> int:
        return self.stage.city.present(self.session)

    def type(self, text: str, *, every_ms: int = 1, ends: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """Send keys as a scanner does, to whatever has the keyboard at that moment."""
        for sign in text:
            self._key(Qt.Key(ord(sign.upper())) if sign.isascii() else Qt.Key.Key_unknown, sign)
            if every_ms > 1:
                self.stage.qtbot.wait(every_ms)
        if ends is not None:
            self._key(ends, "\r")
        self.stage.settle()

    def _key(self, key: Qt.Key, text: str) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            place = QApplication.activePopupWidget() or QApplication.focusWidget() or self.stage.window
            QApplication.sendEvent(place, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


@pytest.fixture
def door(on_stage: Stage) -> Door:
    return Door(on_stage)


PLACES: dict[str, Callable[[Any], QWidget]] = {
    "the door itself": lambda board: board,
    "the search line": lambda board: board.names.line,
    "a name card": lambda board: next(iter(board.names.cards.values())),
    "a kana button": lambda board: board.names.kana["さ"],
    "undo": lambda board: board.walk_in_button,
    "the way out": lambda board: board.end_button,
    "the sound": lambda board: board.sound_button,
}


@pytest.mark.parametrize("place", PLACES)
def test_a_scan_is_understood_wherever_the_keyboard_is_and_presses_nothing_there(door: Door, place: str) -> None:
    board = door.board
    PLACES[place](board).setFocus()
    sound = board.sound.is_on
    door.type(qr_text(door.codes[0]))
    assert (board.result.name.text(), board.result.words.text()) == ("佐藤 清 さん", "受付しました")
    assert door.present == 1
    assert board.names.line.text() == ""
    assert board.sound.is_on is sound
    assert not board.result.buttons
    assert board.pages.currentWidget() is board.names


@pytest.mark.parametrize("every_ms", [70, 140])
def test_a_slow_scanner_is_understood_and_leaves_nothing_in_the_field(door: Door, every_ms: int) -> None:
    door.board.names.line.setFocus()
    door.type(qr_text(door.codes[0])[-17:], every_ms=every_ms)
    assert door.board.result.name.text() == "佐藤 清 さん"
    assert door.board.names.line.text() == ""
    assert door.present == 1


def test_a_slow_scanner_answers_no_question_with_a_code(on_stage: Stage) -> None:
    door = Door(on_stage, question="お使いの電話機は何ですか")
    door.board.press(door.board.names.shown[0])
    on_stage.settle()
    line = door.board.result.question.line
    assert line.hasFocus()
    door.type(door.codes[1], every_ms=70)
    assert door.board.result.name.text() == "阿部 一 さん"
    assert door.present == 0, "the next person is asked the question, too; nobody was received by a code as answer"
    assert "お使いの電話機" in door.board.result.words.text()


def test_a_scanner_without_enter_is_understood(door: Door) -> None:
    door.board.names.line.setFocus()
    door.type(qr_text(door.codes[0]), ends=None)
    door.stage.qtbot.waitUntil(lambda: door.board.result.name.text() == "佐藤 清 さん", timeout=3000)
    assert door.board.names.line.text() == ""
    assert door.present == 1


def test_somebody_elses_code_without_enter_is_told_and_not_typed(door: Door) -> None:
    door.type("HTTPS://EXAMPLE.JP/1", ends=None)
    door.stage.qtbot.waitUntil(lambda: door.board.result.words.text() == "読み取れませんでした", timeout=3000)
    assert door.board.names.line.text() == ""


def test_a_pause_in_the_middle_of_a_code_does_not_cut_it(door: Door) -> None:
    code = qr_text(door.codes[0])
    door.type(code[:14], ends=None)
    door.stage.qtbot.wait(120)
    door.type(code[14:])
    assert door.board.result.name.text() == "佐藤 清 さん"
    assert door.present == 1


def test_full_width_signs_are_understood(door: Door) -> None:
    door.type("".join(FULL_WIDTH[sign] for sign in qr_text(door.codes[0])))
    assert door.board.result.name.text() == "佐藤 清 さん"
    assert door.present == 1


def test_two_ends_of_line_press_nothing(door: Door) -> None:
    door.board.end_button.setFocus()
    door.type(qr_text(door.codes[0]))
    door.board.end_button.setFocus()
    door.type("", ends=Qt.Key.Key_Enter)
    assert not door.board.result.buttons
    assert door.board.result.words.text() == "受付しました"


def test_a_scan_closes_an_open_menu(door: Door) -> None:
    board = door.board
    board.press(board.names.shown[0])
    door.stage.settle()
    person = board.names.shown[0]
    board.open_menu(person, board.names.cards[person.attendee_id])
    assert QApplication.activePopupWidget() is not None
    door.type(qr_text(door.codes[0]))
    assert QApplication.activePopupWidget() is None
    assert board.result.name.text() == "佐藤 清 さん"
    assert door.present == 2


def test_a_scan_beside_the_open_help_types_nowhere(door: Door) -> None:
    door.stage.window.show_help()
    door.type(qr_text(door.codes[0]))
    assert door.board.result.name.text() == "佐藤 清 さん"
    door.stage.window.show_help()
    door.stage.qtbot.wait(1)


def compose(place: QWidget, steps: list[str], commit: str = "") -> None:
    """Let an input method show one step after the other, and perhaps give its text at the end."""
    for step in steps:
        QApplication.sendEvent(place, QInputMethodEvent(step, []))
    if commit:
        end = QInputMethodEvent("", [])
        end.setCommitString(commit)
        QApplication.sendEvent(place, end)


def test_a_scanner_in_the_full_width_input_method_is_understood(door: Door) -> None:
    line = door.board.names.line
    line.setFocus()
    wide = "".join(FULL_WIDTH[sign] for sign in qr_text(door.codes[0]))
    compose(line, [wide[:length] for length in range(1, len(wide) + 1)])
    door.stage.qtbot.waitUntil(lambda: door.board.result.name.text() == "佐藤 清 さん", timeout=3000)
    assert line.text() == ""
    assert door.present == 1


def test_a_scanner_muddled_by_the_input_method_is_asked_to_read_again_and_then_works(door: Door) -> None:
    board = door.board
    board.show_walk_in()
    name = board.walk_in.name.line
    name.setText("やまだ")
    name.setFocus()
    compose(name, ["かけはし"[: 1 + place // 6] + "k" * (place % 3) for place in range(27)], "かけはしlk")
    door.stage.qtbot.waitUntil(lambda: board.result.words.text() == "もう一度読みとってください", timeout=3000)
    assert name.text() == "やまだ"
    assert board.hasFocus()
    assert not board.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    door.type(qr_text(door.codes[0]))
    assert board.result.name.text() == "佐藤 清 さん"
    assert door.present == 1


def test_composing_by_hand_stays_in_the_field(door: Door) -> None:
    line = door.board.names.line
    door.stage.qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    compose(line, ["さ", "さt", "さと", "さとう"], "さとう")
    door.stage.qtbot.wait(250)
    assert line.text() == "さとう"
    assert [person.name for person in door.board.names.shown] == ["佐藤 清"]


def test_a_long_answer_given_at_once_by_the_input_method_stays_in_the_field(on_stage: Stage) -> None:
    door = Door(on_stage, question="お使いの電話機は何ですか")
    door.board.press(door.board.names.shown[0])
    on_stage.settle()
    line = door.board.result.question.line
    answer = "むすめからもらったアイフォーンをつかっています"
    compose(line, ["むすめ", "娘から"], answer)
    on_stage.qtbot.wait(250)
    assert line.text() == answer
    on_stage.key(line, Qt.Key.Key_Return)
    assert door.board.result.words.text() == "受付しました"
    assert door.present == 1


def test_a_scan_into_another_window_is_a_scan(door: Door) -> None:
    dialog = QDialog(door.stage.window)
    line = QLineEdit(dialog)
    dialog.show()
    dialog.activateWindow()
    line.setFocus()
    door.stage.qtbot.waitUntil(line.hasFocus, timeout=2000)
    door.type(qr_text(door.codes[0]))
    assert line.text() == ""
    assert door.board.result.name.text() == "佐藤 清 さん"
    assert door.present == 1
    dialog.close()


def test_typing_from_the_door_needs_no_input_method(door: Door) -> None:
    board = door.board
    board.names.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
    board.setFocus()
    for sign in "konno":
        door.type(sign, ends=None)
        door.stage.qtbot.wait(70)
    assert board.names.line.text() == "konno"
    assert not board.names.line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), "half kana, half letters"
    assert [person.name for person in board.names.shown] == ["紺野 ハナ"]
    assert "こんの" in board.names.words.text()


def test_a_code_cut_off_by_a_pulled_plug_is_gone_with_the_next_scan(door: Door) -> None:
    door.type(qr_text(door.codes[0])[:9], ends=None)
    door.stage.qtbot.wait(400)
    assert door.board.names.line.text() != ""
    assert door.present == 0
    door.type(qr_text(door.codes[1]))
    assert door.board.result.name.text() == "阿部 一 さん"
    assert door.board.names.line.text() == ""
    assert door.present == 1


def test_a_code_read_from_paper_can_be_typed_by_hand(door: Door) -> None:
    board = door.board
    board.names.line.setText(f"{door.codes[0][:4]}-{door.codes[0][4:].lower()}")
    door.stage.key(board.names.line, Qt.Key.Key_Return)
    assert board.result.name.text() == "佐藤 清 さん"
    assert door.present == 1


def test_the_same_ticket_again_is_told_with_its_first_time_and_counts_once(door: Door) -> None:
    door.type(qr_text(door.codes[0]))
    door.type(qr_text(door.codes[0]))
    assert door.board.result.words.text() == "もう受け付けています"
    assert "9:30" in door.board.result.below.text()
    assert door.present == 1


def test_two_tickets_in_quick_succession_are_two_people(door: Door) -> None:
    for code in door.codes[:2]:
        for sign in qr_text(code):
            door._key(Qt.Key(ord(sign)), sign)
        door._key(Qt.Key.Key_Return, "\r")
    door.stage.settle()
    assert door.present == 2
    assert door.board.count.text() == "2"
