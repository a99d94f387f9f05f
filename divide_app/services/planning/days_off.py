"""Holidays corrected by the office, and its closing days around New Year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from divide_app.domain.calendar import fiscal_year_days
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.days_off import HolidayCorrection, YearEnd, check_year_end
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.planning.base import PlanningService
from divide_app.services.planning.history import UndoToken
from divide_app.services.planning.holidays import holidays_between, public_holidays
from divide_app.services.roles import OFFICE, allowed
from divide_app.wording.dates import reiwa_day

_DAYS = changes(Topic.VENUES, Topic.CLASS_SESSIONS)
YEAR_END_ROW = 1
"""Key of the one row that holds the days around New Year."""
MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """One day of the list of holidays.

    Attributes:
        name: The name that holds; "" for a day the office said is no holiday.
        usual: The name the library gives, "" when it knows none.
        is_corrected: The office said something about the day.
    """

    day: date
    name: str
    usual: str
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class DaysOffResult:
    """What was said of days off, and what takes it back exactly."""

    undo: UndoToken
    changes: Changes = _DAYS


class DaysOff(PlanningService):
    """Holidays and the yearly closing."""

    @allowed(OFFICE)
    def holidays(self, fiscal_year: int) -> list[HolidayLine]:
        """Return a fiscal year's holidays in order, those the office added or took away among them."""
        first, last = fiscal_year_days(fiscal_year)
        with self.database.read() as uow:
            said = {one.day: one.name for one in uow.holiday_corrections.between(first, last)}
        usual = public_holidays(first, last)
        return [
            HolidayLine(day, said.get(day, usual.get(day, "")), usual.get(day, ""), day in said)
            for day in sorted(usual.keys() | said.keys())
        ]

    @allowed(OFFICE)
    def between(self, first: date, last: date) -> dict[date, str]:
        """Return the holidays that hold from `first` to `last`, both included."""
        with self.database.read() as uow:
            return holidays_between(uow, first, last)

    @allowed(OFFICE)
    def name_holiday(self, day: date, name: str) -> DaysOffResult:
        """Say that a day is a holiday of this name, whatever the library says.

        Raises:
            DomainError: `name_missing`, `text_too_long`, `individual_number`.
        """
        name = name.strip()
        refuse_individual_number(name, field="name")
        if not name:
            raise DomainError("name_missing", field="name")
        if len(name) > MOST_NAME:
            raise DomainError("text_too_long", field="name", most=MOST_NAME, count=len(name))
        return self._put(HolidayCorrection(day, name))

    @allowed(OFFICE)
    def deny_holiday(self, day: date) -> DaysOffResult:
        """Say that a day is no holiday, whatever the library says."""
        return self._put(HolidayCorrection(day, ""))

    @allowed(OFFICE)
    def forget_correction(self, day: date) -> DaysOffResult:
        """Take back what was said of a day; the library holds again."""
        with self.acting(PlanningAct.HOLIDAY) as (uow, recording):
            recording.rows.touch("holiday_corrections", [day])
            recording.say(reiwa_day(day))
            uow.holiday_corrections.remove(day)
            uow.audit("holiday.forget", day=day.isoformat())
        return DaysOffResult(recording.undo)

    @allowed(OFFICE)
    def year_end(self) -> YearEnd:
        """Return the days around New Year on which every hall is shut."""
        with self.database.read() as uow:
            return uow.year_ends.get()

    @allowed(OFFICE)
    def keep_year_end(self, year_end: YearEnd) -> DaysOffResult:
        """Keep the days around New Year; `is_closed` False means that the office does not close.

        Raises:
            DomainError: `bad_days`, `reason_missing`, `individual_number`.
        """
        refuse_individual_number(year_end.reason, field="reason")
        check_year_end(year_end)
        with self.acting(PlanningAct.YEAR_END) as (uow, recording):
            recording.rows.touch("year_end_closing", [YEAR_END_ROW])
            recording.say(year_end.reason.strip())
            uow.year_ends.put(year_end)
            uow.audit("year_end.keep", closed=year_end.is_closed)
        return DaysOffResult(recording.undo)

    def _put(self, correction: HolidayCorrection) -> DaysOffResult:
        with self.acting(PlanningAct.HOLIDAY) as (uow, recording):
            recording.rows.touch("holiday_corrections", [correction.day])
            recording.say(reiwa_day(correction.day))
            uow.holiday_corrections.put(correction)
            uow.audit("holiday.correct", day=correction.day.isoformat(), is_holiday=bool(correction.name))
        return DaysOffResult(recording.undo)
