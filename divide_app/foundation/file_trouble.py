"""Maps errors of the file system to the few problem codes that have a sentence of their own."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from divide_app.foundation.problems import EnvironmentProblem

_ON_WINDOWS = os.name == "nt"

# Numbers beside the names: Windows' own codes (winerror.h), which tell more than the errno made from them.
_SHARED = {32, 33}  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
_CODES: tuple[tuple[str, frozenset[int], frozenset[int]], ...] = (
    ("disk_full", frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG}), frozenset({39, 112, 1295})),
    ("disk_protected", frozenset({errno.EROFS}), frozenset({19})),
    ("name_too_long", frozenset({errno.ENAMETOOLONG}), frozenset({111, 206})),
    ("bad_file_name", frozenset({errno.EILSEQ, errno.EINVAL}), frozenset({123})),
    ("is_folder", frozenset({errno.EISDIR}), frozenset()),
    (
        "drive_missing",
        frozenset({errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTUNREACH})
        | frozenset({errno.EHOSTDOWN, errno.ENETUNREACH}),
        frozenset({15, 20, 21, 51, 53, 55, 59, 64, 67, 1112, 1167, 1231}),
    ),
    ("disk_error", frozenset({errno.EIO}), frozenset({23, 1117})),
)

_ALREADY_OPEN = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Pipes that whoever started the program gave it, such as a shell's <(...)."""


def problem_of(error: OSError, path: Path, *, is_replacing: bool = False) -> EnvironmentProblem:
    """Return what an error on writing a file means for the person.

    Args:
        error: What the system said.
        path: The file the person named.
        is_replacing: The error came when a finished file took the place of one that was there. No right to do that
            alone, in a folder that has just taken a new file, means that a program holds the old one open.

    Returns:
        `disk_full`, `disk_protected`, `drive_missing`, `no_folder`, `not_writable`, `file_locked`, `is_folder`,
        `name_too_long`, `bad_file_name`, `disk_error` or `write_failed`.
    """
    return _problem(error, path, "file_locked" if is_replacing else "not_writable", "no_folder", "write_failed")


def reading_problem(error: OSError, path: Path) -> EnvironmentProblem:
    """Return what an error on reading a file means for the person.

    Returns:
        `missing_file`, `file_locked`, `no_right`, `is_folder`, `drive_missing`, `name_too_long`, `bad_file_name`,
        `disk_error` or `file_unreadable`.
    """
    # Python opens a file through the C library, which on Windows tells a file in use and one without rights alike.
    return _problem(error, path, "file_locked" if _ON_WINDOWS else "no_right", "missing_file", "file_unreadable")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise the trouble to tell in place of what the file system says while a file is read.

    What is no file of a disk is refused before it is opened: a named pipe waits for ever, a device has no end.

    Raises:
        EnvironmentProblem: As `reading_problem`, and `not_a_file`.
    """
    try:
        kind = path.stat().st_mode
        is_given = str(path).startswith(_ALREADY_OPEN) and stat.S_ISFIFO(kind)
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind) or is_given):
            raise EnvironmentProblem("not_a_file", path=str(path))
        yield
    except OSError as error:
        raise reading_problem(error, path) from error


def _problem(error: OSError, path: Path, without_right: str, missing: str, else_: str) -> EnvironmentProblem:
    windows = getattr(error, "winerror", None)
    for code, numbers, windows_numbers in _CODES:
        if error.errno in numbers or windows in windows_numbers:
            return EnvironmentProblem(code, path=str(path))
    if windows in _SHARED or error.errno in {errno.EBUSY, errno.ETXTBSY}:
        return EnvironmentProblem("file_locked", path=str(path))
    if isinstance(error, PermissionError):
        # Windows refuses to open a folder as it refuses a file one has no right to.
        return EnvironmentProblem("is_folder" if path.is_dir() else without_right, path=str(path))
    if isinstance(error, (FileNotFoundError, NotADirectoryError, FileExistsError)):
        if not _is_there(Path(path.anchor or ".")):
            return EnvironmentProblem("drive_missing", path=str(path))
        return EnvironmentProblem(missing, path=str(path if missing == "missing_file" else path.parent))
    return EnvironmentProblem(else_, path=str(path))


def _is_there(folder: Path) -> bool:
    try:
        return folder.exists()
    except OSError:
        return False
