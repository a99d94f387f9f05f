"""印刷 as a clerk uses it: a picture of the real page before anything leaves the program, and a trail of what did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from divide_app.domain.errors import DomainError
from divide_app.domain.papers.papers import PrintKind
from divide_app.services import Services
from divide_app.services.papers.prints import MadePrint
from divide_app.ui import save_dialog
from divide_app.ui.background import Background
from divide_app.ui.screens.prints import PrintsScreen
from divide_app.ui.screens.prints import data as prints_data
from divide_app.ui.screens.prints import screen as prints
from divide_app.ui.screens.prints.data import Choice
from divide_app.ui.shell import Notice, Shell
from divide_app.ui.widgets.buttons import LinkButton
from divide_app.wording.labels import label

TODAY = date(2026, 11, 21)


@pytest.fixture
def screen(qtbot: Any, services: Services, background: Background, notices: list[Notice]) -> Callable[[], PrintsScreen]:
    shell = Shell(services, background, fiscal_year=2026, today=lambda: TODAY)
    shell.noticed.connect(notices.append)

    def open_it() -> PrintsScreen:
        made = PrintsScreen(shell)
        qtbot.addWidget(made)
        made.resize(1118, 640)
        made.show()
        quiet(qtbot, background)
        return made

    return open_it


def quiet(qtbot: Any, background: Background) -> None:
    for _turn in range(4):
        qtbot.waitUntil(lambda: background.pending == 0, timeout=20_000)
        qtbot.wait(10)


def chosen(screen: PrintsScreen) -> Choice:
    line = screen.table.current_line()
    assert isinstance(line, Choice)
    return line


def test_an_empty_office_is_told_what_to_do_first(qtbot: Any, screen: Callable[[], PrintsScreen]) -> None:
    shown = screen()
    assert shown.list_states.state == "empty"
    assert shown.preview.states.state == "empty"
    assert not shown.save_button.isEnabled()
    assert not shown.print_button.isEnabled()


def test_the_preview_shows_the_page_of_the_next_course_at_once(
    city: Services, screen: Callable[[], PrintsScreen]
) -> None:
    shown = screen()
    picture = shown.preview.area.page.pixmap()
    assert not picture.isNull()
    assert picture.height() > picture.width(), "a flyer stands upright"
    assert shown.preview.place.text() == "1 / 1 ページ"
    assert shown.save_button.isEnabled()
    image = picture.toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 10, "the page is not blank"


@pytest.mark.parametrize("kind", prints_data.OFFERED)
def test_each_paper_can_be_looked_at(
    qtbot: Any, city: Services, screen: Callable[[], PrintsScreen], background: Background, kind: PrintKind
) -> None:
    shown = screen()
    shown.open(paper=kind.value)
    quiet(qtbot, background)
    assert shown.made is not None
    assert shown.made.kind is kind
    assert not shown.preview.area.page.pixmap().isNull()
    assert shown.language.isVisible() is (kind is PrintKind.FLYER)


def test_another_screen_brings_its_meeting_and_its_month(
    qtbot: Any, city: Services, screen: Callable[[], PrintsScreen], background: Background
) -> None:
    shown = screen()
    session = city.scheduling.sessions(TODAY, TODAY)[0]
    shown.open(class_session=session.id)
    quiet(qtbot, background)
    assert chosen(shown).id == str(session.id)
    assert shown.made is not None
    assert shown.made.subjects == (str(session.id),)
    shown.open(paper="monthly", month="2026-09")
    quiet(qtbot, background)
    assert chosen(shown).title == "令和8年9月"
    course = next(one for one in city.scheduling.courses() if one.accepted)
    ticket = next(one for one in city.applications.of_course(course.id) if one.ticket_code)
    shown.open(paper="tickets", course=course.id, application=ticket.id)
    quiet(qtbot, background)
    assert shown.made is not None
    assert shown.made.subjects == (str(ticket.id),)


def test_a_whole_month_of_sheets_is_made_in_one_go(
    qtbot: Any, city: Services, screen: Callable[[], PrintsScreen], background: Background
) -> None:
    shown = screen()
    shown.open(paper="attendance-sheet")
    quiet(qtbot, background)
    meetings = shown.model.rowCount()
    assert meetings > 2
    shown.together.setChecked(True)
    quiet(qtbot, background)
    assert shown.made is not None
    assert len(shown.made.subjects) == meetings
    assert shown.made.pages >= meetings
    qtbot.mouseClick(shown.preview.following, Qt.MouseButton.LeftButton)
    quiet(qtbot, background)
    assert shown.preview.place.text() == f"2 / {shown.made.pages} ページ"


def test_pages_turn_by_keyboard_and_zoom_changes_the_picture(
    qtbot: Any, city: Services, screen: Callable[[], PrintsScreen], background: Background
) -> None:
    shown = screen()
    shown.open(paper="monthly", month="2026-10")
    quiet(qtbot, background)
    whole = shown.preview.area.page.pixmap().height()
    qtbot.keyClick(shown.preview.area, Qt.Key.Key_PageDown)
    quiet(qtbot, background)
    assert shown.preview.index == 1
    qtbot.keyClick(shown.preview.area, Qt.Key.Key_PageDown)
    assert shown.preview.index == 1, "the last page is the last"
    qtbot.keyClick(shown.preview.area, Qt.Key.Key_Plus)
    quiet(qtbot, background)
    assert shown.preview.area.page.pixmap().height() > whole
    qtbot.mouseClick(shown.preview.whole, Qt.MouseButton.LeftButton)
    quiet(qtbot, background)
    assert abs(shown.preview.area.page.pixmap().height() - whole) <= 1


def test_the_filter_narrows_the_list_by_any_part_of_the_words(
    qtbot: Any, city: Services, screen: Callable[[], PrintsScreen], background: Background
) -> None:
    shown = screen()
    before = shown.model.rowCount()
    shown.finder.setText("スマホ 中央")
    shown.finder.returnPressed.emit()
    quiet(qtbot, background)
    titles = [line.title for line in shown.model.lines()]
    assert 0 < len(titles) < before
    assert all("スマホ" in title for title in titles)
    shown.finder.setText("ありえない言葉")
    shown.finder.returnPressed.emit()
    assert shown.list_states.state == "empty"
    assert shown.made is None


def test_a_saved_paper_is_a_real_document_and_stands_among_the_last_prints(
    qtbot: Any,
    city: Services,
    screen: Callable[[], PrintsScreen],
    background: Background,
    tmp_path: Path,
    notices: list[Notice],
) -> None:
    shown = screen()
    path = tmp_path / "チラシ.pdf"
    shown.save(path)
    quiet(qtbot, background)
    document = pypdfium2.PdfDocument(path)
    assert len(document) == 1
    document.close()
    assert "チラシ.pdf" in notices[-1].text
    entry = city.maintenance.audit_entries(1)[0]
    assert (entry.act, entry.actor) == ("print.flyer", "職員")
    links = [link.text() for link in shown.last_card.findChildren(LinkButton)]
    assert links == [f"チラシ {chosen(shown).title}"]
    assert shown.last_card.isVisible()


def test_the_file_dialog_does_not_stop_the_window_and_suggests_a_name(
    qtbot: Any, city: Services, screen: Callable[[], PrintsScreen], background: Background, tmp_path: Path
) -> None:
    shown = screen()
    qtbot.mouseClick(shown.save_button, Qt.MouseButton.LeftButton)
    dialog = shown.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert chosen(shown).title in dialog.selectedFiles()[0]
    dialog.fileSelected.emit(str(tmp_path / "ここ.pdf"))
    dialog.close()
    quiet(qtbot, background)
    assert (tmp_path / "ここ.pdf").stat().st_size > 1000


def test_names_of_files_lose_what_windows_refuses() -> None:
    assert save_dialog.fit_name('報告: R8/11 "案"?.pdf') == "報告_ R8_11 _案__.pdf"


def test_without_a_printer_the_pdf_is_offered(
    city: Services, screen: Callable[[], PrintsScreen], notices: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prints, "has_printer", lambda: False)
    shown = screen()
    shown.ask_print()
    assert "プリンターが見つかりません" in notices[-1].text
    assert notices[-1].action_text == "PDFで保存する"


def test_every_page_goes_to_the_printer_and_is_noted(
    qtbot: Any,
    city: Services,
    screen: Callable[[], PrintsScreen],
    background: Background,
    tmp_path: Path,
    notices: list[Notice],
) -> None:
    shown = screen()
    shown.open(paper="monthly", month="2026-10")
    quiet(qtbot, background)
    assert shown.made is not None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(100)
    path = tmp_path / "printed.pdf"
    printer.setOutputFileName(str(path))
    shown.send_to(printer)
    quiet(qtbot, background)
    document = pypdfium2.PdfDocument(path)
    assert len(document) == shown.made.pages
    document.close()
    assert "プリンターに送りました" in notices[-1].text
    assert city.maintenance.audit_entries(1)[0].act == "print.monthly"
    assert shown.print_button.isEnabled()


def test_a_name_the_fonts_lack_is_said_beside_the_page(city: Services, screen: Callable[[], PrintsScreen]) -> None:
    shown = screen()
    made = shown.made
    assert made is not None
    shown.preview.show_made(
        MadePrint(
            made.kind, made.pdf, made.pages, tuple(f"{n}番の方の名前に出せない字があります" for n in range(9)), ("x",)
        )
    )
    assert shown.preview.warnings.isVisible()
    assert "ほか6件" in shown.preview.warnings.label.text()


def test_trouble_while_making_is_told_in_the_preview(
    qtbot: Any, city: Services, screen: Callable[[], PrintsScreen], background: Background
) -> None:
    shown = screen()

    def refuse(*_things: object, **_more: object) -> MadePrint:
        raise DomainError("not_found")

    city.prints.make = refuse  # type: ignore[method-assign]
    shown.table.choose_row(1)
    quiet(qtbot, background)
    assert shown.preview.states.state == "trouble"
    shown.preview.resize(400, 500)
    quiet(qtbot, background)
    qtbot.wait(120)
    assert shown.preview.states.state == "trouble", "the paper before does not come back over the sentence"
    assert not shown.print_button.isEnabled()


def test_the_list_is_a_sound_model_and_the_batch_of_one_act_is_one_line(city: Services) -> None:
    found = prints_data.choices(city, PrintKind.ATTENDANCE_SHEET, date(2026, 11, 1), date(2026, 11, 30), TODAY)
    made = city.prints.make(PrintKind.ATTENDANCE_SHEET, [one.id for one in found[:3]])
    city.prints.note(made)
    last = prints_data.last_prints(city, 4)
    assert [one.others for one in last] == [2]
    assert prints_data.last_print_words(last[0]).startswith("出席簿 ")
    assert prints_data.last_print_words(last[0]).endswith("ほか2件")


def test_months_are_offered_newest_first() -> None:
    found = prints_data.months(date(2026, 4, 1), TODAY)
    assert found[0].title == "令和8年11月"
    assert found[-1].id == "2026-04"
    assert len(found) == 8


def test_the_list_of_things_to_print_is_a_sound_table(
    qtbot: Any, city: Services, screen: Callable[[], PrintsScreen], background: Background
) -> None:
    shown = screen()
    tester = QAbstractItemModelTester(shown.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown.open(paper="tickets")
    quiet(qtbot, background)
    assert tester.model() is shown.model


@pytest.mark.parametrize("kind", PrintKind)
def test_every_paper_that_left_can_stand_among_the_last_prints(
    qtbot: Any, city: Services, screen: Callable[[], PrintsScreen], background: Background, kind: PrintKind
) -> None:
    subject = {
        PrintKind.VISIT_REPLY: lambda: str(city.visit_requests.all()[0].id),
        PrintKind.MONTHLY: lambda: "2026-10",
        PrintKind.ATTENDANCE_SHEET: lambda: str(city.scheduling.sessions()[0].id),
    }.get(kind, lambda: str(city.scheduling.courses()[0].id))()
    city.prints.note(MadePrint(kind, b"", 1, (), (subject,)))
    shown = screen()
    assert not shown.last_card.isHidden()
    (last,) = prints_data.last_prints(city, 1)
    words = prints_data.last_print_words(last)
    assert words.startswith(label(kind))
    assert last.title
    links = [link for link in shown.last_card.findChildren(LinkButton) if link.text() == words]
    assert bool(links) is (kind in prints_data.OFFERED)
    for link in links:
        link.click()
        quiet(qtbot, background)
        assert shown.kind is kind
