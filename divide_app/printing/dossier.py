"""The dossier of a person (保有個人情報のお知らせ): all data held, unabridged and in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD
from divide_app.printing.paper import BOTTOM, INNER, MARGIN, RIGHT, Paper, Printed

_LABEL: Final = 38.0
_LEADING: Final = 5.2
_FOOT: Final = 8.0
_SIZE: Final = 10.5


@dataclass(frozen=True, slots=True)
class DossierPart:
    """One heading with its lines: label and words; a label of "" continues the line before."""

    heading: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DossierSheet:
    """A person's dossier, ready to print."""

    title: str
    office: str
    made: str
    purpose: str
    parts: tuple[DossierPart, ...]


def draw(sheet: DossierSheet) -> Printed:
    """Draw the dossier on as many pages as it needs."""
    paper = Paper(sheet.title, author=sheet.office)
    paper.text(MARGIN, MARGIN + 8, sheet.title, 18, font=BOLD)
    paper.text(RIGHT, MARGIN + 5, sheet.office, 10, align="right")
    paper.text(RIGHT, MARGIN + 10, sheet.made, 10, align="right", colour=ink.SOFT)
    y = paper.paragraph(MARGIN, MARGIN + 18, paper.lines(sheet.purpose, INNER, _SIZE), _SIZE, _LEADING)
    for part in sheet.parts:
        y = _part(paper, part, y + 3)
    _foot(paper)
    return paper.finish()


def _part(paper: Paper, part: DossierPart, y: float) -> float:
    y = _room(paper, y, 20)
    paper.fill(MARGIN, y, 1.6, 5.6, ink.ACCENT)
    paper.text(MARGIN + 4, y + 4.6, part.heading, 12, font=BOLD)
    y += 8
    for label, words in part.lines:
        lines = [line for row in words.split("\n") for line in paper.lines(row, INNER - _LABEL - 4, _SIZE)] or [""]
        for number, line in enumerate(lines):
            turned = _room(paper, y, _LEADING + 2)
            if number == 0 or turned != y:
                paper.line(MARGIN, turned, RIGHT, turned, line=0.15, colour=ink.HAIR)
                paper.fit(MARGIN + 1, turned + 4.6, label, _LABEL - 3, _SIZE, 7, font=BOLD)
            paper.text(MARGIN + _LABEL, turned + 4.6, line, _SIZE)
            y = turned + _LEADING
        y += 1.8
    return y


def _room(paper: Paper, y: float, needed: float) -> float:
    """Return where to go on: here, or at the top of the next page."""
    if y + needed <= BOTTOM - _FOOT:
        return y
    _foot(paper)
    paper.next_page()
    return MARGIN


def _foot(paper: Paper) -> None:
    paper.text(RIGHT, BOTTOM - 0.8, _("{page}ページ").format(page=paper.page), 8.5, align="right", colour=ink.SOFT)
