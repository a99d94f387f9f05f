"""Parses PLACE of the command line: a folder with a database, a PostgreSQL address, or a hall package."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from divide_app.foundation.file_names import reachable, shown_name
from divide_app.foundation.files import PLACE_FILE, written_whole
from divide_app.foundation.notes import note_of, texts_of
from divide_app.foundation.problems import EnvironmentProblem

if TYPE_CHECKING:
    from sqlalchemy import URL

DATABASE_FILE = PLACE_FILE
KEPT_DAYS = 30
"""How long the database that a restore replaced is kept beside the new one."""
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_WORDS = re.compile(r"\b(?:host|password|dbname)\s*=")
"""An address as libpq also writes it: host=... password=..."""
_SERVERS = {"postgresql", "postgresql+psycopg", "postgres"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data lives; exactly one of `folder`, `url` and `package` is set, once it is open.

    A package is a file which is unpacked into a folder before it is worked on; an open one has both.
    """

    folder: Path | None = None
    url: str | None = None
    package: Path | None = None

    @property
    def database_file(self) -> Path:
        """The embedded database's file.

        Raises:
            ValueError: When the place is a server, or a package not unpacked yet.
        """
        if self.folder is None:
            raise ValueError("this place has no database file")
        return self.folder / DATABASE_FILE

    def __str__(self) -> str:
        """Name the place for people, without a server's password."""
        if self.package is not None:
            return shown_name(str(self.package))
        if self.folder is not None:
            return shown_name(str(self.folder))
        address = address_of_server(self.url or "")
        return address.difference_update_query(["password", "passfile"]).render_as_string(hide_password=True)


def address_of_server(url: str) -> URL:
    """Read a server's address.

    Raises:
        EnvironmentProblem: `bad_address`; it repeats nothing of the address, which may hold a password.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise EnvironmentProblem("bad_address") from error.with_traceback(None)


def parse_place(text: str | Path) -> Place:
    """Read a PLACE: an address beginning with `postgresql` is a server, a package file a package.

    Raises:
        EnvironmentProblem: `wrong_folder` for the address of anything else.
    """
    if isinstance(text, str):
        text = text.strip()  # an address with a leading space is no folder; no folder name begins with a space
        found = _ADDRESS.match(text)
        if found is not None and found[1].lower() in _SERVERS:
            return Place(url="postgresql+psycopg" + text[len(found[1]) :])
        if found is not None or _WORDS.search(text):
            # What follows may hold a password, and no folder of that name shall be made.
            raise EnvironmentProblem("wrong_folder", path="…" if found is None else f"{found[1]}://…")
    try:
        path = reachable(text)
    except RuntimeError as error:  # ~nobody
        raise EnvironmentProblem("wrong_folder", path=str(text)) from error
    if "\0" in str(path):
        raise EnvironmentProblem("wrong_folder", path="")
    return Place(package=path) if _is_package(path) else Place(folder=path)


def _is_package(path: Path) -> bool:
    if path.is_dir():
        return False
    from divide_app.domain.door.packages import PACKAGE_MAGIC, PACKAGE_SUFFIX

    if path.suffix.lower() == PACKAGE_SUFFIX:
        return True
    if not path.is_file():  # a named pipe would be waited for
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(PACKAGE_MAGIC)) == PACKAGE_MAGIC
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Moved:
    """When the data of a place were carried to another PC (UTC), and in which file."""

    at: datetime
    file: str


def moved_away(place: Place) -> Moved | None:
    """Return what is noted beside an embedded database that was carried to another PC."""
    if place.folder is None or place.package is not None:
        return None
    try:
        note = note_of(_moved_file(place).read_bytes())
        return Moved(datetime.fromisoformat(note["at"]).astimezone(UTC), texts_of(note)["file"])
    except (OSError, ValueError, TypeError, LookupError, OverflowError):
        return None


def note_move(place: Place, moved: Moved | None) -> None:
    """Note that an embedded place was carried to another PC; None = it was not, or its data were replaced.

    Raises:
        EnvironmentProblem: As `written_whole`.
    """
    if moved is None:
        with contextlib.suppress(OSError):
            _moved_file(place).unlink(missing_ok=True)
        return
    with written_whole(_moved_file(place), over=None, is_private=True) as out:
        out.write(json.dumps({"at": moved.at.isoformat(), "file": moved.file}, ensure_ascii=False).encode())


def _moved_file(place: Place) -> Path:
    return place.database_file.with_name(f"{PLACE_FILE}.moved")


def tidy(folder: Path, now: float) -> None:
    """Remove from a place what has had its time: replaced databases, and what killed writers left half-written.

    Args:
        folder: The place.
        now: Seconds since the epoch.
    """
    for pattern, days in ((f"{PLACE_FILE}.replaced*", KEPT_DAYS), (".*.part", 1), ("backups/.*.part", 1)):
        for file in folder.glob(pattern):
            with contextlib.suppress(OSError):
                if file.is_file() and file.stat().st_mtime < now - days * 86_400:
                    file.unlink()
