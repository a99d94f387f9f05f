"""A password is judged by what a guesser tries first, never by which kinds of characters stand in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.office.passwords import GOOD_LENGTH, LEAST_LENGTH, PasswordQuality, quality


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("", PasswordQuality.SHORT),
        ("みじかい言葉", PasswordQuality.SHORT),
        ("1234567", PasswordQuality.SHORT),
        ("12345678", PasswordQuality.EASY),
        ("87654321", PasswordQuality.EASY),
        ("１２３４５６７８", PasswordQuality.EASY),
        ("qwertyui", PasswordQuality.EASY),
        ("aaaaaaaa", PasswordQuality.EASY),
        ("20262026", PasswordQuality.EASY),
        ("abcabcab", PasswordQuality.EASY),
        ("password", PasswordQuality.EASY),
        ("Password1", PasswordQuality.EASY),
        ("kakehashi2026", PasswordQuality.EASY),
        ("あいうえおかきく", PasswordQuality.EASY),
        ("midori-taro1", PasswordQuality.LIKE_NAME),
        ("朝は麦茶と卵焼き", PasswordQuality.FAIR),
        ("volunteer-8", PasswordQuality.FAIR),
        ("bus-to-the-lake", PasswordQuality.GOOD),
    ],
)
def test_what_a_guesser_tries_first_is_called_easy(password: str, expected: PasswordQuality) -> None:
    assert quality(password, "Midori Taro") is expected


def test_a_name_without_letters_guards_nothing() -> None:
    assert quality("8-digits-0", "12") is PasswordQuality.FAIR


@given(st.text(max_size=40), st.text(max_size=20))
def test_shortness_is_told_before_all_else_and_nothing_short_is_enough(password: str, name: str) -> None:
    found = quality(password, name)
    assert (found is PasswordQuality.SHORT) == (len(password) < LEAST_LENGTH)
    assert found.is_enough == (found in {PasswordQuality.FAIR, PasswordQuality.GOOD})
    if found is PasswordQuality.GOOD:
        assert len(password) >= GOOD_LENGTH


@given(st.text(alphabet=st.characters(categories=("L", "N")), min_size=1, max_size=4), st.integers(8, 30))
def test_one_thing_again_and_again_is_easy_however_long(unit: str, length: int) -> None:
    assert not quality((unit * length)[:length]).is_enough
