"""Paints the background of a week: days, hours or lanes, closed hours, and the line of the present time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPen

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.schedule.week import DAY_MINUTES, Shade, Week, WeekDay, clock_of, minute_of
from divide_app.ui.screens.schedule.week_layout import HoursLayout, Layout, RowsLayout
from divide_app.ui.screens.schedule.week_paint import CENTRE, LEFT, RIGHT, line_height
from divide_app.wording.dates import weekday

Shades = Callable[[int, int], list[Shade]]
"""The shut minutes of a day (0 to 6) in a room or row (number)."""

_HEAD_LINE = 24


def paint_hours(painter: QPainter, layout: HoursLayout, seen: QRect, shades: Shades) -> None:
    """Draw the body of a week of hours; `seen` is the part on screen, in the body's pixels."""
    painter.fillRect(seen, theme.colour("surface"))
    for number, (left, width) in enumerate(layout.days):
        if left > seen.right() or left + width < seen.left():
            continue
        for room, (start, room_width) in enumerate(layout.columns(number)):
            for shade in shades(number, room):
                top = max(seen.top() - 1, layout.top_of(max(shade.start, layout.first_minute)))
                bottom = min(seen.bottom() + 1, layout.top_of(min(shade.end, DAY_MINUTES)))
                paint_shade(painter, QRect(start, top, room_width, bottom - top), shade.words)
            if room:
                painter.fillRect(start, seen.top(), 1, seen.height(), theme.colour("grid"))
        painter.fillRect(left + width - 1, seen.top(), 1, seen.height(), theme.colour("line"))
    for hour in range(layout.first_minute // 60, 25):
        top = layout.top_of(hour * 60)
        if seen.top() <= top <= seen.bottom():
            painter.fillRect(seen.left(), top, seen.width(), 1, theme.colour("grid"))


def paint_rows(painter: QPainter, layout: RowsLayout, seen: QRect, shades: Shades) -> None:
    """Draw the body of a week of rows."""
    painter.fillRect(seen, theme.colour("surface"))
    for row, (top, height) in enumerate(layout.rows):
        if top > seen.bottom() or top + height < seen.top():
            continue
        for number, (left, width) in enumerate(layout.days):
            if left > seen.right() or left + width < seen.left():
                continue
            for shade in shades(number, row):
                if shade.start == 0 and shade.end == DAY_MINUTES:
                    paint_shade(painter, QRect(left, top, width, height), shade.words)
        painter.fillRect(seen.left(), top + height - 1, seen.width(), 1, theme.colour("grid"))
    for left, width in layout.days:
        painter.fillRect(left + width - 1, seen.top(), 1, seen.height(), theme.colour("line"))


def paint_shade(painter: QPainter, place: QRect, words: str) -> None:
    """Draw shut time: its ground, slanted lines on it, and the reason in words."""
    if place.height() <= 0:
        return
    painter.fillRect(place, theme.colour("closed"))
    painter.fillRect(place, QBrush(theme.colour("line"), Qt.BrushStyle.BDiagPattern))
    painter.setFont(theme.font("small"))
    metrics = painter.fontMetrics()
    height = metrics.height() + theme.px(4)
    if place.height() < height:
        return
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width() - theme.px(12))
    width = metrics.horizontalAdvance(shown) + theme.px(8)
    top = place.bottom() - height if words == _("開館前") else place.top() + theme.px(2)
    label = QRect(place.left() + theme.px(3), top, width, height)
    painter.fillRect(label, theme.colour("closed"))
    painter.setPen(theme.colour("warn"))
    painter.drawText(label.adjusted(theme.px(4), 0, 0, 0), LEFT, shown)


