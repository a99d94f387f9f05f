"""The way to a server outside this PC is encrypted and its certificate verified, unless the office says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage import engine
from divide_app.storage.places import Place, address_of_server, parse_place


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PGSSLMODE", "PGSSLROOTCERT", "PGHOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


def asked_of(address: str) -> dict[str, Any]:
    return engine._encryption(address_of_server(address))


VERIFIED = {"sslmode": "verify-full", "sslrootcert": "system"}


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("postgresql+psycopg://u@db.city.example/k", VERIFIED),
        ("postgresql+psycopg://u@10.1.2.3/k", VERIFIED),
        ("postgresql+psycopg://u@/k?host=db.city.example", VERIFIED),
        ("postgresql+psycopg://u@/k?host=localhost,db.city.example", VERIFIED),
        ("postgresql+psycopg://u@db.city.example/k?sslmode=require", {}),
        ("postgresql+psycopg://u@db.city.example/k?sslrootcert=city.crt", {"sslmode": "verify-full"}),
        ("postgresql+psycopg://u@localhost/k", {}),
        ("postgresql+psycopg://u@127.0.0.1:5433/k", {}),
        ("postgresql+psycopg://u@[::1]/k", {}),
        ("postgresql+psycopg://u@/k?host=/run/postgresql", {}),
        ("postgresql+psycopg:///k", {}),
    ],
)
def test_only_a_way_that_leaves_this_pc_must_be_verified(address: str, wanted: dict[str, str]) -> None:
    assert asked_of(address) == wanted


def test_the_offices_own_certificate_and_words_are_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / ".postgresql"
    folder.mkdir()
    (folder / "root.crt").write_text("")
    assert asked_of("postgresql+psycopg://u@db.city.example/k") == {"sslmode": "verify-full"}
    monkeypatch.setenv("PGSSLMODE", "require")
    assert asked_of("postgresql+psycopg://u@db.city.example/k") == {}


def test_an_address_is_never_a_folder() -> None:
    wanted = Place(url="postgresql+psycopg://u@h/k")
    for text in ("postgresql://u@h/k", " postgresql://u@h/k", "\tPostgreSQL+psycopg://u@h/k\n", "postgres://u@h/k"):
        assert parse_place(text) == wanted, text
    assert parse_place(" data") == parse_place("data")
    for text in ("mysql://u@h/k", " host=h password=p", "dbname=k"):
        with pytest.raises(EnvironmentProblem, match="wrong_folder"):
            parse_place(text)
