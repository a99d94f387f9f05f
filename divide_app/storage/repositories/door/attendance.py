"""The repository of door events, of the state derived from them, and of the summary written with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, and_, bindparam, delete, func, insert, or_, select, update

from divide_app.domain.calendar import local_month
from divide_app.domain.door.attendance import Attendance, AttendanceEvent, CheckInReason, EventKind, EventResult, derive
from divide_app.domain.people.participants import Sex
from divide_app.storage.repositories.base import chunks, insert_or_more
from divide_app.storage.rows.door.attendance import AttendanceEventRow, AttendanceRow, AttendanceSummaryRow, WalkInRow
from divide_app.storage.rows.people.people import ParticipantRow
from divide_app.storage.rows.planning.courses import ClassSessionRow

NO_VENUE = UUID(int=0)
"""Stands in the summary for sessions without a venue: a primary key cannot hold NULL."""

_events = AttendanceEventRow.__table__
_attendances = AttendanceRow.__table__
_summaries = AttendanceSummaryRow.__table__
assert isinstance(_attendances, Table)
assert isinstance(_summaries, Table)

_walk_ins = WalkInRow.__table__
_people = ParticipantRow.__table__

events_as_known = (
    select(_events, func.coalesce(_walk_ins.c.participant_id, _people.c.merged_into).label("known_as"))
    .outerjoin(_walk_ins, _walk_ins.c.id == _events.c.attendee_id)
    .outerjoin(_people, _people.c.id == _events.c.attendee_id)
)
"""Events, each with the person a walk-in was found to be, or whom two entries of one person are kept under now;
what the event itself says never changes."""

_of_attendee = events_as_known.where(
    or_(
        and_(
            _events.c.class_session_id == bindparam("class_session_id"),
            _events.c.attendee_id == bindparam("attendee_id"),
        ),
        and_(
            _events.c.class_session_id == bindparam("class_session_id"),
            _events.c.attendee_id.in_(
                select(_walk_ins.c.id).where(
                    _walk_ins.c.class_session_id == bindparam("class_session_id"),
                    _walk_ins.c.participant_id == bindparam("attendee_id"),
                )
            ),
        ),
        and_(
            _events.c.class_session_id == bindparam("class_session_id"),
            _events.c.attendee_id.in_(select(_people.c.id).where(_people.c.merged_into == bindparam("attendee_id"))),
        ),
        _events.c.nonce == bindparam("nonce"),
    )
).order_by(_events.c.happened_at, _events.c.recorded_at, _events.c.id)


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Someone who came without an application; `found_not` are people they were said to be by mistake."""

    id: UUID
    class_session_id: UUID
    band: str
    sex: Sex
    name: str = ""
    participant_id: UUID | None = None
    found_not: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a statistic needs of an attendee, as it was on the session's date."""

    participant_id: UUID | None
    band: str
    sex: Sex
    district: str
    is_walk_in: bool = False


@dataclass(frozen=True, slots=True)
class SummaryKey:
    """Where an attendance is summed: local month (100 * year + month) and venue."""

    month: int
    venue_id: UUID


def event_of(row: Row[Any]) -> AttendanceEvent:
    """Return a row of `events_as_known` as an event; its attendee is the person a walk-in was found to be."""
    return AttendanceEvent(
        id=row.id,
        class_session_id=row.class_session_id,
        attendee_id=row.known_as or row.attendee_id,
        kind=EventKind(row.kind),
        result=EventResult(row.result),
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        device=row.device,
        nonce=row.nonce or "",
        undoes=row.undoes,
        reason=None if row.reason is None else CheckInReason(row.reason),
        forced_reason=row.forced_reason,
        is_walk_in=row.is_walk_in,
        band=row.band,
        sex=Sex(row.sex),
    )


