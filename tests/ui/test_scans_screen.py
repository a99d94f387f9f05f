"""紙の読み取り: files dropped, pages looked through with their marks, doubts decided by numbered keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QScrollArea

from divide_app.domain.scans.sheet_layout import SheetLayout, Spot
from divide_app.ui import theme
from tests.support import scanned_sheets as paper
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "scans", "door") as made:
        yield made


class Sheet:
    """A printed sheet of six people with a pen at hand."""

    def __init__(self, on_stage: Stage) -> None:
        city = on_stage.city
        course = city.course("スマホ入門")
        for first in ("久美子", "三千代", "喜代治", "権三郎", "八重子", "小夜子"):  # names as long as many are
            city.apply(course, city.person(f"長谷川 {first}"))
        (self.session,) = city.sessions(course)
        made = on_stage.services.prints.make("attendance-sheet", [str(self.session)])
        on_stage.services.prints.note(made)
        self.spots: tuple[Spot, ...] = tuple(SheetLayout.from_code(made.sheets[0].layouts[0]).spots())
        self.picture: np.ndarray = paper.paper_of(made.pdf)

    def tick(self, *where: tuple[int, str]) -> None:
        paper.tick(self.picture, self.spots, *where)


@pytest.fixture
def sheet(on_stage: Stage) -> Sheet:
    return Sheet(on_stage)


def dropped(on_stage: Stage, screen: Any, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    screen.read.dropEvent(event)
    on_stage.settle()
    on_stage.settle()


def test_a_dropped_file_is_looked_at_first_and_kept_by_one_press(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> None:
    sheet.tick((0, "present"), (3, "late"))
    screen = on_stage.start("scans")
    dropped(on_stage, screen, paper.saved(tmp_path / "scan.pdf", sheet.picture))
    assert on_stage.city.present(sheet.session) == 0
    assert "しるし 2" in screen.read.summary.text()
    assert screen.read.picture.has_picture
    assert screen.read.keep_button.hasFocus()
    screen.read.keep_button.click()
    on_stage.settle()
    assert on_stage.city.present(sheet.session) == 2
    assert screen.read.figures.labels["accepted"].text() == "2"
    assert not screen.read.decide_button.isVisible()
    screen.show_part("taken")
    screen.scanned_files.undo(on_stage.services.scans.files()[0].id)
    on_stage.settle()
    assert on_stage.city.present(sheet.session) == 0


def test_looking_without_keeping_leaves_everything_as_it_was(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> None:
    sheet.tick((0, "present"))
    screen = on_stage.start("scans")
    dropped(on_stage, screen, paper.saved(tmp_path / "scan.png", sheet.picture))
    screen.read.begin_again()
    assert on_stage.services.scans.files() == []
    assert screen.read.choice.isVisible()


def doubtful(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> Any:
    """Take in a page with two doubtful rows and a walk-in of two bands; return the screen at the first."""
    sheet.tick((0, "present"), (1, "present"), (2, "present"), (2, "late"), (6, "band1"), (6, "band2"))
    paper.strike_out(sheet.picture, sheet.spots, 1, "present")
    scans = on_stage.services.scans
    scans.take_in(scans.read([paper.saved(tmp_path / "scan.pdf", sheet.picture)]))
    screen = on_stage.start("scans", part="decide")
    on_stage.settle()
    return screen


def test_doubts_are_decided_by_number_keys_one_after_the_other(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> None:
    screen = doubtful(on_stage, sheet, tmp_path)
    assert screen.tabs.value == "decide"
    assert screen.decide.count.text() == "1 / 3 件目"
    assert screen.decide.large.has_picture
    assert all("のキー" in button.accessibleName() for button in screen.decide.buttons)
    for key, left in ((Qt.Key.Key_2, 2), (Qt.Key.Key_1, 1), (Qt.Key.Key_3, 0)):
        on_stage.qtbot.keyClick(screen.decide.buttons[0], key)
        on_stage.settle()
        on_stage.settle()
        assert len(on_stage.services.scan_decisions.waiting()) == left
    assert screen.decide.nothing.isVisible()
    assert on_stage.city.present(sheet.session) == 3
    assert screen.take_back()
    on_stage.settle()
    on_stage.settle()
    assert on_stage.city.present(sheet.session) == 2
    assert screen.decide.current is not None


def test_a_row_left_for_later_comes_last(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> None:
    screen = doubtful(on_stage, sheet, tmp_path)
    first = screen.decide.current
    assert screen.decide.press("3")
    on_stage.settle()
    assert screen.decide.current.id != first.id
    assert screen.decide.waiting[-1].id == first.id
    assert not screen.decide.press("9")


def test_a_press_too_many_decides_nothing_else(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> None:
    screen = doubtful(on_stage, sheet, tmp_path)
    assert screen.decide.press("1")
    assert not screen.decide.press("1")
    on_stage.settle()
    assert len(on_stage.services.scan_decisions.waiting()) == 2


def test_a_key_held_down_decides_no_row_after_the_first(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> None:
    screen = doubtful(on_stage, sheet, tmp_path)
    before = len(on_stage.services.scan_decisions.waiting())
    none = Qt.KeyboardModifier.NoModifier
    for is_repeated in (True, True, False, True, True):
        screen.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, none, "1", is_repeated))
        on_stage.settle()
        on_stage.settle()
    assert len(on_stage.services.scan_decisions.waiting()) == before - 1


def alike(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> Any:
    """Take in a page on which four people are marked by one line through their ticks, and one is marked twice."""
    rows = (0, 1, 3, 4)
    sheet.tick(*[(row, "present") for row in rows], (2, "present"), (2, "late"))
    for row in rows:
        paper.strike_out(sheet.picture, sheet.spots, row, "present")
    scans = on_stage.services.scans
    scans.take_in(scans.read([paper.saved(tmp_path / "scan.pdf", sheet.picture)]))
    screen = on_stage.start("scans", part="decide")
    on_stage.settle()
    return screen


def test_rows_alike_are_decided_at_once_and_taken_back_at_once(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> None:
    screen = alike(on_stage, sheet, tmp_path)
    decide = screen.decide
    assert [one.row for one in decide.shown] == [1, 2, 4, 5]
    assert decide.count.text() == "1～4 / 5 件目"
    assert all(picture.has_picture for picture in decide.alike.pictures.values())
    assert decide.why.text
    on_stage.qtbot.keyClick(decide.buttons[0], Qt.Key.Key_1)
    on_stage.settle()
    on_stage.settle()
    assert on_stage.city.present(sheet.session) == 4
    assert [one.row for one in decide.shown] == [3]
    assert screen.take_back()
    on_stage.settle()
    on_stage.settle()
    assert on_stage.city.present(sheet.session) == 0
    assert len(decide.shown) == 4


def test_a_row_unlike_the_others_is_left_out_by_keys_and_asked_by_itself(
    on_stage: Stage, sheet: Sheet, tmp_path: Path
) -> None:
    screen = alike(on_stage, sheet, tmp_path)
    decide = screen.decide
    odd = decide.shown[1]
    on_stage.qtbot.keyClick(decide.alike.ticks[odd.id], Qt.Key.Key_Space)
    on_stage.qtbot.keyClick(decide.alike.ticks[odd.id], Qt.Key.Key_2)
    on_stage.settle()
    on_stage.settle()
    waiting = {one.row for one in on_stage.services.scan_decisions.waiting()}
    assert waiting == {odd.row, 3}
    assert len(decide.shown) == 1


def test_rows_alike_may_be_decided_one_by_one(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> None:
    screen = alike(on_stage, sheet, tmp_path)
    assert screen.decide.choices[2].word == "一つずつ決める"
    assert screen.decide.press("3")
    on_stage.settle()
    assert [one.row for one in screen.decide.shown] == [1]
    assert screen.decide.large.has_picture


@pytest.mark.parametrize(
    ("size", "text"), [((1366, 768), "standard"), ((1000, 640), "standard"), ((1366, 768), "largest")]
)
def test_rows_alike_and_their_answers_are_in_sight(
    on_stage: Stage, sheet: Sheet, tmp_path: Path, qapp: QApplication, size: tuple[int, int], text: str
) -> None:
    theme.apply(qapp, "light", text)
    try:
        screen = alike(on_stage, sheet, tmp_path)
        on_stage.window.resize(*size)
        on_stage.settle()
        place = next(iter(screen.decide.buttons)).parentWidget()
        while not isinstance(place, QScrollArea):
            place = place.parentWidget()
        room = place.viewport()
        for widget in (*screen.decide.buttons, *screen.decide.alike.ticks.values()):
            edge = widget.mapTo(room, widget.rect().bottomRight())
            assert edge.y() <= room.height(), widget
            assert edge.x() <= room.width(), widget
        assert place.widget().width() <= room.width(), "nothing runs out at the right"
    finally:
        theme.apply(qapp, "light", "standard")


def test_two_papers_of_one_page_are_shown_one_below_the_other(on_stage: Stage, sheet: Sheet, tmp_path: Path) -> None:
    again = sheet.picture.copy()
    sheet.tick((0, "present"), (2, "present"))
    paper.tick(again, sheet.spots, (0, "present"))
    screen = on_stage.start("scans")
    dropped(on_stage, screen, paper.saved(tmp_path / "scan.pdf", sheet.picture, again))
    screen.read.import_pages()
    on_stage.settle()
    screen.show_part("decide")
    on_stage.settle()
    assert "同じページ" in screen.decide.why.text
    assert screen.decide.large.has_picture
    assert not screen.decide.row.isVisible()
    assert screen.decide.large.heightForWidth(600) > 2 * 100
    screen.decide.choose(screen.decide.choices[1])
    on_stage.settle()
    assert on_stage.city.present(sheet.session) == 1


def test_a_file_that_is_no_scan_is_refused_in_a_sentence(on_stage: Stage, tmp_path: Path) -> None:
    screen = on_stage.start("scans")
    (tmp_path / "note.pdf").write_bytes(b"hello")
    dropped(on_stage, screen, tmp_path / "note.pdf")
    assert screen.read.trouble.isVisible()
    assert screen.read.choice.isVisible()


def test_the_door_leads_to_the_papers(on_stage: Stage) -> None:
    door = on_stage.start("door")
    on_stage.press(door, "紙の出席簿を読み取る")
    on_stage.settle()
    assert type(on_stage.window.findChild(type(on_stage.start("scans")))).__name__ == "ScansScreen"


@pytest.mark.parametrize("size", [(1366, 768), (1000, 640)])
def test_every_answer_is_in_sight(on_stage: Stage, sheet: Sheet, tmp_path: Path, size: tuple[int, int]) -> None:
    screen = doubtful(on_stage, sheet, tmp_path)
    on_stage.window.resize(*size)
    on_stage.settle()
    for button in screen.decide.buttons:
        below = button.mapTo(on_stage.window, button.rect().bottomLeft()).y()
        assert below <= on_stage.window.height()
        assert button.height() >= 32
