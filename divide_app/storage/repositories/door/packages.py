"""Repositories of hall packages and of the inbox of held acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from divide_app.domain.door.attendance import AttendanceEvent, CheckInReason, EventKind, EventResult
from divide_app.domain.door.merge import HeldReason, InboxState
from divide_app.domain.door.packages import PackedWalkIn
from divide_app.domain.fields import MADE
from divide_app.domain.people.participants import Sex
from divide_app.storage.repositories.base import Repository, chunks, insert_all
from divide_app.storage.rows.door.packages import HallPackageRow, MergeInboxRow


@dataclass(frozen=True, slots=True)
class HallPackage:
    """One package that went out.

    Attributes:
        people: How many persons it holds.
        returned_at: When it was last merged (UTC); None while it is out.
        acts: How many acts the file held when it was put away.
        file_digest: SHA-256 of that file, as the proof names it; "" before.
        wiped_at: When the file was overwritten (UTC), after every act in it had come home.
    """

    id: Annotated[UUID, MADE]
    office_id: Annotated[UUID, MADE]
    created_at: Annotated[datetime, MADE]
    created_by: Annotated[str, MADE]
    class_session_ids: Annotated[tuple[UUID, ...], MADE]
    people: Annotated[int, MADE]
    returned_at: Annotated[datetime | None, MADE] = None
    acts: Annotated[int, MADE] = 0
    file_digest: Annotated[str, MADE] = ""
    wiped_at: Annotated[datetime | None, MADE] = None
    wiped_by: Annotated[str, MADE] = ""


@dataclass(frozen=True, slots=True)
class InboxAct:
    """One act in the inbox, as it came; `clock_minutes` were added to the device's time when it was taken in."""

    id: UUID
    package_id: UUID
    event: AttendanceEvent
    walk_in: PackedWalkIn | None
    reason: HeldReason
    received_at: datetime
    state: InboxState = InboxState.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
    clock_minutes: int = 0


class HallPackages(Repository[HallPackage]):
    """Packages that went out."""

    row = HallPackageRow
    kept = HallPackage

    def out_with(self, class_session_ids: Iterable[UUID]) -> set[UUID]:
        """Return those of the meetings that a package carries which has not come home yet."""
        wanted = set(class_session_ids)
        if not wanted:
            return set()
        columns = HallPackageRow.__table__.c
        rows = self.connection.execute(select(columns.class_session_ids).where(columns.returned_at.is_(None)))
        return wanted & {UUID(one) for ids in rows.scalars() for one in ids}


