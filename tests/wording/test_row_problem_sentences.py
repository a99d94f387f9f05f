"""Every code a row problem may carry has a sentence that says what happened, without a hole in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from divide_app.wording import row_problems
from divide_app.wording.row_problems import CODES, row_problem_sentence

EXCHANGE = Path(row_problems.__file__).parents[1] / "exchange"


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_whole_sentence(code):
    sentence = row_problem_sentence(code, "氏名", {})
    assert sentence.endswith("。")
    assert not re.search(r"[{}]", sentence)
    assert code not in sentence


def test_an_unknown_code_still_says_something():
    assert "xyz" in row_problem_sentence("xyz", "", {})


def test_braces_in_a_cell_do_no_harm():
    assert "{x}" in row_problem_sentence("bad_date", "開始日", {"text": "{x}"})


def test_every_code_used_in_exchange_has_its_sentence():
    used = set()
    for path in EXCHANGE.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'(?:problem\([^"()]*(?:"[^"]*", )?|refusal\([^"]*"\w+", |warn\("\w+", )"(\w+)"', text))
    assert used - {""} <= set(CODES)
    assert len(used) > 20
