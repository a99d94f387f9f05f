"""Opens SQLite and PostgreSQL so that the rest of the program sees no difference."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path, PurePath
from random import uniform
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.pool import QueuePool

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage.keys import PLAIN_HEADER
from divide_app.storage.places import Place, address_of_server
from divide_app.storage.shares import is_network
from divide_app.storage.turns import LOOKS_AGAIN, in_turn

BUSY_MILLISECONDS = 5_000
"""How long one program waits for another's write before telling the person that the file is in use."""

_SERVER_MILLISECONDS = 20_000
"""The same on a server, where whoever waits is served in order: twenty PCs on a server with too little to run on waited
11 seconds (one act in a hundred), and with the limit above one act in forty at the door was refused."""

_BETWEEN_TRIES = 0.02
"""Seconds."""


def make_engine(place: Place, key: str | None = None) -> Engine:
    """Return an engine for the place; nothing is opened yet.

    Args:
        place: Where the data lives.
        key: What opens an encrypted embedded database (`storage.keys.DataKey.pragma`), or the password of the server's
            user when the address holds none.

    Raises:
        EnvironmentProblem: `missing_driver` when the PostgreSQL driver is not installed.
    """
    if place.url is not None:
        return _make_server_engine(place.url, key)
    return make_file_engine(place.database_file, key)


def make_file_engine(file: Path, key: str | None, *, read_only: bool = False) -> Engine:
    """Return an engine for one embedded database file, encrypted when a key is given (`storage.keys.DataKey.pragma`).

    With `read_only` the file is not touched at all, so that a backup on a locked stick can be checked.
    """
    from sqlcipher3 import dbapi2

    on_share = is_network(file.parent)

    def connect() -> Any:
        before = _identity(file)
        is_new = not read_only and (not file.exists() or not file.stat().st_size)
        connection = dbapi2.connect(
            address_of(file, "ro" if read_only else "rwc"),
            uri=True,
            timeout=BUSY_MILLISECONDS / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            # A wrong password is reported by the program; the library's own lines on standard error are suppressed.
            connection.execute("PRAGMA cipher_log_level = NONE")
            use_key(connection, key)
            if on_share and not read_only:
                # Until WAL is left: its index needs memory shared between processes, which no file server offers.
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("SELECT count(*) FROM sqlite_master")
            _refuse_truncated(connection, file)
            if not read_only:
                if is_new:
                    # The journal and its index take the rights of the database; a stick may have no rights at all.
                    with suppress(OSError):
                        file.chmod(0o600)
                _set_journal(connection, "DELETE" if on_share else "WAL")
                if on_share:
                    connection.execute("PRAGMA locking_mode = NORMAL")
                    # The index of a WAL that is left, if it was copied along; SQLite takes away only one it used.
                    with suppress(OSError):
                        file.with_name(f"{file.name}-shm").unlink(missing_ok=True)
                # Over a share this lets the file go. With WAL it takes it: from now on nobody can put another here.
                connection.execute("SELECT count(*) FROM sqlite_master")
                connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # A file from elsewhere may bring triggers and views: they call no function with effects.
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA cache_size = -65536")
            connection.execute("PRAGMA temp_store = MEMORY")
        except (dbapi2.DatabaseError, UnicodeDecodeError) as error:
            connection.close()
            raise opening_problem(file, key, error) from error
        if before not in {None, _identity(file)}:
            connection.close()
            raise EnvironmentProblem("locked", path=str(file))  # it was replaced at this very moment
        return connection

    # Two connections: the window's one database thread, and a backup that runs beside it.
    engine = create_engine(
        "sqlite+pysqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_size=2, max_overflow=2
    )

    event.listen(engine, "handle_error", _refuse_damage)

    @event.listens_for(engine, "connect")
    def connected(_connection: Any, record: Any) -> None:
        record.info["file"] = _identity(file)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A write takes its lock at once: a lock taken half-way could fail after the person was told "seated".
        is_write = connection.get_execution_options().get("divide_app_write", False)
        if is_write:
            _wait_for_lock(connection, file)
        else:
            connection.exec_driver_sql("BEGIN")
        if connection.info["file"] != _identity(file):
            # A restore or another key put a new file here: what is written to the old one would be lost.
            connection.invalidate()
            raise EnvironmentProblem("locked", path=str(file))

    return engine


def _wait_for_lock(connection: Connection, file: Path) -> None:
    """Begin a write transaction, in turn; the one whose turn it is looks every few milliseconds for the other's end.

    SQLite's own waiting looks ever less often, up to ten times a second.
    """
    driver: Any = connection.connection.driver_connection
    until = monotonic() + BUSY_MILLISECONDS / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        with in_turn(file, until):
            while True:
                try:
                    driver.execute("BEGIN IMMEDIATE")
                except Exception as error:
                    if "locked" not in str(error) or monotonic() >= until:
                        # Once more by SQLAlchemy, which says in its own way what is the matter.
                        connection.exec_driver_sql("BEGIN IMMEDIATE")
                        return
                    sleep(uniform(*LOOKS_AGAIN))  # noqa: S311 - no secret
                else:
                    return
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def use_key(connection: Any, key: str | None) -> None:
    """Give a connection the key of its database."""
    if key is not None:
        connection.execute("PRAGMA key = '{}'".format(key.replace("'", "''")))


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def _set_journal(connection: Any, mode: str) -> None:
    """Set the journal's mode; SQLite does not wait by itself for another program that is changing it (a first start).

    Raises:
        dbapi2.OperationalError: When another program has the database for itself all the time.
    """
    until = monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}")
        except connection.OperationalError as error:
            if "locked" not in str(error) or monotonic() > until:
                raise
            sleep(_BETWEEN_TRIES)
        else:
            return


