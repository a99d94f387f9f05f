"""The monthly summary: one page for the chief's stamp, followed by every session with the reason it counts or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD
from divide_app.printing.monthly_sheet import BandTable, MonthlySummary, NumberCard, SessionLine, TargetBar
from divide_app.printing.paper import BOTTOM, CAP, INNER, MARGIN, RIGHT, Paper, Printed
from divide_app.printing.tables import Column, draw_table

_STAMP: Final = 19.0
_STAMP_HEAD: Final = 6.5
_STAMP_BODY: Final = 18.5  # the usual round seal is 16.5 mm at most
_HEADING: Final = 8.0
_GAP: Final = 5.0
_ROW: Final = 6.4
_TARGET_HIGH: Final = 18.0
_REMARKS_LEAST: Final = 24.0
_TARGETS_MOST: Final = 3
_DETAIL_ROW: Final = 7.0
_DETAIL_TOP: Final = 34.0
_FOOT_LEADING: Final = 3.5
_FOOT: Final = BOTTOM - 9
"""Where the body ends: two lines of small print stand below it."""


def draw(summary: MonthlySummary) -> Printed:
    """Draw the summary page and as many detail pages as the sessions need (none when there was no session)."""
    paper = Paper(" ".join(summary.title.split()), author=summary.made)
    per_page = int((_FOOT - _DETAIL_TOP - 7) // _DETAIL_ROW)
    details = -(-len(summary.sessions) // per_page)
    _draw_front(paper, summary, 1 + details)
    for page in range(details):
        paper.next_page()
        shown = summary.sessions[page * per_page : (page + 1) * per_page]
        _draw_detail(paper, summary, shown)
        _draw_foot(paper, summary, summary.rule_note, 2 + page, 1 + details)
    return paper.finish()


def _draw_foot(paper: Paper, summary: MonthlySummary, note: str, page: int, pages: int) -> None:
    base = BOTTOM - 0.8
    paper.text(RIGHT, base, f"{page} / {pages}", 8.5, align="right", colour=ink.SOFT)
    for words in filter(None, (summary.record_note, note)):  # from below: the number is compared, so it stays whole
        paper.fit(MARGIN, base, words, INNER - 30, 8.5, 6, colour=ink.SOFT)
        base -= _FOOT_LEADING


def _heading(paper: Paper, y: float, words: str, note: str = "") -> float:
    """Draw a section's heading; return where its body starts."""
    paper.fill(MARGIN, y, 1.6, 5.6, ink.ACCENT)
    paper.text(MARGIN + 4, y + 2.8 + CAP * 12 / 2, words, 12, font=BOLD)
    if note:
        paper.text(RIGHT, y + 2.8 + CAP * 9 / 2, note, 9, align="right", colour=ink.SOFT)
    return y + _HEADING


