"""Repositories of column profiles, imports with the ids they added, and receipt numbers of forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from divide_app.domain.files.imports import ImportRun
from divide_app.foundation.ids import IdMaker
from divide_app.storage.repositories.base import Repository, chunks, insert_many, put_row
from divide_app.storage.repositories.people import index as people_index
from divide_app.storage.rows.every import Base
from divide_app.storage.rows.files import ImportProfileRow, ImportReceiptRow, ImportRunRow
from divide_app.storage.rows.people.people import ParticipantRow
from divide_app.storage.rows.people.same_people import NotSameRow
from divide_app.storage.rows.planning.courses import ApplicationRow

_GOES_ALONG = {"import_receipts", "not_same_people", "participant_search"}
"""Tables whose rows go with the thing they belong to; a row of any other table keeps the thing."""


class ImportRuns(Repository[ImportRun]):
    """Imports, newest last."""

    row = ImportRunRow
    kept = ImportRun

    def add_run(self, run: ImportRun, things: Mapping[str, Sequence[UUID]]) -> None:
        """Store an import with the ids of what it added."""
        kept = {kind: [id_.hex for id_ in ids] for kind, ids in things.items()}
        self.connection.execute(insert(ImportRunRow), {**self.values(run), "things": kept})

    def ids(self, run: UUID, kind: str) -> list[UUID]:
        """Return what an import added of one kind."""
        kept = self.connection.execute(select(ImportRunRow.things).where(ImportRunRow.id == run)).scalar_one()
        return [UUID(hex=text) for text in kept.get(kind, ())]

    def courses_of(self, applications: Sequence[UUID]) -> list[UUID]:
        """Return the courses the applications are for, in the order in which courses are locked."""
        found: set[UUID] = set()
        for part in chunks(applications):
            query = select(ApplicationRow.course_id).where(ApplicationRow.id.in_(part)).distinct()
            found.update(self.connection.execute(query).scalars())
        return sorted(found)

    def newest(self, most: int) -> list[ImportRun]:
        """Return the newest imports, newest first."""
        return self.many(select(self.table).order_by(self.table.c.at.desc(), self.table.c.id.desc()).limit(most))

    def mark_undone(self, run: UUID, at: datetime) -> None:
        """Note that an import was taken back."""
        self.connection.execute(update(ImportRunRow).where(ImportRunRow.id == run).values(undone_at=at, things={}))

    def remove_applications(self, ids: Sequence[UUID]) -> list[UUID]:
        """Remove applications nothing else was built on; return those removed."""
        gone = self._unused("applications", ids)
        for part in chunks(gone):
            self.connection.execute(delete(ImportReceiptRow).where(ImportReceiptRow.application_id.in_(part)))
            self.connection.execute(delete(ApplicationRow).where(ApplicationRow.id.in_(part)))
        return gone

    def remove_participants(self, ids: Sequence[UUID]) -> list[UUID]:
        """Remove people nothing else was built on; return those removed."""
        gone = self._unused("participants", ids)
        for part in chunks(gone):
            people_index.remove(self.connection, part)
            two = NotSameRow.__table__.c
            self.connection.execute(delete(NotSameRow).where(two.first_id.in_(part) | two.second_id.in_(part)))
            self.connection.execute(delete(ParticipantRow).where(ParticipantRow.id.in_(part)))
        return gone

    def _unused(self, table: str, ids: Sequence[UUID]) -> list[UUID]:
        """Return those ids no row of another table refers to."""
        used: set[UUID] = set()
        for other in Base.metadata.sorted_tables:
            if other.name in _GOES_ALONG:
                continue
            for key in other.foreign_keys:
                if key.column.table.name == table:
                    for part in chunks(ids):
                        query = select(key.parent).where(key.parent.in_(part)).distinct()
                        used.update(self.connection.execute(query).scalars())
        return [id_ for id_ in ids if id_ not in used]


class ImportProfiles:
    """The office's own column profiles, by kind and name."""

    def __init__(self, connection: Connection, now: datetime, make_id: IdMaker) -> None:
        self.connection = connection
        self.now = now
        self.make_id = make_id

    def all(self, kind: str | None = None) -> list[tuple[str, str, dict[str, Any]]]:
        """Return kind, name and content of the profiles, in order of their names."""
        query = select(ImportProfileRow.kind, ImportProfileRow.name, ImportProfileRow.content)
        if kind is not None:
            query = query.where(ImportProfileRow.kind == kind)
        found = self.connection.execute(query.order_by(ImportProfileRow.kind, ImportProfileRow.name))
        return [(row.kind, row.name, row.content) for row in found]

    def put(self, kind: str, name: str, content: dict[str, Any]) -> None:
        """Keep a profile under a name, in place of the one there was."""
        values = {"id": self.make_id(), "kind": kind, "name": name, "content": content, "changed_at": self.now}
        put_row(self.connection, ImportProfileRow, ["kind", "name"], values)

    def remove(self, kind: str, name: str) -> bool:
        """Remove a profile; tell whether there was one."""
        gone = delete(ImportProfileRow).where(ImportProfileRow.kind == kind, ImportProfileRow.name == name)
        return self.connection.execute(gone).rowcount > 0


class ImportReceipts:
    """Numbers forms gave to applications."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def of_course(self, course: UUID) -> dict[tuple[str, str], UUID]:
        """Return the applications of a course by the source of their list and the number they have there."""
        query = select(ImportReceiptRow.source, ImportReceiptRow.number, ImportReceiptRow.application_id).where(
            ImportReceiptRow.course_id == course
        )
        return {(source, number): id_ for source, number, id_ in self.connection.execute(query)}

    def add_all(self, receipts: Iterable[tuple[UUID, str, str, UUID]]) -> None:
        """Keep (course, source, number, application)."""
        insert_many(
            self.connection,
            ImportReceiptRow,
            [
                {"course_id": course, "source": source, "number": number, "application_id": application}
                for course, source, number, application in receipts
            ],
        )