class MergeInbox:
    """Acts that wait for a person, or waited for one."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add_all(self, acts: Iterable[InboxAct]) -> None:
        """Keep acts for a person."""
        values = [
            {
                "id": act.id,
                "package_id": act.package_id,
                "event_id": act.event.id,
                "event": _event_values(act.event),
                "walk_in": None if act.walk_in is None else _walk_in_values(act.walk_in),
                "reason": act.reason.value,
                "received_at": act.received_at,
                "state": act.state.value,
                "decided_by": act.decided_by,
                "decided_at": act.decided_at,
                "clock_minutes": act.clock_minutes,
            }
            for act in acts
        ]
        insert_all(self.connection, MergeInboxRow, values)

    def known(self, event_ids: Sequence[UUID]) -> set[UUID]:
        """Return which of the events are or were in the inbox."""
        found: set[UUID] = set()
        for part in chunks(event_ids):
            query = select(MergeInboxRow.event_id).where(MergeInboxRow.event_id.in_(part))
            found.update(self.connection.execute(query).scalars())
        return found

    def waiting(self) -> list[InboxAct]:
        """Return what waits for a person, in the order it came."""
        return self._acts(MergeInboxRow.state == InboxState.WAITING.value)

    def waiting_with(self, event_ids: Iterable[UUID]) -> list[InboxAct]:
        """Return of these acts those that wait for a person, with what waits to take one of them back."""
        wanted = set(event_ids)
        return [one for one in self.waiting() if one.event.id in wanted or one.event.undoes in wanted]

    def find(self, ids: Sequence[UUID]) -> dict[UUID, InboxAct]:
        """Return acts by their own id."""
        found: dict[UUID, InboxAct] = {}
        for part in chunks(ids):
            found |= {act.id: act for act in self._acts(MergeInboxRow.id.in_(part))}
        return found

    def decide(self, id_: UUID, state: InboxState, by: str, at: datetime, clock_minutes: int) -> bool:
        """Keep what was decided; False when somebody else decided first."""
        done = self.connection.execute(
            update(MergeInboxRow)
            .where(MergeInboxRow.id == id_, MergeInboxRow.state == InboxState.WAITING.value)
            .values(state=state.value, decided_by=by, decided_at=at, clock_minutes=clock_minutes)
        )
        return done.rowcount == 1

    def _acts(self, which: Any) -> list[InboxAct]:
        query = select(MergeInboxRow.__table__).where(which).order_by(MergeInboxRow.received_at, MergeInboxRow.id)
        return [act_of(row) for row in self.connection.execute(query)]


def act_of(row: Row[Any]) -> InboxAct:
    """Return a row as an act."""
    return InboxAct(
        id=row.id,
        package_id=row.package_id,
        event=_event(row.event),
        walk_in=None if row.walk_in is None else _walk_in(row.walk_in),
        reason=HeldReason(row.reason),
        received_at=row.received_at,
        state=InboxState(row.state),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        clock_minutes=row.clock_minutes,
    )


def _event_values(event: AttendanceEvent) -> dict[str, Any]:
    return {
        "id": str(event.id),
        "class_session_id": str(event.class_session_id),
        "attendee_id": None if event.attendee_id is None else str(event.attendee_id),
        "kind": event.kind.value,
        "result": event.result.value,
        "happened_at": event.happened_at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "device": event.device,
        "nonce": event.nonce,
        "undoes": None if event.undoes is None else str(event.undoes),
        "reason": None if event.reason is None else event.reason.value,
        "forced_reason": event.forced_reason,
        "is_walk_in": event.is_walk_in,
        "band": event.band,
        "sex": event.sex.value,
    }


def _event(kept: Mapping[str, Any]) -> AttendanceEvent:
    return AttendanceEvent(
        id=UUID(kept["id"]),
        class_session_id=UUID(kept["class_session_id"]),
        attendee_id=None if kept["attendee_id"] is None else UUID(kept["attendee_id"]),
        kind=EventKind(kept["kind"]),
        result=EventResult(kept["result"]),
        happened_at=datetime.fromisoformat(kept["happened_at"]),
        recorded_at=datetime.fromisoformat(kept["recorded_at"]),
        device=kept["device"],
        nonce=kept["nonce"],
        undoes=None if kept["undoes"] is None else UUID(kept["undoes"]),
        reason=None if kept["reason"] is None else CheckInReason(kept["reason"]),
        forced_reason=kept["forced_reason"],
        is_walk_in=kept["is_walk_in"],
        band=kept["band"],
        sex=Sex(kept["sex"]),
    )


def _walk_in_values(walk_in: PackedWalkIn) -> dict[str, Any]:
    return {
        "id": str(walk_in.id),
        "class_session_id": str(walk_in.class_session_id),
        "band": walk_in.band,
        "sex": walk_in.sex.value,
        "name": walk_in.name,
        "participant_id": None if walk_in.participant_id is None else str(walk_in.participant_id),
    }


def _walk_in(kept: Mapping[str, Any]) -> PackedWalkIn:
    return PackedWalkIn(
        id=UUID(kept["id"]),
        class_session_id=UUID(kept["class_session_id"]),
        band=kept["band"],
        sex=Sex(kept["sex"]),
        name=kept["name"],
        participant_id=None if kept["participant_id"] is None else UUID(kept["participant_id"]),
    )
