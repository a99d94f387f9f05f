"""Three small charts painted with the theme: target bar, horizontal bars, and burn-up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from divide_app.ui import theme


def _pill(painter: QPainter, place: QRectF, role: str) -> None:
    radius = place.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(role))
    painter.drawRoundedRect(place, radius, radius)


def _dashed(role: str, width: float, pattern: tuple[float, float]) -> QPen:
    pen = QPen(theme.colour(role), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(list(pattern))
    return pen


def _filled(painter: QPainter, place: QRectF, share: float, role: str) -> None:
    """Draw a track with its filled part; a small value still shows a dot, zero shows nothing."""
    _pill(painter, place, "track")
    share = min(max(share, 0.0), 1.0)
    if share > 0:
        width = max(place.height(), place.width() * share)
        _pill(painter, QRectF(place.left(), place.top(), width, place.height()), role)


class TargetBar(QWidget):
    """How far a target is (filled) and where it should be today (the mark)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self._pace: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_values(self, share: float, pace: float | None, *, spoken: str) -> None:
        """Show `share` and `pace` (0 to 1; None = no mark); `spoken` is read aloud instead of the picture."""
        self._share, self._pace = share, pace
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of bar and mark."""
        return QSize(theme.px(240), theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar and its mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = theme.px(12)
        place = QRectF(0, (self.height() - height) / 2, self.width(), height)
        _filled(painter, place, self._share, "accent")
        if self._pace is not None:
            left = min(max(self._pace, 0.0), 1.0) * (self.width() - theme.px(2))
            top = (self.height() - theme.px(24)) / 2
            # The gap of surface colour keeps the mark visible on the filled part.
            painter.fillRect(QRectF(left - 2, top, theme.px(2) + 4, theme.px(24)), theme.colour("surface"))
            painter.fillRect(QRectF(left, top, theme.px(2), theme.px(24)), theme.colour("mark"))
        painter.end()


@dataclass(frozen=True, slots=True)
class BarLine:
    """One bar: its word, its value, and the value in words."""

    label: str
    value: float
    shown: str


class HorizontalBars(QWidget):
    """Values of a few groups, one bar each, with word and figure (今年度の参加)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[BarLine, ...] = ()
        self._most: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watcher().changed.connect(self.updateGeometry)

    def set_lines(self, lines: Sequence[BarLine], most: float | None = None) -> None:
        """Show other bars; `most` is the value of a full bar (by default a bit over the largest)."""
        self._lines, self._most = tuple(lines), most
        self.setAccessibleName("、".join(f"{line.label} {line.shown}" for line in lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the lines."""
        return QSize(theme.px(240), theme.px(38) * len(self._lines))

    def minimumSizeHint(self) -> QSize:
        """Return the same: lines cannot be squeezed."""
        return QSize(theme.px(160), theme.px(38) * len(self._lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw word, bar and figure of each line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._lines:
            painter.end()
            return
        row = float(theme.px(38))
        words, figures = theme.font(15), theme.font(15)
        label = max(QFontMetrics(words).horizontalAdvance(line.label) for line in self._lines) + theme.px(24)
        figure = max(QFontMetrics(figures).horizontalAdvance(line.shown) for line in self._lines) + theme.px(24)
        most = self._most or max(line.value for line in self._lines) * 1.15 or 1.0
        for place, line in enumerate(self._lines):
            top = place * row
            if place:
                painter.fillRect(QRectF(0, top, self.width(), 1), theme.colour("line"))
            painter.setPen(theme.colour("text"))
            painter.setFont(words)
            painter.drawText(
                QRectF(theme.px(8), top, label, row),
                int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
                line.label,
            )
            painter.setFont(figures)
            painter.drawText(
                QRectF(self.width() - figure - theme.px(8), top, figure, row),
                int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
                line.shown,
            )
            left, right = label + theme.px(8), self.width() - figure - theme.px(4)
            height = theme.px(12)
            bar = QRectF(left, top + (row - height) / 2, max(right - left, 1), height)
            _filled(painter, bar, line.value / most, "accent")
        painter.end()


@dataclass(frozen=True, slots=True)
class BurnUp:
    """What the build-up chart shows; days are counted from the first day of the target's period.

    Attributes:
        days: Length of the period in days.
        goal: The published number.
        actual: (day, total so far), rising; the last point is today.
        forecast: Total at the end if things go on like this, or None.
        low: Careful forecast.
        high: Hopeful forecast.
        years: Word under each year, with the day it begins on.
        goal_text: Words at the goal line.
        today_text: Words at today's point.
        forecast_text: Words at the forecast.
        spoken: The whole chart in one sentence, for screen readers.
        pace: (day, level) of the allotted pace; empty = an even pace from nothing to the goal.
    """

    days: int
    goal: float
    actual: tuple[tuple[int, float], ...]
    forecast: float | None
    low: float | None
    high: float | None
    years: tuple[tuple[int, str], ...]
    goal_text: str
    today_text: str
    forecast_text: str
    spoken: str
    pace: tuple[tuple[int, float], ...] = ()


def _height_at(line: Sequence[QPointF], left: float) -> float:
    """Return where a line from left to right is at `left`, on screen; its ends go on level."""
    for one, other in pairwise(line):
        if one.x() <= left <= other.x() and other.x() > one.x():
            return one.y() + (other.y() - one.y()) * (left - one.x()) / (other.x() - one.x())
    return line[0].y() if left < line[0].x() else line[-1].y()


def nice_step(most: float, steps: int = 4) -> float:
    """Return a round distance (1, 2, 4, 5 times a power of ten) so that about `steps` of them reach `most`."""
    if most <= 0:
        return 1.0
    raw = most / steps
    power = 10.0 ** math.floor(math.log10(raw))
    return max(1.0, next(factor * power for factor in (1.0, 2.0, 4.0, 5.0, 10.0) if factor * power >= raw))


class BurnUpChart(QWidget):
    """Build-up of a target: what was done, the even pace, and the forecast with its range (積み上げと見込み)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: BurnUp | None = None
        self.setMinimumHeight(theme.px(220))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_data(self, data: BurnUp) -> None:
        """Show another target."""
        self._data = data
        self.setAccessibleName(data.spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(theme.px(560), theme.px(300))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, pace, range, forecast and what was done, in this order."""
        data = self._data
        if data is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(
            data.goal, data.high or 0, data.forecast or 0, max((value for _day, value in data.actual), default=0)
        )
        step = nice_step(most)
        top_value = step * math.ceil(max(most, 1) / step)
        plot = QRectF(theme.px(52), theme.px(12), self.width() - theme.px(52 + 12), self.height() - theme.px(12 + 34))

        def at(day: float, value: float) -> QPointF:
            return QPointF(
                plot.left() + plot.width() * day / max(data.days, 1), plot.bottom() - plot.height() * value / top_value
            )

        self._grid(painter, plot, step, top_value)
        self._years(painter, plot, data)
        painter.setPen(_dashed("pace", 1.2, (6, 4)))
        painter.drawPolyline(QPolygonF([at(*point) for point in data.pace or ((0, 0), (data.days, data.goal))]))
        if data.actual:
            day, value = data.actual[-1]
            today = at(day, value)
            if data.low is not None and data.high is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("forecast_soft"))
                painter.drawPolygon(QPolygonF([today, at(data.days, data.high), at(data.days, data.low)]))
            painter.setPen(_dashed("text", 1.4, (2, 3)))
            painter.drawLine(at(0, data.goal), at(data.days, data.goal))
            if data.forecast is not None:
                painter.setPen(_dashed("forecast", theme.px(2), (1.6, 2.2)))
                painter.drawLine(today, at(data.days, data.forecast))
            path = QPainterPath(at(*data.actual[0]))
            for point in data.actual[1:]:
                path.lineTo(at(*point))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = QPen(theme.colour("accent"), theme.px(3))
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPath(path)
            painter.setPen(QPen(theme.colour("surface"), 2))
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(today, theme.px(7), theme.px(7))
            taken = self._today_words(painter, plot, data, today)
            if data.forecast is not None:
                ends = [data.forecast, *(value for value in (data.low, data.high) if value is not None)]
                lines = [[today, at(data.days, end)] for end in ends]
                lines.append([at(*point) for point in data.pace or ((0, 0), (data.days, data.goal))])
                self._forecast_words(painter, plot, data.forecast_text, lines, taken)
        self._goal_words(painter, at(data.days, data.goal), data)
        painter.end()

    @staticmethod
    def _grid(painter: QPainter, plot: QRectF, step: float, top_value: float) -> None:
        painter.setFont(theme.font("small"))
        value = 0.0
        while value <= top_value + step / 2:
            height = round(plot.bottom() - plot.height() * value / top_value)
            painter.fillRect(QRectF(plot.left(), height, plot.width(), 1), theme.colour("grid"))
            painter.setPen(theme.colour("text_soft"))
            place = QRectF(0, height - theme.px(10), plot.left() - theme.px(14), theme.px(20))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{value:g}")
            value += step

    @staticmethod
    def _years(painter: QPainter, plot: QRectF, data: BurnUp) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text_soft"))
        for place, (day, word) in enumerate(data.years):
            end = data.years[place + 1][0] if place + 1 < len(data.years) else data.days
            left = plot.left() + plot.width() * day / max(data.days, 1)
            width = plot.width() * (end - day) / max(data.days, 1)
            box = QRectF(left - theme.px(20), plot.bottom() + theme.px(8), width + theme.px(40), theme.px(22))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), word)
            if place:
                painter.fillRect(QRectF(left, plot.bottom(), 1, theme.px(6)), theme.colour("edge_soft"))

    @staticmethod
    def _today_words(painter: QPainter, plot: QRectF, data: BurnUp, today: QPointF) -> QRectF:
        """Draw the words at today's point; returns where they stand."""
        painter.setFont(theme.font(bold=True))
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(data.today_text)
        left = today.x() + theme.px(14)
        if left + width > plot.right():
            left = today.x() - theme.px(14) - width
        below = today.y() + theme.px(4)
        if below + metrics.height() > plot.bottom():
            below = plot.bottom() - metrics.height() - theme.px(2)
        painter.setPen(theme.colour("accent"))
        place = QRectF(left, below, width + 4, metrics.height())
        painter.drawText(place, data.today_text)
        return place

    @staticmethod
    def _forecast_words(
        painter: QPainter, plot: QRectF, text: str, lines: Sequence[Sequence[QPointF]], taken: QRectF
    ) -> None:
        """Draw the words of the forecast at the right end, below every line (all of them rise) or else above."""
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        gap = theme.px(6)
        size = QSize(metrics.horizontalAdvance(text) + 4, metrics.height())
        left = plot.right() - size.width()
        top = max(_height_at(line, left) for line in lines) + gap
        if taken.right() > left and taken.bottom() > top:
            top = taken.bottom() + gap
        if top + size.height() > plot.bottom():
            top = max(plot.top(), min(_height_at(line, plot.right()) for line in lines) - size.height() - gap)
        painter.setPen(theme.colour("forecast"))
        painter.drawText(QRectF(left, top, size.width(), size.height()), text)

    @staticmethod
    def _goal_words(painter: QPainter, end: QPointF, data: BurnUp) -> None:
        painter.setFont(theme.font("small", bold=True))
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(data.goal_text)
        painter.setPen(theme.colour("text"))
        left = theme.px(52) + theme.px(8)
        painter.drawText(
            QRectF(left, end.y() - metrics.height() - theme.px(3), width + 4, metrics.height()), data.goal_text
        )
