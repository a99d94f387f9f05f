"""Upgrades a database to this program's schema, and refuses one that is newer than the program."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from divide_app.foundation.bundled import database_file
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage import append_only, fingerprints

if TYPE_CHECKING:
    from alembic.config import Config

HEAD_REVISION = max(fingerprints.KNOWN)
"""The schema this program works with; not asked of Alembic, because that costs 0.1 s at each start; a test holds
it equal to the newest script."""

_REVISION = re.compile(r"[0-9]{4}")

_ADVISORY_LOCK = 0x6B616B65
"""Any fixed number ('kake'): one administrator upgrades at a time on PostgreSQL."""


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration, made in code so that no file path is guessed."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(database_file("migrations")))
    config.attributes["connection"] = connection
    return config


def current_revision(connection: Connection) -> str | None:
    """Return the database's revision, or None when it holds no tables of ours.

    Raises:
        EnvironmentProblem: `unknown_schema` for what is no revision of any release; `not_a_database` for a file with
            another program's tables, which ours must not join; `no_rights` on a server that shows no schema.
    """
    found = inspect(connection)
    if not found.has_table("alembic_version"):
        if connection.dialect.name == "sqlite" and found.get_table_names():
            raise EnvironmentProblem("not_a_database")
        if connection.dialect.name == "postgresql" and connection.scalar(text("SELECT current_schema()")) is None:
            raise EnvironmentProblem("no_rights")  # what is there is not shown to this login
        return None
    found_rows = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if not found_rows:
        return None
    if len(found_rows) > 1 or not isinstance(found_rows[0], str) or not _REVISION.fullmatch(found_rows[0]):
        raise EnvironmentProblem("unknown_schema", database="?")
    return found_rows[0]


def check_server(connection: Connection, revision: str | None) -> None:
    """Refuse a server this program must not write to; its fingerprint is read, not computed, which is 5 ms less.

    Raises:
        EnvironmentProblem: `newer_database`, `older_database`, `empty_database` or `unknown_schema`.
    """
    if revision is None:
        raise EnvironmentProblem("empty_database")
    refuse_newer(revision)
    if revision < HEAD_REVISION:
        raise EnvironmentProblem("older_database", database=revision, program=HEAD_REVISION)
    if not fingerprints.is_known(connection, revision, fingerprints.kept(connection)):
        raise EnvironmentProblem("unknown_schema", database=revision)


def check_schema(connection: Connection, revision: str | None) -> None:
    """Refuse a database that claims a revision and has another schema; an empty one is none yet.

    Raises:
        EnvironmentProblem: `newer_database` or `unknown_schema`.
    """
    if revision is None:
        return
    refuse_newer(revision)
    if not fingerprints.is_known(connection, revision, fingerprints.live(connection)):
        raise EnvironmentProblem("unknown_schema", database=revision)


def refuse_newer(revision: str) -> None:
    """Refuse the database of a later release.

    Raises:
        EnvironmentProblem: `newer_database`.
    """
    if revision > HEAD_REVISION:
        raise EnvironmentProblem("newer_database", database=revision, program=HEAD_REVISION)


def schema_faults(connection: Connection) -> list[str]:
    """Compare the schema and its kept fingerprint with this program's; each that differs: live, kept, audit."""
    found = (("live", fingerprints.live(connection)), ("kept", fingerprints.kept(connection)))
    faults = [name for name, value in found if not fingerprints.is_known(connection, HEAD_REVISION, value)]
    return faults if append_only.is_kept(connection) else [*faults, "audit"]


def upgrade(engine: Engine) -> str:
    """Bring the database to `HEAD_REVISION` and return it.

    Foreign keys are off during the run, because SQLite changes a table by copying it, and are checked afterwards.

    Raises:
        EnvironmentProblem: `newer_database`, `unknown_schema` when the database has not the schema its revision claims,
            or `damaged` when a foreign key no longer holds.
    """
    from alembic import command

    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        # The driver's own connection is in autocommit until SQLAlchemy begins, so the pragma takes effect.
        driver: Any = connection.connection.driver_connection
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.execution_options(divide_app_write=True).begin():
                if not is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
                revision = current_revision(connection)
                check_schema(connection, revision)
                if revision != HEAD_REVISION:
                    command.upgrade(alembic_config(connection), "head")
                fingerprints.store(connection, HEAD_REVISION)
                append_only.keep_trail(connection)
                if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise EnvironmentProblem("damaged", detail="foreign_key_check")
        finally:
            if is_sqlite:
                with contextlib.suppress(Exception):
                    driver.execute("PRAGMA foreign_keys = ON")
    return HEAD_REVISION
