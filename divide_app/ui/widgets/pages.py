"""Pages in one place, of which only the one on top asks for room (a stacked widget keeps the room of the highest)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from divide_app.ui.widgets.layouts import VBox


class Pages(QWidget):
    """Shows one of its pages."""

    def __init__(self, *pages: QWidget) -> None:
        """Start with the first of `pages`."""
        super().__init__()
        self._column = VBox(spacing=0, parent=self)
        self._pages: list[QWidget] = []
        self._current: QWidget | None = None
        for page in pages:
            self.add(page)

    @property
    def current(self) -> QWidget | None:
        """The page on top."""
        return self._current

    def add(self, page: QWidget) -> None:
        """Add a page; the first one is shown."""
        self._pages.append(page)
        self._column.add(page, 1)
        if self._current is None:
            self._current = page
        page.setVisible(page is self._current)

    def remove(self, page: QWidget) -> None:
        """Take a page out; it no longer belongs here."""
        self._pages.remove(page)
        self._column.removeWidget(page)
        page.hide()
        if self._current is page and self._pages:
            self.show_page(self._pages[0])

    def show_page(self, page: QWidget) -> None:
        """Put a page on top."""
        self._current = page
        for one in self._pages:
            if one is not page:
                one.hide()
        page.show()
