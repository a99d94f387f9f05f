"""Lists who came to what together with the acts it follows from, for scripts and for looking into a doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from divide_app.domain.attendance import Attendance, AttendanceEvent, derive
from divide_app.domain.lines import AttendanceLine, SessionLine
from divide_app.domain.people import Sex
from divide_app.storage.database import Database
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AttendanceItem:
    """One attendee of one session.

    Attributes:
        id: Made of session and attendee, so that it stays the same from one listing to the next.
        participant: The participant, or a walk-in's own id while nobody knows who it was.
        events: Ids of the acts that were accepted, those taken back and the undos included, as they happened.
        acts: Every act of this attendee, refused ones too, with result and reason.
    """

    id: UUID
    class_session_id: UUID
    course_id: UUID
    course_title: str
    participant: UUID
    is_walk_in: bool
    name: str
    band: str
    sex: Sex
    district: str
    present: bool
    is_inside: bool
    first_in: datetime | None
    last_out: datetime | None
    minutes: int
    events: tuple[UUID, ...]
    acts: tuple[Mapping[str, object], ...]


class AttendanceList:
    """Attendance with its events."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def lines(self, *, class_session_id: UUID | None = None, course_id: UUID | None = None) -> list[AttendanceItem]:
        """Return attendances of one session, of one course, or of all, by session and then by arrival."""
        with self.database.read() as uow:
            sessions = lists.session_lines(
                uow.connection, ids=None if class_session_id is None else [class_session_id], course_id=course_id
            )
            came: dict[UUID, list[AttendanceLine]] = {}
            for line in lists.attendance_lines(uow.connection, class_session_id=class_session_id):
                came.setdefault(line.class_session_id, []).append(line)
            return [item for one in sessions if one.id in came for item in _items(uow, one, came[one.id])]


def _items(uow: UnitOfWork, session: SessionLine, came: list[AttendanceLine]) -> list[AttendanceItem]:
    events = uow.attendance.events_of_session(session.id)
    states = derive(events, session.ends_at)
    by_attendee: dict[UUID | None, list[AttendanceEvent]] = {}
    for event in events:
        by_attendee.setdefault(event.attendee_id, []).append(event)
    return [_item(session, line, states.get(line.attendee_id), by_attendee.get(line.attendee_id, [])) for line in came]


def _item(
    session: SessionLine, line: AttendanceLine, state: Attendance | None, events: list[AttendanceEvent]
) -> AttendanceItem:
    return AttendanceItem(
        id=uuid5(session.id, line.attendee_id.hex),
        class_session_id=session.id,
        course_id=session.course_id,
        course_title=session.course_title,
        participant=line.participant_id or line.attendee_id,
        is_walk_in=any(event.is_walk_in for event in events),
        name=line.name,
        band=line.band,
        sex=line.sex,
        district=line.district,
        present=line.present,
        is_inside=state is not None and state.is_inside,
        first_in=line.first_in,
        last_out=line.last_out,
        minutes=line.minutes,
        events=() if state is None else state.events,
        acts=tuple(_act(event) for event in events),
    )


def _act(event: AttendanceEvent) -> Mapping[str, object]:
    return {
        "id": event.id,
        "kind": event.kind,
        "result": event.result,
        "reason": event.reason,
        "happened_at": event.happened_at,
        "recorded_at": event.recorded_at,
        "device": event.device,
        "forced_reason": event.forced_reason,
        "undoes": event.undoes,
    }
