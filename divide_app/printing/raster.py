"""Renders finished PDF pages to pixels, for the preview, tests and PNG files."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as pixels.

    Attributes:
        width: Pixels across.
        height: Pixels down.
        grey: Whether a pixel is one byte (grey) or four (red, green, blue, alpha).
        pixels: Rows from the top without padding.
    """

    width: int
    height: int
    grey: bool
    pixels: bytes


def page_count(pdf: bytes) -> int:
    """Return how many pages a document has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def render_page(pdf: bytes, index: int, dpi: float = 96.0, *, grey: bool = False) -> PageImage:
    """Render one page (0 = first) at `dpi` dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[index]
        bitmap = page.render(scale=dpi / 72, grayscale=grey, rev_byteorder=True, prefer_bgrx=not grey)
        image = bitmap.to_pil().convert("L" if grey else "RGBA")
        page.close()
    finally:
        document.close()
    return PageImage(image.width, image.height, grey, image.tobytes())


def page_png(pdf: bytes, index: int, dpi: float = 96.0, *, grey: bool = False) -> bytes:
    """Render one page as a PNG file."""
    from PIL import Image

    shot = render_page(pdf, index, dpi, grey=grey)
    out = io.BytesIO()
    picture = Image.frombytes("L" if grey else "RGBA", (shot.width, shot.height), shot.pixels)
    (picture if grey else picture.convert("RGB")).save(out, "PNG")
    return out.getvalue()
