"""配置表: sessions by helpers for one month on A4 landscape, readable on a black-and-white copy."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD
from divide_app.printing.paper import CAP, HEIGHT, MARGIN, WIDTH, Paper, Printed

_SIZE: Final = (HEIGHT, WIDTH)
_RIGHT: Final = HEIGHT - MARGIN
_BOTTOM: Final = WIDTH - MARGIN
_TOP: Final = MARGIN + 15.0
_NAMES: Final = 30.0
"""Height of the heads in which names stand downward."""
_ROW, _HIGHEST = 6.0, 9.0
"""A row is as high as its page allows, between these."""
_FOOT: Final = 12.0
_DAY, _WHAT, _PLACE, _NEED = 39.0, 50.0, 32.0, 17.0
_LEFT: Final = _DAY + _WHAT + _PLACE + _NEED
_COLUMN: Final = 6.6
_WIDEST: Final = 16.0


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One session.

    Attributes:
        need: 3/4: how many are there of those needed.
        missing: How many are missing; the row says so in words and by a bar, never by colour.
        marks: Sign of each helper there, by the helper's place.
    """

    day: str
    time: str
    title: str
    place: str
    need: str
    missing: int
    marks: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """One month.

    Attributes:
        people: Names of those who have a session in the month, in order of kana.
        totals: Sessions of each in the month.
        legend: What the signs mean.
    """

    title: str
    made: str
    people: tuple[str, ...]
    totals: tuple[int, ...]
    rows: tuple[RosterRow, ...]
    legend: str


