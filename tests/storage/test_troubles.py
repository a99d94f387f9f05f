"""The world's troubles at the database: each has its code, nothing is lost, and the next act works again."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from urllib.parse import unquote

import pytest

from divide_app.domain.people.participants import Participant
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.user_paths import data_folder
from divide_app.services import Services
from divide_app.storage.database import Database, open_database
from divide_app.storage.engine import address_of
from divide_app.storage.places import DATABASE_FILE, Place, parse_place
from tests.support.databases import count, opened, run

HOLD = """
import sys
from sqlcipher3 import dbapi2
connection = dbapi2.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def add(database: Database, memo: str = "") -> None:
    people = Services(database).participants
    people.add(Participant(people.new_id(), "見本花子", memo=memo))


def add_many(database: Database, number: int) -> None:
    with database.write() as uow:
        uow.participants.add_all(Participant(uow.make_id(), f"見本{n}", memo="備考" * 400) for n in range(number))
        uow.audit("participant.add_many", people=number)


@contextmanager
def held_by_another_program(file: Path) -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdin=-1, stdout=-1, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield
        finally:
            process.stdin.close()
            process.wait(10)


def test_a_file_another_program_writes_to_is_locked_and_free_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("divide_app.storage.engine.BUSY_MILLISECONDS", 150)
    with opened("sqlite", tmp_path / "data") as database:
        with held_by_another_program(database.place.database_file):
            with pytest.raises(EnvironmentProblem, match="locked"):
                add(database)
            assert count(database, "participants") == 0, "reading goes on meanwhile"
        add(database)
        assert count(database, "participants") == 1


def test_a_server_row_another_program_holds_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("divide_app.storage.engine.BUSY_MILLISECONDS", 150)
    with opened("postgresql", tmp_path / "data") as database:
        with database.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("LOCK TABLE participants IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(EnvironmentProblem, match="locked"):
                add(database)
        add(database)


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    with opened("sqlite", tmp_path / "data") as database:
        add(database)
        with database.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        from sqlalchemy import event

        limit = [f"PRAGMA max_page_count = {pages + 2}"]
        event.listen(database.engine, "checkout", lambda connection, *_: connection.execute(limit[0]), insert=True)
        with pytest.raises(EnvironmentProblem, match="disk_full"):
            add_many(database, 200)
        assert (count(database, "participants"), count(database, "audit_entries")) == (1, 1)
        limit[0] = "PRAGMA max_page_count = 1073741823"
        add_many(database, 200)
        assert Services(database).maintenance.check().ok


def test_a_file_that_may_not_grow_is_told_and_stays_sound(tmp_path: Path) -> None:
    """The operating system itself refuses to write on, in a program of its own."""
    code = """
import resource, signal, sys
from pathlib import Path
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
from tests.storage.test_troubles import add, add_many
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = open_database(Place(folder=Path(sys.argv[1])))
add(database)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
try:
    add_many(database, 2000)
except EnvironmentProblem as problem:
    print(problem.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
add(database)
database.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() in {"disk_full", "disk_error"}, done.stderr
    database = open_database(Place(folder=tmp_path / "data"))
    assert count(database, "participants") == 2
    assert Services(database).maintenance.check().ok
    database.close()


def test_a_disk_with_no_room_to_open_the_data_is_never_called_damaged_data(tmp_path: Path) -> None:
    """Whoever is told that the data are damaged puts back a backup, and loses what was sound."""
    code = """
import resource, signal, sys
from pathlib import Path
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
place = Place(folder=Path(sys.argv[1]))
open_database(place).close()
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, resource.RLIM_INFINITY))
try:
    open_database(place)
