"""目標・報告 as a coordinator uses it: every figure can be explained, the month is there, the remark is never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt

from divide_app.domain.figures.figure_table import Question
from divide_app.domain.figures.measures import Dimension, Measure
from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionKind
from divide_app.services import Services
from divide_app.ui.background import Background
from divide_app.ui.screens.targets import TargetsScreen
from divide_app.ui.screens.targets import words as targets_words
from divide_app.ui.screens.targets.tables_page import Period, TablesPage
from divide_app.ui.screens.targets.words import Standing
from divide_app.ui.shell import Notice, Shell
from divide_app.ui.wanted import PrintsWanted, Wanted
from divide_app.wording.band_layouts import layout

TODAY = date(2026, 11, 21)


@pytest.fixture
def screen(
    qtbot: Any, services: Services, background: Background, notices: list[Notice]
) -> Iterator[Callable[[], TargetsScreen]]:
    shell = Shell(services, background, fiscal_year=2026, today=lambda: TODAY)
    shell.noticed.connect(notices.append)
    made: list[TargetsScreen] = []

    def open_it() -> TargetsScreen:
        made.append(TargetsScreen(shell))
        qtbot.addWidget(made[-1])
        made[-1].resize(1118, 640)
        made[-1].show()
        background.data_changed.connect(made[-1].on_changes)
        return made[-1]

    yield open_it


def quiet(qtbot: Any, background: Background) -> None:
    for _turn in range(2):
        qtbot.waitUntil(lambda: background.pending == 0, timeout=10_000)
        qtbot.wait(10)


def test_without_a_target_the_month_is_still_there_and_the_way_to_a_target(
    qtbot: Any, screen: Callable[[], TargetsScreen], background: Background
) -> None:
    shown = screen()
    quiet(qtbot, background)
    assert shown.no_target.isVisible()
    assert not shown.excel_button.isVisible()
    assert shown.bands.table is not None
    assert shown.month_box.currentText() == "令和8年10月"


def test_every_session_of_the_period_stands_with_its_reason(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background
) -> None:
    shown = screen()
    quiet(qtbot, background)
    tally = city.targets.tally()[0]
    lines = targets_words.evidence(tally)
    assert len(lines) == len(tally.counted) + len(tally.not_counted)
    assert all(line.reason for line in lines)
    listed = shown.evidence.model.lines()
    assert listed
    assert all(line.standing is not Standing.COMING for line in listed), "what is to come is one press away"
    counted = sum(line.standing is Standing.COUNTED for line in lines)
    assert shown.evidence.heading is not None
    assert f"数えた {counted}回" in shown.evidence.heading.text()
    shown.evidence.filter.set_value(Standing.COMING.value)
    shown.evidence.filter.chosen.emit(Standing.COMING.value)
    assert {line.standing for line in shown.evidence.model.lines()} == {Standing.COMING}


def test_a_cancelled_meeting_tells_why_it_does_not_count(city: Services) -> None:
    lines = targets_words.evidence(city.targets.tally()[0])
    cancelled = [line for line in lines if line.reason.startswith("中止")]
    assert cancelled
    consultations = [line for line in lines if line.session.kind is SessionKind.CONSULTATION]
    assert all(line.standing is not Standing.COUNTED for line in consultations)


def test_the_chart_ends_at_todays_figure(city: Services) -> None:
    tally = city.targets.tally()[0]
    data = targets_words.chart(tally)
    assert data is not None
    assert data.actual[0] == (0, 0.0)
    assert tally.actual is not None
    assert data.actual[-1][1] == float(tally.actual)
    assert data.pace[-1] == (data.days, float(tally.target.at_least or 0))
    assert "目標" in data.spoken


def test_the_table_by_band_and_sex_sums_to_the_attendances(city: Services) -> None:
    figures = city.reports.monthly(2026, 10)
    for key in ("standard", "decades"):
        rows = targets_words.band_rows(figures, layout(key))
        total = dict(rows.rows)["計"]
        assert total[-1] == figures.attendances
        assert sum(total[:-1]) == figures.attendances
        turned = rows.turned()
        assert dict(turned.rows)["計"][-1] == figures.attendances
    women = sum(dict(row)[Sex.FEMALE] for _band, row in figures.by_band_sex)
    assert dict(targets_words.band_rows(figures, layout("standard")).rows)["女性"][-1] == women


def test_a_narrow_window_turns_the_table_instead_of_cutting_it(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background
) -> None:
    shown = screen()
    quiet(qtbot, background)
    table = shown.bands.table
    assert table is not None
    assert table.model().columnCount() > 8
    shown.resize(560, 640)
    quiet(qtbot, background)
    turned = shown.bands.table
    assert turned is not None
    assert turned.model().columnCount() < 7


def test_the_remark_is_kept_for_its_month_and_can_be_taken_back(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background, notices: list[Notice]
) -> None:
    shown = screen()
    quiet(qtbot, background)
    assert not shown.remark_button.isEnabled()
    shown.remark.memo.setPlainText("参加者が増えました。")
    assert shown.remark_button.isEnabled()
    qtbot.mouseClick(shown.remark_button, Qt.MouseButton.LeftButton)
    quiet(qtbot, background)
    assert city.reports.monthly(2026, 10).remark == "参加者が増えました。"
    assert notices[-1].action is not None
    notices[-1].action()
    quiet(qtbot, background)
    assert city.reports.monthly(2026, 10).remark == ""
    assert shown.remark.text == ""


def test_a_remark_is_not_lost_when_another_month_is_chosen_or_the_screen_left(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background
) -> None:
    shown = screen()
    quiet(qtbot, background)
    shown.remark.memo.setPlainText("十月のこと")
    qtbot.mouseClick(shown.before, Qt.MouseButton.LeftButton)
    quiet(qtbot, background)
    assert shown.month_box.currentText() == "令和8年9月"
    assert shown.remark.text == ""
    assert city.reports.monthly(2026, 10).remark == "十月のこと"
    shown.remark.memo.setPlainText("九月のこと")
    assert shown.may_leave()
    quiet(qtbot, background)
    assert city.reports.monthly(2026, 9).remark == "九月のこと"


def test_an_individual_number_in_the_remark_is_refused_and_what_was_typed_stays(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background
) -> None:
    shown = screen()
    quiet(qtbot, background)
    shown.remark.memo.setPlainText("番号 123456789018 を見せた方がいた")
    qtbot.mouseClick(shown.remark_button, Qt.MouseButton.LeftButton)
    quiet(qtbot, background)
    assert shown.remark.error
    assert shown.remark.text.startswith("番号")
    assert shown.remark_button.isEnabled()
    assert city.reports.monthly(2026, 10).remark == ""


def test_the_evidence_file_equals_the_tally_and_is_noted_in_the_trail(
    qtbot: Any,
    city: Services,
    screen: Callable[[], TargetsScreen],
    background: Background,
    tmp_path: Path,
    notices: list[Notice],
) -> None:
    shown = screen()
    quiet(qtbot, background)
    path = tmp_path / "根拠.xlsx"
    shown.save_excel(path)
    quiet(qtbot, background)
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    tally = city.targets.tally()[0]
    head, lines = rows[0], rows[1:]
    assert len(lines) == len(tally.counted) + len(tally.not_counted)
    standing = head.index("扱い")
    assert sum(line[standing] == "数えた" for line in lines) == len(tally.counted)
    assert sum(line[head.index("数")] or 0 for line in lines) == float(tally.actual or 0)
    assert "根拠.xlsx" in notices[-1].text
    assert city.maintenance.audit_entries(1)[0].act == "report.evidence"


def test_two_targets_are_chosen_by_name_and_one_without_a_number_has_no_chart(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background
) -> None:
    words = Target(
        city.targets.new_id(), "だれひとり取り残さない", Metric.QUALITATIVE, 2026, 2028, note="毎年度ふり返る"
    )
    city.targets.save(words)
    shown = screen()
    quiet(qtbot, background)
    assert shown.chooser.isVisible()
    shown.open(target=words.id)
    quiet(qtbot, background)
    assert shown.chooser.currentText() == "だれひとり取り残さない"
    assert not shown.progress.chart.isVisible()
    assert shown.progress.note.text() == "毎年度ふり返る"


def test_the_month_to_print_is_the_one_on_screen(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background
) -> None:
    shown = screen()
    gone: list[Wanted] = []
    shown.shell.navigated.connect(gone.append)
    shown.open(month="2026-09")
    quiet(qtbot, background)
    qtbot.mouseClick(shown.print_button, Qt.MouseButton.LeftButton)
    assert gone == [PrintsWanted(paper="monthly", month="2026-09")]


def test_a_month_of_another_year_turns_the_fiscal_year(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background
) -> None:
    shown = screen()
    quiet(qtbot, background)
    shown.open(month="2026-03")
    quiet(qtbot, background)
    assert shown.shell.fiscal_year == 2025
    assert shown.month_box.currentText() == "令和8年3月"


def test_not_measured_is_said_and_not_counted_as_nobody(city: Services) -> None:
    figures = city.reports.monthly(2026, 11)
    unmeasured = figures.lines[0].session
    words = targets_words.unmeasured_words(replace(figures, unmeasured=(unmeasured,)))
    assert unmeasured.course_title in words
    assert "0人としては数えていません" in words
    assert targets_words.unmeasured_words(replace(figures, unmeasured=())) == ""


def asked(page: TablesPage, field: str, value: object) -> None:
    """Choose as a person does: the drop-down says it was picked."""
    box = getattr(page, field).box
    box.set_value(value)
    box.picked.emit(value)


def test_a_table_of_any_period_is_made_by_choosing_and_goes_to_excel(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background, tmp_path: Path
) -> None:
    shown = screen()
    quiet(qtbot, background)
    qtbot.mouseClick(shown.tables_button, Qt.MouseButton.LeftButton)
    quiet(qtbot, background)
    page = shown.tables_page
    assert page is not None
    assert page.isVisible()
    assert not shown.main_page.isVisible()
    assert page.table is not None
    question = Question(date(2026, 4, 1), date(2027, 3, 31), Measure.ATTENDANCES, Dimension.MONTH)
    expected = city.figure_tables.table(question)
    assert page.found == expected
    assert expected.total
    assert f"{expected.total:,}" in page.total.text()
    assert page.table.model().rowCount() == 12
    asked(page, "columns", Dimension.BAND)
    quiet(qtbot, background)
    by_band = page.found
    assert by_band is not None
    model = page.table.model()
    heads = [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(model.columnCount())]
    assert heads[0] == "月"
    assert heads[-1] == "計"
    last = [str(model.index(model.rowCount() - 1, at).data()) for at in range(model.columnCount())]
    assert last[0] == "計"
    assert last[-1] == f"{expected.total:,}", "however it is cut"
    path = tmp_path / "集計表.xlsx"
    page.save(path)
    quiet(qtbot, background)
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert [list(row[1:]) for row in rows[1:]] == [list(line) for line in by_band.cells]
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert shown.main_page.isVisible()
    assert shown.tables_button.hasFocus()


def test_what_a_measure_does_not_know_is_not_offered_and_other_days_are_typed(
    qtbot: Any, city: Services, screen: Callable[[], TargetsScreen], background: Background
) -> None:
    shown = screen()
    quiet(qtbot, background)
    shown.show_tables()
    quiet(qtbot, background)
    page = shown.tables_page
    assert page is not None
    asked(page, "columns", Dimension.SEX)
    quiet(qtbot, background)
    asked(page, "measure", Measure.SESSIONS)
    quiet(qtbot, background)
    assert page.columns.value is None, "meetings have no sex"
    words = [page.rows.box.itemText(at) for at in range(page.rows.box.count())]
    assert "年代" not in words
    assert "会場" in words
    assert not page.first.isVisible()
    asked(page, "period", Period.OTHER)
    quiet(qtbot, background)
    assert page.first.isVisible()
    for field, text in ((page.first, "R8.10.1"), (page.last, "2026-10-31")):
        field.line.setFocus()
        field.line.selectAll()
        qtbot.keyClicks(field.line, text)
        qtbot.keyClick(field.line, Qt.Key.Key_Tab)
    quiet(qtbot, background)
    assert page.found is not None
    assert (page.found.question.first, page.found.question.last) == (date(2026, 10, 1), date(2026, 10, 31))
    before = page.found
    page.last.line.setFocus()
    page.last.line.selectAll()
    qtbot.keyClicks(page.last.line, "2026-09-30")
    qtbot.keyClick(page.last.line, Qt.Key.Key_Tab)
    quiet(qtbot, background)
    assert "終わりが始まりより前" in page.last.error
    assert page.found is before, "the last good table stays"
