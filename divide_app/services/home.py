"""The data of the home screen: today's meetings, things to do, targets, and participants by age this year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.calendar import at_local, fiscal_year, fiscal_year_days, local_day
from divide_app.domain.figures.target import Tally
from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.planning.staffing_rule import heads
from divide_app.domain.states import SessionState
from divide_app.services.figures.targets import progress_of_all
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries.figures import counting
from divide_app.storage.queries.planning.meetings import session_lines
from divide_app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from divide_app.domain.reaching import PersonToTell

APPOINTMENT_WARNING_DAYS = 60
"""An appointment that ends within two months is named, so that papers for the next can still be made."""

_LOOKED_AHEAD = timedelta(days=15)
"""Two weeks and today: as far as 今日すること looks for meetings that lack supporters."""


class TaskKind(StrEnum):
    """Kinds of thing to do today."""

    PEOPLE_TO_TELL = "people_to_tell"
    CONFIRM_ATTENDANCE = "confirm_attendance"
    TOO_FEW_SUPPORTERS = "too_few_supporters"
    LOTTERY_DUE = "lottery_due"
    REPORT_DUE = "report_due"
    APPOINTMENT_EXPIRING = "appointment_expiring"
    PACKAGE_OUT = "package_out"
    INBOX_WAITING = "inbox_waiting"
    REQUEST_WAITING = "request_waiting"
    SCAN_UNSURE = "scan_unsure"
    PEOPLE_TO_REMIND = "people_to_remind"
    KEEP_OVER = "keep_over"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; `subject` is what to open, `number` how many it stands for."""

    kind: TaskKind
    title: str
    number: int
    subject: UUID | None
    day: date | None
    details: tuple[tuple[str, str | int | date], ...] = ()


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything on the home screen."""

    today: date
    now: datetime
    sessions: tuple[SessionLine, ...]
    next_session: SessionLine | None
    tasks: tuple[Task, ...]
    tallies: tuple[Tally, ...]
    fiscal_year: int
    by_band: Mapping[str, int]


class Home(Service):
    """Reads the data of the home screen."""

    @allowed(OFFICE)
    def view(self, year: int | None = None) -> HomeView:
        """Return today's view; `year` chooses the fiscal year of the figures by band."""
        now = self.database.now()
        today = local_day(now)
        year = fiscal_year(today) if year is None else year
        first_day, last_day = fiscal_year_days(year)
        with self.database.read() as uow:
            connection = uow.connection
            start, end = at_local(today, time()), at_local(today + timedelta(days=2), time())
            sessions = session_lines(connection, first=start, last=end)
            coming = session_lines(connection, first=end, most=1)
            week = session_lines(connection, first=now, last=at_local(today, time()) + _LOOKED_AHEAD)
            tallies = progress_of_all(uow, uow.targets.all(), today)
            tasks = (  # ordered below
                *_unconfirmed(counting.unconfirmed(connection, now)),
                *_too_few(week),
                *_lotteries(counting.lotteries_due(connection, now)),
                *_report(uow, today),
                *_elsewhere(counting.waiting_elsewhere(connection, start)),
                *_keep_over(uow, today),
                *_expiring(counting.expiring_appointments(connection, today, today + _WARNING)),
            )
            by_band = counting.attendances_by_band(
                connection, first_day.year * 100 + first_day.month, last_day.year * 100 + last_day.month
            )
        return HomeView(
            today,
            now,
            tuple(sessions),
            coming[0] if coming else None,
            in_order(tasks, today),
            tuple(tallies),
            year,
            by_band,
        )

    @allowed(OFFICE)
    def gaps(self, view: HomeView) -> HomeView:
        """Return the view with supporters counted by all that is needed, and with the people to tell.

        Apart from `view`, which the start waits for: this one reads the rules of the roster, and whom to reach.
        """
        from divide_app.services.people.reaching import people_to_remind, people_to_tell
        from divide_app.services.roster.gaps import with_gaps

        with self.database.read() as uow:
            start = at_local(view.today, time())
            near = with_gaps(uow, session_lines(uow.connection, first=start, last=start + _LOOKED_AHEAD))
            tomorrow = view.today + timedelta(days=1)
            reach = [
                *_to_tell(people_to_tell(uow)),
                *_to_remind([one for one in people_to_remind(uow, tomorrow) if not one.is_told], tomorrow),
            ]
        lacking = {line.id: line.lacking for line in near}
        others = [task for task in view.tasks if task.kind not in _READ_LATER]
        ahead = [line for line in near if line.starts_at >= view.now]
        return replace(
            view,
            sessions=tuple(replace(line, lacking=lacking.get(line.id)) for line in view.sessions),
            tasks=in_order([*others, *reach, *_too_few(ahead)], view.today),
        )


def still_told(view: HomeView, before: HomeView) -> HomeView:
    """Return a fresh view with the people to tell that an earlier one named, until `Home.gaps` reads them again."""
    known = [task for task in before.tasks if task.kind in _REACH]
    return replace(view, tasks=in_order([*view.tasks, *known], view.today))


_REACH = frozenset({TaskKind.PEOPLE_TO_TELL, TaskKind.PEOPLE_TO_REMIND})
_READ_LATER = _REACH | {TaskKind.TOO_FEW_SUPPORTERS}
"""What `Home.gaps` tells, and the first picture of the day does not."""

