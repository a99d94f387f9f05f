"""Read-only label and value pairs of the chosen line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from divide_app.ui import theme
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import Grid, clear

_MOST_NAME = 160
"""Names longer than this go on in a second line, so that the values keep most of the panel (pixels at 100 %)."""


class Facts(QWidget):
    """Lines of a soft name and what it is; empty ones are left out."""

    def __init__(self, *, name_width: int = 84) -> None:
        """Give names at least `name_width` pixels at 100 %; the widest one decides."""
        super().__init__()
        self._name_width = name_width
        self._names: list[Label] = []
        self._grid = Grid(spacing=12, row_spacing=6, parent=self)
        self._grid.setColumnStretch(1, 1)
        theme.watcher().changed.connect(self._fit_names)

    def set_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show these (name, value) pairs."""
        clear(self._grid)
        self._names = []
        for row, (name, value) in enumerate([fact for fact in facts if fact[1]]):
            left = Label(name, "soft", wrap=True)
            self._names.append(left)
            right = Label(value, wrap=True)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            right.setAccessibleName(f"{name} {value}")
            self._grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(right, row, 1, Qt.AlignmentFlag.AlignTop)
        self._fit_names()

    def _fit_names(self) -> None:
        metrics = QFontMetrics(theme.font())
        widest = max((metrics.horizontalAdvance(label.text()) for label in self._names), default=0)
        # A little more than measured: rich text rounds its own width up.
        width = max(theme.px(self._name_width), min(widest + 2, theme.px(max(_MOST_NAME, self._name_width))))
        for label in self._names:
            label.setFixedWidth(width)


class Figures(QWidget):
    """Large figures side by side, each over its word."""

    def __init__(self, words: Mapping[str, str], *, spacing: int) -> None:
        """Make a figure for each of the words, by its key."""
        super().__init__()
        self.labels = {key: Label("0", "figure") for key in words}
        grid = Grid(spacing=spacing, row_spacing=4, parent=self)
        for column, (key, word) in enumerate(words.items()):
            grid.addWidget(self.labels[key], 0, column)
            grid.addWidget(Label(word, "soft"), 1, column)
        grid.setColumnStretch(len(words), 1)

    def set_figures(self, **numbers: int) -> None:
        """Show numbers by their keys."""
        for key, number in numbers.items():
            self.labels[key].setText(f"{number:,}")
