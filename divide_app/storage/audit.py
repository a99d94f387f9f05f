"""The audit trail: each entry is hash-chained to the previous one and sealed, so that tampering is detected.

What shows where: the chain alone shows an altered entry and a gap; the seal (HMAC-SHA256 with the key of
`audit_key`) shows a chain that somebody computed anew; and a head, which stands on papers and in this PC's own memory
(`audit_memory`), shows that the newest entries, or all of them, are gone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, desc, insert, select, text

from divide_app.domain.errors import DomainError
from divide_app.storage.rows.office import AuditEntryRow
from divide_app.storage.trouble import UNREADABLE

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
class Head:
    """How far the trail went at some moment; written `ENTRIES:HASH`.

    Attributes:
        entries: Number of entries.
        hash: SHA-256 of the newest, 64 hexadecimal digits; at least the first 16 of them where a person typed it.
    """

    entries: int
    hash: str

    def __str__(self) -> str:
        return f"{self.entries}:{self.hash}"

    @property
    def on_paper(self) -> str:
        """The head in groups of 16 digits, which a person compares and types more easily."""
        return f"{self.entries}:" + " ".join(self.hash[at : at + 16] for at in range(0, len(self.hash), 16))


EMPTY = Head(0, "0" * 64)
"""Head of a trail without entries."""

_HEAD = re.compile(r"(\d{1,12}):([0-9a-f]{16,64})")


def head_of_text(typed: str) -> Head:
    """Read a head as a person types it from a paper: spaces, wide signs and capitals make no difference.

    Raises:
        DomainError: `bad_head`.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed).split()).lower()
    found = _HEAD.fullmatch(plain)
    if found is None:
        raise DomainError("bad_head", field="against", head=typed.strip()[:80])
    return Head(int(found[1]), found[2])


class Lost(StrEnum):
    """Why a trail is not whole; the values are codes of troubles."""

    BROKEN = "audit_broken"  # an entry is altered or missing before another
    FORGED = "audit_forged"  # an entry's seal is not ours: the chain was computed anew
    SHORTER = "audit_shorter"  # entries that were there at the end are gone
    OTHER = "audit_other"  # at the number of the head stands another entry


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """Result of going through the trail.

    Attributes:
        ok: Nothing is altered or missing, as far as can be told here.
        entries: Entries looked at.
        first_broken: Number of the first entry that does not fit.
        lost: What does not fit.
        head: The trail's head; of a broken one that of the last entry that fits.
        sealed: Entries whose seal was checked with this PC's key.
        foreign: Entries sealed with another key, which cannot be checked here.
        has_key: False: there was no key, and only the chain was checked.
    """

    ok: bool
    entries: int
    first_broken: int | None = None
    lost: Lost | None = None
    head: Head = EMPTY
    sealed: int = 0
    foreign: int = 0
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class Proven:
    """A part of the trail that was gone through before: its head, and the digest of its rows as they lay there."""

    head: Head
    digest: str
    sealed: int
    foreign: int


NewEntry = tuple[UUID, datetime, str, str, str, dict[str, object]]
"""Id, moment, actor, act, subject, detail."""