def library_version() -> str:
    """Return the version of SQLite in the database library."""
    from sqlcipher3 import dbapi2

    return str(dbapi2.sqlite_version)


def address_of(file: PurePath, mode: str) -> str:
    """Return a file's URI as SQLite reads it: the computer of a Windows share belongs to the path, not before it.

    Args:
        file: Absolute.
        mode: How it is opened: `ro`, `rw` or `rwc` (sqlite.org/uri.html).
    """
    from urllib.parse import quote

    name = str(file)
    if name.startswith("\\\\?\\"):
        # SQLite takes a name written the long way like this, and more than 260 signs by this driver alone.
        return f"file:///{quote(name)}?mode={mode}&vfs=win32-longpath"
    address = file.as_uri()
    return (address if address.startswith("file:///") else address.replace("file://", "file:////", 1)) + f"?mode={mode}"


def _refuse_truncated(connection: Any, file: Path) -> None:
    """Notice a file cut short at once, rather than on the day its missing pages are asked for."""
    journal = file.with_name(file.name + "-wal")
    if journal.exists() and journal.stat().st_size:
        return  # what is missing from the file may stand in the journal
    pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
    size = int(connection.execute("PRAGMA page_size").fetchone()[0])
    if file.stat().st_size < pages * size:
        connection.close()
        raise EnvironmentProblem("damaged", path=str(file))


_NEEDED_TO_OPEN = 1024 * 1024
"""Bytes; the index of the journal takes 32 KiB, the first pages of the journal some more."""


def _has_no_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NEEDED_TO_OPEN
    except OSError:
        return False  # the disk itself is gone


def _refuse_damage(context: ExceptionContext) -> None:
    """Tell damage where SQLite's own sentence holds bytes of a damaged schema: the driver cannot read it."""
    if isinstance(context.original_exception, UnicodeDecodeError):
        raise EnvironmentProblem("damaged") from context.original_exception


def opening_problem(file: Path, key: str | None, error: Exception) -> EnvironmentProblem:
    """Return what it means that a database cannot be opened."""
    words = str(error).lower()
    if "locked" in words or "busy" in words:
        return EnvironmentProblem("locked", path=str(file))
    if "full" in words:
        return EnvironmentProblem("disk_full", path=str(file))
    if "readonly" in words or "unable to open" in words:
        return EnvironmentProblem("read_only", path=str(file))
    if "i/o" in words:
        # Opening writes a little beside the file. Calling the data damaged would send people to an old backup.
        return EnvironmentProblem("disk_full" if _has_no_room(file.parent) else "disk_error", path=str(file))
    head, size = _head_of(file)
    if "not a database" in words:
        if head == PLAIN_HEADER:
            return EnvironmentProblem("not_encrypted" if key is not None else "damaged", path=str(file))
        if size % 512 or size < 4096:
            return EnvironmentProblem("damaged", path=str(file))
        return EnvironmentProblem("bad_password" if key is not None else "password_needed", path=str(file))
    if not os.access(file.parent, os.W_OK) or (file.exists() and not os.access(file, os.W_OK)):
        return EnvironmentProblem("read_only", path=str(file))
    return EnvironmentProblem("damaged", path=str(file))


def _head_of(file: Path) -> tuple[bytes, int]:
    try:
        with file.open("rb") as stream:
            return stream.read(len(PLAIN_HEADER)), file.stat().st_size
    except OSError:
        return b"", 0


def _encryption(address: URL) -> dict[str, str]:
    """Return how the way to a server is protected unless the address or libpq's variables say otherwise.

    Outside this PC: encrypted, and the server's certificate must be one the office's own file or the system trusts,
    for the very name in the address (https://www.postgresql.org/docs/current/libpq-ssl.html).
    """
    if "sslmode" in address.query or os.environ.get("PGSSLMODE") or _is_this_pc(address):
        return {}
    wanted = {"sslmode": "verify-full"}
    own = Path.home() / (".postgresql/root.crt" if os.name == "posix" else "AppData/Roaming/postgresql/root.crt")
    if "sslrootcert" not in address.query and not os.environ.get("PGSSLROOTCERT") and not own.exists():
        wanted["sslrootcert"] = "system"
    return wanted


def _is_this_pc(address: URL) -> bool:
    named = address.query.get("hostaddr") or address.query.get("host") or address.host
    hosts = [named] if isinstance(named, str) else list(named or [os.environ.get("PGHOST", "")])
    for host in (one for text in hosts for one in text.split(",")):
        try:
            is_here = not host or host.startswith(("/", "@")) or host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            is_here = False
        if not is_here:
            return False
    return True


def _make_server_engine(url: str, password: str | None) -> Engine:
    address = address_of_server(url)
    if password is not None and not address.password:
        address = address.set(password=password)
    given = address.query.get("options", "")
    options = " ".join([*([given] if isinstance(given, str) else given), f"-c lock_timeout={_SERVER_MILLISECONDS}"])
    try:
        return create_engine(
            address.difference_update_query(["options"]),
            pool_size=2,
            max_overflow=2,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 10, "options": options.strip(), **_encryption(address)},
        )
    except ModuleNotFoundError as error:
        raise EnvironmentProblem("missing_driver") from error
