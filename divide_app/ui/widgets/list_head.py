"""The toolbar above a list, hidden together with the list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from divide_app.ui.widgets.side_panel import SidePanel


class ListHead(QWidget):
    """Search and buttons of the list in `side`; hidden while the panel stands in the list's place."""

    def __init__(self, side: SidePanel) -> None:
        """Follow `side`; give this widget a layout as any other."""
        super().__init__()
        self._side = side
        side.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow each change of what `side` shows."""
        if watched is self._side and event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show}:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        is_covered = self._side.is_open and self._side.is_narrow
        if is_covered == self.isHidden():
            return
        if is_covered and self.isAncestorOf(QApplication.focusWidget() or self._side):
            self._side.back.setFocus()  # else Qt would give the keyboard to something far away
        self.setHidden(is_covered)
