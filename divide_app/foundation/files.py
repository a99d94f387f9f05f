"""The one gate for files: scratch files that cannot be guessed, and files written whole over nothing but their kind."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from divide_app.foundation.problems import EnvironmentProblem

PLACE_FILE = "kakehashi.sqlite"
"""Name of a place's database; every file of a place that is beside it begins with this name."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_HELD = {32, 33}
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows."""

_LONG = 100
"""Signs from which a Windows name is written the long way: Windows refuses a plain name of 260 signs (a folder's of
248), and below a folder the program puts files of its own with names of up to 120."""
_LONG_START, _SHARE_START = "\\\\?\\", "\\\\?\\UNC\\"

_LOOK = 4096
_BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".xlsx": b"PK\x03\x04",
    ".kakehashi": b"KAKEHAS\x1a",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
_TEXTS = {".csv", ".tsv", ".txt", ".json", ".ics"}


def problem_of(error: OSError, path: Path, *, is_replacing: bool = False) -> EnvironmentProblem:
    """Return what an error of the file system means for the person; the one place that decides it.

    Args:
        error: What the system said.
        path: The file the person named.
        is_replacing: The error came when a finished file took the place of one that was there.

    Returns:
        `disk_full`, `open_elsewhere`, `not_writable`, `no_folder` or `write_failed`.
    """
    if error.errno in _FULL:
        return EnvironmentProblem("disk_full", path=str(path))
    if getattr(error, "winerror", None) in _HELD or (is_replacing and isinstance(error, PermissionError)):
        return EnvironmentProblem("open_elsewhere", path=str(path))
    if error.errno in _FORBIDDEN:
        return EnvironmentProblem("not_writable", path=str(path))
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return EnvironmentProblem("no_folder", path=str(path.parent))
    return EnvironmentProblem("write_failed", path=str(path))


def reading_problem(error: OSError, path: Path) -> EnvironmentProblem:
    """Return what an error on opening a file to read means: `missing_file`, `open_elsewhere`, `file_unreadable`."""
    if isinstance(error, FileNotFoundError):
        return EnvironmentProblem("missing_file", path=str(path))
    is_held = getattr(error, "winerror", None) in _HELD
    return EnvironmentProblem("open_elsewhere" if is_held else "file_unreadable", path=str(path))


def make_scratch_file(folder: Path, suffix: str = ".part") -> tuple[int, Path]:
    """Make an empty file nobody else can have planted, readable by its owner alone; return its handle and name.

    One try: `tempfile` retries for ever on Windows in a folder one may not write to.

    Raises:
        OSError: As the system says it.
    """
    path = folder / f".{secrets.token_hex(16)}{suffix}"
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
    for name in ("O_NOFOLLOW", "O_BINARY", "O_CLOEXEC", "O_NOINHERIT"):
        flags |= getattr(os, name, 0)
    return os.open(path, flags, 0o600), path


def reachable(path: str | Path) -> Path:
    r"""Return a name that a person gave as an absolute one which the system takes however deep it lies.

    `~` is the person's own folder. On Windows a deep name begins with `\\?\`; `shown_name` takes that away again.
    """
    try:
        whole = Path(path).expanduser().absolute()
    except RuntimeError:  # ~somebody who is not there
        whole = Path(path).absolute()
    return Path(long_name(str(whole))) if os.name == "nt" else whole


def real_name(path: Path) -> Path:
    """Return the name of what `path` leads to through links; where the system cannot say it, `path` itself."""
    try:
        return Path(os.path.realpath(path))
    except OSError:  # drives without names of their own on Windows, and deep ones under Wine
        return path.absolute()


def long_name(path: str) -> str:
    r"""Return an absolute path of Windows so that 260 signs and more work: `C:\..` as `\\?\C:\..`, a share as `UNC`."""
    import ntpath

    if len(path) < _LONG or path.startswith((_LONG_START, "\\\\.\\")):
        return path
    whole = ntpath.normpath(path).rstrip(". ")  # written the long way, Windows keeps a dot or space at the end
    return _SHARE_START + whole[2:] if whole.startswith("\\\\") else _LONG_START + whole


def shown_name(text: str) -> str:
    """Return a name, or a text with names in it, as people know them: without what `long_name` put before."""
    return text.replace(_SHARE_START, "\\\\").replace(_LONG_START, "")


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder of one's own under the system's temporary folder, readable by its owner alone, and remove it.

    Raises:
        EnvironmentProblem: As `problem_of`, at once.
    """
    import shutil
    from tempfile import gettempdir

    folder = Path(gettempdir()) / f"divide-app-{secrets.token_hex(16)}"
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise problem_of(error, folder.parent) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def replaced_whole(
    path: Path, *, over: Callable[[Path], bool] | None = None, is_private: bool = False
) -> Iterator[Path]:
    """Give the name of an empty scratch file to fill; on a clean end it takes the place of `path`.

    Args:
        path: Where the file shall stand; what is there stays until the new one is complete and on disk.
        over: Tells whether a file that is there may be replaced; None = always, for files the program names itself.
        is_private: Readable by its owner alone, as places, packages and backups are; else as the file it replaces,
            or as the umask says.

    Raises:
        EnvironmentProblem: `place_file`, `other_kind`, and those of `problem_of`.
    """
    if over is not None:
        refuse_to_destroy(path, over)
    scratch: Path | None = None
    is_replacing = False
    try:
        handle, scratch = make_scratch_file(path.parent)
        os.close(handle)
        yield scratch
        with scratch.open("rb+") as file:
            os.fsync(file.fileno())
        if not is_private:
            _as_others_may_read(scratch, path)
        is_replacing = path.exists()
        scratch.replace(path)
        scratch = None
        _keep_name(path.parent)
    except OSError as error:
        raise problem_of(error, path, is_replacing=is_replacing) from error
    finally:
        if scratch is not None:
            with contextlib.suppress(OSError):
                scratch.unlink(missing_ok=True)


