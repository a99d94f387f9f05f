"""Lists attendances together with their events, for scripts and for clarifying doubts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.door.attendance import Attendance, AttendanceEvent, EventKind, derive, told_only_by
from divide_app.domain.door.presence import Presence, PresenceMark, came_late, left_early, presence_of
from divide_app.domain.lines import AttendanceLine, SessionLine
from divide_app.domain.names import kana_key
from divide_app.domain.office.office import Role
from divide_app.domain.people.age_band import band_at
from divide_app.domain.people.participants import Sex
from divide_app.domain.people.personal_data import seen_by
from divide_app.domain.scans.scans import PAPER_DEVICE
from divide_app.domain.states import SessionState
from divide_app.foundation.ids import derived_id
from divide_app.services.roles import OFFICE, Service, allowed
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
        state: Present by acts; else what was said when the meeting was closed; else unknown.
        late: Came in after the start.
        left_early: Went before the end and did not come back.
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
    state: Presence
    late: bool
    left_early: bool


class AttendanceList(Service):
    """Attendance with its events."""

    @allowed(OFFICE)
    def lines(self, *, class_session_id: UUID | None = None, course_id: UUID | None = None) -> list[AttendanceItem]:
        """Return attendances of one session, of one course, or of all, by session and then by arrival.

        Of a closed meeting, people without any act follow, with what was said of them.
        """
        with self.database.read() as uow:
            sessions = lists.session_lines(
                uow.connection, ids=None if class_session_id is None else [class_session_id], course_id=course_id
            )
            said: dict[UUID, dict[UUID, PresenceMark]] = {}
            closed = [one.id for one in sessions if one.state is SessionState.HELD]
            for (session_id, person), mark in uow.presence_marks.of_sessions(closed).items():
                said.setdefault(session_id, {})[person] = mark
            viewer = self.database.actor.role
            return [item for one in sessions for item in _items(uow, one, said.get(one.id, {}), viewer)]


def _items(
    uow: UnitOfWork, session: SessionLine, said: Mapping[UUID, PresenceMark], viewer: Role
) -> list[AttendanceItem]:
    # One meeting at a time: ten years of attendances are a million lines, and mostly one course is asked for.
    came = lists.attendance_lines(uow.connection, class_session_id=session.id)
    events = uow.attendance.events_of_session(session.id) if came else []
    states = derive(events, session.ends_at)
    by_attendee: dict[UUID | None, list[AttendanceEvent]] = {}
    for event in events:
        by_attendee.setdefault(event.attendee_id, []).append(event)
    known = {line.attendee_id for line in came}
    silent = _silent(uow, session, [mark_of for mark_of in said if mark_of not in known])
    return [
        _item(
            session,
            seen_by(line, viewer),
            states.get(line.attendee_id),
            by_attendee.get(line.attendee_id, []),
            said.get(line.attendee_id),
        )
        for line in [*came, *silent]
    ]


def _silent(uow: UnitOfWork, session: SessionLine, people: list[UUID]) -> list[AttendanceLine]:
    """Return lines of people without any act, in order of kana."""
    day = local_day(session.starts_at)
    found = sorted(uow.participants.by_ids(people).values(), key=lambda one: (kana_key(one.kana or one.name), one.id))
    return [
        AttendanceLine(
            class_session_id=session.id,
            attendee_id=one.id,
            participant_id=one.id,
            name=one.name,
            kana=one.kana,
            band=band_at(one.birth, day),
            sex=one.sex,
            district=one.district,
            present=False,
            first_in=None,
            last_out=None,
            minutes=0,
        )
        for one in found
    ]


def _item(
    session: SessionLine,
    line: AttendanceLine,
    state: Attendance | None,
    events: list[AttendanceEvent],
    mark: PresenceMark | None,
) -> AttendanceItem:
    is_inside = state is not None and state.is_inside
    on_paper = told_only_by(PAPER_DEVICE, events).get(line.attendee_id, frozenset())
    return AttendanceItem(
        id=derived_id(session.id, line.attendee_id.hex),
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
        is_inside=is_inside,
        first_in=line.first_in,
        last_out=line.last_out,
        minutes=line.minutes,
        events=() if state is None else state.events,
        acts=tuple(_act(event) for event in events),
        state=presence_of(has_come=line.present, marked=None if mark is None else mark.presence),
        late=came_late(
            line.first_in, session.starts_at, time_is_known=session.time_is_known or EventKind.IN in on_paper
        ),
        left_early=left_early(
            line.last_out,
            session.ends_at,
            is_inside=is_inside,
            has_come=line.present,
            time_is_known=session.time_is_known or EventKind.OUT in on_paper,
        ),
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
