"""Names made from titles are good names on every system, and bad typed ones are known."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.foundation.file_names import MOST_BYTES, fit_name, is_fit


@pytest.mark.parametrize(
    ("wished", "name"),
    [
        ('報告: R8/11 "案"?.pdf', "報告_ R8_11 _案__.pdf"),
        ("CON.pdf", "CON_.pdf"),
        ("nul.csv", "nul_.csv"),
        ("Com1.ics", "Com1_.ics"),
        ("LPT¹.pdf", "LPT¹_.pdf"),
        ("CON .pdf", "CON_.pdf"),
        ("コンテスト.pdf", "コンテスト.pdf"),
        ("終わり...pdf", "終わり.pdf"),
        ("  前と後 . .pdf", "前と後.pdf"),
        ("講座\u202efdp.exe.pdf", "講座fdp.exe.pdf"),
        ("一行\n二行\x1b[31m.pdf", "一行二行[31m.pdf"),
        ("\u200b\ufeff.pdf", "kakehashi.pdf"),
        ("...", "kakehashi"),
        ("", "kakehashi"),
        ("第1.5回 入門", "第1.5回 入門"),
        ("𠮷田 葛󠄀子.pdf", "𠮷田 葛󠄀子.pdf"),
    ],
)
def test_a_wish_becomes_a_name(wished: str, name: str):
    assert fit_name(wished) == name


def test_a_long_name_is_cut_and_keeps_its_ending():
    name = fit_name("とても長い講座の名前" * 40 + ".kakehashi")
    assert name.endswith(".kakehashi")
    assert name.startswith("とても長い講座の名前" * 5)
    assert MOST_BYTES - 3 < len(name.encode()) <= MOST_BYTES


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.sampled_from(["", ".pdf", ".kakehashi"]))
def test_any_title_becomes_a_good_name(title: str, ending: str):
    name = fit_name(title + ending)
    assert is_fit(name)
    assert name.endswith(ending)
    assert len(name.encode()) <= MOST_BYTES + 1  # and a sign more where a device had the name
    assert not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in name)
    assert fit_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "a.", "a ", "NUL", "aux.csv", "com7.tar.gz"),
        *("a:b.pdf", "a\0.pdf", "a\u202e.pdf", "a?.pdf", "a\n.pdf"),
    ],
)
def test_a_bad_name_is_known(name: str):
    assert not is_fit(name)
