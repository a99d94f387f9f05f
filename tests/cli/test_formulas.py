"""Lists for people cannot trick a spreadsheet, and come back exactly; open data stay as they are, with a warning."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.exchange.formulas import as_typed, harmless, is_like_formula

LIST = """氏名,ふりがな,生年月日,電話番号,住所,備考
=試験 一郎,しけん いちろう,S25.4.1,+81-90-1234-5678,-1番地,@memo
試験 二郎,しけん じろう,S25.4.2,090-1234-5678,1-2-3,=1+1
試験 三郎,しけん さぶろう,S25.4.3,,＝5番地,'=本人の希望
試験 四郎,しけん しろう,S25.4.4,,'88年に転入,''@二つ
"""


@given(st.text(st.sampled_from("'=+-@\t\r＝＋－＠ \u3000aあ1"), max_size=8))
def test_any_text_comes_back_as_it_went_out(text: str):
    out = harmless(text)
    assert as_typed(out) == text
    assert not out.lstrip(" \u3000").startswith(tuple("=+-@\t\r＝＋－＠"))
    assert out in {text, f"'{text}"}


@pytest.mark.parametrize("text", ["'88年", "受付", "", "'", "''", "090-1234-5678", "1-2-3"])
def test_what_no_spreadsheet_calculates_is_left_alone(text: str):
    assert harmless(text) == as_typed(text) == text
    assert not is_like_formula(text)


def test_a_list_of_people_goes_out_and_comes_back_unchanged(run, tmp_path: Path):
    file, out, again = tmp_path / "list.csv", tmp_path / "out.csv", tmp_path / "again.csv"
    file.write_text(LIST, encoding="utf-8-sig")
    assert run("import", "participants", file).json["added"] == 4
    before = {item["name"]: item for item in run("list", "participants").json["items"]}
    assert "=試験 一郎" in before
    assert run("export", "participants", "--out", out).code == 0
    with out.open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠"))]
    came = run("import", "participants", out).json
    assert (came["added"], came["updated"], came["unchanged"]) == (0, 0, 4)
    assert {item["name"]: item for item in run("list", "participants").json["items"]} == before
    assert run("export", "participants", "--out", again).code == 0
    assert again.read_bytes() == out.read_bytes()


def test_open_data_stay_as_they_are_and_the_cells_are_named(run, tmp_path: Path):
    file, out = tmp_path / "events.csv", tmp_path / "out.csv"
    file.write_text("名称,開始日,場所名称,説明\n=SUM講座,2026-12-05,北館,@詳しく\n", encoding="utf-8-sig")
    assert run("import", "events", file).json["added"] >= 1
    made = run("export", "events", "--out", out).json
    with out.open(encoding="utf-8-sig", newline="") as stream:
        (header, row) = list(csv.reader(stream))
    assert "=SUM講座" in row
    named = {(one["line"], one["column"]) for one in made["warnings"] if one["code"] == "like_formula"}
    assert named == {(2, header[at]) for at, cell in enumerate(row) if cell.startswith(("=", "@"))}
    assert len(named) >= 2


def test_rows_that_were_not_taken_are_harmless_too(run, tmp_path: Path):
    file, out = tmp_path / "list.csv", tmp_path / "rejected.csv"
    file.write_text("氏名,生年月日,備考\n=見本,ある日,'=x\n", encoding="utf-8-sig")
    run("import", "participants", file, "--rejected", out)
    with out.open(encoding="utf-8-sig", newline="") as stream:
        row = list(csv.reader(stream))[1]
    assert row[:3] == ["'=見本", "ある日", "'=x"]
