"""Chooses the font of each character: universal-design fonts, then one for rare kanji, then 〓 with a warning."""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from divide_app.foundation.bundled import resource

REGULAR: Final = "KakehashiText"
BOLD: Final = "KakehashiTextBold"
FIGURES: Final = "KakehashiFigures"
"""Digits of one width, for columns of numbers."""
FIGURES_BOLD: Final = "KakehashiFiguresBold"
RARE: Final = "KakehashiRare"

FILES: Final[dict[str, str]] = {
    REGULAR: "BIZUDPGothic-Regular.ttf",
    BOLD: "BIZUDPGothic-Bold.ttf",
    FIGURES: "KakehashiFigures-Regular.ttf",
    FIGURES_BOLD: "KakehashiFigures-Bold.ttf",
    RARE: "KakehashiRare-Regular.ttf",
}

GETA: Final = "〓"
"""The replacement for a missing glyph (下駄記号)."""

ELLIPSIS: Final = "…"

_lock = threading.Lock()


def is_ignorable(code: int) -> bool:
    """Tell whether a code point is not drawn: variation selectors, joiners, controls.

    The base glyph of an IVS name is drawn; the name itself is stored untouched elsewhere.
    """
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or code in {0xAD, 0xFEFF, 0x180E}
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0x2060 <= code <= 0x2069
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0000 <= code <= 0xE01EF
    )


class _Font(TTFont):
    """WORKAROUND reportlab 5.1 `makeToUnicodeCMap`: five hexadecimal digits for U+20BB7 are read as U+20BB.

    The table that turns glyphs back into text wants UTF-16, so 𠮷 would be copied out as another sign.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's name
        """Write the font, then mend the text table of each subset that holds characters beyond U+FFFF."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        streams = [doc.idToObject[name] for name in self._stream_names(len(subsets))]
        for subset, stream in zip(subsets, streams, strict=True):
            for code in subset:
                if code > 0xFFFF:
                    right = chr(code).encode("utf-16-be").hex().upper()
                    stream.content = stream.content.replace(f"> <{code:04X}>", f"> <{right}>")

    def _stream_names(self, count: int) -> list[str]:
        return [f"toUnicodeCMap:{SUBSETN(n).decode()}+{self.face.name.decode()}" for n in range(count)]


@cache
def face(name: str) -> TTFont:
    """Return a registered font; the file is read once in a process and shared by every document.

    Args:
        name: One of `REGULAR`, `BOLD`, `FIGURES`, `FIGURES_BOLD`, `RARE`.
    """
    with _lock:
        font = _Font(name, str(resource("fonts", FILES[name])), shapable=False)
        pdfmetrics.registerFont(font)
        return font


@cache
def covered(name: str) -> frozenset[str]:
    """Return the characters a font can draw, as one-character strings."""
    return frozenset(chr(code) for code in face(name).face.charToGlyph if not is_ignorable(code))


def width(text: str, name: str, size: float) -> float:
    """Return the advance width of text that `name` covers, in points."""
    return float(face(name).stringWidth(text, size))


def plain(text: str, name: str) -> bool:
    """Tell whether one font covers the whole text (true of nearly every string we print)."""
    return covered(name).issuperset(text)


@lru_cache(maxsize=4096)
def runs(text: str, name: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Split text by the font that can draw it.

    Returns:
        The runs as (font, text), and the characters no font has (each was replaced by 〓).
    """
    if plain(text, name):
        return ((name, text),) if text else (), ""
    # Figure fonts hold digits only; words around them come from the text face of the same weight.
    chain = dict.fromkeys((name, BOLD if name in {BOLD, FIGURES_BOLD} else REGULAR, RARE))
    found: list[tuple[str, str]] = []
    lost: list[str] = []
    for character in text:
        if is_ignorable(ord(character)):
            continue
        drawn = " " if character in "\u00a0\u2002\u2003\u2009" else character
        font = next((one for one in chain if drawn in covered(one)), None)
        if font is None:
            lost.append(character)
            font, drawn = (BOLD if name in {BOLD, FIGURES_BOLD} else REGULAR), GETA
        if found and found[-1][0] == font:
            found[-1] = (font, found[-1][1] + drawn)
        else:
            found.append((font, drawn))
    return tuple(found), "".join(lost)


@lru_cache(maxsize=16384)
def measure(text: str, name: str, size: float) -> float:
    """Return the width in points of any text, fallback runs included."""
    if plain(text, name):
        return width(text, name, size)
    return sum(width(part, font, size) for font, part in runs(text, name)[0])
