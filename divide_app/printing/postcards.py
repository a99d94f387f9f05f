"""Letters as postcards: text on one side and, on request, the address on the other."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from divide_app.foundation.bundled import resource
from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.addressee import draw_addressee
from divide_app.printing.fonts import BOLD, FIGURES_BOLD
from divide_app.printing.letters import Letter
from divide_app.printing.paper import CAP, Paper, Printed
from divide_app.printing.qr import draw_qr

WIDTH: Final = 100.0
HEIGHT: Final = 148.0
_EDGE: Final = 8.0
_INNER: Final = WIDTH - 2 * _EDGE
_CODE: Final = 26.0
_LARGEST: Final = 9.5
_SMALLEST: Final = 5.5


def draw(letters: Iterable[Letter], *, with_address: bool = True) -> Printed:
    """Draw postcards in the order given; with addresses each card is two pages, the address first.

    A card says less than a letter: when text and table do not fit, everything is set smaller before a line is lost,
    and what is lost is said.
    """
    batch = tuple(letters)
    paper = Paper(batch[0].title if batch else _("通知"), size=(WIDTH, HEIGHT))
    for index, letter in enumerate(batch):
        if index:
            paper.next_page()
        if with_address:
            _draw_address_side(paper, letter)
            paper.next_page()
        _draw_text_side(paper, letter)
    return paper.finish()


def _draw_address_side(paper: Paper, letter: Letter) -> None:
    place = _places()
    digits = letter.to.postal_code if len(letter.to.postal_code) == 7 else ""
    middle = place["code_tops"] + place["code_height"] / 2 + 15 * CAP / 2
    for digit, x in zip(digits, place["code_middles"], strict=False):
        paper.text(x, middle, digit, 15, font=FIGURES_BOLD, align="center")
    to = type(letter.to)(letter.to.name, letter.to.address, "", letter.to.kana)
    draw_addressee(paper, to, 16, 34, WIDTH - 16 - _EDGE, 52)
    y = 112.0
    for index, words in enumerate(letter.sender):
        size = paper.fitting_size(words, 60, 9 if index else 8, 6)
        for line in paper.lines(words, 60, size):
            paper.text(WIDTH - _EDGE - 60, y, line, size)
            y += 4.4


def _draw_text_side(paper: Paper, letter: Letter) -> None:
    y = _EDGE + 4.5
    paper.fit(WIDTH - _EDGE, y, letter.day, _INNER, 7.5, 6, align="right", colour=ink.SOFT)
    y += 7.0
    size = paper.fitting_size(letter.title, _INNER, 14, 10, BOLD)
    paper.text(WIDTH / 2, y, letter.title, size, font=BOLD, align="center")
    y += 6.5
    low = HEIGHT - _EDGE - (4.2 * len(letter.contact) + 3.0 if letter.contact else 0)
    size = _LARGEST
    while size > _SMALLEST and _height(paper, letter, size) > low - y:
        size -= 0.25
    if _height(paper, letter, size) > low - y:
        paper.warn(
            _("「{name}」様のはがきに文章が入りきりません。文章を短くするか、封書で印刷してください。").format(
                name=letter.to.name
            )
        )
    y = paper.paragraph(_EDGE, y, _text_lines(paper, letter, size), size, size * 0.52)
    y = _draw_rows(paper, letter, y + 1.0, size)
    _draw_foot(paper, letter, HEIGHT - _EDGE)


def _height(paper: Paper, letter: Letter, size: float) -> float:
    rows = sum(max(len(shown) * size * 0.5 + 2.0, 4.6) for _label, shown in _row_lines(paper, letter, size))
    if letter.code:
        rows = max(rows, _CODE + 6.5)
    return len(_text_lines(paper, letter, size)) * size * 0.52 + 1.0 + rows


def _text_lines(paper: Paper, letter: Letter, size: float) -> list[str]:
    return [line for part in letter.text.strip().split("\n") for line in paper.lines(f"　{part.strip()}", _INNER, size)]


def _row_lines(paper: Paper, letter: Letter, size: float) -> list[tuple[str, list[str]]]:
    wide = _INNER - (_CODE + 2 if letter.code else 0) - 15
    return [(label, [part for line in lines for part in paper.lines(line, wide, size)]) for label, lines in letter.rows]


def _draw_rows(paper: Paper, letter: Letter, y: float, size: float) -> float:
    top = y
    wide = _INNER - (_CODE + 2 if letter.code else 0)
    for label, shown in _row_lines(paper, letter, size):
        high = max(len(shown) * size * 0.5 + 2.0, 4.6)
        paper.line(_EDGE, y, _EDGE + wide, y, line=0.2, colour=ink.HAIR)
        paper.fit(_EDGE + 0.5, y + size * 0.45, label, 13.5, size * 0.9, 5, font=BOLD)
        paper.paragraph(_EDGE + 14.5, y + size * 0.45, shown, size, size * 0.5)
        y += high
    if letter.rows:
        paper.line(_EDGE, y, _EDGE + wide, y, line=0.2, colour=ink.HAIR)
    if letter.code:
        x = WIDTH - _EDGE - _CODE
        draw_qr(paper, letter.code, x, top - 1.0, _CODE, quick=True)
        for index, line in enumerate((letter.code_text or letter.code).split("\n")):
            paper.fit(x + _CODE / 2, top + _CODE + 1.0 + index * 2.8, line, _CODE, 7, 4.5, font=BOLD, align="center")
    return y


def _draw_foot(paper: Paper, letter: Letter, low: float) -> None:
    if not letter.contact:
        return
    y = low - 4.2 * (len(letter.contact) - 1)
    paper.line(_EDGE, y - 4.6, WIDTH - _EDGE, y - 4.6, line=0.25)
    for line in letter.contact:
        paper.fit(_EDGE, y, line, _INNER, 8.5, 5.5, font=BOLD)
        y += 4.2


@cache
def _places() -> Mapping[str, Any]:
    data = tomllib.loads(resource("letters", "envelopes.toml").read_text(encoding="utf-8"))
    found: Mapping[str, Any] = data["postcard"]
    return found
