"""Fixtures of the storage tests: the same test on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from divide_app.storage.database import Database
from tests.support.databases import HandClock, opened
from tests.support.fixtures import clock, database

__all__ = ["clock", "database"]


@pytest.fixture
def sqlite(tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    with opened("sqlite", tmp_path / "data", clock) as found:
        yield found
