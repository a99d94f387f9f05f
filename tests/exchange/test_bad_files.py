"""Every bad file ends in rows, or in a code with line and column, and never in a crash or a leak."""

from __future__ import annotations

import codecs
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic

import openpyxl
import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import check_digit, contains_individual_number
from divide_app.exchange import tables, workbooks
from divide_app.exchange.events_file import parse_events
from divide_app.exchange.people_files import parse_participants
from divide_app.exchange.profiles import find_profile
from divide_app.exchange.row_problems import RowProblem
from divide_app.exchange.tables import Row, read_table
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled

NUMBER = "12345678901" + check_digit("12345678901")


def made(folder: Path, content: bytes | str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(path: Path) -> list[Row | RowProblem]:
    return list(read_table(path).rows())


def refusal_of(path: Path) -> DomainError:
    with pytest.raises(DomainError) as caught:
        list(read_table(path).rows())
    return caught.value


EVENT_HEADER = "名称,開始日,終了日,開始時刻,終了時刻,定員,都道府県コード又は市区町村コード,備考\n"


def event(folder: Path, row: str):
    return parse_events(read_table(made(folder, EVENT_HEADER + row + "\n")))


# --- what the file is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", codecs.BOM_UTF8, b"\r\n\r\n  \n", codecs.BOM_UTF16_LE, b",,,\n"])
def test_an_empty_file_is_said_to_be_empty(tmp_path, content):
    assert refusal_of(made(tmp_path, content)).code == "empty_file"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
def test_each_encoding_gives_the_same_cells(tmp_path, encoding):
    text = "氏名,ふりがな\r\n髙橋 﨑子,タカハシ サキコ①㈱\r\n"
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    (row,) = rows_of(made(tmp_path, mark + text.encode(encoding)))
    assert row.cells == ("髙橋 﨑子", "タカハシ サキコ①㈱")


@pytest.mark.parametrize(
    "content",
    [
        "氏名,住所\n高橋,盛岡市\n".encode("euc_jp") * 5,
        "氏名,住所\n高橋,盛岡市\n".encode("iso2022_jp"),
        "nom;prénom\nÉlodie;Zoë à\xa0x\xff\n".encode("latin-1"),
        "氏名,住所\n高橋花子,盛岡市内丸\n".encode()[:-5] + b"\xff\n",
        "氏名,住所\n高橋,盛岡市\n".encode("utf-16-le"),
        codecs.BOM_UTF16_LE + b"\x00\xd8\x00",
        codecs.BOM_UTF8 + "氏名".encode("cp932"),
    ],
)
def test_an_encoding_we_cannot_be_sure_of_is_refused_rather_than_guessed(tmp_path, content):
    assert refusal_of(made(tmp_path, content)).code == "unknown_encoding"


def test_half_width_kana_in_cp932_is_not_taken_for_another_encoding(tmp_path):
    (row,) = rows_of(made(tmp_path, "氏名\nﾀｶﾊｼ ﾀﾛｳ\n".encode("cp932")))
    assert row.cells == ("ﾀｶﾊｼ ﾀﾛｳ",)


@pytest.mark.parametrize("content", [b"%PDF-1.7 abc", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0 jpeg"])
def test_a_paper_or_a_picture_is_no_table(tmp_path, content):
    assert refusal_of(made(tmp_path, content, "list.csv")).code == "not_a_table"


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    assert refusal_of(tmp_path / "none.csv").code == "file_not_found"
    assert refusal_of(tmp_path).code == "not_a_table"


@pytest.mark.parametrize(("windows", "code"), [(None, "no_right"), (32, "file_locked")])
def test_a_file_that_may_not_be_read_is_the_worlds_trouble(tmp_path, monkeypatch, windows, code):
    path = made(tmp_path, "氏名\nA\n")

    def locked(*_args, **_keywords):
        error = PermissionError(13, "locked")
        error.winerror = windows
        raise error

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(EnvironmentProblem) as caught:
        read_table(path)
    assert caught.value.code == code


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 10)
    assert refusal_of(made(tmp_path, "氏名\n高橋\n鈴木\n")).code == "file_too_large"


# --- rows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found_by_themselves(tmp_path, delimiter, newline):
    text = (
        newline.join(delimiter.join(cells) for cells in (("氏名", "備考"), ("高橋", "a、b"), ("鈴木", "c"))) + newline
    )
    rows = rows_of(made(tmp_path, text))
    assert [(row.line, row.cells) for row in rows] == [(2, ("高橋", "a、b")), (3, ("鈴木", "c"))]


def test_commas_inside_tab_separated_text_do_not_win(tmp_path):
    rows = rows_of(made(tmp_path, "氏名\t備考\n高橋\ta,b,c\n鈴木\td,e,f\n"))
    assert rows[0].cells == ("高橋", "a,b,c")


def test_excels_sep_line_is_obeyed(tmp_path):
    table = read_table(made(tmp_path, "sep=;\n氏名;備考\n高橋;x\n"))
    assert table.columns == ("氏名", "備考")
    assert [row.line for row in table.rows()] == [3]


def test_the_line_is_the_one_in_the_file_where_the_record_starts(tmp_path):
    rows = rows_of(made(tmp_path, '氏名,備考\n高橋,"一\n二\r\n三"\n\n鈴木,x\n'))
    assert [(row.line, row.cells[0]) for row in rows] == [(2, "高橋"), (6, "鈴木")]
    assert rows[0].cells[1] == "一\n二\r\n三"


def test_an_unclosed_quote_costs_one_row_and_not_the_rest_of_the_file(tmp_path):
    rows = rows_of(made(tmp_path, '氏名,備考\n高橋,"閉じない\n鈴木,x\n佐藤,"y"\n'))
    assert [(row.line, getattr(row, "code", "")) for row in rows] == [(2, "unclosed_quote"), (3, ""), (4, "")]


def test_an_unclosed_quote_at_the_end_costs_only_its_row(tmp_path):
    rows = rows_of(made(tmp_path, '氏名,備考\n鈴木,x\n高橋,"閉じない\n佐藤,y\n'))
    assert [(row.line, getattr(row, "code", "")) for row in rows] == [(2, ""), (3, "unclosed_quote"), (4, "")]


def test_too_many_cells_are_refused_too_few_are_filled_and_said(tmp_path):
    rows = rows_of(made(tmp_path, "a,b,c\n1,2,3,4\n1\n1,2,3,,\n"))
    assert rows[0].code == "too_many_cells"
    assert "3列" in rows[0].message
    assert rows[1].cells == ("1", "", "")
    assert rows[1].remarks[0].code == "too_few_cells"
    assert rows[2].cells == ("1", "2", "3")


def test_blank_lines_and_lines_of_commas_are_no_rows(tmp_path):
    rows = rows_of(made(tmp_path, "\n\na,b\n\n,,\n 　,\n1,2\n\n"))
    assert [row.line for row in rows] == [7]


def test_nul_signs_are_taken_out_and_said(tmp_path):
    (row,) = rows_of(made(tmp_path, "氏名,備考\n高\0橋,x\n" + "鈴木,y\n" * 0))
    assert row.cells == ("高橋", "x")
    assert row.remarks[0].code == "nul_removed"


def test_a_repeated_header_gets_its_own_name_and_a_warning(tmp_path):
    table = read_table(made(tmp_path, "氏名,電話番号,電話番号\n高橋,1,2\n"))
    assert table.columns == ("氏名", "電話番号", "電話番号 (2)")
    assert [warning.code for warning in table.warnings] == ["duplicate_header"]
    assert "3列目" in table.warnings[0].message


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    parsed = parse_participants(read_table(made(tmp_path, "氏名,住所\n")), as_of=date(2026, 11, 21))
    assert (parsed.read, parsed.drafts) == (0, ())
    assert [warning.code for warning in parsed.warnings] == ["no_rows"]


def test_a_thousand_columns_are_read_and_the_unknown_ones_named_once(tmp_path):
    header = ",".join(["氏名", *(f"項目{n}" for n in range(999))])
    parsed = parse_participants(read_table(made(tmp_path, f"{header}\n高橋{',x' * 999}\n")), as_of=date(2026, 11, 21))
    assert len(parsed.drafts[0][1].extra) == 999
    assert [warning.code for warning in parsed.warnings] == ["extra_columns"]


def test_too_many_columns_are_refused(tmp_path):
    assert refusal_of(made(tmp_path, ",".join(f"c{n}" for n in range(3000)) + "\n1\n")).code == "too_many_columns"


def test_two_hundred_thousand_rows_are_streamed_with_progress(tmp_path):
    path = made(tmp_path, "氏名,備考\n" + "".join(f"高橋{n},x\n" for n in range(200_000)))
    said = []
    table = read_table(path, progress=lambda done, total: said.append((done, total)))
    assert sum(1 for _ in table.rows()) == 200_000
    assert len(said) > 100
    assert said[-1] == (path.stat().st_size, path.stat().st_size)


def test_a_person_can_stop_the_reading(tmp_path):
    def stop(done, total):
        raise UserCancelled

    table = read_table(made(tmp_path, "氏名\n" + "高橋\n" * 2000), progress=stop)
    with pytest.raises(UserCancelled):
        list(table.rows())


def test_a_table_can_be_read_twice(tmp_path):
    table = read_table(made(tmp_path, "氏名\n高橋\n鈴木\n"))
    assert list(table.rows()) == list(table.rows())


# --- headers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    ["氏名", " 氏 名 ", "氏名（必須）", '"氏\n名"', "お名前", "氏名*", "氏名\u3000【必須】"],
)
def test_headers_are_found_however_they_are_spelled(tmp_path, header):
    table = read_table(made(tmp_path, f"{header},住所\n高橋,盛岡\n"))
    assert parse_participants(table, as_of=date(2026, 11, 21)).drafts[0][1].person().name == "高橋"


def test_missing_required_columns_are_named(tmp_path):
    with pytest.raises(DomainError) as caught:
        parse_events(read_table(made(tmp_path, "名称,終了日\nA,2026-11-21\n")))
    assert caught.value.code == "missing_columns"
    assert caught.value.details["columns"] == ["開始日"]


@pytest.mark.parametrize("drift", ["料金（基本）", "料金(基本)", "料金 (基本)", "料金〔基本〕"])
def test_bracket_variants_mean_the_same_column(tmp_path, drift):
    parsed = parse_events(read_table(made(tmp_path, f"イベント名,開始日,{drift}\nA,2026-11-21,500\n")))
    assert parsed.drafts[0][1].fee == "500円"


def test_a_price_of_thousands_of_digits_is_kept_as_it_is_written(tmp_path):
    parsed = parse_events(read_table(made(tmp_path, f"イベント名,開始日,料金(基本)\nA,2026-11-21,{'9' * 5_000}\n")))
    assert parsed.drafts[0][1].fee.startswith("999999")


# --- cells --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["2026-11-21", "2026/11/21", "R8.11.21", "令和8年11月21日", "２０２６年１１月２１日（土）"]
)
def test_reiwa_and_full_width_dates_are_read(tmp_path, text):
    assert event(tmp_path, f"A,{text},,,,,,").drafts[0][1].first_day == date(2026, 11, 21)


