"""Hands that only judge: movements with the speed of muscles, and ink that is left where the tip dwells.

A movement is a sum of overlapping impulses whose speed is lognormal in time (Plamondon's kinematic theory of writing):
corners round themselves where the next impulse begins before the last has ended. Ink is what a tip leaves for each
moment at a place, so that slow parts are darker and quick ends are thin. Seals are letters of a font in a ring, inked
unevenly. Nothing here is shared with `tests.support.pens`, and the reader is never tuned on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from divide_app.foundation.bundled import resource

DPI = 300
PER_MM = DPI / 25.4
Point = tuple[float, float]


@dataclass(frozen=True)
class Tool:
    """What somebody writes with: width of the tip (mm), colour (blue, green, red), how much ink, and its grain."""

    width: float
    colour: tuple[int, int, int]
    flow: float
    grain: float = 0.0


TOOLS: dict[str, tuple[Tool, float]] = {
    "ball": (Tool(0.38, (42, 38, 36), 2.2, 0.1), 34),
    "blue ball": (Tool(0.4, (150, 62, 38), 2.2, 0.1), 10),
    "gel": (Tool(0.55, (24, 24, 26), 4.0), 16),
    "pencil": (Tool(0.55, (92, 90, 88), 1.6, 0.5), 16),
    "pale pencil": (Tool(0.5, (132, 130, 128), 1.3, 0.5), 6),
    "felt": (Tool(1.2, (32, 30, 34), 4.0), 9),
    "red ball": (Tool(0.42, (62, 55, 196), 2.2, 0.1), 9),
}
SURNAMES = ("佐藤", "鈴木", "工藤", "阿部", "菊池", "及川", "林", "千葉")


class Hand:
    """One person with one tool on one page."""

    def __init__(self, chance: np.random.Generator, picture: np.ndarray) -> None:
        self.chance, self.picture = chance, picture
        shares = np.array([share for _tool, share in TOOLS.values()])
        self.kind = str(chance.choice(list(TOOLS), p=shares / shares.sum()))
        self.tool = TOOLS[self.kind][0]
        self.tremor = float(chance.gamma(2.0, 0.02))  # mm; a 75-year-old's may reach 0.15
        self.aim = float(chance.uniform(0.15, 0.6))  # mm by which the middle of a box is missed
        self.haste = float(chance.uniform(0.45, 0.85))  # part of an impulse after which the next begins

    def move(self, targets: Sequence[Point], tool: Tool | None = None) -> None:
        """Move through targets (mm) with the tip on the paper."""
        chance, tool = self.chance, tool or self.tool
        goals = np.array(targets, float)
        goals[1:] += chance.normal(0, 0.05 + self.tremor, goals[1:].shape)
        lengths = np.hypot(*np.diff(goals, axis=0).T)
        durations = 0.12 + 0.03 * np.sqrt(lengths)  # seconds: longer ways are gone faster
        begins = np.concatenate([[0], np.cumsum(durations * self.haste)[:-1]])
        t = np.arange(0, begins[-1] + durations[-1] * 1.5, 0.0006)
        path = np.repeat(goals[:1], len(t), axis=0)
        for begin, duration, way in zip(begins, durations, np.diff(goals, axis=0), strict=True):
            passed = np.maximum((t - begin) / duration, 1e-6)
            done = 0.5 * (1 + np.vectorize(math.erf)(np.log(passed / 0.42) / (0.28 * math.sqrt(2))))
            path += done[:, None] * way
        path += self.tremor * np.stack([np.sin(56 * t + 1), np.sin(49 * t)], axis=1)
        press = np.clip(np.minimum(1.0, 0.35 + t / 0.03) * np.minimum(1.0, 0.25 + (t[-1] - t) / 0.06), 0, 1)
        self._leave(path, press, tool)

    def _leave(self, path: np.ndarray, press: np.ndarray, tool: Tool) -> None:
        edge = int(tool.width * PER_MM) + 4
        pixels = path * PER_MM
        left, top = np.maximum(np.floor(pixels.min(axis=0)).astype(int) - edge, 0)
        right, bottom = np.minimum(np.ceil(pixels.max(axis=0)).astype(int) + edge, self.picture.shape[1::-1])
        if right - left < 2 or bottom - top < 2:
            return
        steps = np.hypot(*np.diff(pixels, axis=0, prepend=pixels[:1]).T)
        amount = np.zeros((bottom - top, right - left), np.float32)
        x, y = np.round(pixels - (left, top)).astype(int).T
        inside = (x >= 0) & (y >= 0) & (x < amount.shape[1]) & (y < amount.shape[0])
        np.add.at(amount, (y[inside], x[inside]), (press * (0.15 + steps))[inside])
        radius = tool.width * PER_MM / 2
        size = 2 * math.ceil(radius) + 1
        ys, xs = np.mgrid[:size, :size] - size // 2
        tip = np.clip(radius + 0.5 - np.hypot(xs, ys), 0, 1).astype(np.float32)
        cover = 1 - np.exp(-tool.flow * cv2.filter2D(amount, -1, tip / (2 * radius), borderType=cv2.BORDER_CONSTANT))
        self._ink(left, top, cover, tool)

    def _ink(self, left: int, top: int, cover: np.ndarray, tool: Tool) -> None:
        if tool.grain:
            paper = cv2.GaussianBlur(self.chance.normal(0, 1, cover.shape).astype(np.float32), (0, 0), 0.9)
            cover = cover * np.clip(1 - tool.grain * (0.5 + 1.6 * paper), 0, 1)
        part = self.picture[top : top + cover.shape[0], left : left + cover.shape[1]]
        light = 1 - cover[..., None] * (1 - np.array(tool.colour, np.float32) / 255)
        part[:] = (part * light).astype(np.uint8)

    # ---- marks ----

    def _near(self, x: float, y: float) -> Point:
        away = np.clip(self.chance.normal(0, self.aim, 2), -1.2, 1.2)
        return x + float(away[0]), y + float(away[1])

    def tick(self, x: float, y: float, size: float = 1.0) -> None:
        """Draw a レ or ✓, its long arm up to the right; `size` 2 leaves the box."""
        x, y = self._near(x, y)
        long = float(self.chance.uniform(1.9, 3.0)) * size
        steep = float(self.chance.uniform(0.8, 1.5))
        self.move([(x - 1.9, y - 0.6), (x - 0.6, y + 1.7), (x - 0.6 + long, y + 1.7 - long * steep)])

    def circle(self, x: float, y: float, across: float, down: float) -> None:
        """Draw a ○ as a run of short impulses, which seldom closes exactly."""
        x, y = self._near(x, y)
        begin, long = float(self.chance.uniform(-2.4, -0.8)), float(self.chance.uniform(5.7, 6.9))
        way = 1 if self.chance.random() < 0.3 else -1
        turns = begin + way * np.linspace(0, long, 15)
        drift = np.linspace(0, float(self.chance.normal(0, 0.12)), 15)
        self.move(
            [
                (x + across * (1 + d) * math.cos(s), y + down * (1 + d) * math.sin(s))
                for s, d in zip(turns, drift, strict=True)
            ]
        )

    def slash(self, x: float, y: float) -> None:
        """Draw a ／."""
        x, y = self._near(x, y)
        self.move([(x - 1.8, y + 2.0), (x + 1.9, y - 2.1)])

    def cross(self, x: float, y: float) -> None:
        """Draw a ×."""
        x, y = self._near(x, y)
        self.move([(x - 1.9, y - 1.9), (x + 1.9, y + 1.9)])
        self.move([(x + 1.9, y - 1.9), (x - 1.9, y + 1.9)])

    def fill(self, x: float, y: float) -> None:
        """Shade the box."""
        rows = np.linspace(-2.2, 2.2, 11)
        self.move([(x + (2.1 if at % 2 else -2.1), y + float(row)) for at, row in enumerate(rows)])

    def seal(self, x: float, y: float, turn: float = 0.0) -> None:
        """Press a seal of 9 to 10.5 mm with a surname; not every part of it takes ink."""
        chance = self.chance
        side = float(chance.uniform(9.0, 10.5)) * PER_MM
        size = round(side) + 6
        image = Image.new("L", (size, size), 0)
        draw = ImageDraw.Draw(image)
        draw.ellipse((3, 3, size - 4, size - 4), outline=255, width=round(0.5 * PER_MM))
        name = str(chance.choice(SURNAMES))
        font = ImageFont.truetype(str(resource("fonts", "BIZUDPGothic-Regular.ttf")), round(side * 0.4))
        for at, letter in enumerate(name):
            middle = size / 2, size / 2 + (at - (len(name) - 1) / 2) * side * 0.4
            draw.text(middle, letter, 255, font, anchor="mm")
        image = image.rotate(turn + float(chance.normal(0, 12)))
        cover = np.asarray(image, np.float32) / 255
        blot = cv2.GaussianBlur(chance.normal(0, 1, cover.shape).astype(np.float32), (0, 0), 9)
        cover = cv2.GaussianBlur(cover, (0, 0), 1.0) * np.clip(0.85 + 3.5 * blot, 0.25, 1)
        x, y = self._near(x, y)
        left, top = max(0, round(x * PER_MM - size / 2)), max(0, round(y * PER_MM - size / 2))
        room = self.picture[top : top + size, left : left + size].shape
        self._ink(left, top, cover[: room[0], : room[1]], Tool(0, (72, 58, 205), 1))

    # ---- what takes a mark back, and what is none ----

    def double_line(self, x: float, y: float, half: float) -> None:
        """Strike out with 二重線."""
        slope = float(self.chance.normal(0, 0.05))
        for down in (-0.6, 0.6):
            left, right = self.chance.uniform(0.9, 1.3, 2) * half
            self.move([(x - left, y + down - slope * left), (x + right, y + down + slope * right)])

    def scribble(self, x: float, y: float, half: float = 3.3) -> None:
        """Scribble over a mark until it cannot be read."""
        turns = np.linspace(0, 1, 14)
        self.move(
            [
                (x + half * (2 * one - 1) + float(self.chance.normal(0, 0.3)), y + (2.6 if at % 2 else -2.6))
                for at, one in enumerate(turns)
            ]
        )

    def tape(self, x: float, y: float) -> None:
        """Lay correction tape of 5 mm over the mark and half of the box's outline."""
        middle = round(x * PER_MM), round(y * PER_MM)
        box = cv2.boxPoints((middle, (11 * PER_MM, 5 * PER_MM), float(self.chance.normal(0, 5))))
        cv2.fillConvexPoly(self.picture, box.astype(np.int32), (250, 251, 250), cv2.LINE_AA)

    def rest(self, x: float, y: float) -> None:
        """Rest the pen: a dot of 0.5 to 1.2 mm."""
        x, y = x + float(self.chance.uniform(-1.6, 1.6)), y + float(self.chance.uniform(-1.6, 1.6))
        across = float(self.chance.uniform(0.5, 1.2))
        size = math.ceil(across * PER_MM) + 4
        ys, xs = np.mgrid[:size, :size] - size / 2
        cover = np.clip(across * PER_MM / 2 + 0.5 - np.hypot(xs, ys * 1.1), 0, 1).astype(np.float32)
        self._ink(round(x * PER_MM - size / 2), round(y * PER_MM - size / 2), cover, self.tool)

    def name(self, x: float, y: float, letters: int) -> float:
        """Write a name; return where it ends."""
        for at in range(letters):
            left = x + at * 6.0
            for _stroke in range(int(self.chance.integers(4, 8))):
                a, b = self.chance.uniform(-2.2, 2.2, (2, 2))
                self.move([(left + float(a[0]), y + float(a[1])), (left + float(b[0]), y + float(b[1]))])
        return x + letters * 6.0
