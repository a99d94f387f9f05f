"""Follows a how-to of docs/ word by word in a scratch copy of the repository: every edit it shows, every command.

`follow.py docs/how-to/add-a-paper.md FOLDER` makes the copy and follows; `make how-tos` does it for each of them. What
can be followed is written as a person reads it: a sentence that ends with a colon, and the block below it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"\n(?P<words>[^\n]+)\n\n```(?P<kind>\w+)\n(?P<text>.*?)\n```", re.DOTALL)
_NEW = re.compile(r"new file `(?P<path>[^`]+)`", re.IGNORECASE)
_EDIT = re.compile(r"in `(?P<path>[^`]+)`, (?P<how>after|before|instead of|below) `(?P<line>.+)`:$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a how-to tells the reader to do.

    Attributes:
        how: `new`, `after`, `before`, `instead of` and `below` (instead of the line below), or `run`.
        line: The words that one line of the file holds, where the edit belongs.
        text: What to write, or the commands.
    """

    how: str
    path: str
    line: str
    text: str


class CannotFollowError(Exception):
    """A step could not be done as it is written."""


def steps(page: str) -> Iterator[Step]:
    """Return what a page tells the reader to do, in order; blocks without such a sentence are examples."""
    for found in _BLOCK.finditer(page):
        words, text = found["words"], found["text"]
        if found["kind"] == "sh":
            yield Step("run", "", "", text)
        elif edit := _EDIT.search(words):
            yield Step(edit["how"].lower(), edit["path"], edit["line"], text)
        elif new := _NEW.search(words):
            yield Step("new", new["path"], "", text)


def edited(before: str, step: Step) -> str:
    """Return a file's text with one step done.

    Raises:
        CannotFollowError: Not exactly one line holds the words the step names.
    """
    lines = before.split("\n")
    at = [number for number, line in enumerate(lines) if step.line in line]
    if len(at) != 1:
        raise CannotFollowError(f"{step.path}: {len(at)} lines hold {step.line!r}")
    first = at[0] + (step.how in {"after", "below"})
    last = first + (step.how in {"instead of", "below"})
    return "\n".join([*lines[:first], *step.text.split("\n"), *lines[last:]])


def do(step: Step, folder: Path) -> None:
    """Do one step in the scratch copy.

    Raises:
        CannotFollowError: An edit does not fit, or a command ends with trouble.
    """
    file = folder / step.path
    if step.how == "run":
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        for command in step.text.splitlines():
            print(f"$ {command}", flush=True)
            if subprocess.run(command, shell=True, cwd=folder, env=environment, check=False).returncode:
                raise CannotFollowError(command)
    elif step.how == "new":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(step.text + "\n", encoding="utf-8", newline="\n")
        print(f"+ {step.path}")
    else:
        file.write_text(edited(file.read_text(encoding="utf-8"), step), encoding="utf-8", newline="\n")
        print(f"~ {step.path}")


def scratch_copy(folder: Path) -> None:
    """Copy what git keeps into a folder, with the environment of this one beside it."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").mkdir()
    for path in (ROOT / ".venv").iterdir():
        if path.name != ".installed":
            (folder / ".venv" / path.name).symlink_to(path)
    # Newer than what the copy was made from: `make` must not install the copy into the environment both share.
    (folder / ".venv" / ".installed").touch()


def main() -> int:
    """Follow one how-to; end with 1 where it cannot be followed."""
    page, folder = Path(sys.argv[1]), Path(sys.argv[2])
    scratch_copy(folder)
    try:
        for step in steps(page.read_text(encoding="utf-8")):
            do(step, folder)
    except CannotFollowError as error:
        print(f"{page}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
