"""The keyboard never leaves what is shown: after every key, on every screen, also on the second visit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from divide_app.ui.screens.registry import entries
from tests.support.city import at, meeting
from tests.support.sight import out_of_sight
from tests.support.stage import Stage, door_stage, stage

SCREENS = [entry.key for entry in entries()]
KEYS = [Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Home]
LOW = 600
"""A window low enough that most screens scroll."""


@pytest.fixture
def full(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", *SCREENS) as made:
        for number in range(1, 16):
            course = made.city.course(
                f"スマホ入門{number}", meeting(f"2026-12-{number:02} 10:00", f"2026-12-{number:02} 12:00"), capacity=20
            )
            made.city.apply(course, made.city.person(f"試験 {number}", kana="しけん"))
            made.city.supporter(f"支援 {number}")
        yield made


def pressed(on_stage: Stage, key: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is, and look where it went."""
    on_stage.qtbot.keyClick(on_stage.window.focusWidget() or on_stage.window, key, modifier)
    QApplication.processEvents()
    on_stage.settle()
    QApplication.processEvents()  # the layout that the answer asked for
    trouble = out_of_sight(on_stage.window)
    assert not trouble, f"{on_stage.window.current_key} after {key}: {trouble}"


@pytest.mark.parametrize("key", SCREENS)
def test_after_every_key_the_keyboard_is_in_sight_also_on_the_second_visit(full: Stage, key: str) -> None:
    full.start("home", height=LOW)
    for _visit in range(2):
        full.window.navigate(key)
        full.settle()
        full.qtbot.wait(1)
        assert not out_of_sight(full.window), f"{key}: {out_of_sight(full.window)}"
        first = full.window.focusWidget()
        for _step in range(60):
            pressed(full, Qt.Key.Key_Tab)
            for one in KEYS:
                pressed(full, one)
            if full.window.focusWidget() is first:
                break
        for _step in range(10):
            pressed(full, Qt.Key.Key_Backtab)
        full.window.navigate("schedule" if key == "home" else "home")
        full.settle()


def test_the_key_for_absent_never_rests_on_what_takes_a_reception_back(full: Stage) -> None:
    course = full.city.course("受付済み", capacity=20)
    (session,) = full.city.sessions(course)
    for number in range(14):
        _person, _application, code = full.city.apply(course, full.city.person(f"出席 {number}"))
        full.city.scan(session, code)
    full.clock.moment = at("12:10")
    page = full.start("door", height=LOW, closing=session).closing
    for key in (Qt.Key.Key_End, Qt.Key.Key_A, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        pressed(full, key)
    assert full.city.present(session) == 14
    assert page.take_back_button.isVisible()


def test_at_the_open_door_every_key_acts_on_what_is_seen(qtbot: Any, tmp_path: Path) -> None:
    with door_stage(qtbot, tmp_path / "data") as on_stage:
        course = on_stage.city.course("スマホ入門", capacity=30)
        for number in range(20):
            on_stage.city.apply(course, on_stage.city.person(f"試験 {number}", kana="あいう"))
        (session,) = on_stage.city.sessions(course)
        for _visit in range(2):
            board = on_stage.start("door", height=LOW, class_session=session).board
            control = Qt.KeyboardModifier.ControlModifier
            for key in (*"ai", Qt.Key.Key_Down, Qt.Key.Key_Escape, Qt.Key.Key_F2, *"xy", Qt.Key.Key_Tab):
                before = board.names.line.text()
                pressed(on_stage, key)
                assert board.names.line.isVisible() or board.names.line.text() == before
                qtbot.wait(60)  # a key that comes quicker is a scanner's
            for key in (Qt.Key.Key_K, Qt.Key.Key_Z, Qt.Key.Key_Y):
                pressed(on_stage, key, control)
            for key in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Escape, Qt.Key.Key_F9):
                pressed(on_stage, key)
            for _step in range(30):
                pressed(on_stage, Qt.Key.Key_Tab)
            board._end()
            on_stage.settle()
            assert not out_of_sight(on_stage.window), out_of_sight(on_stage.window)


@pytest.mark.parametrize("key", ["home", "applications", "settings"])
def test_the_help_is_put_away_by_escape_and_the_keyboard_goes_back(full: Stage, key: str) -> None:
    full.start(key)
    pressed(full, Qt.Key.Key_F1)
    assert full.window._help is not None
    pressed(full, Qt.Key.Key_Escape)
    full.qtbot.waitUntil(lambda: full.window._help is None)
    assert not out_of_sight(full.window)
    assert full.window.current_screen.isAncestorOf(full.window.focusWidget())
