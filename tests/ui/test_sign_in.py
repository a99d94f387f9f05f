"""Where the office has users, nothing of anybody is in sight before somebody signed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from divide_app.bootstrap import open_services
from divide_app.domain.office.office import Role
from divide_app.services import Services
from divide_app.ui.app import Opened
from divide_app.ui.lock_cover import LockCover
from divide_app.ui.opening import open_place
from divide_app.ui.sign_in import SignInCover

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
    made = open_services(tmp_path / "free")
    made.office.set_up("みなみ野市", "生涯学習課")
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
    frame.window.navigate("targets", {})
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
    frame.window.navigate("applications", {})
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
    window.navigate("applications", {})
    assert window.current_key == "door"
    frame.shell.lock_requested.emit()
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert window.rail.isVisible()
    assert window.current_key == "home"


def test_users_made_while_a_window_is_open_are_asked_for_at_its_next_lock(
    qtbot: Any, frame: Opened, tmp_path: Path
) -> None:
    made = open_services(tmp_path / "free")
    made.office.set_up("みなみ野市", "生涯学習課")
    _open(qtbot, frame, tmp_path / "free")
    frame.window.navigate("targets", {})
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
    assert _cover(frame).accessibleName() == "画面をロックしています"
    _sign_in(qtbot, frame, "職員", "staff-secret")
    assert frame.window.cover_on_top is None
    assert frame.window.current_screen is screen
    assert frame.shell.services.actor.name == "職員"
    assert frame.shell.has_user


def test_a_quick_return_waits_only_until_it_is_known_that_there_are_no_users(
    qtbot: Any, frame: Opened, tmp_path: Path
) -> None:
    made = open_services(tmp_path / "free")
    made.office.set_up("みなみ野市", "生涯学習課")
    made.close()
    _open(qtbot, frame, tmp_path / "free")
    frame.shell.lock_requested.emit()
    qtbot.keyClick(frame.window.cover_on_top, Qt.Key.Key_Return)
    _settle(qtbot, frame)
    assert frame.window.cover_on_top is None


def test_a_volunteer_who_unlocks_finds_the_door_and_nothing_else(qtbot: Any, frame: Opened, tmp_path: Path) -> None:
    made = open_services(tmp_path / "free")
    made.office.set_up("みなみ野市", "生涯学習課")
    _open(qtbot, frame, tmp_path / "free")
    made.users.add("職員", Role.STAFF, "staff-secret")
    made.users.add("手伝い", Role.VOLUNTEER, "helper-secret")
    made.close()
    frame.shell.lock_requested.emit()
    _settle(qtbot, frame)
    _sign_in(qtbot, frame, "手伝い", "helper-secret")
    assert frame.window.current_key == "door"
    assert not frame.window.rail.isVisible()
