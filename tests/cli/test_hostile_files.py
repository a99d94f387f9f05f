"""No file given to any command ends it by a signal, with a fault of the program, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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