_URGENCY = (
    TaskKind.PEOPLE_TO_TELL,
    TaskKind.CONFIRM_ATTENDANCE,
    TaskKind.TOO_FEW_SUPPORTERS,
    TaskKind.INBOX_WAITING,
    TaskKind.SCAN_UNSURE,
    TaskKind.LOTTERY_DUE,
    TaskKind.PEOPLE_TO_REMIND,
    TaskKind.PACKAGE_OUT,
    TaskKind.REQUEST_WAITING,
    TaskKind.REPORT_DUE,
    TaskKind.APPOINTMENT_EXPIRING,
    TaskKind.KEEP_OVER,
)
"""What waits longest, or keeps somebody waiting, comes first."""


def in_order(tasks: Sequence[Task], today: date) -> tuple[Task, ...]:
    """Return the tasks with the most urgent in front.

    People to tell, and supporters missing, today or tomorrow go before everything.
    """

    def rank(task: Task) -> tuple[bool, int]:
        is_now = task.kind in {TaskKind.PEOPLE_TO_TELL, TaskKind.TOO_FEW_SUPPORTERS} and task.day is not None
        is_now = is_now and task.day is not None and task.day <= today + timedelta(days=1)
        return not is_now, _URGENCY.index(task.kind)

    return tuple(sorted(tasks, key=rank))


def _keep_over(uow: UnitOfWork, today: date) -> list[Task]:
    """Remind, once a fiscal year, that some may be kept no longer: until they were looked through in it."""
    office = uow.offices.the_one()
    if office is None:
        return []
    first = fiscal_year_days(fiscal_year(today))[0]
    since = date(first.year - office.keep_years, 4, 1)
    if not counting.is_over(uow.connection, at_local(since, time()), at_local(first, time())):
        return []
    return [Task(TaskKind.KEEP_OVER, "", office.keep_years, None, since)]


def _to_tell(people: Sequence[PersonToTell]) -> list[Task]:
    """One task for everybody; its title is the most urgent one's course."""
    if not people:
        return []
    first = people[0]
    return [Task(TaskKind.PEOPLE_TO_TELL, first.course.title, len(people), None, local_day(first.due))]


def _to_remind(people: Sequence[PersonToTell], day: date) -> list[Task]:
    return [Task(TaskKind.PEOPLE_TO_REMIND, "", len(people), None, day)] if people else []


_WARNING = timedelta(days=APPOINTMENT_WARNING_DAYS)


def supporters_missing(session: SessionLine) -> int:
    """Return how many supporters a meeting lacks by its course's rule and its people's wishes; 0 without either.

    Where more is needed than heads, `services.roster.gaps` worked it out; see `SessionLine.lacking`.
    """
    if session.state is not SessionState.PLANNED:
        return 0
    if session.lacking is not None:
        return session.lacking
    needed = heads(session.accepted, session.people_per_supporter, session.staffing)
    return max(0, needed - len(session.supporter_ids))


def _unconfirmed(open_sessions: list[tuple[UUID, str, int, datetime]]) -> list[Task]:
    if not open_sessions:
        return []
    id_, title, number, starts_at = open_sessions[0]
    details = (("course", title), ("session", number))
    return [Task(TaskKind.CONFIRM_ATTENDANCE, title, len(open_sessions), id_, local_day(starts_at), details)]


_ELSEWHERE = (TaskKind.PACKAGE_OUT, TaskKind.INBOX_WAITING, TaskKind.REQUEST_WAITING, TaskKind.SCAN_UNSURE)


def _elsewhere(counts: tuple[int, int, int, int]) -> list[Task]:
    return [Task(kind, "", number, None, None) for kind, number in zip(_ELSEWHERE, counts, strict=True) if number]


def _too_few(sessions: list[SessionLine]) -> list[Task]:
    return [
        Task(TaskKind.TOO_FEW_SUPPORTERS, session.course_title, missing, session.id, local_day(session.starts_at))
        for session in sessions
        if (missing := supporters_missing(session))
    ]


def _lotteries(due: list[tuple[UUID, str, int, int | None]]) -> list[Task]:
    return [
        Task(TaskKind.LOTTERY_DUE, title, applied, id_, None, (("capacity", capacity or 0),))
        for id_, title, applied, capacity in due
    ]


def _report(uow: UnitOfWork, today: date) -> list[Task]:
    """The last month's report can be made once it held anything and until it was printed."""
    last_day = today.replace(day=1) - timedelta(days=1)
    states = counting.session_states(uow.connection, last_day.year * 100 + last_day.month)
    if not states.get(SessionState.HELD):
        return []
    month = f"{last_day.year}-{last_day.month:02}"
    if counting.was_done(uow.connection, "print.monthly", month):
        return []
    still_open = states.get(SessionState.PLANNED, 0)
    return [Task(TaskKind.REPORT_DUE, month, still_open, None, last_day.replace(day=1))]


def _expiring(appointments: list[tuple[UUID, str, date]]) -> list[Task]:
    if not appointments:
        return []
    id_, name, day = appointments[0]
    return [Task(TaskKind.APPOINTMENT_EXPIRING, name, len(appointments), id_, day)]
