"""The sentence for any refusal or environment problem: what happened, what is safe, what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache

from divide_app.domain.choices import Choice
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number
from divide_app.foundation.file_names import shown_name
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _, current_language
from divide_app.wording.dates import clock, day_and_clock, reiwa_day
from divide_app.wording.sentence_table import refusals
from divide_app.wording.trouble_table import troubles


def sentence(error: DomainError | EnvironmentProblem) -> str:
    """Return the sentence for `error` in the language in use.

    A code without a row in its table still gets a sentence: it names the code, for the IT colleague.
    """
    is_refusal = isinstance(error, DomainError)
    table = _refusals(current_language()) if is_refusal else _troubles(current_language())
    found = table.get(error.code)
    if found is not None:
        return fill(found, error.details)
    if is_refusal:
        text = _("この操作はできませんでした({code})。何も変更していません。入力を確かめて、もう一度お試しください。")
    else:
        text = _(
            "パソコンかネットワークの都合で、できませんでした({code})。何も変更していません。"
            "もう一度お試しいただき、続くときは情報システムの担当者にご相談ください。"
        )
    return text.format(code=error.code)


def fill(text: str, details: Mapping[str, object]) -> str:
    """Insert details into a sentence: days and times formatted, several values joined with 、, a missing one empty.

    Brackets that lose all they held are taken away.
    """
    shown = _Shown({name: in_words(value) for name, value in details.items()})
    filled = text.format_map(shown)
    return filled.replace("()", "").replace("「」", "").replace("“”", "") if shown.has_gap else filled


def in_words(value: object) -> str:
    """Return one plain value as text for people."""
    match value:
        case datetime():
            return day_and_clock(value)
        case date():
            return reiwa_day(value)
        case time():
            return clock(value)
        case None:
            return ""
        case Choice():
            return _(value.word.label)
        case tuple() | list() | set() | frozenset():
            return _("、").join(in_words(part) for part in value)
        case _:
            return hidden(shown_name(str(value)))


def hidden(text: str) -> str:
    """Return `text`, or only ●●●● where it may hold an individual number, which is repeated to nobody."""
    return "●●●●" if contains_individual_number(text) else text


class _Shown(dict[str, str]):
    has_gap = False

    def __missing__(self, name: str) -> str:
        self.has_gap = True
        return ""


@cache
def _refusals(_language: str) -> dict[str, str]:
    return refusals()


@cache
def _troubles(_language: str) -> dict[str, str]:
    return troubles()
