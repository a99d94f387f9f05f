"""Enums whose members declare their words: the label shown, the word written to files, the words read from files."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple, Self, TypeVar

ChoiceT = TypeVar("ChoiceT", bound="Choice")


class Word(NamedTuple):
    """The texts of one enum value.

    Attributes:
        label: On screens and papers; a message of the catalogue.
        written: In files, which stay Japanese; the label where None.
        read: Pattern of other words a list may say, in folded form.
        turn: Patterns with a smaller turn are tried first.
    """

    label: str
    written: str | None = None
    read: str = ""
    turn: int = 0


class Choice(StrEnum):
    """Values of a field, declared as `ANDROID = "android", Word("Android")`."""

    word: Word

    def __new__(cls, value: str, word: Word = Word("")) -> Self:  # noqa: B008 - a constant
        """Create a member from its value and its `Word`; every member must have one."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.word = word
        return member

    @property
    def written(self) -> str:
        """The word in a file; "" for what is not said."""
        return self.word.label if self.word.written is None else self.word.written

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the value named in a list's cell, which may hold further text; None when no value is recognised."""
        return _read(cls, text)

    @classmethod
    def read_all(cls, text: str) -> frozenset[Self]:
        """Return every value whose words a text holds."""
        folded = _folded(text)
        return frozenset(one for one in cls if one.word.read and re.search(one.word.read, folded))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


@lru_cache(maxsize=4096)
def _read(kind: type[ChoiceT], text: str) -> ChoiceT | None:
    folded = _folded(text)
    return next((one for words, one in _patterns(kind) if words.search(folded)), None)


@cache
def _patterns(kind: type[ChoiceT]) -> tuple[tuple[re.Pattern[str], ChoiceT], ...]:
    exact = [(_exactly(one.value, one.written, one.word.label), one) for one in kind]
    told = sorted((one for one in kind if one.word.read), key=lambda one: one.word.turn)
    return (*exact, *((re.compile(one.word.read), one) for one in told))


def _exactly(*words: str) -> re.Pattern[str]:
    folded = {re.escape(_folded(word)) for word in words}
    return re.compile(f"^(?:{'|'.join(sorted(folded))})$")
