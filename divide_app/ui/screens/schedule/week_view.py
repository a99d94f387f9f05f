"""The interactive week view: meetings are selected, moved and resized by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import (
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication

from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.schedule.clash_check import UNKNOWN, Verdict
from divide_app.ui.screens.schedule.meeting_drag import Edge, MeetingDrag, begin_drag
from divide_app.ui.screens.schedule.week import (
    Arrangement,
    Block,
    Lane,
    lanes_of,
)
from divide_app.ui.screens.schedule.week_layout import HoursLayout
from divide_app.ui.screens.schedule.week_surface import WeekSurface
from divide_app.wording.dates import clock_range, short_day

_GRIP = 7  # pixels at 100 % at the upper and lower edge of a meeting that stretch it
_AUTOSCROLL_MS = 30
_FREE_AFTER_MS = 140
"""Free times are looked for when the hand rests."""
_FIRST_SEEN = 8 * 60 + 30
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class WeekView(WeekSurface):
    """A week by hours, by halls or by people; meetings are moved and stretched by mouse and by key.

    Signals:
        meeting_chosen: A press on a meeting, or Enter (its `SessionLine`).
        put_down: A meeting was put somewhere else (`MeetingDrag`, `Verdict`); it stays drawn there until `let_go`.
        cancel_wanted: Delete on a meeting (its `SessionLine`).
        add_wanted: N, or a double click on free ground (date).
        week_left: The cursor or the hand left the week: the day to go to.
        today_wanted: The person pressed T.
    """

    meeting_chosen = Signal(SessionLine)
    put_down = Signal(MeetingDrag, Verdict)
    cancel_wanted = Signal(SessionLine)
    add_wanted = Signal(object)
    week_left = Signal(date)
    today_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pressed: tuple[QPoint, int, Edge] | None = None
        self._grab = 0.0
        self._by_mouse = False
        self._last_point = QPoint()
        self._free_timer = QTimer(self, singleShot=True, interval=_FREE_AFTER_MS)
        self._free_timer.timeout.connect(self._say_free)
        self._scroll_timer = QTimer(self, interval=_AUTOSCROLL_MS)
        self._scroll_timer.timeout.connect(self._autoscroll)

    def _week_shown(self) -> None:
        """Look again at what is in the hand: another week may have come under it."""
        if self.drag is not None:
            self._judge_lift()

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a meeting or of its edge."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._by_key = False
        point = event.position().toPoint()
        if self.drag is not None:
            return
        at = self.indexAt(point).row()
        self._pressed = None
        if at >= 0:
            self._select(at)
            self._pressed = (point, at, self._edge_at(point, at))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry what is in the hand, or show what the place under the mouse would do."""
        point = event.position().toPoint()
        self._last_point = point
        if self._pressed is not None and self.drag is None:
            start, at, edge = self._pressed
            if (point - start).manhattanLength() >= QApplication.startDragDistance():
                self._begin_drag(at, edge, start)
        if self.drag is not None and self._by_mouse:
            self._carry(point)
            self._scroll_timer.start()
            return
        at = self.indexAt(point).row()
        grips = at >= 0 and self._edge_at(point, at) is not Edge.WHOLE
        shape = Qt.CursorShape.SizeVerCursor if grips else Qt.CursorShape.ArrowCursor
        if at >= 0 and not grips:
            shape = Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put down what is in the hand; a press that never moved chooses."""
        pressed, self._pressed = self._pressed, None
        self._scroll_timer.stop()
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self.drag is not None and self._by_mouse:
            self._by_mouse = False
            self._put_down()
        elif self.bubble.isVisible() and self.drag is None:
            self.bubble.hide()
        elif pressed is not None:
            self.meeting_chosen.emit(self.items_model.items()[pressed[1]].block.line)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Plan something on free ground."""
        point = event.position().toPoint()
        spot = self._spot(point)
        if spot is not None and not self.indexAt(point).isValid():
            self.add_wanted.emit(spot.day)

    # The keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is when it came by key; the first meeting takes it when none has it yet."""
        super().focusInEvent(event)
        self._by_key = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        if self._by_key and not self.currentIndex().isValid():
            self._select(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor, the meeting or its edges; see `ScheduleScreen.help_lines`."""
        self._by_key = True
        key, modifiers = event.key(), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        strong = bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))
        if key in _ARROWS:
            across, down = _ARROWS[Qt.Key(key)]
            if strong or shift:
                self._key_lift(across, down, strong=strong, shift=shift)
            elif self.drag is None:
                self._walk(across, down)
        elif key == Qt.Key.Key_Escape and self.drag is not None:
            self.let_go()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._enter()
        elif strong or not self._plain_key(Qt.Key(key)):
            event.ignore()

    def _plain_key(self, key: Qt.Key) -> bool:
        """Do what a key without Ctrl does; tells whether it is one of ours."""
        week, block = self._week, self.current_block()
        if week is None:
            return False
        match key:
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                self.week_left.emit(week.first + timedelta(days=-7 if key == Qt.Key.Key_PageUp else 7))
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self._select(0 if key == Qt.Key.Key_Home else self.items_model.rowCount() - 1)
            case Qt.Key.Key_T:
                self.today_wanted.emit()
            case Qt.Key.Key_N:
                self.add_wanted.emit(block.day if block is not None else None)
            case Qt.Key.Key_Delete:
                if block is not None and block.is_movable:
                    self.cancel_wanted.emit(block.line)
            case _:
                return False
        return True

    def _enter(self) -> None:
        if self.drag is not None:
            self._put_down()
            return
        block = self.current_block()
        if block is not None:
            self.meeting_chosen.emit(block.line)

    def _walk(self, across: int, down: int) -> None:
        """Move the cursor to the next meeting of the day, or to the nearest of another day."""
        items, week, layout = self.items_model.items(), self._week, self._layout
        if week is None or layout is None:
            return
        at = self.currentIndex().row()
        if at < 0:
            if items:
                self._select(next((n for n, one in enumerate(items) if one.block.day >= week.now.date()), 0))
            elif across:
                self.week_left.emit(week.first + timedelta(days=7 * across))
            return
        here = layout.rects[at]
        day = items[at].block.day
        if down:
            same = [n for n, one in enumerate(items) if one.block.day == day]
            same.sort(key=lambda n: (layout.rects[n].top(), layout.rects[n].left()))
            next_one = same.index(at) + down
            if 0 <= next_one < len(same):
                self._select(same[next_one])
            return
        days = sorted(
            {one.block.day for one in items if (one.block.day > day) == (across > 0) and one.block.day != day}
        )
        if not days:
            self.week_left.emit(week.first + timedelta(days=7 * across))
            return
        there = days[0] if across > 0 else days[-1]
        near = [n for n, one in enumerate(items) if one.block.day == there]
        self._select(min(near, key=lambda n: abs(layout.rects[n].top() - here.top())))

    def _key_lift(self, across: int, down: int, *, strong: bool, shift: bool) -> None:
        """Move or stretch by key: Ctrl (or Alt) moves, Shift stretches the end, both the start and the room."""
        if self.drag is None:
            block = self.current_block()
            if block is None or not self._may_take(block):
                return
            self._begin(begin_drag(block.line), self.items_model.items()[self.currentIndex().row()].lane)
        drag = self.drag
        if drag is None:
            return
        if down and shift:
            drag = drag.by(down, Edge.START if strong else Edge.END)
        elif down:
            drag = drag.by(down)
        elif shift:
            drag = drag.into(self._next_place(drag, across))
        else:
            drag = drag.on(drag.day + timedelta(days=across))
        self._hold(drag)
        self._bring_lift()
        self._announce(self.bubble.words)

    def _next_place(self, drag: MeetingDrag, step: int) -> tuple[UUID | None, UUID | None]:
        places = [lane.place for lane in (self._all_lanes()) if lane.place is not None]
        if not places:
            return drag.place
        if drag.place not in places:
            return places[0]
        return places[(places.index(drag.place) + step) % len(places)]

    def _all_lanes(self) -> tuple[Lane, ...]:
        if self._rooms:
            return self._rooms
        return lanes_of(self._week, self._blocks, Arrangement.PLACES) if self._week is not None else ()

    # What is in the hand

    def let_go(self) -> None:
        """Put what is in the hand back where it was."""
        self.drag = None
        self.verdict = UNKNOWN
        self._by_mouse = False
        self._pressed = None
        self._free_timer.stop()
        self._scroll_timer.stop()
        self.bubble.hide()
        self.viewport().update()

    def _may_take(self, block: Block) -> bool:
        if block.is_movable:
            return True
        word = _("実施済みの回は動かせません。出席の確定を取り消すと動かせます。")
        if block.line.state is SessionState.CANCELLED:
            word = _("中止した回は動かせません。中止を取り消すと動かせます。")
        self.bubble.refuse(word)
        self.bubble.beside(self.visualRect(self.currentIndex()), self._bubble_room())
        self._announce(word)
        QTimer.singleShot(4000, self, self._hide_refusal)
        return False

    def _hide_refusal(self) -> None:
        if self.drag is None:
            self.bubble.hide()

    def _begin_drag(self, at: int, edge: Edge, start: QPoint) -> None:
        item = self.items_model.items()[at]
        if not self._may_take(item.block):
            self._pressed = None
            return
        self._by_mouse = True
        self._begin(begin_drag(item.block.line, edge), item.lane)
        spot = self._spot(start)
        self._grab = 0.0
        if spot is not None and spot.minute is not None and item.block.line.time_is_known and edge is Edge.WHOLE:
            self._grab = spot.minute - item.block.start
        shape = Qt.CursorShape.ClosedHandCursor if edge is Edge.WHOLE else Qt.CursorShape.SizeVerCursor
        self.viewport().setCursor(shape)

    def _begin(self, drag: MeetingDrag, lane: Hashable) -> None:
        self.drag = drag
        self._hand_lane = lane
        self._judge_lift()

    def _carry(self, point: QPoint) -> None:
        drag, spot = self.drag, self._spot(point)
        if drag is None or spot is None:
            return
        if drag.edge is Edge.WHOLE:
            drag = drag.on(spot.day)
            if spot.lane is not None and spot.lane.place is not None:
                drag = drag.into(spot.lane.place)
        if spot.minute is not None:
            drag = drag.at(spot.minute - self._grab)
        self._hold(drag)

    def _hold(self, drag: MeetingDrag) -> None:
        """Show what is in the hand at another place, and what is in its way there."""
        if drag == self.drag:
            return
        self.drag = drag
        self._judge_lift()
        week = self._week
        if week is not None and week.day_number(drag.day) < 0:
            self.week_left.emit(drag.day)

    def _judge_lift(self) -> None:
        if self.drag is None:
            return
        self.verdict = self._clash_check.verdict(self.drag) if self._clash_check is not None else UNKNOWN
        self.bubble.say(self._when(self.drag), self.verdict, hint=self._hint())
        self._place_bubble()
        self._free_timer.start()
        self.viewport().update()

    def _say_free(self) -> None:
        if self.drag is not None and self._clash_check is not None and self.verdict.is_hard:
            free = self._clash_check.free_near(self.drag)
            self.bubble.say(self._when(self.drag), self.verdict, free, self._hint())
            self._place_bubble()

    def _put_down(self) -> None:
        drag, verdict = self.drag, self.verdict
        self._free_timer.stop()
        if drag is None or not drag.is_moved:
            self.let_go()
            return
        self.bubble.hide()
        self.put_down.emit(drag, verdict)

    def _hint(self) -> str:
        return "" if self._by_mouse else _("Enter で置く・Esc でやめる")

    def _when(self, drag: MeetingDrag) -> str:
        wish = drag.wish
        when = f"{short_day(wish.starts_at)} {clock_range(wish.starts_at, wish.ends_at)}"
        return f"{when}\n{self._place_words(drag)}".strip()

    def _place_words(self, drag: MeetingDrag) -> str:
        venue = self._venue_of(drag.place[0])
        if venue is None:
            return _("会場未定")
        room = next((one.name for one in venue.rooms if one.id == drag.place[1]), "")
        return f"{venue.name} {room}".strip()

    def _bring_lift(self) -> None:
        place = self._ghost_rect()
        if not place.isEmpty():
            self._bring(place, is_fixed=False)
            self._place_bubble()

    def _autoscroll(self) -> None:
        """Scroll while the hand is at the edge of the body."""
        layout = self._layout
        if layout is None or self.drag is None or not self._by_mouse:
            self._scroll_timer.stop()
            return
        body = QRect(QPoint(layout.gutter, layout.head), self._room())
        zone, step = theme.px(24), theme.px(12)
        point = self._last_point
        down = (point.y() > body.bottom() - zone) - (point.y() < body.top() + zone)
        across = (point.x() > body.right() - zone) - (point.x() < body.left() + zone)
        before = (self.horizontalOffset(), self.verticalOffset())
        self.verticalScrollBar().setValue(before[1] + down * step)
        self.horizontalScrollBar().setValue(before[0] + across * step)
        if (self.horizontalOffset(), self.verticalOffset()) != before:
            self._carry(point)

    def _announce(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _edge_at(self, point: QPoint, at: int) -> Edge:
        layout, block = self._layout, self.items_model.items()[at].block
        if not isinstance(layout, HoursLayout) or at in layout.fixed or not block.is_movable:
            return Edge.WHOLE
        place, grip = self._on_screen(at), theme.px(_GRIP)
        if place.height() < 4 * grip:
            grip = place.height() // 4
        if point.y() < place.top() + grip:
            return Edge.START
        return Edge.END if point.y() > place.bottom() - grip else Edge.WHOLE
