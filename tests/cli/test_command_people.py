"""`person` and `privacy`: one person once, all that is held of them, and who is forgotten."""

from __future__ import annotations

import json

import pytest


def test_look_alikes_are_listed_joined_and_parted(city):
    pair = city("person", "look-alikes").json["items"][0]
    keep, other = pair["one"]["id"], pair["other"]["id"]
    assert pair["may_merge"]
    assert "same_kana" in pair["reasons"]
    assert other in {one["id"] for one in city("person", "look-alikes", "--id", keep).json["items"]}
    tried = city("person", "merge", keep, other, "--dry-run")
    assert (tried.code, tried.json["merge"]) == (0, None)
    people = {one["id"] for one in city("list", "participants").json["items"]}
    done = city("person", "merge", keep, other)
    assert done.code == 0, done.out
    assert {one["id"] for one in city("list", "participants").json["items"]} == people - {other}
    assert city("person", "merges").json["items"][0]["id"] == done.json["merge"]
    assert city("db", "check").code == 0
    parted = city("person", "unmerge", done.json["merge"])
    assert (parted.code, parted.json["kept"], parted.json["gone"]) == (0, keep, other)
    assert {one["id"] for one in city("list", "participants").json["items"]} == people
    assert city("person", "unmerge", done.json["merge"]).error == "already_unmerged"
    assert city("person", "not-same", keep, other).code == 0
    assert other not in {one["id"] for one in city("person", "look-alikes", "--id", keep).json["items"]}


def test_other_birth_years_need_a_reason(run, world):
    one, other = world.people[:2]
    refused = run("person", "merge", one, other)
    assert (refused.code, refused.error) == (1, "birth_years_differ")
    assert run("person", "merge", one, other, "--dry-run").json["needs_reason"]
    assert run("person", "merge", one, other, "--force", "本人に確かめた").code == 0
    assert run("person", "merge", one, other).error == "person_merged"


def test_what_is_held_is_written_as_paper_and_as_data(run, world, tmp_path):
    run("apply", world.course, "--participant", world.people[0])
    shown = run("privacy", "show", world.people[0], "--out", tmp_path / "held.pdf")
    assert shown.code == 0, shown.out
    pdf, plain = (tmp_path / name for name in ("held.pdf", "held.json"))
    assert shown.json["files"] == [str(pdf), str(plain)]
    assert pdf.read_bytes().startswith(b"%PDF")
    assert json.loads(plain.read_text(encoding="utf-8")) == shown.json["held"]
    assert shown.json["held"]["applications"][0]["purpose_version"] == 1


def test_somebody_expected_is_held_back_and_forgotten_with_the_cancellation(run, world):
    person = world.people[0]
    run("apply", world.course, "--participant", person)
    refused = run("privacy", "forget", person)
    assert (refused.code, refused.error) == (1, "person_still_expected")
    done = run("privacy", "forget", person, "--cancel")
    assert (done.code, done.json["people"], done.json["statistics_unchanged"]) == (0, 1, True)
    assert len(done.json["cancelled"]) == 1
    assert person not in {one["id"] for one in run("list", "participants").json["items"]}
    assert run("privacy", "show", person).error == "person_forgotten"
    assert run("db", "check").code == 0


def test_purge_counts_first_and_then_forgets_without_changing_a_figure(city):
    report = city("report", "monthly", "2026-06").json
    tried = city("privacy", "purge", "--before", "2026-10-01", "--dry-run")
    assert (tried.code, tried.json["statistics_unchanged"]) == (0, True)
    assert tried.json["people"] > 0
    done = city("privacy", "purge", "--before", "R8.10.1")
    assert (done.json["people"], done.json["statistics_unchanged"]) == (tried.json["people"], True)
    assert city("privacy", "purge", "--before", "2026-10-01").json["people"] == 0
    assert city("report", "monthly", "2026-06").json == report
    assert city("db", "check").code == 0
    assert city("privacy", "purge", "--before", "2027-10-01").error == "purge_in_future"


@pytest.mark.parametrize("text", ["講座の連絡だけに使います。"])
def test_the_purpose_is_shown_and_changed_in_versions(city, text):
    assert city("privacy", "purpose").json["version"] == 1
    assert city("privacy", "purpose", "--set", text).json == {"version": 2, "text": text}
    assert city("privacy", "purpose").json == {"version": 2, "text": text}
