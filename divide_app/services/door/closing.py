"""Confirms a meeting's attendance (出席の確定): present, absent, unknown, and the helpers' hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.attendance import AttendanceEvent, EventKind, EventResult, told_only_by
from divide_app.domain.door.presence import Presence, PresenceMark, came_late, left_early, presence_of, usual_rest
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import AssignmentLine, DoorPerson, SessionLine, WalkInLine
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.courses import ClassSession, SessionState
from divide_app.domain.scans.scans import PAPER_DEVICE
from divide_app.foundation.translation import _
from divide_app.services.attendance_keeping import bring_in, undo_event
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.planning.base import PlanningService
from divide_app.services.planning.history import Recording
from divide_app.services.planning.results import SessionResult
from divide_app.services.roles import OFFICE, allowed
from divide_app.services.roster.hours import keep_minutes
from divide_app.storage.queries import lists
from divide_app.storage.queries.door import door
from divide_app.storage.queries.door.door import DoorSession
from divide_app.storage.queries.figures import counting
from divide_app.storage.unit_of_work import UnitOfWork

CLOSING_DEVICE = "出席の確定"
"""Device of acts written down afterwards; nobody stood at a door then."""

_ATTENDANCE = changes(Topic.ATTENDANCE)


@dataclass(frozen=True, slots=True)
class ClosingPerson:
    """One person of the meeting.

    Attributes:
        is_expected: Has an accepted application, so that something is said of them when the meeting is closed.
        marked: What was said of them when the meeting was closed before, if anything.
        is_noted: Came only by what was written down afterwards, so that it can be taken back here.
        of_paper: Acts which the attendance sheet alone tells of, so that their hour is an estimate.
    """

    attendee_id: UUID
    name: str
    kana: str
    place: int | None
    band: str
    is_expected: bool
    is_walk_in: bool
    presence: Presence
    marked: Presence | None
    first_in: datetime | None
    last_out: datetime | None
    is_late: bool
    has_left_early: bool
    is_noted: bool
    of_paper: frozenset[EventKind] = frozenset()


@dataclass(frozen=True, slots=True)
class OpenMeeting:
    """A past meeting whose attendance is not confirmed."""

    id: UUID
    title: str
    number: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class ClosingView:
    """Everything needed to close one meeting.

    Attributes:
        walk_ins: Who came without an application, those too of whom it is known by now who they are.
        received: People who came, walk-ins included.
        over_capacity: How many more came than there are seats; 0 where they fit in.
        rest: What those without a record are taken for unless somebody says otherwise.
        is_packed: A hall package with this meeting has not come home yet.
        others: The other meetings that wait, oldest first.
    """

    line: SessionLine
    now: datetime
    people: tuple[ClosingPerson, ...]
    walk_ins: tuple[WalkInLine, ...]
    helpers: tuple[AssignmentLine, ...]
    received: int
    over_capacity: int
    rest: Presence
    remark: str
    is_packed: bool
    others: tuple[OpenMeeting, ...]


class Closing(PlanningService):
    """Confirms the attendance of past meetings."""

    @allowed(OFFICE)
    def view(self, class_session_id: UUID) -> ClosingView:
        """Return one meeting as it can be closed.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            found = lists.session_lines(uow.connection, ids=[class_session_id])
            session = door.door_session(uow.connection, class_session_id)
            if session is None or not found:
                raise DomainError("not_found", id=str(class_session_id), kind="class_sessions")
            marks = _marks(uow, class_session_id)
            events = uow.attendance.events_of_session(class_session_id)
            on_paper, noted_here = (told_only_by(one, events) for one in (PAPER_DEVICE, CLOSING_DEVICE))
            none: frozenset[EventKind] = frozenset()
            people = tuple(
                _person(
                    one,
                    session,
                    marks.get(one.attendee_id),
                    on_paper.get(one.attendee_id, none),
                    noted_here.get(one.attendee_id, none),
                )
                for one in door.people_at_door(uow.connection, session)
                if one.present or one.status is ApplicationStatus.ACCEPTED
            )
            received = sum(one.presence is Presence.PRESENT for one in people)
            waiting = [
                OpenMeeting(*one) for one in counting.unconfirmed(uow.connection, uow.now) if one[0] != class_session_id
            ]
            return ClosingView(
                line=found[0],
                now=uow.now,
                people=people,
                walk_ins=tuple(door.walk_ins(uow.connection, class_session_id)),
                helpers=tuple(lists.assignment_lines(uow.connection, class_session_id=class_session_id)),
                received=received,
                over_capacity=max(0, received - session.capacity) if session.capacity is not None else 0,
                rest=usual_rest(received),
                remark=uow.class_sessions.get(class_session_id).note,
                is_packed=bool(uow.hall_packages.out_with([class_session_id])),
                others=tuple(waiting),
            )

    @allowed(OFFICE)
    def confirm(
        self,
        class_session_id: UUID,
        *,
        absent: Iterable[UUID] = (),
        unknown: Iterable[UUID] = (),
        rest: Presence | None = None,
        minutes: Mapping[UUID, int | None] | None = None,
        hours_reason: str = "",
        remark: str | None = None,
    ) -> SessionResult:
        """Close a meeting: from now on it counts as held, and of everybody accepted something is said.

        Nobody becomes present by this: who has no act is absent or not known, and an act that arrives later (a
        package, a scanned sheet) outweighs what was said.

        Args:
            class_session_id: The meeting.
            absent: Accepted people who did not come.
            unknown: Accepted people of whom nobody knows.
            rest: What the other accepted people without an act are; None: absent where anybody was received, else
                unknown.
            minutes: Minutes the helpers were really there, by assignment; those left out stay as they are.
            hours_reason: Why minutes confirmed before are changed.
            remark: The meeting's note from now on; None leaves it.

        Raises:
            DomainError: `session_cancelled`, `not_begun`, `session_held` (closed already, and something is said
                anew: reopen it first), `not_expected`, `has_come`, `presence_needs_act`, `bad_minutes`,
                `hours_reason_missing`, `individual_number`, `not_found`.
        """
        said = dict.fromkeys(absent, Presence.ABSENT) | dict.fromkeys(unknown, Presence.UNKNOWN)
        if rest is Presence.PRESENT:
            raise DomainError("presence_needs_act")
        refuse_individual_number(remark or "", field="remark")
        with self.acting(PlanningAct.CONFIRM) as (uow, recording):
            recording.rows.touch("class_sessions", [class_session_id])
            before = uow.class_sessions.lock(class_session_id)
            if before.state is SessionState.CANCELLED:
                raise DomainError("session_cancelled")
            if before.starts_at > uow.now:
                raise DomainError("not_begun", starts_at=before.starts_at)
            says_anew = bool(said or minutes) or rest is not None or remark is not None
            if before.state is SessionState.HELD and says_anew:
                raise DomainError("session_held")
            after = replace(before, state=SessionState.HELD, note=before.note if remark is None else remark.strip())
            uow.class_sessions.change(after)
            counts = _mark(uow, recording, before, said, rest)
            if minutes:
                _keep_hours(uow, recording, class_session_id, minutes, hours_reason)
            recording.say(uow.courses.get(before.course_id).title, before.number)
            uow.audit(
                "class_session.confirm",
                class_session_id,
                absent=counts[Presence.ABSENT],
                unknown=counts[Presence.UNKNOWN],
                helpers=len(minutes or {}),
            )
        return SessionResult(class_session_id, before, undo=recording.undo)

    @allowed(OFFICE)
    def note_present(self, class_session_id: UUID, attendee_id: UUID) -> Changes:
        """Write down that an accepted person came although the door has no record: an act of its own, at the start.

        Raises:
            DomainError: `session_cancelled`, `session_held`, `not_begun`, `not_expected`, `not_found`.
        """
        with self.database.write() as uow:
            session = _open_session(uow, class_session_id)
            if attendee_id not in _expected(uow, session):
                raise DomainError("not_expected", id=str(attendee_id))
            if not uow.attendance.is_present(session.id, attendee_id):
                came = AttendanceEvent(
                    id=uow.make_id(),
                    class_session_id=session.id,
                    attendee_id=attendee_id,
                    kind=EventKind.IN,
                    result=EventResult.OK,
                    happened_at=session.starts_at,
                    recorded_at=uow.now,
                    device=CLOSING_DEVICE,
                    forced_reason=_("出席の確定のときに記入"),
                )
                bring_in(uow, (), (came,))
            uow.audit("attendance.note_present", class_session_id, participant=attendee_id)
        return _ATTENDANCE

    @allowed(OFFICE)
    def take_back(self, class_session_id: UUID, attendee_id: UUID) -> Changes:
        """Take back every act by which somebody counts as present; the acts stay, with their undos beside them.

        Raises:
            DomainError: `session_cancelled`, `session_held`, `not_begun`, `not_found`.
        """
        with self.database.write() as uow:
            session = _open_session(uow, class_session_id)
            acts = uow.attendance.events_of(session.id, attendee_id)
            undone = {one.undoes for one in acts}
            undos = [
                undo_event(uow, one, CLOSING_DEVICE)
                for one in acts
                if one.result is EventResult.OK and one.kind is not EventKind.UNDO and one.id not in undone
            ]
            bring_in(uow, (), undos)
            uow.audit("attendance.take_back", class_session_id, attendee=attendee_id, acts=len(undos))
        return _ATTENDANCE


