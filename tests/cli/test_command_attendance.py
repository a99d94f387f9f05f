"""`attendance` and `user`: closing a meeting, and who may sign in."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

AFTER = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
"""令和8年11月21日 13:00 in Japan, an hour after the first meeting."""


@pytest.fixture
def closed(run, world):
    """The first meeting with two accepted people, of whom one came; returns (session, came, other)."""
    session, people = world.sessions[0], world.people[:2]
    for person in people:
        assert run("apply", world.course, "--participant", person).json["status"] == "accepted"
    assert run("check-in", session, "--participant", people[0]).json["status"] == "ok"
    return session, *people


def listed(run, session):
    items = run("list", "attendance", "--where", f"class_session={session}", at=AFTER).json["items"]
    return {item["participant"]: (item["state"], item["present"], len(item["events"])) for item in items}


def test_who_has_no_record_is_absent_and_never_present(run, closed):
    session, came, other = closed
    shown = run("attendance", "show", session, at=AFTER).json
    assert (shown["state"], shown["rest"], shown["present"], shown["unknown"]) == ("planned", "absent", 1, 1)
    assert other not in listed(run, session)
    done = run("attendance", "confirm", session, at=AFTER).json
    assert (done["state"], done["present"], done["absent"], done["unknown"]) == ("held", 1, 1, 0)
    assert listed(run, session) == {came: ("present", True, 1), other: ("absent", False, 0)}
    month = run("report", "monthly", "2026-11", at=AFTER).json
    assert (month["attendances"], month["absent"], month["unknown"]) == (1, 1, 0)


def test_each_may_be_named_and_a_closed_meeting_is_reopened_with_a_reason(run, closed):
    session, came, other = closed
    assert run("attendance", "confirm", session, "--rest", "unknown", "--remark", "停電", at=AFTER).code == 0
    assert listed(run, session)[other][0] == "unknown"
    again = run("attendance", "confirm", session, "--absent", other, at=AFTER)
    assert (again.code, again.error) == (1, "session_held")
    assert run("attendance", "reopen", session, at=AFTER).code == 2
    assert run("attendance", "reopen", session, "--reason", "数え直し", at=AFTER).json["state"] == "planned"
    assert run("attendance", "confirm", session, "--absent", other, at=AFTER).json["absent"] == 1
    assert listed(run, session) == {came: ("present", True, 1), other: ("absent", False, 0)}


def test_hours_are_confirmed_in_the_same_command(run, closed, tmp_path):
    session, _came, _other = closed
    people = tmp_path / "supporters.csv"
    people.write_text("氏名,種別\n石川 まこと,ボランティア\n", encoding="utf-8")
    assert run("import", "supporters", people).json["added"] == 1
    from divide_app.bootstrap import open_services

    services = open_services(tmp_path / "place", clock=lambda: AFTER)
    from uuid import UUID

    helper = services.supporters.all(2026)[0].id
    services.supporters.assign(UUID(session), helper)
    services.close()
    (line,) = run("attendance", "show", session, at=AFTER).json["helpers"]
    assert (line["planned_minutes"], line["actual_minutes"]) == (90, None)
    bad = run("attendance", "confirm", session, "--minutes", f"{line['assignment']}=many", at=AFTER)
    assert bad.code == 2
    done = run("attendance", "confirm", session, "--minutes", f"{line['assignment']}=75", at=AFTER).json
    assert [one["actual_minutes"] for one in done["helpers"]] == [75]


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--absent", "{came}"), "has_come"), (("--unknown", "{stranger}"), "not_expected")],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(run, world, closed, words, code):
    session, came, _other = closed
    filled = [word.format(came=came, stranger=world.people[3]) for word in words]
    ran = run("attendance", "confirm", session, *filled, at=AFTER)
    assert (ran.code, ran.error) == (1, code)
    assert run("attendance", "show", session, at=AFTER).json["state"] == "planned"


def test_the_same_person_is_not_both(run, closed):
    session, _came, other = closed
    assert run("attendance", "confirm", session, "--absent", other, "--unknown", other, at=AFTER).code == 2


def test_users_are_added_listed_and_disabled(run, tmp_path, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text("ひみつの合言葉7\n", encoding="utf-8")
    first = run("user", "add", "手伝い", "--role", "volunteer", "--password-file", secret)
    assert (first.code, first.error) == (1, "first_user_not_staff")
    assert run("user", "add", "職員", "--role", "staff", "--password-file", secret).json["role"] == "staff"
    monkeypatch.setenv("DIVIDE_APP_USER_PASSWORD_FILE", str(secret))
    monkeypatch.setenv("DIVIDE_APP_SIGN_IN_PASSWORD_FILE", str(secret))
    run = partial(run, "--user", "職員")
    added = run("user", "add", "手伝い", "--role", "volunteer")
    assert added.json["name"] == "手伝い"
    assert "ひみつ" not in added.out
    assert run("user", "disable", "手伝い").json["is_disabled"] is True
    items = run("user", "list").json["items"]
    assert [(one["name"], one["role"], one["is_disabled"]) for one in items] == [
        ("手伝い", "volunteer", True),
        ("職員", "staff", False),
    ]
    assert run("user", "password", "手伝い").json["is_disabled"] is False
    assert run("user", "add", "職員", "--role", "staff").error == "user_exists"
    assert run("user", "add", "だれか", "--role", "boss").code == 2
    assert run("user", "disable", "だれか").error == "user_unknown"


def test_the_last_member_of_staff_stays_until_the_office_gives_signing_in_up(run, tmp_path, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text("ひみつの合言葉7\n", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_SIGN_IN_PASSWORD_FILE", str(secret))
    nobody, run = run, partial(run, "--user", "職員")
    assert nobody("user", "add", "職員", "--role", "staff", "--password-file", secret).code == 0
    assert run("user", "add", "手伝い", "--role", "volunteer", "--password-file", secret).code == 0
    assert run("user", "role", "職員", "--role", "volunteer").error == "last_staff"
    assert run("user", "disable", "職員", "--give-up-sign-in").error == "last_staff"
    assert run("user", "role", "手伝い", "--role", "coordinator").json["role"] == "coordinator"
    assert run("user", "disable", "手伝い").json["is_disabled"] is True
    assert run("user", "enable", "手伝い").json["is_disabled"] is False
    assert run("user", "disable", "手伝い").json["is_disabled"] is True
    assert run("user", "disable", "職員").error == "last_staff"
    given_up = run("user", "disable", "職員", "--give-up-sign-in")
    assert (given_up.code, given_up.json["is_disabled"]) == (0, True)
    helper, staff = nobody("user", "list").json["items"]
    assert (helper["signed_in_at"], bool(staff["signed_in_at"])) == (None, True)
    weak = tmp_path / "weak.txt"
    weak.write_text("12345678", encoding="utf-8")
    assert nobody("user", "add", "職員二", "--role", "staff", "--password-file", weak).error == "password_easy"


def test_a_password_comes_from_a_pipe_but_never_as_an_argument(run, monkeypatch, tmp_path):
    import io

    secret = tmp_path / "secret.txt"
    secret.write_text("piped-secret\n", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_SIGN_IN_PASSWORD_FILE", str(secret))
    monkeypatch.setattr("sys.stdin", io.StringIO("piped-secret\n"))
    assert run("user", "add", "職員", "--role", "staff").code == 0
    run = partial(run, "--user", "職員")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run("user", "add", "職員二", "--role", "staff").error == "password_missing"
    missing = run("user", "add", "職員二", "--role", "staff", "--password-file", tmp_path / "none")
    assert (missing.code, missing.error) == (3, "password_file_missing")
    assert run("user", "add", "職員二", "--role", "staff", "--password", "x").code == 2
