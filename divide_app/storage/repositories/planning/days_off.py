"""Repositories of holiday corrections and the yearly closing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, delete, select

from divide_app.domain.planning.days_off import USUAL_YEAR_END, HolidayCorrection, YearEnd
from divide_app.storage.repositories.base import put_row
from divide_app.storage.rows.planning.days_off import HolidayCorrectionRow, YearEndRow

_corrections = HolidayCorrectionRow.__table__.c


class HolidayCorrections:
    """What the office knows better than the library's calendar."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def between(self, first: date, last: date) -> list[HolidayCorrection]:
        """Return the corrections from `first` to `last`, both included, in order of the day."""
        query = select(_corrections.day, _corrections.name).where(_corrections.day.between(first, last))
        return [
            HolidayCorrection(row.day, row.name) for row in self.connection.execute(query.order_by(_corrections.day))
        ]

    def put(self, correction: HolidayCorrection) -> None:
        """Keep what is known of one day."""
        put_row(self.connection, HolidayCorrectionRow, ["day"], {"day": correction.day, "name": correction.name})

    def remove(self, day: date) -> None:
        """Forget what was said of a day; the calendar holds again."""
        self.connection.execute(delete(HolidayCorrectionRow).where(_corrections.day == day))


class YearEnds:
    """The one yearly closing."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self) -> YearEnd:
        """Return the office's closing, or the usual one when nothing was said."""
        row = self.connection.execute(select(YearEndRow.__table__)).first()
        if row is None:
            return USUAL_YEAR_END
        return YearEnd((row.first_month, row.first_day), (row.last_month, row.last_day), row.reason, row.is_closed)

    def put(self, year_end: YearEnd) -> None:
        """Keep the office's closing."""
        put_row(
            self.connection,
            YearEndRow,
            ["number"],
            {
                "number": 1,
                "first_month": year_end.first[0],
                "first_day": year_end.first[1],
                "last_month": year_end.last[0],
                "last_day": year_end.last[1],
                "reason": year_end.reason,
                "is_closed": year_end.is_closed,
            },
        )
