"""The same commands on a shared PostgreSQL."""

from __future__ import annotations

import pytest

from tests.support.databases import empty_postgres

pytestmark = pytest.mark.postgres


@pytest.fixture
def server() -> str:
    address = empty_postgres().url
    assert address is not None
    return address


def test_server_waits_for_its_administrator_and_then_works(run, server, plan_file, tmp_path):
    before = run("list", "courses", data=server)
    assert (before.code, before.error) == (3, "empty_database")
    assert run("db", "upgrade", data=server).json["revision"]
    planned = run("course", "plan", plan_file(), data=server).json
    people = tmp_path / "people.csv"
    people.write_text("氏名,ふりがな\n青葉 花子,あおば はなこ\n", encoding="utf-8")
    assert run("import", "participants", people, data=server).json["added"] == 1
    person = run("list", "participants", data=server).json["items"][0]["id"]
    taken = run("apply", planned["course"], "--participant", person, data=server).json
    assert taken["status"] == "accepted"
    door = ("check-in", planned["class_sessions"][0], taken["ticket_code"], "--at", "2026-11-21T10:20")
    assert run(*door, data=server).json["status"] == "ok"
    assert run(*door, data=server).json["reason"] == "already_in"
    assert run("report", "monthly", "2026-11", data=server).json["attendances"] == 1
    info = run("db", "info", data=server).json
    assert (info["is_shared"], info["tables"]["participants"]) == (True, 1)
    assert run("db", "check", data=server).json["ok"] is True
    assert run("audit", "verify", data=server).json["ok"] is True


def test_server_makes_its_own_backups(run, server, tmp_path):
    run("db", "upgrade", data=server)
    for words in (("create",), ("restore", tmp_path / "b.sqlite")):
        ran = run("backup", *words, data=server)
        assert (ran.code, ran.error) == (1, "server_backup")


def test_password_of_the_file_is_used_for_the_server(run, server, monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("trusted anyway\n", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(secret))
    ran = run("db", "upgrade", data=server)
    assert ran.code == 0
    assert "trusted" not in ran.out + ran.err
