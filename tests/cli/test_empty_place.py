"""A mistyped `--data` makes nothing: all but the commands that may come first say that nothing is kept there."""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from divide_app.cli.parser import make_parser

FIRST = {
    "gui",
    "demo create",
    "demo journey",
    "import",
    "course plan",
    "stock keep",
    "visit add",
    "backup restore",
    "db upgrade",
    "user add",
}
"""Commands that may be the first ever given to a place."""

WITHOUT_PLACE = {"self-check", "demo prints", "backup verify"}
"""Commands that need no place at all."""

AN_ID = "00000000-0000-7000-8000-000000000001"
VALUES = {
    "COURSE": AN_ID,
    "CLASS_SESSION": AN_ID,
    "CODE": "KH-0000",
    "FY": "2026",
    "YYYY-MM": "2026-11",
    "DAY": "2026-11-21",
    "DATE": "2026-11-21",
    "T": "2026-11-21T10:00",
    "START/END": "2026-12-21T10:00/2026-12-21T12:00",
    "N": "3",
    "MARK": "1",
    "ROLE": "volunteer",
    "NAME": "見本",
    "TEXT": "理由",
    "REASON": "理由",
    "S": "lot-7",
    "FILE": "file",
    "FILE.json": "file.json",
}
"""A word that can be read for each kind of argument; ids for the rest."""


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command of the grammar with its parser."""

    def below(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
        groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
        if not groups:
            yield name, parser
        for group in groups:
            for word, child in group.choices.items():
                yield from below(child, f"{name} {word}".strip())

    return below(make_parser(), "")


def words_for(name: str, parser: argparse.ArgumentParser, tmp_path: Path) -> list[str]:
    """The least a command has to be given."""
    words = name.split()
    grouped = {id(one) for group in parser._mutually_exclusive_groups if group.required for one in group._group_actions}
    asked: list[argparse.Action] = [
        group._group_actions[0] for group in parser._mutually_exclusive_groups if group.required
    ]
    asked += [one for one in parser._actions if id(one) not in grouped]
    for action in asked:
        if not (action.required or id(action) in grouped):
            continue
        words += action.option_strings[:1]
        if action.nargs == 0:
            continue
        if action.choices:
            words.append(str(next(iter(action.choices))))
            continue
        value = VALUES.get(str(action.metavar), AN_ID)
        if action.metavar in {"FILE", "FILE.json", "DIR"}:
            value = str(tmp_path / ("out.pdf" if action.option_strings else "in.csv"))
        words.append(value)
    return words


EVERY = dict(commands())
MORE = {"check-in": ["KH-0000"], "self-check": ["--only", "calendar_file"]}
"""What the grammar leaves free and the command asks for; of many parts one."""


def test_the_lists_of_this_test_name_commands_there_are() -> None:
    assert set(EVERY) >= FIRST | WITHOUT_PLACE
    assert {name for name, parser in EVERY.items() if parser.get_default("on_empty") in {"make", "sample"}} == FIRST


@pytest.mark.parametrize("name", sorted(set(EVERY) - FIRST - WITHOUT_PLACE))
def test_where_nothing_is_kept_it_is_said_and_nothing_is_made(
    run: Any, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    (tmp_path / "in.csv").write_text("氏名\n", encoding="utf-8")
    words = words_for(name, EVERY[name], tmp_path) + MORE.get(name, [])
    ran = run(*words)
    if ran.code == 0:
        assert f"まだデータがありません: {place}" in ran.err
    elif ran.json["error"]["code"] == "empty_database":
        assert ran.code == 3
        assert str(place) in ran.json["error"]["message"]
    assert not place.exists()
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("db", "info"),
        ("db", "check"),
        ("audit", "verify"),
        ("backup", "create"),
        ("export", "participants", "--out", "out.csv"),
        ("report", "monthly", "2026-11", "--out", "out.csv"),
        ("print", "monthly", "2026-11", "--out", "out.pdf"),
        ("calendar", "holiday", "2026-11-20", "--name", "市制記念日"),
        ("roster", "rules", "--set", "same_district_minutes=30"),
        ("privacy", "purge", "--before", "2020-01-01"),
    ],
)
def test_a_file_or_a_change_from_nowhere_is_refused(
    run: Any, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*words)
    assert (ran.code, ran.error) == (3, "empty_database"), ran.out
    assert not place.exists()
    assert not list(tmp_path.glob("out.*"))


def test_an_empty_folder_stays_empty(run: Any, place: Path) -> None:
    place.mkdir()
    listed = run("list", "courses")
    assert (listed.code, listed.json) == (0, {"items": []})
    assert str(place) in listed.err
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", ["import", "course plan"])
def test_what_is_only_rehearsed_makes_nothing_either(
    run: Any, place: Path, tmp_path: Path, plan_file: Any, name: str
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("氏名\n青葉 花子\n", encoding="utf-8")
    words = ("import", "participants", people) if name == "import" else ("course", "plan", plan_file())
    shown = run(*words, "--dry-run")
    assert shown.code == 0, shown.out
    assert not place.exists()
    done = run(*words)
    assert done.code == 0, done.out
    assert place.exists()
    if name == "import":
        assert shown.json["added"] == done.json["added"] == 1


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (("db", "upgrade"), ""),
        (("stock", "keep", "タブレット", "8"), ""),
        (("user", "add", "職員", "--role", "staff"), "lamp-and-river\n"),
    ],
)
def test_the_first_things_make_their_place(
    run: Any, place: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], given: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    assert run(*words).code == 0
    assert place.exists()
