"""Opens scanned files (PDF, TIFF, PNG, JPEG) page by page and refuses those too large to process."""

from __future__ import annotations

import contextlib
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.paper_reading import PageProblem
from divide_app.foundation.file_trouble import reading
from divide_app.scanning.pdf_guard import is_bomb

if TYPE_CHECKING:
    from divide_app.scanning.placing import Picture

MOST_BYTES: Final = 500 * 2**20
"""A file of 300 pages at 400 dots an inch in colour has about 300 MB."""
MOST_PAGES: Final = 1000
MOST_PIXELS: Final = 80_000_000
"""Of one page: A4 at 800 dots an inch has 62 million."""
LONG_SIDE: Final = 2340
"""Pixels of the long side of a page drawn from a PDF: A4 at 200 dots an inch."""
_HEIC: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
"""Brands of the files an iPhone keeps its photos in (ISO/IEC 23008-12)."""
_HALVED_FROM: Final = 4400
"""Long side from which half of the pixels each way are enough."""
_SQUEEZED: Final = 1.3
"""Dots across for each dot down from which a picture is stretched: a fax has twice as many."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One page of a file: its grey picture, or why there is none."""

    number: int
    pages: int
    grey: Picture | None = None
    problem: PageProblem | None = None


def pages_of(
    path: Path,
    *,
    first: int = 1,
    on_loaded: Callable[[], object] = lambda: None,
    on_opened: Callable[[int], object] = lambda _pages: None,
) -> Iterator[ScannedPage]:
    """Yield the pages of a PDF, TIFF, PNG or JPEG file.

    Args:
        path: The file.
        first: Page to begin with, from 1.
        on_loaded: Called when the bytes of the file are here, before anything is made of them.
        on_opened: Called with the number of pages, before the first of them is decoded.

    Raises:
        EnvironmentProblem: As `file_trouble.reading`.
        DomainError: `scan_not_a_picture`, `scan_heic`, `scan_damaged`, `scan_encrypted`, `scan_too_large`,
            `scan_too_many_pages`; all before the first page.
    """
    with reading(path):
        if path.stat().st_size > MOST_BYTES:
            raise DomainError("scan_too_large", name=path.name, megabytes=MOST_BYTES >> 20)
        content = path.read_bytes()
    on_loaded()
    if content[:1024].lstrip()[:5] == b"%PDF-" or b"%PDF-" in content[:1024]:
        yield from _of_pdf(content, path.name, first, on_opened)
    else:
        yield from _of_picture(content, path.name, first, on_opened)


# ---- pictures ----


def _of_picture(content: bytes, name: str, first: int, on_opened: Callable[[int], object]) -> Iterator[ScannedPage]:
    import io

    from PIL import Image, UnidentifiedImageError

    try:
        with _no_bomb_warning():
            picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "TIFF"))
    except UnidentifiedImageError as error:
        is_heic = content[4:8] == b"ftyp" and content[8:12] in _HEIC
        raise DomainError("scan_heic" if is_heic else "scan_not_a_picture", name=name) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DomainError("scan_too_large", name=name, megabytes=MOST_BYTES >> 20) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise DomainError("scan_damaged", name=name) from error
    if picture.format in {"JPEG", "MPO"}:
        wide, high = picture.size
        on_opened(1)
        yield ScannedPage(1, 1, *_jpeg(content, wide, high))
        return
    try:
        pages = int(getattr(picture, "n_frames", 1))
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise DomainError("scan_damaged", name=name) from error
    if pages > MOST_PAGES:
        raise DomainError("scan_too_many_pages", name=name, most=MOST_PAGES)
    on_opened(pages)
    for number in range(first, pages + 1):
        yield ScannedPage(number, pages, *_frame(picture, number - 1))


@contextlib.contextmanager
def _no_bomb_warning() -> Iterator[None]:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.simplefilter("ignore", UserWarning)  # odd tags of a scanner are no trouble of the person's
        yield


