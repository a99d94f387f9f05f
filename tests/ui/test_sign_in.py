"""Where the office has users, nothing of anybody is in sight before somebody signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from divide_app.bootstrap import open_services
from divide_app.domain.office.office import Role
from divide_app.services import Services
from divide_app.ui.app import Opened, open_window, start_now
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


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    window = open_window(qapp, None, start_now(lambda: date(2026, 11, 21)))
    yield window
    if window.shell.is_open:
        window.shell.services.close()
    window.close()


def _settle(qtbot: Any, opened: Opened) -> None:
    qtbot.waitUntil(lambda: opened.background.pending == 0, timeout=5000)
    qtbot.wait(5)
    qtbot.waitUntil(lambda: opened.background.pending == 0, timeout=5000)


def _cover(opened: Opened) -> SignInCover:
    cover = opened.window.cover_on_top
    assert isinstance(cover, SignInCover)
    return cover


def _sign_in(qtbot: Any, opened: Opened, name: str, password: str) -> None:
    cover = _cover(opened)
    cover.name.set_value(name)
    cover.password.line.setText(password)
    qtbot.keyClick(cover.password.line, Qt.Key.Key_Return)
    _settle(qtbot, opened)


def _open(qtbot: Any, opened: Opened, place: Path) -> None:
    def opener(_password: str | None) -> Services:
        return open_services(place)

    open_place(opened.shell, opened.window, opener)
    _settle(qtbot, opened)


def test_nothing_is_shown_before_somebody_signs_in(qtbot: Any, opened: Opened, place: Path) -> None:
    _open(qtbot, opened, place)
    assert opened.window.current_screen is None
    _sign_in(qtbot, opened, "職員", "falsch-falsch")
    assert "違います" in _cover(opened).password.error
    assert _cover(opened).password.line.text() == ""
    assert opened.window.current_screen is None
    _sign_in(qtbot, opened, "職員", "staff-secret")
    assert opened.window.cover_on_top is None
    assert opened.window.current_key == "home"
    actor = opened.shell.services.actor
    assert (actor.name, actor.role) == ("職員", Role.STAFF)
    assert opened.window.user_label.text() == "職員"


def test_an_office_without_users_asks_nobody(qtbot: Any, opened: Opened, tmp_path: Path) -> None:
    made = open_services(tmp_path / "free")
    made.office.set_up("みなみ野市", "生涯学習課")
    made.close()
    _open(qtbot, opened, tmp_path / "free")
    assert opened.window.cover_on_top is None
    assert opened.window.current_key == "home"
    assert not opened.shell.has_user


def test_the_lock_asks_for_the_password_and_comes_back_to_the_same_screen(
    qtbot: Any, opened: Opened, place: Path
) -> None:
    _open(qtbot, opened, place)
    _sign_in(qtbot, opened, "職員", "staff-secret")
    opened.window.navigate("targets", {})
    _settle(qtbot, opened)
    screen = opened.window.current_screen
    opened.shell.lock_requested.emit()
    _settle(qtbot, opened)
    cover = _cover(opened)
    assert cover.name.value == "職員"
    qtbot.keyClick(cover, Qt.Key.Key_Escape)
    cover.send()
    assert _cover(opened) is cover
    assert cover.password.error
    _sign_in(qtbot, opened, "職員", "staff-secret")
    assert opened.window.cover_on_top is None
    assert opened.window.current_screen is screen


def test_somebody_else_finds_nothing_of_what_was_on_screen(qtbot: Any, opened: Opened, place: Path) -> None:
    _open(qtbot, opened, place)
    _sign_in(qtbot, opened, "職員", "staff-secret")
    opened.window.navigate("applications", {})
    _settle(qtbot, opened)
    screen = opened.window.current_screen
    opened.shell.lock_requested.emit()
    _settle(qtbot, opened)
    _sign_in(qtbot, opened, "手伝い", "helper-secret")
    assert opened.window.current_key == "door"
    assert opened.window.current_screen is not screen
    actor = opened.shell.services.actor
    assert (actor.name, actor.role) == ("手伝い", Role.VOLUNTEER)
    assert opened.shell.services.planning_history.next_undo is None


def test_a_volunteer_is_kept_to_the_door_until_staff_takes_over(qtbot: Any, opened: Opened, place: Path) -> None:
    _open(qtbot, opened, place)
    _sign_in(qtbot, opened, "手伝い", "helper-secret")
    window = opened.window
    assert window.current_key == "door"
    assert not window.rail.isVisible()
    window.navigate("applications", {})
    assert window.current_key == "door"
    opened.shell.lock_requested.emit()
    _settle(qtbot, opened)
    _sign_in(qtbot, opened, "職員", "staff-secret")
    assert window.rail.isVisible()
    assert window.current_key == "home"


def test_users_made_while_a_window_is_open_are_asked_for_at_its_next_lock(
    qtbot: Any, opened: Opened, tmp_path: Path
) -> None:
    made = open_services(tmp_path / "free")
    made.office.set_up("みなみ野市", "生涯学習課")
    _open(qtbot, opened, tmp_path / "free")
    opened.window.navigate("targets", {})
    _settle(qtbot, opened)
    screen = opened.window.current_screen
    opened.shell.lock_requested.emit()
    assert isinstance(opened.window.cover_on_top, LockCover)
    _settle(qtbot, opened)
    qtbot.keyClick(opened.window.cover_on_top, Qt.Key.Key_Return)
    assert opened.window.cover_on_top is None
    made.users.add("職員", Role.STAFF, "staff-secret")  # as on another PC
    made.users.add("手伝い", Role.VOLUNTEER, "helper-secret")
    made.close()
    opened.shell.lock_requested.emit()
    qtbot.keyClick(opened.window.cover_on_top, Qt.Key.Key_Return)  # before it is known whether there are users
    assert opened.window.cover_on_top is not None
    _settle(qtbot, opened)
    assert _cover(opened).accessibleName() == "画面をロックしています"
    _sign_in(qtbot, opened, "職員", "staff-secret")
    assert opened.window.cover_on_top is None
    assert opened.window.current_screen is screen
    assert opened.shell.services.actor.name == "職員"
    assert opened.shell.has_user


def test_a_quick_return_waits_only_until_it_is_known_that_there_are_no_users(
    qtbot: Any, opened: Opened, tmp_path: Path
) -> None:
    made = open_services(tmp_path / "free")
    made.office.set_up("みなみ野市", "生涯学習課")
    made.close()
    _open(qtbot, opened, tmp_path / "free")
    opened.shell.lock_requested.emit()
    qtbot.keyClick(opened.window.cover_on_top, Qt.Key.Key_Return)
    _settle(qtbot, opened)
    assert opened.window.cover_on_top is None


def test_a_volunteer_who_unlocks_finds_the_door_and_nothing_else(qtbot: Any, opened: Opened, tmp_path: Path) -> None:
    made = open_services(tmp_path / "free")
    made.office.set_up("みなみ野市", "生涯学習課")
    _open(qtbot, opened, tmp_path / "free")
    made.users.add("職員", Role.STAFF, "staff-secret")
    made.users.add("手伝い", Role.VOLUNTEER, "helper-secret")
    made.close()
    opened.shell.lock_requested.emit()
    _settle(qtbot, opened)
    _sign_in(qtbot, opened, "手伝い", "helper-secret")
    assert opened.window.current_key == "door"
    assert not opened.window.rail.isVisible()
