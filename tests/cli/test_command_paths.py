"""Every path of every command may be relative, and none of them may be used to write over what is somebody's."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from divide_app.cli.arguments import a_file, a_path
from divide_app.cli.parser import make_parser
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services.files.imports import Imports
from divide_app.services.office.encryption import Encryption
from divide_app.services.people.privacy import Privacy
from divide_app.services.scans.decisions import ScanDecisions

DATABASE = "kakehashi.sqlite"

READ = {
    ("backup restore", "file"),
    ("backup verify", "file"),
    ("course plan", "file"),
    ("import", "file"),
    ("package merge", "file"),
    ("package put-away", "file"),
    ("paper survey-words", "set"),
    ("scan", "file"),
    ("user add", "password_file"),
    ("user password", "password_file"),
}
WRITTEN = {
    ("backup create", "out"): "b.kbk",
    ("db encrypt", "paper"): "encrypt.pdf",
    ("db recovery-key", "paper"): "key.pdf",
    ("db rekey", "paper"): "rekey.pdf",
    ("demo journey", "out"): "journey",
    ("demo prints", "out"): "prints",
    ("export", "out"): "a.csv",
    ("figures", "out"): "figures.xlsx",
    ("import", "rejected"): "rejected.csv",
    ("package create", "out"): "p.kakehashi",
    ("package return", "out"): "r.kakehashi",
    ("paper picture", "out"): "row.jpg",
    ("print", "out"): "a.pdf",
    ("privacy purge", "out"): "purged.pdf",
    ("privacy show", "out"): "held.pdf",
    ("reach export", "out"): "calls.csv",
    ("report monthly", "out"): "month.xlsx",
    ("user token", "out"): "night.token",
}
FIGURES: list[object] = ["figures", "--rows", "hall", "--measure", "people"]
FIGURES += ["--from", "2026-11-01", "--to", "2026-11-30", "--out"]
KEYS = {("db encrypt", "paper"), ("db rekey", "paper"), ("db recovery-key", "paper")}
FOLDERS = {("demo journey", "out"), ("demo prints", "out")}


def paths_of(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, str, Any]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, inner in action.choices.items():
                yield from paths_of(inner, (*words, word))
        elif action.type in {a_file, a_path} or action.dest in {"out", "file", "paper", "rejected", "password_file"}:
            yield " ".join(words), action.dest, action.type


def test_every_argument_that_names_a_file_is_read_in_one_way_and_tried_here():
    found = {(command, name): reader for command, name, reader in paths_of(make_parser())}
    found = {key: reader for key, reader in found.items() if key != ("check-in", "out")}  # leaving, not a file
    found = {key: reader for key, reader in found.items() if key != ("paper undo", "file")}  # an id
    assert set(found) == READ | set(WRITTEN)
    assert {key for key, reader in found.items() if reader is a_path} == FOLDERS
    assert {reader for key, reader in found.items() if key not in FOLDERS} == {a_file}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "作業 場所"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def secret(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (here / "password.txt").write_text("ひらけごま 青い扉\n", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PACKAGE_PASSWORD_FILE", "password.txt")
    return here / "password.txt"


@pytest.fixture
def arguments(run, world, here, secret, monkeypatch, plan_file) -> dict[tuple[str, str], list[object]]:
    """Words of every command with a path, up to where the path stands; the files to read lie in the folder."""
    shutil.copy(plan_file(title="別の講座", room="第2研修室"), here / "plan.json")
    (here / "list.csv").write_text("氏名\n見本 花子\n\n", encoding="utf-8")
    (here / "bad.csv").write_text("氏名,生年月日\n見本 花子,ある日\n", encoding="utf-8")
    words = {"intro": "ご意見を", "questions": run("paper", "survey-words").json["questions"]}
    import json

    (here / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    assert run("apply", world.course, "--participant", world.people[3]).code == 0
    assert run("backup", "create", "--out", "read.sqlite").code == 0
    assert run("package", "create", world.sessions[0], "--out", "in.kakehashi").code == 0
    assert run("print", "attendance-sheet", world.sessions[0], "--out", "scan.pdf").code == 0
    (here / "user.txt").write_text("かなり長いパスワード2026\n", encoding="utf-8")
    monkeypatch.setattr(ScanDecisions, "picture", lambda _self, _item: b"\xff\xd8\xff\xe0")
    return {
        ("backup verify", "file"): ["backup", "verify", "read.sqlite"],
        ("course plan", "file"): ["course", "plan", "plan.json"],
        ("import", "file"): ["import", "participants", "list.csv"],
        ("package merge", "file"): ["package", "merge", "in.kakehashi"],
        ("package put-away", "file"): ["package", "put-away", "in.kakehashi"],
        ("paper survey-words", "set"): ["paper", "survey-words", "--set", "words.json"],
        ("scan", "file"): ["scan", "scan.pdf"],
        ("user add", "password_file"): ["user", "add", "係", "--role", "staff", "--password-file", "user.txt"],
        ("user password", "password_file"): ["user", "password", "係", "--password-file", "user.txt"],
        ("user token", "out"): ["user", "token", "夜間", "--role", "staff", "--out"],
        ("backup create", "out"): ["backup", "create", "--out"],
        ("export", "out"): ["export", "participants", "--out"],
        ("import", "rejected"): ["import", "participants", "bad.csv", "--rejected"],
        ("package create", "out"): ["package", "create", world.sessions[1], "--out"],
        ("paper picture", "out"): ["paper", "picture", world.course, "--out"],
        ("print", "out"): ["print", "flyer", world.course, "--out"],
        ("privacy purge", "out"): ["privacy", "purge", "--out"],
        ("privacy show", "out"): ["privacy", "show", world.people[0], "--out"],
        ("figures", "out"): [
            *["figures", "--rows", "hall", "--measure", "people", "--from", "2026-11-01", "--to", "2026-11-30", "--out"]
        ],
        ("reach export", "out"): ["reach", "export", "--as", "call", "--remind", "2026-11-21", "--out"],
        ("report monthly", "out"): ["report", "monthly", "2026-11", "--out"],
        ("backup restore", "file"): ["backup", "restore", "read.sqlite"],  # last: it takes back what was done before
    }


def test_every_command_takes_paths_from_where_it_is_run(run, here, arguments, monkeypatch):
    monkeypatch.setenv("DIVIDE_APP_SIGN_IN_PASSWORD_FILE", "user.txt")
    who: list[str] = []
    apart = {("package return", "out"), *KEYS, *FOLDERS}  # each in a test of its own, below
    assert set(arguments) == (READ | set(WRITTEN)) - apart
    for key, words in arguments.items():
        written = WRITTEN.get(key)
        ran = run(*who, *words, *([f"./{written}"] if written else []))
        assert ran.code == 0, (key, ran.out, ran.err)
        if key[0] == "user add":
            who = ["--user", "係"]  # from now on the place has a user
        if written:
            assert (here / written).is_file(), key
    assert not list(here.glob("**/*.part"))


def test_a_command_whose_file_cannot_be_written_has_done_nothing(run, here, place, arguments):
    """An import, a purge or a disclosure that stands in the audit trail without its file cannot be repeated."""
    before = run("audit", "verify").json["head"]
    for key in set(WRITTEN) & set(arguments):
        targets = {
            f"nowhere/{WRITTEN[key]}": "no_folder",
            here: "is_folder",
            place / DATABASE: None,
            "a.kakehashi" if key[0] != "package create" else "a.ics": "wrong_extension",
        }
        for target, code in targets.items():
            refused = run(*arguments[key], target)
            assert refused.code in {1, 2, 3}, (key, target)  # 2: a name without an ending says no format
            assert code is None or refused.code == 2 or refused.error == code, (key, target)
            assert run("audit", "verify").json["head"] == before, (key, target)


def test_what_an_import_or_a_purge_did_is_told_when_its_file_fails_after_all(run, here, arguments, monkeypatch):
    def full(*_arguments: object, **_named: object) -> None:
        raise EnvironmentProblem("disk_full", path="a.csv")

    monkeypatch.setattr(Imports, "save_rejected", full)
    monkeypatch.setattr(Privacy, "save_record", full)
    imported = run(*arguments["import", "rejected"], "a.csv")
    assert (imported.code, imported.error, imported.json["read"]) == (3, "disk_full", 1)
    purged = run("privacy", "purge", "--before", "2026-01-01", "--out", "a.pdf")
    assert (purged.code, purged.error) == (3, "disk_full")
    assert "people" in purged.json


def test_a_package_is_returned_and_the_samples_are_printed_from_where_the_command_is_run(run, here, arguments):
    assert run("package", "return", "--out", "r.kakehashi", data="in.kakehashi").code == 0
    assert (here / "r.kakehashi").is_file()
    assert run("package", "return", "--out", "in.kakehashi", data="in.kakehashi").error == "place_file"
    assert run("db", "upgrade", data="new/place").code == 0
    assert (here / "new" / "place" / DATABASE).is_file()
    printed = run("demo", "prints", "--out", "prints", data="nothing/here")
    assert printed.code == 0, printed.out
    assert len(list((here / "prints").glob("*.pdf"))) > 10
    assert all(Path(file).is_absolute() for file in printed.json["files"])


def test_a_recovery_key_goes_onto_paper_or_nothing_is_changed(run, world, here, secret, place, monkeypatch):
    """The paper is the only one that holds the key: a paper that cannot be written is told before the act."""
    monkeypatch.setenv("DIVIDE_APP_NEW_PASSWORD_FILE", "password.txt")
    for command, name in sorted(KEYS):
        words = [*command.split(), f"--{name}"]
        before = run("audit", "verify").json["head"]
        for target, code in (
            (place / f"{DATABASE}.pdf", "place_file"),
            ("key.txt", "wrong_extension"),
            ("nowhere/key.pdf", "no_folder"),
            (here, "is_folder"),
        ):
            assert run(*words, target).error == code, (command, target)
        assert run("audit", "verify").json["head"] == before
        ran = run(*words, WRITTEN[command, name])
        assert (ran.code, "recovery_key" in ran.json) == (0, False)
        assert (here / WRITTEN[command, name]).read_bytes().startswith(b"%PDF-")
        monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", "password.txt")


def test_a_recovery_key_whose_paper_fails_after_all_is_shown(run, world, here, secret, monkeypatch):
    def full(*_arguments: object) -> None:
        raise EnvironmentProblem("disk_full", path="key.pdf")

    monkeypatch.setenv("DIVIDE_APP_NEW_PASSWORD_FILE", "password.txt")
    monkeypatch.setattr(Encryption, "save_paper", full)
    ran = run("db", "encrypt", "--paper", "key.pdf")
    assert ran.code == 0
    (here / "key.txt").write_text(ran.json["recovery_key"], encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", "key.txt")
    assert len(run("list", "courses").json["items"]) == 1


def test_the_persons_own_folder_may_be_written_with_a_tilde(run, world, here, monkeypatch):
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("USERPROFILE", str(here))
    assert run("export", "participants", "--out", "~/a.csv").code == 0
    assert (here / "a.csv").is_file()
    assert run("export", "participants", "--out", "~nobody-of-this-name/a.csv").code == 2


@pytest.mark.parametrize("path", ["", " ", "a\0.csv", "folder/", "folder" + os.sep])
def test_what_is_no_name_of_a_file_is_wrong_usage(run, world, here, path):
    for words in (["export", "participants", "--out"], ["import", "participants"], ["backup", "verify"], ["scan"]):
        ran = run(*words, path)
        assert ran.code == 2, (words, ran.err)
        assert ran.out == ""
        assert "\0" not in ran.err
    assert not list(here.iterdir())


def test_a_folder_in_the_place_of_a_file_is_told(run, world, here, arguments):
    for name in set(WRITTEN.values()):
        (here / name).mkdir(exist_ok=True)
    for key, words in arguments.items():
        if key in WRITTEN:
            ran = run(*words, WRITTEN[key])
            assert (key, ran.code, ran.error) == (key, 3, "is_folder")
    (here / "empty").mkdir()
    for words in (["backup", "verify"], ["package", "merge"], ["scan"], ["import", "participants"], ["course", "plan"]):
        ran = run(*words, "empty")
        assert ran.code in {1, 3}, (words, ran.out)


# --- nothing of anybody's is written over -----------------------------------------------------------------------------


def image(place: Path) -> dict[str, int]:
    """What the database holds, read without the program."""
    with sqlite3.connect(f"{(place / DATABASE).as_uri()}?mode=ro", uri=True) as reader:
        counts = {}
        for table in ("participants", "courses", "class_sessions", "applications"):
            counts[table] = reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    reader.close()
    return counts


@pytest.mark.parametrize(
    "name",
    [DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE.upper(), f"x/../{DATABASE}", "way", "hard", "soft"],
)
def test_no_command_writes_over_the_open_place(run, world, here, place, arguments, name):
    before = image(place)
    (place / "x").mkdir(exist_ok=True)
    for key, words in arguments.items():
        if key not in WRITTEN:
            continue
        target = place / name
        if name in {"hard", "soft"}:
            target = here / WRITTEN[key]
            target.unlink(missing_ok=True)
            (target.hardlink_to if name == "hard" else target.symlink_to)(place / DATABASE)
        elif name == "way":
            (here / "way").unlink(missing_ok=True)
            (here / "way").symlink_to(place, target_is_directory=True)
            target = here / "way" / DATABASE
        ran = run(*words, os.path.relpath(target, here))
        assert ran.code in {1, 2, 3}, (key, ran.code, ran.out, ran.err)
        if key[0] != "import":
            assert image(place) == before, key
    assert image(place) == before, "a refused list of refusals brings nothing in"
    assert run("db", "check").json["ok"] is True
    assert run("audit", "verify").json["ok"] is True


def test_the_hall_writes_over_no_database_either(run, here, place, arguments):
    before = image(place)
    ran = run("package", "return", "--out", place / DATABASE, data="in.kakehashi")
    assert (ran.code, ran.error) == (1, "wrong_extension")
    (here / "r.kakehashi").symlink_to(place / DATABASE)
    assert run("package", "return", "--out", "r.kakehashi", data="in.kakehashi").error == "place_file"
    assert image(place) == before


def test_no_command_writes_over_a_file_of_another_kind(run, here, arguments):
    strange = b"\x00\x01\x02 somebody's work, three weeks of it"
    for key, words in arguments.items():
        if key not in WRITTEN:
            continue
        target = here / WRITTEN[key]
        target.write_bytes(strange)
        ran = run(*words, target.name)
        assert (key, ran.code, ran.error) == (key, 3, "other_kind")
        assert target.read_bytes() == strange
        target.unlink()
    assert len(run("list", "participants").json["items"]) == 4, "the list was not brought in either"


def test_every_command_asks_for_its_ending(run, here, arguments):
    for key, words in arguments.items():
        if key not in WRITTEN:
            continue
        ran = run(*words, "somewhere.pdf" if not key[0].startswith(("print", "privacy", "report")) else "somewhere.exe")
        assert ran.code in {1, 2}, (key, ran.out)
        assert not (here / "somewhere.pdf").exists()
        assert not (here / "somewhere.exe").exists()


def test_a_list_is_not_replaced_by_its_own_refusals(run, here, arguments):
    before = (here / "bad.csv").read_bytes()
    (here / "twin.csv").hardlink_to(here / "bad.csv")
    for name in ("bad.csv", "twin.csv"):
        ran = run("import", "participants", "bad.csv", "--rejected", name)
        assert (ran.code, ran.error) == (1, "same_as_source")
    assert (here / "bad.csv").read_bytes() == before


def test_a_backup_replaces_a_backup_and_nothing_else(run, here, world, place):
    assert run("backup", "create", "--out", "nightly.sqlite").code == 0
    first = (here / "nightly.sqlite").read_bytes()
    assert run("backup", "create", "--out", "nightly.sqlite").code == 0
    assert (here / "nightly.sqlite").read_bytes() != first
    with sqlite3.connect("other.sqlite") as other:
        other.execute("CREATE TABLE somebodys (work)")
    other.close()
    assert run("backup", "create", "--out", "other.sqlite").error == "other_kind"
    (here / "kakehashi.sqlite.part").symlink_to(here / "nightly.sqlite")
    (here / "c.sqlite.part").symlink_to(here / "nightly.sqlite")
    before = (here / "nightly.sqlite").read_bytes()
    assert run("backup", "create", "--out", "c.sqlite").code == 0
    assert run("backup", "restore", "c.sqlite").code == 0
    assert (here / "nightly.sqlite").read_bytes() == before


def test_a_planted_link_beside_the_database_is_not_followed(run, here, world, place):
    assert run("backup", "create", "--out", "a.sqlite").code == 0
    victim = here / "victim.txt"
    victim.write_text("somebody's")
    (place / f"{DATABASE}.part").symlink_to(victim)
    assert run("backup", "restore", "a.sqlite").code == 0
    assert victim.read_text() == "somebody's"


# --- rights -----------------------------------------------------------------------------------------------------------


def test_whatever_is_written_is_for_one_person(run, here, place, arguments, tmp_path):
    before = os.umask(0o022)
    try:
        for path in place.glob("*"):
            assert path.is_dir() or path.stat().st_mode & 0o077 == 0, path
        assert run("backup", "create").code == 0
        for key in (("backup", "create"), ("package", "create")):
            words = arguments[(" ".join(key), "out")]
            assert run(*words, WRITTEN[" ".join(key), "out"]).code == 0
        assert run("backup", "restore", "b.kbk").code == 0
        assert run("list", "participants", data="p.kakehashi").code == 0
        private = [here / "b.kbk", here / "p.kakehashi", *place.glob(f"{DATABASE}*"), *place.glob("backups/*")]
        private += list((tmp_path / "data").rglob("*.sqlite*")) + list((tmp_path / "state").rglob("*.log*"))
        assert len(private) >= 7
        assert [path for path in private if path.stat().st_mode & 0o077] == []
        for key in (("print", "out"), ("export", "out")):
            assert run(*arguments[key], WRITTEN[key]).code == 0
            assert (here / WRITTEN[key]).stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
