"""The geometry of a survey form (three questions of five boxes), shared by the printer and the scanner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.paper_reading import ANSWER
from divide_app.domain.scans.sheet_layout import LEFT, RIGHT, Box, Spot

QUESTIONS: Final = 3
CHOICES: Final = 5
SURVEY_BOX: Final = 9.0
"""Side of a box: older hands hold the pen on a table without a chair."""

SURVEY_LINE: Final = 0.5
"""Width of its outline."""

_TOP: Final = 78.0
_BLOCK: Final = 58.0
"""Height of one question with its boxes."""
_BOXES_BELOW: Final = 21.0


@dataclass(frozen=True, slots=True)
class SurveyLayout:
    """One page of a survey; every page of a print is the same form for another person."""

    questions: int = QUESTIONS
    choices: int = CHOICES

    @property
    def code(self) -> str:
        """Return a short text that stands for this layout, e.g. `3-5`."""
        return f"{self.questions}-{self.choices}"

    @classmethod
    def from_code(cls, code: str) -> SurveyLayout:
        """Return the layout that `code` stands for.

        Raises:
            DomainError: `bad_sheet_layout`.
        """
        questions, sign, choices = code.partition("-")
        if not (sign and questions.isdecimal() and choices.isdecimal()):
            raise DomainError("bad_sheet_layout", text=code)
        layout = cls(int(questions), int(choices))
        if not (1 <= layout.questions <= QUESTIONS and 2 <= layout.choices <= CHOICES):
            raise DomainError("bad_sheet_layout", text=code)
        return layout

    def question_top(self, question: int) -> float:
        """Return the upper edge of a question's block."""
        return _TOP + question * _BLOCK

    def column(self, choice: int) -> tuple[float, float]:
        """Return the left and right edge of a choice's share of the width."""
        share = (RIGHT - LEFT) / self.choices
        return LEFT + choice * share, LEFT + (choice + 1) * share

    def box(self, question: int, choice: int) -> Box:
        """Return one box."""
        left, right = self.column(choice)
        middle, top = (left + right) / 2, self.question_top(question) + _BOXES_BELOW
        return Box(round(middle - SURVEY_BOX / 2, 3), top, SURVEY_BOX, SURVEY_BOX)

    def spots(self) -> Iterator[Spot]:
        """Yield every box of the page, question by question."""
        for question in range(self.questions):
            for choice in range(self.choices):
                left, right = self.column(choice)
                box = self.box(question, choice)
                cell = Box(left + 1.0, box.y - 4.0, right - left - 2.0, box.h + 8.0)
                yield Spot(question, f"{ANSWER}{choice}", box, cell, line=SURVEY_LINE, is_ruled=False)