def _draw_front(paper: Paper, summary: MonthlySummary, pages: int) -> None:
    y = _draw_head(paper, summary)
    if summary.cards:
        y = _draw_cards(paper, summary.cards[:4], y) + _GAP
    targets = summary.targets[:_TARGETS_MOST]
    table = summary.band_table
    below = (_HEADING + 7 + len(table.rows) * _ROW + _GAP if table else 0) + _HEADING + _REMARKS_LEAST
    below += _HEADING + len(targets) * _TARGET_HIGH + _GAP - 2 if targets else 0
    room = _FOOT - y - below - _HEADING - 7 - _GAP
    most = max(3, int(room // _ROW))
    # a quiet month gets higher rows rather than an endless box for remarks
    rows = min(len(summary.sessions), most) + (len(table.rows) if table else 0)
    spare = max(0.0, room - min(len(summary.sessions), most) * _ROW - _REMARKS_LEAST)
    row_height = _ROW + min(1.4, spare / max(rows, 1))
    gap = _GAP + min(3.0, max(0.0, spare - rows * (row_height - _ROW)) / 4)
    y = _draw_sessions(paper, summary.sessions, y, most, row_height) + gap
    if table:
        y = _draw_bands(paper, table, y, row_height) + gap
    if targets:
        y = _heading(paper, y, _("目標への積み上げ"), _("縦の線は、いまの時点での予定"))
        for target in targets:
            _draw_target(paper, target, y)
            y += _TARGET_HIGH
        y += gap - 2
    y = _heading(paper, y, _("所見"))
    _draw_remarks(paper, summary.remarks, y, _FOOT)
    see = _("根拠の一覧は次ページ") if pages > 1 else ""
    _draw_foot(paper, summary, "　".join(filter(None, (summary.rule_note, see))), 1, pages)


def _draw_head(paper: Paper, summary: MonthlySummary) -> float:
    boxes = len(summary.stamps)
    limit = INNER - (boxes * _STAMP + 6 if boxes else 0)
    paper.fit(MARGIN, MARGIN + 3.4, summary.made, limit, 9.5, 6.5, colour=ink.SOFT)
    paper.fit(MARGIN, MARGIN + 13.2, summary.title, limit, 21, 12, font=BOLD)
    paper.fit(MARGIN, MARGIN + 20.4, summary.subtitle, limit, 11, 7)
    if not boxes:
        return MARGIN + 27
    left, high = RIGHT - boxes * _STAMP, _STAMP_HEAD + _STAMP_BODY
    paper.fill(left, MARGIN, boxes * _STAMP, _STAMP_HEAD, ink.SHADE)
    for at, words in enumerate(summary.stamps):
        x = left + at * _STAMP
        size = paper.fitting_size(words, _STAMP - 2, 9.5, 6)
        paper.text(x + _STAMP / 2, MARGIN + _STAMP_HEAD / 2 + CAP * size / 2, words, size, align="center")
        if at:
            paper.line(x, MARGIN, x, MARGIN + high, line=0.2)
    paper.line(left, MARGIN + _STAMP_HEAD, RIGHT, MARGIN + _STAMP_HEAD, line=0.2)
    paper.box(left, MARGIN, boxes * _STAMP, high, line=0.35)
    return MARGIN + high + _GAP


def _draw_cards(paper: Paper, cards: tuple[NumberCard, ...], top: float) -> float:
    gap, high = 3.0, 24.0
    wide = (INNER - gap * (len(cards) - 1)) / len(cards)
    for at, card in enumerate(cards):
        x = MARGIN + at * (wide + gap)
        paper.box(x, top, wide, high, line=0.3, radius=2)
        paper.fit(x + 3.5, top + 5.8, card.label, wide - 7, 9.5, 6)
        unit = paper.width(card.unit, 10) + 1.5
        size = paper.fitting_size(card.figure, wide - 7 - unit, 27, 12, BOLD)
        paper.text(x + 3.5, top + 16.3, card.figure, size, font=BOLD)
        paper.text(x + 5 + paper.width(card.figure, size, BOLD), top + 16.3, card.unit, 10)
        paper.fit(x + 3.5, top + 21.4, card.note, wide - 7, 8.5, 6, colour=ink.SOFT)
    return top + high


def _draw_sessions(paper: Paper, sessions: tuple[SessionLine, ...], y: float, most: int, row_height: float) -> float:
    shown = sessions
    note = ""
    if len(sessions) > most:
        shown = sessions[:most]
        note = _("ほか{count}回は次ページ").format(count=len(sessions) - most)
    y = _heading(paper, y, _("実施した回"), note)
    if not sessions:
        paper.text(MARGIN + 4, y + 4, _("この月に実施した回はありません。"), 10)
        return y + 7
    day = _day_width(paper, shown, 19.0, 9.5)
    columns = (
        Column(_("日"), day, "center"),
        Column(_("講座・回"), 63 + 19 - day),
        Column(_("会場"), 40),
        Column(_("定員"), 16, "right", figures=True),
        Column(_("申込"), 16, "right", figures=True),
        Column(_("出席"), 16, "right", bold=True, figures=True),
        Column(_("支援者"), 16, "right", figures=True),
    )
    rows = [(s.day, s.title, s.venue, s.capacity, s.applied, s.attended, s.supporters) for s in shown]
    return draw_table(paper, MARGIN, y, columns, rows, row_height=row_height, size=9.5)


def _day_width(paper: Paper, sessions: Sequence[SessionLine], least: float, size: float) -> float:
    """Return the width in which no day is cut at a size in points: English days are longer than Japanese ones."""
    widest = max((paper.width(one.day, size) for one in sessions), default=0.0)
    return min(32.0, max(least, widest + 3.0))


def _draw_bands(paper: Paper, table: BandTable, y: float, row_height: float) -> float:
    y = _heading(paper, y, _("年代・性別（延べ）"))
    label, total = 24.0, 18.0
    share = (INNER - label - total) / max(len(table.bands), 1)
    columns = (
        Column("", label),
        *(Column(band, share, "right", figures=True) for band in table.bands),
        Column(_("計"), total, "right", bold=True, figures=True),
    )
    rows = [(words, *figures, row_total) for words, figures, row_total in table.rows]
    return draw_table(paper, MARGIN, y, columns, rows, row_height=row_height, size=9.5, total_last=True)


def _draw_target(paper: Paper, target: TargetBar, y: float) -> None:
    base = y + 4.6
    x = MARGIN
    size = paper.fitting_size(target.name, 70, 11, 7)
    paper.fit(x, base, target.name, 70, size, 7)
    x += min(70.0, paper.width(target.name, size)) + 3
    paper.text(x, base, target.actual, 18, font=BOLD)
    x += paper.width(target.actual, 18, BOLD) + 2
    paper.fit(x, base, "/ " + target.goal, RIGHT - x, 11, 7)
    bar, high = y + 6.6, 3.6
    filled = min(max(target.filled, 0.0), 1.0)
    paper.fill(MARGIN, bar, INNER, high, ink.TRACK)
    paper.fill(MARGIN, bar, INNER * filled, high, ink.ACCENT)
    paper.box(MARGIN, bar, INNER, high, line=0.2)
    if target.pace is not None:
        mark = MARGIN + INNER * min(max(target.pace, 0.0), 1.0)
        # a white edge keeps the mark visible on the filled part too
        paper.line(mark, bar - 1.2, mark, bar + high + 0.7, line=1.4, colour=ink.WHITE)
        paper.line(mark, bar - 1.4, mark, bar + high + 0.9, line=0.6, colour=ink.INK)
    paper.fit(MARGIN, bar + high + 4.9, target.sentence, INNER, 9, 6.5)


def _draw_remarks(paper: Paper, remarks: str, top: float, bottom: float) -> None:
    paper.box(MARGIN, top, INNER, bottom - top, line=0.35)
    if not remarks:
        return
    for size in (10.5, 9.5, 8.5, 7.5):
        lines = paper.lines(remarks, INNER - 7, size)
        leading = size * 0.3528 * 1.6
        most = int((bottom - top - 4) / leading)
        if len(lines) <= most:
            break
    if len(lines) > most:
        paper.warn(_("所見が長いため、途中までを印刷しました。"))
        lines = lines[:most]
    paper.paragraph(MARGIN + 3.5, top + 2.5 + size * 0.3528, lines, size, leading)


def _draw_detail(paper: Paper, summary: MonthlySummary, sessions: tuple[SessionLine, ...]) -> None:
    paper.fit(MARGIN, MARGIN + 3.4, summary.made, INNER, 9.5, 6.5, colour=ink.SOFT)
    paper.fit(MARGIN, MARGIN + 11.0, _("{title}　根拠の一覧").format(title=summary.title), INNER, 15, 9, font=BOLD)
    words = _("目標に数えた回は「○」、数えなかった回は「－」とその理由を示します。")
    paper.fit(MARGIN, MARGIN + 17.5, words, INNER, 9, 6.5)
    day = _day_width(paper, sessions, 18.0, 9.0)
    columns = (
        Column(_("日"), day, "center"),
        Column(_("時間").capitalize(), 24, "center"),
        Column(_("講座・回"), 45),
        Column(_("会場"), 27),
        Column(_("出席"), 12, "right", bold=True, figures=True),
        Column(_("目標"), 11, "center", bold=True),
        Column(_("理由・備考"), 49 + 18 - day),
    )
    marks = {True: "○", False: "－", None: ""}
    rows = [(s.day, s.time, s.title, s.venue, s.attended, marks[s.counted], s.reason) for s in sessions]
    left_out = frozenset(at for at, one in enumerate(sessions) if one.counted is False)
    draw_table(paper, MARGIN, _DETAIL_TOP, columns, rows, row_height=_DETAIL_ROW, size=9, struck=left_out)
