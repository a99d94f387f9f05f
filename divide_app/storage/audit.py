"""The audit trail: each entry is chained to the one before, so that an altered or missing one before another shows.

That the newest entries were cut off shows only against a copy: nothing follows them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, Row, desc, insert, select, text

from divide_app.storage.rows.office import AuditEntryRow

_ADVISORY_LOCK = 0x61756474
"""Any fixed number ('audt'): on PostgreSQL one writer at a time continues the chain; always taken last."""

_AT_ONCE = 5_000
"""Entries a server sends at a time."""

_head = select(AuditEntryRow.number, AuditEntryRow.hash).order_by(desc(AuditEntryRow.number)).limit(1)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act as it is listed: who, when, what, on which thing; ids and counts only."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """Result of recomputing the chain; `first_broken` is the number of the first entry that does not fit."""

    ok: bool
    entries: int
    first_broken: int | None


NewEntry = tuple[UUID, datetime, str, str, str, dict[str, object]]
"""Id, moment, actor, act, subject, detail."""


def write_entries(connection: Connection, entries: list[NewEntry]) -> None:
    """Append entries to the chain inside the caller's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    head = connection.execute(_head).first()
    number, previous = (head.number, head.hash) if head is not None else (0, "")
    values = []
    for id_, at, actor, act, subject, detail in entries:
        number += 1
        digest = _digest(previous, number, id_, at, actor, act, subject, detail)
        values.append(
            {
                "number": number,
                "id": id_,
                "at": at,
                "actor": actor,
                "act": act,
                "subject": subject,
                "detail": detail,
                "previous_hash": previous,
                "hash": digest,
            }
        )
        previous = digest
    connection.execute(insert(AuditEntryRow), values)


def read_entries(connection: Connection, *, newest: int | None = None) -> Iterator[AuditEntry]:
    """Yield entries, newest first, at most `newest` of them."""
    query = select(AuditEntryRow.__table__).order_by(desc(AuditEntryRow.number)).limit(newest)
    for row in connection.execute(query):
        yield AuditEntry(row.number, row.at, row.actor, row.act, row.subject, row.detail)


def verify(connection: Connection) -> AuditVerdict:
    """Recompute every hash and check that no number is missing."""
    previous, expected = "", 0
    query = select(AuditEntryRow.__table__).order_by(AuditEntryRow.number)
    # In parts: a server would otherwise send all entries before the first is looked at.
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        for expected, row in enumerate(rows, 1):
            if row.number != expected or row.previous_hash != previous or row.hash != _digest_of(row):
                return AuditVerdict(ok=False, entries=expected, first_broken=expected)
            previous = row.hash
    return AuditVerdict(ok=True, entries=expected, first_broken=None)


def _digest_of(row: Row[tuple[object, ...]]) -> str:
    return _digest(row.previous_hash, row.number, row.id, row.at, row.actor, row.act, row.subject, row.detail)


def _digest(
    previous: str,
    number: int,
    id_: UUID,
    at: datetime,
    actor: str,
    act: str,
    subject: str,
    detail: Mapping[str, object],
) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    content = json.dumps(
        [previous, number, id_.hex, moment, actor, act, subject, detail],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()
