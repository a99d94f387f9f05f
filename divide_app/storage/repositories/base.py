"""The base repository: add, change, get by id, and the mapping between objects and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Dialect, Row, Select, Table, insert, select, update
from sqlalchemy.dialects import sqlite

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import Fate, fields_of
from divide_app.storage.columns import Columns
from divide_app.storage.rows.base import Base

T = TypeVar("T")

CHUNK = 500
"""Ids asked for at once: well below SQLite's limit of bound values."""


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Yield slices of `items` of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def insert_or_more(dialect: str, table: Any) -> Any:
    """Return the database's own INSERT, which knows what to do when the row is there already.

    PostgreSQL's is imported only where it is used: a tenth of the start, of no use to most offices.
    """
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    return sqlite.insert(table)


def put_row(connection: Connection, row: type[Base], keys: Sequence[str], values: Mapping[str, Any]) -> None:
    """Store a row in place of the one with the same keys, if there is one.

    In one statement: of two programs that each remove and then insert, the second finds the first one's row there.
    """
    statement = insert_or_more(connection.dialect.name, row.__table__)
    new = {name: statement.excluded[name] for name in values if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=new), values)


def insert_all(connection: Connection, table: Any, values: Sequence[Mapping[str, Any]]) -> None:
    """Store rows of a table, if there are any."""
    if values:
        connection.execute(insert(table), values)


def insert_many(connection: Connection, row: type[Base], values: Sequence[Mapping[str, Any]]) -> None:
    """Store many rows with one statement; all name the same columns, and none has its value made by the statement.

    SQLAlchemy puts together the parameters of every row anew, which takes as long as storing them. Here each column
    as a whole goes through its type, and the driver gets plain rows.
    """
    if not values:
        return
    sql, columns = _insert_of(row, connection.dialect, frozenset(values[0]))
    cells = []
    for name, process in columns:
        column = [one[name] for one in values]
        first = column[0]
        if process is None:
            cells.append(column)
        elif all(cell is first for cell in column):
            cells.append([process(first)] * len(column))  # the moment of the import, the course, what nobody said
        else:
            cells.append([process(cell) for cell in column])
    rows: Iterable[tuple[Any, ...]] = zip(*cells, strict=True)
    if connection.dialect.positional:
        connection.exec_driver_sql(sql, list(rows))
    else:
        names = [name for name, _process in columns]
        connection.exec_driver_sql(sql, [dict(zip(names, one, strict=True)) for one in rows])


@lru_cache(maxsize=64)
def _insert_of(
    row: type[Base], dialect: Dialect, names: frozenset[str]
) -> tuple[str, tuple[tuple[str, Callable[[Any], Any] | None], ...]]:
    """Return the statement, and its columns in their order with what makes a value fit for the driver."""
    columns = [column for column in row.__table__.columns if column.key in names]
    statement = insert(row).inline().compile(dialect=dialect, column_keys=[column.key for column in columns])
    assert statement.params.keys() == names
    processes = (column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns)
    return str(statement), tuple(zip([column.key for column in columns], processes, strict=True))


class Repository(Generic[T]):
    """Stores objects of one kind; columns and fields correspond by name (`storage.columns`).

    Attributes:
        row: The table's row.
        kept: The kind of thing.
        apart: Fields kept in tables of their own.
        renamed: Field -> column, where they differ.
    """

    row: ClassVar[type[Base]]
    kept: ClassVar[type]
    apart: ClassVar[frozenset[str]] = frozenset()
    renamed: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @property
    def table(self) -> Table:
        """The row's table."""
        table = self.row.__table__
        assert isinstance(table, Table)
        return table

    @classmethod
    @cache
    def columns(cls) -> Columns[T]:
        """How the thing's fields stand in the row's columns."""
        table = cls.row.__table__
        assert isinstance(table, Table)
        return Columns(cls.kept, table, apart=cls.apart, renamed=cls.renamed)

    def values(self, thing: T) -> dict[str, Any]:
        """Return the thing as column values; a repository adds the columns that follow from them."""
        return self.columns().values(thing)

    def from_row(self, row: Row[Any]) -> T:
        """Return a row as the thing."""
        return self.columns().from_row(row)

    def forget_all(self, ids: Sequence[UUID], **instead: Any) -> None:
        """Take out of these things what their declaration says goes when a person is forgotten.

        Args:
            ids: Of the things.
            instead: What stands in a field that cannot be empty.
        """
        nothing = {
            field.name: field.empty
            for field in fields_of(self.kept)
            if field.is_personal and field.kept.fate is Fate.TAKEN_OUT and field.empty is not None
        }
        for id_ in ids:
            self.change(replace(self.get(id_), **(nothing | instead)))  # type: ignore[type-var]

    def add(self, thing: T) -> None:
        """Store a new thing."""
        self.connection.execute(insert(self.row), self.values(thing))

    def add_all(self, things: Iterable[T]) -> None:
        """Store many new things with one statement."""
        insert_many(self.connection, self.row, [self.values(thing) for thing in things])

    def change(self, thing: T) -> None:
        """Store a thing's new state.

        Raises:
            DomainError: `not_found`, when there is none to change: nothing typed is lost without a word.
        """
        values = self.values(thing)
        id_ = values.pop("id")
        done = self.connection.execute(update(self.row).where(self.table.c.id == id_).values(values))
        if done.rowcount == 0:
            raise DomainError("not_found", id=str(id_), kind=self.table.name)

    def find(self, id_: UUID) -> T | None:
        """Return the thing, or None."""
        return self.first(select(self.table).where(self.table.c.id == id_))

    def get(self, id_: UUID) -> T:
        """Return the thing.

        Raises:
            DomainError: `not_found`, when there is none.
        """
        found = self.find(id_)
        if found is None:
            raise DomainError("not_found", id=str(id_), kind=self.table.name)
        return found

    def lock(self, id_: UUID) -> T:
        """Return the thing with its row locked, so that no other program changes it before this act is over.

        Raises:
            DomainError: `not_found`.
        """
        found = self.first(select(self.table).where(self.table.c.id == id_).with_for_update(key_share=True))
        if found is None:
            raise DomainError("not_found", id=str(id_), kind=self.table.name)
        return found

    def all(self) -> list[T]:
        """Return everything, oldest first."""
        return self.many(select(self.table).order_by(self.table.c.id))

    def first(self, query: Select[Any]) -> T | None:
        """Return the query's first thing, or None."""
        row = self.connection.execute(query).first()
        return None if row is None else self.from_row(row)

    def many(self, query: Select[Any]) -> list[T]:
        """Return all of the query's things."""
        return [self.from_row(row) for row in self.connection.execute(query)]
