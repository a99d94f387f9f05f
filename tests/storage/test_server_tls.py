"""A server outside this PC is spoken to over TLS alone, and only where its certificate is the office's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage import engine
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
from tests.support.databases import count, drop_postgres, fresh_place
from tests.support.tls_server import TlsServer, make_certificate, tls_server

HOST = "db.city.example"
PASSWORD = "made-up-pass-phrase"


@pytest.fixture
def place() -> Iterator[Place]:
    place = fresh_place("postgresql", Path())
    yield place
    drop_postgres(place)


@pytest.fixture(autouse=True)
def outside_this_pc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PGSSLMODE", "PGSSLROOTCERT", "PGHOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    # The proxy listens on this PC; the address stands for a server elsewhere.
    monkeypatch.setattr(engine, "_is_this_pc", lambda address: False)


def socket_of(place: Place) -> str:
    folder = make_url(place.url or "").query["host"]
    return f"{folder}/.s.PGSQL.5432"


def address(place: Place, server: TlsServer, **query: str) -> Place:
    url = make_url(place.url or "")
    url = url.set(host=HOST, port=server.port, password=PASSWORD)
    return Place(url=url.set(query={"hostaddr": "127.0.0.1", **query}).render_as_string(hide_password=False))


def test_the_offices_certificate_opens_the_place(place: Place, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, HOST)
    with tls_server(socket_of(place), certificate) as server:
        database = open_database(address(place, server, sslrootcert=str(certificate[0])))
        assert count(database, "courses") == 0
        database.close()
        assert b"SELECT" in server.read
        assert not server.plain


@pytest.mark.parametrize("fault", ["nobody vouches", "another office's", "another name", "no TLS"])
def test_another_server_gets_no_word(place: Place, tmp_path: Path, fault: str) -> None:
    certificate = make_certificate(tmp_path / "server", "db.other.example" if fault == "another name" else HOST)
    query = {"sslrootcert": str(certificate[0])}
    if fault == "nobody vouches":
        query = {}
    elif fault == "another office's":
        query = {"sslrootcert": str(make_certificate(tmp_path / "other", HOST)[0])}
    with tls_server(socket_of(place), None if fault == "no TLS" else certificate) as server:
        with pytest.raises(EnvironmentProblem) as refused:
            open_database(address(place, server, **query))
        assert refused.value.code == "server_not_trusted"
        assert not server.read
        assert not server.plain