def _open_session(uow: UnitOfWork, id_: UUID) -> DoorSession:
    session = door.door_session(uow.connection, id_, lock=True)
    if session is None:
        raise DomainError("not_found", id=str(id_), kind="class_sessions")
    if session.state is SessionState.CANCELLED:
        raise DomainError("session_cancelled")
    if session.state is SessionState.HELD:
        raise DomainError("session_held")
    if session.starts_at > uow.now:
        raise DomainError("not_begun", starts_at=session.starts_at)
    return session


def _expected(uow: UnitOfWork, session: DoorSession) -> dict[UUID, DoorPerson]:
    """Return the accepted people by id, whether they came or not."""
    people = door.people_at_door(uow.connection, session)
    return {one.attendee_id: one for one in people if one.status is ApplicationStatus.ACCEPTED}


def _marks(uow: UnitOfWork, class_session_id: UUID) -> dict[UUID, PresenceMark]:
    return {person: mark for (_, person), mark in uow.presence_marks.of_sessions([class_session_id]).items()}


def _mark(
    uow: UnitOfWork,
    recording: Recording,
    before: ClassSession,
    said: Mapping[UUID, Presence],
    rest: Presence | None,
) -> dict[Presence, int]:
    """Keep a mark of every accepted person without an act, and none of anybody else; return how many of each."""
    session = door.door_session(uow.connection, before.id)
    assert session is not None
    expected = _expected(uow, session)
    for id_ in said:
        if id_ not in expected:
            raise DomainError("not_expected", id=str(id_))
        if expected[id_].present:
            raise DomainError("has_come", id=str(id_))
    others = rest or usual_rest(door.count_present(uow.connection, before.id))
    marks = _marks(uow, before.id)
    recording.rows.touch("presence_marks", uow.presence_marks.ids_of(before.id))
    counts = dict.fromkeys(Presence, 0)
    new = []
    # A meeting closed again without a word keeps what was said of each.
    stays = before.state is SessionState.HELD
    for id_, person in expected.items():
        mark = marks.pop(id_, None)
        if person.present:
            if mark is not None:
                uow.presence_marks.remove_all([mark.id])
            continue
        presence = mark.presence if stays and mark is not None else said.get(id_, others)
        counts[presence] += 1
        if mark is None:
            new.append(PresenceMark(uow.make_id(), before.id, id_, presence, uow.now))
        elif mark.presence is not presence:
            uow.presence_marks.change(replace(mark, presence=presence, marked_at=uow.now))
    # Somebody who is not expected any more (the seat was given up) is not absent either.
    uow.presence_marks.remove_all([mark.id for mark in marks.values()])
    recording.rows.made("presence_marks", [mark.id for mark in new])
    uow.presence_marks.add_all(new)
    return counts


