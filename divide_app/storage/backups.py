"""Backups of the embedded database: complete, verified, and written atomically."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Engine, func, inspect, select, text

from divide_app.foundation.file_trouble import problem_of as problem_of_file
from divide_app.foundation.files import make_folder, written_whole
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage import audit
from divide_app.storage.audit import AuditEntry, Head
from divide_app.storage.engine import make_file_engine
from divide_app.storage.keys import KeySet, length_without_end, place_keys, write_sets
from divide_app.storage.migrations import HEAD_REVISION, check_schema, current_revision
from divide_app.storage.recrypting import alone, copy_through, fill_copy, let_go_on_windows
from divide_app.storage.rows.every import Base
from divide_app.storage.shares import hold_if_needed
from divide_app.storage.trouble import problem_of, told_plainly
from divide_app.storage.values import wrong_values


@dataclass(frozen=True, slots=True)
class BackupVerdict:
    """What a check of a backup file found; `counts` is rows by table, `faults` names columns with wrong values."""

    ok: bool
    revision: str | None
    counts: dict[str, int]
    faults: tuple[str, ...] = ()


def copy_database(
    engine: Engine,
    target: Path,
    key: str | None,
    keys: KeySet | None = None,
    *,
    is_named: bool = False,
    note: Mapping[str, Any] | None = None,
) -> Path:
    """Write a consistent copy of an open embedded database; it is encrypted with the same key, and carries its slots.

    The copy is made beside the target and moved onto it when it is whole and on disk; a folder that is missing is made.

    Args:
        engine: The open database.
        target: The copy.
        key: That of the open database (`storage.keys.DataKey.pragma`).
        keys: Its slots.
        is_named: A person named the target: only a copy that opens with the same key is replaced.
        note: What else goes along to another PC.

    Raises:
        EnvironmentProblem: `locked`, and as `written_whole`.
    """
    from sqlcipher3 import dbapi2

    make_folder(target.parent)
    over = (lambda there: is_ours(there, key)) if is_named else None
    with written_whole(target, over=over, is_private=True) as part, told_plainly(), engine.connect() as connection:
        source = connection.connection.driver_connection
        assert source is not None
        try:
            fill_copy(source, part, key, keys, note)
        except dbapi2.Error as error:
            problem = problem_of(error)
            raise EnvironmentProblem(problem.code if problem else "write_failed", path=str(target)) from error
    return target


def is_ours(file: Path, key: str | None) -> bool:
    """Tell whether a file is a database of this program that opens with the key in use."""
    engine = make_file_engine(file, key, read_only=True)
    try:
        with told_plainly(), engine.connect() as connection:
            return current_revision(connection) is not None
    except EnvironmentProblem:
        return False
    finally:
        engine.dispose()


def verify_file(file: Path, key: str | None) -> BackupVerdict:
    """Open a backup, check every page, foreign key and its schema, and count its rows.

    Raises:
        EnvironmentProblem: `missing_file`, `bad_password`, `password_needed`, `damaged`, `unknown_schema`.
    """
    if not file.is_file():
        raise EnvironmentProblem("missing_file", path=str(file))
    engine = make_file_engine(file, key, read_only=True)
    try:
        with told_plainly(), engine.connect() as connection:
            sound = connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            sound = sound and connection.execute(text("PRAGMA foreign_key_check")).first() is None
            revision = current_revision(connection)
            known = revision is not None and revision <= HEAD_REVISION
            if sound and known:
                check_schema(connection, revision)
            # Values of the newest schema only: an older one is upgraded by a restore, and looked through then.
            faults = wrong_values(connection) if sound and revision == HEAD_REVISION else []
            counts = count_rows(engine) if revision is not None else {}
    finally:
        engine.dispose()
    return BackupVerdict(ok=sound and known and not faults, revision=revision, counts=counts, faults=tuple(faults))


def count_rows(engine: Engine) -> dict[str, int]:
    """Return the number of rows in each of our tables."""
    with told_plainly(), engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
            if table.name in there
        }


def last_entry(file: Path, key: str | None) -> tuple[Head, AuditEntry | None]:
    """Return how far the record of a checked backup goes, and its last entry.

    Raises:
        EnvironmentProblem: As `verify_file`.
    """
    engine = make_file_engine(file, key, read_only=True)
    try:
        with told_plainly(), engine.connect() as connection:
            return audit.head(connection), next(audit.read_entries(connection, newest=1), None)
    finally:
        engine.dispose()


def restore_file(
    source: Path, target: Path, *, key: str | None, slots: KeySet | None, old: str | None, head: str = ""
) -> Path | None:
    """Put restored data in the place of a database; the database that was there is kept as `.replaced`.

    The database's own file is filled anew in one transaction of SQLite, while nobody else can open it: a program that
    opens it meanwhile waits, and then finds the new data; it cannot be left with a file that was moved away, in which
    its next acts would be lost. Killed at any step the old database is whole, or the new one. Only a damaged database
    is replaced as a file, and a plain one by encrypted data, which SQLite cannot do in a transaction.

    Args:
        source: A database nobody else has open.
        target: The place's database, which need not be there.
        key: What opens `source`, and then `target`.
        slots: The slots of `key`.
        old: What opens the database that is there now: the same key when that is encrypted.
        head: How far the record of the database there went when it was read what `source` takes over from it; "" = it
            could not be read.

    Returns:
        Where the replaced database lies; None when there was none.

    Raises:
        EnvironmentProblem: `locked` while another program has the database open, and when one wrote since `head`: what
            it forgot, or whom it shut out, would come back; `held_elsewhere` on a share, and as `written_whole`.
    """
    hold, kept = None, None
    try:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            hold = hold_if_needed(target)
        except OSError as error:
            raise problem_of_file(error, target) from error
        # Before the lock is taken: POSIX releases all locks on a file when any handle on it is closed.
        old_slots = place_keys(target)
        with alone(source, key) as restored, _alone_if_sound(target, old) as there:
            if there is not None and head and _head_of(there) != head:
                raise EnvironmentProblem("locked", path=str(target))
            if slots is not None:
                write_sets(target, slots)
            if there is not None:
                kept = _keep_replaced(there, target, old, None if old is None else slots)
            if there is not None and key == old:
                restored.backup(there)
                return kept
            with written_whole(target, over=None, is_private=True) as part:
                fill_copy(restored, part, key, None)
                if there is not None:
                    let_go_on_windows(there)
                elif target.exists():
                    kept = _keep_beside(target)
                    if old_slots is not None:
                        write_sets(kept, old_slots)
        with contextlib.suppress(OSError):
            target.with_name(target.name + "-shm").unlink(missing_ok=True)
    finally:
        if hold is not None:
            hold.let_go()
    return kept


def _head_of(connection: Any) -> str:
    last = connection.execute("SELECT number, hash FROM audit_entries ORDER BY number DESC LIMIT 1").fetchone()
    return str(audit.EMPTY if last is None else audit.head_of(*last))


def _keep_replaced(connection: Any, target: Path, key: str | None, slots: KeySet | None) -> Path:
    """Keep the database beside itself and return where: of the last restore before which somebody worked."""
    from sqlcipher3 import dbapi2

    kept = target.with_name(target.name + ".replaced")
    if kept.exists():
        with contextlib.suppress(dbapi2.Error):
            last = connection.execute("SELECT act FROM audit_entries ORDER BY number DESC LIMIT 1").fetchone()
            if last == ("backup.restore",):
                return kept  # a second restore: the database before the first one is the one worth keeping
    copy_through(connection, kept, key, slots)
    return kept


def copy_pages(backup: Path, part: BinaryIO) -> None:
    """Write the pages of a backup, without the slots behind them, to an open file."""
    left = length_without_end(backup)
    with backup.open("rb") as source:
        while left > 0 and (piece := source.read(min(left, 1 << 20))):
            left -= part.write(piece)


@contextlib.contextmanager
def _alone_if_sound(target: Path, key: str | None) -> Iterator[Any]:
    """Hold the database that is there for oneself; a damaged one, which is what a restore is for, cannot be held."""
    with contextlib.ExitStack() as stack:
        connection = None
        if target.exists() and target.stat().st_size:
            try:
                connection = stack.enter_context(alone(target, key))
            except EnvironmentProblem as problem:
                if problem.code == "locked":
                    raise
        yield connection


def _keep_beside(target: Path) -> Path:
    """Give the old database a second name, and return it; what stays in its journal goes with it."""
    number, kept = 1, target.with_name(target.name + ".replaced")
    while kept.exists():
        number += 1
        kept = target.with_name(f"{target.name}.replaced-{number}")
    try:
        kept.hardlink_to(target)
    except OSError:  # a file system without links, as on USB sticks
        target.replace(kept)
    journal = target.with_name(target.name + "-wal")
    if journal.exists():
        journal.replace(kept.with_name(kept.name + "-wal"))
    return kept
