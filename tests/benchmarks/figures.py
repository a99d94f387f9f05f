"""How a benchmark says what it measured: ours beside the limit or the peer, in one run, as a ratio."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
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


def milliseconds(act: Callable[[], object], rounds: int = 9) -> list[float]:
    """Return the sorted times of `rounds` runs after one run that is not counted, in milliseconds."""
    act()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return sorted(times)


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
