"""`check-in`: one act a run, every answer with its keys, refused ones with exit 1."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

KEYS = {"status", "reason", "event", "first_at", "participant"}
DOOR = "2026-11-21T10:20"


@pytest.fixture
def ticket(run, world):
    taken = run("apply", world.course, "--participant", world.people[0]).json
    return taken["ticket_code"]


def test_ticket_is_received_once(run, world, ticket):
    ran = run("check-in", world.sessions[0], ticket, "--at", DOOR, "--device", "A")
    assert ran.code == 0
    assert ran.json.keys() >= KEYS
    assert (ran.json["status"], ran.json["reason"]) == ("ok", None)
    assert ran.json["participant"] == world.people[0]
    assert ran.json["first_at"] == "2026-11-21T10:20:00+09:00"
    again = run("check-in", world.sessions[0], ticket, "--at", "R8.11.21 10:25", "--device", "B")
    assert again.code == 1
    assert again.json.keys() >= KEYS
    assert (again.json["status"], again.json["reason"]) == ("refused", "already_in")
    assert again.json["first_at"] == "2026-11-21T10:20:00+09:00"
    assert again.json["error"]["code"] == "already_in"
    assert "10:20" in again.json["message"]
    items = run("list", "attendance", "--where", f"class_session={world.sessions[0]}").json["items"]
    assert len(items) == 1
    assert items[0]["present"] is True
    assert items[0]["events"] == [ran.json["event"]]
    assert [act["result"] for act in items[0]["acts"]] == ["ok", "refused"]


def test_scanner_noise_around_the_code_does_not_matter(run, world, ticket):
    assert run("check-in", world.sessions[0], f"]Q3 KAKEHASHI:{ticket.lower()} ", "--at", DOOR).code == 0


def test_same_nonce_again_is_the_same_act(run, world, ticket):
    first = run("check-in", world.sessions[0], ticket, "--at", DOOR, "--device", "A", "--nonce", "n1").json
    again = run("check-in", world.sessions[0], ticket, "--at", DOOR, "--device", "A", "--nonce", "n1")
    assert again.code == 0
    assert again.json["event"] == first["event"]
    assert len(run("list", "attendance").json["items"][0]["events"]) == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("NOTATICKET",), "unknown_code"),
        (("{ticket}", "--at", "2026-11-21T08:00"), "too_early"),
        (("{ticket}", "--at", "2026-11-21T13:00"), "too_late"),
    ],
)
def test_refusal_names_its_reason(run, world, ticket, words, reason):
    ran = run("check-in", world.sessions[0], *(word.format(ticket=ticket) for word in words))
    assert (ran.code, ran.json["status"], ran.json["reason"]) == (1, "refused", reason)
    assert ran.json["event"]


def test_force_with_a_reason_admits(run, world, ticket):
    ran = run("check-in", world.sessions[0], ticket, "--at", "2026-11-21T08:00", "--force", "準備を手伝うため")
    assert (ran.code, ran.json["status"]) == (0, "ok")


def test_waiting_person_is_refused_at_the_door(run, world):
    for person in world.people[:3]:
        run("apply", world.course, "--participant", person)
    ran = run("check-in", world.sessions[0], "--participant", world.people[2], "--at", DOOR)
    assert (ran.code, ran.json["reason"]) == (1, "waiting_not_accepted")


def test_question_must_be_answered(run, world, plan_file):
    later = [{"starts_at": "2026-11-21T14:00", "ends_at": "2026-11-21T15:00"}]
    planned = run("course", "plan", plan_file(question="機種は何ですか", sessions=later)).json
    session = planned["class_sessions"][0]
    run("apply", planned["course"], "--participant", world.people[0])
    ran = run("check-in", session, "--participant", world.people[0], "--at", "2026-11-21T13:50")
    assert (ran.code, ran.json["status"], ran.json["reason"]) == (1, "incomplete", "question_missing")
    assert "機種は何ですか" in ran.json["message"]
    done = run("check-in", session, "--participant", world.people[0], "--answer", "iPhone", "--at", "2026-11-21T13:51")
    assert (done.code, done.json["status"]) == (0, "ok")


def test_out_and_in_again_are_minutes_and_one_attendance(run, world, ticket):
    for at, *out in (("10:30",), ("11:00", "--out"), ("11:30",), ("12:00", "--out")):
        assert run("check-in", world.sessions[0], ticket, "--at", f"2026-11-21T{at}", *out).code == 0
    item = run("list", "attendance").json["items"][0]
    assert (item["minutes"], item["present"], len(item["events"])) == (60, True, 4)


@pytest.mark.parametrize("sex", ["女性", "女", "F", "female"])
def test_walk_in_needs_a_band_only(run, world, sex):
    ran = run("check-in", world.sessions[0], "--walk-in", "70代", "--sex", sex, "--at", DOOR)
    assert (ran.code, ran.json["status"]) == (0, "ok")
    item = run("list", "attendance").json["items"][0]
    assert item["participant"] == ran.json["participant"]
    assert (item["sex"], item["is_walk_in"]) == ("female", True)
    wrong = run("check-in", world.sessions[0], "--walk-in", "おとな", "--at", DOOR)
    assert (wrong.code, wrong.error) == (1, "bad_band")


def test_undo_keeps_the_event_and_takes_presence_back(run, world, ticket):
    event = run("check-in", world.sessions[0], ticket, "--at", DOOR, "--device", "A").json["event"]
    other = run("check-in", "undo", event, "--device", "B")
    assert (other.code, other.error) == (1, "undo_other_device")
    assert "「A」" in other.json["error"]["message"]
    nameless = run("check-in", world.sessions[1], "--walk-in", "60代", "--at", "2026-11-28T10:20").json["event"]
    assert "「」" not in run("check-in", "undo", nameless, "--device", "B").json["error"]["message"]
    ran = run("check-in", "undo", event, at=datetime(2026, 11, 21, 1, 30, tzinfo=UTC))
    assert (ran.code, ran.json["status"]) == (0, "ok")
    item = run("list", "attendance").json["items"][0]
    assert item["present"] is False
    assert item["events"] == [event, ran.json["event"]]
    twice = run("check-in", "undo", ran.json["event"])
    assert (twice.code, twice.error) == (1, "undo_of_undo")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("CODE", "--walk-in", "70-74"),
        ("CODE", "--sex", "female"),
        ("--walk-in", "70-74", "--out"),
        ("CODE", "--at", "soon"),
    ],
)
def test_exactly_one_way_to_say_who(run, world, words):
    ran = run("check-in", world.sessions[0], *words)
    assert (ran.code, ran.out) == (2, "")


def test_unknown_session_is_refused(run, world):
    ran = run("check-in", "00000000-0000-7000-8000-000000000000", "CODE")
    assert (ran.code, ran.error) == (1, "not_found")


def test_individual_number_in_a_reason_is_refused_and_never_repeated(run, world, ticket):
    ran = run("check-in", world.sessions[0], ticket, "--force", "1234 5678 9018")
    assert (ran.code, ran.error) == (1, "individual_number")
    assert "5678" not in ran.out + ran.err


def test_an_argument_that_is_no_text_is_refused_by_its_own_sentence(run, world, ticket):
    ran = run("check-in", world.sessions[0], ticket, "--at", DOOR, "--device", "\udcff")
    assert (ran.code, ran.error) == (1, "bad_text")


def test_door_speaks_japanese_without_json(run, world, ticket):
    ran = run("check-in", world.sessions[0], ticket, "--at", DOOR, as_json=False)
    assert "受け付けました" in ran.out
    early = run("check-in", world.sessions[1], ticket, as_json=False)
    assert early.code == 1
    assert "--force" in early.out


def test_present_moment_is_used_without_at(run, world, ticket):
    ran = run("check-in", world.sessions[0], ticket, at=datetime(2026, 11, 21, 1, 25, tzinfo=UTC))
    assert ran.json["first_at"] == "2026-11-21T10:25:00+09:00"


def test_who_a_walk_in_was_is_said_and_taken_back(run, world, ticket):
    guest = run("check-in", world.sessions[0], "--walk-in", "60代", "--at", DOOR).json["participant"]
    assert run("check-in", "identify", guest, "--participant", world.people[0]).json["participant"] == world.people[0]
    (item,) = run("list", "attendance").json["items"]
    assert item["participant"] == world.people[0]
    again = run("check-in", "identify", guest, "--participant", world.people[1])
    assert (again.code, again.error) == (1, "already_identified")
    assert run("check-in", "part", guest).code == 0
    (item,) = run("list", "attendance").json["items"]
    assert item["participant"] == guest
    assert (run("check-in", "part", guest).code, run("check-in", "part", guest).error) == (1, "not_identified")
    assert run("check-in", "identify", guest).code == 2


def test_a_lost_ticket_is_made_anew(run, world, ticket):
    (application,) = [item["id"] for item in run("list", "applications").json["items"]]
    new = run("apply", "renew-ticket", application).json["ticket_code"]
    old = run("check-in", world.sessions[0], ticket, "--at", DOOR)
    assert (old.code, old.json["reason"]) == (1, "revoked_code")
    assert run("check-in", world.sessions[0], new, "--at", DOOR).code == 0
