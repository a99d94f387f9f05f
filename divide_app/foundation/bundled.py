"""Locates bundled files in a source tree, in the wheel and in the frozen program; no other module knows the paths."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from divide_app.foundation.problems import EnvironmentProblem

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Manifest:
    """The build manifest: SHA-256 (hex) of every file by its path from `root`, and the versions built with."""

    root: Path
    files: dict[str, str]
    built_with: dict[str, str]

    def wrong(self) -> tuple[str, ...]:
        """Return the names of all files that are missing or are not those that were shipped."""
        return tuple(name for name, known in sorted(self.files.items()) if _hash(self.root / name) != known)


def shipped_with() -> Manifest | None:
    """Return the manifest of a built program folder; None in source, editable installs and wheels.

    Raises:
        EnvironmentProblem: `missing_file`, when a built program has lost it; `file_unreadable`, when it is damaged or
            another folder's.
    """
    file = _PACKAGE / "_bundled" / "manifest.json"
    if not file.is_file() and not has_launcher():
        return None
    try:
        content = json.loads(_existing(file).read_text(encoding="utf-8"))
        files, built_with = dict(content["files"]), dict(content["built_with"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EnvironmentProblem("file_unreadable", path=str(file)) from error
    known = file.parent / "resources" / "styles" / "tokens.toml"
    for folder in known.parents:
        if known.relative_to(folder).as_posix() in files:
            return Manifest(folder, files, built_with)
    raise EnvironmentProblem("file_unreadable", path=str(file))


def has_launcher() -> bool:
    """Tell whether a launcher of its own runs the program (built for Windows) rather than Python by its name."""
    return not Path(sys.executable).stem.lower().startswith("python")


def is_shipped() -> bool:
    """Tell whether the program runs from a wheel or a frozen app rather than from its source."""
    return (_PACKAGE / "_bundled").is_dir()


@cache
def root() -> Path:
    """Return the folder that holds `resources` and `db`: `_bundled` when shipped, else the repository."""
    return _PACKAGE / "_bundled" if is_shipped() else _PACKAGE.parent


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under `resources`.

    Args:
        *parts: Names below `resources`, e.g. `resource("fonts", "BIZUDGothic-Regular.ttf")`.

    Raises:
        EnvironmentProblem: `missing_file`, when the installation lacks it.
    """
    return _existing(root().joinpath("resources", *parts))


def database_file(*parts: str) -> Path:
    """Return the path of a file or folder under `db` (migrations, reference tables).

    Raises:
        EnvironmentProblem: `missing_file`, when the installation lacks it.
    """
    return _existing(root().joinpath("db", *parts))


def _hash(file: Path) -> str:
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _existing(path: Path) -> Path:
    if not path.exists():
        raise EnvironmentProblem("missing_file", path=str(path))
    return path
