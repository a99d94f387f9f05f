"""Docstrings are true: the attributes, arguments, members, errors and functions they name exist."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sources import committed

_MEMBER = re.compile(r"`([A-Za-z_]\w*)\.(\w+)`")
_SECTION = r"^{title}:\n((?:    .*\n?|\n)*)"
_ENTRY = re.compile(r"^    \*{0,2}(\w+):", re.MULTILINE)
_NAME = re.compile(r"`(_?[A-Za-z]\w+(?:\.\w+)*)(?:\(\))?`")
_RAISED = re.compile(r"^    ([\w.]+):", re.MULTILINE)
# Names of other programs' things, and `thing.verb`, the form in which acts are called.
_FOREIGN = {"tempfile", "makeToUnicodeCMap", "tsvector", "timestamptz", "thing", "verb"}
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


def _names(trees: dict[str, ast.Module]) -> set[str]:
    """Return every name the code uses: identifiers, modules, and words of its texts (codes, columns, files)."""
    names = set(dir(builtins)) | _FOREIGN | {part for path in trees for part in re.findall(r"\w+", path)}
    for tree in trees.values():
        documented = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                    names.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    names.add(name)
                case ast.alias(name=name):
                    names.update(name.split("."))
                case ast.Constant(value=str(text)) if id(node) not in documented:
                    names.update(re.findall(r"\w+", text))
    return names


def _has_docstring(node: ast.AST) -> bool:
    return isinstance(node, Documented) and ast.get_docstring(node, clean=False) is not None


def _entries(docstring: str, title: str) -> list[str]:
    found = re.search(_SECTION.format(title=title), docstring, re.MULTILINE)
    return _ENTRY.findall(found[1]) if found else []


def _untrue(node: Documented, classes: Classes, names: set[str]) -> Iterator[str]:
    docstring = ast.get_docstring(node) or ""
    raises = re.search(_SECTION.format(title="Raises"), docstring, re.MULTILINE)
    quoted = _NAME.findall(docstring) + (_RAISED.findall(raises[1]) if raises else [])
    yield from (one for one in quoted if not names.issuperset(one.split(".")))
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
    classes, names = Classes(list(trees.values())), _names(trees)
    return [
        f"{name}: {fault}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, Documented)
        for fault in _untrue(node, classes, names)
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
        'def f() -> None:\n    """Do what `gone_function` did."""\n',
        'def f() -> None:\n    """Do it.\n\n    Raises:\n        GoneError: Always.\n    """\n',
    ],
)
def test_a_docstring_that_names_what_is_gone_is_found(source: str):
    assert len(_all_untrue({"a.py": source})) == 1
