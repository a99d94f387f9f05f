"""The door in the hands of somebody new: few presses, keys alone, two PCs, sleep, and a way out only for staff."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from divide_app.domain.office.office import Role
from divide_app.foundation import settings
from divide_app.services import Services
from divide_app.ui.screens.door.board import DoorBoard
from divide_app.ui.screens.door.sound import Sound
from tests.support.city import at
from tests.support.films import film_of_tickets
from tests.support.stage import Stage, door_stage

KANA = ("あべ", "いとう", "うえだ", "かとう", "きむら", "さとう", "しみず", "たなか", "なかむら", "はやし")
ROWS = {"あ": "あいう", "か": "かき", "さ": "さし", "た": "た", "な": "な", "は": "は"}


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with door_stage(qtbot, tmp_path / "data") as made:
        yield made


def board_of(on_stage: Stage, people: int) -> tuple[Any, Any, list[str]]:
    """Open the usual session's door with so many people; return board, session and names."""
    city = on_stage.city
    course = city.course("スマホ入門")
    (session,) = city.sessions(course)
    names = []
    for number in range(people):
        kana = KANA[number % len(KANA)]
        given = "はなこ" if number < len(KANA) else "よしお"
        names.append(f"{kana}{given}")
        city.apply(course, city.person(names[-1], kana=f"{kana} {given}"))
    screen = on_stage.start("door", class_session=session)
    on_stage.settle()
    assert screen.board.isVisible()
    screen.board.acting.guard_s = 0.0
    return screen.board, session, names


