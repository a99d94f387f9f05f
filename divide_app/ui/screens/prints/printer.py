"""Sends pages to a printer: each is rendered on the paper thread and laid on the printer's page on this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter

from divide_app.services.prints import MadePrint
from divide_app.ui.background import Lane, Trouble
from divide_app.ui.screens.prints.preview import Picture, as_image
from divide_app.ui.shell import Screen

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_DPI = 300
"""Sharp for text of 8 points, and a page still takes only 35 MB and a few hundredths of a second to lay down."""


def has_printer() -> bool:
    """Return whether this PC knows any printer."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return bool(QPrinterInfo.availablePrinterNames())


class PrintRun(QObject):
    """One paper on its way to the printer; the window stays alive between pages."""

    def __init__(
        self,
        screen: Screen,
        made: MadePrint,
        printer: QPrinter,
        on_done: Callable[[bool], object],
    ) -> None:
        """Call `on_done` with whether every page went out."""
        super().__init__(screen)
        self._screen, self._made, self._printer, self._on_done = screen, made, printer, on_done
        first = printer.fromPage() or 1
        last = printer.toPage() or made.pages
        self._pages = list(range(first - 1, min(last, made.pages)))
        self._dpi = min(MOST_DPI, printer.resolution())
        self._painter = QPainter()
        self._is_first = True

    def start(self) -> None:
        """Send the first page."""
        self._printer.setFullPage(True)
        if not self._pages or not self._painter.begin(self._printer):
            self._end(went_out=False)
            return
        self._next()

    def stop(self) -> None:
        """Send no further page."""
        self._pages.clear()
        if self._painter.isActive():
            self._printer.abort()
            self._painter.end()

    def _next(self) -> None:
        if not self._pages:
            self._end(went_out=self._painter.end())
            return
        services, pdf, index, dpi = self._screen.shell.services, self._made.pdf, self._pages.pop(0), self._dpi
        self._screen.query(
            lambda: services.prints.page(pdf, index, dpi), self._lay, lane=Lane.PAPER, on_trouble=self._troubled
        )

    def _lay(self, page: Picture) -> None:
        if not self._painter.isActive():
            return
        if not self._is_first and not self._printer.newPage():
            self._painter.end()
            self._end(went_out=False)
            return
        self._is_first = False
        paper = QRectF(self._printer.pageLayout().fullRectPixels(self._printer.resolution()))
        scale = min(paper.width() / page.width, paper.height() / page.height)
        width, height = page.width * scale, page.height * scale
        place = QRectF((paper.width() - width) / 2, (paper.height() - height) / 2, width, height)
        self._painter.drawImage(place, as_image(page))
        self._next()

    def _troubled(self, _trouble: Trouble) -> bool:
        self.stop()
        self._end(went_out=False)
        return False

    def _end(self, *, went_out: bool) -> None:
        self._on_done(went_out)
        self.deleteLater()
