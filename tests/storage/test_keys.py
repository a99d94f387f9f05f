"""Encrypted places: one data key in slots, killed at any step, and nothing plain left or let out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from divide_app.bootstrap import open_services
from divide_app.domain import recovery_key
from divide_app.domain.calendar import local_day
from divide_app.domain.office.office import Role
from divide_app.domain.people.participants import Participant
from divide_app.foundation import settings
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.office.encryption import PlainCopies
from divide_app.services.office.maintenance import COPIES_FOLDER
from divide_app.services.office.restoring import restore, verify_backup
from divide_app.storage import backup_manifest, keys, recrypting
from divide_app.storage.backup_manifest import ManifestState
from divide_app.storage.database import Database, open_database
from divide_app.storage.keys import SlotKind, is_plain
from divide_app.storage.places import Place
from tests.support.databases import HandClock, count, encrypt_as_before_slots
from tests.support.killing import IS_SOAK, left_behind

OLD, NEW, NAME = "青い自転車と坂道", "麦茶 卵焼き 9つ", "見本 花子"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch passwords less: what is shown here is the order of steps and who opens what."""
    monkeypatch.setattr(keys, "_MEMORY", 64)
    monkeypatch.setattr(keys, "_PASSES", 1)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path / "data")


def filled(place: Place, password: str | None = None, people: int = 3) -> Database:
    database = open_database(place, password=password, clock=HandClock())
    services = Services(database)
    for number in range(people):
        services.participants.add(Participant(services.participants.new_id(), f"{NAME}{number}"))
    return database


def code_of(act: Callable[[], object]) -> str:
    try:
        act()
    except EnvironmentProblem as problem:
        return problem.code
    return "nothing"


def opening(place: Place, password: str | None) -> str:
    return code_of(lambda: open_database(place, password=password, create=False).close())


