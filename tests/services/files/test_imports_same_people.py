"""A list brought in again knows what was said about who is one person and who is two."""

from __future__ import annotations

from pathlib import Path

import pytest

from divide_app.domain.people.lookalikes import LookAlikeReason, Pair
from divide_app.domain.people.participants import Birth
from divide_app.services.files.imports import Decisions, ImportKind, ImportResult, Reading
from divide_app.storage.queries.people.lookalikes import not_same
from tests.support.city import City
from tests.support.databases import count
from tests.support.import_files import write_file

HEADERS = ("氏名", "ふりがな", "生年月日", "電話番号", "地区")
MAIDEN = ("例田 花子", "れいた はなこ", "1950-05-05", "090-1234-5678", "本町")


@pytest.fixture
def bring_in(city: City, tmp_path: Path):
    def run(*lines: tuple[str, ...], headers=HEADERS, kind=ImportKind.PARTICIPANTS, **options) -> ImportResult:
        path = write_file(tmp_path / "people.csv", headers, *lines)
        return city.services.imports.run(kind, path, **options)

    return run


def figures(result: ImportResult) -> tuple[int, int, int, int]:
    return result.added, result.updated, result.unchanged, len(result.rejected)


def by_name(city: City, name: str):
    return next(line.id for line in city.services.participants.all() if line.name == name)


@pytest.fixture
def married(city: City, bring_in):
    """Somebody of the list who became one with the entry under the name she has now."""
    bring_in(MAIDEN)
    kept = city.person("見本 花子", kana="みほん はなこ", phone="090-1234-5678")
    city.services.merging.merge(kept, by_name(city, "例田 花子"))
    return kept


def test_the_list_a_merged_entry_came_from_changes_nothing(city, bring_in, married):
    before = city.services.participants.get(married)
    assert figures(bring_in(MAIDEN)) == (0, 0, 1, 0)
    assert city.services.participants.get(married) == before


def test_what_is_new_under_the_former_name_is_kept_with_the_person_and_then_rests(city, bring_in, married):
    moved = (*MAIDEN[:4], "東町")
    assert figures(bring_in(moved)) == (0, 1, 0, 0)
    assert figures(bring_in(moved)) == (0, 0, 1, 0)
    person = city.services.participants.get(married)
    assert (person.name, person.kana, person.district) == ("見本 花子", "みほん はなこ", "東町")


def test_an_application_under_the_former_name_is_the_person_s(city, bring_in, married):
    course = city.course()
    city.apply(course, married)
    headers, line = ("講座", "氏名", "生年月日"), ("スマートフォン入門", "例田 花子", "1950-05-05")
    assert figures(bring_in(line, headers=headers, kind=ImportKind.APPLICATIONS)) == (0, 0, 1, 0)
    assert [one.participant_id for one in city.services.applications.of_course(course)] == [married]


def test_somebody_merged_away_is_shown_as_whoever_stands_for_them(city, bring_in, married, tmp_path):
    path = write_file(tmp_path / "other.csv", HEADERS, ("例田 花子", "れいた はなこ", "", "080-9999-0000", "西町"))
    (row,) = city.services.imports.check(ImportKind.PARTICIPANTS, path, Reading()).rows
    assert [(one.participant, one.name) for one in row.candidates] == [(married, "見本 花子")]


def test_a_decision_for_somebody_merged_meanwhile_holds_for_who_stands_for_them(city, bring_in):
    first, other = city.person("見本 花子", phone="090-1111-1111"), city.person("見本 花子", phone="090-1111-2222")
    city.services.merging.merge(first, other)
    line = ("見本 はな", "", "", "", "北町")
    assert figures(bring_in(line, decisions=Decisions(people={2: other}))) == (0, 1, 0, 0)
    assert city.services.participants.get(first).district == "北町"


def test_a_name_of_signs_alone_is_nobody_merged_away(bring_in, married):
    assert figures(bring_in(("・", "", "1950-05-05", "", ""))) == (1, 0, 0, 0)


def test_of_two_who_were_said_to_be_two_the_likelier_is_meant(city, bring_in):
    near = {"kana": "みほん はなこ", "birth": Birth(year=1950)}
    one = city.person("見本 花子", district="西町", **near)
    other = city.person("見本 花子", district="東町", **near)
    city.services.look_alikes.not_same(one, other)
    line = ("見本 花子", "みほん はなこ", "1950年", "090-1234-5678", "東町")
    assert figures(bring_in(line)) == (0, 1, 0, 0)
    assert city.services.participants.get(other).phone == "090-1234-5678"
    assert city.services.participants.get(one).phone == ""


def test_between_two_who_were_said_to_be_two_nothing_is_written_without_a_sign(city, bring_in, tmp_path):
    near = {"kana": "みほん はなこ", "birth": Birth(year=1950)}
    one, other = city.person("見本 花子", **near), city.person("見本 花子", **near)
    city.services.look_alikes.not_same(one, other)
    line = ("見本 花子", "みほん はなこ", "1950年", "", "東町")
    path = write_file(tmp_path / "check.csv", HEADERS, line)
    (row,) = city.services.imports.check(ImportKind.PARTICIPANTS, path, Reading()).rows
    assert [candidate.participant for candidate in row.candidates] == [one, other]
    result = bring_in(line)
    assert figures(result) == (0, 0, 1, 0)
    assert [warning.code for warning in result.warnings] == ["lookalike"]
    assert {city.services.participants.get(id_).district for id_ in (one, other)} == {""}


def test_who_is_said_to_be_new_is_two_with_those_who_were_shown(city, bring_in):
    known = city.person("見本 花子", kana="みほん はなこ", phone="090-1234-5678")
    line = ("例田 花子", "みほん はなこ", "1950-05-05", "090-1234-5678", "")
    assert figures(bring_in(line, decisions=Decisions(people={2: None}))) == (1, 0, 0, 0)
    new = by_name(city, "例田 花子")
    with city.services.database.read() as uow:
        assert not_same(uow.connection) == {Pair.of(known, new)}
    assert city.services.look_alikes.doubles() == []
    again = bring_in(line)
    assert (figures(again), again.warnings) == ((0, 0, 1, 0), ())


def test_what_was_said_goes_when_the_import_is_taken_back(city, bring_in):
    city.person("見本 花子", kana="みほん はなこ", phone="090-1234-5678")
    line = ("例田 花子", "みほん はなこ", "1950-05-05", "090-1234-5678", "")
    result = bring_in(line, decisions=Decisions(people={2: None}))
    assert city.services.imports.undo(result.run).participants == 1
    assert count(city.services.database, "not_same_people") == 0
    assert count(city.services.database, "participants") == 1


def test_candidates_are_weighed_as_everywhere_and_the_likeliest_comes_first(city, tmp_path):
    far = city.person("見本 花子", kana="みほん はなよ", phone="", birth=Birth())
    near = city.person("例田 花子", kana="みほん はなこ", phone="090-1234-5678")
    line = ("見本 花子", "みほん はなこ", "1950-05-05", "090-1234-5678", "")
    path = write_file(tmp_path / "check.csv", HEADERS, line)
    (row,) = city.services.imports.check(ImportKind.PARTICIPANTS, path, Reading()).rows
    assert [one.participant for one in row.candidates] == [near, far]
    best = row.candidates[0].verdict
    assert best.is_nearly_certain
    assert {LookAlikeReason.SAME_KANA, LookAlikeReason.SAME_PHONE, LookAlikeReason.SAME_BIRTHDAY} <= set(best.reasons)
    assert row.candidates[1].verdict.score < best.score
