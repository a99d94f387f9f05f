"""Says in one sentence which of the machine's own packages are missing, before anything fails with a riddle.

Runs on the machine's bare Python (3.11 or newer), before the virtual environment exists.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import sys

# Shared library -> Debian package. Qt loads these when it starts, window or not.
QT_LIBRARIES = {
    "EGL": "libegl1",
    "GL": "libgl1",
    "xkbcommon": "libxkbcommon0",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "glib-2.0": "libglib2.0-0",
}
# Needed only to open a window on an X11 desktop.
WINDOW_LIBRARIES = {
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-randr": "libxcb-randr0",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-shape": "libxcb-shape0",
    "xcb-xinerama": "libxcb-xinerama0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}


def missing(window: bool) -> list[str]:
    """Return the Debian packages this machine lacks.

    Args:
        window: Whether a window will be opened, which needs a few more.
    """
    lacking = []
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        lacking.append("python3-venv")
    if sys.platform.startswith("linux"):
        wanted = {**QT_LIBRARIES, **(WINDOW_LIBRARIES if window else {})}
        lacking += [package for library, package in wanted.items() if not ctypes.util.find_library(library)]
    return lacking


def main() -> int:
    """Print what is missing and how to get it; 0 when nothing is."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where an older Python is told so
        found = ".".join(map(str, sys.version_info[:2]))
        print(f"Python 3.11 以降が必要です(いまは {found})。 / Python 3.11 or newer is needed.", file=sys.stderr)
        return 1
    lacking = missing(window="--window" in sys.argv)
    if lacking:
        packages = " ".join(lacking)
        print(
            f"このパソコンには次の Debian パッケージが足りません: {packages}\n"
            f"  sudo apt-get install --no-install-recommends {packages}\n"
            f"This machine lacks the Debian packages named above; the line installs them.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
