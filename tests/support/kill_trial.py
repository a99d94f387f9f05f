"""Kills the program again and again at the hall's door, while packing and while merging, and counts what was lost.

Chance comes from a seed, so every run kills at the same moments after the start; where in the work that falls is the
machine's affair, which is the point.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.bootstrap import open_services
from divide_app.exchange import hall_package
from divide_app.services import Services
from divide_app.storage.database import open_database
from tests.support.city import City, meeting
from tests.support.databases import HandClock, fresh_place, rows
from tests.support.halls import PASSWORD

ROOT = Path(__file__).parents[2]
EVERYDAY = {"door": 5, "office": 4, "pack": 4, "merge": 4}
"""Kills of `make test`, by what is under way."""
SOAK = {"door": 60, "office": 40, "pack": 50, "merge": 50}
"""Kills of `make soak`: two hundred, beside those of `kill_commands`."""


@dataclass
class KillTrial:
    """What came of killing the program.

    Attributes:
        kills: How often it was killed.
        told: Acts, packages or merges it had said ok to.
        faults: One sentence for everything that was lost, doubled or left half done.
    """

    kills: int = 0
    told: int = 0
    faults: list[str] = field(default_factory=list)

    def must(self, holds: bool, fault: str) -> None:
        """Keep a fault when something does not hold."""
        if not holds:
            self.faults.append(fault)


_START = """
import sys
from pathlib import Path
from uuid import UUID
from datetime import UTC, datetime
from divide_app.bootstrap import open_services
def clock():
    return datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""

_DOOR = (
    _START
    + """
services = open_services(sys.argv[1], password=sys.argv[2] or None, clock=clock)
print("ready", flush=True)
for code in sys.argv[4:]:
    answer = services.check_in.receive_code(UUID(sys.argv[3]), code, device="A", nonce=code)
    print(answer.status.value, answer.event, code, flush=True)
"""
)

_PACK = (
    _START
    + """
services = open_services(sys.argv[1], clock=clock)
print("ready", flush=True)
for number in range(1000):
    file = Path(sys.argv[4]) / f"{sys.argv[5]}-{number}.kakehashi"
    made = services.hall_packages.create([UUID(sys.argv[3])], file, sys.argv[2])
    print("ok", made.package, file.name, flush=True)
"""
)

_MERGE = (
    _START
    + """
services = open_services(sys.argv[1], clock=clock)
print("ready", flush=True)
for file in sys.argv[3:]:
    done = services.hall_packages.merge(Path(file), sys.argv[2])
    print("ok", done.accepted + done.known, Path(file).name, flush=True)
"""
)


def _killed(trial: KillTrial, script: str, words: Sequence[object], wait: float) -> list[list[str]]:
    """Run a program, kill it `wait` seconds after it was ready, and return the lines it said, word by word.

    Every fourth kill, the first among them, waits for a first word too, so that a slow machine is not only killed
    before it has begun.
    """
    with subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        assert first == "ready\n", process.stderr.read()
        said = [] if trial.kills % 4 else [process.stdout.readline()]
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        trial.kills += 1
        said.extend(process.stdout)
        return [line.split() for line in said if line.endswith("\n") and line.count(" ") == 2]


def _waits(kind: str, kills: int) -> list[float]:
    """Return moments up to a quarter of a second; the same for every run."""
    chance = random.Random(f"{kind} 2026")
    return [chance.uniform(0.0, 0.25) for _ in range(kills)]


@contextmanager
def _city(folder: Path) -> Iterator[City]:
    """Give an office in `folder` whose PC keeps its own files there too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(folder / "pc"))
        clock = HandClock()
        city = City(Services(open_database(fresh_place("sqlite", folder / "data"), clock=clock)), clock)
        city.services.office.set_up("見本市", "生涯学習課")
        try:
            yield city
        finally:
            city.services.close()


def _packed(city: City, file: Path, people: int) -> tuple[UUID, list[str]]:
    """Pack one session of so many people, and return it with their ticket codes."""
    course = city.course("スマホ入門")
    codes = [city.apply(course)[2] for _ in range(people)]
    (session,) = city.sessions(course)
    city.services.hall_packages.create([session], file, PASSWORD)
    return session, codes


def _receive_killed(trial: KillTrial, place: Path, password: str, session: UUID, codes: list[str], wait: float,
                    told: dict[str, str]) -> None:  # fmt: skip
    """Go on with receiving until killed, from two before the last; an act sent again must be the same act."""
    done = sum(code in told for code in codes)
    for status, event, code in _killed(trial, _DOOR, [place, password, session, *codes[max(0, done - 2) :]], wait):
        trial.must(status == "ok", f"{status} instead of ok")
        trial.must(told.setdefault(code, event) == event, "an act sent again became another act")


def _check_office(trial: KillTrial, city: City, session: UUID, told: dict[str, str]) -> None:
    """Hold the office's events against what was told."""
    kept = rows(city.services.database, "SELECT nonce, id FROM attendance_events")
    by_code = {nonce: UUID(id_) for nonce, id_ in kept}
    trial.must(len(kept) == len(by_code), "an act is there twice")
    lost = [code for code, event in told.items() if by_code.get(code) != UUID(event)]
    trial.must(not lost, f"{len(lost)} acts that said ok are lost")
    trial.must(city.present(session) == len(kept), "the number present does not fit the acts")
    trial.must(city.services.maintenance.check().faults == (), "db check found faults")
    trial.told += len(told)


