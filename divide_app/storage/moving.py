"""Copies all rows from one database into another, of either kind, and verifies that both are equal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, func, insert, select, text, update

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.progress import Progress, no_progress
from divide_app.storage.append_only import may_change_trail
from divide_app.storage.queries.people.personal_data import statistics
from divide_app.storage.rows.every import Base

_AT_ONCE = 1_000
"""Rows sent in one statement."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was copied.

    Attributes:
        tables: Rows of each table there and here.
        unequal: Tables whose rows differ, and `figures` where a figure of the reports does.
    """

    tables: dict[str, tuple[int, int]]
    unequal: tuple[str, ...] = ()


def is_empty(connection: Connection) -> bool:
    """Tell whether a database of ours holds no row of the office's."""
    return not any(connection.execute(select(table).limit(1)).first() for table in Base.metadata.sorted_tables)


def copy_everything(source: Connection, target: Connection, progress: Progress = no_progress) -> Moved:
    """Copy every row into an empty database of ours inside the caller's transaction, and compare the two.

    Args:
        source: In a read transaction, so that it is of one moment.
        target: In a write transaction, which the caller ends: all is there, or nothing.
        progress: Hears how many tables are done.

    Raises:
        EnvironmentProblem: `place_not_empty`.
        UserCancelled: By `progress`.
    """
    if not is_empty(target):
        raise EnvironmentProblem("place_not_empty")
    tables = Base.metadata.sorted_tables
    counts: dict[str, tuple[int, int]] = {}
    unequal = []
    for done, table in enumerate(tables):
        progress(done, 2 * len(tables))
        _copy(source, target, table)
    _go_on_counting(target)
    for done, table in enumerate(tables, len(tables)):
        progress(done, 2 * len(tables))
        counts[table.name] = (_count(source, table), _count(target, table))
        if counts[table.name][0] != counts[table.name][1] or _digest(source, table) != _digest(target, table):
            unequal.append(table.name)
    if statistics(source) != statistics(target):
        unequal.append("figures")
    return Moved(counts, tuple(unequal))


def _copy(source: Connection, target: Connection, table: Table) -> None:
    # A row may name a later one of its own table (a person that became part of another): first without, then with.
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []
    (identity, *_others) = table.primary_key.columns
    for part in _parts(source, table):
        rows = [dict(row) for row in part]
        for name in own:
            later += [{"its_id": row[identity.name], "named": row[name]} for row in rows if row[name] is not None]
            rows = [row | {name: None} for row in rows]
        target.execute(insert(table), rows)
    for name in own if later else ():
        target.execute(
            update(table).where(identity == bindparam("its_id")).values({name: bindparam("named")}),
            later,
        )


def _parts(connection: Connection, table: Table) -> Iterator[Any]:
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        yield from rows.mappings().partitions(_AT_ONCE)


def _go_on_counting(target: Connection) -> None:
    """Let a server number new rows after those it was given."""
    if target.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and (top := target.execute(select(func.max(column))).scalar()) is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            target.execute(select(func.setval(sequence, top)))


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _digest(connection: Connection, table: Table) -> int:
    """Return a digest of the rows that does not depend on their order, which the two kinds of database do not share."""
    total = 0
    for part in _parts(connection, table):
        for row in part:
            line = repr([_plain(value) for value in row.values()])
            total += int.from_bytes(hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=16).digest())
    return total % (1 << 128)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | UUID():
            return str(value)
        case dict():
            return {key: _plain(value[key]) for key in sorted(value)}
        case list():
            return [_plain(one) for one in value]
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return value


def lock_server(connection: Connection) -> None:
    """Let nobody else read or write any row of ours on a server until the caller's transaction ends.

    Raises:
        EnvironmentProblem: `no_rights` for anybody but the owner of the tables, `locked` while others work.
    """
    connection.execute(text(f"LOCK TABLE {_all_tables()} IN ACCESS EXCLUSIVE MODE"))


def empty_server(connection: Connection) -> None:
    """Take every row of ours off a server inside the caller's transaction, the record of acts too; rights stay.

    Raises:
        EnvironmentProblem: As `lock_server`.
    """
    with may_change_trail(connection):
        connection.execute(text(f"TRUNCATE {_all_tables()}"))


def _all_tables() -> str:
    return ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
