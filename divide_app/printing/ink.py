"""The colours of papers, chosen to survive black-and-white printing."""

from __future__ import annotations

from reportlab.lib.colors import Color, HexColor

INK: Color = HexColor(0x1A1A1A)
"""Text (gray-900 of the Digital Agency's tokens v1.1.9)."""
SOFT: Color = HexColor(0x4D4D4D)
"""Less important text (gray-700, 8.45:1 on white)."""
ACCENT: Color = HexColor(0x0017C1)
"""Headings and filled areas (blue-900); prints nearly black in greyscale, so white on it stays readable."""
ACCENT_LIGHT: Color = HexColor(0x1F37CF)
"""Drawing on a filled area, behind white text (white on it is 8:1)."""
TINT: Color = HexColor(0xE8F1FE)
"""Quiet panel (blue-50); may vanish on a poor copier without any loss of meaning."""
SHADE: Color = HexColor(0xF2F2F2)
"""Heads of tables (gray-50)."""
TRACK: Color = HexColor(0xD8D8D8)
"""The part of a bar that is not filled."""
LINE: Color = HexColor(0x666666)
"""Edges of tables and boxes (gray-600, 5.7:1)."""
HAIR: Color = HexColor(0x949494)
"""Inner lines of tables (gray-420, 3:1)."""
WHITE: Color = HexColor(0xFFFFFF)
