"""The process that reads scans: what hangs, crashes or swells there is a told page, and the next page is read."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.paper_reading import PageProblem
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled
from divide_app.scanning import apart
from divide_app.scanning.apart import PageReader, ReadPage
from divide_app.scanning.reading import read_page
from tests.scanning.test_scan_files import _pdf
from tests.support import scanned_sheets as paper

_TILES = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep .0005 /YStep .0005"


def endless(page_tree: bytes = b"[3 0 R 6 0 R 3 0 R]") -> bytes:
    """Return a small PDF whose odd pages are tiled for hours, in one step that cannot be interrupted."""
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids %s /Count %d >>" % (page_tree, page_tree.count(b"R")),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Pattern << /P 5 0 R >> >> >>",
            b"<< /Length 46 >>\nstream\n/Pattern cs /P scn 0 0 595 842 re f\nendstream",
            b"<< /Type /Pattern " + _TILES + b" /Resources << >> /Length 11 >>\nstream\n0 0 1 1 re f\nendstream",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ]
    )


def _problems(pages: list[ReadPage]) -> list[PageProblem | None]:
    return [reading.problem for page in pages for reading in page.readings]


def _child(reader: PageReader) -> int:
    assert reader.process is not None
    return reader.process.pid


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_page_comes_back_from_the_other_process_as_it_was_read_there(tmp_path: Path) -> None:
    marked = paper.marked(np.random.default_rng(11), 9, doubts=0.5)
    Image.fromarray(marked.picture).convert("L").save(tmp_path / "page.png")
    with PageReader(with_pictures=True) as reader:
        (page,) = reader.pages(tmp_path / "page.png")
    here = read_page(np.asarray(Image.open(tmp_path / "page.png")), with_picture=True)
    assert page.readings == (here,)
    assert here.picture is not None
    assert here.clips


def test_a_page_that_takes_for_ever_is_told_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs
) -> None:
    expected_logs.expect("given up: page_too_slow")
    monkeypatch.setattr(apart, "MOST_SECONDS", 2.0)
    (tmp_path / "endless.pdf").write_bytes(endless())
    with PageReader() as reader:
        pages = list(reader.pages(tmp_path / "endless.pdf"))
    slow, read = PageProblem.PAGE_TOO_SLOW, PageProblem.NOT_OUR_PAGE
    assert [(page.number, page.pages) for page in pages] == [(1, 3), (2, 3), (3, 3)]
    assert _problems(pages) == [slow, read, slow]


def test_a_file_of_nothing_but_such_pages_is_given_up_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs
) -> None:
    expected_logs.expect("given up: page_too_slow")
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.5)
    monkeypatch.setattr(apart, "_LEAST_SECONDS", 0.2)
    (tmp_path / "endless.pdf").write_bytes(endless(b"[" + b"3 0 R " * 200 + b"]"))
    starts = []
    real = PageReader._start
    monkeypatch.setattr(PageReader, "_start", lambda self: (starts.append(1), real(self)))
    with PageReader() as reader:
        pages = list(reader.pages(tmp_path / "endless.pdf"))
    assert _problems(pages) == [PageProblem.PAGE_TOO_SLOW] * 200
    assert len(starts) == 2


def test_a_file_that_cannot_be_opened_in_time_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs
) -> None:
    expected_logs.expect("given up: page_too_slow")
    monkeypatch.setattr(apart, "_LOAD_SECONDS", 0.0)
    (tmp_path / "endless.pdf").write_bytes(endless())
    real = PageReader._ask

    def ask(self: PageReader, **asked: object) -> None:
        if "path" in asked:
            os.kill(_child(self), signal.SIGSTOP)  # as if it were opening a file without end
        real(self, **asked)

    monkeypatch.setattr(PageReader, "_ask", ask)
    with PageReader() as reader, pytest.raises(DomainError) as refused:
        list(reader.pages(tmp_path / "endless.pdf"))
    assert (refused.value.code, refused.value.details["name"]) == ("scan_too_slow", "endless.pdf")


@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_is_a_told_page_and_the_next_is_read(tmp_path: Path, expected_logs, how: signal.Signals) -> None:
    expected_logs.expect("given up: page_damaged")
    (tmp_path / "endless.pdf").write_bytes(endless(b"[6 0 R 3 0 R 6 0 R]"))
    found: list[PageProblem | None] = []

    def crash() -> None:
        if len(found) == 1:  # the second page is being drawn
            os.kill(_child(reader), how)

    with PageReader(on_wait=crash) as reader:
        for page in reader.pages(tmp_path / "endless.pdf"):
            found += _problems([page])
    assert found == [PageProblem.NOT_OUR_PAGE, PageProblem.PAGE_DAMAGED, PageProblem.NOT_OUR_PAGE]


def test_a_crash_before_the_pages_are_counted_refuses_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs
) -> None:
    expected_logs.expect("given up: page_damaged")
    Image.new("L", (60, 84), 255).save(tmp_path / "good.png")
    real = PageReader._ask

    def crash(self: PageReader, **asked: object) -> None:
        if "path" in asked and not crashed:
            crashed.append(_child(self))
            os.kill(_child(self), signal.SIGSEGV)
        real(self, **asked)

    crashed: list[int] = []
    monkeypatch.setattr(PageReader, "_ask", crash)
    with PageReader() as reader:
        with pytest.raises(DomainError) as refused:
            list(reader.pages(tmp_path / "good.png"))
        assert refused.value.code == "scan_damaged"
        assert _problems(list(reader.pages(tmp_path / "good.png"))) == [PageProblem.NOT_OUR_PAGE]


def test_a_reader_that_does_not_start_is_the_trouble_of_the_pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "READ_PAGES", "--version")
    with PageReader() as reader, pytest.raises(EnvironmentProblem) as trouble:
        list(reader.pages(tmp_path / "good.png"))
    assert trouble.value.code == "reader_does_not_start"


def test_who_stops_waits_no_longer_and_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "endless.pdf").write_bytes(endless())
    seen: list[int] = []

    def stop() -> None:
        seen.append(_child(reader))
        raise UserCancelled

    with PageReader(on_wait=stop) as reader, pytest.raises(UserCancelled):
        list(reader.pages(tmp_path / "endless.pdf"))
    assert _is_gone(seen[0])


def test_the_reader_ends_with_the_program_that_began_it(tmp_path: Path) -> None:
    (tmp_path / "endless.pdf").write_bytes(endless())
    parent = os.fork()
    if not parent:
        try:
            with PageReader(on_wait=lambda: (tmp_path / "pid").write_text(str(_child(reader)))) as reader:
                list(reader.pages(tmp_path / "endless.pdf"))
        finally:
            os._exit(0)
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        pass
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    child = int((tmp_path / "pid").read_text())
    while not _is_gone(child) and "Z" not in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[:1]:
        pass


def test_more_memory_than_a_page_may_take_is_a_told_page(tmp_path: Path, expected_logs) -> None:
    expected_logs.expect("given up: page_too_large")
    Image.new("RGB", (8000, 6000), 255).save(tmp_path / "large.png")
    with PageReader(most_memory=64 << 20) as reader:
        (page,) = reader.pages(tmp_path / "large.png")
    assert _problems([page]) == [PageProblem.PAGE_TOO_LARGE]


def test_refusals_and_troubles_cross_over_with_their_details(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"no picture")
    with PageReader() as reader:
        with pytest.raises(DomainError) as refused:
            list(reader.pages(tmp_path / "words.txt"))
        assert (refused.value.code, refused.value.details) == ("scan_not_a_picture", {"name": "words.txt"})
        with pytest.raises(EnvironmentProblem) as trouble:
            list(reader.pages(tmp_path / "nowhere.pdf"))
        assert trouble.value.code == "missing_file"


def test_a_fault_of_the_reader_is_a_told_page_and_stands_in_the_log_without_a_value(
    tmp_path: Path, expected_logs
) -> None:
    expected_logs.expect("could not be read: KeyError apart.py")
    with PageReader() as reader:
        reader._start()
        with pytest.raises(apart._LostError):
            reader._ask(first=1)  # without a path
            list(reader._told(tmp_path / "secret.pdf", 1, 5.0))
