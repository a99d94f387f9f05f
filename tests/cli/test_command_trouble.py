"""The world gets in the way: each trouble ends with its code, exit 3, one JSON object, and nothing half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from divide_app.cli import context as cli_context
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage import engine as storage_engine


@pytest.fixture
def database(run, place: Path) -> Path:
    assert run("db", "upgrade").code == 0
    return place / "kakehashi.sqlite"


def test_database_locked_by_another_program(run, database, world, monkeypatch):
    monkeypatch.setattr(storage_engine, "BUSY_MILLISECONDS", 50)
    other = dbapi2.connect(str(database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        ran = run("apply", world.course, "--participant", world.people[0])
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert (ran.code, ran.error) == (3, "locked")
    assert "もう一度" in ran.json["error"]["message"]
    assert run("list", "applications").json["items"] == []


def test_file_stands_where_the_folder_should_be(run, tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder")
    ran = run("list", "courses", data=file)
    assert (ran.code, ran.error) == (3, "wrong_folder")
    inside = run("list", "courses", data=file / "below")
    assert (inside.code, inside.error) == (3, "wrong_folder")
    assert file.read_text() == "not a folder"


def test_folder_that_takes_no_file(run, tmp_path, monkeypatch):
    # Tests may run as root, whom no folder refuses; the system's own refusal is raised instead.
    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    ran = run("db", "upgrade", data=tmp_path / "new")
    assert (ran.code, ran.error) == (3, "read_only")


def test_full_disk_is_told_before_anything_is_made(run, tmp_path, monkeypatch):
    import shutil
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(100, 100, 0))
    ran = run("demo", "create", data=tmp_path / "new")
    assert (ran.code, ran.error) == (3, "disk_full")


def test_truncated_database_is_left_as_it_is(run, database):
    content = database.read_bytes()[:20_000]
    for journal in database.parent.glob("*-wal"):
        journal.unlink()
    database.write_bytes(content)
    ran = run("list", "courses")
    assert (ran.code, ran.error) == (3, "damaged")
    assert database.read_bytes() == content


def test_file_of_another_kind(run, database):
    database.write_bytes(b"\x00\x01notes" * 2048)
    ran = run("list", "courses")
    assert ran.code == 3
    assert ran.error in {"damaged", "password_needed"}


@pytest.mark.parametrize("words", [("list", "courses"), ("db", "upgrade"), ("db", "info")])
def test_database_of_a_newer_program(run, database, words):
    connection = dbapi2.connect(str(database))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    ran = run(*words)
    assert (ran.code, ran.error) == (3, "newer_database")


class TestPassword:
    @pytest.fixture
    def locked_place(self, run, monkeypatch, tmp_path):
        secret = tmp_path / "secret.txt"
        secret.write_text("ひみつの言葉'と猫\n", encoding="utf-8")
        monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(secret))
        assert run("db", "upgrade").code == 0
        assert run("db", "info").json["is_encrypted"] is True
        return secret

    def test_wrong_one_is_refused(self, run, locked_place):
        locked_place.write_text("ちがう", encoding="utf-8")
        ran = run("list", "courses")
        assert (ran.code, ran.error) == (3, "bad_password")

    def test_none_is_needed_but_nobody_can_be_asked(self, run, locked_place, monkeypatch):
        monkeypatch.delenv("DIVIDE_APP_PASSWORD_FILE")
        ran = run("list", "courses")
        assert (ran.code, ran.error) == (3, "password_needed")

    def test_person_at_a_terminal_is_asked_until_it_is_right(self, run, locked_place, monkeypatch):
        monkeypatch.delenv("DIVIDE_APP_PASSWORD_FILE")
        typed = iter(["ちがう", "ひみつの言葉'と猫"])
        monkeypatch.setattr("divide_app.foundation.streams.is_terminal", lambda _stream: True)
        monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
        assert run("list", "courses").json == {"items": []}

    def test_person_is_asked_three_times_at_most(self, run, locked_place, monkeypatch):
        monkeypatch.delenv("DIVIDE_APP_PASSWORD_FILE")
        asked = []
        monkeypatch.setattr("divide_app.foundation.streams.is_terminal", lambda _stream: True)
        monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or "ちがう")
        assert run("list", "courses").error == "bad_password"
        assert len(asked) == 3

    def test_missing_password_file_is_named(self, run, monkeypatch, tmp_path):
        monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(tmp_path / "none"))
        ran = run("list", "courses")
        assert (ran.code, ran.error) == (3, "password_file_missing")

    def test_backup_is_encrypted_too(self, run, locked_place, monkeypatch, tmp_path):
        run("backup", "create", "--out", tmp_path / "b.sqlite")
        assert run("backup", "verify", tmp_path / "b.sqlite").code == 0
        monkeypatch.delenv("DIVIDE_APP_PASSWORD_FILE")
        ran = run("backup", "verify", tmp_path / "b.sqlite")
        assert (ran.code, ran.error) == (3, "password_needed")

    def test_password_is_no_argument(self, run):
        assert run("list", "courses", "--password", "x").code == 2


def test_server_that_is_away(run):
    ran = run("list", "courses", data="postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=1")
    assert (ran.code, ran.error) == (3, "server_away")


def test_no_display_is_said_plainly(run, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    for words in (("gui",), ()):
        ran = run(*words)
        assert (ran.code, ran.error) == (3, "no_display")
        assert "demo journey" in ran.json["error"]["message"]


def test_fault_of_the_program_shows_no_values(run, monkeypatch, tmp_path, expected_logs):
    def fail(*_arguments: object) -> None:
        raise ValueError("青葉 花子 019-000-0001")

    expected_logs.expect("fault")
    monkeypatch.setattr(cli_context.Context, "services", fail)
    ran = run("list", "courses")
    assert (ran.code, ran.error) == (70, "internal")
    logs = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.log"))
    assert "ValueError" in logs
    assert "青葉" not in ran.out + ran.err + logs
    expected_logs.expect("fault")
    text = run("list", "courses", as_json=False)
    assert (text.code, text.out) == (70, "")
    assert "Traceback" not in text.err


def test_trouble_without_json_goes_to_standard_error(run, tmp_path):
    ran = run("import", "venues", tmp_path / "none.csv", as_json=False)
    assert (ran.code, ran.out) == (1, "")
    assert "none.csv" in ran.err


def test_log_folder_that_cannot_be_written_stops_nobody(run, monkeypatch):
    def refuse(_folder: Path, **_options: object) -> Path:
        raise EnvironmentProblem("write_failed", path="x")

    monkeypatch.setattr("divide_app.foundation.logs.install_log", refuse)
    assert run("db", "upgrade").code == 0


def test_ctrl_c_leaves_nothing_half_written(run, place, tmp_path):
    file = tmp_path / "many.csv"
    rows = "".join(f"会場{number},室,10\n" for number in range(200_000))
    file.write_text("会場名,部屋,定員\n" + rows, encoding="utf-8")
    run("db", "upgrade")
    words = [sys.executable, "-m", "divide_app", "--data", str(place), "import", "venues", str(file), "--json"]
    # A test run in the background (nohup, a CI's runner) ignores Ctrl+C, and its children would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # On a busy machine the first tries come before the command has begun; every one must leave nothing behind.
    for seconds in (1, 2, 4, 8, 16):
        for log in tmp_path.rglob("*.log*"):
            log.unlink()
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
            while program.poll() is None and not list(tmp_path.rglob("*.log*")):
                time.sleep(0.02)
            time.sleep(seconds)  # into the rows: reading and keeping them all takes several seconds
            program.send_signal(signal.SIGINT)
            out, err = program.communicate(timeout=60)
        assert run("list", "venues").json["items"] == []
        assert run("db", "check").json["ok"] is True
        if program.returncode == 130:
            break
    assert (program.returncode, out, err) == (130, b"", b"")


def test_settings_of_this_pc_choose_the_language(run, tmp_path, monkeypatch):
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "divide_app"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text('language = "en"\n', encoding="utf-8")
    assert run("db", "upgrade").code == 0
    ran = run("apply", "cancel", "00000000-0000-7000-8000-000000000000")
    assert ran.error == "not_found"  # codes do not depend on the language


def test_an_individual_number_typed_anywhere_is_not_repeated(run, world, tmp_path):
    number = "123456789018"
    session = world.sessions[0]
    for words in (
        ("list", "participants", "--where", f"{number}=1"),
        ("print", "flyer", number, "--out", tmp_path / "x.pdf"),
        ("print", "flyer", world.course, "--out", tmp_path / "x.pdf", "--language", number),
        ("export", "events", "--out", tmp_path / "x.csv", "--profile", number),
        ("check-in", session, "--walk-in", "60代", "--device", number),
        ("check-in", session, "x", "--device", number),
        ("check-in", "undo", session, "--device", number),
    ):
        ran = run(*words)
        assert ran.code in {1, 2}, words
        assert number not in ran.out + ran.err, words
    assert run("list", "attendance").json["items"] == []
