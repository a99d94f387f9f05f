"""Plans courses and changes, cancels and reopens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import quotable
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.clash import Clash, ClashKind
from divide_app.domain.planning.courses import ClassSession, Course, SessionState, check_times
from divide_app.domain.planning.lending import LendingNeed
from divide_app.domain.planning.plan import MeetingDraft, MovedMeeting, PlanDraft
from divide_app.services.changes import Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.planning.base import (
    PlaceFinder,
    PlanningService,
    checked_course,
    needed_reason,
    store_new,
)
from divide_app.services.planning.clash_search import find_clashes, refuse_hard
from divide_app.services.planning.history import Recording
from divide_app.services.planning.holidays import ClosedDays
from divide_app.services.planning.recurrence import MOST_MEETINGS, expand
from divide_app.services.planning.results import PLAN_CHANGES, SESSION_CHANGES, CourseResult, PlanResult
from divide_app.services.roles import OFFICE, allowed
from divide_app.services.seats.course_seats import fill
from divide_app.storage.unit_of_work import UnitOfWork

_KEPT = frozenset({"is_cancelled", "cancelled_reason", "source_key", "source"})
"""What no form of a course's data decides: cancelling is an act of its own, and the source is the file's."""


class CourseActs(PlanningService):
    """Acts on whole courses."""

    @allowed(OFFICE)
    def preview(self, draft: PlanDraft) -> PlanResult:
        """Return what `plan` would do, with what a closed day moves and everything in the way; nothing is kept.

        Raises:
            DomainError: What is wrong with the draft (`title_missing`, `bad_rule`, `no_dates`, ...).
        """
        with self.database.rehearse() as uow:
            return self._plan(uow, draft, None, forced_reason="")

    @allowed(OFFICE)
    def plan(self, draft: PlanDraft, *, forced_reason: str = "") -> PlanResult:
        """Make a course with its meetings, all or nothing.

        A venue or room named for the first time is made. Hard clashes refuse the plan unless a reason is given;
        the reason stays visible on the meetings it was given for.

        Raises:
            DomainError: `clash` (details `clashes`), `title_missing`, `text_too_long`, `no_meetings`, `bad_capacity`,
                `bad_rule`, `endless_rule`, `no_dates`, `too_many_dates`, `end_before_start`, `too_long`,
                `individual_number`.
        """
        with self.acting(PlanningAct.PLAN) as (uow, recording):
            result = self._plan(uow, draft, recording, forced_reason=forced_reason)
            is_hard = refuse_hard(result.clashes, forced_reason)
            recording.say(draft.title.strip(), count=len(result.class_sessions))
            uow.audit(
                "course.plan",
                result.course,
                sessions=len(result.class_sessions),
                clashes=len(result.clashes),
                forced=is_hard,
            )
        return replace(result, undo=recording.undo)

    @allowed(OFFICE)
    def change_course(self, course: Course, *, was: Course | None = None, forced_reason: str = "") -> CourseResult:
        """Store a course's new data; seats that become free go to those who wait, in the same transaction.

        A course that was cancelled meanwhile stays cancelled, and keeps the file it came from.

        Args:
            course: The data as typed.
            was: The course as the person saw it: then only what they changed is stored, and what somebody else
                changed meanwhile stays.
            forced_reason: Why more is lent than there is.

        Raises:
            DomainError: `title_missing`, `text_too_long`, `bad_capacity`, `bad_window`, `bad_quantity`,
                `individual_number`, `not_found`, `changed_meanwhile` (both changed the same),
                `clash` (too few things to lend).
        """
        refuse_individual_number(forced_reason)
        with self.acting(PlanningAct.CHANGE_COURSE) as (uow, recording):
            recording.rows.touch("courses", [course.id])
            before = uow.courses.lock(course.id)
            after = checked_course(_merged(before, course, was))
            recording.rows.track("sections")
            found = self._clashes_of_change(uow, before, after)
            if refuse_hard(found, forced_reason):
                self._mark_forced(uow, recording, found, forced_reason.strip())
            uow.courses.change(after)
            uow.sections.ensure(after.owners)
            recording.say(after.title)
            uow.audit("course.change", course.id, forced=any(clash.hard for clash in found))
            promoted = fill(uow, course.id, has_new_seats=True) if _may_free_seats(before, after) else ()
        topics = PLAN_CHANGES | changes(Topic.APPLICATIONS, Topic.PARTICIPANTS) if promoted else PLAN_CHANGES
        return CourseResult(course.id, topics, recording.undo, tuple(found), promoted)

    @allowed(OFFICE)
    def cancel_course(self, course_id: UUID, reason: str) -> CourseResult:
        """Cancel a course and its meetings that were not held; one at which people were received stays.

        Applications stay as they are: who must be told is what `cancel_course_preview` lists.

        Raises:
            DomainError: `reason_missing`, `course_already_cancelled` (its first reason stays: reopening finds its
                meetings by it), `individual_number`, `not_found`.
        """
        reason = needed_reason(reason)
        with self.acting(PlanningAct.CANCEL_COURSE) as (uow, recording):
            recording.rows.touch("courses", [course_id])
            course = uow.courses.lock(course_id)
            if course.is_cancelled:
                raise DomainError("course_already_cancelled", course=course.title, reason=course.cancelled_reason)
            uow.courses.change(replace(course, is_cancelled=True, cancelled_reason=reason))
            sessions = uow.class_sessions.lock_course(course_id)
            recording.rows.touch("class_sessions", [session.id for session in sessions])
            attended = uow.class_sessions.with_people([session.id for session in sessions])
            off = [one for one in sessions if one.state is SessionState.PLANNED and one.id not in attended]
            for session in off:
                uow.class_sessions.change(replace(session, state=SessionState.CANCELLED, cancelled_reason=reason))
            recording.say(course.title, count=len(off))
            uow.audit("course.cancel", course_id, sessions=len(off))
        return CourseResult(course_id, SESSION_CHANGES | PLAN_CHANGES, recording.undo)

    @allowed(OFFICE)
    def reopen_course(self, course_id: UUID, reason: str, *, forced_reason: str = "") -> CourseResult:
        """Reopen a cancelled course with the meetings that were cancelled together with it.

        Raises:
            DomainError: `reason_missing`, `not_cancelled`, `clash` when a place was given to another, `not_found`.
        """
        reason = needed_reason(reason)
        refuse_individual_number(forced_reason, field="reason")
        with self.acting(PlanningAct.REOPEN_COURSE) as (uow, recording):
            recording.rows.touch("courses", [course_id])
            course = uow.courses.lock(course_id)
            if not course.is_cancelled:
                raise DomainError("not_cancelled")
            sessions = [
                replace(one, state=SessionState.PLANNED, cancelled_reason="")
                for one in uow.class_sessions.lock_course(course_id)
                if one.state is SessionState.CANCELLED and one.cancelled_reason == course.cancelled_reason
            ]
            recording.rows.touch("class_sessions", [one.id for one in sessions])
            uow.courses.change(replace(course, is_cancelled=False, cancelled_reason=""))
            found = find_clashes(uow, sessions)
            hard = {clash.session_id for clash in found if clash.hard and not _is_known(clash, sessions)}
            if hard and not forced_reason.strip():
                raise DomainError("clash", clashes=tuple(found), count=len(hard))
            for session in sessions:
                forced = forced_reason.strip() if session.id in hard else session.forced_reason
                uow.class_sessions.change(replace(session, forced_reason=forced))
            recording.say(course.title, count=len(sessions))
            uow.audit("course.reopen", course_id, sessions=len(sessions), reason=len(reason), forced=bool(hard))
        return CourseResult(course_id, SESSION_CHANGES | PLAN_CHANGES, recording.undo, tuple(found))

    def _plan(
        self, uow: UnitOfWork, draft: PlanDraft, recording: Recording | None, *, forced_reason: str
    ) -> PlanResult:
        refuse_individual_number(forced_reason, draft.venue, draft.room)
        refuse_individual_number(*(text for one in draft.sessions for text in (one.venue, one.room)))
        course = checked_course(course_of(draft, uow.make_id(), _lending_of(uow, draft)))
        places = PlaceFinder(uow, recording)
        venue = places.venue(draft.venue)
        moved: list[MovedMeeting] = []
        meetings: Sequence[MeetingDraft] = draft.sessions
        if draft.repeat is not None:
            meetings, moved = expand(draft.repeat, ClosedDays(uow, venue))
        if not meetings:
            raise DomainError("no_meetings", field="sessions")
        if len(meetings) > MOST_MEETINGS:
            raise DomainError("too_many_dates", field="sessions", most=MOST_MEETINGS)
        meetings = sorted(meetings, key=lambda one: one.starts_at)
        sessions = []
        for number, meeting in enumerate(meetings, 1):
            check_times(meeting.starts_at, meeting.ends_at)
            where = places.venue(meeting.venue or draft.venue)
            # A room belongs to its venue: a meeting that is elsewhere does not take the course's room along.
            is_elsewhere = where is not None and where.name != draft.venue.strip()
            room = places.room(where, meeting.room or ("" if is_elsewhere else draft.room))
            sessions.append(
                ClassSession(
                    id=uow.make_id(),
                    course_id=course.id,
                    number=number,
                    kind=draft.kind,
                    starts_at=meeting.starts_at,
                    ends_at=meeting.ends_at,
                    venue_id=None if where is None else where.id,
                    room_id=None if room is None else room.id,
                )
            )
        found = find_clashes(uow, sessions, {course.id: course})
        forced = {clash.session_id for clash in found if clash.hard}
        reason = forced_reason.strip()
        kept = [replace(one, forced_reason=reason) if one.id in forced else one for one in sessions]
        store_new(uow, recording, [course], kept)
        return PlanResult(
            course=course.id,
            class_sessions=tuple(session.id for session in sessions),
            meetings=tuple(meetings),
            moved=tuple(moved),
            clashes=tuple(found),
            new_places=tuple(places.made),
            joined_rooms=places.joined(),
        )

    @staticmethod
    def _clashes_of_change(uow: UnitOfWork, before: Course, after: Course) -> list[Clash]:
        """Return what the change itself puts in the way; what was there before was accepted before."""
        kinds = set()
        if after.lending != before.lending:
            kinds.add(ClashKind.EQUIPMENT)
        if (after.capacity or 0) > (before.capacity or 0):
            kinds.add(ClashKind.ROOM_CAPACITY)
        if not kinds:
            return []
        sessions = [one for one in uow.class_sessions.lock_course(after.id) if one.state is SessionState.PLANNED]
        found = find_clashes(uow, sessions, {after.id: after})
        return [clash for clash in found if clash.kind in kinds]

    @staticmethod
    def _mark_forced(uow: UnitOfWork, recording: Recording, found: Sequence[Clash], reason: str) -> None:
        ids = [clash.session_id for clash in found if clash.hard]
        recording.rows.touch("class_sessions", ids)
        for session in uow.class_sessions.by_ids(list(dict.fromkeys(ids))):
            uow.class_sessions.change(replace(session, forced_reason=reason))


def course_of(draft: PlanDraft, id_: UUID, lending: tuple[LendingNeed, ...] = ()) -> Course:
    """Return the course a draft describes."""
    return Course(
        id=id_,
        title=draft.title.strip(),
        kana=draft.kana,
        kind=draft.kind,
        topic=draft.topic,
        capacity=draft.capacity,
        selection=draft.selection,
        apply_from=draft.apply_from,
        apply_until=draft.apply_until,
        owners=draft.owners,
        partners=draft.partners,
        audience=draft.audience,
        description=draft.description,
        apply_url=draft.apply_url,
        phone=draft.phone,
        contact=draft.contact,
        fee=draft.fee,
        belongings=draft.belongings,
        question=draft.question,
        people_per_supporter=draft.people_per_supporter,
        staffing=draft.staffing,
        lending=lending,
    )


def _lending_of(uow: UnitOfWork, draft: PlanDraft) -> tuple[LendingNeed, ...]:
    if not draft.lending:
        return ()
    known = {stock.name: stock.id for stock in uow.stocks.all()}
    for one in draft.lending:
        if one.stock not in known:
            raise DomainError("stock_unknown", field="lending", name=quotable(one.stock))
    return tuple(LendingNeed(known[one.stock], one.quantity) for one in draft.lending)


def _is_known(clash: Clash, sessions: Sequence[ClassSession]) -> bool:
    """Tell whether somebody forced this clash, on either side."""
    mine = next(one for one in sessions if one.id == clash.session_id)
    return clash.other_is_forced or bool(mine.forced_reason)


def _may_free_seats(before: Course, after: Course) -> bool:
    """Tell whether a change can give somebody on the waiting list a seat: more seats, or another way to give them."""
    has_more = before.capacity is not None and (after.capacity is None or after.capacity > before.capacity)
    return has_more or after.selection is not before.selection


def _merged(stored: Course, typed: Course, was: Course | None) -> Course:
    changed: dict[str, Any] = {}
    for field in fields(Course):
        name = field.name
        new, now = getattr(typed, name), getattr(stored, name)
        if name in _KEPT or new == now:
            continue
        if was is not None:
            seen = getattr(was, name)
            if new == seen:
                continue  # the person did not touch it; somebody else did
            if now != seen:
                raise DomainError("changed_meanwhile", field=name)
        changed[name] = new
    return replace(stored, **changed)
