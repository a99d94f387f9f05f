"""A window moved between two monitors of unlike scale is drawn anew, and opens again where it stood."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MONITORS = {
    "screens": [
        {"name": "office", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96},
        {"name": "sharp", "x": 1366, "y": 0, "width": 2732, "height": 1536, "logicalDpi": 192, "logicalBaseDpi": 96},
    ]
}
"""As Qt's offscreen plugin reads them; the second shows everything twice as large."""

SCRIPT = """
import json, sys
from datetime import date
from PySide6.QtCore import QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from divide_app.ui import theme, window_place
from divide_app.ui.background import Background
from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.icons import pixmap

app = QApplication([])
theme.load_fonts()
theme.apply(app, theme.Theme.LIGHT, "standard")
background = Background(str)
drawn = []
told = {"monitors": [one.devicePixelRatio() for one in app.screens()], "icon": pixmap("book").devicePixelRatio()}


def opened(area):
    shell = Shell(None, background, fiscal_year=2026, today=lambda: date(2026, 11, 21))
    window = MainWindow(shell, [], years=[(2026, "2026")], search=lambda _text: [])
    window.setGeometry(area)
    window.show()
    QTest.qWait(50)
    return window


def told_of(window):
    return [window.screen().name(), window.devicePixelRatioF(), *window.geometry().getRect()]


window = opened(QRect(40, 60, 1000, 600))
told["first"] = told_of(window)
theme.watcher().changed.connect(lambda: drawn.append(window.devicePixelRatioF()))
window.setGeometry(QRect(1500, 80, 1100, 620))
QTest.qWait(50)
told["moved"], told["drawn"] = told_of(window), list(drawn)
places = window_place.remembered(window, {}, app.screens())
window.close()
area, _maximised = window_place.wanted(places, app.screens())
told["again"] = told_of(opened(area))
background.close()
print(json.dumps(told))
"""


def test_a_window_between_two_monitors_of_unlike_scale(tmp_path: Path) -> None:
    monitors = tmp_path / "monitors.json"
    monitors.write_text(json.dumps(MONITORS))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={monitors}"},
        capture_output=True, text=True, check=False, timeout=300, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["monitors"] == [1.0, 2.0]
    assert told["icon"] == 2.0, "drawn for the sharpest monitor"
    assert told["first"] == ["office", 1.0, 40, 60, 1000, 600]
    assert told["moved"] == ["sharp", 2.0, 1500, 80, 1100, 620]
    assert told["drawn"] == [2.0], "once, on the monitor the window came to"
    assert told["again"] == told["moved"]
