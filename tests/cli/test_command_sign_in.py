"""Where the office has users the command line asks who it is, as the window does: every command, every way to fail."""

from __future__ import annotations

import argparse
import json
import os
import platform
import pwd
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from divide_app.bootstrap import open_services
from divide_app.cli.parser import make_parser
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role
from divide_app.services.office import users as users_module
from tests.cli.conftest import NOW, PLAN, Ran, Run, World

STAFF_WORD, PLANNER_WORD, HELPER_WORD = "staff-secret-1", "planner-secret-2", "helper-secret-3"
WORDS = {"職員": STAFF_WORD, "計画係": PLANNER_WORD, "手伝い": HELPER_WORD}
ANYBODY = {"gui", "self-check", "demo create", "demo prints"}
"""They open no place that has users (`demo create` refuses a place with data), or ask by themselves."""
VARIABLES = (
    "DIVIDE_APP_SIGN_IN_PASSWORD_FILE",
    "DIVIDE_APP_TOKEN_FILE",
    "DIVIDE_APP_PASSWORD_FILE",
    "DIVIDE_APP_NEW_PASSWORD_FILE",
    "DIVIDE_APP_USER_PASSWORD_FILE",
)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a password's hash is worth is shown elsewhere; it would cost a minute for all commands."""
    monkeypatch.setattr(users_module, "_fits", _fits)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def _fits(user: users_module.User | None, password: str) -> bool:
    return user is not None and not user.is_disabled and user.password_hash == password