def write_entries(connection: Connection, entries: list[NewEntry], key: bytes | None = None) -> Head:
    """Append entries to the chain inside the caller's transaction, sealed when there is a key; return its head."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    head = connection.execute(_head).first()
    number, previous = (head.number, head.hash) if head is not None else (0, "")
    values = []
    for id_, at, actor, act, subject, detail in entries:
        number += 1
        digest = _digest(previous, number, id_, at, actor, act, subject, detail)
        sealed = digest if key is None else f"{digest}.{name_of(key)}.{_seal(key, digest)}"
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
                "hash": sealed,
            }
        )
        previous = sealed
    connection.execute(insert(AuditEntryRow), values)
    return Head(number, _plain(previous))


def name_of(key: bytes) -> str:
    """Return the name by which a seal says which key made it: 8 hexadecimal digits that say nothing about the key."""
    return hashlib.sha256(b"divide_app audit key" + key).hexdigest()[:8]


def _seal(key: bytes, digest: str) -> str:
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()[:32]


def head(connection: Connection) -> Head:
    """Return how far the trail goes now."""
    found = connection.execute(_head).first()
    return EMPTY if found is None else head_of(found.number, found.hash)


def head_of(number: int, kept: str) -> Head:
    """Return the head that an entry is, by its number and its hash as it is kept."""
    return Head(number, _plain(kept))


def _plain(kept: str) -> str:
    return kept.partition(".")[0]


def read_entries(connection: Connection, *, newest: int | None = None) -> Iterator[AuditEntry]:
    """Yield entries, newest first, at most `newest` of them."""
    query = select(AuditEntryRow.__table__).order_by(desc(AuditEntryRow.number)).limit(newest)
    for row in connection.execute(query):
        yield AuditEntry(row.number, row.at, row.actor, row.act, row.subject, row.detail)


def holds_other_acts(connection: Connection, acts: Collection[str]) -> bool:
    """Tell whether anybody did anything but these."""
    other = select(AuditEntryRow.number).where(AuditEntryRow.act.not_in(acts)).limit(1)
    return connection.execute(other).first() is not None


def verify(
    connection: Connection, key: bytes | None = None, heads: Sequence[Head] = (), proven: Proven | None = None
) -> AuditVerdict:
    """Recompute every hash and seal, check that no number is missing, and that the trail went through these heads.

    Args:
        connection: In a read transaction.
        key: That of `audit_key`; None checks the chain alone.
        heads: Heads of former moments; each must lie on the trail.
        proven: What was gone through before. Where its rows lie there unchanged they are not computed again.
    """
    start, previous, sealed, foreign = 0, "", 0, 0
    if proven is not None and proven.head.entries and digest_of_rows(connection, proven.head.entries) == proven.digest:
        found = _hash_at(connection, proven.head.entries)
        if found is not None and _plain(found) == proven.head.hash:
            start, previous, sealed, foreign = proven.head.entries, found, proven.sealed, proven.foreign
    expected = start
    columns = AuditEntryRow.__table__.c
    query = select(AuditEntryRow.__table__).where((columns.number > start) | (columns.number < 1))
    name = None if key is None else name_of(key)

    def broken(number: int, lost: Lost) -> AuditVerdict:
        last = Head(number - 1, _plain(previous)) if lost in {Lost.BROKEN, Lost.FORGED} and number > 1 else EMPTY
        return AuditVerdict(False, expected, number, lost, last, sealed, foreign, key is not None)

    # In parts: a server would otherwise send all entries before the first is looked at.
    with connection.execute(query.order_by(columns.number), execution_options={"yield_per": _AT_ONCE}) as rows:
        for expected, row in enumerate(_readable(rows), start + 1):
            if row is None or not _fits(row, expected, previous):
                return broken(expected, Lost.BROKEN)
            digest, _dot, seal = row.hash.partition(".")
            maker, _dot, code = seal.partition(".")
            if key is not None and maker == name:
                if not hmac.compare_digest(code, _seal(key, digest)):
                    return broken(expected, Lost.FORGED)
                sealed += 1
            elif maker:
                foreign += 1
            elif key is not None and sealed + foreign:
                return broken(expected, Lost.FORGED)  # this program seals all it writes
            previous = row.hash
    now = Head(expected, _plain(previous)) if expected else EMPTY
    for one in heads:
        if one.entries > expected:
            return broken(expected + 1, Lost.SHORTER)
        if not goes_through(connection, one):
            return broken(one.entries, Lost.OTHER)
    return AuditVerdict(True, expected, None, None, now, sealed, foreign, key is not None)


def _readable(rows: Iterable[Row[Any]]) -> Iterator[Row[Any] | None]:
    """Yield the rows; None for the first with a value of another type, which this program did not write."""
    found = iter(rows)
    while True:
        try:
            row = next(found)
        except StopIteration:
            return
        except UNREADABLE:
            yield None
            return
        yield row


def _fits(row: Row[Any], number: int, previous: str) -> bool:
    try:
        digest, _dot, _seal_of = row.hash.partition(".")
        return (row.number, row.previous_hash, digest) == (number, previous, _digest_of(row))
    except UNREADABLE:
        return False


def goes_through(connection: Connection, head: Head) -> bool:
    """Tell whether the trail goes through a head."""
    if not head.entries:
        return True
    there = _hash_at(connection, head.entries)
    return there is not None and _plain(there).startswith(head.hash)


def _hash_at(connection: Connection, number: int) -> str | None:
    columns = AuditEntryRow.__table__.c
    return connection.execute(select(columns.hash).where(columns.number == number)).scalar()


_AS_THEY_LIE = {
    "sqlite": "number, id, at, actor, act, subject, detail, previous_hash, hash",
    "postgresql": "number, id::text, extract(epoch FROM at)::text, actor, act, subject, detail::text,"
    " previous_hash, hash",
}


def digest_of_rows(connection: Connection, entries: int) -> str:
    """Return a digest of the first rows as the database has them; a tenth of the work of recomputing them."""
    columns = _AS_THEY_LIE[connection.dialect.name]
    query = text(f"SELECT {columns} FROM audit_entries WHERE number <= :entries ORDER BY number")  # noqa: S608
    digest = hashlib.blake2b(digest_size=32)
    with connection.execute(query, {"entries": entries}, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows:
            digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


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
