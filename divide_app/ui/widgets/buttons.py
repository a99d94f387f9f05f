"""Buttons: one primary act per screen, secondary acts, and segmented choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QPushButton, QRadioButton, QSizePolicy, QWidget

from divide_app.ui import theme
from divide_app.ui.widgets.icons import icon, pixmap
from divide_app.ui.widgets.layouts import HBox, icon_size

_ICON_GAP = 4
"""Pixels at 100 % between a button's icon and its word, beside the four Qt leaves."""


class ButtonSize(StrEnum):
    """`OFFICE` is 36 px high, `SMALL` 32 (table rows, tool lines), `DOOR` 60 (reception)."""

    OFFICE = "office"
    SMALL = "small"
    DOOR = "door"


class Button(QPushButton):
    """A push button; use one of the named kinds below."""

    _kind = "secondary"
    _icon_colour = "accent"

    def __init__(
        self,
        text: str,
        on_click: Callable[[], object] | None = None,
        *,
        icon_name: str = "",
        size: ButtonSize = ButtonSize.OFFICE,
        accessible_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self._icon_edge = 24 if size is ButtonSize.DOOR else 18
        self.setProperty("kind", self._kind)
        self.setProperty("rank", size.value)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if accessible_name:
            self.setAccessibleName(accessible_name)
            self.setToolTip(accessible_name)
        if on_click is not None:
            # The `checked` argument of the signal is of no use to an act.
            self.clicked.connect(lambda _checked=False: on_click())
        if icon_name:
            self._draw()
            theme.watcher().changed.connect(self._draw)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with Enter as with Space; Qt leaves Enter to dialogs, and whoever works by keys expects it here.

        A key that is held down presses once: the next button the keyboard lands on is not pressed along.
        """
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not is_enter or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    def _draw(self) -> None:
        gap = _ICON_GAP if self.text() else 0
        self.setIcon(icon(self._icon_name, self._icon_colour, self._icon_edge, gap=gap))
        self.setIconSize(icon_size(self._icon_edge) + QSize(theme.px(gap), 0))


class PrimaryButton(Button):
    """The one main act of a screen or panel."""

    _kind = "primary"
    _icon_colour = "on_accent"


class SecondaryButton(Button):
    """Any other act."""


class QuietButton(Button):
    """An act without an edge, for tool lines and icon-only buttons (give those an `accessible_name`)."""

    _kind = "quiet"


class DangerButton(Button):
    """An act which takes something away; never the default."""

    _kind = "danger"
    _icon_colour = "trouble"


class LinkButton(Button):
    """An act inside running text, underlined (元に戻す, 理由を見る)."""

    _kind = "link"


class SegmentedControl(QWidget):
    """One choice of few, all visible: 月 | 週 | 一覧.

    Signals:
        chosen: Value of the segment the person pressed.
    """

    chosen = Signal(str)

    def __init__(
        self, items: Sequence[tuple[str, str]], *, accessible_name: str = "", parent: QWidget | None = None
    ) -> None:
        """Make one segment for each (value, word)."""
        super().__init__(parent)
        self.setObjectName("segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        row = HBox(spacing=0, margins=(0, 2), parent=self)
        for value, word in items:
            button = QPushButton(word)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("kind", "segment")
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)
            button.clicked.connect(lambda _checked=False, chosen=value: self.chosen.emit(chosen))
        if items:
            self._buttons[items[0][0]].setChecked(True)

    @property
    def value(self) -> str:
        """Value of the pressed segment ("" when there is none)."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Press a segment without emitting `chosen`.

        Raises:
            KeyError: No segment has this value.
        """
        self._buttons[value].setChecked(True)

    def set_word(self, value: str, word: str) -> None:
        """Change the word of a segment, e.g. to show a count."""
        self._buttons[value].setText(word)


def _paint_words(widget: QCheckBox | QRadioButton, painter: QPainter) -> None:
    left = theme.px(22) + theme.px(8)
    painter.setPen(theme.colour("text" if widget.isEnabled() else "text_off"))
    painter.setFont(widget.font())
    place = widget.rect().adjusted(left, 0, 0, 0)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic
    painter.drawText(place, int(flags), widget.text())


def _box(widget: QWidget) -> QRectF:
    edge = theme.px(22)
    return QRectF(1, (widget.height() - edge) / 2 + 1, edge - 2, edge - 2)


def _edge_colour(widget: QCheckBox | QRadioButton) -> QColor:
    if not widget.isEnabled():
        return theme.colour("edge_soft")
    return theme.colour("accent" if widget.isChecked() else "edge")


class CheckBox(QCheckBox):
    """A tick box drawn with our own tick, since a style sheet cannot tint one."""

    def sizeHint(self) -> QSize:
        """Return the room of box and words."""
        width = self.fontMetrics().horizontalAdvance(self.text().replace("&", "")) + theme.px(22 + 8 + 4)
        return QSize(width, theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, tick and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = _box(self)
        ticked = self.isChecked()
        painter.setPen(QPen(_edge_colour(self), max(1.5, theme.px(2) * 0.8)))
        painter.setBrush(theme.colour("accent" if ticked and self.isEnabled() else "surface"))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        if ticked:
            tick = pixmap("check", "on_accent" if self.isEnabled() else "text_off", 18)
            painter.drawPixmap(round(box.left() + 1), round(box.top() + 1), tick)
        _paint_words(self, painter)
        painter.end()


class RadioButton(QRadioButton):
    """A round choice, drawn like `CheckBox`."""

    def sizeHint(self) -> QSize:
        """Return the room of circle and words."""
        width = self.fontMetrics().horizontalAdvance(self.text().replace("&", "")) + theme.px(22 + 8 + 4)
        return QSize(width, theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw circle, dot and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = _box(self)
        painter.setPen(QPen(_edge_colour(self), max(1.5, theme.px(2) * 0.8)))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(box)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent" if self.isEnabled() else "text_off"))
            inset = theme.px(5)
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
        _paint_words(self, painter)
        painter.end()
