"""Makes scanned pages with known marks: our own sheets, marked with made-up pens, then spoiled as scans are."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
from PIL import Image

from divide_app.domain.page_code import PageCode, SheetKind
from divide_app.domain.sheet_layout import COLUMNS, MARKS, PAGE, SheetLayout, Spot, plan_pages
from divide_app.printing import attendance_sheet
from divide_app.printing.attendance_sheet import AttendanceSheet, Attendee
from divide_app.printing.raster import render_page

PRINT_DPI = 300
PER_MM = PRINT_DPI / 25.4
EMPTY = ""
DOUBT = "?"
NAMES = (
    ("阿部 ミツ", "あべ みつ", "80～84"),
    ("伊藤 茂", "いとう しげる", "75～79"),
    ("工藤 テル", "くどう てる", "85～"),
    ("髙橋 﨑子", "たかはし さきこ", "70～74"),
    ("佐々木 正雄", "ささき まさお", "65～69"),
)
HONEST = ("tick", "check", "slash", "backslash", "circle", "fill", "dot", "stroke", "ring")
STRUCK = ("double line", "scribble")


@dataclass
class Marked:
    """One page before the scanner: its picture (300 dpi, colour) and what each row says.

    Attributes:
        truth: By row: the mark meant ("" none, "?" only a person can tell); a walk-in's is `band1` or `band1 sex0`.
        marks: Boxes with an honest mark in rows that are no doubt.
        crosses: By row, the box with a ×, which some write for present and some for absent.
    """

    code: PageCode
    layout: SheetLayout
    picture: np.ndarray
    truth: dict[int, str]
    kinds: dict[int, str] = field(default_factory=dict)
    marks: int = 0
    crosses: dict[int, str] = field(default_factory=dict)


def code_of(count: int, page: int = 1) -> PageCode:
    """Return the code of a page of the sheet for `count` people."""
    layouts = plan_pages(count)
    return PageCode(
        SheetKind.ATTENDANCE,
        "7Q2M9",
        "XK4TR8",
        UUID(int=0x5EED << 96 | count),
        page,
        len(layouts),
        layouts[page - 1].code,
    )


def sheet_of(count: int) -> AttendanceSheet:
    """Return the sheet of a class of `count` people, with page codes a reader understands."""
    return AttendanceSheet(
        office="青空市 生涯学習課",
        course="はじめてのスマホ教室",
        session="第2回",
        when="令和8年12月11日（金）10:00～12:00",
        place="中央公民館 第1研修室",
        supporters="佐藤・髙橋・李",
        people=tuple(
            Attendee(str(at + 1), *NAMES[at % len(NAMES)], note="筆談" if at % 7 == 3 else "") for at in range(count)
        ),
        page_codes=tuple(code_of(count, page).text for page in range(1, len(plan_pages(count)) + 1)),
    )


@cache
def printed_page(count: int, page: int = 1) -> np.ndarray:
    """Return one printed page as grey pixels at 300 dpi."""
    shot = render_page(attendance_sheet.draw(sheet_of(count)).pdf, page - 1, PRINT_DPI, grey=True)
    return np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width)


class Pen:
    """One writer's pen on one page: width, colour and how sloppily they write."""

    def __init__(self, chance: np.random.Generator, picture: np.ndarray) -> None:
        self.chance = chance
        self.picture = picture
        kind = chance.choice(["ball", "ball", "gel", "marker", "pencil", "red", "blue"])
        self.width = {"ball": 0.4, "gel": 0.6, "marker": 1.1, "pencil": 0.5, "red": 0.5, "blue": 0.5}[kind]
        self.width *= float(chance.uniform(0.85, 1.2))
        self.colour = {
            "ball": (35, 32, 30),
            "gel": (20, 20, 20),
            "marker": (30, 30, 30),
            "pencil": (105, 103, 100),
            "red": (55, 50, 200),
            "blue": (170, 70, 40),
        }[kind]
        self.sloppy = float(chance.uniform(0.2, 1.0))

    def line(self, points: Sequence[tuple[float, float]], width: float | None = None) -> None:
        """Draw a stroke through points (millimetres), with a trembling hand."""
        path: list[tuple[float, float]] = []
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            steps = max(2, int(math.hypot(x2 - x1, y2 - y1) / 0.6))
            path += [(x1 + (x2 - x1) * t / steps, y1 + (y2 - y1) * t / steps) for t in range(steps)]
        path.append(points[-1])
        tremble = self.chance.normal(0, 0.05 * self.sloppy, (len(path), 2))
        pixels = ((np.array(path) + tremble) * PER_MM * 16).round().astype(np.int32)
        thick = max(1, round((width or self.width) * PER_MM))
        cv2.polylines(self.picture, [pixels.reshape(-1, 1, 2)], False, self.colour, thick, cv2.LINE_AA, 4)

    def disk(self, x: float, y: float, across: float, down: float) -> None:
        """Fill an ellipse."""
        middle = (round(x * PER_MM), round(y * PER_MM))
        cv2.ellipse(
            self.picture,
            middle,
            (round(across * PER_MM), round(down * PER_MM)),
            0,
            0,
            360,
            self.colour,
            -1,
            cv2.LINE_AA,
        )

    def mark(self, kind: str, x: float, y: float) -> None:
        """Draw a mark of a kind around (x, y)."""
        chance, sloppy = self.chance, self.sloppy
        size = float(chance.uniform(0.75, 1.0 + 0.25 * sloppy))
        turn = float(chance.normal(0, 0.10 * sloppy + 0.03))
        x += float(np.clip(chance.normal(0, 0.5 * sloppy), -1.1, 1.1))
        y += float(np.clip(chance.normal(0, 0.5 * sloppy), -1.1, 1.1))

        def at(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
            cos, sin = math.cos(turn) * size, math.sin(turn) * size
            return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points]

        j = lambda spread=0.25: float(chance.normal(0, spread))  # noqa: E731
        if kind == "tick":
            self.line(at([(-2.0 + j(), -0.1 + j()), (-0.6 + j(), 1.9 + j()), (2.5 + j(0.4), -2.6 + j(0.4))]))
        elif kind == "check":
            self.line(at([(-1.4 + j(), -2.1 + j()), (-1.2 + j(), 2.0 + j()), (2.3 + j(0.4), -1.6 + j(0.4))]))
        elif kind == "slash":
            self.line(at([(-2.0 + j(), 2.2 + j()), (2.0 + j(), -2.2 + j())]))
        elif kind == "backslash":
            self.line(at([(-2.0 + j(), -2.2 + j()), (2.0 + j(), 2.2 + j())]))
        elif kind == "stroke":
            self.line(at([(j(), -2.0 + j()), (j(0.3), 2.0 + j())]))
        elif kind in {"circle", "ring"}:
            across, down = float(chance.uniform(1.5, 2.6)), float(chance.uniform(1.5, 2.6))
            begin, long = float(chance.uniform(0, 6.3)), float(chance.uniform(5.6, 7.2))
            steps = np.linspace(begin, begin + long, 26)
            self.line(at([(across * math.cos(s) + j(0.04), down * math.sin(s) + j(0.04)) for s in steps]))
            if kind == "ring" and across > 2.0:
                steps = np.linspace(0, 6.3, 16)
                self.line(at([(0.45 * across * math.cos(s), 0.45 * down * math.sin(s)) for s in steps]))
        elif kind == "fill":
            rows = np.linspace(-2.4, 2.4, max(5, round(4.8 / (self.width * 1.3))))
            points = [((2.4 if at_ % 2 else -2.4) + j(0.25), float(down) + j(0.1)) for at_, down in enumerate(rows)]
            self.line(at(points))
        elif kind == "dot":
            self.disk(x, y, float(chance.uniform(0.9, 2.2)), float(chance.uniform(0.9, 2.2)))
        elif kind == "cross":
            self.line(at([(-2.1 + j(), -2.1 + j()), (2.1 + j(), 2.1 + j())]))
            self.line(at([(2.1 + j(), -2.1 + j()), (-2.1 + j(), 2.1 + j())]))
        else:
            raise ValueError(kind)

    def strike(self, kind: str, x: float, y: float) -> None:
        """Take a mark back as people do: two lines through it, or a scribble over it."""
        chance = self.chance
        if kind == "double line":
            slope = float(chance.normal(0, 0.06))
            for down in (-0.8 + float(chance.normal(0, 0.2)), 0.8 + float(chance.normal(0, 0.2))):
                left, right = float(chance.uniform(4.2, 6.5)), float(chance.uniform(4.2, 6.5))
                self.line([(x - left, y + down + left * slope), (x + right, y + down - right * slope)])
        else:
            rows = np.linspace(-2.6, 2.6, int(chance.integers(6, 10)))
            reach = chance.uniform(4.5, 6.0, len(rows)) * np.where(np.arange(len(rows)) % 2, 1, -1)
            self.line([(x + float(px), y + float(py)) for px, py in zip(reach, rows, strict=True)])

    def writing(self, x: float, y: float, wide: float) -> None:
        """Write something that looks like a name."""
        chance = self.chance
        while wide > 0:
            for _ in range(int(chance.integers(3, 6))):
                points = chance.uniform(-2.0, 2.0, (int(chance.integers(2, 4)), 2))
                self.line([(x + 2.2 + float(px), y + float(py)) for px, py in points])
            x, wide = x + 5.2, wide - 5.2


