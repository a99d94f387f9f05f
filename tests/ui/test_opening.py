"""The window stands before its data: it asks for a password, says what is wrong, and then begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from divide_app.bootstrap import open_services
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.ui.app import Opened, open_window, start_now
from divide_app.ui.opening import open_place
from divide_app.ui.opening_covers import PasswordCover, TroubleCover
from divide_app.ui.screens.welcome import WelcomeScreen


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


def test_the_frame_is_there_and_waits_while_the_place_is_opened(qtbot: Any, opened: Opened) -> None:
    assert opened.window.isVisible()
    opened.window.navigate("courses", {})
    assert opened.window.current_screen is None


def test_an_empty_place_begins_with_the_welcome(qtbot: Any, opened: Opened, tmp_path: Path) -> None:
    open_place(opened.shell, opened.window, lambda _password: open_services(tmp_path / "place"))
    _settle(qtbot, opened)
    assert isinstance(opened.window.cover_on_top, WelcomeScreen)


def test_an_encrypted_place_asks_until_the_password_is_right(qtbot: Any, opened: Opened, tmp_path: Path) -> None:
    place = tmp_path / "place"
    made = open_services(place, password="ひみつの'鍵")
    made.demo.create()
    made.close()

    def opener(password: str | None) -> Services:
        return open_services(place, password=password)

    open_place(opened.shell, opened.window, opener)
    _settle(qtbot, opened)
    cover = opened.window.cover_on_top
    assert isinstance(cover, PasswordCover)
    cover.password.line.setText("ちがう")
    qtbot.keyClick(cover.password.line, Qt.Key.Key_Return)
    _settle(qtbot, opened)
    cover = opened.window.cover_on_top
    assert isinstance(cover, PasswordCover)
    assert "パスワード" in cover.password.error
    cover.password.line.setText("ひみつの'鍵")
    qtbot.keyClick(cover.password.line, Qt.Key.Key_Return)
    _settle(qtbot, opened)
    assert opened.window.cover_on_top is None
    assert opened.window.current_key == "home"


def test_a_locked_file_is_said_and_tried_again(qtbot: Any, opened: Opened, tmp_path: Path) -> None:
    tries: list[str | None] = []

    def opener(password: str | None) -> Services:
        tries.append(password)
        if len(tries) == 1:
            raise EnvironmentProblem("locked", path="kakehashi.sqlite")
        return open_services(tmp_path / "place")

    open_place(opened.shell, opened.window, opener)
    _settle(qtbot, opened)
    cover = opened.window.cover_on_top
    assert isinstance(cover, TroubleCover)
    cover.button.click()
    _settle(qtbot, opened)
    assert len(tries) == 2
    assert isinstance(opened.window.cover_on_top, WelcomeScreen)
