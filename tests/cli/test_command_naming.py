"""Commands take what `list` shows: a course by its title, a session by title and number, a place by its name."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

TITLE = "はじめてのスマートフォン"
NEW = ("--starts-at", "2026-12-05T10:00", "--ends-at", "2026-12-05T12:00")


def session(run: Any, id_: str) -> dict[str, Any]:
    (item,) = run("list", "class-sessions", "--where", f"id={id_}").json["items"]
    assert isinstance(item, dict)
    return item


def test_a_course_and_its_sessions_are_named_by_their_words(run: Any, world: Any) -> None:
    taken = run("apply", "はじめての スマートフォン", "--participant", world.people[0])
    assert taken.json["status"] == "accepted", taken.out
    (item,) = run("list", "applications").json["items"]
    assert item["course"] == world.course
    shown = run("attendance", "show", f"{TITLE}#1")
    assert shown.json["class_session"] == world.sessions[0]
    door = run("check-in", f"{TITLE} ＃ 1", taken.json["ticket_code"], "--at", "2026-11-21T10:20")
    assert door.json["status"] == "ok"


def test_what_is_not_there_or_not_one_thing_is_said_and_nothing_changes(run: Any, world: Any, plan_file: Any) -> None:
    gone = run("apply", "ない講座", "--participant", world.people[0])
    assert (gone.code, gone.error) == (1, "name_not_found")
    assert "「ない講座」という講座" in gone.json["error"]["message"]
    assert run("attendance", "show", f"{TITLE}#9").error == "name_not_found"
    assert run("course", "plan", plan_file(room="別の部屋"), "--force", "2つ目").code == 0
    twice = run("apply", TITLE, "--participant", world.people[0])
    assert (twice.code, twice.error) == (1, "name_not_unique")
    assert "2件" in twice.json["error"]["message"]
    assert run("list", "applications").json["items"] == []
    assert run("apply", world.course, "--participant", world.people[0]).code == 0
    assert run("attendance", "show", "no-id").code == 2
    assert run("attendance", "show", TITLE).code == 2


def test_a_session_moves_to_a_place_by_name_or_id(run: Any, world: Any, tmp_path: Path) -> None:
    halls = tmp_path / "halls.csv"
    halls.write_text("会場名,部屋,定員\n東公民館,和室,12\n東公民館,講堂,40\n", encoding="utf-8")
    assert run("import", "venues", halls).code == 0
    east = next(one for one in run("list", "venues").json["items"] if one["name"] == "東公民館")
    first = world.sessions[0]
    moved = run("session", "move", first, *NEW, "--venue", "東公民館", "--room", "和室")
    assert moved.code == 0, moved.out
    assert (session(run, first)["venue"], session(run, first)["room"]) == ("東公民館", "和室")
    moved = run("session", "move", f"{TITLE}#1", *NEW, "--room", "講堂")
    assert moved.code == 0, moved.out
    assert (session(run, first)["venue"], session(run, first)["room"]) == ("東公民館", "講堂")
    tea = next(room["id"] for room in east["rooms"] if room["name"] == "和室")
    assert run("session", "move", first, *NEW, "--venue", east["id"], "--room", tea).code == 0
    assert session(run, first)["room"] == "和室"
    assert run("session", "move", first, *NEW, "--venue", "西公民館").error == "name_not_found"
    assert run("session", "move", first, *NEW, "--venue", "東公民館", "--room", "体育館").error == "name_not_found"
    assert run("session", "move", first, *NEW, "--venue", uuid.UUID(int=7)).error == "name_not_found"
    assert session(run, first)["room"] == "和室"
    before = len(run("list", "venues").json["items"])
    added = run("course", "add-meeting", world.course, *NEW, "--venue", east["id"], "--room", tea, "--force", "重ねる")
    assert added.code == 0, added.out
    assert session(run, added.json["class_session"])["venue"] == "東公民館"
    assert len(run("list", "venues").json["items"]) == before


def test_papers_and_lists_keep_their_endings(run: Any, world: Any, tmp_path: Path) -> None:
    for name in ("x.txt", "x", "x.xlsx"):
        ran = run("print", "flyer", world.course, "--out", tmp_path / name)
        assert (ran.code, ran.error) == (1, "wrong_extension")
        assert ".pdf で終わる" in ran.json["error"]["message"]
    for kind, name, right in (
        ("calendar", "x.xlsx", ".ics"),
        ("participants", "x.txt", ".csv、.xlsx"),
        ("attendance", "x.pdf", ".csv、.xlsx"),
        ("events", "x.ics", ".csv、.xlsx"),
        ("audit", "x", ".csv、.xlsx"),
    ):
        ran = run("export", kind, "--out", tmp_path / name)
        assert (ran.code, ran.error) == (1, "wrong_extension")
        assert f"{right} で終わる" in ran.json["error"]["message"]
    assert not [file for file in tmp_path.iterdir() if file.stem == "x"]
    acts = {item["act"] for item in run("audit", "list").json["items"]}
    assert not {act for act in acts if act.startswith(("export.", "print."))}
    assert run("print", "flyer", world.course, "--out", tmp_path / "x.PDF").code == 0
