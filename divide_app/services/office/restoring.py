"""Says what is in a backup and what putting it back would lose, and puts it in the place of the data."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from divide_app import __version__
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import UNNAMED
from divide_app.foundation import settings
from divide_app.foundation.notes import texts_of
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services.changes import EVERYTHING, Changes
from divide_app.storage import audit, audit_memory, backup_manifest, keys, migrations, places
from divide_app.storage.audit import AuditEntry
from divide_app.storage.audit_key import key_of
from divide_app.storage.backup_manifest import NO_MANIFEST, Manifest, ManifestState
from divide_app.storage.backups import BackupVerdict, copy_database, last_entry, restore_file, verify_file
from divide_app.storage.database import Database, open_database
from divide_app.storage.keys import Unlocked
from divide_app.storage.left_behind import LeftBehind, left_behind, take_over
from divide_app.storage.places import KEPT_DAYS, Place, note_move

Moved = places.Moved


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup file, whether it is sound, and its rows by table.

    Attributes:
        faults: Columns with values no program of ours wrote.
        manifest: What the note beside the file is worth, and what it says.
        kept_days: After a restore: how long what was replaced is kept.
        kept: After a restore: where it lies.
    """

    file: Path
    ok: bool
    counts: Mapping[str, int]
    changes: Changes = frozenset()
    faults: tuple[str, ...] = ()
    manifest: Manifest = NO_MANIFEST
    kept_days: int = 0
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class BackupPreview:
    """What is in a backup, and what putting it back would lose.

    Attributes:
        result: Whether it is sound, and its rows by table.
        made_at: When it was made (UTC): by its note, else by the file's own date.
        last: The last entry of its record, None when it has none.
        is_encrypted: A password opens it.
        lost: Acts recorded here since; None when its record is not an earlier part of the one here.
        about: Which PC made it, of which place, with which version of the program, as far as is known.
    """

    result: BackupResult
    made_at: datetime
    last: AuditEntry | None
    is_encrypted: bool
    lost: int | None
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a backup.

    Attributes:
        key: As SQLCipher takes it; None = it is plain.
        unlocked: Its slots, of a backup that has some.
        seal: What its record and its note were sealed with.
    """

    key: str | None
    unlocked: Unlocked | None
    seal: bytes | None


def opening(backup: Path, password: str | None, beside: Path | None = None, own: Unlocked | None = None) -> Opening:
    """Return what opens a backup.

    Args:
        backup: The file.
        password: Of any of its slots.
        beside: The database of a place whose keys may fit, too.
        own: The keys of the place that is open, which need no password.

    Raises:
        EnvironmentProblem: `missing_file`, and as `keys.unlock`.
    """
    if not backup.is_file():
        raise EnvironmentProblem("missing_file", path=str(backup))
    if keys.is_plain(backup):
        return Opening(None, None, key_of(Place(folder=backup.parent)))
    wanted = keys.id_in(backup)
    if wanted is None:  # encrypted by a version before slots
        return Opening(password or None, None, key_of(Place(folder=backup.parent)))
    unlocked = own if own is not None and own.key.id == wanted else keys.unlock(backup, password, beside=beside)
    return Opening(unlocked.key.pragma, unlocked, unlocked.key.record_secret)


def looked_through(file: Path, found: Opening) -> tuple[BackupVerdict, BackupResult]:
    """Check a backup: every page, every reference, its schema and its note.

    Raises:
        EnvironmentProblem: As `verify_file`.
    """
    verdict = verify_file(file, found.key)
    return verdict, result_of(file, verdict, found.seal)


def result_of(file: Path, verdict: BackupVerdict, seal: bytes | None) -> BackupResult:
    """Return what was found of a backup, with what its note is worth."""
    # Of a file that is damaged anyway the note says nothing more.
    manifest = backup_manifest.read(file, seal) if verdict.ok else NO_MANIFEST
    is_ours = manifest.state is not ManifestState.WRONG
    return BackupResult(file, verdict.ok and is_ours, verdict.counts, faults=verdict.faults, manifest=manifest)


def verify_backup(file: Path, password: str | None = None) -> BackupResult:
    """Check a backup without opening any place: every page, every reference, and count its rows.

    Raises:
        EnvironmentProblem: `missing_file`, `bad_password`, `password_needed`, `damaged`, `keys_missing`.
    """
    return looked_through(file, opening(file, password))[1]


def preview(database: Database, file: Path, password: str | None) -> BackupPreview:
    """Say what is in a backup and what putting it back would lose; nothing is changed.

    Raises:
        EnvironmentProblem: As `opening` and `verify_file`.
    """
    found = opening(file, password, own=database.unlocked)
    _verdict, result = looked_through(file, found)
    head, last = last_entry(file, found.key) if result.ok else (audit.EMPTY, None)
    with database.read() as uow:
        now = audit.head(uow.connection)
        goes_on = head.entries <= now.entries and audit.goes_through(uow.connection, head)
    note = texts_of(keys.note_at_end(file).get("about"))
    made_at = result.manifest.made_at or written_at(file)
    lost = now.entries - head.entries if result.ok and goes_on else None
    return BackupPreview(result, made_at, last, found.key is not None, lost, {**note, **result.manifest.about})


def written_at(file: Path) -> datetime:
    """Return a file's own date (UTC); 1970 where it has none a calendar knows, as on a stick gone wrong."""
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)


