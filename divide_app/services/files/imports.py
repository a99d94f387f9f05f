"""Imports files: parsed first, then stored in one short transaction; importing a file twice changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.files.imports import ImportRun
from divide_app.exchange.column_guess import ColumnGuess, Confidence, guess_columns, is_known_header, sources_of_guesses
from divide_app.exchange.event_courses import group_into_courses
from divide_app.exchange.events_file import parse_events
from divide_app.exchange.header_place import ANYWHERE, TablePlace
from divide_app.exchange.people_files import parse_applications, parse_participants, parse_supporters
from divide_app.exchange.place_files import parse_population, parse_venues
from divide_app.exchange.profiles import (
    KINDS,
    Profile,
    canonical_name,
    check_field,
    fields_of,
    guess_profile,
    map_columns,
    own_profile,
    with_fixed,
)
from divide_app.exchange.row_loop import RowOptions
from divide_app.exchange.tables import Table, read_table
from divide_app.exchange.wide_population import as_long
from divide_app.foundation.collecting import collector_paused
from divide_app.foundation.file_trouble import reading
from divide_app.foundation.progress import Progress, no_progress
from divide_app.services.files.import_applications import keep_applications
from divide_app.services.files.import_check import CheckedFile, CheckedRow, row_table
from divide_app.services.files.import_events import FileColumns, keep_events
from divide_app.services.files.import_outcome import (
    Candidate,
    Decisions,
    ImportKind,
    ImportResult,
    Outcome,
    Steps,
    Tally,
)
from divide_app.services.files.import_people import keep_participants
from divide_app.services.files.import_places import keep_population, keep_venues
from divide_app.services.files.import_profiles import ProfileLine, keep_profile, own_profiles, profile_called
from divide_app.services.files.import_supporters import keep_supporters
from divide_app.services.files.import_undo import UndoneImport, undo_import
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.unit_of_work import UnitOfWork

__all__ = [
    "Candidate",
    "CheckedFile",
    "CheckedRow",
    "ColumnGuess",
    "Confidence",
    "Decisions",
    "FieldWord",
    "FileLook",
    "ImportKind",
    "ImportResult",
    "Imports",
    "Outcome",
    "ProfileLine",
    "Reading",
    "TablePlace",
    "UndoneImport",
]

_MANY_ROWS = 1_000
"""From so many changed rows on the planner's figures are refreshed; it takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class FieldWord:
    """One thing a column may mean: our name for it, and the word people see."""

    field: str
    word: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class FileLook:
    """Result of the first inspection of a file.

    Attributes:
        columns: Every column with samples and what it is taken for.
        fields: What a column may mean in this kind of file.
        profile: Name of the column profile the guesses come from, "" when none fits.
        profiles: The column profiles there are for the kind.
        sheets: Names of the sheets of a workbook.
        place: Where the table was found.
    """

    kind: ImportKind
    columns: tuple[ColumnGuess, ...]
    fields: tuple[FieldWord, ...]
    profile: str
    profiles: tuple[ProfileLine, ...]
    sheets: tuple[str, ...] = ()
    place: TablePlace = ANYWHERE


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read.

    Attributes:
        profile: Name of a column profile; with none and no `columns` it is chosen by the headers.
        columns: What each column means, as a person left it; goes before any profile.
        values: What every row says, by field, whatever the columns hold.
        said: Meanings told header by header, on top of the guesses; "" for a column not to be used.
        place: Sheet, header row and first row, where a person said them.
    """

    profile: str = ""
    columns: tuple[ColumnGuess, ...] = ()
    values: Mapping[str, str] | None = None
    said: Mapping[str, str] | None = None
    place: TablePlace = ANYWHERE


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A file read to the end, ready to be kept."""

    tally: Tally
    rows: int
    keep: Callable[[UnitOfWork, Steps], None]


