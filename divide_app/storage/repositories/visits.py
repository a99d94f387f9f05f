"""Visit requests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from divide_app.domain.visit_requests import RequestState, VisitRequest, Wish
from divide_app.storage.repositories.base import Repository
from divide_app.storage.rows.visits import VisitRequestRow


class VisitRequests(Repository[VisitRequest]):
    """What associations asked for."""

    row = VisitRequestRow

    def values(self, thing: VisitRequest) -> dict[str, Any]:
        """Return the request's columns."""
        return {
            "id": thing.id,
            "organisation": thing.organisation,
            "contact_name": thing.contact_name,
            "phone": thing.phone,
            "postal_code": thing.postal_code,
            "address": thing.address,
            "district": thing.district,
            "place": thing.place,
            "people": thing.people,
            "catalogue_id": thing.catalogue_id,
            "topic": thing.topic,
            "wishes": [[_iso(wish.starts_at), _iso(wish.ends_at)] for wish in thing.wishes],
            "memo": thing.memo,
            "received_at": thing.received_at,
            "state": thing.state.value,
            "answer": thing.answer,
            "chosen": thing.chosen,
            "course_id": thing.course_id,
            "replied_at": thing.replied_at,
        }

    def thing(self, row: Row[Any]) -> VisitRequest:
        """Return the request."""
        return VisitRequest(
            id=row.id,
            organisation=row.organisation,
            wishes=tuple(
                Wish(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in row.wishes
            ),
            people=row.people,
            received_at=row.received_at,
            contact_name=row.contact_name,
            phone=row.phone,
            postal_code=row.postal_code,
            address=row.address,
            district=row.district,
            place=row.place,
            catalogue_id=row.catalogue_id,
            topic=row.topic,
            memo=row.memo,
            state=RequestState(row.state),
            answer=row.answer,
            chosen=row.chosen,
            course_id=row.course_id,
            replied_at=row.replied_at,
        )

    def note_reply(self, id_: UUID, at: datetime) -> None:
        """Note when the reply was printed."""
        self.connection.execute(update(VisitRequestRow).where(self.table.c.id == id_).values(replied_at=at))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
