"""The sounds of the door: a rising tone for a reception, a falling one for a warning."""

from __future__ import annotations

import sys
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from divide_app.foundation import settings
from divide_app.foundation.problems import EnvironmentProblem

_SECOND_TONE_MS = 260


class Sound:
    """Our own two tones on Windows, else the system's, which needs no sound library; both follow the PC's volume.

    Attributes:
        is_on: Off makes no tone at all; this PC remembers it.
    """

    def __init__(self) -> None:
        self.is_on = settings.load()[0].sound

    def welcome(self) -> None:
        """Sound once."""
        if self.is_on and not _play("welcome.wav"):
            QApplication.beep()

    def attention(self) -> None:
        """Sound so that one looks up."""
        if self.is_on and not _play("attention.wav"):
            QApplication.beep()
            QTimer.singleShot(_SECOND_TONE_MS, QApplication.beep)

    def turn(self) -> None:
        """Turn it on or off and let this PC remember; where that cannot be written it holds until the end."""
        self.is_on = not self.is_on
        try:
            settings.save(replace(settings.load()[0], sound=self.is_on))
        except EnvironmentProblem:
            return


def _play(name: str) -> bool:
    """Begin a tone and tell whether this system can; nobody waits for its end."""
    if sys.platform != "win32":
        return False
    import winsound

    from divide_app.foundation.bundled import resource

    try:
        winsound.PlaySound(str(resource("sounds", name)), winsound.SND_FILENAME | winsound.SND_ASYNC)
    except (RuntimeError, EnvironmentProblem):
        return False
    return True
