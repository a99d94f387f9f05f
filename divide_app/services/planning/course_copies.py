"""Copies a course, or all courses of a year, by weekday, with a preview and in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID

from divide_app.domain.calendar import JST, fiscal_year, fiscal_year_days, local
from divide_app.domain.errors import DomainError
from divide_app.domain.names import name_key
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.clash import Clash
from divide_app.domain.planning.copying import later_year_words, same_weekday
from divide_app.domain.planning.courses import ClassSession, Course, SessionState
from divide_app.domain.planning.plan import OnClosed
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.progress import Progress, no_progress
from divide_app.services.changes import Changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.planning.base import PlanningService, checked_course, store_new
from divide_app.services.planning.clash_search import find_clashes, refuse_hard
from divide_app.services.planning.history import Recording, UndoToken
from divide_app.services.planning.holidays import ClosedDays
from divide_app.services.planning.recurrence import next_open
from divide_app.services.planning.results import PLAN_CHANGES
from divide_app.services.roles import OFFICE, allowed
from divide_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CopyWish:
    """How copies are made.

    Attributes:
        on_closed: What becomes of a meeting that falls on a closed day or a holiday.
        leave_out_clashing: Meetings that cannot stand where they would fall are left out; otherwise they refuse the
            copy unless it is forced.
        with_held_only: Copy only meetings that were held; without it all that were not cancelled.
    """

    on_closed: OnClosed = OnClosed.SHIFT
    leave_out_clashing: bool = False
    with_held_only: bool = False


USUAL = CopyWish()


@dataclass(frozen=True, slots=True)
class CopiedMeeting:
    """A meeting that did not simply move by weekday, and why.

    Attributes:
        course: Id of the new course.
        title: Its title.
        was_at: The start of the meeting it is a copy of (UTC).
        wished_at: Where it would have fallen.
        starts_at: Where it is now; None: left out.
        reason: The closed day's name, "" when the month has no fifth weekday.
    """

    course: UUID
    title: str
    was_at: datetime
    wished_at: datetime
    starts_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class CopiedCourse:
    """A new course and what it is a copy of.

    Attributes:
        was_at: Starts (UTC) of the meetings copied, in the order of `class_sessions`.
    """

    course: UUID
    source: UUID
    title: str
    class_sessions: tuple[UUID, ...]
    was_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class CopyResult:
    """Result of a copy, or of its preview.

    Attributes:
        courses: The new courses in order of their first meeting.
        sessions: The new meetings, in order of start.
        moved: Meetings a closed day or a shorter month moved or left out.
        clashes: Everything in the way; when the copy was kept, hard ones were forced.
        left_out: Meetings left out because something hard was in their way.
        there_already: Titles of new courses the other year has already.
        empty: Titles of courses of which nothing was left to copy.
        undo: Takes the copy back; None for a preview.
    """

    courses: tuple[CopiedCourse, ...]
    sessions: tuple[ClassSession, ...]
    moved: tuple[CopiedMeeting, ...]
    clashes: tuple[Clash, ...]
    left_out: tuple[Clash, ...]
    there_already: tuple[str, ...]
    empty: tuple[str, ...]
    undo: UndoToken | None = None
    changes: Changes = PLAN_CHANGES


@dataclass(slots=True)
class _Copies:
    """What has been made so far."""

    courses: list[Course] = field(default_factory=list)
    sources: dict[UUID, UUID] = field(default_factory=dict)
    sessions: list[ClassSession] = field(default_factory=list)
    was_at: dict[UUID, datetime] = field(default_factory=dict)
    moved: list[CopiedMeeting] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


_MOST_YEARS = 100
DayMap = Callable[[date], tuple[date, bool]]
"""Where a day lies in the copy, and whether it is the same week of its month."""


class CourseCopies(PlanningService):
    """Courses planned again."""

    @allowed(OFFICE)
    def preview_course(
        self, course_id: UUID, *, first_day: date | None = None, years: int = 1, wish: CopyWish = USUAL
    ) -> CopyResult:
        """Return what `copy_course` would make; nothing is kept.

        Raises:
            DomainError: As `copy_course`, but never `clash`.
        """
        with self.database.rehearse() as uow:
            course = uow.courses.get(course_id)
            return self._made(uow, None, [course], *_course_map(uow, course, first_day, years), wish, "", no_progress)

    @allowed(OFFICE)
    def copy_course(
        self,
        course_id: UUID,
        *,
        first_day: date | None = None,
        years: int = 1,
        wish: CopyWish = USUAL,
        forced_reason: str = "",
    ) -> CopyResult:
        """Plan a course once more.

        With `first_day` its first meeting is on that day and the others keep their distance in days; without, every
        meeting moves by whole years to the same weekday of the same week of its month. Data, room and things lent
        are the same; the application window keeps its distance to the first meeting, and a fiscal year in the title
        moves on. Applications, helpers, attendance, forced reasons and the file it came from are not copied.

        Raises:
            DomainError: `clash`, `nothing_to_copy`, `every_copy_clashes`, `same_year`, `bad_number` (more than a
                hundred years), `individual_number`, `not_found`.
        """
        refuse_individual_number(forced_reason)
        with self.acting(PlanningAct.COPY_COURSE) as (uow, recording):
            course = uow.courses.get(course_id)
            day_map, shift = _course_map(uow, course, first_day, years)
            result = self._made(uow, recording, [course], day_map, shift, wish, forced_reason, no_progress)
            is_forced = refuse_hard(result.clashes, forced_reason)
            recording.say(course.title, count=len(result.sessions))
            new = result.courses[0].course
            uow.audit("course.copy", new, source=course_id, sessions=len(result.sessions), forced=is_forced)
        return replace(result, undo=recording.undo)

    @allowed(OFFICE)
    def preview_year(
        self, from_year: int, to_year: int, *, wish: CopyWish = USUAL, progress: Progress = no_progress
    ) -> CopyResult:
        """Return what `copy_year` would make; nothing is kept.

        Raises:
            DomainError: `same_year`, `bad_number`, `nothing_to_copy`.
            UserCancelled: From the progress.
        """
        with self.database.rehearse() as uow:
            courses = _courses_of_year(uow, from_year, to_year)
            return self._made(uow, None, courses, *_year_map(to_year - from_year), wish, "", progress)

    @allowed(OFFICE)
    def copy_year(
        self,
        from_year: int,
        to_year: int,
        *,
        wish: CopyWish = USUAL,
        only: Collection[UUID] | None = None,
        forced_reason: str = "",
        progress: Progress = no_progress,
    ) -> CopyResult:
        """Plan every course that began in one fiscal year once more in another, all or nothing.

        Each meeting goes to the same weekday of the same week of its month; cancelled courses and meetings are not
        copied. With `only` (ids of the courses to copy) the others are left out. See `copy_course` for what a copy
        takes along.

        Raises:
            DomainError: `clash` (unless forced, or left out by the wish), `same_year`, `bad_number`,
                `nothing_to_copy`, `individual_number`.
            UserCancelled: From the progress; nothing was kept.
        """
        refuse_individual_number(forced_reason)
        with self.acting(PlanningAct.COPY_YEAR) as (uow, recording):
            courses = _courses_of_year(uow, from_year, to_year, only)
            day_map, shift = _year_map(to_year - from_year)
            result = self._made(uow, recording, courses, day_map, shift, wish, forced_reason, progress)
            is_forced = refuse_hard(result.clashes, forced_reason)
            recording.say("", count=len(result.courses))
            uow.audit(
                "course.copy_year",
                source=from_year,
                target=to_year,
                courses=len(result.courses),
                sessions=len(result.sessions),
                left_out=len(result.left_out),
                forced=is_forced,
            )
        return replace(result, undo=recording.undo)

    def _made(
        self,
        uow: UnitOfWork,
        recording: Recording | None,
        sources: Sequence[Course],
        day_map: DayMap,
        years: int,
        wish: CopyWish,
        forced_reason: str,
        progress: Progress,
    ) -> CopyResult:
        meetings = uow.class_sessions.of_courses([course.id for course in sources])
        venues = {venue.id: venue for venue in uow.venues.all()}
        closed: dict[UUID | None, ClosedDays] = {}
        copies = _Copies()
        for number, source in enumerate(sources):
            progress(number, len(sources))
            _copy(uow, copies, source, meetings.get(source.id, []), day_map, years, wish, venues, closed)
        if not copies.sessions:
            raise DomainError("nothing_to_copy")
        courses = {course.id: course for course in copies.courses}
        found = find_clashes(uow, copies.sessions, courses)
        left_out: list[Clash] = []
        sessions = copies.sessions
        while wish.leave_out_clashing and any(clash.hard for clash in found):
            # The first of each heap goes, then the rest is asked again: leaving one out may free another.
            gone = _first_of_each(found)
            left_out += [clash for clash in found if clash.hard and clash.session_id in gone]
            sessions = [one for one in sessions if one.id not in gone]
            found = find_clashes(uow, sessions, courses)
        if not sessions:
            raise DomainError("every_copy_clashes", count=len(copies.sessions))
        forced = {clash.session_id for clash in found if clash.hard}
        kept = _numbered(
            [replace(one, forced_reason=forced_reason.strip()) if one.id in forced else one for one in sessions]
        )
        by_course: dict[UUID, list[ClassSession]] = {}
        for one in kept:
            by_course.setdefault(one.course_id, []).append(one)
        made = [course for course in copies.courses if course.id in by_course]
        known = {name_key(line.title) for line in _titles_between(uow, kept)}
        store_new(uow, recording, made, kept)
        progress(len(sources), len(sources))
        return CopyResult(
            courses=tuple(
                CopiedCourse(
                    course.id,
                    copies.sources[course.id],
                    course.title,
                    tuple(one.id for one in by_course[course.id]),
                    tuple(copies.was_at[one.id] for one in by_course[course.id]),
                )
                for course in made
            ),
            sessions=tuple(kept),
            moved=tuple(sorted(copies.moved, key=lambda one: one.wished_at)),
            clashes=tuple(found),
            left_out=tuple(left_out),
            there_already=tuple(course.title for course in made if name_key(course.title) in known),
            empty=(*copies.empty, *(one.title for one in copies.courses if one.id not in by_course)),
        )


def _copy(
    uow: UnitOfWork,
    copies: _Copies,
    source: Course,
    meetings: Sequence[ClassSession],
    day_map: DayMap,
    years: int,
    wish: CopyWish,
    venues: dict[UUID, Venue],
    closed: dict[UUID | None, ClosedDays],
) -> None:
    wanted = {SessionState.HELD} if wish.with_held_only else {SessionState.PLANNED, SessionState.HELD}
    standing = sorted((one for one in meetings if one.state in wanted), key=lambda meeting: meeting.starts_at)
    new = replace(
        source,
        id=uow.make_id(),
        title=later_year_words(source.title, years),
        is_cancelled=False,
        cancelled_reason="",
        source_key="",
        source=(),
    )
    made: list[ClassSession] = []
    firsts: list[tuple[datetime, datetime]] = []
    there = [(one, *day_map(local(one.starts_at).date())) for one in standing]
    taken = {datetime.combine(day, local(one.starts_at).time()) for one, day, _same in there}
    for one, day, is_same_week in there:
        if one.venue_id not in closed:
            closed[one.venue_id] = ClosedDays(uow, None if one.venue_id is None else venues.get(one.venue_id))
        wished = datetime.combine(day, local(one.starts_at).time())
        used: datetime | None = wished
        reason = closed[one.venue_id](day)
        if reason is not None:
            used = next_open(wished, closed[one.venue_id], taken) if wish.on_closed is OnClosed.SHIFT else None
        if reason is not None or not is_same_week:
            copies.moved.append(
                CopiedMeeting(
                    new.id, new.title, one.starts_at, _utc(wished), None if used is None else _utc(used), reason or ""
                )
            )
        if used is None:
            continue
        taken.add(used)
        starts_at = _utc(used)
        made.append(
            ClassSession(
                id=uow.make_id(),
                course_id=new.id,
                number=len(made) + 1,
                kind=one.kind,
                starts_at=starts_at,
                ends_at=starts_at + (one.ends_at - one.starts_at),
                venue_id=one.venue_id,
                room_id=one.room_id,
                time_is_known=one.time_is_known,
                lending=one.lending,
            )
        )
        copies.was_at[made[-1].id] = one.starts_at
        firsts.append((one.starts_at, starts_at))
    if not made:
        copies.empty.append(source.title)
        return
    distance = firsts[0][1] - firsts[0][0]
    new = checked_course(
        replace(
            new,
            apply_from=None if source.apply_from is None else source.apply_from + distance,
            apply_until=None if source.apply_until is None else source.apply_until + distance,
        )
    )
    copies.courses.append(new)
    copies.sources[new.id] = source.id
    copies.sessions += made


def _first_of_each(found: Sequence[Clash]) -> set[UUID]:
    """Return the meetings to leave out first: those in the way of something that stays.

    Of two copies in each other's way the later is told, so some of them always meets something that stays.
    """
    hard = [clash for clash in found if clash.hard]
    meeting_it = {clash.session_id for clash in hard}
    return {clash.session_id for clash in hard if clash.other_session_id not in meeting_it}


def _numbered(sessions: Sequence[ClassSession]) -> list[ClassSession]:
    """Return meetings with the numbers 1, 2, ... in their course by start."""
    numbers: dict[UUID, int] = {}
    kept = []
    for one in sorted(sessions, key=lambda meeting: (meeting.starts_at, meeting.id)):
        numbers[one.course_id] = numbers.get(one.course_id, 0) + 1
        kept.append(replace(one, number=numbers[one.course_id]))
    return kept


def _titles_between(uow: UnitOfWork, sessions: Sequence[ClassSession]) -> list[Course]:
    first = min(one.starts_at for one in sessions)
    last = max(one.ends_at for one in sessions)
    ids = {one.course_id for one in uow.class_sessions.between(first, last)}
    return [course for course in uow.courses.all() if course.id in ids and not course.is_cancelled]


def _courses_of_year(
    uow: UnitOfWork, from_year: int, to_year: int, only: Collection[UUID] | None = None
) -> list[Course]:
    _check_years(to_year - from_year)
    first, last = fiscal_year_days(from_year)
    courses = uow.courses.all()
    starts: dict[UUID, datetime] = {}
    for course_id, meetings in uow.class_sessions.of_courses([course.id for course in courses]).items():
        starts[course_id] = min(one.starts_at for one in meetings)
    found = [
        course
        for course in courses
        if (only is None or course.id in only)
        and not course.is_cancelled
        and course.id in starts
        and first <= local(starts[course.id]).date() <= last
    ]
    if not found:
        raise DomainError("nothing_to_copy")
    return sorted(found, key=lambda course: (starts[course.id], course.id))


def _course_map(uow: UnitOfWork, course: Course, first_day: date | None, years: int) -> tuple[DayMap, int]:
    if first_day is None:
        _check_years(years)
        return _year_map(years)
    standing = [one for one in uow.class_sessions.of_course(course.id) if one.state is not SessionState.CANCELLED]
    if not standing:
        raise DomainError("nothing_to_copy")
    began = min(local(one.starts_at).date() for one in standing)
    distance = first_day - began
    return (lambda day: (day + distance, True)), fiscal_year(first_day) - fiscal_year(began)


def _check_years(years: int) -> None:
    if years == 0:
        raise DomainError("same_year", field="to")
    if abs(years) > _MOST_YEARS:
        raise DomainError("bad_number", field="years", text=str(years))


def _year_map(years: int) -> tuple[DayMap, int]:
    def there(day: date) -> tuple[date, bool]:
        found = same_weekday(day, years)
        return found.day, found.is_same_week

    return there, years


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=JST).astimezone(UTC)
