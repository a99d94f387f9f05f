"""The same commands on a shared PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import ProgrammingError

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


def test_a_server_is_backed_up_and_restored_by_the_same_form(run, server, plan_file, tmp_path):
    run("db", "upgrade", data=server)
    run("course", "plan", plan_file(), data=server)
    file = tmp_path / "b.sqlite"
    made = run("backup", "create", "--out", file, data=server)
    assert (made.code, made.json["ok"], made.json["counts"]["courses"]) == (0, True, 1)
    assert run("backup", "verify", file, data=server).json["counts"] == made.json["counts"]
    run("course", "plan", plan_file(title="あとの講座"), "--force", "検査", data=server)
    assert len(run("list", "courses", data=server).json["items"]) == 2
    assert run("backup", "restore", file, data=server).code == 0
    assert len(run("list", "courses", data=server).json["items"]) == 1
    assert run("audit", "verify", data=server).json["ok"] is True
    assert run("audit", "list", data=server).json["items"][0]["act"] == "backup.restore"
    assert run("db", "check", data=server).json["faults"] == []
    folder = tmp_path / "folder"
    assert run("backup", "restore", file, data=folder).code == 0
    assert len(run("list", "courses", data=folder).json["items"]) == 1


def test_everything_moves_to_a_server_and_back(run, server, plan_file, place, tmp_path):
    run("course", "plan", plan_file())
    moved = run("db", "move", "--to", server)
    assert (moved.code, moved.json["equal"], moved.json["tables"]["courses"]) == (0, True, [1, 1])
    assert all(there == here for there, here in moved.json["tables"].values())
    assert run("db", "move", "--to", server).error == "place_not_empty"
    assert run("audit", "verify", data=server).json["ok"] is True
    back = run("db", "move", "--to", tmp_path / "back", data=server)
    assert (back.code, back.json["equal"]) == (0, True)
    for data in (server, tmp_path / "back"):
        assert run("db", "check", data=data).json["faults"] == []
        assert [one["title"] for one in run("list", "courses", data=data).json["items"]] == [
            one["title"] for one in run("list", "courses").json["items"]
        ]
    assert run("db", "move", "--to", place, data=server).error == "place_not_empty"


SECRET = "hunter-two"


def test_a_password_in_an_address_is_never_shown(run, server, tmp_path):
    address = make_url(server).set(username="postgres", password=SECRET).render_as_string(hide_password=False)
    wrong = make_url(address).set(database="none_such").render_as_string(hide_password=False)
    for data in (
        *(address, f" {address}", f"\u3000{address}", address.upper().replace(SECRET.upper(), SECRET), wrong),
        *(
            f"postgresql://u:{SECRET}@[::1",
            f"postgresql://u:{SECRET}@host:port/db",
            f"postgres://u:{SECRET}@127.0.0.1:1/x",
        ),
        *(f"host=127.0.0.1 port=1 password={SECRET}", f"mysql://u:{SECRET}@h/d", f"{server}&password={SECRET}"),
    ):
        for words in (("db", "info"), ("db", "upgrade"), ("list", "courses")):
            ran = run(*words, data=data)
            assert ran.code in {0, 3}, (data, ran.err)
            assert SECRET not in ran.out + ran.err, data
    assert not [file for file in Path.cwd().iterdir() if "postgres" in file.name]


def test_the_three_roles_may_do_what_they_are_for(run, server, plan_file, tmp_path):
    run("db", "upgrade", data=server)
    planned = run("course", "plan", plan_file(), data=server).json
    people = tmp_path / "people.csv"
    people.write_text("氏名,ふりがな\n青葉 花子,あおば はなこ\n", encoding="utf-8")
    run("import", "participants", people, data=server)
    person = run("list", "participants", data=server).json["items"][0]["id"]
    taken = run("apply", planned["course"], "--participant", person, data=server).json
    script = (Path(__file__).parents[2] / "db" / "roles.sql").read_text(encoding="utf-8")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        for _time in range(2):
            cursor.execute(script)
        for role in ("office", "hall", "read"):
            cursor.execute(f"DROP ROLE IF EXISTS test_{role}")
            cursor.execute(f"CREATE ROLE test_{role} LOGIN IN ROLE kakehashi_{role}")
    engine.dispose()
    roles = ("office", "hall", "read")
    login = {role: make_url(server).set(username=f"test_{role}", password="").render_as_string() for role in roles}
    session = planned["class_sessions"][0]
    try:
        door = run("check-in", session, taken["ticket_code"], "--at", "2026-11-21T10:20", data=login["hall"])
        assert door.json["status"] == "ok"
        assert run("check-in", session, "--walk-in", "70-74", data=login["hall"]).code == 0
        refused = run("course", "plan", plan_file(title="会場の講座"), "--force", "検査", data=login["hall"])
        assert (refused.code, refused.error) == (3, "no_rights")
        assert run("list", "courses", data=login["read"]).json["items"]
        assert run("report", "monthly", "2026-11", data=login["read"]).json["attendances"] == 2
        assert (
            run("course", "plan", plan_file(title="読むだけ"), "--force", "検査", data=login["read"]).error
            == "no_rights"
        )
        assert run("course", "plan", plan_file(title="事務所"), "--force", "検査", data=login["office"]).code == 0
        assert run("audit", "verify", data=login["office"]).json["ok"] is True
        assert run("db", "check", data=login["office"]).json["faults"] == []
        for address in (*login.values(), server):
            engine = create_engine(address)
            for statement in (
                "UPDATE audit_entries SET actor = 'x'",
                "DELETE FROM audit_entries",
                "TRUNCATE audit_entries",
                "SET session_replication_role = replica; DELETE FROM audit_entries",
            ):
                with pytest.raises(ProgrammingError), engine.begin() as connection:
                    connection.exec_driver_sql(statement)
            engine.dispose()
    finally:
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for role in ("office", "hall", "read"):
                connection.exec_driver_sql(f"DROP OWNED BY kakehashi_{role}")
                connection.exec_driver_sql(f"DROP ROLE test_{role}")
                connection.exec_driver_sql(f"DROP ROLE kakehashi_{role}")
        engine.dispose()


def test_a_trigger_that_was_turned_off_is_told(run, server):
    run("db", "upgrade", data=server)
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entries DISABLE TRIGGER USER")
    engine.dispose()
    assert run("db", "check", data=server).json["faults"] == ["schema:audit"]
    run("db", "upgrade", data=server)
    assert run("db", "check", data=server).json["faults"] == []


def test_password_of_the_file_is_used_for_the_server(run, server, monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("trusted anyway\n", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(secret))
    ran = run("db", "upgrade", data=server)
    assert ran.code == 0
    assert "trusted" not in ran.out + ran.err
