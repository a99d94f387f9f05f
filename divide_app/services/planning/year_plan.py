"""A fiscal year at a glance: meetings by day, closed days, and the state of the targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from divide_app.domain.calendar import at_local, fiscal_year_days, local_day
from divide_app.domain.figures.target import Tally
from divide_app.domain.planning.courses import SessionState
from divide_app.services.figures.targets import progress_of_all
from divide_app.services.planning.holidays import closures_between, holidays_between
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries.planning.year_plan import has_sessions, session_starts


@dataclass(frozen=True, slots=True)
class DayPlan:
    """How many meetings a day has, by state."""

    planned: int = 0
    held: int = 0
    cancelled: int = 0

    @property
    def standing(self) -> int:
        """Meetings that take place or took place."""
        return self.planned + self.held


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A fiscal year.

    Attributes:
        days: Days with meetings.
        off: Why a day is no ordinary one: the holiday's name, or a closure of every hall (or of the one asked for).
        holidays: Public holidays, as the office corrected them.
        tallies: Targets whose period holds the year, as of today.
    """

    year: int
    today: date
    days: Mapping[date, DayPlan]
    off: Mapping[date, str]
    holidays: frozenset[date]
    tallies: tuple[Tally, ...]


class YearPlans(Service):
    """Reads a fiscal year's plan."""

    @allowed(OFFICE)
    def is_empty(self) -> bool:
        """Return whether nothing was ever planned."""
        with self.database.read() as uow:
            return not has_sessions(uow.connection)

    @allowed(OFFICE)
    def view(self, year: int, *, venue_id: UUID | None = None, topic: str = "") -> YearPlan:
        """Return the fiscal year `year`, of one hall or subject when asked."""
        first, last = fiscal_year_days(year)
        today = local_day(self.database.now())
        with self.database.read() as uow:
            start, end = at_local(first, time()), at_local(last + timedelta(days=1), time())
            days = days_of(session_starts(uow.connection, start, end, venue_id=venue_id, topic=topic))
            holidays = holidays_between(uow, first, last)
            off = dict(holidays)
            for closure in closures_between(uow, first, last):
                if closure.venue_id is None or closure.venue_id == venue_id:
                    day = max(first, closure.first_day)
                    while day <= min(last, closure.last_day):
                        off.setdefault(day, closure.reason)
                        day += timedelta(days=1)
            targets = [one for one in uow.targets.all() if one.first_year <= year <= one.last_year]
            tallies = progress_of_all(uow, targets, today)
        return YearPlan(year, today, days, off, frozenset(holidays), tuple(tallies))


def days_of(starts: Iterable[tuple[datetime, SessionState]]) -> dict[date, DayPlan]:
    """Count meetings by local day and state."""
    counts: dict[date, list[int]] = {}
    places = {SessionState.PLANNED: 0, SessionState.HELD: 1, SessionState.CANCELLED: 2}
    for starts_at, state in starts:
        counts.setdefault(local_day(starts_at), [0, 0, 0])[places[state]] += 1
    return {day: DayPlan(*three) for day, three in counts.items()}
