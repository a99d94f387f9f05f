"""Writes a file whole or not at all, so that a full disk or a pulled plug never leaves half a list behind."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from divide_app.domain.errors import DomainError
from divide_app.foundation.problems import EnvironmentProblem

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def need_ending(path: Path, *endings: str) -> None:
    """Refuse a name by which no program would open what is to be written.

    Args:
        path: The name as given.
        endings: What it may end with, small letters, e.g. `.pdf`.

    Raises:
        DomainError: `wrong_extension`.
    """
    if path.suffix.lower() not in endings:
        raise DomainError("wrong_extension", wanted=endings)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to; on a clean end it takes the place of `path`, on any error it disappears.

    Args:
        path: Where the file shall stand; one that is there already stays until the new one is complete.

    Raises:
        EnvironmentProblem: `disk_full`, `no_folder`, `not_writable` (a read-only folder, or the file is open in
            another program), `write_failed`.
    """
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            temporary = Path(file.name)
            yield cast("BinaryIO", file)
            file.flush()
            os.fsync(file.fileno())
        _as_others_may_read(temporary, path)
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise _said(error, path) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _as_others_may_read(temporary: Path, path: Path) -> None:
    # A temporary file is readable by its owner alone; keep the rights of the file it replaces, or the usual ones.
    if os.name != "posix":
        return
    try:
        rights = path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0o077)
        os.umask(mask)
        rights = 0o666 & ~mask
    temporary.chmod(rights)


def _said(error: OSError, path: Path) -> EnvironmentProblem:
    if error.errno in _FULL:
        return EnvironmentProblem("disk_full", path=str(path))
    if error.errno in _FORBIDDEN:
        return EnvironmentProblem("not_writable", path=str(path))
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return EnvironmentProblem("no_folder", path=str(path.parent))
    return EnvironmentProblem("write_failed", path=str(path))
