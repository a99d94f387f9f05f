"""Cards, lines in cards, and two-column layouts that reflow."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QSizePolicy, QWidget

from divide_app.ui import theme
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox, clear, hairline


class Card(QFrame):
    """A white sheet with an optional heading; put things into `card.body`.

    Attributes:
        body: The vertical layout below the heading.
        heading: The heading, or None.
        head: The line of the heading; add a chip or a button at its right end.
    """

    def __init__(
        self,
        title: str = "",
        *,
        sheet: str = "card",
        margins: int = 18,
        spacing: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        """Make a card; `sheet` is `card`, `done`, `warn`, `trouble` or `dashed`."""
        super().__init__(parent)
        self.setProperty("sheet", sheet)
        self.head = HBox(spacing=8)
        self.body = VBox(spacing=spacing)
        outer = VBox(spacing=spacing, margins=margins, parent=self)
        self.heading: Heading | None = None
        if title:
            self.heading = Heading(title, level=2)
            self.head.add(self.heading)
            self.head.add(None)
            outer.add(self.head)
            self.setAccessibleName(title)
        outer.add(self.body, 1)

    def set_sheet(self, sheet: str) -> None:
        """Change what the card says: `card`, `done`, `warn`, `trouble` or `dashed`."""
        self.setProperty("sheet", sheet)
        self.style().unpolish(self)
        self.style().polish(self)


class CardLines(QWidget):
    """Lines with a hairline between them, as in 今日すること: bold words, soft words, things at the right.

    `compact` lines are as high as their button, so that many of them fit on a small screen.
    """

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self._edge, self._gap = (5, 0) if compact else (11, 3)
        self._rows = VBox(spacing=0, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def clear(self) -> None:
        """Take all lines away."""
        clear(self._rows)

    def add_line(
        self, title: str, below: str = "", *, left: QWidget | None = None, right: tuple[QWidget, ...] = ()
    ) -> QWidget:
        """Add a line and return it.

        Args:
            title: Bold words.
            below: Soft words under them.
            left: Something in front (a number, a time).
            right: Things at the right end (figures, chips, one button).
        """
        if self._rows.count():
            self._rows.add(hairline())
        line = QWidget()
        words = VBox(Label(title, "strong", wrap=True), spacing=self._gap)
        if below:
            words.add(Label(below, "small", wrap=True))
        row = HBox(spacing=16, margins=(self._edge, 8), parent=line)
        if left is not None:
            row.add(left)
        row.add(words, 1)
        for thing in right:
            row.addWidget(thing, 0, Qt.AlignmentFlag.AlignVCenter)
        line.setAccessibleName(f"{title} {below}".strip())
        self._rows.add(line)
        return line

    def add(self, thing: QWidget | QLayout) -> None:
        """Add a line made by the screen itself."""
        if self._rows.count():
            self._rows.add(hairline())
        self._rows.add(thing)


class Reflow(QWidget):
    """Two columns that go below each other when the window is narrow or the text large."""

    def __init__(
        self,
        left: QWidget | QLayout,
        right: QWidget | QLayout,
        *,
        shares: tuple[int, int] = (9, 5),
        from_width: int = 860,
    ) -> None:
        """Stand side by side from `from_width` (pixels at 100 %) on, in `shares`."""
        super().__init__()
        self._from_width = from_width
        self._row = HBox(spacing=16, parent=self)
        self._row.add(left, shares[0])
        self._row.add(right, shares[1])
        theme.watcher().changed.connect(self._turn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn when the room changes."""
        super().resizeEvent(event)
        self._turn()

    def minimumSizeHint(self) -> QSize:
        """Return the room of the wider column, so that being side by side never holds the window open."""
        items = [self._row.itemAt(place) for place in range(self._row.count())]
        width = max((item.minimumSize().width() for item in items if item is not None), default=0)
        return QSize(width, super().minimumSizeHint().height())

    def _turn(self) -> None:
        wide = self.width() >= theme.px(self._from_width)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._row.direction() is not direction:
            self._row.setDirection(direction)
