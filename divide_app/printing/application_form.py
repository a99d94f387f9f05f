"""The application form (受講申込書): large fields for handwriting, tick boxes, and the purpose of use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD
from divide_app.printing.paper import BOTTOM, CAP, INNER, MARGIN, RIGHT, Paper, Printed

_LABEL: Final = 36.0
_ROW: Final = 15.0
_TICK: Final = 4.6
_GAP: Final = 5.0
_SIZE: Final = 11.5
_OFFICE_HIGH: Final = 19.0
_STEP: Final = 8.0  # between two lines of ticks
_LEAD: Final = 6.0
_LEADING: Final = 0.47  # mm for each point
_SHRINKS: Final = (1.0, 0.85, 0.72)
_PURPOSE_SIZES: Final = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """One course's form, ready to print.

    Attributes:
        facts: Label and words of the course: when, where, until when.
        bands: Words of the age bands to tick.
        needs: Words of the help one may ask for.
        phones: Words of the kinds of telephone.
        heard: Words of the ways one may have heard of it.
        purpose: What the data is used for.
        version: Which version of that text it is.
    """

    office: str
    course: str
    facts: tuple[tuple[str, str], ...]
    bands: tuple[str, ...]
    needs: tuple[str, ...]
    phones: tuple[str, ...]
    heard: tuple[str, ...]
    purpose: str
    version: str
    contact: str


def draw(forms: Sequence[ApplicationForm]) -> Printed:
    """Draw one form a page."""
    paper = Paper(_("受講申込書"), author=forms[0].office if forms else "")
    for number, form in enumerate(forms):
        if number:
            paper.next_page()
        _draw(paper, form)
    return paper.finish()


def _draw(paper: Paper, form: ApplicationForm) -> None:
    paper.text(MARGIN, MARGIN + 8, _("受講申込書"), 22, font=BOLD)
    paper.fit(RIGHT, MARGIN + 4, form.office, 90, 11, 7, align="right")
    paper.fit(RIGHT, MARGIN + 10, form.contact, 90, 11, 7, align="right")
    y = MARGIN + 14
    paper.fill(MARGIN, y, INNER, 10 + 6.4 * len(form.facts), ink.SHADE, radius=1.5)
    paper.fit(MARGIN + 4, y + 7.4, form.course, INNER - 8, 16, 9, font=BOLD)
    for number, (label, words) in enumerate(form.facts):
        base = y + 14 + 6.2 * number
        paper.text(MARGIN + 4, base, label, 10.5, font=BOLD)
        paper.fit(MARGIN + 26, base, words, INNER - 30, 10.5, 7)
    y += 14 + 6.4 * len(form.facts)
    lead = _("必要なものに印をつけてください")
    fields = (
        _Field(_("ふりがな"), 11),
        _Field(_("お名前"), 18),
        _Field(_("電話番号"), _ROW, hint=_("日中につながる番号")),
        _Field(_("年代"), _ROW - 2, _rows(paper, form.bands)),
        _Field(_("ご住所"), _ROW, hint=_("町名まででもかまいません")),
        _Field(_("お手伝い"), _ROW - 2, _rows(paper, form.needs), hint=lead),
        _Field(_("お使いの電話"), _ROW - 2, _rows(paper, form.phones)),
        _Field(_("何で知りましたか"), _ROW - 2, _rows(paper, form.heard)),
    )
    shrink, size = _fitting(paper, form, fields, y)
    for field in fields:
        y = _draw_field(paper, y, field, shrink)
    _purpose(paper, y + 5, form, size)
    _office_only(paper, BOTTOM - _OFFICE_HIGH)


@dataclass(frozen=True, slots=True)
class _Field:
    """A row of the form: a label, its least height in mm, and the ticks in it by line (place from the left, word)."""

    label: str
    least: float
    ticks: tuple[tuple[tuple[float, str], ...], ...] = ()
    hint: str = ""

    def high(self, shrink: float) -> float:
        """Return how high it is."""
        lead = _LEAD if self.hint and self.ticks else 0.0
        return max(self.least * shrink, lead + _STEP * shrink * len(self.ticks) + (4 * shrink if self.ticks else 0))


def _fitting(paper: Paper, form: ApplicationForm, fields: Sequence[_Field], y: float) -> tuple[float, float]:
    """Return how far rows shrink and the size of the purpose, so that all stands above the office's boxes."""
    for shrink in _SHRINKS:
        room = BOTTOM - _OFFICE_HIGH - 5 - (y + 5 + 7.5) - sum(field.high(shrink) for field in fields)
        for size in _PURPOSE_SIZES:
            if (len(paper.lines(form.purpose, INNER, size)) - 1) * size * _LEADING <= room:
                return shrink, size
    return _SHRINKS[-1], _PURPOSE_SIZES[-1]