def test_the_29th_of_february_exists_only_in_leap_years(tmp_path):
    assert event(tmp_path, "A,2028-02-29,,,,,,").problems == ()
    (problem,) = event(tmp_path, "A,2026-02-29,,,,,,").problems
    assert (problem.line, problem.column, problem.code) == (2, "開始日", "bad_date")
    assert "2026-02-29" in problem.message


def test_24_00_is_the_next_midnight(tmp_path):
    draft = event(tmp_path, "A,2026-11-21,2026-11-21,22:00,24:00,,,").drafts[0][1]
    assert draft.ends_at - draft.starts_at == timedelta(hours=2)
    assert draft.ends_at == datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "column"),
    [("A,2026-11-21,2026-11-20,,,,,", "終了日"), ("A,2026-11-21,2026-11-21,15:00,13:00,,,", "終了時刻")],
)
def test_an_end_before_the_start_is_refused_with_line_and_column(tmp_path, row, column):
    parsed = event(tmp_path, row)
    assert parsed.drafts == ()
    assert [(p.line, p.column, p.code) for p in parsed.problems] == [(2, column, "end_before_start")]


def test_one_bad_optional_cell_does_not_lose_the_row(tmp_path):
    parsed = event(tmp_path, "A,2026-11-21,,25:00,,若干名,999999,x")
    assert len(parsed.drafts) == 1
    assert [(w.column, w.code) for w in parsed.warnings] == [
        ("開始時刻", "bad_time"),
        ("都道府県コード又は市区町村コード", "bad_municipal_code"),
        ("定員", "bad_number"),
    ]
    assert dict(parsed.drafts[0][1].source)["定員"] == "若干名"


