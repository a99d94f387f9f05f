"""People read a pipe in their console's code page, programs read JSON in UTF-8, and no sign stops a command."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from divide_app.cli.main import main
from divide_app.foundation import streams

NAME = "𠮷田 髙橋 〜"


@pytest.fixture
def place(tmp_path: Path, run, plan_file) -> Path:
    folder = tmp_path / "place"
    assert run("course", "plan", plan_file(title=NAME), data=folder).code == 0
    return folder


def piped(monkeypatch: pytest.MonkeyPatch, place: Path, *words: str) -> tuple[int, bytes, bytes]:
    """Run a command as in a pipe of a Japanese Windows; return its code and the bytes of both streams."""
    out, err = io.BytesIO(), io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(streams, "_console_code_page", lambda: 932)
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="cp1252"))
        patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="cp1252"))
        code = main(["--data", str(place), *words])
        sys.stdout.flush()
        sys.stderr.flush()
        return code, out.getvalue(), err.getvalue()


def test_a_list_for_people_is_cp932(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    code, out, _err = piped(monkeypatch, place, "list", "courses")
    assert code == 0
    assert "〓田 髙橋 ～" in out.decode("cp932")


def test_json_is_utf_8_and_whole(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    code, out, _err = piped(monkeypatch, place, "list", "courses", "--json")
    assert code == 0
    assert json.loads(out.decode("utf-8"))["items"][0]["title"] == NAME


def test_a_refusal_in_json_is_utf_8(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code, out, err = piped(monkeypatch, tmp_path / "none", "backup", "create", "--json")
    assert (code, err) == (3, b"")
    assert "まだデータがありません" in json.loads(out.decode("utf-8"))["error"]["message"]


@pytest.mark.parametrize("words", [("--help",), ("list", "𠮷"), ("import", "venues", "𠮷.csv")])
def test_help_and_refusals_are_cp932(monkeypatch: pytest.MonkeyPatch, place: Path, words: tuple[str, ...]) -> None:
    _code, out, err = piped(monkeypatch, place, *words)
    text = (out + err).decode("cp932")
    assert any("ぁ" <= sign <= "ん" for sign in text)
    assert ("〓" in text) is (len(words) > 1)


def test_the_window_that_cannot_open_says_so_in_cp932(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No words are given: the icon was pressed, or the program's name typed into a pipe."""
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    err = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(streams, "_console_code_page", lambda: 932)
        patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="cp1252"))
        assert main([]) == 3
        sys.stderr.flush()
        assert "ウィンドウを開けません" in err.getvalue().decode("cp932")


@pytest.mark.parametrize("encoding", ["euc_jp", "ascii", "utf-8"])
def test_a_process_of_its_own_keeps_to_its_locale(place: Path, encoding: str) -> None:
    words = [sys.executable, "-m", "divide_app", "--data", str(place), "list", "courses"]
    ended = subprocess.run(
        words, env=os.environ | {"PYTHONIOENCODING": encoding}, cwd=Path(__file__).parents[2], capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    title = {"euc_jp": "〓田 〓橋 〜", "ascii": "?? ?? ?", "utf-8": NAME}[encoding]
    assert title in ended.stdout.decode(encoding)
