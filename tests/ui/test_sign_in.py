"""Where the office has users, nothing of anybody is in sight before somebody signed in."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from divide_app.bootstrap import open_services
from divide_app.domain.office.office import Role
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.ui import presence
from divide_app.ui.app import Opened
from divide_app.ui.idle_lock import IdleLock
from divide_app.ui.lock_cover import LockCover
from divide_app.ui.opening import open_place
from divide_app.ui.sign_in import SignInCover
from tests.support.city import City, at
from tests.support.databases import HandClock

ACTOR = "係員"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    made = open_services(folder)
    made.office.set_up("みなみ野市", "生涯学習課")
    made.users.add("職員", Role.STAFF, "staff-secret")
    made.users.add("手伝い", Role.VOLUNTEER, "helper-secret")
    made.close()
    return folder


def _settle(qtbot: Any, frame: Opened) -> None:
    qtbot.waitUntil(lambda: frame.background.pending == 0, timeout=5000)
    qtbot.wait(5)
    qtbot.waitUntil(lambda: frame.background.pending == 0, timeout=5000)


def _cover(frame: Opened) -> SignInCover:
    cover = frame.window.cover_on_top
    assert isinstance(cover, SignInCover)
    return cover


def _sign_in(qtbot: Any, frame: Opened, name: str, password: str) -> None:
    cover = _cover(frame)
    cover.name.set_value(name)
    cover.password.line.setText(password)
    qtbot.keyClick(cover.password.line, Qt.Key.Key_Return)
    _settle(qtbot, frame)


def _without_users(folder: Path) -> Services:
    """Make a place in which nobody signs in, past its first start."""
    made = open_services(folder)
    made.office.set_up("みなみ野市", "生涯学習課")
    made.office.stay_plain()
    return made


def _open(qtbot: Any, frame: Opened, place: Path) -> None:
    def opener(_password: str | None) -> Services:
        return open_services(place)

    open_place(frame.shell, frame.window, opener)
    _settle(qtbot, frame)


def test_nothing_is_shown_before_somebody_signs_in(qtbot: Any, frame: Opened, place: Path) -> None:
    _open(qtbot, frame, place)
    assert frame.window.current_screen is None
    _sign_in(qtbot, frame, "職員", "falsch-falsch")
    assert "違います" in _cover(frame).password.error
    assert _cover(frame).password.line.text() == ""
    assert frame.window.current_screen is None
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert frame.window.cover_on_top is None
    assert frame.window.current_key == "home"
    actor = frame.shell.services.actor
    assert (actor.name, actor.role) == ("職員", Role.STAFF)
    assert frame.window.user_label.text() == "職員"


def test_an_office_without_users_asks_nobody(qtbot: Any, frame: Opened, tmp_path: Path) -> None:
    made = _without_users(tmp_path / "free")
    made.close()
    _open(qtbot, frame, tmp_path / "free")
    assert frame.window.cover_on_top is None
    assert frame.window.current_key == "home"
    assert not frame.shell.has_user


def test_the_lock_asks_for_the_password_and_comes_back_to_the_same_screen(
    qtbot: Any, frame: Opened, place: Path
) -> None:
    _open(qtbot, frame, place)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    frame.window.navigate("targets")
    _settle(qtbot, frame)
    screen = frame.window.current_screen
    frame.shell.lock_requested.emit()
    _settle(qtbot, frame)
    cover = _cover(frame)
    assert cover.name.value == "職員"
    qtbot.keyClick(cover, Qt.Key.Key_Escape)
    cover.send()
    assert _cover(frame) is cover
    assert cover.password.error
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert frame.window.cover_on_top is None
    assert frame.window.current_screen is screen


def test_somebody_else_finds_nothing_of_what_was_on_screen(qtbot: Any, frame: Opened, place: Path) -> None:
    _open(qtbot, frame, place)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    frame.window.navigate("applications")
    _settle(qtbot, frame)
    screen = frame.window.current_screen
    frame.shell.lock_requested.emit()
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "手伝い", "helper-secret")
    assert frame.window.current_key == "door"
    assert frame.window.current_screen is not screen
    actor = frame.shell.services.actor
    assert (actor.name, actor.role) == ("手伝い", Role.VOLUNTEER)
    assert frame.shell.services.planning_history.next_undo is None


def test_a_volunteer_is_kept_to_the_door_until_staff_takes_over(qtbot: Any, frame: Opened, place: Path) -> None:
    _open(qtbot, frame, place)
    _sign_in(qtbot, frame, "手伝い", "helper-secret")
    window = frame.window
    assert window.current_key == "door"
    assert not window.rail.isVisible()
    window.navigate("applications")
    assert window.current_key == "door"
    frame.shell.lock_requested.emit()
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert window.rail.isVisible()
    assert window.current_key == "home"


def test_users_made_while_a_window_is_open_are_asked_for_at_its_next_lock(
    qtbot: Any, frame: Opened, tmp_path: Path
) -> None:
    made = _without_users(tmp_path / "free")
    _open(qtbot, frame, tmp_path / "free")
    frame.window.navigate("targets")
    _settle(qtbot, frame)
    screen = frame.window.current_screen
    frame.shell.lock_requested.emit()
    assert isinstance(frame.window.cover_on_top, LockCover)
    _settle(qtbot, frame)
    qtbot.keyClick(frame.window.cover_on_top, Qt.Key.Key_Return)
    assert frame.window.cover_on_top is None
    made.users.add("職員", Role.STAFF, "staff-secret")  # as on another PC
    made.users.add("手伝い", Role.VOLUNTEER, "helper-secret")
    made.close()
    frame.shell.lock_requested.emit()
    qtbot.keyClick(frame.window.cover_on_top, Qt.Key.Key_Return)  # before it is known whether there are users
    assert frame.window.cover_on_top is not None
    _settle(qtbot, frame)
    assert _cover(frame).accessibleName() == "もう一度サインインしてください"
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert frame.window.cover_on_top is None
    assert frame.window.current_screen is screen
    assert frame.shell.services.actor.name == "職員"
    assert frame.shell.has_user


def test_users_made_on_another_pc_are_asked_for_at_the_next_act(qtbot: Any, frame: Opened, tmp_path: Path) -> None:
    made = _without_users(tmp_path / "free")
    _open(qtbot, frame, tmp_path / "free")
    made.users.add("職員", Role.STAFF, "staff-secret")
    made.users.add("手伝い", Role.VOLUNTEER, "helper-secret")  # whoever makes the first user goes on
    made.close()
    assert frame.window.cover_on_top is None
    frame.window.navigate("targets")
    _settle(qtbot, frame)
    assert isinstance(frame.window.cover_on_top, SignInCover)
    with pytest.raises(EnvironmentProblem, match="sign_in_needed"):
        frame.shell.services.office.set_up("よその市", "課")
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert frame.window.cover_on_top is None
    assert frame.shell.services.actor.name == "職員"


@pytest.mark.parametrize("gives_up", [False, True])
def test_what_was_refused_to_a_window_nobody_is_signed_in_at_is_read_afterwards(
    qtbot: Any, frame: Opened, place: Path, gives_up: bool
) -> None:
    with closing(open_services(place)) as other:
        other.users.sign_in("職員", "staff-secret")
        city = City(other, HandClock())
        city.course("はじめてのスマホ")
        _open(qtbot, frame, place)
        _sign_in(qtbot, frame, "職員", "staff-secret")
        if gives_up:
            other.users.disable("手伝い")
            other.users.disable("職員", gives_up=True)
        else:
            other.users.set_password("職員", "another-secret 5")
    frame.window.navigate("courses")
    _settle(qtbot, frame)
    if not gives_up:
        _sign_in(qtbot, frame, "職員", "another-secret 5")
    assert frame.window.cover_on_top is None
    screen: Any = frame.window.current_screen
    assert [line.title for line in screen.model.lines()] == ["はじめてのスマホ"]


def test_a_quick_return_waits_only_until_it_is_known_that_there_are_no_users(
    qtbot: Any, frame: Opened, tmp_path: Path
) -> None:
    made = _without_users(tmp_path / "free")
    made.close()
    _open(qtbot, frame, tmp_path / "free")
    frame.shell.lock_requested.emit()
    qtbot.keyClick(frame.window.cover_on_top, Qt.Key.Key_Return)
    _settle(qtbot, frame)
    assert frame.window.cover_on_top is None


def test_a_volunteer_who_unlocks_finds_the_door_and_nothing_else(qtbot: Any, frame: Opened, tmp_path: Path) -> None:
    made = _without_users(tmp_path / "free")
    _open(qtbot, frame, tmp_path / "free")
    made.users.add("職員", Role.STAFF, "staff-secret")
    made.users.add("手伝い", Role.VOLUNTEER, "helper-secret")
    made.close()
    frame.shell.lock_requested.emit()
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "手伝い", "helper-secret")
    assert frame.window.current_key == "door"
    assert not frame.window.rail.isVisible()


def _wrong(qtbot: Any, frame: Opened, times: int) -> None:
    for _ in range(times):
        _sign_in(qtbot, frame, "職員", "falsch-falsch")


def test_after_wrong_passwords_the_button_waits_and_counts_down(qtbot: Any, frame: Opened, place: Path) -> None:
    _open(qtbot, frame, place)
    _wrong(qtbot, frame, 2)
    assert not _cover(frame).waiting.isVisible()
    _wrong(qtbot, frame, 1)
    cover = _cover(frame)
    assert "あと2秒" in cover.waiting.text()
    assert "違います" in cover.password.error
    assert not cover.button.isEnabled()
    cover.password.line.setText("staff-secret")
    cover.send()  # a press on Enter does nothing either
    assert frame.background.pending == 0
    qtbot.waitUntil(cover.button.isEnabled, timeout=5000)
    assert not cover.waiting.isVisible()
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert frame.window.cover_on_top is None


def test_closing_the_program_does_not_end_the_wait_and_another_name_need_not_wait(
    qtbot: Any, frame: Opened, place: Path
) -> None:
    before = open_services(place)
    for _ in range(6):
        with suppress(EnvironmentProblem):
            before.users.sign_in("職員", "falsch-falsch")
    before.close()
    _open(qtbot, frame, place)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    cover = _cover(frame)
    assert cover.waiting.isVisible()
    assert not cover.password.error  # the password may well be right
    cover.name.box.setCurrentIndex(cover.name.box.findText("手伝い"))
    cover.name.box.activated.emit(cover.name.box.currentIndex())
    assert cover.button.isEnabled()
    _sign_in(qtbot, frame, "手伝い", "helper-secret")
    assert frame.window.current_key == "door"


def _elsewhere(place: Path) -> Services:
    found = open_services(place)
    found.users.sign_in("職員", "staff-secret")
    return found


@pytest.fixture
def two_staff(place: Path) -> Path:
    there = _elsewhere(place)
    there.users.add("係長", Role.STAFF, "second-secret")
    there.close()
    return place


def test_who_is_switched_off_elsewhere_loses_the_window_at_the_next_act_and_keeps_what_was_typed(
    qtbot: Any, frame: Opened, two_staff: Path
) -> None:
    _open(qtbot, frame, two_staff)
    _sign_in(qtbot, frame, "係長", "second-secret")
    frame.window.navigate("targets")
    _settle(qtbot, frame)
    screen = frame.window.current_screen
    there = _elsewhere(two_staff)
    there.users.disable("係長")
    assert frame.window.cover_on_top is None
    frame.window._refresh()
    _settle(qtbot, frame)
    assert _cover(frame).accessibleName() == "もう一度サインインしてください"
    _sign_in(qtbot, frame, "係長", "second-secret")
    assert frame.window.cover_on_top is not None
    there.users.enable("係長")
    there.close()
    frame.window.cover_on_top.set_names(["係長", "職員"])  # as it offers them when it is shown again
    _sign_in(qtbot, frame, "係長", "second-secret")
    assert frame.window.cover_on_top is None
    assert frame.window.current_screen is screen


def test_who_was_demoted_finds_nothing_of_what_they_may_see_no_more(qtbot: Any, frame: Opened, two_staff: Path) -> None:
    _open(qtbot, frame, two_staff)
    _sign_in(qtbot, frame, "係長", "second-secret")
    screen = frame.window.current_screen
    there = _elsewhere(two_staff)
    there.users.change_role("係長", Role.VOLUNTEER)
    there.close()
    frame.window._refresh()
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "係長", "second-secret")
    assert frame.window.current_key == "door"
    assert frame.window.current_screen is not screen
    assert frame.shell.services.actor.role is Role.VOLUNTEER


def test_what_somebody_left_on_screen_waits_for_them_while_another_works(
    qtbot: Any, frame: Opened, two_staff: Path
) -> None:
    _open(qtbot, frame, two_staff)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    frame.window.navigate("applications")
    _settle(qtbot, frame)
    mine = frame.window.current_screen
    for name, password in (("係長", "second-secret"), ("手伝い", "helper-secret"), ("職員", "staff-secret")):
        frame.shell.lock_requested.emit()
        _settle(qtbot, frame)
        _sign_in(qtbot, frame, name, password)
        assert (frame.window.current_screen is mine) == (name == "職員")
        assert mine.isVisible() == (name == "職員")
    assert frame.window.current_key == "applications"
    assert frame.window.rail.isVisible()


def test_the_window_does_not_close_over_somebody_else_s_unsaved_words_without_a_word(
    qtbot: Any, frame: Opened, two_staff: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _open(qtbot, frame, two_staff)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    mine = frame.window.current_screen
    frame.shell.lock_requested.emit()
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "係長", "second-secret")
    monkeypatch.setattr(mine, "may_leave", lambda: False)
    assert not frame.window.close()
    assert "保存していない入力" in frame.window.notice_bar.text
    frame.window.notice_bar.act()
    assert not frame.window.isVisible()


class Away:
    """A person who is away for as long as the test says."""

    def __init__(self, frame: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lock = frame.window.findChild(IdleLock)
        self.minutes = 0.0
        begun = time.monotonic()
        monkeypatch.setattr(presence.time, "monotonic", lambda: begun + 60 * self.minutes)
        monkeypatch.setattr(presence.time, "time", lambda: begun)  # a clock that stands still gains nothing
        self.lock.presence.note()

    def stay_away(self, minutes: float) -> None:
        self.minutes += minutes
        self.lock.look()


def test_a_window_nobody_touches_locks_itself_and_a_key_puts_that_off(
    qtbot: Any, frame: Opened, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _open(qtbot, frame, place)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert frame.shell.idle_minutes == 10
    away = Away(frame, monkeypatch)
    away.stay_away(9)
    qtbot.keyClick(frame.window.windowHandle(), Qt.Key.Key_Shift)
    away.stay_away(9)
    assert frame.window.cover_on_top is None
    away.stay_away(1.1)
    _settle(qtbot, frame)
    assert _cover(frame).accessibleName() == "画面をロックしています"
    _sign_in(qtbot, frame, "職員", "staff-secret")
    frame.shell.idle_minutes = 0
    away.stay_away(1000)
    assert frame.window.cover_on_top is None


def test_a_pc_that_slept_is_locked_when_it_wakes(
    qtbot: Any, frame: Opened, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _open(qtbot, frame, place)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    lock = frame.window.findChild(IdleLock)
    lock.presence.note()
    woken = datetime.now(UTC) + timedelta(hours=1)
    monkeypatch.setattr(presence.time, "time", woken.timestamp)
    lock.look()
    assert frame.window.cover_on_top is not None
    _settle(qtbot, frame)


def test_an_open_door_does_not_lock_itself_until_well_after_its_meeting(
    qtbot: Any, frame: Opened, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = HandClock(at("09:30"))
    made = open_services(place, clock=clock)
    made.users.sign_in("職員", "staff-secret")
    city = City(made, clock)
    city.course()
    made.close()
    clock.moment = at("09:50")
    open_place(frame.shell, frame.window, lambda _password: open_services(place, clock=clock))
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "手伝い", "helper-secret")
    door: Any = frame.window.current_screen
    away = Away(frame, monkeypatch)
    away.stay_away(11)
    assert frame.window.cover_on_top is not None  # no door was open yet
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "手伝い", "helper-secret")
    assert door.isVisible()
    assert not door.chooser.before.isVisible()
    door.chooser.buttons[0].click()
    _settle(qtbot, frame)
    assert door.stays_open()
    away.stay_away(120)
    assert frame.window.cover_on_top is None
    clock.moment = at("12:31")
    away.stay_away(1)  # noticed from now on
    away.stay_away(11)
    _settle(qtbot, frame)
    assert frame.window.cover_on_top is not None
    _sign_in(qtbot, frame, "手伝い", "helper-secret")
    assert door.board.isVisible()
    assert not frame.window.top_line.isVisible()
    frame.shell.lock_requested.emit()
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert frame.window.top_line.isVisible()
    door.board._end()


def test_without_users_nothing_is_called_a_lock_and_a_password_is_offered(
    qtbot: Any, frame: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _without_users(tmp_path / "free")
    made.close()
    _open(qtbot, frame, tmp_path / "free")
    assert frame.window.lock_button.text() == "画面を隠す"
    Away(frame, monkeypatch).stay_away(1000)
    assert frame.window.cover_on_top is None
    frame.window.lock_button.click()
    _settle(qtbot, frame)
    cover = frame.window.cover_on_top
    assert isinstance(cover, LockCover)
    words = " ".join(label.text() for label in cover.findChildren(QLabel) if label.isVisible())
    assert "鍵はかかっていません" in words
    assert "画面をロック" not in words
    cover.password.click()
    _settle(qtbot, frame)
    screen: Any = frame.window.current_screen
    assert frame.window.current_key == "settings"
    assert screen.section is screen.sections["users"]
