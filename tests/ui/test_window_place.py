"""The window comes back where it stood on these monitors, and never where nobody can see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget

from divide_app.foundation import settings
from divide_app.foundation.settings import Settings
from divide_app.ui import window_place


@dataclass(frozen=True)
class Monitor:
    area: QRect
    scale: float = 1.0

    def geometry(self) -> QRect:
        return self.area

    def availableGeometry(self) -> QRect:
        return self.area.adjusted(0, 0, 0, -40)

    def devicePixelRatio(self) -> float:
        return self.scale


LAPTOP = Monitor(QRect(0, 0, 1366, 768))
BESIDE = Monitor(QRect(1366, 0, 1920, 1080), 1.25)


def both() -> Any:
    return [LAPTOP, BESIDE]


def alone() -> Any:
    return [LAPTOP]


def shown(qtbot: Any, area: QRect, *, maximised: bool = False) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(area)
    if maximised:
        window.showMaximized()
    return window


def test_each_set_of_monitors_has_its_own_place(qtbot: Any) -> None:
    places = window_place.remembered(shown(qtbot, QRect(1500, 50, 1400, 800)), {}, both())
    places = window_place.remembered(shown(qtbot, QRect(20, 40, 1200, 650), maximised=True), places, alone())
    assert window_place.wanted(places, both()) == (QRect(1500, 50, 1400, 800), False)
    assert window_place.wanted(places, alone()) == (QRect(20, 40, 1200, 650), True)


def test_a_monitor_that_is_gone_brings_the_window_back(qtbot: Any) -> None:
    places = window_place.remembered(shown(qtbot, QRect(1500, 50, 1800, 1000)), {}, both())
    found = window_place.wanted(places, alone())
    assert found is not None
    assert found[0] == LAPTOP.availableGeometry().adjusted(0, window_place.TITLE_BAR, 0, 0)


def test_what_makes_no_sense_is_not_taken() -> None:
    assert window_place.wanted({}, both()) is None
    for place in ("text", [1, 2], [0, 0, 0, 0, 0], [1, 2, "3", 4, 5], None):
        assert window_place.wanted({window_place.monitors(both()): place}, both()) is None


def test_only_some_sets_are_remembered(qtbot: Any) -> None:
    window = shown(qtbot, QRect(0, 0, 800, 600))
    places: dict[str, Any] = {}
    for number in range(20):
        screens: Any = [Monitor(QRect(0, 0, 1000 + number, 700))]
        places = window_place.remembered(window, places, screens)
    assert len(places) == window_place.MOST_SETS
    assert window_place.monitors(screens) in places


def test_the_place_survives_the_settings_file(qtbot: Any, tmp_path: Any, qapp: QApplication) -> None:
    places = window_place.remembered(shown(qtbot, QRect(10, 40, 700, 500)), {}, qapp.screens())
    settings.save(Settings(windows=places), tmp_path / "settings.toml")
    kept, problem = settings.load(tmp_path / "settings.toml")
    assert problem is None
    assert window_place.wanted(kept.windows, qapp.screens()) == (QRect(10, 40, 700, 500), False)
