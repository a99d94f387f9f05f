"""File names valid on every system: made from titles, checked when typed, and long paths on Windows."""

from __future__ import annotations

import ntpath
import os
import unicodedata
from pathlib import Path

_UNFIT = frozenset('<>:"/\\|?*')
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Unicode categories not allowed in names: controls, and format characters such as U+202E, which reverses text."""

_DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}) | {
    f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"
}
"""Device names of Windows, with any extension: a file written to NUL.pdf is lost."""

MOST_BYTES = 200
"""Maximum bytes of a name in UTF-8 (3 per Japanese character); Linux allows 255, and shares add some."""

_LONG = 100
"""Signs from which a Windows name is written the long way: Windows refuses a plain name of 260 signs (a folder's of
248), and below a folder the program puts files of its own."""
_LONG_START, _SHARE_START = "\\\\?\\", "\\\\?\\UNC\\"


def reachable(path: str | Path) -> Path:
    r"""Return a name that a person gave as an absolute one which the system takes however deep it lies.

    `~` is the person's own folder. On Windows a deep name begins with `\\?\`; `shown_name` takes that away again.

    Raises:
        RuntimeError: It begins with `~` and the name of nobody here.
    """
    whole = Path(path).expanduser().absolute()
    return Path(long_name(str(whole))) if os.name == "nt" else whole


def real_name(path: Path) -> Path:
    """Return the name of what `path` leads to through links; where the system cannot say it, `path` itself.

    Raises:
        ValueError: A NUL sign is in the name.
    """
    try:
        return Path(os.path.realpath(path))
    except OSError:  # drives without names of their own on Windows, and deep ones under Wine
        return path.absolute()


def long_name(path: str) -> str:
    r"""Return an absolute path of Windows so that 260 signs and more work: `C:\..` as `\\?\C:\..`, a share as `UNC`."""
    if len(path) < _LONG or path.startswith((_LONG_START, "\\\\.\\")):
        return path
    whole = ntpath.normpath(path).rstrip(". ")  # written the long way, Windows keeps a dot or space at the end
    return _SHARE_START + whole[2:] if whole.startswith("\\\\") else _LONG_START + whole


def shown_name(text: str) -> str:
    """Return a name, or a text with names in it, as people know them: without what `long_name` put before."""
    return text.replace(_SHARE_START, "\\\\").replace(_LONG_START, "")


def fit_name(name: str, stand_in: str = "kakehashi") -> str:
    """Return a name every file system takes: `月次報告 R8/11.pdf` becomes `月次報告 R8_11.pdf`.

    What stands behind the last dot is the ending, and is kept when a long name is cut.

    Args:
        name: The name wished for, usually with a title from the office in it.
        stand_in: The name when nothing is left of it.
    """
    plain = "".join("_" if sign in _UNFIT else sign for sign in name if unicodedata.category(sign) not in _HIDDEN)
    stem, dot, ending = plain.rpartition(".")
    if not dot or not ending.isascii() or not ending.isalnum():
        stem, ending = plain, ""
    tail = f".{ending}" if ending else ""
    stem = _cut(stem.strip(" ."), MOST_BYTES - len(tail)).rstrip(" .") or stand_in
    if _is_device(stem):  # a device's name is one whatever stands behind its first dot
        device, dot, rest = stem.partition(".")
        stem = f"{device.rstrip(' ')}_{dot}{rest}"
    return f"{stem}{tail}"


def is_fit(name: str) -> bool:
    """Tell whether a name can be the name of a file, here and on any PC it is carried to; its length is not judged."""
    return (
        name == name.rstrip(" .")
        and bool(name)
        and not _is_device(name)
        and not any(sign in _UNFIT or unicodedata.category(sign) in _HIDDEN for sign in name)
    )


def _is_device(name: str) -> bool:
    return name.partition(".")[0].rstrip(" ").casefold() in _DEVICES


def _cut(text: str, most: int) -> str:
    return text.encode("utf-8")[:most].decode("utf-8", "ignore")
