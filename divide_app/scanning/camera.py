"""Reads QR codes from a camera: mirrored pictures for aiming, and the content of the codes."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from divide_app.foundation.problems import EnvironmentProblem

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDE, _HIGH = 1280, 720
"""Asked of the camera, which gives what it can; a ticket's code of 31 mm then has enough pixels at arm's length."""


@dataclass(frozen=True, slots=True)
class CameraPicture:
    """One picture.

    Attributes:
        rgb: Three bytes for each pixel, rows from the top without padding, mirrored: hands move as in a mirror.
        codes: What the QR codes in it say.
    """

    width: int
    height: int
    rgb: bytes
    codes: tuple[str, ...]


class Camera:
    """An open camera; close it, for it keeps its lamp on."""

    def __init__(self, source: int | str = 0) -> None:
        """Open a camera by its number, or a film by its file.

        Raises:
            EnvironmentProblem: `no_camera`, when there is none or another program holds it.
        """
        import cv2

        self._cv2: Any = cv2
        logging = self._cv2.utils.logging
        before = logging.getLogLevel()
        logging.setLogLevel(logging.LOG_LEVEL_SILENT)  # reported to the user, not to the terminal
        try:
            self._film: Any = cv2.VideoCapture(source)
        finally:
            logging.setLogLevel(before)
        if not self._film.isOpened():
            self._film.release()
            raise EnvironmentProblem("no_camera")
        self._film.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDE)
        self._film.set(cv2.CAP_PROP_FRAME_HEIGHT, _HIGH)

    def picture(self, most_width: int = 480) -> CameraPicture:
        """Wait for the next picture and read it; what is shown is made no wider than `most_width` pixels.

        Raises:
            EnvironmentProblem: `camera_gone`, when it was unplugged or the film is over.
        """
        from divide_app.scanning.qr import read_codes

        cv2 = self._cv2
        is_there, picture = self._film.read()
        if not is_there:
            raise EnvironmentProblem("camera_gone")
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        high, wide = grey.shape
        codes = read_codes(grey.tobytes(), wide, high)
        scale = min(1.0, most_width / wide)
        shown = cv2.resize(picture, (max(1, round(wide * scale)), max(1, round(high * scale))))
        shown = cv2.cvtColor(cv2.flip(shown, 1), cv2.COLOR_BGR2RGB)
        return CameraPicture(shown.shape[1], shown.shape[0], shown.tobytes(), codes)

    def close(self) -> None:
        """Let the camera go."""
        self._film.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def stream(source: int | str, is_over: Callable[[], bool], on_picture: Callable[[CameraPicture], object]) -> None:
    """Hand over picture after picture until `is_over`.

    Raises:
        EnvironmentProblem: `no_camera`, `camera_gone`.
    """
    with Camera(source) as camera:
        while not is_over():
            on_picture(camera.picture())
