"""Prints and scanned pages: who stands in which row, and what happens to a page that is read twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from divide_app.domain.fields import MADE, NOT_PERSONAL, Kept
from divide_app.domain.people.participants import Sex
from divide_app.domain.scans.page_code import SheetKind
from divide_app.domain.scans.paper_reading import Doubt, RowReading
from divide_app.domain.scans.sheet_layout import LATE, LATE_AND_EARLY, LEFT_EARLY, SheetLayout

PAPER_DEVICE: Final = "paper"
"""Device name of events read from paper."""

_ESTIMATE: Final = timedelta(minutes=15)
"""Time counted as missed for 遅刻 or 早退 marked on paper."""

SHEET_BANDS: Final = ("-59", "60-69", "70-79", "80+")
"""Age bands of a walk-in's boxes on an attendance sheet."""
SHEET_SEXES: Final = (Sex.FEMALE, Sex.MALE)


class MarkState(StrEnum):
    """Where the mark of one row stands."""

    TAKEN_IN = "taken_in"
    WAITING = "waiting"
    DECIDED = "decided"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """One print of a paper that is read back.

    Attributes:
        layouts: Code of each page's layout.
        people: Participants row by row, through all pages.
        bands: Age bands of a walk-in's boxes, left to right.
        sexes: What the boxes for sex mean, left to right.
    """

    id: Annotated[UUID, MADE]
    kind: Annotated[SheetKind, MADE]
    class_session_id: Annotated[UUID, MADE]
    printed_at: Annotated[datetime, MADE]
    printed_by: Annotated[str, MADE]
    layouts: Annotated[tuple[str, ...], MADE]
    people: Annotated[tuple[UUID, ...], MADE] = ()
    bands: Annotated[tuple[str, ...], MADE] = SHEET_BANDS
    sexes: Annotated[tuple[Sex, ...], MADE] = SHEET_SEXES

    def person(self, page: int, row: int) -> UUID | None:
        """Return who stands in a row (from 0) of a page (from 1); nobody in a walk-in's row."""
        if self.kind is not SheetKind.ATTENDANCE:
            return None
        layouts = [SheetLayout.from_code(code) for code in self.layouts]
        if row >= layouts[page - 1].people:
            return None
        return self.people[sum(layout.people for layout in layouts[: page - 1]) + row]


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """One file whose pages were taken in; `undone_at` when a person took all of it back."""

    id: Annotated[UUID, MADE]
    name: Annotated[str, Kept("ファイル", NOT_PERSONAL, typed=False)]
    pages: Annotated[int, MADE]
    taken_in_at: Annotated[datetime, MADE]
    taken_in_by: Annotated[str, MADE]
    undone_at: Annotated[datetime | None, MADE] = None
    undone_by: Annotated[str, MADE] = ""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One page that was taken in: page `number` of a file, page `page` of a print."""

    id: UUID
    file_id: UUID
    number: int
    sheet_id: UUID
    page: int


@dataclass(frozen=True, slots=True)
class PaperMark:
    """What one row of a page said.

    Attributes:
        mark: As `RowReading.mark`; "" for nothing, also while a person has yet to decide.
        band: For a walk-in the age band's code.
        answer: On a survey the chosen box, from 0.
        doubt: Why it waited or waits for a person.
        seen: Marks that stand in the row, doubtful ones too.
        event_id: The act at the door that followed; None when nothing had to be added.
    """

    id: UUID
    page_id: UUID
    row: int
    class_session_id: UUID
    participant_id: UUID | None
    mark: str
    confidence: float
    band: str = ""
    sex: Sex = Sex.UNSTATED
    answer: int | None = None
    doubt: Doubt | None = None
    seen: tuple[str, ...] = ()
    state: MarkState = MarkState.TAKEN_IN
    event_id: UUID | None = None
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def says(self) -> tuple[str, str, str, int | None]:
        """Return what the row says, to compare two readings of one page."""
        return self.mark, self.band, self.sex.value if self.mark else "", self.answer


def reading_says(row: RowReading, sheet: PrintedSheet) -> tuple[str, str, str, int | None]:
    """Return what a row that was just read says, as `PaperMark.says`."""
    band = "" if row.band is None else sheet.bands[row.band]
    sex = Sex.UNSTATED if row.sex is None else sheet.sexes[row.sex]
    return row.mark, band, sex.value if row.mark else "", row.answer


def paper_hours(mark: str, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime | None]:
    """Return when a person of a row is taken to have come and to have left; None for the end of the session.

    Paper names no hour. Late and early are counted as `_ESTIMATE` each, in a short session as a quarter of it.
    """
    away = min(_ESTIMATE, (ends_at - starts_at) / 4)
    came_at = starts_at + away * (mark in {LATE, LATE_AND_EARLY})
    return came_at, ends_at - away if mark in {LEFT_EARLY, LATE_AND_EARLY} else None


class Becomes(StrEnum):
    """How one row of a scanned page is handled."""

    NEW = "new"
    """Never read before."""
    KNOWN = "known"
    """Read before, and it says the same."""
    CLEARER = "clearer"
    """It waited for a person, and now it can be read."""
    DIFFERENT = "different"
    """It says something else than before: the paper was corrected, and only a person can tell which is right."""


def becomes(row: RowReading, sheet: PrintedSheet, earlier: PaperMark | None) -> Becomes:
    """Decide what becomes of a row, so that reading a page twice changes nothing and a corrected one is not missed.

    What a person decided from a doubtful picture stands when the picture is doubtful again.
    """
    if earlier is None:
        return Becomes.NEW
    if earlier.state is MarkState.WAITING:
        if earlier.doubt in _NOT_OF_THE_PEN and earlier.seen == row.seen:
            return Becomes.KNOWN
        if earlier.doubt is Doubt.DIFFERS:
            return Becomes.DIFFERENT
        return Becomes.KNOWN if row.doubt is not None else Becomes.CLEARER
    if earlier.state is MarkState.DECIDED and earlier.seen == row.seen:
        return Becomes.KNOWN
    if row.doubt is not None:
        return Becomes.KNOWN if earlier.doubt is not None else Becomes.DIFFERENT
    return Becomes.KNOWN if reading_says(row, sheet) == earlier.says else Becomes.DIFFERENT


_NOT_OF_THE_PEN: Final = frozenset({Doubt.DIFFERS, Doubt.NOT_ACCEPTED})
"""Doubts that a better scan cannot resolve."""


def missing_pages(pages: int, known: Sequence[int]) -> tuple[int, ...]:
    """Return which pages of a print nobody has read yet."""
    return tuple(sorted(set(range(1, pages + 1)) - set(known)))
