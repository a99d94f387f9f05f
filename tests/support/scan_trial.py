"""Counts how the reader of papers does on made-up pages: right, wrong, or left to a person, by kind of row.

Chance comes from seeds. The reader was tuned on seeds below 10,000; `make test` uses those from EVERYDAY, `make soak`
those from SOAK, on which nothing was ever tuned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

from divide_app.domain.scans.paper_reading import ANSWER, WALK_IN, RowReading
from divide_app.domain.scans.sheet_layout import BAND, SEX
from divide_app.scanning.reading import read_page
from tests.support import scanned_sheets as paper

EVERYDAY = 10_000
SOAK = 17_000_000
CLASSES = (6, 19, 20, 14, 25, 9, 30)
"""People of the classes whose sheets are made, in turn."""
SURVEYS = 0.15
"""Share of the pages that are survey forms."""


@dataclass
class Trial:
    """Numbers of one trial.

    Attributes:
        pages: Pages made.
        lost: Pages that were not found or not read.
        marks: Honest marks made with a pen.
        rows: Rows a person would read without doubt, empty ones too.
        unsure: Those of them the reader left to a person.
        wrong: Those of them it misread without doubt.
        doubts: Rows only a person can decide.
        missed: Those of them the reader decided by itself.
        crosses: Boxes with a ×, which is a mark, and yet better asked about: some write it for absent.
        crosses_told: Those of them left to a person; read as anything but a mark in that box they are `wrong`.
        faults: The first few of lost, wrong and missed, to look at: seed, way, row, meant, read.
    """

    pages: int = 0
    lost: int = 0
    marks: int = 0
    rows: int = 0
    unsure: int = 0
    wrong: int = 0
    doubts: int = 0
    missed: int = 0
    crosses: int = 0
    crosses_told: int = 0
    faults: list[tuple[int, str, int, str, str]] = field(default_factory=list)
    unsure_by_way: Counter[str] = field(default_factory=Counter)

    @property
    def right(self) -> float:
        """Share of the decided honest rows that were read right."""
        decided = self.rows - self.unsure
        return 1.0 if not decided else 1 - self.wrong / decided

    @property
    def left_over(self) -> float:
        """Share of the honest rows left to a person."""
        return self.unsure / max(1, self.rows)

    def __str__(self) -> str:
        return (
            f"{self.pages} pages, {self.marks} marks in {self.rows} rows: {self.wrong} wrong, {self.unsure} left to a"
            f" person ({self.left_over:.2%}), {self.lost} pages lost; {self.missed} of {self.doubts} doubtful rows"
            f" guessed; {self.crosses_told} of {self.crosses} × left to a person, the others read as marks"
        )


def grey_of(way: str, picture: np.ndarray) -> np.ndarray:
    """Return what the reader of files makes of a picture: grey, and a fax stretched."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
    if way == "fax":
        return cv2.resize(grey, None, fx=1.0, fy=204 / 98)
    return cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) if max(grey.shape) > 4400 else grey


def said(row: RowReading) -> str:
    """Return what a row was read as, in the words of `Marked.truth`."""
    if row.doubt is not None:
        return paper.DOUBT
    if row.mark == WALK_IN:
        return f"{BAND}{row.band}" + ("" if row.sex is None else f" {SEX}{row.sex}")
    return f"{ANSWER}{row.answer}" if row.mark == ANSWER else row.mark


def try_out(first: int, enough: Callable[[Trial], bool], ways: tuple[str, ...] = tuple(paper.SPOILERS)) -> Trial:
    """Make and read pages from a seed on until it is enough."""
    trial = Trial()
    seed = first
    while not enough(trial):
        chance = np.random.default_rng(seed)
        is_survey = chance.random() < SURVEYS
        page = paper.marked_survey(chance) if is_survey else paper.marked(chance, CLASSES[seed % len(CLASSES)])
        way = ways[seed % len(ways)]
        reading = read_page(grey_of(way, paper.SPOILERS[way](chance, page.picture)))
        trial.pages += 1
        trial.marks += page.marks
        if reading.problem is not None or reading.code != page.code:
            trial.lost += 1
            trial.faults.append((seed, way, -1, "", str(reading.problem)))
        for row in reading.rows:
            either = page.crosses.get(row.row) or page.either.get(row.row)
            if either is not None:
                if row.row in page.crosses:
                    trial.crosses += 1
                    trial.crosses_told += said(row) == paper.DOUBT
                is_read = said(row) == either
                _count(trial, seed, way, row.row, paper.DOUBT, paper.DOUBT if is_read else said(row))
            else:
                _count(trial, seed, way, row.row, page.truth[row.row], said(row))
        seed += 1
    return trial


def _count(trial: Trial, seed: int, way: str, row: int, meant: str, read: str) -> None:
    if meant == paper.DOUBT:
        trial.doubts += 1
        trial.missed += read != paper.DOUBT
        fault = read != paper.DOUBT
    else:
        trial.rows += 1
        trial.unsure += read == paper.DOUBT
        trial.unsure_by_way[way] += read == paper.DOUBT
        fault = read not in {meant, paper.DOUBT}
        trial.wrong += fault
    if fault:
        trial.faults.append((seed, way, row, meant, read))
