"""Files a scanner or a telephone makes, and files that would choke the program."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.paper_reading import PageProblem
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.scanning import files, pdf_guard
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


def _turned_by_exif(image: Image.Image, to: Path) -> None:
    """Save it lying on its side, with the telephone's word on how to hold it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    image.transpose(Image.Transpose.ROTATE_90).save(to, exif=exif)


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
    "turned.jpg": lambda page, to: _turned_by_exif(_image(page), to),
    "wrong-ending.pdf": lambda page, to: _image(page).save(to, "PNG"),
    "phone.jpg": lambda page, to: _image(page, dpi=700).save(to, quality=70),
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
        ("web.webp", b"RIFF\x1a\x00\x00\x00WEBPVP8 " + bytes(20), "scan_not_a_picture"),
        ("IMG_0001.HEIC", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "scan_heic"),
        (
            "no-pages.pdf",
            b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids []"
            b" /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF",
            "scan_damaged",
        ),
    ],
)
def test_what_is_no_scan_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert _refusal(tmp_path / name) == code


def test_a_file_that_is_not_there_is_told_apart(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "nowhere.pdf") == "missing_file"
    assert _refusal(tmp_path) == "is_folder"


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
    (tmp_path / "bomb.pdf").write_bytes(_one_page(_packed(_bomb(pdf_guard.MOST_UNPACKED + (8 << 20)))))
    assert (tmp_path / "bomb.pdf").stat().st_size < 1_000_000
    assert _refusal(tmp_path / "bomb.pdf") == "scan_too_large"


def test_a_pdf_packed_twice_is_refused_as_well(tmp_path: Path) -> None:
    twice = zlib.compress(_bomb(pdf_guard.MOST_UNPACKED + (8 << 20)), 9)
    assert len(twice) < 20_000
    (tmp_path / "bomb.pdf").write_bytes(_one_page(_packed(twice, b"[/FlateDecode /FlateDecode]")))
    assert _refusal(tmp_path / "bomb.pdf") == "scan_too_large"


def _form(body: bytes, draws: int | None) -> bytes:
    """Return a form that draws the form with that number."""
    inner = b"" if draws is None else b"/Resources << /XObject << /F %d 0 R >> >> " % draws
    packed = zlib.compress(body)
    head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] " + inner
    return head + b"/Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _laughs(levels: int, draws: int) -> bytes:
    """Return a page that draws a form which draws a form, ten times each."""
    forms = [_form(b"/F Do\n" * draws, 6 + at) for at in range(levels)]
    start = _packed(zlib.compress(b"/F Do"))
    return _one_page(start, b"/Resources << /XObject << /F 5 0 R >> >> ", [*forms, _form(b"0 0 1 1 re f\n", None)])


def _small_window(data_mb: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 12)  # begins with other bytes than most
    piece = bytes(1 << 20)
    return b"".join(packer.compress(piece) for _ in range(data_mb)) + packer.flush()


BOMBS: dict[str, Callable[[], bytes]] = {
    "a small window": lambda: _one_page(_packed(_small_window(330))),
    "letters": lambda: _one_page(_packed(base64.a85encode(_bomb(330 << 20)) + b"~>", b"[/ASCII85Decode /FlateDecode]")),
    "hexadecimal": lambda: _one_page(
        _packed(_bomb(330 << 20).hex().encode() + b">", b"[/ASCIIHexDecode /FlateDecode]")
    ),
    "run lengths": lambda: _one_page(_packed(b"\x81\x00" * 2_000_000, b"/RunLengthDecode")),
    "forms in forms": lambda: _laughs(8, 10),
    "forms without end": lambda: _laughs(40, 2),
    "millions of commands": lambda: _one_page(_packed(zlib.compress(b"0 0 1 1 re f\n" * 900_000))),
    "plain commands": lambda: _one_page(
        b"<< /Length %d >>\nstream\n%s\nendstream" % (13 * 900_000, b"0 0 1 1 re f\n" * 900_000)
    ),
    "one part a thousand times": lambda: _one_page(_packed(zlib.compress(b"0 0 1 1 re f\n"))).replace(
        b"/Contents 4 0 R", b"/Contents [" + b"4 0 R " * 1000 + b"]"
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_pdf_that_swells_in_any_way_is_refused_before_it_is_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / "bomb.pdf").write_bytes(BOMBS[name]())
    assert _refusal(tmp_path / "bomb.pdf") == "scan_too_large"


def test_layers_and_forms_as_machines_make_them_are_no_bomb(tmp_path: Path) -> None:
    """A copier's "compact PDF": each page a form, each form three layers; described in objects of their own."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + b" ".join(b"%d 0 R" % (3 + 4 * at) for at in range(60)) + b"] /Count 60 >>",
    ]
    picture = zlib.compress(bytes(64))
    for at in range(60):
        page = 3 + 4 * at
        parts += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /XObject << /F %d 0 R"
            b" >> >> >>" % (page + 1, page + 2),
            _packed(zlib.compress(b"/F Do")),
            _form(b"/I Do /I Do /I Do", None).replace(
                b"/BBox", b"/Resources << /XObject << /I %d 0 R >> >> /BBox" % (page + 3)
            ),
            b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8"
            b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(picture), picture),
        ]
    (tmp_path / "compact.pdf").write_bytes(_pdf(parts))
    assert sum(1 for _page in pages_of(tmp_path / "compact.pdf")) == 60


def test_no_bomb_takes_more_memory_than_a_large_page(tmp_path: Path) -> None:
    """The most a file took is measured by the system, in a program of its own that opened nothing else."""
    for at, name in enumerate(BOMBS):
        (tmp_path / f"{at}.pdf").write_bytes(BOMBS[name]())
    Image.new("1", (30_000, 30_000)).save(tmp_path / "huge.png")
    Image.new("1", (30_000, 30_000)).save(tmp_path / "huge.tif", compression="group4")
    small = io.BytesIO()
    Image.new("L", (64, 64)).save(small, "JPEG", progressive=True)
    sizes = small.getvalue().index(b"\xff\xc2") + 5
    lying = small.getvalue()[:sizes] + b"\xea\x60\xea\x60" + small.getvalue()[sizes + 4 :]
    (tmp_path / "huge.jpg").write_bytes(lying)
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (len(lying), lying)
    )
    inside = _one_page(_packed(zlib.compress(b"/I Do")), b"/Resources << /XObject << /I 5 0 R >> >> ", [picture])
    (tmp_path / "lying.pdf").write_bytes(inside)
    script = (
        "import resource, sys\nfrom pathlib import Path\nimport cv2, numpy, PIL.Image, pypdfium2\n"
        "from divide_app.domain.errors import DomainError\nfrom divide_app.scanning.files import pages_of\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for path in sorted(Path(sys.argv[1]).iterdir()):\n"
        "    try:\n        list(pages_of(path))\n    except DomainError:\n        pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 250 * 1024  # kilobytes


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
