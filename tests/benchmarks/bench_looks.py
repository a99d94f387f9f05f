"""What the window keeps a person waiting for: the first opening of each screen, the text size, the theme, long lists.

All of it is work of the window's own thread, so it is that thread's time which is held, and the yardstick's too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from figures import Figure, Yardstick, held, median, spread
from shown_window import shown_window
from support import ten_years
from yardsticks import bare_qt

from divide_app.bootstrap import open_services

ROUNDS = 5
OPENING_TIMES = 12.0
"""120 ms on a quiet machine, where the yardstick takes 10 with all screens open."""
LOOK_TIMES = 30.0
"""300 ms there."""
FIRST_ROWS_TIMES = 15.0
"""150 ms there."""
TURN_TIMES = 5.0
"""50 ms there."""
ROOT = Path(__file__).parents[2]
PRESSED_AT_ONCE = """
import json, os, sys, time
from datetime import UTC, date, datetime
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from divide_app.foundation.translation import use_language
from divide_app.ui import app as program
from divide_app.ui.opening import open_place
use_language("ja")
app = program.application()
start = program.start_now(lambda: date(2026, 11, 21))
opened = program.open_window(app, None, start)
program.read_ahead(opened.window, opened.background, start.entries)
def opener(_password):
    from divide_app.bootstrap import open_services
    return open_services(Path(sys.argv[1]), clock=lambda: datetime(2026, 11, 21, 0, 30, tzinfo=UTC))
open_place(opened.shell, opened.window, opener)
def turn(act=app.processEvents):
    begun = time.thread_time()
    act()
    taken = (time.thread_time() - begun) * 1000
    time.sleep(0.001)
    return taken
def is_there():
    return opened.window.current_screen is not None and not opened.background.pending
while not is_there():
    turn()
key = sys.argv[2]
begun = time.perf_counter()
turns = [turn(lambda: opened.window.navigate(key))]
while opened.window.current_key != key:
    turns.append(turn())
shown = (time.perf_counter() - begun) * 1000
while not is_there():
    turns.append(turn())
from yardsticks import bare_qt
yardstick = bare_qt(app)
for _ in range(5):
    yardstick.take()
print(json.dumps([max(turns), shown, yardstick.times]), flush=True)
os._exit(0)
"""
"""A window as the program opens it, in which a screen is pressed the moment home is there."""
PEOPLE = 100_000
EARLY_ROUNDS = 3
EARLY = ("schedule", "courses", "applications", "supporters", "door", "settings")
LOOKS = (("light", "largest"), ("light", "standard"), ("dark", "standard"), ("light", "standard"))


def measure() -> list[Figure]:
    """Return the lines of the sample city's window, and of the list of 100,000 people."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Path(folder) / "sample", clock=lambda: datetime(2026, 11, 21, 0, 30, tzinfo=UTC))
        services.demo.create()
        with shown_window(services) as (app, opened):
            stage = _Stage(app, opened)
            figures = [*_openings(stage), *_sections(stage), *_looks(stage)]
        services.close()
        figures += _pressed_at_once(Path(folder) / "sample")
        large = ten_years.make(Path(folder) / "city", sessions=40, people=PEOPLE)
        with shown_window(large) as (app, opened):
            figures += _list(_Stage(app, opened))
        large.close()
    return figures


class _Stage:
    """The window with a stop-watch on its thread."""

    def __init__(self, app: Any, opened: Any) -> None:
        self.app, self.window, self.background = app, opened.window, opened.background
        self.yardstick = bare_qt(app)
        self.settle()

    def settle(self) -> float:
        """Wait until every question is answered; returns the longest turn of the loop, its own work, in ms."""
        longest, quiet = 0.0, 0
        while quiet < 20:
            longest = max(longest, self.timed(lambda: None))
            quiet = 0 if self.background.pending else quiet + 1
            time.sleep(0.0005)
        return longest

    def timed(self, act: Callable[[], object]) -> float:
        """Return what an act and the turn of the loop after it cost the thread, in ms."""
        begun = time.thread_time()
        act()
        self.app.processEvents()
        return (time.thread_time() - begun) * 1000


