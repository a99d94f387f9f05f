"""Places as earlier releases left them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from divide_app.storage import migrations
from divide_app.storage.engine import make_engine
from divide_app.storage.places import Place
from tests.support.databases import empty_postgres

_RELEASED = Path(__file__).parents[1] / "storage" / "released"
REVISIONS = {"0.2.0": "0001"}
"""Release -> the newest revision it held."""


def released_place(release: str, kind: str, folder: Path) -> Place:
    """Return a place as a release left it, with made-up rows in every table."""
    script = (_RELEASED / f"{release}-{kind}.sql").read_text(encoding="utf-8")
    if kind == "sqlite":
        place = Place(folder=folder)
        with closing(sqlite3.connect(place.database_file)) as file:
            file.executescript(f"BEGIN; {script} COMMIT;")
        return place
    place = empty_postgres()
    engine = make_engine(place)
    with engine.begin() as connection:
        # The file of the revision is frozen, so it stands for the schema; the rows are the release's own.
        command.upgrade(migrations.alembic_config(connection), REVISIONS[release])
        cursor = connection.connection.cursor()
        for statement in script.splitlines():
            cursor.execute(statement)
    engine.dispose()
    return place
