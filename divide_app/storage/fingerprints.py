"""Identifies a schema by its fingerprint: the SHA-256 over all tables, indexes and triggers.

A revision's number says which schema a database claims; its fingerprint says which it has. A database of another
program, of a release that never was, or with a planted trigger claims a number too, and would crash much later.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, inspect, text

KNOWN = {
    "0001": {
        "sqlite": "ac03727e67ffc8ef2adb0d64634616132bd270e4fa39305d32f801aa74d11af1",
        "postgresql": "84234b8d20338caac0cd2ba225d219fb6e4af0dcb33c2cbe699ee7024612c0f1",
    },
    "0002": {
        "sqlite": "9e8f454f55c13524798c4695244fc948506c36a60a2170ff4303062555cbdcff",
        "postgresql": "91413b84a3abb082e3e73d317a5ab80be788675b6d91e2972342457ebf464d73",
    },
    "0003": {
        "sqlite": "34823f3aadda85b6f8ca0f2b82dd82ed5845575a97a9aae40c8a7b3c90e160c2",
        "postgresql": "67a29d09ba32795d49d5114c51d4d25e120c73a5bc829c57e571b499aa844b21",
    },
    "0004": {
        "sqlite": "2ea4bf3cb1ba80b62fb9c9d08e61bf3419455446e6f25d4dd96d5fb342a2dc3a",
        "postgresql": "84f07b64d36e2c7f1c371fd8bc5229a69ad65cca48b6befc3d06a17c1efaf3bf",
    },
    "0005": {
        "sqlite": "2dabc5866a6c6f3501a600fa7b4c401897b697c46e34d8e0033ef9bdc96f6f49",
        "postgresql": "729f505d1623476c567eadcb3c0638216b6bb35ed570f9906ba8377c585d56eb",
    },
}
"""Revision -> database -> fingerprint. Those of released revisions never change; a new revision adds its own, which
tests/storage/test_released_schemas.py computes."""

_SQLITE = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master"
    " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN"
    " ('alembic_version', 'participant_fts_config', 'participant_fts_data', 'participant_fts_docsize',"
    " 'participant_fts_idx')"
)
"""Without what SQLite and Alembic make for themselves: their next version may write it in other words."""

_POSTGRESQL = """
SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = current_schema()::regnamespace
    AND c.relname <> 'alembic_version'
UNION ALL
SELECT 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype <> 'n' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'alembic_version'
UNION ALL
SELECT 'index', tablename, indexname, replace(indexdef, ' ON ' || quote_ident(schemaname) || '.', ' ON ')
FROM pg_indexes WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
UNION ALL
SELECT 'trigger', c.relname, t.tgname,
    replace(pg_get_triggerdef(t.oid), ' ON ' || quote_ident(current_schema()) || '.', ' ON ')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND t.tgname <> 'audit_entries_stay'
"""
"""From the catalogue; NOT NULL is left out among the constraints, where only PostgreSQL 18 and later list it, and the
trigger of `append_only`, which looks after it by itself: servers of every revision get it."""


def live(connection: Connection) -> str:
    """Compute the fingerprint of the schema a database has; some 1 ms on SQLite, 5 ms on PostgreSQL."""
    listing = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    parts = sorted(tuple(" ".join(str(part).split()) for part in row) for row in connection.exec_driver_sql(listing))
    return hashlib.sha256("\n".join("\t".join(part) for part in parts).encode()).hexdigest()


def kept(connection: Connection) -> str | None:
    """Return the fingerprint the last upgrade left in the database, or None when there is none."""
    if not inspect(connection).has_table("schema_fingerprint"):
        return None
    return connection.execute(text("SELECT fingerprint FROM schema_fingerprint")).scalar()


def store(connection: Connection, revision: str) -> None:
    """Leave the fingerprint of the schema as it stands in the database, in place of the one before."""
    connection.execute(text("DELETE FROM schema_fingerprint"))
    connection.execute(
        text("INSERT INTO schema_fingerprint (revision, fingerprint) VALUES (:revision, :fingerprint)"),
        {"revision": revision, "fingerprint": live(connection)},
    )


def is_known(connection: Connection, revision: str, fingerprint: str | None) -> bool:
    """Tell whether a fingerprint is that of the revision in this kind of database."""
    return KNOWN.get(revision, {}).get(connection.dialect.name) == fingerprint
