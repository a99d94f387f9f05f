"""A paper really goes to a printer: through the dialog, a real print queue and its filters, and out as it was seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QDialogButtonBox, QPushButton

from divide_app.foundation import settings
from divide_app.ui import printer as printing
from tests.support.print_server import QUEUE, PrintServer, print_server
from tests.support.stage import Stage, stage


@pytest.fixture
def server(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrintServer]:
    with print_server() as running:
        monkeypatch.setenv("CUPS_SERVER", str(running.home / "cups.sock"))
        yield running


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(settings, "settings_file", lambda: tmp_path / "settings.toml")
    with stage(qtbot, tmp_path / "data", "prints") as made:
        made.services.demo.create()
        yield made


def pictures(pdf: bytes | Path, dpi: int = 60) -> list[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_numpy().squeeze().astype(int) for page in document]
    finally:
        document.close()


def words(pdf: bytes | Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def settled(qtbot: Any, server: PrintServer, job: int) -> None:
    def is_done() -> bool:
        return f"[Job {job}] Job completed." in server.log()

    qtbot.waitUntil(is_done, timeout=20_000)


def dialog_of(on_stage: Stage, screen: Any) -> QPrintDialog:
    screen.ask_print()
    on_stage.settle()
    dialogs = screen.findChildren(QPrintDialog)
    assert len(dialogs) == 1
    return dialogs[0]


def test_what_comes_out_of_the_printer_is_what_was_seen(qtbot: Any, server: PrintServer, on_stage: Stage) -> None:
    screen = on_stage.start("prints", paper="monthly", month="2026-10")
    made = screen.made
    assert made is not None
    dialog = dialog_of(on_stage, screen)
    assert dialog.printer().printerName() == QUEUE
    dialog.printer().setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    dialog.printer().setCopyCount(2)
    QDialog.accept(dialog)
    on_stage.settle()
    settled(qtbot, server, 1)
    assert "プリンターに送りました" in on_stage.notice
    seen, printed = pictures(made.pdf), pictures(server.paper)
    assert len(printed) == len(seen) == made.pages
    for one, other in zip(seen, printed, strict=True):
        # Half a point is rounded another way.
        down, across = (min(pair) for pair in zip(one.shape, other.shape, strict=True))
        assert (one.shape[0] - down, one.shape[1] - across) <= (1, 1)
        assert np.abs(one[:down, :across] - other[:down, :across]).mean() < 3, "of 255 grey levels"
        assert (one < 200).any()
    assert words(server.paper) == words(made.pdf)
    log = server.log()
    assert "sides=two-sided-long-edge" in log
    assert 'argv[4]="2"' in log, "two copies"


def test_the_tray_chosen_in_the_dialog_is_the_one_that_is_used(
    qtbot: Any, server: PrintServer, on_stage: Stage
) -> None:
    screen = on_stage.start("prints")
    dialog = dialog_of(on_stage, screen)

    def choose() -> None:
        properties = QApplication.activeModalWidget()
        assert properties is not None
        (trays,) = [box for box in properties.findChildren(QComboBox) if box.findText("Lower") >= 0]
        trays.setCurrentIndex(trays.findText("Lower"))
        properties.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Ok).click()

    QTimer.singleShot(0, choose)
    dialog.findChildren(QPushButton, "properties")[0].click()  # comes back when the properties are closed
    dialog.accept()
    on_stage.settle()
    settled(qtbot, server, 1)
    assert "InputSlot=Lower" in server.log()


@pytest.mark.parametrize("tray", [QPrinter.PaperSource.Lower.value, 300], ids=["known to Qt", "the printer's own"])
def test_the_tray_of_windows_is_remembered_by_its_number(server: PrintServer, tray: int) -> None:
    chosen = printing.as_last_time({"printer": QUEUE})
    chosen.setPaperSource(QPrinter.PaperSource(tray))
    again = printing.as_last_time(printing.choice_of(chosen))
    assert again.paperSource().value == tray


def test_the_printer_and_its_sides_are_remembered(qtbot: Any, server: PrintServer, on_stage: Stage) -> None:
    server.command("/usr/sbin/lpadmin", "-p", "OTHER", "-E", "-v", "file:/dev/null", "-m", "raw")
    server.command("/usr/sbin/lpadmin", "-d", "OTHER")
    screen = on_stage.start("prints")
    first = dialog_of(on_stage, screen)
    assert first.printer().printerName() == "OTHER", "the clerk's default printer, as nothing is remembered"
    chosen = printing.as_last_time({"printer": QUEUE})
    chosen.setDuplex(QPrinter.DuplexMode.DuplexShortSide)
    first.close()
    printing.remember(screen, chosen)
    on_stage.settle()
    qtbot.waitUntil(lambda: not screen.findChildren(QPrintDialog), timeout=5000)
    kept, _problem = settings.load()
    assert kept.printing["printer"] == QUEUE
    again = dialog_of(on_stage, screen)
    assert again.printer().printerName() == QUEUE
    assert again.printer().duplex() is QPrinter.DuplexMode.DuplexShortSide
    again.close()
    server.command("/usr/sbin/lpadmin", "-x", QUEUE)
    assert printing.as_last_time(kept.printing).printerName() == "OTHER", "a printer that is gone"


def test_a_printer_that_takes_nothing_is_told(qtbot: Any, server: PrintServer, on_stage: Stage) -> None:
    screen = on_stage.start("prints")
    chosen = printing.as_last_time({})
    server.command("/usr/sbin/cupsreject", QUEUE)
    screen.send_to(chosen)
    on_stage.settle()
    assert "プリンターに送れませんでした" in on_stage.notice
    assert screen.print_button.isEnabled()
