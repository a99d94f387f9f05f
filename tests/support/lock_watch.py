"""Finds what would be imported while the write lock is held, whatever the tests before have loaded already.

An act finds loaded what the program reads when it starts to write, and what the modules it runs through import at their
top. Any other import inside a function under the lock is one that all other PCs wait for, in a program just started.
"""

from __future__ import annotations

import ast
import builtins
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from divide_app.storage.database import Database

ROOT = Path(__file__).parents[2]
_OURS = "divide_app"


@contextmanager
def imports_under_lock() -> Iterator[list[str]]:
    """Give the list of imports under the lock, as `module.function imports name`; it fills as acts are done."""
    found: list[str] = []
    held = 0
    write, real = Database._write, builtins.__import__

    @contextmanager
    def watched(self: Database) -> Iterator[Any]:
        nonlocal held
        with write(self) as connection:
            held += 1
            try:
                yield connection
            finally:
                held -= 1

    def noted(name: str, where: Any = None, *rest: Any, **named: Any) -> Any:
        frame = sys._getframe(1)
        if held and frame.f_code.co_name != "<module>" and frame.f_globals.get("__name__", "").startswith(_OURS):
            wanted = [name, *(f"{name}.{part}" for part in (rest[1] if len(rest) > 1 else None) or ())]
            there = _there_at_least(frame)
            if name not in there or any(_is_module(one) and one not in there for one in wanted):
                found.append(f"{frame.f_globals['__name__']}.{frame.f_code.co_name} imports {name}")
        return real(name, where, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_write", watched)
        patch.setattr(builtins, "__import__", noted)
        yield found


def _there_at_least(frame: FrameType | None) -> frozenset[str]:
    running = set()
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith(_OURS):
            running.add(name)
        frame = frame.f_back
    return _at_start().union(*map(_loaded_with, running))


@cache
def _at_start() -> frozenset[str]:
    """Return what a program has loaded when it takes its first lock."""
    program = (
        "import sys, sqlcipher3; from divide_app import bootstrap; from divide_app.storage import unit_of_work; "
        "unit_of_work.load_all(); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return frozenset(done.stdout.split())


@cache
def _loaded_with(module: str) -> frozenset[str]:
    """Return a module and all that is imported with it."""
    found, left = set(), [module]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += _at_top(one)
    return frozenset(found)


@cache
def _at_top(module: str) -> tuple[str, ...]:
    """Return what a module of ours imports at its top, with the packages it stands in."""
    parents = [module.rpartition(".")[0]] if "." in module else []
    path = _path(module)
    if path is None:
        return tuple(parents)
    named: list[str] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            named += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            named += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return (*parents, *(name for name in named if _path(name) is not None or not name.startswith(_OURS)))


@cache
def _path(module: str) -> Path | None:
    if not module.startswith(_OURS):
        return None
    at = ROOT.joinpath(*module.split("."))
    return next((path for path in (at.with_suffix(".py"), at / "__init__.py") if path.is_file()), None)


@cache
def _is_module(name: str) -> bool:
    return name.startswith(_OURS) and _path(name) is not None
