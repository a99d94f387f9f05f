"""The model of the month grid, prepared on the database thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from divide_app.domain.calendar import local_day
from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.translation import _
from divide_app.services.planning.scheduling import Month
from divide_app.ui.widgets.labels import ChipKind
from divide_app.ui.widgets.session_looks import seats, session_hours, session_place, session_state, session_title
from divide_app.wording.dates import clock, reiwa_day, weekday

Index = QModelIndex | QPersistentModelIndex
DAY_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class DayMeeting:
    """One meeting in a day's cell, as words."""

    line: SessionLine
    time: str
    title: str
    place: str
    figures: str
    state: str
    kind: ChipKind

    @property
    def spoken(self) -> str:
        """Everything in one sentence, for screen readers and the tool tip."""
        words = f"{session_hours(self.line)} {self.title} {session_place(self.line)} {self.figures} {self.state}"
        return words if self.kind is not ChipKind.INFO else words.removesuffix(f" {self.state}")


@dataclass(frozen=True, slots=True)
class Day:
    """One cell.

    Attributes:
        off: Names of the holiday and of closures that shade the day.
    """

    day: date
    in_month: bool
    is_today: bool
    is_holiday: bool
    off: str
    meetings: tuple[DayMeeting, ...]
    spoken: str


def days_of(month: Month, today: date, now: datetime, venue: Venue | None = None) -> list[Day]:
    """Return the days of a month in whole weeks; a closure of one venue shades only when that venue is looked at.

    Args:
        month: What the service read.
        today: Today's local date.
        now: This moment (UTC).
        venue: The venue looked at, or None for all.
    """
    venue_id = None if venue is None else venue.id
    closed_weekdays: frozenset[int] = frozenset() if venue is None else venue.closed_weekdays
    by_day: dict[date, list[DayMeeting]] = {}
    for line in month.sessions:
        by_day.setdefault(local_day(line.starts_at), []).append(_meeting(line, now))
    days = []
    day = month.first_day
    while day <= month.last_day:
        days.append(_day(month, day, today, venue_id, closed_weekdays, by_day.get(day, [])))
        day += timedelta(days=1)
    return days


def _day(
    month: Month,
    day: date,
    today: date,
    venue_id: UUID | None,
    closed_weekdays: frozenset[int],
    meetings: Sequence[DayMeeting],
) -> Day:
    names = [month.holidays[day]] if day in month.holidays else []
    shut = [one for one in month.closures if one.first_day <= day <= one.last_day]
    names += [one.reason for one in shut if one.venue_id in {None, venue_id}]
    if day.isoweekday() in closed_weekdays:
        names.append(_("休館日"))
    off = _("・").join(dict.fromkeys(names))
    told = [reiwa_day(day)]
    if day == today:
        told.append(_("今日"))
    if off:
        told.append(off)
    told.append(_("{count}回").format(count=len(meetings)) if meetings else _("回はありません"))
    told += [meeting.spoken for meeting in meetings]
    return Day(
        day=day,
        in_month=day.month == month.month,
        is_today=day == today,
        is_holiday=day in month.holidays,
        off=off,
        meetings=tuple(meetings),
        spoken=_("、").join(told),
    )


def _meeting(line: SessionLine, now: datetime) -> DayMeeting:
    word, kind = session_state(line, now)
    match line.state:
        case SessionState.CANCELLED:
            figures = word
        case SessionState.HELD:
            figures = _("{count}人").format(count=line.present)
        case _:
            figures = seats(line.accepted, line.capacity)
    return DayMeeting(
        line=line,
        time=clock(line.starts_at) if line.time_is_known else _("未定"),
        title=session_title(line),
        place=session_place(line),
        figures=figures,
        state=word,
        kind=kind,
    )


class DaysModel(QAbstractTableModel):
    """Weeks as rows, Monday to Sunday as columns."""

    def __init__(self) -> None:
        super().__init__()
        self._days: list[Day] = []

    def set_days(self, days: Sequence[Day]) -> None:
        """Show another month (whole weeks from Monday)."""
        self.beginResetModel()
        self._days = list(days)
        self.endResetModel()

    def days(self) -> list[Day]:
        """Return the days in order."""
        return self._days

    def day(self, index: Index) -> Day | None:
        """Return the day of a cell."""
        place = index.row() * 7 + index.column()
        return self._days[place] if index.isValid() and place < len(self._days) else None

    def week(self, row: int) -> list[Day]:
        """Return the seven days of a row."""
        return self._days[row * 7 : row * 7 + 7]

    def index_of(self, day: date) -> QModelIndex:
        """Return the cell of a day; an invalid one when the day is not on screen."""
        if not self._days:
            return QModelIndex()
        row, column = divmod((day - self._days[0].day).days, 7)
        return self.index(row, column) if 0 <= row < self.rowCount() else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many weeks there are."""
        return 0 if parent.isValid() else len(self._days) // 7

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return seven."""
        return 0 if parent.isValid() else 7

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Look up one prepared day."""
        day = self.day(index)
        if day is None:
            return None
        if role == DAY_ROLE:
            return day
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return day.spoken
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return 月, 火, ..."""
        if orientation is not Qt.Orientation.Horizontal or not self._days or not 0 <= section < 7:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return weekday(self._days[section].day)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None
