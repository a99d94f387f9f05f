"""`reach`: a snow day from the command line: who must be told, each try, and the file for the tool that sends."""

from __future__ import annotations

import csv


def snow_day(run, world):
    for person in world.people[:2]:
        run("apply", world.course, "--participant", person)
    assert run("reach", "list").json == {"items": []}
    assert run("session", "cancel", world.sessions[0], "--reason", "大雪").code == 0
    return run("reach", "list").json["items"]


def test_a_cancelled_meeting_puts_its_people_on_the_list_until_they_were_told(run, world):
    items = snow_day(run, world)
    assert {one["reason"] for one in items} == {"cancelled"}
    assert len({one["id"] for one in items}) == 2
    first, second = items
    assert (first["state"], first["tries"]) == ("open", 0)
    assert first["about"] == run("list", "courses").json["items"][0]["title"]
    assert run("reach", "missed", first["id"]).json["outcome"] == "no_answer"
    tried = {one["id"]: one for one in run("reach", "list").json["items"]}
    assert (tried[first["id"]]["state"], tried[first["id"]]["tries"]) == ("tried", 1)
    assert run("reach", "done", first["id"], "--how", "sms").code == 0
    assert [one["id"] for one in run("reach", "list").json["items"]] == [second["id"]]
    assert second["name"] in run("reach", "list", as_json=False).out
    gone = run("reach", "done", first["id"])
    assert (gone.code, gone.error) == (1, "not_found")
    assert run("reach", "done", second["id"], "--how", "pigeon").code == 2


def test_a_change_taken_back_takes_its_items_back(run, world):
    run("apply", world.course, "--participant", world.people[0])
    (meeting,) = [one for one in run("list", "class-sessions").json["items"] if one["id"] == world.sessions[0]]

    def move(starts_at: str, ends_at: str) -> None:
        ran = run("session", "move", meeting["id"], "--starts-at", starts_at, "--ends-at", ends_at, "--force", "見本")
        assert ran.code == 0, ran.out

    move("2026-11-22T10:30", "2026-11-22T12:00")
    (item,) = run("reach", "list").json["items"]
    assert (item["reason"], item["class_session"]) == ("moved", None)
    move(meeting["starts_at"], meeting["ends_at"])
    assert run("reach", "list").json["items"] == []


def test_the_file_for_a_tool_holds_number_text_course_and_time(run, world, tmp_path):
    items = snow_day(run, world)
    early = run("reach", "list", "--due", "2020-01-01")
    assert early.json["items"] == []
    out = tmp_path / "calls.csv"
    ran = run("reach", "export", "--as", "call", "--out", out)
    with_number = [one for one in items if one["how"] == "phone"]
    assert ran.json["rows"] == len(with_number) > 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["電話番号", "本文", "講座", "日時"]
    assert all("中止" in row[1] and row[0].isdigit() for row in rows[1:])
    assert len(rows) == len(with_number) + 1
