"""The record of a lottery (抽選記録): public pages without names, and a page with names for the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD, FIGURES_BOLD
from divide_app.printing.paper import BOTTOM, INNER, MARGIN, RIGHT, Paper, Printed
from divide_app.printing.tables import Column, draw_table

_LABEL: Final = 40.0
_LEADING: Final = 5.2
_ROW: Final = 6.4
_HEAD: Final = 7.0
_GAP: Final = 8.0
_SIGNATURES: Final = 34.0


@dataclass(frozen=True, slots=True)
class LotRow:
    """One ticket by its application numbers: words and figures as they are printed."""

    numbers: str
    tier: str
    lot: str
    rank: str
    result: str


@dataclass(frozen=True, slots=True)
class NameRow:
    """One person of the office's own page, in the order of the lots."""

    rank: str
    number: str
    name: str
    kana: str
    result: str


@dataclass(frozen=True, slots=True)
class LotteryRecord:
    """One draw, ready to print.

    Attributes:
        seed: Printed large: whoever reads it can repeat the draw.
        facts: Label and words of each line.
        method: How the lots are made, in sentences.
        digest: SHA-256 of the record, in groups.
        lots: Tickets by application number.
        shows_tiers: Whether the draw had rules of priority.
        names: For the office only.
        signatures: Words before the lines to sign on.
    """

    office: str
    course: str
    seed: str
    facts: tuple[tuple[str, str], ...]
    method: tuple[str, ...]
    digest: str
    lots: tuple[LotRow, ...]
    shows_tiers: bool
    names: tuple[NameRow, ...]
    signatures: tuple[str, ...]


def draw(records: Sequence[LotteryRecord]) -> Printed:
    """Draw each record: its public pages, then the office's own."""
    paper = Paper(_("抽選記録"), author=records[0].office if records else "")
    for index, record in enumerate(records):
        if index:
            paper.next_page()
        _public(paper, record)
        paper.next_page()
        _names(paper, record)
    return paper.finish()


def _head(paper: Paper, record: LotteryRecord, title: str, mark: str) -> float:
    paper.text(MARGIN, MARGIN + 8, title, 18, font=BOLD)
    beside = paper.width(title, 18, BOLD) + 6
    wide = paper.width(mark, 10.5, BOLD) + 6
    paper.box(MARGIN + beside, MARGIN + 2, wide, 7.4, line=0.35, radius=1)
    paper.text(MARGIN + beside + wide / 2, MARGIN + 7.2, mark, 10.5, font=BOLD, align="center")
    room = INNER - beside - wide - 6
    paper.fit(RIGHT, MARGIN + 8, record.office, room, 10.5, 7, align="right")
    return MARGIN + 14


def _public(paper: Paper, record: LotteryRecord) -> None:
    y = _head(paper, record, _("抽選記録"), _("公開用"))
    paper.fit(MARGIN, y + 5, record.course, INNER, 14, 9, font=BOLD)
    y += 9
    paper.fill(MARGIN, y, INNER, 17, ink.SHADE)
    paper.text(MARGIN + 3, y + 6, _("抽選の種"), 10.5, font=BOLD)
    paper.fit(MARGIN + _LABEL, y + 11.5, record.seed, INNER - _LABEL - 4, 20, 8, font=BOLD)
    y += 17
    for label, words in record.facts:
        y = _fact(paper, y, label, words)
    y += 5
    lines = [part for sentence in record.method for part in paper.lines(sentence, INNER, 9.5)]
    y = paper.paragraph(MARGIN, y + 1, lines, 9.5, 4.7, colour=ink.SOFT)
    y += 1
    paper.text(MARGIN, y + 1, _("記録の指紋（SHA-256）"), 9.5, font=BOLD)
    y = paper.paragraph(MARGIN, y + 6.4, paper.lines(record.digest, INNER, 10), 10, _LEADING, font=FIGURES_BOLD)
    _signatures(paper, y + 1, record.signatures)
    _lots(paper, record, y + 1 + _SIGNATURES)