def marked(
    chance: np.random.Generator, count: int, page: int = 1, *, doubts: float = 0.08, share: float = 0.75
) -> Marked:
    """Return a page of the sheet for `count` people, filled in by one hand.

    Args:
        chance: Where all chance comes from.
        count: People of the class.
        page: Page of the sheet.
        doubts: Share of the rows that only a person can decide.
        share: Share of the people who came.
    """
    layout = plan_pages(count)[page - 1]
    picture = cv2.cvtColor(printed_page(count, page), cv2.COLOR_GRAY2BGR)
    pen = Pen(chance, picture)
    found = Marked(code_of(count, page), layout, picture, {})
    spots: dict[int, dict[str, Spot]] = {}
    for spot in layout.spots():
        spots.setdefault(spot.row, {})[spot.mark] = spot
    favourite = str(chance.choice(HONEST))

    def kind() -> str:
        return favourite if chance.random() < 0.6 else str(chance.choice(HONEST))

    for row in range(layout.rows):
        is_doubt = chance.random() < doubts
        boxes = {mark: spot.box.middle for mark, spot in spots[row].items()}
        if row < layout.people:
            _person(found, pen, row, boxes, kind, is_doubt=is_doubt, comes=chance.random() < share)
        else:
            _walk_in(found, pen, row, boxes, kind, is_doubt=is_doubt, comes=chance.random() < 0.5)
    return found