except EnvironmentProblem as problem:
    print(problem.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() in {"disk_full", "disk_error"}, done.stderr
    open_database(Place(folder=tmp_path / "data")).close()


def test_a_database_file_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    with opened("sqlite", tmp_path / "data") as database:
        run(database, "PRAGMA query_only = ON")
        from sqlalchemy import event

        event.listen(database.engine, "checkout", lambda connection, *_: connection.execute("PRAGMA query_only = ON"))
        with pytest.raises(EnvironmentProblem, match="read_only"):
            add(database)
        assert count(database, "participants") == 0


def test_places_that_are_no_place_are_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(EnvironmentProblem, match="wrong_folder"):
        open_database(Place(folder=file))
    with pytest.raises(EnvironmentProblem, match="read_only"):
        open_database(Place(folder=file / "below"))
    (tmp_path / "odd" / DATABASE_FILE).mkdir(parents=True)
    with pytest.raises(EnvironmentProblem, match="read_only"):
        open_database(Place(folder=tmp_path / "odd"))
    with pytest.raises(EnvironmentProblem, match="empty_database"):
        open_database(Place(folder=tmp_path / "none"), create=False)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("content", [b"name,kana\r\n" * 900, b"\x00" * 4096, b"%PDF-1.7 " + b"x" * 8183])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    place = Place(folder=tmp_path)
    place.database_file.write_bytes(content)
    with pytest.raises(EnvironmentProblem) as refused:
        open_database(place)
    assert refused.value.code in {"damaged", "password_needed", "not_a_database"}
    assert place.database_file.read_bytes() == content


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75, 0.999])
def test_a_database_cut_short_is_refused_before_anything_is_written_to_it(tmp_path: Path, share: float) -> None:
    place = Place(folder=tmp_path)
    database = open_database(place)
    add_many(database, 100)
    database.close()
    whole = place.database_file.read_bytes()
    cut = whole[: int(len(whole) * share)]
    place.database_file.write_bytes(cut)
    with pytest.raises(EnvironmentProblem, match="damaged"):
        open_database(place)
    assert place.database_file.read_bytes() == cut


def test_a_server_that_is_away_is_told() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(EnvironmentProblem, match="server_away"):
        open_database(parse_place(f"postgresql://somebody@127.0.0.1:{port}/kakehashi"))


def test_a_connection_the_server_ends_is_told_and_the_next_act_works(tmp_path: Path) -> None:
    with opened("postgresql", tmp_path / "data") as database:
        with pytest.raises(EnvironmentProblem, match="server_away"), database.write() as uow:
            uow.participants.add(Participant(uow.make_id(), "見本花子"))
            mine = uow.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            with database.engine.connect() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({int(mine)}, 5000)")
            uow.participants.add(Participant(uow.make_id(), "見本次郎"))
        add(database)
        assert count(database, "participants") == 1


def test_a_servers_address_is_shown_without_its_password() -> None:
    place = parse_place("postgresql://clerk:geheim@db.example/kakehashi")
    assert "geheim" not in str(place)
    assert "clerk" in str(place)


@pytest.mark.parametrize("address", ["mysql://clerk:geheim@db.example/kakehashi", "https://db.example", "sqlite:///x"])
def test_an_address_of_something_else_is_no_folder(address: str) -> None:
    with pytest.raises(EnvironmentProblem, match="wrong_folder") as refused:
        parse_place(address)
    assert "geheim" not in str(refused.value.details)


def test_a_database_on_a_windows_share_has_an_address_sqlite_reads(tmp_path: Path) -> None:
    # "The authority must be either an empty string or localhost" (sqlite.org/uri.html, 3.1).
    share = PureWindowsPath(r"\\server\share\データ #1\kakehashi.sqlite")
    assert unquote(address_of(share, "ro")) == "file:////server/share/データ #1/kakehashi.sqlite?mode=ro"
    assert address_of(PureWindowsPath(r"C:\data\k.sqlite"), "rw") == "file:///C:/data/k.sqlite?mode=rw"
    deep = PureWindowsPath("\\\\?\\C:\\データ #1\\k.sqlite")
    assert unquote(address_of(deep, "rwc")) == f"file:///{deep}?mode=rwc&vfs=win32-longpath"
    with closing(sqlite3.connect(f"file:///{tmp_path}/a.sqlite", uri=True)) as there:  # four strokes here, too
        there.execute("CREATE TABLE a (b)")
    assert (tmp_path / "a.sqlite").exists()
    with pytest.raises(sqlite3.OperationalError, match="authority"):
        sqlite3.connect("file://server/share/kakehashi.sqlite", uri=True)


