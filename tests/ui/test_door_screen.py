"""受付: names, scanner, walk-ins, undo, refusals in large words, and no press that counts twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from divide_app.domain.door.ticket_code import qr_text
from divide_app.domain.people.participants import Birth, Need
from divide_app.domain.planning.courses import SessionState
from divide_app.ui.screens.door.finding import kana_of, matches
from divide_app.ui.screens.door.scanner import ScannerFilter
from tests.support.city import at
from tests.support.films import film_of_tickets
from tests.support.stage import Stage, door_stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with door_stage(qtbot, tmp_path / "data") as made:
        yield made


def opened(on_stage: Stage, **parts: Any) -> tuple[Any, UUID, UUID]:
    """Open the usual session's door; return the board, the course and the session."""
    course = on_stage.city.course("スマホ入門", **{"capacity": 3, **parts})
    session = on_stage.city.sessions(course)[0]
    board = on_stage.start("door").board
    return board, course, session


def begin(on_stage: Stage) -> Any:
    """Press the first 受付をはじめる."""
    screen = on_stage.window.current_screen
    assert screen is not None
    screen.chooser.refetch()
    on_stage.settle()
    screen.chooser.buttons[0].click()
    on_stage.settle()
    return screen.board


def card(board: Any, name: str) -> Any:
    return next(card for card in board.names.cards.values() if card.person.name == name)


def scan(on_stage: Stage, code: str) -> None:
    """Type as a scanner does, wherever the focus is."""
    place = QApplication.focusWidget() or on_stage.window
    for sign in code:
        on_stage.qtbot.keyClick(QApplication.focusWidget() or place, sign)
    on_stage.qtbot.keyClick(QApplication.focusWidget() or place, Qt.Key.Key_Return)
    on_stage.settle()


def test_todays_sessions_are_chosen_first_and_the_frame_goes_away(on_stage: Stage) -> None:
    opened(on_stage)
    board = begin(on_stage)
    assert board.isVisible()
    assert not on_stage.window.rail.isVisible()
    assert board.title.text() == "スマホ入門　受付"
    assert not board.names.kana["あ"].isEnabled()


def test_a_press_on_a_name_receives_and_says_what_to_get_ready(on_stage: Stage) -> None:
    _board, course, session = opened(on_stage)
    city = on_stage.city
    city.apply(course, city.person("佐藤 キヨ", kana="さとう きよ", needs=frozenset({Need.LOAN_PHONE})))
    city.apply(course, city.person("阿部 一", kana="あべ はじめ"))
    board = begin(on_stage)
    board.names.kana["さ"].click()
    assert [one.person.name for one in board.names.cards.values()] == ["佐藤 キヨ"]
    card(board, "佐藤 キヨ").click()
    card(board, "佐藤 キヨ").click()  # a shaky hand
    on_stage.settle()
    assert board.result.name.text() == "佐藤 キヨ さん"
    assert board.result.words.text() == "受付しました"
    assert "貸出機をお渡しください" in board.result.below.text()
    assert board.count.text() == "1"
    assert "受付済み 9:30" in card(board, "佐藤 キヨ").state_words()
    assert city.present(session) == 1


def test_a_scanner_is_understood_with_any_focus_and_types_into_no_field(on_stage: Stage) -> None:
    _board, course, session = opened(on_stage)
    city = on_stage.city
    _one, _application, code = city.apply(course, city.person("佐藤 清", kana="さとう きよし"))
    _two, _application, other = city.apply(course, city.person("阿部 一", kana="あべ はじめ"))
    board = begin(on_stage)
    board.names.line.setFocus()
    scan(on_stage, qr_text(code))
    assert board.result.name.text() == "佐藤 清 さん"
    assert board.names.line.text() == ""
    board.show_walk_in()
    board.walk_in.name.line.setFocus()
    scan(on_stage, other.lower())
    assert board.result.name.text() == "阿部 一 さん"
    assert board.walk_in.name.text == ""
    assert city.present(session) == 2
    scan(on_stage, qr_text(code))
    assert "もう受け付けています" in board.result.words.text()
    assert city.present(session) == 2


def test_an_unknown_code_is_told_kindly(on_stage: Stage) -> None:
    opened(on_stage)
    board = begin(on_stage)
    scan(on_stage, "ABCDEFGH12345678X")
    assert "読み取れませんでした" in board.result.words.text()


def test_slow_fingers_search_by_kana_or_latin_letters(on_stage: Stage) -> None:
    _board, course, _session = opened(on_stage)
    city = on_stage.city
    city.apply(course, city.person("佐藤 清", kana="さとう きよし"))
    city.apply(course, city.person("阿部 一", kana="あべ はじめ"))
    board = begin(on_stage)
    board.setFocus()
    for sign in "sat":
        on_stage.qtbot.keyClick(QApplication.focusWidget() or board, sign)
        on_stage.qtbot.wait(90)
    assert board.names.line.text() == "sat"
    assert [person.name for person in board.names.shown] == ["佐藤 清"]
    board.names.line.setText("あべ")
    assert [person.name for person in board.names.shown] == ["阿部 一"]
    board.show_everybody()
    assert len(board.names.shown) == 2
    assert [person.name for person in matches(board.names.shown, "1")] == ["佐藤 清"]


