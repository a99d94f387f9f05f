"""取り込み with 50,000 rows in the window: look, check, mend a row, bring in, stop half-way; no turn may be felt."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_import import ROWS, STORED, city, write_people
from figures import Figure, held
from shown_window import shown_window
from yardsticks import bare_qt

if TYPE_CHECKING:
    from divide_app.services import Services

TURN_TIMES = 5.0
"""50 ms on a quiet machine, where the bare form takes 10."""
STOP_TIMES = 100.0
"""1 s there."""
STOPS = (0.02, 0.2, 0.45, 0.6, 0.8, 0.95)
"""Shares of the whole at which somebody presses 中止する."""


@dataclass
class _Watch:
    """The longest turn of the window's loop, in milliseconds: by the clock, and of its own thread's work."""

    wall: float = 0.0
    own: float = 0.0

    def turn(self, act: Callable[[], object]) -> None:
        begun, worked = time.perf_counter(), time.thread_time()
        act()
        self.wall = max(self.wall, (time.perf_counter() - begun) * 1000)
        self.own = max(self.own, (time.thread_time() - worked) * 1000)


class _Stage:
    """The window, and the import screen in it."""

    def __init__(self, app: Any, opened: Any) -> None:
        self.app, self.opened = app, opened
        self.screen: Any = None
        self.yardstick, self.by_clock = bare_qt(app), bare_qt(app, time.perf_counter)

    def settle(self, watch: _Watch | None = None, until: Callable[[], bool] = lambda: True) -> _Watch:
        """Turn the loop until nothing is pending; returns the longest turn."""
        watch, quiet = watch or _Watch(), 0
        while quiet < 20:
            watch.turn(self.app.processEvents)
            quiet = 0 if self.opened.background.pending or not until() else quiet + 1
            time.sleep(0.0005)
        return watch

    def act(self, act: Callable[[], object]) -> _Watch:
        """Do something and wait for its end; returns the longest turn."""
        watch = _Watch()
        watch.turn(act)
        self.settle(watch)
        self.yardstick.take()
        self.by_clock.take()
        return watch


def measure() -> list[Figure]:
    """Return the longest turns of one import from the file to the last page, and how fast it stops."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder, city(Path(folder) / "data") as services:
        file = write_people(Path(folder) / "people.csv")
        with _window(services) as stage:
            return _through(stage, file)


@contextmanager
def _window(services: Services) -> Iterator[_Stage]:
    with shown_window(services) as (app, opened):
        stage = _Stage(app, opened)
        stage.settle()
        opened.window.navigate("imports", kind="participants")
        stage.settle()
        stage.screen = opened.window.current_screen
        yield stage


def _through(stage: _Stage, file: Path) -> list[Figure]:
    screen = stage.screen
    found = [
        _turn(stage, "the file is taken and its columns are guessed", stage.act(lambda: screen.take_file(file))),
        _turn(stage, "the columns are shown", stage.act(screen.go_on)),
    ]
    found.append(_turn(stage, "every row is checked and shown", stage.act(screen.go_on)))
    check = screen.check
    for name, words in (("refused", "the rows refused"), ("all", "all rows"), ("look", "the rows to look at")):
        found.append(_turn(stage, f"{words} are shown instead", stage.act(lambda name=name: _filter(check, name))))  # type: ignore[misc]
    _filter(check, "all")
    stage.settle()
    name = check.model.index(ROWS // 2, check.model.fields.index("phone") + 2)
    found.append(
        _turn(stage, "the middle row is mended", stage.act(lambda: check.model.setData(name, "090-1234-5678")))
    )
    check.table.choose_row(ROWS // 2 + 1)
    found.append(_turn(stage, "a row is left out", stage.act(check._toggle)))
    stops = []
    for share in STOPS:
        stops.append(_stopped(stage, share))
        stage.by_clock.take()
        assert screen.step == 2, "what was stopped has come in"
    found.append(
        held(
            f"中止する, asked {len(STOPS)} times on the way: longest until it is answered",
            stops,
            stage.by_clock,
            STOP_TIMES,
            of=max,
        )
    )
    found.append(_turn(stage, "the rows are brought in, to the last page", stage.act(screen.go_on)))
    found[-1] = replace(found[-1], kept=found[-1].kept and screen.step == 3)
    return found


def _filter(check: Any, name: str) -> None:
    check.filter.set_value(name)
    check.filter.chosen.emit(name)


def _stopped(stage: _Stage, share: float) -> float:
    """Bring the file in, stop it at a share of the whole, and return the milliseconds until that is answered."""
    asked: list[float] = []

    def stepped(job: Any, done: int, total: int) -> None:
        if not asked and total > 0 and done >= share * total:
            job.cancel()
            asked.append(time.perf_counter())

    stage.opened.background.long_stepped.connect(stepped)
    stage.screen.go_on()
    stage.settle()
    stage.opened.background.long_stepped.disconnect(stepped)
    if not asked:
        raise RuntimeError(f"the work was over before {share:.0%} of it was told: nothing could be stopped")
    return (time.perf_counter() - asked[0]) * 1000


def _turn(stage: _Stage, work: str, watch: _Watch) -> Figure:
    """Hold the window's own work; the turn by the clock holds what others on the machine took as well, and is told."""
    words = f"取り込み, {ROWS:,} rows beside {STORED:,} people: {work}, longest turn"
    return held(words, [watch.own], stage.yardstick, TURN_TIMES, also=f"{watch.wall:.0f} ms by the clock")


if __name__ == "__main__":
    for figure in measure():
        sys.stdout.write(f"{'ok ' if figure.kept else 'NO '} {figure.work}: {figure.ours} ({figure.limit})\n")
