"""The working database at a hall: only the door writes to it, and every act is written back to the package file."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from divide_app.domain.office.office import Actor
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage.database import Database
from divide_app.storage.trouble import told_plainly
from divide_app.storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

_OF_THE_DOOR = ("check_in.", "package.unpack")


class PackageFile(Protocol):
    """The package's file, as the database needs it."""

    @property
    def spare(self) -> Path:
        """Where the package is written when its own file cannot be."""

    def carry_home(self) -> None:
        """Write the file anew."""

    def write_copy(self, path: Path) -> None:
        """Write the package to another file."""

    def was_changed(self) -> bool:
        """Tell whether somebody else has written the file since we did."""


class PackageDatabase(Database):
    """A database that came out of a hall package.

    Attributes:
        hall: The package file, written anew after each act. When that fails (a stick pulled out), the act is safe on
            this PC, and the next act, or `close`, tries again.
    """

    hall: PackageFile | None = None
    is_behind = False

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Open a read transaction, as `Database.read`."""
        with super().read() as uow:
            uow.is_package = True
            yield uow

    @contextmanager
    def rehearse(self) -> Iterator[UnitOfWork]:
        """Open a unit of work that is always rolled back, as `Database.rehearse`."""
        with super().rehearse() as uow:
            uow.is_package = True
            yield uow

    @contextmanager
    def write(self, actor: Actor | None = None) -> Iterator[UnitOfWork]:
        """Open a unit of work for an act at the door, as `Database.write`.

        Raises:
            DomainError: `door_only`, for any other act: it would be lost when the package goes home.
        """
        with super().write(actor) as uow:
            uow.is_package = True
            uow.allowed_acts = _OF_THE_DOOR
            yield uow
        self.refresh_file()

    def refresh_file(self) -> bool:
        """Write the package file, and tell whether it holds everything now."""
        if self.hall is None:
            return True
        try:
            self.hall.carry_home()
        except EnvironmentProblem as problem:
            self.is_behind = True
            log.warning("the package file could not be written: %s", problem.code)
        else:
            self.is_behind = False
        return not self.is_behind

    def is_sound(self) -> bool:
        """Tell whether every page can be read; a package is small enough to read them all."""
        try:
            with told_plainly(), self.engine.connect() as connection:
                return bool(connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok")
        except EnvironmentProblem:
            return False

    def close(self) -> None:
        """Close all connections; what the package file lacks is written first.

        Raises:
            EnvironmentProblem: `package_not_written`: the acts are on this PC, and in a whole package at `kept`.
        """
        is_home = not self.is_behind or self.refresh_file()
        if is_home and self.hall is not None and self.hall.was_changed():
            # Another laptop wrote the shared file at the same moment as we did: both acts belong in it.
            with suppress(EnvironmentProblem):
                self.hall.carry_home()
        try:
            if not is_home and self.hall is not None:
                self.hall.write_copy(self.hall.spare)
        finally:
            super().close()
        if not is_home and self.hall is not None:
            raise EnvironmentProblem("package_not_written", path=str(self.place), kept=str(self.hall.spare))
