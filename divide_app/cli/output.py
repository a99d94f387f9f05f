"""Renders a command's result as JSON or text."""

from __future__ import annotations

import dataclasses
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from fractions import Fraction

from divide_app.cli.answer import Answer
from divide_app.domain.calendar import local
from divide_app.foundation.file_names import shown_name
from divide_app.foundation.streams import encode_for_programs
from divide_app.wording.sentences import hidden

GAP = "  "
_CONTROLS = dict.fromkeys(code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n")
WIDEST = 48
"""Columns of the screen one cell may take; a longer text is cut with … (the JSON has it whole)."""
_LOOKED_AT = 2_000
"""Signs of a cell from which its beginning is made, however long it is."""


def plain(value: object) -> object:
    """Return `value` as JSON knows it: ids as text, moments in Japan time with offset, fractions as numbers.

    A text that may hold an individual number (kept before the rule was as wide as it is) is shown to nobody.
    """
    match value:
        case Enum():
            return plain(value.value)
        case str():
            return hidden(value)
        case None | bool() | int() | float():
            return value
        case Fraction():
            return number(value)
        case datetime():
            return local(value).isoformat()
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case Mapping():
            return {str(plain(name)): plain(inner) for name, inner in value.items()}
        case set() | frozenset():
            return sorted((plain(inner) for inner in value), key=str)
        case Sequence():
            return [plain(inner) for inner in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        case _:
            return shown_name(str(value))


def number(value: Fraction) -> int | float:
    """Return a whole number where it is one, else two decimals: figures for reading, not for summing again."""
    return value.numerator if value.denominator == 1 else round(float(value), 2)


def as_text(value: object) -> str:
    """Return a plain value as `--where` compares it and as tables show it: yes and no as true and false."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case list():
            return "、".join(as_text(inner) for inner in value)
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def show(answer: Answer, *, as_json: bool) -> None:
    """Write the answer to standard output: exactly one JSON object, or the lines."""
    if as_json:
        encode_for_programs(sys.stdout)
        sys.stdout.write(json.dumps(plain(answer.data), ensure_ascii=False, indent=2) + "\n")
    else:
        for line in answer.lines:
            sys.stdout.write(harmless(line) + "\n")
    sys.stdout.flush()


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a table aligned by the width on screen, where a kanji takes two columns; numbers stand right.

    Nothing of it is made before the first line is asked for: with --json nobody asks.
    """
    rows = list(rows)
    cells = [[_cut(as_text(plain(value))) for value in row] for row in rows]
    widths = [max([width(head), *(width(row[at]) for row in cells)]) for at, head in enumerate(heads)]
    right = [bool(rows) and all(_is_number(row[at]) for row in rows) for at in range(len(heads))]
    yield _line(heads, widths, right)
    yield GAP.join("-" * wide for wide in widths)
    for row in cells:
        yield _line(row, widths, right)


def listed(items: object, heads: Sequence[str], rows: Sequence[Sequence[object]], none: str) -> Answer:
    """Return things as an answer: a table for people, or the sentence that there is none."""
    return Answer({"items": items}, table(heads, rows) if rows else [none])


def facts(pairs: Sequence[tuple[str, object]]) -> list[str]:
    """Return labels and values, one pair a line, the values below each other."""
    widest = max((width(name) for name, _ in pairs), default=0)
    return [f"{name}{' ' * (widest - width(name))}{GAP}{as_text(plain(value))}".rstrip() for name, value in pairs]


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal: wide, full-width and ambiguous signs take two."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in {"W", "F", "A"} else 1
        for sign in text
    )


def harmless(line: str) -> str:
    """Return a line without control signs: a name out of a file shall not move a person's cursor or clear a screen."""
    return shown_name(line).translate(_CONTROLS)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, wide, is_right in zip(cells, widths, right, strict=True):
        gap = " " * (wide - width(cell))
        padded.append(gap + cell if is_right else cell + gap)
    return GAP.join(padded).rstrip()


def _cut(text: str) -> str:
    text = harmless(" ".join(text[:_LOOKED_AT].split()))
    used = 0
    for at, sign in enumerate(text):
        used += width(sign)
        if used > WIDEST:
            kept = at
            while width(text[:kept]) > WIDEST - 2:
                kept -= 1
            return text[:kept] + "…"
    return text


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, (int, float, Fraction)) and not isinstance(value, bool))
