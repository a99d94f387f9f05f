"""What the window's tests share: no screen is needed, fonts and look are the program's, and nothing is left behind."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from divide_app.ui import theme
from divide_app.ui.background import Background
from divide_app.ui.shell import Shell
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
