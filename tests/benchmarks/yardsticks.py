"""Bare works that say how fast the machine is in this run: Python, Qt and SQLite without the program.

What one thread computes is held by the processor's time, which others on the machine disturb least.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from figures import Yardstick

_PYTHON_ROWS = 20_000
_QT_LINES = 40


def bare_python() -> Yardstick:
    """Return a yardstick for work in Python: 20,000 lines put into a dictionary, grouped and sorted."""

    def work() -> int:
        groups: dict[int, list[tuple[int, str]]] = {}
        for number in range(_PYTHON_ROWS):
            groups.setdefault(number * 7919 % 997, []).append((number * 104_729 % 99_991, f"{number:06}"))
        return sum(len(sorted(group)) for group in groups.values())

    return Yardstick(f"{_PYTHON_ROWS:,} tuples grouped and sorted in Python", work, time.process_time)


def bare_qt(app: Any, clock: Callable[[], float] = time.thread_time) -> Yardstick:
    """Return a yardstick for the thread of the window: a bare form of forty lines built, shown, painted, let go."""
    from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

    def work() -> None:
        form = QWidget()
        lines = QFormLayout(form)
        for number in range(_QT_LINES):
            lines.addRow(QLabel(f"見出し {number}"), QLineEdit(f"中身 {number}"))
        form.resize(900, 700)
        form.show()
        form.grab()
        form.hide()
        form.deleteLater()
        app.processEvents()

    return Yardstick(f"a bare Qt form of {_QT_LINES} lines built and painted", work, clock)


def bare_sqlite(database: Any, sql: str, words: str, *, parts: Sequence[Any] = ()) -> Yardstick:
    """Return a yardstick for reading: a statement over the same file and its indexes, its rows fetched as they are."""

    def work() -> int:
        with database.read() as uow:
            return len(uow.connection.connection.driver_connection.execute(sql, parts).fetchall())

    return Yardstick(words, work, time.process_time)
