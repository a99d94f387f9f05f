"""取り込み as a clerk uses it: a dropped file, columns told by keyboard, rows mended in the table, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit

from divide_app.bootstrap import open_services
from divide_app.domain.individual_number import check_digit
from divide_app.domain.people.participants import Birth, Participant
from divide_app.domain.planning.plan import MeetingDraft, PlanDraft
from divide_app.services import Services
from divide_app.services.files.imports import ImportKind
from divide_app.ui.background import Background
from divide_app.ui.dropping import dropped_file
from divide_app.ui.list_file_button import ListFileButton
from divide_app.ui.screens.imports import ImportsScreen
from divide_app.ui.shell import Notice, Shell
from divide_app.ui.wanted import ImportsWanted
from divide_app.ui.widgets.labels import Label

MORNING = datetime(2026, 11, 21, 0, 10, tzinfo=UTC)
FORM = (
    "タイムスタンプ,講座,姓,名,連絡のつく番号,番号その2,生年月日\n"
    "2026/11/01 10:00:00,スマホ入門,見本,太郎,090-0000-0001,,1950-03-03\n"
    "2026/11/01 10:05:00,スマホ入問,見本,花子,090-0000-0002,,1951-03-03\n"
    "2026/11/01 10:06:00,スマホ入門,例田,次郎,090-0000-0009,,1949-01-01\n"
)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    found = open_services(tmp_path / "place", clock=lambda: MORNING)
    start = datetime(2026, 12, 4, 1, 0, tzinfo=UTC)
    draft = PlanDraft(
        "スマホ入門",
        sessions=(MeetingDraft(start, start.replace(hour=3), "中央公民館", "和室"),),
        apply_from=datetime(2026, 1, 1, tzinfo=UTC),
        capacity=20,
    )
    found.scheduling.plan(draft)
    known = Participant(
        found.participants.new_id(), "見本 次郎", birth=Birth(day=date(1949, 1, 1)), phone="090-0000-0009"
    )
    found.participants.add(known)
    yield found
    found.close()


@pytest.fixture
def form(tmp_path: Path) -> Path:
    file = tmp_path / "フォームの回答.csv"
    file.write_text(FORM, encoding="utf-8")
    return file


@pytest.fixture
def notices() -> list[Notice]:
    return []


@pytest.fixture
def screen(qtbot: Any, services: Services, background: Background, notices: list[Notice]) -> ImportsScreen:
    shell = Shell(services, background, fiscal_year=2026, today=lambda: date(2026, 11, 21))
    shell.noticed.connect(notices.append)
    made = ImportsScreen(shell)
    qtbot.addWidget(made)
    made.resize(1118, 640)
    made.show()
    return made


def to_rows(screen: ImportsScreen, form: Path, settle: Callable[[], None]) -> None:
    screen.open(file=form)
    settle()
    screen.go_on()
    settle()
    screen.go_on()
    settle()
    assert screen.step == 2


def test_the_kind_told_by_the_screen_somebody_came_from_stays_when_the_file_is_chosen(screen, form, settle):
    screen.open(kind="participants")
    screen.take_file(form)
    settle()
    assert screen.choose.kind is ImportKind.PARTICIPANTS
    screen.begin()
    screen.take_file(form)
    settle()
    assert screen.choose.kind is ImportKind.APPLICATIONS


def test_beside_each_list_a_button_opens_the_import_of_such_lists(qtbot, screen, settle):
    from divide_app.ui.screens.courses import CoursesScreen
    from divide_app.ui.screens.settings import SettingsScreen
    from divide_app.ui.screens.supporters import SupportersScreen

    gone: list[ImportsWanted] = []
    screen.shell.navigated.connect(gone.append)
    settings = SettingsScreen(screen.shell)
    for section in settings.sections:  # built when first shown
        settings.open(section=section)
    for made, kinds in (
        (CoursesScreen(screen.shell), {"events"}),
        (SupportersScreen(screen.shell), {"supporters"}),
        (settings, {"venues", "population"}),
    ):
        qtbot.addWidget(made)
        settle()
        buttons = made.findChildren(ListFileButton)
        assert {button.kind for button in buttons} == kinds
        gone.clear()
        for button in buttons:
            assert button.text()
            button.click()
        assert {one.kind for one in gone} == kinds


def test_a_file_given_by_another_screen_is_taken_with_its_kind(screen, form, settle):
    assert not screen.forward.isEnabled()
    screen.open(file=form)
    settle()
    assert screen.choose.kind is ImportKind.APPLICATIONS
    assert screen.forward.isEnabled()
    assert "フォームの回答.csv" in screen.choose.name.text()


def test_a_dropped_list_is_taken_and_anything_else_is_not(screen, form, tmp_path, settle):
    def drop(path: Path) -> QDropEvent:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        drop.mime = mime  # the event does not keep it
        return QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )

    assert dropped_file(drop(tmp_path / "photo.png")) is None
    screen.dropEvent(drop(form))
    settle()
    assert screen.choose.file == form


def test_a_column_is_told_by_keyboard_and_two_become_one(screen, form, settle):
    screen.open(file=form)
    settle()
    screen.go_on()
    settle()
    step = screen.columns
    assert step.is_whole
    QAbstractItemModelTester(step.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    meanings = {one.header: one.field for one in step.columns}
    assert (meanings["姓"], meanings["名"]) == ("name", "name")
    step.table.choose_row(5)
    QTest.keyClick(step.table, Qt.Key.Key_Return)
    assert step.meanings.choose("memo")
    QTest.keyClick(step.meanings, Qt.Key.Key_Return)
    assert step.columns[5].field == "memo"
    assert step.table.currentIndex().row() == 6


def test_without_a_needed_column_there_is_no_way_on_until_it_is_told(screen, tmp_path, settle):
    file = tmp_path / "x.csv"
    file.write_text("講座,だれ\nスマホ入門,見本 太郎\n", encoding="utf-8")
    screen.open(file=file, kind="applications")
    settle()
    screen.go_on()
    settle()
    assert not screen.forward.isEnabled()
    assert "氏名" in screen.columns.missing.text()
    screen.columns.table.choose_row(1)
    screen.columns.meanings.choose("name")
    QTest.keyClick(screen.columns.meanings, Qt.Key.Key_Return)
    assert screen.forward.isEnabled()


def test_a_bad_row_is_mended_in_the_table_and_taken(qtbot, screen, form, services, settle):
    to_rows(screen, form, settle)
    step = screen.check
    assert step.model is not None
    assert step.table is not None
    QAbstractItemModelTester(step.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert [row.line for row in step.model.lines()] == [3, 4]
    step.table.choose_row(0)
    QTest.keyClick(step.table, Qt.Key.Key_Return)
    (editor,) = step.table.findChildren(QLineEdit)
    assert editor.text() == "スマホ入問"  # the cell the trouble is in
    editor.setText("スマホ入門")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: step.figures()["refused"] == 0, timeout=3000)
    screen.go_on()
    settle()
    assert screen.step == 3
    (course,) = services.scheduling.courses()
    assert course.accepted == 3


def test_a_row_is_left_out_with_the_space_bar_and_taken_in_again(screen, form, settle):
    to_rows(screen, form, settle)
    step = screen.check
    step.table.choose_row(0)
    step.toggle.click()
    assert step.figures()["out"] == 1
    step.toggle.click()
    assert step.figures()["out"] == 0


def test_who_a_row_means_is_decided_by_the_person(screen, form, services, settle):
    to_rows(screen, form, settle)
    step = screen.check
    assert step.figures()["same"] == 1
    step.table.choose_row(1)
    assert len(step.people) == 2
    assert "見本 次郎" in step.people[1].text()
    step.people[1].click()
    assert step.figures()["same"] == 0
    screen.go_on()
    settle()
    assert {one.name for one in services.participants.all()} == {"見本 次郎", "見本 太郎"}


NUMBERED = (
    "受付番号,受付日時,講座,氏名,電話番号\n1,2026/11/01 10:00,スマホ入門,{name},{phone}\n"
    "2,2026/11/01 10:05,スマホ入門,例田 次郎,090-0000-0077\n"
)


def test_a_number_another_person_has_is_asked_and_taken_when_told(screen, tmp_path, services, settle):
    file = tmp_path / "本庁.csv"
    file.write_text(NUMBERED.format(name="本庁 一郎", phone="090-0000-0011"), encoding="utf-8")
    services.imports.run(ImportKind.APPLICATIONS, file)
    file.write_text(NUMBERED.format(name="支所 花子", phone="090-0000-0012"), encoding="utf-8")
    screen.take_file(file)
    settle()
    screen.go_on()
    settle()
    screen.go_on()
    settle()
    step = screen.check
    assert step.figures()["refused"] == 1
    step.table.choose_row(0)
    assert "本庁 一郎" in step.current().refusal
    step.people[0].click()
    settle()
    assert step.figures()["refused"] == 0
    assert len(step.people) == 2, "what was told can be told otherwise"
    screen.go_on()
    settle()
    assert {"本庁 一郎", "支所 花子"} <= {one.name for one in services.participants.all()}


def test_the_source_typed_in_the_wizard_keeps_two_lists_apart(screen, tmp_path, services, settle):
    file = tmp_path / "本庁.csv"
    file.write_text(NUMBERED.format(name="本庁 一郎", phone="090-0000-0011"), encoding="utf-8")
    services.imports.run(ImportKind.APPLICATIONS, file)
    file.write_text(NUMBERED.format(name="支所 花子", phone="090-0000-0012"), encoding="utf-8")
    screen.take_file(file)
    settle()
    screen.go_on()
    settle()
    screen.columns.source.set_text("支所")
    screen.go_on()
    settle()
    assert (screen.check.figures()["refused"], screen.check.figures()["added"]) == (0, 1)


def test_the_whole_import_goes_back_with_one_press(screen, form, services, settle):
    to_rows(screen, form, settle)
    screen.go_on()
    settle()
    assert not screen.done.undo.isHidden()
    screen.undo()
    settle()
    assert [one.name for one in services.participants.all()] == ["見本 次郎"]
    assert screen.done.undo.isHidden()


def test_rows_not_taken_are_saved_with_their_reasons(screen, form, tmp_path, notices, settle):
    to_rows(screen, form, settle)
    screen.go_on()
    settle()
    out = tmp_path / "残り.csv"
    screen.save_rejected(out)
    settle()
    assert "スマホ入問" in out.read_text(encoding="utf-8")
    assert "1行" in notices[-1].text


def test_a_way_of_reading_is_kept_and_offered(screen, form, services, notices, settle):
    screen.open(file=form)
    settle()
    screen.go_on()
    settle()
    screen.columns.save.click()
    assert screen.columns.name.error
    screen.columns.name.set_text("市のフォーム")
    screen.columns.save.click()
    settle()
    assert "市のフォーム" in notices[-1].text
    assert "市のフォーム" in {one.name for one in services.imports.profiles(ImportKind.APPLICATIONS)}


def test_an_unreadable_file_is_said_and_nothing_goes_on(screen, background, tmp_path, settle):
    heard: list[Any] = []
    background.trouble.connect(heard.append)
    broken = tmp_path / "x.csv"
    broken.write_bytes(b"\xff\xfe\x00")
    screen.open(file=broken)
    settle()
    assert heard
    assert not screen.forward.isEnabled()


def test_every_kind_of_file_finds_its_way_to_the_rows(screen, tmp_path, settle):
    files = {
        ImportKind.PARTICIPANTS: "氏名,生年月日\n見本 三郎,1950-01-01\n",
        ImportKind.SUPPORTERS: "氏名,種別\n支援 花子,講師\n",
        ImportKind.VENUES: "会場名,部屋,定員\n北公民館,和室,20\n",
        ImportKind.EVENTS: "イベント名,開始日,開始時間,終了時間\nスマホ写真,2026-12-10,10:00,12:00\n",
        ImportKind.POPULATION: "地区,年代,人口\n中央,60代,120\n",
    }
    for kind, content in files.items():
        file = tmp_path / f"{kind.value}.csv"
        file.write_text(content, encoding="utf-8")
        to_rows(screen, file, settle)
        assert screen.choose.kind is kind
        assert screen.check.figures()["added"] == 1
        screen.go_on()
        settle()
        assert screen.step == 3


def test_an_individual_number_typed_into_a_cell_is_not_kept_and_told_beside_the_row(screen, form, settle):
    to_rows(screen, form, settle)
    step = screen.check
    step.filter.set_value("all")
    step.filter.chosen.emit("all")
    place = step.model.index(0, 2)
    before = step.model.data(place)
    number = f"12345678901{check_digit('12345678901')}"
    step.model.setData(place, f"見本 {number}")
    settle()
    assert step.model.data(place) == before
    assert step.choices.corrections == {}
    said = [label.text() for label in step.said.findChildren(Label)]
    assert any("マイナンバー" in text for text in said)
    assert not any(number in text for text in said)


def test_the_year_of_a_list_without_years_is_asked_once(screen, settle, services, tmp_path):
    file = tmp_path / "行事一覧.csv"
    file.write_text("行事名,開催日,場所名称\n試験講座,12月5日（土）,北館\n新年会,1月9日(土),北館\n", encoding="utf-8")
    screen.open(kind="events", file=file)
    settle()
    screen.go_on()
    settle()
    assert screen.columns.year.isVisible()
    screen.columns.year.line.setText("令和8年度")
    screen.go_on()
    settle()
    screen.go_on()
    settle()
    days = [one.starts_at.date() for one in services.scheduling.sessions(date(2026, 12, 5), date(2027, 1, 31))]
    assert len([day for day in days if day >= date(2026, 12, 4)]) >= 2
    assert {one.course_title for one in services.scheduling.sessions(date(2027, 1, 9), date(2027, 1, 9))} == {"新年会"}
