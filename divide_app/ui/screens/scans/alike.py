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
from divide_app.ui.widgets.layouts import Grid, HBox, VBox, clear

_SIDE: Final = 3
_SIDE_LARGE: Final = 2
"""Pictures beside and below each other for which a small window has room, and with larger text: nothing is decided out
of sight."""
_PICTURE_HEIGHT: Final = 92
_LEADING: Final = 4
"""Pixels at 100 % that a label of several lines leaves below each, so that its first stands level with the tick's."""
_USUAL_TEXT: Final = 100
"""Text size in percent."""


def _side() -> int:
    return _SIDE if theme.percent() <= _USUAL_TEXT else _SIDE_LARGE


def most_at_once() -> int:
    """Return how many rows are shown together."""
    return _side() ** 2


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
        self._grid = Grid(spacing=6)
        self.hint = Label(_("ちがう行は、✓を外します（あとで決めます）。"), "soft", wrap=True)
        VBox(self.hint, self._grid, None, spacing=6, parent=self)

    @property
    def ticked(self) -> list[UUID]:
        """The rows that share the answer."""
        return [id_ for id_, tick in self.ticks.items() if tick.isChecked()]

    def show_rows(self, rows: Sequence[WaitingMark]) -> None:
        """Show rows, all of them ticked; their pictures follow."""
        clear(self._grid)
        across = _side()
        self._rows, self.ticks, self.pictures = rows, {}, {}
        for at, row in enumerate(rows):
            words = _("{row}行目　{name}").format(row=row.row, name=row.name)
            tick = CheckBox(_("{row}行目").format(row=row.row))
            tick.setAccessibleName(words)
            tick.setChecked(True)
            picture = Picture(words, most_height=_PICTURE_HEIGHT)
            self.ticks[row.id], self.pictures[row.id] = tick, picture
            tile = QWidget()
            named = HBox(tick, spacing=4)
            name = Label(row.name, wrap=True)
            name.setContentsMargins(0, theme.px(_LEADING), 0, 0)
            named.add(name, 1)
            VBox(picture, named, spacing=2, parent=tile)
            self._grid.addWidget(tile, *divmod(at, across))
        for column in range(_SIDE):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def show_pictures(self, found: Mapping[UUID, bytes | None]) -> None:
        """Show the pictures of the rows."""
        for row in self._rows:
            self.pictures[row.id].show_jpeg(found.get(row.id), row.focus)
