"""Guesses the meaning of each column of an unknown list from its header and values, with a confidence."""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from divide_app.domain import calendar
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number
from divide_app.exchange.cells import shown
from divide_app.exchange.headers import fold_header
from divide_app.exchange.profiles import FieldSource, Profile, declared_words, field_of_header, fields_of, map_columns
from divide_app.exchange.tables import Row, Table
from divide_app.foundation.bundled import resource

SAMPLES = 3
"""Values of a column shown beside its header."""
_LOOKED_AT = 40
"""Rows from which samples and kinds of value are taken."""
_MOST = 0.8
"""Share of the values that must look alike before a column is taken for what they look like."""


class Confidence(StrEnum):
    """How sure a guess is."""

    CERTAIN = "certain"  # the header is known, or a person said so
    LIKELY = "likely"  # the header holds a known word
    MAYBE = "maybe"  # only the values look like it
    NONE = "none"  # not used


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of a file.

    Attributes:
        position: 0-based place in the file.
        header: As the file spells it, on one line.
        samples: The first different values; never one that may be an individual number.
        field: What it is taken for, "" for none.
    """

    position: int
    header: str
    samples: tuple[str, ...]
    field: str = ""
    confidence: Confidence = Confidence.NONE


def guess_columns(table: Table, kind: str, profile: Profile | None = None) -> tuple[ColumnGuess, ...]:
    """Return every column of a table with what it probably means.

    Args:
        table: The open file; its first rows are looked at.
        kind: What the file holds.
        profile: A format a person chose: its columns are certain, and nothing else is guessed when it is their own.

    Raises:
        DomainError: As `Table.rows`.
    """
    values = _first_values(table)
    fields: dict[int, tuple[str, Confidence]] = {}
    if profile is not None:
        fields = _by_profile(table, profile)
    if profile is None or not profile.is_own:
        taken = {field for field, _ in fields.values()}
        for guessed in (_by_parts(table, kind), _by_header(table, kind), _by_words(table, kind), _by_values(values)):
            new = {
                position: guess
                for position, guess in guessed.items()
                if position not in fields and guess[0] not in taken and guess[0] in fields_of(kind)
            }
            fields |= new
            taken |= {field for field, _ in new.values()}
    return tuple(
        ColumnGuess(
            position,
            header,
            tuple(itertools.islice(dict.fromkeys(map(shown, filter(None, values[position]))), SAMPLES)),
            *fields.get(position, ("", Confidence.NONE)),
        )
        for position, header in enumerate(table.columns)
    )


def is_known_header(kinds: Sequence[str], own: Sequence[Profile] = ()) -> Callable[[str], bool]:
    """Return what tells whether a text is a header of one of the kinds, a part of one (姓), or one of a profile's."""
    parts = {fold_header(one) for sets in _data()["parts"].values() for headers in sets for one in headers}
    mine = {fold_header(header) for profile in own for source in profile.sources for header in source.columns}

    def known(text: str) -> bool:
        folded = fold_header(text)
        return folded in parts or folded in mine or any(field_of_header(kind, text) for kind in kinds)

    return known


def sources_of_guesses(columns: Sequence[ColumnGuess], values: Mapping[str, str]) -> tuple[FieldSource, ...]:
    """Return the sources that say what the columns say: several columns of one field are joined in the file's order.

    Args:
        columns: The columns, as a person left them.
        values: What every row says, by field.
    """
    headers: dict[str, list[str]] = {}
    for column in columns:
        if column.field and column.field not in values:
            headers.setdefault(column.field, []).append(column.header)
    found = [FieldSource(field, tuple(names)) for field, names in headers.items()]
    return (*found, *(FieldSource(field, (), value) for field, value in values.items() if value))


def _first_values(table: Table) -> list[list[str]]:
    values: list[list[str]] = [[] for _ in table.columns]
    for row in itertools.islice(table.rows(), _LOOKED_AT):
        if isinstance(row, Row):
            for position, cell in enumerate(row.cells):
                if cell.strip() and not contains_individual_number(cell):
                    values[position].append(cell.strip())
    return values


_Guesses = dict[int, tuple[str, Confidence]]


def _by_profile(table: Table, profile: Profile) -> _Guesses:
    try:
        columns = map_columns(table, profile)
    except DomainError:
        # A column it needs is missing: what it knows of the others still helps.
        return _named_by(table, profile)
    found = {position: (field, Confidence.CERTAIN) for field, position in columns.positions.items()}
    for field, positions in columns.joined.items():
        found |= dict.fromkeys(positions, (field, Confidence.CERTAIN))
    return found


