"""A password is judged by what a guesser tries first, never by which kinds of characters stand in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.office.passwords import GOOD_LENGTH, LEAST_LENGTH, PasswordQuality
from divide_app.services.passwords import quality, refuse_weak


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
        ("bus-lake-9x", PasswordQuality.FAIR),
        ("passw0rd!", PasswordQuality.EASY),
        ("P@ssw0rd2026", PasswordQuality.EASY),
        ("19650401", PasswordQuality.EASY),
        ("1965-04-01!", PasswordQuality.EASY),
        ("S40.4.1のひ", PasswordQuality.EASY),
        ("昭和40年4月1日", PasswordQuality.EASY),
        ("令和八年です。8年度", PasswordQuality.FAIR),
        ("019-651-4111", PasswordQuality.EASY),
        ("09012345678", PasswordQuality.EASY),
        ("+81 90-1234-5678", PasswordQuality.EASY),
        ("314159265358", PasswordQuality.EASY),
        ("盛岡市盛岡市盛岡市", PasswordQuality.EASY),
        ("盛岡市役所2026", PasswordQuality.EASY),
        ("morioka2026", PasswordQuality.EASY),
        ("Morioka-shi1", PasswordQuality.EASY),
        ("hachimantai!!", PasswordQuality.EASY),
        ("はちまんたいし1", PasswordQuality.EASY),
        ("sakura2026", PasswordQuality.EASY),
        ("himitsu-no-kagi", PasswordQuality.GOOD),
        ("bus-to-the-lake", PasswordQuality.GOOD),
    ],
)
def test_what_a_guesser_tries_first_is_called_easy(password: str, expected: PasswordQuality) -> None:
    assert quality(password, "Midori Taro") is expected


@pytest.mark.parametrize("password", ["みなみ野市2026", "生涯学習課123", "みなみ野 みなみ野"])
def test_words_of_the_own_office_are_easy(password: str) -> None:
    assert quality(password, words=("みなみ野市", "生涯学習課")) is PasswordQuality.EASY


def test_one_rule_refuses_for_users_places_and_packages() -> None:
    for password, code in (("", "password_missing"), ("short", "password_too_short"), ("a1" * 101, "text_too_long"),
                           ("passw0rd!", "password_easy"), ("hanako-mihon", "password_like_name")):  # fmt: skip
        with pytest.raises(DomainError, match=code):
            refuse_weak(password, "Hanako Mihon")
    refuse_weak("青い自転車と坂道")


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
