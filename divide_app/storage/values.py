"""Finds values this program never writes: text of another type, invalid days, unreadable JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Integer, LargeBinary, Table, Text, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeDecorator

from divide_app.storage.rows.base import Id
from divide_app.storage.rows.every import Base

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
    return [column.name for column in table.columns if _is_wrong(connection, column)]


def _is_wrong(connection: Connection, column: Column[Any]) -> bool:
    held: Any = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    wanted = next((kinds for kind, kinds in _KINDS if isinstance(held, kind)), None)
    try:
        with connection.execute(select(column), execution_options={"yield_per": _AT_ONCE}) as rows:
            for value in rows.scalars():
                if value is None:
                    if not column.nullable:
                        return True
                elif wanted is not None and not (isinstance(value, wanted) and _is_sane(value)):
                    return True
    except (ValueError, TypeError, AttributeError, OverflowError, LookupError, SQLAlchemyError):
        return True
    return False


def _is_sane(value: Any) -> bool:
    """Tell whether a text can be shown at all: SQLite keeps bytes that are no characters."""
    return not isinstance(value, str) or "\0" not in value
