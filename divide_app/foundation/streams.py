"""Standard input, output and error as they are: at a terminal, piped, null, closed, or not there at all."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import IO, Any

MOST_KEPT = 4_000
"""Characters of the last complaints a message box can show."""


def is_terminal(stream: IO[Any] | None) -> bool:
    """Tell whether a person sits at the other end of a stream.

    `isatty` alone says yes to NUL on Windows, which is a character device but no console; a scheduled task would wait
    for a password there for ever.
    """
    try:
        return stream is not None and stream.isatty() and _is_console(stream)
    except (OSError, ValueError):  # closed, or without a handle of the system
        return False


class Kept(io.StringIO):
    """Takes what would go to a stream that is not there, and keeps the end of it."""

    def write(self, text: str) -> int:
        """Keep the text, and forget the oldest."""
        super().write(text)
        if self.tell() > 2 * MOST_KEPT:
            end = self.getvalue()[-MOST_KEPT:]
            self.seek(0)
            self.truncate()
            super().write(end)
        return len(text)


def fill_missing() -> Kept | None:
    """Give every standard stream that is None a harmless one; return that of standard error, if it was missing.

    A program of the window (kakehashi.exe, pythonw) has none, and neither has one started with its streams closed.
    """
    if sys.stdin is not None and sys.stdout is not None and sys.stderr is not None:
        return None
    # The numbers 0 to 2 are taken as well: what a library writes to number 2 must not end up in a file of the office.
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    if sys.stdin is None:
        sys.stdin = io.StringIO()
    kept = Kept()
    if sys.stdout is None:
        sys.stdout = kept  # with --json the trouble stands there
    if sys.stderr is not None:
        return None
    sys.stderr = kept
    return kept


def show_box(text: str) -> None:
    """Show a message box of Windows and wait until it is read; where there is no screen or no Windows, do nothing."""
    if sys.platform != "win32" or not _has_screen():
        return
    import ctypes

    is_error, comes_to_front = 0x10, 0x10000
    ctypes.windll.user32.MessageBoxW(None, text, "かけはし", is_error | comes_to_front)


def _has_screen() -> bool:
    """Tell whether a person sees boxes: the desktop of a service or of a task without sign-in is never shown."""
    if sys.platform != "win32":
        return False
    import ctypes

    class Flags(ctypes.Structure):
        _fields_ = (("inherit", ctypes.c_int), ("reserved", ctypes.c_int), ("flags", ctypes.c_uint32))

    user32, found, its_flags, is_visible = ctypes.windll.user32, Flags(), 1, 1
    with suppress(OSError):
        user32.GetProcessWindowStation.restype = ctypes.c_void_p
        station = ctypes.c_void_p(user32.GetProcessWindowStation())
        if user32.GetUserObjectInformationW(station, its_flags, ctypes.byref(found), ctypes.sizeof(found), None):
            return bool(found.flags & is_visible)
    return True


def _is_console(stream: IO[Any]) -> bool:
    """Ask Windows whether a stream is a console: only a console has a mode."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    mode = ctypes.c_uint32()
    handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
    return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))
