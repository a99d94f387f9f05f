"""Rights that are missing on a shared PostgreSQL are told in a sentence, whichever command meets them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import ProgrammingError

from divide_app.cli.main import main
from tests.cli.conftest import NOW, Run, World
from tests.cli.test_command_sign_in import EVERY, given
from tests.support.databases import drop_postgres, empty_postgres

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

_ALL = "GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}"
_USAGE = "GRANT USAGE ON SCHEMA public TO {role}"
_SEQUENCES = "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
LOGINS = {
    "office": ["GRANT kakehashi_office TO {role}"],
    "hall": ["GRANT kakehashi_hall TO {role}"],
    "read": ["GRANT kakehashi_read TO {role}"],
    "nothing": [],
    "no connect": [],
    "read-only": [_USAGE, _ALL, _SEQUENCES, "ALTER ROLE {role} SET default_transaction_read_only = on"],
    "no audit": [_USAGE, _ALL, _SEQUENCES, "REVOKE ALL ON audit_entries FROM {role}"],
}
"""A login's name -> what it is given."""
_NOT_HERE = {"gui", "self-check", "demo prints", "demo journey", "backup verify"}


@contextmanager
def _owner(address: str) -> Iterator[Connection]:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _role(login: str) -> str:
    return f"sweep_{login.replace(' ', '_').replace('-', '_')}"


@pytest.fixture(scope="module")
def server(made_world: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with what `world` holds, the roles of `db/roles.sql` and a login of each kind."""
    place = empty_postgres()
    address = place.url or ""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()):
        for name in ("CONFIG", "STATE", "DATA", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path_factory.getbasetemp() / name.lower()))
        assert main(["--data", str(made_world[0]), "db", "move", "--to", address], clock=lambda: NOW) == 0
    script = (Path(__file__).parents[2] / "db" / "roles.sql").read_text(encoding="utf-8")
    try:
        with _owner(address) as connection:
            connection.connection.cursor().execute(script)
            connection.exec_driver_sql("REVOKE USAGE ON SCHEMA public FROM PUBLIC")
            for login, grants in LOGINS.items():
                connection.exec_driver_sql(f"CREATE ROLE {_role(login)} LOGIN")
                for grant in grants:
                    connection.exec_driver_sql(grant.format(role=_role(login)))
        yield address
    finally:
        with _owner(address) as connection:
            for role in [*map(_role, LOGINS), *(f"kakehashi_{one}" for one in ("office", "hall", "read"))]:
                connection.exec_driver_sql(f"DROP OWNED BY {role}")
                connection.exec_driver_sql(f"DROP ROLE {role}")
        drop_postgres(place)


@pytest.mark.parametrize("login", LOGINS)
def test_every_command_says_which_right_is_missing(
    login: str, server: str, made_world: tuple[Path, World], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    url = make_url(server)
    if login == "no connect":
        with _owner(server) as connection:
            connection.exec_driver_sql(f"REVOKE CONNECT ON DATABASE {url.database} FROM PUBLIC")
    address = url.set(username=_role(login), password="").render_as_string()
    told: dict[str, Any] = {}
    try:
        for name in sorted(set(EVERY) - _NOT_HERE):
            ran = run(*name.split(" "), *given(EVERY[name], made_world[1], tmp_path), data=address)
            assert ran.code in {0, 1, 2, 3}, (name, ran)
            assert "Traceback" not in ran.err, (name, ran)
            if ran.code in {1, 3} and "error" in ran.json:
                assert ran.json["error"]["message"], name
            told[name] = "" if ran.code in {0, 2} else ran.json.get("error", {}).get("code", "")
    finally:
        with _owner(server) as connection:
            connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {url.database} TO PUBLIC")
    if login in {"nothing", "no connect"}:
        assert set(told.values()) <= {"no_rights", ""}, told
        assert told["list"] == told["apply"] == told["check-in"] == "no_rights"
    elif login in CAN:
        assert (told["list"], told["db upgrade"]) == ("", "no_rights")
        assert (told["import"] == "no_rights") is (login == "hall")
        assert (told["visit add"] == "no_rights") is (login != "office")


CAN = {
    "office": {"check-in", "undo", "walk-in", "list", "people", "apply", "tally", "report", "audit"},
    "hall": {"check-in", "undo", "walk-in", "list", "people", "audit"},
    "read": {"list", "people", "tally", "report", "audit"},
}
"""What each role of `db/roles.sql` is there for; all else it is refused."""
_AGAINST_THE_RECORD = (
    "UPDATE audit_entries SET act = 'nothing'",
    "DELETE FROM audit_entries",
    "TRUNCATE audit_entries",
    "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
    "DROP TABLE audit_entries",
    "SET session_replication_role = replica",
)


@pytest.mark.parametrize("role", CAN)
def test_each_role_does_what_it_is_there_for_and_nothing_else(
    role: str, server: str, made_world: tuple[Path, World], run: Run, tmp_path: Path
) -> None:
    world = made_world[1]
    session = world.sessions[0]
    run("apply", world.course, "--participant", world.people[0], data=server)  # again it is the same application
    ticket = next(one["ticket_code"] for one in run("list", "applications", data=server).json["items"])
    address = make_url(server).set(username=_role(role), password="").render_as_string()
    at = ("--at", "2026-11-21T10:20")
    backup = tmp_path / "b.sqlite"
    assert run("backup", "create", "--out", backup, data=server).code == 0
    received = run("check-in", session, ticket, *at, data=address)
    ran = {
        "check-in": received,
        "undo": run("check-in", "undo", received.json.get("event", world.course), data=address),
        "walk-in": run("check-in", session, "--walk-in", "60代", *at, data=address),
        "list": run("list", "class-sessions", data=address),
        "people": run("list", "applications", data=address),
        "apply": run("apply", world.course, "--participant", world.people[1], data=address),
        "tally": run("tally", data=address),
        "report": run("report", "monthly", "2026-11", data=address),
        "audit": run("audit", "verify", data=address),
        "restore": run("backup", "restore", backup, data=address),
        "upgrade": run("db", "upgrade", data=address),
    }
    told = {name: (one.code, one.json) for name, one in ran.items()}
    assert {name for name, (code, _said) in told.items() if code == 0} == CAN[role], told
    assert {said["error"]["code"] for code, said in told.values() if code} <= {"no_rights", "event_unknown"}, told
    engine = create_engine(address)
    try:
        for statement in _AGAINST_THE_RECORD:
            with pytest.raises(ProgrammingError), engine.begin() as connection:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
    assert run("audit", "verify", data=server).json["ok"]