def is_same_kind(path: Path) -> bool:
    """Tell whether a file that is there holds what its ending says, by its first bytes."""
    with path.open("rb") as file:
        beginning = file.read(_LOOK)
    suffix = path.suffix.lower()
    if suffix in _TEXTS:
        return _is_text(beginning)
    return suffix in _BEGINNINGS and beginning.startswith(_BEGINNINGS[suffix])


@contextlib.contextmanager
def written_whole(
    path: Path, *, over: Callable[[Path], bool] | None = is_same_kind, is_private: bool = False
) -> Iterator[BinaryIO]:
    """Give a file to write to; on a clean end it takes the place of `path`, on any error it disappears.

    Args and errors as `replaced_whole`; a file that is there is replaced only where it is of the same kind.
    """
    with replaced_whole(path, over=over, is_private=is_private) as scratch, scratch.open("wb") as file:
        yield cast("BinaryIO", file)


def refuse_to_destroy(path: Path, over: Callable[[Path], bool] = is_same_kind) -> None:
    """Refuse a name a person gave when writing there would destroy a place or a file of another kind.

    Raises:
        EnvironmentProblem: `place_file` for any file of a place, also through links; `other_kind`; `file_unreadable`,
            `open_elsewhere` when the file that is there cannot be looked at; `write_failed` for what is no file.
    """
    real = real_name(path)
    if any(_is_of_a_place(one) for one in (path, real)):
        raise EnvironmentProblem("place_file", path=str(path))
    try:
        found = real.stat()
        if not stat.S_ISREG(found.st_mode):
            raise EnvironmentProblem("write_failed", path=str(path))
        may_go = found.st_size == 0 or over(path)
    except (FileNotFoundError, NotADirectoryError):
        return
    except ValueError as error:  # a NUL sign in the name
        raise EnvironmentProblem("write_failed", path=path.name.replace("\0", "")) from error
    except OSError as error:
        raise reading_problem(error, path) from error
    if not may_go:
        raise EnvironmentProblem("other_kind", path=str(path))


def _is_of_a_place(path: Path) -> bool:
    # Windows takes `NAME.`, `NAME ` and `NAME::$DATA` for NAME.
    name = path.name.casefold().partition(":")[0].rstrip(". ")
    return name.startswith(PLACE_FILE) or any(
        path.with_name(path.name + ending).exists() for ending in ("-wal", "-shm")
    )


def _is_text(beginning: bytes) -> bool:
    if beginning.startswith(tuple(_BEGINNINGS.values())):
        return False
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            signs = beginning[: len(beginning) // 2 * 2].decode("utf-16", errors="strict")
        except UnicodeDecodeError as error:
            if error.start < len(beginning) - 2:
                return False
            signs = ""
        return "\0" not in signs
    return b"\0" not in beginning  # a list of ours may hold other odd signs that people typed


def _as_others_may_read(scratch: Path, path: Path) -> None:
    # A scratch file is readable by its owner alone; keep the rights of the file it replaces, or the usual ones.
    if os.name != "posix":
        return
    try:
        rights = path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0o077)
        os.umask(mask)
        rights = 0o666 & ~mask
    scratch.chmod(rights)


def _keep_name(folder: Path) -> None:
    # The new name itself is on disk only once its folder is; Windows and some shares cannot be asked.
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
