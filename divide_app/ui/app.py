"""Starts the window (fonts, style and frame first, then the database) and shuts it down in order."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import office_name
from divide_app.foundation.bundled import resource
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.ui import theme, window_place
from divide_app.ui.background import Background, Sentence, Trouble
from divide_app.ui.crash import CrashDoor
from divide_app.ui.idle_collector import IdleCollector
from divide_app.ui.idle_lock import IdleLock
from divide_app.ui.main_window import MainWindow
from divide_app.ui.opening import Opener, begin, open_place
from divide_app.ui.shell import ScreenEntry, Search, SearchHit, Shell

if TYPE_CHECKING:
    from pathlib import Path

    from divide_app.services import Services


APP_ID = "Kakehashi.DivideApp"
"""Identity in Windows' taskbar; the Start-menu link of the installer carries the same."""

_SOON_MS = 1_500
_AT_LATEST_MS = 500
"""After the first screen is there, before a person could have done much."""


@dataclass(frozen=True, slots=True)
class Start:
    """What the window needs to know at once, without asking the database.

    Attributes:
        entries: The screens in rail order.
        search: Finds hits for Ctrl+K; runs on the database thread. None = in the services, once they are open.
        sentence: Makes sentences of trouble (`wording.sentences.sentence`).
        today: Today's local date.
        fiscal_year: The year shown first.
        years: Fiscal years to choose from with their words.
        office: Office name as last seen, so that the top line is not empty meanwhile.
        theme: A `theme.Theme` value.
        text_size: A `theme.TextSize` value.
        is_new: The place has no office yet: the first start is shown before anything else.
        notice: A sentence for the bottom line (settings that could not be read), or "".
        places: Where the window stood before (`settings.Settings.windows`).
        idle_minutes: When a signed-in window locks itself; 0 = never.
    """

    entries: Sequence[ScreenEntry]
    search: Search | None
    sentence: Sentence
    today: Callable[[], date]
    fiscal_year: int
    years: Sequence[tuple[int, str]]
    office: str = ""
    theme: str = "light"
    text_size: str = "standard"
    is_new: bool = False
    notice: str = ""
    places: Mapping[str, Any] = field(default_factory=dict)
    idle_minutes: int = 0


def year_choices(year: int, *, before: int = 5, after: int = 2) -> list[tuple[int, str]]:
    """Return the fiscal years around `year`, newest first, with their words (令和8年度)."""
    from divide_app.wording.dates import fiscal_year_label

    return [(one, fiscal_year_label(one)) for one in range(year + after, year - before - 1, -1)]


def start_now(today: Callable[[], date]) -> Start:
    """Return the start before any database is open: this PC's settings and every screen."""
    from divide_app.domain.calendar import fiscal_year
    from divide_app.foundation.settings import load
    from divide_app.ui.screens.registry import entries

    settings, damaged = load()
    year = fiscal_year(today())
    return Start(
        entries=entries(),
        search=None,
        sentence=_sentence,
        today=today,
        fiscal_year=year,
        years=year_choices(year),
        theme=settings.theme.value,
        text_size=settings.text_size.value,
        notice="" if damaged is None else _sentence(damaged),
        places=settings.windows,
        idle_minutes=settings.idle_minutes,
    )


def _sentence(trouble: Trouble) -> str:
    """Return the sentence of trouble; the table of sentences is read when there is some."""
    from divide_app.wording.sentences import sentence

    return sentence(trouble)


def start_of(services: Services, today: Callable[[], date]) -> Start:
    """Return the start over open services.

    Raises:
        EnvironmentProblem: The database cannot be read.
    """
    office = services.office.get()
    return replace(start_now(today), office=office_name(office), is_new=office is None)


def application() -> QApplication:
    """Return the one QApplication, made if there is none, with the bundled fonts loaded."""
    existing = QApplication.instance()
    if not isinstance(existing, QApplication):
        _tell_taskbar()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("divide-app")
    app.setApplicationDisplayName(_("かけはし"))
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon(str(resource("program", "kakehashi.png"))))
    theme.load_fonts()
    theme.follow_system(app)
    return app