def _rows(paper: Paper, words: Sequence[str]) -> tuple[tuple[tuple[float, str], ...], ...]:
    left, limit = MARGIN + _LABEL + 3, RIGHT - 2
    rows: list[list[tuple[float, str]]] = [[]]
    x = left
    for word in words:
        wide = _TICK + 1.6 + paper.width(word, _SIZE)
        if x + wide > limit and rows[-1]:
            rows.append([])
            x = left
        rows[-1].append((x, word))
        x += wide + _GAP
    return tuple(tuple(row) for row in rows)


def _draw_field(paper: Paper, y: float, field: _Field, shrink: float) -> float:
    high = field.high(shrink)
    _frame(paper, y, high, field.label)
    lead = 0.0
    if field.hint and field.ticks:
        lead = _LEAD
        paper.text(MARGIN + _LABEL + 3, y + 6, field.hint, 9, colour=ink.SOFT)
    elif field.hint:
        paper.text(RIGHT - 2, y + high - 2, field.hint, 8.5, align="right", colour=ink.SOFT)
    step = _STEP * shrink
    start = y + lead + (high - lead - step * len(field.ticks)) / 2
    for number, row in enumerate(field.ticks):
        middle = start + step * (number + 0.5)
        for at, word in row:
            paper.box(at, middle - _TICK / 2, _TICK, _TICK, line=0.35)
            paper.text(at + _TICK + 1.6, middle + CAP * _SIZE / 2, word, _SIZE)
    return y + high


def _frame(paper: Paper, y: float, high: float, label: str) -> None:
    paper.fill(MARGIN, y, _LABEL, high, ink.SHADE)
    paper.box(MARGIN, y, INNER, high, line=0.3)
    paper.line(MARGIN + _LABEL, y, MARGIN + _LABEL, y + high, line=0.2)
    size = paper.fitting_size(label, _LABEL - 4, 12, 8, BOLD)
    paper.text(MARGIN + 3, y + high / 2 + CAP * size / 2, label, size, font=BOLD)


def _purpose(paper: Paper, y: float, form: ApplicationForm, size: float) -> None:
    paper.text(MARGIN, y + 2, _("個人情報の利用目的"), 10.5, font=BOLD)
    paper.text(RIGHT, y + 2, form.version, 8.5, align="right", colour=ink.SOFT)
    paper.paragraph(MARGIN, y + 7.5, paper.lines(form.purpose, INNER, size), size, size * _LEADING)


def _office_only(paper: Paper, y: float) -> None:
    wide = INNER / 3
    for number, words in enumerate((_("受付日時"), _("申込番号"), _("受付した人"))):
        x = MARGIN + number * wide
        paper.box(x, y, wide, _OFFICE_HIGH, line=0.3)
        paper.text(x + 2, y + 4.6, words, 8.5, colour=ink.SOFT)
    paper.text(RIGHT, y - 1.4, _("ここから下は事務局が記入します"), 8.5, align="right", colour=ink.SOFT)
