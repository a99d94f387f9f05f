"""活動証明書: a helper's activity in a period, for a school, an employer or the helper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD, REGULAR
from divide_app.printing.paper import BOTTOM, INNER, MARGIN, RIGHT, WIDTH, Paper, Printed
from divide_app.printing.tables import Column, draw_table

_ROW: Final = 7.0
_FIRST_TOP: Final = 122.0
_NEXT_TOP: Final = 34.0
_SIGNED: Final = 62.0
"""Room for day, office and seal at the end."""
_SEAL: Final = 24.0


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One session somebody helped in, in words."""

    day: str
    title: str
    place: str
    role: str
    hours: str


@dataclass(frozen=True, slots=True)
class ActivityCertificate:
    """One certificate.

    Attributes:
        person: The name as kept.
        about: Organisation or kind, below the name.
        period: 令和8年4月1日から令和9年3月31日まで.
        statement: What is certified.
        lines: The sessions, in order.
        sessions: How many they are, in words.
        hours: All hours, in words.
        issued: The day of issue.
        office: Lines of the office that certifies, the municipality first.
    """

    person: str
    about: str
    period: str
    statement: str
    lines: tuple[ActivityLine, ...]
    sessions: str
    hours: str
    issued: str
    office: tuple[str, ...]


def draw(certificates: Sequence[ActivityCertificate]) -> Printed:
    """Draw certificates one after the other, each from a page of its own."""
    paper = Paper(_("活動証明書"))
    for number, certificate in enumerate(certificates):
        if number:
            paper.next_page()
        _draw_one(paper, certificate)
    return paper.finish()


def _draw_one(paper: Paper, certificate: ActivityCertificate) -> None:
    pages = _pages(len(certificate.lines))
    start = 0
    for page, rows in enumerate(pages):
        if page:
            paper.next_page()
            paper.fit(MARGIN, MARGIN + 6, _("活動証明書(続き)"), 80, 12, 8, font=BOLD)
            paper.fit(RIGHT, MARGIN + 6, certificate.person, 90, 11, 7, align="right")
            top = _NEXT_TOP - 10
        else:
            top = _draw_front(paper, certificate)
        bottom = _draw_lines(paper, certificate.lines[start : start + rows], top) if rows else top
        start += rows
        if page == len(pages) - 1:
            _sign(paper, certificate, bottom)
        if len(pages) > 1:
            paper.text(RIGHT, BOTTOM - 0.8, f"{page + 1} / {len(pages)}", 9, align="right", colour=ink.SOFT)


def _pages(lines: int) -> list[int]:
    """Return how many lines stand on each page, so that the seal stands below the last of them."""
    first = int((BOTTOM - 8 - _FIRST_TOP - _ROW) // _ROW)
    later = int((BOTTOM - 8 - _NEXT_TOP - _ROW) // _ROW)
    sealed = int(_SIGNED // _ROW)
    pages: list[int] = []
    left = lines
    while True:
        room = later if pages else first
        if left <= room - sealed:
            return [*pages, left]
        taken = min(left, room)
        pages.append(taken)
        left -= taken
        if not left:
            return [*pages, 0]


def _draw_front(paper: Paper, certificate: ActivityCertificate) -> float:
    paper.text(WIDTH / 2, 40, _("活　動　証　明　書"), 26, align="center", font=BOLD)
    size = paper.fit(MARGIN + 12, 64, _("{name}　様").format(name=certificate.person), INNER - 24, 20, 12, font=BOLD)
    wide = paper.width(_("{name}　様").format(name=certificate.person), size, BOLD)
    paper.line(MARGIN + 12, 66.5, MARGIN + 12 + min(INNER - 24, wide + 4), 66.5, line=0.3)
    paper.fit(MARGIN + 12, 72.5, certificate.about, INNER - 24, 10.5, 7, colour=ink.SOFT)
    lines = paper.lines(certificate.statement, INNER - 24, 12)
    y = paper.paragraph(MARGIN + 12, 86, lines, 12, 7.2)
    for words, value in (
        (_("活動期間"), certificate.period),
        (_("活動回数"), certificate.sessions),
        (_("活動時間"), certificate.hours),
    ):
        paper.text(MARGIN + 12, y + 3, words, 11, colour=ink.SOFT)
        paper.fit(MARGIN + 38, y + 3, value, INNER - 50, 12.5, 9, font=BOLD)
        y += 7.6
    return max(_FIRST_TOP, y + 4)


def _draw_lines(paper: Paper, lines: Sequence[ActivityLine], top: float) -> float:
    columns = [
        Column(_("月日"), 34),
        Column(_("活動の内容"), 64),
        Column(_("場所"), 42),
        Column(_("役割"), 26),
        Column(_("時間").capitalize(), INNER - 166, align="right"),
    ]
    rows = [(one.day, one.title, one.place, one.role, one.hours) for one in lines]
    return draw_table(paper, MARGIN, top, columns, rows, row_height=_ROW, head_height=_ROW, size=10)


def _sign(paper: Paper, certificate: ActivityCertificate, below: float) -> None:
    y = below + 12
    paper.text(MARGIN + 12, y, _("上記のとおり証明します。"), 12)
    paper.text(MARGIN + 12, y + 12, certificate.issued, 12)
    left = RIGHT - 100
    for at, line in enumerate(certificate.office):
        paper.fit(left, y + 24 + at * 7.5, line, 70, 13, 8, font=REGULAR if at else BOLD)
    seal = RIGHT - _SEAL - 2
    paper.dash(1, 1)
    paper.box(seal, y + 16, _SEAL, _SEAL, line=0.25, colour=ink.HAIR)
    paper.dash()
    paper.text(seal + _SEAL / 2, y + 16 + _SEAL / 2 + 1.5, _("印"), 11, align="center", colour=ink.HAIR)
