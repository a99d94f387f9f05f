"""Names of rows and columns of tables of any period, and their heads as files and screens show them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from divide_app.domain.errors import DomainError
from divide_app.domain.figures.figure_table import NOBODY, FigureTable
from divide_app.domain.figures.measures import Dimension, Measure
from divide_app.domain.people.age_band import contains, parse_band
from divide_app.domain.people.participants import Residence, Sex
from divide_app.domain.states import SessionKind, SupporterKind
from divide_app.foundation.translation import _
from divide_app.wording.bands import band_label
from divide_app.wording.dates import fiscal_year_label, reiwa_month, weekday
from divide_app.wording.labels import label


def row_label(dimension: Dimension, name: str) -> str:
    """Return a row's or column's name as people read it: 令和8年11月, 月曜日, 60代, 女性; what has no name says so."""
    match dimension:
        case Dimension.FISCAL_YEAR:
            return fiscal_year_label(int(name))
        case Dimension.MONTH:
            return reiwa_month(int(name[:4]), int(name[5:]))
        case Dimension.WEEKDAY:
            return _("{weekday}曜日").format(weekday=weekday(date(2024, 1, int(name))))  # which began on a Monday
        case Dimension.BAND:
            return band_label(name)
        case Dimension.SEX:
            return label(Sex(name))
        case Dimension.RESIDENCE:
            return label(Residence(name))
        case Dimension.KIND:
            return label(SessionKind(name))
        case Dimension.FIRST_TIME:
            return {"yes": _("はじめて"), "no": _("2回目から")}.get(name, _("不明"))
    if name == NOBODY:
        return _("（なし）")
    if dimension is Dimension.HOUR:
        return _("{hour}時台").format(hour=name)
    return label(SupporterKind(name)) if dimension is Dimension.SUPPORTER_KIND else name


def column_label(dimension: Dimension, name: str) -> str:
    """Return a column's name as `row_label`, in few letters where there is a shorter word: 60〜64."""
    return band_label(name, short=True) if dimension is Dimension.BAND else row_label(dimension, name)


def names_written(dimension: Dimension, text: str, known: Sequence[str]) -> frozenset[str]:
    """Return the names a filter's text means: a name as it is, or as people read it, in any width.

    A wide age band (60代) means every band of the office within it. Where all names are known beforehand nothing is
    returned for a text that is none of them.
    """
    folded = _folded(text)
    if dimension is Dimension.SUPPORTER_KIND:
        known = [one.value for one in SupporterKind]
    shown = {_folded(word): name for name in known for word in (name, row_label(dimension, name))}
    if folded in shown:
        return frozenset({shown[folded]})
    if dimension is Dimension.BAND:
        try:
            wide = parse_band(text)
        except DomainError:
            return frozenset()
        return frozenset(name for name in known if contains(wide, name))
    return frozenset() if known else frozenset({text})


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def measure_label(measure: Measure) -> str:
    """Return the measure with its unit: 延べ人数（人）, 定員に対する割合（%）."""
    return _("{measure}（{unit}）").format(measure=label(measure), unit=_units()[measure])


def _units() -> dict[Measure, str]:
    people = _("人")
    return {
        Measure.ATTENDANCES: people,
        Measure.PEOPLE: people,
        Measure.SESSIONS: _("回"),
        Measure.COURSES: _("講座"),
        Measure.KOMA: _("コマ"),
        Measure.HOURS: _("時間"),
        Measure.MINUTES: _("分"),
        Measure.FILL: "%",
        Measure.PER_KOMA: people,
        Measure.PER_SUPPORTER: people,
        Measure.NO_SHOWS: people,
        Measure.CANCELLATIONS: _("件"),
        Measure.WAITING: _("件"),
    }


def written_table(table: FigureTable) -> tuple[list[str], list[list[str | float | None]]]:
    """Return header and rows of a file: the first column holds the rows' names; sums are in no cell of it.

    One header, no units beside numbers, no merged cells, no sums among the rows, so that programs read it (the rules
    on machine-readable tables, docs/domain.md).
    """
    question = table.question
    heads = [label(question.rows)]
    heads += (
        [measure_label(question.measure)]
        if question.columns is None
        else [column_label(question.columns, name) for name in table.columns]
    )
    rows = [[row_label(question.rows, name), *cells] for name, cells in zip(table.rows, table.cells, strict=True)]
    return heads, rows
