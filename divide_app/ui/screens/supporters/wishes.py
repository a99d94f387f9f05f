"""Inputs of a supporter's form: availability, and insured years."""

from __future__ import annotations

import re

from divide_app.domain.calendar import parse_fiscal_year
from divide_app.domain.errors import DomainError
from divide_app.domain.people.availability import Availability, parse_days_off, parse_days_on
from divide_app.foundation.translation import _
from divide_app.ui.screens.supporters.week_field import WeekField
from divide_app.ui.widgets.fields import Editor, Group, ValueField, ValueMemo
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.availability import days_off_words, days_on_words
from divide_app.wording.dates import fiscal_year_label


class AvailabilityField(Group):
    """The week, the days off and the days on."""

    def __init__(self) -> None:
        super().__init__()
        self.week = WeekField(
            _("来られる曜日・時間"),
            hint=_("空らんは、いつでも"),
            placeholder=_("月水 午前; 火 13:00-16:00"),
        )
        self.days_off = ValueMemo(
            _("休みの日"),
            parse_days_off,
            days_off_words,
            hint=_("年から書き、「、」で区切ります。例：2026-12-28〜2027-01-05"),
            rows=2,
        )
        self.days_on = ValueMemo(
            _("ふだんと別に来られる日"),
            parse_days_on,
            days_on_words,
            hint=_("休みの日や曜日にかかわらず来られます。例：2026-12-12 13:00-16:00、2026-12-20"),
            rows=2,
        )
        self.places = {"days_off": self.days_off, "days_on": self.days_on}
        VBox(self.week, self.days_off, self.days_on, self._error, spacing=6, parent=self)

    def inner(self) -> tuple[Editor, ...]:
        """Return the three inputs."""
        return self.week, self.days_off, self.days_on

    def put(self, value: Availability) -> None:
        """Show when somebody can come."""
        self.week.put(value.weekly)
        self.days_off.put(value.days_off)
        self.days_on.put(value.days_on)

    def typed(self) -> Availability:
        """Return when they can come.

        Raises:
            DomainError: `bad_availability`, `bad_days_off`, `bad_days_on`.
        """
        return Availability(self.week.typed(), self.days_off.typed(), self.days_on.typed())


def insured_field() -> ValueField[tuple[int, ...]]:
    """Return a line for the fiscal years of an insurance."""
    return ValueField(
        _("ボランティア活動保険の年度"),
        _years,
        lambda years: "、".join(fiscal_year_label(year, language="ja") for year in years),
        hint=_("「、」で区切ります"),
        placeholder=_("令和8年度、令和9年度"),
    )


def _years(text: str) -> tuple[int, ...]:
    years = set()
    for word in filter(None, (part.strip() for part in re.split(r"[、,，・\s]+", text))):
        try:
            years.add(parse_fiscal_year(word))
        except DomainError:
            raise DomainError("bad_insured_year", field="insured_years", text=word) from None
    return tuple(sorted(years))
