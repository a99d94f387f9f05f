"""Data on a network share: recognised, opened by one PC at a time, and never in WAL mode there."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.office import maintenance as care
from divide_app.services.office import restoring
from divide_app.storage import shares
from divide_app.storage.database import Database, open_database
from divide_app.storage.places import DATABASE_FILE, Place
from divide_app.storage.shares import NOTE_ENDING, is_network_drive, is_network_mount
from divide_app.wording.sentences import sentence
from tests.storage.test_troubles import add
from tests.support.databases import count

OTHER_PROCESS = """
import sys
from pathlib import Path
from divide_app.storage import shares
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
from tests.storage.test_troubles import add
shares.MOUNT_TABLE = Path(sys.argv[2])
shares.platform.node = lambda: sys.argv[3]
database = open_database(Place(folder=Path(sys.argv[1])), password=sys.argv[4] or None)
print("open", flush=True)
sys.stdin.readline()
add(database)
database.close()
print("closed", flush=True)
"""
PASSWORDS = [None, "見本の合言葉"]


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder which the table of mounts calls a share; it is a disk in truth."""
    folder = tmp_path / "共有 1"
    folder.mkdir()
    escaped = str(folder).replace(" ", "\\040")
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/office {escaped} cifs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(shares, "MOUNT_TABLE", table)
    return folder


def note_of(share: Path) -> Path:
    return share / (DATABASE_FILE + NOTE_ENDING)


@contextmanager
def other_pc(share: Path, password: str | None, pc: str = "MADOGUCHI-2") -> Iterator[subprocess.Popen[str]]:
    """Another process that has the database open, and thinks it runs on another PC."""
    code = [sys.executable, "-c", OTHER_PROCESS, str(share), str(shares.MOUNT_TABLE), pc, password or ""]
    with subprocess.Popen(code, stdin=-1, stdout=-1, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            process.kill()


def close(process: subprocess.Popen[str]) -> None:
    assert process.communicate("go\n", timeout=60)[0] == "closed\n"


def refused(place: Place, password: str | None = None) -> EnvironmentProblem:
    with pytest.raises(EnvironmentProblem, match="held_elsewhere") as found:
        open_database(place, password=password)
    return found.value


@pytest.mark.parametrize(
    ("kind", "is_share"),
    [
        *((kind, True) for kind in ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "ceph", "glusterfs")),
        *((kind, True) for kind in ("fuse.glusterfs", "fuse.rclone", "davfs", "fuse.davfs2", "afs", "lustre")),
        *((kind, False) for kind in ("ext4", "btrfs", "fuseblk", "vfat", "exfat", "tmpfs", "overlay", "ntfs3", "fuse")),
    ],
)
def test_a_share_is_known_by_the_table_of_mounts(kind: str, is_share: bool) -> None:
    table = f"/dev/sda1 / ext4 rw 0 0\nsource /mnt/\\346\\040\\134x {kind} rw 0 0\n/dev/sdb1 /mnt/own ext4 rw 0 0\n"
    table = table.replace("\\346", "役所")
    assert is_network_mount(Path("/mnt/役所 \\x/データ"), table) is is_share
    assert not is_network_mount(Path("/mnt/役所 \\x2"), table)
    assert not is_network_mount(Path("/mnt/own/data"), table)


def test_the_innermost_and_the_last_mount_counts() -> None:
    table = "s:/ /net nfs4 rw 0 0\n/dev/sda2 /net/me ext4 rw 0 0\nx /srv ext4 rw 0 0\ns:/ /srv nfs rw 0 0\nbroken\n"
    assert is_network_mount(Path("/net/you"), table)
    assert not is_network_mount(Path("/net/me/data"), table)
    assert is_network_mount(Path("/srv/data"), table)


