"""The result of an import, counted in the same way for every kind of file: each row has one outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from divide_app.domain.people.lookalikes import Verdict
from divide_app.exchange.drafts import ParsedFile
from divide_app.exchange.row_problems import RowProblem, problem
from divide_app.foundation.progress import Progress
from divide_app.services.changes import Changes, Topic, changes

_STEP = 200
_PARSED = 500
_WHOLE = 1000


class ImportKind(StrEnum):
    """Kinds of file that can be brought in; the values are those of the `import` command."""

    VENUES = "venues"
    EVENTS = "events"
    PARTICIPANTS = "participants"
    APPLICATIONS = "applications"
    SUPPORTERS = "supporters"
    POPULATION = "population"

    @property
    def changes(self) -> Changes:
        """What screens must read again after such an import."""
        return _CHANGES[self]


_CHANGES: dict[ImportKind, Changes] = {
    ImportKind.VENUES: changes(Topic.VENUES, Topic.CLASS_SESSIONS),
    ImportKind.EVENTS: changes(Topic.COURSES, Topic.CLASS_SESSIONS, Topic.VENUES, Topic.TARGETS, Topic.OFFICE),
    ImportKind.PARTICIPANTS: changes(Topic.PARTICIPANTS, Topic.APPLICATIONS),
    ImportKind.APPLICATIONS: changes(Topic.APPLICATIONS, Topic.COURSES, Topic.CLASS_SESSIONS, Topic.PARTICIPANTS),
    ImportKind.SUPPORTERS: changes(Topic.SUPPORTERS, Topic.ASSIGNMENTS),
    ImportKind.POPULATION: changes(Topic.OFFICE, Topic.VENUES),
}


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided about single rows before they are kept.

    Attributes:
        corrections: Text put in place of what the file says, by line and field.
        left_out: Lines that are not to be taken.
        people: Who a row is, by line: an id of somebody stored, or None for somebody new.
    """

    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    people: Mapping[int, UUID | None] = field(default_factory=dict)


NOT_WEIGHED = Verdict(0, ())


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody stored (or of an earlier row) whom a row may mean.

    Attributes:
        why: What brought them here, as codes: name, kana, phone, birth, receipt.
        verdict: How far row and person look like one, weighed as everywhere else in the program.
    """

    participant: UUID
    name: str
    kana: str
    why: tuple[str, ...]
    verdict: Verdict = NOT_WEIGHED


class Outcome(StrEnum):
    """What became of one row that was kept."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or in a dry run would do.

    `added + updated + unchanged + len(rejected) == read`: no row is without an outcome. A row that repeats another
    cell by cell, or a line of totals, counts as unchanged and is named in `warnings`.

    Attributes:
        read: Rows after the header.
        rejected: Rows not taken, with line, column and sentence, in the file's order.
        warnings: What was done with rows that were taken, in the file's order.
        run: Id by which the import is taken back; None when it added nothing.
        profile: Name of the column profile it was read by.
    """

    kind: ImportKind
    read: int
    added: int
    updated: int
    unchanged: int
    rejected: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    is_dry_run: bool = False
    changes: Changes = frozenset()
    run: UUID | None = None
    profile: str = ""


class Tally:
    """Counts outcomes and collects what is to be said.

    Attributes:
        outcomes: What became of each row that was kept, by line.
        candidates: Whom a row may mean, by line.
        added: Ids of what was added, by kind of thing.
        decisions: What a person decided about single rows.
        profile: Name of the profile the file is read by.
    """

    def __init__(
        self, kind: ImportKind, parsed: ParsedFile[Any], decisions: Decisions | None = None, profile: str = ""
    ) -> None:
        self.kind = kind
        self.decisions = decisions or Decisions()
        self.profile = profile
        self.outcomes: dict[int, Outcome] = {}
        self.candidates: dict[int, tuple[Candidate, ...]] = {}
        self.added: dict[str, list[UUID]] = {}
        self.read = parsed.read
        self.warnings: list[RowProblem] = list(parsed.warnings)
        self.rejected: list[RowProblem] = list(parsed.problems)
        self._counts: Counter[Outcome] = Counter()
        # Rows that were added up into another share that row's outcome (population by single years of age).
        self._shared = Counter(
            int(dict(warning.details)["first"]) for warning in parsed.warnings if warning.code == "rows_added_up"
        )

    def count(self, outcome: Outcome, line: int = 0) -> None:
        """Note what became of the row on `line`."""
        self._counts[outcome] += 1 + self._shared.get(line, 0)
        if line:
            self.outcomes[line] = outcome

    def warn(self, line: int, column: str, code: str, /, **details: str | int) -> None:
        """Say something about a row that was taken."""
        self.warnings.append(problem(line, column, code, **details))

    def reject(self, line: int, column: str, code: str, /, **details: str | int) -> None:
        """Refuse a row."""
        self.rejected.append(problem(line, column, code, **details))

    def say_extras_are_dropped(self) -> None:
        """Change the sentence about unused columns for kinds that have no place to keep them."""
        self.warnings = [
            replace(warning, code="extra_columns_left") if warning.code == "extra_columns" else warning
            for warning in self.warnings
        ]

    @property
    def changed(self) -> int:
        """Rows that changed something."""
        return self._counts[Outcome.ADDED] + self._counts[Outcome.UPDATED]

    def result(self, *, is_dry_run: bool, run: UUID | None = None) -> ImportResult:
        """Return the figures."""
        added, updated = self._counts[Outcome.ADDED], self._counts[Outcome.UPDATED]
        return ImportResult(
            kind=self.kind,
            read=self.read,
            added=added,
            updated=updated,
            unchanged=self.read - added - updated - len(self.rejected),
            rejected=_in_order(self.rejected),
            warnings=_in_order(self.warnings),
            is_dry_run=is_dry_run,
            changes=self.kind.changes if added + updated and not is_dry_run else frozenset(),
            run=run,
            profile=self.profile,
        )


class Steps:
    """One progress for two halves of the work: reading the file, then keeping its rows."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._total = 0
        self._done = 0

    def reading(self, done: int, total: int | None, /) -> None:
        """Report the first half; a workbook does not know its end."""
        if total:
            self._progress(min(done, total) * _PARSED // total, _WHOLE)
        else:
            self._progress(done, None)

    def expect(self, rows: int) -> None:
        """Say how many rows the second half has."""
        self._total = rows
        self._progress(_PARSED, _WHOLE)

    def pause(self) -> None:
        """Report where the work stands, in the middle of what has no rows to report.

        Raises:
            UserCancelled: From the progress.
        """
        self._progress(_PARSED + min(self._done, self._total) * _PARSED // max(1, self._total), _WHOLE)

    def keep(self, rows: int = 1) -> None:
        """Report rows of the second half.

        Raises:
            UserCancelled: From the progress; everything is rolled back then.
        """
        before, self._done = self._done, self._done + rows
        if before // _STEP != self._done // _STEP and self._total:
            self._progress(_PARSED + min(self._done, self._total) * _PARSED // self._total, _WHOLE)


def _in_order(problems: Iterable[RowProblem]) -> tuple[RowProblem, ...]:
    return tuple(sorted(problems, key=lambda one: one.line))
