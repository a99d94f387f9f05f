"""The base of all tables: constraint names equal on both databases, and column types such as UTC moments."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import JSON, DateTime, MetaData, Text, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import NullType, TypeDecorator

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import fields_of
from divide_app.domain.individual_number import LENGTH, contains_individual_number

# The tables Home reads (attendance, courses, office, people, venues) leave `from __future__ import annotations` out:
# SQLAlchemy would read each annotation back from its text, an eighth of what building them costs every start.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with zone: `timestamptz` on PostgreSQL, UTC text on SQLite, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments, and turn all others into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every moment back in UTC."""
        if value is None:
            return None
        return _in_utc(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Return how a column's values become moments; on SQLite in one step instead of SQLAlchemy's three."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return lambda value: None if value is None else _in_utc(datetime.fromisoformat(value))


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class RefusedTextError(DomainError, DontWrapMixin):
    """A text that no row takes; SQLAlchemy hands it on as it is."""


class Told(TypeDecorator[str]):
    """A text column that refuses individual numbers: the last check before any database.

    Every column declared as `str` has it, so that no new table is forgotten. What is looked for goes through it too:
    it does not reach a server's log either.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse what may hold an individual number."""
        if value is not None and len(value) >= _FEWEST and contains_individual_number(value):
            raise RefusedTextError("individual_number")
        return value


class Made(TypeDecorator[str]):
    """A column of what the program makes, in the form it makes it, and so never looked through for numbers.

    By chance a digest holds twelve bare digits, and the lots of a draw in their order read like a number in any draw
    of some sixty people.

    Args:
        form: Pattern of the whole text; nothing that people type has it.
    """

    impl = Text
    cache_ok = True

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse what has another form."""
        if value and not re.fullmatch(self.form, value):
            raise RefusedTextError("bad_text")
        return value


class ToldJson(TypeDecorator[Any]):
    """A column of nested values, each text in which is as those of `Told`."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Refuse what may hold an individual number."""
        if _holds_number(value):
            raise RefusedTextError("individual_number")
        return value

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Compare as JSON does."""
        return self.impl_instance.coerce_compared_value(op, value)


_FEWEST = LENGTH // 2  # one sign may be two digits


def _holds_number(value: Any) -> bool:
    match value:
        case str():
            return len(value) >= _FEWEST and contains_individual_number(value)
        case dict():
            return any(_holds_number(name) or _holds_number(inner) for name, inner in value.items())
        case list() | tuple():
            return any(map(_holds_number, value))
        case int():
            return len(str(value)) == LENGTH and contains_individual_number(str(value))
        case _:
            return False


@lru_cache(maxsize=65_536)
def _uuid(text: str) -> UUID:
    return UUID(text)


class Id(Uuid[UUID]):
    """An id; on SQLite, where ids are text, one that was read before is not parsed again.

    A month of 8,000 attendances names each person in several columns and statements, and parsing was half its time.
    """

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Return how a column's values become ids."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return lambda value: None if value is None else _uuid(value)


class Base(DeclarativeBase):
    """Base class of all rows. Rows have no relationships, so that nothing is loaded implicitly."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        str: Told(),
        datetime: UtcDateTime(),
        UUID: Id(),
        list[str]: ToldJson(),
        list[int]: ToldJson(),
        dict[str, Any]: ToldJson(),
        list[list[str]]: ToldJson(),
    }

    def __init_subclass__(cls, **options: Any) -> None:
        """Give every reference to another table the type of ids at once.

        SQLAlchemy would take it from the other table, and only once that is imported: a program that had not read the
        venues yet got their ids as plain text from SQLite, and could not store them again.
        """
        super().__init_subclass__(**options)
        for column in cls.__table__.columns:
            if column.foreign_keys and isinstance(column.type, NullType):
                column.type = Id()


Digest = Annotated[str, mapped_column(Made("[0-9a-f]{64}"))]
"""SHA-256 or 32 random bytes, in hexadecimal."""

SortKey = Annotated[str, mapped_column(Told().with_variant(Told(collation="C"), "postgresql"))]
"""A key compared by code point on both databases, so that prefix ranges and orders agree."""


def add_plain_columns(row: type[Base], thing: type) -> None:
    """Give a row a column for every text and every choice of its thing that it does not name itself."""
    for field in fields_of(thing):
        if (field.is_text or field.choices) and field.name not in row.__table__.c:
            setattr(row, field.name, mapped_column(Told(), nullable=False))
