"""Notes beside backups and inside files for another PC are anybody's to write: wrong ones are told or passed over."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from divide_app.foundation import settings
from divide_app.foundation.notes import note_of, texts_of
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.office import restoring
from divide_app.services.office.restoring import verify_backup
from divide_app.storage import backup_manifest, keys
from divide_app.storage.backup_manifest import ManifestState
from divide_app.storage.database import open_database
from divide_app.storage.places import Moved, moved_away, note_move
from divide_app.storage.shares import NOTE_ENDING
from tests.support.databases import HandClock, count, fresh_place

DEEP = b"[" * 50_000
LONG = "\x1b[2J" + "長" * 200_000
WRONG: list[object] = [None, "x", 5, ["x"], {"pc": ["x"]}, {"pc": LONG}, {"pc": {"pc": "x"}}, {"": None}, [[[]]]]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


@pytest.fixture
def carried(tmp_path: Path) -> Path:
    """A file for another PC."""
    database = open_database(fresh_place("sqlite", tmp_path / "here"), clock=HandClock())
    services = Services(database)
    services.office.set_up("見本市", "係")
    file = services.maintenance.carry_out(tmp_path / "move.sqlite").file
    database.close()
    return file


def with_end(file: Path, end: bytes) -> None:
    """Put another note behind the last page."""
    whole = file.read_bytes()[: keys.length_without_end(file)]
    file.write_bytes(whole + end)


def look_into(services: Services, file: Path) -> None:
    """Look into a file as before a restore; what its notes say must be fit to be shown."""
    found = services.maintenance.preview(file)
    assert all(len(text) < 1_000 and text.isprintable() for text in found.about.values())
    assert len(found.result.manifest.head) < 100


def test_a_file_for_another_pc_with_a_note_of_any_shape_is_taken_without_it(carried: Path, tmp_path: Path) -> None:
    parts = ("language", "text_size", "theme", "sound")
    ends = [keys.end_of(None, {"about": one, "settings": dict.fromkeys(parts, one)}) for one in WRONG]
    ends += [keys.end_of(None, {"settings": one}) for one in WRONG]
    for text in (b"{", b"[]", b"\xff", DEEP, b'"x"', b'{"note": []}'):
        ends.append(text + keys._TRAILER.pack(len(text), keys._TRAILER_MARK))
    database = open_database(fresh_place("sqlite", tmp_path / "there"))
    services = Services(database)
    for end in [*ends, b""]:
        with_end(carried, end)
        assert verify_backup(carried).ok
        look_into(services, carried)
        restoring._take_over_settings(carried)
        assert settings.load() == (settings.Settings(), None)
    with_end(carried, ends[0])
    services.maintenance.restore(carried)
    assert count(database, "offices") == 1
    database.close()


def _changed(**parts: object) -> Callable[[dict[str, Any]], bytes]:
    return lambda note: json.dumps({**note, "content": {**note["content"], **parts}}).encode()


SPOILED: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "deep": lambda _note: DEEP,
    "bytes": lambda _note: b"\xff\xfe",
    "a number": lambda _note: b"9" * 6_000,
    "no content": lambda note: json.dumps(note | {"content": 5}).encode(),
    "a seal of other signs": lambda note: json.dumps(note | {"seal": "封"}).encode(),
    "a seal of a list": lambda note: json.dumps(note | {"seal": []}).encode(),
    "a day without a zone": _changed(made_at="2026-11-21T10:00:00"),
    "the first day": _changed(made_at="0001-01-01T00:00:00+14:00"),
    "no day": _changed(made_at=5),
    "a long head": _changed(head=LONG),
    "about nothing": _changed(about=None),
    "about a list": _changed(about=[LONG]),
    "about long": _changed(about={"pc": LONG, "place": ["x"]}),
}


def test_a_note_beside_a_backup_that_somebody_wrote_is_told_or_passed_over(tmp_path: Path) -> None:
    database = open_database(fresh_place("sqlite", tmp_path / "here"), clock=HandClock())
    services = Services(database)
    file = services.maintenance.back_up().file
    note = backup_manifest.file_of(file)
    whole = json.loads(note.read_bytes())
    for how, spoiled in SPOILED.items():
        note.write_bytes(spoiled(whole))
        found = verify_backup(file)
        assert found.ok is (found.manifest.state is not ManifestState.WRONG), how
        look_into(services, file)
        with backup_manifest.written_anew(file, database.audit_key):
            pass
    note.unlink()
    for seconds in (-(10**13), 10**13):
        with suppress(OSError, OverflowError):  # a file system that keeps no such date
            os.utime(file, (seconds, seconds))
        look_into(services, file)
        assert [one.file for one in services.maintenance.backups()] == [file]
    database.close()


@pytest.mark.parametrize("text", [b"{", DEEP, b"[]", b'{"at": "0001-01-01T00:00:00+14:00", "file": "x"}', b'{"at": 5}'])
def test_other_notes_beside_the_data_stop_no_start(tmp_path: Path, text: bytes) -> None:
    place = fresh_place("sqlite", tmp_path / "here")
    note_move(place, Moved(HandClock()(), "x"))
    (moved,) = (tmp_path / "here").glob("*.moved")
    moved.write_bytes(text)
    assert moved_away(place) is None
    keys.file_of(place.database_file).write_bytes(text)
    open_database(place).close()
    with suppress(EnvironmentProblem):  # a holder nobody can read is waited for
        place.database_file.with_name(place.database_file.name + NOTE_ENDING).write_bytes(text)
        open_database(place).close()


@pytest.mark.parametrize("line", ['text_size = ["x"]', "theme = {a = 1}", "language = []", "idle_minutes = {}"])
def test_settings_of_another_shape_stop_no_start(line: str) -> None:
    file = settings.settings_file()
    file.parent.mkdir(parents=True)
    file.write_text(line + "\n", encoding="utf-8")
    assert settings.load() == (settings.Settings(), None)


def test_texts_of_a_note_are_shown_on_one_line() -> None:
    assert note_of(b'{"a": 1}') == {"a": 1}
    assert texts_of({"pc": "a\nb\x1b[2Jc\u202e", "n": 5}) == {"pc": "ab[2Jc"}
