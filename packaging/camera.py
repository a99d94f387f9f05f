"""A camera on the open window and the album its pictures go into, few-coloured and each under its look's name."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image
    from PySide6.QtWidgets import QApplication

    from divide_app.ui.app import Opened

COLOURS = 128
COMMON = 96
"""So many of a picture's colours are its own most frequent ones; the others cover what is left."""
QUIET_S = 0.12
"""Longer than every delay of a search field or a preview (80 ms), so that nothing is about to change."""
QUIET_TURNS = 20
"""On a busy machine the quiet time may be over before what it waits for had its turn."""
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Look:
    """One way the window may look."""

    language: str
    percent: int
    text_size: str
    theme: str
    words: str

    @property
    def suffix(self) -> str:
        """What a picture's name ends with."""
        return f"{self.language}-{self.percent}-{self.theme}"


def with_few_colours(picture: Image) -> Image:
    """Return the picture with at most 128 colours, its frequent ones unchanged.

    Pillow's own ways shift the large quiet grounds by a shade, another one in each picture.
    """
    import numpy
    from PIL import Image as Images

    pixels = numpy.asarray(picture, dtype=numpy.int32)
    packed = pixels @ numpy.array([1 << 16, 1 << 8, 1], dtype=numpy.int32)  # one number a pixel sorts far quicker
    found, places, times = numpy.unique(packed.reshape(-1), return_inverse=True, return_counts=True)
    colours = numpy.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    order = numpy.argsort(-times, kind="stable")
    chosen = colours[order[:COMMON]]
    rest = colours[order[COMMON:]]
    if len(rest):
        few = Images.fromarray(rest.astype(numpy.uint8).reshape(1, -1, 3)).quantize(
            COLOURS - COMMON, method=Images.Quantize.MAXCOVERAGE, dither=Images.Dither.NONE
        )
        chosen = numpy.concatenate([chosen, numpy.asarray(few.getpalette("RGB"), dtype=numpy.int32).reshape(-1, 3)])
    chosen = chosen[:COLOURS]
    nearest = numpy.concatenate(
        [
            ((some[:, None, :] - chosen[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
            for some in numpy.array_split(colours, len(colours) // 4096 + 1)
        ]
    )
    small = Images.fromarray(nearest[places.reshape(-1)].astype(numpy.uint8).reshape(pixels.shape[:2]), mode="P")
    small.putpalette(chosen.astype(numpy.uint8).tobytes(), "RGB")
    return small


class Album:
    """The folder of the pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, png: bytes) -> None:
        """Keep a picture with few colours, which makes it a third of its size."""
        from PIL import Image

        with Image.open(io.BytesIO(png)) as opened:
            with_few_colours(opened.convert("RGB")).save(self.folder / f"{name}.png", "PNG", optimize=True)
        self.names.append(name)

    def tidy(self) -> None:
        """Remove pictures of screens that are no more."""
        for path in self.folder.glob("*.png"):
            if path.stem not in self.names:
                path.unlink()

    def size(self) -> int:
        """Return the bytes of all pictures."""
        return sum((self.folder / f"{name}.png").stat().st_size for name in self.names)


class Camera:
    """An open window with what is needed to lead it to a screen and to take its picture."""

    def __init__(self, app: QApplication, opened: Opened, album: Album, look: Look) -> None:
        self.app, self.opened, self.album, self.look = app, opened, album, look
        self.crashes: list[object] = []
        opened.background.crashed.connect(self.crashes.append)

    def settle(self) -> None:
        """Wait until every question is answered and nothing has moved for a moment.

        Raises:
            TimeoutError: The window does not come to rest.
            RuntimeError: The program failed meanwhile.
        """
        end = time.monotonic() + PATIENCE_S
        quiet_since = time.monotonic()
        turns = 0
        while turns < QUIET_TURNS or time.monotonic() - quiet_since < QUIET_S:
            self.app.processEvents()
            turns += 1
            if self.opened.background.pending:
                quiet_since, turns = time.monotonic(), 0
            if time.monotonic() > end:
                raise TimeoutError("the window does not come to rest")
            time.sleep(0.004)
        if self.crashes:
            raise RuntimeError(f"the program failed: {self.crashes}")

    def go(self, key: str, **arguments: object) -> Any:
        """Show a screen and return it."""
        window, focus = self.opened.window, self.app.focusWidget()
        if focus is not None:
            focus.clearFocus()  # as after a click: the ring shows where the keyboard is, and here is none
        if key != window.current_key:
            window.notice_bar.clear()  # what was said on the screen before belongs to that one
        window.navigate(key, **arguments)
        self.settle()
        return window.current_screen

    def do(self, act: Callable[..., object], *arguments: object, **named: object) -> None:
        """Do something and wait for what comes of it."""
        act(*arguments, **named)
        self.settle()

    def shoot(self, name: str) -> None:
        """Take the picture of the whole window."""
        from PySide6.QtCore import QBuffer, QIODevice

        self.settle()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.opened.window.grab().save(buffer, "PNG")
        self.album.add(f"{name}-{self.look.suffix}", bytes(buffer.data().data()))
