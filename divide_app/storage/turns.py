"""A queue of the programs that wait to write to one embedded database: they are served in the order in which they came.

SQLite has none. Who waits looks again and again, and of two that look the one that has just written, and is not asleep,
finds the file free: it may pass another by for seconds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from random import uniform
from time import monotonic, sleep

from divide_app.foundation.file_names import real_name
from divide_app.foundation.user_paths import log_folder

LOOKS_AGAIN = (0.001, 0.004)
"""Seconds from one look at another program's lock to the next; by chance, so that two that wait do not keep step."""

_STEPS = 8
"""Steps of the stair on which programs wait. Nobody passes anybody on it; more than eight crowd before it."""


@contextmanager
def in_turn(database: Path, until: float) -> Iterator[None]:
    """Let the block begin when nobody who came before waits any more, at the latest when the time is over.

    Each step is a byte of a file beside the program's log, locked by who stands on it; whoever stands on one goes on to
    the next before letting go of it. The system takes the locks of a program that is killed. Only the order hangs on
    them: where the file cannot be locked, or another account waits too, SQLite's own lock decides as ever.

    Args:
        database: The file to write to.
        until: By `time.monotonic()`.
    """
    try:
        stair = os.open(_file_of(database), os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):
            _climb(stair, until)
        yield
    finally:
        os.close(stair)


def _climb(stair: int, until: float) -> None:
    for step in range(_STEPS):
        while not _taken(stair, step):
            if monotonic() >= until:
                return
            sleep(uniform(*LOOKS_AGAIN))  # noqa: S311 - no secret
        if step:
            _let_go(stair, step - 1)


def _file_of(database: Path) -> Path:
    folder = log_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = sha256(os.fsencode(real_name(database))).hexdigest()[:16]
    return folder / f"turns-{name}"


def _taken(stair: int, step: int) -> bool:
    """Try to lock a step.

    Raises:
        OSError: There are no locks on this file system.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(stair, step, os.SEEK_SET)
            msvcrt.locking(stair, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.lockf(stair, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, step)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _let_go(stair: int, step: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(stair, step, os.SEEK_SET)
        msvcrt.locking(stair, msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.lockf(stair, fcntl.LOCK_UN, 1, step)
