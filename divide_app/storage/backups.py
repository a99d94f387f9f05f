"""Copies of the embedded database that are whole, checked, and never half-written over a good one."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, inspect, select, text

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage.engine import make_file_engine
from divide_app.storage.migrations import HEAD_REVISION, current_revision
from divide_app.storage.rows import Base
from divide_app.storage.trouble import told_plainly


@dataclass(frozen=True, slots=True)
class BackupVerdict:
    """What a check of a backup file found; `counts` is rows by table."""

    ok: bool
    revision: str | None
    counts: dict[str, int]


def copy_database(engine: Engine, target: Path, password: str | None) -> Path:
    """Write a consistent copy of an open embedded database; it is encrypted with the same password.

    The copy is made beside the target and moved onto it when it is whole and on disk.

    Raises:
        EnvironmentProblem: `disk_full`, `read_only`, `locked`.
    """
    from sqlcipher3 import dbapi2

    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    except OSError as error:
        raise EnvironmentProblem("read_only", path=str(target.parent)) from error
    with told_plainly(), engine.connect() as connection:
        source = connection.connection.driver_connection
        assert source is not None
        try:
            copy = dbapi2.connect(str(part))
            with contextlib.closing(copy):
                if password is not None:
                    copy.execute("PRAGMA key = '{}'".format(password.replace("'", "''")))
                source.backup(copy)
            with part.open("rb+") as stream:
                os.fsync(stream.fileno())
            part.replace(target)
        except dbapi2.Error as error:
            code = "disk_full" if "full" in str(error).lower() else "read_only"
            raise EnvironmentProblem(code, path=str(target)) from error
        except OSError as error:
            raise EnvironmentProblem("disk_full", path=str(target)) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    return target


def verify_file(file: Path, password: str | None) -> BackupVerdict:
    """Open a backup, check every page and foreign key, and count its rows.

    Raises:
        EnvironmentProblem: `missing_file`, `bad_password`, `password_needed`, `damaged`.
    """
    if not file.is_file():
        raise EnvironmentProblem("missing_file", path=str(file))
    engine = make_file_engine(file, password, read_only=True)
    try:
        with told_plainly(), engine.connect() as connection:
            sound = connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            sound = sound and connection.execute(text("PRAGMA foreign_key_check")).first() is None
            revision = current_revision(connection)
            counts = count_rows(engine) if revision is not None else {}
    finally:
        engine.dispose()
    known = revision is not None and revision <= HEAD_REVISION
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

    Raises:
        EnvironmentProblem: `locked` while another program has the database open, `disk_full`, `read_only`.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            _fold_journal(target, password)
        shutil.copyfile(backup, part)
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        if target.exists():
            target.replace(target.with_name(target.name + ".replaced"))
        part.replace(target)
    except OSError as error:
        code = "disk_full" if error.errno == errno.ENOSPC else "read_only"
        raise EnvironmentProblem(code, path=str(target)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _fold_journal(target: Path, password: str | None) -> None:
    """Take the database's journal into its file: a journal left beside another file would spoil that one."""
    engine = make_file_engine(target, password)
    try:
        with told_plainly(), engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA locking_mode = EXCLUSIVE")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except EnvironmentProblem as problem:
        if problem.code == "locked":
            raise
        # A damaged database is exactly what a restore is for; its journal is of no use to the new file.
    finally:
        engine.dispose()
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