def _jpeg(content: bytes, wide: int, high: int) -> tuple[Picture | None, PageProblem | None]:
    import cv2
    import numpy as np

    if wide * high > MOST_PIXELS:
        return None, PageProblem.PAGE_TOO_LARGE
    how = cv2.IMREAD_REDUCED_GRAYSCALE_2 if max(wide, high) >= _HALVED_FROM else cv2.IMREAD_GRAYSCALE
    grey: Any = cv2.imdecode(np.frombuffer(content, np.uint8), how)
    return (None, PageProblem.PAGE_DAMAGED) if grey is None else (grey, None)


def _frame(picture: Any, at: int) -> tuple[Picture | None, PageProblem | None]:
    import numpy as np
    from PIL import Image

    try:
        with _no_bomb_warning():
            picture.seek(at)
            if picture.size[0] * picture.size[1] > MOST_PIXELS:
                return None, PageProblem.PAGE_TOO_LARGE
            across, down = (float(value) for value in picture.info.get("dpi", (1.0, 1.0)))
            if "A" in picture.getbands() or "transparency" in picture.info:
                seen = picture if "A" in picture.getbands() else picture.convert("RGBA")
                over = Image.new("L", seen.size, 255)
                over.paste(seen.convert("L"), mask=seen.getchannel("A"))
                grey = np.asarray(over)
            elif picture.mode.startswith("I;16"):
                grey = (np.asarray(picture) >> 8).astype(np.uint8)
            else:
                grey = np.asarray(picture.convert("L"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None, PageProblem.PAGE_TOO_LARGE
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, zlib.error):
        return None, PageProblem.PAGE_DAMAGED
    return _evened(grey, across, down), None


def _evened(grey: Picture, across: float, down: float) -> Picture:
    """Return the picture with as many dots an inch down as across, and no larger than needed."""
    import cv2
    import numpy as np

    ratio = across / down if across > 0 and down > 0 else 1.0
    if ratio > _SQUEEZED or ratio < 1 / _SQUEEZED:
        across_by, down_by = (1.0, min(ratio, 4.0)) if ratio > 1 else (min(1 / ratio, 4.0), 1.0)
        return np.asarray(cv2.resize(grey, None, fx=across_by, fy=down_by, interpolation=cv2.INTER_LINEAR))
    if max(grey.shape) >= _HALVED_FROM:
        return np.asarray(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    return np.ascontiguousarray(grey)


# ---- PDF ----


def _of_pdf(content: bytes, name: str, first: int, on_opened: Callable[[int], object]) -> Iterator[ScannedPage]:
    import pypdfium2  # type: ignore[import-untyped]
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    if is_bomb(content):
        raise DomainError("scan_too_large", name=name, megabytes=MOST_BYTES >> 20)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise DomainError("scan_encrypted" if is_locked else "scan_damaged", name=name) from error
    try:
        pages = len(document)
        if pages > MOST_PAGES:
            raise DomainError("scan_too_many_pages", name=name, most=MOST_PAGES)
        if pages < 1:
            raise DomainError("scan_damaged", name=name)
        on_opened(pages)
        for at in range(first - 1, pages):
            yield ScannedPage(at + 1, pages, *_pdf_page(document, at))
    finally:
        document.close()


def _pdf_page(document: Any, at: int) -> tuple[Picture | None, PageProblem | None]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = document[at]
    except pypdfium2.PdfiumError:
        return None, PageProblem.PAGE_DAMAGED
    try:
        pixels = 0
        for thing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
            wide, high = thing.get_px_size()
            pixels += wide * high
            if pixels > 2 * MOST_PIXELS:
                return None, PageProblem.PAGE_TOO_LARGE
        width, height = page.get_size()
        if width <= 0 or height <= 0:
            return None, PageProblem.PAGE_DAMAGED
        return _drawn(page, LONG_SIDE / max(width, height))
    except pypdfium2.PdfiumError:
        return None, PageProblem.PAGE_DAMAGED
    finally:
        page.close()


def _drawn(page: Any, scale: float) -> tuple[Picture | None, PageProblem | None]:
    import numpy as np
    import pypdfium2
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    bitmap = pypdfium2.PdfBitmap.new_native(wide, high, pdfium.FPDFBitmap_Gray)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, wide, high)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE)
        grey = np.array(bitmap.to_numpy(), np.uint8)
        return grey.reshape(high, wide), None
    finally:
        bitmap.close()
