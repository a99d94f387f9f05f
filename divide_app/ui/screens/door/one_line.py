"""A label of one line: the text is set smaller before it is cut, and complete in the tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent

from divide_app.ui import theme
from divide_app.ui.widgets.labels import Label

_LEAST = 160
"""Least width in pixels at 100 %: the window never grows for a long title."""


class OneLine(Label):
    """Words in one line: smaller before they are cut, and whole in the tooltip when they are."""

    def __init__(self, roles: tuple[str, ...]) -> None:
        """`roles` from the largest letters to the smallest."""
        self._roles, self._whole = roles, ""
        super().__init__("", roles[0])

    def text(self) -> str:
        """Return all the words."""
        return self._whole

    def setText(self, text: str) -> None:
        """Show other words."""
        self._whole = text
        self.fit()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:
        """Return the room of all the words in the largest letters."""
        font = theme.font(self._roles[0], bold=self._roles[0] != "body")
        return QSize(QFontMetrics(font).horizontalAdvance(self._whole) + theme.px(4), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the least room."""
        return QSize(theme.px(_LEAST), super().minimumSizeHint().height())

    def fit(self) -> None:
        """Choose the largest letters in which the words have room."""
        for role in self._roles:
            metrics = QFontMetrics(theme.font(role, bold=role != "body"))
            if metrics.horizontalAdvance(self._whole) <= self.width():
                break
        if self.property("role") != role:
            self.set_role(role)
        shown = metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        super().setText(shown)
        self.setAccessibleName(self._whole)
        self.setToolTip(self._whole if shown != self._whole else "")
