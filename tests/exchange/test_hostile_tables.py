"""Tables made to take minutes or all memory are refused by their number of parts, before anything is made of them."""

from __future__ import annotations

import io
import os
import re
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from divide_app.domain.errors import DomainError
from divide_app.exchange import tables, workbooks
from divide_app.exchange.tables import Table, read_table
from divide_app.foundation.file_trouble import reading
from divide_app.foundation.problems import EnvironmentProblem

HEADER = "氏名,住所,電話番号\n".encode()


def _workbook(**parts: Callable[[str], str]) -> bytes:
    """Return a small workbook, some of its parts (by the names of their files) changed."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["氏名", "住所", "電話番号"])
        sheet.write_row(1, 0, ["高橋 花子", "盛岡市", "019-000-0000"])
    changed = io.BytesIO()
    with zipfile.ZipFile(made) as whole, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in whole.namelist():
            text = whole.read(name).decode()
            copy.writestr(name, parts.get(Path(name).stem, str)(text))
    return changed.getvalue()


def _before(end: str, more: str) -> Callable[[str], str]:
    return lambda text: text.replace(end, more + end)


def _wide(rows: int) -> str:
    return "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>a</t></is></c><c r="XFD{at}"/></row>'
        for at in range(3, 3 + rows)
    )


WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "cells": lambda: _workbook(
        sheet1=_before("</sheetData>", "<row>" + "<c/>" * (workbooks._TAGS_OF_SHEET) + "</row>")
    ),
    "texts": lambda: _workbook(sharedStrings=_before("</sst>", "<si><t>a</t></si>" * workbooks.MOST_TEXTS)),
    "one text": lambda: _workbook(sharedStrings=_before("</sst>", f"<si><t>{'a' * 3_000_000}</t></si>")),
    "rich texts": lambda: _workbook(sharedStrings=_before("</sst>", "<si><r><rPr><b/><i/></rPr></r></si>" * 70_000)),
    "formats": lambda: _workbook(styles=_before("</cellXfs>", '<xf numFmtId="0"/>' * 200_000)),
    "merged cells": lambda: _workbook(sheet1=_before("</worksheet>", '<mergeCell ref="A1:XFD9"/>' * 200_000)),
    "prefixed": lambda: _workbook(sheet1=_before("</worksheet>", '<x:mergeCell ref="A1:XFD9"/>' * 200_000)),
    "sheets": lambda: _workbook(workbook=_before("</sheets>", '<sheet name="a"/>' * 200_000)),
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_with_more_than_a_list_has_is_refused_unopened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def opened(_path: Path) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(workbooks, "_open", opened)
    (tmp_path / "list.xlsx").write_bytes(WORKBOOKS[name]())
    with pytest.raises(DomainError) as refused:
        read_table(tmp_path / "list.xlsx")
    assert (refused.value.code, refused.value.details["name"]) == ("workbook_too_full", "list.xlsx")


def _rows(table: Table) -> int:
    return sum(1 for _row in table.rows())


def test_thirty_thousand_rows_as_wide_as_a_sheet_are_given_up_early(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(_workbook(sheet1=_before("</sheetData>", _wide(30_000))))
    with pytest.raises(DomainError) as refused:
        _rows(read_table(tmp_path / "list.xlsx"))
    assert refused.value.code == "workbook_too_full"


def test_a_row_of_a_sheet_may_be_blank_to_its_end_and_claims_are_not_believed(tmp_path: Path) -> None:
    dimension = re.compile('<dimension ref="[^"]*"/>')
    content = _workbook(
        sheet1=lambda text: dimension.sub(
            '<dimension ref="A1:XFD1048576"/>', text.replace("</sheetData>", _wide(100) + "</sheetData>")
        )
    )
    (tmp_path / "list.xlsx").write_bytes(content)
    assert _rows(read_table(tmp_path / "list.xlsx")) == 101


def test_a_workbook_is_opened_once_however_often_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    real = workbooks._open
    monkeypatch.setattr(workbooks, "_open", lambda path: (opened.append(path), real(path))[1])
    (tmp_path / "list.xlsx").write_bytes(_workbook())
    table = read_table(tmp_path / "list.xlsx")
    assert [_rows(table), _rows(table)] == [1, 1]
    assert len(opened) == 1


TEXTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "one cell": (lambda: HEADER + b"a" * 3_000_000, "line_too_long"),
    "no line ends": (lambda: "高橋,".encode() * 1_000_001, "line_too_long"),
    "columns": (lambda: HEADER + b"," * 500_000 + b"\n", "too_many_columns"),
    "columns of the header": (lambda: b",".join(b"c%d" % at for at in range(100_000)) + b"\n1\n", "too_many_columns"),
    "lines": (lambda: HEADER + b"\n" * (tables.MOST_LINES + 1), "table_too_large"),
    "lines of a Mac": (lambda: HEADER + b"\r" * (tables.MOST_LINES + 1), "table_too_large"),
    "quotes that close and open": (lambda: HEADER + b'a",""",x\n' * 400_000, "not_a_table"),
    "NUL": (lambda: bytes(2_000_000), "empty_file"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_no_list_is_refused_by_its_limit(tmp_path: Path, name: str) -> None:
    make, code = TEXTS[name]
    (tmp_path / "list.csv").write_bytes(make())
    with pytest.raises(DomainError) as refused:
        _rows(read_table(tmp_path / "list.csv"))
    assert refused.value.code == code


def test_the_cells_of_all_rows_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_CELLS", 299)
    (tmp_path / "list.csv").write_bytes(HEADER + b"a,b,c\n" * 99)
    assert _rows(read_table(tmp_path / "list.csv")) == 99
    (tmp_path / "list.csv").write_bytes(HEADER + b"a,b,c\n" * 100)
    with pytest.raises(DomainError) as refused:
        _rows(read_table(tmp_path / "list.csv"))
    assert refused.value.code == "table_too_large"


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(path))  # a longer name is refused


@pytest.mark.parametrize("make", [_pipe, _socket, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_told_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "list.csv")
    with pytest.raises(EnvironmentProblem) as trouble:
        read_table(tmp_path / "list.csv")
    assert trouble.value.code == "not_a_file"


def test_a_pipe_that_a_shell_gave_is_read() -> None:
    ours, theirs = os.pipe()
    os.write(theirs, b"secret")
    os.close(theirs)
    path = Path(f"/dev/fd/{ours}")
    with reading(path):
        assert path.read_bytes() == b"secret"
    os.close(ours)
