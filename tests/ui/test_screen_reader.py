"""Screens are imported ahead, off the thread of the window; what a person presses before comes first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from divide_app.ui.app import read_ahead
from divide_app.ui.main_window import MainWindow
from divide_app.ui.screens import registry
from divide_app.ui.shell import Screen, ScreenEntry, Shell

KEYS = ["home", "schedule", "courses", "door", "settings"]


class _Page(Screen):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.opened: dict[str, object] = {}

    def open(self, **wanted: object) -> None:
        self.opened = wanted


class _Reading:
    """What was read in which order, on which thread; each import waits until the test lets it go on."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.threads: set[threading.Thread] = set()
        self.may_go_on = threading.Semaphore(0)
        self.broken = ""

    def read(self, key: str) -> None:
        self.order.append(key)
        self.threads.add(threading.current_thread())
        self.may_go_on.acquire()
        if key == self.broken:
            raise ImportError(key)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Reading]:
    found = _Reading()
    monkeypatch.setattr(registry, "read_screen", found.read)
    yield found
    found.may_go_on.release(len(KEYS))


@pytest.fixture
def window(shell: Shell, reading: _Reading, qtbot: Any) -> Iterator[MainWindow]:
    entries = [ScreenEntry(key, key, "home", _Page) for key in KEYS]
    made = MainWindow(shell, entries, years=[(2026, "令和8年度")], search=lambda _text: [])
    made.start()
    read_ahead(made, shell.background, entries)
    yield made
    reading.may_go_on.release(len(KEYS))
    made.deleteLater()


def _goes_on(qtbot: Any, reading: _Reading, until: Callable[[], bool]) -> None:
    reading.may_go_on.release()
    qtbot.waitUntil(until)


def test_every_screen_but_the_first_is_read_on_another_thread(
    qtbot: Any, window: MainWindow, reading: _Reading
) -> None:
    reading.may_go_on.release(len(KEYS))
    qtbot.waitUntil(lambda: window.reader is not None and all(map(window.reader.is_read, KEYS)))
    assert reading.order == KEYS[1:]
    assert threading.main_thread() not in reading.threads


def test_a_screen_pressed_before_it_was_read_comes_first_and_opens_as_it_was_wanted(
    qtbot: Any, window: MainWindow, reading: _Reading
) -> None:
    qtbot.waitUntil(lambda: reading.order == ["schedule"])
    window.navigate("settings", section="users")
    assert window.current_key == "home"
    assert window.rail.buttons["settings"].isChecked(), "the press is seen at once"
    _goes_on(qtbot, reading, lambda: reading.order == ["schedule", "settings"])
    _goes_on(qtbot, reading, lambda: window.current_key == "settings")
    page = window.current_screen
    assert isinstance(page, _Page)
    assert page.opened == {"section": "users"}


def test_a_press_before_anything_is_read_does_not_wait_for_the_others(
    qtbot: Any, window: MainWindow, reading: _Reading
) -> None:
    window.navigate("door")
    _goes_on(qtbot, reading, lambda: window.current_key == "door")
    assert reading.order[0] == "door"


def test_only_what_was_wanted_last_opens(qtbot: Any, window: MainWindow, reading: _Reading) -> None:
    window.navigate("door")
    window.navigate("courses")
    reading.may_go_on.release(len(KEYS))
    qtbot.waitUntil(lambda: window.reader is not None and all(map(window.reader.is_read, KEYS)))
    assert window.current_key == "courses"


@pytest.mark.parametrize("elsewhere", ["back home", "the window is covered"])
def test_who_went_elsewhere_meanwhile_is_not_fetched_back(
    qtbot: Any, window: MainWindow, reading: _Reading, elsewhere: str
) -> None:
    window.navigate("door")
    if elsewhere == "back home":
        window.navigate("home")
    else:
        window.cover(QLabel("サインイン"))
    assert window.rail.buttons["home"].isChecked()
    reading.may_go_on.release(len(KEYS))
    qtbot.waitUntil(lambda: window.reader is not None and all(map(window.reader.is_read, KEYS)))
    assert window.current_key == "home"


def test_a_screen_that_cannot_be_imported_stops_no_other(qtbot: Any, window: MainWindow, reading: _Reading) -> None:
    reading.broken = "schedule"
    reading.may_go_on.release(len(KEYS))
    qtbot.waitUntil(lambda: window.reader is not None and all(map(window.reader.is_read, KEYS)))
    assert reading.order == KEYS[1:]


@pytest.mark.parametrize("key", [entry.key for entry in registry.entries()])
def test_the_key_of_a_screen_names_its_package(key: str) -> None:
    registry.read_screen(key)
