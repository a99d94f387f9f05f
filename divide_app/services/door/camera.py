"""Gives the window the pictures of the door's camera, so that it needs nothing of `scanning`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class CameraPicture(Protocol):
    """What a camera saw: three bytes for each pixel, mirrored, and what the QR codes in it say."""

    @property
    def width(self) -> int:
        """Pixels in a row."""

    @property
    def height(self) -> int:
        """Rows."""

    @property
    def rgb(self) -> bytes:
        """Rows from the top without padding."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Texts of the codes in sight."""


AGAIN_AFTER_S = 4.0
"""A ticket held before the camera is in every picture; only after so long without it, it was shown again."""


def watch_camera(source: int | str, is_over: Callable[[], bool], on_picture: Callable[[CameraPicture], object]) -> None:
    """Hand over pictures with the codes in them until `is_over`; blocks, so call it in a thread.

    Raises:
        EnvironmentProblem: `no_camera`, `camera_gone`.
    """
    from divide_app.scanning.camera import stream

    stream(source, is_over, on_picture)
