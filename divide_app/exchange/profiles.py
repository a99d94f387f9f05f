"""Column profiles as data files: which header means which field, so that a new format needs no code."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import columns_of
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.supporters import Supporter
from divide_app.domain.planning.venues import Venue
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
class FieldSource:
    """Where one field comes from in a format a person put together.

    Attributes:
        columns: Headers whose cells are joined in this order (姓 and 名; 年, 月 and 日).
        value: What every row says, for a field no column holds (the course of a form of its own).
    """

    field: str
    columns: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A published or home-made file format: columns in their order, and how its text is written.

    Attributes:
        sources: Where each field comes from, when a person said so column by column; `columns` mean nothing then.
        constants: What every row of such a file says of itself (a form's rows came by form), when no column says it.
        fixed: What every row is to say whatever its columns hold, told for one file (which course it is for).
        is_untried: Nobody has held it against a real file of that service yet; said wherever it is offered.
        is_own: Made by the office, not bundled.
    """

    code: str
    kind: str
    title: str
    encoding: str
    newline: str
    columns: tuple[ProfileColumn, ...]
    file_name: str = ""
    sources: tuple[FieldSource, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    fixed: tuple[tuple[str, str], ...] = ()
    is_untried: bool = False
    is_own: bool = False

    def fields(self) -> frozenset[str]:
        """Return the fields the format has a column for."""
        return frozenset(column.field for column in self.columns if column.field)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where the fields of a kind stand in one table.

    Attributes:
        positions: Field to column position, the first one where several are joined.
        names: Field to header as the file spells it.
        extras: Named columns that mean nothing to us, kept aside.
        warnings: The extra columns, named once.
        joined: Field to the positions of all its columns, for fields made of several.
        constants: Field to what every row says.
    """

    positions: Mapping[str, int]
    names: Mapping[str, str]
    extras: tuple[tuple[int, str], ...]
    warnings: tuple[RowProblem, ...]
    joined: Mapping[str, tuple[int, ...]] = dataclasses.field(default_factory=dict)
    constants: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def texts(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the text of every field for one row."""
        found = {field: cells[position] for field, position in self.positions.items()}
        if self.constants:
            found = {**self.constants, **found}
        for field, positions in self.joined.items():
            found[field] = joined_text(field, [cells[position] for position in positions])
        return found


def load_profiles(kind: str, folder: Path | None = None, own: Sequence[Profile] = ()) -> tuple[Profile, ...]:
    """Return the bundled profiles of a kind, and after them those a person put in `folder` or gave as `own`.

    Raises:
        DomainError: `bad_profile`, when a file in `folder` is not a profile.
    """
    mine = list(own)
    if folder is not None and folder.is_dir():
        mine += [_read_profile(path) for path in sorted(folder.glob("*.json"))]
    taken = {profile.code for profile in mine}
    bundled = [profile for profile in _bundled() if profile.code not in taken]
    return tuple(profile for profile in [*bundled, *mine] if profile.kind == kind)


def find_profile(code: str, kind: str, folder: Path | None = None, own: Sequence[Profile] = ()) -> Profile:
    """Return the profile called `code`.

    Raises:
        DomainError: `unknown_profile` with the names there are; `bad_profile`.
    """
    there = load_profiles(kind, folder, own)
    for profile in there:
        if profile.code == code:
            return profile
    raise DomainError("unknown_profile", name=code, there=[profile.code for profile in there])


def guess_profile(
    table: Table,
    kind: str,
    folder: Path | None = None,
    own: Sequence[Profile] = (),
    fixed: Mapping[str, str] = MappingProxyType({}),
) -> Profile:
    """Return the profile whose headers fit the table best, with the values told for this file.

    Raises:
        DomainError: `missing_columns` with the headers the best profile still needs.
    """
    ranked = sorted(load_profiles(kind, folder, own), key=lambda profile: _fit(table, profile), reverse=True)
    best = with_fixed(ranked[0], fixed)
    map_columns(table, best)
    return best


def map_columns(table: Table, profile: Profile) -> ColumnMap:
    """Find the profile's fields among the table's columns: by the profile's names, its aliases, then all known names.

    Raises:
        DomainError: `missing_columns`, when a column is missing without which no row can be read.
    """
    if profile.sources:
        return _mapped_by_sources(table, profile)
    positions: dict[str, int] = {}
    taken: dict[int, str] = {}
    fixed = dict(profile.fixed)

    def take(field: str, position: int | None) -> None:
        if position is not None and field and field not in positions | fixed and position not in taken:
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
    constants = {field: value for field, value in profile.constants if field not in positions} | fixed
    missing = [
        column.name
        for column in profile.columns
        if column.needed_to_read and column.field not in positions and column.field not in constants
    ]
    if missing:
        raise DomainError("missing_columns", columns=missing)
    extras, warnings = _extras(table, taken.keys() | carried)
    names = {field: table.columns[position] for field, position in positions.items()}
    names |= {field: canonical_name(profile.kind, field) for field in constants}
    return ColumnMap(positions, names, extras, warnings, constants=constants)


def _mapped_by_sources(table: Table, profile: Profile) -> ColumnMap:
    positions: dict[str, int] = {}
    joined: dict[str, tuple[int, ...]] = {}
    constants = dict(profile.constants)
    fixed = dict(profile.fixed)
    taken: set[int] = set()
    lost: list[str] = []
    for source in profile.sources:
        if source.field in fixed:
            continue
        found = [(header, table.find(header)) for header in source.columns]
        lost += [header for header, position in found if position is None]
        places = tuple(position for _, position in found if position is not None)
        if places:
            positions[source.field] = places[0]
            taken.update(places)
            constants.pop(source.field, None)
            if len(places) > 1:
                joined[source.field] = places
        elif source.value:
            constants[source.field] = source.value
    constants |= fixed
    missing = sorted(NEEDED[profile.kind] - positions.keys() - constants.keys())
    if missing:
        raise DomainError("missing_columns", columns=[canonical_name(profile.kind, field) for field in missing])
    extras, warnings = _extras(table, taken)
    if lost:
        warnings += (problem(0, "、".join(lost), "mapped_columns_gone", count=len(lost)),)
    names = {field: table.columns[position] for field, position in positions.items()}
    names |= {field: "・".join(table.columns[place] for place in places) for field, places in joined.items()}
    names |= {field: canonical_name(profile.kind, field) for field in constants}
    return ColumnMap(positions, names, extras, warnings, joined, constants)


def _extras(table: Table, used: Set[int]) -> tuple[tuple[tuple[int, str], ...], tuple[RowProblem, ...]]:
    extras = tuple(
        (position, name)
        for position, name in enumerate(table.columns)
        if position not in used and not name.startswith("(列")
    )
    if not extras:
        return extras, ()
    shown = "、".join(name for _, name in extras[:20])
    return extras, (problem(0, shown, "extra_columns", count=len(extras)),)


_JOINTS = {
    "name": " ", "kana": " ", "phone": "-", "postal_code": "-", "applied_at": " ", "address": "", "district": "",
    "needs": "、", "memo": "\n",
}  # fmt: skip
_DAY_ENDS = ("年", "月", "日")


def joined_text(field: str, parts: Sequence[str]) -> str:
    """Return several cells as the one text they are: 山田 太郎, 090-1234-5678, 昭和25年3月3日."""
    there = [part.strip() for part in parts]
    if field in {"birthday", "first_day", "last_day", "apply_until_day", "appointed", "term_end"} and len(parts) > 2:
        if not any(there):
            return ""
        # Before the last three stands the era, in a column of its own.
        *era, year, month, day = there
        ends = (part.rstrip(end) + end for part, end in zip((year, month, day), _DAY_ENDS, strict=True) if part)
        return "".join(era) + "".join(ends)
    return _JOINTS.get(field, " ").join(filter(None, there))


def with_fixed(profile: Profile, said: Mapping[str, str]) -> Profile:
    """Return the profile with values that hold for every row, whatever its columns say.

    Raises:
        DomainError: `unknown_meaning`.
    """
    for field in said:
        check_field(profile.kind, field)
    return replace(profile, fixed=(*(pair for pair in profile.fixed if pair[0] not in said), *said.items()))


def fields_of(kind: str) -> tuple[str, ...]:
    """Return every field a kind of file may have, those of our own headers first."""
    found: dict[str, None] = {}
    for profile in _bundled():
        if profile.kind == kind:
            found.update((column.field, None) for column in profile.columns if column.field)
    found.update(dict.fromkeys(TOLD_ONCE.get(kind, ())))
    return tuple(found)


def check_field(kind: str, field: str) -> None:
    """Refuse a field the kind of file does not have.

    Raises:
        DomainError: `unknown_meaning` with the names there are.
    """
    if field not in fields_of(kind):
        raise DomainError("unknown_meaning", name=field, there=list(fields_of(kind)))


def own_profile(code: str, kind: str, title: str, sources: Sequence[FieldSource]) -> Profile:
    """Return a format a person put together.

    Raises:
        DomainError: `unknown_meaning`, `missing_columns`.
    """
    for source in sources:
        check_field(kind, source.field)
    missing = sorted(NEEDED[kind] - {source.field for source in sources if source.columns or source.value})
    if missing:
        raise DomainError("missing_columns", columns=[canonical_name(kind, field) for field in missing])
    return Profile(code, kind, title, "utf-8-sig", "\r\n", (), sources=tuple(sources), is_own=True)


def sources_as_data(sources: Sequence[FieldSource]) -> list[dict[str, object]]:
    """Return sources as plain data, to be kept as JSON."""
    return [{"field": one.field, "columns": list(one.columns), "value": one.value} for one in sources]


def sources_of_data(data: object) -> tuple[FieldSource, ...]:
    """Read what `sources_as_data` gave.

    Raises:
        ValueError: It is something else.
    """
    if not isinstance(data, list):
        raise ValueError("sources")
    found = []
    for one in data:
        if not (isinstance(one, dict) and isinstance(one.get("columns", []), list)):
            raise ValueError("sources")
        columns = tuple(str(name) for name in one.get("columns", []))
        found.append(FieldSource(str(one["field"]), columns, str(one.get("value", ""))))
    return tuple(found)


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
    if profile.sources:
        there = [table.find(header) is not None for source in profile.sources for header in source.columns]
        return (len(NEEDED[profile.kind]), 2 * sum(there), 1.0) if there and all(there) else (0, 0, 0.0)
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
    # Our own headers first: of two formats that fit alike the plain one is meant, and its words are the usual ones.
    found = (_read_profile(path) for path in sorted(resource("profiles").glob("*.json")))
    return tuple(sorted(found, key=lambda profile: profile.is_untried))


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
            columns=(
                *(_read_column(column) for column in data.get("columns", [])),
                *(declared_columns(str(data["kind"])) if data.get("declared") else ()),
            ),
            sources=sources_of_data(data.get("sources", [])),
            constants=tuple((str(field), str(value)) for field, value in data.get("constants", {}).items()),
            is_untried=bool(data.get("untried", False)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DomainError("bad_profile", file=path.name) from error
    folded = [fold_header(column.name) for column in profile.columns]
    if (
        profile.kind not in KINDS
        or profile.encoding not in _ENCODINGS
        or profile.newline not in _NEWLINES
        or not (folded or profile.sources)
        or len(set(folded)) != len(folded)
    ):
        raise DomainError("bad_profile", file=path.name)
    return _with_fields(profile)


def declared_columns(kind: str) -> tuple[ProfileColumn, ...]:
    """Return the columns of our own lists, as the fields of their things declare them.

    A column is also known by the word that screens and papers show for its field, if the field has no other column.
    """
    columns = tuple(columns_of(LISTED[kind]))
    headers = {word for _key, column, _field in columns for word in (column.header, *column.spellings.split())}
    labels = Counter(field.kept.label for _key, _column, field in columns)
    return tuple(
        ProfileColumn(
            column.header,
            key in NEEDED[kind],
            key,
            key in NEEDED[kind],
            (
                *column.spellings.split(),
                *(label for label in (field.kept.label,) if labels[label] == 1 and label not in headers),
            ),
        )
        for key, column, field in columns
    )


def declared_words(kind: str) -> dict[str, tuple[str, ...]]:
    """Return the words by which a longer header is known, by field."""
    if kind not in LISTED:
        return {}
    return {key: tuple(column.words.split()) for key, column, _field in columns_of(LISTED[kind]) if column.words}


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


LISTED: Mapping[str, type] = {
    "venues": Venue,
    "participants": Participant,
    "applications": Participant,
    "supporters": Supporter,
}
"""The thing whose declared fields a list of a kind holds, beside what the list has of its own."""

TOLD_ONCE: Mapping[str, tuple[str, ...]] = {"events": ("year",)}
"""Fields no published format has a column for, told once for a whole file: the fiscal year of days without one."""

NEEDED: Mapping[str, frozenset[str]] = {
    "events": frozenset({"title", "first_day"}),
    "venues": frozenset({"name"}),
    "participants": frozenset({"name"}),
    "applications": frozenset({"course", "name"}),
    "supporters": frozenset({"name", "kind"}),
    "population": frozenset({"district", "band", "count"}),
}
"""Fields without which no row of a kind can become anything."""


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
        needed = field in NEEDED[profile.kind]
        columns.append(ProfileColumn(column.name, column.required, field, needed, column.aliases))
    return replace(profile, columns=tuple(columns))
