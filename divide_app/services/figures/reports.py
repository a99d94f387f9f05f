"""The monthly report and the pivot over years, from the stored summaries and one read transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from divide_app.domain.calendar import at_local, fiscal_year_days, local_day, month_days
from divide_app.domain.door.presence import Presence
from divide_app.domain.figures.monthly import MonthlyAttendance, MonthlyFigures, build
from divide_app.domain.states import SessionState
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.figures.targets import progress_of_all
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries.figures import counting, figures
from divide_app.storage.unit_of_work import UnitOfWork


class PivotCell(NamedTuple):
    """Attendances of one month, venue and band; `month` is 100 * year + month, a nil venue is none.

    A named tuple: ten years make twenty thousand of them.
    """

    month: int
    venue_id: UUID
    band: str
    attendances: int


class Reports(Service):
    """Figures for reports."""

    @allowed(OFFICE)
    def monthly(self, year: int, month: int) -> MonthlyFigures:
        """Return one month's figures with the targets as they stood at its end (today, for the running month)."""
        with self.database.read() as uow:
            return monthly_figures(uow, year, month, local_day(self.database.now()))

    @allowed(OFFICE)
    def pivot(self, first_year: int, last_year: int) -> list[PivotCell]:
        """Return attendances by month, venue and band over fiscal years, both included."""
        first, last = fiscal_year_days(first_year)[0], fiscal_year_days(last_year)[1]
        with self.database.read() as uow:
            rows = figures.attendance_pivot(
                uow.connection, first.year * 100 + first.month, last.year * 100 + last.month
            )
            return [PivotCell(*row) for row in rows]

    @allowed(OFFICE)
    def by_band(self, fiscal_year: int) -> Mapping[str, int]:
        """Return a fiscal year's attendances by stored band."""
        first, last = fiscal_year_days(fiscal_year)
        with self.database.read() as uow:
            return counting.attendances_by_band(
                uow.connection, first.year * 100 + first.month, last.year * 100 + last.month
            )

    @allowed(OFFICE)
    def set_remark(self, year: int, month: int, text: str) -> Changes:
        """Keep what the coordinator writes under 所見.

        Raises:
            DomainError: `individual_number`.
        """
        refuse_individual_number(text, field="remark")
        with self.database.write() as uow:
            uow.offices.set_remark(year * 100 + month, text.strip())
            uow.audit("month.remark", f"{year}-{month:02}")
        return changes(Topic.TARGETS)


def monthly_figures(uow: UnitOfWork, year: int, month: int, today: date) -> MonthlyFigures:
    """Return one month's figures inside the caller's transaction."""
    first_day, last_day = month_days(year, month)
    first, last = _span(first_day, last_day)
    before_day = first_day - timedelta(days=1)
    previous = counting.attendances_by_band(
        uow.connection, before_day.year * 100 + before_day.month, before_day.year * 100 + before_day.month
    )
    as_of = min(today, last_day)
    sessions = figures.monthly_sessions(uow.connection, first, last)
    attendances = figures.monthly_attendances(uow.connection, first, last)
    said = _presence_marks(uow, [one.id for one in sessions if one.state is SessionState.HELD], attendances)
    return build(
        year,
        month,
        sessions,
        attendances,
        figures.monthly_support(uow.connection, first, last),
        as_of=as_of,
        attended_before=figures.attended_before(uow.connection, first, last),
        previous_attendances=sum(previous.values()) if previous else None,
        targets=progress_of_all(uow, uow.targets.all(), as_of),
        remark=figures.month_remark(uow.connection, year * 100 + month),
        absent=said[Presence.ABSENT],
        unknown=said[Presence.UNKNOWN],
    )


def _presence_marks(uow: UnitOfWork, closed: list[UUID], came: list[MonthlyAttendance]) -> Counter[Presence]:
    """Return how many people without an act were said to be absent or not known; who came after all is neither."""
    marks = uow.presence_marks.of_sessions(closed)
    if not marks:
        return Counter()
    present = {(line.class_session_id.int, line.attendee_id.int) for line in came}
    return Counter(
        mark.presence for (session, person), mark in marks.items() if (session.int, person.int) not in present
    )


def _span(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    return at_local(first_day, time()), at_local(last_day + timedelta(days=1), time())
