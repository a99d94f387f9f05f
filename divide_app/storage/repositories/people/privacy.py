"""Repositories of the texts on the purpose of use, of the ways to hear of a course, and of form drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from divide_app.storage.repositories.base import insert_or_more, put_row
from divide_app.storage.rows.people.drafts import DraftRow
from divide_app.storage.rows.people.privacy import HeardWayRow, PurposeRow
from divide_app.storage.rows.planning.courses import ApplicationRow


@dataclass(frozen=True, slots=True)
class KeptPurpose:
    """A version of the text, with the moment it began (UTC)."""

    version: int
    text: str
    since: datetime


class Purposes:
    """Versions of the text on the purpose of use; none is ever changed."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self) -> list[KeptPurpose]:
        """Return every version, newest first."""
        columns = PurposeRow.__table__.c
        rows = self.connection.execute(select(PurposeRow.__table__).order_by(columns.version.desc()))
        return [KeptPurpose(row.version, row.text, row.since) for row in rows]

    def add(self, version: int, text: str, since: datetime) -> None:
        """Store a new version; one that is there stays as it is."""
        statement = insert_or_more(self.connection.dialect.name, PurposeRow.__table__)
        self.connection.execute(statement.on_conflict_do_nothing(), {"version": version, "text": text, "since": since})


class HeardWays:
    """The office's own ways to hear of a course."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self) -> list[str]:
        """Return the words in order; none before the office named its own."""
        columns = HeardWayRow.__table__.c
        return list(self.connection.execute(select(columns.word).order_by(columns.position)).scalars().all())

    def put(self, words: Sequence[str]) -> None:
        """Store these and no others."""
        self.connection.execute(delete(HeardWayRow))
        if words:
            values = [{"position": number, "word": word} for number, word in enumerate(words, 1)]
            self.connection.execute(insert(HeardWayRow), values)

    def counts(self, course_id: UUID | None) -> dict[str, int]:
        """Return how many applications name each way, the most named first."""
        columns = ApplicationRow.__table__.c
        query = select(columns.heard, func.count().label("n")).where(columns.heard != "").group_by(columns.heard)
        if course_id is not None:
            query = query.where(columns.course_id == course_id)
        rows = self.connection.execute(query.order_by(func.count().desc(), columns.heard))
        return {row.heard: row.n for row in rows}


class Drafts:
    """Half-typed entries, one for each form of each PC."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def put(self, device: str, form: str, content: dict[str, Any], at: datetime) -> None:
        """Store what stands in a form now."""
        values = {"device": device, "form": form, "content": content, "kept_at": at}
        put_row(self.connection, DraftRow, ["device", "form"], values)

    def find(self, device: str, form: str) -> dict[str, Any] | None:
        """Return what stood in a form, or None."""
        columns = DraftRow.__table__.c
        query = select(columns.content).where(columns.device == device, columns.form == form)
        found: dict[str, Any] | None = self.connection.execute(query).scalar()
        return found

    def remove(self, device: str, form: str) -> None:
        """Forget what stood in a form."""
        columns = DraftRow.__table__.c
        self.connection.execute(delete(DraftRow).where(columns.device == device, columns.form == form))

    def remove_about(self, people: Sequence[UUID], words: Sequence[str]) -> int:
        """Forget every entry that names one of these people or holds one of the words, and return how many."""
        wanted = {str(id_) for id_ in people} | {word for word in words if word}
        columns = DraftRow.__table__.c
        gone = [
            row
            for row in self.connection.execute(select(DraftRow.__table__))
            if any(text in wanted for text in row.content.values() if isinstance(text, str))
        ]
        for row in gone:
            self.connection.execute(delete(DraftRow).where(columns.device == row.device, columns.form == row.form))
        return len(gone)
