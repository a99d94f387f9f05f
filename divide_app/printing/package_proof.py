"""The proof that a hall package was merged and its file overwritten (受付パック消去記録)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD
from divide_app.printing.paper import BOTTOM, INNER, MARGIN, RIGHT, Paper, Printed

_LABEL: Final = 44.0
_ROW: Final = 9.0
_LEADING: Final = 5.2
_STAMP: Final = 24.0


@dataclass(frozen=True, slots=True)
class PackageProof:
    """One package's way out and home, ready to print; all words, no names of people.

    Attributes:
        facts: Label and words of each line, in order.
        sessions: One line for each session it carried.
        notes: Sentences under the table.
        stamps: Words above the boxes for signatures or seals.
    """

    title: str
    office: str
    facts: tuple[tuple[str, str], ...]
    sessions: tuple[str, ...]
    notes: tuple[str, ...]
    stamps: tuple[str, ...]


def draw(proofs: Sequence[PackageProof]) -> Printed:
    """Draw one proof a page; a long list of sessions goes on to the next."""
    title = proofs[0].title if proofs else _("受付パック消去記録")
    paper = Paper(title, author=proofs[0].office if proofs else "")
    for index, proof in enumerate(proofs):
        if index:
            paper.next_page()
        _draw(paper, proof)
    return paper.finish()


def _draw(paper: Paper, proof: PackageProof) -> None:
    paper.text(MARGIN, MARGIN + 8, proof.title, 18, font=BOLD)
    paper.text(RIGHT, MARGIN + 8, proof.office, 10.5, align="right")
    y = MARGIN + 16
    paper.line(MARGIN, y, RIGHT, y, line=0.5)
    for label, words in proof.facts:
        y = _fact(paper, y, label, words)
    if proof.sessions:
        y += 9
        paper.text(MARGIN, y, _("入っていた回"), 11, font=BOLD)
        y += 3
    for line in proof.sessions:
        parts = paper.lines(line, INNER - 8, 10.5)
        if y + _LEADING * len(parts) + 2 > BOTTOM:
            paper.next_page()
            y = MARGIN
        y = paper.paragraph(MARGIN + 4, y + _LEADING, parts, 10.5, _LEADING) - _LEADING + 1.5
    y += 10
    notes = [part for note in proof.notes for part in paper.lines(note, INNER, 10.5)]
    if y + len(notes) * _LEADING + _STAMP + 14 > BOTTOM:
        paper.next_page()
        y = MARGIN + 6
    y = paper.paragraph(MARGIN, y, notes, 10.5, _LEADING, colour=ink.SOFT)
    _stamps(paper, y + 4, proof.stamps)


def _fact(paper: Paper, y: float, label: str, words: str) -> float:
    parts = paper.lines(words, INNER - _LABEL - 6, 10.5)
    high = max(_ROW, _LEADING * len(parts) + 4)
    paper.fill(MARGIN, y + 0.2, _LABEL, high - 0.2, ink.SHADE)  # the line above stays whole
    paper.text(MARGIN + 3, y + 6, label, 10.5, font=BOLD)
    paper.paragraph(MARGIN + _LABEL + 3, y + 6, parts, 10.5, _LEADING)
    paper.line(MARGIN, y + high, RIGHT, y + high, line=0.2)
    return y + high


def _stamps(paper: Paper, y: float, stamps: Sequence[str]) -> None:
    x = RIGHT - _STAMP * len(stamps)
    for word in stamps:
        paper.box(x, y, _STAMP, _STAMP + 6)
        paper.line(x, y + 6, x + _STAMP, y + 6)
        paper.text(x + _STAMP / 2, y + 4.4, word, 9, align="center")
        x += _STAMP
