"""Made-up pens in made-up hands: what people put into the boxes of a paper, and how they take it back."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import cv2
import numpy as np

PRINT_DPI = 300
PER_MM = PRINT_DPI / 25.4

Point = tuple[float, float]

PENS = {
    # width in millimetres, colour (blue, green, red), how often
    "ball": (0.4, (35, 32, 30), 5),
    "fine": (0.3, (40, 36, 34), 2),
    "gel": (0.6, (20, 20, 20), 3),
    "felt": (1.1, (30, 30, 30), 3),
    "marker": (1.9, (25, 25, 28), 2),
    "pencil": (0.5, (105, 103, 100), 3),
    "soft pencil": (0.8, (80, 78, 76), 1),
    "red": (0.5, (55, 50, 200), 3),
    "red felt": (1.1, (60, 45, 215), 1),
    "blue": (0.5, (170, 70, 40), 3),
    "green": (0.6, (70, 130, 50), 1),
    "erasable": (0.5, (85, 80, 78), 1),
}
HONEST = (
    "tick", "check", "hook", "slash", "backslash", "dash", "circle", "ring", "dot", "stroke", "twice"
)  # fmt: skip
EITHER = ("fill", "scrawl", "around", "aside", "long", "stamp", "pale", "small")
"""Marks of which a reader may make a mark or a question, but nothing else."""
STRUCK = ("double line", "scribble", "one line", "blotted")


class Pen:
    """One writer's pen on one page: width, colour, and how sloppily they write."""

    def __init__(self, chance: np.random.Generator, picture: np.ndarray) -> None:
        self.chance = chance
        self.picture = picture
        often = np.array([often for _width, _colour, often in PENS.values()], float)
        self.kind = str(chance.choice(list(PENS), p=often / often.sum()))
        self.width, self.colour, _often = PENS[self.kind]
        self.width *= float(chance.uniform(0.85, 1.2))
        self.grain = 0.45 if "pencil" in self.kind else 0.12 if self.kind in {"ball", "fine"} else 0.0
        self.pressure = float(chance.uniform(0.0, 0.35))
        self.sloppy = float(chance.uniform(0.2, 1.0))

    def line(self, points: Sequence[Point], width: float | None = None) -> None:
        """Draw a stroke through points (millimetres), with a trembling hand that presses unevenly."""
        path: list[Point] = []
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            long = math.hypot(x2 - x1, y2 - y1)
            steps = max(2, int(long / 0.6))
            bow = float(self.chance.normal(0, 0.03)) * self.sloppy
            for at in range(steps):
                t = at / steps
                aside = bow * 4 * t * (1 - t)
                path.append((x1 + (x2 - x1) * t - (y2 - y1) * aside, y1 + (y2 - y1) * t + (x2 - x1) * aside))
        path.append(points[-1])
        tremble = self.chance.normal(0, 0.05 * self.sloppy, (len(path), 2))
        self._ink((np.array(path) + tremble) * PER_MM, (width or self.width) * PER_MM)

    def _ink(self, path: np.ndarray, thick: float) -> None:
        """Lay ink along a path in pixels: thinner where the hand lifts, broken where paper or ball leave gaps."""
        picture = self.picture
        edge = int(thick) + 3
        left, top = np.maximum(np.floor(path.min(axis=0)).astype(int) - edge, 0)
        right, bottom = np.minimum(np.ceil(path.max(axis=0)).astype(int) + edge, picture.shape[1::-1])
        if right <= left or bottom <= top:
            return
        mask = np.zeros((bottom - top, right - left), np.uint8)
        pixels = ((path - (left, top)) * 16).round().astype(np.int32).reshape(-1, 1, 2)
        pieces = max(1, len(path) // 4) if self.pressure else 1
        for at, piece in enumerate(np.array_split(np.arange(len(path)), pieces)):
            share = 1 - self.pressure * (0.5 + 0.5 * math.cos(6.3 * at / pieces + len(path))) if pieces > 1 else 1.0
            until = min(len(path), int(piece[-1]) + 2)
            width = max(1, round(thick * share))
            cv2.polylines(mask, [pixels[piece[0] : until]], False, 255, width, cv2.LINE_AA, 4)
        cover = mask.astype(np.float32) / 255
        if self.grain:
            small = self.chance.uniform(1 - self.grain, 1.0, (mask.shape[0] // 2 + 1, mask.shape[1] // 2 + 1))
            cover *= cv2.resize(small.astype(np.float32).clip(0), mask.shape[::-1])
        part = picture[top:bottom, left:right].astype(np.float32)
        ink = part + (np.array(self.colour, np.float32) - part) * cover[..., None]
        picture[top:bottom, left:right] = np.minimum(part, ink)

    def disk(self, x: float, y: float, across: float, down: float) -> None:
        """Fill an ellipse."""
        middle = (round(x * PER_MM), round(y * PER_MM))
        size = (round(across * PER_MM), round(down * PER_MM))
        cv2.ellipse(self.picture, middle, size, 0, 0, 360, self.colour, -1, cv2.LINE_AA)

    def mark(self, kind: str, x: float, y: float, box: float = 6.4) -> None:
        """Draw a mark of a kind around (x, y), as large as suits a box of `box` millimetres."""
        chance, sloppy = self.chance, self.sloppy
        size = float(chance.uniform(0.75, 1.0 + 0.25 * sloppy)) * (1 + 0.5 * (box / 6.4 - 1))
        turn = float(chance.normal(0, 0.10 * sloppy + 0.03))
        x += float(np.clip(chance.normal(0, 0.55 * sloppy), -1.4, 1.4))
        y += float(np.clip(chance.normal(0, 0.55 * sloppy), -1.4, 1.4))

        def at(points: Sequence[Point]) -> list[Point]:
            cos, sin = math.cos(turn) * size, math.sin(turn) * size
            return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points]

        def j(spread: float = 0.25) -> float:
            return float(chance.normal(0, spread))

        def round_(across: float, down: float, begin: float, long: float, shake: float = 0.04) -> list[Point]:
            turns = np.linspace(begin, begin + long, 26)
            return at([(across * math.cos(s) + j(shake), down * math.sin(s) + j(shake)) for s in turns])

        if kind == "tick":
            self.line(at([(-2.0 + j(), -0.1 + j()), (-0.6 + j(), 1.9 + j()), (2.5 + j(0.4), -2.6 + j(0.4))]))
        elif kind == "check":
            self.line(at([(-1.4 + j(), -2.1 + j()), (-1.2 + j(), 2.0 + j()), (2.3 + j(0.4), -1.6 + j(0.4))]))
        elif kind == "hook":  # a レ with its small hook at the end
            self.line(
                at([(-1.6 + j(), -1.9 + j()), (-1.4 + j(), 1.6 + j()), (2.0 + j(0.4), -1.2 + j(0.4)), (2.2, -0.6)])
            )
        elif kind == "slash":
            self.line(at([(-2.0 + j(), 2.2 + j()), (2.0 + j(), -2.2 + j())]))
        elif kind == "backslash":
            self.line(at([(-2.0 + j(), -2.2 + j()), (2.0 + j(), 2.2 + j())]))
        elif kind == "dash":
            self.line(at([(-2.0 + j(), j()), (2.0 + j(), j(0.3))]))
        elif kind == "stroke":
            self.line(at([(j(), -2.0 + j()), (j(0.3), 2.0 + j())]))
        elif kind == "twice":  # a tick gone over once more
            for _ in range(2):
                self.line(at([(-2.0 + j(), -0.1 + j()), (-0.6 + j(), 1.9 + j()), (2.4 + j(0.3), -2.4 + j(0.3))]))
        elif kind in {"circle", "ring"}:
            across, down = float(chance.uniform(1.5, 2.6)), float(chance.uniform(1.5, 2.6))
            self.line(round_(across, down, float(chance.uniform(0, 6.3)), float(chance.uniform(5.6, 7.2))))
            if kind == "ring" and across > 2.0:
                self.line(round_(0.45 * across, 0.45 * down, 0, 6.3, 0.0))
        elif kind == "fill":
            rows = np.linspace(-2.4, 2.4, max(5, round(4.8 / (self.width * 1.3))))
            points = [((2.4 if at_ % 2 else -2.4) + j(0.25), float(down) + j(0.1)) for at_, down in enumerate(rows)]
            self.line(at(points))
        elif kind == "scrawl":  # hurried filling, with white between
            rows = np.linspace(-2.0, 2.0, int(chance.integers(4, 7)))
            points = [((2.1 if at_ % 2 else -2.1) + j(0.4), float(down) + j(0.3)) for at_, down in enumerate(rows)]
            self.line(at(points))
        elif kind == "dot":
            self.disk(x, y, float(chance.uniform(0.9, 2.2)), float(chance.uniform(0.9, 2.2)))
        elif kind == "cross":
            self.line(at([(-2.1 + j(), -2.1 + j()), (2.1 + j(), 2.1 + j())]))
            self.line(at([(2.1 + j(), -2.1 + j()), (-2.1 + j(), 2.1 + j())]))
        else:
            self._either(kind, x, y, box)

    def _either(self, kind: str, x: float, y: float, box: float) -> None:
        """Draw what one reader would take for a mark and another would ask about."""
        chance = self.chance
        if kind == "around":  # a ring around the box instead of in it
            across, down = float(chance.uniform(0.52, 0.72)) * box, float(chance.uniform(0.52, 0.66)) * box
            turns = np.linspace(0, float(chance.uniform(5.9, 6.9)), 30)
            self.line([(x + across * math.cos(s), y + down * math.sin(s)) for s in turns])
        elif kind == "aside":
            way = float(chance.uniform(0, 6.3))
            far = float(chance.uniform(0.25, 0.55)) * box
            self.mark(str(chance.choice(HONEST)), x + far * math.cos(way), y + 0.7 * far * math.sin(way), box)
        elif kind == "long":  # one bold tick far beyond its box
            self.line([(x - 2.6, y - 0.4), (x - 0.5, y + 3.0), (x + float(chance.uniform(5, 9)), y - 4.5)])
        elif kind == "stamp":  # a red seal of 10 mm
            before, self.colour = self.colour, (70, 60, 205)
            turns = np.linspace(0, 6.4, 36)
            self.line([(x + 4.6 * math.cos(s), y + 4.6 * math.sin(s)) for s in turns], 0.4)
            for _ in range(7):
                ends = chance.uniform(-2.8, 2.8, (2, 2)) + np.array([x, y])
                self.line([(float(px), float(py)) for px, py in ends], 0.45)
            self.colour = before
        elif kind == "pale":  # hardly pressed
            before, grain, self.grain, self.colour = self.colour, self.grain, 0.3, (138, 138, 138)
            self.mark(str(chance.choice(("tick", "slash", "circle"))), x, y, box)
            self.colour, self.grain = before, grain
        elif kind == "small":
            self.disk(x, y, 0.45, 0.45)
        else:
            raise ValueError(kind)

    def strike(self, kind: str, x: float, y: float, box: float = 6.4) -> None:
        """Take a mark back as people do."""
        chance = self.chance
        if kind in {"double line", "one line"}:
            slope = float(chance.normal(0, 0.06))
            at = (-0.8, 0.8) if kind == "double line" else (0.0,)
            for down in (one + float(chance.normal(0, 0.2)) for one in at):
                left, right = (float(reach) * box / 6.4 for reach in chance.uniform(4.2, 6.5, 2))
                self.line([(x - left, y + down + left * slope), (x + right, y + down - right * slope)])
        elif kind == "blotted":  # blackened until nothing of it shows, out to all sides
            turns = np.linspace(0, 44, 150)
            spread = box * chance.uniform(0.61, 0.72, len(turns)) * np.linspace(0.2, 1, len(turns))
            self.line(
                [(x + float(r * math.cos(s)), y + float(r * math.sin(s))) for r, s in zip(spread, turns, strict=True)]
            )
        else:
            rows = np.linspace(-2.6, 2.6, int(chance.integers(6, 10)))
            reach = box / 6.4 * chance.uniform(4.5, 6.0, len(rows)) * np.where(np.arange(len(rows)) % 2, 1, -1)
            self.line([(x + float(px), y + float(py)) for px, py in zip(reach, rows, strict=True)])

    def writing(self, x: float, y: float, wide: float) -> None:
        """Write something that looks like a name."""
        chance = self.chance
        while wide > 0:
            for _ in range(int(chance.integers(3, 6))):
                points = chance.uniform(-2.0, 2.0, (int(chance.integers(2, 4)), 2))
                self.line([(x + 2.2 + float(px), y + float(py)) for px, py in points])
            x, wide = x + 5.2, wide - 5.2
