"""The texts of a survey and its anonymous results: counts for each box."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.survey_layout import CHOICES, QUESTIONS

_LONGEST_QUESTION = 60
_LONGEST_CHOICE = 16


@dataclass(frozen=True, slots=True)
class SurveyQuestionWords:
    """One question with the words of its boxes, left to right."""

    words: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """Everything a survey form says."""

    intro: str
    questions: tuple[SurveyQuestionWords, ...]


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """One question in numbers: `counts` by box, left to right."""

    words: str
    choices: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def answered(self) -> int:
        """Return how many answered."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class SurveyTally:
    """The survey of one or more class sessions in numbers; `forms` are those with at least one answer."""

    class_sessions: tuple[UUID, ...]
    forms: int
    questions: tuple[QuestionTally, ...]


def check_survey_words(words: SurveyWords) -> None:
    """Refuse words the form has no room for.

    Raises:
        DomainError: `survey_questions`, `survey_too_long`.
    """
    if len(words.questions) != QUESTIONS or any(len(one.choices) != CHOICES for one in words.questions):
        raise DomainError("survey_questions", questions=QUESTIONS, choices=CHOICES)
    for question in words.questions:
        for text, most in ((question.words, _LONGEST_QUESTION), *((one, _LONGEST_CHOICE) for one in question.choices)):
            if not text.strip():
                raise DomainError("survey_questions", questions=QUESTIONS, choices=CHOICES)
            if len(text) > most:
                raise DomainError("survey_too_long", most=most)
