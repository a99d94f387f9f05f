"""Two entries of one person are offered with reasons; two people are not; nobody of another birth year ever is."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.people.lookalikes import (
    NEARLY_CERTAIN,
    OFFERED,
    WEIGHTS,
    LookAlikeReason,
    Pair,
    Verdict,
    address_key,
    birth_years_differ,
    sound_key,
    weigh,
)
from divide_app.domain.people.one_person import united
from divide_app.domain.people.participants import Birth, Need, Participant, PhoneKind, Sex
from divide_app.services.people.lookalikes import likeness

TODAY = date(2026, 11, 21)
KIYO: dict[str, Any] = {
    "name": "佐藤 キヨ",
    "kana": "さとう きよ",
    "phone": "090-1234-5678",
    "birth": Birth(day=date(1950, 3, 2)),
    "district": "本町",
}


def person(number: int = 1, **parts: Any) -> Participant:
    return Participant(UUID(int=number), **({"name": ""} | parts))


def verdict(one: dict[str, Any], other: dict[str, Any]) -> Verdict:
    first, second = person(1, **one), person(2, **other)
    return weigh(first, second, likeness(first, second), TODAY)


SAME = [
    ("the same entry twice", KIYO, KIYO),
    (
        "another kanji of the same name",
        KIYO | {"name": "髙橋 清", "kana": "たかはし きよし"},
        KIYO | {"name": "高橋 清", "kana": "たかはし きよし"},
    ),
    ("one only in kana", KIYO, {"name": "さとう きよ", "kana": "さとう きよ", "phone": "090-1234-5678"}),
    ("a slip in the reading", KIYO, KIYO | {"kana": "さとう きお"}),
    ("a long vowel heard otherwise", KIYO, KIYO | {"kana": "さとー きよ", "phone": ""}),
    (
        "only name and reading, nothing else known",
        {"name": "森田 実", "kana": "もりた みのる"},
        {"name": "森田 実", "kana": "もりた みのる"},
    ),
    (
        "no reading on one side, the same telephone",
        {"name": "森田 実", "phone": "0296-70-1234"},
        {"name": "森田実", "kana": "もりた みのる", "phone": "0296701234"},
    ),
    ("a family name changed by marriage", KIYO, KIYO | {"name": "田中 きよ", "kana": "たなか きよ"}),
    ("band and birthday", KIYO, KIYO | {"birth": Birth(band="70-74", band_as_of=date(2024, 5, 1)), "phone": ""}),
    ("day and month changed places", KIYO, KIYO | {"birth": Birth(day=date(1950, 2, 3))}),
    ("a telephone with several numbers", KIYO, KIYO | {"phone": "0296-58-1111 / 090-1234-5678"}),
]
OTHERS = [
    ("a couple at one telephone", KIYO, {"name": "佐藤 義男", "kana": "さとう よしお", "phone": "090-1234-5678"}),
    ("another birth year", KIYO, KIYO | {"birth": Birth(day=date(1975, 3, 2)), "phone": "090-9999-0000"}),
    (
        "another band",
        {"name": "鈴木 花", "kana": "すずき はな", "birth": Birth(year=1950)},
        {"name": "鈴木 花", "kana": "すずき はな", "birth": Birth(band="40-49", band_as_of=TODAY)},
    ),
    ("one family name", KIYO, {"name": "佐藤 トメ", "kana": "さとう とめ", "district": "本町"}),
    ("nothing in common", KIYO, {"name": "田中 一", "kana": "たなか はじめ"}),
    (
        "the same reading of other kanji",
        {"name": "伊藤 恵子", "kana": "いとう けいこ"},
        {"name": "井藤 圭子", "kana": "いとう けいこ"},
    ),
]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_one_person_spelled_otherwise_is_offered(one: dict[str, Any], other: dict[str, Any]):
    assert verdict(one, other).is_offered


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in OTHERS], ids=[case[0] for case in OTHERS])
def test_two_people_are_not_offered(one: dict[str, Any], other: dict[str, Any]):
    assert not verdict(one, other).is_offered


def test_reasons_say_why_strongest_first_and_what_speaks_against_last():
    found = verdict(KIYO, KIYO | {"name": "佐藤 喜代", "birth": Birth(day=date(1950, 8, 9)), "sex": Sex.MALE})
    assert found.reasons[0] is LookAlikeReason.SAME_KANA
    assert found.reasons[-1] is LookAlikeReason.OTHER_BIRTHDAY
    assert LookAlikeReason.SAME_PHONE in found.reasons


def test_variant_kanji_are_named_as_such():
    one, other = {"name": "髙﨑 清", "kana": "たかさき きよし"}, {"name": "高崎 清", "kana": "たかさき きよし"}
    assert LookAlikeReason.VARIANT_NAME in verdict(one, other).reasons
    assert LookAlikeReason.SAME_NAME in verdict(other, other).reasons


def test_a_name_alone_is_offered_and_never_nearly_certain():
    alone = {"name": "佐藤 清", "kana": "さとう きよし"}
    assert OFFERED <= verdict(alone, alone).score < NEARLY_CERTAIN
    assert verdict(alone | {"phone": "0296-58-1111"}, alone | {"phone": "０２９６（５８）１１１１"}).is_nearly_certain


def test_the_weights_say_what_their_words_promise():
    name = WEIGHTS[LookAlikeReason.SAME_KANA] + WEIGHTS[LookAlikeReason.SAME_NAME]
    assert name == OFFERED
    assert WEIGHTS[LookAlikeReason.SAME_PHONE] < OFFERED
    assert -WEIGHTS[LookAlikeReason.OTHER_BIRTH_YEAR] > WEIGHTS[LookAlikeReason.SAME_PHONE]
    assert WEIGHTS.keys() == set(LookAlikeReason)


@pytest.mark.parametrize(
    ("one", "other"),
    [("さとう", "サトー"), ("おおた", "おうた"), ("ちづこ", "ちずこ"), ("ゆうこ", "ゆうこ"), ("はっとり", "はつとり")],
)
def test_readings_that_sound_alike_share_a_key(one: str, other: str):
    assert sound_key(one) == sound_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("本町1丁目2番3号", "本町１－２－３"), ("本町一の二", "本町一-二"), ("旧本町 5番地", "旧本町5")],
)
def test_addresses_written_in_two_ways_share_a_key(one: str, other: str):
    assert address_key(one) == address_key(other)


births = st.one_of(
    st.just(Birth()),
    st.builds(Birth, day=st.dates(date(1930, 1, 1), date(2000, 12, 31))),
    st.builds(Birth, year=st.integers(1930, 2000)),
    st.builds(
        Birth, band=st.sampled_from(["60-64", "70-74", "70-79", "80+"]), band_as_of=st.dates(date(2020, 1, 1), TODAY)
    ),
)
people = st.builds(
    Participant,
    id=st.uuids(),
    name=st.sampled_from(["佐藤 清", "髙橋 トメ", "高橋 トメ", "さとう きよし", "葛󠄀西", "Smith John", "田"]),
    kana=st.sampled_from(["", "さとう きよし", "たかはし とめ", "ﾀｶﾊｼ ﾄﾒ"]),
    birth=births,
    sex=st.sampled_from(Sex),
    phone=st.sampled_from(["", "090-1111-2222", "0296-58-1111 / 090-1111-2222"]),
    address=st.sampled_from(["", "本町1-2", "本町１丁目２番"]),
    district=st.sampled_from(["", "本町"]),
    needs=st.frozensets(st.sampled_from(Need)),
    needs_text=st.sampled_from(["", "右の席"]),
    phone_kind=st.sampled_from(PhoneKind),
    memo=st.sampled_from(["", "電話は夕方", "メモ"]),
)


@given(people, people)
def test_whoever_is_named_first_the_verdict_is_the_same(one: Participant, other: Participant):
    there, back = weigh(one, other, likeness(one, other), TODAY), weigh(other, one, likeness(other, one), TODAY)
    assert there == back
    assert 0 <= there.score <= 100
    assert Pair.of(one.id, other.id) == Pair.of(other.id, one.id)


@given(people, people)
def test_another_year_of_birth_is_never_nearly_certain(one: Participant, other: Participant):
    if birth_years_differ(one.birth, other.birth):
        assert not weigh(one, other, likeness(one, other), TODAY).is_nearly_certain


@given(people, people)
def test_what_both_say_is_kept_and_only_said_losses_are_lost(one: Participant, other: Participant):
    result, choices = united(one, other)
    assert result.id == one.id
    assert result.name == one.name
    assert result.needs == one.needs | other.needs
    for field in ("kana", "phone", "address", "district", "needs_text"):
        assert getattr(result, field) == (getattr(one, field) or getattr(other, field))
    assert one.memo in result.memo
    assert other.memo in result.memo
    lost = {choice.field for choice in choices if choice.is_lost}
    for field in ("phone", "address", "district", "needs_text"):
        if getattr(other, field) and getattr(result, field) != getattr(other, field):
            assert field in lost


@pytest.mark.parametrize(
    ("kept", "gone", "birth"),
    [
        (Birth(year=1950), Birth(day=date(1950, 3, 2)), Birth(day=date(1950, 3, 2))),
        (Birth(year=1950), Birth(day=date(1951, 3, 2)), Birth(year=1950)),
        (Birth(band="70-79", band_as_of=TODAY), Birth(year=1950), Birth(year=1950)),
        (Birth(band="40-49", band_as_of=TODAY), Birth(year=1950), Birth(band="40-49", band_as_of=TODAY)),
        (Birth(), Birth(band="70-79", band_as_of=TODAY), Birth(band="70-79", band_as_of=TODAY)),
        (Birth(day=date(1950, 3, 2)), Birth(year=1950), Birth(day=date(1950, 3, 2))),
    ],
)
def test_of_two_births_the_finer_is_kept_unless_they_contradict(kept: Birth, gone: Birth, birth: Birth):
    assert united(person(1, name="佐藤", birth=kept), person(2, name="佐藤", birth=gone))[0].birth == birth
