"""Puts resources/ and db/ into the wheel, catalogues compiled, so the installed program carries all it reads."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("resources", "db")
"""The folders beside the package which the program reads; `divide_app.foundation.bundled` finds them again."""


def compile_catalogue(source: Path) -> bytes:
    """Return the compiled form (.mo) of a catalogue; translations marked unsure are left out.

    Args:
        source: A .po file.
    """
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def shipped_files(root: Path, scratch: Path) -> dict[str, str]:
    """Return every file to ship and its place in the wheel; catalogues are compiled into `scratch`.

    Args:
        root: The repository.
        scratch: An empty folder for what is made on the way; it must outlive the build.

    Returns:
        Absolute path on this machine -> path inside the wheel.
    """
    places: dict[str, str] = {}
    for folder in SHIPPED:
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or "__pycache__" in path.parts or path.suffix in {".pyc", ".mo"}:
                continue
            target = Path("divide_app", "_bundled", path.relative_to(root))
            if path.suffix == ".po":
                compiled = scratch / path.relative_to(root).with_suffix(".mo")
                compiled.parent.mkdir(parents=True, exist_ok=True)
                compiled.write_bytes(compile_catalogue(path))
                places[str(compiled)] = target.with_suffix(".mo").as_posix()
            else:
                places[str(path)] = target.as_posix()
    return places


class BundledFilesHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is hatchling's own business
    """Adds the bundled files to a real wheel only: an editable install reads them in the repository."""

    _scratch: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Map the bundled files into the wheel when `version` is `standard`."""
        if version != "standard":
            return
        self._scratch = Path(tempfile.mkdtemp(prefix="divide-app-wheel-"))
        build_data["force_include"].update(shipped_files(Path(self.root), self._scratch))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made on the way."""
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
