"""The whole way in the real window: what a clerk does from the first start to the figure the council asks for."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from divide_app.bootstrap import open_services
from divide_app.cli.main import main
from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import local_day
from divide_app.domain.planning.courses import SessionState
from divide_app.printing.raster import page_count, render_page
from divide_app.scanning.qr import read_codes
from divide_app.services import Services
from divide_app.ui.app import application, open_window, start_of
from tests.support.city import at
from tests.support.databases import HandClock
from tests.support.import_files import MADE_UP

ENTER = Qt.Key.Key_Return
TITLE = "写真をのこす教室"


class Clerk:
    """The window with hands: clicks buttons, types, waits for the answer, and looks."""

    def __init__(self, qtbot: Any, services: Services, clock: HandClock) -> None:
        self.qtbot, self.services, self.clock = qtbot, services, clock
        self.crashes: list[object] = []
        self.opened = open_window(application(), services, start_of(services, lambda: local_day(clock())))
        self.opened.background.crashed.connect(self.crashes.append)
        self.window = self.opened.window
        self.window.showNormal()
        self.window.resize(1366, 768)
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        self.settle()

    def settle(self) -> None:
        """Wait until every query and operation is answered."""
        for _turn in range(2):
            self.qtbot.waitUntil(lambda: self.opened.background.pending == 0, timeout=20_000)
            self.qtbot.wait(1)
        assert not self.crashes, self.crashes

    def go(self, key: str) -> Any:
        """Press a button of the rail and return the screen."""
        self.window.rail.buttons[key].click()
        self.settle()
        assert self.window.current_key == key
        return self.window.current_screen

    def press(self, root: QWidget, word: str) -> None:
        """Press the one visible button with this word."""
        found = [one for one in root.findChildren(QAbstractButton) if one.text() == word and one.isVisible()]
        assert found, f"no button {word}"
        found[0].click()
        self.settle()

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        self.qtbot.keyClick(widget, key)
        self.settle()

    def search(self, line: Any, text: str) -> None:
        """Type into a field that searches after a moment."""
        line.setText(text)
        self.qtbot.wait(90)
        self.settle()

    def scan(self, code: str) -> None:
        """Hold a ticket before the scanner, which types faster than any hand."""
        for sign in code:
            self.qtbot.keyClick(QApplication.focusWidget() or self.window, sign)
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, ENTER)
        self.settle()

    @property
    def notice(self) -> str:
        return self.window.notice_bar.text

    def call(self, kana: str, name: str) -> str:
        """Take one application by telephone from somebody new; return what is read out to the caller."""
        phone = self.go("applications").phone
        phone.next_call()
        self.search(phone.people.line, kana)
        self.key(phone.people.line, ENTER)
        form = phone.new_form
        assert form.kana.text == kana
        form.name.set_text(name)
        form.birth.set_text("S23.4.5")
        form.birth.line.setFocus()
        self.key(form.birth.line, ENTER)
        self.search(phone.courses.line, "写真")
        self.key(phone.courses.line, ENTER)
        self.key(phone.accept_button, ENTER)
        assert kana in phone.result.words.text(), "the caller hears the reading of the name"
        return str(phone.result.title.text())

    def close(self) -> None:
        self.opened.close()
        self.qtbot.wait(1)


@pytest.fixture
def clerk(qtbot: Any, tmp_path: Path) -> Iterator[Clerk]:
    clock = HandClock(at("9:30"))
    services = open_services(tmp_path / "place", clock=clock)
    made = Clerk(qtbot, services, clock)
    yield made
    made.close()
    services.close()


def codes_of(pdf: Path) -> list[str]:
    data = pdf.read_bytes()
    shots = [render_page(data, index, 150, grey=True) for index in range(page_count(data))]
    return [code for shot in shots for code in read_codes(shot.pixels, shot.width, shot.height)]


def test_a_clerks_way_from_the_first_start_to_the_target(
    clerk: Clerk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services, window = clerk.services, clerk.window

    # First start: the sample city.
    welcome: Any = window.cover_on_top
    assert welcome is not None
    clerk.press(welcome, "サンプルで試す")
    assert window.cover_on_top is None
    assert window.current_key == "home"
    assert "みなみ野市" in window.office_label.text()
    before = clerk.go("targets").tally.actual

    # Plan: from the catalogue to the flyer.
    courses = clerk.go("courses")
    clerk.press(courses, "講座を作る")
    wizard = courses.wizard
    wizard.kind.table.choose_row(0)
    wizard.kind.basic.title.set_text(TITLE)
    wizard.kind.basic.capacity.set_number(2)
    clerk.press(wizard, "つぎへ")
    when = wizard.when
    wizard.set_day(date(2026, 11, 21))
    when.count.set_number(1)
    when.start.set_text("14:00")
    when.end.set_text("15:30")
    when.venue.set_value("\0new")
    when.venue.picked.emit("\0new")
    when.new_venue.set_text("みらい会館")
    when.new_room.set_text("研修室")
    when.ask()
    clerk.settle()
    assert when.summary.text == "1回"
    clerk.press(wizard, "つぎへ")
    clerk.press(wizard, "登録する")
    assert TITLE in clerk.notice
    course = next(line for line in services.scheduling.courses() if line.title == TITLE)
    (session,) = services.scheduling.sessions(course_id=course.id)
    assert (session.venue, session.room) == ("みらい会館", "研修室")

    # The telephone rings until the course is full, and once more.
    assert clerk.call("あさい はる", "浅井 春") == "受講決定 1番"
    assert clerk.call("いしい なつ", "石井 夏") == "受講決定 2番"
    assert clerk.call("うえだ あき", "上田 秋") == "キャンセル待ち 1番"

    # One cancels; the next moves up and must be called.
    screen = clerk.go("applications")
    screen.open(course=course.id)
    clerk.settle()
    listed = screen.course_list
    assert [one.line.name for one in listed.model.lines()] == ["浅井 春", "石井 夏", "上田 秋"]
    listed.table.choose_row(1)
    clerk.settle()
    clerk.press(listed.panel, "申込を取り消す")
    clerk.press(listed.panel, "取り消す")
    assert "上田 秋さんが繰り上がりました" in clerk.notice
    states = {line.name: line.status for line in services.applications.of_course(course.id)}
    assert (states["石井 夏"], states["上田 秋"]) == (ApplicationStatus.CANCELLED, ApplicationStatus.ACCEPTED)

    # Tickets on paper.
    clerk.press(listed, "受講票を印刷する")
    prints: Any = window.current_screen
    assert (window.current_key, prints.kind.value) == ("prints", "tickets")
    tickets = tmp_path / "tickets.pdf"
    prints.save(tickets)
    clerk.settle()
    codes = codes_of(tickets)
    assert len(codes) == 2

    # The door: the ticket, the same again, somebody without one, and a mistake taken back.
    clerk.clock.moment = at("13:50")
    door = clerk.go("door")
    today = services.scheduling.sessions(date(2026, 11, 21), date(2026, 11, 21))
    place = [one.id for one in today].index(session.id)
    door.chooser.buttons[place].click()
    clerk.settle()
    board = door.board
    assert board.title.text().startswith(TITLE)
    assert not window.rail.isVisible()
    clerk.scan(codes[0])
    assert board.result.words.text() == "受付しました"
    clerk.scan(codes[0])
    assert "もう受け付けています" in board.result.words.text()
    clerk.scan(codes[1])
    assert board.count.text() == "2"
    for _turn in range(2):
        board.walk_in_button.click()
        board.walk_in.bands["75-79"].click()
        next(iter(board.walk_in.sexes.values())).click()
        clerk.settle()
    assert (board.count.text(), "飛び込み 2人" in board.head.of.text()) == ("2", True)
    board.undo_button.click()
    clerk.settle()
    assert "取り消しました" in board.result.words.text()
    assert (board.count.text(), "飛び込み 1人" in board.head.of.text()) == ("2", True)

    # After the class the attendance is confirmed.
    clerk.clock.moment = at("15:35")
    board.refetch()
    clerk.settle()
    board.end_button.click()
    clerk.press(board.result, "出席の確定へ進む")
    clerk.press(clerk.opened.window.current_screen, "出席を確定する")
    line = services.scheduling.session(session.id)
    assert (line.state, line.present) == (SessionState.HELD, 3)
    assert window.rail.isVisible()

    # The attendance sheet on paper.
    prints = clerk.go("prints")
    prints.open(paper="attendance-sheet", class_session=session.id)
    clerk.settle()
    sheet = tmp_path / "sheet.pdf"
    prints.save(sheet)
    clerk.settle()
    assert "sheet.pdf" in clerk.notice
    above, below = codes_of(sheet)
    assert (above, page_count(sheet.read_bytes())) == (below, 1)

    # One more session stands behind the published target.
    targets = clerk.go("targets")
    assert targets.tally.actual == before + 1
    assert session.id in {one.session.id for one in targets.tally.counted}

    # Another office's list comes in by command while the window is open; F5 shows it.
    file = MADE_UP / "repeated_sessions.csv"
    known = len(services.scheduling.courses())
    capsys.readouterr()
    words = ["--data", str(tmp_path / "place"), "import", "events", str(file), "--json"]
    assert main(words, clock=clerk.clock) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["added"], answer["rejected"]) == (answer["read"], [])
    assert len(services.scheduling.courses()) > known
    with file.open(encoding="utf-8-sig", newline="") as stream:
        came_in = {row["名称"] for row in csv.DictReader(stream)}
    courses = clerk.go("courses")
    clerk.key(courses, Qt.Key.Key_F5)
    assert came_in | {TITLE} <= {line.title for line in courses.model.lines()}
    assert services.maintenance.check().ok
