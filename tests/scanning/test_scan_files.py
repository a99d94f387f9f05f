"""Files a scanner or a telephone makes, and files that would choke the program."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from divide_app.domain.errors import DomainError
from divide_app.domain.paper_reading import PageProblem
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.scanning import files
from divide_app.scanning.files import pages_of
from divide_app.scanning.reading import read_page
from tests.support import scanned_sheets as paper
from tests.support.scan_trial import said


@pytest.fixture(scope="module")
def page() -> paper.Marked:
    return paper.marked(np.random.default_rng(5), 9, doubts=0.0)


def _image(page: paper.Marked, mode: str = "L", dpi: float = 200) -> Image.Image:
    scanned = paper.scanned(np.random.default_rng(1), page.picture, dpi)
    return Image.fromarray(scanned[..., ::-1]).convert(mode)


def _fax(page: paper.Marked) -> Image.Image:
    return Image.fromarray(paper.SPOILERS["fax"](np.random.default_rng(1), page.picture)).convert("1")


SHAPES: dict[str, Callable[[paper.Marked, Path], None]] = {
    "grey.jpg": lambda page, to: _image(page).save(to),
    "colour.jpg": lambda page, to: _image(page, "RGB").save(to),
    "cmyk.jpg": lambda page, to: _image(page, "CMYK").save(to),
    "fine.jpg": lambda page, to: _image(page, dpi=400).save(to),
    "coarse.jpg": lambda page, to: _image(page, dpi=150).save(to),
    "colour.png": lambda page, to: _image(page, "RGB").save(to),
    "bits.png": lambda page, to: _image(page, "1").save(to),
    "palette.png": lambda page, to: _image(page, "P").save(to),
    "alpha.png": lambda page, to: _image(page, "RGBA").save(to),
    "sixteen.png": lambda page, to: Image.fromarray(np.asarray(_image(page)).astype(np.uint16) * 257).save(to),
    "packed.tif": lambda page, to: _image(page).save(to, compression="tiff_lzw"),
    "fax.tif": lambda page, to: _fax(page).save(to, compression="group4", dpi=(204, 98)),
    "silent-fax.png": lambda page, to: _fax(page).save(to),
    "colour.pdf": lambda page, to: _image(page, "RGB").save(to, resolution=200),
    "bits.pdf": lambda page, to: _image(page, "1").save(to, resolution=200),
    "no-ending": lambda page, to: _image(page).save(to, "PNG"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_kind_of_file_is_read(page: paper.Marked, tmp_path: Path, name: str) -> None:
    SHAPES[name](page, tmp_path / name)
    (found,) = pages_of(tmp_path / name)
    assert found.problem is None
    assert found.grey is not None
    reading = read_page(found.grey)
    assert {row.row: said(row) for row in reading.rows} == page.truth


def test_pages_of_a_tiff_come_one_by_one(page: paper.Marked, tmp_path: Path) -> None:
    blank = Image.new("L", (1654, 2339), 255)
    blank.save(tmp_path / "many.tif", save_all=True, append_images=[_image(page), blank])
    found = list(pages_of(tmp_path / "many.tif"))
    assert [(one.number, one.pages) for one in found] == [(1, 3), (2, 3), (3, 3)]
    problems = [read_page(one.grey).problem for one in found if one.grey is not None]
    assert problems == [PageProblem.NOT_OUR_PAGE, None, PageProblem.NOT_OUR_PAGE]


def test_three_hundred_pages_in_one_pdf_are_given_one_by_one(tmp_path: Path) -> None:
    small = Image.new("L", (60, 84), 255)
    small.save(tmp_path / "300.pdf", save_all=True, append_images=[small] * 299)
    pages = pages_of(tmp_path / "300.pdf")
    assert next(pages).pages == 300
    assert sum(one.grey is not None for one in pages) == 299


def _refusal(path: Path) -> str:
    with pytest.raises((DomainError, EnvironmentProblem)) as caught:
        next(pages_of(path))
    return str(caught.value.code)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "scan_not_a_picture"),
        ("words.txt", b"not a picture at all", "scan_not_a_picture"),
        ("zeros.png", bytes(1000), "scan_not_a_picture"),
        ("half.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog", "scan_damaged"),
        ("gif.gif", b"GIF89a" + bytes(50), "scan_not_a_picture"),
    ],
)
def test_what_is_no_scan_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert _refusal(tmp_path / name) == code


def test_a_file_that_is_not_there_is_told_apart(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "nowhere.pdf") == "missing_file"
    assert _refusal(tmp_path) == "file_unreadable"


@pytest.mark.parametrize("name", ["grey.jpg", "colour.png", "packed.tif", "colour.pdf"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_file_cut_off_anywhere_is_said_or_read_right(
    page: paper.Marked, tmp_path: Path, name: str, share: float
) -> None:
    SHAPES[name](page, tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: int(len(whole) * share)])
    try:
        found = list(pages_of(tmp_path / name))
    except DomainError as refusal:
        assert refusal.code in {"scan_damaged", "scan_not_a_picture"}
        return
    for one in found:
        if one.grey is None:
            assert one.problem is PageProblem.PAGE_DAMAGED
        else:
            for row in read_page(one.grey).rows:
                assert said(row) in {page.truth[row.row], paper.DOUBT}


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(100, 100, "x")
    canvas.save()
    assert _refusal(tmp_path / "locked.pdf") == "scan_encrypted"


def _pdf(parts: list[bytes]) -> bytes:
    """Return a PDF of numbered parts; the first is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    starts = []
    for number, part in enumerate(parts, 1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.writelines(b"%010d 00000 n \n" % start for start in starts)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, at))
    return out.getvalue()


