"""Brings in the files an office already has: parsed first, then kept in one short transaction, and twice is once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from divide_app.domain.calendar import local_day
from divide_app.exchange.event_courses import group_into_courses
from divide_app.exchange.events_file import parse_events
from divide_app.exchange.people_files import parse_applications, parse_participants, parse_supporters
from divide_app.exchange.place_files import parse_population, parse_venues
from divide_app.exchange.profiles import Profile, find_profile, guess_profile, map_columns
from divide_app.exchange.tables import Table, read_table
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.progress import Progress, no_progress
from divide_app.services.import_applications import keep_applications
from divide_app.services.import_events import FileColumns, keep_events
from divide_app.services.import_outcome import ImportKind, ImportResult, Steps, Tally
from divide_app.services.import_people import keep_participants
from divide_app.services.import_places import keep_population, keep_venues
from divide_app.services.import_supporters import keep_supporters
from divide_app.storage.database import Database
from divide_app.storage.unit_of_work import UnitOfWork

__all__ = ["ImportKind", "ImportResult", "Imports"]

_MANY_ROWS = 1_000
"""From so many changed rows on the planner's figures are refreshed; it takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A file read to the end, ready to be kept."""

    tally: Tally
    rows: int
    keep: Callable[[UnitOfWork, Steps], None]


class Imports:
    """Files of other programs."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def run(
        self,
        kind: ImportKind,
        file: Path,
        *,
        actor: str,
        profile: str | None = None,
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
            actor: Who acts, for the audit trail.
            profile: Code of a format; guessed from the headers when None.
            dry_run: Do everything, tell the result, and keep nothing.
            progress: Called with thousandths while work goes on.

        Raises:
            DomainError: What is wrong with the whole file: `empty_file`, `missing_columns`, `unknown_encoding`,
                `unknown_profile`, ..., as `exchange.tables.read_table`.
            EnvironmentProblem: `file_locked`, `file_unreadable`, and those of the database.
            UserCancelled: From the progress; nothing was kept.
        """
        steps = Steps(progress)
        table = read_table(file, progress=steps.reading)
        chosen = None if profile is None else find_profile(profile, kind.value)
        parsed = self._parse(kind, table, chosen)
        tally = parsed.tally
        digest = _digest_of(file)
        steps.expect(parsed.rows)
        opened: AbstractContextManager[UnitOfWork]
        opened = self.database.rehearse() if dry_run else self.database.write(actor)
        with opened as uow:
            parsed.keep(uow, steps)
            result = tally.result(is_dry_run=dry_run)
            uow.audit(
                f"import.{kind.value}",
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

    def _parse(self, kind: ImportKind, table: Table, profile: Profile | None) -> _Parsed:
        today = local_day(self.database.now())
        match kind:
            case ImportKind.EVENTS:
                profile = profile or guess_profile(table, "events")
                events = parse_events(table, profile)
                courses = group_into_courses(events.drafts)
                columns = FileColumns.of(table, map_columns(table, profile))
                tally = Tally(kind, events)
                return _Parsed(tally, len(events.drafts), partial(keep_events, courses, columns, tally))
            case ImportKind.PARTICIPANTS:
                people = parse_participants(table, as_of=today, profile=profile)
                tally = Tally(kind, people)
                return _Parsed(tally, len(people.drafts), partial(keep_participants, people.drafts, tally))
            case ImportKind.APPLICATIONS:
                column = _header(table, "applications", "course", profile)
                asked = parse_applications(table, as_of=today, profile=profile)
                tally = Tally(kind, asked)
                return _Parsed(tally, len(asked.drafts), partial(keep_applications, asked.drafts, column, tally))
            case ImportKind.SUPPORTERS:
                helpers = parse_supporters(table, profile=profile)
                tally = Tally(kind, helpers)
                return _Parsed(tally, len(helpers.drafts), partial(keep_supporters, helpers.drafts, tally))
            case ImportKind.VENUES:
                venues = parse_venues(table, profile=profile)
                tally = Tally(kind, venues)
                return _Parsed(tally, len(venues.drafts), partial(keep_venues, venues.drafts, tally))
            case ImportKind.POPULATION:
                figures = parse_population(table, profile=profile)
                tally = Tally(kind, figures)
                return _Parsed(tally, len(figures.drafts), partial(keep_population, figures.drafts, tally))


def _header(table: Table, kind: str, field: str, profile: Profile | None) -> str:
    """Return how the file spells the column of a field, for the problem list."""
    return map_columns(table, profile or guess_profile(table, kind)).names.get(field, "")


def _digest_of(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise EnvironmentProblem("file_unreadable", path=str(file)) from error
