"""Visit requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import update

from divide_app.domain.planning.visit_requests import VisitRequest, Wish
from divide_app.storage.columns import Codec
from divide_app.storage.repositories.base import Repository
from divide_app.storage.rows.planning.visits import VisitRequestRow


def _wishes_json(wishes: Iterable[Wish]) -> list[list[str]]:
    """Return pairs of first and last moment, in UTC."""
    return [[one.astimezone(UTC).isoformat() for one in (wish.starts_at, wish.ends_at)] for wish in wishes]


def _wishes_of(kept: Iterable[Sequence[str]]) -> tuple[Wish, ...]:
    """Return the wishes that were kept."""
    return tuple(Wish(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in kept)


class VisitRequests(Repository[VisitRequest]):
    """What associations asked for."""

    row = VisitRequestRow
    kept = VisitRequest
    nested = MappingProxyType({tuple[Wish, ...]: Codec(_wishes_json, _wishes_of)})

    def note_reply(self, id_: UUID, at: datetime) -> None:
        """Note when the reply was printed."""
        self.connection.execute(update(VisitRequestRow).where(self.table.c.id == id_).values(replied_at=at))
