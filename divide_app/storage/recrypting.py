"""Rewrites a database under another key, or without one: a complete, compared copy, then an atomic replacement."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from divide_app.foundation.file_trouble import problem_of
from divide_app.foundation.files import make_scratch_file, overwrite, written_whole
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled
from divide_app.foundation.progress import Progress, no_progress
from divide_app.storage import backup_manifest
from divide_app.storage.engine import BUSY_MILLISECONDS, address_of, opening_problem, use_key
from divide_app.storage.keys import SCRATCH, KeySet, Unlocked, end_of, file_of, is_plain, write_sets
from divide_app.storage.trouble import problem_of as trouble_of

Counts = Mapping[str, tuple[int, int]]
"""Rows of each table before and after."""


def rewrite(
    database: Path,
    *,
    old: str | None,
    old_keys: KeySet | None,
    new: Unlocked | None,
    copy: Path | None,
    progress: Progress = no_progress,
) -> Counts:
    """Put a database under a new key, or none, while nobody else has it open.

    Killed at any step it leaves a database that opens with the old password or with the new one: the slots of both
    lie beside it before the new file takes its place, and the file itself says which are its own.

    Args:
        database: The file.
        old: What opens it now (`keys.DataKey.pragma`); None = it is plain.
        old_keys: Its slots, if it has any.
        new: The new key with its slots; None = it becomes plain.
        copy: Where a checked copy is kept: of what was, or, so that nothing plain stays, of what comes when it was
            plain. None = none is kept.
        progress: Asked again and again whether to stop, until the new file takes its place.

    Returns:
        Rows by table before and after; they are equal.

    Raises:
        EnvironmentProblem: `locked` while it is open elsewhere, `disk_full`, `bad_password`, `damaged`,
            `copy_differs`; the database is as it was then.
        UserCancelled: It was stopped; the database is as it was.
    """
    clean_up(database.parent)
    new_key, new_keys = (None, None) if new is None else (new.key.pragma, new.keys)
    try:
        if copy is not None:
            copy.parent.mkdir(parents=True, exist_ok=True)
        with alone(database, old) as connection:
            with written_whole(database, over=None, is_private=True, scratch_suffix=SCRATCH) as part:
                with _stoppable(connection, progress):
                    counts = _exported(connection, Path(part.name), new_key)
                if copy is not None and old is None:
                    _keep_copy(Path(part.name), copy, new_keys)
                elif copy is not None:
                    copy_through(connection, copy, old, old_keys)
                progress(0, None)
                sets = [one for one in (old_keys, new_keys) if one is not None]
                write_sets(database, *sets)
                if old is None:
                    _link_aside(database)
                let_go_on_windows(connection)
            # The new file is in its place: what was asked for is done, also where the slots that opened the old one
            # cannot be taken away now (a virus scanner, a full disk). The file says which are its own.
            with contextlib.suppress(OSError, EnvironmentProblem):
                if new_keys is None:
                    file_of(database).unlink(missing_ok=True)
                else:
                    write_sets(database, new_keys)
    except OSError as error:
        raise problem_of(error, database) from error
    finally:
        clean_up(database.parent)
    return counts


def rewritten_copy(source: Path, target: Path, *, old: str | None, new: str | None) -> Counts:
    """Write a backup, or a database nobody has open, under another key into an empty file; the source stays.

    Raises:
        EnvironmentProblem: As `rewrite`.
    """
    with _opened(source, old, mode="ro") as connection:
        return _exported(connection, target, new)


def encrypt_copy(file: Path, new: Unlocked) -> None:
    """Encrypt a plain backup where it lies, with the slots behind its last page.

    Raises:
        EnvironmentProblem: As `rewrite`; the copy is as it was then.
    """
    try:
        with written_whole(file, over=None, is_private=True, scratch_suffix=SCRATCH) as part:
            rewritten_copy(file, Path(part.name), old=None, new=new.key.pragma)
            part.seek(0, os.SEEK_END)
            part.write(end_of(new.keys))
            _link_aside(file)
    except OSError as error:
        raise problem_of(error, file) from error
    finally:
        clean_up(file.parent)


def plain_copies_beside(database: Path) -> list[Path]:
    """Return the plain copies in `backups` beside a database, and under its name with `.replaced`."""
    folder = database.parent
    return sorted(filter(is_plain, (*folder.glob("backups/*.sqlite"), *folder.glob(f"{database.name}.replaced*"))))


def encrypt_copies(files: Iterable[Path], new: Unlocked, seal: bytes | None) -> tuple[Path, ...]:
    """Encrypt plain copies where they lie, each whole or as it was; return those that could not be.

    Args:
        files: The copies.
        new: The keys.
        seal: The key the notes beside the copies are sealed with.
    """
    return tuple(file for file in files if not _is_encrypted_now(file, new, seal))


def _is_encrypted_now(file: Path, new: Unlocked, seal: bytes | None) -> bool:
    try:
        with backup_manifest.written_anew(file, seal):
            encrypt_copy(file, new)
    except (EnvironmentProblem, OSError):
        return not is_plain(file)
    return True


def copy_through(connection: Any, target: Path, key: str | None, keys: KeySet | None) -> None:
    """Write what an open connection sees to a backup under the same key, with its slots behind the last page.

    Raises:
        EnvironmentProblem: As `foundation.files.written_whole`.
    """
    with written_whole(target, over=None, is_private=True) as part:
        fill_copy(connection, part, key, keys)


def fill_copy(
    connection: Any, part: BinaryIO, key: str | None, keys: KeySet | None, note: Mapping[str, Any] | None = None
) -> None:
    """Fill an open scratch file as `copy_through` does.

    Raises:
        sqlcipher3.dbapi2.Error: When the database cannot be read or the file written.
    """
    from sqlcipher3 import dbapi2

    try:
        with contextlib.closing(dbapi2.connect(address_of(Path(part.name).absolute(), "rw"), uri=True)) as copy:
            use_key(copy, key)
            connection.backup(copy)
            # Without a journal: a copy that needs one beside it cannot be read from a write-protected stick.
            copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        with contextlib.suppress(OSError):
            Path(f"{part.name}-journal").unlink(missing_ok=True)
    if keys is not None or note:
        part.seek(0, os.SEEK_END)
        part.write(end_of(keys, note))


def clean_up(folder: Path) -> None:
    """Overwrite and remove what a rewriting, or one that was killed, left: it may hold plain data."""
    for file in folder.glob(f".*{SCRATCH}"):
        with contextlib.suppress(OSError, EnvironmentProblem):
            overwrite(file)
            file.unlink()


def _link_aside(database: Path) -> None:
    """Keep a second name for the plain file, by which it is overwritten once the new one is in its place."""
    if database.stat().st_nlink > 1:
        return  # a copy of an earlier restore shares it, and is dealt with by itself
    handle, aside = make_scratch_file(database.parent, SCRATCH)
    os.close(handle)
    aside.unlink()
    with contextlib.suppress(OSError):  # a file system without links
        aside.hardlink_to(database)


def _keep_copy(made: Path, copy: Path, keys: KeySet | None) -> None:
    """Keep a copy of a finished file nobody has open."""
    with written_whole(copy, over=None, is_private=True) as part, made.open("rb") as source:
        shutil.copyfileobj(source, part)
        if keys is not None:
            part.write(end_of(keys))


@contextlib.contextmanager
def _opened(file: Path, key: str | None, *, mode: str) -> Iterator[Any]:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(
        address_of(file, mode), uri=True, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        use_key(connection, key)
        try:
            if mode == "rw":
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("SELECT count(*) FROM sqlite_master")
            if mode == "rw":
                # Leaving WAL needs the file for oneself, and takes the journal into it; the lock stays until the end.
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("BEGIN EXCLUSIVE")
                connection.execute("COMMIT")
        except dbapi2.DatabaseError as error:
            raise opening_problem(file, key, error) from error
        try:
            yield connection
        except dbapi2.Error as error:
            raise trouble_of(error) or EnvironmentProblem("write_failed", path=str(file)) from error
    finally:
        connection.close()


def alone(file: Path, key: str | None) -> contextlib.AbstractContextManager[Any]:
    """Open a database for oneself, with its journal folded into the file; nobody else can open it until the end.

    Raises:
        EnvironmentProblem: `locked` while any other program has it open, even an idle one; as `opening_problem`.
    """
    return _opened(file, key, mode="rw")


def let_go_on_windows(connection: Any) -> None:
    """Close the file before another takes its place, where the system asks for it."""
    if os.name != "posix":
        connection.close()


def _exported(connection: Any, target: Path, key: str | None) -> Counts:
    """Copy everything into an empty file and compare the two, row by row.

    Raises:
        EnvironmentProblem: `copy_differs`.
    """
    connection.execute("ATTACH DATABASE ? AS made KEY ?", (address_of(target.absolute(), "rw"), key or ""))
    connection.execute("SELECT sqlcipher_export('made')")
    for name in ("user_version", "application_id"):
        value = int(connection.execute(f"PRAGMA main.{name}").fetchone()[0])
        connection.execute(f"PRAGMA made.{name} = {value}")
    counts = _compared(connection, target)
    if connection.execute("PRAGMA made.integrity_check").fetchone()[0] != "ok":
        raise EnvironmentProblem("copy_differs", path=str(target))
    connection.execute("DETACH DATABASE made")
    return counts


_STEPS = 20_000
"""Instructions of SQLite's machine between two questions, within one statement: a millisecond or so."""