def is_copy_of(database: Database, copy: Path) -> bool:
    """Tell whether a plain copy is of the data that are open here: by its note, else by what its record says.

    Raises:
        EnvironmentProblem: When the data here cannot be read.
    """
    note, here = backup_manifest.about_of(copy), about(database)
    if note:
        return all(note.get(key) == here[key] for key in ("pc", "place"))
    try:
        head, _last = last_entry(copy, None)
    except EnvironmentProblem:
        return False
    with database.read() as uow:
        return head.entries > 0 and audit.goes_through(uow.connection, head)


def about(database: Database) -> dict[str, str]:
    """Return which PC writes a backup, of which place, and with which version of the program."""
    return {"pc": platform.node(), "place": str(database.place), "program": __version__}


def carry_out(database: Database, target: Path) -> BackupResult:
    """Write everything into one file for another PC, check it, and note here that it was carried away.

    Raises:
        DomainError: `door_only` for a server and a hall package.
        EnvironmentProblem: As `copy_database`; `damaged` when the file that was written is not whole: nothing is noted.
    """
    place = database.place
    if place.folder is None or place.package is not None:
        raise DomainError("door_only")
    with database.write() as uow:
        uow.audit("place.carry_out")
    note = {"about": about(database), "settings": settings.shown()}
    copy_database(database.engine, target, database.key, database.slots, is_named=True, note=note)
    result = result_of(target, verify_file(target, database.key), database.audit_key)
    refuse_faults(result)
    note_move(place, Moved(database.now(), str(target)))
    return result


def _take_over_settings(file: Path) -> None:
    """Show the program here as on the PC a file came from; where that cannot be kept, it looks as it did."""
    shown = keys.note_at_end(file).get("settings")
    if isinstance(shown, dict):
        with suppress(EnvironmentProblem):
            settings.show_as(shown)


def restore_here(database: Database, file: Path, password: str | None) -> BackupResult:
    """Put a backup in the place of the data that are open here, and go on with it.

    An encrypted place stays encrypted with its own key, whatever the backup was.

    Raises:
        DomainError: `door_only` for a hall package and a server.
        EnvironmentProblem: As `restore`.
    """
    place = database.place
    if place.package is not None or place.folder is None:
        raise DomainError("door_only")
    if database.key is not None and database.unlocked is None:  # encrypted before there were slots
        raise EnvironmentProblem("locked", path=str(place))
    found = opening(file, password, own=database.unlocked)
    verdict, result = looked_through(file, found)
    if verdict.revision is not None:
        migrations.refuse_newer(verdict.revision)
    refuse_faults(result)
    with database.read() as uow:
        left = left_behind(uow)
    new = database.unlocked or found.unlocked
    with database.set_aside(new):
        kept = _put_in_place(place, file, found, new, database.key, left)
    _take_over_settings(file)
    if database.user is None:  # who signed in is known to the data that came back, too
        database.actor = replace(database.actor, name=UNNAMED.name, user=None)
    return BackupResult(
        place.database_file, ok=True, counts=verdict.counts, changes=EVERYTHING, kept_days=KEPT_DAYS, kept=kept
    )


