"""Letters: the address looks out of the window, no name is cut, the ticket's code is read, and layouts are listed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from divide_app.domain.papers.letters import Window
from divide_app.printing import call_list, letters, postcards
from divide_app.printing.addressee import Addressee
from divide_app.printing.paper import Printed
from tests.printing import sample_letters as sample
from tests.printing.sample_papers import listing, words

GOLDEN = Path(__file__).parent / "golden"
WINDOW = Window()
PAPERS: dict[str, Callable[[], Printed]] = {
    "letter-accepted": lambda: letters.draw([sample.LETTER], WINDOW),
    "letter-long": lambda: letters.draw([sample.LONG], WINDOW),
    "letter-lost": lambda: letters.draw([sample.LOST], WINDOW),
    "postcard-accepted": lambda: postcards.draw([sample.LETTER]),
    "postcard-lost": lambda: postcards.draw([sample.LOST], with_address=False),
    "call-list": lambda: call_list.draw(sample.CALLS),
}
EVERY = (sample.LETTER, sample.LONG, sample.RARE, sample.ONE, sample.LATIN)


@pytest.mark.parametrize("name", PAPERS)
def test_paper_matches_its_listing(name: str) -> None:
    printed = PAPERS[name]()
    assert printed.warnings == ()
    found = listing(printed.pdf)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_COMMITTED"):
        file.write_text(found, encoding="utf-8", newline="\n")
    assert found == file.read_text(encoding="utf-8")
    assert PAPERS[name]().pdf == printed.pdf


def text_of(printed: Printed, page: int = 0) -> str:
    return "".join(text for *_, text in words(printed.pdf, page)).replace(" ", "")


@pytest.mark.parametrize("letter", EVERY, ids=lambda one: one.to.name[:4])
@pytest.mark.parametrize("window", [WINDOW, Window(20, 15, 95, 48, 4), Window(12, 10, 80, 45, 6)])
def test_the_address_stays_inside_the_window_however_the_paper_slips(letter, window) -> None:
    printed = letters.draw([letter], window)
    wanted = "".join(char for char in letter.to.name if not 0xE0100 <= ord(char) <= 0xE01EF).replace(" ", "")
    inside = ""
    for left, top, right, bottom, text in words(printed.pdf, 0):
        if right <= window.left + window.width + 12 and bottom <= 99:
            assert left >= window.left + window.play - 0.1, text
            assert right <= window.left + window.width - window.play + 0.1, text
            assert top >= window.top + window.play - 0.6, text
            assert bottom <= window.top + window.height - window.play + 0.6, text
            inside += text.replace(" ", "")
    assert wanted in inside
    assert "様" in inside
    assert letter.to.address.replace(" ", "")[-5:] in inside


def test_nothing_else_of_the_letter_can_look_out_of_the_window() -> None:
    for left, _top, right, bottom, text in words(letters.draw([sample.LONG], WINDOW).pdf, 0):
        if bottom <= 99 and right > WINDOW.left + WINDOW.width:
            assert left >= WINDOW.left + WINDOW.width + 2 * WINDOW.play, text


@pytest.mark.parametrize("letter", EVERY, ids=lambda one: one.to.name[:4])
def test_a_name_is_never_cut_on_any_paper(letter) -> None:
    wanted = "".join(char for char in letter.to.name if not 0xE0100 <= ord(char) <= 0xE01EF).replace(" ", "")
    for printed in (letters.draw([letter], WINDOW), postcards.draw([letter])):
        assert wanted in text_of(printed)
        assert "…" not in text_of(printed)


@pytest.mark.parametrize(
    ("printed", "page"),
    [(letters.draw([sample.LETTER], WINDOW), 0), (postcards.draw([sample.LETTER]), 1)],
    ids=["letter", "postcard"],
)
def test_the_code_is_read_from_a_grey_print_of_150_dpi(printed, page) -> None:
    picture = pypdfium2.PdfDocument(printed.pdf)[page].render(scale=150 / 72).to_pil().convert("L")
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == sample.LETTER.code


def test_no_fold_goes_through_the_code() -> None:
    picture = pypdfium2.PdfDocument(letters.draw([sample.LETTER], WINDOW).pdf)[0].render(scale=150 / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    top = found.position.top_left.y / 150 * 25.4
    bottom = found.position.bottom_left.y / 150 * 25.4
    assert all(not top - 1 <= fold <= bottom + 1 for fold in letters.FOLDS)


def test_a_character_no_font_has_is_told_with_the_person() -> None:
    lost = replace(sample.LETTER, to=Addressee("見本\U0002f81a太", "青空市1-1", "0208530"))
    (warning,) = letters.draw([lost], WINDOW).warnings
    assert "見本" in warning
    assert "U+2F81A" in warning


def test_a_letter_with_more_words_than_room_is_set_smaller_and_a_card_says_so() -> None:
    long = replace(sample.LETTER, text="たいへん長い文章です。" * 120)
    assert letters.draw([replace(long, text="長い文章です。" * 60)], WINDOW).warnings == ()
    (warning,) = postcards.draw([long]).warnings
    assert "髙橋 﨑子" in warning


def test_the_postal_code_stands_in_the_boxes_of_the_card() -> None:
    digits = [one for one in words(postcards.draw([sample.LETTER]).pdf, 0) if one[1] < 22]
    assert "".join(text for *_, text in digits).replace(" ", "") == "0208530"
    assert all(top >= 12 and bottom <= 20 for _left, top, _right, bottom, _text in digits)


def test_the_list_of_calls_has_neither_address_nor_birthday() -> None:
    found = text_of(call_list.draw(sample.CALLS)) + text_of(call_list.draw(sample.CALLS), 1)
    assert found.count("1回目") == 2
    assert "番地" not in found
    assert sample.LONG_NAME in found
