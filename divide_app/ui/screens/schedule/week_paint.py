"""Paints one meeting of a week; the pictures are cached for scrolling and dragging."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap

from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.schedule.clash_check import Verdict, headline
from divide_app.ui.screens.schedule.week import Arrangement, Block
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.labels import CHIP_ICONS, ChipKind, chip_colours
from divide_app.ui.widgets.stripes import paint_stripe
from divide_app.ui.widgets.wrapped import wrapped
from divide_app.wording.dates import clock

LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_STRIPE = 5  # pixels at 100 %
_PAD = 3
_ICON = 15
_NARROW = 66


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of words: their font and colour role, and a small icon before them."""

    text: str
    font: QFont
    role: str
    icon: str = ""


class BlockPictures:
    """Pictures of blocks by size; forgotten when the week or the look changes."""

    def __init__(self, ratio: Callable[[], float]) -> None:
        self._ratio = ratio
        self._kept: dict[tuple[object, ...], QPixmap] = {}
        theme.watcher().changed.connect(self.forget)

    def forget(self) -> None:
        """Draw everything again."""
        self._kept.clear()

    def draw(
        self, painter: QPainter, place: QRect, block: Block, arrangement: Arrangement, *, chosen: bool, away: bool
    ) -> None:
        """Draw a block; `away` fades what is in the hand."""
        key = (block, place.width(), place.height(), arrangement)
        picture = self._kept.get(key)
        if picture is None:
            picture = self._kept[key] = self._picture(place.size(), block, arrangement)
        if away:
            painter.setOpacity(0.4)
        painter.drawPixmap(place.topLeft(), picture)
        painter.setOpacity(1)
        if chosen:
            outline(painter, place, "accent", 2)

    def _picture(self, size: QSize, block: Block, arrangement: Arrangement) -> QPixmap:
        ratio = self._ratio()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_block(painter, QRect(QPoint(0, 0), size), block, arrangement)
        painter.end()
        return picture


def line_height() -> int:
    """Return the height of a line of small words with the air Japanese needs between lines."""
    return QFontMetrics(theme.font("small")).height() + theme.px(2)


