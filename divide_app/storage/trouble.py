"""Maps database errors to the problem codes the office is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from divide_app.foundation.problems import EnvironmentProblem

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What reading a value of another type, or a word that is none, ends with somewhere."""
_SQLITE_WORDS = (
    ("locked", "locked"),
    ("busy", "locked"),
    ("full", "disk_full"),
    ("readonly", "read_only"),
    ("unable to open", "read_only"),
    ("not a database", "not_a_database"),
    ("malformed", "damaged"),
    ("could not decode", "damaged"),  # bytes that are no characters in a column of text
    ("vtable constructor failed", "damaged"),  # a page of a search index is gone
    ("invalid fts5 file format", "damaged"),  # a row of its settings is gone
    ("disk i/o", "disk_error"),
)


def problem_of(error: BaseException) -> EnvironmentProblem | None:
    """Return the world's problem behind a database error, or None when the fault is the program's."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    if origin is None:
        return None
    module = type(origin).__module__
    if module.startswith("psycopg"):
        name = type(origin).__name__
        if name in _TWO_AT_ONCE:
            return EnvironmentProblem("locked")
        if name in {"DiskFull", "OutOfMemory"}:
            return EnvironmentProblem("disk_full")
        if name in {"InvalidPassword", "InvalidAuthorizationSpecification"}:
            return EnvironmentProblem("bad_password")
        if name == "ReadOnlySqlTransaction":
            return EnvironmentProblem("read_only")
        if name == "ProgrammingError" and "connection option" in str(origin):
            return EnvironmentProblem("bad_address")
        if name in _NO_RIGHTS or (name == "OperationalError" and "CONNECT" in str(origin)):
            return EnvironmentProblem("no_rights")
        if name not in _OUR_FAULTS and any(word in str(origin).lower() for word in _TLS_WORDS):
            return EnvironmentProblem("server_not_trusted")
        if name not in _OUR_FAULTS and _is_a(origin, "OperationalError", "InterfaceError"):
            code = "bad_password" if "password" in str(origin) else "server_away"
            return EnvironmentProblem(code)
        return None
    words = str(origin).lower()
    for word, code in _SQLITE_WORDS:
        if word in words and type(origin).__name__ in {"OperationalError", "DatabaseError"}:
            return EnvironmentProblem(code)
    return None


_TWO_AT_ONCE = {
    *("LockNotAvailable", "DeadlockDetected", "QueryCanceled", "SerializationFailure"),
    "UniqueViolation",  # every act looks first whether the thing is there: somebody else made it at that very moment
}
_NO_RIGHTS = {"InsufficientPrivilege", "InvalidSchemaName"}
"""The latter: no schema this login may use. Of a login refused at the door libpq keeps no code; in the server's words,
which may be of any language, stands CONNECT, the right that is missing."""
_TLS_WORDS = ("certificate", "does not support ssl", "ssl error", "sslmode", "server name mismatch")
_OUR_FAULTS = {"IdleInTransactionSessionTimeout"}
"""Of the server's operational errors, those which only a fault of the program brings about."""


def _is_a(error: BaseException, *names: str) -> bool:
    # By name, because the driver need not be installed.
    return any(one.__name__ in names for one in type(error).__mro__)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Raise `EnvironmentProblem` in place of a database's own error where the world is the cause."""
    try:
        yield
    except DBAPIError as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise problem from error
