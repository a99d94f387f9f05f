"""A program killed at any moment, at the hall's door, while packing or while merging, loses nothing that said ok.

`make test` kills it a few times; `make soak` two hundred times.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.bootstrap import open_services
from divide_app.exchange import hall_package
from divide_app.services import Services
from divide_app.storage.database import open_database
from tests.support.city import ACTOR, City, meeting
from tests.support.databases import HandClock, fresh_place, rows
from tests.support.halls import PASSWORD

IS_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
KILLS = {"door": 80, "pack": 60, "merge": 60} if IS_SOAK else {"door": 5, "pack": 4, "merge": 4}
ROOT = Path(__file__).parents[2]

_START = """
import sys
from pathlib import Path
from uuid import UUID
from datetime import UTC, datetime
from divide_app.bootstrap import open_services
def clock():
    return datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""

DOOR = (
    _START
    + """
services = open_services(sys.argv[1], password=sys.argv[2], clock=clock)
print("ready", flush=True)
for code in sys.argv[4:]:
    answer = services.check_in.receive_code(UUID(sys.argv[3]), code, actor="A", device="A", nonce=code)
    print(answer.status.value, answer.event, code, flush=True)
"""
)

PACK = (
    _START
    + """
services = open_services(sys.argv[1], clock=clock)
print("ready", flush=True)
for number in range(1000):
    file = Path(sys.argv[4]) / f"{sys.argv[5]}-{number}.kakehashi"
    made = services.hall_packages.create([UUID(sys.argv[3])], file, sys.argv[2], actor="A")
    print("ok", made.package, file.name, flush=True)
"""
)

MERGE = (
    _START
    + """
services = open_services(sys.argv[1], clock=clock)
print("ready", flush=True)
for file in sys.argv[3:]:
    done = services.hall_packages.merge(Path(file), sys.argv[2], actor="A")
    print("ok", done.accepted + done.known, Path(file).name, flush=True)
"""
)


def killed(script: str, words: Sequence[object], wait: float) -> list[list[str]]:
    """Run a program, kill it `wait` seconds after it was ready, and return the lines it said, word by word."""
    with subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        assert first == "ready\n", process.stderr.read()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        return [line.split() for line in process.stdout if line.endswith("\n") and line.count(" ") == 2]


def waits(kind: str) -> list[float]:
    """Return moments up to a quarter of a second; the same for every run of the tests."""
    chance = random.Random(f"{kind} 2026")
    return [chance.uniform(0.0, 0.25) for _ in range(KILLS[kind])]


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "pc"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "pc"))
    clock = HandClock()
    made = City(Services(open_database(fresh_place("sqlite", tmp_path / "data"), clock=clock)), clock)
    made.services.office.set_up("見本市", "生涯学習課", actor=ACTOR)
    return made


def packed(city: City, folder: Path, people: int) -> tuple[Path, UUID, list[str]]:
    course = city.course("スマホ入門")
    codes = [city.apply(course)[2] for _ in range(people)]
    (session,) = city.sessions(course)
    file = folder / "out.kakehashi"
    city.services.hall_packages.create([session], file, PASSWORD, actor=ACTOR)
    return file, session, codes


def merged(city: City, file: Path) -> int:
    done = city.services.hall_packages.merge(file, PASSWORD, actor=ACTOR)
    assert done.held == ()
    assert city.services.maintenance.check().faults == ()
    return done.accepted


def test_every_ok_at_the_hall_comes_home_once(city: City, tmp_path: Path) -> None:
    file, session, codes = packed(city, tmp_path, people=400 if IS_SOAK else 80)
    told: dict[str, str] = {}
    for wait in waits("door"):
        for status, event, code in killed(DOOR, [file, PASSWORD, session, *codes], wait):
            assert status == "ok"
            assert told.setdefault(code, event) == event, "sent again, it is the same act"
        held = {event.nonce: event.id for event in hall_package.read(file, PASSWORD).content.events}
        lost = [code for code, event in told.items() if held.get(code) != UUID(event)]
        # The act under way may be on the PC only; opening the package again brings both together.
        assert len(lost) <= 1
    open_services(file, password=PASSWORD, clock=city.clock).close()
    assert told
    assert merged(city, file) >= len(told)
    kept = rows(city.services.database, "SELECT nonce, id FROM attendance_events")
    assert len(kept) == len({nonce for nonce, _id in kept}), "none twice"
    by_code = {nonce: UUID(id_) for nonce, id_ in kept}
    assert all(by_code[code] == UUID(event) for code, event in told.items()), "every ok is at the office"
    assert city.present(session) == len(kept)
    city.services.close()


def test_a_package_is_whole_or_not_there(city: City, tmp_path: Path) -> None:
    _file, session, _codes = packed(city, tmp_path, people=30)
    city.services.close()
    folder = tmp_path / "sticks"
    folder.mkdir()
    told: dict[str, str] = {}
    for number, wait in enumerate(waits("pack")):
        words = [tmp_path / "data", PASSWORD, session, folder, number]
        told |= {name: package for _ok, package, name in killed(PACK, words, wait * 3)}
    there = {file.name: hall_package.label_of(file).package_id for file in folder.glob("[!.]*")}
    assert told
    assert told.keys() <= there.keys()
    services = open_services(tmp_path / "data", clock=city.clock)
    registered = {line.id for line in services.hall_packages.packages()}
    assert {UUID(package) for package in told.values()} <= registered
    assert len(there) - len(told) <= KILLS["pack"], "at most one for each kill was written without being told"
    assert services.maintenance.check().faults == ()
    services.close()


def test_a_merge_is_whole_or_has_not_happened(city: City, tmp_path: Path) -> None:
    count = 20 if IS_SOAK else 6
    files, expected = [], 0
    for number in range(count):
        course = city.course(f"講座{number}", meeting("10:00", "12:00", "会場", f"部屋{number}"))
        codes = [city.apply(course)[2] for _ in range(10)]
        (session,) = city.sessions(course)
        file = tmp_path / f"{number}.kakehashi"
        city.services.hall_packages.create([session], file, PASSWORD, actor=ACTOR)
        hall = open_services(file, password=PASSWORD, clock=city.clock)
        for code in codes:
            hall.check_in.receive_code(session, code, actor="A", nonce=code)
        hall.close()
        files.append(file)
        expected += len(codes)
    city.services.close()
    for wait in waits("merge"):
        for _ok, acts, _name in killed(MERGE, [tmp_path / "data", PASSWORD, *files], wait * count / 6):
            assert int(acts) == 10
        look = open_services(tmp_path / "data", clock=city.clock)
        by_session = rows(
            look.database, "SELECT class_session_id, count(*) FROM attendance_events GROUP BY class_session_id"
        )
        assert {number for _session, number in by_session} <= {10}, "a package came home whole or not at all"
        assert look.maintenance.check().faults == ()
        look.close()
    last = open_services(tmp_path / "data", clock=city.clock)
    for file in files:
        last.hall_packages.merge(file, PASSWORD, actor=ACTOR)
    ((acts,),) = rows(last.database, "SELECT count(*) FROM attendance_events")
    assert acts == expected
    last.close()