def _one_page(content: bytes, extra: bytes = b"", more: list[bytes] | None = None) -> bytes:
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + extra + b">>",
            content,
            *(more or []),
        ]
    )


def _packed(data: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    return b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(data), filters, data)


def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9)
    piece = bytes(1 << 20)
    return b"".join(packer.compress(piece) for _ in range(size >> 20)) + packer.flush()


def test_a_pdf_that_unpacks_to_gigabytes_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(_one_page(_packed(_bomb(files.MOST_UNPACKED + (8 << 20)))))
    assert (tmp_path / "bomb.pdf").stat().st_size < 1_000_000
    assert _refusal(tmp_path / "bomb.pdf") == "scan_too_large"


def test_a_pdf_packed_twice_is_refused_as_well(tmp_path: Path) -> None:
    twice = zlib.compress(_bomb(files.MOST_UNPACKED + (8 << 20)), 9)
    assert len(twice) < 20_000
    (tmp_path / "bomb.pdf").write_bytes(_one_page(_packed(twice, b"[/FlateDecode /FlateDecode]")))
    assert _refusal(tmp_path / "bomb.pdf") == "scan_too_large"


def test_a_pdf_with_a_gigantic_picture_loses_that_page_only(tmp_path: Path) -> None:
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 1"
        b" /Length 20 >>\nstream\n" + bytes(20) + b"\nendstream"
    )
    content = _packed(zlib.compress(b"q 500 0 0 500 0 0 cm /I Do Q"))
    pdf = _one_page(content, b"/Resources << /XObject << /I 5 0 R >> >> ", [picture])
    (tmp_path / "huge.pdf").write_bytes(pdf)
    (found,) = pages_of(tmp_path / "huge.pdf")
    assert found.problem is PageProblem.PAGE_TOO_LARGE


def test_a_page_of_endless_strokes_is_given_up_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_SECONDS", 0.05)
    strokes = b"".join(
        b"%d %d m %d %d l S\n" % (at % 595, at % 842, 595 - at % 595, 842 - at % 842) for at in range(60_000)
    )
    (tmp_path / "slow.pdf").write_bytes(_one_page(_packed(zlib.compress(strokes))))
    (found,) = pages_of(tmp_path / "slow.pdf")
    assert found.problem is PageProblem.PAGE_TOO_SLOW


def test_a_page_as_large_as_a_field_is_drawn_no_larger_than_a_scan(tmp_path: Path) -> None:
    pdf = _one_page(_packed(zlib.compress(b"0 0 m 9 9 l S"))).replace(b"[0 0 595 842]", b"[0 0 14400 14400]")
    (tmp_path / "field.pdf").write_bytes(pdf)
    (found,) = pages_of(tmp_path / "field.pdf")
    assert found.grey is not None
    assert max(found.grey.shape) <= files.LONG_SIDE


def test_too_many_pages_and_too_many_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Image.new("L", (60, 84), 255)
    for name in ("many.pdf", "many.tif"):
        small.save(tmp_path / name, save_all=True, append_images=[small] * 5)
    monkeypatch.setattr(files, "MOST_PAGES", 5)
    assert [_refusal(tmp_path / name) for name in ("many.pdf", "many.tif")] == ["scan_too_many_pages"] * 2
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    assert _refusal(tmp_path / "many.pdf") == "scan_too_large"


def test_a_picture_with_more_pixels_than_any_scanner_makes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = Image.new("1", (30_000, 30_000))
    bomb.save(tmp_path / "bomb.png", optimize=False)
    assert (tmp_path / "bomb.png").stat().st_size < 500_000
    assert _refusal(tmp_path / "bomb.png") == "scan_too_large"
    monkeypatch.setattr(files, "MOST_PIXELS", 1_000_000)
    for name in ("large.png", "large.jpg", "large.tif"):
        Image.new("L", (1200, 1000)).save(tmp_path / name)
        (found,) = pages_of(tmp_path / name)
        assert found.problem is PageProblem.PAGE_TOO_LARGE
