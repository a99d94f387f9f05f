"""No file given to any command ends it by a signal, with a fault of the program, or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_command_paths import READ
from tests.cli.test_empty_place import EVERY, words_for
from tests.support.hostile_trial import EVERYDAY


@pytest.mark.slow
def test_spoiled_files_of_every_kind_are_told(repository: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.hostile_trial", "0", str(EVERYDAY - 1)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith(f"{EVERYDAY} files")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


ODD = {
    "folder": lambda path: path.mkdir(),
    "pipe": _pipe,
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "itself": lambda path: path.symlink_to(path),
    "nothing": lambda path: path.symlink_to(path.with_name("nowhere")),
    "memory": lambda path: path.symlink_to("/proc/self/mem"),
    "terminal": lambda path: path.symlink_to("/dev/tty"),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("name", "argument"), sorted(READ))
def test_what_is_no_file_is_told_at_once_by_every_command_that_reads_one(
    city: Any, tmp_path: Path, name: str, argument: str, odd: str
) -> None:
    path = tmp_path / "odd"
    ODD[odd](path)
    action = next(one for one in EVERY[name]._actions if one.dest == argument)
    words = words_for(name, EVERY[name], tmp_path)
    if action.option_strings:
        words += [action.option_strings[0], str(path)]
    else:
        words = [str(path) if word == str(tmp_path / "in.csv") else word for word in words]
        assert str(path) in words
    signal.alarm(60)  # which ends the tests, should it wait for ever
    ran = city(*words)
    signal.alarm(0)
    assert ran.code in {1, 2, 3}, ran.out + ran.err


@pytest.mark.parametrize(
    ("forged", "words", "where"),
    [
        ("UPDATE appointments SET kind = 'none'", "list class-sessions", "supporters"),
        ("UPDATE appointments SET first_day = 1.5", "list class-sessions", "appointments.first_day"),
        ("UPDATE class_sessions SET state = '٣'", "list class-sessions", "class_sessions.state"),
        ("UPDATE courses SET created_at = -1", "list courses", "courses.created_at"),
    ],
)
def test_values_no_program_of_ours_wrote_are_the_worlds_trouble(
    city: Any, city_place: Path, expected_logs: Any, forged: str, words: str, where: str
) -> None:
    with closing(sqlite3.connect(city_place / "kakehashi.sqlite")) as file, file:
        file.execute("PRAGMA ignore_check_constraints = ON")
        assert file.execute(forged).rowcount
    expected_logs.expect("values nobody can read")
    ran = city(*words.split())
    assert (ran.code, ran.error) == (3, "unreadable_values")
    assert where in ran.json["error"]["message"]


def test_bytes_that_are_no_characters_are_a_damaged_file(city: Any, city_place: Path) -> None:
    with closing(sqlite3.connect(city_place / "kakehashi.sqlite")) as file, file:
        file.execute("UPDATE courses SET title = CAST(x'fffe00' AS TEXT)")
    ran = city("list", "courses")
    assert (ran.code, ran.error) == (3, "damaged")


def test_words_of_a_survey_nested_without_end_are_refused(city: Any, tmp_path: Path) -> None:
    file = tmp_path / "words.json"
    file.write_text("[" * 100_000, encoding="utf-8")
    ran = city("paper", "survey-words", "--set", file)
    assert (ran.code, ran.error) == (1, "survey_questions")


def _started(repository: Path, tmp_path: Path, command: str, **environment: str) -> int:
    own = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "STATE", "DATA", "CACHE")}
    own |= {"PYTHONUNBUFFERED": ""}  # as people start it: what a stream cannot take is found when Python ends
    return subprocess.run(
        ["bash", "-c", f'exec "$PYTHON" -m divide_app {command}'],
        cwd=repository,
        env={**os.environ, **own, "PYTHON": sys.executable, "DIVIDE_APP_DATA": str(tmp_path / "place"), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    ).returncode


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("list courses --json >/dev/full", 3),
        ("list courses >/dev/full", 3),
        ("list nothing 2>/dev/full", 2),
        ("list courses --data nothing 2>/dev/full >/dev/full", 3),
        ("list courses --data $(printf 'x%.0s' {1..5000})", 3),
        ("db upgrade --data /dev/null/place", 3),
    ],
)
def test_a_full_or_odd_world_is_the_worlds_trouble(repository: Path, tmp_path: Path, command: str, code: int) -> None:
    assert _started(repository, tmp_path, command) == code


def test_a_home_that_is_no_folder_keeps_nobody_from_printing(
    repository: Path, tmp_path: Path, city_place: Path
) -> None:
    words = f"report monthly 2026-11 --out {tmp_path / 'm.pdf'}"
    assert _started(repository, tmp_path, words, DIVIDE_APP_DATA=str(city_place), HOME="/dev/null") == 0
    assert (tmp_path / "m.pdf").read_bytes().startswith(b"%PDF")
