"""What the window's tests share: no screen is needed, fonts and look are the program's, and nothing is left behind."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from divide_app.bootstrap import open_services
from divide_app.services import Services
from divide_app.ui import theme
from divide_app.ui.app import Opened, open_window, start_now
from divide_app.ui.background import Background
from divide_app.ui.shell import Notice, Shell
from tests.support.databases import MORNING, fresh_place, sample_city_place
from tests.support.stage import wait_for_answers


@pytest.fixture(autouse=True)
def _program_look(qapp: QApplication) -> Iterator[None]:
    theme.load_fonts()
    theme.apply(qapp, theme.Theme.LIGHT, theme.TextSize.STANDARD)
    yield
    theme.apply(qapp, theme.Theme.LIGHT, theme.TextSize.STANDARD)


@pytest.fixture(autouse=True)
def _no_window_left(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.processEvents()
    left = [
        widget
        for widget in qapp.topLevelWidgets()
        if widget.isVisible() and widget.windowType() is not Qt.WindowType.ToolTip
    ]
    assert not left, f"left-over windows: {left}"


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """The database thread; closed at the end. Sentences are the codes."""
    made = Background(lambda error: error.code)
    yield made
    made.close()


@pytest.fixture
def shell(background: Background) -> Shell:
    """A window's shell on 21 November 2026 without services."""
    services: Any = None
    return Shell(services, background, fiscal_year=2026, today=lambda: date(2026, 11, 21))


@pytest.fixture
def settle(background: Background) -> Callable[[], None]:
    """Wait until every query and operation is answered."""
    return partial(wait_for_answers, background)


@pytest.fixture
def services(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    """The services of an empty place, or of the sample city where the test asks for `city`, on `MORNING`."""
    folder = tmp_path / "place"
    if "city" in request.fixturenames:
        sample_city_place(folder)
    else:
        fresh_place("sqlite", folder)
    found = open_services(folder, clock=lambda: MORNING)
    yield found
    found.close()


@pytest.fixture
def city(services: Services) -> Services:
    """The services of the sample city."""
    return services


@pytest.fixture
def notices() -> list[Notice]:
    """What the notice line was told; a test connects it."""
    return []


@pytest.fixture
def frame(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """The window before its data is opened, with settings of the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    window = open_window(qapp, None, start_now(lambda: date(2026, 11, 21)))
    yield window
    if window.shell.is_open:
        window.shell.services.close()
    window.close()
