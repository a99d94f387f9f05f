"""The installer: silently in, an older build updated, started, a package opened as by double click, and out again.

Data lies elsewhere and stays as it is through all of it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Run, shipped_folder
from shims import put_shims
from wine import Wine, wait_for, windows_path
from x_display import close, settled

sys.path.insert(0, str(ROOT / "packaging" / "windows"))

import build

LEFT = "data of the office"
OLDER = "0.1.0"
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Kakehashi"
LINK = "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/かけはし.lnk"


@pytest.fixture
def user(wine: Wine) -> Iterator[Path]:
    """The user's folder on the Wine drive, with data of the program in it."""
    (folder,) = (wine.home / "prefix" / "drive_c" / "users").glob("*/AppData/Local")
    data = folder / "divide_app" / "kept.txt"
    data.parent.mkdir(exist_ok=True)
    data.write_text(LEFT)
    yield folder.parents[1]
    data.unlink()


@pytest.fixture
def older(shipped: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installer of an older version by the same script: fewer files, and one that the new version has no more.

    Installer and uninstaller have been through the command that signs.
    """
    signed = scratch / "signed.txt"
    monkeypatch.setenv("SIGN_COMMAND", f"sh -c 'echo $0 >> {signed}'")
    folder = scratch / "older"
    for path in shipped.rglob("*"):
        place = path.relative_to(shipped)
        if path.is_file() and (place.parts[0] != "Lib" or "divide_app" in place.parts):
            build.copy(path, folder / place)
    build.copy(shipped / "LICENSE", folder / "Lib" / "古い部品" / "古い.txt")
    (scratch / "launcher").mkdir()
    build.make_icon(scratch / "launcher" / "kakehashi.ico")
    target = scratch / "older-setup.exe"
    build.write_installer(folder, target, scratch / "installer", 1_700_000_000, release=OLDER, is_quick=True)
    uninstaller, installer = signed.read_text(encoding="utf-8").splitlines()
    assert Path(uninstaller).parent != target.parent
    assert installer == str(target)
    return target


def test_an_uninstaller_that_cannot_be_signed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    build.copy(ROOT / "LICENSE", tmp_path / "folder" / "LICENSE")
    (tmp_path / "launcher").mkdir()
    build.make_icon(tmp_path / "launcher" / "kakehashi.ico")
    monkeypatch.setenv("SIGN_COMMAND", "false")
    with pytest.raises(build.BuildError, match="UninstFinalize"):
        build.write_installer(
            tmp_path / "folder", tmp_path / "setup.exe", tmp_path / "installer", 1_700_000_000, is_quick=True
        )


def _below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _version(wine: Wine) -> str:
    return wine.run("reg", ["query", UNINSTALL, "/v", "DisplayVersion"]).out.split()[-1]


def _use_own_classes(wine: Wine) -> None:
    """Let the file manager see what the installer registered for this user: Wine 8 looks at the PC's classes only."""
    for key in (r"\.kakehashi", r"\Kakehashi.Package\shell\open\command"):
        told = wine.run("reg", ["query", r"HKCU\Software\Classes" + key, "/ve"]).out
        value = told.split("REG_SZ", 1)[1].strip()
        assert wine.run("reg", ["add", r"HKLM\Software\Classes" + key, "/ve", "/d", value, "/f"]).code == 0


def test_installed_updated_started_and_removed_while_data_stays(
    wine: Wine, shipped: Path, user: Path, older: Path, sample: Path, scratch: Path, run: Run, pictures: Path
):
    (installer,) = shipped_folder().parent.glob("kakehashi-*-setup.exe")
    target = user / "AppData" / "Local" / "Programs" / "Kakehashi"
    assert wine.run(older, ["/S"]).code == 0
    assert _version(wine) == OLDER
    assert (target / "Lib" / "古い部品" / "古い.txt").is_file()
    assert wine.run(target / "divide-app.exe", ["--version"]).code == 0

    assert wine.run(installer, ["/S"]).code == 0
    assert _version(wine) == build.version()
    assert _below(target) == _below(shipped) | {"uninstall.exe"}
    assert (user / LINK).is_file()
    assert wine.run(target / "divide-app.exe", ["--version"]).out.split()[-1] == build.version()

    session = run("list", "class-sessions", "--json", data=sample).json["items"][-1]["id"]
    parcel = scratch / "会場 の 受付.kakehashi"
    run("package", "create", session, "--out", windows_path(parcel), "--one-time-code", data=sample)
    added = put_shims(target, scratch)
    _use_own_classes(wine)
    wine.open(parcel)
    window = settled(wine, "かけはし")
    wine.picture(pictures / "package.png", window)
    close(wine, window)
    for path in added:
        path.unlink()
    shutil.copyfile(shipped / "LICENSE", user / "note.txt")

    assert wine.run(target / "uninstall.exe", ["/S"]).code == 0
    wait_for(lambda: not (target / "kakehashi.exe").exists(), "the program is gone")
    wait_for(lambda: not (user / LINK).exists(), "the link in the Start menu is gone")
    assert wine.run("reg", ["query", UNINSTALL]).code != 0
    assert wine.run("reg", ["query", r"HKCU\Software\Classes\Kakehashi.Package"]).code != 0
    assert (user / "AppData" / "Local" / "divide_app" / "kept.txt").read_text() == LEFT
