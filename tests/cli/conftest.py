"""Runs commands in this process, on a fixed day, with settings and logs in a folder of the test."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from divide_app.cli.main import main
from divide_app.foundation.translation import use_language

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""令和8年11月21日(土) 10:00 in Japan."""

PLAN = {
    "title": "はじめてのスマートフォン",
    "topic": "スマートフォン入門",
    "venue": "中央公民館",
    "room": "第1研修室",
    "capacity": 2,
    "owners": ["デジタル推進課"],
    "sessions": [
        {"starts_at": "2026-11-21T10:30", "ends_at": "2026-11-21T12:00"},
        {"starts_at": "R8.11.28 10:30", "ends_at": "R8.11.28 12:00"},
    ],
}
PEOPLE = """氏名,ふりがな,生年月日,性別,電話番号,地区
青葉 花子,あおば はなこ,S26.4.1,女,019-000-0001,中央
若草 太郎,わかくさ たろう,昭和30年2月3日,男,019-000-0002,北
桜井 和子,さくらい かずこ,1948-07-09,女,019-000-0003,東
高橋 実,たかはし みのる,1960/12/31,男,019-000-0004,中央
"""


@dataclass(frozen=True)
class Ran:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object; fails when there is anything beside it."""
        data = json.loads(self.out)
        assert isinstance(data, dict)
        return data

    @property
    def error(self) -> str:
        return str(self.json["error"]["code"])


Run = Callable[..., Ran]


def _own_folders(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        patch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    patch.setenv("LOCALAPPDATA", str(folder / "local"))
    patch.delenv("DIVIDE_APP_PASSWORD_FILE", raising=False)
    patch.delenv("DIVIDE_APP_DATA", raising=False)
    use_language("ja")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _own_folders(tmp_path, monkeypatch)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "place"


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the test's place; `at` is the present moment."""

    def run_one(*words: object, data: object = None, at: datetime = NOW, as_json: bool = True) -> Ran:
        capsys.readouterr()
        argv = ["--data", str(data or place), *map(str, words), *(["--json"] if as_json else [])]
        code = main(argv, clock=lambda: at)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run_one


@pytest.fixture
def plan_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a plan; keywords change its fields, None takes one away."""

    def write(**changes: object) -> Path:
        plan = {key: value for key, value in (PLAN | changes).items() if value is not None}
        path = tmp_path / f"plan{len(list(tmp_path.glob('plan*.json')))}.json"
        path.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
        return path

    return write


@dataclass(frozen=True)
class World:
    """One course of two meetings for two people, and four people; ids as text."""

    course: str
    sessions: tuple[str, ...]
    people: tuple[str, ...]


@pytest.fixture(scope="session")
def made_world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """The place of `world`, made once by commands; each test has a copy."""
    folder = tmp_path_factory.mktemp("world")
    plan, people, place = folder / "plan.json", folder / "people.csv", folder / "place"
    plan.write_text(json.dumps(PLAN, ensure_ascii=False), encoding="utf-8")
    people.write_text(PEOPLE, encoding="utf-8")

    def answer(*words: object) -> dict[str, Any]:
        said = io.StringIO()
        with redirect_stdout(said):
            assert main(["--data", str(place), *map(str, words), "--json"], clock=lambda: NOW) == 0, said.getvalue()
        return dict(json.loads(said.getvalue()))

    with pytest.MonkeyPatch.context() as patch:
        _own_folders(folder, patch)
        planned = answer("course", "plan", plan)
        assert answer("import", "participants", people)["added"] == 4
        ids = tuple(item["id"] for item in answer("list", "participants")["items"])
    return place, World(planned["course"], tuple(planned["class_sessions"]), ids)


@pytest.fixture
def world(made_world: tuple[Path, World], place: Path, tmp_path: Path) -> World:
    made, found = made_world
    shutil.copytree(made, place, dirs_exist_ok=True)
    shutil.copytree(made.parent / "data", tmp_path / "data", dirs_exist_ok=True)  # with the key that seals its record
    return found


@pytest.fixture(scope="session")
def made_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample city, made once; tests that write take a copy."""
    from divide_app.bootstrap import open_services

    folder = tmp_path_factory.mktemp("city") / "place"
    services = open_services(folder, clock=lambda: NOW)
    services.demo.create()
    services.close()
    return folder


@pytest.fixture
def city_place(made_city: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_city, tmp_path / "city"))


@pytest.fixture
def city(run: Run, city_place: Path) -> Run:
    """Run commands on a copy of the sample city."""

    def run_one(*words: object, as_json: bool = True) -> Ran:
        return run(*words, data=city_place, as_json=as_json)

    return run_one
