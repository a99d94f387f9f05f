"""No table takes an individual number, whichever column it is put into and however it is spelled."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import JSON, Text

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import check_digit, contains_individual_number
from divide_app.storage.rows.base import Made, Told, ToldJson
from divide_app.storage.rows.every import Base
from tests.support.databases import HandClock, opened
from tests.support.spelled_numbers import number, ordinary_text, spellings

COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]
NUMBER = "98765432101" + check_digit("98765432101")


def test_every_column_of_text_has_the_gate():
    open_ones = [str(column) for column in COLUMNS if isinstance(column.type, (Text, JSON))]
    assert open_ones == [], "declare it as str, or as a list or dict of them"
    assert sum(isinstance(column.type, (Told, ToldJson)) for column in COLUMNS) > 150


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
def test_every_column_refuses_a_number_on_both_databases(dialect: Any):
    refused = 0
    for column in COLUMNS:
        put = column.type.dialect_impl(dialect).bind_processor(dialect)
        if isinstance(column.type, ToldJson):
            hidden_ones: list[Any] = [
                NUMBER,
                {"memo": NUMBER},
                [["x", f"番号{NUMBER}"]],
                {NUMBER: 1},
                {"n": int(NUMBER)},
            ]
        elif isinstance(column.type, Told):
            hidden_ones = [NUMBER, f"番号は{NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:]}です"]
        else:
            continue
        for value in hidden_ones:
            with pytest.raises(DomainError, match="individual_number"):
                put(value)
            refused += 1
    assert refused > 400


def test_what_the_program_makes_has_a_column_that_takes_nothing_else():
    made = {str(column): column.type.form for column in COLUMNS if isinstance(column.type, Made)}
    assert len(made) == 12
    for form in made.values():
        for typed in (NUMBER, f"番号は{NUMBER}です", " ".join(NUMBER)):
            assert not re.fullmatch(form, typed)


def test_a_digest_of_any_digits_is_kept_and_nothing_else_is_taken_for_one():
    """Each write seals an entry: a seal that looked like a number would refuse the write, once in ten thousand."""
    put = Base.metadata.tables["audit_entries"].c.hash.type.bind_processor(sqlite.dialect())
    poor = "1" * 20 + NUMBER
    assert contains_individual_number(poor[20:])
    for text in ("", poor * 2, f"{'a' * 64}.{'12345678'}.{'9' * 20}{NUMBER}"):
        assert put(text) == text
    for text in (NUMBER, poor, f"{'a' * 64}.{NUMBER}", f"{'a' * 64} {NUMBER}"):
        with pytest.raises(DomainError, match="bad_text"):
            put(text)


def test_no_spelling_reaches_a_table_by_any_statement(tmp_path: Path):
    sections = Base.metadata.tables["sections"]
    chance = random.Random(3)
    with opened("sqlite", tmp_path, HandClock()) as database:
        for name, text in spellings(number(chance)):
            with pytest.raises(DomainError, match="individual_number"), database.write() as uow:
                uow.connection.execute(insert(sections), _row(sections.columns, database.make_id(), text))
            with pytest.raises(DomainError, match="individual_number"), database.write() as uow:
                uow.audit("x.y", detail=text)
                uow.seal()
            assert name
        with database.write() as uow:
            uow.audit("x.y")
            for text in {ordinary_text(chance) for _text in range(300)}:
                uow.connection.execute(insert(sections), _row(sections.columns, database.make_id(), text))


def _row(columns: Any, id_: object, text: str) -> dict[str, Any]:
    return {column.key: _value(column, id_, text) for column in columns}


def _value(column: Column[Any], id_: object, text: str) -> Any:
    if column.primary_key:
        return id_
    return text if isinstance(column.type, Told) else json.loads("0")
