"""Kills a program at its n-th step, in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event

STATEMENTS = ("before_cursor_execute", "begin", "commit", "rollback")


def killed_at(step: int, act: Callable[[], object], lines_of: tuple[str, ...] = ()) -> bool:
    """Run an act in a process of its own that ends by SIGKILL at its n-th step; tell whether it came so far.

    A step is a statement and, in the files of our own named by `lines_of`, a line.
    """
    child = os.fork()
    if child == 0:
        steps = 0

        def count(*_: object) -> None:
            nonlocal steps
            steps += 1
            if steps == step:
                os.kill(os.getpid(), signal.SIGKILL)

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
        try:
            act()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])