@pytest.mark.parametrize(("written", "read"), [("032018", "032018"), ("32018", "032018"), ("０３２０１８", "032018")])
def test_a_municipal_code_may_have_lost_its_zero(tmp_path, written, read):
    parsed = event(tmp_path, f"A,2026-11-21,,,,,{written},")
    assert (parsed.drafts[0][1].municipal_code, parsed.warnings) == (read, ())


@pytest.mark.parametrize("code", ["032019", "480002", "abc"])
def test_an_unknown_municipal_code_keeps_the_row_with_a_warning(tmp_path, code):
    parsed = event(tmp_path, f"A,2026-11-21,,,,,{code},")
    assert parsed.drafts[0][1].municipal_code == ""
    assert [w.code for w in parsed.warnings] == ["bad_municipal_code"]


@pytest.mark.parametrize("text", ["=1+1", "+81-19", "-5", "@SUM(A1)", "＝cmd"])
def test_cells_like_formulas_are_read_as_the_text_they_are(tmp_path, text):
    parsed = parse_participants(read_table(made(tmp_path, f"氏名,備考\n高橋,{text}\n")), as_of=date(2026, 11, 21))
    assert parsed.drafts[0][1].person().memo == text


@pytest.mark.parametrize("name", ["ﾀｶﾊｼ ﾀﾛｳ", "葛󠄀城 一郎", "𠮷田 花子", "髙﨑 濵子"])
def test_names_are_kept_exactly_as_written(tmp_path, name):
    parsed = parse_participants(read_table(made(tmp_path, f"氏名\n{name}\n")), as_of=date(2026, 11, 21))
    assert parsed.drafts[0][1].person().name == name


