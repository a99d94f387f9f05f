"""Docstrings are true: the attributes, arguments and members they name are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sources import committed

_MEMBER = re.compile(r"`([A-Za-z_]\w*)\.(\w+)`")
_SECTION = r"^{title}:\n((?:    .*\n?|\n)*)"
_ENTRY = re.compile(r"^    \*{0,2}(\w+):", re.MULTILINE)
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Classes:
    """What each class of the program has: methods, fields, what is set on self, and the names of its bases."""

    def __init__(self, trees: list[ast.Module]) -> None:
        self._members: dict[str, set[str]] = {}
        self._bases: dict[str, set[str]] = {}
        for node in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            self._members.setdefault(node.name, set()).update(_members(node))
            bases = (ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases)
            self._bases.setdefault(node.name, set()).update(bases)

    def knows(self, name: str) -> bool:
        return name in self._members

    def has(self, name: str, member: str) -> bool:
        """Whether a class has a member; of a class that is not ours nobody knows, so it has all."""
        if name not in self._members:
            return name not in {"object", "Protocol", "Generic", "StrEnum", "IntEnum", "Enum"}
        return member in self._members[name] or any(self.has(base, member) for base in self._bases[name])


def _members(node: ast.ClassDef) -> Iterator[str]:
    for one in ast.walk(node):
        match one:
            case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                yield name


def _entries(docstring: str, title: str) -> list[str]:
    found = re.search(_SECTION.format(title=title), docstring, re.MULTILINE)
    return _ENTRY.findall(found[1]) if found else []


def _untrue(node: Documented, classes: Classes) -> Iterator[str]:
    docstring = ast.get_docstring(node) or ""
    for name, member in _MEMBER.findall(docstring):
        if classes.knows(name) and not classes.has(name, member):
            yield f"{name}.{member}"
    if isinstance(node, ast.ClassDef):
        yield from (
            f"{node.name}, attribute {one}"
            for one in _entries(docstring, "Attributes")
            if not classes.has(node.name, one)
        )
    elif not isinstance(node, ast.Module):
        given = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
        yield from (f"{node.name}, argument {one}" for one in _entries(docstring, "Args") if one not in given)


def _all_untrue(sources: dict[str, str]) -> list[str]:
    trees = {name: ast.parse(text) for name, text in sources.items()}
    classes = Classes(list(trees.values()))
    return [
        f"{name}: {fault}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, Documented)
        for fault in _untrue(node, classes)
    ]


def test_docstrings_name_what_is_there(repository: Path):
    ours = [path for path in committed(repository, ".py") if path.relative_to(repository).parts[0] == "divide_app"]
    assert len(ours) > 400
    assert _all_untrue({str(path): path.read_text(encoding="utf-8") for path in ours}) == []


@pytest.mark.parametrize(
    "source",
    [
        'class A:\n    """A.\n\n    Attributes:\n        gone: Was here.\n    """\n    here: int = 0\n',
        'def f(a: int) -> None:\n    """Do it.\n\n    Args:\n        b: Renamed since.\n    """\n',
        'class A:\n    """A."""\n\n    here: int = 0\n\n\ndef f() -> None:\n    """Return `A.gone`."""\n',
    ],
)
def test_a_docstring_that_names_what_is_gone_is_found(source: str):
    assert len(_all_untrue({"a.py": source})) == 1
