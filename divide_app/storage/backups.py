"""Copies of the embedded database that are whole, checked, and never half-written over a good one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Engine, func, inspect, select, text

from divide_app.foundation.file_trouble import problem_of as problem_of_file
from divide_app.foundation.files import written_whole
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage.engine import make_file_engine
from divide_app.storage.keys import SCRATCH, KeySet, Unlocked, length_without_end, place_keys, set_of, write_sets
from divide_app.storage.migrations import HEAD_REVISION, check_schema, current_revision
from divide_app.storage.recrypting import alone, fill_copy, let_go_on_windows, rewritten_copy
from divide_app.storage.rows.every import Base
from divide_app.storage.shares import hold_if_needed
from divide_app.storage.trouble import problem_of, told_plainly


@dataclass(frozen=True, slots=True)
class BackupVerdict:
    """What a check of a backup file found; `counts` is rows by table."""

    ok: bool
    revision: str | None
    counts: dict[str, int]


def copy_database(
    engine: Engine, target: Path, key: str | None, keys: KeySet | None = None, *, is_named: bool = False
) -> Path:
    """Write a consistent copy of an open embedded database; it is encrypted with the same key, and carries its slots.

    The copy is made beside the target and moved onto it when it is whole and on disk; a folder that is missing is made.

    Args:
        engine: The open database.
        target: The copy.
        key: That of the open database (`storage.keys.key_for`).
        keys: Its slots.
        is_named: A person named the target: only a copy that opens with the same key is replaced.

    Raises:
        EnvironmentProblem: `locked`, and as `written_whole`.
    """
    from sqlcipher3 import dbapi2

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise problem_of_file(error, target) from error
    over = (lambda there: is_ours(there, key)) if is_named else None
    with written_whole(target, over=over, is_private=True) as part, told_plainly(), engine.connect() as connection:
        source = connection.connection.driver_connection
        assert source is not None
        try:
            fill_copy(source, part, key, keys)
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


def restore_file(
    backup: Path, target: Path, *, backup_key: str | None, place: Unlocked | None, key: str | None
) -> None:
    """Put a checked backup in the place of the database; the database that was there is kept as `.replaced`.

    Each restore keeps its own (`.replaced`, `.replaced-2`, ...). At no moment is there no database: a program killed
    here leaves either the old one or the new one in its place. An encrypted place stays so, with its own key, whatever
    the backup was; a plain place takes an encrypted backup with the backup's slots.

    Args:
        backup: The file.
        target: The place's database, which need not be there.
        backup_key: What opens the backup.
        place: The key of a place that is encrypted with slots.
        key: What opens the database that is there now.

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
        with (
            _alone_if_sound(target, key) as connection,
            written_whole(target, over=None, is_private=True, scratch_suffix=SCRATCH) as part,
        ):
            if place is not None:
                rewritten_copy(backup, Path(part.name), old=backup_key, new=place.key.pragma)
                write_sets(target, place.keys)
            else:
                _copy_pages(backup, part)
                came = set_of(backup)
                if came is not None:
                    write_sets(target, came)
            if target.exists():
                old = place_keys(target)
                kept = _keep_beside(target)
                if old is not None:
                    write_sets(kept, old)
            if connection is not None:
                let_go_on_windows(connection)
        with contextlib.suppress(OSError):
            target.with_name(target.name + "-shm").unlink(missing_ok=True)
    finally:
        if hold is not None:
            hold.let_go()


def _copy_pages(backup: Path, part: BinaryIO) -> None:
    left = length_without_end(backup)
    with backup.open("rb") as source:
        while left > 0 and (piece := source.read(min(left, 1 << 20))):
            left -= part.write(piece)


@contextlib.contextmanager
def _alone_if_sound(target: Path, key: str | None) -> Iterator[Any]:
    """Hold the database that is there for oneself; a damaged one, which is what a restore is for, cannot be held."""
    with contextlib.ExitStack() as stack:
        connection = None
        if target.exists():
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
