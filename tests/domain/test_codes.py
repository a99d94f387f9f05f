"""Check digits: municipal codes, corporate numbers, and the leak detector for individual numbers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain import individual_number
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number, quotable
from divide_app.domain.office import municipal_code
from divide_app.domain.office.municipal_code import parse_municipal_code
from divide_app.foundation.ids import new_id

ELEVEN = st.integers(3 * 10**10, 10**11 - 1).map(str)
"""Of no year and no area code."""
TWELVE = st.text("0123456789", min_size=12, max_size=12)
FULL_WIDTH = str.maketrans("0123456789 -", "０１２３４５６７８９　－")


@pytest.mark.parametrize("code", ["032018", "082201", "082350", "222097", "332038", "131016", "011002"])
def test_published_municipal_codes_have_right_check_digits(code: str):
    assert municipal_code.check_digit(code[:5]) == code[5]
    assert parse_municipal_code(code) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("32018", "032018"),
        ("92011", "092011"),
        ("03201", "032018"),
        ("０３２０１８", "032018"),
        (" 032018 ", "032018"),
        ("32018.0", "032018"),
    ],
)
def test_municipal_code_regains_its_six_digits(text: str, code: str):
    assert parse_municipal_code(text) == code


@pytest.mark.parametrize("text", ["", "032019", "3201", "990001", "盛岡市", "0320180", "-32018", "000000", "13101"])
def test_wrong_municipal_code_is_refused(text: str):
    with pytest.raises(DomainError, match="bad_municipal_code"):
        parse_municipal_code(text)


@given(st.text("0123456789", min_size=5, max_size=5))
def test_municipal_check_digit_is_one_digit(five: str):
    assert len(municipal_code.check_digit(five)) == 1


@pytest.mark.parametrize(("eleven", "digit"), [("12345678901", "8"), ("62149832025", "7")])
def test_individual_number_check_digit_follows_the_ordinance(eleven: str, digit: str):
    assert individual_number.check_digit(eleven) == digit


def test_corporate_number_check_digit_follows_the_tax_agency():
    assert individual_number.corporate_check_digit("000012050002") == "7"
    assert individual_number.is_corporate_number("7000012050002")
    assert individual_number.is_corporate_number("7-0000-1205-0002")
    assert not individual_number.is_corporate_number("8000012050002")
    assert not individual_number.is_corporate_number("123456789018")


@given(ELEVEN, st.sampled_from(["", "マイナンバー:", "番号 "]), st.sampled_from(["", "です", " 佐藤", "。"]))
def test_individual_number_is_noticed_in_any_text(eleven: str, before: str, after: str):
    number = eleven + individual_number.check_digit(eleven)
    fours = [number[:4], number[4:8], number[8:]]
    for written in (number, "-".join(fours), " ".join(fours), " - ".join(fours), "\n".join(fours)):
        for text in (written, written.translate(FULL_WIDTH)):
            assert contains_individual_number(before + text + after)


def is_moment(twelve: str) -> bool:
    try:
        found = datetime.strptime(twelve, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        return False
    return 1900 <= found.year < 2100


@given(TWELVE)
def test_wrong_check_digit_is_no_individual_number(twelve: str):
    is_right = individual_number.check_digit(twelve[:11]) == twelve[11] and twelve != "0" * 12
    is_right = is_right and not is_moment(twelve)
    assert contains_individual_number(twelve) == is_right


@given(st.text("0123456789", min_size=13, max_size=20))
def test_longer_run_of_digits_is_left_alone(digits: str):
    assert not contains_individual_number(digits)


@given(TWELVE)
def test_corporate_number_is_left_alone(base: str):
    number = individual_number.corporate_check_digit(base) + base
    assert not contains_individual_number(number)
    assert not contains_individual_number(f"{number[0]}-{number[1:5]}-{number[5:9]}-{number[9:]}")


@given(st.integers(0, 99_999_999), st.sampled_from(["090", "080", "070", "050"]))
def test_telephone_numbers_are_left_alone(number: int, area: str):
    eight = f"{number:08}"
    mobile = f"{area}-{eight[:4]}-{eight[4:]}"
    fixed = f"(03){eight[:4]}-{eight[4:]}"
    for text in (
        mobile,
        mobile.replace("-", ""),
        fixed,
        f"03-{eight[:4]}-{eight[4:]} / {mobile}",
        f"+81{area[1:]}{eight}",
        f"0{eight[:2]}-{eight[2:5]}-{eight[4:]}",
    ):
        assert not contains_individual_number(text)


@given(st.integers(), st.floats(120, 150).map(lambda degrees: f"{degrees:.12f}"))
def test_ids_and_coordinates_are_left_alone(_turn: int, longitude: str):
    identity = new_id()
    assert not contains_individual_number(str(identity))
    assert not contains_individual_number(identity.hex)
    assert not contains_individual_number(longitude)


@given(st.text(max_size=60))
def test_any_text_is_looked_through_without_trouble(text: str):
    assert contains_individual_number(text) in {True, False}


@given(ELEVEN)
def test_quoted_text_never_shows_an_individual_number(eleven: str):
    number = eleven + individual_number.check_digit(eleven)
    assert number[:6] not in quotable(f"番号は{number}です")
    assert number[4:8] not in quotable(f"{number[:4]} {number[4:8]} {number[8:]}").replace("●", "")


def test_long_text_is_cut_when_quoted():
    assert quotable("あ" * 100) == "あ" * 39 + "…"
    assert quotable("9時頃") == "9時頃"
