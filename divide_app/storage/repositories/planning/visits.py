"""The repository of visit requests."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from divide_app.domain.planning.visit_requests import VisitRequest
from divide_app.storage.repositories.base import Repository
from divide_app.storage.rows.planning.visits import VisitRequestRow


class VisitRequests(Repository[VisitRequest]):
    """What associations asked for."""

    row = VisitRequestRow
    kept = VisitRequest

    def note_reply(self, id_: UUID, at: datetime) -> None:
        """Note when the reply was printed."""
        self.connection.execute(update(VisitRequestRow).where(self.table.c.id == id_).values(replied_at=at))
