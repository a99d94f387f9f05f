"""Interprets the boxes of a scanned row: a mark, no mark, or a doubt that only a person can resolve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from divide_app.domain.scans.page_code import PageCode
from divide_app.domain.scans.sheet_layout import BAND, SEX, SheetLayout, Spot

_HABIT: Final = 3
"""Marks of one kind on a page from which they are how its writer marks."""
_BY_CONTEXT: Final = 0.6
"""Confidence of a box that was decided by the rest of its page."""

WALK_IN: Final = "walk_in"
ANSWER: Final = "answer"


class Ink(StrEnum):
    """State of one box."""

    EMPTY = "empty"
    MARKED = "marked"
    UNSURE = "unsure"


class Written(StrEnum):
    """What stands where a name may be written."""

    NOTHING = "nothing"
    NAME = "name"
    STRUCK = "struck"
    UNCLEAR = "unclear"
    """A line goes through it, or it was blackened."""


class Doubt(StrEnum):
    """Why only a person can tell what a row means."""

    HIDDEN = "hidden"
    FAINT = "faint"
    BESIDE = "beside"
    STRUCK = "struck"
    CROSS = "cross"
    FILLED = "filled"
    SCRIBBLED = "scribbled"
    DOT = "dot"
    REST = "rest"
    NAME_STRUCK = "name_struck"
    SHARED = "shared"
    TWO_MARKS = "two_marks"
    NAME_ALONE = "name_alone"
    SEX_ALONE = "sex_alone"
    NOT_ACCEPTED = "not_accepted"
    DIFFERS = "differs"
    TWICE = "twice"


class PageProblem(StrEnum):
    """Why nothing of a page, or not all of it, can be taken in."""

    NOT_OUR_PAGE = "not_our_page"
    CODE_UNREADABLE = "code_unreadable"
    PAGE_CODE_NEWER = "page_code_newer"
    BOXES_NOT_FOUND = "boxes_not_found"
    PAGE_DAMAGED = "page_damaged"
    PAGE_TOO_LARGE = "page_too_large"
    PAGE_TOO_SLOW = "page_too_slow"
    OTHER_OFFICE = "other_office"
    UNKNOWN_PRINT = "unknown_print"
    OLDER_PRINT = "older_print"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_CLOSED = "session_closed"
    SESSION_AHEAD = "session_ahead"
    SAME_PAGE_TWICE = "same_page_twice"
    SEEN_DIFFERENTLY = "seen_differently"


TAKEN_IN_ALL_THE_SAME: Final = frozenset({PageProblem.OLDER_PRINT})
"""Problems that are said while the page is read by its own print."""


@dataclass(frozen=True, slots=True)
class BoxReading:
    """Reading of one box; `confidence` (0 to 1) is its distance from the threshold of doubt."""

    spot: Spot
    ink: Ink
    confidence: float
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class RowReading:
    """One row of a page.

    Attributes:
        row: From 0.
        mark: `present`, `late`, `left_early`, `walk_in`, `answer`, or "" when nothing is marked; "" too with a doubt.
        band: For a walk-in the box of the age band, from 0.
        sex: For a walk-in the box of the stated sex.
        answer: On a survey the chosen box.
        confidence: Of the least certain box.
        doubt: Why a person must decide, or None.
        seen: Marks that stand in the row, doubtful ones too, for the person who decides.
    """

    row: int
    mark: str
    confidence: float
    band: int | None = None
    sex: int | None = None
    answer: int | None = None
    doubt: Doubt | None = None
    seen: tuple[str, ...] = ()

    @property
    def says(self) -> tuple[str, int | None, int | None, int | None, bool]:
        """Return the content of the row, for comparing two readings of one page."""
        return self.mark, self.band, self.sex, self.answer, self.doubt is None


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page of a file.

    Attributes:
        number: Page of the file, from 1.
        code: What its code says; None for papers that are not ours or cannot be told.
        rows: Every row of the page, empty ones too; none with a problem.
        problem: Why nothing was read.
        turned: Quarter turns to the right by which the picture had to be turned.
        clips: Enlarged pictures (JPEG) of the doubtful rows.
        picture: The whole page straightened (JPEG), where it was asked for.
    """

    number: int
    code: PageCode | None = None
    rows: tuple[RowReading, ...] = ()
    problem: PageProblem | None = None
    turned: int = 0
    clips: tuple[tuple[int, bytes], ...] = ()
    picture: bytes | None = None


def rows_of_sheet(
    layout: SheetLayout, boxes: Iterable[BoxReading], writing: Mapping[int, Written]
) -> tuple[RowReading, ...]:
    """Decide every row of an attendance sheet.

    Args:
        layout: The page.
        boxes: Every box of it.
        writing: What stands where a walk-in's name is written.
    """
    by_row = _by_row(_in_context(boxes))
    return tuple(
        _person(row, by_row[row])
        if row < layout.people
        else _walk_in(row, by_row[row], written=writing.get(row, Written.NOTHING))
        for row in range(layout.rows)
    )


