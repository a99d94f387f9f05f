"""One person at the door as a large card: furigana, name, needs and presence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.lines import DoorPerson
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.people_words import needs_words
from divide_app.wording.bands import band_label
from divide_app.wording.dates import clock
from divide_app.wording.labels import label

_MENU_EDGE = 48
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def shown_name(person: DoorPerson) -> str:
    """Return the name on the card; a walk-in who gave none is named by what is known."""
    if person.name:
        return person.name
    return _("飛び込みの方")


def apart_words(person: DoorPerson) -> str:
    """Return what tells namesakes apart: 70〜74歳・3番."""
    number = _("{place}番").format(place=person.place) if person.place else ""
    return _("・").join(part for part in (band_label(person.band) if person.band else "", number) if part)


class NameCard(QAbstractButton):
    """A large card; its … opens what else can be done with somebody who has come.

    Signals:
        menu_wanted: The person asked for the other acts.
        stepped: An arrow key wants another card (columns, rows).
    """

    menu_wanted = Signal()
    stepped = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.person: DoorPerson | None = None
        self.is_namesake = False
        self._is_late = False
        self._left_early = False
        self._is_outstanding = False
        self.by_keys = False
        """The last press came from the keyboard."""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.watcher().changed.connect(self.updateGeometry)

    def show_person(
        self,
        person: DoorPerson,
        *,
        is_late: bool,
        left_early: bool = False,
        is_outstanding: bool = False,
        is_namesake: bool = False,
    ) -> None:
        """Show somebody.

        Args:
            person: Who.
            is_late: They came after the start.
            left_early: They went before the end.
            is_outstanding: They were pressed, and this could not be recorded yet.
            is_namesake: Somebody else of the same name is expected: the card says age and number, too.
        """
        self.is_namesake = is_namesake
        self.person, self._is_late, self._left_early = person, is_late, left_early
        self._is_outstanding = is_outstanding
        self.setAccessibleName(
            _("、").join(part for part in (shown_name(person), self.above_words(), self.state_words()) if part)
        )
        self.update()

    def above_words(self) -> str:
        """Return the line above the name: the reading, of namesakes with what tells them apart."""
        person = self.person
        if person is None:
            return ""
        if self.is_namesake:
            return "　".join(part for part in (apart_words(person), person.kana) if part)
        return person.kana or (band_label(person.band) if person.is_walk_in else "")

    def state_words(self) -> str:
        """Return the line under the name: 受付済み 9:48, 退室, キャンセル待ち 2番, or the needs."""
        person = self.person
        if person is None:
            return ""
        if self._is_outstanding:
            return _("まだ記録できていません")
        if person.present and person.first_in is not None:
            words = _("受付済み {time}").format(time=clock(person.first_in))
            if self._is_late:
                words += _("(遅れて来場)")
            if self._left_early and person.last_out is not None:
                return words + _("・退室 {time}(早退)").format(time=clock(person.last_out))
            return words if person.is_inside else words + _("・退室")
        if person.status is ApplicationStatus.WAITING and person.place:
            return _("キャンセル待ち {place}番").format(place=person.place)
        if person.status not in {ApplicationStatus.ACCEPTED, None}:
            return label(person.status)
        return needs_words(person.needs, person.needs_text)

    def short_words(self) -> str:
        """Return the same in few letters, for a narrow card: 10:12 遅刻, 退室 11:00 早退."""
        person = self.person
        if person is None or self._is_outstanding or not person.present or person.first_in is None:
            return self.state_words()
        if not person.is_inside and person.last_out is not None:
            words = _("退室 {time}").format(time=clock(person.last_out))
            return words + " " + _("早退") if self._left_early else words
        words = _("受付済み {time}").format(time=clock(person.first_in))
        return words + " " + _("遅刻") if self._is_late else words

    def sizeHint(self) -> QSize:
        """Return the room of three lines."""
        return QSize(theme.px(260), theme.px(100))

    def minimumSizeHint(self) -> QSize:
        """Return the least room for a name."""
        return QSize(theme.px(200), theme.px(100))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw card and words."""
        person = self.person
        if person is None:
            return
        came = person.present
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge, width = self._colours(came=came)
        painter.setPen(QPen(edge, width))
        painter.setBrush(ground)
        radius = theme.px(12)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), radius, radius)
        inner = QRectF(self.rect()).adjusted(
            theme.px(16), theme.px(8), -theme.px(_MENU_EDGE if came else 12), -theme.px(8)
        )
        self._words(painter, inner, person)
        if came:
            self._dots(painter)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Receive with Enter as with the space bar, and go to another card with the arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(*step)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.by_keys = True
                self.click()
        else:
            self.by_keys = True
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note that the mouse did it."""
        self.by_keys = False
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the other acts with the menu key or the right button."""
        if self.person is not None and self.person.present:
            self.menu_wanted.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the other acts when the dots were pressed."""
        person = self.person
        on_dots = event.position().x() >= self.width() - theme.px(_MENU_EDGE)
        if person is not None and person.present and on_dots and event.button() is Qt.MouseButton.LeftButton:
            self.setDown(False)
            self.menu_wanted.emit()
            return
        super().mouseReleaseEvent(event)

    def _colours(self, *, came: bool) -> tuple[QColor, QColor, float]:
        if self.isDown():
            return theme.colour("accent_soft_hover"), theme.colour("accent"), 2.0
        if came:
            return theme.colour("done_soft"), theme.colour("done"), 2.0
        ground = theme.colour("accent_soft" if self.underMouse() else "surface")
        return ground, theme.colour("accent" if self.underMouse() else "edge_soft"), 1.5

    def _words(self, painter: QPainter, place: QRectF, person: DoorPerson) -> None:
        small = theme.font("small")
        painter.setFont(small)
        painter.setPen(theme.colour("text_soft"))
        line = QFontMetrics(small).height()
        if self.is_namesake:
            painter.setFont(theme.font("small", bold=True))
            painter.setPen(theme.colour("warn"))
        above = self.above_words()
        painter.drawText(QRectF(place.left(), place.top(), place.width(), line), _elided(painter, above, place.width()))
        name = shown_name(person)
        size = theme.tokens().type["door_name"]
        font = theme.font(size, bold=True)
        # A long name gets smaller before it gets cut.
        while size > 18 and QFontMetrics(font).horizontalAdvance(name) > place.width():
            size -= 2
            font = theme.font(size, bold=True)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        middle = QRectF(place.left(), place.top() + line, place.width(), place.height() - 2 * line - theme.px(2))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(middle, flags, _elided(painter, name, place.width()))
        role, picture = ("done", "check") if person.present else ("warn", "info")
        # Below the dots there is room again.
        wide = self.width() - place.left() - theme.px(12)
        below = QRectF(place.left(), place.bottom() - line, wide, line)
        metrics = QFontMetrics(theme.font("small", bold=True))
        words = self.state_words()
        if metrics.horizontalAdvance(words) > wide - theme.px(20):
            words = self.short_words()
        if not words:
            return
        edge = theme.px(16)
        painter.drawPixmap(round(below.left()), round(below.center().y() - edge / 2), pixmap(picture, role, 16))
        painter.setFont(theme.font("small", bold=True))
        painter.setPen(theme.colour(role))
        rest = below.adjusted(theme.px(20), 0, 0, 0)
        painter.drawText(rest, flags, _elided(painter, words, rest.width()))

    def _dots(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text_soft"))
        left = self.width() - theme.px(_MENU_EDGE) / 2
        for step in (-1, 0, 1):
            painter.drawEllipse(
                QRectF(
                    left - theme.px(2), self.height() / 2 + step * theme.px(9) - theme.px(2), theme.px(4), theme.px(4)
                )
            )


def _elided(painter: QPainter, text: str, width: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
