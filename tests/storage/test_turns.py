"""Programs that wait to write to one database are served in the order in which they came; nobody starves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from divide_app.storage import audit, engine, turns
from divide_app.storage.database import open_database
from divide_app.storage.places import Place

pytestmark = pytest.mark.two_programs
ROOT = Path(__file__).parents[2]
PATIENCE = 120_000
"""Milliseconds: what is shown is the order, however busy the machine is."""

_WAITER = f"""
import sys
from pathlib import Path
from divide_app.storage import engine, turns
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
engine.BUSY_MILLISECONDS = {PATIENCE}
database = open_database(Place(folder=Path(sys.argv[1])))
real, told = turns.sleep, []
def waits(seconds):
    if not told:
        told.append(True)
        print("waits", flush=True)
    real(seconds)
turns.sleep = engine.sleep = waits
print("ready", flush=True)
sys.stdin.readline()
with database.write() as uow:
    uow.audit("test.act", sys.argv[2])
database.close()
"""


class Waiter:
    """A program of its own that writes one act when told."""

    def __init__(self, folder: Path, name: str) -> None:
        words = [sys.executable, "-c", _WAITER, str(folder), name]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self.hears("ready")

    def hears(self, word: str) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == f"{word}\n"

    def comes(self) -> None:
        """Let it come, and return once it stands in the queue."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        self.hears("waits")


@contextmanager
def started(folder: Path, *names: str) -> Iterator[list[Waiter]]:
    with ExitStack() as stack:
        waiters = [Waiter(folder, name) for name in names]
        for one in waiters:
            stack.enter_context(one.process)
        yield waiters


def test_who_waits_is_served_in_the_order_of_coming_and_before_who_just_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", PATIENCE)
    database = open_database(Place(folder=tmp_path))
    with started(tmp_path, "2", "3", "4", "5") as waiters:
        with database.write() as uow:
            uow.audit("test.act", "1")
            for one in waiters:
                one.comes()
        with database.write() as uow:  # at once again, as an import does
            uow.audit("test.act", "6")
    with database.read() as uow:
        order = [entry.subject for entry in audit.read_entries(uow.connection) if entry.act == "test.act"]
    assert order[::-1] == ["1", "2", "3", "4", "5", "6"]
    database.close()


def test_who_is_killed_while_waiting_is_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", PATIENCE)
    database = open_database(Place(folder=tmp_path))
    with started(tmp_path, "2", "3", "4") as waiters:
        with database.write() as uow:
            uow.audit("test.act", "1")
            for one in waiters:
                one.comes()
            for one in waiters[:2]:
                one.process.kill()
                one.process.wait()
        assert waiters[2].process.wait() == 0
    with database.read() as uow:
        order = [entry.subject for entry in audit.read_entries(uow.connection) if entry.act == "test.act"]
    assert order[::-1] == ["1", "4"]
    database.close()


def test_where_there_is_no_place_for_the_queue_one_writes_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(turns, "log_folder", lambda: tmp_path / "file")
    database = open_database(Place(folder=tmp_path / "data"))
    with database.write() as uow:
        uow.audit("test.act")
    database.close()
