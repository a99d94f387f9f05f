"""Kills commands that do one thing (a first start, a restore, another key, an upgrade ...) and looks what stands then.

After each kill the place must open at the next start, hold all of what was or all of what was to come, and the same
command said again must come to its end. Kills are spread evenly over the time one undisturbed run takes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from divide_app.bootstrap import open_services
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services.office.restoring import verify_backup
from divide_app.storage import keys
from tests.support.city import City
from tests.support.databases import HandClock, drop_postgres, empty_postgres, rows
from tests.support.forked import load_first, started
from tests.support.kill_trial import KillTrial
from tests.support.released import released_place

OLD, NEW = "むかしの合い言葉 七つの海", "あたらしい合い言葉 八つの山"
NAME = "若草縞模様"
"""Begins the name of everybody here: nowhere in an encrypted place may it be read."""
_PEOPLE = 40
_GROWS_BY_ITSELF = {"audit_entries", "sign_in_tries", "drafts"}
"""Tables in which opening and trying again leave rows."""

State = Mapping[str, object]
_EMPTY: Mapping[str, object] = {"tables": {}, "people": [], "faults": ()}
"""What a place holds in which nobody has done anything yet."""


@dataclass(frozen=True)
class Work:
    """One command that is killed.

    Attributes:
        words: The command's, but for `--data` and `--json`; `{}` stands for the folder, `{server}` for the server.
        prepare: Fills the folder; `place` in it is the place, if there is one yet.
        before: What opens the place before the command; None = it is plain, or not there.
        after: What opens afterwards what the command changes.
        new: The new password the command is given.
        target: What changes: the place, or another one.
        made: A file the command makes, whole or not at all, and how to tell.
    """

    words: str
    prepare: Callable[[Path], object]
    before: str | None = None
    after: str | None = None
    new: str | None = None
    target: str = "place"
    made: tuple[str, Callable[[Path], bool]] | None = None

    @property
    def passwords(self) -> tuple[str | None, ...]:
        """What may open the target after a kill."""
        return (self.after,) if self.target != "place" else tuple(dict.fromkeys((self.before, self.after)))


@dataclass
class _Run:
    """What a command said until it was killed or came to its end; `code` is None when it was killed."""

    code: int | None
    said: dict[str, object]
    seconds: float

    @property
    def is_ok(self) -> bool:
        return bool(self.said) and "error" not in self.said


def trial_of(work: Work, folder: Path, kills: int) -> KillTrial:
    """Kill a command so many times, each time in a folder of its own; each is run to its end afterwards."""
    trial = KillTrial()
    load_first()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(folder / "pc"))
        # Passwords are stretched less: what is looked for lies in the order of steps.
        patch.setattr(keys, "_MEMORY", 64)
        patch.setattr(keys, "_PASSES", 1)
        original = folder / "original"
        original.mkdir(parents=True)
        work.prepare(original)
        with _copied(original, folder / "before") as own:
            _password, first = _state(_target(work, own), work.passwords)
        with _copied(original, folder / "after") as own:
            undisturbed = _run(work, own, work.before)
            trial.told += undisturbed.is_ok
            trial.must(undisturbed.code == 0, f"not killed it ends with {undisturbed.code}: {undisturbed.said}")
            _password, last = _state(_target(work, own), (work.after,))
        chance = random.Random(f"{work.words} 2026")
        for number in range(kills):
            moment = 1.1 * undisturbed.seconds * (number + chance.random()) / kills
            with _copied(original, folder / str(number)) as own:
                _Killed(trial, work, own, (first, last), f"killed after {moment:.3f} s").look(moment)
            trial.kills += 1
    return trial


@contextmanager
def _copied(original: Path, folder: Path) -> Iterator[Path]:
    shutil.copytree(original, folder)
    place = None
    if (folder / "server").exists():
        place = empty_postgres()
        (folder / "server").write_text(place.url or "", encoding="utf-8")
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        if place is not None:
            drop_postgres(place)


def _run(work: Work, folder: Path, password: str | None, until: float | None = None) -> _Run:
    """Run the command to its end, or until it is killed after so many seconds."""
    variables = {}
    for name, secret in (("PASSWORD", password), ("NEW_PASSWORD", work.new)):
        if secret is not None:
            (folder / name).write_text(secret, encoding="utf-8")
            variables[f"DIVIDE_APP_{name}_FILE"] = str(folder / name)
    words = [one.replace("{server}", _server(folder)).replace("{}", str(folder)) for one in work.words.split()]
    begun = time.monotonic()
    child = started(["--data", str(folder / "place"), *words, "--json"], folder, variables=variables)
    ended = 0
    while until is not None and not ended and time.monotonic() < begun + until:
        ended, state = os.waitpid(child, os.WNOHANG)
        time.sleep(0.002)
    if not ended:
        if until is not None:
            os.kill(child, signal.SIGKILL)
        _child, state = os.waitpid(child, 0)
    seconds = time.monotonic() - begun
    out = folder / "out.txt"
    said = out.read_text(encoding="utf-8") if out.exists() else ""
    return _Run(
        None if os.WIFSIGNALED(state) else os.waitstatus_to_exitcode(state),
        json.loads(said) if said.endswith("}\n") else {},
        seconds,
    )


def _server(folder: Path) -> str:
    file = folder / "server"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _target(work: Work, folder: Path) -> str | Path:
    return _server(folder) or folder / work.target


def _state(place: str | Path, passwords: Sequence[str | None]) -> tuple[str | None, State]:
    """Open a place with the first password that fits, as the next start would; return it and what is there."""
    said = ""
    for password in passwords:
        try:
            services = open_services(place, password=password, clock=HandClock())
        except EnvironmentProblem as problem:
            said = problem.code
            continue
        with closing(services):
            care = services.maintenance
            counts = care.info().tables.items()
            return password, {
                "tables": {name: count for name, count in counts if count and name not in _GROWS_BY_ITSELF},
                "people": [name for (name,) in rows(services.database, "SELECT name FROM participants ORDER BY name")],
                "faults": care.check().faults,
            }
    return None, {"opens": said}


@dataclass
class _Killed:
    """One kill: what stands then is held against what was and what was to come."""

    trial: KillTrial
    work: Work
    folder: Path
    states: tuple[State, State]
    when: str

    def must(self, holds: bool, fault: str) -> None:
        self.trial.must(holds, f"{self.work.words}, {self.when}: {fault}")

    def look(self, moment: float) -> None:
        """Kill the command at a moment, look, and let it come to its end."""
        work, (first, last) = self.work, self.states
        killed = _run(work, self.folder, work.before, until=moment)
        self.must(killed.code in {None, 0}, f"it ended with {killed.code}: {killed.said}")
        self._look_at_made(killed)
        password, state = _state(_target(work, self.folder), work.passwords)
        self._must_be(state, first, last, *([_EMPTY] if _server(self.folder) else []))
        if killed.is_ok:
            self.trial.told += 1
            self.must((password, state) == (work.after, last), "it said ok, and it is lost")
        again = _run(work, self.folder, work.before if work.target != "place" else password)
        is_done = state == last and work.made is None
        self.must(
            again.code == 0 or (is_done and again.code in {1, 3}), f"again it ends with {again.code}: {again.said}"
        )
        self.trial.told += again.is_ok
        self._look_at_made(again)
        self._must_be(_state(_target(work, self.folder), (work.after,))[1], last)
        if work.target != "place":
            source = _state(self.folder / "place", (work.before,))[1]
            self.must(source.get("people") == _names(_PEOPLE), f"the place itself changed: {source}")
        if work.after is not None and not _server(self.folder):
            files = [one for one in (self.folder / work.target).rglob("*") if one.is_file()]
            plain = [one.name for one in files if NAME.encode() in one.read_bytes()]
            self.must(not plain, f"names can be read in {plain} of the encrypted place")

    def _must_be(self, state: State, *allowed: State) -> None:
        short = {key: len(value) if isinstance(value, list) else value for key, value in state.items()}
        self.must(state in allowed, f"there is neither what was nor what was to come: {short}")

    def _look_at_made(self, run: _Run) -> None:
        if self.work.made is None:
            return
        name, is_whole = self.work.made
        file = self.folder / name
        self.must(file.exists() or not run.is_ok, f"{name} is not there, and it said ok")
        self.must(not file.exists() or is_whole(file), f"{name} is there by half")


# ---- what there is before ----


def _names(people: int, first: int = 0) -> list[str]:
    return sorted(f"{NAME}{number:03}" for number in range(first, first + people))


def _filled(folder: Path, password: str | None = None, people: int = _PEOPLE) -> None:
    clock = HandClock()
    services = open_services(folder, password=password, clock=clock)
    with closing(services):
        city = City(services, clock)
        now = clock.moment
        clock.moment = datetime(2020, 1, 1, tzinfo=UTC)  # long enough ago to be forgotten
        everybody = [city.person(name) for name in _names(people)]
        clock.moment = now
        city.apply(city.course(), everybody[0])
        services.maintenance.back_up()


def _to_restore(password: str | None, backup_password: str | None, *, is_there: bool = True) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        if is_there:
            _filled(folder / "place", password)
        _filled(folder / "other", backup_password, people=2 * _PEOPLE)
        with closing(open_services(folder / "other", password=backup_password)) as services:
            services.maintenance.back_up(folder / "backup.sqlite")
        shutil.rmtree(folder / "other")

    return prepare


def _list_of_people(folder: Path) -> None:
    lines = ["氏名,ふりがな,生年月日", *(f"{name},わかくさ,1950-05-05" for name in _names(200, first=500))]
    (folder / "people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _place(password: str | None = None, *more: Callable[[Path], object]) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        _filled(folder / "place", password)
        for one in more:
            one(folder)

    return prepare


def _old_place(folder: Path) -> None:
    (folder / "place").mkdir()
    place = released_place("0.2.0", "sqlite", folder / "place")
    with closing(sqlite3.connect(place.database_file)) as file, file:
        file.execute("UPDATE users SET is_disabled = 1")  # nobody has to sign in


def _is_sound_backup(file: Path) -> bool:
    return verify_backup(file).ok


def _is_list_of_all(file: Path) -> bool:
    return file.read_text(encoding="utf-8-sig").count(NAME) == _PEOPLE


def _is_whole_paper(file: Path) -> bool:
    return file.read_bytes().rstrip().endswith(b"%%EOF")


WORKS = {
    "start": Work("import participants {}/people.csv", _list_of_people),
    "encrypted start": Work("import participants {}/people.csv", _list_of_people, OLD, OLD),
    "import": Work("import participants {}/people.csv", _place(None, _list_of_people)),
    "sample city": Work("demo create", lambda _folder: None),
    "restore": Work("backup restore {}/backup.sqlite", _to_restore(None, None)),
    "restore plain over encrypted": Work("backup restore {}/backup.sqlite", _to_restore(OLD, None), OLD, OLD),
    "restore on another PC": Work("backup restore {}/backup.sqlite", _to_restore(None, OLD, is_there=False), OLD, OLD),
    "encrypt": Work("db encrypt", _place(), None, NEW, NEW),
    "rekey": Work("db rekey", _place(OLD), OLD, NEW, NEW),
    "password": Work("db password", _place(OLD), OLD, NEW, NEW),
    "decrypt": Work("db decrypt", _place(OLD), OLD, None),
    "move": Work("db move --to {}/there", _place(), None, NEW, NEW, target="there"),
    "move to a server": Work(
        "db move --to {server}", _place(OLD, lambda folder: (folder / "server").touch()), OLD, target="server"
    ),
    "upgrade": Work("db upgrade", _old_place),
    "backup": Work("backup create --out {}/out.sqlite", _place(), made=("out.sqlite", _is_sound_backup)),
    "export": Work("export participants --out {}/out.csv", _place(), made=("out.csv", _is_list_of_all)),
    "paper": Work("report monthly 2026-11 --out {}/out.pdf", _place(), made=("out.pdf", _is_whole_paper)),
    "purge": Work("privacy purge --before 2021-01-01", _place()),
}
"""Every command by its short name."""
_SOAK_EACH = 20
SOAK = dict.fromkeys(WORKS, _SOAK_EACH) | {"export": 10, "paper": 10, "move to a server": 10}
"""Kills of `make soak`, by work: three hundred and ten."""
EVERYDAY = dict.fromkeys(WORKS, 1)
"""Kills of `make test`."""