def _named_by(table: Table, profile: Profile) -> _Guesses:
    found: _Guesses = {}
    pairs = [(one.field, (one.name, *one.aliases)) for one in profile.columns]
    pairs += [(source.field, (header,)) for source in profile.sources for header in source.columns]
    taken: set[str] = set()
    for field, headers in pairs:
        position = table.find(*headers)
        if field and position is not None and position not in found and (field not in taken or profile.sources):
            found[position] = (field, Confidence.CERTAIN)
            taken.add(field)
    return found


def _by_header(table: Table, kind: str) -> _Guesses:
    found: _Guesses = {}
    for position, header in enumerate(table.columns):
        field = field_of_header(kind, header)
        if field and field not in {one for one, _ in found.values()}:
            found[position] = (field, Confidence.CERTAIN)
    return found


def _by_parts(table: Table, kind: str) -> _Guesses:
    """Find fields that stand in several columns: 姓 and 名; 年, 月 and 日. Of two sets that fit the longer is meant."""
    found: _Guesses = {}
    for field, sets in _data()["parts"].items():
        if field not in fields_of(kind):
            continue
        for headers in sorted(sets, key=len, reverse=True):
            positions = [table.find(header) for header in headers]
            there = [position for position in positions if position is not None]
            if len(there) == len(headers) and not any(position in found for position in there):
                found |= dict.fromkeys(there, (field, Confidence.CERTAIN))
                break
    return found


def _by_words(table: Table, kind: str) -> _Guesses:
    """Find questions by the words in them: お電話番号を教えてください holds 電話番号. The longest word wins."""
    ranked: list[tuple[int, int, str]] = []
    for position, header in enumerate(table.columns):
        folded = fold_header(header)
        ranked += [
            (-len(word), position, field) for field, words in _words(kind).items() for word in words if word in folded
        ]
    found: _Guesses = {}
    taken: set[str] = set()
    for _length, position, field in sorted(ranked):
        if position not in found and field not in taken:
            found[position] = (field, Confidence.LIKELY)
            taken.add(field)
    return found


def _by_values(values: Sequence[Sequence[str]]) -> _Guesses:
    found: _Guesses = {}
    taken: set[str] = set()
    for position, cells in enumerate(values):
        field = _looks_like(cells)
        if field and field not in taken:
            found[position] = (field, Confidence.MAYBE)
            taken.add(field)
    return found


def _looks_like(cells: Sequence[str]) -> str:
    if len(cells) < SAMPLES:
        return ""
    for field, test in (
        ("postal_code", _is_postal_code),
        ("phone", _is_phone),
        ("applied_at", _is_moment),
        ("birthday", _is_old_day),
        ("kana", _is_kana),
    ):
        if sum(map(test, cells)) >= _MOST * len(cells):
            return field
    return ""


def _is_postal_code(text: str) -> bool:
    return re.fullmatch(r"〒?\d{3}-\d{4}", _plain(text)) is not None


def _is_phone(text: str) -> bool:
    return re.fullmatch(r"\+?0?\d[\d()-]{8,13}", _plain(text)) is not None and len(re.sub(r"\D", "", text)) in {10, 11}


def _is_moment(text: str) -> bool:
    if not re.search(r"\d:\d\d", _plain(text)):
        return False
    try:
        calendar.parse_moment(text)
    except DomainError:
        return False
    return True


def _is_old_day(text: str) -> bool:
    try:
        return calendar.parse_day(text).year < _BORN_BEFORE
    except DomainError:
        return False


_BORN_BEFORE = 2012
"""Days before this are birthdays in a list of people; later ones are days of classes and of sending."""


def _is_kana(text: str) -> bool:
    return re.fullmatch(r"[ぁ-ゖァ-ヺー・\s]{3,}", unicodedata.normalize("NFKC", text)) is not None


def _plain(text: str) -> str:
    return re.sub(r"[‐‑‒–—―−ー]", "-", unicodedata.normalize("NFKC", text)).replace(" ", "")


@cache
def _words(kind: str) -> Mapping[str, tuple[str, ...]]:
    found = _data()["words"].get(kind, {}) | declared_words(kind)
    return {field: tuple(fold_header(word) for word in words) for field, words in found.items()}


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(resource("headers", "words.json").read_text(encoding="utf-8"))
    return data
