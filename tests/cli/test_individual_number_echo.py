"""No command stores, shows or logs an individual number that was typed into any of its words."""

from __future__ import annotations

import random
import re
import unicodedata
from pathlib import Path

import pytest

from tests.support.spelled_numbers import number, spellings

CHANCE = random.Random(5)
NUMBERS = [number(CHANCE) for _one in range(3)]
SPELLED = [
    text
    for at, (_name, text) in enumerate(spellings(NUMBERS[0]))
    if at % 23 == 0 and not text.startswith(("-", "\\")) and "\n" not in text
]


def digits_of(text: str) -> str:
    folded = "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) not in {"Cf", "Mn", "Me"}
    )
    return "".join(str(unicodedata.digit(sign)) for sign in folded if unicodedata.digit(sign, None) is not None)


@pytest.mark.parametrize("spelled", SPELLED)
def test_no_word_of_a_command_is_repeated_or_kept(run, world, place, tmp_path, spelled):
    course, session, person = world.course, world.sessions[0], world.people[0]
    for words in (
        ["check-in", session, "--participant", person, "--nonce", spelled],
        ["check-in", session, "--participant", person, "--device", spelled],
        ["check-in", session, spelled],
        ["export", "participants", "--out", f"{tmp_path}/{spelled}.csv"],
        ["export", "participants", "--out", f"{tmp_path}/{spelled}/a.csv"],
        ["backup", "create", "--out", f"{tmp_path}/{spelled}.kbk"],
        ["list", "participants", "--where", f"name={spelled}"],
        ["list", spelled],
        ["course", "cancel", course, "--reason", spelled],
        ["visit", "add", spelled, "--wish", "R8.12.1 10:00/R8.12.1 11:00", "--people", "3"],
        ["lottery", "prepare", course, "--seed", spelled],
        ["user", "add", spelled, "--role", "staff"],
        ["session", "cancel", session, "--reason", spelled],
    ):
        for as_json in (True, False):
            ran = run(*words, as_json=as_json)
            assert ran.code == 1, (words, ran.out, ran.err)
            assert NUMBERS[0] not in digits_of(ran.out + ran.err), words
    ran = run("db", "info", data=tmp_path / spelled)
    assert (ran.code, ran.error) == (1, "individual_number")
    assert not (tmp_path / spelled).exists()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert NUMBERS[0].encode() not in kept
    assert spelled.encode() not in kept


def test_a_number_over_several_words_is_refused_too(run, world):
    first, second, third = re.findall("....", NUMBERS[1])
    ran = run("list", "participants", first, second, third)
    assert (ran.code, ran.error) == (1, "individual_number")


def test_words_full_of_digits_are_taken(run, world, tmp_path):
    session, person = world.sessions[0], world.people[0]
    for words in (
        ["check-in", session, "--participant", person, "--at", "2026-11-21T10:30", "--device", "受付1 019-000-0001"],
        ["export", "participants", "--out", f"{tmp_path}/2026-11-21 1030 名簿.csv"],
        ["backup", "create", "--out", f"{tmp_path}/202611211030.kbk"],
    ):
        assert run(*words).code == 0, words


def test_a_list_cut_over_cells_is_refused_and_not_shown(run, place, tmp_path: Path):
    first, second, third = re.findall("....", NUMBERS[2])
    file = tmp_path / "list.csv"
    file.write_text(f"氏名,メモ,備考,その他\n見本 花子,{first},{second},{third}\n見本 太郎,0000,,\n", encoding="utf-8")
    ran = run("import", "participants", file)
    assert [one["code"] for one in ran.json["rejected"]] == ["individual_number"]
    assert ran.json["added"] == 1
    assert not {first, second, third} <= set(re.findall(r"\d{4}", ran.out))
