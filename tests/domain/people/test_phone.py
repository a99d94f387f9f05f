"""Telephone numbers compare by their digits and are kept as told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.people.phone import phone_key, tidy_phone


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("(03)5353-5111", "0353535111"),
        ("03-5353-5111", "0353535111"),
        ("０３－５３５３－５１１１", "0353535111"),
        ("+81-90-1234-5678", "09012345678"),
        ("+81 (0)90 1234 5678", "09012345678"),
        ("019-651-4111 内線123", "0196514111"),
        ("019-651-4111 / 090-1234-5678", "0196514111"),
        ("", ""),
        ("なし", ""),
    ],
)
def test_one_number_has_one_key(text: str, key: str):
    assert phone_key(text) == key


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("09012345678", "090-1234-5678"),
        ("０９０ １２３４ ５６７８", "090-1234-5678"),
        ("0120123456", "0120-123-456"),
        ("08001234567", "0800-123-4567"),
        ("0356781234", "03-5678-1234"),
        ("(03)5353-5111", "(03)5353-5111"),
        ("019‐651−4111(代表)", "019-651-4111(代表)"),
        ("0193621111", "0193621111"),
        ("0193-62-1111、0193-62-2222", "0193-62-1111 / 0193-62-2222"),
        ("", ""),
    ],
)
def test_number_is_tidied_without_guessing_its_area_code(text: str, tidy: str):
    assert tidy_phone(text) == tidy


@given(st.text("0123456789-()+ ０１２－（）", max_size=20))
def test_tidying_keeps_the_key_and_is_done_once(text: str):
    tidy = tidy_phone(text)
    assert tidy_phone(tidy) == tidy
    assert phone_key(tidy) == phone_key(text)


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str):
    assert phone_key(text).isdigit() or phone_key(text) == ""
    assert tidy_phone(tidy_phone(text)) == tidy_phone(text)
