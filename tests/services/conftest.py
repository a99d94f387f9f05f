"""Fixtures of the service tests: the same acts on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from divide_app.domain.office.office import Actor
from divide_app.services import Services
from divide_app.storage import shares
from divide_app.storage.database import Database
from tests.support.city import ACTOR, City
from tests.support.databases import KINDS, HandClock, opened
from tests.support.lock_watch import imports_under_lock


@pytest.fixture(scope="session", autouse=True)
def share(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let every data folder lie on a network share when ON_SHARE is set (`make test-share`)."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("ON_SHARE"):
            table = tmp_path_factory.mktemp("mounts") / "mounts"
            table.write_text(f"//server/share {tmp_path_factory.getbasetemp()} cifs rw 0 0\n", encoding="utf-8")
            patch.setattr(shares, "MOUNT_TABLE", table)
        yield


@pytest.fixture(autouse=True)
def _nobody_waits_for_an_import() -> Iterator[None]:
    """Let every act of these tests fail that would import a module while it holds the write lock."""
    with imports_under_lock() as found:
        yield
    assert not found, f"under the write lock: {sorted(set(found))}"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    with opened(request.param, tmp_path / "data", clock) as found:
        found.actor = Actor(ACTOR)
        yield found


@pytest.fixture
def services(database: Database) -> Services:
    return Services(database)


@pytest.fixture
def city(services: Services, clock: HandClock) -> Iterator[City]:
    """A small city; when the test is done, what is kept beside the events must equal the recomputed."""
    found = City(services, clock)
    yield found
    services.database.work_unnamed(ACTOR)  # whoever the test signed in as
    if found.is_checked_at_end:
        assert services.maintenance.check().faults == ()


@pytest.fixture
def sqlite_city(tmp_path: Path, clock: HandClock) -> Iterator[City]:
    """The same on SQLite only, for what does not depend on the database."""
    with opened("sqlite", tmp_path / "data", clock) as database:
        database.actor = Actor(ACTOR)
        services = Services(database)
        found = City(services, clock)
        yield found
        database.work_unnamed(ACTOR)
        if found.is_checked_at_end:
            assert services.maintenance.check().faults == ()
