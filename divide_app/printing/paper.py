"""A canvas for A4 sheets: lengths in millimetres from the top left, fallback fonts, reproducible PDF bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from divide_app.foundation.translation import _
from divide_app.printing import fonts, ink
from divide_app.printing.fonts import BOLD, ELLIPSIS, FIGURES_BOLD, REGULAR
from divide_app.printing.line_breaking import break_lines

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
MARGIN: Final = 12.0
"""Every printer can reach up to here (docs/looks.md#safe-margin)."""
RIGHT: Final = WIDTH - MARGIN
BOTTOM: Final = HEIGHT - MARGIN
INNER: Final = WIDTH - 2 * MARGIN
CAP: Final = 0.765 / mm
"""Height of a capital or a digit of BIZ UDPGothic in millimetres for each point of size (1567/2048 em)."""

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished document.

    Attributes:
        pdf: The file, the same bytes for the same sheet.
        pages: How many pages it has.
        warnings: Sentences for the person who prints: what was shortened or could not be drawn.
    """

    pdf: bytes
    pages: int
    warnings: tuple[str, ...]


class _Sheets(Canvas):
    """A canvas that does not name Helvetica on every page: only embedded fonts may stand in our files."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class Paper:
    """One document being drawn. Lengths are millimetres from the top left, sizes of type are points."""

    def __init__(
        self,
        title: str,
        *,
        subject: str = "",
        author: str = "",
        language: str = "ja",
        size: tuple[float, float] = (WIDTH, HEIGHT),
    ) -> None:
        """Start a document whose first page is open; `size` is width and height in mm, A4 unless told."""
        self.wide, self.high = size
        self._file = io.BytesIO()
        # invariant: no time stamp and no random id in the file, so the same sheet gives the same bytes
        self.canvas: Any = _Sheets(
            self._file, pagesize=(self.wide * mm, self.high * mm), invariant=1, pageCompression=1, lang=language
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author or "かけはし")
        self.canvas.setSubject(subject)
        self.canvas.setCreator("かけはし")
        self.canvas.setProducer("かけはし")
        self.page = 1
        self._warnings: dict[str, None] = {}

    def warn(self, sentence: str) -> None:
        """Remember a warning once."""
        self._warnings[sentence] = None

    def next_page(self) -> None:
        """Close this page and open the next."""
        self.canvas.showPage()
        self.page += 1

    def finish(self) -> Printed:
        """Close the document."""
        self.canvas.showPage()
        self.canvas.save()
        return Printed(self._file.getvalue(), self.page, tuple(self._warnings))

    # ---- text ----

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        font: str = REGULAR,
        align: Align = "left",
        colour: Color = ink.INK,
    ) -> None:
        """Draw one line whose baseline is `y`; characters the face lacks come from the fallback."""
        if not words:
            return
        canvas = self.canvas
        canvas.setFillColor(colour)
        across, down = x * mm, (self.high - y) * mm
        if fonts.plain(words, font):
            if align != "left":
                across -= fonts.measure(words, font, size) * (1.0 if align == "right" else 0.5)
            canvas.setFont(font, size)
            canvas.drawString(across, down, words)
            return
        parts, lost = fonts.runs(words, font)
        if lost:
            self._warn_lost(words, lost)
        if align != "left":
            across -= fonts.measure(words, font, size) * (1.0 if align == "right" else 0.5)
        line = canvas.beginText(across, down)
        heavy = font in {BOLD, FIGURES_BOLD}
        for name, part in parts:
            fonts.face(name)
            line.setFont(name, size)
            if heavy:  # the rare face has one weight: a thin outline makes it bold
                rare = name == fonts.RARE
                canvas.setStrokeColor(colour)
                canvas.setLineWidth(size * 0.035)
                line.setTextRenderMode(2 if rare else 0)
            line.textOut(part)
        line.setTextRenderMode(0)
        canvas.drawText(line)

    def _warn_lost(self, words: str, lost: str) -> None:
        codes = " ".join(f"U+{ord(one):04X}" for one in dict.fromkeys(lost))
        self.warn(
            _("「{text}」に印刷できない文字（{codes}）があるため、〓で印刷しました。手書きで直してください。").format(
                text=words, codes=codes
            )
        )

    def width(self, words: str, size: float, font: str = REGULAR) -> float:
        """Return how wide a line is, in millimetres."""
        return fonts.measure(words, font, size) / mm

    def fitting_size(self, words: str, limit: float, size: float, floor: float, font: str = REGULAR) -> float:
        """Return the largest size from `size` down to `floor` at which the words are no wider than `limit` mm."""
        wide = self.width(words, size, font)
        return size if wide <= limit else max(floor, int(size * limit / wide * 20) / 20)

    def fit(
        self,
        x: float,
        y: float,
        words: str,
        limit: float,
        size: float,
        floor: float,
        *,
        font: str = REGULAR,
        align: Align = "left",
        colour: Color = ink.INK,
    ) -> float:
        """Draw one line in `limit` mm: smaller down to `floor` points, then shortened with … and a warning.

        Returns:
            The size used.
        """
        used = self.fitting_size(words, limit, size, floor, font)
        shown = words
        if used == floor and self.width(words, used, font) > limit:
            shown = self.shorten(words, limit, used, font)
        self.text(x, y, shown, used, font=font, align=align, colour=colour)
        return used

    def shorten(self, words: str, limit: float, size: float, font: str = REGULAR) -> str:
        """Cut the words so that they fit with … at the end, and warn."""
        end = len(words)
        while end and self.width(words[:end] + ELLIPSIS, size, font) > limit:
            end -= 1
        self.warn(_("「{text}」は長いため、途中までを印刷しました。").format(text=words))
        return words[:end].rstrip() + ELLIPSIS

    def lines(self, words: str, limit: float, size: float, font: str = REGULAR) -> list[str]:
        """Break words into lines of at most `limit` mm by Japanese rules."""
        return break_lines(words, limit * mm, lambda part: fonts.measure(part, font, size))

    def paragraph(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float,
        leading: float,
        *,
        font: str = REGULAR,
        align: Align = "left",
        colour: Color = ink.INK,
    ) -> float:
        """Draw broken lines, the first baseline at `y`, `leading` mm apart; return the next free baseline."""
        for line in lines:
            self.text(x, y, line, size, font=font, align=align, colour=colour)
            y += leading
        return y

    # ---- shapes ----

    def fill(self, x: float, y: float, w: float, h: float, colour: Color, radius: float = 0.0) -> None:
        """Fill a rectangle whose top left corner is (x, y)."""
        self.canvas.setFillColor(colour)
        self._rectangle(x, y, w, h, radius, stroke=0, fill=1)

    def box(
        self, x: float, y: float, w: float, h: float, *, line: float = 0.25, colour: Color = ink.LINE, radius: float = 0
    ) -> None:
        """Draw the edge of a rectangle, `line` mm thick."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(line * mm)
        self._rectangle(x, y, w, h, radius, stroke=1, fill=0)

    def _rectangle(self, x: float, y: float, w: float, h: float, radius: float, *, stroke: int, fill: int) -> None:
        left, low = x * mm, (self.high - y - h) * mm
        if radius:
            self.canvas.roundRect(left, low, w * mm, h * mm, radius * mm, stroke=stroke, fill=fill)
        else:
            self.canvas.rect(left, low, w * mm, h * mm, stroke=stroke, fill=fill)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, line: float = 0.25, colour: Color = ink.LINE) -> None:
        """Draw a straight line, `line` mm thick."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(line * mm)
        self.canvas.line(x1 * mm, (self.high - y1) * mm, x2 * mm, (self.high - y2) * mm)

    def dash(self, *lengths: float) -> None:
        """Make lines dashed from here (lengths in mm), or solid when none are given."""
        self.canvas.setDash([length * mm for length in lengths])
