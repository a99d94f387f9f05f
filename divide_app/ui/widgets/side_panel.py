"""The panel beside a list, or in its place when the window is narrow or the text large."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.widgets.buttons import ButtonSize, QuietButton
from divide_app.ui.widgets.layouts import HBox, VBox, scrolled


class SidePanel(QWidget):
    """The list takes all the room until `open`; Esc closes the panel again.

    Signals:
        closed: The panel was put away by the person.
    """

    closed = Signal()

    def __init__(
        self, main: QWidget, panel: QWidget, *, width: int = 380, from_width: int = 860, fills: bool = False
    ) -> None:
        """Show `panel` at `width` beside `main` from `from_width` on (pixels at 100 %), else instead of it.

        A panel that scrolls inside, so that its buttons stay in sight, `fills` the height.
        """
        super().__init__()
        self._main, self._panel = main, panel
        self._width, self._from_width = width, from_width
        self._is_open = False
        self.back = QuietButton(_("一覧に戻る"), self.close_panel, icon_name="chevron_left", size=ButtonSize.SMALL)
        self._side = QWidget()
        column = VBox(HBox(self.back, None), spacing=8, parent=self._side)
        # The scrolled widget is the page's ground; the panel keeps its own sheet.
        ground = QWidget()
        below = VBox(spacing=0, parent=ground)
        below.add(panel, int(fills))
        if not fills:
            below.add(None)
        area = scrolled(ground)
        # Its wish for height would make the whole page scroll beside it.
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.add(area, 1)
        row = HBox(spacing=16, parent=self)
        row.add(main, 1)
        row.add(self._side)
        theme.watcher().changed.connect(self._turn)
        self._turn()

    @property
    def is_open(self) -> bool:
        """Whether the panel is on screen."""
        return self._is_open

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for one side only."""
        return self.width() < theme.px(self._from_width)

    def open_panel(self) -> None:
        """Show the panel."""
        had_keyboard = self._main.isAncestorOf(QApplication.focusWidget() or self)
        self._is_open = True
        self._turn()
        if had_keyboard and self.is_narrow:
            self.back.setFocus()  # the list that had the keyboard is gone; nothing far away may get it

    def close_panel(self) -> None:
        """Put the panel away and give the keyboard back to the list."""
        if not self._is_open:
            return
        self._is_open = False
        self._turn()
        self._main.setFocus()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape and self._is_open:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn when the room changes."""
        super().resizeEvent(event)
        self._turn()

    def minimumSizeHint(self) -> QSize:
        """Return the room of the wider side: both together never hold the window open."""
        sides = (self._main.minimumSizeHint(), self._panel.minimumSizeHint())
        return QSize(max(side.width() for side in sides), max(self._main.minimumSizeHint().height(), theme.px(200)))

    def _turn(self) -> None:
        wide = not self.is_narrow
        self._main.setVisible(wide or not self._is_open)
        self._side.setVisible(self._is_open)
        self.back.setVisible(not wide)
        if wide:
            self._side.setFixedWidth(theme.px(self._width))
        else:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth((1 << 24) - 1)