def _person(
    found: Marked,
    pen: Pen,
    row: int,
    boxes: dict[str, tuple[float, float]],
    kind: Callable[[], str],
    *,
    is_doubt: bool,
    comes: bool,
) -> None:
    chance = pen.chance
    if chance.random() < 0.06:
        left, right = COLUMNS["remark"]
        pen.writing(left + 3, found.layout.row_top(row) + found.layout.row_height * 0.6, right - left - 12)
    if is_doubt:
        mark = str(chance.choice(MARKS))
        way = str(chance.choice([*STRUCK, "outside", "both", "cross"]))
        found.truth[row], found.kinds[row] = DOUBT, way
        if way in STRUCK:
            pen.mark(kind(), *boxes[mark])
            pen.strike(way, *boxes[mark])
        elif way == "outside":
            x, y = boxes[mark]
            aside = float(chance.choice([-1, 1])) * float(chance.uniform(5.2, 5.8))
            pen.sloppy = min(pen.sloppy, 0.4)
            pen.mark(str(chance.choice(["stroke", "dot"])), x + aside, y)
        elif way == "both":
            for one in chance.choice(MARKS, 2, replace=False):
                pen.mark(kind(), *boxes[str(one)])
        else:
            pen.mark("cross", *boxes[mark])
            found.crosses[row] = mark
        return
    mark = str(chance.choice(MARKS, p=[0.88, 0.07, 0.05])) if comes else EMPTY
    found.truth[row] = mark
    if mark:
        found.kinds[row] = kind()
        found.marks += 1
        pen.mark(found.kinds[row], *boxes[mark])


