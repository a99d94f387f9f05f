"""Tickets (受講票), eight to an A4 page with cutting lines: the QR code for the door and what to remember."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD
from divide_app.printing.paper import BOTTOM, HEIGHT, INNER, MARGIN, RIGHT, Paper, Printed
from divide_app.printing.qr import draw_qr

COLUMNS: Final = 2
ROWS: Final = 4
PER_PAGE: Final = COLUMNS * ROWS
_WIDE: Final = INNER / COLUMNS
_HIGH: Final = (HEIGHT - 2 * MARGIN) / ROWS
_PAD: Final = 5.0
_CODE_LINE: Final = 3.3
_CODE: Final = 31.0
_CODE_TOP: Final = 22.0
_QUIET: Final = 3.6  # white around a code of this size: it may reach into the ticket's own margin


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person's ticket for one course, ready to print.

    Attributes:
        course: Title of the course.
        name: As the person writes it; 様 is added by the program.
        kana: Set above the name.
        code: What the QR holds and the door reads.
        code_text: The same for eyes and keys, e.g. 7Q2M-9XK4, in one line or more; empty = `code`.
        sessions: One line for each meeting, date and time in words.
        place: Hall and room.
        bring: What to bring.
        phone: Where to call when one cannot come.
        office: Who gives the ticket.
    """

    course: str
    name: str
    code: str
    kana: str = ""
    code_text: str = ""
    sessions: tuple[str, ...] = ()
    place: str = ""
    bring: str = ""
    phone: str = ""
    office: str = ""


def draw(tickets: Ticket | Iterable[Ticket]) -> Printed:
    """Draw tickets eight to a page, in the order given: down is the order to cut and hand out, row by row."""
    batch = (tickets,) if isinstance(tickets, Ticket) else tuple(tickets)
    paper = Paper(_("受講票"), author=batch[0].office if batch else "")
    for index, ticket in enumerate(batch):
        at = index % PER_PAGE
        if at == 0:
            if index:
                paper.next_page()
            _draw_cuts(paper)
        _draw_ticket(paper, ticket, MARGIN + at % COLUMNS * _WIDE, MARGIN + at // COLUMNS * _HIGH)
    return paper.finish()


def _draw_cuts(paper: Paper) -> None:
    """Draw where to cut: dashes between tickets, short marks at their ends."""
    paper.dash(1.2, 1.6)
    for row in range(1, ROWS):
        y = MARGIN + row * _HIGH
        paper.line(MARGIN, y, RIGHT, y, line=0.2, colour=ink.HAIR)
    middle = MARGIN + _WIDE
    paper.line(middle, MARGIN, middle, BOTTOM, line=0.2, colour=ink.HAIR)
    paper.dash()
    for row in range(ROWS + 1):
        y = MARGIN + row * _HIGH
        for x in (MARGIN, middle, RIGHT):
            paper.line(max(MARGIN, x - 2), y, min(RIGHT, x + 2), y, line=0.3)
            paper.line(x, max(MARGIN, y - 2), x, min(BOTTOM, y + 2), line=0.3)


def _draw_ticket(paper: Paper, ticket: Ticket, left: float, top: float) -> None:
    x, right, inner = left + _PAD, left + _WIDE - _PAD, _WIDE - 2 * _PAD
    label = _("受講票")
    pill = paper.width(label, 9.5, BOLD) + 5
    paper.fill(x, top + 4.5, pill, 5.6, ink.ACCENT, radius=2.8)
    paper.text(x + pill / 2, top + 8.45, label, 9.5, font=BOLD, align="center", colour=ink.WHITE)
    paper.fit(right, top + 8.4, ticket.office, inner - pill - 3, 8.5, 6, align="right", colour=ink.SOFT)
    y = _draw_course(paper, ticket.course, x, top + 16.6, inner)
    code_left = right - _CODE + _QUIET
    draw_qr(paper, ticket.code, code_left, top + _CODE_TOP, _CODE, quick=True)
    words = ticket.code_text or ticket.code
    code_y = top + _CODE_TOP + _CODE + 0.4
    for number, line in enumerate(words.split("\n")):
        at = code_y + number * _CODE_LINE
        paper.fit(code_left + _CODE / 2, at, line, _CODE - 2 * _QUIET, 9, 5, font=BOLD, align="center")
    _draw_person(paper, ticket, x, y, code_left - x + 1.5)
    foot = top + _HIGH - 4.6
    if ticket.phone:
        paper.line(x, foot - 5.0, right, foot - 5.0, line=0.2, colour=ink.HAIR)
        ask = _("来られないときは")
        paper.text(x, foot, ask, 8.5)
        asked = paper.width(ask, 8.5) + 2.5
        paper.fit(x + asked, foot, ticket.phone, inner - asked, 13, 8, font=BOLD)


def _draw_course(paper: Paper, course: str, x: float, y: float, inner: float) -> float:
    """Draw the title on one line, or on two smaller ones; return the last baseline."""
    size = paper.fitting_size(course, inner, 14.5, 11, BOLD)
    if paper.width(course, size, BOLD) <= inner:
        paper.text(x, y, course, size, font=BOLD)
        return y
    lines = paper.lines(course, inner, 10.5, BOLD)
    if len(lines) > 2:
        lines = [lines[0], paper.shorten(course[len(lines[0]) :].lstrip(), inner, 10.5, BOLD)]
    return paper.paragraph(x, y - 1.6, lines, 10.5, 4.6, font=BOLD) - 4.6


def _draw_person(paper: Paper, ticket: Ticket, x: float, y: float, wide: float) -> None:
    y += 5.6
    if ticket.kana:
        paper.fit(x, y, ticket.kana, wide, 7, 5, colour=ink.SOFT)
    y += 6.2
    honorific = _("様")
    room = wide - paper.width(honorific, 10) - 1.5
    size = paper.fit(x, y, ticket.name, room, 16, 8, font=BOLD)
    paper.text(x + min(paper.width(ticket.name, size, BOLD), room) + 1.5, y, honorific, 10)
    y += 6.6
    sessions = ticket.sessions
    extras = [
        one for one in (ticket.place, _("持ち物：{bring}").format(bring=ticket.bring) if ticket.bring else "") if one
    ]
    most = max(1, 5 - len(extras))
    if len(sessions) > most:
        rest = len(sessions) - most + 1
        sessions = (*sessions[: most - 1], _("ほか{count}回（日程表をご覧ください）").format(count=rest))
    size, leading = (11.0, 5.0) if len(sessions) <= 2 else (9.5, 4.3)
    for line in sessions:
        paper.fit(x, y, line, wide, size, 6.5, font=BOLD)
        y += leading
    for line in extras:
        paper.fit(x, y + 0.4, line, wide, size - 0.5, 6.5)
        y += leading