class Imports(Service):
    """Files of other programs."""

    @allowed(OFFICE)
    def run(
        self,
        kind: ImportKind,
        file: Path,
        *,
        profile: str | None = None,
        reading: Reading | None = None,
        decisions: Decisions | None = None,
        save_as: str | None = None,
        dry_run: bool = False,
        progress: Progress = no_progress,
    ) -> ImportResult:
        """Bring in one file, all its good rows or (when cancelled or in trouble) none.

        The file is read to its end before the database is touched. Bringing in the same file again changes nothing;
        a row that says something new updates what it said before. What a file does not say is never blanked, and
        what is no longer in a file is never removed: a list is a window on the work, not the whole of it.

        Args:
            kind: What the file holds.
            file: CSV or XLSX.
            profile: Name of a format; guessed from the headers when None.
            reading: More of how the file is to be read; `profile` goes before its own.
            decisions: What a person corrected, left out or decided row by row.
            save_as: Keep how the file is read under this name, as `save_profile` does; a name that is refused brings
                in nothing.
            dry_run: Do everything, tell the result, and keep nothing.
            progress: Called with thousandths while work goes on.

        Raises:
            DomainError: What is wrong with the whole file: `empty_file`, `missing_columns`, `unknown_encoding`,
                `unknown_profile`, `unknown_meaning`, `unknown_column`, ..., as `exchange.tables.read_table`.
            EnvironmentProblem: `file_locked`, `file_unreadable`, and those of the database.
            UserCancelled: From the progress; nothing was kept.
        """
        steps = Steps(progress)
        reading = reading or Reading()
        if profile is not None:
            reading = replace(reading, profile=profile)
        table = self._opened(kind, file, reading.place, steps.reading)
        chosen = self._profile_for(kind, table, reading)
        with collector_paused():
            parsed = self._parse(kind, table, chosen, decisions or Decisions())
        tally = parsed.tally
        digest = _digest_of(file)
        own = None if save_as is None else self._own_profile(kind, save_as, file, reading)
        steps.expect(parsed.rows)
        opened: AbstractContextManager[UnitOfWork]
        opened = self.database.rehearse() if dry_run else self.database.write()
        with opened as uow, collector_paused():
            if own is not None:
                keep_profile(uow, kind, own)
            parsed.keep(uow, steps)
            run = None if dry_run else _note_run(uow, tally, digest)
            result = tally.result(is_dry_run=dry_run, run=run)
            uow.audit(
                f"import.{kind.value}",
                run or "",
                sha256=digest,
                read=result.read,
                added=result.added,
                updated=result.updated,
                unchanged=result.unchanged,
                rejected=len(result.rejected),
                warnings=len(result.warnings),
            )
        if not dry_run and tally.changed >= _MANY_ROWS:
            self.database.optimise()
        return result

    @allowed(OFFICE)
    def look(self, kind: ImportKind, file: Path, *, profile: str = "", place: TablePlace = ANYWHERE) -> FileLook:
        """Open a file and guess what its columns mean.

        Args:
            kind: What the file is said to hold.
            file: CSV or XLSX.
            profile: Name of a format to take the meanings from; the best fitting when blank.
            place: Where the table stands, as far as a person said.

        Raises:
            DomainError: As `run`.
            EnvironmentProblem: `file_locked`, `file_unreadable`.
        """
        table = self._opened(kind, file, place)
        with self.database.read() as uow:
            own = own_profiles(uow, kind)
        chosen = profile_called(profile, kind, own) if profile else _best_fit(table, kind, own)
        needed = set(map_needed(kind))
        return FileLook(
            kind,
            guess_columns(table, kind.value, chosen),
            tuple(FieldWord(field, canonical_name(kind.value, field), field in needed) for field in fields_of(kind)),
            "" if chosen is None else chosen.code,
            self.profiles(kind),
            table.sheets,
            replace(place, sheet=table.sheet, header_row=table.header_line),
        )

    @allowed(OFFICE)
    def guess_kind(self, file: Path) -> ImportKind:
        """Return what a file most probably holds, by how many of its columns each kind knows.

        Raises:
            DomainError: As `run`.
            EnvironmentProblem: `file_locked`, `file_unreadable`.
        """
        table = read_table(file, is_header=is_known_header(KINDS))

        def fit(kind: ImportKind) -> tuple[int, int]:
            guesses = [one for one in guess_columns(table, kind.value) if one.confidence is not Confidence.NONE]
            known = {one.field for one in guesses}
            missing = sum(field not in known for field in map_needed(kind))
            sure = sum(one.confidence is Confidence.CERTAIN for one in guesses)
            return -missing, 2 * sure + len(guesses)

        return max((kind for kind in _LIKELY_FIRST), key=fit)

    @allowed(OFFICE)
    def check(
        self,
        kind: ImportKind,
        file: Path,
        reading: Reading,
        decisions: Decisions | None = None,
        *,
        progress: Progress = no_progress,
    ) -> CheckedFile:
        """Do everything `run` would, keep nothing, and return what became of each row with what it says.

        Raises:
            DomainError: As `run`.
            EnvironmentProblem: As `run`.
            UserCancelled: From the progress.
        """
        steps = Steps(progress)
        table = self._opened(kind, file, reading.place, steps.reading)
        chosen = self._profile_for(kind, table, reading)
        seen: dict[int, Mapping[str, str]] = {}
        with collector_paused():
            parsed = self._parse(kind, table, chosen, decisions or Decisions(), seen.__setitem__)
        steps.expect(parsed.rows)
        with self.database.rehearse() as uow, collector_paused():
            parsed.keep(uow, steps)
        columns = map_columns(table, chosen)
        return CheckedFile.of(parsed.tally, seen, columns, kind.value)

    @allowed(OFFICE)
    def check_row(
        self, kind: ImportKind, file: Path, reading: Reading, row: CheckedRow, decisions: Decisions
    ) -> CheckedRow:
        """Look again at one row after a correction; seats and other rows of the file are looked at by `run`.

        Raises:
            DomainError: As `run`.
            EnvironmentProblem: As `run`.
        """
        table = self._opened(kind, file, reading.place)
        chosen = self._profile_for(kind, table, reading)
        columns = map_columns(table, chosen)
        said = {**row.texts, **decisions.corrections.get(row.line, {})}
        alone = row_table(table, columns, row.line, said)
        seen: dict[int, Mapping[str, str]] = {}
        mine = replace(decisions, corrections={row.line: said})
        parsed = self._parse(kind, alone, chosen, mine, seen.__setitem__)
        with self.database.rehearse() as uow:
            parsed.keep(uow, Steps(no_progress))
        # What is refused before it is told (an individual number) is not said back: the row stays as it was.
        checked = CheckedFile.of(parsed.tally, seen or {row.line: row.texts}, columns, kind.value)
        return next((one for one in checked.rows if one.line == row.line), row)

    @allowed(OFFICE)
    def save_rejected(
        self,
        file: Path,
        out: Path,
        result: ImportResult,
        *,
        place: TablePlace = ANYWHERE,
        progress: Progress = no_progress,
    ) -> int:
        """Write the rows that were not taken as a file of the same shape, with the reason in one more column.

        Returns:
            How many rows were written.

        Raises:
            DomainError: As `run`.
            EnvironmentProblem: `disk_full`, `no_folder`, `not_writable`, `write_failed`.
        """
        from divide_app.exchange.rejected_file import refuse_target, write_rejected

        refuse_target(file, out)

        table = read_table(file, place=place, is_header=is_known_header(KINDS), progress=progress)
        with self.database.write() as uow:
            uow.audit("import.save_rejected", result.run or "", rows=len(result.rejected))
        return write_rejected(table, out, result.rejected)

    @allowed(OFFICE)
    def runs(self, most: int = 20) -> list[ImportRun]:
        """Return the newest imports, newest first."""
        with self.database.read() as uow:
            return uow.import_runs.newest(most)

    @allowed(OFFICE)
    def undo(self, run: UUID) -> UndoneImport:
        """Take back what an import added, as one act; what something else was built on meanwhile stays.

        Raises:
            DomainError: `import_gone`.
        """
        with self.database.write() as uow:
            return undo_import(uow, run)

    @allowed(OFFICE)
    def profiles(self, kind: ImportKind | None = None) -> tuple[ProfileLine, ...]:
        """Return the column profiles there are: bundled ones, then the office's own."""
        from divide_app.services.files.import_profiles import profile_lines

        with self.database.read() as uow:
            return profile_lines(uow, kind)

    @allowed(OFFICE)
    def save_profile(self, kind: ImportKind, name: str, file: Path, reading: Reading) -> ProfileLine:
        """Keep how a file is read under a name, for everybody of the office.

        Raises:
            DomainError: `profile_name_taken`, `name_missing`, `missing_columns`, `unknown_meaning`,
                `individual_number`.
        """
        profile = self._own_profile(kind, name, file, reading)
        with self.database.write() as uow:
            return keep_profile(uow, kind, profile)

    @allowed(OFFICE)
    def remove_profile(self, kind: ImportKind, name: str) -> None:
        """Remove one of the office's own profiles.

        Raises:
            DomainError: `unknown_profile`.
        """
        from divide_app.services.files.import_profiles import drop_profile

        with self.database.write() as uow:
            drop_profile(uow, kind, name)

    def _own_profile(self, kind: ImportKind, name: str, file: Path, reading: Reading) -> Profile:
        sources = sources_of_guesses(self._columns_of(kind, file, reading), reading.values or {})
        return own_profile(name.strip(), kind.value, name.strip(), sources)

    def _columns_of(self, kind: ImportKind, file: Path, reading: Reading) -> tuple[ColumnGuess, ...]:
        if reading.columns:
            return reading.columns
        look = self.look(kind, file, profile=reading.profile, place=reading.place)
        return _with_chosen(kind, look.columns, reading.said or {})

    def _opened(self, kind: ImportKind, file: Path, place: TablePlace, progress: Progress = no_progress) -> Table:
        with self.database.read() as uow:
            known = is_known_header((kind.value,), own_profiles(uow, kind))
        table = read_table(file, place=place, is_header=known, progress=progress)
        return as_long(table) if kind is ImportKind.POPULATION else table

    def _profile_for(self, kind: ImportKind, table: Table, reading: Reading) -> Profile:
        values = dict(reading.values or {})
        with self.database.read() as uow:
            own = own_profiles(uow, kind)
        for field in values:
            check_field(kind.value, field)
        if reading.columns or reading.said:
            based = profile_called(reading.profile, kind, own) if reading.profile else _best_fit(table, kind, own)
            columns = reading.columns or guess_columns(table, kind.value, based)
            sources = sources_of_guesses(_with_chosen(kind, columns, reading.said or {}), values)
            code = based.code if based is not None else kind.value
            made = own_profile(code, kind.value, code, sources)
            return replace(made, constants=based.constants if based is not None else ())
        if reading.profile:
            return with_fixed(profile_called(reading.profile, kind, own), values)
        try:
            return guess_profile(table, kind.value, own=own, fixed=values)
        except DomainError as error:
            if error.code != "missing_columns":
                raise
        # A field may stand in several columns (姓 and 名), which no published format has.
        sure = [one for one in guess_columns(table, kind.value) if one.confidence is Confidence.CERTAIN]
        return own_profile(kind.value, kind.value, kind.value, sources_of_guesses(sure, values))

    def _parse(
        self,
        kind: ImportKind,
        table: Table,
        profile: Profile,
        decisions: Decisions,
        on_row: Callable[[int, Mapping[str, str]], object] | None = None,
    ) -> _Parsed:
        today = local_day(self.database.now())
        options = RowOptions(decisions.corrections, decisions.left_out, on_row)
        columns = map_columns(table, profile)
        match kind:
            case ImportKind.EVENTS:
                events = parse_events(table, profile, options=options)
                courses = group_into_courses(events.drafts)
                tally = Tally(kind, events, decisions, profile.code)
                file = FileColumns.of(table, columns)
                return _Parsed(tally, len(events.drafts), partial(keep_events, courses, file, tally))
            case ImportKind.PARTICIPANTS:
                people = parse_participants(table, as_of=today, profile=profile, options=options)
                tally = Tally(kind, people, decisions, profile.code)
                return _Parsed(tally, len(people.drafts), partial(keep_participants, people.drafts, tally))
            case ImportKind.APPLICATIONS:
                asked = parse_applications(table, as_of=today, profile=profile, options=options)
                tally = Tally(kind, asked, decisions, profile.code)
                column = columns.names.get("course", "")
                return _Parsed(tally, len(asked.drafts), partial(keep_applications, asked.drafts, column, tally))
            case ImportKind.SUPPORTERS:
                helpers = parse_supporters(table, profile=profile, options=options)
                tally = Tally(kind, helpers, decisions, profile.code)
                return _Parsed(tally, len(helpers.drafts), partial(keep_supporters, helpers.drafts, tally))
            case ImportKind.VENUES:
                venues = parse_venues(table, profile=profile, options=options)
                tally = Tally(kind, venues, decisions, profile.code)
                return _Parsed(tally, len(venues.drafts), partial(keep_venues, venues.drafts, tally))
            case ImportKind.POPULATION:
                figures = parse_population(table, profile=profile, options=options)
                tally = Tally(kind, figures, decisions, profile.code)
                return _Parsed(tally, len(figures.drafts), partial(keep_population, figures.drafts, tally))


