"""A list of helpers brings in when they can come, their insurance and their wishes, or says where it cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.people.availability import Absence, DaysOff, parse_weekly
from divide_app.domain.people.supporters import ContactWay, Supporter
from divide_app.services.files.import_outcome import ImportKind, ImportResult
from divide_app.wording.sentences import sentence
from tests.support.city import City

HEAD = (
    "氏名,種別,曜日・時間帯,休み,保険年度,週上限,連絡方法,電話してよい時間,電話しない時間,メールアドレス,FAX番号,住所\n"
)


def bring(city: City, folder: Path, rows: str, head: str = HEAD) -> ImportResult:
    file = folder / "list.csv"
    file.write_text(head + rows, encoding="utf-8")
    return city.services.imports.run(ImportKind.SUPPORTERS, file)


def kept(city: City) -> dict[str, Supporter]:
    with city.services.database.read() as uow:
        return {one.name: one for one in uow.supporters.all()}


def test_everything_said_of_a_helper_is_kept_and_a_second_time_changes_nothing(city: City, tmp_path: Path) -> None:
    row = (
        "見本 花,ボランティア,月水 午前;火 13:00-16:00,2026-12-28〜2027-01-05,令和8年度・R9,2,"
        "メール・電話,平日 12:00-13:00,土日,hana@example.jp,000-111-2222,見本市1-2\n"
    )
    assert bring(city, tmp_path, row).added == 1
    one = kept(city)["見本 花"]
    assert one.availability.weekly == parse_weekly("月水 午前; 火 13:00-16:00")
    assert one.availability.days_off == (DaysOff(date(2026, 12, 28), date(2027, 1, 5)),)
    assert one.availability.absence(date(2026, 11, 24), 9 * 60, 12 * 60) is Absence.WEEKLY
    assert one.insured_years == (2026, 2027)
    assert one.weekly_limit == 2
    assert one.contact.ways == (ContactWay.EMAIL, ContactWay.PHONE)
    assert one.contact.call_times == parse_weekly("平日 12:00-13:00")
    assert one.contact.no_call_times == parse_weekly("土日")
    assert (one.contact.email, one.contact.fax, one.contact.address) == (
        "hana@example.jp",
        "000-111-2222",
        "見本市1-2",
    )
    assert bring(city, tmp_path, row).unchanged == 1


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ("第2土曜,,,,,,", "曜日・時間帯", "bad_availability"),
        ("月,年末,,,,,", "休み", "bad_days_off"),
        ("月,,,,,,夕食のころ", "電話しない時間", "bad_availability"),
    ],
)
def test_hours_that_cannot_be_read_refuse_the_row_by_line_column_and_sentence(
    city: City, tmp_path: Path, cells: str, column: str, code: str
) -> None:
    result = bring(city, tmp_path, f"良い 人,学生,土 午前,,,,,,,,,\n見本 花,ボランティア,{cells},,,\n")
    assert result.added == 1
    (problem,) = result.rejected
    assert (problem.line, problem.column, problem.code) == (3, column, code)
    assert column in problem.message
    assert list(kept(city)) == ["良い 人"]


def test_an_insurance_without_a_year_is_told_and_not_taken_for_every_year(city: City, tmp_path: Path) -> None:
    result = bring(city, tmp_path, "見本 花,ボランティア,,,加入,,,,,,,\n")
    assert [one.code for one in result.warnings] == ["bad_insured_year"]
    assert kept(city)["見本 花"].insured_years == ()


def test_a_list_of_the_old_headers_still_comes_in_and_takes_nothing_away(city: City, tmp_path: Path) -> None:
    bring(city, tmp_path, "見本 花,ボランティア,月 午前,,令和8年度,2,電話,,,,,\n")
    before = kept(city)["見本 花"]
    result = bring(city, tmp_path, "見本 花,ボランティア,iPhone\n", head="氏名,種別,技能\n")
    assert result.updated == 1
    after = kept(city)["見本 花"]
    assert after.skills == ("iPhone",)
    assert (after.availability, after.insured_years, after.contact) == (
        before.availability,
        before.insured_years,
        before.contact,
    )


def test_a_limit_of_none_at_present_is_kept_and_one_beyond_all_days_is_pointed_out(city: City, tmp_path: Path) -> None:
    head = "氏名,種別,月上限,週上限\n"
    result = bring(city, tmp_path, "見本 一,ボランティア,0,0\n見本 二,ボランティア,３回,100\n", head)
    assert result.added == 2
    one, two = kept(city)["見本 一"], kept(city)["見本 二"]
    assert (one.monthly_limit, one.weekly_limit) == (0, 0)
    assert (two.monthly_limit, two.weekly_limit) == (3, None)
    (warning,) = result.warnings
    assert (warning.column, warning.code) == ("週上限", "number_out_of_bounds")
    assert "0から99まで" in warning.message
    with pytest.raises(DomainError, match="bad_limit") as told:
        city.services.supporters.change(replace(two, monthly_limit=100))
    assert "0から99まで" in sentence(told.value)
    city.services.supporters.change(replace(two, monthly_limit=0))
    assert kept(city)["見本 二"].monthly_limit == 0
