"""`visit`: a request by telephone becomes a course, or is declined, with its reply."""

from __future__ import annotations

import pytest

WISHES = ("--wish", "2026-12-05T10:00/12:00", "--wish", "R8.12.12 10:00/R8.12.12 12:00")


@pytest.fixture
def request_id(run, world):
    del world
    words = ("--people", "15", "--place", "青葉集会所", "--contact", "見本 太郎", "--topic", "LINEの使い方")
    made = run("visit", "add", "青葉自治会", *WISHES, *words)
    assert made.code == 0
    assert made.json["state"] == "received"
    assert [one["starts_at"] for one in made.json["wishes"]] == [
        "2026-12-05T10:00:00+09:00",
        "2026-12-12T10:00:00+09:00",
    ]
    return made.json["id"]


def test_a_request_becomes_a_course(run, request_id, tmp_path):
    shown = run("visit", "show", request_id).json
    assert [one["is_free"] for one in shown["checks"]] == [True, True]
    done = run("visit", "accept", request_id, "--wish", "2")
    assert done.code == 0
    assert done.json["state"] == "accepted"
    sessions = run("list", "class-sessions", "--where", f"course={done.json['course']}").json["items"]
    assert [one["starts_at"] for one in sessions] == ["2026-12-12T10:00:00+09:00"]
    printed = run("print", "visit-reply", request_id, "--out", str(tmp_path / "reply.pdf"))
    assert printed.json["pages"] == 1
    assert run("visit", "list").json["items"][0]["replied_at"] is not None
    again = run("visit", "accept", request_id, "--wish", "1")
    assert (again.code, again.json["error"]["code"]) == (1, "request_decided")


def test_a_request_is_shown_with_who_asks_for_how_many_and_what_came_of_it(run, request_id):
    before = run("visit", "show", request_id, as_json=False).out
    assert ("青葉集会所 15人" in before, "見本 太郎" in before) == (True, True)
    assert run("visit", "accept", request_id, "--wish", "1", "--at", "2026-12-20T10:00/12:00").code == 2
    course = run("visit", "accept", request_id, "--wish", "2").json["course"]
    assert f"第2希望で行います。講座のid: {course}" in run("visit", "show", request_id, as_json=False).out


def test_a_request_is_declined_with_a_reason(run, request_id):
    declined = run("visit", "decline", request_id, "--reason", "支援員が足りません").json
    assert (declined["state"], declined["answer"]) == ("declined", "支援員が足りません")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("visit", "accept", "{id}"), "wish_missing"),
        (("visit", "accept", "{id}", "--wish", "3"), "no_such_wish"),
        (("visit", "add", "見本の会", "--people", "0", *WISHES), "bad_people"),
    ],
)
def test_what_makes_no_sense_is_refused(run, request_id, words, code):
    ran = run(*(word.format(id=request_id) for word in words))
    assert (ran.code, ran.json["error"]["code"]) == (1, code)


def test_a_wish_needs_both_ends(run, world):
    del world
    assert run("visit", "add", "見本の会", "--people", "5", "--wish", "2026-12-05T10:00").code == 2


def test_a_wish_that_is_over_is_kept_and_pointed_out(run):
    wishes = ("--wish", "2025-12-05T10:00/12:00", "--wish", "2026-12-05T10:00/12:00")
    made = run("visit", "add", "青葉自治会", *wishes, "--people", "15")
    assert made.code == 0
    (warning,) = made.json["warnings"]
    assert "第1希望の 令和7年12月5日" in warning
    assert "もう過ぎています" in warning
    assert run("visit", "add", "若葉自治会", *wishes[2:], "--people", "15").json["warnings"] == []
    said = run("visit", "add", "桜自治会", *wishes, "--people", "15", as_json=False).out
    assert "もう過ぎています" in said
