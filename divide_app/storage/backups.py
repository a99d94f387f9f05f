"""Copies of the embedded database that are whole, checked, and never half-written over a good one."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, inspect, select, text

from divide_app.foundation.file_trouble import problem_of as problem_of_file
from divide_app.foundation.files import written_whole
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage.engine import make_file_engine
from divide_app.storage.migrations import HEAD_REVISION, check_schema, current_revision
from divide_app.storage.rows.every import Base
from divide_app.storage.shares import hold_if_needed
from divide_app.storage.trouble import problem_of, told_plainly


@dataclass(frozen=True, slots=True)
class BackupVerdict:
    """What a check of a backup file found; `counts` is rows by table."""

    ok: bool
    revision: str | None
    counts: dict[str, int]


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
            with contextlib.closing(dbapi2.connect(part.name)) as copy:
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
            counts = count_rows(engine) if revision is not None else {}
    finally:
        engine.dispose()
    return BackupVerdict(ok=sound and known, revision=revision, counts=counts)


def count_rows(engine: Engine) -> dict[str, int]:
    """Return the number of rows in each of our tables."""
    with told_plainly(), engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
            if table.name in there
        }


def restore_file(backup: Path, target: Path, password: str | None) -> None:
    """Put a checked backup in the place of the database; the database that was there is kept as `.replaced`.

    Each restore keeps its own (`.replaced`, `.replaced-2`, ...). At no moment is there no database: a program killed
    here leaves either the old one or the new one in its place.

    Raises:
        EnvironmentProblem: `locked` while another program has the database open, `held_elsewhere` on a share, and as
            `written_whole`.
    """
    hold = None
    try:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            hold = hold_if_needed(target)
            if target.exists():
                _fold_journal(target, password)
        except OSError as error:
            raise problem_of_file(error, target) from error
        with written_whole(target, over=None, is_private=True) as part, backup.open("rb") as source:
            shutil.copyfileobj(source, part)
            if target.exists():
                _keep_beside(target)
        with contextlib.suppress(OSError):
            target.with_name(target.name + "-shm").unlink(missing_ok=True)
    finally:
        if hold is not None:
            hold.let_go()


def _fold_journal(target: Path, password: str | None) -> None:
    """Take the database's journal into its file: a journal left beside another file would spoil that one."""
    engine = make_file_engine(target, password)
    try:
        with told_plainly(), engine.connect() as connection:
            # Leaving WAL needs the file for oneself: it fails while any other program has it open, even an idle one.
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
            connection.exec_driver_sql("BEGIN")
    except EnvironmentProblem as problem:
        if problem.code == "locked":
            raise
        # A damaged database is exactly what a restore is for; its journal is of no use to the new file.
    finally:
        engine.dispose()


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
