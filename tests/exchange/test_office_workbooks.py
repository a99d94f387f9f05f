"""Lists as offices make them in Excel: Japan's formats, titles, header rows, a cover sheet, rows that are none."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from divide_app.domain.errors import DomainError
from divide_app.exchange.column_guess import is_known_header
from divide_app.exchange.header_place import TablePlace
from divide_app.exchange.people_files import parse_participants
from divide_app.exchange.tables import Row, Table, read_table

PEOPLE = is_known_header(("participants",))


def workbook(folder: Path, *sheets: list[list[object]], formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"表{number + 1}")
        for row in rows:
            sheet.append(row)
        for place, code in (formats or {}).items():
            sheet[place].number_format = code
    path = folder / "list.xlsx"
    book.save(path)
    return path


def changed(path: Path, part: str, *pairs: tuple[str, str]) -> Path:
    """The workbook with other text in every part whose name begins with `part`."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            text = content
            for old, new in pairs if name.startswith(part) and name.endswith((".xml", ".rels")) else ():
                text = text.replace(old.encode(), new.encode())
            archive.writestr(name, text)
    return path


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows() if isinstance(row, Row)]


def people(path: Path, **parts: TablePlace) -> list[tuple[int, str]]:
    table = read_table(path, is_header=PEOPLE, **parts)
    parsed = parse_participants(table, as_of=date(2026, 11, 30))
    assert parsed.problems == ()
    return [(line, draft.person().name) for line, draft in parsed.drafts]


@pytest.mark.parametrize("number", [27, 28, 29, 30, 31, 34, 35, 36, *range(50, 59)])
def test_a_built_in_japanese_format_is_a_day(tmp_path: Path, number: int) -> None:
    path = workbook(tmp_path, [["氏名", "生年月日"], ["試験 一郎", 18354]], formats={"B2": "0.00"})
    changed(path, "xl/styles", ('numFmtId="2"', f'numFmtId="{number}"'))
    assert cells(read_table(path)) == [("試験 一郎", "1950-04-01")]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('[$-411]ggge"年"', 18354, "1950-04-01"),
        ("ge", 18354, "1950-04-01"),
        ("[$-ja-JP-x-gannen]ggge年", 18354, "1950-04-01"),
        ("aaaa", 18354, "1950-04-01"),
        ("h:mm", 1, "24:00"),
        ("h:mm", 0.5, "12:00"),
        ('h"時"mm"分"', 0.4375, "10:30"),
        ("h:mm", 46000.5, "2025-12-09 12:00"),
        ("0.00E+00", 18354, "18354"),
        ("General", 18354, "18354"),
        ('0"日"', 3, "3"),
        ("#,##0;[Red]-#,##0", 18354, "18354"),
    ],
)
def test_days_and_times_are_never_serials_and_numbers_never_days(
    tmp_path: Path, code: str, value: float, shown: str
) -> None:
    path = workbook(tmp_path, [["氏名", "値"], ["試験 一郎", value]], formats={"B2": code})
    assert cells(read_table(path)) == [("試験 一郎", shown)]


def test_strict_workbooks_and_escaped_signs_are_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["氏名", "備考"], ["試験 一郎", "一行目_x000D_\n二行目"]])
    assert cells(read_table(path)) == [("試験 一郎", "一行目\n二行目")]
    changed(
        path,
        "",
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    assert cells(read_table(path)) == [("試験 一郎", "一行目\n二行目")]


def test_a_file_named_as_the_other_kind_is_read_and_told(tmp_path: Path) -> None:
    book = workbook(tmp_path, [["氏名"], ["試験 一郎"]])
    as_csv, as_book = tmp_path / "a.csv", tmp_path / "b.xlsx"
    as_csv.write_bytes(book.read_bytes())
    as_book.write_text("氏名\n試験 一郎\n", encoding="utf-8")
    for path, code in ((as_csv, "workbook_by_content"), (as_book, "text_by_content")):
        table = read_table(path)
        assert (cells(table), [one.code for one in table.warnings]) == ([("試験 一郎",)], [code])


def test_a_quoted_number_keeps_its_zero(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('氏名,電話番号\n試験 一郎,"=""09012345678"""\n', encoding="utf-8")
    assert cells(read_table(path)) == [("試験 一郎", "09012345678")]


TITLED = [["令和8年度 受講者名簿"], ["令和8年11月1日現在"], [], ["No.", "氏名", "電話番号"]]
BELOW = [
    [1, "試験 一郎", "000-111-2222"], [2, "試験 二郎", "#N/A"], [3], [4, "#N/A"], ["合計", "2名"], [None, "以上"],
]  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "csv", "tsv"])
def test_titles_totals_and_blank_numbered_rows_are_no_people(tmp_path: Path, ending: str) -> None:
    if ending == "xlsx":
        path = workbook(tmp_path, [["表紙"]], [*TITLED, *BELOW])
    else:
        sign = "," if ending == "csv" else "\t"
        path = tmp_path / f"a.{ending}"
        rows = [[str("" if one is None else one) for one in row] for row in [*TITLED, *BELOW]]
        path.write_text("".join(sign.join([*row, *[""] * (3 - len(row))]) + "\r\n" for row in rows) + "\x1a")
    assert people(path) == [(5, "試験 一郎"), (6, "試験 二郎")]
    codes = {one.code for one in read_table(path, is_header=PEOPLE).warnings}
    assert "header_found" in codes


def test_two_header_rows_make_one_header(tmp_path: Path) -> None:
    rows = [["氏名", None, "緊急連絡先", None], ["姓", "名", "氏名", "電話番号"], ["試験", "一郎", "親 族", "000"]]
    table = read_table(workbook(tmp_path, rows), is_header=PEOPLE)
    assert table.columns == ("姓", "名", "緊急連絡先 氏名", "緊急連絡先 電話番号")
    assert cells(table) == [("試験", "一郎", "親 族", "000")]


def test_a_header_nobody_knows_is_not_looked_for_among_the_data(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["なまえ", "手段"], ["試験 一郎", "電話番号"], ["試験 二郎", "備考"]])
    assert len(cells(read_table(path, is_header=PEOPLE))) == 2


def test_sheet_header_and_first_row_are_as_a_person_says(tmp_path: Path) -> None:
    one, two = [["氏名"], ["一 枚目"]], [["x"], ["氏名"], ["説明"], ["二 枚目"]]
    path = workbook(tmp_path, one, two)
    assert people(path) == [(2, "一 枚目")]
    assert people(path, place=TablePlace("表2", header_row=2, first_row=4)) == [(4, "二 枚目")]
    for place, code in ((TablePlace("表9"), "unknown_sheet"), (TablePlace("表1", header_row=9), "no_header_row")):
        with pytest.raises(DomainError) as caught:
            read_table(path, place=place)
        assert caught.value.code == code


def test_hidden_rows_are_said_and_cells_beyond_the_header_are_no_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["氏名"], ["試験 一郎", "横の書きこみ"], ["試験 二郎"]])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    assert people(path) == [(2, "試験 一郎"), (3, "試験 二郎")]
    assert [one.code for one in read_table(path).warnings] == ["hidden_rows"]
