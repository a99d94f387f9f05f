"""Sizes, and the start of window and command beside the barest program of their kind under the same Wine.

Writes its own section of docs/benchmarks.md, and fails where a ratio is above its limit.
"""

from __future__ import annotations

import sys
from pathlib import Path

from conftest import ROOT
from wine import Wine, windows_path

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

import run as page
from bench_window import BARE, OURS
from figures import Figure, median

ROUNDS = 5
TIMES = 2.5
MEGA = 1_000_000


def test_sizes_and_starts(wine: Wine, program: Path, shipped: Path, sample: Path, scratch: Path):
    place = {"DIVIDE_APP_DATA": windows_path(sample)}
    for name, text in (("bare", BARE), ("ours", OURS)):
        (scratch / f"{name}.py").write_text(text, encoding="utf-8")
    python, command = program / "python.exe", program / "divide-app.exe"

    def painted(name: str, *words: str) -> float:
        """Return the seconds of a process that ends as soon as its window is painted."""
        ended = wine.run(python, [windows_path(scratch / f"{name}.py"), *words], environment=place)
        assert ended.out.strip(), ended.err
        return ended.seconds

    ways = {
        "bare": lambda: painted("bare"),
        "window": lambda: painted("ours", "", "frame"),
        "pass": lambda: wine.run(python, ["-c", "pass"]).seconds,
        "version": lambda: wine.run(command, ["--version"]).seconds,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, way in ways.items():
            taken = way()
            if number:  # the first round warms the disk's cache
                times[name].append(taken)
    folder = sum(path.stat().st_size for path in shipped.rglob("*") if path.is_file()) / MEGA
    installers = list(shipped.parent.glob("*.exe"))
    figures = [
        _size("the folder a clerk opens", folder, 300),
        *(_size(f"the installer, {one.name}", one.stat().st_size / MEGA, 110) for one in installers),
        _start("first painted window", median(times["window"]), median(times["bare"]), "a bare PySide6 window"),
        _start("`divide-app --version`", median(times["version"]), median(times["pass"]), "`python -c pass`"),
    ]
    page.keep(page.WINDOWS, page.section(figures))
    broken = [figure for figure in figures if not figure.kept]
    assert not broken, broken


def _size(work: str, megabytes: float, limit: int) -> Figure:
    ratio = f"{megabytes / limit:.2f} of the limit"
    return Figure(work, f"{megabytes:.0f} MB", "-", ratio, f"<= {limit} MB", megabytes <= limit)


def _start(work: str, ours: float, other: float, beside: str) -> Figure:
    ratio = ours / other
    return Figure(work, f"{ours:.2f} s", f"{other:.2f} s, {beside}", f"{ratio:.1f}x", f"<= {TIMES}x", ratio <= TIMES)
