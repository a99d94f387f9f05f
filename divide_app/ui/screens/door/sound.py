"""A sign for the ear: one tone when somebody is received, two when the screen wants to be looked at."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

_SECOND_TONE_MS = 260


class Sound:
    """The system's own tone, which needs no sound library and follows the PC's volume.

    Attributes:
        is_on: Off makes no tone at all.
    """

    def __init__(self, *, is_on: bool) -> None:
        self.is_on = is_on

    def welcome(self) -> None:
        """Sound once."""
        if self.is_on:
            QApplication.beep()

    def attention(self) -> None:
        """Sound twice."""
        if self.is_on:
            QApplication.beep()
            QTimer.singleShot(_SECOND_TONE_MS, QApplication.beep)
