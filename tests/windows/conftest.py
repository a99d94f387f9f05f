"""The finished folder, a copy of it with what Wine lacks, and the Wine it is proven under."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging" / "windows"))

import build
from shims import put_shims
from wine import Ended, Wine, windows_path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = build.APT | {
    "wine": "wine",
    "/usr/lib/wine/wine64": "wine64",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "pdftoppm": "poppler-utils",
    "locale-gen": "locales",
}
"""Program -> Debian package: what the proof needs, and what it builds its older installer with."""


@pytest.fixture(scope="session", autouse=True)
def tools() -> None:
    """Install what is missing, as root; else the error says which packages are."""
    build.need_tools(TOOLS)


def shipped_folder() -> Path:
    """Return the folder to prove: the one named by KAKEHASHI_WINDOWS, or the one in dist/.

    Raises:
        LookupError: There is none, or more than one.
    """
    if named := os.environ.get("KAKEHASHI_WINDOWS"):
        return Path(named).resolve()
    found = [path for path in (ROOT / "dist").glob("kakehashi-*-windows-x64") if path.is_dir()]
    if len(found) != 1:
        raise LookupError(f"make windows first: {len(found)} folders in dist/")
    return found[0]


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below `folder`."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def shipped() -> Iterator[Path]:
    """The shipped folder; nothing the proof does may change a byte of it."""
    folder = shipped_folder()
    before = hashes(folder)
    yield folder
    assert hashes(folder) == before, "the proof changed the shipped folder"


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("windows")


@pytest.fixture(scope="session")
def wine(scratch: Path) -> Iterator[Wine]:
    wine = Wine(scratch / "home")
    wine.home.mkdir()
    wine.start()
    yield wine
    wine.stop()


@pytest.fixture(scope="session")
def shims(shipped: Path, scratch: Path) -> list[Path]:
    """What was added to the copy of the shipped folder, or changed in it, so that it runs under Wine."""
    copy = scratch / "かけはし の 控え"
    shutil.copytree(shipped, copy)
    return put_shims(copy, scratch)


@pytest.fixture(scope="session")
def program(shims: list[Path], scratch: Path) -> Path:
    """The copy, in a folder with Japanese and spaces."""
    assert shims
    return scratch / "かけはし の 控え"


@pytest.fixture(scope="session")
def pictures(scratch: Path) -> Path:
    """Where pictures of the display go: docs/pictures/windows when PICTURES is set."""
    return ROOT / "docs" / "pictures" / "windows" if os.environ.get("PICTURES") else scratch / "pictures"


Run = Callable[..., Ended]


@pytest.fixture
def run(wine: Wine, program: Path) -> Run:
    """Run divide-app.exe: `run("list", "courses", data=folder)`; it must end with `code`."""

    def run(*words: str, data: Path | None = None, code: int | None = 0, **options: object) -> Ended:
        place = [] if data is None else ["--data", windows_path(data)]
        ended = wine.run(program / "divide-app.exe", [*place, *words], **options)  # type: ignore[arg-type]
        assert code is None or ended.code == code, f"{words} ended with {ended.code}\n{ended.out}\n{ended.err}"
        return ended

    return run


@pytest.fixture(scope="session")
def sample(wine: Wine, program: Path, scratch: Path) -> Path:
    """A data folder with the sample city, made by the program under Wine."""
    place = scratch / "見本 の データ"
    ended = wine.run(program / "divide-app.exe", ["--data", windows_path(place), "demo", "create"])
    assert ended.code == 0, ended.err
    return place
