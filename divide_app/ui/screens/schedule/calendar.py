"""The month grid, painted with the theme and navigated by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.schedule.days import DAY_ROLE, Day, DayMeeting, DaysModel
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.labels import CHIP_ICONS, ChipKind, chip_colours
from divide_app.wording.dates import weekday

Index = QModelIndex | QPersistentModelIndex

_HEAD = 27  # pixels at 100 %: the line of the day's number
_LINE = 17  # a line of words in a meeting
_PAD = 3
_LEAST_TITLE = 64  # a title of fewer than four characters says nothing
_GAP = 2
_LEAST_WEEK = 86
_QUIET_WEEK = 52  # what a week keeps when a busy one needs room: its numbers and one meeting
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True, slots=True)
class DayPlaces:
    """Where things are in a day's cell; `more` is empty when everything fits."""

    meetings: tuple[tuple[QRect, DayMeeting], ...]
    more: QRect
    hidden: int


def meeting_height(lines: int) -> int:
    """Return the height of a meeting with 1, 2 or 3 lines of words."""
    return theme.px(_LINE * lines + _PAD)


def lines_for(week: Sequence[Day], height: int) -> int:
    """Return how many lines each meeting of a week gets (3, 2 or 1) so that all of them fit if they can."""
    room = height - theme.px(_HEAD) - theme.px(_GAP)
    most = max((len(day.meetings) for day in week), default=0)
    for lines in (3, 2):
        if most * (meeting_height(lines) + theme.px(_GAP)) <= room:
            return lines
    return 1


