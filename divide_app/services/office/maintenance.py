"""Maintenance of the data: backups, information, and the check that stored figures equal recomputed ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from divide_app.domain.calendar import local
from divide_app.domain.errors import DomainError
from divide_app.domain.office.findings import Finding, FindingCode
from divide_app.exchange.safe_files import may_write
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.progress import Progress, no_progress
from divide_app.foundation.user_paths import data_folder
from divide_app.services.changes import NOTHING, Changes
from divide_app.services.office.restoring import (
    BackupPreview,
    BackupResult,
    about,
    carry_out,
    looked_through,
    opening,
    preview,
    restore_here,
    result_of,
    written_at,
)
from divide_app.services.roles import EVERYBODY, OFFICE, STAFF, Service, allowed
from divide_app.storage import audit, audit_memory, backup_manifest, migrations
from divide_app.storage.audit import AuditEntry
from divide_app.storage.backups import (
    copy_database,
    count_rows,
    is_ours,
    verify_file,
)
from divide_app.storage.database import open_database
from divide_app.storage.engine import make_engine
from divide_app.storage.places import Place, note_move
from divide_app.storage.shares import is_network
from divide_app.storage.trouble import told_plainly
from divide_app.wording.acts import audit_words

if TYPE_CHECKING:
    from divide_app.services.office.moving import MoveResult

AuditVerdict = audit.AuditVerdict


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup that lies in the place's own folder; `made_at` is UTC, `size` in bytes."""

    file: Path
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class DatabaseInfo:
    """What `db info` tells."""

    place: str
    revision: str
    is_shared: bool
    is_encrypted: bool
    is_on_share: bool
    tables: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `db check` found."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def faults(self) -> tuple[str, ...]:
        """Each finding as one word of stable shape."""
        return tuple(map(str, self.findings))


COPIES_FOLDER = "kakehashi-copies"
"""In the second place."""
NEWEST_KEPT = 30
"""Copies nobody named, newest first."""
MONTHS_KEPT = 24
"""Months of which the newest copy stays."""


