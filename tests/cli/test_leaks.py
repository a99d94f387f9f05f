"""A full day's work on an encrypted place leaves no name, telephone number or reading of anybody where files lie."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import tempfile
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from divide_app.services.figures.reports import Reports

PEOPLE = (
    ("霧ヶ峰 蔵之助", "きりがみね くらのすけ", "019-654-3217"),
    ("鷺沼 弥栄子", "さぎぬま やえこ", "090-8765-4312"),
    ("椚田 与一郎", "くぬぎた よいちろう", "019-987-6504"),
)
"""Made up, and unlike any word of the program."""
WALK_IN = "蓼科 万里江"
DOOR = "2026-11-21T10:20"
_STREAM = re.compile(rb"\x78[\x01\x5e\x9c\xda]")


def _needles() -> dict[bytes, str]:
    texts = {text for person in (*PEOPLE, (WALK_IN,)) for text in person}
    texts |= {text.replace(" ", "") for text in texts} | {text.replace(" ", "\u3000") for text in texts}
    texts |= {text.replace("-", "") for text in texts} | {text.split(" ")[0] for text in texts}
    found: dict[bytes, str] = {}
    for text in texts:
        katakana = "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in text)
        for one in {text, katakana}:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp"):
                found[one.encode(encoding)] = f"{one} ({encoding})"
            found[json.dumps(one)[1:-1].encode()] = f"{one} (JSON)"
            found[urllib.parse.quote(one).encode()] = f"{one} (address)"
            plain = one.encode()
            for skipped in range(3):  # base 64 of it, wherever in a longer text it begins
                letters = base64.b64encode(bytes(skipped) + plain)[4 if skipped else 0 :]
                found[letters[: len(letters) // 4 * 4 - 4]] = f"{one} (base 64)"
    return {needle: text for needle, text in found.items() if len(needle) > 5}


NEEDLES = _needles()


def _layers(content: bytes) -> Iterator[bytes]:
    """Yield the bytes and all that is packed in them."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from _layers(archive.read(name))
    if content.startswith(b"\x1f\x8b"):
        yield from _layers(gzip.decompress(content))
    for found in _STREAM.finditer(content):
        try:
            yield zlib.decompressobj().decompress(content[found.start() :])
        except zlib.error:
            continue


