"""集計表: a table of any period, cut by one dimension or two, beside the coverage of the population."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import fiscal_year_days, month_days
from divide_app.domain.errors import DomainError
from divide_app.domain.figures.figure_table import FigureTable, Question
from divide_app.domain.figures.measures import Dimension, Measure, can_be_cut
from divide_app.foundation.translation import _
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import CheckBox, PrimaryButton, QuietButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import ChoiceField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, IconText, Label
from divide_app.ui.widgets.layouts import VBox, clear, sized
from divide_app.ui.widgets.tables import Align, Column, LinesTableModel, TableView
from divide_app.ui.widgets.when_fields import day_field
from divide_app.wording.bands import coarse_words
from divide_app.wording.dates import dated_range
from divide_app.wording.figure_tables import column_label, measure_label, row_label
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

if TYPE_CHECKING:
    from divide_app.services.figures.report_files import WrittenReport

_ROWS = 14
"""Lines of the table that are seen without scrolling in it: a year of months and their sum."""


class Period(StrEnum):
    """Periods that are asked for again and again."""

    YEAR = "year"
    LAST_YEAR = "last_year"
    MONTH = "month"
    LAST_MONTH = "last_month"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: its name, its cells, its sum; the last row is the sum of the columns."""

    name: str
    cells: tuple[float | None, ...]
    total: float | None


class TablesPage(QWidget):
    """What is asked above, the table below; every change counts anew."""

    def __init__(self, screen: Screen, on_back: Callable[[], object]) -> None:
        super().__init__()
        self._screen = screen
        self.found: FigureTable | None = None
        self.title = Heading(_("集計表"))
        self.back = QuietButton(_("目標・報告にもどる"), on_back, icon_name="chevron_left")
        self.excel_button = PrimaryButton(_("Excelに書き出す"), self.ask_excel, icon_name="download")
        self.period: ChoiceField[Period] = ChoiceField(_("期間"), _periods(), Period.YEAR)
        today = screen.shell.today
        self.first = day_field(_("最初の日"), today=today)
        self.last = day_field(_("最後の日"), today=today)
        self.measure: ChoiceField[Measure] = ChoiceField(_("数えるもの"), [(one, label(one)) for one in Measure])
        self.rows: ChoiceField[Dimension] = ChoiceField(_("たてに分ける"), [(Dimension.MONTH, "")])
        self.columns: ChoiceField[Dimension | None] = ChoiceField(_("よこに分ける"))
        self.suppress = CheckBox(_("5人より少ないところを出さない（庁外に出すとき）"))
        self.days = Label("", "soft")
        self.total = Label("", "strong")
        self.coarse = IconText("info", "", "small")
        self.trouble = IconText("warning", "", "small", colour="warn")
        self.table: TableView | None = None
        self._place = VBox(spacing=0)
        self._build()
        for field in (self.measure, self.rows, self.columns):
            field.picked.connect(lambda _value: self.ask())
        self.period.picked.connect(lambda _value: self._period_picked())
        self.suppress.toggled.connect(lambda _is_on: self.ask())
        for day in (self.first, self.last):
            day.line.editingFinished.connect(self.ask)
        self._offer_dimensions()
        self._period_picked(asks=False)

    def ask(self) -> None:
        """Count what is asked now."""
        self._offer_dimensions()
        question = self._question()
        if question is None:
            return
        services = self._screen.shell.services
        self._screen.query(lambda: services.figure_tables.table(question), self._show, key="figure table")

    def ask_excel(self) -> None:
        """Ask where the table should go."""
        if self.found is not None:
            question = self.found.question
            name = f"{label(question.measure)} {question.first} {question.last}.xlsx"
            ask_where(self, _("集計表をExcelで保存する"), name, "Excel (*.xlsx)", self.save)

    def save(self, path: Path) -> None:
        """Write the table on screen."""
        found = self.found
        if found is None:
            return
        services = self._screen.shell.services
        self._screen.operate(
            lambda: services.report_files.figures(found, path), self._written, busy=(self.excel_button,)
        )

    def _build(self) -> None:
        head = QWidget()
        FlowRow(self.back, self.title, None, self.excel_button, spacing=12, parent=head)
        asked = QWidget()
        for field in (self.period, self.measure, self.rows, self.columns):
            sized(field, least_width=170)
        for line in (self.first, self.last):
            sized(line, least_width=190)
        FlowRow(
            *(self.period, self.first, self.last, self.measure, self.rows, self.columns),
            spacing=12, row_spacing=10, parent=asked,
        )  # fmt: skip
        card = Card(spacing=10)
        card.body.add(asked)
        card.body.add(self.suppress)
        result = Card(spacing=8)
        result.body.add(self.days)
        result.body.add(self._place)
        for one in (self.total, self.coarse, self.trouble):
            result.body.add(one)
        VBox(head, card, result, None, spacing=14, parent=self)

    def _period_picked(self, *, asks: bool = True) -> None:
        is_other = self.period.value is Period.OTHER
        if not is_other:
            first, last = self._days_of(self.period.value or Period.YEAR)
            self.first.set_day(first)
            self.last.set_day(last)
        for field in (self.first, self.last):
            field.set_error(None)
            field.setVisible(is_other)
        if asks:
            self.ask()

    def _days_of(self, period: Period) -> tuple[date, date]:
        today, year = self._screen.shell.today(), self._screen.shell.fiscal_year
        match period:
            case Period.LAST_YEAR:
                return fiscal_year_days(year - 1)
            case Period.MONTH:
                return month_days(today.year, today.month)
            case Period.LAST_MONTH:
                before = today.replace(day=1) - timedelta(days=1)
                return month_days(before.year, before.month)
            case _:
                return fiscal_year_days(year)

    def _offer_dimensions(self) -> None:
        """Offer what the measure can be cut by; what was chosen stays, if it still can be."""
        measure = self.measure.value or Measure.ATTENDANCES
        there = [one for one in Dimension if can_be_cut(measure, one)]
        self.rows.box.set_choices([(one, label(one)) for one in there if one is not self.columns.value])
        others = [(one, label(one)) for one in there if one is not self.rows.value]
        self.columns.box.set_choices([(None, _("分けない")), *others])

    def _question(self) -> Question | None:
        days = []
        for field in (self.first, self.last):
            try:
                field.set_error(None)
                days.append(field.day())
            except DomainError as error:
                field.set_error(sentence(error))
                return None
        first, last = days
        measure, rows = self.measure.value, self.rows.value
        if first is None or last is None or measure is None or rows is None:
            return None
        if last < first:
            self.last.set_error(sentence(DomainError("period_reversed")))
            return None
        return Question(first, last, measure, rows, self.columns.value, is_suppressed=self.suppress.isChecked())

    def _show(self, found: FigureTable) -> None:
        self.found = found
        question = found.question
        self.days.setText(dated_range(question.first, question.last))
        clear(self._place)
        self.table = TableView(_model(found), accessible_name=_("集計表"), plain=True)
        self.table.setSortingEnabled(False)  # the sums stay below
        self._place.add(self.table)
        self.table.fit_height(_ROWS)
        total = _shown(found.total)
        self.total.setText(_("全体 {total}　{measure}").format(total=total, measure=measure_label(question.measure)))
        self.coarse.set(coarse_words(found.coarse) if found.coarse else "")
        self.coarse.setVisible(bool(found.coarse))
        several = {Dimension.OWNER, Dimension.PARTNER, Dimension.SUPPORTER_KIND} & {question.rows, question.columns}
        self.trouble.set(_("2つ以上に当たる回は、それぞれに数えています。たすと全体より多くなることがあります。"))
        self.trouble.setVisible(bool(several))

    def _written(self, written: WrittenReport) -> None:
        self._screen.shell.notice(_("{file}に{rows}行を保存しました").format(file=written.file.name, rows=written.rows))


