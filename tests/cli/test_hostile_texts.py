"""Texts without end or with control signs neither stop a command nor reach a terminal, and a plan has its limit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.cli import output
from divide_app.cli.output import WIDEST, table, width


@given(st.text(max_size=200))
def test_a_cell_is_cut_at_the_width_of_a_column_whatever_is_in_it(text: str):
    cell = list(table(["A"], [[text]]))[2]
    assert width(cell) <= WIDEST
    assert not any(sign in cell for sign in "\x1b\x07\x00\x9b\x7f")
    if width(" ".join(text.split())) <= WIDEST and text.isascii() and text.isprintable():
        assert cell == " ".join(text.split())


def test_only_the_beginning_of_an_endless_cell_is_measured(monkeypatch: pytest.MonkeyPatch):
    measured = 0

    def counting(text: str) -> int:
        nonlocal measured
        measured += len(text)
        return width(text)

    monkeypatch.setattr(output, "width", counting)
    for sign in ("あ", "a", "\u0301"):
        list(table(["A"], [[sign * 1_000_000]]))
    assert measured < 20_000


def test_escape_signs_of_a_list_are_not_sent_to_a_terminal(run, world, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("氏名,備考\n見本\x1b[2J 花子,x\x1b]0;y\x07\n", encoding="utf-8")
    for words in (
        ["import", "participants", file],
        ["list", "participants"],
        ["list", "participants", "--where", "a\x1b=1"],
    ):
        ran = run(*words, as_json=False)
        assert "\x1b" not in ran.out + ran.err
        assert "\x07" not in ran.out + ran.err
        assert "\x1b" not in run(*words).out


def test_a_plan_of_more_than_a_year_of_days_is_refused(run, plan_file):
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(367)]
    sessions = [{"starts_at": f"{day}T10:00", "ends_at": f"{day}T11:00"} for day in days]
    ran = run("course", "plan", plan_file(sessions=sessions))
    assert (ran.code, ran.error) == (1, "too_many_dates")
    assert run("course", "plan", plan_file(sessions=sessions[:366])).error == "clash", "New Year's days are closed"


def test_with_json_no_line_of_a_table_is_made(city, monkeypatch):
    def made(*_cells: object) -> str:
        raise AssertionError("a line for people was made")

    monkeypatch.setattr("divide_app.cli.output._line", made)
    monkeypatch.setattr("divide_app.cli.output._cut", made)
    for words in (
        ("list", "participants"),
        ("list", "courses"),
        ("audit", "list"),
        ("package", "inbox"),
        ("paper", "inbox"),
    ):
        assert city(*words).code == 0
