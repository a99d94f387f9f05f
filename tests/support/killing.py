"""Kills a program at its n-th step, in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event

IS_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
STATEMENTS = ("before_cursor_execute", "begin", "commit", "rollback")


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Run an act in a process of its own that ends by SIGKILL at its n-th statement; tell whether it came so far."""

    def end(now: int) -> None:
        if now == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return os.WIFSIGNALED(_stepped(act, end, ()))


def left_behind(
    folder: Path, act: Callable[[], object], lines_of: tuple[str, ...], *, every: Callable[[int], set[int]]
) -> Iterator[tuple[int, Path]]:
    """Yield what an act leaves in a folder when it is killed at a step: the step, and a copy of the folder as of then.

    A killed process leaves its files as they are at that moment, so one run that copies them stands for many kills.

    Args:
        folder: What the act changes.
        act: Runs in processes of its own, once to count and once to copy; the folder is as before in between.
        lines_of: A step is a statement, and a line of these files of our own.
        every: Given the number of the last step, the steps that are looked at.
    """
    beside = folder.with_name(f"{folder.name} before")
    shutil.copytree(folder, beside)
    counted = folder.with_name("steps.txt")
    counted.touch()
    assert _stepped(act, lambda now: _write(counted, now), lines_of) == 0
    steps = every(counted.stat().st_size)
    shutil.rmtree(folder)
    shutil.copytree(beside, folder)

    def copy(now: int) -> None:
        if now in steps:
            shutil.copytree(folder, folder.with_name(f"{folder.name} {now}"))

    assert _stepped(act, copy, lines_of) == 0
    for step in sorted(steps):
        yield step, folder.with_name(f"{folder.name} {step}")


def _write(counted: Path, _now: int) -> None:
    with counted.open("ab", buffering=0) as file:
        file.write(b".")


def _stepped(act: Callable[[], object], step: Callable[[int], None], lines_of: tuple[str, ...]) -> int:
    """Run an act in a process of its own, call `step` with the number of each step, and return how it ended."""
    child = os.fork()
    if child == 0:
        steps = 0

        def count(*_: object) -> None:
            nonlocal steps
            steps += 1
            step(steps)

        def trace(frame: FrameType, kind: str, _value: object) -> Callable[[FrameType, str, Any], Any] | None:
            if not frame.f_code.co_filename.endswith(lines_of):
                return None
            if kind == "line":
                count()
            return trace

        for moment in STATEMENTS:
            event.listen(Engine, moment, count)
        if lines_of:
            sys.settrace(trace)
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]
