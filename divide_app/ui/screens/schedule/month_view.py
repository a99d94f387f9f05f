"""The month grid with drag and drop: a meeting moves to another day and keeps its time and room."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication

from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.schedule.bubble import Bubble
from divide_app.ui.screens.schedule.calendar import MonthView, meeting_height
from divide_app.ui.screens.schedule.clash_check import UNKNOWN, ClashCheck, Verdict
from divide_app.ui.screens.schedule.days import DayMeeting, DaysModel
from divide_app.ui.screens.schedule.meeting_drag import MeetingDrag, begin_drag
from divide_app.ui.screens.schedule.week_paint import paint_ghost
from divide_app.ui.widgets.session_looks import session_place, session_title
from divide_app.wording.dates import clock_range, short_day

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_STRONG = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class PlanningMonth(MonthView):
    """The month in which meetings are moved.

    Signals:
        put_down: A meeting was put on another day (`MeetingDrag`, `Verdict`); it stays drawn there until `let_go`.
    """

    put_down = Signal(MeetingDrag, Verdict)

    def __init__(self, model: DaysModel) -> None:
        super().__init__(model)
        self.drag: MeetingDrag | None = None
        self.verdict = UNKNOWN
        self._clash_check: ClashCheck | None = None
        self._pressed: tuple[QPoint, DayMeeting] | None = None
        self._by_mouse = False
        self._settling = False
        self.bubble = Bubble(self.viewport())

    def show_again(self) -> None:
        """The month was read again: what was kept meanwhile leaves the hand."""
        if self._settling:
            self.let_go()

    def set_clash_check(self, clash_check: ClashCheck) -> None:
        """Take what says what is in the way; it is read after the month, so that the month shows at once."""
        self._clash_check = clash_check
        if self.drag is not None:
            self._hold(self.drag)

    def settle(self) -> None:
        """What is in the hand was kept: it lies where it is until the month is read again."""
        self._settling = True

    def let_go(self) -> None:
        """Put what is in the hand back where it was."""
        self.drag, self.verdict = None, UNKNOWN
        self._pressed, self._by_mouse, self._settling = None, False, False
        self.bubble.hide()
        self.viewport().unsetCursor()
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a meeting; the day under it is chosen at once."""
        self._pressed = None
        if self.drag is None:
            super().mousePressEvent(event)

    def meeting_pressed(self, meeting: DayMeeting, point: QPoint) -> None:
        """Wait for the hand: only a press that never moves chooses, or the panel would open under a drag."""
        self._pressed = (point, meeting)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry the meeting over the days."""
        point = event.position().toPoint()
        if self._pressed is not None and self.drag is None:
            start, meeting = self._pressed
            far = (point - start).manhattanLength() >= QApplication.startDragDistance()
            if far and meeting.line.state is SessionState.PLANNED:
                self._by_mouse = True
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                self._hold(begin_drag(meeting.line))
        if self.drag is None or not self._by_mouse:
            return
        index = self.indexAt(point)
        day = self._model.day(index)
        if day is not None and day.day != self.drag.day:
            self._hold(self.drag.on(day.day))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put the meeting down."""
        pressed, self._pressed = self._pressed, None
        if self.drag is not None and self._by_mouse:
            self._by_mouse = False
            self._put_down()
            return
        super().mouseReleaseEvent(event)
        if pressed is not None and self.drag is None:
            self.meeting_chosen.emit(pressed[1].line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry the chosen meeting with Ctrl and arrows; Enter puts it down, Esc puts it back."""
        key = event.key()
        if key in _STEPS and event.modifiers() & _STRONG:
            self._carry_by_key(_STEPS[Qt.Key(key)])
        elif self.drag is not None and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._put_down()
        elif self.drag is not None and key == Qt.Key.Key_Escape:
            self.let_go()
        elif self.drag is None:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the month, and above it the meeting in the hand."""
        super().paintEvent(event)
        place = self._ghost()
        if self.drag is None or place.isEmpty():
            return
        painter = QPainter(self.viewport())
        wish = self.drag.wish
        when = clock_range(wish.starts_at, wish.ends_at)
        paint_ghost(painter, place, when, session_title(self.drag.line), self.verdict)
        painter.end()

    def _carry_by_key(self, days: int) -> None:
        if self.drag is None:
            meeting = self._meeting_for_keys()
            if meeting is None:
                return
            self.drag = begin_drag(meeting.line)
        there = self.drag.day + timedelta(days=days)
        self.go(there)
        self._hold(self.drag.on(there))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.bubble.words))

    def _meeting_for_keys(self) -> DayMeeting | None:
        """Return the chosen meeting of the day under the cursor, or its first that may be moved."""
        day = self._model.day(self.currentIndex())
        movable = [one for one in day.meetings if one.line.state is SessionState.PLANNED] if day is not None else []
        chosen = [one for one in movable if one.line.id == self.chosen]
        return next(iter(chosen or movable), None)

    def _hold(self, drag: MeetingDrag) -> None:
        self.drag = drag
        clash_check, wish = self._clash_check, drag.wish
        self.verdict = clash_check.verdict(drag) if clash_check is not None else UNKNOWN
        when = f"{short_day(wish.starts_at)} {clock_range(wish.starts_at, wish.ends_at)}\n{session_place(drag.line)}"
        free = clash_check.free_near(drag) if clash_check is not None and self.verdict.is_hard else ()
        hint = "" if self._by_mouse else _("Enter で置く・Esc でやめる")
        self.bubble.say(when, self.verdict, free, hint)
        self.bubble.beside(self._ghost(), self.viewport().rect().adjusted(4, 4, -4, -4))
        self.viewport().update()

    def _put_down(self) -> None:
        drag, verdict = self.drag, self.verdict
        if drag is None or not drag.is_moved:
            self.let_go()
            return
        self.bubble.hide()
        self.put_down.emit(drag, verdict)

    def _ghost(self) -> QRect:
        if self.drag is None:
            return QRect()
        index = self._model.index_of(self.drag.day)
        if not index.isValid():
            return QRect()
        cell = self.visualRect(index)
        height = min(meeting_height(3), cell.height() - theme.px(28))
        return QRect(cell.left() + theme.px(3), cell.top() + theme.px(27), cell.width() - theme.px(7), height)
