"""Tables of any period, by one dimension or two, from one read transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from divide_app.domain.calendar import at_local, fiscal_year, fiscal_year_days, local, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.figures.coverage import OF_COVERAGE, Coverage
from divide_app.domain.figures.coverage import build as build_coverage
from divide_app.domain.figures.figure_table import (
    NOBODY,
    Fact,
    FigureTable,
    Question,
    build,
    is_of_whole_months,
    known_days,
)
from divide_app.domain.figures.measures import Dimension, Measure
from divide_app.domain.names import name_key
from divide_app.domain.people.age_band import UNKNOWN, band_at
from divide_app.domain.people.participants import Birth, Residence, Sex
from divide_app.domain.states import SessionKind
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries.figures import figure_table
from divide_app.storage.queries.figures.figure_table import IN_SUMMARY, Group
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording.band_layouts import BandLayout, layout_of

FIRST_TIME = ("yes", "no", "unknown")
"""Names of the rows of `Dimension.FIRST_TIME`."""

Names = Callable[[tuple[Any, ...]], tuple[str, ...]]
"""How the values of a dimension's columns become the names of its rows."""


class FigureTables(Service):
    """Figures of any period."""

    @allowed(OFFICE)
    def table(self, question: Question) -> FigureTable:
        """Return the table that is asked for.

        Ages are grouped as the office's reports group them; what is known by a wider band alone stands under 不明 and
        is counted in `coarse`.

        Raises:
            DomainError: `period_reversed`, `no_such_table`.
        """
        question.check()
        with self.database.read() as uow:
            office = uow.offices.the_one()
            bands = layout_of(office)
            asked = question.dimensions
            names = _names(uow, question, bands)
            facts, coarse = [], 0
            for group in _groups(uow, question, local_day(self.database.now())):
                own = tuple(names[one](values) for one, values in zip(asked, group.values, strict=True))
                facts.append(Fact(own, group.amount, group.per, group.thing))
                if Dimension.BAND in asked:
                    at = asked.index(Dimension.BAND)
                    is_coarse = own[at] == (UNKNOWN,) and _band(group.values[at]) != UNKNOWN
                    coarse += int(group.amount) if is_coarse else 0
            return replace(build(question, facts, known(question, bands)), coarse=coarse)

    @allowed(OFFICE)
    def coverage(self, by: Collection[Dimension], *, first: date | None = None, last: date | None = None) -> Coverage:
        """Return how many of the inhabitants were reached, by district, band or sex.

        Args:
            by: What inhabitants are grouped by.
            first: The first day; that of the last day's fiscal year when None.
            last: The last day; today when None.

        Raises:
            DomainError: `period_reversed`; `no_such_table` for another dimension.
        """
        last = last or local_day(self.database.now())
        first = first or fiscal_year_days(fiscal_year(last))[0]
        Question(first, last, Measure.PEOPLE, Dimension.DISTRICT).check()
        others = [one for one in by if one not in OF_COVERAGE]
        if others:
            raise DomainError("no_such_table", measure=Measure.PEOPLE, dimension=others[0])
        span, today_ends = _span(first, last), _end_of(local_day(self.database.now()))
        with self.database.read() as uow:
            bands = layout_of(uow.offices.the_one())
            found = figure_table.groups(uow.connection, Measure.PEOPLE, OF_COVERAGE, *span, today_ends)
            districts: dict[str, str] = {}  # two spellings of one district are one, under the first

            def named(district: str) -> str:
                return districts.setdefault(name_key(district), district)

            inhabitants: Counter[tuple[str, str, str]] = Counter()
            for (district, band, sex), people in uow.populations.figures().items():
                inhabitants[named(district), band, sex.value] += people
            came = []
            for group in found:
                (district,), (band,), (sex_code,) = group.values
                came.append((group.thing, (named(district), band, sex_code)))
            return build_coverage((first, last), by, inhabitants, came, bands.group_of)

    @allowed(OFFICE)
    def known(self, question: Question) -> dict[Dimension, list[str]]:
        """Return the names that are rows whatever was counted, by dimension."""
        with self.database.read() as uow:
            office = uow.offices.the_one()
            return known(question, layout_of(office))


def known(question: Question, bands: BandLayout) -> dict[Dimension, list[str]]:
    """Return, by dimension, the names of rows that are shown also with 0, in their order."""
    return {
        **known_days(question),
        Dimension.KIND: [one.value for one in SessionKind],
        Dimension.BAND: [group.code for group in bands.groups],
        Dimension.SEX: [one.value for one in Sex],
        Dimension.RESIDENCE: [one.value for one in Residence],
        Dimension.FIRST_TIME: list(FIRST_TIME),
    }


def _groups(uow: UnitOfWork, question: Question, today: date) -> Iterator[Group]:
    asked = question.dimensions
    is_kept = question.measure is Measure.ATTENDANCES and set(asked) <= IN_SUMMARY.keys()
    if is_kept and is_of_whole_months(question):
        first, last = (day.year * 100 + day.month for day in (question.first, question.last))
        return figure_table.attendances_kept(uow.connection, asked, first, last)
    return figure_table.groups(
        uow.connection, question.measure, asked, *_span(question.first, question.last), _end_of(today)
    )


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    return at_local(first, time()), _end_of(last)


def _end_of(day: date) -> datetime:
    return at_local(day + timedelta(days=1), time())


def _names(uow: UnitOfWork, question: Question, bands: BandLayout) -> Mapping[Dimension, Names]:
    kinds: dict[object, set[str]] = {}
    if Dimension.SUPPORTER_KIND in question.dimensions:
        kinds = figure_table.supporter_kinds(uow.connection, *_span(question.first, question.last))
    return {
        Dimension.FISCAL_YEAR: lambda values: (str(fiscal_year(date(values[0] // 100, values[0] % 100, 1))),),
        Dimension.MONTH: lambda values: (f"{values[0] // 100}-{values[0] % 100:02}",),
        Dimension.WEEKDAY: lambda values: (str(local_day(values[0]).isoweekday()),),
        Dimension.HOUR: lambda values: (str(local(values[0]).hour) if values[1] else NOBODY,),
        Dimension.HALL: _as_it_is,
        Dimension.ROOM: lambda values: (" ".join(values).strip() if values[1] else NOBODY,),
        Dimension.TOPIC: _as_it_is,
        Dimension.KIND: _as_it_is,
        Dimension.OWNER: _listed,
        Dimension.PARTNER: _listed,
        Dimension.CITY: _as_it_is,
        Dimension.SUPPORTER_KIND: lambda values: tuple(sorted(kinds.get(values[0], {NOBODY}))),
        Dimension.DISTRICT: _as_it_is,
        Dimension.BAND: lambda values: (bands.group_of(_band(values)),),
        Dimension.SEX: _as_it_is,
        Dimension.RESIDENCE: lambda values: (values[0] or Residence.UNSTATED.value,),
        Dimension.FIRST_TIME: _as_it_is,
        Dimension.HEARD: _as_it_is,
    }


def _as_it_is(values: tuple[Any, ...]) -> tuple[str, ...]:
    return (values[0],)


def _listed(values: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(json.loads(values[0])) or (NOBODY,)


def _band(values: Sequence[Any]) -> str:
    """Return the band of a group: as frozen on the day, or by what is known of the birth."""
    if len(values) == 1:
        return str(values[0])
    day, year, band, starts_at = values
    return band_at(Birth(day=day, year=year, band=band), local_day(starts_at))
