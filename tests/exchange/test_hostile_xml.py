"""XML from outside may hold no entities: nothing grows while it is read, and no file of this PC is fetched."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from divide_app.domain.errors import DomainError
from divide_app.exchange.workbooks import read_workbook

LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
ATTACKS = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
    "external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    "quadratic blowup": f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.jp/p.dtd"> %p;]>',
    "external subset": '<!DOCTYPE x SYSTEM "http://example.jp/x.dtd">',
}
PARTS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml")


def _with(path: Path, part: str, prolog: str, encoding: str) -> Path:
    good = path.with_name("good.xlsx")
    book = xlsxwriter.Workbook(good)
    book.add_worksheet().write(0, 0, "講座")
    book.close()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                body = text.decode("utf-8").partition("?>")[2].lstrip()
                text = f'<?xml version="1.0" encoding="{encoding}"?>{prolog}{body}'.encode(encoding)
            target.writestr(name, text)
    return path


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_document_type_in_any_part_is_refused(tmp_path: Path, part: str, attack: str):
    with pytest.raises(DomainError, match="broken_workbook"):
        read_workbook(_with(tmp_path / "a.xlsx", part, ATTACKS[attack], "utf-8"))


def test_no_encoding_hides_it(tmp_path: Path):
    with pytest.raises(DomainError, match="broken_workbook"):
        read_workbook(_with(tmp_path / "a.xlsx", PARTS[1], ATTACKS["external entity"], "utf-16"))


@pytest.mark.parametrize("part", PARTS)
def test_the_same_file_without_it_is_read(tmp_path: Path, part: str):
    assert [cells for _, cells in read_workbook(_with(tmp_path / "a.xlsx", part, "", "utf-8")).records()] == [["講座"]]
