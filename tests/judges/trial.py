"""Fills sheets in by judging hands, passes them through judging machines, and counts what the reader makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

from divide_app.domain.scans.sheet_layout import COLUMNS, LATE, LEFT_EARLY, PAGE, PRESENT, SheetLayout, Spot, plan_pages
from divide_app.scanning.reading import read_page
from tests.judges.hands import Hand
from tests.judges.machines import MACHINES
from tests.support.scan_trial import said
from tests.support.scanned_sheets import DOUBT, EMPTY, code_of, printed_page

FIRST = 73_000_000
"""First seed of the full count; nothing was ever tuned on these."""
EVERYDAY = 72_000_000
_LEFT_OVER = 3
"""Pixels of a fax by which a marked row must differ from an unmarked one to be seen at all."""
_CLASSES = (20, 12, 6, 25, 16)
_STYLES = ("tick", "long tick", "slash", "fill", "○ in", "○ around", "hanko", "×")
_SHARES = (42, 8, 9, 9, 10, 10, 10, 2)
"""Of a page's favourite mark, in per cent: ticks 50, ○ 20, hanko 10."""


@dataclass(frozen=True)
class Meant:
    """What a row means: the kind of case, and the answers that are not wrong; `right` of them needs no person."""

    kind: str
    right: str
    allowed: frozenset[str]


@dataclass
class Count:
    """Rows of one kind or machine."""

    rows: int = 0
    asked: int = 0
    wrong: int = 0

    def __str__(self) -> str:
        return f"{self.rows} rows, {self.asked} asked ({self.asked / max(1, self.rows):.1%}), {self.wrong} wrong"


@dataclass
class Trial:
    """Numbers of one trial.

    Attributes:
        lost: Pages that were not read; `unnamed` those of them of which no problem was said.
        marks: Marks made.
        vanished: Marked rows of which a fax left nothing at all; they are counted nowhere else.
        faults: Rows misread or asked about without need: seed, machine, row, kind, meant, read.
    """

    pages: int = 0
    lost: int = 0
    unnamed: int = 0
    marks: int = 0
    vanished: int = 0
    all: Count = field(default_factory=Count)
    kinds: dict[str, Count] = field(default_factory=dict)
    machines: dict[str, Count] = field(default_factory=dict)
    tools: dict[str, Count] = field(default_factory=dict)
    faults: list[tuple[int, str, int, str, str, str]] = field(default_factory=list)
    lost_by: Counter[str] = field(default_factory=Counter)


def filled(chance: np.random.Generator, count: int) -> tuple[np.ndarray, dict[int, Meant], int, str]:
    """Return a page filled in by one hand, what its rows mean, how many marks it has, and the hand's tool."""
    layout = plan_pages(count)[0]
    picture = cv2.cvtColor(printed_page(count), cv2.COLOR_GRAY2BGR)
    hand = Hand(chance, picture)
    shares = np.array(_SHARES) / sum(_SHARES)
    favourite = str(chance.choice(_STYLES, p=shares))
    spots: dict[int, dict[str, Spot]] = {}
    for spot in layout.spots():
        spots.setdefault(spot.row, {})[spot.mark] = spot
    meant: dict[int, Meant] = {}
    marks = 0
    for row in range(layout.people):
        if row in meant:
            continue
        middle = spots[row][PRESENT].box.middle
        luck = chance.random()
        if luck < 0.008 and row + 1 < layout.people:
            hand.tick(middle[0], middle[1] + layout.row_height / 2)
            for one in (row, row + 1):
                meant[one] = Meant("between two rows", DOUBT, frozenset({EMPTY, DOUBT}))
            marks += 1
        elif luck < 0.02:
            hand.rest(*spots[row][str(chance.choice([PRESENT, LATE]))].box.middle)
            meant[row] = Meant("pen rest", EMPTY, frozenset({EMPTY, DOUBT}))
        elif luck < 0.07:
            meant[row] = _corrected(hand, favourite, spots[row])
            marks += 1
        elif luck < 0.75:
            mark = str(chance.choice([PRESENT, LATE, LEFT_EARLY], p=[0.9, 0.06, 0.04]))
            kind = favourite if favourite == "×" or chance.random() < 0.85 else "tick"
            _make(hand, kind, *spots[row][mark].box.middle)
            allowed = frozenset({mark, DOUBT})
            meant[row] = Meant(kind, mark, allowed)
            marks += 1
        else:
            meant[row] = Meant("untouched", EMPTY, frozenset({EMPTY, DOUBT}))
    for row in range(layout.people, layout.rows):
        meant[row], made = _walk_in(hand, favourite, layout, row, spots[row])
        marks += made
    return picture, meant, marks, hand.kind


def _left(scan: np.ndarray, bare: np.ndarray, layout: SheetLayout) -> set[int]:
    """Return the rows in which a scan differs from that of the unmarked page through the same machine."""
    per_mm = scan.shape[1] / PAGE.w
    differs = cv2.absdiff(scan, bare) > 128
    rows = set()
    for row in range(layout.rows):
        top = layout.row_top(row) - 2
        part = differs[round(top * per_mm) : round((top + layout.row_height + 4) * per_mm)]
        if np.count_nonzero(part) > _LEFT_OVER:
            rows.add(row)
    return rows