def _fact(paper: Paper, y: float, label: str, words: str) -> float:
    parts = paper.lines(words, INNER - _LABEL - 4, 10)
    high = max(7.4, _LEADING * len(parts) + 2.6)
    paper.text(MARGIN + 3, y + 5.2, label, 10, font=BOLD)
    paper.paragraph(MARGIN + _LABEL, y + 5.2, parts, 10, _LEADING)
    paper.line(MARGIN, y + high, RIGHT, y + high, line=0.15, colour=ink.HAIR)
    return y + high


def _signatures(paper: Paper, y: float, words: Sequence[str]) -> None:
    paper.text(MARGIN, y + 4, _("この抽選に立ち会い、種と結果を確かめました。"), 10)
    wide = (INNER - _GAP) / 2
    for index, word in enumerate(words):
        x = MARGIN + (index % 2) * (wide + _GAP)
        low = y + 15 + (index // 2) * 12
        paper.text(x, low - 1.5, word, 10)
        paper.line(x, low, x + wide, low, line=0.25)


def _columns(record: LotteryRecord) -> tuple[Column, ...]:
    wide = (INNER - _GAP) / 2
    number, tier, rank, result = (15.0, 11.0, 10.0, 19.0) if record.shows_tiers else (18.0, 0.0, 12.0, 22.0)
    lot = wide - number - tier - rank - result
    columns = [
        Column(_("申込番号"), number, "center"),
        Column(_("くじ（はじめの16文字）"), lot, "center", figures=True),
        Column(_("順番"), rank, "right", figures=True),
        Column(_("結果"), result, "center", bold=True),
    ]
    if record.shows_tiers:
        columns.insert(1, Column(_("優先"), tier, "center"))
    return tuple(columns)


def _cells(record: LotteryRecord, row: LotRow) -> tuple[str, ...]:
    tier = (row.tier,) if record.shows_tiers else ()
    return (row.numbers, *tier, row.lot, row.rank, row.result)


def _lots(paper: Paper, record: LotteryRecord, y: float) -> None:
    """Draw the tickets in two columns a page, read downwards."""
    columns, rows = _columns(record), list(record.lots)
    wide = sum(column.width for column in columns)
    while rows:
        room = max(0, int((BOTTOM - y - _HEAD) / _ROW))
        if room < min(3, len(rows)):
            paper.next_page()
            y = _head(paper, record, _("抽選記録（つづき）"), _("公開用"))
            continue
        half = min(room, -(-len(rows) // 2)) if len(rows) < 2 * room else room
        for side in range(2):
            part, rows = rows[:half], rows[half:]
            if part:
                cells = [_cells(record, row) for row in part]
                x = MARGIN + side * (wide + _GAP)
                draw_table(paper, x, y, columns, cells, row_height=_ROW, head_height=_HEAD, size=9)
        y = BOTTOM


def _names(paper: Paper, record: LotteryRecord) -> None:
    rows = list(record.names)
    columns = (
        Column(_("順番"), 16, "right", figures=True),
        Column(_("申込番号"), 22, "center"),
        Column(_("氏名"), 58, bold=True),
        Column(_("ふりがな"), 54),
        Column(_("結果"), 36, "center", bold=True),
    )
    while True:
        y = _head(paper, record, _("抽選の結果"), _("事務局控え・公開しない"))
        paper.fit(MARGIN, y + 5, record.course, INNER, 12, 8, font=BOLD)
        y += 9
        room = int((BOTTOM - y - _HEAD) / 7)
        part, rows = rows[:room], rows[room:]
        cells = [(row.rank, row.number, row.name, row.kana, row.result) for row in part]
        draw_table(paper, MARGIN, y, columns, cells, head_height=_HEAD)
        if not rows:
            return
        paper.next_page()