_LIKELY_FIRST = (
    ImportKind.APPLICATIONS,
    ImportKind.PARTICIPANTS,
    ImportKind.SUPPORTERS,
    ImportKind.EVENTS,
    ImportKind.VENUES,
    ImportKind.POPULATION,
)
"""Of kinds that fit alike the first is meant."""


def map_needed(kind: ImportKind) -> Iterable[str]:
    """Return the fields a kind cannot do without."""
    from divide_app.exchange.profiles import NEEDED

    return NEEDED[kind.value]


def _best_fit(table: Table, kind: ImportKind, own: tuple[Profile, ...]) -> Profile | None:
    """Return the profile that fits, or None when a column is missing without which no row can be read."""
    try:
        return guess_profile(table, kind.value, own=own)
    except DomainError as error:
        if error.code != "missing_columns":
            raise
        return None


def _with_chosen(
    kind: ImportKind, columns: tuple[ColumnGuess, ...], said: Mapping[str, str]
) -> tuple[ColumnGuess, ...]:
    """Return the columns with the meanings a person told by header; a field told for one column leaves all others."""
    from divide_app.domain.errors import DomainError
    from divide_app.exchange.headers import fold_header

    told = {fold_header(header): field for header, field in said.items()}
    there = {fold_header(column.header) for column in columns}
    for header, field in said.items():
        if fold_header(header) not in there:
            raise DomainError("unknown_column", name=header)
        if field:
            check_field(kind.value, field)
    fields = {field for field in told.values() if field}
    found = []
    for column in columns:
        meaning = told.get(fold_header(column.header))
        if meaning is not None:
            sure = Confidence.CERTAIN if meaning else Confidence.NONE
            found.append(replace(column, field=meaning, confidence=sure))
        elif column.field in fields:
            found.append(replace(column, field="", confidence=Confidence.NONE))
        else:
            found.append(column)
    return tuple(found)


def _note_run(uow: UnitOfWork, tally: Tally, digest: str) -> UUID | None:
    """Note the import with what it added; one that changed nothing leaves no mark beside the audit trail."""
    added = {kind: ids for kind, ids in tally.added.items() if ids}
    if not tally.changed:
        return None
    result = tally.result(is_dry_run=False)
    run = ImportRun(
        uow.make_id(), uow.now, uow.actor.name, tally.kind.value, tally.profile, digest, result.added, result.updated
    )
    uow.import_runs.add_run(run, added)
    return run.id if added else None


def _digest_of(file: Path) -> str:
    with reading(file), file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
