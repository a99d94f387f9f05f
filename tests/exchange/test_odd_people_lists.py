"""What lists of people really hold: odd births, telephones, names, joined columns, 200 of them, forbidden numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from divide_app.domain.errors import DomainError
from divide_app.exchange.column_guess import guess_columns, sources_of_guesses
from divide_app.exchange.events_file import parse_events
from divide_app.exchange.people_files import parse_applications, parse_participants
from divide_app.exchange.place_files import parse_population
from divide_app.exchange.profiles import FieldSource, joined_text, own_profile, with_fixed
from divide_app.exchange.row_loop import RowOptions
from divide_app.exchange.tables import Table, read_table

TODAY = date(2026, 11, 21)


@pytest.fixture
def table(tmp_path):
    def make(text: str, name: str = "list.csv") -> Table:
        path: Path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_table(path)

    return make


def said(problems) -> list[str]:
    return [one.message for one in problems if one.line]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2030-01-01", "birth_in_future"),
        ("明治5年1月1日", "bad_date"),
        ("明治20年1月1日", "birth_too_old"),
        ("1950-13-01", "bad_date"),
        ("昭和64年1月8日", "era_over"),
        ("大正15年12月26日", "era_over"),
        ("昭和65年", "era_over"),
    ],
)
def test_a_birthday_that_cannot_be_refuses_a_participant_and_only_blanks_an_application(table, text, code):
    people = parse_participants(table(f"氏名,生年月日\n見本,{text}\n"), as_of=TODAY)
    (refused,) = people.problems
    assert (refused.line, refused.column, refused.code) == (2, "生年月日", code)
    assert "この行は取り込めません" in refused.message
    assert text in refused.message
    asked = parse_applications(table(f"講座,氏名,生年月日\nA,見本,{text}\n"), as_of=TODAY)
    assert asked.problems == ()
    (warning,) = said(asked.warnings)
    assert "行は取り込み、この項目は空欄としました" in warning


@pytest.mark.parametrize("text", ["明治45年7月29日", "M45.7.29", "昭和64年1月7日", "平成元年1月8日"])
def test_the_edges_of_eras_are_days_like_others(table, text):
    as_of = date(1990, 1, 1)
    assert parse_participants(table(f"氏名,生年月日\n見本,{text}\n"), as_of=as_of).problems == ()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("０９０－１２３４－５６７８", "090-1234-5678"),
        ("019-651-4111 内線2345", "019-651-4111 内線2345"),
        ("+81 90-1234-5678", "+81 90-1234-5678"),
        ("9012345678", "090-1234-5678"),
    ],
)
def test_telephones_as_people_write_them(table, text, kept):
    (found,) = parse_participants(table(f"氏名,電話番号\n見本,{text}\n"), as_of=TODAY).drafts
    assert found[1].person().phone == kept


@pytest.mark.parametrize(
    "name", ["李", "あ" * 40, "葛\U000e0100城 花子", "𠮷田 﨑", "Nguyễn Thị Hương", "O'Brien Seán"]
)
def test_names_come_in_as_written(table, name):
    ((_, draft),) = parse_participants(table(f"氏名,電話番号\n{name},\n"), as_of=TODAY).drafts
    assert draft.person().name == name


@pytest.mark.parametrize("place", ["file", "header", "cell", "two cells joined"])
def test_an_individual_number_stops_what_holds_it_and_is_not_repeated(tmp_path, place):
    number = "123456789018"
    name = f"名簿{number}.csv" if place == "file" else "list.csv"
    header = f"氏名,{number}" if place == "header" else "氏名,番号1,番号2"
    cells = {"cell": f"見本,x,{number}", "two cells joined": "見本,1234-5678,9018"}.get(place, "見本,x,y")
    path = tmp_path / name
    path.write_text(f"{header}\n{cells}\n", encoding="utf-8")
    if place in {"file", "header"}:
        with pytest.raises(DomainError, match="individual_number") as error:
            read_table(path)
        assert number not in str(error.value.details)
        return
    sources = [FieldSource("name", ("氏名",)), FieldSource("phone", ("番号1", "番号2"))]
    parsed = parse_participants(
        read_table(path), as_of=TODAY, profile=own_profile("own", "participants", "own", sources)
    )
    assert [one.code for one in parsed.problems] == ["individual_number"]
    assert parsed.drafts == ()
    assert "1234" not in repr(parsed)


def test_the_same_row_twice_is_taken_once(table):
    parsed = parse_applications(table("講座,氏名\nA,見本\nA,見本\n"), as_of=TODAY)
    assert len(parsed.drafts) == 1
    assert [one.code for one in parsed.warnings] == ["repeated_row"]


def test_two_hundred_columns_are_looked_at_at_once(table):
    headers = [f"質問{number}" for number in range(198)]
    text = ",".join(["講座", "氏名", *headers]) + "\n" + ",".join(["A", "見本", *("x" * 198)]) + "\n"
    found = guess_columns(table(text), "applications")
    assert len(found) == 200
    assert [one.field for one in found[:2]] == ["course", "name"]
    ((_, draft),) = parse_applications(table(text), as_of=TODAY).drafts
    assert len(draft.extra) >= 197  # one of the questions may be taken as the memo


def test_repeated_headers_and_breaks_in_them_are_folded(table):
    found = guess_columns(
        table('講座,"お名前\n（フルネーム）",電話番号,電話番号\nA,見本,090-0000-0001,090-0000-0002\n'), "applications"
    )
    assert [(one.header, one.field) for one in found] == [
        ("講座", "course"),
        ("お名前 （フルネーム）", "name"),
        ("電話番号", "phone"),
        ("電話番号 (2)", ""),
    ]


@pytest.mark.parametrize(
    ("field", "parts", "whole"),
    [
        ("name", ["山田", "太郎"], "山田 太郎"),
        ("name", ["山田", ""], "山田"),
        ("birthday", ["昭和", "25", "3", "3"], "昭和25年3月3日"),
        ("birthday", ["昭和25年", "3月", "3日"], "昭和25年3月3日"),
        ("birthday", ["", "", ""], ""),
        ("phone", ["019", "651", "4111"], "019-651-4111"),
        ("applied_at", ["2026/11/01", "10:00"], "2026/11/01 10:00"),
        ("address", ["青空市本町", "1-2"], "青空市本町1-2"),
    ],
)
def test_columns_are_joined_as_one_would_write_them(field, parts, whole):
    assert joined_text(field, parts) == whole


def test_samples_never_show_what_may_be_an_individual_number(table):
    found = guess_columns(table("講座,氏名,番号\nA,見本,123456789018\nA,見本2,x\n"), "applications")
    assert "1234" not in repr(found)


def test_what_is_told_for_the_file_goes_before_its_column(table):
    source = table("講座,氏名\nA,見本\n")
    profile = own_profile("own", "applications", "own", sources_of_guesses(guess_columns(source, "applications"), {}))
    ((_, draft),) = parse_applications(source, as_of=TODAY, profile=with_fixed(profile, {"course": "B"})).drafts
    assert draft.course == "B"


def test_a_column_a_kept_profile_names_and_the_file_lost_is_said(table):
    sources = [FieldSource("name", ("氏名",)), FieldSource("phone", ("電話",))]
    parsed = parse_participants(
        table("氏名,携帯\n見本,1\n"), as_of=TODAY, profile=own_profile("own", "participants", "own", sources)
    )
    assert "mapped_columns_gone" in {one.code for one in parsed.warnings}
    assert len(parsed.drafts) == 1


def test_a_corrected_cell_and_a_row_left_out(table):
    options = RowOptions({2: {"birthday": "1950-01-01"}}, {3})
    parsed = parse_participants(
        table("氏名,生年月日\n見本,1950-13-01\n例田,1950-01-01\n"), as_of=TODAY, options=options
    )
    assert [draft.person().name for _, draft in parsed.drafts] == ["見本"]
    assert [one.code for one in parsed.problems] == ["left_out_by_hand"]


def test_a_row_of_totals_without_a_band_is_left_out_and_said(table):
    parsed = parse_population(table("地区,年代,人口\n中央,,500\n中央,60代,200\n,60代,9\n"))
    assert [(draft.district, draft.count) for _, draft in parsed.drafts] == [("中央", 200)]
    assert [one.code for one in parsed.warnings] == ["blank_band_left_out"]
    assert [one.code for one in parsed.problems] == ["blank_cell"]


@pytest.mark.parametrize(
    ("start", "end", "last_day", "is_next_day"),
    [("22:00", "1:00", "", True), ("19:00", "9:00", "", True), ("22:00", "1:00", "2026-12-01", False),
     ("13:00", "10:00", "", False)],
)  # fmt: skip
def test_an_evening_that_ends_after_midnight_ends_the_next_day(table, start, end, last_day, is_next_day):
    text = f"イベント名,開始日,終了日,開始時間,終了時間\n星空観察,2026-12-01,{last_day},{start},{end}\n"
    parsed = parse_events(table(text))
    if not is_next_day:
        (refused,) = parsed.problems
        assert refused.code == "end_before_start"
        assert "終了時間" in refused.message
        return
    ((_, event),) = parsed.drafts
    assert event.ends_at > event.starts_at
    assert [one.code for one in parsed.warnings if one.line] == ["ends_next_day"]