@pytest.mark.parametrize(
    "neighbour",
    ["backups/before-upgrade-from-0001.sqlite", f"{DATABASE_FILE}.replaced", f"{DATABASE_FILE}-wal", "-journal"],
)
def test_a_database_emptied_to_nothing_is_not_begun_anew(tmp_path: Path, neighbour: str) -> None:
    place = Place(folder=tmp_path)
    place.database_file.touch()
    beside = tmp_path / (DATABASE_FILE + neighbour if neighbour == "-journal" else neighbour)
    beside.parent.mkdir(exist_ok=True)
    beside.write_bytes(bytes.fromhex("d9d505f920a163d7") + b"\0" * 8 + b"\0\0\0\x07" + b"\0" * 492)
    for create in (True, False):
        with pytest.raises(EnvironmentProblem, match="damaged"):
            open_database(place, create=create)
    assert place.database_file.stat().st_size == 0
    assert beside.stat().st_size == 512


@pytest.mark.parametrize("password", [None, "見本の合言葉"])
def test_an_empty_file_of_a_first_start_that_was_killed_is_begun_again(tmp_path: Path, password: str | None) -> None:
    place = Place(folder=tmp_path)
    place.database_file.touch()
    with pytest.raises(EnvironmentProblem, match="empty_database"):
        open_database(place, password=password, create=False)
    database = open_database(place, password=password)
    assert Services(database).maintenance.check().ok
    database.close()


def test_a_first_start_on_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=20_000))
    with pytest.raises(EnvironmentProblem, match="disk_full"):
        open_database(Place(folder=tmp_path / "new" / "data"))
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    open_database(Place(folder=tmp_path / "new" / "data")).close()


def test_two_first_starts_at_once_make_one_database(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
from tests.storage.test_troubles import add
database = open_database(Place(folder=Path(sys.argv[1])))
add(database)
database.close()
"""
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "data")], cwd=Path(__file__).parents[2])
        for _ in range(2)
    ]
    assert [one.wait(60) for one in both] == [0, 0]
    database = open_database(Place(folder=tmp_path / "data"))
    assert count(database, "participants") == 2
    database.close()


def test_another_programs_tables_are_not_joined(tmp_path: Path) -> None:
    place = Place(folder=tmp_path)
    with closing(sqlite3.connect(place.database_file)) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = place.database_file.read_bytes()
    with pytest.raises(EnvironmentProblem, match="not_a_database"):
        open_database(place)
    with closing(sqlite3.connect(place.database_file)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    assert before[:16] == place.database_file.read_bytes()[:16]


def test_a_wrong_password_is_told_by_us_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    place = Place(folder=tmp_path)
    open_database(place, password="見本の合言葉").close()
    with pytest.raises(EnvironmentProblem, match="bad_password"):
        open_database(place, password="違う")
    assert capfd.readouterr() == ("", "")


def test_nobody_else_looks_into_ones_own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    open_database(parse_place(str(data_folder()))).close()
    assert data_folder().stat().st_mode & 0o077 == 0
    chosen = tmp_path / "office"
    chosen.mkdir(mode=0o750)
    open_database(parse_place(str(chosen / "data"))).close()
    assert chosen.stat().st_mode & 0o777 == 0o750


def spoil_the_schema(file: Path) -> None:
    """Put a byte that begins no character into the words of a table."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET name = CAST(x'b3b3' AS TEXT) WHERE name = 'participants'")
        version = connection.execute("PRAGMA schema_version").fetchone()[0]
        connection.execute(f"PRAGMA schema_version = {version + 1}")


def test_a_schema_of_bytes_that_are_no_text_is_damage(tmp_path: Path) -> None:
    """The driver cannot read SQLite's own sentence about it, and raises an error of Python's in its place."""
    with opened("sqlite", tmp_path / "place") as database:
        add(database)
        file = database.place.database_file
        spoil_the_schema(file)
        with pytest.raises(EnvironmentProblem, match="damaged"):
            Services(database).participants.all()
        with pytest.raises(EnvironmentProblem, match="damaged"):
            open_database(database.place)


def test_a_search_index_without_its_settings_is_damage(tmp_path: Path) -> None:
    with opened("sqlite", tmp_path / "place") as database:
        add(database)
        with closing(sqlite3.connect(database.place.database_file)) as file, file:
            file.execute("DELETE FROM participant_fts_config")
        database.close()
        with closing(open_database(database.place)) as again, pytest.raises(EnvironmentProblem, match="damaged"):
            Services(again).maintenance.check()