class AttendanceLog:
    """Appends events and keeps what is derived from them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def append(self, event: AttendanceEvent) -> None:
        """Store one event for good."""
        self.append_all([event])

    def append_all(self, events: Sequence[AttendanceEvent]) -> None:
        """Store events for good."""
        if events:
            self.connection.execute(insert(AttendanceEventRow), [_values(event) for event in events])

    def events_of(self, class_session_id: UUID, attendee_id: UUID | None, nonce: str = "") -> list[AttendanceEvent]:
        """Return the events of one attendee in one session, and any event with the nonce, as they happened."""
        found = self.connection.execute(
            _of_attendee,
            {"class_session_id": class_session_id, "attendee_id": attendee_id, "nonce": nonce or None},
        )
        return [event_of(row) for row in found]

    def events_of_session(self, class_session_id: UUID) -> list[AttendanceEvent]:
        """Return all events of a session as they happened."""
        query = events_as_known.where(_events.c.class_session_id == class_session_id)
        query = query.order_by(_events.c.happened_at, _events.c.recorded_at, _events.c.id)
        return [event_of(row) for row in self.connection.execute(query)]

    def event(self, id_: UUID) -> AttendanceEvent | None:
        """Return one event, or None."""
        row = self.connection.execute(events_as_known.where(_events.c.id == id_)).first()
        return None if row is None else event_of(row)

    def add_walk_in(self, walk_in: WalkIn) -> None:
        """Store who came without an application."""
        self.connection.execute(
            insert(WalkInRow),
            {
                "id": walk_in.id,
                "class_session_id": walk_in.class_session_id,
                "name": walk_in.name,
                "band": walk_in.band,
                "sex": walk_in.sex.value,
                "participant_id": walk_in.participant_id,
                "found_not": sorted(map(str, walk_in.found_not)),
            },
        )

    def walk_in(self, id_: UUID) -> WalkIn | None:
        """Return a walk-in, or None."""
        row = self.connection.execute(select(WalkInRow.__table__).where(WalkInRow.id == id_)).first()
        if row is None:
            return None
        found_not = frozenset(map(UUID, row.found_not))
        return WalkIn(row.id, row.class_session_id, row.band, Sex(row.sex), row.name, row.participant_id, found_not)

    def written_for(self, event_id: UUID) -> UUID | None:
        """Return the attendee an event names itself, whoever stands for them now."""
        found: UUID | None = self.connection.execute(
            select(_events.c.attendee_id).where(_events.c.id == event_id)
        ).scalar()
        return found

    def identify(self, walk_in: WalkIn, participant_id: UUID) -> None:
        """Remember who a walk-in was; the events stay, the walk-in's own state is given up for the person's."""
        self.connection.execute(
            update(WalkInRow).where(WalkInRow.id == walk_in.id).values(participant_id=participant_id)
        )
        self.connection.execute(
            delete(AttendanceRow).where(
                AttendanceRow.class_session_id == walk_in.class_session_id, AttendanceRow.attendee_id == walk_in.id
            )
        )

    def part(self, walk_in: WalkIn) -> None:
        """Forget who a walk-in was said to be, and remember that they are not; the person's state is given up."""
        person = walk_in.participant_id
        assert person is not None
        found_not = sorted(map(str, walk_in.found_not | {person}))
        self.connection.execute(
            update(WalkInRow).where(WalkInRow.id == walk_in.id).values(participant_id=None, found_not=found_not)
        )
        self.connection.execute(
            delete(AttendanceRow).where(
                AttendanceRow.class_session_id == walk_in.class_session_id, AttendanceRow.attendee_id == person
            )
        )

    def is_present(self, class_session_id: UUID, attendee_id: UUID) -> bool:
        """Tell whether the attendee is kept as present."""
        columns = _attendances.c
        query = select(columns.present).where(
            columns.class_session_id == class_session_id, columns.attendee_id == attendee_id
        )
        return bool(self.connection.execute(query).scalar())

    def derive_again(self, class_session_id: UUID, ends_at: datetime) -> None:
        """Store what follows from the events when the session's end has changed: the minutes of those who stayed."""
        columns = _attendances.c
        for state in derive(self.events_of_session(class_session_id), ends_at).values():
            self.connection.execute(
                update(AttendanceRow)
                .where(columns.class_session_id == class_session_id, columns.attendee_id == state.attendee_id)
                .values(minutes=state.minutes)
            )

    def frozen_of(self, class_session_id: UUID, attendee_id: UUID) -> Frozen | None:
        """Return what was frozen when the attendee first came, or None when they never came."""
        columns = _attendances.c
        query = select(columns.participant_id, columns.band, columns.sex, columns.district, columns.is_walk_in)
        row = self.connection.execute(
            query.where(columns.class_session_id == class_session_id, columns.attendee_id == attendee_id)
        ).first()
        return None if row is None else Frozen(row.participant_id, row.band, Sex(row.sex), row.district, row.is_walk_in)

    def sessions_of(self, participant_id: UUID) -> list[UUID]:
        """Return the sessions at whose door somebody was, in order of their ids."""
        query = select(_attendances.c.class_session_id).where(_attendances.c.participant_id == participant_id)
        return list(self.connection.execute(query.order_by(_attendances.c.class_session_id)).scalars().all())

    def all_frozen(self, class_session_id: UUID) -> dict[UUID, Frozen]:
        """Return what was frozen of everybody at whose door something happened."""
        query = select(_attendances).where(_attendances.c.class_session_id == class_session_id)
        return {
            row.attendee_id: Frozen(row.participant_id, row.band, Sex(row.sex), row.district, row.is_walk_in)
            for row in self.connection.execute(query)
        }

    def set_band(self, class_session_id: UUID, attendee_id: UUID, band: str) -> None:
        """Store another band for somebody, after the session's day or the birth was corrected."""
        here = (_attendances.c.class_session_id == class_session_id, _attendances.c.attendee_id == attendee_id)
        self.connection.execute(update(AttendanceRow).where(*here).values(band=band))

    def put_state(self, class_session_id: UUID, state: Attendance, frozen: Frozen) -> None:
        """Store an attendee's derived state; what was frozen before stays as it is."""
        changing = {
            "present": state.present,
            "is_inside": state.is_inside,
            "first_in": state.first_in,
            "last_out": state.last_out,
            "minutes": state.minutes,
        }
        self.connection.execute(
            _keep_state(self.connection.dialect.name),
            {
                "class_session_id": class_session_id,
                "attendee_id": state.attendee_id,
                "participant_id": frozen.participant_id,
                "is_walk_in": frozen.is_walk_in,
                "band": frozen.band,
                "sex": frozen.sex.value,
                "district": frozen.district,
            }
            | changing,
        )

    def count(self, class_session_id: UUID, key: SummaryKey, frozen: Frozen, change: int) -> None:
        """Add `change` attendances to the session's number of people and to the month's sum."""
        if change == 0:
            return
        self.connection.execute(_add_present, {"session": class_session_id, "change": change})
        self._add_to_summary(key, frozen, change)

    def _add_to_summary(self, key: SummaryKey, frozen: Frozen, change: int) -> None:
        self.connection.execute(
            _add_to_summary(self.connection.dialect.name),
            {
                "month": key.month,
                "venue_id": key.venue_id,
                "band": frozen.band,
                "sex": frozen.sex.value,
                "attendances": change,
            },
        )

    def move_summary(self, class_session_id: UUID, old: SummaryKey, new: SummaryKey) -> None:
        """Move a session's attendances to another month or venue, when the session itself is moved."""
        if old == new:
            return
        columns = _attendances.c
        query = select(columns.band, columns.sex, columns.district).where(
            columns.class_session_id == class_session_id, columns.present.is_(True)
        )
        for row in self.connection.execute(query).all():
            frozen = Frozen(None, row.band, Sex(row.sex), row.district)
            self._add_to_summary(old, frozen, -1)
            self._add_to_summary(new, frozen, 1)
        # A sum that is emptied is taken away, so that moving there and back leaves what was.
        self.connection.execute(delete(AttendanceSummaryRow).where(_summaries.c.attendances == 0))

    def has_events(self, class_session_ids: Sequence[UUID]) -> set[UUID]:
        """Return those of the sessions at whose door something happened."""
        found: set[UUID] = set()
        for part in chunks(class_session_ids):
            query = select(_events.c.class_session_id).where(_events.c.class_session_id.in_(part)).distinct()
            found.update(self.connection.execute(query).scalars())
        return found


