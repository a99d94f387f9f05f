"""A table keyed by an enum holds every member, wherever it stands: a forgotten one crashes when it is first met."""

from __future__ import annotations

import ast
import importlib
from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest

import divide_app

ROOT = Path(divide_app.__file__).parent


def _module(path: Path) -> ModuleType:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


def _member(key: ast.expr | None, names: dict[str, object]) -> Enum | None:
    """Return the member of one of our enums a key names (Kind.MEMBER, Kind.MEMBER.value), else None."""
    if isinstance(key, ast.Attribute) and key.attr == "value":
        key = key.value
    if not (isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name)):
        return None
    kind = names.get(key.value.id)
    if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__.startswith("divide_app"):
        return kind.__members__.get(key.attr)
    return None


def _says_words(value: ast.expr) -> bool:
    """Tell whether a value of a table is a sentence for people."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
        for node in ast.walk(value)
    )


def _looked_up(tree: ast.AST) -> set[str]:
    """Return the names read by `name[key]`, which raises where `name.get(key)` does not."""
    read = [node.value for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    return {ast.unparse(one).rpartition(".")[2] for one in read}


def _lacking(tree: ast.Module, names: dict[str, object], looked_up: set[str]) -> list[str]:
    """Return what is wrong with the tables of one module."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for table in ast.walk(tree):
        if not isinstance(table, ast.Dict):
            continue
        members = [_member(key, names) for key in table.keys]
        there = {member for member in members if member is not None}
        kinds = {type(member) for member in there}
        if len(kinds) != 1 or None in members:
            continue
        (kind,) = kinds
        missing = sorted(member.name for member in set(kind) - there)
        if not missing:
            continue
        parent = parents[table]
        if isinstance(parent, ast.Attribute) and parent.attr == "get":
            continue
        targets = parent.targets if isinstance(parent, ast.Assign) else [getattr(parent, "target", None)]
        named = {target.id for target in targets if isinstance(target, ast.Name)}
        says = any(_says_words(value) for value in table.values) and not named
        if isinstance(parent, ast.Subscript) or named & looked_up or says:
            found.append(f"line {table.lineno}: {kind.__name__} without {', '.join(missing)}")
    return found


def test_every_table_holds_every_member_of_its_enum() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}
    shared = {
        name
        for tree in trees.values()
        for name in _looked_up(tree)
        if name.isupper()  # constants may be read in another module; a local name is its module's own
    }
    wrong = []
    for path, tree in trees.items():
        if not any(isinstance(node, ast.Dict) for node in ast.walk(tree)):
            continue
        wrong += [
            f"{path.relative_to(ROOT)} {one}" for one in _lacking(tree, vars(_module(path)), shared | _looked_up(tree))
        ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "is_wrong"),
    [
        ("words = {Few.ONE: _('一'), Few.TWO: _('二')}[few]", False),
        ("words = {Few.ONE: _('一')}[few]", True),
        ("def word(few):\n    return {Few.ONE: _('一')}[few]", True),
        ("ALL = {Few.ONE: 1}\ndef number(few):\n    return ALL[few]", True),
        ("ALL = {Few.ONE.value: 1}\ndef number(few):\n    return ALL[few.value]", True),
        ("ALL = {Few.ONE: 1}\ndef number(few):\n    return ALL.get(few, 0)", False),
        ("def words():\n    return {Few.ONE: _('一')}", True),
        ("def number(few):\n    return {Few.ONE: 1}.get(few)", False),
        ("MIXED = {Few.ONE: 1, other: 2}\nMIXED[few]", False),
    ],
)
def test_the_check_sees_a_forgotten_member(source: str, is_wrong: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Enum("Few", ["ONE", "TWO"])
    monkeypatch.setattr(few, "__module__", "divide_app.made_up")
    tree = ast.parse(source)
    assert bool(_lacking(tree, {"Few": few}, _looked_up(tree))) is is_wrong
