"""Facts of one thing, word beside word: what a panel says about the chosen line."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import Grid, clear, sized


class Facts(QWidget):
    """Lines of a soft name and what it is; empty ones are left out."""

    def __init__(self, *, name_width: int = 84) -> None:
        """Give names `name_width` pixels at 100 %."""
        super().__init__()
        self._name_width = name_width
        self._grid = Grid(spacing=12, row_spacing=6, parent=self)
        self._grid.setColumnStretch(1, 1)

    def set_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show these (name, value) pairs."""
        clear(self._grid)
        for row, (name, value) in enumerate([fact for fact in facts if fact[1]]):
            left = sized(Label(name, "soft", wrap=True), width=self._name_width)
            right = Label(value, wrap=True)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            right.setAccessibleName(f"{name} {value}")
            self._grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(right, row, 1, Qt.AlignmentFlag.AlignTop)
