"""Office machines that only judge: what a scanner, a fax, a copier's software and a telephone do to a page.

Shares are those of offices' machines: most pages are plain grey at 200 to 300 dots an inch.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from divide_app.domain.scans.sheet_layout import PAGE, PAGE_CODE
from tests.judges.hands import DPI, PER_MM

Machine = Callable[[np.random.Generator, np.ndarray], np.ndarray]


def _fed(chance: np.random.Generator, page: np.ndarray, dpi: float, skew: float = 0.5) -> np.ndarray:
    """Feed a page through: skewed a little, sampled at `dpi`, a lens not quite sharp, a sensor not quite quiet."""
    wide, high = round(PAGE.w / 25.4 * dpi), round(PAGE.h / 25.4 * dpi)
    turn = cv2.getRotationMatrix2D((page.shape[1] / 2, page.shape[0] / 2), float(chance.normal(0, skew)), 1.0)
    turn[:, 2] += chance.normal(0, 6, 2)
    turned = cv2.warpAffine(page, turn, page.shape[1::-1], flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    grey = cv2.cvtColor(cv2.resize(turned, (wide, high), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    grey = cv2.GaussianBlur(grey, (0, 0), float(chance.uniform(0.35, 0.8))).astype(np.float32)
    paper, black = float(chance.uniform(236, 255)), float(chance.uniform(0, 30))
    grey = black + grey / 255 * (paper - black)
    return _bytes(grey + chance.normal(0, float(chance.uniform(1, 4)), grey.shape).astype(np.float32))


def _bytes(picture: np.ndarray) -> np.ndarray:
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def _jpeg(grey: np.ndarray, quality: int) -> np.ndarray:
    return cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)


def _plain(chance: np.random.Generator, page: np.ndarray) -> np.ndarray:
    return _jpeg(_fed(chance, page, float(chance.choice([200, 240, 300]))), int(chance.integers(60, 95)))


def _streaks(chance: np.random.Generator, page: np.ndarray) -> np.ndarray:
    grey = _fed(chance, page, 200).astype(np.float32)
    for _ in range(int(chance.integers(1, 4))):
        at, wide = int(chance.integers(60, grey.shape[1] - 60)), int(chance.integers(1, 4))
        grey[:, at : at + wide] -= float(chance.uniform(30, 190))
    return _bytes(grey)


def _show_through(chance: np.random.Generator, page: np.ndarray) -> np.ndarray:
    back = cv2.GaussianBlur(page[:, ::-1], (0, 0), 4).astype(np.float32)
    strength = float(chance.uniform(0.06, 0.16))
    return _jpeg(_fed(chance, _bytes(page - strength * (255 - back)), 200), 80)


def _fax(chance: np.random.Generator, page: np.ndarray) -> np.ndarray:
    grey = _fed(chance, page, 204, 0.8)
    if chance.random() < 0.4:  # standard resolution: half the lines
        grey = cv2.resize(grey, (grey.shape[1], grey.shape[0] * 98 // 204), interpolation=cv2.INTER_AREA)
        bits = np.where(grey < 165, 0, 255).astype(np.uint8)
        return cv2.resize(bits, None, fx=1.0, fy=204 / 98)
    return np.where(grey < int(chance.integers(145, 185)), 0, 255).astype(np.uint8)


def _layers(chance: np.random.Generator, page: np.ndarray) -> np.ndarray:
    """Compress in layers as copiers do (MRC): sharp text in one tone over a coarse and squeezed picture."""
    grey = _fed(chance, page, 200)
    mask = grey < int(chance.integers(90, 130))
    coarse = cv2.resize(grey, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)
    back = cv2.resize(_jpeg(coarse, 35), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.where(mask, int(chance.integers(10, 50)), np.maximum(back, 100)).astype(np.uint8)


def _dust(chance: np.random.Generator, page: np.ndarray) -> np.ndarray:
    page = page.copy()
    for _ in range(int(chance.integers(40, 160))):
        x, y = int(chance.integers(0, page.shape[1])), int(chance.integers(0, page.shape[0]))
        cv2.circle(page, (x, y), int(chance.integers(1, 4)), (int(chance.integers(40, 150)),) * 3, -1)
    return _jpeg(_fed(chance, page, 200), 80)


def _photo(chance: np.random.Generator, page: np.ndarray) -> np.ndarray:
    """Take a photo of a curled page on a desk, from a little aside, with the shadow of the telephone."""
    wide, high = 2300, 3100
    x, y = np.meshgrid(
        np.linspace(-0.08, 1.08, wide, dtype=np.float32), np.linspace(-0.06, 1.06, high, dtype=np.float32)
    )
    tilt, lean, curl = chance.normal(0, 0.05), chance.normal(0, 0.03), chance.uniform(0, 0.006)
    depth = 1 + tilt * (y - 0.5) + lean * (x - 0.5)
    turn = chance.normal(0, 0.02)
    u = 0.5 + ((x - 0.5) + turn * (y - 0.5)) / depth
    v = 0.5 + ((y - 0.5) - turn * (x - 0.5)) / depth + curl * np.sin(np.pi * u)
    soft = cv2.GaussianBlur(page, (0, 0), 1.0)
    at = (u * page.shape[1]).astype(np.float32), (v * page.shape[0]).astype(np.float32)
    desk = tuple(float(one) for one in chance.uniform(60, 140, 3))
    shot = cv2.remap(soft, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=desk)
    grey = cv2.cvtColor(shot, cv2.COLOR_BGR2GRAY).astype(np.float32)
    edge = (x * chance.normal() + y * chance.normal() - chance.uniform(-0.2, 0.5)) * 12
    shade = 1 - float(chance.uniform(0.15, 0.4)) / (1 + np.exp(-edge))
    grey = grey * shade * (0.9 - 0.12 * (x - 0.5)) + chance.normal(0, 3, grey.shape)
    return _jpeg(_bytes(grey), 85)


def _spoiled_code(chance: np.random.Generator, page: np.ndarray) -> np.ndarray:
    """Punch holes at the edge, and tear a corner off or paste a label over part of the code."""
    page = page.copy()
    for y in (108.5, 188.5):
        cv2.circle(page, (round(10 * PER_MM), round(y * PER_MM)), round(3 * PER_MM), (255, 255, 255), -1)
    if chance.random() < 0.5:
        reach = float(chance.uniform(10, 42)) * PER_MM
        right = page.shape[1]
        cv2.fillConvexPoly(page, np.array([(right, 0), (right - reach, 0), (right, reach)], np.int32), (250, 250, 250))
    else:
        x = (PAGE_CODE.x + float(chance.uniform(-12, 14))) * PER_MM
        y = (PAGE_CODE.y + float(chance.uniform(-12, 18))) * PER_MM
        end = round(x + 18 * PER_MM), round(y + 12 * PER_MM)
        cv2.rectangle(page, (round(x), round(y)), end, (235, 240, 240), -1)
    return _jpeg(_fed(chance, page, DPI * 2 / 3), 80)


MACHINES: dict[str, tuple[Machine, float]] = {
    "plain": (_plain, 60),
    "streaks": (_streaks, 8),
    "show-through": (_show_through, 8),
    "fax": (_fax, 6),
    "layers (MRC)": (_layers, 5),
    "dust": (_dust, 5),
    "photo, curl, shadow": (_photo, 6),
    "holes, label, torn corner": (_spoiled_code, 2),
}
