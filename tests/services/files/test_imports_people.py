"""Lists of people come in without storing anybody twice or taking one person for another."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import columns_of
from divide_app.domain.people.participants import Birth, Need, PhoneKind, Sex
from divide_app.domain.people.supporters import Appointment, SupporterKind
from divide_app.exchange.profiles import LISTED, declared_columns
from divide_app.foundation.problems import UserCancelled
from divide_app.services import Services
from divide_app.services.files.imports import ImportKind, ImportResult
from tests.support.databases import rows
from tests.support.import_files import write_file

HEADERS = ("氏名", "ふりがな", "生年月日", "電話番号", "地区", "備考")
HANAKO = ("見本 花子", "みほん はなこ", "1950-05-05", "090-1234-5678", "本町", "")


@pytest.fixture
def bring_in(services: Services, tmp_path: Path):
    def run(*lines, headers=HEADERS, kind=ImportKind.PARTICIPANTS, **options) -> ImportResult:
        path = write_file(tmp_path / "people.csv", headers, *lines)
        result = services.imports.run(kind, path, **options)
        assert result.added + result.updated + result.unchanged + len(result.rejected) == result.read
        return result

    return run


def figures(result: ImportResult) -> tuple[int, int, int, int]:
    return result.added, result.updated, result.unchanged, len(result.rejected)


def people(services: Services):
    return [services.participants.get(line.id) for line in services.participants.all()]


def test_everything_a_row_says_is_kept(bring_in, services):
    headers = (
        "氏名",
        "ふりがな",
        "年代",
        "性別",
        "電話番号",
        "郵便番号",
        "住所",
        "地区",
        "配慮",
        "機種",
        "備考",
        "会員番号",
    )
    line = (
        "見本 花子",
        "みほん はなこ",
        "70代",
        "女",
        "09012345678",
        "020-0001",
        "本町1",
        "本町",
        "筆談、介助犬",
        "らくらく",
        "午後",
        "A-7",
    )
    assert figures(bring_in(line, headers=headers)) == (1, 0, 0, 0)
    (person,) = people(services)
    assert (person.name, person.kana, person.sex, person.phone) == (
        "見本 花子", "みほん はなこ", Sex.FEMALE, "090-1234-5678",
    )  # fmt: skip
    assert person.birth == Birth(band="70-79", band_as_of=date(2026, 11, 21))
    assert (person.needs, person.needs_text) == (frozenset({Need.WRITING}), "介助犬")
    assert (person.phone_kind, person.memo) == (PhoneKind.SENIOR, "午後\n会員番号: A-7")
    assert figures(bring_in(line, headers=headers)) == (0, 0, 1, 0)


def test_the_same_person_by_birthday_is_updated_and_then_rests(bring_in, services):
    bring_in(HANAKO)
    moved = ("見本花子", "", "S25.5.5", "080-1111-2222", "東町", "引っ越し")
    assert figures(bring_in(moved)) == (0, 1, 0, 0)
    assert figures(bring_in(moved)) == (0, 0, 1, 0)
    (person,) = people(services)
    assert (person.name, person.kana, person.phone) == ("見本 花子", "みほん はなこ", "080-1111-2222")
    assert (person.district, person.memo) == ("東町", "引っ越し")


@pytest.mark.parametrize(
    "line",
    [
        ("見本 花子", "", "", "090-1234-5678", "", ""),
        ("見本 花子", "ミホン ハナコ", "", "", "", ""),
        ("見本 花子", "", "1950年", "", "", ""),
        ("見本　花子", "みほん はなこ", "1950-05-05", "090-1234-5678", "本町", ""),
    ],
    ids=["telephone", "reading", "year", "spaces"],
)
def test_one_sign_beside_the_name_is_enough(bring_in, services, line):
    bring_in(HANAKO)
    result = bring_in(line)
    assert figures(result) == (0, 0, 1, 0)
    assert result.warnings == ()
    assert people(services)[0].birth == Birth(day=date(1950, 5, 5))


@pytest.mark.parametrize(
    "line",
    [
        ("見本 花子", "みほん はなこ", "1951-05-05", "090-1234-5678", "本町", ""),
        ("見本 花子", "みほん はなこ", "1951年", "090-1234-5678", "", ""),
        ("見本 花子", "みほん はなこ", "1950-05-06", "", "", ""),
    ],
)
def test_another_birth_is_another_person_whatever_else_agrees(bring_in, services, line):
    bring_in(HANAKO)
    result = bring_in(line)
    assert figures(result) == (1, 0, 0, 0)
    assert result.warnings == ()
    assert len(people(services)) == 2
    assert figures(bring_in(line)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("birthday", "code", "words"),
    [
        ("昭和64年1月8日", "era_over", "昭和は64年1月7日まで"),
        ("S64.1.8", "era_over", "昭和は64年1月7日まで"),
        ("大正15年12月26日", "era_over", "大正は15年12月24日まで"),
        ("明治45年7月30日", "era_over", "明治は45年7月29日まで"),
        ("2027-01-01", "birth_in_future", "未来の日付"),
    ],
)
def test_a_birthday_nobody_can_have_is_refused_with_what_is_wrong_with_it(
    bring_in, services, birthday: str, code: str, words: str
):
    result = bring_in(("見本 花子", "みほん はなこ", birthday, "", "", ""))
    assert figures(result) == (0, 0, 0, 1)
    (refused,) = result.rejected
    assert (refused.line, refused.column, refused.code) == (2, "生年月日", code)
    assert birthday in refused.message
    assert words in refused.message
    assert people(services) == []


def test_a_namesake_without_any_sign_is_added_with_a_warning(bring_in, services):
    bring_in(HANAKO)
    line = ("見本 花子", "みほん はなこ", "", "080-9999-0000", "", "")
    result = bring_in(line)
    assert figures(result) == (1, 0, 0, 0)
    assert [(one.line, one.code) for one in result.warnings] == [(2, "lookalike")]
    assert "見本 花子" in result.warnings[0].message
    assert figures(bring_in(line)) == (0, 0, 1, 0)


def test_a_bare_name_is_taken_for_the_person_known_and_said_so(bring_in, services):
    bring_in(HANAKO)
    result = bring_in(("見本 花子", "", "", "", "", ""))
    assert figures(result) == (0, 0, 1, 0)
    assert [one.code for one in result.warnings] == ["lookalike"]
    assert len(people(services)) == 1


def test_two_rows_of_one_person_fill_blanks_and_twice_is_once(bring_in, services):
    lines = [
        ("見本 花子", "みほん はなこ", "1950-05-05", "090-1234-5678", "", ""),
        ("見本 花子", "", "1950-05-05", "019-651-0000", "本町", ""),
    ]
    result = bring_in(*lines)
    assert (result.added, result.updated) == (1, 1)
    assert [(one.line, one.code) for one in result.warnings] == [(3, "same_person_twice")]
    (person,) = people(services)
    assert (person.phone, person.district) == ("090-1234-5678", "本町")
    assert person.memo == "電話番号: 019-651-0000"
    assert figures(bring_in(*lines)) == (0, 0, 2, 0)


def test_two_namesakes_in_one_file_stay_two(bring_in, services):
    lines = [HANAKO, ("見本 花子", "みほん はなこ", "1962-02-28", "", "", "")]
    assert figures(bring_in(*lines)) == (2, 0, 0, 0)
    assert figures(bring_in(*lines)) == (0, 0, 2, 0)


def test_a_year_becomes_a_date_but_never_the_other_way(bring_in, services):
    bring_in(("見本 花子", "みほん はなこ", "1950年", "", "", ""))
    assert figures(bring_in(("見本 花子", "みほん はなこ", "1950-05-05", "", "", ""))) == (0, 1, 0, 0)
    assert figures(bring_in(("見本 花子", "みほん はなこ", "1950年", "", "", ""))) == (0, 0, 1, 0)
    assert people(services)[0].birth == Birth(day=date(1950, 5, 5))


def test_an_individual_number_goes_nowhere(bring_in, services, database):
    result = bring_in(HANAKO, ("見本 太郎", "", "", "", "", "番号は１２３４５６７８９０１８です"))
    assert figures(result) == (1, 0, 0, 1)
    assert result.rejected[0].code == "individual_number"
    assert "901" not in result.rejected[0].message
    assert len(people(services)) == 1
    assert "56789018" not in repr(rows(database, "SELECT * FROM audit_entries"))


def test_a_name_longer_than_any_name_is_refused(bring_in):
    result = bring_in(("長" * 61, "", "", "", "", ""))
    assert [(one.line, one.code) for one in result.rejected] == [(2, "name_too_long")]


def test_the_trail_holds_counts_and_the_files_digest_and_no_name(bring_in, services, tmp_path):
    bring_in(HANAKO)
    entry = services.maintenance.audit_entries(newest=1)[0]
    assert entry.act == "import.participants"
    assert {"read": 1, "added": 1, "updated": 0, "unchanged": 0, "rejected": 0}.items() <= entry.detail.items()
    assert len(str(entry.detail["sha256"])) == 64
    assert "見本" not in repr(entry)
    assert "people.csv" not in repr(entry)


def test_a_dry_run_leaves_no_person_and_no_entry(bring_in, services):
    before = services.maintenance.audit_entries()
    assert figures(bring_in(HANAKO, dry_run=True)) == (1, 0, 0, 0)
    assert people(services) == []
    assert services.maintenance.audit_entries() == before


def many(number: int) -> list[tuple[str, ...]]:
    return [(f"見本{at:05}郎", "", "1950-05-05", "", "", "") for at in range(number)]


def test_progress_rises_to_the_end(bring_in):
    told: list[tuple[int, int | None]] = []
    bring_in(*many(3_000), progress=lambda done, total: told.append((done, total)))
    assert len(told) > 10
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (1000, 1000)
    assert {total for _, total in told} == {1000}


@pytest.mark.parametrize("until", [300, 900])
def test_cancelling_leaves_nothing(bring_in, services, until):
    def stop(done: int, total: int | None) -> None:
        if done >= until:
            raise UserCancelled

    with pytest.raises(UserCancelled):
        bring_in(*many(3_000), progress=stop)
    assert people(services) == []


def test_a_bad_file_is_refused_before_anything_is_kept(services, tmp_path):
    path = write_file(tmp_path / "a.csv", ("ふりがな",), ("みほん",))
    with pytest.raises(DomainError) as caught:
        services.imports.run(ImportKind.PARTICIPANTS, path)
    assert caught.value.code == "missing_columns"


SUPPORTER_HEADERS = (
    "氏名",
    "ふりがな",
    "種別",
    "所属",
    "任命日",
    "任期末",
    "技能",
    "言語",
    "地区",
    "月上限",
    "電話番号",
)


def test_supporters_of_several_years_are_one_person_with_all_appointments(bring_in, services):
    first = (
        "見本 次郎",
        "みほん じろう",
        "推進委員",
        "みほん会",
        "2025-04-01",
        "2026-03-31",
        "LINE",
        "",
        "本町",
        "4",
        "",
    )
    second = ("見本 次郎", "", "推進委員", "みほん会", "2026-04-01", "2027-03-31", "地図", "英語", "", "", "0196510001")
    options = {"headers": SUPPORTER_HEADERS, "kind": ImportKind.SUPPORTERS}
    assert figures(bring_in(first, **options)) == (1, 0, 0, 0)
    assert figures(bring_in(second, **options)) == (0, 1, 0, 0)
    (line,) = services.supporters.all(2026)
    supporter = services.supporters.get(line.id)
    assert supporter.appointments == (
        Appointment(SupporterKind.PROMOTER, date(2025, 4, 1), date(2026, 3, 31)),
        Appointment(SupporterKind.PROMOTER, date(2026, 4, 1), date(2027, 3, 31)),
    )
    assert (supporter.skills, supporter.languages, supporter.monthly_limit) == (("LINE", "地図"), ("英語",), 4)
    assert figures(bring_in(first, second, **options)) == (0, 0, 2, 0)


def test_one_name_in_two_organisations_is_two_supporters(bring_in, services):
    lines = [
        ("見本 次郎", "", "講師", "みほん会", "", "", "", "", "", "", ""),
        ("見本 次郎", "", "学生", "みほん大学", "", "2027-03-31", "", "", "", "", ""),
    ]
    options = {"headers": SUPPORTER_HEADERS, "kind": ImportKind.SUPPORTERS}
    result = bring_in(*lines, **options)
    assert figures(result) == (2, 0, 0, 0)
    assert sorted(one.code for one in result.warnings) == ["lookalike", "term_without_start"]
    assert figures(bring_in(*lines, **options)) == (0, 0, 2, 0)


def test_a_later_row_of_a_supporter_that_says_otherwise_goes_before_a_human(bring_in, services):
    headers = ("氏名", "種別", "電話番号", "所属", "月上限")
    lines = [("支援 花子", "講師", "090-1234-5678", "", "4"), ("支援 花子", "講師", "090-1234-5678", "", "8")]
    for added in (1, 0):
        result = bring_in(*lines, headers=headers, kind=ImportKind.SUPPORTERS)
        assert figures(result) == (added, 0, 1 - added, 1)
        assert [one.code for one in result.rejected] == ["told_twice"]
        assert "月上限" in result.rejected[0].message


@pytest.mark.parametrize("kind", [ImportKind.PARTICIPANTS, ImportKind.APPLICATIONS])
def test_words_no_field_can_hold_are_kept_in_the_notes(bring_in, services, kind, city):
    city.course()
    headers = ("講座", "氏名", "機種", "性別", "年代", "郵便番号", "申込方法")
    line = ("スマートフォン入門", "見本 花子", "PHS", "ひみつ", "若い", "12", "口づて")
    result = bring_in(line, headers=headers, kind=kind)
    assert result.added == 1
    memo = people(services)[0].memo if kind is ImportKind.PARTICIPANTS else services.applications.all()[0].memo
    kept = {"機種: PHS", "性別: ひみつ", "年代: 若い", "郵便番号: 12", "申込方法: 口づて"}
    assert kept <= set(memo.splitlines())


@pytest.mark.parametrize("kind", list(LISTED))
def test_a_list_headed_by_the_words_of_the_screens_is_understood(kind: str) -> None:
    """Headers and labels grew apart (種別 and 種類): a list typed after the screen was refused."""
    labels = Counter(field.kept.label for _key, _column, field in columns_of(LISTED[kind]))
    known = {word: one.field for one in declared_columns(kind) for word in (one.name, *one.aliases)}
    for key, _column, field in columns_of(LISTED[kind]):
        if labels[field.kept.label] == 1:
            assert known[field.kept.label] == key
