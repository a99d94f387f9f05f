"""The migrations make exactly the tables the rows describe, and the schema changes only by a visible diff."""

from __future__ import annotations

import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage import migrations
from divide_app.storage import rows as storage_rows
from divide_app.storage.database import Database, open_database
from divide_app.storage.engine import make_engine
from divide_app.storage.places import Place
from divide_app.storage.rows.every import EVERY, Base
from tests.support.databases import drop_postgres, empty_postgres, rows, run

GOLDEN = Path(__file__).parent / "golden" / "schema.sql"


def _is_ours(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    # Full-text tables and the index over an expression are made by hand in the migration, for one database each.
    return not (kind == "table" and (name or "").startswith("participant_fts")) and name not in {
        "ix_participant_search_tokens",
        "schema_fingerprint",
    }


def test_migrations_and_rows_describe_the_same_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_ours})
        assert compare_metadata(context, Base.metadata) == []


def test_the_whole_schema_leaves_no_module_of_rows_out() -> None:
    here = f"{storage_rows.__name__}."
    found = pkgutil.walk_packages(storage_rows.__path__, here)
    modules = {module.name for module in found if not module.ispkg} - {f"{here}base", f"{here}every"}
    assert {module.__name__ for module in EVERY} == modules


EACH_ALONE = """
import importlib, sys
from sqlalchemy.types import NullType
for name in sys.argv[1:]:
    for module in [one for one in sys.modules if one.startswith("divide_app.storage.rows")]:
        del sys.modules[module]
    importlib.import_module(name)
    base = sys.modules["divide_app.storage.rows.base"].Base
    for table in base.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, NullType):
                print(name, table.name, column.name)
"""


def test_every_column_has_its_type_before_the_other_tables_are_imported() -> None:
    # A command imports only the rows it needs: `course copy` read the ids of venues as text and could not store them.
    modules = [module.__name__ for module in EVERY]
    found = subprocess.run([sys.executable, "-c", EACH_ALONE, *modules], capture_output=True, text=True, check=True)
    assert (found.stdout, found.stderr) == ("", "")


def test_the_program_knows_the_newest_revision(sqlite: Database) -> None:
    with sqlite.engine.connect() as connection:
        script = ScriptDirectory.from_config(migrations.alembic_config(connection))
    assert script.get_heads() == [migrations.HEAD_REVISION]


def test_the_schema_changes_only_by_a_visible_diff(database: Database) -> None:
    name = "postgresql" if database.is_shared else "sqlite"
    listing = "\n".join(_postgresql_schema(database) if database.is_shared else _sqlite_schema(database)) + "\n"
    kept = dict(_listings())
    if os.environ.get("UPDATE_COMMITTED"):
        kept[name] = listing
        GOLDEN.write_text("".join(f"-- {one}\n{kept[one]}" for one in sorted(kept)), encoding="utf-8")
    assert listing == kept[name], "run again with UPDATE_COMMITTED=1 and look at the diff"


def _listings() -> Iterator[tuple[str, str]]:
    """Yield each database with its part of the committed listing."""
    _before, *parts = re.split(r"^-- (\w+)\n", GOLDEN.read_text(encoding="utf-8"), flags=re.MULTILINE)
    yield from zip(parts[::2], parts[1::2], strict=True)


def _sqlite_schema(database: Database) -> list[str]:
    found = rows(
        database,
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'participant_fts_%'"
        " ORDER BY type DESC, name",
    )
    return [row[0].replace("\t", "    ") + ";" for row in found]


def _postgresql_schema(database: Database) -> list[str]:
    listing = []
    with database.engine.connect() as connection:
        inspector = inspect(connection)
        for table in sorted(inspector.get_table_names()):
            columns = [
                f"    {column['name']} {column['type'].compile(connection.dialect)}"
                + ("" if column["nullable"] else " NOT NULL")
                for column in inspector.get_columns(table)
            ]
            constraints = connection.exec_driver_sql(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                f" WHERE conrelid = '{table}'::regclass AND contype <> 'n' ORDER BY conname"
            )
            columns += [f"    CONSTRAINT {row[0]} {row[1]}" for row in constraints]
            listing.append(f"CREATE TABLE {table} (\n" + ",\n".join(columns) + "\n);")
        indexes = connection.exec_driver_sql(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'pk_%%'"
            " AND indexname NOT LIKE 'uq_%%' ORDER BY indexname"
        )
        listing += [row[0].replace(" ON public.", " ON ") + ";" for row in indexes]
    return listing


def test_an_empty_server_is_refused_until_its_administrator_upgrades_it() -> None:
    place = empty_postgres()
    try:
        with pytest.raises(EnvironmentProblem, match="empty_database"):
            open_database(place)
        engine = make_engine(place)
        assert migrations.upgrade(engine) == migrations.HEAD_REVISION
        assert migrations.upgrade(engine) == migrations.HEAD_REVISION, "a second time changes nothing"
        engine.dispose()
        open_database(place).close()
    finally:
        drop_postgres(place)


def test_a_newer_database_is_refused_and_left_alone(database: Database) -> None:
    run(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(EnvironmentProblem) as refused:
        open_database(database.place)
    assert (refused.value.code, refused.value.details["database"]) == ("newer_database", "9999")
    with pytest.raises(EnvironmentProblem, match="newer_database"):
        migrations.upgrade(database.engine)
    assert rows(database, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_before_an_upgrade_a_copy_of_the_database_is_kept(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that expects a later schema keeps a copy before it touches anything."""
    monkeypatch.setattr(migrations, "HEAD_REVISION", "0000")
    with pytest.raises(EnvironmentProblem, match="newer_database"):
        open_database(sqlite.place)
    monkeypatch.setattr(migrations, "HEAD_REVISION", "9999")
    opened = open_database(sqlite.place)
    opened.close()
    copies = list((sqlite.place.database_file.parent / "backups").iterdir())
    assert [file.name for file in copies] == [f"before-upgrade-from-{migrations_head()}.sqlite"]
    kept = open_place_of(copies[0], sqlite.place.database_file.parent / "kept")
    monkeypatch.undo()
    open_database(kept).close()


def migrations_head() -> str:
    """Return the newest script's revision by its file, whatever the program believes."""
    folder = Path(__file__).parents[2] / "db" / "migrations" / "versions"
    return max(file.name for file in folder.glob("*.py")).partition("_")[0]


def open_place_of(file: Path, folder: Path) -> Place:
    """Return a folder that holds a copy of the file as its database."""
    folder.mkdir()
    place = Place(folder=folder)
    place.database_file.write_bytes(file.read_bytes())
    return place
