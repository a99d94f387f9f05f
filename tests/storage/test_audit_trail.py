"""What an insider does to the audit trail is found: by its seals, by what this PC remembers, and by a head on paper."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Actor
from divide_app.foundation.user_paths import data_folder
from divide_app.services import Services
from divide_app.storage import audit, audit_key, audit_memory
from divide_app.storage.audit import AuditVerdict, Lost
from divide_app.storage.database import Database, open_database
from divide_app.storage.places import parse_place
from divide_app.storage.rows.office import AuditEntryRow
from tests.support.databases import run


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "pc"))


def note(database: Database, acts: int = 6) -> None:
    for number in range(acts):
        with database.write(Actor(f"係員{number % 2}")) as uow:
            uow.audit("test.act", database.make_id(), number=number)


def look(database: Database, against: str | None = None) -> AuditVerdict:
    return Services(database).maintenance.audit_verdict(against)


def may_be_changed(database: Database) -> None:
    """Do what an administrator of the server must do first."""
    if database.is_shared:
        run(database, "ALTER TABLE audit_entries DISABLE TRIGGER USER")


def cut_tail(database: Database) -> None:
    may_be_changed(database)
    run(database, "DELETE FROM audit_entries WHERE number > 4")


def empty(database: Database) -> None:
    may_be_changed(database)
    run(database, "DELETE FROM audit_entries")


def chain_anew(database: Database) -> None:
    """Alter an entry and compute the whole chain again, as the source of the program says how; without its key."""
    may_be_changed(database)
    with database.engine.begin() as connection:
        rows = connection.execute(select(AuditEntryRow.__table__).order_by(AuditEntryRow.number)).all()
        connection.execute(text("DELETE FROM audit_entries"))
        actors = {2: "だれか"}
        audit.write_entries(
            connection,
            [(r.id, r.at, actors.get(r.number, r.actor), r.act, r.subject, r.detail) for r in rows],
        )


ATTACKS = {
    "tail": (cut_tail, Lost.SHORTER, 5),
    "empty": (empty, Lost.SHORTER, 1),
    "anew": (chain_anew, Lost.OTHER, 6),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_insider_is_found_by_what_a_paper_says(
    database: Database, attack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(database)
    head, on_paper = str(look(database).head), look(database).head.on_paper
    assert look(database, head).ok
    act, lost, number = ATTACKS[attack]
    act(database)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another pc"))  # which remembers nothing
    again = open_database(database.place)
    assert look(again).ok, "without the paper nothing can be seen here"
    for typed in (head, on_paper, on_paper.replace(" ", "\n"), f" {head.upper()[:18]} ", head.replace(":", "：")):
        found = look(again, typed)
        assert (found.ok, found.lost, found.first_broken) == (False, lost, number), typed
    again.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_insider_is_found_by_what_this_pc_remembers(database: Database, attack: str) -> None:
    note(database)
    database.close()
    again = open_database(database.place)
    act, lost, number = ATTACKS[attack]
    act(again)
    found = look(again)
    assert (found.ok, found.lost, found.first_broken) == (False, lost, number)
    assert f"audit:{number}" in Services(again).maintenance.check().faults
    note(again, 3)
    again.close()
    again = open_database(database.place)
    found = look(again)
    assert (found.ok, found.first_broken) == (False, {"tail": 6, "empty": 4, "anew": 6}[attack]), "work went on"
    accepted = Services(again).maintenance.accept_audit()
    assert accepted.ok
    again.close()


def test_a_chain_continued_without_the_key_is_found_on_any_pc_with_the_key(database: Database) -> None:
    note(database)
    run(database, "SELECT 1")
    with database.engine.begin() as connection:
        audit.write_entries(connection, [(database.make_id(), database.now(), "だれか", "test.act", "", {})])
    found = look(database)
    assert (found.lost, found.first_broken) == (Lost.FORGED, 7)
    with database.read() as uow:
        assert audit.verify(uow.connection).ok, "the chain alone is whole"


def test_a_seal_cannot_be_made_without_the_key(database: Database) -> None:
    note(database, 3)
    assert database.audit_key is not None
    name = audit.name_of(database.audit_key)
    with database.engine.begin() as connection:
        audit.write_entries(connection, [(database.make_id(), database.now(), "だれか", "test.act", "", {})], bytes(32))
    may_be_changed(database)
    run(database, f"UPDATE audit_entries SET hash = replace(hash, '.{audit.name_of(bytes(32))}.', '.{name}.')")
    found = look(database)
    assert (found.lost, found.first_broken) == (Lost.FORGED, 4)


def test_without_the_key_the_chain_is_checked_and_it_is_said(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(database)
    mine = look(database)
    assert (mine.has_key, mine.sealed, mine.foreign) == (True, 6, 0)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other"))
    other = open_database(database.place)
    found = look(other)
    assert (found.ok, found.has_key, found.sealed, found.foreign) == (True, True, 0, 6)
    other.close()
    (data_folder() / audit_key.FILE).write_text("not a key")
    other = open_database(database.place)
    found = look(other)
    assert (found.ok, found.has_key, found.head) == (True, False, mine.head)
    note(other, 1)
    assert look(other).ok
    other.close()


@pytest.mark.parametrize("statement", ["SET actor = 'だれか' WHERE number = 2", "SET number = 40 WHERE number = 2"])
def test_what_was_gone_through_is_not_done_again_and_a_change_in_it_is_found(
    database: Database, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(database)
    assert look(database).ok
    computed: list[int] = []
    real = audit._digest_of

    def counted(row: Any) -> str:
        computed.append(row.number)
        return real(row)

    monkeypatch.setattr(audit, "_digest_of", counted)
    note(database, 2)
    found = look(database)
    assert (found.ok, found.entries, found.sealed, computed) == (True, 8, 8, [7, 8])
    may_be_changed(database)
    run(database, f"UPDATE audit_entries {statement}")
    found = look(database)
    assert (found.lost, found.first_broken) == (Lost.BROKEN, 2)


def test_the_memory_of_this_pc_is_believed_only_as_it_was_written(sqlite: Database) -> None:
    note(sqlite)
    look(sqlite)
    (file,) = (data_folder() / "audit").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    whole = file.read_text()
    for spoiled in (whole.replace('"seen": [6', '"seen": [2'), "", "[]", '{"content": 1, "seal": ""}', "\udcff"):
        file.write_bytes(spoiled.encode(errors="surrogateescape"))
        assert audit_memory.recall(sqlite.place, sqlite.audit_key) == audit_memory.Memory()
        assert look(sqlite).ok
    assert audit_memory.recall(sqlite.place, sqlite.audit_key).seen.entries == 6


def test_data_begun_anew_in_the_same_folder_is_no_forgery(sqlite: Database) -> None:
    note(sqlite)
    place = sqlite.place
    sqlite.close()
    for file in place.database_file.parent.iterdir():
        file.unlink()
    again = open_database(place)
    note(again, 1)
    assert look(again).ok
    again.close()


NO_HEADS = ["", "6", "6:", "6:12345", "x:" + "0" * 64, "-1:" + "0" * 64, "6:" + "g" * 64, "6:" + "0" * 65]


@pytest.mark.parametrize("typed", NO_HEADS)
def test_what_is_no_head_is_said_to_be_none(sqlite: Database, typed: str) -> None:
    with pytest.raises(DomainError, match="bad_head"):
        look(sqlite, typed)


def test_the_head_of_an_empty_trail_lies_on_every_trail(sqlite: Database) -> None:
    head = str(look(sqlite).head)
    assert head == "0:" + "0" * 64
    note(sqlite, 1)
    assert look(sqlite, head).ok


def test_two_programs_that_make_the_key_at_once_have_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from divide_app.storage.places import Place

    with ThreadPoolExecutor(8) as pool:
        act: Callable[[int], bytes | None] = lambda _number: audit_key.key_of(Place(folder=tmp_path))  # noqa: E731
        assert len(set(pool.map(act, range(40)))) == 1
    assert [file.name for file in data_folder().iterdir()] == [audit_key.FILE]
    if os.name == "posix":
        assert (data_folder() / audit_key.FILE).stat().st_mode & 0o077 == 0


def test_a_place_whose_real_name_the_system_cannot_say_is_remembered_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for folders deeper than 260 signs under Wine: every command on them ended as a fault of the program."""
    said = os.path.realpath

    def unsaid(path: Any, **named: Any) -> str:
        if str(path).startswith(str(tmp_path / "place")):
            raise OSError("the system cannot say it")
        return said(path, **named)

    monkeypatch.setattr(os.path, "realpath", unsaid)
    for entries in (6, 12):
        database = open_database(parse_place(str(tmp_path / "place")))
        note(database)
        assert (look(database).ok, look(database).entries) == (True, entries)
        database.close()
    assert list((data_folder() / "audit").glob("*.json"))
