"""Rights that are missing on a shared PostgreSQL are told in a sentence, whichever command meets them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, make_url

from divide_app.cli.main import main
from tests.cli.conftest import NOW, Run, World
from tests.cli.test_command_sign_in import EVERY, given
from tests.support.databases import drop_postgres, empty_postgres

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

LOGINS = {"office": ["GRANT kakehashi_office TO {role}"], "nothing": []}
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
    return f"sweep_{login}"


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
    address = url.set(username=_role(login), password="").render_as_string()
    told: dict[str, Any] = {}
    for name in sorted(set(EVERY) - _NOT_HERE):
        ran = run(*name.split(" "), *given(EVERY[name], made_world[1], tmp_path), data=address)
        assert ran.code in {0, 1, 2, 3}, (name, ran)
        assert "Traceback" not in ran.err, (name, ran)
        if ran.code in {1, 3} and "error" in ran.json:
            assert ran.json["error"]["message"], name
        told[name] = "" if ran.code in {0, 2} else ran.json.get("error", {}).get("code", "")
    if login == "nothing":
        assert told["list"] == told["apply"] == told["check-in"] == told["db upgrade"] == "no_rights"
