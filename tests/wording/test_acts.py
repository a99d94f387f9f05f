"""Every act the program notes has words in the record, found in the source itself, and no words are left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import divide_app
from divide_app.domain.applications import Call, CallChannel, CallOutcome
from divide_app.domain.door.attendance import EventResult
from divide_app.domain.office.office import COMMAND
from divide_app.domain.papers.papers import PrintKind
from divide_app.domain.seats.application_states import ApplicationAct
from divide_app.services.files.imports import ImportKind
from divide_app.wording.acts import act_words, acts
from divide_app.wording.seats import call_words

PACKAGE = Path(divide_app.__file__).parent
NAME = re.compile(r"[a-z_]+\.[a-z_-]+")

FAMILIES = {
    "print.": {kind.value for kind in PrintKind},
    "import.": {kind.value for kind in ImportKind},
    "check_in.": {result.value for result in EventResult},
    "application.": {
        act.value
        for act in (ApplicationAct.CANCEL, ApplicationAct.DECLINE, ApplicationAct.WITHDRAW, ApplicationAct.REFUSE)
    },
}
"""What stands behind the dot where the source makes it from a value."""


def _constants(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == name:
            yield one


def noted(file: Path) -> set[str]:
    """The acts one module notes."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found: set[str] = set()
    for call in _calls(tree, "audit"):
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if not (isinstance(owner, ast.Name) and owner.id == "uow"):
            continue
        first = call.args[0]
        if isinstance(first, ast.JoinedStr):
            (prefix,) = [part.value for part in first.values if isinstance(part, ast.Constant)]
            if prefix == "export.":
                found |= {f"export.{kind}" for kind in _handed_on(tree)}
            else:
                found |= {f"{prefix}{value}" for value in FAMILIES[str(prefix)]}
        elif isinstance(first, ast.Name):  # handed on by the module's own methods
            found |= {text for text in _constants(tree) if NAME.fullmatch(text)}
        else:
            said = {text for text in _constants(first) if NAME.fullmatch(text)}
            assert said, f"{file.name}: {ast.unparse(call)}"
            found |= said
    return found


def _handed_on(tree: ast.AST) -> set[str]:
    kinds: set[str] = set()
    for helper, place in (("_note", 0), ("_table", 1)):
        for call in _calls(tree, helper):
            argument = call.args[place]
            kinds |= {argument.value} if isinstance(argument, ast.Constant) else set()  # type: ignore[arg-type]
    return kinds


def test_every_act_that_is_noted_has_words_and_no_words_are_left_over() -> None:
    found = set().union(*(noted(file) for file in PACKAGE.rglob("*.py")))
    assert len(found) > 100
    assert found - set(acts()) == set(), "acts without words"
    assert set(acts()) - found == set(), "words without an act"


def test_the_words_are_words_and_tell_acts_apart() -> None:
    words = list(acts().values())
    assert len(set(words)) == len(words)
    for word in words:
        assert word
        assert not NAME.search(word)


def test_an_act_of_a_newer_program_keeps_its_name() -> None:
    assert act_words("future.thing") == "future.thing"
    assert act_words("course.plan") == "講座を作成"


def test_a_call_noted_by_a_command_says_so_in_a_word() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    call = Call(UUID(int=1), UUID(int=2), at, CallChannel.PHONE, CallOutcome.TOLD, COMMAND.name)
    assert call_words(call).endswith("（コマンド）")