def paint_now(painter: QPainter, layout: HoursLayout, seen: QRect) -> None:
    """Draw the line of this moment across today."""
    week = layout.week
    for number, day in enumerate(week.days):
        if day.is_today:
            left, width = layout.days[number]
            top = layout.top_of(minute_of(week.now, day.day))
            if seen.top() <= top <= seen.bottom():
                painter.save()
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.fillRect(left, top - 1, width, theme.px(2), theme.colour("accent"))
                painter.setPen(QPen(theme.colour("surface"), 1))
                painter.setBrush(theme.colour("accent"))
                radius = theme.px(5)
                painter.drawEllipse(left, top - radius, 2 * radius, 2 * radius)
                painter.restore()


def paint_hour_gutter(painter: QPainter, layout: HoursLayout, top: int, seen: QRect) -> None:
    """Draw the hours at the left; `top` is where the body begins, `seen` the part of the body on screen."""
    place = QRect(0, top, layout.gutter, seen.height())
    painter.fillRect(place, theme.colour("surface"))
    painter.fillRect(layout.gutter - 1, top, 1, seen.height(), theme.colour("line"))
    painter.save()
    painter.setClipRect(place)
    painter.setFont(theme.font("small"))
    height = painter.fontMetrics().height()
    today = next((day for day in layout.week.days if day.is_today), None)
    now = None if today is None else layout.top_of(minute_of(layout.week.now, today.day)) - seen.top() + top
    for hour in range(layout.first_minute // 60, 24):
        at = layout.top_of(hour * 60) - seen.top() + top
        is_hidden = now is not None and at - height // 2 < now < at + 3 * height // 2 + theme.px(2)
        if at > top + seen.height() or at + height < top or is_hidden:
            continue
        painter.setPen(theme.colour("text_soft"))
        box = QRect(0, at + theme.px(2), layout.gutter - theme.px(8), height)
        painter.drawText(box, RIGHT, clock_of(hour * 60))
    if today is not None and now is not None:
        minute = minute_of(layout.week.now, today.day)
        painter.setFont(theme.font("small", bold=True))
        box = QRect(theme.px(2), now - height // 2 - 1, layout.gutter - theme.px(4), height + 2)
        painter.fillRect(box, theme.colour("surface"))
        painter.setPen(theme.colour("accent"))
        painter.drawText(box, CENTRE, clock_of(minute))
    painter.restore()


def paint_lane_gutter(painter: QPainter, layout: RowsLayout, top: int, seen: QRect) -> None:
    """Draw the names of the rows at the left."""
    place = QRect(0, top, layout.gutter, seen.height())
    painter.fillRect(place, theme.colour("surface"))
    painter.save()
    painter.setClipRect(place)
    before = ""
    for lane, (start, height) in zip(layout.lanes, layout.rows, strict=True):
        at = start - seen.top() + top
        is_first = lane.name != before
        before = lane.name
        if at > top + seen.height() or at + height < top:
            continue
        inner = QRect(theme.px(10), at, layout.gutter - theme.px(16), height - 1)
        strong, small = theme.font("small", bold=True), theme.font("small")
        line = line_height()
        if lane.below and height >= 2 * line + 4:
            upper = QRect(inner.left(), at + (height - 2 * line) // 2, inner.width(), line)
            _words(painter, upper, lane.name, strong, "text" if is_first else "text_faint")
            _words(painter, upper.translated(0, line), lane.below, small, "text_soft")
        elif lane.below:
            _words(painter, inner, f"{lane.name} {lane.below}" if is_first else lane.below, small, "text_soft")
        else:
            _words(painter, inner, lane.name, strong, "text")
        painter.fillRect(0 if is_first else inner.left(), at - 1, layout.gutter, 1, theme.colour("grid"))
    painter.restore()
    painter.fillRect(layout.gutter - 1, top, 1, seen.height(), theme.colour("line"))


def paint_head(painter: QPainter, layout: Layout, offset: int, counts: list[int], total_width: int) -> None:
    """Draw the days at the top; `offset` is how far the body is scrolled to the side."""
    painter.fillRect(0, 0, total_width, layout.head, theme.colour("surface"))
    painter.save()
    painter.setClipRect(QRect(layout.gutter, 0, total_width - layout.gutter, layout.head))
    for number, day in enumerate(layout.week.days):
        left, width = layout.days[number]
        place = QRect(layout.gutter + left - offset, 0, width, layout.head)
        _paint_day(painter, place, day, counts[number])
        if isinstance(layout, HoursLayout) and layout.rooms:
            top = theme.px(_HEAD_LINE) * 2 - theme.px(2)
            for room, (start, room_width) in enumerate(layout.columns(number)):
                box = QRect(layout.gutter + start - offset + theme.px(4), top, room_width - theme.px(6), theme.px(22))
                _words(painter, box, layout.rooms[room].below, theme.font("small"), "text_soft")
    painter.restore()
    painter.fillRect(0, layout.head - 1, total_width, 1, theme.colour("edge"))


def _paint_day(painter: QPainter, place: QRect, day: WeekDay, count: int) -> None:
    role = "text"
    if day.is_holiday or day.day.weekday() == 6:
        role = "sunday"
    elif day.day.weekday() == 5:
        role = "saturday"
    if day.off:
        painter.fillRect(place.adjusted(0, 0, -1, -1), theme.colour("closed"))
    line = theme.px(_HEAD_LINE)
    font = theme.font(bold=True)
    words = f"{day.day.day} {weekday(day.day)}"
    if QFontMetrics(font).horizontalAdvance(words) > place.width() - theme.px(12):
        words = str(day.day.day)
    upper = QRect(place.left() + theme.px(8), place.top() + theme.px(1), place.width() - theme.px(14), line)
    width = QFontMetrics(font).horizontalAdvance(words)
    painter.setFont(font)
    if day.is_today:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        pill = QRect(upper.left() - theme.px(5), upper.top() + theme.px(2), width + theme.px(12), line - theme.px(2))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.restore()
        role = "on_accent"
    painter.setPen(theme.colour(role))
    painter.drawText(upper, LEFT, words)
    right = upper.adjusted(width + theme.px(12), 0, 0, 0)
    if count and right.width() > theme.px(24):
        small = theme.font("small")
        times = _("{count}回").format(count=count)
        fits = QFontMetrics(small).horizontalAdvance(times) <= right.width()
        _words(painter, right, times if fits else str(count), small, "text_soft", RIGHT)
    lower = QRect(upper.left(), place.top() + line, upper.width(), theme.px(20))
    below = _("・").join(part for part in (_("今日") if day.is_today else "", day.off) if part)
    _words(painter, lower, below, theme.font("small"), "warn" if day.off else "accent")
    painter.fillRect(place.right(), place.top(), 1, place.height(), theme.colour("line"))


def _words(painter: QPainter, place: QRect, text: str, font: QFont, role: str, flags: int = LEFT) -> None:
    painter.setFont(font)
    painter.setPen(theme.colour(role))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, flags | int(Qt.TextFlag.TextSingleLine), shown)


def paint_empty(painter: QPainter, body: QRect, words: str) -> None:
    """Say in the middle of the body that there is nothing, on ground of its own so that no line runs through."""
    painter.setFont(theme.font())
    metrics = painter.fontMetrics()
    size = metrics.boundingRect(QRect(0, 0, body.width() - theme.px(80), 0), int(Qt.TextFlag.TextWordWrap), words)
    place = QRect(0, 0, size.width() + theme.px(32), size.height() + theme.px(24))
    place.moveCenter(body.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.setBrush(theme.colour("surface"))
    radius = theme.px(theme.tokens().radius["card"])
    painter.drawRoundedRect(place, radius, radius)
    painter.setPen(theme.colour("text_soft"))
    painter.drawText(place, CENTRE | int(Qt.TextFlag.TextWordWrap), words)
    painter.restore()


def counted(week: Week, blocks: int) -> str:
    """Return what the whole picture says to those who hear it."""
    return _("{count}回の予定").format(count=blocks) if blocks and week.days else _("この週に回はありません")
