"""A page stack whose size hint is that of the visible page only."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class PageStack(QStackedWidget):
    """A stack as large as the page on top."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """Return the least room of the page on top."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """Return no: Qt would answer with the highest of all pages."""
        return False

    def sizeHint(self) -> QSize:
        """Return the room the page on top would like."""
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()
