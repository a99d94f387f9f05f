"""Plans courses and their meetings, moves and cancels them, and confirms what was held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from divide_app.domain.calendar import at_local, local_day, month_days
from divide_app.domain.clash import Clash, Slot, clashes
from divide_app.domain.courses import CatalogueEntry, ClassSession, Course, SessionState
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import CourseLine, SessionLine
from divide_app.domain.plan import MeetingDraft, MovedMeeting, PlanDraft
from divide_app.domain.venues import Closure, Room, Venue
from divide_app.foundation.translation import _
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.holidays import holidays_between
from divide_app.services.recurrence import expand
from divide_app.storage.database import Database
from divide_app.storage.queries import lists
from divide_app.storage.queries.slots import slots_between
from divide_app.storage.repositories.attendance import summary_key
from divide_app.storage.unit_of_work import UnitOfWork

_PLAN = changes(Topic.COURSES, Topic.CLASS_SESSIONS, Topic.VENUES)
_SESSION = changes(Topic.COURSES, Topic.CLASS_SESSIONS, Topic.ATTENDANCE, Topic.TARGETS)


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What planning would do, or did.

    Attributes:
        course: Id of the course.
        class_sessions: Ids of its meetings, in order.
        meetings: When they are.
        moved: Meetings a closed day moved or left out.
        clashes: Everything in the way; hard ones were forced when the plan was saved.
        new_places: Venues and rooms named for the first time, which were made.
    """

    course: UUID
    class_sessions: tuple[UUID, ...]
    meetings: tuple[MeetingDraft, ...]
    moved: tuple[MovedMeeting, ...]
    clashes: tuple[Clash, ...]
    new_places: tuple[str, ...]
    changes: Changes = _PLAN


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What an act on one meeting did; `before` is what undo needs."""

    class_session: UUID
    before: ClassSession
    clashes: tuple[Clash, ...] = ()
    changes: Changes = _SESSION


@dataclass(frozen=True, slots=True)
class CourseResult:
    """What an act on a course did."""

    course: UUID
    changes: Changes = _PLAN


@dataclass(frozen=True, slots=True)
class Month:
    """A month for the calendar: whole weeks from Monday, meetings, holidays and closures by local day."""

    year: int
    month: int
    first_day: date
    last_day: date
    sessions: tuple[SessionLine, ...]
    holidays: Mapping[date, str]
    closures: tuple[Closure, ...]
    venue_names: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class CourseView:
    """One course with its meetings."""

    course: Course
    line: CourseLine
    sessions: tuple[SessionLine, ...]


class Scheduling:
    """Plans and changes courses and meetings."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def preview(self, draft: PlanDraft) -> PlanResult:
        """Return what `plan` would do; nothing is kept.

        Raises:
            DomainError: What is wrong with the draft (`title_missing`, `bad_rule`, `no_dates`, ...).
        """
        with self.database.rehearse() as uow:
            return self._plan(uow, draft, forced_reason="")

    def plan(self, draft: PlanDraft, *, actor: str, forced_reason: str = "") -> PlanResult:
        """Make a course with its meetings, all or nothing.

        A venue or room named for the first time is made. Hard clashes refuse the plan unless a reason is given;
        the reason stays visible on the meetings it was given for.

        Raises:
            DomainError: `clash` (details `clashes`), `title_missing`, `no_meetings`, `bad_times`, `bad_capacity`,
                `bad_rule`, `no_dates`, `individual_number`.
        """
        with self.database.write(actor) as uow:
            uow.lock_calendar()
            result = self._plan(uow, draft, forced_reason=forced_reason)
            hard = [clash for clash in result.clashes if clash.hard]
            if hard and not forced_reason.strip():
                raise DomainError("clash", clashes=tuple(result.clashes), count=len(hard))
            uow.audit(
                "course.plan",
                result.course,
                sessions=len(result.class_sessions),
                clashes=len(result.clashes),
                forced=bool(hard),
            )
        return result

    def move(
        self,
        class_session_id: UUID,
        *,
        starts_at: datetime,
        ends_at: datetime,
        actor: str,
        venue_id: UUID | None = None,
        room_id: UUID | None = None,
        keep_place: bool = True,
        forced_reason: str = "",
    ) -> SessionResult:
        """Move a meeting to another time, and with `keep_place` False to another place.

        Raises:
            DomainError: `clash`, `bad_times`, `session_cancelled`, `session_held`, `not_found`.
        """
        refuse_individual_number(forced_reason)
        _check_times(starts_at, ends_at)
        with self.database.write(actor) as uow:
            uow.lock_calendar()
            before = uow.class_sessions.lock(class_session_id)
            if before.state is SessionState.CANCELLED:
                raise DomainError("session_cancelled")
            if before.state is SessionState.HELD:
                raise DomainError("session_held")
            after = replace(before, starts_at=starts_at, ends_at=ends_at, time_is_known=True)
            if not keep_place:
                after = replace(after, venue_id=venue_id, room_id=room_id)
            course = uow.courses.get(before.course_id)
            found = self._clashes(uow, course, [after])
            hard = any(clash.hard for clash in found)
            if hard and not forced_reason.strip():
                raise DomainError("clash", clashes=tuple(found), count=len(found))
            uow.class_sessions.change(replace(after, forced_reason=forced_reason if hard else ""))
            self._carry_attendance(uow, before, after)
            uow.audit("class_session.move", class_session_id, forced=hard)
        return SessionResult(class_session_id, before, tuple(found))

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
        """Return what would be in the way if the meeting were there; for showing while dragging.

        With `keep_place` False the place is `venue_id` and `room_id`, as for `move`.

        Raises:
            DomainError: `not_found`, `bad_times`.
        """
        _check_times(starts_at, ends_at)
        with self.database.read() as uow:
            session = uow.class_sessions.get(class_session_id)
            course = uow.courses.get(session.course_id)
            moved = replace(
                session, starts_at=starts_at, ends_at=ends_at, room_id=room_id or session.room_id, time_is_known=True
            )
            if not keep_place:
                moved = replace(moved, venue_id=venue_id, room_id=room_id)
            return tuple(self._clashes(uow, course, [moved]))

    def put_back(self, before: ClassSession, *, actor: str, forced_reason: str = "") -> SessionResult:
        """Undo a move, a cancellation or a confirmation: the meeting is again as it was.

        Raises:
            DomainError: `clash` when something else was put in its old place meanwhile, `session_has_attendance`
                when people came to a meeting that was to be cancelled again, `not_found`.
        """
        refuse_individual_number(forced_reason)
        with self.database.write(actor) as uow:
            uow.lock_calendar()
            now = uow.class_sessions.lock(before.id)
            if before.state is SessionState.CANCELLED and _has_attendance(uow, before.id):
                raise DomainError("session_has_attendance")
            after = before
            if before.state is not SessionState.CANCELLED and _takes_new_place(now, before):
                after = self._placed_again(uow, before, forced_reason)
            uow.class_sessions.change(after)
            self._carry_attendance(uow, now, after)
            uow.audit("class_session.put_back", before.id)
        return SessionResult(before.id, now)

    def cancel_session(self, class_session_id: UUID, reason: str, *, actor: str) -> SessionResult:
        """Cancel one meeting; the reason is shown wherever the meeting is.

        Raises:
            DomainError: `reason_missing`, `session_held`, `session_has_attendance`, `not_found`.
        """
        refuse_individual_number(reason, field="reason")
        if not reason.strip():
            raise DomainError("reason_missing", field="reason")
        with self.database.write(actor) as uow:
            before = uow.class_sessions.lock(class_session_id)
            if before.state is SessionState.HELD:
                raise DomainError("session_held")
            if _has_attendance(uow, class_session_id):
                raise DomainError("session_has_attendance")
            uow.class_sessions.change(replace(before, state=SessionState.CANCELLED, cancelled_reason=reason.strip()))
            uow.audit("class_session.cancel", class_session_id)
        return SessionResult(class_session_id, before)

    def confirm_attendance(self, class_session_id: UUID, *, actor: str) -> SessionResult:
        """Confirm a meeting's attendance (出席の確定): from now on it counts as held.

        Nobody's absence becomes presence: people without an event stay absent.

        Raises:
            DomainError: `session_cancelled`, `not_begun`, `not_found`.
        """
        with self.database.write(actor) as uow:
            before = uow.class_sessions.lock(class_session_id)
            if before.state is SessionState.CANCELLED:
                raise DomainError("session_cancelled")
            if before.starts_at > uow.now:
                raise DomainError("not_begun", starts_at=before.starts_at)
            uow.class_sessions.change(replace(before, state=SessionState.HELD))
            uow.audit("class_session.confirm", class_session_id)
        return SessionResult(class_session_id, before)

    def reopen(self, class_session_id: UUID, reason: str, *, actor: str, forced_reason: str = "") -> SessionResult:
        """Reopen a confirmed or cancelled meeting; the reason stays in its note.

        Raises:
            DomainError: `reason_missing`, `clash` when a cancelled meeting's place was given to another, `not_found`.
        """
        refuse_individual_number(reason, forced_reason, field="reason")
        if not reason.strip():
            raise DomainError("reason_missing", field="reason")
        with self.database.write(actor) as uow:
            uow.lock_calendar()
            before = uow.class_sessions.lock(class_session_id)
            note = "\n".join(filter(None, (before.note, _("再開の理由: {reason}").format(reason=reason.strip()))))
            after = replace(before, state=SessionState.PLANNED, cancelled_reason="", note=note)
            if before.state is SessionState.CANCELLED:
                after = self._placed_again(uow, after, forced_reason)
            uow.class_sessions.change(after)
            uow.audit("class_session.reopen", class_session_id)
        return SessionResult(class_session_id, before)

    def change_course(self, course: Course, *, actor: str) -> CourseResult:
        """Store a course's new data; a raised capacity is followed by `Applications.fill_seats`.

        Raises:
            DomainError: `title_missing`, `bad_capacity`, `individual_number`, `not_found`.
        """
        _check_course(course)
        with self.database.write(actor) as uow:
            uow.courses.lock(course.id)
            uow.courses.change(course)
            uow.sections.ensure(course.owners)
            uow.audit("course.change", course.id)
        return CourseResult(course.id)

    def cancel_course(self, course_id: UUID, reason: str, *, actor: str) -> CourseResult:
        """Cancel a course and its meetings that were not held; one at which people were received stays.

        Raises:
            DomainError: `reason_missing`, `not_found`.
        """
        refuse_individual_number(reason, field="reason")
        if not reason.strip():
            raise DomainError("reason_missing", field="reason")
        with self.database.write(actor) as uow:
            course = uow.courses.lock(course_id)
            uow.courses.change(replace(course, is_cancelled=True, cancelled_reason=reason.strip()))
            sessions = uow.class_sessions.lock_course(course_id)
            lines = lists.session_lines(uow.connection, ids=[session.id for session in sessions])
            attended = {line.id for line in lines if line.present}
            for session in sessions:
                if session.state is SessionState.PLANNED and session.id not in attended:
                    uow.class_sessions.change(
                        replace(session, state=SessionState.CANCELLED, cancelled_reason=reason.strip())
                    )
            uow.audit("course.cancel", course_id)
        return CourseResult(course_id, _SESSION | _PLAN)

    def courses(self) -> list[CourseLine]:
        """Return all courses, those that begin last first."""
        with self.database.read() as uow:
            return lists.course_lines(uow.connection, self.database.now())

    def course(self, course_id: UUID) -> CourseView:
        """Return one course with its meetings.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            course = uow.courses.get(course_id)
            line = lists.course_lines(uow.connection, self.database.now(), ids=[course_id])[0]
            return CourseView(course, line, tuple(lists.session_lines(uow.connection, course_id=course_id)))

    def sessions(
        self,
        first: date | None = None,
        last: date | None = None,
        *,
        venue_id: UUID | None = None,
        course_id: UUID | None = None,
    ) -> list[SessionLine]:
        """Return meetings from local day `first` to `last`, both included, in order of start."""
        with self.database.read() as uow:
            return lists.session_lines(
                uow.connection,
                first=None if first is None else at_local(first, time()),
                last=None if last is None else at_local(last + timedelta(days=1), time()),
                venue_id=venue_id,
                course_id=course_id,
            )

    def session(self, class_session_id: UUID) -> SessionLine:
        """Return one meeting.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            found = lists.session_lines(uow.connection, ids=[class_session_id])
        if not found:
            raise DomainError("not_found", id=str(class_session_id), kind="class_sessions")
        return found[0]

    def month(self, year: int, month: int, *, venue_id: UUID | None = None) -> Month:
        """Return a month in whole weeks from Monday, with what shades its days."""
        first, last = month_days(year, month)
        first -= timedelta(days=first.isoweekday() - 1)
        last += timedelta(days=7 - last.isoweekday())
        with self.database.read() as uow:
            sessions = lists.session_lines(
                uow.connection,
                first=at_local(first, time()),
                last=at_local(last + timedelta(days=1), time()),
                venue_id=venue_id,
            )
            closures = [one for one in uow.closures.all() if one.first_day <= last and one.last_day >= first]
            names = {venue.id: venue.name for venue in uow.venues.all()}
        return Month(year, month, first, last, tuple(sessions), holidays_between(first, last), tuple(closures), names)

    def catalogue(self) -> list[CatalogueEntry]:
        """Return the kinds of course the office offers."""
        with self.database.read() as uow:
            return uow.catalogue.all()

    def _plan(self, uow: UnitOfWork, draft: PlanDraft, *, forced_reason: str) -> PlanResult:
        refuse_individual_number(forced_reason, draft.venue, draft.room)
        refuse_individual_number(*(text for one in draft.sessions for text in (one.venue, one.room)))
        course = _course_of(draft, uow.make_id())
        _check_course(course)
        places = _Places(uow)
        venue = places.venue(draft.venue)
        moved: list[MovedMeeting] = []
        meetings: Sequence[MeetingDraft] = draft.sessions
        if draft.repeat is not None:
            meetings, moved = expand(draft.repeat, _ClosedDays(venue, uow.closures.all()))
        if not meetings:
            raise DomainError("no_meetings", field="sessions")
        meetings = sorted(meetings, key=lambda one: one.starts_at)
        sessions = []
        for number, meeting in enumerate(meetings, 1):
            _check_times(meeting.starts_at, meeting.ends_at)
            where = places.venue(meeting.venue or draft.venue)
            room = places.room(where, meeting.room or draft.room)
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
        found = self._clashes(uow, course, sessions)
        forced = {clash.session_id for clash in found if clash.hard}
        uow.courses.add(course)
        uow.class_sessions.add_all(
            replace(session, forced_reason=forced_reason) if session.id in forced else session for session in sessions
        )
        uow.sections.ensure(course.owners)
        return PlanResult(
            course=course.id,
            class_sessions=tuple(session.id for session in sessions),
            meetings=tuple(meetings),
            moved=tuple(moved),
            clashes=tuple(found),
            new_places=tuple(places.made),
        )

    def _clashes(self, uow: UnitOfWork, course: Course, sessions: Sequence[ClassSession]) -> list[Clash]:
        first = min(session.starts_at for session in sessions)
        last = max(session.ends_at for session in sessions)
        helpers = lists.helpers_of(uow.connection, [session.id for session in sessions])
        planned = [
            Slot(
                session_id=session.id,
                course_id=course.id,
                title=course.title,
                number=session.number,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                venue_id=session.venue_id,
                room_id=session.room_id,
                supporters=tuple(id_ for id_, _ in helpers.get(session.id, [])),
                capacity=course.capacity,
                time_is_known=session.time_is_known,
            )
            for session in sessions
        ]
        existing = slots_between(uow.connection, first, last, except_ids=[session.id for session in sessions])
        return clashes(
            planned,
            existing,
            venues=uow.venues.all(),
            closures=uow.closures.all(),
            holidays=holidays_between(local_day(first), local_day(last)),
        )

    def _placed_again(self, uow: UnitOfWork, session: ClassSession, forced_reason: str) -> ClassSession:
        """Return a meeting that takes its place again, with the reason when it was forced there, now or before."""
        found = self._clashes(uow, uow.courses.get(session.course_id), [session])
        hard = any(clash.hard for clash in found)
        reason = forced_reason.strip() or session.forced_reason
        if hard and not reason:
            raise DomainError("clash", clashes=tuple(found), count=len(found))
        return replace(session, forced_reason=reason if hard else "")

    def _carry_attendance(self, uow: UnitOfWork, old: ClassSession, new: ClassSession) -> None:
        uow.attendance.move_summary(
            old.id,
            summary_key(old.starts_at, old.venue_id),
            summary_key(new.starts_at, new.venue_id),
        )
        if old.ends_at != new.ends_at:
            uow.attendance.derive_again(new.id, new.ends_at)


