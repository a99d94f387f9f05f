"""The window of the finished folder in the real windows plugin: driven by hand on an X display, and asked from within.

Pictures go to docs/pictures/windows when PICTURES=1, else into the proof's scratch folder; people look at them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Run
from wine import Wine, wait_for, windows_path

HERE = Path(__file__).parent
TITLE = "かけはし"


@pytest.fixture(scope="session")
def pictures(scratch: Path) -> Path:
    return ROOT / "docs" / "pictures" / "windows" if os.environ.get("PICTURES") else scratch / "pictures"


@pytest.fixture
def fresh(wine: Wine) -> Iterator[Wine]:
    """No program of an earlier test is left on the display."""
    yield wine
    wine.use_locale("C.UTF-8")


def _settled(wine: Wine, seconds: float = 60.0) -> str:
    """Wait for the window and until two pictures in a row are alike; return its number."""
    window = wait_for(lambda: _main_window(wine), "the window", seconds)
    last = b""
    for _turn in range(40):
        now = subprocess.run(
            ["import", "-window", window, "rgb:-"], env=wine.environment, capture_output=True, timeout=30, check=False
        ).stdout
        if now and now == last:
            return window
        last = now
        wine.hand("sleep", "0.7")
    raise TimeoutError("the window does not come to rest")


def _main_window(wine: Wine) -> str:
    for number, title in wine.windows().items():
        size = wine.hand("getwindowgeometry", "--shell", number)
        if title == TITLE and "WIDTH=" in size and int(size.split("WIDTH=")[1].split()[0]) > 600:
            return number
    return ""


def _set_up(wine: Wine, **values: str) -> None:
    """Write this PC's settings as the program keeps them."""
    (local,) = (wine.home / "prefix" / "drive_c" / "users").glob("*/AppData/Local")
    folder = local / "divide_app"
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_text("".join(f'{key} = "{value}"\n' for key, value in values.items()))


def test_first_start_and_the_sample_city(fresh: Wine, program: Path, scratch: Path, pictures: Path, run: Run):
    place = scratch / "初めて"
    environment = {"DIVIDE_APP_DATA": windows_path(place)}
    fresh.open(program / "kakehashi.exe", environment=environment)
    window = _settled(fresh)
    fresh.picture(pictures / "first-start.png", window)
    fresh.hand("windowactivate", "--sync", window)
    fresh.hand("key", "--window", window, "Return")  # まず試してみる has the keyboard
    wait_for(lambda: _has_sample(run, place), "the sample city", 120)
    _settled(fresh)
    fresh.picture(pictures / "home.png", window)
    for number in range(2, 9):
        fresh.hand("key", f"alt+{number}")
        _settled(fresh)
        if number == 2:
            fresh.picture(pictures / "schedule.png", window)
    assert _main_window(fresh) == window


def _has_sample(run: Run, place: Path) -> bool:
    ended = run("db", "info", "--json", data=place, code=None)
    return ended.code == 0 and ended.json["tables"].get("participant", 0) > 100


def test_every_screen_is_opened_in_the_windows_plugin(wine: Wine, program: Path, sample: Path, scratch: Path):
    out = scratch / "screens.json"
    ended = wine.run(
        program / "python.exe", [windows_path(HERE / "probe_screens.py"), windows_path(out)],
        environment={"DIVIDE_APP_DATA": windows_path(sample)},
    )  # fmt: skip
    assert out.exists(), ended.err
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["platform"] == "windows"
    assert not told["crashes"], told["crashes"]
    assert len(told["screens"]) >= 13
    assert all(colours > 5 for colours in told["screens"].values()), told["screens"]


def test_every_class_of_widget_has_the_programs_font_and_follows_the_text_size(
    wine: Wine, program: Path, scratch: Path
):
    out = scratch / "fonts.json"
    ended = wine.run(program / "python.exe", [windows_path(HERE / "probe_fonts.py"), windows_path(out)])
    assert out.exists(), ended.err
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["platform"] == "windows"
    standard = told["sizes"]["standard"]
    assert len(standard["widgets"]) > 60
    for size, found in told["sizes"].items():
        wrong = {name: font for name, font in found["widgets"].items() if font != found["wanted"]}
        assert not wrong, (size, found["wanted"], wrong)
    assert told["sizes"]["largest"]["wanted"] != standard["wanted"]


def test_dark_and_largest_text(fresh: Wine, program: Path, sample: Path, scratch: Path, pictures: Path):
    place = scratch / "dark-place"
    shutil.copytree(sample, place)
    _set_up(fresh, theme="dark", text_size="largest")
    fresh.open(program / "kakehashi.exe", environment={"DIVIDE_APP_DATA": windows_path(place)})
    window = _settled(fresh)
    fresh.picture(pictures / "home-dark-largest.png", window)
    _set_up(fresh, theme="light", text_size="standard")


def test_package_opens_as_by_double_click(
    fresh: Wine, program: Path, sample: Path, scratch: Path, pictures: Path, run: Run
):
    session = run("list", "class-sessions", "--json", data=sample).json["items"][-1]["id"]
    parcel = scratch / "会場 の 受付.kakehashi"
    run("package", "create", session, "--out", windows_path(parcel), "--one-time-code", data=sample)
    fresh.open(program / "kakehashi.exe", [windows_path(parcel)])
    window = _settled(fresh)
    fresh.picture(pictures / "package.png", window)