def _walk_in(
    found: Marked,
    pen: Pen,
    row: int,
    boxes: dict[str, tuple[float, float]],
    kind: Callable[[], str],
    *,
    is_doubt: bool,
    comes: bool,
) -> None:
    chance = pen.chance
    found.truth[row] = EMPTY
    if not comes:
        return
    bands = [mark for mark in boxes if mark.startswith("band")]
    sexes = [mark for mark in boxes if mark.startswith("sex")]
    if is_doubt or chance.random() < 0.7:
        y = found.layout.row_top(row) + found.layout.row_height * 0.58
        pen.writing(COLUMNS["name"][0] + 10, y, float(chance.uniform(14, 34)))
    if is_doubt:
        found.truth[row], found.kinds[row] = DOUBT, str(chance.choice(["name alone", "two bands"]))
        if found.kinds[row] == "two bands":
            for band in chance.choice(bands, 2, replace=False):
                pen.mark(kind(), *boxes[str(band)])
        return
    chosen = [str(chance.choice(bands))]
    if chance.random() < 0.6 and sexes:
        chosen.append(str(chance.choice(sexes)))
    found.truth[row] = " ".join(chosen)
    found.kinds[row] = "walk-in"
    found.marks += len(chosen)
    for mark in chosen:
        pen.mark(kind(), *boxes[mark])


# ---- what happens to paper on its way into a picture ----

Spoiler = Callable[[np.random.Generator, np.ndarray], np.ndarray]


def _warp(
    picture: np.ndarray, corners: np.ndarray, size: tuple[int, int], border: tuple[int, int, int] = (255, 255, 255)
) -> np.ndarray:
    high, wide = picture.shape[:2]
    at = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    matrix = cv2.getPerspectiveTransform(at, corners.astype(np.float32))
    # Averaging first, as a sensor does: thin lines must not fall between pixels.
    shrink = wide / max(1.0, float(np.linalg.norm(corners[1] - corners[0])))
    if shrink > 1.15:
        picture = cv2.GaussianBlur(picture, (0, 0), 0.35 * shrink)
    return cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderValue=border)


def scanned(chance: np.random.Generator, picture: np.ndarray, dpi: float, degrees: float = 0.0) -> np.ndarray:
    """Lay the page on the glass, skewed by an angle."""
    wide, high = round(PAGE.w / 25.4 * dpi), round(PAGE.h / 25.4 * dpi)
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    shift = chance.uniform(-0.006, 0.006, 2) * wide
    corners = []
    for x, y in ((-wide / 2, -high / 2), (wide / 2, -high / 2), (wide / 2, high / 2), (-wide / 2, high / 2)):
        corners.append((wide / 2 + x * cos - y * sin + shift[0], high / 2 + x * sin + y * cos + shift[1]))
    inner = 1.0 - 0.3 * abs(sin)  # a skewed page still lies whole on a glass that is a little longer than it
    middle = np.array([wide / 2, high / 2])
    return _warp(picture, middle + (np.array(corners) - middle) * inner, (wide, high))


