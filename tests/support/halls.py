"""A hall's PC for tests: sessions packed at the office, opened elsewhere, brought home."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.bootstrap import open_services
from divide_app.services import Services
from divide_app.services.door.hall_packages import MergeResult
from tests.support.city import City

PASSWORD = "ひらけごま 青い扉"


class Hall:
    """Packages of one city, opened on made-up PCs, each with a data folder of its own."""

    def __init__(self, city: City, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.city = city
        self.folder = folder
        self.monkeypatch = monkeypatch
        self._files = 0

    def pack(self, *sessions: UUID) -> Path:
        """Pack sessions at the office and return the file."""
        self._files += 1
        file = self.folder / f"pack{self._files}.kakehashi"
        self.city.services.hall_packages.create(sessions, file, PASSWORD)
        return file

    @contextmanager
    def open(self, file: Path, pc: str = "PC1", clock: Callable[[], datetime] | None = None) -> Iterator[Services]:
        """Open a package on a PC; what is kept there must fit the acts when it is closed."""
        self.monkeypatch.setenv("XDG_DATA_HOME", str(self.folder / pc))
        self.monkeypatch.setenv("LOCALAPPDATA", str(self.folder / pc))
        services = open_services(file, password=PASSWORD, clock=clock or self.city.clock)
        try:
            yield services
            found = services.maintenance.check().findings
            assert found == (), repr(found)
        finally:
            services.close()

    def walk_in_found_to_be(self, person: UUID, session: UUID, file: Path) -> UUID:
        """Receive a walk-in at the hall, say who it was, and return its id."""
        with self.open(file) as there:
            guest = there.check_in.receive_walk_in(session, "70代").participant
            assert guest is not None
            there.check_in.identify_walk_in(guest, person)
        return guest

    def merge(self, file: Path) -> MergeResult:
        """Bring a package home."""
        return self.city.services.hall_packages.merge(file, PASSWORD)
