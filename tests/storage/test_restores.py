"""A restore loses no act of a program that opens meanwhile, brings nobody forgotten back, and says what it found."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from divide_app.bootstrap import open_services
from divide_app.domain.office.office import Role
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.supporters import Supporter
from divide_app.domain.states import SupporterKind
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.office import restoring
from divide_app.services.office.maintenance import COPIES_FOLDER
from divide_app.services.office.restoring import BackupResult, restore, verify_backup
from divide_app.services.office.tokens import TokenResult
from divide_app.storage import backup_manifest, backups
from divide_app.storage.backup_manifest import ManifestState
from divide_app.storage.database import Database, open_database
from divide_app.storage.keys import is_plain
from divide_app.storage.left_behind import take_over
from divide_app.storage.places import DATABASE_FILE, KEPT_DAYS, Place
from tests.support.databases import HandClock, count, opened, rows

PLAIN_OR_NOT = pytest.mark.parametrize("password", [None, "it's 鍵"], ids=["plain", "encrypted"])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path / "place")


def fill(database: Database, people: int = 3) -> list[Participant]:
    services = Services(database)
    made = [Participant(services.participants.new_id(), f"見本 花子{number}") for number in range(people)]
    for one in made:
        services.participants.add(one)
    return made


def backed_up(place: Place, file: Path, password: str | None = None, people: int = 3) -> BackupResult:
    database = open_database(place, password=password)
    fill(database, people)
    done = Services(database).maintenance.back_up(file)
    database.close()
    return done


OPENS = """
import sys
from divide_app.domain.people.participants import Participant
from divide_app.services import Services
from divide_app.storage.database import open_database
from divide_app.storage.places import parse_place
print("go", flush=True)
database = open_database(parse_place(sys.argv[1]), password=sys.argv[2] or None)
services = Services(database)
services.participants.add(Participant(services.participants.new_id(), "会場 花子"))
print("ok", flush=True)
database.close()
"""


def test_the_daily_copies_of_two_places_in_one_folder_leave_each_other_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("divide_app.services.office.maintenance.NEWEST_KEPT", 2)
    clock = HandClock(datetime(2026, 1, 1, 3, tzinfo=UTC))
    databases = [open_database(Place(folder=tmp_path / name), clock=clock) for name in ("one", "two")]
    shared = tmp_path / "share"
    shared.mkdir()
    for _day in range(3):
        for care in (Services(database).maintenance for database in databases):
            assert care.copy_daily(shared) is not None, "the other place's copy of today is not ours"
            assert care.copy_daily(shared) is None, "once a day"
            clock.tick(seconds=1)
        clock.tick(days=1)
    files = (shared / COPIES_FOLDER).glob("*.sqlite")
    made_by = Counter(backup_manifest.about_of(file)["place"] for file in files)
    assert list(made_by.values()) == [2, 2], "the newest of each place"
    for database in databases:
        database.close()


@pytest.mark.parametrize(
    ("password", "of_backup"),
    [(None, None), ("it's 鍵", "it's 鍵"), ("it's 鍵", None)],
    ids=["plain", "encrypted", "a plain backup over an encrypted place"],
)
def test_a_program_that_opens_in_the_middle_loses_nothing(
    place: Place, tmp_path: Path, password: str | None, of_backup: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = place if password == of_backup else Place(folder=tmp_path / "other")
    done = backed_up(source, tmp_path / "b.sqlite", of_backup)
    open_database(place, password=password).close()
    started: list[subprocess.Popen[str]] = []
    real = backups._keep_replaced

    def opened_meanwhile(*arguments: object) -> None:
        words = [sys.executable, "-c", OPENS, str(place.folder), password or ""]
        started.append(subprocess.Popen(words, stdout=-1, text=True))
        assert started[0].stdout is not None
        assert started[0].stdout.readline() == "go\n"
        time.sleep(1)  # time to open the file, and to wait for it
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(backups, "_keep_replaced", opened_meanwhile)
    restore(place, done.file, password)
    with started[0] as other:
        assert other.stdout is not None
        assert other.stdout.read() == "ok\n"
    database = open_database(place, password=password)
    assert count(database, "participants") == 4, "what said ok is in the data that are there now"
    acts = [entry.act for entry in Services(database).maintenance.audit_entries()]
    assert acts[:2] == ["participant.add", "backup.restore"]
    database.close()
    assert is_plain(place.database_file) is (password is None)


@PLAIN_OR_NOT
def test_who_was_forgotten_since_is_forgotten_again(place: Place, tmp_path: Path, password: str | None) -> None:
    database = open_database(place, password=password)
    gone, *_others = fill(database)
    services = Services(database)
    done = services.maintenance.back_up(tmp_path / "b.sqlite")
    services.privacy.forget(gone.id)
    head = str(services.maintenance.audit_verdict().head)
    database.close()
    restore(place, done.file, password)
    again = open_database(place, password=password)
    assert [row[0] for row in rows(again, "SELECT name FROM participants WHERE forgotten_at IS NOT NULL")] == [
        "（消去済み）"
    ]
    (entry,) = Services(again).maintenance.audit_entries(1)
    assert (entry.act, entry.detail) == ("backup.restore", {"replaced": head, "forgotten": 1})
    assert Services(again).maintenance.audit_verdict().ok, "this PC knows that it was a restore"
    assert Services(again).maintenance.check().faults == ()
    again.close()
    assert password is not None or "見本 花子0".encode() not in place.database_file.read_bytes()


STRONG = ("森のはずれの水車小屋", "雨上がりの線路ぎわ")


def shut_since(services: Services, folder: Path) -> tuple[Path, Path, TokenResult]:
    """Return a copy from before the first users, one from before three doors were shut, and the token of one of them.

    Shut are: a user who was switched off, an old password, and the token.
    """
    before = services.maintenance.back_up(folder / "before.sqlite").file
    services.users.add("職員 一", Role.STAFF, STRONG[0])
    services.users.add("職員 二", Role.STAFF, STRONG[0])
    services.users.sign_in("職員 一", STRONG[0])
    token = services.tokens.add("夜間の写し", Role.STAFF)
    between = services.maintenance.back_up(folder / "between.sqlite").file
    services.users.disable("職員 二")
    services.users.set_password("職員 一", STRONG[1])
    services.tokens.withdraw("夜間の写し")
    return before, between, token


@PLAIN_OR_NOT
@pytest.mark.parametrize("is_open", [True, False], ids=["in the window", "by command"])
def test_an_older_copy_opens_no_door_that_was_shut_since(
    place: Place, tmp_path: Path, password: str | None, is_open: bool
) -> None:
    database = open_database(place, password=password)
    services = Services(database)
    before, between, token = shut_since(services, tmp_path)
    helper = Supporter(services.supporters.new_id(), "支援 花子", SupporterKind.VOLUNTEER)
    services.supporters.add(helper)
    services.users.tie("職員 一", helper.id)
    if is_open:
        for backup in (before, between):
            services.maintenance.restore(backup)
            services.users.all()  # who signed in still is
            assert services.actor.name == "職員 一"
    database.close()
    if not is_open:
        for backup in (before, between):
            restore(place, backup, password)
    again = open_services(place.folder or "", password=password)
    with pytest.raises(EnvironmentProblem, match="sign_in_needed"):
        again.participants.all()
    assert again.office.may_sign_in() == ("職員 一",), "who was switched off stays so"
    with pytest.raises(EnvironmentProblem, match="bad_sign_in"):
        again.users.sign_in("職員 一", STRONG[0])
    with pytest.raises(EnvironmentProblem, match="token_withdrawn"):
        again.tokens.sign_in(token.secret)
    again.users.sign_in("職員 一", STRONG[1])
    assert again.maintenance.check().faults == ()
    again.close()


def test_nor_does_one_put_back_on_a_server(tmp_path: Path) -> None:
    with opened("postgresql", tmp_path, HandClock()) as server:
        services, place = Services(server), server.place
        gone, *_others = fill(server)
        before, between, token = shut_since(services, tmp_path)
        services.privacy.forget(gone.id)
        head = str(services.maintenance.audit_verdict().head)
        server.engine.dispose()
        for number, backup in enumerate((before, between)):
            restore(place, backup)
            again = open_services(place.url or "")
            with pytest.raises(EnvironmentProblem, match="sign_in_needed"):
                again.participants.all()
            assert again.office.may_sign_in() == ("職員 一",), "who was switched off stays so"
            with pytest.raises(EnvironmentProblem, match="bad_sign_in"):
                again.users.sign_in("職員 一", STRONG[0])
            with pytest.raises(EnvironmentProblem, match="token_withdrawn"):
                again.tokens.sign_in(token.secret)
            again.users.sign_in("職員 一", STRONG[1])
            assert {one.name for one in again.participants.all()} == {"見本 花子1", "見本 花子2"}
            entry = next(one for one in again.maintenance.audit_entries() if one.act == "backup.restore")
            assert (entry.detail["forgotten"], entry.detail["replaced"] == head) == (1, number == 0)
            assert again.maintenance.check().faults == ()
            again.close()


def test_who_is_forgotten_while_a_restore_begins_does_not_come_back(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading what is taken over and replacing the data another program may act: then all stays as it was."""
    database = open_database(place)
    gone, *_others = fill(database)
    backup = Services(database).maintenance.back_up(tmp_path / "b.sqlite").file
    database.close()

    def late(*arguments: Any) -> None:
        other = open_database(place)
        Services(other).privacy.forget(gone.id)
        other.close()
        take_over(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "take_over", late)
        with pytest.raises(EnvironmentProblem, match="locked"):
            restore(place, backup)
    for again in range(2):
        database = open_database(place)
        assert len(rows(database, "SELECT id FROM participants WHERE forgotten_at IS NOT NULL")) == 1
        database.close()
        if not again:
            restore(place, backup)


