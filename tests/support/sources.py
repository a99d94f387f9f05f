"""The files of the repository and the scripts of packaging, for tests of the house."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType


def committed(repository: Path, *endings: str) -> list[Path]:
    """Return the files git keeps or would keep; a copy without git gives what lies there."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=repository, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        paths = [repository / line for line in listed.stdout.splitlines()]
    else:
        kept = ("divide_app", "resources", "db", "packaging", "tests", "docs", ".ci")
        paths = [path for folder in kept for path in (repository / folder).rglob("*")] + list(repository.glob("*"))
    return [p for p in paths if p.is_file() and "__pycache__" not in p.parts and (not endings or p.suffix in endings)]


def script(repository: Path, name: str) -> ModuleType:
    """Return a script of packaging as a module."""
    spec = importlib.util.spec_from_file_location(f"made_by_{name}", repository / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their own module up
    spec.loader.exec_module(module)
    return module
