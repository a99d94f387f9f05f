"""A real window over a small city in a fresh SQLite file, for tests of screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QWidget

from divide_app.services import Services
from divide_app.ui.background import Background
from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import Screen, ScreenEntry, Shell
from divide_app.wording.sentences import sentence
from tests.support.city import City
from tests.support.databases import HandClock, opened

MOST_SECONDS = 60
"""For one answer; a shared machine is slow, and a test that hangs must still end."""


def wait_for_answers(background: Background) -> None:
    """Handle events as they come until every query and operation is answered; nothing is polled.

    Raises:
        TimeoutError: An answer did not come.
    """
    late: list[bool] = []
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: late.append(True))  # which is an event, so that the wait below ends
    timer.start(MOST_SECONDS * 1000)
    while background.pending:
        if late:
            raise TimeoutError(f"{background.pending} answers did not come")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    timer.stop()


class _Elsewhere(Screen):
    """A screen that stands for those the test is not about; it remembers how it was opened."""

    def __init__(self, shell: Shell, key: str, went: list[tuple[str, dict[str, object]]]) -> None:
        super().__init__(shell)
        self._key, self._went = key, went

    def open(self, **arguments: object) -> None:
        self._went.append((self._key, arguments))


class Stage:
    """The window with what a test needs to act and to look.

    Attributes:
        went: (screen, arguments) of every navigation to a screen the test is not about.
    """

    def __init__(self, qtbot: Any, services: Services, clock: HandClock, makers: Sequence[str]) -> None:
        from divide_app.ui.screens.registry import entries

        self.qtbot = qtbot
        self.services = services
        self.clock = clock
        self.city = City(services, clock)
        self.went: list[tuple[str, dict[str, object]]] = []
        self.background = Background(sentence)
        self.shell = Shell(services, self.background, fiscal_year=2026, today=lambda: date(2026, 11, 21))
        self.crashes: list[object] = []
        self.background.crashed.connect(self.crashes.append)
        shown = [entry for entry in entries() if entry.key in makers]
        others = [
            ScreenEntry(key, key, "paper", self._elsewhere(key))
            for key in (
                "home",
                "schedule",
                "courses",
                "applications",
                "supporters",
                "door",
                "prints",
                "targets",
                "settings",
            )
            if key not in makers
        ]
        self.window = MainWindow(
            self.shell, [*shown, *others], years=[(2025, "令和7年度"), (2026, "令和8年度")], search=lambda _text: []
        )

    def _elsewhere(self, key: str) -> Callable[[Shell], Screen]:
        return lambda shell: _Elsewhere(shell, key, self.went)

    def start(self, key: str, width: int = 1366, height: int = 768, **arguments: object) -> Any:
        """Show the window with a screen and return the screen."""
        self.window.showNormal()
        self.window.resize(width, height)
        self.window.activateWindow()
        self.qtbot.waitExposed(self.window)
        self.window.navigate(key, **arguments)
        self.settle()
        return self.window.current_screen

    def settle(self) -> None:
        """Wait until every query and operation is answered."""
        wait_for_answers(self.background)
        self.qtbot.wait(1)
        wait_for_answers(self.background)
        assert not self.crashes, self.crashes

    def press(self, root: QWidget, word: str) -> None:
        """Press the visible button with this word, and wait for what it does."""
        found = [
            button for button in root.findChildren(QAbstractButton) if button.text() == word and button.isVisible()
        ]
        assert found, f"no button {word}"
        found[0].click()
        self.settle()

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        """Press a key on a widget, and wait for what it does."""
        self.qtbot.keyClick(widget, key)
        self.settle()

    @property
    def notice(self) -> str:
        """The sentence in the bottom line."""
        return self.window.notice_bar.text

    def undo(self) -> None:
        """Press 元に戻す in the bottom line."""
        assert self.window.notice_bar.has_action
        self.window.notice_bar.act()
        self.settle()

    def close(self) -> None:
        """Put everything away."""
        self.window.close()
        self.background.close()
        self.window.deleteLater()
        self.qtbot.wait(1)


@contextmanager
def stage(qtbot: Any, folder: Path, *screens: str) -> Iterator[Stage]:
    """Set up a window with these real screens over a fresh database."""
    clock = HandClock()
    with opened("sqlite", folder, clock) as database:
        made = Stage(qtbot, Services(database), clock, screens)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def door_stage(qtbot: Any, folder: Path) -> Iterator[Stage]:
    """Set up a window with the door; what is open is ended, for an open door does not let the window go."""
    with stage(qtbot, folder, "door") as made:
        yield made
        screen: Any = made.window.current_screen
        if screen is not None:
            screen.board._end()