class Maintenance(Service):
    """Care of the data."""

    @property
    def backup_folder(self) -> Path:
        """Where backups lie that nobody named: beside an embedded database, for a server in this user's folder."""
        place = self.database.place
        return (data_folder() / "server-backups") if place.url is not None else place.database_file.parent / "backups"

    @allowed(STAFF)
    def back_up(self, target: Path | None = None) -> BackupResult:
        """Copy the data to a file, those of a server too, and check the copy.

        Args:
            target: File to write; None = a dated file in the place's own `backups` folder, for a server in that of
                this user's data folder.

        Raises:
            DomainError: `wrong_extension`.
            EnvironmentProblem: As `written_whole`.
        """
        database = self.database
        is_named = target is not None
        if target is not None:
            may_write(target, over=lambda there: is_ours(there, database.key))
        with database.write() as uow:
            uow.audit("backup.create")
        if target is None:
            stamp = local(database.now()).strftime("%Y%m%d-%H%M%S")
            target = self.backup_folder / f"kakehashi-{stamp}.sqlite"
        if database.is_shared:
            from divide_app.services.office.moving import back_up_server

            back_up_server(database, target, is_named=is_named)
            verdict = verify_file(target, None)
        else:
            copy_database(database.engine, target, database.key, database.slots, is_named=is_named)
            verdict = verify_file(target, database.key)
        with database.read() as uow:
            head = audit.head(uow.connection)
        backup_manifest.write(
            target,
            database.audit_key,
            database.now(),
            verdict.counts,
            migrations.HEAD_REVISION,
            head,
            about(database),
        )
        if not is_named:
            self._let_go_of_old(target)
        return result_of(target, verdict, database.audit_key)

    @allowed(EVERYBODY, signed_in=False)  # on closing, also from the page that asks who it is
    def copy_daily(self, folder: Path) -> BackupResult | None:
        """Copy the data to a second place unless it was done today; of whoever closes the window, for the office.

        Args:
            folder: On another disk, a stick or a share; copies lie in a folder of their own in it, where other PCs'
                may lie, too.

        Raises:
            EnvironmentProblem: `no_folder` when the place is not there now, `damaged` for a copy that is not whole,
                and as `back_up`.
        """
        if not folder.is_dir():
            raise EnvironmentProblem("no_folder", path=str(folder))
        own = folder / COPIES_FOLDER
        now = local(self.database.now())
        target = own / f"kakehashi-{now:%Y%m%d-%H%M%S}.sqlite"
        # One later than now says that the clock was set back: by it this day would never be copied again.
        todays = [one for one in own.glob(f"kakehashi-{now:%Y%m%d}-??????.sqlite") if one.name <= target.name]
        if any(map(self._is_of_here, todays)):
            return None
        own.mkdir(exist_ok=True)
        result = self.back_up(target)
        if not result.ok:
            backup_manifest.remove(target)  # else it would pass for today's
            raise EnvironmentProblem("damaged", path=str(target))
        self._let_go_of_old(target)
        return result

    def _let_go_of_old(self, newest: Path) -> None:
        """Keep of the copies nobody named the newest ones, and one of each month; the others have had their time.

        Those a clock dated that went ahead are kept beside them until their day comes: they would pass for the newest
        and push out those of every day.
        """
        kept_months: set[str] = set()
        there = newest.parent.glob("kakehashi-????????-??????.sqlite")
        dated = sorted(filter(self._is_of_here, (one for one in there if one.name <= newest.name)), reverse=True)
        for number, file in enumerate(dated):
            month = file.name[10:16]
            is_kept = number < NEWEST_KEPT or (month not in kept_months and len(kept_months) < MONTHS_KEPT)
            kept_months.add(month)
            if not is_kept:
                backup_manifest.remove(file)

    def _is_of_here(self, copy: Path) -> bool:
        """Tell whether a copy is of this place: several PCs may put theirs into one folder on a share."""
        found, here = backup_manifest.about_of(copy), about(self.database)
        return not found or all(found.get(key) == here[key] for key in ("pc", "place"))

    @allowed(STAFF)
    def move(self, target: Place, *, password: str | None = None, progress: Progress = no_progress) -> MoveResult:
        """Copy everything to another place and compare the two; what is here stays as it is.

        Args:
            target: A folder or a server.
            password: For the other place; needed for a folder where this place is encrypted.
            progress: Hears how far it is.

        Raises:
            DomainError: As `moving.move`.
            EnvironmentProblem: `password_needed`, and as `moving.move`.
        """
        from divide_app.services.office.moving import move

        if password is None and target.url is None and self.database.key is not None and not self.database.is_shared:
            raise EnvironmentProblem("password_needed", path=str(target))  # an encrypted place never becomes plain
        return move(self.database, target, password=password, progress=progress)

    @allowed(OFFICE)
    def backups(self, newest: int = 20) -> list[BackupFile]:
        """Return the backups in the usual folder, newest first."""
        files = self.backup_folder.glob("*.sqlite")
        found = [BackupFile(file, written_at(file), file.stat().st_size) for file in files]
        return sorted(found, key=lambda one: (one.made_at, one.file.name), reverse=True)[:newest]

    @allowed(OFFICE)
    def verify(self, file: Path, password: str | None = None) -> BackupResult:
        """Check a backup: every page, every reference, and count its rows.

        Raises:
            EnvironmentProblem: `missing_file`, `bad_password`, `password_needed`, `damaged`.
        """
        unlocked = self.database.unlocked
        known = self.database.key if password is None and unlocked is None else password
        return looked_through(file, opening(file, known, own=unlocked))[1]

    @allowed(STAFF)
    def preview(self, file: Path, password: str | None = None) -> BackupPreview:
        """Say what is in a backup and what putting it back would lose; nothing is changed.

        Raises:
            EnvironmentProblem: As `verify`.
        """
        return preview(self.database, file, password)

    @allowed(STAFF)
    def restore(self, file: Path, password: str | None = None) -> BackupResult:
        """Put a backup in the place of the data, and go on with it; an encrypted place stays encrypted.

        Raises:
            DomainError: As `restoring.restore_here`.
            EnvironmentProblem: As `restoring.restore_here`; the data are as they were then.
        """
        return restore_here(self.database, file, password)

    @allowed(STAFF)
    def carry_out(self, target: Path) -> BackupResult:
        """Write everything into one file for another PC: the data, their keys, and how this PC shows the program.

        This place stays as it is; it warns from now on whoever opens it.

        Raises:
            DomainError: `wrong_extension`, `door_only` for a server and a hall package.
            EnvironmentProblem: As `restoring.carry_out`.
        """
        may_write(target, over=lambda there: is_ours(there, self.database.key))
        return carry_out(self.database, target)

    @allowed(STAFF, signed_in=False)  # asked before who it is
    def stay_here(self) -> Changes:
        """Call a move to another PC off: this place is used on."""
        with self.database.write() as uow:
            uow.audit("place.stay")
        note_move(self.database.place, None)
        return NOTHING

    @allowed(OFFICE)
    def info(self) -> DatabaseInfo:
        """Return where the data is, its revision, and rows by table."""
        return DatabaseInfo(
            place=str(self.database.place),
            revision=migrations.HEAD_REVISION,
            is_shared=self.database.is_shared,
            is_encrypted=self.database.key is not None and not self.database.is_shared,
            is_on_share=not self.database.is_shared and is_network(self.database.place.database_file.parent),
            tables=count_rows(self.database.engine),
        )

    @allowed(OFFICE)
    def check(self) -> CheckResult:
        """Recompute what is kept twice, hold every rule, verify the schema, the audit trail and every reference."""
        from divide_app.services.office.held_rules import broken
        from divide_app.storage.integrity import everything

        with self.database.read() as uow:
            found = everything.findings(uow, broken)
            found += [Finding(FindingCode.SCHEMA, key=what) for what in migrations.schema_faults(uow.connection)]
        verdict = self.audit_verdict()
        if not verdict.ok:
            found.append(Finding(FindingCode.AUDIT, key=str(verdict.first_broken)))
        return CheckResult(tuple(found))

    @allowed(OFFICE)
    def audit_entries(self, newest: int | None = None) -> list[AuditEntry]:
        """Return audit entries, newest first."""
        with self.database.read() as uow:
            return list(audit.read_entries(uow.connection, newest=newest))

    @allowed(OFFICE)
    def audit_verdict(self, against: str | None = None) -> AuditVerdict:
        """Go through the audit trail; what this PC went through before and lies there unchanged is not done again.

        Args:
            against: A head as papers print it: the trail must have gone through it, as through the one this PC
                remembers.

        Raises:
            DomainError: `bad_head`.
        """
        database = self.database
        heads = [] if against is None else [audit.head_of_text(against)]
        key = database.audit_key
        known = audit_memory.recall(database.place, key)
        with database.read() as uow:
            verdict = audit.verify(uow.connection, key, [*heads, known.seen], known.proven)
            is_news = verdict.ok and (known.proven is None or known.proven.head != verdict.head)
            digest = audit.digest_of_rows(uow.connection, verdict.entries) if is_news else ""
        if is_news:
            proven = audit.Proven(verdict.head, digest, verdict.sealed, verdict.foreign)
            audit_memory.remember(database.place, key, audit_memory.Memory(verdict.head, proven))
        return verdict

    @allowed(STAFF)
    def accept_audit(self) -> AuditVerdict:
        """Take the trail as it is for the one to go on from: somebody put other data in this place on purpose.

        What this PC remembered is noted as an act, so that nobody can do this unseen.
        """
        database = self.database
        known = audit_memory.recall(database.place, database.audit_key)
        with database.write() as uow:
            uow.audit("audit.accept", remembered=str(known.seen))
        audit_memory.forget(database.place)
        return self.audit_verdict()


def verdict_words(verdict: AuditVerdict) -> str:
    """Return what a look through the audit trail found, in words."""
    return audit_words(
        verdict.entries,
        verdict.lost,
        verdict.first_broken,
        has_key=verdict.has_key,
        sealed=verdict.sealed,
        foreign=verdict.foreign,
    )


def upgrade(place: Place, password: str | None = None) -> str:
    """Bring a place to this program's schema and return the revision; one that has none is made.

    An embedded database upgrades itself when it is opened, after a copy; a server waits for its administrator.

    Raises:
        DomainError: `door_only` for a hall package, which is brought along when it is opened.
        EnvironmentProblem: As `storage.database.open_database`.
    """
    if place.package is not None:
        raise DomainError("door_only")
    if place.folder is not None:
        database = open_database(place, password=password)
        try:
            with told_plainly():
                return migrations.upgrade(database.engine)
        finally:
            database.close()
    engine = make_engine(place, password)
    try:
        with told_plainly():
            return migrations.upgrade(engine)
    finally:
        engine.dispose()