class _ClosedDays:
    """Says why a day cannot be used for a repeated meeting."""

    def __init__(self, venue: Venue | None, closures: Sequence[Closure]) -> None:
        self.venue = venue
        self.closures = closures

    def __call__(self, day: date) -> str | None:
        holiday = holidays_between(day, day).get(day)
        if holiday is not None:
            return holiday
        if self.venue is not None and day.isoweekday() in self.venue.closed_weekdays:
            return _("休館日")
        for closure in self.closures:
            if closure.venue_id in {None, None if self.venue is None else self.venue.id} and (
                closure.first_day <= day <= closure.last_day
            ):
                return closure.reason
        return None


class _Places:
    """Finds venues and rooms by name, and makes those named for the first time."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.known = uow.venues.by_name()
        self.made: list[str] = []

    def venue(self, name: str) -> Venue | None:
        name = name.strip()
        if not name:
            return None
        found = self.known.get(name)
        if found is None:
            found = Venue(self.uow.make_id(), name)
            self.uow.venues.add(found)
            self.known[name] = found
            self.made.append(name)
        return found

    def room(self, venue: Venue | None, name: str) -> Room | None:
        name = name.strip()
        if venue is None or not name:
            return None
        venue = self.known[venue.name]
        for room in venue.rooms:
            if room.name == name:
                return room
        room = Room(self.uow.make_id(), venue.id, name)
        self.uow.venues.add_rooms([room])
        self.known[venue.name] = replace(venue, rooms=(*venue.rooms, room))
        self.made.append(f"{venue.name} {name}")
        return room


def _course_of(draft: PlanDraft, id_: UUID) -> Course:
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
    )


def _has_attendance(uow: UnitOfWork, class_session_id: UUID) -> bool:
    return any(line.present for line in lists.session_lines(uow.connection, ids=[class_session_id]))


def _takes_new_place(now: ClassSession, then: ClassSession) -> bool:
    was_gone = now.state is SessionState.CANCELLED
    return was_gone or _place(now) != _place(then)


def _place(session: ClassSession) -> tuple[object, ...]:
    return session.starts_at, session.ends_at, session.venue_id, session.room_id, session.time_is_known


def _check_course(course: Course) -> None:
    # Every free text but the address: a link may well hold twelve digits of its own.
    refuse_individual_number(
        *(course.title, course.kana, course.topic, course.description, course.audience, course.contact),
        *(course.question, course.phone, course.fee, course.belongings, *course.owners, *course.partners),
    )
    if not course.title:
        raise DomainError("title_missing", field="title")
    if course.capacity is not None and course.capacity < 0:
        raise DomainError("bad_capacity", field="capacity", capacity=course.capacity)
    if course.apply_from is not None and course.apply_until is not None and course.apply_from > course.apply_until:
        raise DomainError("bad_window", field="apply_until")


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise DomainError("end_before_start", field="ends_at")
    if ends_at - starts_at > timedelta(hours=24):
        raise DomainError("too_long", field="ends_at")
