"""The open database: the only door through which services read and write."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine

from divide_app.domain.office.office import Role
from divide_app.foundation import files
from divide_app.foundation.clock import Clock, system_clock
from divide_app.foundation.ids import IdMaker, new_id
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.user_paths import data_folder
from divide_app.storage import audit, audit_memory, migrations
from divide_app.storage.audit_key import key_of
from divide_app.storage.engine import make_engine
from divide_app.storage.places import Place
from divide_app.storage.shares import Hold, hold_if_needed
from divide_app.storage.trouble import told_plainly
from divide_app.storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

_NEEDED_TO_BEGIN = 8 * 1024 * 1024
"""Bytes; they hold the schema and its journal with room to spare."""


class Database:
    """One open place. Reading gives a connection in a read transaction, writing gives a unit of work."""

    def __init__(
        self, place: Place, engine: Engine, clock: Clock, make_id: IdMaker, password: str | None = None
    ) -> None:
        self.place = place
        self.engine = engine
        self.clock = clock
        self.make_id = make_id
        self.password = password
        self._in_care = [file for file in (place.folder and place.database_file, place.package) if file is not None]
        for file in self._in_care:
            files.keep_from_writing(file)
        self.hold: Hold | None = None
        """Held against other PCs on a network share, and let go when the database is closed."""
        self.viewer = Role.STAFF
        """Role of who looks; services leave out of their answers what it does not see. The window sets it."""
        self._writer = engine.execution_options(divide_app_write=True)
        self._seen: audit.Head | None = None
        self._goes_on = True
        # SQLite reads one moment by itself; PostgreSQL would show each statement a newer one.
        self._reader = engine.execution_options(isolation_level="REPEATABLE READ") if self.is_shared else engine

    @property
    def is_shared(self) -> bool:
        """True on PostgreSQL, where several halls work at once."""
        return self.place.url is not None

    @cached_property
    def audit_key(self) -> bytes | None:
        """The key that seals the audit trail of this place; None where there is none."""
        return key_of(self.place)

    def now(self) -> datetime:
        """The present moment (UTC) by this database's clock."""
        return self.clock()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Open a read transaction; everything read in it is of one moment, and nothing written in it stays.

        Raises:
            EnvironmentProblem: When the database cannot be reached or read.
        """
        with told_plainly(), self._reader.connect() as connection, connection.begin() as transaction:
            yield UnitOfWork(connection, "", self.clock, self.make_id)
            transaction.rollback()

    @contextmanager
    def rehearse(self) -> Iterator[UnitOfWork]:
        """Open a unit of work that is always rolled back: for showing what an act would do."""
        with told_plainly(), self._writer.connect() as connection, connection.begin() as transaction:
            yield UnitOfWork(connection, "", self.clock, self.make_id)
            transaction.rollback()

    @contextmanager
    def write(self, actor: str) -> Iterator[UnitOfWork]:
        """Open a unit of work, committed when the block ends well and rolled back otherwise.

        Args:
            actor: Who acts, for the audit trail: a user's name, or the command line.

        Raises:
            EnvironmentProblem: `locked`, `disk_full`, `read_only`, `server_away`, `held_elsewhere`; nothing was
                written then.
        """
        with told_plainly(), self._write() as connection:
            uow = UnitOfWork(connection, actor, self.clock, self.make_id)
            yield uow
            if self._seen is None:
                # Of a trail that was cut or made anew this PC goes on remembering what it was before.
                known = audit_memory.recall(self.place, self.audit_key)
                self._goes_on = audit.goes_through(connection, known.seen)
            head = uow.seal(self.audit_key)
        self._seen = head

    @contextmanager
    def jot(self) -> Iterator[UnitOfWork]:
        """Open a unit of work for half-typed entries, which are no acts of the office and leave no audit entry.

        Raises:
            EnvironmentProblem: As `write`.
        """
        with told_plainly(), self._write() as connection:
            yield UnitOfWork(connection, "", self.clock, self.make_id)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction for those who copy whole tables, with the record of acts that belongs to them.

        Raises:
            EnvironmentProblem: As `write`.
        """
        with told_plainly(), self._write() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self.hold is not None:
            self.hold.check()
        with self._writer.begin() as connection:
            yield connection

    def optimise(self) -> None:
        """Refresh the planner's figures: without them SQLite once chose the wrong index, 6 times slower."""
        with told_plainly(), self.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("ANALYZE" if self.is_shared else "PRAGMA optimize=0x10002")

    def close(self) -> None:
        """Close all connections, and let go of a database on a share; this PC remembers how far the trail went."""
        if self._seen is not None and self._goes_on:
            known = audit_memory.recall(self.place, self.audit_key)
            audit_memory.remember(self.place, self.audit_key, audit_memory.Memory(self._seen, known.proven))
        self._seen = None
        self.engine.dispose()
        for file in self._in_care:
            files.let_go(file)
        self._in_care = []
        if self.hold is not None:
            self.hold.let_go()


