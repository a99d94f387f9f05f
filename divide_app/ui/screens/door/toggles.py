"""Toggle buttons of the door: a row of the syllabary, an age band, a sex."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QSizePolicy

from divide_app.ui.widgets.buttons import Button, ButtonSize


class KanaButton(Button):
    """One row of the syllabary."""

    _kind = "kana"

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.setCheckable(True)


class ChoiceButton(Button):
    """One of several answers, as wide as the others."""

    _kind = "choice"

    def __init__(self, word: str, group: QButtonGroup) -> None:
        super().__init__(word, size=ButtonSize.DOOR)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        group.addButton(self)
