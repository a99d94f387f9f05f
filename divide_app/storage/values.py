"""Finds values this program never writes: text of another type, invalid days, unreadable JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Integer, LargeBinary, Row, Table, Text, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeDecorator

from divide_app.storage.rows.base import Id
from divide_app.storage.rows.every import Base
from divide_app.storage.trouble import UNREADABLE

_AT_ONCE = 2_000
_KINDS: tuple[tuple[type[Any], tuple[type[Any], ...]], ...] = (
    (Boolean, (bool,)),
    (Integer, (int,)),
    (DateTime, (datetime,)),
    (Date, (date,)),
    (Id, (UUID,)),
    (JSON, (dict, list, str, int, float, bool)),
    (LargeBinary, (bytes,)),
    (Text, (str,)),
)


def wrong_values(connection: Connection) -> list[str]:
    """Return `value:TABLE:COLUMN` for each column with a value of another type than it holds."""
    return [
        f"value:{table.name}:{column}"
        for table in Base.metadata.sorted_tables
        for column in wrong_values_of(connection, table)
    ]


def wrong_values_of(connection: Connection, table: Table) -> list[str]:
    """Return the columns of a table with a value of another type than they hold."""
    if not _holds_wrong(connection, *table.columns):
        return []
    return [column.name for column in table.columns if _holds_wrong(connection, column)]


def wrong_cells(columns: Sequence[Column[Any]]) -> Callable[[Row[Any]], list[str]]:
    """Return what names the columns of a row, read in this order, with a value of another type than they hold."""
    wanted = [(column.name, _kinds_of(column), column.nullable) for column in columns]

    def names(row: Row[Any]) -> list[str]:
        return [
            name
            for value, (name, kinds, nullable) in zip(row, wanted, strict=True)
            if (not nullable if value is None else not (isinstance(value, kinds) and _is_sane(value)))
        ]

    return names


def _holds_wrong(connection: Connection, *columns: Column[Any]) -> bool:
    wrong = wrong_cells(columns)
    try:
        with connection.execute(select(*columns), execution_options={"yield_per": _AT_ONCE}) as rows:
            return any(map(wrong, rows))
    except (*UNREADABLE, SQLAlchemyError):
        return True


def _kinds_of(column: Column[Any]) -> tuple[type[Any], ...]:
    held: Any = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return next((kinds for kind, kinds in _KINDS if isinstance(held, kind)), (object,))


def _is_sane(value: Any) -> bool:
    """Tell whether a text can be shown at all: SQLite keeps bytes that are no characters."""
    return not isinstance(value, str) or "\0" not in value
