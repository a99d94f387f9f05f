"""Every screen of the program: its key gives it the keyboard, and Tab begins where work begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QPushButton, QWidget

from divide_app.ui import keyboard
from divide_app.ui.screens.registry import entries
from tests.support.city import meeting
from tests.support.stage import Stage, stage

IN_RAIL = [entry.key for entry in entries() if entry.in_rail]
BESIDE = [entry.key for entry in entries() if not entry.in_rail]

BEGINS: dict[str, Callable[[QWidget], bool]] = {
    "home": lambda one: isinstance(one, QPushButton),
    "schedule": lambda one: one.accessibleName() == "月の予定",
    "courses": lambda one: isinstance(one, QAbstractItemView),
    "applications": lambda one: isinstance(one, QLineEdit) and one.accessibleName() == "お電話の方をさがす",
    "supporters": lambda one: isinstance(one, QAbstractItemView),
    "prints": lambda one: isinstance(one, QAbstractItemView),
    "settings": lambda one: one.accessibleName() == "設定の一覧",
}
"""What the screens a clerk uses all day begin with; the others begin with whatever can be acted on first."""


@pytest.fixture
def everything(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", *IN_RAIL, *BESIDE) as made:
        made.city.course("スマホ入門", meeting("2026-11-21 10:00", "2026-11-21 12:00"), capacity=20)
        made.city.supporter("支援 一")
        yield made


def is_at_work(window: Any, key: str) -> bool:
    """Whether the keyboard is on something of the screen that can be seen and acted on."""
    now, screen = window.focusWidget(), window.current_screen
    is_there = now is not None and screen.isAncestorOf(now) and now.isVisible() and now.isEnabled()
    return bool(is_there and BEGINS.get(key, lambda one: one.focusPolicy() is not Qt.FocusPolicy.NoFocus)(now))


def test_each_key_of_the_rail_gives_its_screen_the_keyboard(everything: Stage, qtbot: Any) -> None:
    everything.start("home")
    window = everything.window
    for number, key in enumerate(window.rail.buttons, 1):
        window.rail.buttons[window.current_key].setFocus()  # also when the keyboard was left on the rail
        qtbot.keyClick(window, Qt.Key(ord("0") + number), Qt.KeyboardModifier.AltModifier)
        everything.settle()
        qtbot.wait(1)
        assert window.current_key == key
        assert is_at_work(window, key), f"{key}: {window.focusWidget()}"


def test_each_screen_beside_the_rail_takes_the_keyboard_too(everything: Stage, qtbot: Any) -> None:
    everything.start("home")
    for key in BESIDE:
        everything.window.rail.buttons["home"].setFocus()
        everything.window.navigate(key)
        everything.settle()
        qtbot.wait(1)
        assert is_at_work(everything.window, key), f"{key}: {everything.window.focusWidget()}"


def test_tab_reaches_every_stop_of_each_screen_and_comes_back(everything: Stage, qtbot: Any) -> None:
    everything.start("home")
    window = everything.window
    for key in IN_RAIL:
        everything.window.navigate(key)
        everything.settle()
        qtbot.wait(1)
        first, screen = window.focusWidget(), window.current_screen
        assert first is not None
        missed = set(keyboard.stops(screen))
        for _ in range(200):
            now = window.focusWidget()
            missed.discard(now)
            if isinstance(now, QPushButton) and now.isCheckable():
                # Of buttons that exclude each other Qt stops at the chosen one; the arrows go to the others.
                missed -= set(now.parentWidget().findChildren(QPushButton))
            qtbot.keyClick(now, Qt.Key.Key_Tab)
            if window.focusWidget() is first:
                break
        else:
            pytest.fail(f"{key}: Tab does not come round")
        assert not missed, f"{key}: {[(type(one).__name__, one.accessibleName()) for one in missed]}"
