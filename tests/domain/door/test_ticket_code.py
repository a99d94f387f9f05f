"""A ticket code survives scanners, keyboards and telephones, and a damaged one is noticed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from divide_app.domain.door.ticket_code import (
    CODE_ALPHABET,
    CODE_LENGTH,
    is_signed,
    is_ticket_code,
    make_ticket_code,
    normalise_code,
    qr_text,
    signed_ticket_code,
)

CODES = st.binary(min_size=10, max_size=16).map(make_ticket_code)
CODE = make_ticket_code(bytes(range(200, 210)))


def test_a_code_has_seventeen_signs_and_none_that_are_mistaken() -> None:
    assert len(CODE) == CODE_LENGTH
    assert set("ILOU").isdisjoint(CODE_ALPHABET)
    assert is_ticket_code(CODE)


def test_the_same_bytes_make_the_same_code_and_too_few_are_an_error() -> None:
    assert make_ticket_code(bytes(10)) == "0" * 17
    with pytest.raises(ValueError, match="10"):
        make_ticket_code(bytes(9))


@pytest.mark.parametrize(
    "wrap",
    [
        lambda code: code,
        lambda code: f"]Q3{code}\r\n",
        lambda code: f"]C1{code}",
        lambda code: f"[Q1{code}",
        lambda code: f"  {code}\t",
        lambda code: f"　{code}　",
        lambda code: code.lower(),
        qr_text,
        lambda code: f"]Q3kakehashi:{code.lower()}\n",
        lambda code: f"KAKEHASHI+{code}",
        lambda code: f"sKAKEHASHI:{code}",
        lambda code: f"～01 KAKEHASHI：{code}／2026",
        lambda code: f"]Q3KAKEHASHI:{code}]Q3KAKEHASHI:{code.lower()}",
        lambda code: f"KAKEHASHIKAKEHASHI:{code}",
        lambda code: f"{code[:4]}-{code[4:8]}-{code[8:12]}-{code[12:]}",
        lambda code: f"{code[:4]} {code[4:8]}ー{code[8:]}",
        lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
        lambda code: f"\x02{code}\x1d\x00\ufeff",
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
)
@given(code=CODES)
def test_what_scanners_and_people_add_is_tolerated(wrap: object, code: str) -> None:
    assert normalise_code(wrap(code)) == code  # type: ignore[operator]


@given(CODES, CODES)
def test_two_tickets_read_in_one_breath_are_none(one: str, other: str) -> None:
    assume(one != other)
    assert not is_ticket_code(normalise_code(qr_text(one) + qr_text(other)))


@given(st.text(max_size=60))
def test_any_text_loses_spaces_hyphens_and_confusable_letters(text: str) -> None:
    folded = normalise_code(text)
    assert not any(sign.isspace() or sign in "-OIL" for sign in folded)


@given(CODES, st.integers(0, CODE_LENGTH - 1), st.sampled_from(CODE_ALPHABET))
def test_every_single_wrong_sign_is_noticed(code: str, at: int, sign: str) -> None:
    damaged = code[:at] + sign + code[at + 1 :]
    assert is_ticket_code(damaged) == (damaged == code)


@given(CODES, st.integers(0, CODE_LENGTH - 1), st.integers(0, CODE_LENGTH - 1))
def test_every_swap_of_two_signs_is_noticed(code: str, one: int, other: int) -> None:
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]
    swapped = "".join(signs)
    assert is_ticket_code(swapped) == (swapped == code)


@pytest.mark.parametrize("text", ["", "ABC", CODE[:-1], CODE + "0", "あ" * 17, "U" * 17])
def test_another_shape_is_no_ticket_code(text: str) -> None:
    assert not is_ticket_code(text)


KEYS = st.binary(min_size=32, max_size=32)


@given(st.binary(min_size=7, max_size=7), KEYS)
def test_a_signed_code_is_an_ordinary_ticket_that_its_office_knows(chance: bytes, key: bytes) -> None:
    code = signed_ticket_code(chance, key)
    assert is_ticket_code(code)
    assert is_signed(code, key)
    assert is_signed(normalise_code(qr_text(code).lower()), key)


@given(st.binary(min_size=7, max_size=7), KEYS, KEYS)
def test_another_offices_ticket_is_not_ours(chance: bytes, ours: bytes, theirs: bytes) -> None:
    assume(ours != theirs)
    one, other = signed_ticket_code(chance, ours), signed_ticket_code(chance, theirs)
    assert is_signed(other, ours) == (one == other)


def test_a_made_up_code_with_a_right_check_sign_is_not_signed() -> None:
    assert not any(is_signed(make_ticket_code(bytes([n]) * 10), b"k" * 32) for n in range(256))


def test_too_little_chance_is_no_ticket() -> None:
    with pytest.raises(ValueError, match="7 random bytes"):
        signed_ticket_code(b"123456", b"k" * 32)