def test_a_repeated_row_is_read_once_and_said(tmp_path):
    parsed = event(tmp_path, "A,2026-11-21,,,,,,\nA,2026-11-21,,,,,,")
    assert (parsed.read, len(parsed.drafts)) == (2, 1)
    assert [(w.line, w.code) for w in parsed.warnings] == [(3, "repeated_row")]


# --- individual numbers -------------------------------------------------------------------------------------------

DRESSED = [NUMBER, f"番号は{NUMBER}です", "-".join((NUMBER[:4], NUMBER[4:8], NUMBER[8:])), "１２３４ ５６７８ ９０１８"]


def silent(values: object) -> bool:
    text = repr(values)
    return not contains_individual_number(text) and NUMBER not in text and NUMBER[:8] not in text


@pytest.mark.parametrize("dress", DRESSED)
@pytest.mark.parametrize("column", range(8))
def test_an_individual_number_in_any_cell_refuses_the_row_and_is_never_repeated(tmp_path, dress, column):
    cells = ["A", "2026-11-21", "", "", "", "", "", ""]
    cells[column] = dress
    parsed = event(tmp_path, ",".join(cells) + "\nB,2026-11-22,,,,,,")
    assert [(p.line, p.code) for p in parsed.problems] == [(2, "individual_number")]
    assert parsed.problems[0].column == EVENT_HEADER.strip().split(",")[column]
    assert "可能性" in parsed.problems[0].message
    assert [draft.title for _, draft in parsed.drafts] == ["B"]
    assert silent((parsed, [p.message for p in parsed.problems]))


def test_an_individual_number_in_unknown_columns_or_broken_rows_is_refused_too(tmp_path):
    path = made(tmp_path, f'氏名,社員番号\n高橋,{NUMBER}\n鈴木,x,{NUMBER}\n佐藤,"{NUMBER}\n田中,x\n')
    parsed = parse_participants(read_table(path), as_of=date(2026, 11, 21))
    assert [p.code for p in parsed.problems] == ["individual_number"] * 3
    assert silent(parsed)


def test_an_individual_number_in_a_header_or_a_file_name_refuses_the_file(tmp_path):
    for error in (
        refusal_of(made(tmp_path, f"氏名,{NUMBER}\n高橋,x\n")),
        refusal_of(made(tmp_path, "氏名\n高橋\n", f"{NUMBER}.csv")),
    ):
        assert error.code == "individual_number"
        assert silent((error.details, str(error), error.args))


@pytest.mark.parametrize(
    "harmless", ["7000012050002", "0000000003", "019-651-4111", "20150716113325538", "123456789012345"]
)
def test_corporate_numbers_list_numbers_and_telephones_do_not_trip(tmp_path, harmless):
    assert event(tmp_path, f"A,2026-11-21,,,,,,{harmless}").problems == ()


# --- workbooks ----------------------------------------------------------------------------------------------------


def workbook(folder: Path, rows: list[list[object]], *, more: bool = False) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if more:
        book.create_sheet("二枚目").append(["x"])
    path = folder / "list.xlsx"
    book.save(path)
    return path


def test_a_workbook_gives_canonical_text(tmp_path):
    path = workbook(
        tmp_path,
        [
            ["氏名", "日", "日時", "時", "数", "小数", "長い", "はい"],
            [
                "高橋",
                date(2026, 11, 21),
                datetime(2026, 11, 21, 13, 30),  # noqa: DTZ001 - a workbook knows no zones
                time(9, 5),
                20,
                1.5,
                timedelta(hours=24),
                True,
            ],
            [],
            ["鈴木", None, None, None, 1234567890.0, None, None, "=cmd"],
        ],
        more=True,
    )
    table = read_table(path)
    rows = list(table.rows())
    assert rows[0].cells == ("高橋", "2026-11-21", "2026-11-21 13:30", "09:05", "20", "1.5", "24:00", "TRUE")
    assert (rows[1].line, rows[1].cells[4]) == (4, "1234567890")
    assert {warning.code for warning in table.warnings} == {"more_sheets", "formula_without_value"}


