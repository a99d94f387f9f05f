"""Prints every module with the first sentence of its docstring: a map that cannot grow old (`make map`)."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("divide_app", "db/migrations", "packaging")


def opening(path: Path) -> str:
    """Return the first line of a module's docstring; empty when it has none."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n", 1)[0].strip()


def modules(folders: Sequence[str]) -> list[Path]:
    """Return every module below the folders, folder by folder."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts]
    return sorted(found, key=lambda path: (path.parent.as_posix(), path.name != "__init__.py", path.name))


def file_map(folders: Sequence[str]) -> str:
    """Return the map as Markdown: one heading for each folder, one line for each module."""
    lines: list[str] = []
    folder = None
    for path in modules(folders or FOLDERS):
        place = path.relative_to(ROOT)
        if place.parent != folder:
            folder = place.parent
            lines += ["", f"### {folder.as_posix()}/", ""]
        sentence = opening(path)
        if place.name == "__init__.py":
            lines += [sentence, ""] if sentence else []
        else:
            lines.append(f"- `{place.name}`: {sentence}")
    return "\n".join(lines).replace("\n\n\n", "\n\n").strip()


def main() -> int:
    """Print the map of the whole house, or of the folders named on the command line."""
    print(file_map(sys.argv[1:]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
