"""Standard input, output and error as they are: at a terminal, piped, null, closed, or not there at all."""

from __future__ import annotations

import sys
from typing import IO, Any


def is_terminal(stream: IO[Any] | None) -> bool:
    """Tell whether a person sits at the other end of a stream.

    `isatty` alone says yes to NUL on Windows, which is a character device but no console; a scheduled task would wait
    for a password there for ever.
    """
    try:
        return stream is not None and stream.isatty() and _is_console(stream)
    except (OSError, ValueError):  # closed, or without a handle of the system
        return False


def _is_console(stream: IO[Any]) -> bool:
    """Ask Windows whether a stream is a console: only a console has a mode."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    mode = ctypes.c_uint32()
    handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
    return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))