def open_database(
    place: Place,
    *,
    password: str | None = None,
    clock: Clock = system_clock,
    make_id: IdMaker = new_id,
    create: bool = True,
    kind: type[Database] = Database,
) -> Database:
    """Open a place; an embedded database is made or upgraded (after a backup), a server is only checked.

    Raises:
        EnvironmentProblem: `read_only`, `locked`, `bad_password`, `password_needed`, `damaged`,
            `newer_database`, `older_database` (server only), `unknown_schema`, `empty_database`, `server_away`,
            `disk_full`, `held_elsewhere` (a folder on a share another PC works in).
    """
    hold = None
    if place.folder is not None:
        _prepare_folder(place.folder, place.database_file, create=create)
        hold = hold_if_needed(place.database_file)
    engine = make_engine(place, password)
    try:
        with told_plainly():
            with engine.connect() as connection, connection.begin():
                revision = migrations.current_revision(connection)
                if place.folder is None:
                    migrations.check_server(connection, revision)
                else:
                    migrations.check_schema(connection, revision)
            if revision is None:
                audit_memory.forget(place)  # of data that lay here before and was taken away as a whole
            if revision != migrations.HEAD_REVISION:
                _upgrade_embedded(place, engine, revision, password)
    except BaseException:
        engine.dispose()
        if hold is not None:
            hold.let_go()
        raise
    database = kind(place, engine, clock, make_id, password or None)
    database.hold = hold
    if place.folder is not None:
        from divide_app.storage.backups import tidy

        tidy(place.folder, clock().timestamp())
    return database


def _prepare_folder(folder: Path, file: Path, *, create: bool) -> None:
    is_new = not file.exists() or (file.is_file() and not file.stat().st_size)
    if is_new and _has_lost_its_content(file):
        # SQLite would take it for a new database, and the office would find its data gone without a word.
        raise EnvironmentProblem("damaged", path=str(file))
    if is_new and not create:
        if any(one.is_file() for one in (folder, *folder.parents)):
            raise EnvironmentProblem("wrong_folder", path=str(folder))
        raise EnvironmentProblem("empty_database", path=str(folder))
    if is_new:
        _refuse_full_disk(folder)
    try:
        if folder.is_relative_to(data_folder()):
            # This person's own folder holds residents' data: nobody else who signs in on this PC looks into it. What
            # an office chose itself may be shared, and keeps the rights its people gave it.
            data_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise EnvironmentProblem("wrong_folder", path=str(folder)) from error
    except OSError as error:
        raise EnvironmentProblem("read_only", path=str(folder)) from error


def _has_lost_its_content(file: Path) -> bool:
    """Tell an empty file that held an office's data from one a first start left that was killed.

    SQLite makes the file, then its first page, then the journal of WAL: a first start leaves neither a filled WAL nor
    a rollback journal that remembers pages, and no copies of earlier data beside the file.
    """
    if not file.exists():
        return False
    wal, journal = (file.with_name(file.name + end) for end in ("-wal", "-journal"))
    if wal.exists() and wal.stat().st_size:
        return True
    if journal.exists():
        with journal.open("rb") as stream:
            if stream.read(20)[16:].strip(b"\0"):  # pages before the act (sqlite.org/fileformat.html, 3)
                return True
    kept = (*file.parent.glob("backups/*"), *file.parent.glob(f"{file.name}.replaced*"))
    return bool(kept)


def _upgrade_embedded(place: Place, engine: Engine, revision: str | None, password: str | None) -> None:
    if revision is not None:
        from divide_app.storage.backups import copy_database

        folder = place.database_file.parent / "backups"
        kept = copy_database(engine, folder / f"before-upgrade-from-{revision}.sqlite", password)
        log.info("kept a copy before the upgrade: %s", kept.name)
    migrations.upgrade(engine)


def _refuse_full_disk(folder: Path) -> None:
    """Say so before anything of a new database is made, its folder included."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if shutil.disk_usage(there).free < _NEEDED_TO_BEGIN:
        raise EnvironmentProblem("disk_full", path=str(folder))
