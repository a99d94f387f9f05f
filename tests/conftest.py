"""A test fails on an unexpected warning, log line, window, transaction or connection (docs/tests.md#silence).

Warnings are errors by `filterwarnings` in pyproject.toml, Qt's own messages by `qt_log_level_fail`; the rest is here.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The keys and memories of the audit trail lie in the user's data folder: not in that of who runs the tests.
_own_data = tempfile.TemporaryDirectory(prefix="kakehashi-data-", ignore_cleanup_errors=True)
os.environ["XDG_DATA_HOME"] = _own_data.name

# No deadlines: two shared cores make time a matter of luck. CI tries the same examples each time, `make soak` far more.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("everyday", parent=_patient)
settings.register_profile("ci", parent=_patient, derandomize=True, print_blob=True)
settings.register_profile("soak", parent=_patient, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "everyday"))


class ExpectedLogs:
    """The log lines a test says it expects; each must come at least once, and no other from WARNING up may."""

    def __init__(self) -> None:
        self._patterns: dict[str, int] = {}

    def expect(self, pattern: str) -> None:
        """Expect at least one line in which `pattern` (a regular expression) is found."""
        self._patterns.setdefault(pattern, 0)

    def takes(self, line: str) -> bool:
        found = [pattern for pattern in self._patterns if re.search(pattern, line)]
        for pattern in found:
            self._patterns[pattern] += 1
        return bool(found)

    @property
    def unmet(self) -> list[str]:
        return [pattern for pattern, times in self._patterns.items() if not times]


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture
def expected_logs() -> ExpectedLogs:
    """Say which log lines the test provokes on purpose: `expected_logs.expect("rolled back")`."""
    return ExpectedLogs()


@pytest.fixture(autouse=True)
def _no_unexpected_log_line(expected_logs: ExpectedLogs) -> Iterator[None]:
    listener = _Listener()
    logging.getLogger().addHandler(listener)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(listener)
    surprising = [line for line in listener.lines if not expected_logs.takes(line)]
    assert not surprising, "unexpected log lines:\n" + "\n".join(surprising)
    assert not expected_logs.unmet, f"expected log lines never came: {expected_logs.unmet}"


def _is_of_this_machine(connection: socket.socket, address: Any) -> bool:
    if connection.family == getattr(socket, "AF_UNIX", None):
        return True
    host = address[0] if isinstance(address, tuple) else address
    return host in {"127.0.0.1", "localhost", "::1"}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every connection that leaves this machine, and fail even when the refusal was swallowed."""
    attempts: list[str] = []

    def guarded(real: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if not _is_of_this_machine(self, address):
                attempts.append(repr(address))
                raise OSError(f"a test must not leave this machine: {address!r}")
            return real(self, address)

        return connect

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
    yield
    assert not attempts, f"network access: {attempts}"


class _Checkouts:
    """Database connections which are out of their pool now; one left at a test's end is an open transaction."""

    def __init__(self) -> None:
        self.out: dict[int, str] = {}

    def listen(self) -> None:
        from sqlalchemy import event
        from sqlalchemy.pool import Pool

        event.listen(Pool, "checkout", lambda _dbapi, record, _proxy: self.out.__setitem__(id(record), repr(record)))
        event.listen(Pool, "checkin", lambda _dbapi, record: self.out.pop(id(record), None))
        event.listen(Pool, "invalidate", lambda _dbapi, record, _error: self.out.pop(id(record), None))
        event.listen(Pool, "detach", lambda _dbapi, record: self.out.pop(id(record), None))


_checkouts = _Checkouts()


def pytest_configure() -> None:
    """Count the connections from the first one on."""
    _checkouts.listen()


@pytest.fixture(autouse=True)
def _no_open_transaction() -> Iterator[None]:
    before = set(_checkouts.out)
    yield
    left = [_checkouts.out[key] for key in set(_checkouts.out) - before]
    assert not left, f"connections still in use, so a transaction is open: {left}"


@pytest.fixture(autouse=True)
def _no_window_left_open() -> Iterator[None]:
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets else None
    # A program of another kind (QCoreApplication) has no windows.
    if widgets is None or not isinstance(application, widgets.QApplication):
        return
    left = [window for window in application.topLevelWidgets() if window.isVisible()]
    names = [f"{type(window).__name__} {window.windowTitle()!r}" for window in left]
    for window in left:  # the next test must not stumble over this one's window
        window.hide()
        window.deleteLater()
    assert not names, f"left-over windows: {names}"


@pytest.fixture(autouse=True)
def _collector_waits_for_the_window(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let no thread but the window's throw windows away, as in the program (`ui.idle_collector`).

    Python's collector runs on whichever thread makes objects. On the database thread it destroyed widgets of the test
    before: Qt's lock was held there while it waited for the interpreter, which the window's thread held while it waited
    for Qt's lock, and the run stood still for ever.
    """
    has_window = not {"qapp", "qtbot"}.isdisjoint(request.fixturenames)
    if has_window:
        gc.disable()
    yield
    if has_window:
        gc.enable()


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parent.parent
