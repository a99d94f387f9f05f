"""The languages of the user interface: each is a folder of resources/locale with its catalogue and date patterns."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from divide_app.foundation import bundled
from divide_app.foundation.problems import EnvironmentProblem

SOURCE = "ja"
"""The language of the source text."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language's formats beside its sentences (`language.toml`); the Japanese file explains each key.

    Attributes:
        name: What it calls itself.
        after_restart: Sentence in that language: it is used from the next start on.
        writes_kanji: Whether its words may hold kanji, which elsewhere are a forgotten translation.
        between_sentences: What stands between two sentences in a row.
        weekdays: Short names, Monday first.
        months: Short names, January first.
        dates: Patterns of days, months, spans and durations.
        week: Patterns of a week: in one month, in one year, over two years.
        typed: What input fields show so that they can read it again.
        spoken: How a telephone number is read aloud.
    """

    name: str
    after_restart: str
    writes_kanji: bool
    between_sentences: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    dates: Mapping[str, str]
    week: Mapping[str, str]
    typed: Mapping[str, str | list[str]]
    spoken: Mapping[str, str | list[str]]


def languages() -> tuple[str, ...]:
    """Return the codes of the languages there are, Japanese first; without any folder it is Japanese alone."""
    try:
        folders = [folder.name for folder in bundled.resource("locale").iterdir() if folder.is_dir()]
    except EnvironmentProblem:
        return (SOURCE,)
    return (SOURCE, *sorted(set(folders) - {SOURCE}))


@cache
def language(code: str) -> Language:
    """Return how a language writes days and numbers.

    Raises:
        EnvironmentProblem: `missing_file`, when the installation lacks it.
    """
    file = bundled.resource("locale", code, "language.toml")
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return Language(**found | {name: tuple(found[name]) for name in ("weekdays", "months")})
