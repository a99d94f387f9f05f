"""The navigation rail: a labelled button for each screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.shell import ScreenEntry
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.layouts import VBox

NARROW = 108
"""Width of the narrow rail in pixels at 100 %: the longest word at the small size."""
_NARROW_BUTTON = 50


class RailButton(QPushButton):
    """Icon, word and a number of things waiting; the chosen one is marked by ground, weight and colour."""

    def __init__(self, entry: ScreenEntry, shortcut: str) -> None:
        super().__init__(entry.title)
        self._icon_name = entry.icon
        self._number = 0
        self._is_narrow = False
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{entry.title}  {shortcut}" if shortcut else entry.title)
        self._name()
        theme.watcher().changed.connect(self.updateGeometry)

    def set_number(self, number: int) -> None:
        """Show how many things wait there; 0 shows none."""
        self._number = number
        self._name()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Put the word under the icon, small, or beside it."""
        self._is_narrow = narrow
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the rail: Qt's own way among buttons stops where Tab does not."""
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _name(self) -> None:
        told = _("{title}、{number}件").format(title=self.text(), number=self._number) if self._number else self.text()
        self.setAccessibleName(told)

    def sizeHint(self) -> QSize:
        """Return 44 px of height at 100 %, a little more where the word stands under the icon."""
        if self._is_narrow:
            return QSize(theme.px(NARROW - 8), theme.px(_NARROW_BUTTON))
        return QSize(theme.px(180), theme.px(theme.tokens().size["rail_button"]))

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(theme.px(60 if self._is_narrow else 120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, word and number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.isChecked()
        if here or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft" if here else "hover"))
            if here and theme.colour("accent_edge") != theme.colour("accent_soft"):
                painter.setPen(theme.colour("accent_edge"))
            radius = theme.px(theme.tokens().radius["control"])
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)
        tint = "accent" if here else "text_soft"
        picture = pixmap(self._icon_name, tint, 20)
        edge = theme.px(20)
        painter.setFont(theme.font("small" if self._is_narrow else "body", bold=here))
        painter.setPen(theme.colour("accent" if here else "text"))
        if self._is_narrow:
            line = painter.fontMetrics().height()
            top = (self.height() - edge - line - theme.px(2)) // 2
            painter.drawPixmap((self.width() - edge) // 2, top, picture)
            words = self.rect().adjusted(2, top + edge + theme.px(2), -2, 0)
            flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
            text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        else:
            painter.drawPixmap(theme.px(12), (self.height() - edge) // 2, picture)
            words = self.rect().adjusted(theme.px(42), 0, -theme.px(8), 0)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            text = self.text()
        painter.drawText(words, int(flags), text)
        if self._number:
            self._paint_number(painter)
        painter.end()

    def _paint_number(self, painter: QPainter) -> None:
        text = str(self._number) if self._number < 100 else "99+"
        painter.setFont(theme.font("badge", bold=True))
        width = max(painter.fontMetrics().horizontalAdvance(text) + theme.px(12), theme.px(22))
        place = self.rect()
        top = theme.px(2) if self._is_narrow else (self.height() - theme.px(20)) // 2
        left = self.width() - width - theme.px(2 if self._is_narrow else 12)
        place.setRect(left, top, width, theme.px(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("badge"))
        painter.drawRoundedRect(place, theme.px(10), theme.px(10))
        painter.setPen(theme.colour("on_badge"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)


class Rail(QWidget):
    """The buttons at the left."""

    def __init__(self, entries: Sequence[ScreenEntry], go: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("画面の一覧"))
        self._is_narrow = False
        brand, words = QLabel(_("かけはし")), QLabel(_("講座の予定・受付・報告"))
        brand.setObjectName("brand")
        words.setObjectName("brand_words")
        words.setWordWrap(True)  # an English line is longer than the rail is wide
        self._brand = QWidget()
        VBox(brand, words, spacing=0, margins=(12, 0, 0, 14), parent=self._brand)
        column = VBox(self._brand, spacing=2, margins=(8, 14, 8, 12), parent=self)
        self.buttons: dict[str, RailButton] = {}
        shown = [entry for entry in entries if entry.in_rail]
        upper = [entry for entry in shown if not entry.at_bottom]
        lower = [entry for entry in shown if entry.at_bottom]
        for place, entry in enumerate([*upper, *lower]):
            if entry in lower and not any(seen in lower for seen in shown[:place] if seen.key in self.buttons):
                column.add(None)
            shortcut = f"Alt+{place + 1}" if place < 9 else ""
            button = RailButton(entry, shortcut)
            button.clicked.connect(lambda _checked=False, key=entry.key: go(key))
            self.buttons[entry.key] = button
            column.add(button)
        if not lower:
            column.add(None)

        theme.watcher().changed.connect(self._rescale)
        self._rescale()

    @property
    def is_narrow(self) -> bool:
        """Whether the words stand under the icons."""
        return self._is_narrow

    def set_narrow(self, narrow: bool) -> None:
        """Give the screen more room: icons with small words under them."""
        if narrow == self._is_narrow:
            return
        self._is_narrow = narrow
        self._brand.setVisible(not narrow)
        for button in self.buttons.values():
            button.set_narrow(narrow)
        self._rescale()

    def mark(self, key: str) -> None:
        """Show which screen is on; Tab stops at its button only, and the arrows go from there."""
        for name, button in self.buttons.items():
            button.setChecked(name == key)
            is_stop = name == key or (key not in self.buttons and button is next(iter(self.buttons.values())))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down among the buttons with the arrows."""
        shown = list(self.buttons.values())
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        now = next((at for at, button in enumerate(shown) if button.hasFocus()), None)
        if step is None or now is None:
            super().keyPressEvent(event)
            return
        shown[(now + step) % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)

    def _rescale(self) -> None:
        self.setFixedWidth(theme.px(NARROW if self._is_narrow else theme.tokens().size["rail"]))
