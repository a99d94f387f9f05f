"""Every kept thing declares each of its fields once: its word, its place, its checks and whether it is personal."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from inspect import getsource
from textwrap import dedent
from typing import Any, get_args, get_type_hints

import pytest

from divide_app.domain.choices import Choice
from divide_app.domain.fields import Fate, KeptField, Shape, fields_of, is_declared, text_fields, typed_fields
from divide_app.domain.figures.target import Target
from divide_app.domain.papers.letters import LetterSettings
from divide_app.domain.people.participants import Birth, Participant
from divide_app.wording.labels import label
from divide_app.wording.sentence_table import refusals
from tests.storage.test_round_trips import every_repository


def inner_kinds(kind: Any) -> Iterator[type]:
    """Yield every dataclass a type names, however deep."""
    if is_dataclass(kind) and isinstance(kind, type):
        yield kind
        for one in get_type_hints(kind).values():
            yield from inner_kinds(one)
    for one in get_args(kind):
        yield from inner_kinds(one)


KEPT = sorted(
    {
        inner
        for thing in (*(one.kept for one in every_repository()), Target, LetterSettings)
        for inner in inner_kinds(thing)
        if inner in {Target, LetterSettings} or is_declared(inner) or "name" in {field.name for field in fields(inner)}
    },
    key=lambda thing: thing.__name__,
)


def every_field() -> list[tuple[type, KeptField]]:
    return [(thing, field) for thing in KEPT for field in fields_of(thing)]


def test_the_things_people_type_into_are_among_those_declared():
    assert {"Participant", "Supporter", "ContactWishes", "Venue", "Room", "Course", "Staffing", "VisitRequest"} <= {
        thing.__name__ for thing in KEPT
    }


@pytest.mark.parametrize("thing", KEPT, ids=lambda thing: thing.__name__)
def test_every_field_is_declared_and_what_is_typed_has_a_word(thing: type):
    assert [field.name for field in fields_of(thing)] == [field.name for field in fields(thing)]
    for field in typed_fields(thing):
        assert field.kept.label, f"{thing.__name__}.{field.name} has no word for its form"


@pytest.mark.parametrize("thing", KEPT, ids=lambda thing: thing.__name__)
def test_words_in_a_thing_are_never_hidden_in_a_value_without_declaration(thing: type):
    for inner in inner_kinds(thing):
        if not is_declared(inner) and inner is not Birth:  # a band's code is no word
            assert str not in get_type_hints(inner).values(), f"{inner.__name__} holds text and declares nothing"


def test_the_privacy_of_a_field_is_decided_in_words_and_never_left_out():
    for thing, field in every_field():
        assert isinstance(field.kept.purpose, str)
        if thing is Participant:
            assert field.is_personal, f"nothing says why {field.name} of a participant is kept"
            assert field.kept.seen_by
        if field.kept.shape is Shape.MADE and field.is_personal:
            assert not field.kept.typed
    stays = [field.name for field in fields_of(Participant) if field.kept.fate is Fate.STAYS]
    assert stays == ["id"]


def test_every_refusal_a_declaration_names_has_a_sentence():
    codes = {code for _, field in every_field() for code in (field.kept.missing, field.kept.bad) if code}
    assert codes - refusals().keys() == set()
    assert {"name_missing", "title_missing", "bad_people"} <= codes


def test_a_number_that_is_checked_says_so_and_a_text_that_is_checked_is_text():
    for thing, field in every_field():
        where = f"{thing.__name__}.{field.name}"
        if field.kept.bad:
            assert int in {field.kind, *get_args(field.kind)}, where
        if field.kept.shape in {Shape.PHONE, Shape.POSTAL_CODE, Shape.EMAIL, Shape.URL}:
            assert field in text_fields(thing), where


@pytest.mark.parametrize("kind", Choice.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_choice_is_read_back_from_what_is_written_and_shown(kind: type[Choice]):
    assert len({one.written for one in kind}) == len(list(kind))
    for one in kind:
        assert one.word.label
        assert label(one)
        assert kind(one.value) is one
        assert [kind.read(text) for text in (one.value, one.written, one.word.label)] == [one, one, one]
    assert kind.read("まったく知らない言葉") is None


def test_a_declaration_is_written_beside_its_type_and_nowhere_else():
    source = ast.parse(dedent(getsource(Participant)))
    (body,) = [node for node in ast.walk(source) if isinstance(node, ast.ClassDef)]
    declared = [node.target.id for node in body.body if isinstance(node, ast.AnnAssign)]  # type: ignore[union-attr]
    assert declared == [field.name for field in fields_of(Participant)]