def rows_of_survey(boxes: Iterable[BoxReading]) -> tuple[RowReading, ...]:
    """Decide every question of a survey page."""
    return tuple(_question(row, found) for row, found in sorted(_by_row(_in_context(boxes)).items()))


def agreed(first: Sequence[RowReading], again: Sequence[RowReading]) -> tuple[RowReading, ...]:
    """Return the rows of a page that lies among the files twice; where the two differ only a person can decide.

    Nobody knows which of two papers, or of two scans of one, holds the last word.
    """
    return tuple(
        one
        if one.says == other.says
        else RowReading(
            one.row,
            "",
            min(one.confidence, other.confidence),
            doubt=Doubt.TWICE,
            seen=tuple(dict.fromkeys([*one.seen, *other.seen])),
        )
        for one, other in zip(first, again, strict=True)
    )


def _in_context(boxes: Iterable[BoxReading]) -> list[BoxReading]:
    """Decide what one box alone does not tell by how its whole page is marked.

    A × is a mark where nothing else is marked, for elsewhere it may mean absent; a filled box where a third are filled,
    for elsewhere it may be a mark blotted out. A tiny dot among plain marks is where a pen rested.
    """
    boxes = list(boxes)
    count = Counter(box.doubt or box.ink for box in boxes if box.ink is not Ink.EMPTY)
    plain, made = count[Ink.MARKED], count.total()
    becomes: dict[Doubt, Ink] = {}
    if _HABIT <= count[Doubt.CROSS] == made:
        becomes[Doubt.CROSS] = Ink.MARKED
    if count[Doubt.FILLED] >= max(_HABIT, plain / 2):
        becomes[Doubt.FILLED] = Ink.MARKED
        plain += count[Doubt.FILLED]
    if count[Doubt.REST] < _HABIT <= plain:
        becomes[Doubt.REST] = Ink.EMPTY
    return [
        replace(box, ink=becomes[box.doubt], confidence=_BY_CONTEXT, doubt=None) if box.doubt in becomes else box
        for box in boxes
    ]


def _by_row(boxes: Iterable[BoxReading]) -> dict[int, list[BoxReading]]:
    found: dict[int, list[BoxReading]] = {}
    for box in boxes:
        found.setdefault(box.spot.row, []).append(box)
    return found


def _doubt(boxes: Iterable[BoxReading]) -> Doubt | None:
    return next((box.doubt for box in boxes if box.doubt is not None), None)


def _seen(boxes: Iterable[BoxReading]) -> tuple[str, ...]:
    return tuple(box.spot.mark for box in boxes if box.ink is not Ink.EMPTY)


def _least(boxes: Iterable[BoxReading]) -> float:
    return min(box.confidence for box in boxes)


def _person(row: int, boxes: list[BoxReading]) -> RowReading:
    seen, least, doubt = _seen(boxes), _least(boxes), _doubt(boxes)
    if doubt is None and len(seen) > 1:
        doubt = Doubt.TWO_MARKS
    return RowReading(row, seen[0] if seen and doubt is None else "", least, doubt=doubt, seen=seen)


def _walk_in(row: int, boxes: list[BoxReading], *, written: Written) -> RowReading:
    seen, least, doubt = _seen(boxes), _least(boxes), _doubt(boxes)
    bands = [int(mark.removeprefix(BAND)) for mark in seen if mark.startswith(BAND)]
    sexes = [int(mark.removeprefix(SEX)) for mark in seen if mark.startswith(SEX)]
    if written is Written.STRUCK:  # nobody, whatever was marked before
        return RowReading(row, "", min(least, _BY_CONTEXT), seen=())
    if doubt is None:
        if written is Written.UNCLEAR:
            doubt = Doubt.NAME_STRUCK
        elif len(bands) > 1 or len(sexes) > 1:
            doubt = Doubt.TWO_MARKS
        elif sexes and not bands:
            doubt = Doubt.SEX_ALONE
        elif written is Written.NAME and not bands:
            doubt = Doubt.NAME_ALONE
    if doubt is not None or not bands:
        return RowReading(row, "", least, doubt=doubt, seen=seen)
    return RowReading(row, WALK_IN, least, band=bands[0], sex=sexes[0] if sexes else None, seen=seen)


def _question(row: int, boxes: list[BoxReading]) -> RowReading:
    seen, least, doubt = _seen(boxes), _least(boxes), _doubt(boxes)
    if doubt is None and len(seen) > 1:
        doubt = Doubt.TWO_MARKS
    if doubt is not None or not seen:
        return RowReading(row, "", least, doubt=doubt, seen=seen)
    return RowReading(row, ANSWER, least, answer=int(seen[0].removeprefix(ANSWER)), seen=seen)
