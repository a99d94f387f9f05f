"""The open database: the only way for services to read and write."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine

from divide_app.domain.office.office import UNNAMED, Actor, Role, User
from divide_app.foundation import files
from divide_app.foundation.clock import Clock, system_clock
from divide_app.foundation.ids import IdMaker, new_id
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.progress import Progress, no_progress
from divide_app.foundation.user_paths import data_folder
from divide_app.storage import audit, audit_memory, keys, migrations
from divide_app.storage.audit_key import key_of
from divide_app.storage.engine import make_engine
from divide_app.storage.keys import KeySet, Slot, SlotKind, Unlocked
from divide_app.storage.places import Place, tidy
from divide_app.storage.shares import Hold, hold_if_needed
from divide_app.storage.trouble import told_plainly
from divide_app.storage.unit_of_work import UnitOfWork, load_all

log = logging.getLogger(__name__)

acting: ContextVar[Actor | None] = ContextVar("who began the act of a service that is under way", default=None)
"""Set by the outermost method of a service (`services.roles`): a long act is recorded under whoever began it, although
somebody else signed in at the window meanwhile."""

_one_act: ContextVar[tuple[Database, Connection] | None] = ContextVar(
    "the transaction of `Database.as_one`", default=None
)

_NEEDED_TO_BEGIN = 8 * 1024 * 1024
"""Bytes; they hold the schema and its journal with room to spare."""


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Let everything in the block be recorded under one name, in whichever place it is written."""
    token = acting.set(actor)
    try:
        yield
    finally:
        acting.reset(token)


