"""Maps the declared fields of a dataclass to columns and back, so that no repository names each field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, cached_property
from operator import attrgetter, itemgetter
from types import NoneType, UnionType
from typing import Any, Generic, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from sqlalchemy import Row, Table

from divide_app.domain.people.participants import Birth

T = TypeVar("T")

Turn = Callable[[Any], Any]


class Codec(NamedTuple):
    """How values of one type stand in a column; None where they stand as they are."""

    write: Turn | None
    read: Turn | None


PLAIN = Codec(None, None)
_PLAIN_KINDS = frozenset({str, int, float, bool, bytes, UUID, date, datetime})
_SPREAD: dict[Any, tuple[str, ...]] = {Birth: ("birth_day", "birth_year", "band", "band_as_of")}
"""Types that take several columns, in the order of their own fields."""
_DIGITS = Codec(lambda digits: "".join(map(str, sorted(digits))), lambda text: frozenset(map(int, text)))
"""Weekdays (1 = Monday) as one text: "17"."""


class _Part(NamedTuple):
    """One field: its first column's place among the columns, and how it is read."""

    name: str
    at: int
    read: Turn | None


class Columns(Generic[T]):
    """The columns of one kind of thing.

    Args:
        thing: The dataclass.
        table: Its table.
        apart: Fields kept in tables of their own; their default stands in what is read.
        renamed: Field -> column, where they differ.

    Raises:
        TypeError: A field has no column, or its type no known way into one.
    """

    def __init__(
        self,
        thing: type[T],
        table: Table,
        *,
        apart: frozenset[str],
        renamed: Mapping[str, str],
    ) -> None:
        hints = get_type_hints(thing)
        self.made = thing
        self.names: list[str] = []
        self._writes: list[tuple[str, str, Turn | None]] = []
        self._spreads: list[tuple[str, Any, int, tuple[str, ...]]] = []
        self._parts: list[_Part] = []
        for field in fields(thing):  # type: ignore[arg-type]  # every kept thing is a dataclass
            if field.name in apart:
                continue
            kind, at = hints[field.name], len(self.names)
            if kind in _SPREAD:
                self.names += _SPREAD[kind]
                self._spreads.append((field.name, kind, at, tuple(one.name for one in fields(kind))))
                continue
            column = renamed.get(field.name, field.name)
            codec = codec_of(kind)
            self.names.append(column)
            self._writes.append((column, field.name, codec.write))
            self._parts.append(_Part(field.name, at, codec.read))
        missing = set(self.names) - {column.key for column in table.columns}
        if missing:
            raise TypeError(f"{thing.__name__}: no column in {table.name} for {', '.join(sorted(missing))}")
        self._cells = itemgetter(*self.names)  # of the mapping: a row's attribute takes SQLAlchemy ten times as long

    def values(self, thing: T) -> dict[str, Any]:
        """Return the thing as column values."""
        values = {
            column: getattr(thing, name) if write is None else write(getattr(thing, name))
            for column, name, write in self._writes
        }
        for name, _kind, at, parts in self._spreads:
            whole = getattr(thing, name)
            for column, part in zip(self.names[at : at + len(parts)], parts, strict=True):
                values[column] = getattr(whole, part)
        return values

    def from_row(self, row: Row[Any]) -> T:
        """Return the thing a row holds."""
        return self._made_of(self._cells(row._mapping), self._parts)

    def unreadable(self, row: Row[Any]) -> list[str]:
        """Return the columns of a row whose value no value of its field stands for."""
        found = []
        cells = self._cells(row._mapping)
        for part in self._parts:
            try:
                if part.read is not None:
                    part.read(cells[part.at])
            except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
                found.append(self.names[part.at])
        return found

    def plain(self, thing: T) -> dict[str, Any]:
        """Return the thing as plain JSON under the names of its columns."""
        return {name: _as_json(value) for name, value in self.values(thing).items()}

    def typed(self, content: dict[str, Any]) -> T:
        """Return the thing that plain JSON holds.

        A field that was declared after the JSON was written has its default.
        """
        cells = tuple(_of_json(self._kinds.get(name), content.get(name)) for name in self.names)
        return self._made_of(cells, [part for part in self._parts if self.names[part.at] in content])

    def _made_of(self, cells: tuple[Any, ...], parts: Iterable[_Part]) -> T:
        said = {part.name: cells[part.at] if part.read is None else part.read(cells[part.at]) for part in parts}
        for name, kind, at, inner in self._spreads:
            said[name] = kind(*cells[at : at + len(inner)])
        return self.made(**said)

    @cached_property
    def _kinds(self) -> dict[str, Any]:
        """The type of each column's value, for reading JSON."""
        kinds = get_type_hints(self.made)
        for _name, kind, at, parts in self._spreads:
            inner = get_type_hints(kind)
            kinds |= {self.names[at + n]: inner[part] for n, part in enumerate(parts)}
        return kinds


def made_of(kind: Callable[..., T], row: Any, **others: Any) -> T:
    """Return a dataclass (`kind`) made of a row: each field is the column of its name, or given in `others`."""
    names, cells, reads = _reading(kind, *others)
    said = dict(zip(names, cells(row._mapping), strict=True))
    for name, read in reads:
        said[name] = read(said[name])
    said.update(others)
    return kind(**said)


def all_made_of(
    kind: Callable[..., T], rows: Sequence[Any], others_of: Callable[[dict[str, Any]], dict[str, Any]]
) -> list[T]:
    """Return dataclasses made of the rows of one question, as `made_of` does one; for lists of thousands.

    Args:
        kind: The dataclass.
        rows: Rows with the same columns.
        others_of: Gives the fields that are no columns, by the columns read; the same ones for every row.
    """
    found: list[T] = []
    for row in rows:
        if not found:
            columns = row._fields
            of_first = dict(zip(columns, row, strict=True))
            names, _cells, reads = _reading(kind, *others_of(of_first))
            cells = itemgetter(*map(columns.index, names))  # by place: five times as fast as by name
        said = dict(zip(names, cells(row), strict=True))
        others = others_of(said)
        for name, read in reads:
            said[name] = read(said[name])
        said.update(others)
        found.append(kind(**said))
    return found