def outline(painter: QPainter, place: QRect, role: str, width: float, *, dashed: bool = False) -> None:
    """Draw the rounded edge of a block."""
    pen = QPen(theme.colour(role), width)
    if dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = theme.px(theme.tokens().radius["small"])
    half = width / 2
    painter.drawRoundedRect(QRectF(place).adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def paint_block(painter: QPainter, place: QRect, block: Block, arrangement: Arrangement) -> None:
    """Draw ground, stripe and as many words as there is room for, the most telling ones first.

    The stripe tells the hall; in the rows of halls, where that is said already, it tells the subject.
    """
    word, ground, edge = chip_colours(block.kind)
    radius = theme.px(theme.tokens().radius["small"])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(QRectF(place), radius, radius)
    stripe = QRect(place.left(), place.top(), theme.px(_STRIPE), place.height())
    paint_stripe(painter, stripe, block.stripes[1 if arrangement is Arrangement.PLACES else 0])
    is_off = block.line.state is SessionState.CANCELLED
    plain_edge = "accent" if block.kind is ChipKind.INFO else word
    outline(painter, place, edge if edge != ground else plain_edge, 1, dashed=is_off)
    inner = place.adjusted(theme.px(_STRIPE + _PAD), theme.px(1), -theme.px(_PAD - 1), -theme.px(1))
    if arrangement is not Arrangement.HOURS:
        _paint_card(painter, inner, block, word)
        return
    height = line_height()
    room = max(1, inner.height() // height)
    lines = _flat(block, inner.width(), word) if room == 1 else _lines(block, inner.width(), room, word)
    top = inner.top() if room > 1 else inner.top() + (inner.height() - height) // 2
    for line in lines:
        _draw_line(painter, QRect(inner.left(), top, inner.width(), height), line)
        top += height


def _paint_card(painter: QPainter, place: QRect, block: Block, word: str) -> None:
    """Draw two lines, hours and figures above, the title below: in rows the place says no time."""
    small, strong = _fonts(block)
    upper = QRect(place.left(), place.top(), place.width(), place.height() // 2)
    right = upper.right()
    icon = CHIP_ICONS[block.kind]
    if icon:
        edge = theme.px(_ICON)
        right -= edge
        painter.drawPixmap(right, upper.center().y() - edge // 2 + 1, pixmap(icon, word, _ICON))
    words = block.figures or block.state
    width = QFontMetrics(small).horizontalAdvance(words) + theme.px(4)
    shown = _hours(block, right - upper.left() - theme.px(2), small)
    painter.setFont(small)
    if upper.left() + QFontMetrics(small).horizontalAdvance(shown) + width <= right:
        painter.setPen(theme.colour(word if icon else "text"))
        painter.drawText(QRect(right - width, upper.top(), width - theme.px(2), upper.height()), RIGHT, words)
    painter.setPen(theme.colour("text_soft"))
    painter.drawText(upper, LEFT | int(Qt.TextFlag.TextSingleLine), shown)
    role = word if block.kind is ChipKind.NEUTRAL else "text"
    lower = QRect(place.left(), upper.bottom() + 1, place.width(), place.height() - upper.height())
    for text in wrapped(block.title, strong, place.width(), 1):
        _draw_line(painter, lower, _Line(text, strong, role))


def _draw_line(painter: QPainter, place: QRect, line: _Line) -> None:
    if line.icon:
        edge = theme.px(_ICON)
        painter.drawPixmap(place.left(), place.center().y() - edge // 2 + 1, pixmap(line.icon, line.role, _ICON))
        place = place.adjusted(edge + theme.px(3), 0, 0, 0)
    painter.setFont(line.font)
    painter.setPen(theme.colour(line.role))
    painter.drawText(place, LEFT | int(Qt.TextFlag.TextSingleLine), line.text)


def _fonts(block: Block) -> tuple[QFont, QFont]:
    small, strong = theme.font("small"), theme.font("small", bold=True)
    strong.setStrikeOut(block.line.state is SessionState.CANCELLED)
    return small, strong


def _flat(block: Block, width: int, word: str) -> list[_Line]:
    """Return the one line of a very short meeting."""
    _small, strong = _fonts(block)
    role = word if block.kind is ChipKind.NEUTRAL else "text"
    icon = CHIP_ICONS[block.kind]
    room = width - (theme.px(_ICON + 3) if icon else 0)
    return [_Line(line, strong, role, icon) for line in wrapped(block.title, strong, room, 1)]


def _lines(block: Block, width: int, room: int, word: str) -> list[_Line]:
    """Return the lines of a meeting: title, hours, state where it needs somebody, place, people, figures."""
    small, strong = _fonts(block)
    title_role = word if block.kind is ChipKind.NEUTRAL else "text"
    figures = _figures(block, width, small, word)
    hours = _hours(block, width, small)
    with_hours = QFontMetrics(small).horizontalAdvance(hours) <= width  # else its place says the hour
    spare = room - int(with_hours) - len(figures)
    # In a narrow meeting two signs of a hall's name say nothing, and the stripe tells the hall.
    is_narrow = width < theme.px(_NARROW)
    title = wrapped(block.title, strong, width, max(1, spare if is_narrow else min(3, spare)))
    spare = room - len(title) - len(figures)
    rest: list[_Line] = []
    if spare > 0 and with_hours:
        rest.append(_Line(hours, small, "text_soft"))
        spare -= 1
    if is_narrow:
        return [*(_Line(text, strong, title_role) for text in title), *rest, *figures][:room]
    names = wrapped(block.place, small, width, min(2, spare))
    rest += [_Line(text, small, "text_soft") for text in names]
    spare -= len(names)
    helpers = wrapped(block.people, small, width, min(2, spare))
    rest += [_Line(text, small, "text_soft") for text in helpers]
    return [*(_Line(text, strong, title_role) for text in title), *rest, *figures][:room]


def _hours(block: Block, width: int, font: QFont) -> str:
    if not block.line.time_is_known or QFontMetrics(font).horizontalAdvance(block.hours) <= width:
        return block.hours
    start = clock(block.line.starts_at)
    with_sign = _("{start}〜").format(start=start)
    return with_sign if QFontMetrics(font).horizontalAdvance(with_sign) <= width else start


def _figures(block: Block, width: int, small: QFont, word: str) -> list[_Line]:
    """Return the last line: figures and state together where they fit, else what needs somebody.

    Figures that are cut off would be other figures: without room for them the panel tells.
    """
    icon = CHIP_ICONS[block.kind]
    room = width - (theme.px(_ICON + 3) if icon else 0)
    metrics = QFontMetrics(small)
    # What is merely planned needs no word; everything else says its state.
    state = "" if block.kind is ChipKind.INFO else block.state
    both = " ".join(part for part in (block.figures, state) if part)
    if not both:
        return []
    if metrics.horizontalAdvance(both) <= room:
        return [_Line(both, small, word if state else "text", icon)]
    if block.figures and metrics.horizontalAdvance(block.figures) > room:
        # Too narrow for both beside each other: the sign stands above the figures.
        signs = [_Line("", small, word, icon)] if icon else []
        fits_alone = metrics.horizontalAdvance(block.figures) <= width
        return [*signs, _Line(block.figures, small, word)] if icon and fits_alone else signs
    fits = state and metrics.horizontalAdvance(state) <= room
    shown = state if (fits and block.kind is ChipKind.TROUBLE) or not block.figures else block.figures
    return [_Line(text, small, word, icon) for text in wrapped(shown, small, room, 1)]


def paint_ghost(painter: QPainter, place: QRect, when: str, title: str, verdict: Verdict) -> None:
    """Draw the meeting in the hand: where it would go, and by icon, word and edge whether it may."""
    word, icon, role = headline(verdict)
    radius = theme.px(theme.tokens().radius["small"])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("surface"))
    painter.drawRoundedRect(QRectF(place), radius, radius)
    outline(painter, place, role, theme.px(2), dashed=True)
    inner = place.adjusted(theme.px(8), theme.px(3), -theme.px(5), -theme.px(3))
    strong, small = theme.font("small", bold=True), theme.font("small")
    height = line_height()
    room = max(1, inner.height() // height)
    lines = [_Line(text, strong, role, icon) for text in wrapped(when, strong, inner.width() - theme.px(_ICON + 3), 1)]
    if room > 1:
        lines += [_Line(text, strong, "text") for text in wrapped(title, strong, inner.width(), min(2, room - 1))]
    if room > len(lines):
        lines += [_Line(text, small, role) for text in wrapped(word, small, inner.width(), room - len(lines))]
    top = inner.top()
    for line in lines[:room]:
        _draw_line(painter, QRect(inner.left(), top, inner.width(), height), line)
        top += height
    painter.restore()
