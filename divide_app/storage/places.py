"""What PLACE on the command line may be: a folder with the embedded database, or a shared PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATABASE_FILE = "kakehashi.sqlite"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data lives; exactly one of `folder` and `url` is set."""

    folder: Path | None = None
    url: str | None = None

    @property
    def database_file(self) -> Path:
        """The embedded database's file.

        Raises:
            ValueError: When the place is a server.
        """
        if self.folder is None:
            raise ValueError("a server has no database file")
        return self.folder / DATABASE_FILE

    def __str__(self) -> str:
        """Name the place for people, without a server's password."""
        if self.folder is not None:
            return str(self.folder)
        from sqlalchemy.engine import make_url

        return make_url(self.url or "").render_as_string(hide_password=True)


def parse_place(text: str | Path) -> Place:
    """Read a PLACE: an address beginning with `postgresql` is a server, all else is a folder."""
    if isinstance(text, str) and text.startswith(("postgresql://", "postgresql+psycopg://")):
        return Place(url=text.replace("postgresql://", "postgresql+psycopg://", 1))
    return Place(folder=Path(text).expanduser().absolute())
