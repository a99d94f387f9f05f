"""A scheduled task has NUL for standard input: no command waits there for a password that nobody types."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from divide_app.cli.main import main
from divide_app.foundation import streams
from tests.cli.test_empty_place import EVERY, MORE, words_for

ANSWERS = {
    "self-check": (0, None),
    "gui": (3, "no_display"),
    "backup verify": (3, "damaged"),
    "paper picture": (1, "wrong_extension"),
}
"""Commands that end otherwise than by the place's missing password: they need no place, or refuse a file first."""


class NullDevice(io.TextIOWrapper):
    """NUL as Windows has it: empty, and a terminal when one only asks `isatty`."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO())

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def locked_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locked")
    secret = folder / "secret.txt"
    secret.write_text("ひみつの言葉と青い扉", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIVIDE_APP_PASSWORD_FILE", str(secret))
        for name in ("CONFIG", "STATE", "DATA"):
            patch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
        assert main(["--data", str(folder / "place"), "db", "upgrade"]) == 0
    return folder / "place"


@pytest.fixture
def null_input(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def ask(*_words: object) -> str:
        raise AssertionError("asked for a password where nobody sits")

    monkeypatch.setattr("getpass.getpass", ask)
    monkeypatch.setattr(streams, "_is_console", lambda _stream: False)
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    with NullDevice() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        yield


@pytest.mark.parametrize("name", sorted(EVERY))
@pytest.mark.usefixtures("null_input")
def test_no_command_asks_the_null_device(run: Any, locked_place: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "in.csv").write_text("氏名\n", encoding="utf-8")
    words = words_for(name, EVERY[name], tmp_path) + MORE.get(name, [])
    ran = run(*words, data=locked_place)
    assert (ran.code, ran.json.get("error", {}).get("code")) == ANSWERS.get(name, (3, "password_needed"))
