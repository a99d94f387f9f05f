"""Locates the table in an office's list: its sheet, its header of one or two rows, and rows that are no data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LOOKED_AT = 30
"""Records at the top of a sheet among which the header is looked for."""
_OTHER_PEOPLE = re.compile("緊急|家族|保護者|代理|同伴|付添|付き添い|後見")
"""Words of a group header whose columns are about somebody else: 電話 below 緊急連絡先 is not the person's own."""

IsHeader = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a person said the table stands; what is blank or 0 is found.

    Attributes:
        sheet: Name of the sheet.
        header_row: Row of the header, as the spreadsheet numbers it.
        first_row: First row of data.
    """

    sheet: str = ""
    header_row: int = 0
    first_row: int = 0


ANYWHERE = TablePlace()


def header_at(rows: Sequence[list[str]], is_header: IsHeader) -> int:
    """Return which of the first rows is the header: the one with most known headers, else the first that is no title.

    The first row stays the header unless another one is clearly better: a cell of data may happen to be a header's
    word.
    """
    if not rows:
        return 0
    known = [_known(cells, is_header) for cells in rows]
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    best = max(range(len(rows)), key=lambda at: (known[at], -at))
    if known[best] > known[0] and (known[best] > 1 or max(filled[:best]) == 1):
        return best
    if known[0] == 0 and filled[0] == 1 and max(filled) > 2:
        return next(at for at, count in enumerate(filled) if count * 2 >= max(filled))
    return 0


def score(rows: Sequence[list[str]], is_header: IsHeader) -> int:
    """Return how many known headers the best of the rows holds: of several sheets the best one is the list."""
    return max((_known(cells, is_header) for cells in rows), default=0)


def header_of_two_rows(top: list[str], below: list[str], is_header: IsHeader) -> list[str] | None:
    """Return the header two rows make (氏名 over 姓 and 名), or None when the second one is data.

    The lower row is a header when all it holds are known headers, and one of them stands below a merged cell: below a
    blank, or below the first of a group with a blank behind it.
    """
    width = max(len(top), len(below))
    upper = [*top, *[""] * (width - len(top))]
    lower = [*below, *[""] * (width - len(below))]
    told = [at for at in range(width) if lower[at].strip()]
    if not told or not all(is_header(lower[at]) for at in told):
        return None
    if not any(not upper[at].strip() for at in told):
        return None
    found, group = [], ""
    for at in range(width):
        if upper[at].strip():
            group = upper[at].strip()
        word = lower[at].strip()
        is_others = _OTHER_PEOPLE.search(group) is not None
        found.append(f"{group} {word}" if word and is_others else word or upper[at])
    return found


def _known(cells: list[str], is_header: IsHeader) -> int:
    return sum(bool(cell.strip()) and is_header(cell) for cell in cells)


_TOTAL = re.compile(r"(?:合計|小計|総計|総合計|累計|平均|計)(?:人数|件数|数)?[::]?[0-9,.]*(?:人|名|件|組)?")
_END = re.compile(r"[-ー―\-〜~*※]*(?:以上|以下余白|以下空白|おわり|終わり|終)(?:です)?。?[-ー―\-〜~*]*")
_NUMBER_ALONE = re.compile(r"[0-9]{1,6}[.)]?")
_BOXES = frozenset("□☐-―ー0")


def is_total(cells: Sequence[str]) -> bool:
    """Tell whether a row is a line of totals: its first filled cell says so."""
    first = next((cell for cell in cells if cell.strip()), "")
    return _TOTAL.fullmatch(_plain(first)) is not None


def is_end_mark(cells: Sequence[str]) -> bool:
    """Tell whether a row holds nothing but 以上 or the like."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and _END.fullmatch(_plain(filled[0])) is not None


def is_number_alone(cells: Sequence[str]) -> bool:
    """Tell whether a row is one of a form's numbered blank lines: its first filled cell a number, the others boxes."""
    filled = [_plain(cell) for cell in cells if cell.strip()]
    return (
        len(cells) > 1
        and bool(filled)
        and _NUMBER_ALONE.fullmatch(filled[0]) is not None
        and all(cell in _BOXES for cell in filled[1:])
    )


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