def _keep_hours(
    uow: UnitOfWork, recording: Recording, class_session_id: UUID, minutes: Mapping[UUID, int | None], reason: str
) -> None:
    ours = {one.id for one in uow.assignments.of_sessions([class_session_id]).get(class_session_id, [])}
    for id_ in minutes:
        if id_ not in ours:
            raise DomainError("not_found", id=str(id_), kind="assignments")
    recording.rows.touch("assignments", list(minutes))
    keep_minutes(uow, minutes, reason=reason)


def _person(
    person: DoorPerson,
    session: DoorSession,
    mark: PresenceMark | None,
    on_paper: frozenset[EventKind],
    noted_here: frozenset[EventKind],
) -> ClosingPerson:
    return ClosingPerson(
        attendee_id=person.attendee_id,
        name=person.name,
        kana=person.kana,
        place=person.place,
        band=person.band,
        is_expected=person.status is ApplicationStatus.ACCEPTED,
        is_walk_in=person.is_walk_in,
        presence=presence_of(has_come=person.present, marked=None if mark is None else mark.presence),
        marked=None if mark is None else mark.presence,
        first_in=person.first_in,
        last_out=person.last_out,
        is_late=came_late(
            person.first_in, session.starts_at, time_is_known=session.time_is_known or EventKind.IN in on_paper
        ),
        has_left_early=left_early(
            person.last_out,
            session.ends_at,
            is_inside=person.is_inside,
            has_come=person.present,
            time_is_known=session.time_is_known or EventKind.OUT in on_paper,
        ),
        is_noted=EventKind.IN in noted_here,
        of_paper=on_paper,
    )