_sessions = ClassSessionRow.__table__
_add_present = (
    update(ClassSessionRow)
    .where(_sessions.c.id == bindparam("session"))
    .values(present=_sessions.c.present + bindparam("change"))
)

_CHANGING = ("present", "is_inside", "first_in", "last_out", "minutes")
"""What later events may change; all else in an attendance was frozen when the person first came."""


@cache
def _keep_state(dialect: str) -> Any:
    """Built once: making the statement costs more than running it."""
    statement = insert_or_more(dialect, _attendances)
    return statement.on_conflict_do_update(
        index_elements=["class_session_id", "attendee_id"],
        set_={name: statement.excluded[name] for name in _CHANGING},
    )


@cache
def _add_to_summary(dialect: str) -> Any:
    statement = insert_or_more(dialect, _summaries)
    return statement.on_conflict_do_update(
        index_elements=["month", "venue_id", "band", "sex"],
        set_={"attendances": _summaries.c.attendances + statement.excluded.attendances},
    )


def summary_key(starts_at: datetime, venue_id: UUID | None) -> SummaryKey:
    """Return where a session's attendances are summed, from its start (UTC)."""
    return SummaryKey(local_month(starts_at), venue_id or NO_VENUE)


def _values(event: AttendanceEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "class_session_id": event.class_session_id,
        "attendee_id": event.attendee_id,
        "is_walk_in": event.is_walk_in,
        "kind": event.kind.value,
        "result": event.result.value,
        "reason": None if event.reason is None else event.reason.value,
        "forced_reason": event.forced_reason,
        "happened_at": event.happened_at,
        "recorded_at": event.recorded_at,
        "device": event.device,
        "nonce": event.nonce or None,
        "undoes": event.undoes,
        "band": event.band,
        "sex": event.sex.value,
    }
