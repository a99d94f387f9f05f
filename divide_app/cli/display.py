"""Checks for a display before Qt starts, because Qt aborts the process without an exception where there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from divide_app.foundation.problems import EnvironmentProblem

_X11 = "xcb"
_WAYLAND = "wayland"


def refuse_without_display() -> None:
    """Say so where no window can open.

    Raises:
        EnvironmentProblem: `no_display` where nothing shows windows or what is named does not answer,
            `missing_library` where the desktop answers and a part of the system that Qt needs for it is missing.
    """
    if sys.platform in {"win32", "darwin"}:
        return
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if wanted and not wanted.startswith((_X11, _WAYLAND)):
        return  # offscreen and its like need no display
    if not wanted.startswith(_X11) and _wayland_answers(os.environ.get("WAYLAND_DISPLAY", "")):
        return
    if wanted.startswith(_WAYLAND) or not os.environ.get("DISPLAY"):
        raise EnvironmentProblem("no_display")
    _refuse_dead_x11()


def _wayland_answers(name: str) -> bool:
    """Tell whether a Wayland desktop listens; `name` is that of its socket in the runtime folder, or a whole path."""
    if not name:
        return False
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        try:
            door.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name))
        except OSError:
            return False
    return True


def _refuse_dead_x11() -> None:
    """Connect as Qt will, by the library Qt will use: only that knows every form of address and the desktop's key."""
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise EnvironmentProblem("missing_library", name="libxcb.so.1") from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.POINTER(ctypes.c_int))
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(None, None)
    is_dead = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    if is_dead:
        raise EnvironmentProblem("no_display")
    plugin = _x11_part_of_qt()
    if plugin is not None:
        try:
            ctypes.CDLL(str(plugin))  # Qt loads it a moment later anyway
        except OSError as error:
            raise EnvironmentProblem("missing_library", name=str(error).partition(":")[0]) from error


def _x11_part_of_qt() -> Path | None:
    from importlib.util import find_spec

    found = find_spec("PySide6")
    folders = [] if found is None else list(found.submodule_search_locations or ())
    files = [Path(folder, "Qt", "plugins", "platforms", "libqxcb.so") for folder in folders]
    return next((file for file in files if file.is_file()), None)
