"""A hall without a network: sessions go out in an encrypted file, the door works on it, every act comes home once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from divide_app.cli.main import main

DOOR = "2026-11-21T13:50"
PLAN = {
    "title": "写真をのこす教室",
    "venue": "みらい会館",
    "room": "研修室",
    "capacity": 3,
    "sessions": [{"starts_at": "2026-11-21T14:00", "ends_at": "2026-11-21T15:30"}],
}
PASSWORD = "つきよのかにと麦の穂"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The office's empty place; office and package have one password."""
    secret = tmp_path / "secret"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(secret))
    return str(tmp_path / "office")


def test_sessions_go_to_the_hall_and_every_act_comes_home_once(
    command: Any, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command(place, "demo", "create")
    plan_file = tmp_path / "plan.json"
    plan_file.write_text(json.dumps(PLAN, ensure_ascii=False), encoding="utf-8")
    plan = command(place, "course", "plan", plan_file)
    course, session = plan["course"], plan["class_sessions"][0]
    people = command(place, "list", "participants")["items"][:4]
    taken = [command(place, "apply", course, "--participant", one["id"]) for one in people]
    applications = command(place, "list", "applications")["items"]
    codes = {one["participant"]: one["ticket_code"] for one in applications if one["course"] == course}
    stranger = next(
        one["ticket_code"] for one in applications if one["course"] != course and one["participant"] not in codes
    )
    (before,) = command(place, "tally")["targets"]

    # Out: nothing in the file can be read without the password.
    package = tmp_path / "hall.kakehashi"
    made = command(place, "package", "create", session, "--out", package)
    assert made["file"] == str(package)
    raw = package.read_bytes()
    for secret in (people[0]["name"], PLAN["title"], codes[people[0]["id"]]):
        assert str(secret).encode() not in raw
    wrong = tmp_path / "wrong"
    wrong.write_text("ちがうことば\n", encoding="utf-8")
    with monkeypatch.context() as other:
        other.setenv("DIVIDE_APP_PASSWORD_FILE", str(wrong))
        refused = command(package, "check-in", session, codes[people[0]["id"]], "--at", DOOR, code=3)
        assert refused["error"]["code"] == "bad_password"

    # At the hall the file is all there is.
    first = command(package, "check-in", session, codes[people[0]["id"]], "--at", DOOR, "--device", "会場PC")
    assert (first["status"], first["participant"]) == ("ok", people[0]["id"])
    again = command(package, "check-in", session, codes[people[0]["id"]], "--at", DOOR, code=1)
    assert (again["status"], again["reason"]) == ("refused", "already_in")
    assert command(package, "check-in", session, codes[people[1]["id"]], "--at", DOOR)["status"] == "ok"
    assert command(package, "check-in", session, codes[people[2]["id"]], "--at", DOOR)["status"] == "ok"
    assert command(package, "check-in", session, "--walk-in", "75-79", "--at", DOOR)["status"] == "ok"
    unknown = command(package, "check-in", session, stranger, "--at", DOOR, code=1)
    assert unknown["reason"] in {"not_in_package", "unknown_code", "wrong_session"}
    waiting = command(package, "check-in", session, codes[people[3]["id"]], "--at", DOOR, code=1)
    assert waiting["reason"] == "waiting_not_accepted"
    assert command(package, "check-in", "undo", first["event"], "--device", "会場PC")["status"] == "ok"

    # Meanwhile the office cancelled one who came all the same: that one needs a person.
    command(place, "apply", "cancel", taken[2]["application"])

    # Home: taken in, or kept for a person; nothing is dropped, and twice is once.
    home = command(place, "package", "merge", package)
    acts = home["accepted"] + home["known"] + len(home["held"])
    assert home["known"] == 0
    assert len(home["held"]) == 1
    twice = command(place, "package", "merge", package)
    assert (twice["accepted"], twice["known"]) == (0, acts)
    inbox = command(place, "package", "inbox")["held"]
    assert len(inbox) == 1
    lines = command(place, "list", "attendance", "--where", f"class_session={session}")["items"]
    assert sum(one["present"] for one in lines) == 2
    (after,) = command(place, "tally")["targets"]
    assert after["actual"] == before["actual"] + 1
    assert session in after["counted"]

    # The person decides.
    item = inbox[0]["id"]
    command(place, "package", "resolve", item, "--accept")
    assert command(place, "package", "inbox")["held"] == []
    lines = command(place, "list", "attendance", "--where", f"class_session={session}")["items"]
    assert sum(one["present"] for one in lines) == 3
    assert command(place, "package", "merge", package)["accepted"] == 0
    assert command(place, "db", "check")["ok"]
    assert command(place, "audit", "verify")["ok"]

    # A file cut short on the stick is refused, and the office's data stay as they are.
    cut = tmp_path / "cut.kakehashi"
    cut.write_bytes(package.read_bytes()[:-200])
    capsys.readouterr()
    assert main(["--data", place, "package", "merge", str(cut), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] in {"package_damaged", "not_a_package"}
    assert len(command(place, "list", "attendance", "--where", f"class_session={session}")["items"]) == len(lines)
