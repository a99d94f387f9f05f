"""Normalises headers for comparison, because their spelling differs from city to city and from form to form."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_BRACKETS = str.maketrans("[]{}<>〔〕【】「」『』〈〉《》", "()()()()()()()()()")
_DASHES = str.maketrans("‐‑‒–—―−－", "--------")
_MARKS = re.compile(r"(?:\((?:必須|任意)\)|[*※])+$")


def fold_header(text: str) -> str:
    """Return the key under which headers are compared.

    NFKC, no spaces, line breaks or invisible signs, one kind of bracket and dash, case folded, and without the
    "required" marks that form services append.
    """
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    folded = folded.translate(_BRACKETS).translate(_DASHES).casefold()
    return _MARKS.sub("", folded) or folded


def distinct_headers(cells: list[str]) -> tuple[tuple[str, ...], tuple[tuple[str, int], ...]]:
    """Give every column its own name.

    Args:
        cells: The header row as read.

    Returns:
        The names, stripped of outer blanks and line breaks, blank ones called `(列3)`, repeated ones `電話番号 (2)`;
        and for each repeated header its text and the 1-based number of the repeated column.
    """
    names: list[str] = []
    taken: set[str] = set()
    repeated: list[tuple[str, int]] = []
    for number, cell in enumerate(cells, start=1):
        shown = " ".join(cell.replace("\ufeff", "").split())
        name = shown or f"(列{number})"
        if fold_header(name) in taken:
            repeated.append((shown, number))
            copy = 2
            while fold_header(f"{shown} ({copy})") in taken:
                copy += 1
            name = f"{shown} ({copy})"
        taken.add(fold_header(name))
        names.append(name)
    return tuple(names), tuple(repeated)
