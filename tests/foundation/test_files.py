"""Scratch files are tried once, and errors are told in one place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from divide_app.foundation import files
from divide_app.foundation.files import is_same_kind, make_scratch_file, written_whole
from divide_app.foundation.problems import EnvironmentProblem


def test_a_forbidden_folder_is_told_after_one_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tries: list[object] = []

    def refuse(path: object, *_rest: object) -> int:
        tries.append(path)
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.os, "open", refuse)
    with pytest.raises(EnvironmentProblem) as caught, written_whole(tmp_path / "a.csv"):
        raise AssertionError("no file to write to")
    assert (caught.value.code, len(tries)) == ("not_writable", 1)


def test_a_file_held_by_another_program_is_told_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "a.csv"
    file.write_bytes(b"old")

    def held(_self: Path, _target: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(EnvironmentProblem) as caught, written_whole(file) as stream:
        stream.write(b"new")
    assert caught.value.code == "file_locked"
    assert (file.read_bytes(), [*tmp_path.iterdir()]) == (b"old", [file])


@pytest.mark.parametrize("number", [32, 33])
def test_sharing_violations_of_windows_have_one_sentence(number: int):
    error = PermissionError(13, "in use")
    error.winerror = number  # type: ignore[attr-defined]
    assert files.problem_of(error, Path("a.csv")).code == "file_locked"
    assert files.reading_problem(error, Path("a.csv")).code == "file_locked"


def test_a_scratch_file_is_new_and_private(tmp_path: Path):
    handle, path = make_scratch_file(tmp_path)
    os.close(handle)
    assert path.stat().st_mode & 0o777 == 0o600
    assert make_scratch_file(tmp_path)[1] != path


@pytest.mark.parametrize(
    ("name", "content", "is_same"),
    [
        ("a.csv", "氏名\r\n".encode("cp932"), True),
        ("a.csv", "氏名\r\n".encode("utf-16"), True),
        ("a.csv", b"%PDF-1.7\n", False),
        ("a.csv", b"SQLite format 3\x00", False),
        ("a.pdf", b"%PDF-1.7\n", True),
        ("a.pdf", b"text", False),
        ("a.unknown", b"text", False),
    ],
)
def test_the_kind_is_seen_by_the_first_bytes(tmp_path: Path, name: str, content: bytes, is_same: bool):
    (tmp_path / name).write_bytes(content)
    assert is_same_kind(tmp_path / name) is is_same