@pytest.mark.parametrize(
    ("path", "is_share"),
    [
        (r"\\server\share\データ", True),
        ("//server/share/data", True),
        (r"\\?\UNC\server\share\data", True),
        (r"Z:\data", True),
        (r"z:\data", True),
        (r"\\?\Z:\data", True),
        (r"C:\data", False),
        (r"\\?\C:\data", False),
    ],
)
def test_a_share_is_known_by_its_windows_path_or_drive(path: str, is_share: bool) -> None:
    drives = {"Z:\\": 4, "C:\\": 3}  # DRIVE_REMOTE, DRIVE_FIXED
    assert is_network_drive(path, drives.__getitem__) is is_share


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_second_pc_is_told_who_has_the_data_and_opens_them_later(share: Path, password: str | None) -> None:
    place = Place(folder=share)
    with other_pc(share, password) as process:
        problem = refused(place, password)
        assert (problem.details["pc"], problem.details["path"]) == ("MADOGUCHI-2", str(share))
        told = sentence(problem)
        assert "MADOGUCHI-2" in told
        assert "PostgreSQL" in told
        assert "{" not in told
        with pytest.raises(EnvironmentProblem, match="held_elsewhere"):
            care.upgrade(place, password)
        close(process)
    assert not note_of(share).exists()
    database = open_database(place, password=password)
    assert count(database, "participants") == 1
    assert set(json.loads(note_of(share).read_text(encoding="utf-8"))) == {
        *("pc", "user", "process", "since", "heartbeat", "token")
    }
    database.close()
    slots = [] if password is None else [f"{DATABASE_FILE}.keys"]
    assert sorted(one.name for one in share.iterdir()) == [DATABASE_FILE, *slots]


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_database_in_wal_mode_leaves_it_on_a_share_with_all_its_rows(
    share: Path, password: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(folder=share)
    with monkeypatch.context() as here:
        here.setattr(shares, "MOUNT_TABLE", share / "none")
        code = OTHER_PROCESS.replace("database.close()", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        arguments = [str(share), str(share / "none"), "PC", password or ""]
        subprocess.run(
            [sys.executable, "-c", code, *arguments],
            input="go\n",
            text=True,
            check=False,
            capture_output=True,
            cwd=Path(__file__).parents[2],
        )
    assert (share / f"{DATABASE_FILE}-wal").stat().st_size, "killed: the row stands in the journal"
    assert (share / f"{DATABASE_FILE}-shm").exists()
    database = open_database(place, password=password)
    assert count(database, "participants") == 1
    with database.read() as uow:
        assert uow.connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"
    add(database)
    assert not (share / f"{DATABASE_FILE}-shm").exists(), "its index came along, and is of no use"
    assert not (share / f"{DATABASE_FILE}-wal").exists()
    target = share / "backups" / "a.sqlite"
    target.parent.mkdir()
    assert Services(database).maintenance.back_up(target).ok
    with pytest.raises(EnvironmentProblem, match="held_elsewhere"):
        restoring.restore(place, target, password)
    assert Services(database).maintenance.info().is_on_share
    database.close()
    assert restoring.restore(place, target, password).ok
    assert not note_of(share).exists()


def test_the_note_of_a_process_of_this_pc_that_was_killed_is_no_hindrance(share: Path) -> None:
    with other_pc(share, None, platform.node()) as process:
        refused(Place(folder=share))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        assert note_of(share).exists()
        open_database(Place(folder=share)).close()
    assert not note_of(share).exists()


def test_the_note_of_another_pc_counts_until_it_is_old(share: Path) -> None:
    place = Place(folder=share)
    with other_pc(share, None) as process:
        process.kill()
    refused(place)
    made = note_of(share).stat().st_mtime - shares.STALE_AFTER.total_seconds()
    os.utime(note_of(share), (made + 60, made + 60))
    refused(place)
    os.utime(note_of(share), (made - 60, made - 60))
    open_database(place).close()
    assert sorted(one.name for one in share.iterdir()) == [DATABASE_FILE]


def test_a_pc_that_slept_while_another_took_over_writes_nothing(share: Path) -> None:
    place = Place(folder=share)
    sleeper = open_database(place)
    old = note_of(share).stat().st_mtime - 2 * shares.STALE_AFTER.total_seconds()
    note = json.loads(note_of(share).read_text(encoding="utf-8"))
    note_of(share).write_text(json.dumps(note | {"pc": "SLEEPER"}), encoding="utf-8")
    os.utime(note_of(share), (old, old))
    with other_pc(share, None) as process:
        with pytest.raises(EnvironmentProblem, match="held_elsewhere"):
            add(sleeper)
        with pytest.raises(EnvironmentProblem, match="held_elsewhere"):
            Services(sleeper).maintenance.back_up()
        assert count(sleeper, "participants") == 0, "reading goes on"
        close(process)
    add(sleeper)
    assert count(sleeper, "participants") == 2
    sleeper.close()
    assert not note_of(share).exists()


def test_a_note_is_renewed_while_the_database_is_open(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "BEAT_SECONDS", 0.01)
    database = open_database(Place(folder=share))
    old = note_of(share).stat().st_mtime - 3600
    os.utime(note_of(share), (old, old))
    while note_of(share).stat().st_mtime < old + 1800:
        pass
    refused(Place(folder=share))
    database.close()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pc": "x"}'])
def test_a_note_that_cannot_be_read_counts_until_it_is_old(share: Path, content: str) -> None:
    note_of(share).write_text(content, encoding="utf-8")
    assert "{" not in sentence(refused(Place(folder=share)))
    os.utime(note_of(share), (1, 1))
    open_database(Place(folder=share)).close()


def test_the_pc_that_shares_its_own_disk_heeds_the_note(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with other_pc(share, None):
        monkeypatch.setattr(shares, "MOUNT_TABLE", share / "none")
        refused(Place(folder=share))


def test_a_wrong_password_leaves_no_note(share: Path) -> None:
    place = Place(folder=share)
    open_database(place, password="見本の合言葉").close()
    with pytest.raises(EnvironmentProblem, match="bad_password"):
        open_database(place, password="違う")
    assert not note_of(share).exists()


def test_a_disk_of_this_pc_needs_no_note(tmp_path: Path) -> None:
    database: Database = open_database(Place(folder=tmp_path))
    add(database)
    assert not note_of(tmp_path).exists()
    assert not Services(database).maintenance.info().is_on_share
    database.close()
    with closing(dbapi2.connect(str(tmp_path / DATABASE_FILE))) as file:
        assert file.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
