"""Lists of people and places come in under plain headers, and one odd cell is said instead of losing a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from divide_app.domain.applications import Channel
from divide_app.domain.errors import DomainError
from divide_app.domain.fields import columns_of, fields_of
from divide_app.domain.people.participants import Birth, Need, PhoneKind, Sex
from divide_app.domain.people.supporters import Supporter, SupporterKind
from divide_app.exchange.people_files import parse_applications, parse_participants, parse_supporters
from divide_app.exchange.place_files import parse_population, parse_venues
from divide_app.exchange.tables import Table, read_table

TODAY = date(2026, 11, 21)


@pytest.fixture
def table(tmp_path):
    def make(text: str) -> Table:
        path: Path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        return read_table(path)

    return make


def codes(problems) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.code) for problem in problems]


def test_a_participant_is_read_with_everything_known(table):
    parsed = parse_participants(
        table(
            "氏名,ふりがな,生年月日,性別,電話番号,郵便番号,住所,地区,配慮,機種,備考,会員区分\n"
            "髙橋 花子,たかはし はなこ,昭和25年3月3日,女,０９０１２３４５６７８,〒020-8530,盛岡市内丸1,中央,"
            "筆談・車いす,らくらくスマホ,メモ,A\n"
        ),
        as_of=TODAY,
    )
    _, draft = parsed.drafts[0]
    assert draft.person().name == "髙橋 花子"
    assert draft.person().birth == Birth(day=date(1950, 3, 3))
    assert draft.person().sex is Sex.FEMALE
    assert (draft.person().phone, draft.person().postal_code) == ("090-1234-5678", "0208530")
    assert draft.person().needs == {Need.WRITING, Need.WHEELCHAIR}
    assert draft.person().needs_text == ""
    assert draft.person().phone_kind is PhoneKind.SENIOR
    assert draft.extra == (("会員区分", "A"),)
    assert codes(parsed.warnings) == [(0, "会員区分", "extra_columns")]


@pytest.mark.parametrize(
    ("header", "text", "birth"),
    [
        ("生年", "1950", Birth(year=1950)),
        ("生年", "昭和25年", Birth(year=1950)),
        ("年代", "70代", Birth(band="70-79", band_as_of=TODAY)),
        ("年代", "65～69歳", Birth(band="65-69", band_as_of=TODAY)),
        ("年代", "不明", Birth()),
        ("年代", "", Birth()),
    ],
)
def test_a_year_or_a_band_is_enough(table, header, text, birth):
    parsed = parse_participants(table(f"氏名,{header}\nA,{text}\n"), as_of=TODAY)
    assert (parsed.drafts[0][1].person().birth, parsed.problems) == (birth, ())


@pytest.mark.parametrize(
    ("birthday", "code"),
    [("1951-02-29", "bad_date"), ("2030-01-01", "birth_in_future"), ("1880-01-01", "birth_too_old")],
)
def test_a_birthday_that_cannot_be_refuses_the_person(table, birthday, code):
    parsed = parse_participants(table(f"氏名,生年月日\nA,{birthday}\n"), as_of=TODAY)
    assert codes(parsed.problems) == [(2, "生年月日", code)]
    assert "{" not in parsed.problems[0].message


def test_odd_cells_of_a_participant_are_said_and_the_person_kept(table):
    parsed = parse_participants(
        table("氏名,性別,電話番号,郵便番号,年代,機種,配慮\nA,？,9012345678,12,若い,黒電話,犬が苦手\n"), as_of=TODAY
    )
    _, draft = parsed.drafts[0]
    assert draft.person().phone == "090-1234-5678"
    assert draft.person().needs_text == "犬が苦手"
    assert draft.extra == (("年代", "若い"), ("性別", "？"), ("郵便番号", "12"), ("機種", "黒電話"))
    assert sorted(code for _, _, code in codes(parsed.warnings)) == [
        "bad_band",
        "bad_postal_code",
        "phone_zero_restored",
        "unknown_word",
        "unknown_word",
    ]


def test_a_row_without_a_name_is_refused(table):
    parsed = parse_participants(table("氏名,住所\n,盛岡市\nB,\n"), as_of=TODAY)
    assert codes(parsed.problems) == [(2, "氏名", "blank_cell")]
    assert (parsed.read, len(parsed.drafts)) == (2, 1)


def test_applications_of_a_form_are_read(table):
    parsed = parse_applications(
        table(
            "タイムスタンプ,講座名,お名前,氏名（フリガナ）,受付番号,申込方法,電話番号,生年月日\n"
            "2026/10/01 9:05:00,スマホ入門,髙橋花子,タカハシハナコ,R-12,申込フォーム,019-651-0000,1951/2/29\n"
        ),
        as_of=TODAY,
    )
    _, draft = parsed.drafts[0]
    assert (draft.course, draft.person().name, draft.receipt_number) == ("スマホ入門", "髙橋花子", "R-12")
    assert draft.applied_at == datetime(2026, 10, 1, 0, 5, tzinfo=UTC)
    assert draft.channel is Channel.FORM
    assert draft.person().birth == Birth()
    assert codes(parsed.warnings) == [(2, "生年月日", "bad_date")]


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("電話", Channel.PHONE),
        ("窓口", Channel.COUNTER),
        ("ＦＡＸ", Channel.FAX),
        ("往復はがき", Channel.PAPER),
        ("", Channel.OTHER),
    ],
)
def test_the_way_an_application_came(table, text, channel):
    assert parse_applications(table(f"講座,氏名,申込方法\nA,B,{text}\n"), as_of=TODAY).drafts[0][1].channel is channel


def test_supporters_are_read_with_their_term(table):
    parsed = parse_supporters(
        table(
            "氏名,種別,所属,任命日,任期末,技能,言語,地区,月上限,電話番号\n"
            "A,デジタル推進委員,市民の会,R8.4.1,令和9年3月31日,LINE、地図,英語;中国語,東,4回,\n"
        )
    )
    _, draft = parsed.drafts[0]
    said = draft.said
    assert said.kind is SupporterKind.PROMOTER
    assert (draft.appointed, draft.term_end) == (date(2026, 4, 1), date(2027, 3, 31))
    assert (said.skills, said.languages, said.monthly_limit) == (("LINE", "地図"), ("英語", "中国語"), 4)


SAID = {
    "name": "見本 花子", "kind": "職員", "kana": "みほん はなこ", "appointed": "2026-04-01", "term_end": "2027-03-31",
    "weekly": "月 9:00-12:00", "days_off": "2026-11-21", "insured_years": "2026年度", "contact_ways": "電話",
    "call_times": "火 9:00-12:00", "no_call_times": "水 9:00-12:00", "monthly_limit": "3", "weekly_limit": "1",
}  # fmt: skip


def test_every_column_of_a_supporter_is_read_into_its_field(table):
    columns = {column.header: SAID.get(key, "019-000-0001") for key, column, _field in columns_of(Supporter)}
    parsed = parse_supporters(table(f"{','.join(columns)}\n{','.join(columns.values())}\n"))
    assert parsed.problems == parsed.warnings == ()
    ((_line, draft),) = parsed.drafts
    for thing in (draft.said, draft.said.contact):
        for field in fields_of(thing.__class__):
            assert not field.kept.columns or getattr(thing, field.name) != field.empty, field.name
    assert draft.appointed is not None
    assert draft.term_end is not None


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("ボランティア", SupporterKind.VOLUNTEER),
        ("デジタル活用支援員", SupporterKind.DIGITAL_SUPPORTER),
        ("デジタル推進よびかけ員", SupporterKind.CALLER),
        ("手話通訳", SupporterKind.INTERPRETER),
        ("携帯ショップ", SupporterKind.PHONE_SHOP),
        ("volunteer", SupporterKind.VOLUNTEER),
    ],
)
def test_kinds_of_supporter_are_understood(table, word, kind):
    assert parse_supporters(table(f"氏名,種別\nA,{word}\n")).drafts[0][1].said.kind is kind


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("A,忍者,,", (2, "種別", "unknown_supporter_kind")),
        ("A,職員,2026-04-01,2026-03-31", (2, "任期末", "end_before_start")),
        ("A,職員,2026-04-01,いつか", (2, "任期末", "bad_date")),
    ],
)
def test_what_would_make_a_supporter_wrong_refuses_the_row(table, row, problem):
    assert codes(parse_supporters(table(f"氏名,種別,任命日,任期末\n{row}\n")).problems) == [problem]


def test_venues_and_rooms_are_read(table):
    parsed = parse_venues(
        table(
            "会場名,部屋,定員,地区,住所,緯度,経度,Wi-Fi,開館,閉館,休館曜日\n"
            "中央公民館,会議室1,30名,中央,盛岡市1,39.702053,141.154484,有,9:00,22:00,月曜日\n"
            "中央公民館,ホール,,中央,盛岡市1,141.15,39.70,？,22:00,9:00,第3月曜\n"
        )
    )
    first, second = (draft for _, draft in parsed.drafts)
    assert (first.seats, first.has_wifi, first.closed_weekdays) == (30, True, frozenset({1}))
    assert (first.opens_at, first.closes_at) == (time(9), time(22))
    assert (second.latitude, second.opens_at, second.closed_weekdays) == (None, None, None)
    assert [code for _, _, code in codes(parsed.warnings)] == [
        "hours_left_out",
        "bad_coordinate",
        "bad_coordinate",
        "unknown_word",
        "unknown_word",
    ]


def test_a_facility_list_is_a_list_of_venues(table):
    parsed = parse_venues(
        table(
            "都道府県コード又は市区町村コード,NO,名称,名称_カナ,住所,緯度,経度,電話番号,利用可能曜日,開始時間,終了時間\n"
            "032018,1,中央公民館,チュウオウコウミンカン,盛岡市1,39.7,141.1,(019)654-5366,火水木金土日,09:00,24:00\n"
        )
    )
    _, draft = parsed.drafts[0]
    assert (draft.municipal_code, draft.kana) == ("032018", "チュウオウコウミンカン")
    assert draft.closed_weekdays == frozenset({1})
    assert draft.closes_at == time(23, 59)


def test_population_is_read_and_totals_are_not_counted_twice(table):
    parsed = parse_population(
        table(
            '地区,年代,性別,人口\n東,65～69歳,男,"1,200"\n東,65～69歳,女,1300\n東,65～69歳,計,2500\n'
            "東,総数,計,9999\n東,70歳,男,5\n東,71歳,男,6\n西,80歳以上,計,0\n"
        )
    )
    found = {(draft.district, draft.band, draft.sex): draft.count for _, draft in parsed.drafts}
    assert found == {
        ("東", "65-69", Sex.MALE): 1200,
        ("東", "65-69", Sex.FEMALE): 1300,
        ("東", "70-74", Sex.MALE): 11,
        ("西", "80+", Sex.UNSTATED): 0,
    }
    assert [code for _, _, code in codes(parsed.warnings)] == ["total_left_out", "total_left_out", "rows_added_up"]
    assert all(draft.extra == () for _, draft in parsed.drafts)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("東,60代,", (2, "人口", "blank_cell")),
        ("東,60代,多数", (2, "人口", "bad_number")),
        ("東,老,1", (2, "年代", "bad_band")),
    ],
)
def test_a_population_that_cannot_be_read_is_refused(table, row, problem):
    assert codes(parse_population(table(f"地区,年代,人口\n{row}\n")).problems) == [problem]


@pytest.mark.parametrize(
    ("parse", "missing"),
    [
        (lambda table: parse_participants(table, as_of=TODAY), ["氏名"]),
        (lambda table: parse_applications(table, as_of=TODAY), ["講座", "氏名"]),
        (parse_supporters, ["氏名", "種別"]),
        (parse_population, ["地区", "年代", "人口"]),
    ],
)
def test_missing_columns_are_named_for_every_kind(table, parse, missing):
    with pytest.raises(DomainError) as caught:
        parse(table("x,y\n1,2\n"))
    assert (caught.value.code, caught.value.details["columns"]) == ("missing_columns", missing)
