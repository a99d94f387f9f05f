"""Encrypts the database, changes its keys, and generates the recovery key kept on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain import recovery_key
from divide_app.domain.calendar import local, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import office_name
from divide_app.foundation import settings
from divide_app.foundation.files import written_whole
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.progress import Progress, no_progress
from divide_app.foundation.translation import _
from divide_app.services.changes import EVERYTHING, Changes
from divide_app.services.office.maintenance import COPIES_FOLDER
from divide_app.services.office.restoring import is_copy_of
from divide_app.services.passwords import office_words, refuse_weak
from divide_app.services.roles import EVERYBODY, OFFICE, STAFF, Service, allowed
from divide_app.storage import keys, recrypting
from divide_app.storage.keys import Slot, SlotKind, Unlocked
from divide_app.wording.dates import reiwa_day

if TYPE_CHECKING:
    from divide_app.printing.paper import Printed


@dataclass(frozen=True, slots=True)
class EncryptionState:
    """How the place is protected.

    Attributes:
        is_possible: It is a folder of this PC or a share; a server and a hall's package have other guards.
        has_recovery_key: A recovery key opens it.
        opened_by_recovery_key: It was opened with that key just now: the password should be chosen anew.
        owners: Users whose passwords open it.
        opened_by: The user whose password opened it just now.
        mark: Eight signs by which the paper and the place are told to belong together.
    """

    is_possible: bool
    is_encrypted: bool
    has_recovery_key: bool = False
    opened_by_recovery_key: bool = False
    owners: frozenset[UUID] = frozenset()
    opened_by: UUID | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PlainCopies:
    """Copies of encrypted data that anybody can read.

    Attributes:
        files: Where they lie.
        away: The second place, which is not there now: whether there are any in it is not known.
    """

    files: tuple[Path, ...] = ()
    away: Path | None = None


NO_COPIES = PlainCopies()


@dataclass(frozen=True, slots=True)
class KeyResult:
    """Result of a change of keys.

    Attributes:
        file: The checked copy that was kept.
        tables: Rows by table before and after; equal.
        recovery_key: The new one in groups, "" when there is none; it is nowhere else.
        left: Copies that are still plain: those in the second place, and any beside the data that could not be changed.
    """

    file: Path
    tables: Mapping[str, tuple[int, int]]
    recovery_key: str
    left: PlainCopies = NO_COPIES
    changes: Changes = EVERYTHING


class Encryption(Service):
    """The keys of the place."""

    @allowed(OFFICE, signed_in=False)  # decides what is asked first
    def state(self) -> EncryptionState:
        """Return how the place is protected."""
        place, unlocked = self.database.place, self.database.unlocked
        possible = place.folder is not None and place.package is None
        if unlocked is None:
            return EncryptionState(possible, is_encrypted=possible and self.database.key is not None)
        slots, slot = unlocked.keys.slots, unlocked.slot
        return EncryptionState(
            possible,
            is_encrypted=True,
            has_recovery_key=any(one.kind is SlotKind.RECOVERY for one in slots),
            opened_by_recovery_key=slot is not None and slot.kind is SlotKind.RECOVERY,
            owners=frozenset(UUID(one.owner) for one in slots if one.kind is SlotKind.USER),
            opened_by=UUID(slot.owner) if slot is not None and slot.kind is SlotKind.USER else None,
            mark=_mark(unlocked),
        )

    @allowed(EVERYBODY, signed_in=False)  # asked of every program that opens the place
    def shut_doors(self) -> None:
        """Take the slots away of those who are let in no more, above all of tokens whose last day is past.

        That a token is over no act says, and its holder could go on reading the file with other programs.

        Raises:
            EnvironmentProblem: As `Database.write`; the slots are as before then.
        """
        slots = () if self.database.unlocked is None else self.database.unlocked.keys.slots
        with self.database.read() as uow:
            day = local_day(uow.now)
            tokens, users = uow.machine_tokens.all(), uow.users.all()
        out = {str(one.id) for one in tokens if one.withdrawn_at is not None or one.is_over(day)}
        out |= {str(one.id) for one in users if one.is_disabled}
        gone = [slot for slot in slots if slot.owner in out]
        if not gone:
            return
        with self.database.write() as uow:
            for slot in gone:
                uow.audit("keys.shut", slot.owner, kind=slot.kind.value)
            self.database.change_slots(lambda there: there.without_any(out), uow)

    @allowed(STAFF)
    def encrypt(self, password: str, *, progress: Progress = no_progress) -> KeyResult:
        """Encrypt a plain place, the copies in its folder too.

        Raises:
            DomainError: `already_encrypted`, `no_place_to_encrypt`, and as `passwords.refuse_weak`.
            EnvironmentProblem: As `recrypting.rewrite`.
            UserCancelled: As `recrypting.rewrite`.
        """
        self._need_place()
        if self.database.key is not None:
            raise DomainError("already_encrypted")
        self._refuse_weak(password)
        recovery = keys.new_recovery_key()
        # Entries sealed until now stay checkable, here and wherever the place goes.
        new = keys.new_keys(password, recovery, record_secret=self.database.audit_key or b"")
        done = self._rewritten(new, "encrypted", "keys.encrypt", progress)
        beside = recrypting.plain_copies_beside(self.database.place.database_file)
        recrypting.encrypt_copies(beside, new, self.database.audit_key)
        return KeyResult(*done, recovery_key.in_groups(recovery), self.plain_copies())

    @allowed(STAFF)
    def plain_copies(self) -> PlainCopies:
        """Return the copies of encrypted data that anybody can read: beside them, and the daily ones in a second place.

        Copies elsewhere that somebody made and named nobody knows of but them.
        """
        if self.database.unlocked is None:
            return NO_COPIES
        named = settings.load()[0].copies.get("folder")
        second = Path(named) if isinstance(named, str) and named else None
        files = recrypting.plain_copies_beside(self.database.place.database_file)
        if second is not None:
            there = sorted(filter(keys.is_plain, (second / COPIES_FOLDER).glob("*.sqlite")))
            files += [file for file in there if is_copy_of(self.database, file)]
        return PlainCopies(tuple(files), second if second is not None and not second.is_dir() else None)

    @allowed(STAFF)
    def encrypt_copies(self) -> PlainCopies:
        """Encrypt those copies where they lie, each compared with what it was first; return what is still plain.

        Raises:
            DomainError: `no_place_to_encrypt`, `place_not_encrypted`.
            EnvironmentProblem: As `Database.write`.
        """
        unlocked, found = self._keys(), self.plain_copies()
        if found.files:
            left = recrypting.encrypt_copies(found.files, unlocked, self.database.audit_key)
            with self.database.write() as uow:
                uow.audit("keys.encrypt_copies", copies=len(found.files) - len(left))
            found = replace(found, files=left)
        return found

    @allowed(STAFF)
    def rekey(self, password: str, *, progress: Progress = no_progress) -> KeyResult:
        """Encrypt the place anew with another data key, which nobody knows who had an old password and a copy.

        Users get their slot back when they next sign in.

        Raises:
            DomainError: `place_not_encrypted`, `no_place_to_encrypt`, and as `passwords.refuse_weak`.
            EnvironmentProblem: As `recrypting.rewrite`.
        """
        before = self._keys()
        self._refuse_weak(password)
        recovery = keys.new_recovery_key()
        new = keys.new_keys(password, recovery, record_secret=before.key.record_secret)
        done = self._rewritten(new, "before-rekey", "keys.rekey", progress)
        return KeyResult(*done, recovery_key.in_groups(recovery))

    @allowed(STAFF)
    def decrypt(self, password: str, *, progress: Progress = no_progress) -> KeyResult:
        """Make the place plain again; the copy that is kept stays encrypted.

        Raises:
            DomainError: `place_not_encrypted`, `no_place_to_encrypt`.
            EnvironmentProblem: `bad_password`, and as `recrypting.rewrite`.
        """
        self._keys()
        self._check(password)
        return KeyResult(*self._rewritten(None, "before-decrypt", "keys.decrypt", progress), "")

    @allowed(STAFF)
    def check_password(self, password: str) -> None:
        """Check that a password, or the recovery key, opens the place.

        Raises:
            DomainError: `place_not_encrypted`, `no_place_to_encrypt`.
            EnvironmentProblem: `password_needed`, `bad_password`.
        """
        self._check(password)

    @allowed(STAFF)
    def change_password(self, password: str, *, old: str | None) -> None:
        """Give the place another password; a slot is rewritten, the data are not.

        Args:
            password: The new one.
            old: One that opens the place; None only after the recovery key opened it just now.

        Raises:
            DomainError: `place_not_encrypted`, and as `passwords.refuse_weak`.
            EnvironmentProblem: `bad_password`, and as `Database.change_slots`.
        """
        unlocked = self._keys()
        if old is not None or not self.state().opened_by_recovery_key:
            self._check(old or "")
        self._refuse_weak(password)
        self._put(SlotKind.PLACE, keys.wrapped(unlocked.key, SlotKind.PLACE, password), "keys.change_password")

    @allowed(STAFF)
    def new_recovery_key(self) -> str:
        """Make a recovery key and return it in groups; the one before opens nothing any more.

        Raises:
            DomainError: `place_not_encrypted`.
            EnvironmentProblem: As `Database.change_slots`.
        """
        unlocked = self._keys()
        made = keys.new_recovery_key()
        self._put(SlotKind.RECOVERY, keys.wrapped(unlocked.key, SlotKind.RECOVERY, made), "keys.new_recovery")
        return recovery_key.in_groups(made)

    @allowed(STAFF)
    def paper(self, key: str) -> Printed:
        """Draw the paper of a recovery key just made.

        Raises:
            DomainError: `place_not_encrypted`.
        """
        from divide_app.printing import recovery_key as sheet

        unlocked = self._keys()
        with self.database.read() as uow:
            office = office_name(uow.offices.the_one())
            today = local(uow.now).date()
        facts = (
            (_("作った日"), reiwa_day(today)),
            (_("使う所"), office or _("かけはし")),
            (_("データの番号"), _mark(unlocked)),
        )
        return sheet.draw(sheet.RecoveryPaper(office, key, facts))

    @allowed(STAFF)
    def save_paper(self, key: str, path: Path) -> None:
        """Write the paper of a recovery key just made to a PDF.

        Raises:
            DomainError: `place_not_encrypted`.
            EnvironmentProblem: As `foundation.files.written_whole`.
        """
        made = self.paper(key)
        with written_whole(path, is_private=True) as file:
            file.write(made.pdf)

    def _keys(self) -> Unlocked:
        """Return the keys of an encrypted place.

        Raises:
            DomainError: `no_place_to_encrypt`, `place_not_encrypted`.
        """
        self._need_place()
        if self.database.unlocked is None:
            raise DomainError("place_not_encrypted")
        return self.database.unlocked

    def _need_place(self) -> None:
        place = self.database.place
        if place.folder is None or place.package is not None:
            raise DomainError("no_place_to_encrypt")

    def _refuse_weak(self, password: str) -> None:
        refuse_weak(password, words=office_words(self.database))

    def _check(self, password: str) -> None:
        if not password:
            raise EnvironmentProblem("password_needed")
        keys.opened(self._keys().keys, password, self.database.place.database_file)

    def _put(self, kind: SlotKind, slot: Slot, act: str) -> None:
        self.database.change_slots(lambda there: there.with_slot(slot))
        with self.database.write() as uow:
            uow.audit(act, kind=kind.value)

    def _rewritten(
        self, new: Unlocked | None, name: str, act: str, progress: Progress
    ) -> tuple[Path, Mapping[str, tuple[int, int]]]:
        stamp = local(self.database.now()).strftime("%Y%m%d-%H%M%S")
        file = self.database.place.database_file.parent / "backups" / f"kakehashi-{stamp}-{name}.sqlite"
        counts = self.database.change_key(new, file, progress)
        with self.database.write() as uow:
            uow.audit(act)
        return file, counts


def _mark(unlocked: Unlocked) -> str:
    text = unlocked.key.id[4:8].hex().upper()
    return f"{text[:4]}-{text[4:]}"
