"""From starting the program to its first painted window, beside a bare PySide6 window with a table view."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from figures import Figure, Yardstick, held
from support import ten_years

from divide_app.bootstrap import open_services

ROUNDS = 7
FRAME_TIMES = 2.0
UNCOMPILED_TIMES = 4.0
DATA_TIMES = 6.0
ROOT = Path(__file__).parents[2]

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
from PySide6.QtGui import QStandardItemModel
from PySide6.QtCore import QEvent, QObject, QTimer
app = QApplication([])
window = QMainWindow()
table = QTableView()
table.setModel(QStandardItemModel(20, 5))
window.setCentralWidget(table)
window.resize(1366, 768)
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, app.quit)
        return False
painted = Painted()
table.viewport().installEventFilter(painted)
window.show()
app.exec()
print(time.time())
"""

OURS = """
import sys, time
from divide_app.cli.main import main
from divide_app.ui import app as ui_app  # before Qt is named here: in a real start nobody imports Qt before `ui` does
from PySide6.QtCore import QEvent, QObject, QTimer
place, wanted = sys.argv[1], sys.argv[2]
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, ui_app.QApplication.instance().quit)
        return False
painted = Painted()
open_window = ui_app.open_window
def opened(app, services, start):
    found = open_window(app, services, start)
    if wanted == "frame":
        found.window.centralWidget().installEventFilter(painted)
    return found
ui_app.open_window = opened
if wanted == "data":
    from divide_app.ui.screens import registry  # the screen itself is imported when it is shown, as in every start
    make_home = registry._home
    def home(shell):
        screen = make_home(shell)
        show = screen._show
        def shown(*data):
            show(*data)
            def paint():
                screen.repaint()
                ui_app.QApplication.instance().quit()
            QTimer.singleShot(0, paint)
        screen._show = shown
        return screen
    registry._home = home
exec_ = ui_app.QApplication.exec
def run_and_say(*_):
    exec_()
    print(time.time(), flush=True)
    import os
    os._exit(0)
ui_app.QApplication.exec = run_and_say
main([])
"""


def measure() -> list[Figure]:
    """Return the figures; every start is a process of its own, and the kinds take turns."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample"
        services = open_services(sample, clock=lambda: datetime(2026, 11, 21, 0, 30, tzinfo=UTC))
        services.demo.create()
        services.close()
        large, place = ten_years.kept()
        large.close()
        times: dict[str, list[float]] = {}
        for number in range(ROUNDS + 1):
            taken = {
                "bare": _start(BARE),
                "frame": _start(OURS, str(sample), "frame"),
                "sample": _start(OURS, str(sample), "data"),
                "large": _start(OURS, str(place), "data"),
                "bare uncompiled": _start(BARE, compiled=False),
                "frame uncompiled": _start(OURS, str(sample), "frame", compiled=False),
            }
            if number:  # the first round warms the disk's cache
                for name, value in taken.items():
                    times.setdefault(name, []).append(value)
    words = "a bare window with a table view"
    bare = Yardstick(words, lambda: None)
    bare.times = times["bare"]
    uncompiled = Yardstick(f"{words}, without bytecode", lambda: None)
    uncompiled.times = times["bare uncompiled"]
    first = "first painted window, sample city"
    return [
        held(first, times["frame"], bare, FRAME_TIMES),
        held(f"{first}, without bytecode", times["frame uncompiled"], uncompiled, UNCOMPILED_TIMES),
        held("home with the sample city's data on screen", times["sample"], bare, DATA_TIMES),
        held("home with ten years of data on screen (1,000,000 attendances)", times["large"], bare, DATA_TIMES),
    ]


def _start(program: str, *arguments: str, compiled: bool = True) -> float:
    """Return the milliseconds from starting a process to the moment it says it painted.

    Without bytecode every module, Python's own as well, is compiled anew: as after a fresh copy of the sources.
    """
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # where the machine sets it, ours alone would never have bytecode
    if not compiled:
        environment |= {"PYTHONPYCACHEPREFIX": str(ROOT / "no" / "such" / "folder"), "PYTHONDONTWRITEBYTECODE": "1"}
    if arguments:
        environment["DIVIDE_APP_DATA"] = arguments[0]
    begun = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return (float(done.stdout.split()[-1]) - begun) * 1000
