"""What happens to paper on its way into a picture: glass, fax, telephone, coffee, and what machines make of it."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from divide_app.domain.scans.sheet_layout import PAGE

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


def scanned(
    chance: np.random.Generator, picture: np.ndarray, dpi: float, degrees: float = 0.0, *, fits: bool = True
) -> np.ndarray:
    """Lay the page on the glass, skewed by an angle; unless it `fits`, its corners lie beyond the glass."""
    wide, high = round(PAGE.w / 25.4 * dpi), round(PAGE.h / 25.4 * dpi)
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    shift = chance.uniform(-0.006, 0.006, 2) * wide
    corners = []
    for x, y in ((-wide / 2, -high / 2), (wide / 2, -high / 2), (wide / 2, high / 2), (-wide / 2, high / 2)):
        corners.append((wide / 2 + x * cos - y * sin + shift[0], high / 2 + x * sin + y * cos + shift[1]))
    inner = 1.0 - 0.3 * abs(sin) * fits  # a skewed page still lies whole on a glass that is a little longer than it
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


def _cut(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    out = scanned(chance, picture, 200, float(chance.uniform(3, 5)) * float(chance.choice([-1, 1])), fits=False)
    return noisy(chance, out, 0.6, 5)


def _worst(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Everything at once: skewed to the limit, out of focus, grainy, and squeezed into JPEG 40."""
    dpi = float(chance.choice([150, 200, 200, 300]))
    degrees = float(chance.uniform(3.5, 5)) * float(chance.choice([-1, 1]))
    out = noisy(chance, scanned(chance, picture, dpi, degrees), 1.3 * dpi / 200, 13)
    return cv2.imdecode(np.frombuffer(as_jpeg(out, 40), np.uint8), cv2.IMREAD_COLOR)


def _copied(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Copy it on a machine that enlarges a little, hardens the contrast and sprinkles toner."""
    grey = _grey(scanned(chance, picture, 200, float(chance.normal(0, 0.8)))).astype(np.float32)
    grey = cv2.GaussianBlur(grey, (0, 0), 0.7)
    grey = np.clip((grey - 128) * float(chance.uniform(1.2, 1.8)) + float(chance.uniform(118, 140)), 0, 255)
    specks = chance.random(grey.shape) < float(chance.uniform(0, 0.0012))
    grey[cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] = 40
    return _shrunk_print(chance, grey.astype(np.uint8))


def _shrunk_print(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Print it "fitted to the paper", a few per cent smaller or larger, not the same both ways."""
    high, wide = picture.shape[:2]
    by = float(chance.uniform(0.93, 1.015))
    across, down = wide * by * float(chance.uniform(0.996, 1.004)) / 2, high * by / 2
    x, y = wide / 2 + float(chance.normal(0, 0.004)) * wide, high / 2
    corners = np.array([(x - across, y - down), (x + across, y - down), (x + across, y + down), (x - across, y + down)])
    return _warp(picture, corners, (wide, high))


def _fitted(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    return _flat(200)(chance, _shrunk_print(chance, picture))


def _bits(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Scan it in black and white: nothing between, wherever the machine draws the line."""
    dpi = float(chance.choice([200, 300, 400]))
    grey = _grey(scanned(chance, picture, dpi, float(chance.normal(0, 1.0))))
    return np.where(noisy(chance, grey, 0.6, 10) < int(chance.integers(150, 190)), 0, 255).astype(np.uint8)


def _dithered(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Scan it in black and white in the mode for photos, where grey becomes dots."""
    from PIL import Image

    grey = _grey(scanned(chance, picture, 200, float(chance.normal(0, 1.0))))
    return np.asarray(Image.fromarray(grey).convert("1").convert("L"))


def _washed(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Print it with the last of the toner, and scan it too light or on grey paper."""
    out = scanned(chance, picture, 200, float(chance.normal(0, 1.0))).astype(np.float32)
    if chance.random() < 0.5:
        out = 255 - (255 - out) * float(chance.uniform(0.5, 0.75))
    else:
        out *= float(chance.uniform(0.72, 0.85))
    return noisy(chance, out.astype(np.uint8), 0.6, 5)


def _streaked(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Feed it past a glass with dirt on it: thin lines down the whole page."""
    out = scanned(chance, picture, 200, float(chance.normal(0, 0.5)))
    for _ in range(int(chance.integers(1, 4))):
        at, wide = int(chance.integers(40, out.shape[1] - 40)), int(chance.integers(1, 4))
        out[:, at : at + wide] = (out[:, at : at + wide] * float(chance.uniform(0.1, 0.75))).astype(np.uint8)
    return noisy(chance, out, 0.5, 4)


def _on_large_glass(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Lay it somewhere on a glass for A3, with the lid open or shut."""
    page = scanned(chance, picture, 200, float(chance.uniform(-3, 3)))
    high, wide = page.shape[:2]
    glass = np.full((round(high * 1.2), round(wide * 1.45), 3), int(chance.choice([25, 250])), np.uint8)
    x, y = int(chance.integers(0, glass.shape[1] - wide)), int(chance.integers(0, glass.shape[0] - high))
    glass[y : y + high, x : x + wide] = page
    return noisy(chance, glass, 0.5, 4)


def _photo_from_afar(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Take a photo with an older telephone, turned any way, and send it through a messenger."""
    out = photographed(chance, picture)
    out = cv2.resize(out, None, fx=0.72, fy=0.72, interpolation=cv2.INTER_AREA)
    out = cv2.imdecode(np.frombuffer(as_jpeg(noisy(chance, out, 0.6, 5), 60), np.uint8), cv2.IMREAD_COLOR)
    return np.ascontiguousarray(np.rot90(out, int(chance.integers(0, 4))))


def _fine_fax(chance: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    grey = _grey(scanned(chance, picture, 204, float(chance.uniform(-2, 2))))
    return np.where(noisy(chance, grey, 0.4, 12) < int(chance.integers(150, 185)), 0, 255).astype(np.uint8)


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
    "skewed beyond the glass": _cut,
    "all at once": _worst,
    "copy": _copied,
    "fitted print": _fitted,
    "black and white": _bits,
    "dots": _dithered,
    "pale or grey": _washed,
    "streaks": _streaked,
    "large glass": _on_large_glass,
    "photo from afar": _photo_from_afar,
    "fine fax": _fine_fax,
}
