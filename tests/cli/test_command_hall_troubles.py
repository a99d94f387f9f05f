"""A stick that cannot be written hides no answer: what was done is said, and what must be done about the stick."""

from __future__ import annotations

from pathlib import Path

import pytest

from divide_app.exchange import hall_package
from divide_app.foundation.problems import EnvironmentProblem

DOOR = "2026-11-21T10:20"


@pytest.fixture
def stick(run, world, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs) -> Path:
    """A package on a stick that is full; the PC's own folder can be written."""
    secret = tmp_path / "password.txt"
    secret.write_text("ひらけごま 青い扉", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PACKAGE_PASSWORD_FILE", str(secret))
    file = tmp_path / "stick" / "hall.kakehashi"
    file.parent.mkdir()
    assert run("package", "create", world.sessions[0], "--out", file).code == 0
    write = hall_package.write

    def full(path: Path, *parts: object, **named: object) -> bytes:
        if path.parent == file.parent:
            raise EnvironmentProblem("disk_full", path=str(path))
        return write(path, *parts, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(hall_package, "write", full)
    expected_logs.expect("disk_full")
    return file


def test_an_act_that_only_the_pc_could_keep_is_told_with_its_trouble(run, world, stick):
    words = ("check-in", world.sessions[0], "--walk-in", "60代", "--at", DOOR, "--device", "A", "--nonce", "1")
    ran = run(*words, data=stick)
    assert (ran.code, ran.error, ran.json["status"]) == (3, "package_not_written", "ok")
    assert "このパソコンに残っています" in ran.json["error"]["message"]
    again = run(*words, data=stick)
    assert (again.json["event"], again.json["is_repeat"]) == (ran.json["event"], True)
    said = run("list", "attendance", data=stick, as_json=False)
    assert said.code == 3
    assert "10:20" in said.out, "the list is shown all the same"
    assert "このパソコンに残っています" in said.err
    refused = run("check-in", world.sessions[0], "xyz", data=stick)
    assert (refused.code, refused.json["reason"], refused.error) == (3, "unknown_code", "package_not_written")
