"""The cards of 目標・報告: the burn-up chart, the sessions behind it, and the month's figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from divide_app.domain.figures.target import SUMMED, Tally
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.targets import words as targets_words
from divide_app.ui.screens.targets.words import BandRows, Evidence, Figure, Standing
from divide_app.ui.widgets.buttons import SegmentedControl
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.charts import BurnUpChart
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Label
from divide_app.ui.widgets.layouts import HBox, VBox, clear, sized
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Align, Column, LinesTableModel, TableView
from divide_app.wording import targets
from divide_app.wording.dates import clock, short_day

ALL = "all"


class ProgressCard(Card):
    """積み上げと見込み: the figure, its pace in words, and the chart."""

    def __init__(self) -> None:
        super().__init__(_("積み上げと見込み"), spacing=10)
        self.figure = Label("", "title")
        self.pace = Chip()
        self.forecast = Label("", wrap=True)
        self.note = Label("", "small", wrap=True)
        self.chart = BurnUpChart()
        sized(self.chart, least_height=250)
        head = QWidget()
        FlowRow(self.figure, self.pace, spacing=14, parent=head)
        self.body.add(head)
        self.body.add(self.forecast)
        self.body.add(self.chart, 1)
        self.body.add(self.note)

    def show_tally(self, tally: Tally) -> None:
        """Show a target."""
        goal = targets.goal_words(tally.target)
        unit = targets.unit(tally.target.metric)
        if tally.actual is None:
            self.figure.setText(goal)
        else:
            self.figure.setText(
                _("{number}{unit} ／ {goal}").format(number=targets.number(tally.actual), unit=unit, goal=goal)
            )
        pace, forecast = targets.pace_words(tally), targets.forecast_sentence(tally)
        self.pace.set(pace, ChipKind.DONE if tally.on_pace else ChipKind.WARN)
        self.pace.setVisible(bool(pace))
        self.forecast.setText(forecast)
        self.forecast.setVisible(bool(forecast))
        self.note.setText(tally.target.note)
        self.note.setVisible(bool(tally.target.note))
        data = targets_words.chart(tally)
        self.chart.setVisible(data is not None)
        if data is not None:
            self.chart.set_data(data)


def _day_width() -> int:
    """Return the width of the widest date in pixels at 100 %: an English one is longer."""
    words = short_day(date(2026, 11, 25))
    return QFontMetrics(theme.font()).horizontalAdvance(words) * 100 // theme.percent() + 28


class EvidenceCard(Card):
    """Every session of the period: counted, pending or not counted, and why."""

    def __init__(self, on_open: Callable[[Evidence], object]) -> None:
        super().__init__(_("数えた回と数えない回"), spacing=8)
        self._lines: list[Evidence] = []
        self.filter = SegmentedControl([(ALL, _("すべて"))], accessible_name=_("扱いでしぼる"))
        self.filter_row = VBox(spacing=0)
        self.model: LinesTableModel[Evidence] = LinesTableModel(
            [
                Column(
                    _("日付"),
                    lambda line: short_day(line.session.starts_at),
                    sub=lambda line: clock(line.session.starts_at),
                    sort=lambda line: line.session.starts_at,
                    width=_day_width(),
                ),
                Column(_("回").capitalize(), lambda line: line.title, sub=lambda line: line.reason, bold=True),
                Column(
                    _("扱い"),
                    lambda line: targets_words.standing_words(line.standing),
                    chip=lambda line: targets_words.standing_chip(line.standing),
                    sort=lambda line: line.standing.value,
                    width=106,
                ),
            ],
            key=lambda line: line.session.id,
        )
        self.table = TableView(self.model, accessible_name=_("目標に数えた回と数えない回"), plain=True)
        self.table.opened.connect(on_open)
        sized(self.table, least_height=260)
        self.states = StateStack(self.table)
        self.body.add(self.filter_row)
        self.body.add(self.states, 1)

    def show_tally(self, tally: Tally) -> None:
        """Show the sessions of a target; those to come are one press away."""
        chosen = self.filter.value
        self._lines = targets_words.evidence(tally)
        numbers = {standing: sum(line.standing is standing for line in self._lines) for standing in Standing}
        words = _("数えた {counted}回・数えない {rest}回").format(
            counted=numbers[Standing.COUNTED],
            rest=numbers[Standing.NOT_COUNTED] + numbers[Standing.PENDING],
        )
        if self.heading is not None:
            self.heading.setText(words)
        self.setAccessibleName(words)
        items = [(ALL, _("これまで"))]
        items += [
            (standing.value, f"{targets_words.standing_words(standing)} {numbers[standing]}")
            for standing in Standing
            if numbers[standing]
        ]
        clear(self.filter_row)
        self.filter = SegmentedControl(items, accessible_name=_("扱いでしぼる"))
        if chosen in dict(items):
            self.filter.set_value(chosen)
        self.filter.chosen.connect(lambda _value: self._show_lines())
        row = QWidget()
        FlowRow(self.filter, parent=row)
        self.filter_row.add(row)
        self._show_lines()
        if tally.target.metric not in SUMMED and not self._lines:
            self.states.show_empty(_("この目標は、回を数えません"), icon_name="flag")

    def _show_lines(self) -> None:
        chosen = self.filter.value
        lines = [
            line
            for line in self._lines
            if line.standing.value == chosen or (chosen == ALL and line.standing is not Standing.COMING)
        ]
        self.model.set_lines(lines)
        if lines:
            self.states.show_content()
        else:
            self.states.show_empty(
                _("まだ数える回がありません"),
                below=_("回を実施して出席を確定すると、ここに出ます。"),
                icon_name="calendar",
            )


class FigureStrip(QWidget):
    """A few large figures beside each other, going below each other when the window is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self._row = FlowRow(spacing=16, row_spacing=12, parent=self)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Show other figures."""
        clear(self._row)
        for one in figures:
            box = sized(QWidget(), least_width=210)
            number = HBox(Label(one.figure, "title"), spacing=4)
            number.addWidget(Label(one.unit, "soft"), 0, Qt.AlignmentFlag.AlignBottom)
            number.add(None)
            VBox(Label(one.name, "small"), number, Label(one.note, "small"), spacing=2, parent=box)
            told = [f"{one.name} {one.figure}{one.unit}", one.note]
            box.setAccessibleName(_("、").join(part for part in told if part))
            self._row.add(box)
            box.show()
        self.updateGeometry()


Row = tuple[str, tuple[int, ...]]


_COLUMN = 76
"""Least width of a column of figures in pixels at 100 %."""


class BandTable(QWidget):
    """The month by band and sex; turned when there is no room for a column per band."""

    def __init__(self) -> None:
        super().__init__()
        self._data = BandRows((), ())
        self._is_turned: bool | None = None
        self.table: TableView | None = None
        self._place = VBox(spacing=0, parent=self)
        theme.watcher().changed.connect(self._turn)

    def set_rows(self, data: BandRows) -> None:
        """Show another month."""
        self._data = data
        self._is_turned = None
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn when the room changes."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        if not self._data.heads:
            return
        needed = sum(theme.px(_column_width(head)) for head in self._data.heads) + theme.px(120)
        turned = self.width() < needed
        if turned == self._is_turned and self.table is not None:
            self.table.fit_height()
            return
        self._is_turned = turned
        data = self._data.turned() if turned else self._data
        model: LinesTableModel[Row] = LinesTableModel(
            [
                Column("", lambda line: line[0]),
                *(
                    _figure_column(head, place, is_sum=place == len(data.heads) - 1)
                    for place, head in enumerate(data.heads)
                ),
            ],
            key=lambda line: line[0],
        )
        clear(self._place)
        self.table = TableView(model, accessible_name=_("年代と性別ごとの延べ人数"), plain=True)
        self.table.setSortingEnabled(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        model.setParent(self.table)
        model.set_lines(data.rows)
        self._place.add(self.table)
        self.table.fit_height()


def _figure_column(head: str, place: int, *, is_sum: bool) -> Column[Row]:
    return Column(
        head,
        lambda line: f"{line[1][place]:,}",
        align=Align.RIGHT,
        bold=is_sum,
        width=_column_width(head),
    )


def _column_width(head: str) -> int:
    """Return the width of a column of figures with this title, in pixels at 100 %."""
    title = QFontMetrics(theme.font("small", bold=True)).horizontalAdvance(head)
    return max(_COLUMN, title * 100 // theme.percent() + 24)
