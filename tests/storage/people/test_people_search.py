"""People are found by a few characters, on both databases alike, and the index never lags behind."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from divide_app.domain.names import name_key
from divide_app.domain.people.participants import Participant
from divide_app.foundation.ids import new_id
from divide_app.storage.database import Database
from divide_app.storage.queries.people import search as people_search
from tests.support.databases import opened

PEOPLE = (
    ("佐藤 花子", "さとう はなこ", "090-1234-5678"),
    ("佐々木 一郎", "ササキ イチロウ", "019-651-4111"),
    ("髙橋 斎", "ﾀｶﾊｼ ﾋﾄｼ", ""),
    ("高橋 さと", "たかはし さと", ""),
    ("齋藤 実", "さいとう みのる", "03-1234-5678"),
    ("𠮷田 佐", "よしだ たすく", ""),
    ("葛\U000e0100城 渚", "かつらぎ なぎさ", ""),
    ("Smith John", "スミス ジョン", "080-1234-0000"),
    ("伊佐 藤子", "いさ ふじこ", ""),
    ("読みなし", "", ""),
)


def fill(database: Database) -> dict[UUID, str]:
    people = [Participant(new_id(), name, kana, phone=phone) for name, kana, phone in PEOPLE]
    with database.write() as uow:
        uow.participants.add_all(people)
        uow.audit("test.fill")
    return {person.id: person.name for person in people}


def found(database: Database, words: str, most: int = 50) -> list[UUID]:
    with database.read() as uow:
        return people_search.find(uow.connection, words, most)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("さ", ["齋藤 実", "佐々木 一郎", "佐藤 花子", "伊佐 藤子", "葛\U000e0100城 渚", "高橋 さと"]),
        ("さと", ["佐藤 花子", "高橋 さと"]),
        ("ｻﾄ", ["佐藤 花子", "高橋 さと"]),
        ("佐", ["佐々木 一郎", "佐藤 花子", "伊佐 藤子", "𠮷田 佐"]),
        ("佐藤", ["佐藤 花子", "伊佐 藤子"]),
        ("佐藤花", ["佐藤 花子"]),
        ("花子", ["佐藤 花子"]),
        ("髙橋", ["高橋 さと", "髙橋 斎"]),
        ("高橋", ["高橋 さと", "髙橋 斎"]),
        ("斎藤", ["齋藤 実"]),
        ("斉", ["齋藤 実", "髙橋 斎"]),
        ("吉田", ["𠮷田 佐"]),
        ("𠮷", ["𠮷田 佐"]),
        ("葛城", ["葛\U000e0100城 渚"]),
        ("ｓｍｉ", ["Smith John"]),
        ("smi", ["Smith John"]),
        ("satouh", ["佐藤 花子"]),  # kana typed with the input method off
        ("saitou m", ["齋藤 実"]),
        ("読", ["読みなし"]),
        ("1234", ["齋藤 実", "Smith John", "佐藤 花子"]),  # the end of a number is what people remember
        ("090", ["佐藤 花子"]),
        ("０９０－１２３４", ["佐藤 花子"]),
        ("0312", ["齋藤 実"]),
        ("", []),
        ("   ", []),
        ("該当なし", []),
        ('"', []),
        ("' OR 1=1 --", []),
        ("*", []),
        ("%", []),
    ],
)
def test_words_find_the_same_people_in_the_same_order_on_both_databases(
    database: Database, words: str, names: list[str]
) -> None:
    known = fill(database)
    assert [known[id_] for id_ in found(database, words)] == names


def test_the_most_is_kept_and_beginnings_come_first(database: Database) -> None:
    known = fill(database)
    assert [known[id_] for id_ in found(database, "さ", 3)] == ["齋藤 実", "佐々木 一郎", "佐藤 花子"]


def test_a_changed_person_is_found_by_the_new_name_only(database: Database) -> None:
    known = fill(database)
    (sato,) = (id_ for id_, name in known.items() if name == "佐藤 花子")
    with database.write() as uow:
        person = uow.participants.get(sato)
        uow.participants.change(replace(person, name="鈴木 花子", kana="すずき はなこ", phone="070-0000-1111"))
        uow.audit("test.change")
    assert found(database, "鈴木") == [sato]
    assert found(database, "はな") == [sato]
    assert found(database, "070") == [sato]
    assert sato not in found(database, "佐藤")
    assert sato not in found(database, "さと")
    assert found(database, "090") == []


def test_the_full_text_index_agrees_with_its_source(sqlite: Database) -> None:
    known = fill(sqlite)
    with sqlite.write() as uow:
        for id_ in list(known)[:4]:
            uow.participants.change(replace(uow.participants.get(id_), name="変更 後"))
        uow.audit("test.change")
        # The index's own check raises when it and its source differ.
        uow.connection.exec_driver_sql(
            "INSERT INTO participant_fts (participant_fts, rank) VALUES ('integrity-check', 1)"
        )


LETTERS = "佐藤髙橋斎さとうﾀｶａ"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    names=st.lists(st.text(LETTERS, min_size=1, max_size=5), min_size=1, max_size=12),
    words=st.text(LETTERS, min_size=1, max_size=3),
)
def test_nobody_whose_name_holds_the_words_is_missed(
    pair: tuple[Database, Database], names: list[str], words: str
) -> None:
    people = [Participant(new_id(), name) for name in names]
    expected = {one.id for one in people if name_key(words) in name_key(one.name)}
    answers = []
    for database in pair:
        with database.rehearse() as uow:
            uow.participants.add_all(people)
            answers.append(people_search.find(uow.connection, words, 100))
    assert set(answers[0]) == expected
    assert answers[0] == answers[1]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("pair")
    with opened("sqlite", folder / "a") as one, opened("postgresql", folder / "b") as two:
        yield one, two
