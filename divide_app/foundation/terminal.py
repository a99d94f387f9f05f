"""Tells a terminal with a person at it from what only says that it is one."""

from __future__ import annotations

import sys
from typing import TextIO


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether somebody can type at `stream`, or read it, right now.

    Windows says of every character device that it is a terminal, NUL among them: a scheduled task would wait for a
    password for ever. Only a real console has a console mode. A program with a window has no streams at all (None).
    """
    if stream is None or not stream.isatty():
        return False
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        mode = ctypes.c_ulong()
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
        return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))
    return True
