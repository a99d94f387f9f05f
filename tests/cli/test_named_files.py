"""No command writes over a place, over a file of another kind or through a planted link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from divide_app.services.scans.decisions import ScanDecisions

NOVEMBER = ("--from", "2026-11-01", "--to", "2026-11-30")
WRITERS = {
    "package create": (".kakehashi", ["package", "create", "{session}", "--out", "{out}", "--one-time-code"]),
    "import --rejected": (".csv", ["import", "participants", "{list}", "--rejected", "{out}"]),
    "backup create": (".sqlite", ["backup", "create", "--out", "{out}"]),
    "export calendar": (".ics", ["export", "calendar", "--out", "{out}"]),
    "export attendance": (".csv", ["export", "attendance", "--out", "{out}"]),
    "export events": (".csv", ["export", "events", "--out", "{out}"]),
    "export audit": (".csv", ["export", "audit", "--out", "{out}"]),
    "paper picture": (".jpg", ["paper", "picture", "{person}", "--out", "{out}"]),
    "package return": (".kakehashi", ["--data", "{package}", "package", "return", "--out", "{out}"]),
    "export csv": (".csv", ["export", "participants", "--out", "{out}"]),
    "export xlsx": (".xlsx", ["export", "participants", "--out", "{out}"]),
    "print": (".pdf", ["print", "attendance-sheet", "{session}", "--out", "{out}"]),
    "figures": (".csv", ["figures", "--rows", "hall", "--measure", "people", *NOVEMBER, "--out", "{out}"]),
    "report monthly": (".csv", ["report", "monthly", "2026-11", "--out", "{out}"]),
    "report pdf": (".pdf", ["report", "monthly", "2026-11", "--out", "{out}"]),
    "privacy show": (".pdf", ["privacy", "show", "{person}", "--out", "{out}"]),
}


PASSWORD = "かなり長い合い言葉2026"


@pytest.fixture
def words(run, world, tmp_path, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PACKAGE_PASSWORD_FILE", str(secret))
    monkeypatch.setattr(ScanDecisions, "picture", lambda _self, _item: b"\xff\xd8\xff\xe0 a row of a page")
    package = tmp_path / "hall.kakehashi"
    assert run("package", "create", world.sessions[1], "--out", package).code == 0
    people = tmp_path / "list.csv"
    people.write_text("氏名,生年月日\n,S26.4.1\n", encoding="utf-8")

    def filled(writer: str, out: object) -> list[str]:
        ids = {"session": world.sessions[0], "person": world.people[0], "list": people, "out": out}
        ids["package"] = package
        return [word.format(**ids) for word in WRITERS[writer][1]]

    return filled


@pytest.mark.parametrize("writer", WRITERS)
def test_nothing_is_destroyed(run, words, place, tmp_path, writer):
    ending = WRITERS[writer][0]
    database = place / "kakehashi.sqlite"
    (tmp_path / f"link{ending}").symlink_to(database)
    os.link(database, tmp_path / f"hard{ending}")
    other = tmp_path / f"other{ending}"
    other.write_bytes(b"\x00\x01 somebody else's work \x02")
    named = [*place.glob("kakehashi.sqlite*"), place / "KAKEHASHI.SQLITE", place / f"kakehashi.sqlite{ending}"]
    for out in (*named, tmp_path / f"link{ending}", tmp_path / f"hard{ending}", other):
        ran = run(*words(writer, out))
        assert ran.code not in {0, 70}, (out, ran.out)
        assert ran.code == 2 or ran.error in {"place_file", "other_kind", "wrong_extension"}, (out, ran.out)
    assert other.read_bytes() == b"\x00\x01 somebody else's work \x02"
    assert len(run("list", "participants").json["items"]) == 4
    assert not [*tmp_path.rglob("*.part")]


@pytest.mark.parametrize("writer", WRITERS)
def test_the_same_kind_is_replaced_by_a_relative_name(run, words, tmp_path, writer, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    out = f"made{WRITERS[writer][0]}"
    for _time in range(2):
        ran = run(*words(writer, out))
        assert ran.code in {0, 1}, ran.out
    made = tmp_path / "elsewhere" / out
    assert made.stat().st_size
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_a_backup_by_a_relative_name_is_made_proved_and_brought_back(run, world, place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in (["create", "--out", "b.kbk"], ["verify", "b.kbk"], ["restore", "b.kbk"]):
        ran = run("backup", *command)
        assert (ran.code, ran.json["ok"]) == (0, True), ran.out
    assert stat.S_IMODE((place / "kakehashi.sqlite").stat().st_mode) == 0o600
    assert len(run("list", "participants").json["items"]) == len(world.people)


def test_a_planted_link_is_not_followed(run, world, place, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    (place / "kakehashi.sqlite.part").symlink_to(victim)
    (tmp_path / "b.kbk.part").symlink_to(victim)
    assert world.people
    assert run("backup", "create", "--out", tmp_path / "b.kbk").code == 0
    assert run("backup", "restore", tmp_path / "b.kbk").code == 0
    assert victim.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "a\0.csv", "~nobody-of-that-name/x.csv", "folder.csv"])
def test_a_name_that_is_none_gets_a_sentence(run, world, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    ran = run("export", "participants", "--out", name)
    assert world.people
    assert ran.code in {1, 2, 3, 4}, ran.out
    assert Path(tmp_path / "folder.csv").is_dir()