class Database:
    """One open place. Reading gives a connection in a read transaction, writing gives a unit of work."""

    def __init__(self, place: Place, engine: Engine, clock: Clock, make_id: IdMaker, key: str | None = None) -> None:
        self.place = place
        self.clock = clock
        self.make_id = make_id
        self.key = key
        """What opens the file (`storage.keys.DataKey.pragma`); None = it is plain."""
        self.unlocked: Unlocked | None = None
        """Slots and data key of an encrypted place."""
        self._in_care = [file for file in (place.folder and place.database_file, place.package) if file is not None]
        for file in self._in_care:
            files.keep_from_writing(file)
        self.hold: Hold | None = None
        """Held against other PCs on a network share, and let go when the database is closed."""
        self._actor = UNNAMED
        self.user: User | None = None
        """Who signed in, as they were then; None where the office has no users, and for a machine."""
        self.needs_sign_in = False
        """The office has users and nobody has signed in: services refuse everything but that (`services.roles`)."""
        self.is_open_to_all = False
        """Nobody could sign in when the place was opened here; asked again at each act, for users made elsewhere."""
        self.hall_of_pc = ""
        """Id of the venue this PC stands in, as its settings say; "" = it may be anywhere."""
        self._use(engine)

    def _use(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(divide_app_write=True)
        self._seen: audit.Head | None = None
        self._goes_on = True
        # SQLite reads one moment by itself; PostgreSQL would show each statement a newer one.
        self._reader = engine.execution_options(isolation_level="REPEATABLE READ") if self.is_shared else engine

    @property
    def actor(self) -> Actor:
        """Who acts, for the audit trail and the roles: who began the act that is under way, else who is bound here."""
        return acting.get() or self._actor

    @actor.setter
    def actor(self, actor: Actor) -> None:
        """Bind who acts from now on; acts under way stay with whoever began them."""
        self._actor = actor

    @property
    def slots(self) -> KeySet | None:
        """The slots of an encrypted place."""
        return None if self.unlocked is None else self.unlocked.keys

    def change_key(
        self, new: Unlocked | None, copy: Path, progress: Progress = no_progress
    ) -> Mapping[str, tuple[int, int]]:
        """Rewrite the embedded database under another key, or none, and go on with it; see `recrypting.rewrite`.

        Raises:
            EnvironmentProblem: As `recrypting.rewrite`; all is as before then.
            UserCancelled: As `recrypting.rewrite`.
        """
        from divide_app.storage.recrypting import rewrite

        if self.hold is not None:
            self.hold.check()
        self.engine.dispose()
        counts = rewrite(
            self.place.database_file, old=self.key, old_keys=self.slots, new=new, copy=copy, progress=progress
        )
        self.key, self.unlocked = None if new is None else new.key.pragma, new
        self._use(make_engine(self.place, self.key))
        self.optimise()
        return counts

    @contextmanager
    def set_aside(self, new: Unlocked | None) -> Iterator[None]:
        """Let go of the embedded database while it is replaced, and go on with it under other keys when that went well.

        Raises:
            EnvironmentProblem: `held_elsewhere`, and from the block; all is as before then.
        """
        if self.hold is not None:
            self.hold.check()
            self.hold.let_go()
        self.engine.dispose()
        try:
            yield
            self.key, self.unlocked = None if new is None else new.key.pragma, new
        finally:
            self.hold = hold_if_needed(self.place.database_file)
            self._use(make_engine(self.place, self.key))

    def new_slot(self, kind: SlotKind, owner: str, secret: str) -> Slot | None:
        """Return a slot by which a secret opens an encrypted place; None where it does already, or nothing must.

        It takes a tenth of a second, so it is made before the transaction it is put in with.
        """
        if self.unlocked is None:
            return None
        there = next((one for one in self.unlocked.keys.slots if (one.kind, one.owner) == (kind, owner)), None)
        is_kept = kind is SlotKind.TOKEN  # whose secret never changes
        if there is not None and (is_kept or keys.is_key_of(there, self.unlocked.key.id, secret) is not None):
            return None
        return keys.wrapped(self.unlocked.key, kind, secret, owner)

    def put_slot(self, slot: Slot | None, act: UnitOfWork | None = None) -> None:
        """Add a slot made by `new_slot`, in the place of its owner's; see `change_slots`."""
        if slot is not None:
            self.change_slots(lambda there: there.with_slot(slot), act)

    def change_slots(self, change: Callable[[KeySet], KeySet], act: UnitOfWork | None = None) -> None:
        """Write other slots for the data key of an encrypted place; one program at a time.

        Args:
            change: Returns the new ones.
            act: The open unit of work they belong to: where the slots cannot be written, nothing is.

        Raises:
            EnvironmentProblem: `locked`, `disk_full`, `not_writable`; the slots are as before then.
        """
        if self.unlocked is None:
            return
        # A transaction's lock keeps other programs from doing the same.
        with told_plainly(), self._write() if act is None else nullcontext():
            file, mine = self.place.database_file, self.unlocked.keys
            there = next((one for one in keys.read_sets(file) if one.id == mine.id), mine)
            changed = change(there)
            keys.write_sets(file, changed)
            self.unlocked = replace(self.unlocked, keys=changed)

    @property
    def is_shared(self) -> bool:
        """True on PostgreSQL, where several halls work at once."""
        return self.place.url is not None

    @property
    def audit_key(self) -> bytes | None:
        """The key that seals the audit trail of this place; None where there is none.

        That of an encrypted place lies in its slots, and goes with it to another PC.
        """
        return self._key_of_user if self.unlocked is None else self.unlocked.key.record_secret

    @cached_property
    def _key_of_user(self) -> bytes | None:
        return key_of(self.place)

    def now(self) -> datetime:
        """The present moment (UTC) by this database's clock."""
        return self.clock()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Open a read transaction; everything read in it is of one moment, and nothing written in it stays.

        Raises:
            EnvironmentProblem: When the database cannot be reached or read.
        """
        with self._look(self._reader) as uow:
            yield uow

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """Let all that the block writes, by whichever service, be one transaction: killed or failed, nothing of it is.

        Whoever else writes waits meanwhile, so this is for filling a place that is new.

        Raises:
            EnvironmentProblem: As `write`.
        """
        before = self._seen, self._goes_on
        try:
            with told_plainly(), self._write() as connection:
                token = _one_act.set((self, connection))
                try:
                    yield
                finally:
                    _one_act.reset(token)
        except BaseException:
            self._seen, self._goes_on = before
            raise

    def _joined(self) -> Connection | None:
        one = _one_act.get()
        return one[1] if one is not None and one[0] is self else None

    @contextmanager
    def rehearse(self) -> Iterator[UnitOfWork]:
        """Open a unit of work that is always rolled back: for showing what an act would do."""
        with self._look(self._writer) as uow:
            yield uow

    @contextmanager
    def _look(self, engine: Engine) -> Iterator[UnitOfWork]:
        joined = self._joined()
        with (
            told_plainly(),
            engine.connect() if joined is None else nullcontext(joined) as connection,
            connection.begin() if joined is None else connection.begin_nested() as transaction,
        ):
            yield self._unit(connection, self.actor)
            transaction.rollback()

    @contextmanager
    def write(self, actor: Actor | None = None) -> Iterator[UnitOfWork]:
        """Open a unit of work, committed when the block ends well and rolled back otherwise.

        Args:
            actor: Who acts in the stead of `self.actor`: what a program does by itself, or who is just signing in.

        Raises:
            EnvironmentProblem: `locked`, `disk_full`, `read_only`, `server_away`, `held_elsewhere`; nothing was
                written then.
        """
        with told_plainly(), self._write() as connection:
            uow = self._unit(connection, actor or self.actor)
            yield uow
            if self._seen is None:
                # Of a trail that was cut or made anew this PC goes on remembering what it was before.
                known = audit_memory.recall(self.place, self.audit_key)
                self._goes_on = audit.goes_through(connection, known.seen)
            head = uow.seal(self.audit_key)
        self._seen = head

    @contextmanager
    def jot(self) -> Iterator[UnitOfWork]:
        """Open a unit of work for half-typed entries, which are no acts of the office and leave no audit entry.

        Raises:
            EnvironmentProblem: As `write`.
        """
        with told_plainly(), self._write() as connection:
            yield self._unit(connection, self.actor)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction for those who copy whole tables, with the record of acts that belongs to them.

        Raises:
            EnvironmentProblem: As `write`.
        """
        with told_plainly(), self._write() as connection:
            yield connection

    def sign_in(self, id_: UUID, name: str, role: Role, user: User | None = None) -> None:
        """Bind who signed in; `user` is checked from now on, None for a machine."""
        self.actor = self.actor.signed_in(id_, name, role)
        self.user, self.needs_sign_in, self.is_open_to_all = user, False, False

    def sign_out(self) -> None:
        """Let nobody do anything before somebody signs in again, where somebody had."""
        if self.user is not None:
            self.user, self.needs_sign_in = None, True

    def work_unnamed(self, name: str) -> None:
        """Bind somebody who is no user and may do everything: nobody signs in here, or they hold the recovery key."""
        self.actor = replace(self.actor, name=name, role=Role.STAFF, user=None)
        self.user, self.needs_sign_in, self.is_open_to_all = None, False, False

    def _unit(self, connection: Connection, actor: Actor) -> UnitOfWork:
        """Return the unit of work of a transaction, for as long as who signed in still may.

        Raises:
            EnvironmentProblem: `signed_out`: they were switched off, may do less, or have another password; or
                nobody signed in here, and the office has users since.
        """
        uow = UnitOfWork(connection, actor, self.clock, self.make_id)
        if self.user is not None and self.user.id == actor.user:
            now = uow.users.find(self.user.id)
            if now is None or not now.is_as_trusted_as(self.user):
                self.sign_out()
                raise EnvironmentProblem("signed_out")
        elif self.is_open_to_all and uow.users.is_anybody_let_in():
            self.is_open_to_all, self.needs_sign_in = False, True
            raise EnvironmentProblem("signed_out")
        return uow

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        joined = self._joined()
        if joined is not None:
            yield joined
            return
        if self.hold is not None:
            self.hold.check()
        load_all()  # nobody else waits while modules are read from the disk
        with self._writer.begin() as connection:
            yield connection

    def optimise(self) -> None:
        """Refresh the planner's figures: without them SQLite once chose the wrong index, 6 times slower."""
        with told_plainly(), self.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("ANALYZE" if self.is_shared else "PRAGMA optimize=0x10002")

    def close(self) -> None:
        """Close all connections, and let go of a database on a share; this PC remembers how far the trail went."""
        if self._seen is not None and self._goes_on:
            known = audit_memory.recall(self.place, self.audit_key)
            audit_memory.remember(self.place, self.audit_key, audit_memory.Memory(self._seen, known.proven))
        self._seen = None
        self.engine.dispose()
        for file in self._in_care:
            files.let_go(file)
        self._in_care = []
        if self.hold is not None:
            self.hold.let_go()


def open_database(
    place: Place,
    *,
    password: str | None = None,
    key: str | None = None,
    clock: Clock = system_clock,
    make_id: IdMaker = new_id,
    create: bool = True,
    kind: type[Database] = Database,
) -> Database:
    """Open a place; an embedded database is made or upgraded (after a backup), a server is only checked.

    A new one is encrypted when there is a password. One that was encrypted before there were slots is rewritten into
    slots, if nobody else has it open at the moment.

    Args:
        place: Where the data lies.
        password: Of any slot, or the server's.
        key: In its stead, what opens the file itself (a hall package's working database).
        clock: The present moment.
        make_id: Makes ids.
        create: Make a database where there is none.
        kind: Class of the result.

    Raises:
        EnvironmentProblem: `read_only`, `locked`, `bad_password`, `password_needed`, `password_empty`, `damaged`,
            `keys_missing`, `recovery_key_slip`,
            `newer_database`, `older_database` (server only), `unknown_schema`, `empty_database`, `server_away`,
            `disk_full`, `held_elsewhere` (a folder on a share another PC works in).
    """
    if password is not None and not password.strip():
        raise EnvironmentProblem("password_empty")
    hold, unlocked, engine = None, None, None
    if place.folder is not None:
        _prepare_folder(place.folder, place.database_file, create=create)
        hold = hold_if_needed(place.database_file)
    try:
        if place.folder is not None and key is None:
            unlocked = _unlocked(place, password)
        key = password if key is None and unlocked is None else key if unlocked is None else unlocked.key.pragma
        engine = make_engine(place, key)
        with told_plainly():
            with engine.connect() as connection, connection.begin():
                revision = migrations.current_revision(connection)
                if place.folder is None:
                    migrations.check_server(connection, revision)
                else:
                    migrations.check_schema(connection, revision)
            if revision is None:
                audit_memory.forget(place)  # of data that lay here before and was taken away as a whole
            if revision != migrations.HEAD_REVISION:
                _upgrade_embedded(place, engine, revision, key, unlocked)
    except BaseException:
        if engine is not None:
            engine.dispose()
        if hold is not None:
            hold.let_go()
        raise
    database = kind(place, engine, clock, make_id, key)
    database.unlocked, database.hold = unlocked, hold
    if place.folder is not None:
        _clear_up(place.folder, database)
    return database


def _clear_up(folder: Path, database: Database) -> None:
    """Remove what has had its time, and finish what killed programs left half-done in an embedded place."""
    tidy(folder, database.now().timestamp())
    if database.unlocked is None and not any(folder.glob(f".*{keys.SCRATCH}")):
        return
    from divide_app.storage import recrypting

    recrypting.clean_up(folder)
    if database.unlocked is not None:
        # Of an encrypting that was killed before it came to the copies.
        plain = recrypting.plain_copies_beside(database.place.database_file)
        for left in recrypting.encrypt_copies(plain, database.unlocked, database.audit_key):
            log.info("a copy could not be encrypted: %s", left.name)


def _unlocked(place: Place, password: str | None) -> Unlocked | None:
    """Return the keys of an encrypted database; made for a new one, and for one encrypted before there were slots.

    Raises:
        EnvironmentProblem: As `keys.unlock`.
    """
    file = place.database_file
    if keys.id_in(file) is not None:
        found = keys.unlock(file, password)
        if keys.read_sets(file) != (found.keys,):
            # The file was lost, or a change of the key was killed on its way. Where it cannot be written, all the same.
            with suppress(EnvironmentProblem):
                keys.write_sets(file, found.keys)
        return found
    if password is None or keys.is_plain(file):
        return None
    from divide_app.storage.recrypting import rewrite

    if not keys.head_of(file):
        return _keys_of_new(file, keys.new_keys(password), password)
    made = keys.new_keys(password, record_secret=key_of(place) or b"")
    try:
        kept = file.parent / "backups" / "before-slots.sqlite"
        rewrite(file, old=password, old_keys=None, new=made, copy=kept)
    except EnvironmentProblem as problem:
        if problem.code not in {"locked", "disk_full", "read_only", "not_writable"}:
            raise
        log.warning("not rewritten into slots yet: %s", problem.code)
        return None
    log.info("rewritten into slots; a copy was kept: %s", kept.name)
    return made


def _keys_of_new(file: Path, made: Unlocked, password: str) -> Unlocked:
    """Return the keys for a database that is not there yet; those a first start left that was killed are used again.

    Another program may begin the same place at this moment: its keys are kept beside ours until a database says whose
    it is.
    """
    there = keys.read_sets(file)
    for one in there:
        with suppress(EnvironmentProblem):
            return keys.opened(one, password, file)
    keys.write_sets(file, *there, made.keys)
    return made


def _prepare_folder(folder: Path, file: Path, *, create: bool) -> None:
    is_new = not file.exists() or (file.is_file() and not file.stat().st_size)
    if is_new and _has_lost_its_content(file):
        # SQLite would take it for a new database, and the office would find its data gone without a word.
        raise EnvironmentProblem("damaged", path=str(file))
    if is_new and not create:
        if any(one.is_file() for one in (folder, *folder.parents)):
            raise EnvironmentProblem("wrong_folder", path=str(folder))
        raise EnvironmentProblem("empty_database", path=str(folder))
    if is_new:
        _refuse_full_disk(folder)
    try:
        if folder.is_relative_to(data_folder()):
            # This person's own folder holds residents' data: nobody else who signs in on this PC looks into it. What
            # an office chose itself may be shared, and keeps the rights its people gave it.
            data_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise EnvironmentProblem("wrong_folder", path=str(folder)) from error
    except OSError as error:
        raise EnvironmentProblem("read_only", path=str(folder)) from error


def _has_lost_its_content(file: Path) -> bool:
    """Tell an empty file that held an office's data from one a first start left that was killed.

    SQLite makes the file, then its first page, then the journal of WAL: a first start leaves neither a filled WAL nor
    a rollback journal that remembers pages, and no copies of earlier data beside the file.
    """
    if not file.exists():
        return False
    wal, journal = (file.with_name(file.name + end) for end in ("-wal", "-journal"))
    if wal.exists() and wal.stat().st_size:
        return True
    if journal.exists():
        with journal.open("rb") as stream:
            if stream.read(20)[16:].strip(b"\0"):  # pages before the act (sqlite.org/fileformat.html, 3)
                return True
    kept = (*file.parent.glob("backups/*"), *file.parent.glob(f"{file.name}.replaced*"))
    return bool(kept)


def _upgrade_embedded(
    place: Place, engine: Engine, revision: str | None, key: str | None, unlocked: Unlocked | None
) -> None:
    if revision is not None:
        from divide_app.storage.backups import copy_database

        folder = place.database_file.parent / "backups"
        kept = copy_database(
            engine, folder / f"before-upgrade-from-{revision}.sqlite", key, None if unlocked is None else unlocked.keys
        )
        log.info("kept a copy before the upgrade: %s", kept.name)
    migrations.upgrade(engine)


def _refuse_full_disk(folder: Path) -> None:
    """Say so before anything of a new database is made, its folder included."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if shutil.disk_usage(there).free < _NEEDED_TO_BEGIN:
        raise EnvironmentProblem("disk_full", path=str(folder))
