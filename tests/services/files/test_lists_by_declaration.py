"""Lists of people are read and written by the declaration: no field and no word of a choice is lost either way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from divide_app.domain.fields import KeptField, Shape, columns_of, fields_of
from divide_app.domain.people.participants import Birth, Need, Participant
from divide_app.exchange.people_files import parse_participants
from divide_app.exchange.profiles import canonical_name, field_of_header, find_profile
from divide_app.exchange.tables import read_table
from divide_app.services.files.imports import ImportKind
from tests.support.city import City

TEXTS = {Shape.PHONE: "019-651-0000", Shape.POSTAL_CODE: "0208530", Shape.EMAIL: "mihon@example.jp"}


def values_of(field: KeptField) -> list[Any]:
    """Return values that say something, every choice among them."""
    if field.kind is Birth:
        return [Birth(day=date(1950, 3, 2)), Birth(year=1950), Birth(band="70-79", band_as_of=date(2026, 11, 21))]
    if field.members is not None:
        return [frozenset(some) for size in (1, 2, 6) for some in combinations(field.members, size)]
    if field.choices is not None:
        return list(field.choices)
    return [TEXTS.get(field.kept.shape, f"見本の{field.name}")]


LISTED = [field for field in fields_of(Participant) if field.name not in {"id", "name"}]


@pytest.mark.parametrize("field", LISTED, ids=lambda field: field.name)
def test_every_value_of_every_field_goes_out_and_comes_back(sqlite_city: City, tmp_path: Path, field: KeptField):
    for number, value in enumerate(values_of(field)):
        sqlite_city.person(f"見本 {number}", **{field.name: value})
    path = tmp_path / "people.csv"
    services = sqlite_city.services
    services.exports.participants(path)
    parsed = parse_participants(read_table(path), as_of=date(2026, 11, 21))
    drafts = {draft.person().name: draft.person() for _line, draft in parsed.drafts}
    with services.database.read() as uow:
        for person in uow.participants.all():
            assert replace(drafts[person.name], id=person.id) == person
    result = services.imports.run(ImportKind.PARTICIPANTS, path)
    assert (result.added, result.updated, result.rejected) == (0, 0, ())


def test_ticked_needs_and_other_words_go_out_together(sqlite_city: City, tmp_path: Path):
    sqlite_city.person("見本 花子", needs=frozenset({Need.WHEELCHAIR, Need.WRITING}), needs_text="犬が苦手")
    path = tmp_path / "people.csv"
    sqlite_city.services.exports.participants(path)
    assert "筆談、車椅子、犬が苦手" in path.read_text(encoding="utf-8-sig")


def test_every_field_of_a_person_stands_in_lists_or_says_that_it_does_not():
    columns = {field.name for _key, _column, field in columns_of(Participant)}
    beside = {field.name for field in fields_of(Participant) if field.kept.beside}
    assert {field.name for field in fields_of(Participant)} - columns - beside == {"id"}


@pytest.mark.parametrize("kind", ["participants", "applications"])
def test_both_lists_of_people_know_every_column_under_every_spelling(kind: str):
    profile = find_profile(f"{kind}-plain", kind)
    for key, column, _field in columns_of(Participant):
        assert canonical_name(kind, key) == column.header
        assert key in profile.fields()
        for spelling in (column.header, *column.spellings.split()):
            assert field_of_header(kind, spelling) == key, spelling


@pytest.mark.parametrize("is_known", [False, True], ids=["new", "known"])
@pytest.mark.parametrize("kind", [ImportKind.PARTICIPANTS, ImportKind.APPLICATIONS])
def test_a_word_no_choice_knows_is_kept_with_the_person_or_the_application(
    city: City, tmp_path: Path, kind: ImportKind, is_known: bool
):
    city.course()
    if is_known:
        city.person("見本 花子", kana="みほん はなこ")
    path = tmp_path / "list.csv"
    path.write_text("講座,氏名,ふりがな,機種\nスマートフォン入門,見本 花子,みほん はなこ,PHS\n", encoding="utf-8")
    result = city.services.imports.run(kind, path)
    assert not result.rejected
    (line,) = city.services.participants.all()
    person = city.services.participants.get(line.id)
    kept = person.memo if kind is ImportKind.PARTICIPANTS else city.services.applications.all()[0].memo
    assert "機種: PHS" in kept
