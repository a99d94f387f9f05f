"""Draws an address block into a given rectangle; a long name is set smaller or on more lines, never cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD, REGULAR
from divide_app.printing.paper import CAP, Paper

_LARGEST: Final = 14.0
_SMALLEST: Final = 7.5
_STEP: Final = 0.5
_LEADING: Final = 0.46
"""Distance of lines in millimetres for each point of size."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who a letter goes to.

    Attributes:
        name: As the person writes it; 様 is added here.
        kana: Set above the name when it is not blank.
        postal_code: Seven digits, or "".
    """

    name: str
    address: str = ""
    postal_code: str = ""
    kana: str = ""

    @property
    def code_words(self) -> str:
        """〒020-8530, or "" when none is known."""
        return f"〒{self.postal_code[:3]}-{self.postal_code[3:]}" if len(self.postal_code) == 7 else ""


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    size: float
    font: str
    before: float = 0.0


def draw_addressee(paper: Paper, to: Addressee, x: float, y: float, wide: float, high: float) -> None:
    """Draw postal code, address and name inside the rectangle whose top left corner is (x, y), all in mm.

    Raises:
        ValueError: The rectangle cannot hold them at any readable size: a fault of ours, settings are checked before.
    """
    size = _LARGEST
    while True:
        lines = _lines(paper, to, wide, size)
        tall = sum(line.size * _LEADING + line.before for line in lines)
        if tall <= high:
            break
        size -= _STEP
        if size < _SMALLEST:
            raise ValueError("no room for an address")
    for line in lines:
        y += line.before + line.size * _LEADING
        paper.text(x, y - (_LEADING - CAP) * line.size / 2, line.words, line.size, font=line.font, colour=ink.INK)


def name_lines(paper: Paper, name: str, wide: float, size: float) -> list[str]:
    """Return a name with 様 on as few lines as it needs; the honorific never stands on a line of its own."""
    honorific = _("様")
    whole = f"{name} {honorific}"
    if paper.width(whole, size, BOLD) <= wide:
        return [whole]
    lines = paper.lines(name, wide, size, BOLD)
    last = f"{lines[-1]} {honorific}"
    if paper.width(last, size, BOLD) > wide and len(lines[-1]) > 1:
        cut = max(1, len(lines[-1]) * 2 // 3)
        return [*lines[:-1], lines[-1][:cut], f"{lines[-1][cut:]} {honorific}"]
    return [*lines[:-1], last]


def _lines(paper: Paper, to: Addressee, wide: float, size: float) -> list[_Line]:
    small = max(_SMALLEST, size * 0.75)
    lines = [_Line(to.code_words, small, REGULAR)] if to.code_words else []
    lines += [_Line(words, small, REGULAR) for words in _address_lines(paper, to.address, wide, small)]
    gap = size * 0.12
    if to.kana:
        kana = max(6.0, size * 0.5)
        lines.append(_Line(to.kana, paper.fitting_size(to.kana, wide, kana, 4.5), REGULAR, gap))
        gap = 0.0
    for words in name_lines(paper, to.name, wide, size):
        lines.append(_Line(words, size, BOLD, gap))
        gap = 0.0
    return lines


def _address_lines(paper: Paper, address: str, wide: float, size: float) -> Sequence[str]:
    return paper.lines(" ".join(address.split()), wide, size) if address else []
