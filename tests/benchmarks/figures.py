"""How a benchmark says what it measured: ours beside a yardstick or a peer in the same run, as a ratio.

No figure holds by its milliseconds: the machine of another day is another one. A goal in milliseconds is written as
its ratio to the yardstick on a quiet machine.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured line.

    Attributes:
        work: What was done, with its size.
        ours: Our figure in words.
        beside: What it is held against, in words.
        ratio: Ours to the other, in words.
        limit: What the issue asks.
        kept: Whether the limit is kept.
    """

    work: str
    ours: str
    beside: str
    ratio: str
    limit: str
    kept: bool


def took(act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how long an act took by a clock that counts seconds, in milliseconds."""
    begun = clock()
    act()
    return (clock() - begun) * 1000


class Yardstick:
    """A bare work of the same kind; it takes turns with ours, for the machine drifts.

    Attributes:
        words: What it does.
        act: Does it.
        clock: What time is taken by.
        times: How long each turn took, in milliseconds.
    """

    def __init__(self, words: str, act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> None:
        """Do it once, which is not counted; `clock` is `time.thread_time` where a thread's own work is held."""
        self.words, self.act, self.clock = words, act, clock
        self.times: list[float] = []
        act()

    def take(self) -> None:
        """Do it once more."""
        self.times.append(took(self.act, self.clock))

    def beside(self, act: Callable[[], object], rounds: int = 9) -> list[float]:
        """Return the times of `rounds` runs of an act, in milliseconds, each followed by a turn of the yardstick."""
        act()
        times = []
        for _ in range(rounds):
            times.append(took(act, self.clock))
            self.take()
        return times


def spread(times: Sequence[float]) -> str:
    """Return the middle value with the quarter and three quarters around it, as words."""
    ordered = sorted(times)
    low, middle, high = (ordered[min(len(ordered) - 1, round(len(ordered) * at))] for at in (0.25, 0.5, 0.75))
    digits = 2 if middle < 1 else 1 if middle < 100 else 0
    return f"{middle:.{digits}f} ms ({low:.{digits}f} to {high:.{digits}f})"


def held(
    work: str,
    times: Sequence[float],
    yardstick: Yardstick,
    most: float,
    *,
    of: Callable[[list[float]], float] | None = None,
    also: str = "",
    is_right: bool = True,
) -> Figure:
    """Return the line that holds times against a yardstick of the same run.

    Args:
        work: What was done, with its size.
        times: How long it took, in milliseconds.
        yardstick: What took turns with it.
        most: Greatest ratio.
        of: Which value of `times` is held (`p95`, `max`); the median by default.
        also: What else was found.
        is_right: Whether the work did what it should.
    """
    value = (of or median)(list(times))
    ratio = value / median(yardstick.times)
    shown = spread(times) if of is None else f"{value:.3g} ms; {spread(times)}"
    return Figure(
        work,
        "; ".join(filter(None, (shown, also))),
        f"{spread(yardstick.times)}, {yardstick.words}",
        f"{ratio:.2g}x" if ratio < 10 else f"{ratio:.0f}x",
        f"<= {most:g}x",
        ratio <= most and is_right,
    )


def milliseconds(act: Callable[[], object], rounds: int = 9) -> list[float]:
    """Return the sorted times of `rounds` runs after one run that is not counted, in milliseconds."""
    act()
    return sorted(took(act) for _ in range(rounds))


def in_turn(
    ours: Callable[[int], object], theirs: Callable[[int], object], rounds: int
) -> tuple[list[float], list[float]]:
    """Return the sorted times of two works done in turn, in milliseconds: the machine drifts, so they take turns."""
    mine, other = [], []
    for number in range(rounds):
        begun = time.perf_counter()
        ours(number)
        mine.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        theirs(number)
        other.append((time.perf_counter() - begun) * 1000)
    return sorted(mine), sorted(other)


def median(times: list[float]) -> float:
    """Return the middle value."""
    return statistics.median(times)


def p95(times: list[float]) -> float:
    """Return the value below which nineteen of twenty lie."""
    return sorted(times)[int(len(times) * 0.95)]
