"""Fixtures of the storage tests: the same test on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from divide_app.storage.database import Database
from tests.support.databases import KINDS, HandClock, opened


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    with opened(request.param, tmp_path / "data", clock) as found:
        yield found


@pytest.fixture
def sqlite(tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    with opened("sqlite", tmp_path / "data", clock) as found:
        yield found
