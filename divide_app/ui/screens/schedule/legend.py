"""The legend of the stripes as buttons that filter by one hall or subject."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.stripes import paint_stripe


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One stripe: what it stands for, its number, its word and how many meetings carry it."""

    key: Hashable
    stripe: int
    word: str
    count: int


class Legend(QWidget):
    """A row of stripes with their words.

    Signals:
        chosen: Key of the stripe to look at alone, or None for all.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._row = FlowRow(spacing=2, row_spacing=2, parent=self)
        self._entries: tuple[LegendEntry, ...] = ()
        self._only: Hashable = None
        self._buttons: dict[Hashable, QPushButton] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.watcher().changed.connect(self._draw)

    @property
    def entries(self) -> tuple[LegendEntry, ...]:
        """What it shows."""
        return self._entries

    def set_entries(self, entries: Sequence[LegendEntry], only: Hashable, accessible_name: str) -> None:
        """Show other stripes; `only` is the one looked at alone."""
        self.setAccessibleName(accessible_name)
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self._make()
        self._only = only
        for key, button in self._buttons.items():
            button.setChecked(key == only)

    def press(self, key: Hashable) -> None:
        """Do what a press on a stripe does."""
        self._buttons[key].click()

    def _make(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = {}
        for entry in self._entries:
            button = QPushButton(f"{entry.word} {entry.count}")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("kind", "segment")
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            words = _("{word}だけを見る、{count}回").format(word=entry.word, count=entry.count)
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.clicked.connect(lambda _checked=False, key=entry.key: self._pressed(key))
            self._buttons[entry.key] = button
            self._row.add(button)
            button.show()
        self._draw()
        self.updateGeometry()

    def _draw(self) -> None:
        for entry in self._entries:
            button = self._buttons[entry.key]
            button.setIcon(_sample(entry.stripe))
            button.setIconSize(QSize(theme.px(8), theme.px(18)))

    def _pressed(self, key: Hashable) -> None:
        self.chosen.emit(None if key == self._only else key)


def _sample(number: int) -> QIcon:
    ratio = 2  # sharp on every screen; a stripe is a handful of pixels
    size = QSize(theme.px(8), theme.px(18))
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    place = QRect(QPoint(0, 0), size)
    painter.fillRect(place, theme.colour("surface"))
    paint_stripe(painter, place, number)
    painter.end()
    return QIcon(picture)