def _openings(stage: _Stage) -> list[Figure]:
    from divide_app.ui.screens.registry import entries, read_screen

    screens = {entry.key: entry.title for entry in entries()}
    for key in screens:
        read_screen(key)  # as the program does itself once home is there, on another thread
    times: dict[str, list[float]] = {key: [] for key in screens}
    for _ in range(ROUNDS):
        stage.window.begin_anew()
        stage.settle()
        for key in screens:
            times[key].append(stage.timed(lambda key=key: stage.window.navigate(key)))  # type: ignore[misc]
            stage.settle()
            stage.yardstick.take()
    del times["home"]  # it is open already
    return [
        held(f"the first opening of {screens[key]}", taken, stage.yardstick, OPENING_TIMES)
        for key, taken in times.items()
    ]


def _sections(stage: _Stage) -> list[Figure]:
    """Return the longest turn when a section of the settings is shown first, of the slowest section."""
    yardstick = bare_qt(stage.app)
    turns: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        stage.window.begin_anew()
        stage.window.navigate("settings")
        stage.settle()
        names = stage.window.current_screen.list
        for row in range(1, names.count()):
            first = stage.timed(lambda row=row, names=names: names.setCurrentRow(row))  # type: ignore[misc]
            turns.setdefault(names.item(row).text(), []).append(max(first, stage.settle()))
            yardstick.take()
    slowest = max(turns, key=lambda name: median(turns[name]))
    words = f"longest turn when a section of 設定 is opened first; the slowest is {slowest}"
    return [held(words, turns[slowest], yardstick, TURN_TIMES)]


def _pressed_at_once(place: Path) -> list[Figure]:
    """Return the longest turn when a screen is opened before the program could import it, each in a new process."""
    figures = []
    folders = [str(ROOT / "tests" / "benchmarks"), str(ROOT / "tests"), str(ROOT)]
    for key in EARLY:
        yardstick = Yardstick("a bare Qt form of 40 lines in the same process", lambda: None)
        turns: list[float] = []
        shown: list[float] = []
        for number in range(EARLY_ROUNDS + 1):
            done = subprocess.run(
                [sys.executable, "-c", PRESSED_AT_ONCE, str(place), key, *folders],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            longest, until, bare = json.loads(done.stdout.splitlines()[-1])
            if number:  # the first warms the disk's cache
                turns.append(longest)
                shown.append(until)
                yardstick.times += bare
        figures.append(
            held(
                f"longest turn of the window when {key} is pressed the moment home is there",
                turns,
                yardstick,
                OPENING_TIMES,
                also=f"on top after {spread(shown)} by the clock",
            )
        )
    return figures


def _looks(stage: _Stage) -> list[Figure]:
    from divide_app.ui import theme

    figures = []
    yardstick = bare_qt(stage.app)
    for key, words in (("settings", "設定"), ("applications", "申込・参加者")):
        stage.window.navigate(key)
        stage.settle()
        sizes, themes = [], []
        for _ in range(ROUNDS):
            for number, (look, size) in enumerate(LOOKS):
                taken = stage.timed(lambda look=look, size=size: theme.apply(stage.app, look, size))  # type: ignore[misc]
                (sizes if number < 2 else themes).append(taken)
                stage.settle()
                yardstick.take()
        figures += [
            held(f"another text size while {words} is on top, all screens open", sizes, yardstick, LOOK_TIMES),
            held(f"another theme while {words} is on top, all screens open", themes, yardstick, LOOK_TIMES),
        ]
    return figures


def _list(stage: _Stage) -> list[Figure]:
    first, turns = [], []
    yardstick = bare_qt(stage.app, time.perf_counter)
    for _ in range(ROUNDS):
        stage.window.begin_anew()
        stage.window.navigate("applications")
        stage.settle()
        begun = time.perf_counter()
        stage.window.current_screen.open(view="people")
        people = stage.window.current_screen.people
        while not people.model.rowCount():
            stage.app.processEvents()
            time.sleep(0.0005)
        stage.app.processEvents()
        first.append((time.perf_counter() - begun) * 1000)
        turns.append(stage.settle())
        assert people.model.rowCount() == PEOPLE
        yardstick.take()
        stage.yardstick.take()
    return [
        held(
            f"first rows of the list of {PEOPLE:,} people, from the press, by the clock",
            first,
            yardstick,
            FIRST_ROWS_TIMES,
        ),
        held(f"longest turn of the window until all {PEOPLE:,} are there", turns, stage.yardstick, TURN_TIMES),
    ]
