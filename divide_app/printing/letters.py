"""Letters to applicants on A4, folded in three for a window envelope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from divide_app.domain.papers.letters import Window
from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.addressee import Addressee, draw_addressee
from divide_app.printing.fonts import BOLD
from divide_app.printing.paper import BOTTOM, HEIGHT, RIGHT, WIDTH, Paper, Printed
from divide_app.printing.qr import draw_qr

FOLDS: Final = (HEIGHT / 3, 2 * HEIGHT / 3)
_LEFT: Final = 22.0
_WIDE: Final = WIDTH - 2 * _LEFT
_CODE: Final = 34.0
_SENDER_LEAST: Final = 62.0
_BODY: Final = 11.5
_LEADING: Final = 6.4
_LABEL: Final = 24.0


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, ready to print.

    Attributes:
        to: Who it goes to.
        title: Heading.
        text: Paragraphs, one on each line.
        rows: What is to be remembered, as label and lines: 日時, 会場, 持ち物.
        code: What the ticket's QR holds, "" for a letter that is no ticket.
        code_text: The same for eyes and keys.
        day: Date of the letter in words.
        number: Number of the document, "" for none.
        sender: Lines of the sender, the head last.
        seal: `room` for the seal, `omitted` to say so, "" for a letter nobody seals.
        contact: Where to ask, one line each.
    """

    to: Addressee
    title: str
    text: str
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    code: str = ""
    code_text: str = ""
    day: str = ""
    number: str = ""
    sender: tuple[str, ...] = ()
    seal: str = ""
    contact: tuple[str, ...] = ()


def draw(letters: Iterable[Letter], window: Window) -> Printed:
    """Draw letters, one page each, in the order given.

    Args:
        letters: The letters.
        window: Where the window of the envelope lies.
    """
    batch = tuple(letters)
    paper = Paper(
        batch[0].title if batch else _("通知"), author=batch[0].sender[0] if batch and batch[0].sender else ""
    )
    for index, letter in enumerate(batch):
        if index:
            paper.next_page()
        _draw_one(paper, letter, window)
    return paper.finish()


def _draw_one(paper: Paper, letter: Letter, window: Window) -> None:
    for fold in FOLDS:
        paper.line(12, fold, 15, fold, line=0.15, colour=ink.HAIR)
        paper.line(WIDTH - 15, fold, WIDTH - 12, fold, line=0.15, colour=ink.HAIR)
    play = window.play
    draw_addressee(
        paper,
        letter.to,
        max(window.left + play, 12.0),
        max(window.top + play, 12.0),
        window.width - 2 * play,
        window.height - 2 * play,
    )
    _draw_sender(paper, letter, window)
    y = _draw_title(paper, letter.title)
    y = _draw_text(paper, letter.text, y)
    _draw_rows(paper, letter, y + 4.0)
    _draw_foot(paper, letter)


def _draw_sender(paper: Paper, letter: Letter, window: Window) -> None:
    """Draw date, number and sender beside the window, or below it where the window leaves no room."""
    # The page moves sideways in the envelope: text too near to the address would be visible in the window.
    left = window.left + window.width + 2 * window.play + 5
    y = 17.0
    if RIGHT - 6 - left < _SENDER_LEAST:
        left, y = RIGHT - 6 - 80, max(window.top + window.height + 12, 62.0)
    right, wide = RIGHT - 6, RIGHT - 6 - left
    for words in filter(None, (letter.number, letter.day)):
        paper.fit(right, y, words, wide, 10.5, 7, align="right")
        y += 5.4
    y += 4.0
    for index, words in enumerate(letter.sender):
        is_head = index == len(letter.sender) - 1
        size = paper.fitting_size(words, wide - (24 if is_head and letter.seal else 0), 11 if is_head else 10, 7)
        for line in paper.lines(words, wide, size):
            paper.text(left, y, line, size)
            y += 5.2
    if letter.seal == "room":
        paper.dash(0.8, 0.8)
        paper.box(right - 22, y - 8, 22, 22, line=0.2, colour=ink.HAIR)
        paper.dash()
    elif letter.seal == "omitted":
        paper.text(right, y, _("（公印省略）"), 9.5, align="right")


def _draw_title(paper: Paper, title: str) -> float:
    y = FOLDS[0] + 17.0
    size = paper.fitting_size(title, _WIDE, 19, 13, BOLD)
    for line in paper.lines(title, _WIDE, size, BOLD):
        paper.text(WIDTH / 2, y, line, size, font=BOLD, align="center")
        y += size * 0.5
    return y + 4.0


def _draw_text(paper: Paper, text: str, y: float) -> float:
    """Draw the paragraphs; a long text is set smaller, never cut."""
    size, leading = _BODY, _LEADING
    room = FOLDS[1] + 4 - y
    while True:
        lines = [line for part in text.strip().split("\n") for line in _paragraph(paper, part, size)]
        if len(lines) * leading <= room or size <= 8.5:
            break
        size -= 0.5
        leading = size * 0.545
    return paper.paragraph(_LEFT, y, lines, size, leading)


def _paragraph(paper: Paper, text: str, size: float) -> list[str]:
    if not text.strip():
        return [""]
    return paper.lines(f"　{text.strip()}", _WIDE, size)


def _draw_rows(paper: Paper, letter: Letter, y: float) -> None:
    wide = _WIDE - (_CODE + 6 if letter.code else 0)
    top = y
    for label, lines in letter.rows:
        size = 11.0 if len(lines) <= 4 else 9.5
        shown = [part for line in lines for part in paper.lines(line, wide - _LABEL - 3, size)]
        high = max(len(shown) * size * 0.5 + 3.4, 9.0)
        paper.fill(_LEFT, y, _LABEL, high, ink.SHADE)
        paper.box(_LEFT, y, wide, high, line=0.2)
        paper.fit(_LEFT + 2.5, y + 5.9, label, _LABEL - 4, 10.5, 7, font=BOLD)
        paper.paragraph(_LEFT + _LABEL + 2.5, y + 5.9, shown, size, size * 0.5)
        y += high
    if letter.code:
        # Below the fold: no reader can decode a code with a crease through it.
        _draw_ticket(paper, letter, _LEFT + _WIDE - _CODE, max(top, FOLDS[1] + 4.0))


def _draw_ticket(paper: Paper, letter: Letter, x: float, y: float) -> None:
    paper.text(x + _CODE / 2, y + 3.6, _("受講票"), 11, font=BOLD, align="center")
    draw_qr(paper, letter.code, x, y + 4.5, _CODE, quick=True)
    for index, line in enumerate((letter.code_text or letter.code).split("\n")):
        paper.fit(x + _CODE / 2, y + _CODE + 7.5 + index * 4.0, line, _CODE, 9.5, 6, font=BOLD, align="center")
    paper.fit(x + _CODE / 2, y + _CODE + 16.0, _("受付でお見せください"), _CODE + 4, 8, 6, align="center")


def _draw_foot(paper: Paper, letter: Letter) -> None:
    if not letter.contact:
        return
    lines = [part for line in letter.contact for part in paper.lines(line, _WIDE - 28, 10.5)]
    y = BOTTOM - 3 - len(lines) * 5.4
    paper.line(_LEFT, y - 7, _LEFT + _WIDE, y - 7, line=0.25)
    paper.text(_LEFT, y, _("お問い合わせ"), 10.5, font=BOLD)
    paper.paragraph(_LEFT + 28, y, lines, 10.5, 5.4)