def restore(place: Place, file: Path, password: str | None = None) -> BackupResult:
    """Put a backup in the place of the data; what was there of an embedded database is kept beside it.

    An encrypted place stays encrypted with its own key, whatever the backup was.

    Raises:
        DomainError: `door_only` for a hall package.
        EnvironmentProblem: `damaged`, `newer_database`, `unknown_schema`, `bad_password`, `missing_file`, `locked`,
            `disk_full`, `held_elsewhere`.
    """
    if place.package is not None:
        raise DomainError("door_only")
    # A password that opens a server is not the backup's, which is plain unless it came from an encrypted place.
    is_server = place.url is not None
    found = opening(file, None if is_server else password, None if is_server else place.database_file)
    verdict, result = looked_through(file, found)
    if verdict.revision is not None:
        migrations.refuse_newer(verdict.revision)
    refuse_faults(result)
    if place.url is not None:
        from divide_app.services.office.moving import restore_server

        restore_server(place, file, password)
        return BackupResult(file, ok=True, counts=verdict.counts, changes=EVERYTHING)
    unlocked = _place_key(place, password)
    left = _left_behind(place, None if unlocked is None else password)
    old = None if unlocked is None else unlocked.key.pragma
    kept = _put_in_place(place, file, found, unlocked or found.unlocked, old, left)
    return BackupResult(
        place.database_file, ok=True, counts=verdict.counts, changes=EVERYTHING, kept_days=KEPT_DAYS, kept=kept
    )


def _put_in_place(
    place: Place, file: Path, found: Opening, new: Unlocked | None, old: str | None, left: LeftBehind
) -> Path | None:
    """Bring a checked backup to this program's schema and this place's key, and put it there.

    Args:
        place: An embedded one.
        file: The backup.
        found: What opens it.
        new: The keys of the place afterwards.
        old: What opens the database that is there now.
        left: What is taken over from it.

    Returns:
        Where the replaced database lies, None when there was none.
    """
    from divide_app.services.office.moving import prepared

    key = found.key if new is None else new.key.pragma
    with prepared(file, found.key, key, new) as copy:
        with copy.write() as uow:
            take_over(uow, left)
        copy.close()
        kept = restore_file(
            copy.place.database_file,
            place.database_file,
            key=key,
            slots=None if new is None else new.keys,
            old=old,
            head=left.head,
        )
    audit_memory.forget(place)
    note_move(place, None)
    return kept


def _left_behind(place: Place, password: str | None) -> LeftBehind:
    """Return what is taken over from the data a restore replaces; nothing when they cannot be read.

    Raises:
        EnvironmentProblem: `locked`, `held_elsewhere`.
    """
    if not place.database_file.exists():
        return LeftBehind()
    try:
        database = open_database(place, password=password, create=False)
    except EnvironmentProblem as problem:
        if problem.code in {"locked", "held_elsewhere"}:
            raise
        return LeftBehind()  # a damaged database is exactly what a restore is for
    try:
        with database.read() as uow:
            return left_behind(uow)
    finally:
        database.close()


def refuse_faults(result: BackupResult) -> None:
    """Refuse a backup that is not whole, each way by its own name.

    Raises:
        EnvironmentProblem: `backup_altered`, `wrong_values`, `damaged`.
    """
    if result.manifest.state is ManifestState.WRONG:
        raise EnvironmentProblem("backup_altered", path=str(result.file))
    if result.faults:
        raise EnvironmentProblem("wrong_values", path=str(result.file), where=result.faults[:5])
    if not result.ok:
        raise EnvironmentProblem("damaged", path=str(result.file))


def _place_key(place: Place, password: str | None) -> Unlocked | None:
    """Return the key of an encrypted place, also of one whose database is damaged; None for a plain or a new one.

    Raises:
        EnvironmentProblem: `password_needed`, `bad_password`, `locked`.
    """
    target = place.database_file
    if not keys.head_of(target) or keys.is_plain(target):
        return None
    there = keys.place_keys(target)
    if there is None and keys.id_in(target) is None:
        # Encrypted before there were slots, or damaged: opening it gives it slots.
        try:
            database = open_database(place, password=password, create=False)
        except EnvironmentProblem as problem:
            if problem.code in {"damaged", "not_a_database"}:
                return None
            raise
        database.close()
        if database.unlocked is None:  # somebody works in it, or it cannot be written
            raise EnvironmentProblem("locked", path=str(target))
        return database.unlocked
    if there is None:
        return keys.unlock(target, password)
    if not password:
        raise EnvironmentProblem("password_needed", path=str(target))
    return keys.opened(there, password, target)
