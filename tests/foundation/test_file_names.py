"""Names made from titles are good names on every system, and bad typed ones are known."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.foundation.file_names import MOST_BYTES, fit_name, is_fit, long_name, real_name, shown_name
from divide_app.foundation.files import PLACE_FILE, written_whole
from divide_app.foundation.problems import EnvironmentProblem


@pytest.mark.parametrize(
    ("wished", "name"),
    [
        ('報告: R8/11 "案"?.pdf', "報告_ R8_11 _案__.pdf"),
        ("CON.pdf", "CON_.pdf"),
        ("nul.csv", "nul_.csv"),
        ("Com1.ics", "Com1_.ics"),
        ("LPT¹.pdf", "LPT¹_.pdf"),
        ("CON .pdf", "CON_.pdf"),
        ("aux.tar.gz", "aux_.tar.gz"),
        ("NUL.講座.A4.pdf", "NUL_.講座.A4.pdf"),
        ("コンテスト.pdf", "コンテスト.pdf"),
        ("終わり...pdf", "終わり.pdf"),
        ("  前と後 . .pdf", "前と後.pdf"),
        ("講座\u202efdp.exe.pdf", "講座fdp.exe.pdf"),
        ("一行\n二行\x1b[31m.pdf", "一行二行[31m.pdf"),
        ("\u200b\ufeff.pdf", "kakehashi.pdf"),
        ("...", "kakehashi"),
        ("", "kakehashi"),
        ("第1.5回 入門", "第1.5回 入門"),
        ("𠮷田 葛󠄀子.pdf", "𠮷田 葛󠄀子.pdf"),
    ],
)
def test_a_wish_becomes_a_name(wished: str, name: str):
    assert fit_name(wished) == name


def test_a_long_name_is_cut_and_keeps_its_ending():
    name = fit_name("とても長い講座の名前" * 40 + ".kakehashi")
    assert name.endswith(".kakehashi")
    assert name.startswith("とても長い講座の名前" * 5)
    assert MOST_BYTES - 3 < len(name.encode()) <= MOST_BYTES


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.sampled_from(["", ".pdf", ".kakehashi"]))
def test_any_title_becomes_a_good_name(title: str, ending: str):
    name = fit_name(title + ending)
    assert is_fit(name)
    assert name.endswith(ending)
    assert len(name.encode()) <= MOST_BYTES + 1  # and a sign more where a device had the name
    assert not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in name)
    assert fit_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "a.", "a ", "NUL", "aux.csv", "com7.tar.gz"),
        *("a:b.pdf", "a\0.pdf", "a\u202e.pdf", "a?.pdf", "a\n.pdf"),
    ],
)
def test_a_bad_name_is_known(name: str):
    assert not is_fit(name)


def test_a_drive_that_cannot_say_where_a_link_leads_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Windows' GetFinalPathNameByHandle fails on some drives, and Wine's on deep ones."""

    def fail(_path: object) -> str:
        raise OSError(24, "bad length")

    monkeypatch.setattr(os.path, "realpath", fail)
    assert real_name(tmp_path) == tmp_path
    with written_whole(tmp_path / "list.csv") as file:
        file.write(b"1")
    with pytest.raises(EnvironmentProblem, match="place_file"), written_whole(tmp_path / PLACE_FILE):
        raise AssertionError


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("C:\\short", "C:\\short"),
        ("C:\\" + "a" * 97, "\\\\?\\C:\\" + "a" * 97),
        ("C:/" + "a" * 97, "\\\\?\\C:\\" + "a" * 97),
        ("C:\\b\\..\\" + "a" * 97 + ". ", "\\\\?\\C:\\" + "a" * 97),
        ("C:\\" + "a" * 96, "C:\\" + "a" * 96),
        ("\\\\server\\share\\" + "a" * 245, "\\\\?\\UNC\\server\\share\\" + "a" * 245),
        ("\\\\?\\C:\\" + "a" * 245, "\\\\?\\C:\\" + "a" * 245),
    ],
)
def test_long_names_of_windows_get_the_prefix(path: str, wanted: str):
    assert long_name(path) == wanted
    assert not shown_name(f"「{long_name(path)}」").startswith("「\\\\?")
