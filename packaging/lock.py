"""Writes the lock: uv.lock without any host's name, and the two hashed requirement files pip installs from.

uv writes the address of the package index and of every file into its lock. Those differ from office to office (many
cities only reach a mirror of their own), so they are taken out: what stays is name, version, file name and hash, which
is what a lock is for. uv reads the result back (`uv lock --check`, `uv export --locked`); the exported requirement
files let plain pip install exactly the same files from whichever index the machine is set up with.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPORTS: dict[str, tuple[str, ...]] = {
    "requirements.lock": ("--no-dev", "--all-extras"),
    "requirements-dev.lock": ("--all-extras",),
}
"""File name -> what `uv export` is asked for: the program alone, and the program with the developer's tools."""

_REGISTRY = re.compile(r'\{ registry = "[^"]*" \}')
_FILE_ADDRESS = re.compile(r'url = "[a-z]+://[^"]*/([^"/]+)"')
_HEAD = "# Made by `make lock` from uv.lock; do not edit.\n"


def uv() -> str:
    """Return the uv to run: the one beside this Python, else the one on the path.

    Raises:
        SystemExit: When there is none.
    """
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.exists() else shutil.which("uv")
    if not found:
        raise SystemExit("uv is missing: run `make setup` first.")
    return found


def without_hosts(lock: str) -> str:
    """Return the text of a uv lock with index addresses emptied and file addresses cut to the file name."""
    return _FILE_ADDRESS.sub(r'url = "\1"', _REGISTRY.sub('{ registry = "" }', lock))


def export(folder: Path, options: tuple[str, ...]) -> str:
    """Return the requirement file that the lock in `folder` gives, with hashes and without the project itself.

    Raises:
        SystemExit: When the lock does not fit pyproject.toml any more.
    """
    command = [
        uv(), "export", "--quiet", "--locked", "--offline", "--no-config", "--no-header", "--no-emit-project",
        "--format", "requirements-txt", "--project", str(folder), *options,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"uv.lock does not fit pyproject.toml; run `make lock`.\n{done.stderr}")
    return _HEAD + done.stdout


def check() -> list[str]:
    """Return the names of the requirement files which differ from what uv.lock gives; asks no network."""
    return [
        name
        for name, options in EXPORTS.items()
        if not (ROOT / name).is_file() or (ROOT / name).read_text(encoding="utf-8") != export(ROOT, options)
    ]


def write(extra: list[str]) -> None:
    """Resolve again, keeping every version that still fits, and write the three files.

    Args:
        extra: More arguments for `uv lock`, e.g. `--upgrade` or `--upgrade-package NAME`.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "pyproject.toml", folder)
        if (ROOT / "uv.lock").is_file():
            shutil.copy(ROOT / "uv.lock", folder)
        subprocess.run([uv(), "lock", "--no-config", "--project", name, *extra], check=True)
        locked = without_hosts((folder / "uv.lock").read_text(encoding="utf-8"))
    if "://" in locked:
        raise SystemExit("uv.lock would still name a host; look at packaging/lock.py.")
    (ROOT / "uv.lock").write_text(locked, encoding="utf-8", newline="\n")
    for file, options in EXPORTS.items():
        (ROOT / file).write_text(export(ROOT, options), encoding="utf-8", newline="\n")


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say whether the committed files fit together")
    known, extra = parser.parse_known_args()
    if not known.check:
        write(extra)
        return 0
    stale = check()
    for name in stale:
        print(f"{name} is not what uv.lock gives; run `make lock`.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
