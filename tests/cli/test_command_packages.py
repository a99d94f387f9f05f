"""`package`: a file goes to the hall, is worked on as a PLACE, and comes home with every act."""

from __future__ import annotations

from pathlib import Path

import pytest

DOOR = "2026-11-21T10:20"


@pytest.fixture
def password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The password's file is named for all commands, though the office's own data have none."""
    file = tmp_path / "password.txt"
    file.write_text("ひらけごま 青い扉\n", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(file))
    return file


@pytest.fixture
def tickets(run, world) -> list[str]:
    return [run("apply", world.course, "--participant", one).json["ticket_code"] for one in world.people[:2]]


@pytest.fixture
def pack(run, world, tickets, tmp_path, password) -> Path:
    file = tmp_path / "hall.kakehashi"
    made = run("package", "create", world.sessions[0], "--out", file)
    assert made.code == 0, made.out
    assert (made.json["file"], made.json["class_sessions"]) == (str(file), [world.sessions[0]])
    assert made.json["people"] == 2
    return file


def test_acts_at_the_hall_are_in_the_file_and_merge_once(run, world, tickets, pack):
    there = run("check-in", world.sessions[0], tickets[0], "--at", DOOR, "--device", "PC1", data=pack)
    assert (there.code, there.json["status"]) == (0, "ok")
    again = run("check-in", world.sessions[0], tickets[0], "--at", DOOR, "--device", "PC2", data=pack)
    assert (again.code, again.json["reason"]) == (1, "already_in")
    guest = run("check-in", world.sessions[0], "--walk-in", "60代", "--sex", "female", "--at", DOOR, data=pack)
    assert guest.code == 0
    undone = run("check-in", "undo", guest.json["event"], data=pack)
    assert undone.code == 0
    merged = run("package", "merge", pack)
    assert merged.code == 0, merged.out
    assert (merged.json["accepted"], merged.json["known"], merged.json["held"]) == (4, 0, [])
    assert run("package", "merge", pack).json | {"lookalikes": []} == {
        "package": merged.json["package"], "accepted": 0, "known": 4, "held": [], "lookalikes": [],
    }  # fmt: skip


def test_attendance_is_at_the_office_after_the_merge(run, world, tickets, pack, monkeypatch):
    event = run("check-in", world.sessions[0], tickets[0], "--at", DOOR, data=pack).json["event"]
    run("package", "merge", pack)
    monkeypatch.delenv("DIVIDE_APP_PASSWORD_FILE")
    (item,) = run("list", "attendance").json["items"]
    assert (item["present"], item["events"]) == (True, [event])
    assert run("db", "check").json["ok"] is True


def test_what_changed_meanwhile_waits_in_the_inbox_for_a_decision(run, world, tickets, pack, monkeypatch):
    run("check-in", world.sessions[0], tickets[0], "--at", DOOR, "--device", "PC1", data=pack)
    run("check-in", world.sessions[0], tickets[1], "--at", "2026-11-20T10:20", "--force", "時計", data=pack)
    with monkeypatch.context() as plain:
        plain.delenv("DIVIDE_APP_PASSWORD_FILE")
        first = next(
            item["id"] for item in run("list", "applications").json["items"] if item["ticket_code"] == tickets[0]
        )
        assert run("apply", "cancel", first).code == 0
    merged = run("package", "merge", pack).json
    assert (merged["accepted"], merged["known"]) == (0, 0)
    assert {one["reason"] for one in merged["held"]} == {"application_cancelled", "clock"}
    assert all(one["message"] and one["happened_at"] for one in merged["held"])
    inbox = run("package", "inbox").json
    assert [one["id"] for one in inbox["held"]] == [one["id"] for one in merged["held"]]
    by_reason = {one["reason"]: one["id"] for one in inbox["held"]}
    accepted = run("package", "resolve", by_reason["clock"], "--accept", "--clock-minutes", "1440").json
    assert (accepted["accepted"], len(accepted["held"])) == (1, 1)
    rejected = run("package", "resolve", by_reason["application_cancelled"], "--reject").json
    assert (rejected["rejected"], rejected["held"]) == (1, [])
    again = run("package", "resolve", by_reason["clock"], "--reject")
    assert (again.code, again.error) == (1, "already_decided")
    monkeypatch.delenv("DIVIDE_APP_PASSWORD_FILE")
    (item,) = run("list", "attendance").json["items"]
    assert item["first_in"] == "2026-11-21T10:20:00+09:00"


def test_refusals_and_troubles_have_their_exit_codes(run, world, pack, tmp_path, password):
    other = tmp_path / "other"
    assert run("package", "merge", pack, data=other).error == "other_office"
    assert run("package", "merge", pack, data=other).code == 1
    refused = run("apply", world.course, "--participant", world.people[2], data=pack)
    assert (refused.code, refused.error) == (1, "not_found"), "who is not packed is not known at the hall"
    for words in (("backup", "create"), ("db", "upgrade"), ("package", "merge", pack)):
        ran = run(*words, data=pack)
        assert (ran.code, ran.error) == (1, "door_only"), words
    password.write_text("違う", encoding="utf-8")
    assert (run("package", "merge", pack).code, run("package", "merge", pack).error) == (3, "bad_password")
    assert run("check-in", world.sessions[0], "X", data=pack).error == "bad_password"
    pack.write_bytes(pack.read_bytes()[:-1])
    assert (run("package", "merge", pack).code, run("package", "merge", pack).error) == (3, "package_damaged")
    assert run("package", "merge", tmp_path / "none.kakehashi").error == "missing_file"
    assert run("package", "merge", password).error == "not_a_package"


def test_without_a_password_nothing_is_packed(run, world, tmp_path):
    ran = run("package", "create", world.sessions[0], "--out", tmp_path / "a.kakehashi")
    assert (ran.code, ran.error) == (3, "package_password_needed")
    assert not (tmp_path / "a.kakehashi").exists()


def test_a_packages_own_password_goes_before_the_offices(run, world, tickets, tmp_path, monkeypatch, plan_file):
    office, hall = tmp_path / "office.txt", tmp_path / "hall.txt"
    office.write_text("事務所の青い扉と猫", encoding="utf-8")
    hall.write_text("会場の赤い屋根と犬", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(office))
    monkeypatch.setenv("DIVIDE_APP_PACKAGE_PASSWORD_FILE", str(hall))
    place, file = tmp_path / "locked", tmp_path / "a.kakehashi"
    (session, _) = run("course", "plan", plan_file(), data=place).json["class_sessions"]
    assert run("package", "create", session, "--out", file, data=place).code == 0
    assert run("check-in", session, "--walk-in", "60代", "--at", DOOR, data=file).code == 0
    assert run("package", "merge", file, data=place).json["accepted"] == 1
    monkeypatch.delenv("DIVIDE_APP_PACKAGE_PASSWORD_FILE")
    assert run("package", "merge", file, data=place).error == "bad_password"


def test_return_writes_the_package_to_another_file(run, world, tickets, pack, tmp_path):
    run("check-in", world.sessions[0], tickets[0], "--at", DOOR, data=pack)
    out = tmp_path / "home.kakehashi"
    assert run("package", "return", "--out", out, data=pack).json["file"] == str(out)
    assert run("package", "merge", out).json["accepted"] == 1
    assert run("package", "merge", pack).json["known"] == 1


def test_people_read_japanese(run, world, tickets, pack):
    run("check-in", world.sessions[0], tickets[1], "--at", "2026-11-20T10:20", "--force", "時計", data=pack)
    said = run("package", "merge", pack, as_json=False)
    assert "新しい受付 0、取り込み済み 0、確認待ち 1" in said.out
    assert "端末の時計が違っているようです" in said.out
    assert "桜井 和子" in said.out or "若草 太郎" in said.out
    assert "端末の時計" in run("package", "inbox", as_json=False).out


@pytest.mark.parametrize("words", [("create",), ("merge",), ("resolve", "x", "--accept"), ("return",), ()])
def test_wrong_usage(run, words):
    assert run("package", *words).code == 2


def test_a_new_password_is_typed_twice_at_a_terminal(run, world, tmp_path, monkeypatch):
    """What was locked with a slip of the finger nobody could open at the hall."""
    file = tmp_path / "a.kakehashi"
    monkeypatch.setattr("divide_app.foundation.streams.is_terminal", lambda _stream: True)
    typed = iter(["ひらけごま 青い扉", "ひらけごめ"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    differ = run("package", "create", world.sessions[0], "--out", file)
    assert (differ.code, differ.error, file.exists()) == (1, "passwords_differ", False)
    typed = iter(
        ["", "ひらけごま 青い扉", "ひらけごま 青い扉", "ひらけごま 青い扉"]
    )  # none at first; then twice to make, once to open
    assert run("package", "create", world.sessions[0], "--out", file).code == 0
    assert run("list", "class-sessions", data=file).code == 0


def test_an_empty_clock_battery_is_millions_of_minutes_away(run, world):
    ran = run("package", "resolve", world.course, "--accept", "--clock-minutes", "-29946240")
    assert (ran.code, ran.error) == (1, "not_found")
