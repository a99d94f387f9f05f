"""A field of a participant is declared in one module and named in few others, so that a new one costs few files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from divide_app.domain.fields import fields_of
from divide_app.domain.people.participants import Participant

CODE = Path(__file__).parents[2] / "divide_app"
DECLARED = CODE / "domain/people/participants.py"


def names(file: Path) -> Iterator[str]:
    """Yield every name a module uses: attributes, keywords, parameters, fields, and texts that are names."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.arg(arg=name) | ast.Name(id=name):
                yield name
            case ast.Constant(value=str(name)) if name.isidentifier():
                yield name


def modules_that_name(field: str) -> list[Path]:
    files = [file for file in sorted(CODE.rglob("*.py")) if field in file.read_text(encoding="utf-8")]
    return [file for file in files if field in names(file)]


def test_an_old_field_is_named_in_few_modules():
    found = modules_that_name("phone_kind")
    assert DECLARED in found
    assert len(found) <= 8, found


def test_a_field_that_no_screen_treats_apart_is_named_where_it_is_declared_and_in_no_other_room_than_figures():
    figures = [CODE / "domain/figures/measures.py", CODE / "storage/queries/figures/figure_table.py"]
    # Whom a course is for is what the field is kept for.
    audience = [CODE / "domain/planning/audience.py", CODE / "services/seats/objections.py"]
    assert modules_that_name("residence") == sorted([DECLARED, *figures, *audience])


@pytest.mark.parametrize("field", ["residence", "email"])
def test_the_new_fields_are_declared_like_all_others(field: str):
    (kept,) = [one.kept for one in fields_of(Participant) if one.name == field]
    assert kept.columns
    assert kept.typed
    assert kept.purpose
