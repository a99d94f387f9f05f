"""Records rows before and after an act, so that it can be undone exactly or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, delete, func, insert, select, update

from divide_app.domain.errors import DomainError
from divide_app.storage.repositories.base import chunks

PARENTS_FIRST = (
    "sections",
    "venues",
    "rooms",
    "closures",
    "courses",
    "class_sessions",
    "assignments",
    "presence_marks",
    "visit_requests",
    "lending_stocks",
    "holiday_corrections",
    "year_end_closing",
)
"""Tables planning writes to, in the order their rows can be made; taken away in the other order."""

_PLACES = frozenset({"sections", "venues", "rooms"})
"""Rows created by naming them in a plan; others may use them since, so they are removed only when unused."""

_FOLLOWING = {"class_sessions": frozenset({"present"})}
"""Columns that follow from other tables: no act of planning sets them, and the door may have changed them since."""

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after an act; None where there was none. `id` is its key: an id, or a day."""

    table: str
    id: Any
    before: Values | None
    after: Values | None

    @property
    def reversed(self) -> RowChange:
        """The change back."""
        return RowChange(self.table, self.id, self.after, self.before)


class RowRecorder:
    """Records rows before and after an act."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before: dict[tuple[str, Any], Values | None] = {}
        self._whole: dict[str, set[UUID]] = {}

    def touch(self, table: str, ids: Iterable[Any]) -> None:
        """Remember rows as they are now, before they are changed or removed."""
        new = [id_ for id_ in dict.fromkeys(ids) if (table, id_) not in self._before]
        found = _images(self._connection, table, new)
        self._before.update({(table, id_): found.get(id_) for id_ in new})

    def made(self, table: str, ids: Iterable[UUID]) -> None:
        """Remember that rows were not there before."""
        for id_ in ids:
            self._before.setdefault((table, id_), None)

    def track(self, table: str) -> None:
        """Remember which rows a small table has, where an act makes some by name."""
        rows = _table(table)
        self._whole[table] = set(self._connection.execute(select(rows.c.id)).scalars())

    def changes(self) -> tuple[RowChange, ...]:
        """Return what is different now."""
        for table, before in self._whole.items():
            now = set(self._connection.execute(select(_table(table).c.id)).scalars())
            self.made(table, sorted(now - before))
        by_table: dict[str, list[Any]] = {}
        for table, id_ in self._before:
            by_table.setdefault(table, []).append(id_)
        after = {table: _images(self._connection, table, ids) for table, ids in by_table.items()}
        return tuple(
            RowChange(table, id_, before, after[table].get(id_))
            for (table, id_), before in self._before.items()
            if before != after[table].get(id_)
        )


def put_back(connection: Connection, changes: Sequence[RowChange]) -> tuple[RowChange, ...]:
    """Turn rows from the state after an act into the state before it; return what was really turned.

    Venues, rooms and sections the act made stay when others use them meanwhile.

    Raises:
        DomainError: `changed_since` when a row is not as the act left it, `used_since` when something made by the act
            is in use (somebody applied, was received or assigned since); nothing is changed then.
    """
    there: set[tuple[str, Any]] = set()
    for table in PARENTS_FIRST:
        mine = [change for change in changes if change.table == table]
        now = _images(connection, table, [change.id for change in mine], locked=True)
        if any(now.get(change.id) != change.after and not _stayed(change, now) for change in mine):
            raise DomainError("changed_since")
        there.update((table, id_) for id_ in now)
    done: list[RowChange] = []
    for table in PARENTS_FIRST:
        for change in changes:
            is_new = change.after is None and (table, change.id) not in there
            if change.table == table and is_new and change.before is not None:
                connection.execute(insert(_table(table)), dict(change.before) | dict.fromkeys(_following(table), 0))
                done.append(change)
    for change in changes:
        if change.before is not None and change.after is not None:
            rows = _table(change.table)
            connection.execute(update(rows).where(_key(rows) == change.id).values(dict(change.before)))
            done.append(change)
    gone = [change for change in changes if change.before is None]
    for table in reversed(PARENTS_FIRST):
        done += [change for change in gone if change.table == table and _take_away(connection, change)]
    return tuple(done)


def _stayed(change: RowChange, now: Mapping[Any, Values]) -> bool:
    """Tell whether the row is a place that was left in its place when the act was taken back, others using it."""
    return change.table in _PLACES and change.after is None and now.get(change.id) == change.before


def _take_away(connection: Connection, change: RowChange) -> bool:
    rows = _table(change.table)
    if _is_used(connection, change):
        if change.table in _PLACES:
            return False
        raise DomainError("used_since")
    connection.execute(delete(rows).where(_key(rows) == change.id))
    return True


def _is_used(connection: Connection, change: RowChange) -> bool:
    """Tell whether another row still points at this one; what the act itself made is gone by now."""
    if change.table == "sections":
        name = dict(change.after or {})["name"]
        courses = _table("courses")
        return any(name in owners for owners in connection.execute(select(courses.c.owners)).scalars())
    return is_pointed_at(connection, change.table, change.id)


def is_pointed_at(connection: Connection, table: str, id_: UUID) -> bool:
    """Tell whether any row of any table points at this one."""
    from divide_app.storage.rows.every import Base

    rows = _table(table)
    for other in Base.metadata.tables.values():
        for column in other.c:
            if any(key.column.table is rows for key in column.foreign_keys):
                query = select(func.count()).select_from(other).where(column == id_)
                if connection.execute(query).scalar():
                    return True
    return False


def _following(table: str) -> frozenset[str]:
    return _FOLLOWING.get(table, frozenset())


def _table(name: str) -> Table:
    from divide_app.storage.rows.every import Base

    return Base.metadata.tables[name]


def _key(rows: Table) -> Column[Any]:
    """Return the one column by which a row is known."""
    (column,) = rows.primary_key.columns
    return column


def _images(
    connection: Connection, table: str, ids: Sequence[Any], *, locked: bool = False
) -> dict[Any, dict[str, Any]]:
    rows = _table(table)
    key = _key(rows)
    left_out = _following(table)
    columns = [column for column in rows.c if column.name not in left_out]
    found: dict[Any, dict[str, Any]] = {}
    for part in chunks(ids):
        query = select(*columns).where(key.in_(part))
        for row in connection.execute(query.with_for_update() if locked else query).mappings():
            found[row[key.name]] = dict(row)
    return found