def draw(sheet: RosterSheet) -> Printed:
    """Draw as many pages as rows and names need; every page names its sessions and its helpers."""
    paper = Paper(sheet.title, author=sheet.made, size=_SIZE)
    room = int((_BOTTOM - _FOOT - _TOP - _NAMES) // _ROW)
    across = max(1, int((_RIGHT - MARGIN - _LEFT) // _COLUMN))
    downs = [sheet.rows[at : at + room] for at in range(0, len(sheet.rows), room)] or [()]
    sides = [range(at, min(at + across, len(sheet.people))) for at in range(0, len(sheet.people), across)] or [range(0)]
    pages = len(downs) * len(sides)
    page = 0
    for number, rows in enumerate(downs):
        for side in sides:
            if page:
                paper.next_page()
            page += 1
            _draw_page(paper, sheet, rows, side, is_last=number == len(downs) - 1)
            paper.text(_RIGHT, _BOTTOM - 0.8, f"{page} / {pages}", 8.5, align="right", colour=ink.SOFT)
    return paper.finish()


def _draw_page(paper: Paper, sheet: RosterSheet, rows: Sequence[RosterRow], side: range, *, is_last: bool) -> None:
    paper.fit(MARGIN, MARGIN + 7.5, sheet.title, 170, 18, 11, font=BOLD)
    paper.fit(_RIGHT, MARGIN + 4, sheet.made, 95, 9, 6, align="right", colour=ink.SOFT)
    paper.fit(_RIGHT, MARGIN + 9, sheet.legend, 95, 9, 6, align="right")
    wide = min(_WIDEST, (_RIGHT - MARGIN - _LEFT) / max(1, len(side)))
    right = MARGIN + _LEFT + wide * len(side)
    head = _TOP + _NAMES
    high = min(_HIGHEST, max(_ROW, (_BOTTOM - _FOOT - head) / max(1, len(rows))))
    body = head + len(rows) * high
    foot = body + (_ROW if is_last else 0)
    paper.fill(MARGIN, _TOP, right - MARGIN, _NAMES, ink.SHADE)
    x = MARGIN
    for words, width in (
        (_("日時"), _DAY),
        (_("回").capitalize(), _WHAT),
        (_("会場"), _PLACE),
        (_("配置/必要"), _NEED),
    ):
        paper.fit(x + 2, head - 2.2, words, width - 3, 9, 6, font=BOLD)
        x += width
    for column, person in enumerate(side):
        _name(paper, MARGIN + _LEFT + (column + 0.5) * wide, sheet.people[person], wide)
    for at, row in enumerate(rows):
        _draw_row(paper, row, head + at * high, high, side, wide)
    if is_last:
        y = body + _ROW / 2 + CAP * 9 / 2
        paper.text(MARGIN + _LEFT - 1.5, y, _("回数"), 9, align="right", font=BOLD)
        for column, person in enumerate(side):
            x = MARGIN + _LEFT + (column + 0.5) * wide
            paper.text(x, y, str(sheet.totals[person]), 9, align="center", font=BOLD)
    _draw_lines(paper, side, wide, right, head, body, foot, high)


def _draw_lines(
    paper: Paper, side: range, wide: float, right: float, head: float, body: float, foot: float, high: float
) -> None:
    for at in range(1, round((body - head) / high)):
        heavy = at % 5 == 0  # every fifth line is heavier, as a guide for the eye
        y = head + at * high
        paper.line(MARGIN, y, right, y, line=0.3 if heavy else 0.12, colour=ink.LINE if heavy else ink.HAIR)
    for column in range(1, len(side)):
        x = MARGIN + _LEFT + column * wide
        heavy = column % 5 == 0
        paper.line(x, _TOP, x, foot, line=0.3 if heavy else 0.12, colour=ink.LINE if heavy else ink.HAIR)
    x = MARGIN
    for width in (_DAY, _WHAT, _PLACE, _NEED):
        x += width
        paper.line(x, _TOP, x, foot if x > MARGIN + _LEFT - 1 else body, line=0.25)
    paper.line(MARGIN, head, right, head, line=0.35)
    if foot > body:
        paper.line(MARGIN, body, right, body, line=0.35)
    paper.box(MARGIN, _TOP, right - MARGIN, foot - _TOP, line=0.4)


def _draw_row(paper: Paper, row: RosterRow, top: float, high: float, side: range, wide: float) -> None:
    y = top + high / 2 + CAP * 9 / 2
    if row.missing:
        paper.fill(MARGIN, top, 1.2, high, ink.INK)
    paper.fit(MARGIN + 2, y, row.day, 16, 9, 6, font=BOLD)
    paper.fit(MARGIN + _DAY - 1, y, row.time, _DAY - 20, 8.5, 6, align="right")
    paper.fit(MARGIN + _DAY + 1.5, y, row.title, _WHAT - 3, 9, 5.5)
    paper.fit(MARGIN + _DAY + _WHAT + 1.5, y, row.place, _PLACE - 3, 8.5, 5.5)
    x = MARGIN + _DAY + _WHAT + _PLACE
    if row.missing:
        paper.text(x + 1.5, y, row.need, 9, font=BOLD)
        paper.fit(x + _NEED - 1, y, _("不足{number}").format(number=row.missing), 9, 7, 5, align="right", font=BOLD)
    else:
        paper.text(x + 1.5, y, row.need, 9)
    for column, person in enumerate(side):
        sign = row.marks.get(person)
        if sign:
            middle = MARGIN + _LEFT + (column + 0.5) * wide
            paper.text(middle, top + high / 2 + CAP * 11 / 2, sign, 11, align="center", font=BOLD)


def _name(paper: Paper, x: float, name: str, wide: float) -> None:
    """Write a name downward, its signs one below the other."""
    signs = signs_of("".join(name.split()))
    step = min(4.3, (_NAMES - 3) / max(1, len(signs)))
    size = min(10.5, step * 2.6, wide * 1.6)
    y = _TOP + _NAMES - 1.8 - step * (len(signs) - 1)
    for at, sign in enumerate(signs):
        paper.text(x, y + at * step, "｜" if sign == "ー" else sign, size, align="center")


def signs_of(text: str) -> list[str]:
    """Return the signs of a text as people see them: a letter keeps its variant selector and its marks."""
    found: list[str] = []
    for character in text:
        is_selector = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
        if found and (is_selector or unicodedata.combining(character)):
            found[-1] += character
        else:
            found.append(character)
    return found