def photographed(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Take a photo with a telephone: from aside, on a table, with a shadow across."""
    wide, high = 1900, 2600
    edge = 0.06
    base = np.array(
        [
            (wide * edge, high * edge),
            (wide * (1 - edge), high * edge),
            (wide * (1 - edge), high * (1 - edge)),
            (wide * edge, high * (1 - edge)),
        ]
    )
    corners = base + chance.uniform(-0.045, 0.045, (4, 2)) * (wide, high)
    out = _warp(picture, corners, (wide, high), border=(70, 90, 110))
    return shadowed(chance, out)


def shadowed(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Let a soft shadow and an uneven lamp fall on the picture."""
    high, wide = picture.shape[:2]
    small = np.ones((80, 60), np.float32)
    x, y = np.meshgrid(np.linspace(0, 1, 60), np.linspace(0, 1, 80))
    angle = float(chance.uniform(0, 6.28))
    small *= 0.85 + 0.15 * np.clip(np.cos(angle) * x + np.sin(angle) * y, -1, 1).astype(np.float32)
    edge = float(chance.uniform(0.2, 0.8))
    side = np.cos(angle + 1) * (x - edge) + np.sin(angle + 1) * (y - edge)
    small *= np.where(side > 0, 1.0, float(chance.uniform(0.55, 0.8))).astype(np.float32)
    small = cv2.GaussianBlur(small, (0, 0), 1.2)
    light = cv2.resize(small, (wide, high), interpolation=cv2.INTER_CUBIC)
    shape = light[..., None] if picture.ndim == 3 else light
    return np.clip(picture * shape, 0, 255).astype(np.uint8)


def coffee(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Put a cup on the page: a pale disk with a darker rim."""
    out = picture.astype(np.float32)
    high, wide = picture.shape[:2]
    middle = (int(chance.uniform(0.2, 0.8) * wide), int(chance.uniform(0.3, 0.85) * high))
    radius = int(0.19 * wide)
    disk, rim = np.zeros((high, wide), np.float32), np.zeros((high, wide), np.float32)
    cv2.circle(disk, middle, radius, 1.0, -1)
    cv2.circle(rim, middle, radius, 1.0, max(2, int(0.008 * wide)))
    disk, rim = cv2.GaussianBlur(disk, (0, 0), 0.004 * wide), cv2.GaussianBlur(rim, (0, 0), 0.0025 * wide)
    for channel, (pale, dark) in enumerate(((0.22, 0.5), (0.13, 0.38), (0.07, 0.28))):  # blue, green, red
        out[..., channel] *= (1 - pale * disk) * (1 - dark * rim)
    return np.clip(out, 0, 255).astype(np.uint8)


def folded(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Fold the page once and lay it flat again: a thin shade along the fold and a slight tilt of one half."""
    out = picture.astype(np.float32)
    high, wide = picture.shape[:2]
    begin, end = float(chance.uniform(0.3, 0.8)) * high, float(chance.normal(0, 0.01)) * high
    rows = (
        np.arange(high, dtype=np.float32)[:, None] - (begin + end * np.linspace(0, 1, wide, dtype=np.float32))[None, :]
    )
    crease = np.exp(-((rows / (0.0012 * high)) ** 2)) * 0.25 + np.where(rows > 0, 0.06, 0.0) * np.exp(
        -rows / (0.1 * high)
    )
    return np.clip(out * (1 - crease[..., None]), 0, 255).astype(np.uint8)


def noisy(chance: np.random.Generator, picture: np.ndarray, blur: float = 0.8, noise: float = 8.0) -> np.ndarray:
    """Blur a little and add the sensor's noise."""
    out = cv2.GaussianBlur(picture, (0, 0), blur) if blur else picture
    grain = np.empty(out.shape[:2], np.int16)
    cv2.setRNGSeed(int(chance.integers(1 << 30)))
    cv2.randn(grain, 0, noise)
    return np.clip(out.astype(np.int16) + (grain[..., None] if out.ndim == 3 else grain), 0, 255).astype(np.uint8)


def as_jpeg(picture: np.ndarray, quality: int = 85) -> bytes:
    """Return the picture as a JPEG file."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def _grey(picture: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture


def _flat(dpi: float) -> Spoiler:
    return lambda chance, picture: noisy(chance, scanned(chance, picture, dpi, float(chance.normal(0, 0.6))), 0.5, 4)


def _skewed(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    return noisy(chance, scanned(chance, picture, 200, float(chance.uniform(-5, 5))), 1.0, 8)


def _jpeg40(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(as_jpeg(_skewed(chance, picture), 40), np.uint8), cv2.IMREAD_COLOR)


def _fax(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Send it by FAX: 204 x 98 dots an inch, black or white (ITU-T T.4)."""
    grey = _grey(scanned(chance, picture, 204, float(chance.uniform(-2, 2))))
    low = cv2.resize(grey, (1728, round(PAGE.h / 25.4 * 98)), interpolation=cv2.INTER_AREA)
    low = noisy(chance, low, 0.0, 10)
    return np.where(low < 165, 0, 255).astype(np.uint8)


def _upside_down(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(_skewed(chance, picture)[::-1, ::-1])


def _sideways(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(np.rot90(_flat(200)(chance, picture), int(chance.choice([1, 3]))))


def _with_coffee(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    return _flat(200)(chance, coffee(chance, picture))


def _with_fold(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    return _flat(200)(chance, folded(chance, picture))


def _photo(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    return noisy(chance, photographed(chance, picture), 1.0, 6)


SPOILERS: dict[str, Spoiler] = {
    "150 dpi": _flat(150),
    "200 dpi": _flat(200),
    "400 dpi": _flat(400),
    "skew, blur, noise": _skewed,
    "JPEG 40": _jpeg40,
    "fax": _fax,
    "upside down": _upside_down,
    "sideways": _sideways,
    "coffee": _with_coffee,
    "fold": _with_fold,
    "photo": _photo,
}


# ---- papers of a test's own city ----


def paper_of(pdf: bytes, page: int = 1) -> np.ndarray:
    """Return one page of a printed paper as it comes out of the printer, ready for a pen (300 dpi, colour)."""
    shot = render_page(pdf, page - 1, PRINT_DPI, grey=True)
    return cv2.cvtColor(np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width), cv2.COLOR_GRAY2BGR)


def steady_pen(picture: np.ndarray, seed: int = 0) -> Pen:
    """Return a black pen in a calm hand."""
    pen = Pen(np.random.default_rng(seed), picture)
    pen.width, pen.colour, pen.sloppy = 0.5, (30, 30, 30), 0.2
    return pen


def tick(picture: np.ndarray, spots: Sequence[Spot], *where: tuple[int, str], kind: str = "tick") -> None:
    """Mark boxes, each given by its row (from 0) and what a mark in it means."""
    pen = steady_pen(picture)
    for row, mark in where:
        (box,) = [spot.box for spot in spots if (spot.row, spot.mark) == (row, mark)]
        pen.mark(kind, *box.middle)


def strike_out(picture: np.ndarray, spots: Sequence[Spot], row: int, mark: str) -> None:
    """Take a mark back with two lines."""
    (box,) = [spot.box for spot in spots if (spot.row, spot.mark) == (row, mark)]
    steady_pen(picture).strike("double line", *box.middle)


def saved(path: Path, *pictures: np.ndarray, dpi: int = 200) -> Path:
    """Scan papers into one file: a PDF or TIFF by its ending, else one JPEG or PNG."""
    chance = np.random.default_rng(1)
    images = [Image.fromarray(scanned(chance, one, dpi)[..., ::-1]) for one in pictures]
    more = {"save_all": True, "append_images": images[1:]} if path.suffix in {".pdf", ".tif"} else {}
    resolution = {"resolution": dpi} if path.suffix == ".pdf" else {"dpi": (dpi, dpi)}
    images[0].save(path, **resolution, **more)
    return path
