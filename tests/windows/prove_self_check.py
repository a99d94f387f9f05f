"""Takes the folder apart, one file after the other: self-check has to name what is missing, and the program to say so.

Files are taken away one by one within one process, where files that stay are read once: a start for each of them would
take an hour under Wine. What that process had to load to begin is then taken away for starts of divide-app.exe.
"""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from wine import Ended, Wine, windows_path

WORKERS = 2
NATIVE = {".dll", ".pyd"}
PARTS = {
    "highs": "highspy/_core*.pyd",
    "opencv": "cv2/cv2.pyd",
    "qr": "zxingcpp/*.pyd",
    "sqlcipher": "sqlcipher3/_sqlite3*.pyd",
    "cryptography": "cryptography/hazmat/bindings/_rust.pyd",
    "qt": "PySide6/Qt6Gui.dll",
    "postgresql": "psycopg_binary/pq*.pyd",
}
"""A library of each part of self-check that loads one."""
FIRST = (
    "python311.zip",
    "python311._pth",
    "Lib/site-packages/divide_app/__main__.py",
    "Lib/site-packages/divide_app/foundation/streams.py",
    "Lib/site-packages/divide_app/foundation/files.py",
    "Lib/site-packages/divide_app/cli/main.py",
    "Lib/site-packages/platformdirs/__init__.pyc",
)
"""Modules without which the program cannot even begin."""


@pytest.fixture(scope="module")
def twins(program: Path, scratch: Path) -> list[Path]:
    """Copies of the program that share its files' content; each may lose files of its own."""
    twins = [scratch / f"twin-{number}" for number in range(WORKERS)]
    for twin in twins:
        shutil.copytree(program, twin, copy_function=os.link)
    return twins


def _own(program: Path, added: list[Path]) -> list[Path]:
    """Return the program's own files below its folder, without what the proof added."""
    return sorted(
        path.relative_to(program)
        for path in program.rglob("*")
        if path.is_file() and path not in added and path.name != "python.exe"
    )


def _names(ended: Ended, name: Path) -> bool:
    """Tell whether a failed self-check says which file is gone: by its place, or as the launcher does."""
    if ended.code != 3:
        return False
    if not ended.out:
        return name.name in ended.err
    told = ended.json
    parts = [*told["checks"][0]["missing"]] if "checks" in told else told["error"]["details"]["missing"]
    return parts == [name.as_posix()]


@pytest.fixture(scope="module")
def taken(wine: Wine, program: Path, shims: list[Path], twins: list[Path]) -> list[dict[str, Any]]:
    """What self-check said of each file but modules, which the process keeps, taken away on its own."""
    kept = {".exe", ".py", ".pyc", ".zip", "._pth"}
    files = [name for name in _own(program, shims) if name.suffix not in kept and name.name != "manifest.json"]
    asked = twins[0].with_name("mutation.json")
    asked.write_text(json.dumps([name.as_posix() for name in files]), encoding="utf-8")
    probe = Path(__file__).parent / "probe_mutation.py"
    words = [windows_path(probe), windows_path(twins[0]), windows_path(asked)]
    ended = wine.run(twins[0] / "python.exe", words, patience=1_800)
    assert ended.code == 0, ended.err
    assert [one["name"] for one in ended.json] == [name.as_posix() for name in files]
    return list(ended.json)


def test_each_bundled_file_or_library_taken_away_is_named(taken: list[dict[str, Any]]):
    assert sum(Path(one["name"]).suffix not in NATIVE for one in taken) > 500
    assert sum(Path(one["name"]).suffix in NATIVE for one in taken) > 100
    missed = [one for one in taken if one["code"] != 3 or one["missing"] != [one["name"]]]
    assert not missed, missed[:5]


def test_each_library_or_module_needed_to_begin_taken_away_is_named(
    wine: Wine, taken: list[dict[str, Any]], twins: list[Path]
):
    free: SimpleQueue[Path] = SimpleQueue()
    for twin in twins:
        free.put(twin)

    def unnoticed(name: Path) -> str:
        twin = free.get()
        away = twin.with_name(f"{twin.name}.away")
        try:
            (twin / name).rename(away)
            ended = wine.run(twin / "divide-app.exe", ["self-check", "--only", "manifest", "--json"])
            away.rename(twin / name)
        finally:
            free.put(twin)
        return "" if _names(ended, name) else f"{name.as_posix()}: code {ended.code}, {(ended.out + ended.err)[-300:]}"

    loaded = [one["name"] for one in taken if one["is_loaded"]]
    assert {"python311.dll", "DLLs/_ctypes.pyd"} <= set(loaded)
    with ThreadPoolExecutor(WORKERS) as pool:
        missed = [one for one in pool.map(unnoticed, map(Path, [*loaded, *FIRST])) if one]
    assert not missed, "\n".join(missed)


def test_each_part_without_its_library_fails_in_the_whole_check(wine: Wine, twins: list[Path]):
    gone = [found for pattern in PARTS.values() for found in (twins[0] / "Lib" / "site-packages").glob(pattern)]
    assert len(gone) >= len(PARTS), gone
    for path in gone:
        path.unlink()
    ended = wine.run(twins[0] / "divide-app.exe", ["self-check", "--json"])
    assert ended.code == 3, ended.err
    assert {*PARTS, "manifest"} <= set(ended.json["failed"]), ended.json["failed"]
    shown = {path.relative_to(twins[0]).as_posix() for path in gone}
    assert set(ended.json["checks"][0]["missing"]) == shown


def test_every_shipped_file_is_in_the_manifest(shipped: Path):
    """What the manifest does not know could go without a word."""
    (manifest,) = shipped.rglob("_bundled/manifest.json")
    listed = set(json.loads(manifest.read_text(encoding="utf-8"))["files"])
    files = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*") if path.is_file()}
    unknown = files - listed - {manifest.relative_to(shipped).as_posix()}
    assert not unknown, sorted(unknown)[:20]
    assert listed <= files, sorted(listed - files)[:20]
