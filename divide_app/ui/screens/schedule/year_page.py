"""The fiscal year as twelve small months, and the state of the targets."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from divide_app.domain.figures.target import SUMMED, Tally
from divide_app.foundation.translation import _
from divide_app.services.planning.year_plan import DayPlan, YearPlan
from divide_app.ui import theme
from divide_app.ui.screens.schedule.week_paint import CENTRE, LEFT, RIGHT
from divide_app.ui.widgets.charts import TargetBar
from divide_app.ui.widgets.labels import Chip, ChipKind, Label
from divide_app.ui.widgets.layouts import Grid, HBox, VBox, clear, sized
from divide_app.ui.widgets.states import StateStack
from divide_app.wording.dates import month_word, reiwa_month
from divide_app.wording.targets import number, pace_words, unit

_COLUMNS = 4
_TILE_LEAST = 224  # pixels at 100 %: at less a day's number and its dots would touch
_HEAD = 28  # pixels at 100 %: the month and its count
_DOTS = 3
_TARGETS = 2
"""More targets than this would push the months off the screen; 目標・報告 shows all."""


@dataclass(frozen=True, slots=True)
class Month:
    """One small month, in words and days."""

    year: int
    month: int
    plan: YearPlan

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def days(self) -> list[date]:
        """Its days."""
        return [self.first + timedelta(days=at) for at in range(monthrange(self.year, self.month)[1])]

    def counts(self) -> DayPlan:
        """Return the sums of the month."""
        found = [self.plan.days.get(day, DayPlan()) for day in self.days]
        return DayPlan(
            sum(one.planned for one in found), sum(one.held for one in found), sum(one.cancelled for one in found)
        )

    def spoken(self) -> str:
        """Return the month in one sentence."""
        counts = self.counts()
        parts = [reiwa_month(self.year, self.month), _("{count}回").format(count=counts.standing)]
        if counts.held:
            parts.append(_("実施済み {count}回").format(count=counts.held))
        if counts.cancelled:
            parts.append(_("中止 {count}回").format(count=counts.cancelled))
        return _("、").join(parts)


class MonthTile(QPushButton):
    """One small month; a press goes there."""

    def __init__(self, on_press: Callable[[date], object]) -> None:
        super().__init__()
        self._on_press = on_press
        self._month: Month | None = None
        self.setProperty("kind", "tile")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.clicked.connect(self._pressed)

    @property
    def month(self) -> Month | None:
        """The month it shows."""
        return self._month

    def show_month(self, month: Month) -> None:
        """Show a month."""
        self._month = month
        words = month.spoken()
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def day_at(self, point: QPoint) -> date | None:
        """Return the day drawn at a point."""
        month = self._month
        if month is None:
            return None
        return next((day for day in month.days if self._cell(day).contains(point)), None)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(theme.px(262), theme.px(160))

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which days are read."""
        return QSize(theme.px(_TILE_LEAST), theme.px(_HEAD + 6 * 19 + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the head, then each day with up to three dots for its meetings."""
        month = self._month
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.px(theme.tokens().radius["control"])
        sheet = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        is_now = month is not None and (month.plan.today.year, month.plan.today.month) == (month.year, month.month)
        painter.setPen(QPen(theme.colour("accent" if self.underMouse() or is_now else "line"), 2 if is_now else 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(sheet, radius, radius)
        if month is not None:
            self._head(painter, month, is_now=is_now)
            for day in month.days:
                self._day(painter, self._cell(day), day, month.plan)
        painter.end()

    def _head(self, painter: QPainter, month: Month, *, is_now: bool) -> None:
        place = QRect(theme.px(10), theme.px(4), self.width() - theme.px(20), theme.px(_HEAD - 4))
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.colour("accent" if is_now else "text"))
        title = month_word(month.month)
        painter.drawText(place, LEFT, title)
        counts = month.counts()
        words = _("{count}回").format(count=counts.standing)
        if counts.held:
            words = _("{held}回実施 / {count}回").format(held=counts.held, count=counts.standing)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text_soft" if counts.standing else "text_faint"))
        painter.drawText(place, RIGHT, words)

    def _day(self, painter: QPainter, cell: QRect, day: date, plan: YearPlan) -> None:
        found = plan.days.get(day, DayPlan())
        inner = cell.adjusted(1, 1, -1, -1)
        if day in plan.off:
            painter.fillRect(inner, theme.colour("closed"))
        if found.standing:
            painter.fillRect(inner, theme.colour("done_soft" if not found.planned else "accent_soft"))
        role = "text" if found.standing else "text_faint"
        if day in plan.holidays or day.weekday() == 6:
            role = "sunday"
        elif day.weekday() == 5:
            role = "saturday"
        if day == plan.today:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(inner)
        painter.setFont(theme.font("small", bold=found.standing > 0))
        painter.setPen(theme.colour(role))
        number_place = inner.adjusted(0, 0, -theme.px(10), 0) if found.standing else inner
        painter.drawText(number_place, CENTRE, str(day.day))
        if found.standing:
            self._dots(painter, inner, found)

    @staticmethod
    def _dots(painter: QPainter, place: QRect, found: DayPlan) -> None:
        """Draw one dot a meeting, three at most; four and more are a bar."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent" if found.planned else "done"))
        edge = theme.px(4)
        left = place.right() - theme.px(9)
        if found.standing > _DOTS:
            painter.drawRect(QRect(left, place.top() + 2, edge, place.height() - 4))
            return
        height = found.standing * edge + (found.standing - 1) * 2
        top = place.center().y() - height // 2 + 1
        for at in range(found.standing):
            painter.drawEllipse(QRect(left, top + at * (edge + 2), edge, edge))

    def _cell(self, day: date) -> QRect:
        first = day.replace(day=1)
        row, column = divmod(first.weekday() + day.day - 1, 7)
        left, top = theme.px(8), theme.px(_HEAD + 2)
        width, height = self.width() - 2 * left, self.height() - top - theme.px(6)
        edges = [left + width * at // 7 for at in range(8)]
        rows = [top + height * at // 6 for at in range(7)]
        return QRect(edges[column], rows[row], edges[column + 1] - edges[column], rows[row + 1] - rows[row])

    def _pressed(self) -> None:
        if self._month is not None:
            self._on_press(self._month.first)


class YearPage(QWidget):
    """Twelve months from April, and above them the targets of the year.

    Signals:
        month_wanted: First day of the month the person pressed.
    """

    month_wanted = Signal(date)

    def __init__(self) -> None:
        super().__init__()
        self.tiles = [MonthTile(self.month_wanted.emit) for _month in range(12)]
        self._grid = Grid(spacing=10, row_spacing=10)
        self._columns = 0
        months = QWidget()
        months.setLayout(self._grid)
        self.states = StateStack(months)
        self._targets = QWidget()
        self._targets_column = VBox(spacing=6, parent=self._targets)
        column = VBox(self._targets, spacing=10, parent=self)
        column.add(self.states, 1)
        self._targets.hide()
        self.setFocusProxy(self.tiles[0])
        self._lay_out(_COLUMNS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put fewer months beside each other where they would be too narrow to read."""
        super().resizeEvent(event)
        fit = self.width() // (theme.px(_TILE_LEAST) + theme.px(10))
        self._lay_out(next(count for count in (_COLUMNS, 3, 2) if count <= max(2, fit)))

    def minimumSizeHint(self) -> QSize:
        """Return the room of two months beside each other."""
        return QSize(2 * theme.px(_TILE_LEAST) + theme.px(10), super().minimumSizeHint().height())

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for at, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, at // columns, at % columns)
        for at in range(len(self.tiles)):
            self._grid.setRowStretch(at, int(at < len(self.tiles) // columns))
            self._grid.setColumnStretch(at, int(at < columns))

    def show_plan(self, plan: YearPlan) -> None:
        """Show a year."""
        self._show_targets([tally for tally in plan.tallies if tally.target.metric in SUMMED][:_TARGETS])
        for at, tile in enumerate(self.tiles):
            month = (3 + at) % 12 + 1
            tile.show_month(Month(plan.year + (month < 4), month, plan))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from month to month with the arrows."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        at = next((place for place, tile in enumerate(self.tiles) if tile.hasFocus()), -1)
        step = steps.get(Qt.Key(event.key()))
        if at < 0 or step is None or not 0 <= at + step < len(self.tiles):
            super().keyPressEvent(event)
            return
        self.tiles[at + step].setFocus(Qt.FocusReason.TabFocusReason)

    def _show_targets(self, tallies: Sequence[Tally]) -> None:
        clear(self._targets_column)
        self._targets.setVisible(bool(tallies))
        for tally in tallies:
            self._targets_column.add(_target_line(tally))


def _target_line(tally: Tally) -> QWidget:
    """Return one target in one line: name, bar with the pace's mark, figure and pace in words."""
    goal, pace = tally.target.at_least, pace_words(tally)
    reached = "" if tally.actual is None else number(tally.actual)
    if goal and tally.actual is not None:
        reached = f"{reached} / {goal}"
    figure = _("{number}{unit}").format(number=reached, unit=unit(tally.target.metric)) if reached else ""
    line = QWidget()
    row = HBox(Label(tally.target.name, "strong"), spacing=12, parent=line)
    if goal and tally.actual is not None:
        bar = sized(TargetBar(), least_width=120)
        expected = None if tally.expected_by_now is None else float(tally.expected_by_now / goal)
        spoken = _("、").join(part for part in (tally.target.name, figure, pace) if part)
        bar.set_values(float(tally.actual / goal), expected, spoken=spoken)
        row.add(bar, 1)
    row.add(Label(figure))
    if pace:
        row.add(Chip(pace, ChipKind.DONE if tally.on_pace else ChipKind.WARN))
    return line
