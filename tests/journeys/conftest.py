"""What the journeys share: the program as a script drives it, on a fixed day, with folders of the test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from divide_app.cli.main import main
from divide_app.foundation.translation import use_language

NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
"""令和8年11月21日(土) 9:30 in Japan."""

Command = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings, logs and the data of this PC's user are the test's own."""
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    monkeypatch.delenv("DIVIDE_APP_PASSWORD_FILE", raising=False)
    monkeypatch.delenv("DIVIDE_APP_DATA", raising=False)
    use_language("ja")
    yield
    use_language("ja")


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run one command with `--json` and return its one object; `code` is the exit code expected."""

    def run(place: object, *words: object, code: int = 0, at: datetime = NOW) -> dict[str, Any]:
        capsys.readouterr()
        found = main(["--data", str(place), *map(str, words), "--json"], clock=lambda: at)
        said = capsys.readouterr()
        assert found == code, f"{words}: {said.out}{said.err}"
        answer = json.loads(said.out)
        assert isinstance(answer, dict)
        assert said.err == ""
        return answer

    return run
