"""Copies of the data: whole or refused, encrypted as the data is, and never written over something good."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlcipher3 import dbapi2

from divide_app.domain.people.participants import Participant
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.office.restoring import restore
from divide_app.storage import recrypting
from divide_app.storage.database import Database, open_database
from divide_app.storage.places import DATABASE_FILE, Place
from tests.support.databases import HandClock, count, opened

PASSWORD = 'it\'s a "pass"; --鍵'
PLAIN_OR_NOT = pytest.mark.parametrize("password", [None, PASSWORD], ids=["plain", "encrypted"])


def fill(database: Database, people: int = 60) -> None:
    services = Services(database)
    for number in range(people):
        services.participants.add(
            Participant(services.participants.new_id(), f"見本 花子{number}", memo="長い備考" * 40)
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path / "データ #1?")


@PLAIN_OR_NOT
def test_a_backup_is_verified_and_restored_and_the_old_file_kept(
    place: Place, tmp_path: Path, password: str | None
) -> None:
    database = open_database(place, password=password, clock=HandClock())
    fill(database)
    services = Services(database)
    done = services.maintenance.back_up(tmp_path / "控え.sqlite")
    assert (done.ok, done.counts["participants"]) == (True, 60)
    fill(database, 5)
    assert services.maintenance.verify(done.file).counts["participants"] == 60
    database.close()
    raw = (tmp_path / "控え.sqlite").read_bytes()
    assert ("見本".encode() in raw) is (password is None)

    result = restore(place, done.file, password)
    assert (result.ok, result.counts["participants"]) == (True, 60)
    again = open_database(place, password=password)
    assert count(again, "participants") == 60
    again.close()
    kept = place.database_file.with_name(f"{DATABASE_FILE}.replaced")
    old = Place(folder=tmp_path / "replaced")
    assert old.folder is not None
    old.folder.mkdir()
    old.database_file.write_bytes(kept.read_bytes())
    reopened = open_database(old, password=password)
    assert count(reopened, "participants") == 65
    reopened.close()


def test_sqlite_gets_the_name_of_every_file_as_an_address(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so does it open a name of 260 signs and more on Windows (`engine.address_of`)."""
    names: list[str] = []
    connect = dbapi2.connect

    def noted(name: str, **options: object) -> object:
        names.append(name)
        connection = connect(name, **options)
        connection.set_trace_callback(lambda said: names.append(said.split("'")[1]) if "ATTACH" in said[:6] else None)
        return connection

    monkeypatch.setattr(dbapi2, "connect", noted)
    database = open_database(place)
    fill(database, 1)
    backup = Services(database).maintenance.back_up(tmp_path / "控え.sqlite").file
    database.close()
    (tmp_path / "made.sqlite").touch()
    recrypting.rewritten_copy(backup, tmp_path / "made.sqlite", old=None, new=PASSWORD)
    restore(place, backup)
    assert {Path(unquote(name.split("?")[0])).name for name in names} >= {DATABASE_FILE, "控え.sqlite", "made.sqlite"}
    assert [name for name in names if not name.startswith("file:///")] == []


def test_a_backup_leaves_nothing_beside_it_and_can_be_read_where_nothing_can_be_written(
    place: Place, tmp_path: Path
) -> None:
    database = open_database(place)
    fill(database)
    folder = tmp_path / "stick"
    folder.mkdir()
    done = Services(database).maintenance.back_up(folder / "控え.sqlite")
    Services(database).maintenance.verify(done.file)
    database.close()
    assert sorted(file.name for file in folder.iterdir()) == ["控え.sqlite", "控え.sqlite.manifest.json"]
    reader = sqlite3.connect(f"{done.file.as_uri()}?mode=ro&immutable=1", uri=True)
    assert reader.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert reader.execute("SELECT count(*) FROM participants").fetchone() == (60,)
    reader.close()


def test_the_usual_backup_is_named_by_local_time_and_noted_in_the_trail(place: Place) -> None:
    database = open_database(place, clock=HandClock(datetime(2026, 11, 20, 16, 5, tzinfo=UTC)))
    services = Services(database)
    done = services.maintenance.back_up()
    assert done.file.name == "kakehashi-20261121-010500.sqlite"
    assert [entry.act for entry in services.maintenance.audit_entries()] == ["backup.create"]
    database.close()