def places(day: Day, cell: QRect, lines: int) -> DayPlaces:
    """Return where the meetings of a day stand; those that do not fit are counted."""
    left, width = cell.left() + theme.px(4), cell.width() - theme.px(9)
    top = cell.top() + theme.px(_HEAD)
    height, step = meeting_height(lines), meeting_height(lines) + theme.px(_GAP)
    room = cell.bottom() - theme.px(_GAP) - top
    fits = max(0, (room + theme.px(_GAP)) // step)
    count = len(day.meetings)
    if count > fits:
        fits = max(0, (room - theme.px(_LINE)) // step)
    shown = tuple(
        (QRect(left, top + place * step, width, height), meeting)
        for place, meeting in enumerate(day.meetings[: min(fits, count)])
    )
    hidden = count - len(shown)
    more = QRect(left, top + len(shown) * step, width, theme.px(_LINE)) if hidden else QRect()
    return DayPlaces(shown, more, hidden)


def week_need(week: Sequence[Day], lines: int) -> int:
    """Return the height in which every day of a week shows all its meetings with so many lines each."""
    most = max((len(day.meetings) for day in week), default=0)
    return theme.px(_HEAD) + theme.px(_GAP) + (meeting_height(lines) + theme.px(_GAP)) * most


def week_heights(weeks: Sequence[Sequence[Day]], height: int, lines: int = 1) -> list[int]:
    """Share the height of a month: evenly, but a busy week takes what quiet ones can spare."""
    if not weeks:
        return []
    least = max(theme.px(_LEAST_WEEK) // 2, min(theme.px(_QUIET_WEEK), height // len(weeks)))
    needs = [week_need(week, lines) for week in weeks]
    even = height / len(weeks)
    lacking = sum(max(0.0, need - even) for need in needs)
    spare = [max(0.0, even - max(least, need)) for need in needs]
    share = min(1.0, lacking / sum(spare)) if sum(spare) else 0.0
    given = sum(spare) * share
    edges, total = [0], 0.0
    for need, free in zip(needs, spare, strict=True):
        total += even - free * share + (given * max(0.0, need - even) / lacking if lacking else 0.0)
        edges.append(round(total))
    return [max(theme.px(_LEAST_WEEK) // 2, bottom - top) for top, bottom in pairwise(edges)]


class DayDelegate(QStyledItemDelegate):
    """Draws one day."""

    def __init__(self, view: MonthView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, number, names of days off, and meetings."""
        day = index.data(DAY_ROLE)
        if not isinstance(day, Day):
            return
        cell: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "closed" if day.off and day.in_month else "surface" if day.in_month else "page"
        painter.fillRect(cell, theme.colour(ground))
        painter.fillRect(cell.right(), cell.top(), 1, cell.height(), theme.colour("grid"))
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, theme.colour("grid"))
        self._head(painter, cell, day)
        lines = self._view.lines_of(index.row())
        found = places(day, cell, lines)
        for place, meeting in found.meetings:
            _paint_meeting(painter, place, meeting, lines, is_chosen=meeting.line.id == self._view.chosen)
        if found.hidden:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("accent"))
            words = _("ほか{count}回") if found.meetings else _("{count}回")
            painter.drawText(found.more.adjusted(theme.px(6), 0, 0, 0), _FLAGS, words.format(count=found.hidden))
        if bool(option.state & QStyle.StateFlag.State_Selected):
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = theme.px(theme.tokens().radius["small"])
            painter.drawRoundedRect(cell.adjusted(1, 1, -2, -2), radius, radius)
        painter.restore()

    @staticmethod
    def _head(painter: QPainter, cell: QRect, day: Day) -> None:
        role = "text" if day.in_month else "text_faint"
        if day.in_month and (day.is_holiday or day.day.weekday() == 6):
            role = "sunday"
        elif day.in_month and day.day.weekday() == 5:
            role = "saturday"
        number = QRect(cell.left() + theme.px(5), cell.top() + theme.px(3), theme.px(24), theme.px(22))
        painter.setFont(theme.font("small", bold=day.in_month))
        if day.is_today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(number, theme.px(11), theme.px(11))
            role = "on_accent"
        painter.setPen(theme.colour(role))
        painter.drawText(number, int(Qt.AlignmentFlag.AlignCenter), str(day.day.day))
        words = "　".join(part for part in ((_("今日") if day.is_today else ""), day.off) if part)
        if words and day.in_month:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("warn" if day.off else "accent"))
            rest = QRect(number.right() + theme.px(4), number.top(), cell.right() - number.right(), number.height())
            rest.setRight(cell.right() - theme.px(4))
            metrics = painter.fontMetrics()
            if metrics.horizontalAdvance(words) > rest.width() and not day.meetings:
                below = cell.adjusted(theme.px(8), theme.px(_HEAD), -theme.px(4), -theme.px(4))
                painter.drawText(below, int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere), words)
                return
            painter.drawText(rest, _FLAGS, metrics.elidedText(words, Qt.TextElideMode.ElideRight, rest.width()))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the least room of a day."""
        return QSize(theme.px(60), theme.px(_LEAST_WEEK))


def _paint_meeting(painter: QPainter, place: QRect, meeting: DayMeeting, lines: int, *, is_chosen: bool) -> None:
    word, ground, edge = chip_colours(meeting.kind)
    radius = theme.px(theme.tokens().radius["small"])
    painter.setPen(QPen(theme.colour("accent" if is_chosen else edge), 2 if is_chosen else 1))
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(place, radius, radius)
    painter.fillRect(place.left(), place.top() + 1, theme.px(3), place.height() - 1, theme.colour(word))
    inner = place.adjusted(theme.px(8), theme.px(_PAD // 2), -theme.px(4), -theme.px(_PAD // 2))
    height = theme.px(_LINE)
    row = QRect(inner.left(), inner.top(), inner.width(), height)
    small, strong = theme.font("small"), theme.font("small", bold=True)
    is_off = meeting.line.state is SessionState.CANCELLED
    strong.setStrikeOut(is_off)
    used = QFontMetrics(small).horizontalAdvance(meeting.time) + theme.px(6)
    if lines == 1:
        picture = _state_picture(painter, row, meeting.kind, word)
        if row.width() - used - picture < theme.px(_LEAST_TITLE):
            used = 0  # which course it is says more than the hour, and the order of the day is the hours'
        else:
            _time(painter, row, meeting.time, is_off=is_off)
        _title(painter, row.adjusted(used, 0, -picture, 0), meeting.title, strong, word if is_off else "text")
        return
    _time(painter, row, meeting.time, is_off=is_off)
    # The state is told by icon and figure at the right end; the words of it are in the tool tip and the panel.
    width = QFontMetrics(strong).horizontalAdvance(meeting.figures)
    picture = theme.px(17) if CHIP_ICONS[meeting.kind] else 0
    if row.width() - used < width + picture:
        width = 0
    else:
        painter.setFont(theme.font("small", bold=True))
        painter.setPen(theme.colour(word))
        painter.drawText(QRect(row.right() - width, row.top(), width + 1, height), _FLAGS, meeting.figures)
    _state_picture(painter, row.adjusted(used, 0, -width, 0), meeting.kind, word)
    _title(painter, row.translated(0, height), meeting.title, strong, word if is_off else "text")
    if lines > 2:
        painter.setFont(small)
        painter.setPen(theme.colour(word if meeting.kind is ChipKind.TROUBLE else "text_soft"))
        words = meeting.state if meeting.kind is ChipKind.TROUBLE else meeting.place
        elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row.translated(0, 2 * height), _FLAGS, elided)


def _time(painter: QPainter, place: QRect, time: str, *, is_off: bool) -> None:
    painter.setFont(theme.font("small"))
    painter.setPen(theme.colour("text_soft" if is_off else "text"))
    painter.drawText(place, _FLAGS, time)


def _title(painter: QPainter, place: QRect, title: str, font: QFont, role: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.colour(role))
    elided = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, _FLAGS, elided)


def _state_picture(painter: QPainter, place: QRect, kind: ChipKind, role: str) -> int:
    """Draw the icon of a state at the right end of `place` and return the room it took."""
    name = CHIP_ICONS[kind]
    edge = theme.px(15)
    if not name or place.width() < edge:
        return 0
    painter.drawPixmap(place.right() - edge, place.center().y() - edge // 2 + 1, pixmap(name, role, 15))
    return edge + theme.px(2)


class MonthHeader(QHeaderView):
    """Weekdays, Saturday and Sunday in their colours."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int, /) -> None:
        """Draw one weekday."""
        painter.save()
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("edge"))
        painter.setFont(theme.font("small", bold=True))
        painter.setPen(theme.colour("saturday" if section == 5 else "sunday" if section == 6 else "text"))
        # 5 January 2026 is a Monday.
        word = weekday(date(2026, 1, 5) + timedelta(days=section))
        painter.drawText(rect.adjusted(theme.px(12), 0, 0, 0), _FLAGS, word)
        painter.restore()

    def sizeHint(self) -> QSize:
        """Return the height of one line."""
        return QSize(theme.px(60), theme.px(30))


class MonthView(QTableView):
    """The month.

    Signals:
        day_chosen: The cursor is on another day (date).
        day_opened: Enter, or a press on ほか3回 (date).
        meeting_chosen: A press on a meeting (its `SessionLine`).
        month_left: The cursor left the month: the day to go to (date).
        today_wanted: The person pressed T.
    """

    day_chosen = Signal(date)
    day_opened = Signal(date)
    meeting_chosen = Signal(SessionLine)
    month_left = Signal(date)
    today_wanted = Signal()

    def __init__(self, model: DaysModel) -> None:
        super().__init__()
        self._model = model
        self.chosen: UUID | None = None
        self.setAccessibleName(_("月の予定"))
        self.setHorizontalHeader(MonthHeader())
        self.setModel(model)
        self.setItemDelegate(DayDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(8)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCornerButtonEnabled(False)
        model.modelReset.connect(self._share)
        self.selectionModel().currentChanged.connect(self._moved)
        theme.watcher().changed.connect(self._share)

    @property
    def day(self) -> date | None:
        """The day under the cursor."""
        found = self._model.day(self.currentIndex())
        return None if found is None else found.day

    def choose_day(self, day: date) -> None:
        """Put the cursor on a day that is on screen."""
        index = self._model.index_of(day)
        if index.isValid():
            self.setCurrentIndex(index)

    def mark(self, class_session: UUID | None) -> None:
        """Mark the meeting shown in the panel."""
        self.chosen = class_session
        self.viewport().update()

    def lines_of(self, week: int) -> int:
        """Return how many lines the meetings of a week have."""
        return lines_for(self._model.week(week), self.rowHeight(week))

    def meeting_at(self, point: QPoint) -> DayMeeting | None:
        """Return the meeting drawn at a point of the viewport."""
        index = self.indexAt(point)
        day = self._model.day(index)
        if day is None:
            return None
        found = places(day, self.visualRect(index), self.lines_of(index.row()))
        return next((meeting for place, meeting in found.meetings if place.contains(point)), None)

    def minimumSizeHint(self) -> QSize:
        """Return the room in which every week shows a meeting; all of them, hour and title, where the text is large."""
        weeks = [self._model.week(row) for row in range(self._model.rowCount())]
        least = [theme.px(_LEAST_WEEK)] * max(5, len(weeks))
        lines = self._least_lines()
        if lines > 1:
            least = [max(theme.px(_LEAST_WEEK), week_need(week, lines)) for week in weeks] or least
        return QSize(theme.px(420), theme.px(30) + sum(least) + 2)

    def _least_lines(self) -> int:
        """Return two where one line has no room for hour and title and the month scrolls anyway: in large text."""
        small = QFontMetrics(theme.font("small"))
        room = self.viewport().width() // 7 - theme.px(9 + 12 + 6 + 17) - small.horizontalAdvance("00:00")
        return 2 if theme.percent() > 100 and room < theme.px(_LEAST_TITLE) else 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by days, weeks and months; open with Enter."""
        day = self.day
        key = event.key()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if day is None:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.day_opened.emit(day)
        elif key in steps:
            self.go(day + timedelta(days=steps[Qt.Key(key)]))
        elif key == Qt.Key.Key_Home:
            self.go(day - timedelta(days=day.weekday()))
        elif key == Qt.Key.Key_End:
            self.go(day + timedelta(days=6 - day.weekday()))
        elif key == Qt.Key.Key_PageUp:
            self.month_left.emit(_other_month(day, -1))
        elif key == Qt.Key.Key_PageDown:
            self.month_left.emit(_other_month(day, 1))
        elif key == Qt.Key.Key_T and not event.modifiers():
            self.today_wanted.emit()
        else:
            event.ignore()

    def go(self, day: date) -> None:
        """Put the cursor on a day, in this month or the one it belongs to."""
        index = self._model.index_of(day)
        found = self._model.day(index)
        if found is not None and found.in_month:
            self.setCurrentIndex(index)
        else:
            self.month_left.emit(day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a day, a meeting, or open the day by its ほか3回."""
        super().mousePressEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        day = self._model.day(index)
        if day is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        found = places(day, self.visualRect(index), self.lines_of(index.row()))
        meeting = next((one for place, one in found.meetings if place.contains(point)), None)
        if meeting is not None:
            self.meeting_pressed(meeting, point)
        elif found.hidden and found.more.contains(point):
            self.day_opened.emit(day.day)

    def meeting_pressed(self, meeting: DayMeeting, point: QPoint) -> None:
        """Choose the meeting under a press at `point` of the viewport."""
        self.meeting_chosen.emit(meeting.line)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a day by its ground."""
        day = self._model.day(self.indexAt(event.position().toPoint()))
        if day is not None and self.meeting_at(event.position().toPoint()) is None:
            self.day_opened.emit(day.day)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say everything about the meeting, or the day off, under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            meeting = self.meeting_at(event.pos())
            day = self._model.day(self.indexAt(event.pos()))
            words = meeting.spoken if meeting is not None else day.off if day is not None else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height among the weeks."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        weeks = [self._model.week(row) for row in range(self._model.rowCount())]
        for row, height in enumerate(week_heights(weeks, self.viewport().height(), self._least_lines())):
            self.setRowHeight(row, height)
        self.updateGeometry()

    def _moved(self, now: QModelIndex) -> None:
        day = self._model.day(now)
        if day is not None:
            self.day_chosen.emit(day.day)


def _other_month(day: date, step: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + step, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
