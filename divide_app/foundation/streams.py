"""Standard input, output and error in every condition: terminal, pipe, null device, closed, or missing."""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from typing import IO, Any

_SHOWN_ANYHOW = "divide_app.shown_anyhow"
_TWINS = {"〜": "～", "−": "－", "—": "―", "–": "‐", "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢", "¥": "￥"}
"""Signs that code page 932 knows under another number than the keyboards and files of today."""

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


def encode_for_people(stream: IO[Any]) -> None:
    """Write text as the tools beside us read it, and never stop at a sign that they do not have.

    A terminal and a pipe of Linux stay as they are; a pipe or file of Windows gets the console's code page (932 in
    Japan), or the system's where there is no console. A missing sign becomes its twin (〜 ～) or 〓.
    """
    if not isinstance(stream, io.TextIOWrapper):
        return
    page = 0 if is_terminal(stream) else _console_code_page()
    with suppress(LookupError):  # a code page that Python does not know
        stream.reconfigure(encoding=f"cp{page}" if page else None, errors=_SHOWN_ANYHOW)


def encode_for_programs(stream: IO[Any]) -> None:
    """Write UTF-8, which JSON is in everywhere; half a character out of an odd file name becomes ?."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")


def _shown_anyhow(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return b"".join(_encoded(_TWINS.get(sign, "〓"), error.encoding) for sign in signs), error.end


def _encoded(sign: str, encoding: str) -> bytes:
    try:
        return sign.encode(encoding)
    except (UnicodeEncodeError, LookupError):  # "charmap" is a name in errors, and of no encoding
        return b"?"


codecs.register_error(_SHOWN_ANYHOW, _shown_anyhow)


def _console_code_page() -> int:
    """Return the code page in which this console's tools read a pipe; 0 where there is no console, or no Windows."""
    if sys.platform != "win32":
        return 0
    import ctypes

    return int(ctypes.windll.kernel32.GetConsoleOutputCP())


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


def let_go() -> None:
    """Write out what the standard streams still hold; what they cannot take (a full disk, a closed pipe) is dropped.

    Python itself ends with 120 when its last flush fails, whatever the command ended with.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