def test_nobody_works_on_a_server_while_it_is_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened("postgresql", tmp_path, HandClock()) as server:
        gone, *_others = fill(server)
        backup = Services(server).maintenance.back_up(tmp_path / "b.sqlite").file
        server.engine.dispose()

        def late(*arguments: Any) -> None:
            monkeypatch.setattr("divide_app.storage.engine._SERVER_MILLISECONDS", 50)
            other = open_database(server.place)
            with pytest.raises(EnvironmentProblem, match="locked"):
                Services(other).privacy.forget(gone.id)
            other.close()
            take_over(*arguments)

        monkeypatch.setattr("divide_app.services.office.moving.take_over", late)
        restore(server.place, backup)


def test_who_signed_in_to_other_data_does_not_take_the_name_of_a_user_there(place: Place, tmp_path: Path) -> None:
    there = open_services(tmp_path / "there")
    there.users.add("職員 一", Role.STAFF, STRONG[0])
    there.users.sign_in("職員 一", STRONG[0])
    backup = there.maintenance.back_up(tmp_path / "b.sqlite").file
    there.close()
    here = open_services(place.folder or "")
    here.users.add("職員 一", Role.STAFF, STRONG[1])
    here.users.sign_in("職員 一", STRONG[1])
    here.maintenance.restore(backup)
    with pytest.raises(EnvironmentProblem, match="signed_out"):
        here.users.all()
    here.users.sign_in("職員 一", STRONG[0])
    here.close()