def _periods() -> list[tuple[Period, str]]:
    return [
        (Period.YEAR, _("この年度")),
        (Period.LAST_YEAR, _("前の年度")),
        (Period.MONTH, _("今月")),
        (Period.LAST_MONTH, _("先月")),
        (Period.OTHER, _("日を決める")),
    ]


def _shown(value: float | None) -> str:
    return "−" if value is None else f"{value:,}"


def _model(found: FigureTable) -> LinesTableModel[Line]:
    question = found.question
    lines = [
        Line(row_label(question.rows, name), cells, total)
        for name, cells, total in zip(found.rows, found.cells, found.row_totals, strict=True)
    ]
    columns: list[Column[Line]] = [Column(label(question.rows), lambda line: line.name, bold=True, least=150)]
    for at, name in enumerate(found.columns):
        title = measure_label(question.measure) if question.columns is None else column_label(question.columns, name)
        columns.append(
            Column(
                title,
                lambda line, at=at: _shown(line.cells[at]),  # type: ignore[misc]  # a default binds the column
                align=Align.RIGHT,
                width=76,
            )
        )
    if question.columns is not None:
        columns.append(Column(_("計"), lambda line: _shown(line.total), align=Align.RIGHT, bold=True, width=76))
        lines.append(Line(_("計"), found.column_totals, found.total))
    model = LinesTableModel(columns, key=lambda line: line.name)
    model.set_lines(lines)
    return model
