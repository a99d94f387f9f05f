"""Writes the file map of CONTRIBUTING.md from the first sentence of every module, so the map cannot grow old."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "CONTRIBUTING.md"
START = "<!-- file map: made by packaging/file_map.py -->"
END = "<!-- end of file map -->"
FOLDERS = ("divide_app", "db/migrations", "packaging")


def opening(path: Path) -> str:
    """Return the first line of a module's docstring; empty when it has none."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n", 1)[0].strip()


def modules() -> list[Path]:
    """Return every module of the house, folder by folder."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts]
    return sorted(found, key=lambda path: (path.parent.as_posix(), path.name != "__init__.py", path.name))


def file_map() -> str:
    """Return the map as Markdown: one heading for each folder, one line for each module."""
    lines: list[str] = []
    folder = None
    for path in modules():
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


def with_map(page: str) -> str:
    """Return the page with its map made anew."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{file_map()}\n\n{END}{after}"


def main() -> int:
    """Write the map, or with `--check` only say whether the page has the right one."""
    page = PAGE.read_text(encoding="utf-8")
    made = with_map(page)
    if "--check" in sys.argv:
        if made != page:
            print("The file map in CONTRIBUTING.md is old; run `make records`.", file=sys.stderr)
        return int(made != page)
    PAGE.write_text(made, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
