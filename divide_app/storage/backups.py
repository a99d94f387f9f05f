"""Copies of the embedded database that are whole, checked, and never half-written over a good one."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, inspect, select, text

from divide_app.foundation.file_trouble import problem_of as problem_of_file
from divide_app.foundation.files import PLACE_FILE, written_whole
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage import engine as engine_module
from divide_app.storage.engine import address_of, make_file_engine
from divide_app.storage.migrations import HEAD_REVISION, check_schema, current_revision
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


def copy_database(engine: Engine, target: Path, password: str | None, *, is_named: bool = False) -> Path:
    """Write a consistent copy of an open embedded database; it is encrypted with the same password.

    The copy is made beside the target and moved onto it when it is whole and on disk; a folder that is missing is made.

    Args:
        engine: The open database.
        target: The copy.
        password: That of the open database.
        is_named: A person named the target: only a copy that opens with the same password is replaced.

    Raises:
        EnvironmentProblem: `locked`, and as `written_whole`.
    """
    from sqlcipher3 import dbapi2

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise problem_of_file(error, target) from error
    over = (lambda there: is_ours(there, password)) if is_named else None
    with written_whole(target, over=over, is_private=True) as part, told_plainly(), engine.connect() as connection:
        source = connection.connection.driver_connection
        assert source is not None
        try:
            with contextlib.closing(dbapi2.connect(address_of(Path(part.name), "rw"), uri=True)) as copy:
                if password:
                    copy.execute("PRAGMA key = '{}'".format(password.replace("'", "''")))
                source.backup(copy)
                # Alone in its file: a copy that wants a journal beside it cannot be read from a locked stick.
                copy.execute("PRAGMA journal_mode = DELETE")
        except dbapi2.Error as error:
            problem = problem_of(error)
            raise EnvironmentProblem(problem.code if problem else "write_failed", path=str(target)) from error
        finally:
            with contextlib.suppress(OSError):
                Path(f"{part.name}-journal").unlink(missing_ok=True)
    return target


def is_ours(file: Path, password: str | None) -> bool:
    """Tell whether a file is a database of this program that opens with the password in use."""
    engine = make_file_engine(file, password, read_only=True)
    try:
        with told_plainly(), engine.connect() as connection:
            return current_revision(connection) is not None
    except EnvironmentProblem:
        return False
    finally:
        engine.dispose()


def verify_file(file: Path, password: str | None) -> BackupVerdict:
    """Open a backup, check every page, foreign key and its schema, and count its rows.

    Raises:
        EnvironmentProblem: `missing_file`, `bad_password`, `password_needed`, `damaged`, `unknown_schema`.
    """
    if not file.is_file():
        raise EnvironmentProblem("missing_file", path=str(file))
    engine = make_file_engine(file, password, read_only=True)
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


KEPT_DAYS = 30
"""How long the database that a restore replaced is kept beside the new one."""


def restore_file(backup: Path, target: Path, password: str | None) -> None:
    """Put a checked backup in the place of the database; the database that was there is kept as `.replaced`.

    The database's own file is filled anew in one transaction of SQLite, while nobody else can open it: a program that
    opens it meanwhile waits, and then finds the new data; it cannot be left with a file that was moved away, in which
    its next acts would be lost. Killed at any step the old database is whole, or the new one. Only a database that
    cannot be opened at all (damaged, another password) is replaced as a file.

    Raises:
        EnvironmentProblem: `locked` while another program has the database open, `held_elsewhere` on a share, and as
            `written_whole`.
    """
    hold = None
    try:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            hold = hold_if_needed(target)
        except OSError as error:
            raise problem_of_file(error, target) from error
        if target.exists() and target.stat().st_size and _filled_anew(backup, target, password):
            return
        with written_whole(target, over=None, is_private=True) as part, backup.open("rb") as source:
            shutil.copyfileobj(source, part)
            if target.exists():
                _keep_beside(target)
        with contextlib.suppress(OSError):
            target.with_name(target.name + "-shm").unlink(missing_ok=True)
    finally:
        if hold is not None:
            hold.let_go()


def _filled_anew(backup: Path, target: Path, password: str | None) -> bool:
    """Fill a database with a backup while nobody else can open it; False when it cannot be opened with the password."""
    from sqlcipher3 import dbapi2

    with contextlib.closing(_connected(target, password, mode="rw")) as connection:
        try:
            # Before the first page is read: then not even the index of the journal is shared with anybody.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("SELECT count(*) FROM sqlite_master")
            # Leaving WAL fails while any other program has it open, even an idle one; the lock stays until the end.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except dbapi2.DatabaseError as error:
            problem = problem_of(error)
            if problem is not None and problem.code == "locked":
                raise EnvironmentProblem("locked", path=str(target)) from error
            return False  # a damaged database is exactly what a restore is for
        try:
            _keep_replaced(connection, target, password)
            with contextlib.closing(_connected(backup, password, mode="ro")) as source:
                source.backup(connection)
        except dbapi2.Error as error:
            problem = problem_of(error)
            raise EnvironmentProblem(problem.code if problem else "write_failed", path=str(target)) from error
    return True


def _connected(file: Path, password: str | None, *, mode: str) -> Any:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(
        address_of(file, mode), uri=True, timeout=engine_module.BUSY_MILLISECONDS / 1000, isolation_level=None
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    if password:
        connection.execute("PRAGMA key = '{}'".format(password.replace("'", "''")))
    return connection


def _keep_replaced(connection: Any, target: Path, password: str | None) -> None:
    """Keep the database beside itself, one for each place: that of the last restore before which somebody worked."""
    from sqlcipher3 import dbapi2

    kept = target.with_name(target.name + ".replaced")
    if kept.exists():
        with contextlib.suppress(dbapi2.Error):
            last = connection.execute("SELECT act FROM audit_entries ORDER BY number DESC LIMIT 1").fetchone()
            if last == ("backup.restore",):
                return  # a second try: what was before the first is what somebody may want back
    with written_whole(kept, over=None, is_private=True) as part:
        with contextlib.closing(_connected(Path(part.name), password, mode="rw")) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        with contextlib.suppress(OSError):
            Path(f"{part.name}-journal").unlink(missing_ok=True)


def tidy(folder: Path, now: float) -> None:
    """Remove from a place what has had its time: replaced databases, and what killed writers left half-written.

    Args:
        folder: The place.
        now: Seconds since the epoch.
    """
    for pattern, days in ((f"{PLACE_FILE}.replaced*", KEPT_DAYS), (".*.part", 1), ("backups/.*.part", 1)):
        for file in folder.glob(pattern):
            with contextlib.suppress(OSError):
                if file.is_file() and file.stat().st_mtime < now - days * 86_400:
                    file.unlink()


def _keep_beside(target: Path) -> None:
    """Give the old database a second name; what stays in its journal (another password's, say) goes with it."""
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