def test_the_last_act_is_taken_back(on_stage: Stage) -> None:
    _board, course, session = opened(on_stage)
    on_stage.city.apply(course, on_stage.city.person("佐藤 清", kana="さとう きよし"))
    board = begin(on_stage)
    assert not board.undo_button.isEnabled()
    card(board, "佐藤 清").click()
    on_stage.settle()
    board.undo_button.click()
    on_stage.settle()
    assert board.result.words.text() == "取り消しました"
    assert on_stage.city.present(session) == 0
    assert not board.undo_button.isEnabled()
    card(board, "佐藤 清").click()
    on_stage.settle()
    assert on_stage.city.present(session) == 1


def test_a_walk_in_is_two_presses_and_never_two_people(on_stage: Stage) -> None:
    _board, _course, session = opened(on_stage)
    board = begin(on_stage)
    board.walk_in_button.click()
    form = board.walk_in
    form.bands["70-74"].click()
    sex = next(iter(form.sexes))
    form.sexes[sex].click()
    form.sexes[sex].click()
    on_stage.settle()
    assert board.result.name.text() == "飛び込みの方"
    assert on_stage.city.present(session) == 1
    assert board.pages.currentWidget() is board.names


def test_a_waiting_person_can_be_given_a_seat_or_received_with_a_reason(on_stage: Stage) -> None:
    _board, course, session = opened(on_stage, capacity=1)
    city = on_stage.city
    city.apply(course, city.person("阿部 一", kana="あべ はじめ"))
    waiting, _application, _code = city.apply(course, city.person("佐藤 清", kana="さとう きよし"))
    board = begin(on_stage)
    board.acting.guard_s = 0
    assert "キャンセル待ち 1番" in card(board, "佐藤 清").state_words()
    card(board, "佐藤 清").click()
    on_stage.settle()
    words = [button.text() for button in board.result.buttons]
    assert words == ["あわせて受け付ける", "受け付けない"]
    board.result.buttons[0].click()
    on_stage.settle()
    board.result.buttons[0].click()
    on_stage.settle()
    assert board.result.words.text() == "受付しました"
    assert city.present(session) == 1
    assert waiting


def test_a_free_seat_is_offered_at_the_door(on_stage: Stage) -> None:
    _board, course, session = opened(on_stage, capacity=2)
    city = on_stage.city
    city.apply(course, city.person("阿部 一", kana="あべ はじめ"))
    city.apply(course)
    city.apply_together(course)  # too many for the one seat that comes free
    city.apply(course, city.person("佐藤 清", kana="さとう きよし"))
    raised = on_stage.services.scheduling.course(course).course
    from dataclasses import replace

    on_stage.services.scheduling.change_course(replace(raised, capacity=3))
    board = begin(on_stage)
    card(board, "佐藤 清").click()
    on_stage.settle()
    on_stage.press(board.result, "席を用意する")
    assert board.result.words.text() == "受付しました"
    assert city.present(session) == 1
    seated = [line.name for line in on_stage.services.applications.of_course(course) if line.status.value == "accepted"]
    assert seated[2:] == ["佐藤 清"]


def test_an_open_question_is_asked_before_the_person_is_received(on_stage: Stage) -> None:
    _board, course, session = opened(on_stage, question="お使いの電話機は何ですか")
    on_stage.city.apply(course, on_stage.city.person("佐藤 清", kana="さとう きよし"))
    board = begin(on_stage)
    card(board, "佐藤 清").click()
    on_stage.settle()
    assert "お使いの電話機は何ですか" in board.result.words.text()
    assert on_stage.city.present(session) == 0
    board.result.question.line.setText("iPhone")
    on_stage.key(board.result.question.line, Qt.Key.Key_Return)
    assert board.result.words.text() == "受付しました"
    assert on_stage.city.present(session) == 1


def test_leaving_and_coming_back_are_in_the_menu_of_the_card(on_stage: Stage) -> None:
    _board, course, session = opened(on_stage)
    on_stage.city.apply(course, on_stage.city.person("佐藤 清", kana="さとう きよし"))
    board = begin(on_stage)
    card(board, "佐藤 清").click()
    on_stage.settle()
    menu = board.make_menu(card(board, "佐藤 清").person)
    assert [action.text() for action in menu.actions()] == ["退室する", "受付を取り消す"]
    menu.actions()[0].trigger()
    on_stage.settle()
    assert board.result.words.text() == "退室しました"
    assert "退室" in card(board, "佐藤 清").state_words()
    assert on_stage.city.present(session) == 1


def test_somebody_late_is_marked(on_stage: Stage) -> None:
    _board, course, _session = opened(on_stage)
    on_stage.city.apply(course, on_stage.city.person("佐藤 清", kana="さとう きよし"))
    board = begin(on_stage)
    on_stage.clock.moment = at("10:12")
    card(board, "佐藤 清").click()
    on_stage.settle()
    assert "開始から12分すぎています" in board.result.words.text()
    assert "遅れて来場" in card(board, "佐藤 清").state_words()


