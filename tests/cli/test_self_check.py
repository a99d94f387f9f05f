"""The program's proof that it is whole, and the reader of QR codes it uses."""

from __future__ import annotations

import pytest

from divide_app.foundation import bundled
from divide_app.printing.paper import Paper
from divide_app.printing.qr import draw_qr
from divide_app.printing.raster import render_page
from divide_app.scanning.qr import read_codes


def test_everything_is_there(run, place):
    ran = run("self-check")
    assert ran.code == 0, ran.out
    assert ran.json["ok"] is True
    assert [check["name"] for check in ran.json["checks"]] == ["bundled_files", "fonts", "database", "pdf", "qr"]
    assert all(check["ok"] and check["detail"] for check in ran.json["checks"])
    assert not place.exists()


def test_missing_file_is_named_and_the_other_checks_run(run, monkeypatch, tmp_path):
    monkeypatch.setattr(bundled, "root", lambda: tmp_path)
    ran = run("self-check")
    assert (ran.code, ran.json["ok"], ran.error) == (3, False, "self_check_failed")
    assert len(ran.json["checks"]) == 5
    assert "ファイルが見つかりません" in ran.json["checks"][0]["detail"]


def test_codes_of_a_page_are_read_from_the_top_down():
    paper = Paper("codes")
    draw_qr(paper, "下", 20, 150, 30)
    draw_qr(paper, "https://example.jp/a?b=1", 100, 20, 30)
    page = render_page(paper.finish().pdf, 0, 150, grey=True)
    assert read_codes(page.pixels, page.width, page.height) == ("https://example.jp/a?b=1", "下")


def test_page_without_codes_says_nothing():
    assert read_codes(bytes([255]) * 10_000, 100, 100) == ()
    assert read_codes(b"", 0, 0) == ()
    with pytest.raises(ValueError, match="pixels"):
        read_codes(b"123", 2, 2)