def leaks(*folders: Path) -> list[str]:
    """Return which file shows what."""
    shown = []
    for path in (one for folder in folders for one in [folder, *folder.rglob("*")]):
        contents = [str(path).encode("utf-8", "surrogateescape")]
        if path.is_file():
            contents += _layers(path.read_bytes())
        shown += [f"{path}: {text}" for content in contents for needle, text in NEEDLES.items() if needle in content]
    return shown


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what was asked for; every other folder of the day lies beside it."""
    (tmp_path / "secret.txt").write_text("ひらけごま 青い扉 2026", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(tmp_path / "secret.txt"))
    monkeypatch.setenv("DIVIDE_APP_NEW_PASSWORD_FILE", str(tmp_path / "secret.txt"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    asked = tmp_path / "asked for"
    asked.mkdir()
    people = ["氏名,ふりがな,電話番号", *(",".join(person) for person in PEOPLE)]
    (asked / "people.csv").write_text("\n".join(people), encoding="utf-8")
    (asked / "spoiled.csv").write_text("\n".join([*people, f"{WALK_IN},あ,い,う,え"]), encoding="utf-8")
    return asked


def _a_day(run: Any, plan: Path, asked: Path, folder: Path) -> None:
    def done(*words: object, data: object = None) -> Any:
        ran = run(*words, data=data)
        assert ran.code == 0, (words, ran.out, ran.err)
        return ran.json

    done("db", "upgrade")
    done("import", "participants", asked / "people.csv")
    run("import", "participants", asked / "spoiled.csv", "--rejected", asked / "rejected.csv")
    planned = done("course", "plan", plan)
    course, session = planned["course"], planned["class_sessions"][0]
    ids = [one["id"] for one in done("list", "participants")["items"]]
    tickets = [done("apply", course, "--participant", one)["ticket_code"] for one in ids[:2]]
    package = folder / "hall.kakehashi"
    done("package", "create", session, "--out", package)
    done("check-in", session, tickets[0], "--at", DOOR, data=package)
    done("check-in", session, "--walk-in", "60代", "--name", WALK_IN, "--at", DOOR, data=package)
    done("check-in", session, tickets[1], "--at", DOOR)
    done("package", "merge", package)
    done("package", "return", "--out", folder / "home.kakehashi", data=package)
    for kind, what in (("attendance-sheet", session), ("tickets", course), ("notices", course), ("flyer", course)):
        run("print", kind, what, "--out", asked / f"{kind}.pdf")
    assert run("scan", asked / "attendance-sheet.pdf", "--apply").code == 0
    done("export", "participants", "--out", asked / "people.xlsx")
    done("export", "attendance", "--out", asked / "attendance.csv")
    done("privacy", "show", ids[0], "--out", asked / "held.pdf")
    done("report", "monthly", "2026-11", "--out", folder / "month.xlsx")
    backup = folder / "copy.kbk"
    done("backup", "create", "--out", backup)
    done("privacy", "forget", ids[2])
    done("backup", "restore", backup)
    done("db", "rekey")
    done("audit", "list")
    done("db", "check")


def _errors_on_purpose(run: Any, folder: Path) -> None:
    name, kana, phone = PEOPLE[0]
    (folder / "odd.json").write_text(json.dumps({"title": name, "venue": kana}), encoding="utf-8")
    for words in (
        ("print", "attendance-sheet", name, "--out", folder / "none.pdf"),
        ("apply", name, "--participant", phone),
        ("check-in", "x", name),
        ("import", "participants", folder / "nowhere" / f"{name}.csv"),
        ("course", "plan", folder / "odd.json"),
        ("scan", folder / f"{name}.pdf"),
        ("list", "participants", "--where", f"name={name}", "--where", f"{kana}=1"),
        ("user", "add", name),
        (name, kana, phone),
    ):
        run(*words)
    (folder / "odd.json").unlink()


def test_after_a_full_day_nothing_shows_anybody(
    run: Any, plan_file: Any, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: Any
) -> None:
    _a_day(run, plan_file(), kept, tmp_path)
    _errors_on_purpose(run, tmp_path)

    def fails(*_arguments: object, **_named: object) -> None:
        try:
            raise ValueError(f"{PEOPLE[0][0]} {PEOPLE[0][2]}")
        except ValueError as error:
            raise RuntimeError(PEOPLE[1][0]) from error

    expected_logs.expect("fault")
    monkeypatch.setattr(Reports, "monthly", fails)
    assert run("report", "monthly", "2026-11").code == 70
    others = [one for one in tmp_path.iterdir() if one != kept]
    assert {"place", "tmp", "state", "hall.kakehashi", "home.kakehashi", "copy.kbk", "month.xlsx"} <= {
        one.name for one in others
    }
    assert leaks(*others) == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_search_finds_what_is_there(run: Any, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a place without a password, in a workbook, in a package's bytes turned inside out."""
    monkeypatch.delenv("DIVIDE_APP_PASSWORD_FILE")
    assert run("import", "participants", kept / "people.csv").code == 0
    assert run("export", "participants", "--out", kept / "people.xlsx").code == 0
    name = PEOPLE[1][0]
    for at, content in enumerate(
        (
            b"x" + name.encode("utf-16-le"),
            zlib.compress(b"\0" * 100 + name.encode("cp932")),
            b'{"name": "\\u' + json.dumps(name).encode()[3:],
            base64.b64encode(b"{name: " + name.encode() + b"}"),
        )
    ):
        (kept / str(at)).write_bytes(content)
    found = {line.partition(": ")[0] for line in leaks(kept, tmp_path / "place")}
    assert {str(kept / one) for one in ("people.csv", "people.xlsx", "0", "1", "2", "3")} <= found
    assert any("kakehashi.sqlite" in one for one in found)
