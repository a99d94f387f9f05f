"""An individual number is known however it is spelled, and ordinary texts full of digits are left alone."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.individual_number import (
    cells_hold_individual_number,
    check_digit,
    contains_individual_number,
    neighbours_hold_individual_number,
    quotable,
)
from divide_app.domain.names import name_key
from divide_app.domain.people.phone import phone_key
from tests.support.spelled_numbers import CUTS, SEPARATORS, cut, number, ordinary_text, spellings

HOLDS_A_DAY = re.compile("(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
"""Cut so that these eight digits stand apart it reads as a day with something beside it, which is no number."""
NUMBERS = (
    st.integers(3 * 10**10, 10**11 - 1)
    .map(lambda eleven: f"{eleven}{check_digit(str(eleven))}")
    .filter(lambda digits: not HOLDS_A_DAY.search(digits))
)


def test_every_one_of_more_than_500_spellings_is_known():
    chance = random.Random(12)
    missed = set()
    for _number in range(10):
        found = list(spellings(number(chance)))
        missed |= {(name, text) for name, text in found if not contains_individual_number(text)}
    assert len({name for name, _text in found}) > 500
    assert missed == set()


@given(NUMBERS, st.sampled_from(sorted(CUTS)), st.sampled_from(SEPARATORS), st.sampled_from(["", "番号は", "「"]))
def test_any_number_in_any_cut_with_any_sign_is_known(digits: str, way: str, between: str, before: str):
    assert contains_individual_number(f"{before}{between.join(cut(digits, CUTS[way]))}")


def test_none_of_20_000_ordinary_texts_is_refused():
    chance = random.Random(8)
    refused = [text for text in (ordinary_text(chance) for _text in range(20_000)) if contains_individual_number(text)]
    assert refused == []


ORDINARY = """
令和8年11月21日 10:00〜12:00 電話 019-000-0001
2026-11-21 10:30 019-000-0002
20261121103000
202611211030
定員20人 参加費1,000円 申込11/1〜11/20
5・12・19・26・2・9・16日
101・102・103・104会議室
2024 2025 2026
10 20 30 40 50 60
1 2 3 4 5 6 7 8 9 10 11 12
+81-90-1234-5678
+819012345678
+44 20 7946 0958
https://www.example.lg.jp/kouza/1234-5678-9018/index.html
a123456789018@example.jp
example.lg.jp/123456789018
C:\\共有\\123456789018.csv
/srv/office/123456789018.csv
7000012050002
7-0000-1205-0002
192.168.100.101
39.701683,141.136369
ISBN978-4-87311-778-2
22-1234 22-5678
01923456-789a-7bcd-8ef0-123456789abc
00000000-0000-7000-8000-000000000000
〒020-8530
1234567890123
12345678901
3,744,591円 2,029,974円
R8.11.21 R8.11.28 R8.12.5
1000~1200 1300~1500
000000000000
""".strip().splitlines()


@pytest.mark.parametrize("text", ORDINARY)
def test_what_is_no_number_is_left_alone(text: str):
    assert not contains_individual_number(text)


@given(NUMBERS, st.sampled_from(["4-4-4", "6-6", "3-3-3-3", "2 by 2"]))
def test_a_number_over_neighbouring_cells_is_known(digits: str, way: str):
    parts = cut(digits, CUTS[way])
    assert cells_hold_individual_number(["見本 花子", *parts, "北"])
    assert not neighbours_hold_individual_number([parts[0], "北", *parts[1:]])


def test_figures_beside_each_other_are_no_number():
    for cells in (["1"] * 12, ["2024", "2025", "2026"], ["12", "3456", "78", "9018"]):
        assert not cells_hold_individual_number(cells)


@given(st.text(st.sampled_from("0123456789 -・,.() ０１+"), max_size=40))
def test_no_key_holds_bare_twelve_digits(text: str):
    for key in (name_key(text), phone_key(text)):
        assert re.search("[0-9]{12}", key) is None


@given(NUMBERS)
def test_nothing_quotes_it(digits: str):
    for name, text in spellings(digits):
        assert quotable(text) == "●●●●", name