def test_one_replaced_copy_is_kept_and_a_second_try_does_not_overwrite_it(place: Place, tmp_path: Path) -> None:
    done = backed_up(place, tmp_path / "b.sqlite")
    database = open_database(place)
    fill(database, 2)
    database.close()
    for _time in range(2):
        restore(place, done.file)
    (kept,) = [file for file in place.database_file.parent.iterdir() if "replaced" in file.name]
    with closing(sqlite3.connect(kept)) as old:
        assert old.execute("SELECT count(*) FROM participants").fetchone() == (5,)
    half = place.database_file.parent / f".{'0' * 32}.part"
    half.write_bytes(b"x")
    (place.database_file.parent / ".other.txt").write_bytes(b"x")
    written = datetime.fromtimestamp(kept.stat().st_mtime, UTC)
    open_database(place, clock=HandClock(written + timedelta(hours=1))).close()
    assert kept.exists()
    assert half.exists()
    open_database(place, clock=HandClock(written + timedelta(days=KEPT_DAYS + 1))).close()
    assert sorted(file.name for file in place.database_file.parent.iterdir()) == [".other.txt", DATABASE_FILE]


def test_a_note_lies_beside_each_backup_and_a_changed_file_is_told(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = backed_up(place, tmp_path / "b.sqlite")
    assert done.manifest.state is ManifestState.SIGNED
    found = verify_backup(done.file)
    assert (found.ok, found.manifest.state, found.manifest.head) == (True, ManifestState.SIGNED, done.manifest.head)
    note = backup_manifest.file_of(done.file)
    whole = note.read_text(encoding="utf-8")
    for spoiled, state, ok in (
        (whole.replace('"participants": 3', '"participants": 2'), ManifestState.WRONG, False),
        (whole.replace('"size": ', '"size": 1'), ManifestState.WRONG, False),
        ("{", ManifestState.MISSING, True),
        ("[]", ManifestState.MISSING, True),
        (json.dumps({"content": json.loads(whole)["content"]}), ManifestState.OTHER_KEY, True),
    ):
        note.write_text(spoiled, encoding="utf-8")
        found = verify_backup(done.file)
        assert (found.manifest.state, found.ok) == (state, ok), spoiled
    note.write_text(whole.replace('"participants": 3', '"participants": 2'), encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="backup_altered"):
        restore(place, done.file)
    note.unlink()
    restore(place, done.file)
    note.write_text(whole, encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another pc"))
    assert verify_backup(done.file).manifest.state is ManifestState.OTHER_KEY
    with done.file.open("ab") as file:
        file.write(b"\0" * 4096)
    assert verify_backup(done.file).ok is False


WRONG = {
    "value:participants:sex": "UPDATE participants SET sex = x'00ff'",
    "value:participants:created_at": "UPDATE participants SET created_at = 'gestern'",
    "value:participants:id": "UPDATE participants SET id = 'keine'",
    "value:participants:birth_day": "UPDATE participants SET birth_day = '2026-13-45'",
    "value:participants:needs": "UPDATE participants SET needs = '{'",
    "value:participants:birth_year": "UPDATE participants SET birth_year = 'viele'",
}


@pytest.mark.parametrize("where", WRONG)
def test_a_wrong_value_is_told_and_never_restored(place: Place, tmp_path: Path, where: str) -> None:
    done = backed_up(place, tmp_path / "b.sqlite", people=1)
    backup_manifest.file_of(done.file).unlink()
    with closing(sqlite3.connect(done.file)) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute(WRONG[where])
        file.commit()
    found = verify_backup(done.file)
    assert not found.ok
    if found.faults:  # what breaks a reference is found before the values are looked at
        assert where in found.faults
        with pytest.raises(EnvironmentProblem, match="wrong_values"):
            restore(place, done.file)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", None),
        ("UPDATE alembic_version SET version_num = 'abc'", "unknown_schema"),
        ("UPDATE alembic_version SET version_num = ''", "unknown_schema"),
        ("UPDATE alembic_version SET version_num = x'00ff'", "unknown_schema"),
        ("UPDATE alembic_version SET version_num = '0000'", "unknown_schema"),
        ("INSERT INTO alembic_version VALUES ('0001')", "unknown_schema"),
        ("DELETE FROM alembic_version", None),
        ("CREATE TRIGGER kept AFTER UPDATE ON participants BEGIN SELECT 1; END", "unknown_schema"),
    ],
)
def test_an_impossible_revision_or_a_planted_trigger_is_told(
    place: Place, tmp_path: Path, statement: str, code: str | None
) -> None:
    done = backed_up(place, tmp_path / "b.sqlite", people=1)
    with closing(sqlite3.connect(done.file)) as file:
        file.execute(statement)
        file.commit()
    backup_manifest.file_of(done.file).unlink()
    if code is None:
        assert not verify_backup(done.file).ok
    else:
        with pytest.raises(EnvironmentProblem, match=code):
            verify_backup(done.file)
    before = place.database_file.read_bytes()
    with pytest.raises(EnvironmentProblem):
        restore(place, done.file)
    assert place.database_file.read_bytes() == before


