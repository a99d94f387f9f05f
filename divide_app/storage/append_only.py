"""Makes the audit trail append-only on a server: a trigger that also binds the owner of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

NAME = "audit_entries_stay"
_BODY = (
    " BEGIN RAISE EXCEPTION 'entries of the audit trail are only added' USING ERRCODE = 'insufficient_privilege'; END "
)
_STATEMENTS = (
    f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$",
    f"DROP TRIGGER IF EXISTS {NAME} ON audit_entries",
    f"CREATE TRIGGER {NAME} BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries"
    f" FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()",
)
_ALWAYS = f"ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER {NAME}"
"""Also in a session that says it is a replica."""


def keep_trail(connection: Connection) -> None:
    """Make the trigger on a server, anew where it is altered; an embedded database has no roles to bind."""
    if connection.dialect.name == "postgresql" and not is_kept(connection):
        for statement in (*_STATEMENTS, _ALWAYS):
            connection.exec_driver_sql(statement)


def is_kept(connection: Connection) -> bool:
    """Tell whether the trigger stands as this program makes it, on an embedded database always."""
    if connection.dialect.name != "postgresql":
        return True
    query = text(
        "SELECT t.tgenabled::text, t.tgtype::int, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE t.tgname = :name AND t.tgrelid = to_regclass('audit_entries')"
    )
    found = connection.execute(query, {"name": NAME}).first()
    # 2 before, 8 delete, 16 update, 32 truncate; for each statement (pg_trigger.h)
    return found is not None and tuple(found) == ("A", 2 | 8 | 16 | 32, _BODY)


@contextmanager
def may_change_trail(connection: Connection) -> Iterator[None]:
    """Let the owner of the tables put another trail in place, inside the caller's transaction: a restore."""
    connection.exec_driver_sql(f"ALTER TABLE audit_entries DISABLE TRIGGER {NAME}")
    yield
    connection.exec_driver_sql(_ALWAYS)
