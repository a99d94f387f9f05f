"""Rewrites a database under another key, or none: a whole, compared copy first, then one step that puts it in place."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from divide_app.foundation.files import make_scratch_file, overwritten, problem_of, replaced_whole
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage.engine import BUSY_MILLISECONDS, address_of, opening_problem
from divide_app.storage.keys import KeySet, Unlocked, file_of, put_at_end, write_sets
from divide_app.storage.trouble import problem_of as trouble_of

_SCRATCH = ".recrypt"

Counts = Mapping[str, tuple[int, int]]
"""Rows of each table before and after."""


def rewrite(
    database: Path, *, old: str | None, old_keys: KeySet | None, new: Unlocked | None, copy: Path | None
) -> Counts:
    """Put a database under a new key, or none, while nobody else has it open.

    Killed at any step it leaves a database that opens with the old password or with the new one: the slots of both
    lie beside it before the new file takes its place, and the file itself says which are its own.

    Args:
        database: The file.
        old: What opens it now (`keys.key_for`); None = it is plain.
        old_keys: Its slots, if it has any.
        new: The new key with its slots; None = it becomes plain.
        copy: Where a checked copy is kept: of what was, or, so that nothing plain stays, of what comes when it was
            plain. None = none is kept.

    Returns:
        Rows by table before and after; they are equal.

    Raises:
        EnvironmentProblem: `locked` while it is open elsewhere, `disk_full`, `bad_password`, `damaged`,
            `copy_differs`; the database is as it was then.
    """
    clean_up(database.parent)
    scratch: list[Path] = []
    try:
        with _alone(database, old) as connection:
            part = _scratch_beside(database, scratch)
            counts = _exported(connection, part, None if new is None else new.key.pragma)
            if copy is not None:
                source, keys = (part, new.keys if new else None) if old is None else (database, old_keys)
                _keep(source, copy, keys)
            sets = [one for one in (old_keys, None if new is None else new.keys) if one is not None]
            if sets:
                write_sets(database, *sets)
            if old is None:
                _link_aside(database, scratch)
            if os.name != "posix":
                connection.close()  # Windows lets no open file be replaced
            part.replace(database)
            if new is not None:
                write_sets(database, new.keys)
            else:
                file_of(database).unlink(missing_ok=True)
    except OSError as error:
        raise problem_of(error, database) from error
    finally:
        for file in scratch:
            _wipe(file)
    return counts


def rewritten_copy(source: Path, target: Path, *, old: str | None, new: str | None) -> Counts:
    """Write a backup, or a database nobody has open, under another key to a file; the source stays.

    Raises:
        EnvironmentProblem: As `rewrite`.
    """
    with _opened(source, old, mode="ro") as connection:
        return _exported(connection, target, new)


def clean_up(folder: Path) -> None:
    """Overwrite and remove what a killed rewriting left."""
    for file in folder.glob(f".*{_SCRATCH}"):
        _wipe(file)


def _wipe(file: Path) -> None:
    with contextlib.suppress(OSError):
        if file.exists():
            overwritten(file)
            file.unlink()


def _scratch_beside(database: Path, scratch: list[Path]) -> Path:
    handle, path = make_scratch_file(database.parent, _SCRATCH)
    os.close(handle)
    scratch.append(path)
    return path


def _link_aside(database: Path, scratch: list[Path]) -> None:
    """Keep a second name for the plain file, by which it is overwritten once the new one is in its place."""
    if database.stat().st_nlink > 1:
        return  # a copy of an earlier restore shares it, and is dealt with by itself
    aside = _scratch_beside(database, scratch)
    aside.unlink()
    with contextlib.suppress(OSError):  # a file system without links
        aside.hardlink_to(database)


def _keep(source: Path, copy: Path, keys: KeySet | None) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    with replaced_whole(copy, is_private=True) as part:
        shutil.copyfile(source, part)
        if keys is not None:
            put_at_end(part, keys)


@contextlib.contextmanager
def _opened(file: Path, key: str | None, *, mode: str) -> Iterator[Any]:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(
        f"{address_of(file)}?mode={mode}", uri=True, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        if key is not None:
            connection.execute("PRAGMA key = '{}'".format(key.replace("'", "''")))
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


def _alone(file: Path, key: str | None) -> contextlib.AbstractContextManager[Any]:
    return _opened(file, key, mode="rw")


def _exported(connection: Any, target: Path, key: str | None) -> Counts:
    """Copy everything into an empty file and compare the two, row by row.

    Raises:
        EnvironmentProblem: `copy_differs`.
    """
    connection.execute("ATTACH DATABASE ? AS made KEY ?", (str(target), key or ""))
    connection.execute("SELECT sqlcipher_export('made')")
    for name in ("user_version", "application_id"):
        value = int(connection.execute(f"PRAGMA main.{name}").fetchone()[0])
        connection.execute(f"PRAGMA made.{name} = {value}")
    counts = _compared(connection, target)
    if connection.execute("PRAGMA made.integrity_check").fetchone()[0] != "ok":
        raise EnvironmentProblem("copy_differs", path=str(target))
    connection.execute("DETACH DATABASE made")
    with target.open("rb+") as stream:
        os.fsync(stream.fileno())
    return counts


_SCHEMA = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, 2"


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