def at_the_office(folder: Path, kills: int) -> KillTrial:
    """Kill the program while it receives people over the office's own database."""
    trial, told = KillTrial(), dict[str, str]()
    with _city(folder) as city:
        session, codes = _packed(city, folder / "out.kakehashi", people=30 * kills)
        for wait in _waits("office", kills):
            _receive_killed(trial, folder / "data", "", session, codes, wait, told)
        _check_office(trial, city, session, told)
    return trial


def at_the_door(folder: Path, kills: int) -> KillTrial:
    """Kill the program while it receives people over a hall package, then bring the package home."""
    trial, told = KillTrial(), dict[str, str]()
    file = folder / "out.kakehashi"
    with _city(folder) as city:
        session, codes = _packed(city, file, people=20 * kills)
        for wait in _waits("door", kills):
            _receive_killed(trial, file, PASSWORD, session, codes, wait, told)
            held = {event.nonce: event.id for event in hall_package.read(file, PASSWORD).content.events}
            lost = [code for code, event in told.items() if held.get(code) != UUID(event)]
            # The act under way may be on the PC only; opening the package again brings both together.
            trial.must(len(lost) <= 1, f"{len(lost)} acts that said ok are not in the file")
        open_services(file, password=PASSWORD, clock=city.clock).close()
        done = city.services.hall_packages.merge(file, PASSWORD)
        trial.must(done.held == (), "acts waited for a person without need")
        _check_office(trial, city, session, told)
    return trial


def while_packing(folder: Path, kills: int) -> KillTrial:
    """Kill the program while it writes packages; each is whole or not there, and the office knows those told."""
    trial, told = KillTrial(), dict[str, str]()
    sticks = folder / "sticks"
    sticks.mkdir(parents=True)
    with _city(folder) as city:
        session, _codes = _packed(city, folder / "out.kakehashi", people=30)
        for number, wait in enumerate(_waits("pack", kills)):
            words = [folder / "data", PASSWORD, session, sticks, number]
            told |= {name: package for _ok, package, name in _killed(trial, _PACK, words, wait * 3)}
        there = {file.name for file in sticks.glob("[!.]*") if hall_package.label_of(file)}
        trial.must(told.keys() <= there, "a package that said ok is not there")
        trial.must(len(there) - len(told) <= kills, "more packages than one a kill were written without a word")
        registered = {line.id for line in city.services.hall_packages.packages()}
        trial.must({UUID(package) for package in told.values()} <= registered, "the office does not know a package")
        trial.must(city.services.maintenance.check().faults == (), "db check found faults")
    trial.told = len(told)
    return trial


def while_merging(folder: Path, kills: int) -> KillTrial:
    """Kill the program while packages come home; each came home whole or not at all."""
    trial = KillTrial()
    count, people = kills, 10
    files = []
    with _city(folder) as city:
        for number in range(count):
            course = city.course(f"講座{number}", meeting("10:00", "12:00", "会場", f"部屋{number}"))
            codes = [city.apply(course)[2] for _ in range(people)]
            (session,) = city.sessions(course)
            file = folder / f"{number}.kakehashi"
            city.services.hall_packages.create([session], file, PASSWORD)
            hall = open_services(file, password=PASSWORD, clock=city.clock)
            for code in codes:
                hall.check_in.receive_code(session, code, nonce=code)
            hall.close()
            files.append(file)
        told: set[str] = set()
        for wait in _waits("merge", kills):
            left = [file for file in files if file.name not in told]
            for _ok, acts, name in _killed(trial, _MERGE, [folder / "data", PASSWORD, *left], wait):
                trial.must(int(acts) == people, "a merge said ok to fewer acts than the package holds")
                told.add(name)
            by_session = rows(
                city.services.database, "SELECT class_session_id, count(*) FROM attendance_events GROUP BY 1"
            )
            trial.must({acts for _session, acts in by_session} <= {people}, "a package came home by half")
            trial.must(len(by_session) >= len(told), "a merge that said ok is lost")
            trial.must(city.services.maintenance.check().faults == (), "db check found faults")
        for file in files:
            city.services.hall_packages.merge(file, PASSWORD)
        ((acts,),) = rows(city.services.database, "SELECT count(*) FROM attendance_events")
        trial.must(acts == count * people, f"{acts} acts came home instead of {count * people}")
        trial.told = len(told)
    return trial


TRIALS = {"door": at_the_door, "office": at_the_office, "pack": while_packing, "merge": while_merging}
"""Every trial by what is under way when the program is killed."""
