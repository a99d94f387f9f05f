"""`course plan` and `apply`: courses from a file, clashes, seats and the waiting list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def test_plan_makes_course_sessions_and_places(run, plan_file):
    ran = run("course", "plan", plan_file())
    assert ran.code == 0
    assert len(ran.json["class_sessions"]) == 2
    assert ran.json["clashes"] == []
    assert any("中央公民館" in warning for warning in ran.json["warnings"])
    again = run("course", "plan", plan_file(room="第2研修室"))
    assert [warning for warning in again.json["warnings"] if "第1研修室" in warning] == []
    item = run("list", "courses", "--where", f"id={ran.json['course']}").json["items"][0]
    assert item["state"] == "open"
    assert item["capacity"] == 2


def test_clash_refuses_and_names_what_is_in_the_way(run, world, plan_file):
    ran = run("course", "plan", plan_file(title="べつの講座"))
    assert ran.code == 1
    assert ran.error == "clash"
    assert "重なっている" in ran.json["error"]["message"]
    clash = ran.json["clashes"][0]
    assert clash["kind"] == "room"
    assert clash["with"] == world.sessions[0]
    assert "はじめてのスマートフォン" in clash["message"]
    assert len(run("list", "courses").json["items"]) == 1


def test_forced_plan_keeps_the_reason(run, world, plan_file):
    ran = run("course", "plan", plan_file(title="べつの講座"), "--force", "部屋を仕切って使う")
    assert ran.code == 0
    assert {clash["kind"] for clash in ran.json["clashes"]} == {"room"}
    items = run("list", "class-sessions", "--where", f"course={ran.json['course']}").json["items"]
    assert {item["forced_reason"] for item in items} == {"部屋を仕切って使う"}


def test_repetition_leaves_out_a_holiday_and_says_so(run, plan_file):
    repeat = {"rrule": "FREQ=WEEKLY;COUNT=3", "start": "R9.1.4 10:00", "minutes": 90, "on_closed": "shift"}
    ran = run("course", "plan", plan_file(sessions=None, repeat=repeat))
    assert ran.code == 0
    assert len(ran.json["class_sessions"]) == 3
    weekly = {"rrule": "FREQ=WEEKLY;COUNT=2", "start": "2027-02-04T13:00", "minutes": 60}
    moved = run("course", "plan", plan_file(title="祝日", sessions=None, repeat=weekly)).json
    assert len(moved["class_sessions"]) == 2  # 11 February is a holiday, and the series goes on for a week
    assert moved["moved"][0]["moved_to"] is None
    assert any("建国記念の日" in warning for warning in moved["warnings"])


def test_plan_in_words_ends_with_the_id(run, plan_file):
    ran = run("course", "plan", plan_file(), as_json=False)
    assert "令和8年11月21日(土) 10:30〜12:00" in ran.out
    assert "講座のid: " in ran.out.splitlines()[-1]


def test_seats_then_waiting_then_promotion(run, world):
    first, second, third = (
        run("apply", world.course, "--participant", person, "--channel", "phone").json for person in world.people[:3]
    )
    assert (first["status"], first["place"]) == ("accepted", 1)
    assert (second["status"], second["place"]) == ("accepted", 2)
    assert (third["status"], third["place"]) == ("waiting", 1)
    gone = run("apply", "cancel", first["application"])
    assert gone.code == 0
    assert gone.json["status"] == "cancelled"
    assert gone.json["promoted"] == [third["application"]]
    items = run("list", "applications", "--where", "status=accepted").json["items"]
    assert {item["id"] for item in items} == {second["application"], third["application"]}
    assert all(item["ticket_code"] for item in items)


def test_who_moved_up_is_told_by_name_and_telephone(run, world):
    first, _second, third = (
        run("apply", world.course, "--participant", person, "--channel", "phone").json for person in world.people[:3]
    )
    said = run("apply", "cancel", first["application"], as_json=False).out
    people = {item["id"]: item["name"] for item in run("list", "participants").json["items"]}
    (line,) = (line for line in said.splitlines() if third["application"] in line)
    assert f"{people[world.people[2]]}さん 019" in line.replace("-", "")


def test_lottery_course_takes_applications_without_a_place(run, plan_file, world):
    later = [{"starts_at": "2026-12-21T10:30", "ends_at": "2026-12-21T12:00"}]
    course = run("course", "plan", plan_file(selection="lottery", sessions=later)).json["course"]
    ran = run("apply", course, "--participant", world.people[0])
    assert (ran.json["status"], ran.json["place"], ran.json["promoted"]) == ("applied", None, [])


def test_applying_twice_or_cancelling_twice_is_refused(run, world):
    ran = run("apply", world.course, "--participant", world.people[0], "--channel", "電話")
    again = run("apply", world.course, "--participant", world.people[0])
    assert (again.code, again.error) == (1, "already_applied")
    run("apply", "cancel", ran.json["application"])
    twice = run("apply", "cancel", ran.json["application"])
    assert (twice.code, twice.error) == (1, "already_cancelled")


def test_two_courses_at_one_hour_need_a_reason(run, plan_file, world):
    run("apply", world.course, "--participant", world.people[0])
    sessions = json.loads(Path(plan_file()).read_text("utf-8"))["sessions"]
    other = run("course", "plan", plan_file(title="同じ時間の講座", sessions=sessions, room="")).json["course"]
    ran = run("apply", other, "--participant", world.people[0])
    assert (ran.code, ran.error) == (1, "same_hour")
    forced = run("apply", other, "--participant", world.people[0], "--force", "後半だけ出席")
    assert forced.json["status"] == "accepted"


@pytest.mark.parametrize(
    ("at", "code"), [("R8.10.1 9:00", "course_not_open"), ("2026-11-20T17:01", "course_closed"), ("2026-11-20", None)]
)
def test_window_decides_by_the_moment_given(run, plan_file, world, at, code):
    later = [{"starts_at": "2026-12-21T10:30", "ends_at": "2026-12-21T12:00"}]
    plan = plan_file(sessions=later, apply_from="R8.11.1", apply_until="R8.11.20 17:00")
    course = run("course", "plan", plan).json["course"]
    ran = run("apply", course, "--participant", world.people[0], "--at", at)
    assert (ran.code, ran.json.get("error", {}).get("code")) == ((0, None) if code is None else (1, code))


def test_unknown_course_person_and_application_are_refused(run, world):
    nobody = "00000000-0000-7000-8000-000000000000"
    for words in (
        ("apply", nobody, "--participant", world.people[0]),
        ("apply", world.course, "--participant", nobody),
        ("apply", "cancel", nobody),
        ("tally", "--target", nobody),
    ):
        ran = run(*words)
        assert (ran.code, ran.error) == (1, "not_found"), ran.out
