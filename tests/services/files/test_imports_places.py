"""Venues with their rooms and the population come in, and what a file leaves blank stays."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from divide_app.domain.people.participants import Sex
from divide_app.services.files.imports import ImportKind, ImportResult
from tests.support.city import City
from tests.support.databases import rows
from tests.support.import_files import write_file

VENUES = ("会場名", "部屋", "定員", "地区", "住所", "緯度", "経度", "Wi-Fi", "開館", "閉館", "休館曜日")
HALL = ("中央公民館", "第1会議室", "24", "本町", "本町1", "39.7", "141.15", "有", "9:00", "21:00", "月")


@pytest.fixture
def bring_in(services, tmp_path: Path):
    def run(*lines, headers=VENUES, kind=ImportKind.VENUES) -> ImportResult:
        result = services.imports.run(kind, write_file(tmp_path / "a.csv", headers, *lines))
        assert result.added + result.updated + result.unchanged + len(result.rejected) == result.read
        return result

    return run


def figures(result: ImportResult) -> tuple[int, int, int, int]:
    return result.added, result.updated, result.unchanged, len(result.rejected)


def test_rows_of_one_name_are_one_venue_with_rooms(bring_in, services):
    second = ("中央公民館", "和室", "12", "", "", "", "", "", "", "", "")
    assert figures(bring_in(HALL, second)) == (2, 0, 0, 0)
    (venue,) = services.office.venues()
    assert {(room.name, room.seats) for room in venue.rooms} == {("第1会議室", 24), ("和室", 12)}
    assert (venue.has_wifi, venue.opens_at, venue.closed_weekdays) == (True, time(9), frozenset({1}))
    assert figures(bring_in(HALL, second)) == (0, 0, 2, 0)
    assert services.office.venues() == [venue]


def test_a_changed_venue_is_updated_and_blanks_take_nothing_away(bring_in, services):
    bring_in(HALL)
    changed = ("中央公民館", "第1会議室", "30", "", "", "", "", "", "", "20:00", "")
    assert figures(bring_in(changed)) == (0, 1, 0, 0)
    (venue,) = services.office.venues()
    assert (venue.rooms[0].seats, venue.closes_at, venue.address) == (30, time(20), "本町1")
    assert figures(bring_in(changed)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "other",
    [
        ("中央公民館", "第1会議室", "30", "", "", "", "", "", "", "", ""),
        ("中央公民館", "和室", "", "", "別町2", "", "", "", "", "", ""),
    ],
)
def test_a_row_that_speaks_against_one_before_it_goes_before_a_human(bring_in, services, other):
    assert figures(bring_in(HALL, other)) == (1, 0, 0, 1)
    for _again in range(2):
        result = bring_in(HALL, other)
        assert figures(result) == (0, 0, 1, 1)
        assert result.rejected[0].code == "told_twice"
        assert "2行目" in result.rejected[0].message
    (venue,) = services.office.venues()
    assert venue.rooms[0].seats == 24


def test_a_room_new_at_a_known_venue_is_added(bring_in, city: City):
    city.course()
    assert figures(bring_in(("市民センター", "和室", "8", "", "", "", "", "", "", "", ""))) == (1, 0, 0, 0)
    (venue,) = city.services.office.venues()
    assert {room.name for room in venue.rooms} == {"第1会議室", "和室"}


def test_columns_a_venue_has_no_place_for_are_said_to_be_left_out(bring_in):
    result = bring_in((*HALL, "はい"), headers=(*VENUES, "喫煙所"))
    assert [one.code for one in result.warnings] == ["extra_columns_left"]
    assert "喫煙所" in result.warnings[0].message


def test_facility_lists_come_in_too(bring_in, services):
    headers = ("全国地方公共団体コード", "名称", "名称_カナ", "所在地_連結表記", "電話番号", "利用可能曜日")
    line = ("032018", "東公民館", "ヒガシコウミンカン", "岩手県盛岡市東1", "0196510000", "火水木金土日")
    assert figures(bring_in(line, headers=headers)) == (1, 0, 0, 0)
    (venue,) = services.office.venues()
    assert (venue.municipal_code, venue.address, venue.closed_weekdays) == ("032018", "岩手県盛岡市東1", frozenset({1}))


POPULATION = ("地区", "年代", "性別", "人口")


def test_population_is_kept_by_district_band_and_sex(bring_in, database):
    options = {"headers": POPULATION, "kind": ImportKind.POPULATION}
    lines = [("本町", "65〜69", "男", "120"), ("本町", "65〜69", "女", "131"), ("東町", "70代", "", "80")]
    assert figures(bring_in(*lines, **options)) == (3, 0, 0, 0)
    assert figures(bring_in(*lines, **options)) == (0, 0, 3, 0)
    assert figures(bring_in(("本町", "65〜69", "男", "119"), *lines[1:], **options)) == (0, 1, 2, 0)
    assert sum(row[0] for row in rows(database, "SELECT people FROM populations")) == 119 + 131 + 80


def test_single_years_are_added_up_and_each_row_has_its_outcome(bring_in, database):
    options = {"headers": POPULATION, "kind": ImportKind.POPULATION}
    lines = [*(("本町", f"{age}歳", "女", "10") for age in range(65, 70)), ("本町", "計", "女", "50")]
    assert figures(bring_in(*lines, **options)) == (5, 0, 1, 0)
    assert rows(database, "SELECT people FROM populations") == [(50,)]
    assert figures(bring_in(*lines, **options)) == (0, 0, 6, 0)


WIDE = (
    "地域名,調査年月日,総人口,男性,65-69歳の男性,65-69歳の女性,65歳以上の男性,85歳以上の男性,85歳以上の女性\r\n"
    "北町一丁目,2026-04-01,20,9,4,5,9,5,6\r\n"
    '南町,2026-04-01,"1,203",3,1,2,1,,0\r\n'
)


def test_a_population_table_with_a_column_for_each_band_and_sex_comes_in(services, tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(WIDE, encoding="utf-8-sig")
    done = services.imports.run(ImportKind.POPULATION, path)
    assert (done.added, done.rejected) == (7, ())
    with services.database.read() as uow:
        figures = uow.populations.figures()
    assert figures == {
        ("北町一丁目", "65-69", Sex.MALE): 4,
        ("北町一丁目", "65-69", Sex.FEMALE): 5,
        ("北町一丁目", "85+", Sex.MALE): 5,
        ("北町一丁目", "85+", Sex.FEMALE): 6,
        ("南町", "65-69", Sex.MALE): 1,
        ("南町", "65-69", Sex.FEMALE): 2,
        ("南町", "85+", Sex.FEMALE): 0,
    }
    assert services.imports.run(ImportKind.POPULATION, path).unchanged == 7


def test_a_room_that_joins_others_is_warned_of_once_whatever_the_order(bring_in):
    halls = [("中央公民館", room, *[""] * 9) for room in ("１室・2室", "1室", "2室", "1室-2室")]
    warned = [(one.code, one.line) for one in bring_in(*halls).warnings]
    assert warned == [("room_joined", 4)]
    assert not bring_in(*halls).warnings
    assert bring_in(("中央公民館", "1室−2室", *[""] * 9)).added == 0
