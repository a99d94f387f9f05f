"""The survey form (アンケート): three questions of five large boxes, anonymous, read back by the scanner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from divide_app.domain.scans.sheet_layout import LEFT, PAGE_CODE, RIGHT
from divide_app.domain.scans.survey_layout import SURVEY_LINE, SurveyLayout
from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.attendance_sheet import draw_corners
from divide_app.printing.fonts import BOLD
from divide_app.printing.paper import Paper, Printed
from divide_app.printing.qr import draw_qr

_WORD_BELOW: Final = 9.5
"""Millimetres from a box to the first line of its words: clear of strokes that run out of the box."""


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """One question with the words of its boxes, left to right."""

    words: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """One class session's survey, ready to print.

    Attributes:
        page_codes: One for each copy; every copy is a page of its own, so that none is counted twice.
    """

    office: str
    course: str
    session: str
    when: str
    intro: str
    questions: tuple[SurveyQuestion, ...]
    page_codes: tuple[str, ...]


def draw(forms: SurveyForm | Iterable[SurveyForm]) -> Printed:
    """Draw every copy of one form, or of several."""
    batch = (forms,) if isinstance(forms, SurveyForm) else tuple(forms)
    paper = Paper(_("アンケート"), author=batch[0].office if batch else "")
    first = True
    for form in batch:
        layout = SurveyLayout(len(form.questions), max(len(one.choices) for one in form.questions))
        name = f"survey-{form.page_codes[0].encode().hex()}"
        for code in form.page_codes:
            if not first:
                paper.next_page()
            first = False
            if not paper.canvas.hasForm(name):  # the same on every copy: drawn once, then only referred to
                paper.canvas.beginForm(name)
                _draw_form(paper, form, layout)
                paper.canvas.endForm()
            paper.canvas.doForm(name)
            draw_qr(paper, code, PAGE_CODE.x, PAGE_CODE.y, PAGE_CODE.w, quick=True)
    return paper.finish()


def _draw_form(paper: Paper, form: SurveyForm, layout: SurveyLayout) -> None:
    draw_corners(paper)
    limit = PAGE_CODE.x - 3 - LEFT
    paper.fit(LEFT, 17, form.office, limit, 10.5, 8, colour=ink.SOFT)
    paper.text(LEFT, 27.5, _("アンケートのお願い"), 22, font=BOLD)
    course = "　".join(filter(None, (form.course, form.session)))
    paper.fit(LEFT, 35.5, course, limit, 13, 9, font=BOLD)
    paper.fit(LEFT, 41.5, form.when, limit, 12, 9)
    y = 51.0
    for line in paper.lines(form.intro, RIGHT - LEFT, 13)[:2]:
        paper.text(LEFT, y, line, 13)
        y += 7
    paper.text(LEFT, y + 1, _("お名前は書かないでください。それぞれ一つに、しるし（✓ ● ／）をつけてください。"), 12)
    for at, question in enumerate(form.questions):
        _draw_question(paper, layout, at, question)
    paper.text(
        (LEFT + RIGHT) / 2, 266, _("ありがとうございました。この用紙は、係の者にお渡しください。"), 13, align="center"
    )


def _draw_question(paper: Paper, layout: SurveyLayout, at: int, question: SurveyQuestion) -> None:
    top = layout.question_top(at)
    paper.line(LEFT, top - 4, RIGHT, top - 4, line=0.2, colour=ink.LINE)
    paper.text(LEFT, top + 6.5, str(at + 1), 20, font=BOLD)
    size = paper.fitting_size(question.words, (RIGHT - LEFT - 12) * 2, 15, 11, BOLD)
    y = top + 6
    for line in paper.lines(question.words, RIGHT - LEFT - 12, size, BOLD)[:2]:
        paper.text(LEFT + 12, y, line, size, font=BOLD)
        y += 6.5
    for choice, words in enumerate(question.choices):
        box = layout.box(at, choice)
        left, right = layout.column(choice)
        paper.box(box.x, box.y, box.w, box.h, line=SURVEY_LINE, colour=ink.INK, radius=0.8)
        size = paper.fitting_size(words, (right - left - 3) * 1.8, 12.5, 8)
        y = box.y + box.h + _WORD_BELOW
        for line in paper.lines(words, right - left - 3, size)[:2]:
            paper.text((left + right) / 2, y, line, size, align="center")
            y += 5.5
