"""The repository of absence marks, read for the person an entry was merged into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, func, select

from divide_app.domain.door.presence import PresenceMark
from divide_app.storage.repositories.base import Repository, chunks
from divide_app.storage.rows.door.presence import PresenceMarkRow
from divide_app.storage.rows.people.people import ParticipantRow

_marks = PresenceMarkRow.__table__.c
_people = ParticipantRow.__table__.c


class PresenceMarks(Repository[PresenceMark]):
    """Marks."""

    row = PresenceMarkRow
    kept = PresenceMark

    def ids_of(self, class_session_id: UUID) -> list[UUID]:
        """Return the ids of a meeting's marks."""
        query = select(_marks.id).where(_marks.class_session_id == class_session_id).order_by(_marks.id)
        return list(self.connection.execute(query).scalars().all())

    def of_sessions(self, class_session_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], PresenceMark]:
        """Return marks by (meeting, person): of entries that became one person, the person's own mark stands."""
        person = func.coalesce(_people.merged_into, _marks.participant_id).label("person")
        query = select(PresenceMarkRow.__table__, person).join(ParticipantRow, _people.id == _marks.participant_id)
        found: dict[tuple[UUID, UUID], PresenceMark] = {}
        for part in chunks(class_session_ids):
            for row in self.connection.execute(query.where(_marks.class_session_id.in_(part)).order_by(_marks.id)):
                key = (row.class_session_id, row.person)
                if key not in found or row.person == row.participant_id:
                    found[key] = self.from_row(row)
        return found

    def remove_all(self, ids: Iterable[UUID]) -> None:
        """Take marks away."""
        for part in chunks(list(ids)):
            self.connection.execute(delete(PresenceMarkRow).where(_marks.id.in_(part)))
