"""Released schemas never change, their databases upgrade, and a schema of no release is refused."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.office import maintenance as care
from divide_app.services.office import restoring
from divide_app.storage import fingerprints, migrations
from divide_app.storage.database import Database, open_database
from divide_app.storage.engine import make_engine
from divide_app.storage.places import Place
from tests.support.databases import KINDS, drop_postgres, empty_postgres, rows, run
from tests.support.killing import IS_SOAK, killed_at, left_behind
from tests.support.released import REVISIONS, released_place

VERSIONS = Path(__file__).parents[2] / "db" / "migrations" / "versions"
FROZEN = {"0001_first.py": "407eeadcdc06b1c7fd0c11e96e4d4bc53ec52da2490a0f6f9902b75ffe70354d"}
"""Revision file -> its SHA-256. Databases in use were made by it: a change of schema is a new revision."""


@pytest.fixture(params=[(release, kind) for release in REVISIONS for kind in KINDS], ids="-".join)
def old_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    place = released_place(*request.param, tmp_path)
    yield place
    if place.url is not None:
        drop_postgres(place)


def content(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of ours by its columns, but for the schema's own marks."""
    is_sqlite = engine.dialect.name == "sqlite"
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'participant_fts%'"
        if is_sqlite
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    )
    with engine.connect() as connection, connection.begin():
        names = {row[0] for row in connection.exec_driver_sql(listing)}
        return {
            name: sorted((dict(row._mapping) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")), key=repr)
            for name in names - {"alembic_version", "schema_fingerprint", "sqlite_stat1", "sqlite_stat4"}
        }


def as_before(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> Any:
    """Return of what stands now the tables and columns there were before."""
    return {
        name: sorted(({column: row[column] for column in rows[0]} for row in after[name]), key=repr)
        for name, rows in before.items()
    }


def content_of(place: Place) -> dict[str, list[dict[str, Any]]]:
    engine = make_engine(place)
    try:
        return content(engine)
    finally:
        engine.dispose()


def test_a_released_revision_never_changes() -> None:
    found = {name: hashlib.sha256((VERSIONS / name).read_bytes()).hexdigest() for name in FROZEN}
    assert found == FROZEN, "released: write a new revision instead"
    assert set(REVISIONS.values()) <= {name.partition("_")[0] for name in FROZEN}


def _write_known(kind: str, found: dict[str, str]) -> None:
    """Write the fingerprints of one kind of database into the program; those of released revisions are frozen above."""
    for revision, fingerprint in found.items():
        fingerprints.KNOWN.setdefault(revision, {})[kind] = fingerprint
    lines = ["KNOWN = {"]
    for revision, known in sorted(fingerprints.KNOWN.items()):
        lines += [f'    "{revision}": {{', *(f'        "{name}": "{known[name]}",' for name in known), "    },"]
    file = Path(fingerprints.__file__)
    text = file.read_text(encoding="utf-8")
    start = text.index("KNOWN = {")
    rest = text[text.index("\n}\n", start) + 3 :]
    file.write_text(text[:start] + "\n".join([*lines, "}"]) + "\n" + rest, encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_fingerprint_of_every_revision_is_known(kind: str, tmp_path: Path) -> None:
    place = empty_postgres() if kind == "postgresql" else Place(folder=tmp_path)
    engine = make_engine(place)
    try:
        with engine.connect() as connection, connection.begin():
            config = migrations.alembic_config(connection)
            found = {}
            for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
                command.upgrade(config, script.revision)
                found[script.revision] = fingerprints.live(connection)
        if os.environ.get("UPDATE_COMMITTED"):
            _write_known(kind, found)
        assert {revision: known.get(kind) for revision, known in fingerprints.KNOWN.items()} == found
    finally:
        engine.dispose()
        if place.url is not None:
            drop_postgres(place)


def test_a_database_of_each_release_upgrades_and_keeps_every_row(old_place: Place) -> None:
    before = content_of(old_place)
    assert all(before.values()), "made-up rows stand in every table"
    assert care.upgrade(old_place) == migrations.HEAD_REVISION
    after = content_of(old_place)
    assert as_before(before, after) == before
    database = open_database(old_place)
    with database.read() as uow:
        assert migrations.schema_faults(uow.connection) == []
    database.close()


def test_a_server_of_an_earlier_release_waits_for_its_administrator(tmp_path: Path) -> None:
    place = released_place("0.2.0", "postgresql", tmp_path)
    with pytest.raises(EnvironmentProblem, match="older_database"):
        open_database(place)
    drop_postgres(place)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE supporters ADD COLUMN planted TEXT",
        "CREATE TABLE planted (id INTEGER)",
        "DROP INDEX ix_application_calls_application_id",
    ],
)
def test_a_schema_of_no_release_is_refused_and_left_alone(old_place: Place, change: str) -> None:
    """An older database that claimed the same revision opened silently and crashed later."""
    engine = make_engine(old_place)
    with engine.begin() as connection:
        connection.exec_driver_sql(change)
    before = content(engine)
    engine.dispose()
    with pytest.raises(EnvironmentProblem) as refused:
        care.upgrade(old_place)
    assert (refused.value.code, refused.value.details["database"]) == ("unknown_schema", "0001")
    assert content_of(old_place) == before


def test_a_planted_trigger_is_refused_in_the_place_and_in_a_backup(sqlite: Database, tmp_path: Path) -> None:
    backup = tmp_path / "planted.sqlite"
    run(sqlite, "CREATE TRIGGER planted AFTER DELETE ON participants BEGIN SELECT 1; END")
    assert Services(sqlite).maintenance.check().faults == ("schema:live",)
    with closing(sqlite3.connect(sqlite.place.database_file)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    for act in (
        lambda: open_database(sqlite.place),
        lambda: restoring.verify_backup(backup),
        lambda: restoring.restore(Place(folder=tmp_path / "new"), backup),
    ):
        with pytest.raises(EnvironmentProblem, match="unknown_schema"):
            act()
    assert not (tmp_path / "new").exists()


def test_the_kept_fingerprint_is_checked(database: Database) -> None:
    assert rows(database, "SELECT revision, fingerprint FROM schema_fingerprint") == [
        (migrations.HEAD_REVISION, fingerprints.KNOWN[migrations.HEAD_REVISION][database.engine.dialect.name])
    ]
    run(database, "UPDATE schema_fingerprint SET fingerprint = 'x'")
    assert Services(database).maintenance.check().faults == ("schema:kept",)
    if database.is_shared:
        with pytest.raises(EnvironmentProblem, match="unknown_schema"):
            open_database(database.place)
    care.upgrade(database.place)
    assert Services(database).maintenance.check().faults == ()


def test_an_upgrade_killed_at_every_step_goes_on(tmp_path: Path) -> None:
    place = released_place("0.2.0", "sqlite", tmp_path)
    original, before = place.database_file.read_bytes(), content_of(place)
    step = 1
    while killed_at(step, lambda: open_database(place)):
        open_database(place).close()
        after = content_of(place)
        assert as_before(before, after) == before, step
        for file in place.database_file.parent.glob("kakehashi.sqlite*"):
            file.unlink()
        place.database_file.write_bytes(original)
        step += 1
    assert step > 10


def test_a_server_whose_upgrade_is_killed_at_every_step_goes_on(tmp_path: Path) -> None:
    """The steps are one transaction: killed in any of them, the server is as it was, and the next upgrade does all."""
    place = released_place("0.2.0", "postgresql", tmp_path)
    before, step = content_of(place), 1
    while killed_at(step, partial(care.upgrade, place)):
        # The server notices by itself that the program is gone; what waits for its locks waits no longer than that.
        assert content_of(place) == before, step
        step += 1
    assert step > 10
    assert care.upgrade(place) == migrations.HEAD_REVISION
    assert as_before(before, content_of(place)) == before
    drop_postgres(place)


def test_a_first_start_killed_at_every_step_goes_on(tmp_path: Path) -> None:
    """One that was killed early left an empty file, which every later start called damaged."""
    were_empty = 0
    folder = tmp_path / "place"
    folder.mkdir()
    start = partial(open_database, Place(folder=folder))
    for step, left in left_behind(folder, start, ("storage/engine.py",), every=_steps):
        place = Place(folder=left)
        were_empty += place.database_file.exists() and not place.database_file.stat().st_size
        database = open_database(place)
        with database.read() as uow:
            assert migrations.schema_faults(uow.connection) == [], step
        database.close()
    assert were_empty > 1


def _steps(last: int) -> set[int]:
    """Return the steps of a start at which it is killed: each in the soak profile, else every fifth."""
    assert last > 100
    return set(range(1, last + 1, 1 if IS_SOAK else 5))