class Actions(QObject):
    """Counts what a person does: presses of the mouse and of keys."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched.isWidgetType() and event.type() in {QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress}:
            self.count += 1
        return False


def test_a_newcomer_brings_twenty_people_in_with_two_presses_each(on_stage: Stage) -> None:
    board, session, names = board_of(on_stage, 20)
    actions = Actions()
    QApplication.instance().installEventFilter(actions)
    for name in names:
        row = next(head for head, signs in ROWS.items() if name[0] in signs)
        on_stage.qtbot.mouseClick(board.names.kana[row], Qt.MouseButton.LeftButton)
        card = next(one for one in board.names.cards.values() if one.person.name == name)
        on_stage.qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        on_stage.settle()
        assert board.result.name.text() == f"{name} さん"
    assert on_stage.city.present(session) == 20
    QApplication.instance().removeEventFilter(actions)
    assert len(names) < actions.count <= 2 * len(names)
    assert board.count.text() == "20"


def test_nothing_but_the_keyboard_receives_undoes_and_takes_a_walk_in(on_stage: Stage) -> None:
    board, session, _names = board_of(on_stage, 6)
    key = on_stage.qtbot.keyClick
    board.names.type_ahead("きむ")
    on_stage.settle()
    key(board.names.line, Qt.Key.Key_Return)
    on_stage.settle()
    assert board.result.name.text() == "きむらはなこ さん"
    assert board.names.line.text() == ""
    assert board.hasFocus()
    on_stage.window._undo()  # what Ctrl+Z does
    on_stage.settle()
    assert on_stage.city.present(session) == 0
    board.setFocus()
    key(board, Qt.Key.Key_Down)
    focus: Any = QApplication.focusWidget()
    assert focus.person.name == "きむらはなこ", "the cursor goes on where one was"
    key(focus, Qt.Key.Key_Left)
    focus = QApplication.focusWidget()
    assert focus.person.name == "かとうはなこ"
    key(focus, Qt.Key.Key_Return)
    on_stage.settle()
    assert board.result.name.text() == "かとうはなこ さん"
    key(board, Qt.Key.Key_F2)
    assert board.walk_in.isVisible()
    key(board.walk_in.bands["70-74"], Qt.Key.Key_Space)
    key(next(iter(board.walk_in.sexes.values())), Qt.Key.Key_Space)
    on_stage.settle()
    assert on_stage.city.present(session) == 2
    assert board.names.isVisible()


def test_several_who_fit_get_the_cursor_and_nobody_is_received(on_stage: Stage) -> None:
    board, session, _names = board_of(on_stage, 20)
    board.names.type_ahead("き")
    on_stage.qtbot.keyClick(board.names.line, Qt.Key.Key_Return)
    on_stage.settle()
    assert on_stage.city.present(session) == 0
    focus: Any = QApplication.focusWidget()
    assert focus.person.kana.startswith("きむら")


def test_two_pcs_at_one_door_see_each_other(on_stage: Stage) -> None:
    board, session, names = board_of(on_stage, 4)
    other = Services(on_stage.services.database)
    first = board.names.shown[0]
    other.check_in.receive_person(session, first.attendee_id, device="受付2")
    assert board.count.text() == "0"
    board.timer.tick()
    on_stage.settle()
    assert board.count.text() == "1"
    card = board.names.cards[first.attendee_id]
    on_stage.qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    on_stage.settle()
    assert board.result.words.text() == "もう受け付けています"
    assert "受付2" in board.result.below.text()
    assert on_stage.city.present(session) == 1
    assert names


def test_two_boards_over_one_database_count_nobody_twice(on_stage: Stage) -> None:
    board, session, _names = board_of(on_stage, 8)
    line = on_stage.services.scheduling.session(session)
    second = DoorBoard(on_stage.shell)
    second.acting.device, second.acting.guard_s = "受付2", 0.0
    second.begin(line)
    second.resize(1000, 700)
    second.show()
    try:
        on_stage.settle()
        for place, person in enumerate(board.names.shown):
            (board if place % 2 else second).press(person)
            (second if place % 2 else board).press(person)
        on_stage.settle()
        for one in (board, second):
            one.timer.tick()
        on_stage.settle()
        assert (board.count.text(), second.count.text()) == ("8", "8")
        assert on_stage.city.present(session) == on_stage.city.summed() == 8
    finally:
        second.hide()
        second.deleteLater()


def test_nothing_is_read_again_while_nothing_happened(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    board, _session, _names = board_of(on_stage, 3)
    read: list[int] = []
    monkeypatch.setattr(board, "refetch", lambda: read.append(1))
    board.timer.tick()
    on_stage.settle()
    assert read == []


def test_after_sleep_everything_is_looked_at_anew(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    board, session, _names = board_of(on_stage, 3)
    woken: list[int] = []
    board.timer.woke.connect(lambda: woken.append(1))
    board.timer.tick()
    assert woken == []
    board.timer._last -= 3600  # the lid was closed for an hour
    on_stage.clock.moment = at("10:30")
    on_stage.services.check_in.receive_walk_in(session, "70代")
    board.timer.tick()
    on_stage.settle()
    assert woken == [1]
    assert "飛び込み 1人" in board.head.of.text()
    board.timer._last += 3600  # the clock was set back
    board.timer.tick()
    assert woken == [1, 1]


def test_who_left_early_is_marked_on_the_card(on_stage: Stage) -> None:
    board, _session, names = board_of(on_stage, 1)
    person = board.names.shown[0]
    board.press(person)
    on_stage.settle()
    on_stage.clock.moment = at("11:00")
    board.leave_room(board.names.shown[0])
    on_stage.settle()
    assert "退室 11:00(早退)" in board.names.cards[person.attendee_id].state_words()
    assert names


def test_the_door_is_left_only_with_a_staff_password_where_there_are_users(on_stage: Stage) -> None:
    users = on_stage.services.users
    users.add("職員", Role.STAFF, "staff-secret")
    users.add("手伝い", Role.VOLUNTEER, "helper-secret")
    board, _session, _names = board_of(on_stage, 2)
    users.sign_in("手伝い", "helper-secret")
    on_stage.shell.user_changed.emit("手伝い")
    board.end_button.click()
    on_stage.press(board.result, "受付をおわる")
    assert board.isVisible()
    line = board.result.question.line
    assert line.echoMode() is QLineEdit.EchoMode.Password
    line.setText("helper-secret")
    on_stage.press(board.result, "受付をおわる")
    assert board.isVisible()
    assert "職員のパスワードではありません" in board.result.question.error
    assert board.result.question.line.text() == ""
    board.result.question.line.setText("staff-secret")
    on_stage.press(board.result, "受付をおわる")
    assert not board.isVisible()


def test_a_volunteer_is_not_offered_what_only_the_office_may(on_stage: Stage) -> None:
    users = on_stage.services.users
    users.add("職員", Role.STAFF, "staff-secret")
    users.add("手伝い", Role.VOLUNTEER, "helper-secret")
    board, _session, _names = board_of(on_stage, 2)
    users.sign_in("手伝い", "helper-secret")
    on_stage.shell.user_changed.emit("手伝い")
    board.press(board.names.shown[0])
    on_stage.settle()
    on_stage.clock.moment = at("12:05")
    board.refetch()
    on_stage.settle()
    board.end_button.click()
    assert "出席の確定へ進む" not in [button.text() for button in board.result.buttons]
    on_stage.press(board.result, "受付をおわる")
    board.result.question.line.setText("staff-secret")
    on_stage.press(board.result, "受付をおわる")
    assert not board.isVisible()


def test_users_made_while_a_door_is_open_are_asked_for_when_it_is_left(on_stage: Stage) -> None:
    board, _session, _names = board_of(on_stage, 2)
    on_stage.services.users.add("職員", Role.STAFF, "staff secret ")  # as on another PC
    assert not on_stage.shell.has_user
    board.end_button.click()
    on_stage.press(board.result, "受付をおわる")
    assert board.isVisible()
    board.result.question.line.setText("staff secret ")
    on_stage.press(board.result, "受付をおわる")
    assert not board.isVisible()


def test_the_way_out_can_be_thought_better_of(on_stage: Stage) -> None:
    on_stage.services.users.add("職員", Role.STAFF, "staff-secret")
    board, session, _names = board_of(on_stage, 2)
    on_stage.services.users.sign_in("職員", "staff-secret")
    on_stage.shell.user_changed.emit("職員")
    board.end_button.click()
    on_stage.press(board.result, "受付をおわる")
    on_stage.press(board.result, "つづける")
    board.press(board.names.shown[0])
    on_stage.settle()
    assert on_stage.city.present(session) == 1


def test_the_sound_stays_as_this_pc_was_told(on_stage: Stage) -> None:
    board, _session, _names = board_of(on_stage, 1)
    assert board.sound_button.text() == "音 あり"
    board.sound_button.click()
    assert board.sound_button.text() == "音 なし"
    assert settings.load()[0].sound is False
    assert Sound().is_on is False


def test_no_key_of_the_frame_leads_away_from_an_open_door(on_stage: Stage) -> None:
    users = on_stage.services.users
    users.add("職員", Role.STAFF, "staff-secret")
    board, _session, _names = board_of(on_stage, 2)
    users.sign_in("職員", "staff-secret")
    on_stage.shell.user_changed.emit("職員")
    board.result.steady_s = 0.0
    for action in on_stage.window.actions():
        action.trigger()
        on_stage.settle()
        assert board.isVisible(), action.shortcut().toString()
        assert not on_stage.window.rail.isVisible(), action.shortcut().toString()
        if on_stage.window._help is not None:
            on_stage.window.show_help()
    assert not on_stage.window.close()
    on_stage.settle()
    assert board.isVisible()
    assert board.result.words.text() == "受付をおわりますか"
    on_stage.press(board.result, "受付をおわる")
    assert board.result.question.line.echoMode() is QLineEdit.EchoMode.Password
    assert board.isVisible()


def test_a_clock_set_to_another_day_is_told_and_a_person_can_be_received_all_the_same(on_stage: Stage) -> None:
    board, session, _names = board_of(on_stage, 2)
    on_stage.clock.moment = at("2026-11-20 9:30")  # set wrong while the door is open
    board.timer._last += 86_400
    board.timer.tick()
    on_stage.settle()
    board.press(board.names.shown[0])
    on_stage.settle()
    assert board.result.words.text() == "まだ受付の時間ではありません"
    assert on_stage.city.present(session) == 0
    on_stage.clock.moment = at("9:31")
    board.timer._last -= 86_400
    board.timer.tick()
    on_stage.settle()
    board.result.buttons[-1].click()
    board.press(board.names.shown[0])
    on_stage.settle()
    assert board.result.words.text() == "受付しました"
    assert "受付済み 9:31" in board.names.cards[board.names.shown[0].attendee_id].state_words()


def test_the_camera_is_opened_again_after_sleep_and_gone_with_the_door(on_stage: Stage, tmp_path: Path) -> None:
    board, _session, _names = board_of(on_stage, 1)
    board.camera.source = str(film_of_tickets(tmp_path / "door.avi", [], pictures=600))
    board.camera.start()
    first = board.camera._watcher
    board.timer._last -= 3600  # the lid was closed for an hour
    board.timer.tick()
    on_stage.settle()
    assert board.camera.is_on
    assert board.camera._watcher is not first
    board.ask_to_end()
    on_stage.press(board.result, "受付をおわる")
    assert not board.camera.is_on


def test_an_unplugged_camera_is_told_and_opens_again_once_it_is_back(on_stage: Stage, tmp_path: Path) -> None:
    board, session, _names = board_of(on_stage, 2)
    film = film_of_tickets(tmp_path / "door.avi", [], pictures=2)
    board.camera.source = str(film)
    board.camera.start()
    on_stage.qtbot.waitUntil(lambda: not board.camera.is_on, timeout=5000)
    assert "映像が止まりました" in board.camera.trouble.label.text()
    board.press(board.names.shown[0])
    on_stage.settle()
    assert on_stage.city.present(session) == 1, "names and scanner work on"
    film_of_tickets(film, [], pictures=600)
    board.camera.button.click()
    on_stage.qtbot.waitUntil(lambda: not board.camera.mirror.pixmap().isNull(), timeout=5000)
    assert not board.camera.has_words
    board.camera.stop()
