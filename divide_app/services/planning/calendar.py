"""Reads courses and meetings for lists and calendars."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

from divide_app.domain.calendar import at_local, month_days
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import CourseLine, SessionLine
from divide_app.domain.planning.venues import Closure
from divide_app.services.planning.base import PlanningService
from divide_app.services.planning.clash_board import ClashBoard, read_board
from divide_app.services.planning.holidays import closures_between, holidays_between
from divide_app.services.planning.results import CourseView, Month
from divide_app.services.roles import EVERYBODY, OFFICE, allowed
from divide_app.services.roster.gaps import with_gaps
from divide_app.services.sight import meetings_in_sight, refuse_out_of_sight
from divide_app.storage.queries import lists


class Calendar(PlanningService):
    """What is planned, as lists and months."""

    @allowed(OFFICE)
    def courses(self) -> list[CourseLine]:
        """Return all courses, those that begin last first."""
        with self.database.read() as uow:
            return lists.course_lines(uow.connection, self.database.now())

    @allowed(OFFICE)
    def course(self, course_id: UUID) -> CourseView:
        """Return one course with its meetings.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            course = uow.courses.get(course_id)
            line = lists.course_lines(uow.connection, self.database.now(), ids=[course_id])[0]
            sessions = with_gaps(uow, lists.session_lines(uow.connection, course_id=course_id))
            return CourseView(course, line, tuple(sessions))

    @allowed(EVERYBODY)
    def sessions(
        self,
        first: date | None = None,
        last: date | None = None,
        *,
        venue_id: UUID | None = None,
        course_id: UUID | None = None,
    ) -> list[SessionLine]:
        """Return meetings from local day `first` to `last`, both included, that one sees, in order of start."""
        with self.database.read() as uow:
            found = lists.session_lines(
                uow.connection,
                first=None if first is None else at_local(first, time()),
                last=None if last is None else at_local(last + timedelta(days=1), time()),
                venue_id=venue_id,
                course_id=course_id,
            )
            seen = meetings_in_sight(self.database, uow)
            return with_gaps(uow, found if seen is None else [line for line in found if line.id in seen])

    @allowed(EVERYBODY)
    def session(self, class_session_id: UUID) -> SessionLine:
        """Return one meeting.

        Raises:
            DomainError: `not_found`, `meeting_out_of_sight`.
        """
        with self.database.read() as uow:
            refuse_out_of_sight(self.database, uow, class_session_id)
            found = with_gaps(uow, lists.session_lines(uow.connection, ids=[class_session_id]))
        if not found:
            raise DomainError("not_found", id=str(class_session_id), kind="class_sessions")
        return found[0]

    @allowed(OFFICE)
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
            sessions = with_gaps(uow, sessions)
            closures = closures_between(uow, first, last)
            holidays = holidays_between(uow, first, last)
        return Month(year, month, first, last, tuple(sessions), holidays, tuple(closures))

    @allowed(OFFICE)
    def days_off(self, first: date, last: date) -> tuple[dict[date, str], tuple[Closure, ...]]:
        """Return holidays by local day and closures that touch `first` to `last`, for shading any view."""
        with self.database.read() as uow:
            return holidays_between(uow, first, last), tuple(closures_between(uow, first, last))

    @allowed(OFFICE)
    def clash_board(self, first: date, last: date) -> ClashBoard:
        """Read local days `first` to `last` once, to say while dragging what would be in the way.

        The board answers `clashes_if` without the database, on any thread; read it through a `Query`.
        """
        with self.database.read() as uow:
            return read_board(uow, first, last)
