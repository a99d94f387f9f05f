"""Writes files atomically and safely: unpredictable scratch files, and replacement only of files of the same kind."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import BinaryIO

from divide_app.foundation.file_names import is_fit, real_name
from divide_app.foundation.file_trouble import problem_of, reading_problem
from divide_app.foundation.problems import EnvironmentProblem

PLACE_FILE = "kakehashi.sqlite"
"""Name of a place's database; every file of a place that is beside it begins with this name."""

_PAUSES = (0.05, 0.1, 0.2)
"""Seconds between attempts to move a finished file into place: virus scanners briefly lock new files."""

_LOOK = 4096
_BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".xlsx": b"PK\x03\x04",
    ".kakehashi": b"KAKEHAS\x1a",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
_open_files: list[Path] = []
_TEXTS = {".csv", ".tsv", ".txt", ".json", ".ics"}
ENDINGS = frozenset(_BEGINNINGS) | _TEXTS
"""Endings of the kinds of file the program writes for people."""


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


def make_folder(folder: Path) -> None:
    """Make a folder, and those it lies in, where they are not there yet.

    Raises:
        EnvironmentProblem: As `problem_of`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise problem_of(error, folder) from error


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
        raise problem_of(error, folder) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    path: Path,
    *,
    over: Callable[[Path], bool] | None = is_same_kind,
    is_private: bool = False,
    scratch_suffix: str = ".part",
) -> Iterator[BinaryIO]:
    """Give a file to write to, by its handle or by its `name`; on a clean end it takes the place of `path`.

    Args:
        path: Where the file shall stand; what is there stays until the new one is complete and on disk. A link that
            is there is replaced, never followed.
        over: Tells whether a file that is there may be replaced; None = always, for files the program names itself.
        is_private: A place, package or backup: it never takes over rights that a file of its name was given.
            Whatever is new is readable by its owner alone, papers and lists too: they hold names. Any other file
            keeps the rights somebody gave it when it is replaced.
        scratch_suffix: Ending of the scratch file, by which what a killed program left can be told.

    Raises:
        EnvironmentProblem: As `refuse_to_destroy` and `problem_of`; `file_locked_kept`: another program holds the
            old file open, and the new one, if it is not private, was put beside it under the name `kept`.
    """
    if over is not None:
        refuse_to_destroy(path, over)
    scratch: Path | None = None
    try:
        handle, scratch = make_scratch_file(path.parent, scratch_suffix)
        # By its name, so that a library that takes none but names can fill it; the handle is the one just made.
        with open(scratch, "w+b", opener=lambda _name, _flags: handle) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if os.name == "posix" and (not is_private or over is None):
            _keep_rights(scratch, path)
        if over is not None:
            refuse_to_destroy(path, over)  # a file may have been created there meanwhile
        _put(scratch, path, may_keep=over is not None and not is_private)
        scratch = None
        _keep_name(path.parent)
    except OSError as error:
        raise problem_of(error, path) from error
    finally:
        if scratch is not None:
            with contextlib.suppress(OSError):
                scratch.unlink(missing_ok=True)


def overwrite(path: Path) -> None:
    """Overwrite a file with random bytes, as far as it can be written.

    Raises:
        EnvironmentProblem: As `problem_of`.
    """
    try:
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(os.urandom(min(left, 1 << 20)))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise problem_of(error, path) from error


def made_once(path: Path, content: bytes) -> bytes:
    """Return what a file of the program holds; one that is not there is made with `content`, readable by its owner.

    Of two programs that make it at the same moment both return what the first wrote, whole.

    Raises:
        OSError: As the system says it.
    """
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, scratch = make_scratch_file(path.parent)
    try:
        with open(scratch, "wb", opener=lambda _name, _flags: handle) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            try:
                path.hardlink_to(scratch)  # which never replaces a file
            except FileExistsError:
                raise
            except OSError:  # a file system without links
                if not path.exists():
                    scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    return path.read_bytes()


def _put(scratch: Path, path: Path, *, may_keep: bool) -> None:
    for pause in (*_PAUSES, None):
        try:
            scratch.replace(path)
            return
        except PermissionError as error:
            problem = problem_of(error, path, is_replacing=path.exists())
            if problem.code != "file_locked":
                raise
            if pause is not None:
                sleep(pause)
                continue
            if may_keep:
                with contextlib.suppress(OSError):
                    kept = scratch.replace(_free_name(path))
                    problem = EnvironmentProblem("file_locked_kept", path=str(path), kept=str(kept))
            raise problem from error


def _free_name(path: Path) -> Path:
    number, free = 2, path.with_name(f"{path.stem} (2){path.suffix}")
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def keep_from_writing(file: Path) -> None:
    """Register a file of an open database: no write may replace it, whatever name is used."""
    _open_files.append(file)


def let_go(file: Path) -> None:
    """Unregister a file: its database is closed."""
    with contextlib.suppress(ValueError):
        _open_files.remove(file)


def refuse_to_destroy(path: Path, over: Callable[[Path], bool] = is_same_kind) -> None:
    """Refuse a name a person gave when writing there would destroy a place or a file of another kind.

    Raises:
        EnvironmentProblem: `bad_file_name` for a name some system would lose or refuse; `place_file` for any file of
            a place, also through links; `is_folder`; `other_kind`, also for what is no file; and as `reading_problem`
            when the file that is there cannot be looked at.
    """
    if not is_fit(path.name):
        raise EnvironmentProblem("bad_file_name", path=str(path))
    try:
        real = real_name(path)
        if any(_is_of_a_place(one) for one in (path, real)):
            raise EnvironmentProblem("place_file", path=str(path))
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise EnvironmentProblem("is_folder", path=str(path))
        if not stat.S_ISREG(found.st_mode) or (found.st_size and not over(path)):
            raise EnvironmentProblem("other_kind", path=str(path))
    except (FileNotFoundError, NotADirectoryError):
        return  # nothing there, or a link to nothing, which is replaced
    except ValueError as error:  # a NUL sign in the name of a folder
        raise EnvironmentProblem("bad_file_name", path=str(path)) from error
    except OSError as error:
        raise reading_problem(error, path) from error


def _is_of_a_place(path: Path) -> bool:
    if path.name.casefold().startswith(PLACE_FILE):
        return True
    if any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-shm")):
        return True
    return any(path.exists() and one.exists() and path.samefile(one) for one in _open_files)


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


def _keep_rights(scratch: Path, path: Path) -> None:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        there = path.lstat()
        if stat.S_ISREG(there.st_mode):  # a planted link would lend the rights of what it leads to
            scratch.chmod(there.st_mode & 0o777)


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
