"""The user's account on this PC, and its folders for data, settings and logs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from platformdirs import PlatformDirs

DATA_VARIABLE = "DIVIDE_APP_DATA"
_DIRS = PlatformDirs("divide_app", appauthor=False, roaming=False)


def system_user() -> str:
    """Return the name of the account, asked of the operating system itself; "" where it tells none.

    The standard library's own functions believe variables, by which anybody could be called anything in the record.
    """
    if sys.platform == "win32":
        import ctypes

        name, length = ctypes.create_unicode_buffer(257), ctypes.c_ulong(257)
        found = ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(length))
        return name.value if found else ""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return ""


def default_place() -> str:
    """Return the PLACE to work on when none is named: the variable `DIVIDE_APP_DATA`, else the data folder."""
    return os.environ.get(DATA_VARIABLE, "").strip() or str(data_folder())


def data_folder() -> Path:
    """Return the folder for the embedded database; it need not exist yet."""
    return Path(_DIRS.user_data_dir)


def config_folder() -> Path:
    """Return the folder for the settings of this PC; it need not exist yet."""
    return Path(_DIRS.user_config_dir)


def log_folder() -> Path:
    """Return the folder for the program's own log; it need not exist yet."""
    return Path(_DIRS.user_log_dir)
