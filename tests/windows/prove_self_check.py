"""Takes the folder apart, one file after the other: self-check has to name what is missing.

Only its part `manifest` is asked here: self-check runs each part in a process of its own, and a whole one for each
library would take hours under Wine.
"""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from wine import Ended, Wine

WORKERS = 2
NATIVE = {".dll", ".pyd"}
BEFORE_PYTHON = {"python311.dll", "vcruntime140.dll", "vcruntime140_1.dll"}
"""Without these Windows starts no Python: it says itself which one it misses."""


def _twins(program: Path, scratch: Path) -> list[Path]:
    """Return copies of the program that share its files' content; each may lose files of its own."""
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


def _check(wine: Wine, twin: Path) -> Ended:
    return wine.run(twin / "divide-app.exe", ["self-check", "--only", "manifest", "--json"])


def test_each_native_library_taken_away_is_named(wine: Wine, program: Path, shims: list[Path], scratch: Path):
    twins: SimpleQueue[Path] = SimpleQueue()
    for twin in _twins(program, scratch):
        twins.put(twin)

    def unnoticed(name: Path) -> str:
        twin = twins.get()
        away = twin.with_name(f"{twin.name}.away")
        try:
            (twin / name).rename(away)
            ended = _check(wine, twin)
            away.rename(twin / name)
        finally:
            twins.put(twin)
        said = ended.out + ended.err
        is_named = name.name in said or name.name.lower() in BEFORE_PYTHON
        return "" if ended.code != 0 and is_named else f"{name.as_posix()}: code {ended.code}, {said[-300:]}"

    natives = [name for name in _own(program, shims) if name.suffix.lower() in NATIVE]
    assert len(natives) > 40
    with ThreadPoolExecutor(WORKERS) as pool:
        missed = [one for one in pool.map(unnoticed, natives) if one]
    assert not missed, "\n".join(missed)


def test_bundled_files_taken_away_or_changed_are_named(wine: Wine, program: Path, shims: list[Path], scratch: Path):
    """Two of every kind in every folder of bundled files at once: the first goes, the last one loses its last byte."""
    twin = scratch / "twin-files"
    shutil.copytree(program, twin, copy_function=os.link)
    (manifest,) = program.rglob("_bundled/manifest.json")
    listed = set(json.loads(manifest.read_text(encoding="utf-8"))["files"])
    kinds: dict[tuple[str, str], list[Path]] = {}
    for name in _own(program, shims):
        if name.suffix.lower() not in {*NATIVE, ".exe", ".py", ".pyc", ".zip"} and name.as_posix() in listed:
            kinds.setdefault((name.parent.as_posix(), name.suffix), []).append(name)
    gone = {names[0] for names in kinds.values()}
    changed = {names[-1] for names in kinds.values() if len(names) > 1}
    assert len(gone) > 20
    for name in gone:
        (twin / name).unlink()
    for name in changed:
        content = (twin / name).read_bytes()
        (twin / name).unlink()
        (twin / name).write_bytes(content[:-1])
    ended = _check(wine, twin)
    assert ended.code == 3, ended.err
    parts = {part for check in ended.json["checks"] for part in check.get("missing", ())}
    silent = [name.as_posix() for name in gone | changed if name.as_posix() not in parts]
    assert not silent, silent


def test_every_shipped_file_is_in_the_manifest(shipped: Path):
    """What the manifest does not know could go without a word."""
    (manifest,) = shipped.rglob("_bundled/manifest.json")
    listed = set(json.loads(manifest.read_text(encoding="utf-8"))["files"])
    files = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*") if path.is_file()}
    unknown = files - listed - {manifest.relative_to(shipped).as_posix()}
    assert not unknown, sorted(unknown)[:20]
    assert listed <= files, sorted(listed - files)[:20]