@pytest.fixture
def staffed(world: World, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The usual place with a user of each role, and the file of a plan."""
    (tmp_path / "plan.json").write_text(json.dumps(PLAN | {"title": "もう一つ"}, ensure_ascii=False), encoding="utf-8")
    services = open_services(place, clock=lambda: NOW)
    monkeypatch.setattr(users_module, "hash_password", lambda password, *_words: password)
    for (name, word), role in zip(WORDS.items(), Role, strict=True):
        services.users.add(name, role, word)
        services.users.sign_in("職員", STAFF_WORD)
    services.close()
    return world


class Caller:
    """Runs commands as somebody."""

    def __init__(self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._run, self._folder, self._monkeypatch = run, folder, monkeypatch

    def nobody(self, *words: object, **named: Any) -> Ran:
        with self._monkeypatch.context() as patch:
            for name in VARIABLES[:2]:
                patch.delenv(name, raising=False)
            return self._run(*words, **named)

    def user(self, name: str, *words: object, password: str = "", **named: Any) -> Ran:
        with self._monkeypatch.context() as patch:
            patch.setenv("DIVIDE_APP_SIGN_IN_PASSWORD_FILE", str(self.file(password or WORDS[name])))
            return self._run("--user", name, *words, **named)

    def token(self, secret: str, *words: object, **named: Any) -> Ran:
        with self._monkeypatch.context() as patch:
            patch.setenv("DIVIDE_APP_TOKEN_FILE", str(self.file(secret)))
            return self._run(*words, **named)

    def file(self, text: str) -> Path:
        path = self._folder / f"{abs(hash(text))}.txt"
        path.write_text(text + "\n", encoding="utf-8")
        return path


@pytest.fixture
def caller(run: Run, staffed: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    return Caller(run, tmp_path, monkeypatch)


Parsed = tuple[str, argparse.ArgumentParser]


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[Parsed]:
    """Yield every command of the grammar with its own parser, also one added tomorrow."""
    inner = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    for action in inner:
        for word, child in action.choices.items():
            yield from commands(child, (*words, word))
    if words and not any(action.required for action in inner):
        yield " ".join(words), parser


BY_HAND = {
    "check-in": ["{session}", "K-0000"],
    "print": ["flyer", "{course}", "--out", "{folder}/flyer.pdf"],
    "visit add": ["老人会", "--people", "5", "--wish", "2026-12-05T10:00/2026-12-05T12:00"],
    "course plan": ["{folder}/plan.json"],
    "paper picture": ["{course}", "--out", "{folder}/row.jpg"],
}
"""What no declaration of an argument says: one of two is wanted, or an ending."""

EVERY = dict(commands(make_parser()))
SIGNED_IN = sorted(set(EVERY) - ANYBODY)


def given(parser: argparse.ArgumentParser, world: World, folder: Path) -> list[str]:
    """Return arguments for all that a command requires; who may not must hear so whatever they are."""
    name = parser.prog.split(" ", 1)[1]
    if name in BY_HAND:
        return [word.format(session=world.sessions[0], course=world.course, folder=folder) for word in BY_HAND[name]]
    words: list[str] = []
    groups = [group._group_actions[0] for group in parser._mutually_exclusive_groups if group.required]
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        is_wanted = action.required or action in groups
        if not is_wanted or (not action.option_strings and action.nargs in {"?", "*"}):
            continue
        value = [] if action.nargs == 0 else [_value(action, world, folder)]
        words += [*action.option_strings[-1:], *value]
    return words


def _value(action: argparse.Action, world: World, folder: Path) -> str:
    if action.choices:
        return str(next(iter(action.choices)))
    kind = getattr(action.type, "__name__", "")
    if kind in {"a_path", "a_file"}:
        name = folder / "given.json"
        name.write_text("{}", encoding="utf-8")
        return str(name)
    told = {
        "an_id": world.course,
        "a_day": "2026-11-21",
        "a_moment": "2026-11-21T10:00",
        "a_month": "2026-11",
        "a_fiscal_year": "2026",
        "a_count": "1",
        "a_pair": "title=x",
        "a_sex": "F",
    }
    if kind in told:
        return told[kind]
    if action.dest == "to":
        return str(folder / "elsewhere")
    if action.dest == "role":
        return "staff"
    for value in ("phone", "70代", world.course):
        try:
            if action.type is None or (callable(action.type) and action.type(value)):
                return value
        except (argparse.ArgumentTypeError, ValueError, DomainError):
            continue
    return world.course


def test_the_grammar_is_walked_whole() -> None:
    assert {"check-in", "check-in undo", "apply cancel", "db move", "user add", "list", "print"} <= set(EVERY)
    assert len(SIGNED_IN) > 60
    assert set(EVERY) >= ANYBODY


@pytest.mark.parametrize("name", SIGNED_IN)
def test_every_command_asks_who_it_is(name: str, caller: Caller, staffed: World, tmp_path: Path) -> None:
    words = [*name.split(" "), *given(EVERY[name], staffed, tmp_path)]
    for ran, code in (
        (caller.nobody(*words), "sign_in_needed"),
        (caller.user("職員", *words, password="falsch-falsch"), "bad_sign_in"),
        (caller.user("だれか", *words, password=STAFF_WORD), "bad_sign_in"),
        (caller.token("kakehashi-falsch", *words), "bad_token"),
    ):
        assert (ran.code, ran.error) == (3, code), (name, ran)
        assert ran.json["error"]["message"]
        assert not ran.err


VOLUNTEERS = {"check-in", "check-in undo"}
"""What a volunteer gets past, besides `list class-sessions`, which shows today's."""
STAFF_ONLY = {
    "backup create",
    "backup restore",
    "db decrypt",
    "db encrypt",
    "db encrypt-copies",
    "db move",
    "db password",
    "db recover",
    "db recovery-key",
    "db rekey",
    "db upgrade",
    "demo journey",
    "person merge",
    "person merges",
    "person unmerge",
    "privacy forget",
    "privacy purge",
    "privacy show",
    "user add",
    "user disable",
    "user enable",
    "user password",
    "user role",
    "user tie",
    "user token",
    "user withdraw",
}
"""A command that is not here is not refused to coordinators as a whole; a kind of it may be."""


@pytest.fixture
def new_words(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """New passwords for the commands that ask for one."""
    file = str(caller.file("brand-new-words-77"))
    for name in ("DIVIDE_APP_USER_PASSWORD_FILE", "DIVIDE_APP_NEW_PASSWORD_FILE", "DIVIDE_APP_PACKAGE_PASSWORD_FILE"):
        monkeypatch.setenv(name, file)


@pytest.mark.usefixtures("new_words")
@pytest.mark.parametrize("name", ["職員", "計画係", "手伝い"])
def test_every_command_does_what_the_role_may_and_refuses_the_rest_plainly(
    name: str, caller: Caller, staffed: World, tmp_path: Path
) -> None:
    refused = set()
    for command in SIGNED_IN:
        ran = caller.user(name, *command.split(" "), *given(EVERY[command], staffed, tmp_path))
        assert ran.code in {0, 1, 2, 3}, (command, ran)
        error = "" if ran.code in {0, 2} or "error" not in ran.json else ran.error
        assert error not in {"sign_in_needed", "bad_sign_in", "signed_out"}, command
        if error == "not_allowed":
            assert ran.code == 1
            assert "いまの役割では" in ran.json["error"]["message"]
            refused.add(command)
    if name == "職員":
        assert refused == set()
    elif name == "計画係":
        assert refused == STAFF_ONLY
    else:
        assert set(SIGNED_IN) - refused == VOLUNTEERS


def test_a_volunteer_lists_today_s_meetings_and_nobody_s_names(caller: Caller, staffed: World, tmp_path: Path) -> None:
    everything = caller.user("職員", "list", "class-sessions").json["items"]
    seen = caller.user("手伝い", "list", "class-sessions").json["items"]
    assert [one["id"] for one in seen] == [staffed.sessions[0]]
    assert {one["id"] for one in everything} == set(staffed.sessions)
    for kind in ("participants", "applications", "supporters", "assignments", "attendance", "courses", "targets"):
        ran = caller.user("手伝い", "list", kind)
        assert (ran.code, ran.error) == (1, "not_allowed"), kind
    ran = caller.user("手伝い", "check-in", staffed.sessions[1], "K-0000")
    assert (ran.code, ran.error) == (1, "meeting_out_of_sight")
    assert caller.user("手伝い", "export", "attendance", "--out", tmp_path / "a.csv").error == "not_allowed"
    assert not (tmp_path / "a.csv").exists()


def _acts(caller: Caller) -> list[tuple[str, str]]:
    items = caller.user("職員", "audit", "list").json["items"]
    return [(one["actor"], one["act"]) for one in items]


def test_the_record_names_who_signed_in_and_nobody_can_say_another_name(
    caller: Caller, staffed: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("USER", "USERNAME", "LOGNAME", "DIVIDE_APP_ACTOR", "DIVIDE_APP_USER"):
        monkeypatch.setenv(name, "市長")
    assert caller.user("計画係", "apply", staffed.course, "--participant", staffed.people[0]).code == 0
    assert ("計画係", "application.take") in _acts(caller)
    for option in ("--actor", "--as"):
        assert caller.user("計画係", "list", "courses", option, "市長").code == 2
    newest = next(one for one in caller.user("職員", "audit", "list").json["items"] if one["act"] == "application.take")
    where = {key: newest["detail"][key] for key in ("system_user", "pc")}
    assert where == {"system_user": pwd.getpwuid(os.getuid()).pw_name, "pc": platform.node()}
    assert "市長" not in {actor for actor, _act in _acts(caller)}


def test_a_token_lets_a_machine_in_until_it_is_withdrawn(caller: Caller, staffed: World, tmp_path: Path) -> None:
    out = tmp_path / "night.token"
    made = caller.user("職員", "user", "token", "夜間の写し", "--role", "coordinator", "--out", out)
    assert (made.code, made.json["role"], "token" in made.json) == (0, "coordinator", False)
    secret = out.read_text(encoding="utf-8").strip()
    assert secret.startswith("kakehashi-")
    assert secret not in made.out + made.err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert caller.token(secret, "list", "courses").code == 0
    assert caller.token(secret, "db", "info").code == 0
    refused = caller.token(secret, "user", "add", "x", "--role", "staff")
    assert (refused.code, refused.error) == (1, "not_allowed")
    assert caller.token(secret, "apply", staffed.course, "--participant", staffed.people[0]).code == 0
    assert ("夜間の写し", "application.take") in _acts(caller)
    (listed,) = caller.user("職員", "user", "tokens").json["items"]
    assert (listed["name"], listed["is_withdrawn"], listed["until"]) == ("夜間の写し", False, None)
    assert listed["used_at"]
    assert caller.user("職員", "user", "withdraw", "夜間の写し").code == 0
    gone = caller.token(secret, "list", "courses")
    assert (gone.code, gone.error) == (3, "token_withdrawn")
    again = caller.user("職員", "user", "token", "夜間の写し", "--role", "staff")
    assert (again.code, again.error) == (1, "token_exists")
    assert caller.user("職員", "user", "withdraw", "ない").error == "token_unknown"


def test_a_token_ends_with_its_last_day(caller: Caller, staffed: World) -> None:
    made = caller.user("職員", "user", "token", "一日", "--role", "volunteer", "--until", "2026-11-21")
    secret = made.json["token"]
    seen = caller.token(secret, "list", "class-sessions").json["items"]
    assert [one["id"] for one in seen] == [staffed.sessions[0]]
    late = caller.token(secret, "list", "class-sessions", at=NOW + timedelta(days=1))
    assert (late.code, late.error) == (3, "token_over")
    past = caller.user("職員", "user", "token", "昨日", "--role", "staff", "--until", "2026-11-20")
    assert (past.code, past.error) == (1, "token_day_past")


def test_a_token_is_nowhere_but_where_it_was_shown(caller: Caller, tmp_path: Path, place: Path) -> None:
    secret = caller.user("職員", "user", "token", "夜間", "--role", "staff").json["token"]
    assert caller.token(secret, "list", "courses").code == 0
    assert caller.user("職員", "user", "tokens", as_json=False).code == 0
    given_file = caller.file(secret)
    kept = [one for one in tmp_path.rglob("*") if one.is_file() and one != given_file]
    assert any(one.name.endswith(".sqlite") for one in kept)
    assert [one for one in kept if secret.encode() in one.read_bytes()] == []


def test_a_token_takes_no_user_s_name_and_needs_an_office_with_users(
    caller: Caller, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert caller.user("職員", "user", "token", "手伝い", "--role", "staff").error == "user_exists"
    assert run("demo", "create", data=tmp_path / "free").code == 0
    ran = run("user", "token", "夜間", "--role", "staff", data=tmp_path / "free")
    assert (ran.code, ran.error) == (1, "no_users")


def test_without_users_everything_is_as_it_was_and_a_name_is_said_to_be_of_no_use(
    caller: Caller, run: Run, tmp_path: Path
) -> None:
    free = tmp_path / "free"
    assert run("demo", "create", data=free).code == 0
    assert run("list", "participants", data=free).code == 0
    ran = run("--user", "職員", "list", "participants", data=free)
    assert (ran.code, ran.error) == (1, "no_users")
    assert caller.token("kakehashi-anything", "list", "participants", data=free).code == 0


def test_nobody_is_asked_where_nobody_sits(caller: Caller, run: Run) -> None:
    ran = run("--user", "職員", "list", "courses")
    assert (ran.code, ran.error, ran.err) == (3, "sign_in_password_needed", "")
    assert "DIVIDE_APP_SIGN_IN_PASSWORD_FILE" in ran.json["error"]["message"]


def test_at_a_terminal_the_password_is_asked_for_three_times_at_most(
    run: Run, staffed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["falsch-1", "falsch-2", STAFF_WORD])
    monkeypatch.setattr("divide_app.foundation.streams.is_terminal", lambda _stream: True)
    monkeypatch.setattr("getpass.getpass", lambda prompt="": next(typed))
    ran = run("--user", "職員", "list", "courses")
    assert ran.code == 0
    assert ran.err.count("名前かパスワードが違います") == 2
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "falsch")
    assert run("--user", "職員", "list", "courses").error == "bad_sign_in"
    assert run("--user", "職員", "list", "courses").error == "sign_in_wait"


@pytest.mark.parametrize("variable", ["DIVIDE_APP_SIGN_IN_PASSWORD_FILE", "DIVIDE_APP_TOKEN_FILE"])
def test_a_variable_that_names_nothing_is_an_error_and_never_no_password(
    variable: str, run: Run, staffed: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ["--user", "職員"] if "SIGN_IN" in variable else []
    (tmp_path / "empty.txt").write_bytes(b"")
    for value, code in (
        ("", "password_empty"),
        (str(tmp_path / "empty.txt"), "password_empty"),
        (str(tmp_path / "none.txt"), "password_file_missing"),
    ):
        monkeypatch.setenv(variable, value)
        ran = run(*who, "list", "courses")
        assert (ran.code, ran.error) == (3, code)


def test_a_restore_and_a_check_of_a_backup_ask_too_and_a_broken_place_may_be_restored(
    caller: Caller, staffed: World, place: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "copy.sqlite"
    assert caller.user("職員", "backup", "create", "--out", backup).code == 0
    for words in (("backup", "verify", backup), ("backup", "restore", backup)):
        assert caller.nobody(*words).error == "sign_in_needed"
        assert caller.user("手伝い", *words).error == "not_allowed"
    assert caller.user("計画係", "backup", "verify", backup).code == 0
    assert caller.user("計画係", "backup", "restore", backup).error == "not_allowed"
    assert caller.user("職員", "backup", "restore", backup).code == 0
    (place / "kakehashi.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 4080)
    assert caller.nobody("backup", "restore", backup).code == 0
    assert caller.nobody("list", "courses").error == "sign_in_needed"  # the users are back, too


def test_in_an_encrypted_place_a_user_s_password_and_a_token_open_it_too(
    caller: Caller, staffed: World, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIVIDE_APP_NEW_PASSWORD_FILE", str(caller.file("brand-new-words-77")))
    made = caller.user("職員", "db", "encrypt")
    key = made.json["recovery_key"]
    assert caller.user("職員", "list", "courses").error == "bad_password"  # no slot before the first sign-in
    with monkeypatch.context() as with_password:
        with_password.setenv("DIVIDE_APP_PASSWORD_FILE", str(caller.file("brand-new-words-77")))
        assert caller.user("職員", "list", "courses").code == 0
        secret = caller.user("職員", "user", "token", "夜間", "--role", "staff").json["token"]
        assert caller.nobody("list", "courses").error == "sign_in_needed"
    assert caller.user("職員", "list", "courses").code == 0
    assert caller.token(secret, "list", "courses").code == 0
    assert caller.nobody("list", "courses").error == "password_needed"
    assert caller.user("職員", "user", "withdraw", "夜間").code == 0
    assert caller.token(secret, "list", "courses").error == "bad_password"
    # Everybody forgot: the recovery key from the safe lets in as staff, and the record says so.
    monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(caller.file(key)))
    monkeypatch.setenv("DIVIDE_APP_USER_PASSWORD_FILE", str(caller.file("another-secret-9")))
    assert caller.nobody("user", "password", "職員").code == 0
    acts = {(one["actor"], one["act"]) for one in caller.nobody("audit", "list").json["items"]}
    assert {("回復キー", "user.sign_in_by_recovery_key"), ("回復キー", "user.set_password")} <= acts


def test_what_needs_no_data_needs_no_sign_in(caller: Caller, staffed: World, tmp_path: Path) -> None:
    assert caller.nobody("self-check", "--only", "calendar_file").code == 0
    assert caller.nobody("--version", as_json=False).code == 0
    assert caller.nobody("list", "--help", as_json=False).code == 0
    assert caller.nobody("demo", "create", data=tmp_path / "new").code == 0
    refused = caller.nobody("demo", "create")
    assert refused.code != 0
    assert "青葉" not in refused.out


def test_with_no_input_at_all_a_command_ends_with_a_sentence(staffed: World, place: Path) -> None:
    words = [sys.executable, "-m", "divide_app", "--data", str(place), "--user", "職員", "list", "courses", "--json"]
    ran = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 3
    assert json.loads(ran.stdout)["error"]["code"] == "sign_in_password_needed"
