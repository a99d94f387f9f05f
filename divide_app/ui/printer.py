"""Sends pages to a printer: page images on Windows, the PDF itself on CUPS."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialog

from divide_app.foundation import settings
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.ui.background import Lane, Trouble
from divide_app.ui.shell import Screen

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_DPI = 300
"""Sharp for text of 8 points, and a page still takes only 35 MB and a few hundredths of a second to lay down."""


_LONGEST_S = 60
"""A print server that has not taken a document by then does not answer."""

_SERVER_OPTIONS = 0xFE00
"""Where Qt's dialog leaves what was chosen of a print server's own options (`PPK_CupsOptions`, qprint_p.h, Qt 6.11)."""


def has_printer() -> bool:
    """Return whether this PC knows any printer."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return bool(QPrinterInfo.availablePrinterNames())


def as_last_time(kept: Mapping[str, object]) -> QPrinter:
    """Return the printer used last with its tray and sides; the clerk's default printer where that is gone."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(str(kept.get("printer", "")))
    is_there = not info.isNull()
    printer = QPrinter(info if is_there else QPrinterInfo.defaultPrinter(), QPrinter.PrinterMode.HighResolution)
    tray, sides = kept.get("tray"), kept.get("sides")
    if is_there and isinstance(tray, int):
        printer.setPaperSource(QPrinter.PaperSource(tray))
    if is_there and sides in {one.name for one in info.supportedDuplexModes()}:
        printer.setDuplex(QPrinter.DuplexMode[str(sides)])
    return printer


def choice_of(printer: QPrinter) -> dict[str, str | int]:
    """Return what to remember of a printer that was chosen.

    The tray is Windows' number of it: those from 256 on are the printer's own and have no name in Qt. Of a print
    server's trays nothing is remembered: Qt's dialog begins with the queue's own tray, whatever the printer was told.
    """
    return {"printer": printer.printerName(), "tray": printer.paperSource().value, "sides": printer.duplex().name}


def server_options(printer: QPrinter) -> dict[str, str]:
    """Return what was chosen in the dialog of the queue's own options (tray, pages per sheet ...) by their names."""
    from PySide6.QtPrintSupport import QPrintEngine

    key = QPrintEngine.PrintEnginePropertyKey(_SERVER_OPTIONS)
    said = [str(word) for word in printer.printEngine().property(key) or ()]
    return dict(zip(said[::2], said[1::2], strict=True))


def takes_documents(printer: QPrinter) -> bool:
    """Return whether the printer stands behind a print server that takes PDF.

    Qt draws for it too, but does not tell when the server refuses (Qt 6.11, `QCupsPrintEngine::closePrintDevice`).
    """
    from PySide6.QtPrintSupport import QPrinter

    return sys.platform != "win32" and printer.outputFormat() is QPrinter.OutputFormat.NativeFormat


def order(printer: QPrinter, pages: Sequence[int]) -> list[str]:
    """Return the command that prints these pages (0 = first) from standard input as the person chose."""
    from PySide6.QtPrintSupport import QPrinter

    sides = {
        QPrinter.DuplexMode.DuplexNone: "one-sided",
        QPrinter.DuplexMode.DuplexLongSide: "two-sided-long-edge",
        QPrinter.DuplexMode.DuplexShortSide: "two-sided-short-edge",
    }.get(printer.duplex())
    words = ["lp", "-s", "-d", printer.printerName(), "-n", str(printer.copyCount()), "-t", printer.docName()]
    words += ["-P", f"{pages[0] + 1}-{pages[-1] + 1}", "-o", "media=A4"]
    options = server_options(printer) | ({} if sides is None else {"sides": sides})
    return [*words, *(word for name, value in options.items() for word in ("-o", f"{name}={value}"))]


def hand_over(words: Sequence[str], pdf: bytes) -> bool:
    """Run the command with the document and return whether the print server took it."""
    import subprocess

    try:
        done = subprocess.run(words, input=pdf, capture_output=True, check=False, timeout=_LONGEST_S)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


class Picture(Protocol):
    """One page as `services.papers.prints.page` gives it: rows of grey (one byte) or RGBA (four), from the top."""

    @property
    def width(self) -> int:
        """Pixels across."""

    @property
    def height(self) -> int:
        """Pixels down."""

    @property
    def grey(self) -> bool:
        """Whether a pixel is one byte."""

    @property
    def pixels(self) -> bytes:
        """The rows without padding."""


def as_image(page: Picture) -> QImage:
    """Return rendered pixels as an image that owns them."""
    form = QImage.Format.Format_Grayscale8 if page.grey else QImage.Format.Format_RGBA8888
    across = page.width * (1 if page.grey else 4)
    return QImage(page.pixels, page.width, page.height, across, form).copy()


class Document(Protocol):
    """What can be sent to a printer."""

    @property
    def pdf(self) -> bytes:
        """The document."""

    @property
    def pages(self) -> int:
        """Number of pages."""


def ask_printer(screen: Screen, document: Document, name: str, on_printer: Callable[[QPrinter], object]) -> None:
    """Show the printer dialog with the choice of last time, remember the new one, and give the printer.

    Args:
        screen: Who asks; the dialog goes with it.
        document: What is to be printed.
        name: Its name in the printer's queue.
        on_printer: Gets the printer.
    """

    def choose(kept: Mapping[str, object]) -> None:
        from PySide6.QtPrintSupport import QPrintDialog

        printer = as_last_time(kept)
        printer.setDocName(name)
        dialog = QPrintDialog(printer, screen)
        dialog.setMinMax(1, document.pages)
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(lambda: chosen(printer))
        QDialog.open(dialog)

    def chosen(printer: QPrinter) -> None:
        remember(screen, printer)
        on_printer(printer)

    screen.query(lambda: settings.load()[0].printing, choose, key="printer", lane=Lane.PAPER)


def remember(screen: Screen, printer: QPrinter) -> None:
    """Keep a printer that was chosen, with its tray and sides, for the next time."""
    choice = choice_of(printer)

    def keep() -> None:
        now, damaged = settings.load()
        if damaged is None and now.printing != choice:
            # Where it cannot be remembered the person chooses again next time.
            with suppress(EnvironmentProblem):
                settings.save(replace(now, printing=choice))

    screen.query(keep, lambda _done: None, key="remember printer", lane=Lane.PAPER)


class PrintRun(QObject):
    """One paper on its way to the printer; the window stays alive between pages."""

    def __init__(
        self,
        screen: Screen,
        made: Document,
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
        """Send the first page, or the whole document where a print server takes it."""
        if self._pages and takes_documents(self._printer):
            words, pdf = order(self._printer, self._pages), self._made.pdf
            self._screen.query(
                lambda: hand_over(words, pdf),
                lambda taken: self._end(went_out=taken),
                lane=Lane.PAPER,
                on_trouble=self._troubled,
            )
            return
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