def test_old_copies_nobody_named_go_and_one_of_each_month_stays(place: Place) -> None:
    clock = HandClock(datetime(2026, 1, 1, 3, tzinfo=UTC))
    database = open_database(place, clock=clock)
    care = Services(database).maintenance
    folder = care.backup_folder
    folder.mkdir()
    for day in range(120):
        name = (clock.moment - timedelta(days=day + 1)).strftime("kakehashi-%Y%m%d-120000.sqlite")
        (folder / name).write_bytes(b"x")
        (folder / f"{name}.manifest.json").write_bytes(b"x")
    (folder / "自分で名付けた.sqlite").write_bytes(b"x")
    done = care.back_up()
    left = sorted(file.name for file in folder.glob("kakehashi-*.sqlite"))
    assert len(left) == 33, "30 newest, and the newest of three months before"
    assert done.file.name in left
    assert len(list(folder.glob("*.manifest.json"))) == 33
    assert (folder / "自分で名付けた.sqlite").exists()
    database.close()


@pytest.mark.parametrize(
    ("password", "of_backup"),
    [(None, None), ("it's 鍵", "it's 鍵"), ("it's 鍵", None), (None, "it's 鍵")],
    ids=["plain", "encrypted", "a plain backup over an encrypted place", "an encrypted backup over a plain place"],
)
def test_a_backup_is_looked_into_and_put_back_under_data_that_are_open(
    place: Place, tmp_path: Path, password: str | None, of_backup: str | None
) -> None:
    is_own = password == of_backup
    done = backed_up(place if is_own else Place(folder=tmp_path / "other"), tmp_path / "b.sqlite", of_backup)
    database = open_database(place, password=password)
    services = Services(database)
    fill(database, 2)
    found = services.maintenance.preview(done.file, of_backup)
    assert (found.result.ok, found.result.counts["participants"]) == (True, 3)
    assert found.is_encrypted is (of_backup is not None)
    assert found.last is not None
    assert (found.last.act, set(found.about)) == ("backup.create", {"pc", "place", "program"})
    assert found.lost == (2 if is_own else None), "two people were added since"
    result = services.maintenance.restore(done.file, of_backup)
    assert count(database, "participants") == 3
    fill(database, 1)
    assert count(database, "participants") == 4
    assert services.maintenance.audit_verdict().ok
    assert result.kept is not None
    assert result.kept.is_file()
    assert is_plain(place.database_file) is (password is None and of_backup is None)
    database.close()
    again = open_database(place, password=password or of_backup)
    assert count(again, "participants") == 4
    again.close()


def test_data_others_have_open_are_not_replaced(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("divide_app.storage.recrypting.BUSY_MILLISECONDS", 20)
    done = backed_up(place, tmp_path / "b.sqlite")
    database, other = open_database(place), open_database(place)
    fill(database, 1)
    with other.read() as uow:
        uow.participants.all()
        with pytest.raises(EnvironmentProblem, match="locked"):
            Services(database).maintenance.restore(done.file)
    assert count(database, "participants") == 4
    fill(database, 1)
    assert count(database, "participants") == 5
    other.close()
    database.close()
