"""`db encrypt`, `rekey`, `decrypt`, `password`, `recover`, `recovery-key` and the variables that name passwords."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from divide_app.bootstrap import open_services
from divide_app.foundation import settings
from divide_app.storage import keys
from tests.cli.conftest import NOW

FIRST, SECOND = "青い自転車と坂道", "麦茶 卵焼き 9つ"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MEMORY", 64)
    monkeypatch.setattr(keys, "_PASSES", 1)


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a password into a file and name it in a variable; None takes the variable away."""

    def put(variable: str, password: str | None) -> None:
        name = f"DIVIDE_APP_{variable}_FILE"
        if password is None:
            monkeypatch.delenv(name, raising=False)
            return
        file = tmp_path / variable
        file.write_text(password + "\n", encoding="utf-8")
        monkeypatch.setenv(name, str(file))

    return put


def test_plain_daily_copies_elsewhere_are_told_and_encrypted_on_demand(run, world, place, secret, tmp_path):
    secret("NEW_PASSWORD", FIRST)
    services = open_services(place, clock=lambda: NOW)
    copy = services.maintenance.copy_daily(tmp_path)
    services.close()
    settings.save(replace(settings.load()[0], copies={"folder": str(tmp_path)}))
    told = run("db", "encrypt", as_json=False).out
    assert f"暗号化していない写しがあります（だれでも読めます）: {copy.file}" in told
    assert "db encrypt-copies" in told
    assert keys.is_plain(copy.file)
    secret("PASSWORD", FIRST)
    done = run("db", "encrypt-copies").json
    assert done == {"encrypted": [str(copy.file)], "left_plain": [], "not_there": None}
    assert run("backup", "verify", copy.file).json["ok"]
    assert run("db", "encrypt-copies").json["encrypted"] == []


def test_a_place_is_encrypted_rekeyed_recovered_and_decrypted(run, world, secret, tmp_path):
    secret("NEW_PASSWORD", FIRST)
    made = run("db", "encrypt").json
    assert (made["equal"], made["tables"]["participants"], made["left_plain"]) == (True, [4, 4], [])
    assert run("list", "courses").error == "password_needed"
    secret("PASSWORD", FIRST)
    assert len(run("list", "courses").json["items"]) == 1
    assert run("db", "encrypt").error == "already_encrypted"
    secret("NEW_PASSWORD", SECOND)
    again = run("db", "rekey").json
    assert (again["equal"], again["recovery_key"] != made["recovery_key"]) == (True, True)
    assert run("list", "courses").error == "bad_password"
    assert run("backup", "verify", again["file"]).json["ok"]
    secret("PASSWORD", again["recovery_key"])
    secret("NEW_PASSWORD", FIRST)
    assert run("db", "recover").json["ok"]
    secret("PASSWORD", FIRST)
    paper = tmp_path / "key.pdf"
    printed = run("db", "recovery-key", "--paper", paper).json
    assert (paper.read_bytes()[:5], "recovery_key" in printed) == (b"%PDF-", False)
    secret("PASSWORD", again["recovery_key"])
    assert run("list", "courses").error == "bad_password"
    secret("PASSWORD", FIRST)
    secret("NEW_PASSWORD", SECOND)
    assert run("db", "password").json["ok"]
    secret("PASSWORD", SECOND)
    assert run("db", "decrypt").json["equal"]
    secret("PASSWORD", None)
    assert len(run("list", "courses").json["items"]) == 1
    assert run("audit", "verify").json["ok"]


@pytest.mark.parametrize("variable", ["PASSWORD", "NEW_PASSWORD"])
@pytest.mark.parametrize(
    ("content", "code"), [("", "password_empty"), ("\n", "password_empty"), (None, "password_file_missing")]
)
def test_an_empty_or_missing_password_is_never_none(run, world, tmp_path, monkeypatch, variable, content, code):
    file = tmp_path / "password"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setenv(f"DIVIDE_APP_{variable}_FILE", str(file))
    ran = run("db", "encrypt")
    assert (ran.code, ran.error) == (3, code)
    monkeypatch.setenv(f"DIVIDE_APP_{variable}_FILE", "")
    ran = run("db", "encrypt")
    assert (ran.code, ran.error) == (3, "password_empty")


def test_a_new_place_is_encrypted_with_its_password_or_told_to_be_plain(run, secret, tmp_path):
    secret("PASSWORD", "19650401")
    ran = run("db", "upgrade", data=tmp_path / "weak")
    assert (ran.code, ran.error) == (1, "password_easy")
    assert not (tmp_path / "weak").exists()
    secret("PASSWORD", FIRST)
    assert run("db", "upgrade", data=tmp_path / "locked").err == ""
    assert run("db", "info", data=tmp_path / "locked").json["is_encrypted"]
    secret("PASSWORD", None)
    assert "暗号化せずに" in run("db", "upgrade", data=tmp_path / "plain").err
    ran = run("db", "info", data=tmp_path / "locked")
    assert (ran.code, ran.error) == (3, "password_needed")


def test_a_place_that_was_moved_to_another_pc_says_so(run, world, place, tmp_path):
    from divide_app.bootstrap import open_services

    opened = open_services(place)
    file = opened.maintenance.carry_out(tmp_path / "move.sqlite").file
    opened.close()
    told = run("list", "courses")
    assert (told.code, len(told.json["items"])) == (0, 1)
    assert "ほかのパソコンへ移しました" in told.err
    run("backup", "restore", file)
    assert run("list", "courses").err == "", "data put back here are used here"
