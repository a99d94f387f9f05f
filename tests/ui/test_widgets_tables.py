"""Tables: right as models, prepared once, read aloud, sorted, and keeping the chosen row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester

from divide_app.ui import theme
from divide_app.ui.widgets.labels import ChipKind, chip_size
from divide_app.ui.widgets.tables import CELL_ROLE, LINE_ROLE, Align, Column, LinesTableModel, TableView, prepare


@dataclass(frozen=True)
class Line:
    id: int
    name: str
    kana: str
    age: int | None


LINES = [
    Line(1, "佐藤 キヨ", "さとう きよ", 77),
    Line(2, "鈴木 一郎", "すずき いちろう", None),
    Line(3, "伊藤 ハル", "いとう はる", 68),
]


def columns() -> list[Column[Line]]:
    return [
        Column("氏名", lambda line: line.name, sub=lambda line: line.kana, sort=lambda line: line.kana, bold=True),
        Column(
            "年齢",
            lambda line: "不明" if line.age is None else str(line.age),
            sort=lambda line: line.age,
            align=Align.RIGHT,
            width=90,
            spoken=lambda line: "不明" if line.age is None else f"{line.age}歳",
        ),
        Column("状態", lambda line: "受付済", chip=lambda line: ChipKind.DONE, width=120),
    ]


def model(lines: list[Line] | None = None) -> LinesTableModel[Line]:
    made = LinesTableModel(columns(), key=lambda line: line.id)
    made.set_lines(LINES if lines is None else lines)
    return made


def names(made: LinesTableModel[Line]) -> list[str]:
    return [line.name for line in made.lines()]


def test_the_model_obeys_qt(qtbot: Any) -> None:
    made = model()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.sort(0, Qt.SortOrder.AscendingOrder)
    made.sort(1, Qt.SortOrder.DescendingOrder)
    made.set_lines(LINES[:1])
    made.set_lines([])
    made.set_lines(LINES)
    assert made.rowCount() == 3
    assert tester is not None


def test_every_cell_is_read_aloud_with_its_column(qtbot: Any) -> None:
    made = model()
    spoken = [made.data(made.index(0, column), Qt.ItemDataRole.AccessibleTextRole) for column in range(3)]
    assert spoken == ["氏名: 佐藤 キヨ さとう きよ", "年齢: 77歳", "状態: 受付済"]


def test_cells_carry_chip_alignment_and_line(qtbot: Any) -> None:
    made = model()
    cell: Any = made.data(made.index(0, 2), CELL_ROLE)
    assert cell.chip is ChipKind.DONE
    assert made.data(made.index(1, 0), LINE_ROLE) is LINES[1]
    alignment: Any = made.data(made.index(0, 1), Qt.ItemDataRole.TextAlignmentRole)
    assert alignment & Qt.AlignmentFlag.AlignRight
    assert made.headerData(1, Qt.Orientation.Horizontal) == "年齢"


def test_a_cell_is_made_once_when_it_is_first_seen_and_every_chip_is_known_before(qtbot: Any) -> None:
    calls: list[int] = []

    def text(line: Line) -> str:
        calls.append(line.id)
        return line.name

    made = LinesTableModel([Column("氏名", text)])
    made.set_lines(LINES)
    assert calls == [], "most of ten thousand lines are never seen"
    for _ in range(5):
        made.data(made.index(0, 0))
    assert calls == [1]
    with_chips = LinesTableModel([Column("氏名", text, chip=lambda _line: ChipKind.DONE)])
    with_chips.set_lines(LINES)
    assert calls == [1, 1, 2, 3], "all chips decide how wide their column is"
    for _ in range(2):
        with_chips.data(with_chips.index(2, 0))
    assert calls == [1, 1, 2, 3, 3]


def test_sorting_uses_the_prepared_value_and_puts_unknown_last(qtbot: Any) -> None:
    made = model()
    made.sort(0)
    assert names(made) == ["伊藤 ハル", "佐藤 キヨ", "鈴木 一郎"]
    made.sort(1, Qt.SortOrder.AscendingOrder)
    assert names(made)[-1] == "鈴木 一郎"
    made.sort(1, Qt.SortOrder.DescendingOrder)
    assert names(made) == ["佐藤 キヨ", "伊藤 ハル", "鈴木 一郎"]


def test_fresh_lines_keep_the_order_the_person_chose(qtbot: Any) -> None:
    made = model()
    made.sort(0)
    made.set_lines([*LINES, Line(4, "阿部 ミツ", "あべ みつ", 80)])
    assert names(made)[0] == "阿部 ミツ"


def test_persistent_indexes_follow_their_line_when_sorted(qtbot: Any) -> None:
    made = model()
    kept = QPersistentModelIndex(made.index(0, 0))
    made.sort(0)
    assert made.line(kept.row()).name == "佐藤 キヨ"


def view(qtbot: Any, made: LinesTableModel[Line]) -> TableView:
    table = TableView(made, accessible_name="参加者")
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    return table


def test_moving_the_cursor_tells_the_chosen_line(qtbot: Any) -> None:
    table = view(qtbot, model())
    chosen: list[object] = []
    table.chosen.connect(chosen.append)
    table.choose_row(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert chosen == LINES[:2]
    assert table.current_line() == LINES[1]


def test_enter_and_double_click_open_the_line(qtbot: Any) -> None:
    made = model()
    table = view(qtbot, made)
    opened: list[object] = []
    table.opened.connect(opened.append)
    table.choose_row(2)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    table.doubleClicked.emit(made.index(0, 0))
    assert opened == [LINES[2], LINES[0]]


def test_the_chosen_line_stays_chosen_after_a_refresh(qtbot: Any) -> None:
    made = model()
    table = view(qtbot, made)
    assert table.choose(3)
    fresh = Line(3, "伊藤 ハル", "いとう はる", 69)
    chosen: list[object] = []
    table.chosen.connect(chosen.append)
    made.set_lines([fresh, *LINES[:2]])
    assert table.current_line() == fresh
    assert chosen == [fresh]


def test_a_chosen_line_that_vanished_is_told(qtbot: Any) -> None:
    made = model()
    table = view(qtbot, made)
    table.choose(3)
    chosen: list[object] = []
    table.chosen.connect(chosen.append)
    made.set_lines(LINES[:2])
    assert chosen == [None]


def test_ten_thousand_lines_are_shown_from_the_first_to_the_last(qtbot: Any) -> None:
    lines = [Line(number, f"名前 {number}", f"なまえ {number:05}", number % 90) for number in range(10_000)]
    rows = prepare(columns(), lines)
    made = LinesTableModel(columns(), key=lambda line: line.id)
    table = view(qtbot, made)
    made.set_prepared(rows)
    table.choose_row(0)
    table.grab()
    table.scrollToBottom()
    table.grab()
    assert table.rowAt(table.viewport().height() - 2) == len(lines) - 1


def test_cells_are_made_for_the_lines_in_sight_only(qtbot: Any) -> None:
    made_for = Counter[int]()

    def told(line: Line) -> str:
        made_for[line.id] += 1
        return line.name

    lines = [Line(number, f"名前 {number}", "", number % 90) for number in range(10_000)]
    made: LinesTableModel[Line] = LinesTableModel([Column("氏名", told), Column("状態", lambda _line: "予定")])
    table = view(qtbot, made)
    made.set_prepared(prepare(made.columns, lines))
    table.grab()
    table.scrollToBottom()
    table.grab()
    assert 0 in made_for
    assert 9_999 in made_for
    assert len(made_for) < 200
    assert max(made_for.values()) == 1


def test_the_chips_of_lines_not_yet_seen_count_for_the_width(qtbot: Any) -> None:
    lines = [Line(number, "予定" if number < 9_999 else "支援者 あと12人", "", 0) for number in range(10_000)]
    made: LinesTableModel[Line] = LinesTableModel(
        [
            Column("氏名", lambda line: line.kana),
            Column("状態", lambda line: line.name, chip=lambda _line: ChipKind.INFO),
        ]
    )
    made.set_prepared(prepare(made.columns, lines))
    assert made.chips(1) == {("予定", ChipKind.INFO), ("支援者 あと12人", ChipKind.INFO)}


def test_shared_columns_keep_a_readable_width(qtbot: Any) -> None:
    table = view(qtbot, model())
    table.resize(240, 300)
    qtbot.wait(1)
    assert table.columnWidth(0) >= 120


def test_a_column_is_as_wide_as_its_widest_chip_and_its_title(qtbot: Any) -> None:
    made: LinesTableModel[Line] = LinesTableModel(
        [
            Column("Name", lambda line: line.name),
            Column("扱い", lambda line: line.kana, chip=lambda line: ChipKind.DONE, width=60),
            Column("Attendance of everybody", lambda line: str(line.id), align=Align.RIGHT, width=60),
        ]
    )
    view = TableView(made, accessible_name="一覧")
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    made.set_lines(LINES)
    widest = max(chip_size(line.kana, ChipKind.DONE).width() for line in LINES)
    assert view.columnWidth(1) >= widest + 20
    title = QFontMetrics(theme.font("small", bold=True)).horizontalAdvance("Attendance of everybody")
    assert view.columnWidth(2) >= title + 20


def shown_at(qtbot: Any, columns: list[Column[Any]], width: int) -> TableView:
    made = LinesTableModel(columns, key=lambda line: line.id)
    made.set_lines(LINES)
    table = TableView(made, accessible_name="表")
    qtbot.addWidget(table)
    table.resize(width, 300)
    table.show()
    return table


def test_a_spare_column_is_left_out_before_the_table_scrolls_sideways(qtbot: Any) -> None:
    columns = [
        Column("氏名", lambda line: line.name, bold=True),
        Column("電話", lambda line: "019-000-0001", width=110, is_spare=True),
        Column("理由", lambda line: line.kana, width=240, least=120),
    ]
    table = shown_at(qtbot, columns, 400)
    assert not table.isColumnHidden(1)
    table.resize(300, 300)
    qtbot.wait(1)
    assert table.isColumnHidden(1)
    assert table.horizontalScrollBar().maximum() == 0
    table.hide_column(1)
    table.resize(400, 300)
    qtbot.wait(1)
    assert table.isColumnHidden(1), "nobody there has a telephone"
    table.hide_column(1, hidden=False)
    assert not table.isColumnHidden(1)


def test_columns_that_can_give_way_do_so_before_the_table_scrolls_sideways(qtbot: Any) -> None:
    wide = [
        Column("氏名", lambda line: line.name, bold=True),
        Column("理由", lambda line: line.kana, width=240, least=120),
        Column("状態", lambda line: "受付済", chip=lambda line: ChipKind.DONE, width=300, least=40),
        Column("申込日", lambda line: "11/21(土)", width=110),
    ]
    table = shown_at(qtbot, wide, 1000)
    assert [table.columnWidth(place) for place in (1, 2, 3)] == [240, 300, 110]
    table.resize(560, 300)
    qtbot.wait(1)
    assert table.horizontalScrollBar().maximum() == 0
    assert 120 < table.columnWidth(1) < 240
    assert table.columnWidth(3) == 110
    table.resize(200, 300)
    qtbot.wait(1)
    assert table.columnWidth(1) == 120
    assert table.columnWidth(2) >= chip_size("受付済", ChipKind.DONE).width()
