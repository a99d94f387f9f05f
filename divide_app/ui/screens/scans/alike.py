"""Rows that show the same, side by side: one answer decides those that are ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.services.scans.decisions import WaitingMark
from divide_app.ui import theme
from divide_app.ui.screens.scans.picture import Picture
from divide_app.ui.widgets.buttons import CheckBox
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import Grid, VBox, clear

_ACROSS: Final = 3
_DOWN: Final = 3
_DOWN_LARGE: Final = 2
"""Rows of pictures for which a small window has room, and with larger text; nothing is decided out of sight."""
_PICTURE_HEIGHT: Final = 92
_USUAL_TEXT: Final = 100
"""Text size in percent."""


def most_at_once() -> int:
    """Return how many rows are shown together."""
    return _ACROSS * (_DOWN if theme.percent() <= _USUAL_TEXT else _DOWN_LARGE)


class Alike(QWidget):
    """Pictures of rows, each with a tick by which it shares the answer.

    Attributes:
        ticks: By row, its tick.
        pictures: By row, its picture.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ticks: dict[UUID, CheckBox] = {}
        self.pictures: dict[UUID, Picture] = {}
        self._rows: Sequence[WaitingMark] = ()
        self._grid = Grid(spacing=12)
        self.hint = Label(_("ちがって見える行は、✓を外してください。あとで一つずつ決めます。"), "soft", wrap=True)
        VBox(self.hint, self._grid, None, spacing=10, parent=self)

    @property
    def ticked(self) -> list[UUID]:
        """The rows that share the answer."""
        return [id_ for id_, tick in self.ticks.items() if tick.isChecked()]

    def show_rows(self, rows: Sequence[WaitingMark]) -> None:
        """Show rows, all of them ticked; their pictures follow."""
        clear(self._grid)
        self._rows, self.ticks, self.pictures = rows, {}, {}
        for at, row in enumerate(rows):
            words = _("{row}行目　{name}").format(row=row.row, name=row.name)
            tick, picture = CheckBox(words), Picture(words, most_height=_PICTURE_HEIGHT)
            tick.setChecked(True)
            self.ticks[row.id], self.pictures[row.id] = tick, picture
            tile = QWidget()
            VBox(picture, tick, spacing=4, parent=tile)
            self._grid.addWidget(tile, at // _ACROSS, at % _ACROSS)
        for column in range(_ACROSS):
            self._grid.setColumnStretch(column, 1)

    def show_pictures(self, found: Mapping[UUID, bytes | None]) -> None:
        """Show the pictures of the rows."""
        for row in self._rows:
            self.pictures[row.id].show_jpeg(found.get(row.id), row.focus)
