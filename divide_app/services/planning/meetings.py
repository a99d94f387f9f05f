"""Adds, moves, cancels, reopens, confirms and removes single meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.clash import Clash
from divide_app.domain.planning.courses import ClassSession, Course, SessionState, check_times
from divide_app.domain.planning.lending import LendingNeed
from divide_app.domain.planning.plan import MeetingDraft
from divide_app.domain.planning.venues import JoinedRoom
from divide_app.foundation.translation import _
from divide_app.services.guard import refuse_individual_number
from divide_app.services.planning.base import PlaceFinder, PlanningService, needed_reason, place_of
from divide_app.services.planning.clash_search import find_clashes, refuse_hard
from divide_app.services.planning.history import Recording, carry_attendance, stay_of
from divide_app.services.planning.results import PLAN_CHANGES, SessionResult
from divide_app.services.roles import OFFICE, allowed
from divide_app.storage.row_images import is_pointed_at
from divide_app.storage.unit_of_work import UnitOfWork


class MeetingActs(PlanningService):
    """Acts on one meeting."""

    @allowed(OFFICE)
    def move(
        self,
        class_session_id: UUID,
        *,
        starts_at: datetime,
        ends_at: datetime,
        venue_id: UUID | None = None,
        room_id: UUID | None = None,
        keep_place: bool = True,
        forced_reason: str = "",
    ) -> SessionResult:
        """Move or stretch a meeting, and with `keep_place` False put it in another place.

        Attendance that was recorded goes along, and a later or earlier end needs no reason. Helpers who were planned
        for the whole meeting are planned for the whole of the new one, and a shorter stay is never longer than the
        meeting.

        Raises:
            DomainError: `clash`, `people_received` (somebody is checked in; only a reason moves start or place),
                `end_before_start`, `too_long`, `session_cancelled`, `session_held`, `individual_number`, `not_found`.
        """
        refuse_individual_number(forced_reason)
        check_times(starts_at, ends_at)
        reason = forced_reason.strip()
        with self.acting(PlanningAct.MOVE) as (uow, recording):
            recording.rows.touch("class_sessions", [class_session_id])
            before = uow.class_sessions.lock(class_session_id)
            if before.state is SessionState.CANCELLED:
                raise DomainError("session_cancelled")
            if before.state is SessionState.HELD:
                raise DomainError("session_held")
            after = replace(before, starts_at=starts_at, ends_at=ends_at, time_is_known=True)
            if not keep_place:
                after = replace(after, venue_id=venue_id, room_id=room_id)
            if place_of(after) == place_of(replace(before, ends_at=ends_at)):
                recording.act = PlanningAct.STRETCH
            received = uow.class_sessions.with_people([class_session_id]).get(class_session_id, 0)
            is_elsewhere = recording.act is PlanningAct.MOVE
            if received and is_elsewhere and not reason:
                raise DomainError("people_received", count=received)
            found = find_clashes(uow, [after])
            is_forced = refuse_hard(found, reason) or (bool(received) and is_elsewhere)
            uow.class_sessions.change(replace(after, forced_reason=reason if is_forced else ""))
            carry_attendance(uow, before.id, stay_of(before), stay_of(after))
            _carry_planned_minutes(uow, recording, before, after)
            self._say(uow, recording, before)
            uow.audit("class_session.move", class_session_id, forced=is_forced, people=received)
        return SessionResult(class_session_id, before, tuple(found), recording.undo)

    @allowed(OFFICE)
    def cancel_session(self, class_session_id: UUID, reason: str) -> SessionResult:
        """Cancel one meeting; the reason is shown wherever the meeting is, applications stay as they are.

        Raises:
            DomainError: `reason_missing`, `session_already_cancelled` (its first reason stays), `session_held`,
                `session_has_attendance`, `individual_number`, `not_found`.
        """
        reason = needed_reason(reason)
        with self.acting(PlanningAct.CANCEL_MEETING) as (uow, recording):
            recording.rows.touch("class_sessions", [class_session_id])
            before = uow.class_sessions.lock(class_session_id)
            if before.state is SessionState.CANCELLED:
                raise DomainError("session_already_cancelled", reason=before.cancelled_reason)
            if before.state is SessionState.HELD:
                raise DomainError("session_held")
            if uow.class_sessions.with_people([class_session_id]):
                raise DomainError("session_has_attendance")
            uow.class_sessions.change(replace(before, state=SessionState.CANCELLED, cancelled_reason=reason))
            self._say(uow, recording, before)
            uow.audit("class_session.cancel", class_session_id)
        return SessionResult(class_session_id, before, undo=recording.undo)

    @allowed(OFFICE)
    def reopen(
        self, class_session_id: UUID, reason: str, *, forced_reason: str = "", only_cancelled: bool = False
    ) -> SessionResult:
        """Reopen a confirmed or cancelled meeting; the reason stays in its note.

        Args:
            class_session_id: The meeting.
            reason: Why.
            forced_reason: Why at a time or place that is taken by now.
            only_cancelled: Leave a confirmed one as it is.

        Raises:
            DomainError: `not_cancelled`, `reason_missing`, `clash` when a cancelled meeting's place was given to
                another, `course_called_off` when its whole course is cancelled, `individual_number`, `not_found`.
        """
        reason = needed_reason(reason)
        refuse_individual_number(forced_reason, field="reason")
        with self.acting(PlanningAct.REOPEN_MEETING) as (uow, recording):
            course = uow.courses.lock(uow.class_sessions.get(class_session_id).course_id)
            recording.rows.touch("class_sessions", [class_session_id])
            before = uow.class_sessions.lock(class_session_id)
            if only_cancelled and before.state is not SessionState.CANCELLED:
                raise DomainError("not_cancelled")
            note = "\n".join(filter(None, (before.note, _("再開の理由: {reason}").format(reason=reason))))
            after = replace(before, state=SessionState.PLANNED, cancelled_reason="", note=note)
            if before.state is SessionState.CANCELLED:
                _refuse_called_off(course)
                after = _placed_again(uow, after, forced_reason)
            uow.class_sessions.change(after)
            self._say(uow, recording, before)
            uow.audit("class_session.reopen", class_session_id)
        return SessionResult(class_session_id, before, undo=recording.undo)

    @allowed(OFFICE)
    def add_meeting(self, course_id: UUID, meeting: MeetingDraft, *, forced_reason: str = "") -> SessionResult:
        """Add a meeting to a course, with the next number; a blank venue is that of the course's last meeting.

        Who was accepted for the course is expected at the new meeting too.

        Raises:
            DomainError: `clash`, `course_called_off`, `room_without_venue`, `end_before_start`, `too_long`,
                `individual_number`, `not_found`.
        """
        refuse_individual_number(forced_reason, meeting.venue, meeting.room)
        check_times(meeting.starts_at, meeting.ends_at)
        with self.acting(PlanningAct.ADD_MEETING) as (uow, recording):
            course, added, found, joined = _new_meeting(uow, recording, course_id, meeting)
            is_forced = refuse_hard(found, forced_reason)
            added = replace(added, forced_reason=forced_reason.strip() if is_forced else "")
            recording.rows.made("class_sessions", [added.id])
            uow.class_sessions.add(added)
            recording.say(course.title, added.number)
            uow.audit("class_session.add", added.id, course=course_id, forced=is_forced)
        return SessionResult(added.id, added, tuple(found), recording.undo, PLAN_CHANGES, joined)

    @allowed(OFFICE)
    def preview_add(self, course_id: UUID, meeting: MeetingDraft) -> tuple[Clash, ...]:
        """Return what would be in the way of a meeting added by `add_meeting`; nothing is kept.

        Raises:
            DomainError: As `add_meeting`, but never `clash`.
        """
        check_times(meeting.starts_at, meeting.ends_at)
        with self.database.rehearse() as uow:
            return tuple(_new_meeting(uow, None, course_id, meeting)[2])

    @allowed(OFFICE)
    def remove_meeting(self, class_session_id: UUID) -> SessionResult:
        """Remove a meeting that was entered by mistake and never held; the course's applications stay.

        Its helpers are taken off. The others keep their numbers, which stand on tickets and papers already.

        Raises:
            DomainError: `session_held`, `session_has_attendance` (something happened at its door), `last_meeting`
                (cancel the course instead), `session_in_package`, `hours_confirmed`, `not_found`.
        """
        with self.acting(PlanningAct.REMOVE_MEETING) as (uow, recording):
            recording.rows.touch("class_sessions", [class_session_id])
            before = uow.class_sessions.lock(class_session_id)
            if before.state is SessionState.HELD:
                raise DomainError("session_held")
            if uow.attendance.has_events([class_session_id]):
                raise DomainError("session_has_attendance")
            if uow.hall_packages.out_with([class_session_id]):
                raise DomainError("session_in_package")
            if len(uow.class_sessions.of_course(before.course_id)) == 1:
                raise DomainError("last_meeting")
            helpers = uow.assignments.of_sessions([class_session_id]).get(class_session_id, [])
            if any(one.actual_minutes is not None for one in helpers):
                raise DomainError("hours_confirmed")
            recording.rows.touch("assignments", [one.id for one in helpers])
            for one in helpers:
                uow.assignments.remove(one.id)
            said = uow.presence_marks.ids_of(class_session_id)  # left when a closed meeting was reopened
            recording.rows.touch("presence_marks", said)
            uow.presence_marks.remove_all(said)
            if is_pointed_at(uow.connection, "class_sessions", class_session_id):
                raise DomainError("used_since")
            uow.class_sessions.remove(class_session_id)
            self._say(uow, recording, before)
            uow.audit("class_session.remove", class_session_id, course=before.course_id, helpers=len(helpers))
        return SessionResult(class_session_id, before, undo=recording.undo)

    @allowed(OFFICE)
    def lend(
        self, class_session_id: UUID, needs: tuple[LendingNeed, ...] | None, *, forced_reason: str = ""
    ) -> SessionResult:
        """Say what is lent at one meeting; None: what its course lends.

        Raises:
            DomainError: `clash` (too few things), `bad_quantity`, `session_held`, `not_found`.
        """
        refuse_individual_number(forced_reason)
        if any(need.quantity < 0 for need in needs or ()):
            raise DomainError("bad_quantity", field="lending")
        with self.acting(PlanningAct.LEND) as (uow, recording):
            recording.rows.touch("class_sessions", [class_session_id])
            before = uow.class_sessions.lock(class_session_id)
            if before.state is SessionState.HELD:
                raise DomainError("session_held")
            for need in needs or ():
                uow.stocks.get(need.stock_id)
            after = replace(before, lending=needs)
            found = find_clashes(uow, [after])
            known = before.forced_reason or forced_reason.strip()
            is_forced = refuse_hard(found, known)
            uow.class_sessions.change(replace(after, forced_reason=known if is_forced else ""))
            self._say(uow, recording, before)
            uow.audit("class_session.lend", class_session_id, kinds=len(needs or ()), forced=is_forced)
        return SessionResult(class_session_id, before, tuple(found), recording.undo)

    @allowed(OFFICE)
    def clashes_at(
        self,
        class_session_id: UUID,
        starts_at: datetime,
        ends_at: datetime,
        room_id: UUID | None = None,
        *,
        venue_id: UUID | None = None,
        keep_place: bool = True,
    ) -> tuple[Clash, ...]:
        """Return what would be in the way if the meeting were there, from the database; `clash_board` is for dragging.

        With `keep_place` False the place is `venue_id` and `room_id`, as for `move`.

        Raises:
            DomainError: `not_found`, `end_before_start`, `too_long`.
        """
        check_times(starts_at, ends_at)
        with self.database.read() as uow:
            session = uow.class_sessions.get(class_session_id)
            moved = replace(
                session, starts_at=starts_at, ends_at=ends_at, room_id=room_id or session.room_id, time_is_known=True
            )
            if not keep_place:
                moved = replace(moved, venue_id=venue_id, room_id=room_id)
            return tuple(find_clashes(uow, [moved]))

    @staticmethod
    def _say(uow: UnitOfWork, recording: Recording, session: ClassSession) -> None:
        recording.say(uow.courses.get(session.course_id).title, session.number)


def _refuse_called_off(course: Course) -> None:
    if course.is_cancelled:
        raise DomainError("course_called_off", course=course.title)


def _new_meeting(
    uow: UnitOfWork, recording: Recording | None, course_id: UUID, meeting: MeetingDraft
) -> tuple[Course, ClassSession, list[Clash], tuple[JoinedRoom, ...]]:
    """Return a course, the meeting that would be its next, what is in that meeting's way, and joined rooms made."""
    course = uow.courses.lock(course_id)
    _refuse_called_off(course)
    there = uow.class_sessions.lock_course(course_id)
    last = max(there, key=lambda one: one.starts_at, default=None)
    venue_id, room_id = (None, None) if last is None else (last.venue_id, last.room_id)
    joined: tuple[JoinedRoom, ...] = ()
    if meeting.venue.strip() or meeting.room.strip():
        places = PlaceFinder(uow, recording)
        last_venue = None if venue_id is None else uow.venues.get(venue_id)
        venue = places.venue(meeting.venue or ("" if last_venue is None else last_venue.name))
        room = places.room(venue, meeting.room)
        venue_id, room_id = (None if venue is None else venue.id), (None if room is None else room.id)
        joined = places.joined()
    added = ClassSession(
        id=uow.make_id(),
        course_id=course_id,
        number=max((one.number for one in there), default=0) + 1,
        kind=course.kind,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        venue_id=venue_id,
        room_id=room_id,
    )
    return course, added, find_clashes(uow, [added], {course.id: course}), joined


def _placed_again(uow: UnitOfWork, session: ClassSession, forced_reason: str) -> ClassSession:
    """Return a meeting that takes its place again, with the reason when it was forced there, now or before."""
    found = find_clashes(uow, [session])
    reason = forced_reason.strip() or session.forced_reason
    is_forced = refuse_hard(found, reason)
    return replace(session, forced_reason=reason if is_forced else "")


def _carry_planned_minutes(uow: UnitOfWork, recording: Recording, old: ClassSession, new: ClassSession) -> None:
    if old.minutes == new.minutes:
        return
    for one in uow.assignments.of_sessions([new.id]).get(new.id, []):
        is_whole = one.planned_minutes >= old.minutes
        minutes = new.minutes if is_whole else min(one.planned_minutes, new.minutes)
        if minutes != one.planned_minutes:
            recording.rows.touch("assignments", [one.id])
            # Locked: hours confirmed at this moment are not written away.
            uow.assignments.change(replace(uow.assignments.lock(one.id), planned_minutes=minutes))