@PLAIN_OR_NOT
def test_a_backup_cut_anywhere_is_refused(place: Place, tmp_path: Path, password: str | None) -> None:
    database = open_database(place, password=password)
    fill(database)
    whole = Services(database).maintenance.back_up(tmp_path / "whole.sqlite").file.read_bytes()
    database.close()
    untouched = place.database_file.read_bytes()
    cut = tmp_path / "cut.sqlite"
    positions = {0, 1, 15, 16, 99, 100, 512, 2048, 4095, 4096, 4097, 8192, len(whole) - 4096, len(whole) - 1}
    positions |= {len(whole) * part // 8 // 512 * 512 for part in range(1, 8)}
    assert len(positions) >= 20
    for position in sorted(positions):
        cut.write_bytes(whole[:position])
        code = "nothing"
        try:
            restore(place, cut, password)
        except EnvironmentProblem as problem:
            code = problem.code
        assert (position, code) == (position, "damaged")
    assert place.database_file.read_bytes() == untouched
    assert not list(tmp_path.glob("**/*.replaced"))


def test_a_backup_with_one_page_spoiled_is_refused(place: Place, tmp_path: Path) -> None:
    database = open_database(place)
    fill(database)
    file = Services(database).maintenance.back_up(tmp_path / "whole.sqlite").file
    database.close()
    raw = bytearray(file.read_bytes())
    raw[8192 : 8192 + 64] = b"\xff" * 64
    file.write_bytes(raw)
    with pytest.raises(EnvironmentProblem, match="damaged"):
        restore(place, file)


def test_passwords_are_asked_for_and_checked(place: Place, tmp_path: Path) -> None:
    database = open_database(place, password=PASSWORD)
    fill(database, 1)
    file = Services(database).maintenance.back_up(tmp_path / "b.sqlite").file
    database.close()
    other = Place(folder=tmp_path / "other")
    for password, code in ((None, "password_needed"), ("falsch", "bad_password")):
        with pytest.raises(EnvironmentProblem, match=code):
            restore(other, file, password)
        with pytest.raises(EnvironmentProblem, match=code):
            open_database(place, password=password)
    with pytest.raises(EnvironmentProblem, match="missing_file"):
        restore(other, tmp_path / "nothing.sqlite", PASSWORD)
    assert not other.database_file.exists()


def test_an_empty_password_is_refused_and_makes_nothing(place: Place) -> None:
    for password in ("", " ", "　"):
        with pytest.raises(EnvironmentProblem, match="password_empty"):
            open_database(place, password=password)
    assert place.folder is not None
    assert not place.folder.exists()


def test_a_plain_database_is_not_opened_with_a_password(place: Place) -> None:
    open_database(place).close()
    with pytest.raises(EnvironmentProblem, match="not_encrypted"):
        open_database(place, password="x")


def test_a_backup_onto_the_open_database_itself_is_refused(place: Place) -> None:
    database = open_database(place)
    fill(database, 1)
    (place.database_file.parent / "twin.sqlite").hardlink_to(place.database_file)
    (place.database_file.parent / "link.sqlite").symlink_to(place.database_file)
    for name in (DATABASE_FILE, "KAKEHASHI.sqlite", "twin.sqlite", "link.sqlite"):
        with pytest.raises(EnvironmentProblem, match="place_file"):
            Services(database).maintenance.back_up(place.database_file.with_name(name))
    fill(database, 1)
    database.close()
    again = open_database(place)
    assert count(again, "participants") == 2, "what was written afterwards is in the file, not in a lost twin"
    again.close()


def test_a_backup_onto_a_folder_or_below_a_file_says_so(place: Place, tmp_path: Path) -> None:
    database = open_database(place)
    with pytest.raises(EnvironmentProblem, match="is_folder"):
        Services(database).maintenance.back_up(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentProblem, match="no_folder"):
        Services(database).maintenance.back_up(tmp_path / "file" / "b.sqlite")
    database.close()
    assert not list(tmp_path.glob("**/*.part"))


@pytest.fixture
def somebody_else(place: Place) -> Iterator[subprocess.Popen[str]]:
    """Another program that has the database open and is doing nothing."""
    open_database(place).close()
    code = (
        "import sys; from sqlcipher3 import dbapi2;"
        "c = dbapi2.connect(sys.argv[1]); c.execute('SELECT count(*) FROM participants').fetchall();"
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(place.database_file)], stdin=-1, stdout=-1, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)


def test_nothing_is_restored_under_another_program(
    place: Place, tmp_path: Path, somebody_else: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("divide_app.storage.engine.BUSY_MILLISECONDS", 100)
    with opened("sqlite", tmp_path / "source") as source:
        file = Services(source).maintenance.back_up(tmp_path / "b.sqlite").file
    before = place.database_file.read_bytes()
    with pytest.raises(EnvironmentProblem, match="locked"):
        restore(place, file)
    assert place.database_file.read_bytes() == before
    assert not list(tmp_path.glob("**/*.replaced"))
    assert somebody_else


def test_what_an_old_database_kept_in_its_journal_goes_along_with_it(place: Place, tmp_path: Path) -> None:
    database = open_database(place, password="old")
    fill(database, 3)
    journal = place.database_file.with_name(DATABASE_FILE + "-wal").read_bytes()
    main = place.database_file.read_bytes()
    database.close()
    place.database_file.write_bytes(main)
    place.database_file.with_name(DATABASE_FILE + "-wal").write_bytes(journal)  # as after a power cut
    with opened("sqlite", tmp_path / "source") as source:
        file = Services(source).maintenance.back_up(tmp_path / "b.sqlite").file
    restore(place, file, "old")
    kept = place.database_file.with_name(DATABASE_FILE + ".replaced")
    old = Place(folder=tmp_path / "old")
    assert old.folder is not None
    old.folder.mkdir()
    kept.replace(old.database_file)
    left = kept.with_name(kept.name + "-wal")
    if left.exists():
        left.replace(old.database_file.with_name(DATABASE_FILE + "-wal"))
    reopened = open_database(old, password="old")
    assert count(reopened, "participants") == 3
    reopened.close()
    fresh = open_database(place, password="old")
    assert count(fresh, "participants") == 0
    fresh.close()
