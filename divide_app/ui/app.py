"""Starts the window: fonts, look and frame first, data afterwards, and everything put away at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.background import Background, Sentence
from divide_app.ui.crash import CrashDoor
from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import ScreenEntry, Search, Shell

if TYPE_CHECKING:
    from divide_app.services import Services


@dataclass(frozen=True, slots=True)
class Start:
    """What the window needs to know at once, without asking the database.

    Attributes:
        entries: The screens in rail order.
        search: Finds hits for Ctrl+K; runs on the database thread.
        sentence: Makes sentences of trouble (`wording.sentences.sentence`).
        today: Today's local date.
        fiscal_year: The year shown first.
        years: Fiscal years to choose from with their words.
        office: Office name as last seen, so that the top line is not empty meanwhile.
        theme: A `theme.Theme` value.
        text_size: A `theme.TextSize` value.
    """

    entries: Sequence[ScreenEntry]
    search: Search
    sentence: Sentence
    today: Callable[[], date]
    fiscal_year: int
    years: Sequence[tuple[int, str]]
    office: str = ""
    theme: str = "light"
    text_size: str = "standard"


def year_choices(year: int, *, before: int = 5, after: int = 2) -> list[tuple[int, str]]:
    """Return the fiscal years around `year`, newest first, with their words (令和8年度)."""
    from divide_app.wording.dates import fiscal_year_label

    return [(one, fiscal_year_label(one)) for one in range(year + after, year - before - 1, -1)]


def application() -> QApplication:
    """Return the one QApplication, made if there is none, with the bundled fonts loaded."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("divide-app")
    app.setApplicationDisplayName(_("かけはし"))
    app.setStyle("Fusion")
    theme.load_fonts()
    return app


@dataclass(frozen=True, slots=True)
class Opened:
    """A window with what must be put away after it."""

    window: MainWindow
    shell: Shell
    background: Background
    crashes: CrashDoor

    def close(self) -> None:
        """Close the window, wait for writes under way, and end the threads."""
        self.window.close()
        self.background.close()
        self.crashes.uninstall()
        self.window.deleteLater()


def open_window(app: QApplication, services: Services, start: Start) -> Opened:
    """Put the window on screen; the first screen asks for its data by a Query."""
    theme.apply(app, start.theme, start.text_size)
    background = Background(start.sentence)
    shell = Shell(services, background, fiscal_year=start.fiscal_year, today=start.today)
    window = MainWindow(shell, start.entries, years=start.years, search=start.search, office=start.office)
    crashes = CrashDoor(lambda: window)
    crashes.install()
    background.crashed.connect(crashes.tell)
    _fit(app, window)
    window.show()
    window.start()
    return Opened(window, shell, background, crashes)


def run(services: Services, start: Start) -> int:
    """Open the window, stay until it is closed, and return the exit code."""
    app = application()
    opened = open_window(app, services, start)
    code = app.exec()
    opened.close()
    return code


def _fit(app: QApplication, window: MainWindow) -> None:
    # 1366x768 is the smallest screen we design for; on such a screen the window takes all there is.
    room = app.primaryScreen().availableSize()
    window.resize(min(1366, room.width()), min(768, room.height()))
    if room.width() <= 1366 or room.height() <= 768:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
