"""Selects the rows of thousands of keys in one statement by passing the keys as one value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Connection, bindparam, func, select, tuple_

_KEYS = "keys"


@dataclass(frozen=True, slots=True)
class KeyLists:
    """Keys of one or several columns, as the database takes them: one JSON text for SQLite, an array a column else.

    A list of bound values (`IN (?, ?, ...)`) has an end at some thousands, and putting it together takes longer than
    finding the rows.
    """

    columns: tuple[Column[Any], ...]
    is_server: bool

    def holds(self, *asked: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition that the columns, taken together, are one of the keys."""
        if self.is_server:
            arrays = [bindparam(f"{_KEYS}_{at}", type_=ARRAY(column.type)) for at, column in enumerate(self.columns)]
            keys = func.unnest(*arrays).table_valued(*(column.key for column in self.columns), name=_KEYS)
            listed = select(*keys.render_derived().c)
        else:
            each = func.json_each(bindparam(_KEYS)).table_valued("value", name=_KEYS)
            listed = select(*(func.json_extract(each.c.value, f"$[{at}]") for at in range(len(self.columns))))
        return asked[0].in_(listed) if len(asked) == 1 else tuple_(*asked).in_(listed)

    def values(self, keys: Sequence[Sequence[str | date]]) -> dict[str, Any]:
        """Return the parameters of the statement; each key has one part for each column."""
        if self.is_server:
            return {f"{_KEYS}_{at}": [key[at] for key in keys] for at in range(len(self.columns))}
        return {_KEYS: json.dumps(keys, ensure_ascii=False, default=date.isoformat)}


def lists_of(connection: Connection, *columns: Column[Any]) -> KeyLists:
    """Return how keys of `columns` are given to this database."""
    return KeyLists(columns, connection.dialect.name == "postgresql")
