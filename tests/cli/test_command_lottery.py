"""`lottery` as a script drives it: the keys of docs/manual/commands.md, the second draw, the proof, and the paper."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

LATER = [{"starts_at": "2026-12-21T10:30", "ends_at": "2026-12-21T12:00"}]


@pytest.fixture
def entered(run, plan_file, world):
    """A course for two drawn by lot, and its four applications by number."""
    course = run("course", "plan", plan_file(title="抽選の講座", selection="lottery", sessions=LATER)).json["course"]
    ids = [run("apply", course, "--participant", person).json["application"] for person in world.people]
    return course, ids


def test_draw_has_the_keys_and_a_dry_run_keeps_nothing(run, entered):
    course, ids = entered
    tried = run("lottery", "draw", course, "--seed", "令和8年", "--dry-run")
    assert tried.code == 0
    assert {item["status"] for item in run("list", "applications", "--where", f"course={course}").json["items"]} == {
        "applied"
    }
    drawn = run("lottery", "draw", course, "--seed", "令和8年").json
    assert drawn["entrants"] == ids
    assert (len(drawn["winners"]), len(drawn["waiting"])) == (2, 2)
    assert set(drawn["winners"]) | set(drawn["waiting"]) == set(ids)
    assert (drawn["winners"], drawn["waiting"]) == (tried.json["winners"], tried.json["waiting"])
    assert (drawn["seed"], len(drawn["digest"])) == ("令和8年", 64)
    items = {item["id"]: item for item in run("list", "applications", "--where", f"course={course}").json["items"]}
    assert [items[id_]["status"] for id_ in drawn["winners"]] == ["accepted", "accepted"]
    assert [(items[id_]["status"], items[id_]["place"]) for id_ in drawn["waiting"]] == [("waiting", 1), ("waiting", 2)]
    assert sorted(item["number"] for item in items.values()) == [1, 2, 3, 4]


def test_a_second_draw_needs_the_first_taken_back(run, entered):
    course, _ids = entered
    run("lottery", "draw", course, "--seed", "一")
    again = run("lottery", "draw", course, "--seed", "二")
    assert (again.code, again.error) == (1, "already_drawn")
    assert run("lottery", "cancel", course, "--reason", " ").error == "reason_missing"
    assert run("lottery", "cancel", course, "--reason", "読みまちがい").code == 0
    prepared = run("lottery", "prepare", course, "--seed", "二")
    assert (prepared.json["seed"], prepared.json["digest"], prepared.json["draw"]) == ("二", "", 2)
    assert run("lottery", "draw", course, "--seed", "三").error == "seed_fixed"
    assert run("lottery", "draw", course).json["draw"] == 2


def test_verify_proves_the_record_and_finds_a_forged_one(run, entered, place: Path):
    course, _ids = entered
    assert run("lottery", "verify", course).error == "no_draw"
    drawn = run("lottery", "draw", course, "--seed", "種").json
    proven = run("lottery", "verify", course)
    assert (proven.code, proven.json["ok"], proven.json["faults"]) == (0, True, [])
    assert {key: proven.json[key] for key in ("entrants", "winners", "waiting", "seed", "digest")} == {
        key: drawn[key] for key in ("entrants", "winners", "waiting", "seed", "digest")
    }
    (file,) = place.glob("*.sqlite")
    with sqlite3.connect(file) as connection:
        (record,) = connection.execute("SELECT record FROM draws").fetchone()
        plain = json.loads(record)
        plain["winners"], plain["waiting"] = plain["waiting"], plain["winners"]
        connection.execute("UPDATE draws SET record = ?", (json.dumps(plain, ensure_ascii=False),))
    connection.close()
    forged = run("lottery", "verify", course)
    assert (forged.code, forged.error, forged.json["ok"]) == (1, "lottery_differs", False)
    assert {"digest_differs", "result_differs"} <= set(forged.json["faults"])
    assert "書き換えたおそれ" in forged.json["error"]["message"]


def test_words_for_people_name_seed_numbers_and_digest(run, entered):
    course, _ids = entered
    said = run("lottery", "draw", course, "--seed", "種", as_json=False)
    for words in ("抽選しました", "抽選の種: 種", "当選 2人", "キャンセル待ち 2人", "SHA-256"):
        assert words in said.out
    assert "記録は正しく" in run("lottery", "verify", course, as_json=False).out


def test_the_record_is_printed(run, entered, tmp_path: Path):
    course, _ids = entered
    out = tmp_path / "record.pdf"
    assert run("print", "lottery-record", course, "--out", out).error == "no_draw"
    run("lottery", "draw", course, "--seed", "種")
    made = run("print", "lottery-record", course, "--out", out)
    assert (made.code, made.json["pages"], made.json["warnings"]) == (0, 2, [])
    assert out.read_bytes().startswith(b"%PDF")


def test_what_cannot_be_drawn_is_refused(run, world, entered):
    course, _ids = entered
    assert run("lottery", "draw", world.course, "--seed", "種").error == "not_a_lottery"
    assert run("lottery", "draw", course).error == "seed_missing"
    assert run("lottery", "draw", course, "--seed", "123456789018").error == "individual_number"
