"""One person is found though spelled three ways, and their name is never altered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.names import (
    KANA_ROWS,
    VARIANTS,
    kana_key,
    kana_row,
    name_key,
    search_query,
    search_terms,
)

HIRAGANA = st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3096), min_size=1, max_size=12)
KANJI = st.text(
    st.sampled_from("佐藤鈴木高橋渡辺斎吉田山中島崎浜沢広髙﨑邊濱𠮷齋嶋太郎花子一二三"), min_size=1, max_size=8
)
NAMES = st.one_of(KANJI, HIRAGANA, st.text(max_size=15))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾀｶﾊｼ ﾀﾛｳ", "たかはし　たろう"),
        ("タカハシ・タロウ", "たかはしたろう"),
        ("葛󠄀飾", "葛飾"),
        ("ヴァ", "ゔぁ"),
        ("コンピュ－タ", "コンピュータ"),
        ("か゛", "が"),
        ("ｶﾞ", "ガ"),
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("渡邊", "渡邉"),
        ("渡邊", "渡辺"),
        ("𠮷田", "吉田"),
        ("齋藤", "斉藤"),
        ("龍ヶ崎", "竜ケ崎"),
        ("神谷", "神谷"),
        ("Ｓｍｉｔｈ", "smith"),
        ("佐藤\u200b太郎", "佐藤太郎"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("カトウ", "ガトウ"), ("オオノ", "オノ"), ("ユーコ", "ユコ"), ("坂本", "阪本"), ("崎", "埼"), ("佐藤", "加藤")],
)
def test_different_names_keep_different_keys(one: str, other: str):
    assert name_key(one) != name_key(other)


@given(st.text(max_size=30))
def test_key_of_a_key_is_itself(text: str):
    assert name_key(name_key(text)) == name_key(text)


@given(HIRAGANA)
def test_hiragana_and_katakana_share_a_key(text: str):
    katakana = "".join(chr(ord(kana) + 0x60) for kana in text)
    assert kana_key(text) == kana_key(katakana)


@given(st.text(st.characters(min_codepoint=0xFF61, max_codepoint=0xFF9F), max_size=12))
def test_half_width_and_full_width_share_a_key(text: str):
    import unicodedata

    assert kana_key(text) == kana_key(unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_variant_and_its_plain_form_share_a_key(variant: str):
    assert name_key(f"山{variant}") == name_key(f"山{VARIANTS[variant]}")


def test_variant_table_leads_to_its_end_in_one_step():
    assert not set(VARIANTS) & set(VARIANTS.values())


@given(KANJI)
def test_variation_selectors_change_no_key(name: str):
    assert name_key("".join(f"{character}\U000e0101" for character in name)) == name_key(name)


def test_name_itself_is_untouched():
    name = "髙󠄀橋　太郎"
    before = name.encode()
    search_terms(name, "たかはし たろう")
    assert name.encode() == before


def test_search_terms_are_pairs_then_the_last_character():
    assert search_terms("佐藤", "").split() == ["x4f50x85e4", "x85e4"]
    assert search_terms("吉", "").split() == ["x5409"]
    assert search_terms("", "") == ""
    assert search_terms("佐藤", "さとう").split() == ["x4f50x85e4", "x85e4", "x30b5x30c8", "x30c8x30a6", "x30a6"]


def test_reading_that_equals_the_name_is_stored_once():
    assert search_terms("さとう", "サトウ") == search_terms("さとう", "")


def _finds(query: str, terms: str) -> bool:
    tokens, is_prefix = search_query(query)
    stored = terms.split()
    if is_prefix:
        return any(token.startswith(tokens[0]) for token in stored)
    return any(stored[at : at + len(tokens)] == tokens for at in range(len(stored)))


@given(NAMES, HIRAGANA, st.data())
def test_every_part_of_a_name_or_reading_is_found(name: str, kana: str, data: st.DataObject):
    terms = search_terms(name, kana)
    for text in (name_key(name), kana):
        if text:
            first = data.draw(st.integers(0, len(text) - 1))
            last = data.draw(st.integers(first + 1, len(text)))
            part = text[first:last]
            assert not search_query(part)[0] or _finds(part, terms)


@given(KANJI, KANJI)
def test_a_search_finds_exactly_the_names_that_hold_it(query: str, name: str):
    assert _finds(query, search_terms(name)) == (name_key(query) in name_key(name))


@given(NAMES, st.text(max_size=10))
def test_terms_are_ascii_words_every_tokenizer_keeps_whole(name: str, kana: str):
    assert all(token.isascii() and token.isalnum() for token in search_terms(name, kana).split())


def test_one_rare_character_is_no_prefix_of_another():
    tokens, is_prefix = search_query("₻")  # U+20BB; 𠮻 is U+20BBB
    assert is_prefix
    assert not search_terms("\U00020bbb").startswith(tokens[0])


def test_query_of_one_character_is_a_prefix_and_of_none_is_nothing():
    assert search_query("佐") == (["x4f50"], True)
    assert search_query("佐藤") == (["x4f50x85e4"], False)
    assert search_query(" ・ ") == ([], False)


@pytest.mark.parametrize(
    ("kana", "row"),
    [
        ("あべ", "あ"),
        ("ヴァン", "あ"),
        ("ｶﾄｳ", "か"),
        ("がとう", "か"),
        ("ササキ", "さ"),
        ("ヅヅキ", "た"),
        ("なかむら", "な"),
        ("ばば", "は"),
        ("パク", "は"),
        ("まつ", "ま"),
        ("ゆき", "や"),
        ("りん", "ら"),
        ("わだ", "わ"),
        ("んじゃ", "わ"),
        ("Smith", "他"),
        ("佐藤", "他"),
        ("", "他"),
    ],
)
def test_kana_board_row_of_a_reading(kana: str, row: str):
    assert kana_row(kana) == row


@given(st.text(max_size=5))
def test_every_reading_has_a_row(kana: str):
    assert kana_row(kana) in KANA_ROWS
