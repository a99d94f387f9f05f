"""The painted surface of a week: draws only the visible part, and is a list to screen readers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip

from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.schedule.bubble import Bubble
from divide_app.ui.screens.schedule.clash_check import UNKNOWN, ClashCheck
from divide_app.ui.screens.schedule.items_model import ItemsModel
from divide_app.ui.screens.schedule.meeting_drag import MeetingDrag
from divide_app.ui.screens.schedule.week import (
    Arrangement,
    Block,
    Lane,
    Shade,
    Week,
    items_of,
    lanes_of,
    shades,
)
from divide_app.ui.screens.schedule.week_ground import (
    counted,
    paint_empty,
    paint_head,
    paint_hour_gutter,
    paint_hours,
    paint_lane_gutter,
    paint_now,
    paint_rows,
)
from divide_app.ui.screens.schedule.week_layout import HoursLayout, Layout, RowsLayout, Spot
from divide_app.ui.screens.schedule.week_paint import BlockPictures, outline, paint_ghost
from divide_app.wording.dates import clock_range

Index = QModelIndex | QPersistentModelIndex

_GRIP = 7  # pixels at 100 % at the upper and lower edge of a meeting that stretch it
_AUTOSCROLL_MS = 30
_FREE_AFTER_MS = 140
"""Free times are looked for when the hand rests."""
_FIRST_SEEN = 8 * 60 + 30
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class WeekSurface(QListView):
    """A week by hours, by halls or by people, drawn; `WeekView` adds the hand."""

    def __init__(self) -> None:
        super().__init__()
        self.items_model = ItemsModel()
        self.chosen: UUID | None = None
        self.arrangement = Arrangement.HOURS
        self.drag: MeetingDrag | None = None
        self.verdict = UNKNOWN
        self._week: Week | None = None
        self._clash_check: ClashCheck | None = None
        self._blocks: tuple[Block, ...] = ()
        self._lanes: tuple[Lane, ...] = ()
        self._rooms: tuple[Lane, ...] = ()
        self._venue: Venue | None = None
        self._layout: Layout | None = None
        self._hand_lane: Hashable = None
        self._shown_once = False
        self._empty = ""
        self._by_key = False
        """The ring shows where the keyboard is; a mouse needs none."""
        self._settling = False
        self._pictures = BlockPictures(self.devicePixelRatioF)
        self.setModel(self.items_model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(_("週の予定"))
        self.bubble = Bubble(self.viewport())
        theme.watcher().changed.connect(self._lay_out)

    # What is shown

    def show_week(
        self,
        week: Week,
        blocks: Sequence[Block],
        arrangement: Arrangement,
        venue: Venue | None = None,
    ) -> None:
        """Show a week; a meeting in the hand stays there.

        Args:
            week: What was read.
            blocks: Its meetings that pass the filters.
            arrangement: How to lay it out.
            venue: The one hall looked at; its rooms divide the days, its hours shade them.
        """
        before = self._current_id() or self.chosen
        if self._settling:
            self._settling = False
            self.drag, self.verdict = None, UNKNOWN
        is_other = self._week is None or self._week.first != week.first or self.arrangement is not arrangement
        self._week, self._blocks = week, tuple(blocks)
        self.arrangement, self._venue = arrangement, venue
        self._lanes = lanes_of(week, self._blocks, arrangement)
        self._rooms = _room_lanes(venue, self._blocks) if arrangement is Arrangement.HOURS else ()
        self._pictures.forget()
        self.items_model.set_items(items_of(self._blocks, arrangement))
        self.setAccessibleDescription(counted(week, len(self._blocks)))
        self._lay_out()
        if is_other or not self._shown_once:
            self._scroll_to_morning()
        at = self.items_model.place_of(before)
        if at >= 0:
            self._select(at)
        self._week_shown()

    def set_clash_check(self, clash_check: ClashCheck) -> None:
        """Take what says what is in the way; it is read after the week, so that the week shows at once."""
        self._clash_check = clash_check
        self._week_shown()

    def say_empty(self, words: str) -> None:
        """Say in the middle of the week why there is nothing in it; "" when there is."""
        self._empty = words
        self.setAccessibleDescription(words or self.accessibleDescription())
        self.viewport().update()

    def settle(self) -> None:
        """What is in the hand was kept: it lies where it is until the week is read again."""
        self._settling = True

    def set_now(self, now: datetime) -> None:
        """Move the line of this moment."""
        if self._week is not None and self._layout is not None:
            self._week = self._layout.week = replace(self._week, now=now)
            self.viewport().update()

    @property
    def week(self) -> Week | None:
        """The week on screen."""
        return self._week

    @property
    def layout_now(self) -> Layout | None:
        """Where everything stands."""
        return self._layout

    def mark(self, class_session: UUID | None) -> None:
        """Mark the meeting shown in the panel."""
        self.chosen = class_session
        at = self.items_model.place_of(class_session)
        if at >= 0:
            self._select(at)
        self.viewport().update()

    def block_at(self, point: QPoint) -> Block | None:
        """Return the meeting drawn at a point of the viewport."""
        index = self.indexAt(point)
        return self.items_model.items()[index.row()].block if index.isValid() else None

    def current_block(self) -> Block | None:
        """Return the meeting under the cursor."""
        index = self.currentIndex()
        return self.items_model.items()[index.row()].block if index.isValid() else None

    # What a list view must answer

    def visualRect(self, index: Index) -> QRect:
        """Return where an item is drawn, in the viewport."""
        if self._layout is None or not index.isValid() or index.row() >= len(self._layout.rects):
            return QRect()
        return self._on_screen(index.row())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the item drawn at a point of the viewport; heads hide what is scrolled under them."""
        layout = self._layout
        if layout is None or point.x() < layout.gutter:
            return QModelIndex()
        for at in range(len(layout.rects) - 1, -1, -1):
            if (at in layout.fixed or point.y() >= layout.head) and self._on_screen(at).contains(point):
                return self.items_model.index(at, 0)
        return QModelIndex()

    def horizontalOffset(self) -> int:
        """Return how far the body is scrolled to the side."""
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        """Return how far the body is scrolled down."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        """Return no: every item has its place."""
        return False

    def doItemsLayout(self) -> None:
        """Lay everything out."""
        self._lay_out()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring an item on screen."""
        if self._layout is not None and index.isValid() and index.row() < len(self._layout.rects):
            self._bring(self._layout.rects[index.row()], is_fixed=index.row() in self._layout.fixed)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what is drawn in a rectangle."""
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(index, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return where the selection is drawn."""
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Return where the cursor stays: our own keys move it."""
        return self.currentIndex()

    def updateGeometries(self) -> None:
        """Give the scroll bars their lengths."""
        layout = self._layout
        if layout is None:
            return
        room = self._room()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setPageStep(room.height())
        vertical.setSingleStep(theme.px(24))
        vertical.setRange(0, max(0, layout.height - room.height()))
        horizontal.setPageStep(room.width())
        horizontal.setSingleStep(theme.px(24))
        horizontal.setRange(0, max(0, layout.width - room.width()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Draw again: heads stay where they are, so nothing can be shifted as a whole."""
        self.viewport().update()
        if self.drag is not None:
            self._place_bubble()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room again."""
        self._lay_out()
        if not self._shown_once and self.isVisible():
            self._scroll_to_morning()

    def minimumSizeHint(self) -> QSize:
        """Return the room in which three days and three hours are seen."""
        return QSize(theme.px(420), theme.px(200))

    def sizeHint(self) -> QSize:
        """Return the same: the week takes what is left and never makes the page around it scroll."""
        return self.minimumSizeHint()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say everything about the meeting under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            block = self.block_at(event.pos()) if self.drag is None else None
            QToolTip.showText(event.globalPos(), block.spoken if block is not None else "", self)
            return True
        return super().viewportEvent(event)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the meetings on screen, the one in the hand, and the heads over them."""
        layout, week = self._layout, self._week
        painter = QPainter(self.viewport())
        if layout is None or week is None:
            painter.fillRect(event.rect(), theme.colour("surface"))
            painter.end()
            return
        room = self._room()
        seen = QRect(self.horizontalOffset(), self.verticalOffset(), room.width(), room.height())
        body = QRect(layout.gutter, layout.head, room.width(), room.height())
        painter.save()
        painter.setClipRect(body)
        painter.translate(layout.gutter - seen.left(), layout.head - seen.top())
        if isinstance(layout, HoursLayout):
            paint_hours(painter, layout, seen, self._shades)
        elif isinstance(layout, RowsLayout):
            paint_rows(painter, layout, seen, self._shades)
        for at, rect in enumerate(layout.rects):
            if at not in layout.fixed and rect.intersects(seen):
                self._paint_item(painter, rect, at)
        if isinstance(layout, HoursLayout):
            paint_now(painter, layout, seen)
        self._paint_lift(painter, layout)
        painter.restore()
        if self._empty and self.drag is None:
            paint_empty(painter, body, self._empty)
        if isinstance(layout, HoursLayout):
            paint_hour_gutter(painter, layout, layout.head, seen)
        elif isinstance(layout, RowsLayout):
            paint_lane_gutter(painter, layout, layout.head, seen)
        counts = [0] * 7
        for block in self._blocks:
            counts[week.day_number(block.day)] += 1
        paint_head(painter, layout, seen.left(), counts, self.viewport().width())
        painter.setClipRect(QRect(layout.gutter, 0, room.width(), layout.head))
        for at in sorted(layout.fixed):
            self._paint_item(painter, self._on_screen(at), at)
        painter.end()

    def _paint_item(self, painter: QPainter, place: QRect, at: int) -> None:
        block = self.items_model.items()[at].block
        is_away = self.drag is not None and self.drag.line.id == block.line.id
        self._pictures.draw(painter, place, block, self.arrangement, chosen=block.line.id == self.chosen, away=is_away)
        if self._by_key and self.hasFocus() and self.currentIndex().row() == at:
            outline(painter, place.adjusted(-2, -2, 2, 2), "focus_outer", 2)
            outline(painter, place, "focus_inner", 2)

    def _paint_lift(self, painter: QPainter, layout: Layout) -> None:
        place = self._ghost_rect()
        if self.drag is None or place.isEmpty() or layout is not self._layout:
            return
        wish = self.drag.wish
        when = clock_range(wish.starts_at, wish.ends_at)
        paint_ghost(painter, place, when, self._title_of(self.drag.line), self.verdict)

    def _shades(self, number: int, lane: int) -> list[Shade]:
        week, layout = self._week, self._layout
        if week is None:
            return []
        venue = self._venue
        if isinstance(layout, RowsLayout):
            place = layout.lanes[lane].place if lane < len(layout.lanes) else None
            venue = self._venue_of(place[0]) if place is not None else venue
        elif self.drag is not None:
            # What is in the hand sees the hours of its own hall.
            venue = self._venue_of(self.drag.place[0])
        return shades(week, week.days[number].day, venue)

    # Geometry

    def _lay_out(self) -> None:
        week = self._week
        if week is None:
            return
        items = self.items_model.items()
        size = self.viewport().size()
        if self.arrangement is Arrangement.HOURS:
            self._layout = HoursLayout(week, items, size, self._rooms)
        else:
            self._layout = RowsLayout(week, items, size, self._lanes)
        self.updateGeometries()
        self.viewport().update()
        if self.drag is not None:
            self._place_bubble()

    def _room(self) -> QSize:
        """Return the size of the part of the body on screen."""
        layout = self._layout
        size = self.viewport().size()
        return size if layout is None else QSize(size.width() - layout.gutter, size.height() - layout.head)

    def _shift(self) -> QPoint:
        layout = self._layout
        if layout is None:
            return QPoint()
        return QPoint(layout.gutter - self.horizontalOffset(), layout.head - self.verticalOffset())

    def _on_screen(self, at: int) -> QRect:
        layout = self._layout
        if layout is None:
            return QRect()
        if at in layout.fixed:
            return layout.rects[at].translated(layout.gutter - self.horizontalOffset(), 0)
        return layout.rects[at].translated(self._shift())

    def _spot(self, point: QPoint) -> Spot | None:
        layout = self._layout
        return layout.spot(point - self._shift()) if layout is not None else None

    def _bring(self, rect: QRect, *, is_fixed: bool) -> None:
        room = self._room()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        if not is_fixed:
            if rect.bottom() > vertical.value() + room.height():
                vertical.setValue(rect.bottom() - room.height() + theme.px(8))
            if rect.top() < vertical.value():
                vertical.setValue(rect.top() - theme.px(8))
        if rect.right() > horizontal.value() + room.width():
            horizontal.setValue(rect.right() - room.width() + theme.px(8))
        if rect.left() < horizontal.value():
            horizontal.setValue(rect.left() - theme.px(8))

    def _scroll_to_morning(self) -> None:
        """Begin at the first meeting of the week, but no later than the usual morning."""
        layout = self._layout
        if isinstance(layout, RowsLayout):
            self.verticalScrollBar().setValue(0)
        if not isinstance(layout, HoursLayout) or self._room().height() < layout.hour:
            return
        self._shown_once = True
        starts = [block.start for block in self._blocks if block.line.time_is_known]
        first = min([_FIRST_SEEN, *starts])
        self.verticalScrollBar().setValue(layout.top_of(first) - theme.px(4))

    def _select(self, at: int) -> None:
        if 0 <= at < self.items_model.rowCount():
            index = self.items_model.index(at, 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
            self.viewport().update()

    def _current_id(self) -> UUID | None:
        block = self.current_block()
        return block.line.id if block is not None else None

    # What the hand adds

    def _week_shown(self) -> None:
        """Look again at what is in the hand: another week may have come under it."""

    def _title_of(self, line: SessionLine) -> str:
        at = self.items_model.place_of(line.id)
        return self.items_model.items()[at].block.title if at >= 0 else line.course_title

    def _venue_of(self, id_: UUID | None) -> Venue | None:
        venues = self._week.venues if self._week is not None else ()
        return next((one for one in venues if one.id == id_), None)

    def _ghost_rect(self) -> QRect:
        drag, layout = self.drag, self._layout
        if drag is None or layout is None:
            return QRect()
        lane: Hashable = drag.place
        if self.arrangement is Arrangement.PEOPLE:
            lane = self._hand_lane
        return layout.ghost(drag.day, drag.start, drag.end, lane)

    def _place_bubble(self) -> None:
        place = self._ghost_rect()
        layout = self._layout
        if layout is not None and not place.isEmpty():
            self.bubble.beside(place.translated(self._shift()), self._bubble_room())

    def _bubble_room(self) -> QRect:
        return self.viewport().rect().adjusted(4, 4, -4, -4)


def _room_lanes(venue: Venue | None, blocks: Sequence[Block]) -> tuple[Lane, ...]:
    """Return the rooms that divide the days of one hall: two to four, so that each stays readable."""
    if venue is None or not 2 <= len(venue.rooms) <= 4:
        return ()
    lanes = [Lane((venue.id, room.id), venue.name, room.name, (venue.id, room.id)) for room in venue.rooms]
    if any(block.line.room_id is None for block in blocks):
        lanes.append(Lane((venue.id, None), venue.name, _("部屋は未定"), (venue.id, None)))
    return tuple(lanes)
