"""The installer: silently in, started, over an older build, and out again, data staying where it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import shipped_folder
from wine import Wine, wait_for

LEFT = "data of the office"


@pytest.fixture
def local(wine: Wine) -> Iterator[Path]:
    """The user's local folder on the Wine drive, with data in it."""
    (folder,) = (wine.home / "prefix" / "drive_c" / "users").glob("*/AppData/Local")
    data = folder / "divide_app" / "kept.txt"
    data.parent.mkdir(exist_ok=True)
    data.write_text(LEFT)
    yield folder
    data.unlink()


def test_installed_started_updated_and_removed_while_data_stays(wine: Wine, shipped: Path, local: Path):
    (installer,) = shipped_folder().parent.glob("kakehashi-*-setup.exe")
    target = local / "Programs" / "Kakehashi"
    assert wine.run(installer, ["/S"], patience=400).code == 0
    assert (target / "kakehashi.exe").is_file()
    installed = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    sent = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*") if path.is_file()}
    assert installed == sent | {"uninstall.exe"}
    assert wine.run(target / "divide-app.exe", ["--version"]).code == 0
    asked = wine.run("reg", ["query", r"HKCU\Software\Classes\Kakehashi.Package\shell\open\command", "/ve"])
    assert "kakehashi.exe" in asked.out
    assert wine.run(installer, ["/S"], patience=600).code == 0
    assert (target / "kakehashi.exe").is_file()
    assert wine.run(target / "uninstall.exe", ["/S"], patience=400).code == 0
    wait_for(lambda: not (target / "kakehashi.exe").exists(), "the program is gone", 120)
    assert (local / "divide_app" / "kept.txt").read_text() == LEFT
