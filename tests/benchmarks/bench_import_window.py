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
from figures import Figure
from shown_window import shown_window

if TYPE_CHECKING:
    from divide_app.services import Services

TURN_MS = 50.0
STOP_MS = 1_000.0
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
        return self.settle(watch)


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
        _turn("the file is taken and its columns are guessed", stage.act(lambda: screen.take_file(file))),
        _turn("the columns are shown", stage.act(screen.go_on)),
    ]
    found.append(_turn("every row is checked and shown", stage.act(screen.go_on)))
    check = screen.check
    for name, words in (("refused", "the rows refused"), ("all", "all rows"), ("look", "the rows to look at")):
        found.append(_turn(f"{words} are shown instead", stage.act(lambda name=name: _filter(check, name))))  # type: ignore[misc]
    _filter(check, "all")
    stage.settle()
    name = check.model.index(ROWS // 2, check.model.fields.index("phone") + 2)
    found.append(_turn("the middle row is mended", stage.act(lambda: check.model.setData(name, "090-1234-5678"))))
    check.table.choose_row(ROWS // 2 + 1)
    found.append(_turn("a row is left out", stage.act(check._toggle)))
    longest = 0.0
    for share in STOPS:
        longest = max(longest, _stopped(stage, share))
        assert screen.step == 2, "what was stopped has come in"
    found.append(
        _figure(f"中止する, asked {len(STOPS)} times on the way: longest until it is answered", longest, STOP_MS)
    )
    found.append(_turn("the rows are brought in, to the last page", stage.act(screen.go_on)))
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


def _turn(work: str, watch: _Watch) -> Figure:
    words = f"取り込み, {ROWS:,} rows beside {STORED:,} people: {work}, longest turn"
    figure = _figure(words, watch.wall, TURN_MS)
    return Figure(figure.work, f"{figure.ours} (its own work {watch.own:.0f} ms)", "-", "-", figure.limit, figure.kept)


def _figure(work: str, value: float, limit: float) -> Figure:
    return Figure(work, f"{value:.0f} ms", "-", "-", f"< {limit:.0f} ms", value < limit)


if __name__ == "__main__":
    for figure in measure():
        sys.stdout.write(f"{'ok ' if figure.kept else 'NO '} {figure.work}: {figure.ours} ({figure.limit})\n")
