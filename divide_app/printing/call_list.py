"""The call list (電話連絡リスト): whom to tell what, with boxes to tick and no further personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD
from divide_app.printing.paper import BOTTOM, INNER, MARGIN, RIGHT, Paper, Printed

TRIES: Final = 3
_ROW: Final = 13.2
_HEAD: Final = 9.0
_TOP: Final = 46.0
"""Top of the table under two lines of what to say; each further line moves it down."""
_SAID_LEADING: Final = 4.6
_MOST_SAID: Final = 8
_BOX: Final = 4.6
_NAME_TOP: Final = 5.0
_NAME_LEADING: Final = 0.42
_LEAST_NAME: Final = 5.0
_WIDTHS: Final = (9.0, 50.0, 41.0, 34.0)
"""Number, name, telephone, what to tell; the boxes take the rest."""


@dataclass(frozen=True, slots=True)
class CallLine:
    """One person to call."""

    name: str
    kana: str
    phone: str
    what: str


@dataclass(frozen=True, slots=True)
class CallList:
    """One list, ready to print.

    Attributes:
        course: What it is about.
        say: What whoever calls says, in few sentences.
    """

    office: str
    course: str
    when: str
    say: str
    day: str
    people: tuple[CallLine, ...]


def draw(calls: CallList) -> Printed:
    """Draw the list; each page says the course and its number again."""
    return draw_all([calls])


def draw_all(lists: Sequence[CallList]) -> Printed:
    """Draw several lists, each on pages of its own."""
    paper = Paper(_("電話連絡リスト"), author=lists[0].office)
    for index, calls in enumerate(lists):
        if index:
            paper.next_page()
        _draw_list(paper, calls)
    return paper.finish()


def _draw_list(paper: Paper, calls: CallList) -> None:
    said = paper.lines(calls.say, INNER, 10)[:_MOST_SAID]
    top = _TOP + max(0, len(said) - 2) * _SAID_LEADING
    per_page = int((BOTTOM - 8 - top - _HEAD) / _ROW)
    pages = max(1, -(-len(calls.people) // per_page))
    for page in range(pages):
        if page:
            paper.next_page()
        _draw_head(paper, calls, said, top, f"{page + 1}／{pages}")
        for row, line in enumerate(calls.people[page * per_page : (page + 1) * per_page]):
            _draw_line(paper, line, page * per_page + row + 1, top + _HEAD + row * _ROW)
        foot = _("個人情報です。連絡がすんだら裁断してください。")
        paper.text(MARGIN, BOTTOM - 1, foot, 9, colour=ink.SOFT)


def _draw_head(paper: Paper, calls: CallList, said: Sequence[str], top: float, page: str) -> None:
    paper.text(MARGIN, 19, _("電話連絡リスト"), 17, font=BOLD)
    paper.text(RIGHT, 19, page, 10, align="right")
    paper.fit(RIGHT - 14, 19, calls.day, 60, 10, 7, align="right", colour=ink.SOFT)
    paper.fit(MARGIN, 27.5, calls.course, INNER, 13, 8, font=BOLD)
    paper.fit(MARGIN, 33.5, calls.when, INNER, 10, 7)
    for index, line in enumerate(said):
        paper.text(MARGIN, 39.5 + index * _SAID_LEADING, line, 10, colour=ink.SOFT)
    paper.fill(MARGIN, top, INNER, _HEAD, ink.SHADE)
    paper.box(MARGIN, top, INNER, _HEAD, line=0.25)
    x = MARGIN
    for words, wide in zip(("", _("氏名"), _("電話番号"), _("伝えること")), _WIDTHS, strict=True):
        paper.fit(x + 2, top + 6, words, wide - 3, 9.5, 7, font=BOLD)
        x += wide
    each = (RIGHT - x) / (TRIES + 1)
    for number in range(TRIES):
        words = _("{number}回目").format(number=number + 1)
        paper.fit(x + each * (number + 0.5), top + 6, words, each - 1, 8.5, 6, align="center", font=BOLD)
    paper.fit(x + each * (TRIES + 0.5), top + 6, _("済み"), each - 1, 8.5, 6, align="center", font=BOLD)


def _draw_line(paper: Paper, line: CallLine, number: int, y: float) -> None:
    paper.box(MARGIN, y, INNER, _ROW, line=0.2, colour=ink.HAIR)
    x = MARGIN
    paper.text(x + _WIDTHS[0] - 2, y + 8.6, str(number), 10, align="right")
    x += _WIDTHS[0]
    paper.fit(x + 2, y + 4.4, line.kana, _WIDTHS[1] - 3, 7, 4.5, colour=ink.SOFT)
    _draw_name(paper, line.name, x + 2, y)
    x += _WIDTHS[1]
    for index, part in enumerate(line.phone.split(" / ")[:2]):
        paper.fit(x + 2, y + (8.8 if " / " not in line.phone else 5.6 + 5 * index), part, _WIDTHS[2] - 3, 12.5, 7)
    x += _WIDTHS[2]
    told = paper.lines(line.what, _WIDTHS[3] - 3, 9)[:2]
    paper.paragraph(x + 2, y + (8.4 if len(told) == 1 else 6.0), told, 9, 4.4)
    x += _WIDTHS[3]
    each = (RIGHT - x) / (TRIES + 1)
    for number_of_try in range(TRIES + 1):
        left = x + each * (number_of_try + 0.5) - _BOX / 2
        paper.box(left, y + (_ROW - _BOX) / 2, _BOX, _BOX, line=0.35)


def _draw_name(paper: Paper, name: str, x: float, y: float) -> None:
    """Draw a name in the row, smaller and on more lines rather than cut."""
    size, wide = 12.5, _WIDTHS[1] - 3
    shown = paper.lines(name, wide, size, BOLD)
    while len(shown) * size * _NAME_LEADING > _ROW - _NAME_TOP and size > _LEAST_NAME:
        size -= 0.5
        shown = paper.lines(name, wide, size, BOLD)
    first = y + _NAME_TOP + size * _NAME_LEADING * 0.8
    paper.paragraph(x, first, shown, size, size * _NAME_LEADING, font=BOLD)
