"""A third language of the screens is a folder of files: the window speaks it, and the settings offer it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QWidget

from divide_app.foundation import settings
from divide_app.ui.screens.registry import entries
from tests.support.stage import stage
from tests.support.third_language import CODE, NAME, third_language

JAPANESE = re.compile("[぀-ヿ一-鿿]")
SCREENS = tuple(entry.key for entry in entries() if entry.key != "door")
"""Every screen but the door, which takes the window for itself and is shown by the session it receives."""
DATA = {"スマートフォン入門", "市民センター 第1会議室"}
"""What the test's own city is called by in Japanese."""


def _texts(window: QWidget) -> set[str]:
    """Return every word on screen: labels, buttons, hints of inputs, heads of tables."""
    found: set[str] = set()
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QAbstractButton):
            found.add(widget.text())
        elif isinstance(widget, QLineEdit):
            found.add(widget.placeholderText())
        elif isinstance(widget, QTableView) and (model := widget.model()) is not None:
            heads = range(model.columnCount())
            found |= {str(model.headerData(at, Qt.Orientation.Horizontal)) for at in heads}
    return found


@pytest.fixture(autouse=True)
def _spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "settings_file", lambda: tmp_path / "settings.toml")
    with third_language(tmp_path / "program"):
        yield


def test_every_screen_speaks_it(qtbot: Any, tmp_path: Path) -> None:
    with stage(qtbot, tmp_path / "data", *SCREENS) as made:
        made.city.apply(made.city.course())
        made.city.supporter()
        for key in SCREENS:
            made.start(key)
            words = _texts(made.window)
            assert {text for text in words if JAPANESE.search(text)} <= DATA, key
            assert any(text.startswith("‹") for text in words), key
            assert not any("Nov" in text for text in words), f"{key}: a month in English"
            if key == "schedule":
                assert any("M11 2026" in text for text in words)


def test_the_settings_offer_it_by_its_own_name(qtbot: Any, tmp_path: Path) -> None:
    with stage(qtbot, tmp_path / "data", "settings") as made:
        made.start("settings", section="display")
        assert {"日本語", "English", NAME} <= _texts(made.window)
        made.press(made.window, "English")
        assert "The window will be in English after a restart." in _texts(made.window)
        made.press(made.window, NAME)
        assert f"The window will be in {NAME} after a restart." not in _texts(made.window)  # it is in it already
    assert settings.load()[0].language == CODE
