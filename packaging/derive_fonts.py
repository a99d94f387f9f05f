"""Makes the two derived fonts in `resources/fonts` once, so that anybody can see and repeat how they came to be.

Run by hand, never by the build: `python packaging/derive_fonts.py BIZ_FOLDER NOTO_SANS_CJK_REGULAR.ttc IPAMJ.ttf OUT`.
The IPAmj font is only read for its list of characters (the kanji of family registers); no outline of it is taken.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

FIGURES = "0123456789"
FALLBACK_LICENCE = "SIL Open Font License, Version 1.1. https://openfontlicense.org"
# Largest distance between the cubic outline and ours, in units of 1/1000 em: invisible at any size we print.
MAX_ERROR = 1.0


def _name(font: Any, family: str, style: str, copyright_line: str) -> None:
    table = font["name"]
    table.names = []
    text = {0: copyright_line, 1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}"}
    text |= {6: f"{family}-{style}".replace(" ", ""), 13: FALLBACK_LICENCE}
    for number, value in text.items():
        table.setName(value, number, 3, 1, 0x409)


def figures(source: Path, style: str, out: Path) -> None:
    """Cut the ten digits out of a BIZ UDPGothic face and give the narrow `1` the width of the others.

    Columns of numbers then stand straight, and look like the text around them.
    """
    font: Any = TTFont(source)
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=FIGURES + " ,.-+%")
    cutter.subset(font)
    metrics, names = font["hmtx"], font.getBestCmap()
    wide, _ = metrics[names[ord("0")]]
    one = names[ord("1")]
    width, left = metrics[one]
    shift = (wide - width) // 2
    glyph = font["glyf"][one]
    glyph.coordinates.translate((shift, 0))
    glyph.recalcBounds(font["glyf"])
    metrics[one] = (wide, left + shift)
    _name(font, "Kakehashi Figures", style, "Copyright 2022 The BIZ UDGothic Project Authors; modified for Kakehashi")
    font.save(out / f"KakehashiFigures-{style}.ttf")


def _from_codec(codec: str, leads: Iterable[int], prefix: bytes = b"") -> set[int]:
    found: set[int] = set()
    for first in leads:
        for second in range(0xA1, 0xFF):
            try:
                found.update(map(ord, (prefix + bytes([first, second])).decode(codec)))
            except UnicodeDecodeError:
                continue
    return found


def wanted_characters(register: set[int]) -> set[int]:
    """Return what people's names and our papers may hold: JIS X 0213, registers, Chinese, Korean and Latin names."""
    high = range(0xA1, 0xFF)
    wanted = set(register) | _from_codec("euc_jis_2004", high) | _from_codec("euc_jis_2004", high, b"\x8f")
    wanted |= _from_codec("gb2312", high) | _from_codec("euc_kr", high)
    for first, last in ((0x20, 0x2FF), (0x1E00, 0x1EFF), (0x2000, 0x2BFF), (0x3000, 0x33FF), (0xFE30, 0xFFEF)):
        wanted |= set(range(first, last + 1))
    return wanted


def fallback(noto: Path, biz: Path, register: Path, out: Path) -> None:
    """Turn the Noto Sans CJK JP glyphs that BIZ UDPGothic lacks into TrueType outlines, which ReportLab can embed."""
    face: Any = next(f for f in TTCollection(noto).fonts if f["name"].getDebugName(4) == "Noto Sans CJK JP")
    has: dict[int, str] = face.getBestCmap()
    missing = wanted_characters(set(TTFont(register).getBestCmap())) - set(TTFont(biz).getBestCmap())
    chosen = sorted(code for code in missing if code in has)
    glyph_set, metrics = face.getGlyphSet(), face["hmtx"]
    order = [".notdef", *dict.fromkeys(has[code] for code in chosen)]
    glyphs, widths = {}, {}
    for name in order:
        pen = TTGlyphPen(None)
        glyph_set[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
        widths[name] = metrics[name][0]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({code: has[code] for code in chosen})
    builder.setupGlyf(glyphs)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics({name: (widths[name], getattr(table[name], "xMin", 0)) for name in order})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=1160, usWinDescent=320, sCapHeight=733)
    builder.setupNameTable({})
    _name(builder.font, "Kakehashi Rare", "Regular", "Copyright 2014-2021 Adobe; modified for Kakehashi")
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.save(out / "KakehashiRare-Regular.ttf")


def main() -> None:
    """Make every derived font."""
    biz, noto, register, out = (Path(word) for word in sys.argv[1:5])
    for style in ("Regular", "Bold"):
        figures(biz / f"BIZUDPGothic-{style}.ttf", style, out)
    fallback(noto, biz / "BIZUDPGothic-Regular.ttf", register, out)


if __name__ == "__main__":
    main()