def test_merged_cells_are_said(tmp_path):
    path = workbook(tmp_path, [["氏名", "住所"], ["高橋", "盛岡"]])
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.save(path)
    assert [warning.code for warning in read_table(path).warnings] == ["merged_cells"]


def test_an_individual_number_in_a_number_cell_is_found(tmp_path):
    (row,) = rows_of(workbook(tmp_path, [["氏名", "番号"], ["高橋", int(NUMBER)]]))
    assert row.code == "individual_number"


def test_blank_cells_at_the_end_of_a_sheets_row_are_nothing_missing(tmp_path):
    table = read_table(
        workbook(tmp_path, [["氏名", "ふりがな", "備考"], ["高橋", None, None], ["鈴木", "すずき", "x"]])
    )
    assert [row.cells for row in table.rows() if isinstance(row, Row)] == [("高橋", "", ""), ("鈴木", "すずき", "x")]
    parsed = parse_participants(table, as_of=date(2026, 11, 21))
    assert (len(parsed.drafts), parsed.warnings) == (2, ())


def test_old_encrypted_broken_and_foreign_workbooks_are_told_apart(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert refusal_of(made(tmp_path, ole, "a.xls")).code == "old_workbook"
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    assert refusal_of(made(tmp_path, locked, "a.xlsx")).code == "encrypted_workbook"
    good = workbook(tmp_path, [["氏名"], ["高橋"]]).read_bytes()
    assert refusal_of(made(tmp_path, good[: len(good) // 2], "b.xlsx")).code == "broken_workbook"
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    assert refusal_of(tmp_path / "c.zip").code == "not_a_table"


def sheet_of(folder: Path, rows: str) -> Path:
    """A workbook whose first sheet holds this XML."""
    path = workbook(folder, [["氏名"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", rows + "</sheetData>").encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_row_further_down_than_any_sheet_goes_is_a_broken_workbook(tmp_path):
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>高橋</t></is></c></row>'
    assert refusal_of(sheet_of(tmp_path, row.format(2_000_000_000))).code == "broken_workbook"
    assert [one.line for one in rows_of(sheet_of(tmp_path, row.format(900_000)))] == [900_000]


@pytest.mark.parametrize("hostile", ["<f " * 300_000, "<f/>" + " " * 300_000, "<f/><v " + " " * 300_000])
def test_looking_for_uncalculated_formulas_takes_no_longer_for_what_is_made_to_take_long(hostile):
    started = monotonic()
    assert workbooks._UNCALCULATED.search(hostile.encode()) is None
    assert monotonic() - started < 2


def test_a_workbook_of_blank_cells_is_empty(tmp_path):
    assert refusal_of(workbook(tmp_path, [[None], [" "]])).code == "empty_file"


# --- profiles -----------------------------------------------------------------------------------------------------


def test_the_four_published_profiles_carry_their_columns_in_order():
    assert len(find_profile("events-catalogue", "events").columns) == 50
    assert len(find_profile("events-v1", "events").columns) == 32
    assert len(find_profile("facilities-current", "venues").columns) == 56
    assert len(find_profile("facilities-v1", "venues").columns) == 24


def test_a_profile_of_ones_own_is_read_from_a_folder(tmp_path):
    own = (
        '{"profile": "ours", "kind": "events", "title": "x", "columns": [{"name": "なまえ", "field": "title", '
        '"needed_to_read": true}, {"name": "ひ", "field": "first_day", "needed_to_read": true}]}'
    )
    made(tmp_path, own, "ours.json")
    profile = find_profile("ours", "events", tmp_path)
    parsed = parse_events(read_table(made(tmp_path, "なまえ,ひ\nA,2026-11-21\n")), profile)
    assert parsed.drafts[0][1].source == (("名称", "A"), ("開始日", "2026-11-21"))


@pytest.mark.parametrize("content", ["{", "[]", '{"profile": "x", "columns": []}', '{"profile": "x"}'])
def test_a_profile_that_is_none_is_refused_by_name(tmp_path, content):
    made(tmp_path, content, "broken.json")
    with pytest.raises(DomainError) as caught:
        find_profile("events-v1", "events", tmp_path)
    assert (caught.value.code, caught.value.details["file"]) == ("bad_profile", "broken.json")


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(DomainError) as caught:
        find_profile("nothing", "events")
    assert caught.value.code == "unknown_profile"
    assert "events-v1" in caught.value.details["there"]