def _make(hand: Hand, kind: str, x: float, y: float) -> None:
    chance = hand.chance
    if kind == "long tick":
        hand.tick(x, y, float(chance.uniform(1.5, 2.4)))
    elif kind == "slash":
        hand.slash(x, y)
    elif kind == "fill":
        hand.fill(x, y)
    elif kind == "○ in":
        hand.circle(x, y, float(chance.uniform(1.3, 2.3)), float(chance.uniform(1.3, 2.2)))
    elif kind == "○ around":
        hand.circle(x, y, float(chance.uniform(4.2, 5.6)), float(chance.uniform(3.7, 4.6)))
    elif kind == "hanko":
        hand.seal(x, y)
    elif kind == "×":
        hand.cross(x, y)
    else:
        hand.tick(x, y)


def _corrected(hand: Hand, favourite: str, boxes: dict[str, Spot]) -> Meant:
    chance = hand.chance
    x, y = boxes[PRESENT].box.middle
    _make(hand, favourite, x, y)
    way = str(chance.choice(["二重線", "二重線, then another box", "scribble", "tape"], p=[0.5, 0.2, 0.2, 0.1]))
    none = frozenset({EMPTY, DOUBT})
    if way == "scribble":
        hand.scribble(x, y)
        return Meant(way, DOUBT, none)
    if way == "tape":
        hand.tape(x, y)
        return Meant(way, DOUBT, none)
    hand.double_line(x, y, 4.6)
    if way == "二重線":
        return Meant(way, EMPTY, none)
    _make(hand, "×" if favourite == "×" else "tick", *boxes[LATE].box.middle)
    return Meant(way, LATE, frozenset({LATE, DOUBT}))


def _walk_in(hand: Hand, favourite: str, layout: SheetLayout, row: int, boxes: dict[str, Spot]) -> tuple[Meant, int]:
    chance = hand.chance
    if chance.random() < 0.6:
        return Meant("untouched walk-in", EMPTY, frozenset({EMPTY, DOUBT})), 0
    y = layout.row_top(row) + layout.row_height * 0.6
    left = COLUMNS["name"][0] + 9
    end = hand.name(left, y, int(chance.integers(2, 5)))
    luck = chance.random()
    if luck < 0.12:
        return Meant("walk-in, name alone", DOUBT, frozenset({DOUBT})), 1
    bands = [mark for mark in boxes if mark.startswith("band")]
    sexes = [mark for mark in boxes if mark.startswith("sex")]
    chosen = [str(chance.choice(bands))]
    if sexes and chance.random() < 0.6:
        chosen.append(str(chance.choice(sexes)))
    is_round = luck > 0.75
    for mark in chosen:
        spot = boxes[mark]
        if is_round and spot.words is not None:
            wide = 2.6 if mark.startswith("sex") else 4.6
            hand.circle(spot.box.x + spot.box.w + 0.7 + wide, spot.box.middle[1], wide + 0.8, 2.9)
        else:
            _make(hand, "×" if favourite == "×" else "tick", *spot.box.middle)
    truth = " ".join(chosen)
    if luck < 0.24:
        hand.double_line((left + end) / 2 - 2, y, (end - left) / 2 + 1)
        return Meant("walk-in, name struck", EMPTY, frozenset({EMPTY, DOUBT})), len(chosen)
    kind = "walk-in, ○ round words" if is_round else "walk-in"
    return Meant(kind, truth, frozenset({truth, DOUBT})), len(chosen)


def try_out(first: int, enough: Callable[[Trial], bool], step: int = 1) -> Trial:
    """Make, spoil and read pages from a seed on until it is enough."""
    trial, seed = Trial(), first
    shares = np.array([share for _machine, share in MACHINES.values()])
    while not enough(trial):
        chance = np.random.default_rng(seed)
        count = _CLASSES[seed // step % len(_CLASSES)]
        picture, meant, marks, tool = filled(chance, count)
        machine = str(chance.choice(list(MACHINES), p=shares / shares.sum()))
        state = chance.bit_generator.state
        scan = MACHINES[machine][0](chance, picture)
        chance.bit_generator.state = state
        bare = cv2.cvtColor(printed_page(count), cv2.COLOR_GRAY2BGR)
        left = _left(scan, MACHINES[machine][0](chance, bare), plan_pages(count)[0]) if machine == "fax" else None
        reading = read_page(scan)
        trial.pages += 1
        trial.marks += marks
        if reading.code != code_of(count) or reading.problem is not None:
            trial.lost += 1
            trial.unnamed += reading.problem is None
            trial.lost_by[f"{machine}: {reading.problem}"] += 1
        for row in reading.rows:
            one, read = meant[row.row], said(row)
            if left is not None and row.row not in left and one.right:
                trial.vanished += 1  # black and white took all of it: no eye could tell
                continue
            is_wrong = read not in one.allowed
            for count_ in (
                trial.all,
                trial.kinds.setdefault(one.kind, Count()),
                trial.machines.setdefault(machine, Count()),
                trial.tools.setdefault(tool, Count()),
            ):
                count_.rows += 1
                count_.asked += read == DOUBT
                count_.wrong += is_wrong
            if is_wrong or (read == DOUBT and one.right != DOUBT):
                trial.faults.append((seed, machine, row.row, one.kind, one.right, read))
        seed += step
    return trial
