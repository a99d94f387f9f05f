"""Kana typed with the input method off is read, in either spelling, and at every key on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.people.romaji import kana_of


@pytest.mark.parametrize(
    ("typed", "kana"),
    [
        ("satou", "さとう"),
        ("satou kiyo", "さとうきよ"),
        ("SHIMIZU", "しみず"),
        ("simizu", "しみず"),
        ("hattori", "はっとり"),
        ("konno", "こんの"),
        ("kanno", "かんの"),
        ("junichi", "じゅにち"),
        ("jun'ichi", "じゅんいち"),
        ("junnichi", "じゅんにち"),
        ("shinbo", "しんぼ"),
        ("shimbo", "しんぼ"),
        ("ryouko", "りょうこ"),
        ("tyuuou", "ちゅうおう"),
        ("chuuou", "ちゅうおう"),
        ("fumio", "ふみお"),
        ("zyunko", "じゅんこ"),
        ("kyasshuresu", "きゃっしゅれす"),
        ("su-pa-", "すーぱー"),
        ("sat", "さ"),
        ("saty", "さ"),
        ("s", ""),
        ("", ""),
        ("佐藤", ""),
        ("090", ""),
        ("qx", ""),
    ],
)
def test_letters_spell_kana(typed: str, kana: str):
    assert kana_of(typed) == kana


@given(st.text("aiueoknstgzhbmry", max_size=12))
def test_each_key_goes_on_from_what_stood_there(typed: str):
    whole = kana_of(typed)
    if whole:
        assert all(whole.startswith(kana_of(typed[:size])) for size in range(len(typed)))
        assert all("ぁ" <= sign <= "ー" for sign in whole)
