"""Repositories of people to reach: meetings before a change, and tries to tell somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from divide_app.domain.reaching import MeetingBefore, Telling
from divide_app.storage.repositories.base import Repository, chunks
from divide_app.storage.rows.planning.courses import ClassSessionRow
from divide_app.storage.rows.reaching import MeetingBeforeRow, TellingRow


class MeetingsBefore(Repository[MeetingBefore]):
    """Meetings as they were before a change."""

    row = MeetingBeforeRow
    kept = MeetingBefore

    def coming(self, now: datetime) -> list[MeetingBefore]:
        """Return those of meetings that were or are to come, in the order of the changes."""
        columns = self.table.c
        later = select(ClassSessionRow.id).where(ClassSessionRow.starts_at > now)
        query = select(self.table).where(or_(columns.starts_at > now, columns.class_session_id.in_(later)))
        return self.many(query.order_by(columns.noted_at, columns.id))

    def revisions(self) -> dict[UUID, tuple[int, datetime]]:
        """Return of each meeting that ever changed how often, and when last."""
        columns = self.table.c
        query = (
            select(columns.class_session_id, func.count(), func.max(columns.noted_at))
            .where(columns.supporter_id.is_(None))
            .group_by(columns.class_session_id)
        )
        return {row[0]: (row[1], row[2]) for row in self.connection.execute(query)}

    def removed(self, since: datetime) -> list[MeetingBefore]:
        """Return meetings that were removed since a moment, as they were last; each once."""
        columns = self.table.c
        there = select(ClassSessionRow.id)
        query = select(self.table).where(
            columns.supporter_id.is_(None), columns.noted_at >= since, columns.class_session_id.not_in(there)
        )
        found = {one.class_session_id: one for one in self.many(query.order_by(columns.noted_at, columns.id))}
        return list(found.values())


class Tellings(Repository[Telling]):
    """Tries to tell somebody something."""

    row = TellingRow
    kept = Telling

    def of_applications(self, ids: Sequence[UUID]) -> list[Telling]:
        """Return the tries for applications, in the order they were made."""
        columns = self.table.c
        found = [
            one for part in chunks(ids) for one in self.many(select(self.table).where(columns.application_id.in_(part)))
        ]
        return sorted(found, key=lambda one: (one.at, one.id))

    def of_supporters(self, ids: Sequence[UUID]) -> list[Telling]:
        """Return the tries for helpers, in the order they were made."""
        columns = self.table.c
        found = [
            one for part in chunks(ids) for one in self.many(select(self.table).where(columns.supporter_id.in_(part)))
        ]
        return sorted(found, key=lambda one: (one.at, one.id))

    def remove(self, ids: Sequence[UUID]) -> None:
        """Take tries away that were noted by mistake."""
        for part in chunks(ids):
            self.connection.execute(delete(TellingRow).where(TellingRow.id.in_(part)))