def bytes_under(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def legacy(place: Place, password: str, people: int = 3) -> None:
    """Make a place as versions before slots encrypted it: the password is SQLCipher's own."""
    filled(place, people=people).close()
    encrypt_as_before_slots(place.database_file, password)


def test_encrypting_leaves_nothing_plain_and_every_slot_opens(place: Place) -> None:
    database = filled(place)
    services = Services(database)
    plain = services.maintenance.back_up()
    assert NAME.encode() in bytes_under(place.database_file.parent)
    done = services.encryption.encrypt(OLD)
    assert done.tables["participants"] == (3, 3)
    assert services.maintenance.verify(plain.file).manifest.state is ManifestState.SIGNED, "its note was written anew"
    assert (done.left.files, done.left.away, services.maintenance.check().faults) == ((), None, ())
    filled_again = Services(database).maintenance.back_up()
    database.close()
    assert NAME.encode() not in bytes_under(place.database_file.parent)
    for password in (OLD, done.recovery_key, done.recovery_key.lower().replace("-", " ")):
        opened = open_database(place, password=password)
        assert count(opened, "participants") == 3
        opened.close()
        assert verify_backup(filled_again.file, password).ok
        assert verify_backup(done.file, password).counts["participants"] == 3
    slip = "A" if done.recovery_key[0] != "A" else "B"
    assert code_of(lambda: open_database(place, password=slip + done.recovery_key[1:])) == "recovery_key_slip"
    assert code_of(lambda: open_database(place, password=NEW)) == "bad_password"
    assert code_of(lambda: open_database(place)) == "password_needed"
    assert code_of(lambda: open_database(place, password=" ")) == "password_empty"


def test_daily_copies_in_the_second_place_are_told_and_encrypted_where_they_lie(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    second, clock = tmp_path / "usb", HandClock()
    second.mkdir()
    others = open_database(Place(folder=tmp_path / "others"), clock=clock)
    Services(others).maintenance.copy_daily(second)
    others.close()
    clock.tick(minutes=1)
    (foreign,) = (second / COPIES_FOLDER).glob("*.sqlite")
    database = open_database(place, clock=clock)
    services = Services(database)
    assert services.encryption.plain_copies().files == (), "a plain place hides nothing"
    filled_more(database)
    kept = []
    for _day in range(2):
        done = services.maintenance.copy_daily(second)
        assert done is not None
        kept.append(done.file)
        clock.tick(days=1)
    backup_manifest.file_of(kept[1]).unlink()  # it is known by what its record says
    settings.save(replace(settings.load()[0], copies={"folder": str(second)}))
    made = services.encryption.encrypt(OLD)
    assert (made.left.files, made.left.away) == (tuple(kept), None)
    second.rename(gone := tmp_path / "gone")
    assert services.encryption.plain_copies() == PlainCopies(away=second), "a stick that is not there is told"
    gone.rename(second)
    assert services.encryption.encrypt_copies().files == ()
    database.close()
    assert "見本 太郎".encode() not in bytes_under(tmp_path)
    assert is_plain(foreign), "another office's copy is not ours to change"
    for file, state in zip(kept, (ManifestState.SIGNED, ManifestState.MISSING), strict=True):
        found = verify_backup(file, OLD)
        assert (found.ok, found.counts["participants"], found.manifest.state) == (True, 1, state)


def test_a_plain_copy_that_cannot_be_encrypted_stays_whole_and_is_told(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    database = filled(place)
    services = Services(database)
    copy = services.maintenance.copy_daily(tmp_path)
    assert copy is not None
    settings.save(replace(settings.load()[0], copies={"folder": str(tmp_path)}))
    services.encryption.encrypt(OLD)

    def full(*_arguments: object, **_named: object) -> None:
        raise EnvironmentProblem("disk_full")

    whole = copy.file.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(recrypting, "rewritten_copy", full)
        assert services.encryption.encrypt_copies().files == (copy.file,)
    assert copy.file.read_bytes() == whole
    assert services.encryption.encrypt_copies().files == ()
    database.close()


def test_a_changed_password_rewrites_a_slot_and_not_the_data(place: Place) -> None:
    database = filled(place, OLD)
    services = Services(database)
    first = services.encryption.new_recovery_key()
    head = place.database_file.read_bytes()[:16]
    assert code_of(lambda: services.encryption.change_password(NEW, old="違う言葉です")) == "bad_password"
    services.encryption.change_password(NEW, old=OLD)
    second = services.encryption.new_recovery_key()
    database.close()
    assert place.database_file.read_bytes()[:16] == head
    for password, code in ((OLD, "bad_password"), (NEW, "nothing"), (first, "bad_password"), (second, "nothing")):
        assert opening(place, password) == code


def test_after_the_recovery_key_a_password_is_chosen_without_the_forgotten_one(place: Place) -> None:
    database = filled(place)
    key = Services(database).encryption.encrypt(OLD).recovery_key
    database.close()
    database = open_database(place, password=key)
    services = Services(database)
    assert services.encryption.state().opened_by_recovery_key
    services.encryption.change_password(NEW, old=None)
    database.close()
    database = open_database(place, password=NEW)
    refused = code_of(lambda: Services(database).encryption.change_password(OLD, old=None))
    database.close()
    assert refused == "password_needed"


def test_each_users_password_opens_the_place_until_they_are_switched_off(place: Place) -> None:
    database = filled(place, OLD)
    users = Services(database).users
    users.add("見本 一郎", Role.STAFF, NEW)
    users.add("見本 次郎", Role.STAFF, "湖まで歩く 3人")
    database.close()
    assert NAME.encode() not in keys.file_of(place.database_file).read_bytes()
    assert [opening(place, one) for one in (OLD, NEW, "湖まで歩く 3人")] == ["nothing"] * 3
    database = open_database(place, password=NEW)
    users = Services(database).users
    users.set_password("見本 一郎", "雪の朝と長靴 5足")
    users.disable("見本 次郎")
    database.close()
    assert [opening(place, one) for one in (OLD, NEW, "湖まで歩く 3人", "雪の朝と長靴 5足")] == [
        "nothing", "bad_password", "bad_password", "nothing",
    ]  # fmt: skip
    database = open_database(place, password=OLD)
    Services(database).encryption.rekey(OLD)
    assert Services(database).encryption.state().owners == frozenset()
    Services(database).users.sign_in("見本 一郎", "雪の朝と長靴 5足")
    assert len(Services(database).encryption.state().owners) == 1
    database.close()
    assert opening(place, "雪の朝と長靴 5足") == "nothing"


def test_another_key_leaves_old_passwords_only_the_old_copies(place: Place) -> None:
    database = filled(place)
    services = Services(database)
    first = services.encryption.encrypt(OLD)
    record_secret = database.unlocked and database.unlocked.key.record_secret
    second = services.encryption.rekey(NEW)
    assert second.tables["participants"] == (3, 3)
    assert database.unlocked is not None
    assert database.unlocked.key.record_secret == record_secret
    database.close()
    for password, code in ((OLD, "bad_password"), (first.recovery_key, "bad_password"), (NEW, "nothing"),
                           (second.recovery_key, "nothing")):  # fmt: skip
        assert opening(place, password) == code
    assert verify_backup(second.file, OLD).ok
    assert code_of(lambda: verify_backup(second.file, NEW)) == "bad_password"


def test_decrypting_asks_for_the_password_and_keeps_an_encrypted_copy(place: Place) -> None:
    database = filled(place, OLD)
    services = Services(database)
    assert code_of(lambda: services.encryption.decrypt("違う言葉です")) == "bad_password"
    done = services.encryption.decrypt(OLD)
    assert not services.encryption.state().is_encrypted
    database.close()
    open_database(place).close()
    assert not keys.file_of(place.database_file).exists()
    assert verify_backup(done.file, OLD).ok
    assert NAME.encode() not in done.file.read_bytes()


def test_a_place_encrypted_before_slots_gets_them_once_with_its_password(place: Place) -> None:
    legacy(place, "a")  # which no new place may have
    assert code_of(lambda: open_database(place, password="b")) == "bad_password"
    assert keys.id_in(place.database_file) is None
    other = open_database(place, password="a")
    assert (count(other, "participants"), other.unlocked is not None) == (3, True)
    other.close()
    assert keys.id_in(place.database_file)
    kept = place.database_file.parent / "backups" / "before-slots.sqlite"
    assert verify_backup(kept, "a").counts["participants"] == 3
    again = open_database(place, password="a")
    assert not Services(again).encryption.state().has_recovery_key
    again.close()


def test_an_old_place_that_is_open_elsewhere_opens_all_the_same(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    legacy(place, OLD)
    script = """
import sys
from pathlib import Path
from divide_app.storage.engine import make_file_engine
connection = make_file_engine(Path(sys.argv[1]), sys.argv[2]).connect()
print("open", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, place.database_file, OLD],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with caplog.at_level("ERROR"):
            database = open_database(place, password=OLD)
        assert database.unlocked is None
        assert count(database, "participants") == 3
        database.close()
        other.communicate()
    open_database(place, password=OLD).close()
    assert keys.id_in(place.database_file)


def test_lost_slots_come_back_from_a_backup(place: Place) -> None:
    database = filled(place, OLD)
    Services(database).maintenance.back_up()
    database.close()
    keys.file_of(place.database_file).write_bytes(b"{}")
    open_database(place, password=OLD).close()
    assert keys.read_sets(place.database_file)
    for file in (place.database_file.parent / "backups").iterdir():
        file.unlink()
    keys.file_of(place.database_file).unlink()
    assert code_of(lambda: open_database(place, password=OLD)) == "keys_missing"


@pytest.mark.parametrize("part", ["salt", "sealed"])
def test_a_slot_cut_short_is_no_slot(place: Place, part: str) -> None:
    database = filled(place, OLD)
    kept = Services(database).maintenance.back_up().file
    database.close()
    file = keys.file_of(place.database_file)
    content = json.loads(file.read_text())
    content["sets"][0]["slots"][0][part] = "AAAA"
    spoilt = json.dumps(content)
    file.write_text(spoilt)
    assert opening(place, OLD) == "nothing", "the backup has the slots, too"
    file.write_text(spoilt)
    kept.unlink()
    assert opening(place, OLD) == "keys_missing"


@pytest.mark.parametrize("target", [NEW, None], ids=["another key", "plain"])
def test_slots_that_cannot_be_tidied_do_not_undo_what_was_done(
    place: Place, monkeypatch: pytest.MonkeyPatch, target: str | None
) -> None:
    database = filled(place, OLD)
    encryption = Services(database).encryption
    written = keys.write_sets

    def write_sets(file: Path, *sets: keys.KeySet) -> None:
        if keys.id_in(file) != sets[0].id:  # the new database lies there
            raise EnvironmentProblem("disk_full", path=str(file))
        written(file, *sets)

    unlink = Path.unlink

    def in_use(file: Path, missing_ok: bool = False) -> None:
        if file.name.endswith(keys.ENDING):
            raise PermissionError(13, "in use", str(file))
        unlink(file, missing_ok=missing_ok)

    monkeypatch.setattr(recrypting, "write_sets", write_sets)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", in_use)
        if target is None:
            encryption.decrypt(OLD)
        else:
            encryption.rekey(target)
    assert count(database, "participants") == 3, "the open window goes on with what lies there now"
    database.close()
    assert [opening(place, one) for one in (target, OLD)] == [
        "nothing",
        "not_encrypted" if target is None else "bad_password",
    ]


def test_signing_in_does_not_fail_for_slots_that_cannot_be_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = filled(place, OLD)
    services = Services(database)
    services.users.add("見本 一郎", Role.STAFF, NEW)
    services.encryption.rekey(OLD)

    def full(file: Path, *_sets: keys.KeySet) -> None:
        raise EnvironmentProblem("disk_full", path=str(file))

    with monkeypatch.context() as patch:
        patch.setattr(keys, "write_sets", full)
        assert services.users.sign_in("見本 一郎", NEW).name == "見本 一郎"
    assert services.encryption.state().owners == frozenset()
    services.users.sign_in("見本 一郎", NEW)
    assert len(services.encryption.state().owners) == 1, "the next time will do"
    database.close()


@pytest.mark.parametrize("act", ["add", "disable", "set_password", "make_token", "withdraw_token"])
def test_who_may_open_the_place_and_who_may_sign_in_change_together(
    place: Place, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    database = filled(place, OLD)
    services = Services(database)
    services.users.add("見本 一郎", Role.STAFF, NEW)
    services.users.add("見本 次郎", Role.STAFF, NEW)
    token = services.tokens.add("夜の控え", Role.STAFF)
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: services.users.add("見本 三郎", Role.STAFF, NEW),
        "disable": lambda: services.users.disable("見本 次郎"),
        "set_password": lambda: services.users.set_password("見本 次郎", "みどりの窓口 23"),
        "make_token": lambda: services.tokens.add("朝の控え", Role.STAFF),
        "withdraw_token": lambda: services.tokens.withdraw("夜の控え"),
    }

    def full(file: Path, *_sets: keys.KeySet) -> None:
        raise EnvironmentProblem("disk_full", path=str(file))

    def known() -> tuple[object, ...]:
        return services.users.all(), services.tokens.all(), count(database, "audit_entries")

    before = known()
    with monkeypatch.context() as patch:
        patch.setattr(keys, "write_sets", full)
        assert code_of(acts[act]) == "disk_full"
    assert known() == before
    assert opening(place, NEW) == opening(place, token.secret) == "nothing"
    acts[act]()
    assert known() != before
    assert opening(place, token.secret) == ("bad_password" if act == "withdraw_token" else "nothing")
    database.close()


def test_a_token_whose_last_day_is_past_opens_the_place_no_more(place: Place) -> None:
    """Nobody withdraws what is over by itself: the next program that opens the place takes its slot away."""
    clock = HandClock()
    database = open_database(place, password=OLD, clock=clock)
    services = Services(database)
    services.users.add("見本 一郎", Role.STAFF, NEW)
    over = services.tokens.add("夜の控え", Role.STAFF, local_day(clock.moment))
    lasting = services.tokens.add("朝の控え", Role.STAFF)
    database.close()
    folder = place.folder or ""
    assert open_services(folder, password=over.secret, clock=clock).close() is None, "it is its last day"
    clock.tick(days=1)
    last = open_services(folder, password=over.secret, clock=clock)  # noticed by this very opening
    with pytest.raises(EnvironmentProblem, match="token_over"):
        last.tokens.sign_in(over.secret)
    last.close()
    assert opening(place, over.secret) == "bad_password"
    assert opening(place, lasting.secret) == opening(place, NEW) == opening(place, OLD) == "nothing"
    again = open_services(folder, password=OLD, clock=clock)
    again.users.sign_in("見本 一郎", NEW)
    shut = [one for one in again.maintenance.audit_entries() if one.act == "keys.shut"]
    assert [one.subject for one in shut] == [str(over.token.id)], "once"
    assert again.maintenance.back_up().ok
    again.close()


@pytest.mark.parametrize("kind", ["plain", "same key", "other key", "before slots"])
def test_a_backup_of_any_kind_leaves_an_encrypted_place_encrypted_with_its_key(
    place: Place, tmp_path: Path, kind: str
) -> None:
    other = place if kind == "same key" else Place(folder=tmp_path / "other")
    if kind == "before slots":
        legacy(other, OLD, people=7)
        backup = other.database_file
    else:
        source = filled(other, None if kind == "plain" else OLD, people=7)
        backup = Services(source).maintenance.back_up(tmp_path / "copy.sqlite").file
        source.close()
    database = filled(place, OLD)
    database.close()
    head = keys.id_in(place.database_file)
    assert code_of(lambda: restore(place, backup, None)) == "password_needed"
    assert code_of(lambda: restore(place, backup, "違う言葉です")) == "bad_password"
    assert restore(place, backup, OLD).counts["participants"] == 7
    assert keys.id_in(place.database_file) == head
    again = open_database(place, password=OLD)
    assert count(again, "participants") == 7
    faults = Services(again).maintenance.check().faults
    assert [one for one in faults if not one.startswith("audit:")] == []  # an older trail is told, as it should be
    again.close()
    assert NAME.encode() not in bytes_under(place.database_file.parent)


@pytest.mark.parametrize("is_new", [True, False])
def test_an_encrypted_backup_brings_its_slots_to_a_plain_or_new_place(
    place: Place, tmp_path: Path, is_new: bool
) -> None:
    database = filled(Place(folder=tmp_path / "other"), OLD)
    backup = Services(database).maintenance.back_up(tmp_path / "copy.sqlite").file
    database.close()
    for file in (tmp_path / "other").rglob("*.sqlite*"):
        file.unlink()
    if not is_new:
        filled(place).close()
    restore(place, backup, OLD)
    again = open_database(place, password=OLD)
    assert count(again, "participants") == 3
    again.close()


def test_a_backup_without_its_end_is_damaged_and_not_a_wrong_password(place: Place, tmp_path: Path) -> None:
    database = filled(place, OLD)
    backup = Services(database).maintenance.back_up(tmp_path / "copy.sqlite").file
    database.close()
    whole = backup.read_bytes()
    for left in (len(whole) - 1, keys.length_without_end(backup), 8192):
        backup.write_bytes(whole[:left])
        assert code_of(lambda: verify_backup(backup, OLD)) == "damaged"


def test_a_writer_that_opened_before_a_swap_loses_nothing_silently(place: Place) -> None:
    database = filled(place)
    moved = place.database_file.with_name("moved")
    place.database_file.rename(moved)
    Place(folder=place.folder).database_file.write_bytes(moved.read_bytes())
    with pytest.raises(EnvironmentProblem, match="locked"):
        filled_more(database)
    database.engine.dispose()
    database.close()


def filled_more(database: Database) -> None:
    services = Services(database)
    services.participants.add(Participant(services.participants.new_id(), "見本 太郎"))


STEPS = ("storage/recrypting.py", "storage/keys.py", "storage/database.py")


def encrypt(place: Place) -> None:
    database = open_database(place, clock=HandClock())
    Services(database).encryption.encrypt(OLD)


def rekey(place: Place) -> None:
    database = open_database(place, password=OLD, clock=HandClock())
    Services(database).encryption.rekey(NEW)


def decrypt(place: Place) -> None:
    database = open_database(place, password=OLD, clock=HandClock())
    Services(database).encryption.decrypt(OLD)


def change_password(place: Place) -> None:
    database = open_database(place, password=OLD, clock=HandClock())
    Services(database).encryption.change_password(NEW, old=OLD)


def begin_anew(place: Place) -> None:
    open_database(place, password=OLD, clock=HandClock())


def take_slots(place: Place) -> None:
    open_database(place, password=OLD, clock=HandClock())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("act", "before", "passwords"),
    [
        (encrypt, None, (None, OLD)),
        (rekey, OLD, (OLD, NEW)),
        (decrypt, OLD, (OLD, None)),
        (change_password, OLD, (OLD, NEW)),
        (take_slots, "before slots", (OLD,)),
    ],
    ids=["encrypt", "rekey", "decrypt", "change password", "slots"],
)
def test_killed_at_every_step_the_place_opens_whole(
    tmp_path: Path, act: Callable[[Place], None], before: str | None, passwords: tuple[str | None, ...],
) -> None:  # fmt: skip
    original = Place(folder=tmp_path / "original")
    if before == "before slots":
        legacy(original, OLD)
    else:
        filled(original, before).close()
    assert original.folder is not None
    seen = set()
    for step, left in left_behind(original.folder, partial(act, original), STEPS, every=_steps):
        place = Place(folder=left)
        opened = next((one for one in passwords if opening(place, one) == "nothing"), "nothing opens it")
        seen.add(opened)
        database = open_database(place, password=opened, create=False)
        assert count(database, "participants") == 3, step
        assert Services(database).maintenance.check().faults == (), step
        database.close()
        if opened is not None:
            assert NAME.encode() not in bytes_under(left), step
    assert seen == set(passwords)


def _steps(last: int) -> set[int]:
    """Return the steps at which an act is killed; the last ones are those around the new file's taking its place."""
    assert last > 100
    whole, end = (1, 1) if IS_SOAK else (last // 4, 6)
    return {*range(1, last, whole), *range(last - 60, last + 1, end)}


def test_a_slot_never_opens_another_owner_or_another_key() -> None:
    first, second = keys.new_keys(OLD), keys.new_keys(OLD)
    slot = first.keys.slots[0]
    assert keys.is_key_of(slot, first.key.id, OLD) == first.key
    assert keys.is_key_of(slot, second.key.id, OLD) is None
    moved = keys.Slot(SlotKind.USER, "somebody", slot.salt, slot.sealed)
    assert keys.is_key_of(moved, first.key.id, OLD) is None


def test_a_recovery_key_is_read_as_people_write_it() -> None:
    key = recovery_key.make(bytes(range(32)))
    assert len(key) == recovery_key.LENGTH
    assert recovery_key.bare(f" {recovery_key.in_groups(key).lower()}　") == key
    assert recovery_key.is_whole(key)
    for at in range(len(key)):
        wrong = key[:at] + ("A" if key[at] != "A" else "B") + key[at + 1 :]
        assert not recovery_key.is_whole(wrong)
    assert recovery_key.bare("短い") == ""
