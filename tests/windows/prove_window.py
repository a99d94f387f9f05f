"""The window of the finished folder in the real windows plugin: driven by hand on an X display, and asked from within.

Pictures go to docs/pictures/windows when PICTURES=1, else into the proof's scratch folder; people look at them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Run
from wine import Wine, windows_path
from x_display import close, press, settled

HERE = Path(__file__).parent
SCREENS = ("ホーム", "予定", "講座", "申込・参加者", "支援者", "受付", "印刷", "目標・報告")
"""In the order of the rail, whose places are Alt+1 to Alt+8."""


def _set_up(wine: Wine, **values: str) -> None:
    """Write this PC's settings as the program keeps them."""
    (local,) = (wine.home / "prefix" / "drive_c" / "users").glob("*/AppData/Local")
    folder = local / "divide_app"
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_text("".join(f'{key} = "{value}"\n' for key, value in values.items()))


def test_first_start_and_the_sample_city(wine: Wine, program: Path, scratch: Path, pictures: Path, run: Run):
    place = scratch / "初めて"
    wine.open(program / "kakehashi.exe", environment={"DIVIDE_APP_DATA": windows_path(place)})
    window = settled(wine, "かけはし")
    wine.picture(pictures / "first-start.png", window)
    press(wine, window, "Return")  # サンプルで試す has the keyboard
    settled(wine, "ホーム - かけはし")
    wine.picture(pictures / "home.png", window)
    for number, screen in reversed([*enumerate(SCREENS, start=1)]):
        press(wine, window, f"alt+{number}")
        assert settled(wine, f"{screen} - かけはし") == window
        if screen == "予定":
            wine.picture(pictures / "schedule.png", window)
    close(wine, window)
    assert run("db", "info", "--json", data=place).json["tables"]["participants"] > 100


@pytest.fixture
def magnified(wine: Wine) -> Iterator[float]:
    """How much larger Windows shows everything: what a person sets as 150 % is 144 dots to the inch."""
    _set_dots(wine, 144)
    yield 1.5
    _set_dots(wine, 96)


def _set_dots(wine: Wine, dots: int) -> None:
    words = ["add", r"HKCU\Control Panel\Desktop", "/v", "LogPixels", "/t", "REG_DWORD", "/d", str(dots), "/f"]
    assert wine.run("reg", words).code == 0
    wine.restart()


def test_every_screen_is_opened_in_the_windows_plugin(
    wine: Wine, program: Path, sample: Path, scratch: Path, magnified: float
):
    out = scratch / "screens.json"
    ended = wine.run(
        program / "python.exe", [windows_path(HERE / "probe_screens.py"), windows_path(out)],
        environment={"DIVIDE_APP_DATA": windows_path(sample)},
    )  # fmt: skip
    assert out.exists(), ended.err
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["platform"] == "windows"
    assert told["scale"] == magnified
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


def test_dark_and_largest_text(wine: Wine, program: Path, sample: Path, scratch: Path, pictures: Path):
    place = scratch / "dark-place"
    shutil.copytree(sample, place)
    _set_up(wine, theme="dark", text_size="largest")
    wine.open(program / "kakehashi.exe", environment={"DIVIDE_APP_DATA": windows_path(place)})
    window = settled(wine, "ホーム - かけはし")
    wine.picture(pictures / "home-dark-largest.png", window)
    close(wine, window)
    _set_up(wine, theme="light", text_size="standard")


def test_each_early_failure_is_a_japanese_box_with_what_to_do(wine: Wine, program: Path, scratch: Path, pictures: Path):
    """Without standard streams: wrong words, data that cannot be opened, and parts of the program that are gone."""
    file = scratch / "ただのファイル"
    file.write_text("a file, not a folder")
    out = scratch / "boxes.json"
    wine.run(
        program / "python.exe",
        [windows_path(HERE / "probe_box.py"), windows_path(out), windows_path(program), windows_path(file)],
    )
    boxes = json.loads(out.read_text(encoding="utf-8"))
    assert len(boxes) == 6
    for box in boxes:
        assert box["code"] in {2, 3}, box
        assert box["wanted"] in box["said"], box
        assert "データ" in box["said"] or box["code"] == 2, box
        assert (r"divide_app\Logs" in box["said"]) is box["has_log"], box
        assert "Traceback" not in box["said"], box