@cache
def _reading(kind: Any, *others: str) -> tuple[tuple[str, ...], Callable[[Any], Any], list[tuple[str, Turn]]]:
    """Return the fields to read from a row (at least two), their getter, and how those not plain are read."""
    hints = get_type_hints(kind)
    names = tuple(field.name for field in fields(kind) if field.name not in others)
    reads = [(name, read) for name in names if (read := codec_of(hints[name]).read) is not None]
    return names, itemgetter(*names), reads


def columns_of_line(line: type, *tables: Any) -> list[Any]:
    """Return the columns that have the names of a dataclass's fields, as `made_of` reads them.

    Args:
        line: The dataclass.
        tables: Columns of tables; of two with one name the first is taken.
    """
    wanted = {field.name for field in fields(line)}
    found = {column.key: column for table in reversed(tables) for column in table if column.key in wanted}
    return list(found.values())


@cache
def codec_of(kind: Any) -> Codec:
    """Return how values of a type stand in a column.

    Raises:
        TypeError: No way is known.
    """
    if kind == frozenset[int]:
        return _DIGITS
    if get_origin(kind) in {Union, UnionType}:
        return _or_none(codec_of(_without_none(kind)))
    if _is_thing(kind):
        return _json_of(kind)
    if get_origin(kind) in {tuple, frozenset}:
        return _many(get_origin(kind), get_args(kind))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        members = {member.value: member for member in kind}
        return Codec(attrgetter("value"), members.__getitem__)
    if kind in _PLAIN_KINDS or kind is Any or kind.__module__ == "datetime" or get_origin(kind) is dict:
        return PLAIN
    raise TypeError(f"no column can hold {kind!r}")


@cache
def read_by(kind: Any) -> Turn:
    """Return what reads a column that holds values of a type."""
    return codec_of(kind).read or _itself


def _without_none(kind: Any) -> Any:
    (inner,) = [one for one in get_args(kind) if one is not NoneType]
    return inner


def _many(made: Any, members: tuple[Any, ...]) -> Codec:
    member = members[0]
    if _is_thing(member):
        return _json_of(tuple[member, ...])  # type: ignore[valid-type]
    if get_origin(member) is tuple:  # pairs of texts
        return Codec(lambda rows: [list(row) for row in rows], lambda rows: tuple(tuple(row) for row in rows))
    if member is UUID:
        return Codec(lambda ids: [str(id_) for id_ in ids], lambda texts: made(UUID(text) for text in texts))
    if isinstance(member, type) and issubclass(member, StrEnum):
        nothing, word_of = made(), {one.value: one for one in member}

        def write(words: Iterable[StrEnum]) -> list[str]:
            found = [word.value for word in words]
            return sorted(found) if made is frozenset else found

        return Codec(write, lambda texts: made(word_of[text] for text in texts) if texts else nothing)
    if codec_of(member) == PLAIN:
        return Codec(list, made)
    raise TypeError(f"no column can hold many of {member!r}")


@cache
def _json_of(kind: Any) -> Codec:
    """Return how values of a type stand inside JSON."""
    if get_origin(kind) is tuple:
        inner = _json_of(get_args(kind)[0])
        write, read = inner.write or _itself, inner.read or _itself
        return Codec(lambda many: [write(one) for one in many], lambda kept: tuple(read(one) for one in kept))
    if _is_thing(kind):
        return _whole(kind)
    return _IN_JSON.get(kind) or codec_of(kind)


def _whole(kind: Any) -> Codec:
    """Return how a thing stands inside JSON: of one that may say nothing what it says, else its values in order."""
    hints = get_type_hints(kind)
    parts = [(one.name, *_json_of(hints[one.name])) for one in fields(kind)]
    if any(one.default is MISSING for one in fields(kind)):
        return Codec(
            lambda thing: [(write or _itself)(getattr(thing, name)) for name, write, _read in parts],
            lambda kept: kind(*((read or _itself)(one) for (_, _, read), one in zip(parts, kept, strict=True))),
        )
    nothing = kind()
    return Codec(
        lambda thing: {n: (write or _itself)(value) for n, write, _ in parts if (value := getattr(thing, n))},
        lambda kept: kind(**{n: (read or _itself)(kept[n]) for n, _, read in parts if n in kept}) if kept else nothing,
    )


def _is_thing(kind: Any) -> bool:
    return is_dataclass(kind)


def _itself(value: Any) -> Any:
    return value


_IN_JSON: dict[Any, Codec] = {
    date: Codec(date.isoformat, date.fromisoformat),
    datetime: Codec(lambda at: at.astimezone(UTC).isoformat(), datetime.fromisoformat),
    UUID: Codec(str, UUID),
    int: Codec(None, int),  # some were written as text
}


def _or_none(codec: Codec) -> Codec:
    def guarded(turn: Turn | None) -> Turn | None:
        return None if turn is None else lambda value: None if value is None else turn(value)

    return Codec(guarded(codec.write), guarded(codec.read))


def _as_json(value: Any) -> Any:
    if isinstance(value, date):  # moments too
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _of_json(kind: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    wanted = {kind, *get_args(kind)}
    if datetime in wanted:
        return datetime.fromisoformat(value)
    if date in wanted:
        return date.fromisoformat(value)
    return UUID(value) if UUID in wanted else value