def test_after_the_class_the_attendance_is_confirmed_on_leaving(on_stage: Stage) -> None:
    _board, course, session = opened(on_stage)
    on_stage.city.apply(course, on_stage.city.person("佐藤 清", kana="さとう きよし"))
    board = begin(on_stage)
    card(board, "佐藤 清").click()
    on_stage.settle()
    board.end_button.click()
    assert [button.text() for button in board.result.buttons] == ["受付をおわる", "つづける"]
    board.result.buttons[1].click()
    assert board.isVisible()
    on_stage.clock.moment = at("12:05")
    board.refetch()
    on_stage.settle()
    board.end_button.click()
    on_stage.press(board.result, "出席の確定へ進む")
    assert on_stage.window.rail.isVisible()
    on_stage.press(on_stage.window.current_screen.closing, "出席を確定する")
    assert on_stage.services.scheduling.session(session).state is SessionState.HELD
    on_stage.undo()
    assert on_stage.services.scheduling.session(session).state is SessionState.PLANNED


def test_nothing_private_is_on_the_screen(on_stage: Stage) -> None:
    _board, course, _session = opened(on_stage)
    private = {"phone": "000-987-6543", "address": "市内一丁目", "birth": Birth(year=1950)}
    on_stage.city.apply(course, on_stage.city.person("佐藤 清", kana="さとう きよし", **private))
    board = begin(on_stage)
    card(board, "佐藤 清").click()
    on_stage.settle()
    shown = [label.text() for label in board.findChildren(QLabel)]
    shown += [widget.accessibleName() for widget in board.findChildren(QWidget)]
    shown += [line.text() for line in board.findChildren(QLineEdit)]
    assert not [text for text in shown if "987-6543" in text or "一丁目" in text or "1950" in text]


def test_kana_buttons_are_large_enough_for_any_finger(on_stage: Stage) -> None:
    opened(on_stage)
    board = begin(on_stage)
    for button in [*board.names.kana.values(), board.undo_button, board.walk_in_button, board.end_button]:
        if button.isVisible():
            assert button.width() >= 44
            assert button.height() >= 44


def test_the_day_can_be_another_one(on_stage: Stage) -> None:
    opened(on_stage)
    screen: Any = on_stage.window.current_screen
    screen.chooser.after.click()
    on_stage.settle()
    assert screen.chooser.states.state == "empty"
    screen.chooser.today_button.click()
    on_stage.settle()
    assert len(screen.chooser.buttons) == 1


def test_latin_letters_spell_kana() -> None:
    assert kana_of("satou") == "サトウ"
    assert kana_of("shimizu") == "シミズ"
    assert kana_of("kondou") == "コンドウ"
    assert kana_of("hattori") == "ハットリ"
    assert kana_of("kyo") == "キョ"


def test_two_rolling_keys_are_not_a_scanner(qtbot: Any) -> None:
    window = QWidget()
    line = QLineEdit(window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    line.setFocus()
    found: list[str] = []
    watcher = ScannerFilter(line)
    watcher.scanned.connect(found.append)
    watcher.start()
    qtbot.keyClick(line, "a")
    qtbot.keyClick(line, "b")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.wait(5)
    assert line.text() == "ab"
    assert found == []
    watcher.stop()


def test_the_door_fits_the_smallest_screen_at_the_largest_text(on_stage: Stage) -> None:
    from divide_app.ui import theme

    _board, course, _session = opened(on_stage)
    on_stage.city.apply(course, on_stage.city.person("佐藤 清", kana="さとう きよし"))
    board = begin(on_stage)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme.LIGHT, theme.TextSize.LARGEST)
    on_stage.settle()
    screen: Any = on_stage.window.current_screen
    assert screen.minimumSizeHint().width() <= 1366
    assert board.names.kana["さ"].width() >= 44


def test_a_ticket_before_the_camera_is_received_once(on_stage: Stage, tmp_path: Path) -> None:
    _board, course, session = opened(on_stage)
    _person, _application, code = on_stage.city.apply(course)
    board = begin(on_stage)
    board.camera.source = str(film_of_tickets(tmp_path / "door.avi", [qr_text(code)], pictures=12))
    board.camera.button.click()
    assert board.camera.is_on
    on_stage.qtbot.waitUntil(lambda: not board.camera.is_on, timeout=5000)  # the film is over, as if unplugged
    on_stage.settle()
    assert "カメラからの映像が止まりました" in board.camera.trouble.label.text()
    assert board.count.text() == "1"
    assert board.result.words.text() == "受付しました"
    assert on_stage.city.present(session) == 1


def test_a_missing_camera_leaves_the_door_as_it_was(on_stage: Stage, tmp_path: Path) -> None:
    opened(on_stage)
    board = begin(on_stage)
    board.camera.source = str(tmp_path / "nothing.avi")
    board.camera.button.click()
    on_stage.qtbot.waitUntil(lambda: not board.camera.is_on, timeout=5000)
    assert "カメラが見つからない" in board.camera.trouble.label.text()
    assert board.camera.button.text() == "カメラ"
