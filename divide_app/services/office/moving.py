"""Moves all data to another SQLite or PostgreSQL database, and backs up and restores servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from divide_app.domain.errors import DomainError
from divide_app.foundation.files import scratch_folder, written_whole
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.progress import Progress, no_progress
from divide_app.storage import audit_memory, migrations
from divide_app.storage.backups import copy_database, copy_pages
from divide_app.storage.database import Database, open_database
from divide_app.storage.engine import make_engine
from divide_app.storage.keys import Unlocked
from divide_app.storage.left_behind import left_behind, take_over
from divide_app.storage.moving import Moved, copy_everything, empty_server, is_empty, lock_server
from divide_app.storage.places import Place
from divide_app.storage.recrypting import rewritten_copy
from divide_app.storage.trouble import told_plainly
from divide_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class MoveResult:
    """Everything is in another place too; `tables` is rows there and here, `place` names the other for people."""

    tables: Mapping[str, tuple[int, int]]
    equal: bool
    place: str


def move(
    database: Database, target: Place, *, password: str | None = None, progress: Progress = no_progress
) -> MoveResult:
    """Copy everything to another place and compare the two; what is here stays as it is.

    All of it is one transaction there: a move that was cut off leaves an empty place, and is simply done again.

    Args:
        database: The open place.
        target: A folder or a server; made or migrated when there is nothing yet.
        password: For the other place: an embedded one is encrypted with it.
        progress: Hears how far it is.

    Raises:
        DomainError: `door_only` for hall packages.
        EnvironmentProblem: `place_not_empty`; `copy_differs` when a table or a figure is not the same (nothing stays
            there then); as `open_database`.
    """
    if database.place.package is not None or target.package is not None:
        raise DomainError("door_only")
    if target.url is not None:
        _make_tables(target, password)
    other = open_database(target, password=password, clock=database.clock, make_id=database.make_id)
    try:
        moved = _fill(database, other, progress)
        with other.write() as uow:
            uow.audit("db.move", tables=len(moved.tables), rows=sum(there for there, _here in moved.tables.values()))
        return MoveResult(moved.tables, not moved.unequal, str(target))
    finally:
        other.close()


def _make_tables(target: Place, password: str | None) -> None:
    engine = make_engine(target, password)
    try:
        with told_plainly():
            with engine.connect() as connection, connection.begin():
                is_new = migrations.current_revision(connection) is None
            if is_new:
                migrations.upgrade(engine)
    finally:
        engine.dispose()


def _fill(source: Database, target: Database, progress: Progress = no_progress) -> Moved:
    with source.read() as there, target.writing() as connection:
        if not is_empty(connection):
            raise EnvironmentProblem("place_not_empty", path=str(target.place))
        return _equal(copy_everything(there.connection, connection, progress), target)


def _equal(moved: Moved, target: Database) -> Moved:
    if moved.unequal:
        raise EnvironmentProblem("copy_differs", path=str(target.place), tables=moved.unequal)
    return moved


def back_up_server(database: Database, target: Path, *, is_named: bool) -> None:
    """Write a server's data as an embedded database: the one form of all backups, which any place can take back.

    Raises:
        EnvironmentProblem: `copy_differs`, and as `written_whole`.
    """
    with scratch_folder() as folder:
        copy = open_database(Place(folder=folder), clock=database.clock, make_id=database.make_id)
        try:
            _fill(database, copy)
            copy_database(copy.engine, target, None, is_named=is_named)
        finally:
            copy.close()
            audit_memory.forget(copy.place)


def restore_server(place: Place, backup: Path, password: str | None) -> None:
    """Put a checked backup in the place of everything on a server, in one transaction: all of it, or as it was.

    Raises:
        EnvironmentProblem: `no_rights` for anybody but the owner of the tables, `locked` while others work,
            `copy_differs`.
    """
    _make_tables(place, password)
    server = open_database(place, password=password)
    try:
        with prepared(backup, None, None) as copy, server.writing() as connection:
            # Nobody is forgotten or shut out any more between looking and replacing.
            lock_server(connection)
            left = left_behind(UnitOfWork(connection, server.actor, server.clock, server.make_id))
            with copy.write() as uow:
                take_over(uow, left)
            with copy.read() as there:
                empty_server(connection)
                _equal(copy_everything(there.connection, connection), server)
        audit_memory.forget(place)
    finally:
        server.close()


@contextmanager
def prepared(
    backup: Path, key: str | None, new_key: str | None, unlocked: Unlocked | None = None
) -> Iterator[Database]:
    """Give a copy of a backup to work on, brought to this program's schema, and take it away afterwards.

    Args:
        backup: The file.
        key: What opens it.
        new_key: What the copy is encrypted with; plain data of an encrypted place lie nowhere.
        unlocked: The keys `new_key` is of: what is done to the copy is sealed with them.

    Raises:
        EnvironmentProblem: As `open_database` and `recrypting.rewritten_copy`.
    """
    with scratch_folder() as folder:
        place = Place(folder=folder)
        with written_whole(place.database_file, over=None, is_private=True) as part:
            if key == new_key:
                copy_pages(backup, part)
            else:
                rewritten_copy(backup, Path(part.name), old=key, new=new_key)
        copy = open_database(place, key=new_key)
        copy.unlocked = unlocked
        try:
            yield copy
        finally:
            copy.close()
            audit_memory.forget(place)
