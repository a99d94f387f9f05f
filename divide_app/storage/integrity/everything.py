"""Looks through everything kept: each thing is built from its row, and what is said twice must be said alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, Row, or_, select, text, type_coerce

from divide_app.domain.errors import DomainError
from divide_app.domain.office.findings import Finding, FindingCode
from divide_app.storage import values
from divide_app.storage.integrity import door, links, papers, people, seats
from divide_app.storage.repositories.base import Repository
from divide_app.storage.rows.every import Base
from divide_app.storage.trouble import UNREADABLE
from divide_app.storage.unit_of_work import UnitOfWork

Rule = Callable[[Any], DomainError | None]
"""Returns why a thing may not be kept as it is, or None."""

_UNREADABLE = (*UNREADABLE, DomainError)
_IN_PARTS = {"yield_per": 2_000}
_SIGNED = frozenset({"merge_inbox.clock_minutes", "targets.baseline", "participant_search.number"})
"""Numbers that may lie below zero, and the one the database makes."""


def findings(uow: UnitOfWork, rule: Rule) -> list[Finding]:
    """Return all that does not fit, in one read transaction.

    A table whose rows cannot be read is told by its columns, and stops no other check.

    Args:
        uow: Of a read transaction.
        rule: Lets a thing's own rules speak.
    """
    connection = uow.connection
    found: list[Finding] = []
    unreadable: set[str] = set()
    built = set()
    for repository in repositories(uow):
        built.add(repository.table.name)
        _collect(found, _things(repository, rule), connection, unreadable, repository.table.name)
    for looked in (door.findings, people.findings, seats.findings, papers.findings):
        _collect(found, looked(connection), connection, unreadable)
    _collect(found, links.findings(uow, rule), connection, unreadable)
    for table in Base.metadata.sorted_tables:
        if table.name not in built | unreadable:
            found += [
                Finding(FindingCode.VALUE, table.name, "", column)
                for column in values.wrong_values_of(connection, table)
            ]
    found += _below_zero(connection)
    if connection.dialect.name == "sqlite":
        found += _neither_yes_nor_no(connection)
        if connection.execute(text("PRAGMA quick_check")).scalar() != "ok":
            found.append(Finding(FindingCode.PAGES))
        tables = {row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))}
        found += [Finding(FindingCode.REFERENCE, table) for table in sorted(tables)]
    return list(dict.fromkeys(found))


def repositories(uow: UnitOfWork) -> Iterator[Repository[Any]]:
    """Yield every repository of things that the unit of work has; one added later is among them."""
    for name, member in vars(UnitOfWork).items():
        if isinstance(member, cached_property) and isinstance(found := getattr(uow, name), Repository):
            yield found


def _collect(
    found: list[Finding],
    looked: Iterable[Finding],
    connection: Connection,
    unreadable: set[str],
    named: str = "",
) -> None:
    """Gather what a look finds; one that ends with an unreadable value, of whichever table, tells that.

    Args:
        found: Gets what is found.
        looked: Whose reading may fail.
        connection: For looking where the value is.
        unreadable: Tables already told.
        named: Table told where no column is found to hold a value of another type.
    """
    try:
        found.extend(looked)
    except _UNREADABLE:
        told = len(unreadable)
        for table in Base.metadata.sorted_tables:
            columns = [] if table.name in unreadable else values.wrong_values_of(connection, table)
            unreadable.update([table.name] if columns else [])
            found += [Finding(FindingCode.VALUE, table.name, "", column) for column in columns]
        if len(unreadable) == told and not any(one.code in {FindingCode.VALUE, FindingCode.WORD} for one in found):
            found.append(Finding(FindingCode.VALUE, named))


def _things(repository: Repository[Any], rule: Rule) -> Iterator[Finding]:
    """Build each thing from its row, write it as a row again, and let its rules speak."""
    table = repository.table
    keys = [column.key for column in table.primary_key]
    whole = {one.id: one for one in repository.all()} if repository.apart else {}
    wrong_cells = values.wrong_cells(list(table.columns))
    for row in repository.connection.execute(select(table), execution_options=_IN_PARTS):
        key = ":".join(str(getattr(row, name)) for name in keys)
        if foreign := wrong_cells(row):
            yield Finding(FindingCode.VALUE, table.name, key, "+".join(foreign))
            continue
        gone = getattr(row, "merged_into", None) is not None or getattr(row, "forgotten_at", None) is not None
        try:
            thing = repository.from_row(row)
            again = repository.values(thing)
            refused = None if gone else rule(whole.get(getattr(row, "id", None), thing))
        except DomainError as never:  # the thing itself cannot be so
            yield Finding(FindingCode.RULE, table.name, key, never.field or "", never.code)
            continue
        except _UNREADABLE:
            yield Finding(FindingCode.WORD, table.name, key, "+".join(_unreadable_columns(repository, row)))
            continue
        if gone:  # nothing finds such an entry any more
            again |= dict.fromkeys((name for name in again if name.endswith("_key")), "")
        wrong = [name for name, value in again.items() if getattr(row, name) != value]
        if wrong:
            yield Finding(FindingCode.COPY, table.name, key, "+".join(wrong))
        if refused is not None:
            yield Finding(FindingCode.RULE, table.name, key, refused.field or "", refused.code)


def _unreadable_columns(repository: Repository[Any], row: Row[Any]) -> list[str]:
    if not hasattr(type(repository), "kept"):
        return []
    return repository.columns().unreadable(row)


def _neither_yes_nor_no(connection: Connection) -> Iterator[Finding]:
    """Yield each column of yes or no that holds something else; SQLAlchemy reads anything there as one of them."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Boolean):
                other = select(column).where(type_coerce(column, Integer).not_in((0, 1))).limit(1)
                if connection.execute(other).first() is not None:
                    yield Finding(FindingCode.VALUE, table.name, "", column.key)


def _below_zero(connection: Connection) -> Iterator[Finding]:
    """Yield every number below zero: nothing counted, numbered or measured here is."""
    for table in Base.metadata.sorted_tables:
        numbers = [
            column
            for column in table.columns
            if isinstance(column.type, Integer) and f"{table.name}.{column.key}" not in _SIGNED
        ]
        if not numbers:
            continue
        keys = list(table.primary_key)
        query = select(*keys, *numbers).where(or_(*(column < 0 for column in numbers)))
        for row in connection.execute(query):
            key = ":".join(str(part) for part in row[: len(keys)])
            wrong = [column.key for column, value in zip(numbers, row[len(keys) :], strict=True) if (value or 0) < 0]
            yield Finding(FindingCode.RULE, table.name, key, "+".join(wrong), "bad_number")
