"""Everything moves to another place and back the same, or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from divide_app.domain.people.participants import Participant
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled
from divide_app.services import Services
from divide_app.services.office.moving import move
from divide_app.storage import moving
from divide_app.storage.database import Database, open_database
from divide_app.storage.places import Place
from divide_app.storage.rows.every import Base
from divide_app.storage.rows.people.people import ParticipantRow
from tests.support.databases import KINDS, HandClock, count, drop_postgres, empty_postgres, opened, rows


@pytest.fixture(params=[(one, other) for one in KINDS for other in KINDS], ids="-".join)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, Place]]:
    one, other = request.param
    target = empty_postgres() if other == "postgresql" else Place(folder=tmp_path / "there")
    with opened(one, tmp_path / "here", HandClock()) as database:
        fill(database)
        yield database, target
    if target.url is not None:
        drop_postgres(target)


def fill(database: Database) -> None:
    services = Services(database)
    services.office.set_up("見本市", "係")
    ids = [UUID(int=9 - number) for number in range(3)]
    for number, id_ in enumerate(ids):
        services.participants.add(Participant(id_, f"髙橋 花子{number}", memo="'; --\u3000\\ \n😀"))
    # A person that became part of one whose id comes later.
    assert ids[2] < ids[0]
    services.merging.merge(ids[0], ids[2])


def test_everything_is_there_afterwards_and_work_goes_on(pair: tuple[Database, Place]) -> None:
    database, target = pair
    moved = move(database, target)
    assert moved.equal
    assert moved.tables["participants"] == (3, 3)
    assert set(moved.tables) == {table.name for table in Base.metadata.sorted_tables}
    there = open_database(target)
    services = Services(there)
    assert [entry.act for entry in services.maintenance.audit_entries(1)] == ["db.move"]
    assert services.maintenance.audit_verdict().ok
    assert services.maintenance.check().faults == ()
    assert [hit.title for hit in services.search.find("髙橋")], "the index of names went along"
    services.participants.add(Participant(services.participants.new_id(), "見本 次郎"))
    assert count(there, "participants") == 4
    assert len(rows(there, "SELECT number FROM participant_search")) == 3, "the two that are one are found as one"
    there.close()
    with pytest.raises(EnvironmentProblem, match="place_not_empty"):
        move(database, target)


def test_a_move_that_is_stopped_leaves_an_empty_place_and_is_done_again(pair: tuple[Database, Place]) -> None:
    database, target = pair

    def stop(done: int, total: int | None, /) -> None:
        if total and done > total * 0.9:
            raise UserCancelled

    with pytest.raises(UserCancelled):
        move(database, target, progress=stop)
    there = open_database(target)
    assert not any(count(there, table.name) for table in Base.metadata.sorted_tables)
    there.close()
    assert move(database, target).equal


def test_a_copy_that_differs_is_not_kept(pair: tuple[Database, Place], monkeypatch: pytest.MonkeyPatch) -> None:
    database, target = pair
    real = moving._copy

    def forgetful(source: Any, there: Any, table: Any) -> None:
        real(source, there, table)
        if table is ParticipantRow.__table__:
            there.execute(update(ParticipantRow).values(memo=""))

    monkeypatch.setattr(moving, "_copy", forgetful)
    with pytest.raises(EnvironmentProblem) as refused:
        move(database, target)
    assert (refused.value.code, refused.value.details["tables"]) == ("copy_differs", ("participants",))
    there = open_database(target)
    assert count(there, "participants") == 0
    there.close()


KILLED = """
import os, signal, sys
from divide_app.services.office.moving import move
from divide_app.storage.database import open_database
from divide_app.storage.places import parse_place

def kill(done, total):
    if done == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

database = open_database(parse_place(sys.argv[1]))
move(database, parse_place(sys.argv[2]), progress=kill)
"""


@pytest.mark.parametrize("at", [0, 30, 80])
def test_a_move_that_is_killed_is_simply_done_again(pair: tuple[Database, Place], at: int) -> None:
    database, target = pair
    here = database.place.url or str(database.place.folder)
    words = [sys.executable, "-c", KILLED, here, target.url or str(target.folder), str(at)]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    assert move(database, target).equal