def _tell_taskbar() -> None:
    """Give Windows' taskbar the identity of the Start-menu link, before any window is there."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)


@dataclass(frozen=True, slots=True)
class Opened:
    """A window with what must be put away after it."""

    window: MainWindow
    shell: Shell
    background: Background
    crashes: CrashDoor
    collector: IdleCollector

    def close(self) -> None:
        """Close the window, wait for writes under way, and end the threads."""
        self.window.close()
        self.background.close()
        self.crashes.uninstall()
        self.collector.close()
        self.window.deleteLater()


def open_window(app: QApplication, services: Services | None, start: Start) -> Opened:
    """Put the window on screen; the first screen asks for its data by a Query.

    Args:
        app: The application.
        services: The use cases; None when the place is opened behind the frame, see `open_place`.
        start: What is known at once.
    """
    theme.apply(app, start.theme, start.text_size)
    background = Background(start.sentence)
    shell = Shell(services, background, fiscal_year=start.fiscal_year, today=start.today)
    search = start.search or _search_of(shell)
    window = MainWindow(shell, start.entries, years=start.years, search=search, office=start.office)
    crashes = CrashDoor(lambda: window)
    crashes.install()
    background.crashed.connect(crashes.tell)
    _fit(app, window, start.places)
    _follow_office(shell, window)
    shell.lock_requested.connect(lambda: _lock(shell, window))
    background.signed_out.connect(lambda: _ask_anew(shell, window))
    shell.idle_minutes = start.idle_minutes
    window.show()
    IdleLock(shell, window)
    collector = IdleCollector(window, window.windowHandle(), background)
    window.is_waiting = services is None
    if services is not None:
        begin(shell, window, is_new=start.is_new)
    if start.notice:
        shell.notice(start.notice, kind="warn")
    return Opened(window, shell, background, crashes, collector)


def run(
    opener: Opener,
    start: Start,
    soon: Callable[[], object] = lambda: None,
    elsewhere: Callable[[Path], Opener] | None = None,
) -> int:
    """Open the window at once and the place behind it, stay until it is closed, and return the exit code.

    Args:
        opener: Opens the place with a password (None: as the PC is set up); called on the database thread.
        start: What is known at once.
        soon: Done once the window is on screen.
        elsewhere: Gives what opens another place, a hall package the person chose; None = that is not offered.
    """
    gc.disable()
    app = application()
    QTimer.singleShot(_SOON_MS, app, soon)
    opened = open_window(app, None, start)
    opened.shell.elsewhere = elsewhere

    waiting = True

    def go_on() -> None:
        nonlocal waiting
        if waiting:
            waiting = False
            open_place(opened.shell, opened.window, opener)
            read_ahead(opened.window, opened.background, start.entries)

    # One turn after the frame is painted, which shares the interpreter with nobody while it is.
    opened.window.painted.connect(go_on, Qt.ConnectionType.QueuedConnection)
    QTimer.singleShot(_AT_LATEST_MS, opened.window, go_on)  # a window that starts minimised is not painted
    code = app.exec()
    opened.window.hide()
    _keep_place(app, opened.window)
    opened.close()
    if opened.shell.is_open:
        copy_on_closing(opened.shell)
    return code


def read_ahead(window: MainWindow, background: Background, entries: Sequence[ScreenEntry]) -> None:
    """Import every screen but the first before it is opened, and never on the thread of the window."""
    from divide_app.ui.screen_reader import ScreenReader
    from divide_app.ui.screens.registry import read_screen

    def read_services() -> None:
        from divide_app import services  # there too: the frame waits for none of it

        services.read_services()

    reads: dict[str, Callable[[], object]] = {entry.key: partial(read_screen, entry.key) for entry in entries[1:]}
    window.reader = ScreenReader(window, background, reads | {"services": read_services})


def copy_on_closing(shell: Shell) -> None:
    """Make the daily copy in the second place, once the window is away; what came of it is remembered for Home."""
    from datetime import UTC, datetime
    from pathlib import Path

    from divide_app.foundation import settings

    now, damaged = settings.load()
    folder = now.copies.get("folder")
    if damaged is not None or not isinstance(folder, str) or not folder or shell.services.is_hall:
        return
    told = dict(now.copies) | {"trouble": ""}
    try:
        if shell.services.maintenance.copy_daily(Path(folder)) is not None:
            told["last"] = datetime.now(UTC).isoformat(timespec="seconds")
    except (DomainError, EnvironmentProblem) as trouble:
        told["trouble"] = trouble.code
    with suppress(EnvironmentProblem):
        settings.save(replace(now, copies=told))


def _keep_place(app: QApplication, window: MainWindow) -> None:
    """Remember where the window stood; what else the settings hold is read anew, the person may have changed it."""
    from divide_app.foundation import settings

    now, damaged = settings.load()
    if damaged is None:
        # Where the settings cannot be written the window opens in the middle next time; nothing else is lost.
        with suppress(EnvironmentProblem):
            settings.save(replace(now, windows=window_place.remembered(window, now.windows, app.screens())))


def _search_of(shell: Shell) -> Search:
    def search(text: str) -> list[SearchHit]:
        from divide_app.ui.finding import find_everything

        return find_everything(shell.services)(text) if shell.is_open else []

    return search


def _lock(shell: Shell, window: MainWindow) -> None:
    if window.cover_on_top is not None:
        return
    if not shell.is_open:
        from divide_app.ui.lock_cover import LockCover

        window.cover(LockCover(window.uncover))
        return
    from divide_app.ui.sign_in import lock, lock_without_user

    (lock if shell.has_user else lock_without_user)(shell, window)


def _ask_anew(shell: Shell, window: MainWindow) -> None:
    from divide_app.ui.sign_in import SignInCover, ask_anew

    if not isinstance(window.cover_on_top, SignInCover):  # several reads may be refused at once
        ask_anew(shell, window)


def _follow_office(shell: Shell, window: MainWindow) -> None:
    """Keep the name in the top line what the settings say."""

    def changed(changes: object) -> None:
        if isinstance(changes, frozenset) and "office" in changes:
            services = shell.services
            shell.background.query(
                window,
                services.office.get,
                lambda office: shell.office_changed.emit(office_name(office)),
                key="office",
            )

    shell.background.data_changed.connect(changed)


def _fit(app: QApplication, window: MainWindow, places: Mapping[str, Any]) -> None:
    found = window_place.wanted(places, app.screens())
    if found is not None:
        area, maximised = found
        window.setGeometry(area)
        if maximised:
            window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
        return
    # 1366x768 is the smallest screen we design for; on such a screen the window takes all there is.
    room = app.primaryScreen().availableSize()
    window.resize(min(1366, room.width()), min(768, room.height()))
    if room.width() <= 1366 or room.height() <= 768:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