@contextlib.contextmanager
def _stoppable(connection: Any, progress: Progress) -> Iterator[None]:
    """Ask `progress` while SQLite is at work, which stops when it is cancelled.

    Raises:
        UserCancelled: It was.
    """
    from sqlcipher3 import dbapi2

    stopped: list[UserCancelled] = []
    connection.set_progress_handler(_asking(progress, stopped), _STEPS)
    try:
        yield
    except dbapi2.Error:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _asking(progress: Progress, stopped: list[UserCancelled]) -> Callable[[], int]:
    """Return what SQLite calls meanwhile; anything but 0 stops it."""

    def ask() -> int:
        try:
            progress(0, None)
        except UserCancelled as cancelled:
            stopped.append(cancelled)
        return len(stopped)

    return ask


_SCHEMA = (
    "SELECT type, name, tbl_name, sql FROM {}.sqlite_master WHERE substr(name, 1, 7) <> 'sqlite_' ORDER BY type, name"
)


def _compared(connection: Any, target: Path) -> Counts:
    schema, made = (connection.execute(_SCHEMA.format(one)).fetchall() for one in ("main", "made"))
    counts: dict[str, tuple[int, int]] = {}
    is_equal = schema == made
    for kind, name, _table, sql in schema if is_equal else ():
        if kind != "table" or sql.upper().startswith("CREATE VIRTUAL"):
            continue
        one, two = (f'{which}."{name}"' for which in ("main", "made"))
        count = "SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {})"
        counts[name] = tuple(connection.execute(count.format(one, two)).fetchone())
        missing = f"SELECT 1 FROM (SELECT * FROM {one} EXCEPT SELECT * FROM {two}) LIMIT 1"  # noqa: S608 - our names
        is_equal = is_equal and counts[name][0] == counts[name][1] and connection.execute(missing).fetchone() is None
    if not is_equal:
        raise EnvironmentProblem("copy_differs", path=str(target))
    return counts
