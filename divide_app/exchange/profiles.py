"""Column profiles as data files: which header means what, so that a new format needs a file and no new program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from divide_app.domain.errors import DomainError
from divide_app.exchange.headers import fold_header
from divide_app.exchange.row_problems import RowProblem, problem
from divide_app.exchange.tables import Table
from divide_app.foundation.bundled import resource

KINDS = ("events", "venues", "participants", "applications", "supporters", "population")
"""The kinds of file a profile may describe; the names are those of the `import` command."""
_ENCODINGS = {"utf-8", "utf-8-sig", "cp932", "utf-16"}
_NEWLINES = {"\n", "\r\n"}


@dataclass(frozen=True, slots=True)
class ProfileColumn:
    """One column of a published format.

    Attributes:
        required: The format calls the item required (we fill it when we can, and say when we cannot).
        field: Our name for what it holds, or "" when we only carry it along.
        needed_to_read: Without it a row cannot become anything.
        aliases: Other spellings seen in real files.
    """

    name: str
    required: bool = False
    field: str = ""
    needed_to_read: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A published or home-made file format: columns in their order, and how its text is written."""

    code: str
    kind: str
    title: str
    encoding: str
    newline: str
    columns: tuple[ProfileColumn, ...]
    file_name: str = ""

    def fields(self) -> frozenset[str]:
        """Return the fields the format has a column for."""
        return frozenset(column.field for column in self.columns if column.field)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where the fields of a kind stand in one table.

    Attributes:
        positions: Field to column position.
        names: Field to header as the file spells it.
        extras: Named columns that mean nothing to us, kept aside.
        warnings: The extra columns, named once.
    """

    positions: Mapping[str, int]
    names: Mapping[str, str]
    extras: tuple[tuple[int, str], ...]
    warnings: tuple[RowProblem, ...]


def load_profiles(kind: str, folder: Path | None = None) -> tuple[Profile, ...]:
    """Return the bundled profiles of a kind, and after them those a person put in `folder`.

    Raises:
        DomainError: `bad_profile`, when a file in `folder` is not a profile.
    """
    own: list[Profile] = []
    if folder is not None and folder.is_dir():
        own = [_read_profile(path) for path in sorted(folder.glob("*.json"))]
    taken = {profile.code for profile in own}
    bundled = [profile for profile in _bundled() if profile.code not in taken]
    return tuple(profile for profile in [*bundled, *own] if profile.kind == kind)


def find_profile(code: str, kind: str, folder: Path | None = None) -> Profile:
    """Return the profile called `code`.

    Raises:
        DomainError: `unknown_profile` with the names there are; `bad_profile`.
    """
    there = load_profiles(kind, folder)
    for profile in there:
        if profile.code == code:
            return profile
    raise DomainError("unknown_profile", name=code, there=[profile.code for profile in there])


def guess_profile(table: Table, kind: str, folder: Path | None = None) -> Profile:
    """Return the profile whose headers fit the table best.

    Raises:
        DomainError: `missing_columns` with the headers the best profile still needs.
    """
    ranked = sorted(load_profiles(kind, folder), key=lambda profile: _fit(table, profile), reverse=True)
    best = ranked[0]
    map_columns(table, best)
    return best


def map_columns(table: Table, profile: Profile) -> ColumnMap:
    """Find the profile's fields among the table's columns: by the profile's names, its aliases, then all known names.

    Raises:
        DomainError: `missing_columns`, when a column is missing without which no row can be read.
    """
    positions: dict[str, int] = {}
    taken: dict[int, str] = {}

    def take(field: str, position: int | None) -> None:
        if position is not None and field and field not in positions and position not in taken:
            positions[field] = position
            taken[position] = field

    carried: set[int] = set()
    for column in profile.columns:
        position = table.find(column.name)
        take(column.field, position)
        if position is not None:
            carried.add(position)
    for column in profile.columns:
        for alias in column.aliases:
            take(column.field, table.find(alias))
    for position, name in enumerate(table.columns):
        take(field_of_header(profile.kind, name), position)
    missing = [column.name for column in profile.columns if column.needed_to_read and column.field not in positions]
    if missing:
        raise DomainError("missing_columns", columns=missing)
    extras = tuple(
        (position, name)
        for position, name in enumerate(table.columns)
        if position not in taken and position not in carried and not name.startswith("(列")
    )
    warnings: tuple[RowProblem, ...] = ()
    if extras:
        shown = "、".join(name for _, name in extras[:20])
        warnings = (problem(0, shown, "extra_columns", count=len(extras)),)
    names = {field: table.columns[position] for field, position in positions.items()}
    return ColumnMap(positions, names, extras, warnings)


def field_of_header(kind: str, header: str) -> str:
    """Return what a header means for a kind of file by all bundled profiles, or "" when none knows it."""
    return _known_headers(kind).get(fold_header(header), "")


@cache
def canonical_name(kind: str, field: str) -> str:
    """Return the header the first bundled profile with that field uses, or ""."""
    for profile in _bundled():
        if profile.kind == kind:
            for column in profile.columns:
                if column.field == field:
                    return column.name
    return ""


@cache
def prefectures() -> Mapping[str, str]:
    """Return the 47 prefectures by the first two digits of a municipal code."""
    found: dict[str, str] = json.loads(resource("municipalities", "prefectures.json").read_text(encoding="utf-8"))
    return found


def _fit(table: Table, profile: Profile) -> tuple[int, int, float]:
    named = sum(table.find(column.name) is not None for column in profile.columns)
    known = needed = 0
    for column in profile.columns:
        found = table.find(column.name, *column.aliases) is not None
        known += found
        needed += column.needed_to_read and found
    return needed, named + known, named / len(profile.columns)


@cache
def _known_headers(kind: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    profiles = [profile for profile in _bundled() if profile.kind == kind]
    for profile in profiles:
        for column in profile.columns:
            if column.field:
                found.setdefault(fold_header(column.name), column.field)
    for profile in profiles:
        for column in profile.columns:
            for alias in column.aliases:
                found.setdefault(fold_header(alias), column.field)
    return found


@cache
def _bundled() -> tuple[Profile, ...]:
    return tuple(_read_profile(path) for path in sorted(resource("profiles").glob("*.json")))


def _read_profile(path: Path) -> Profile:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        profile = Profile(
            code=str(data["profile"]),
            kind=str(data.get("kind", "events")),
            title=str(data.get("title", data["profile"])),
            encoding=str(data.get("encoding", "utf-8-sig")),
            newline=str(data.get("newline", "\n")),
            file_name=str(data.get("file_name", "")),
            columns=tuple(_read_column(column) for column in data["columns"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DomainError("bad_profile", file=path.name) from error
    folded = [fold_header(column.name) for column in profile.columns]
    if (
        profile.kind not in KINDS
        or profile.encoding not in _ENCODINGS
        or profile.newline not in _NEWLINES
        or not folded
        or len(set(folded)) != len(folded)
    ):
        raise DomainError("bad_profile", file=path.name)
    return _with_fields(profile)


def _read_column(data: Mapping[str, object]) -> ProfileColumn:
    aliases = data.get("aliases", [])
    if not isinstance(aliases, list):
        raise TypeError("aliases")
    return ProfileColumn(
        name=str(data["name"]),
        required=bool(data.get("required", False)),
        field=str(data.get("field", "")),
        needed_to_read=bool(data.get("needed_to_read", False)),
        aliases=tuple(str(alias) for alias in aliases),
    )


_NEEDED = {
    "events": {"title", "first_day"},
    "venues": {"name"},
    "participants": {"name"},
    "applications": {"course", "name"},
    "supporters": {"name", "kind"},
    "population": {"district", "band", "count"},
}


def _with_fields(profile: Profile) -> Profile:
    """Complete a plain profile (names only) with the fields its headers are known by."""
    if any(column.field for column in profile.columns):
        return profile
    columns = []
    used: set[str] = set()
    for column in profile.columns:
        field = field_of_header(profile.kind, column.name)
        field = "" if field in used else field
        used.add(field)
        needed = field in _NEEDED[profile.kind]
        columns.append(ProfileColumn(column.name, column.required, field, needed, column.aliases))
    return Profile(
        profile.code,
        profile.kind,
        profile.title,
        profile.encoding,
        profile.newline,
        tuple(columns),
        profile.file_name,
    )
