"""A row that wraps when it is full, so that large text never cuts off buttons or chips."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from divide_app.ui import theme


@dataclass(slots=True)
class _Line:
    items: list[tuple[QLayoutItem, QSize]] = field(default_factory=list)
    used: int = 0
    height: int = 0
    push_at: int = -1


class FlowRow(QLayout):
    """Things beside each other, in as many lines as they need; None pushes what follows it to the right end.

    They stand on one middle line, but for those given Qt's AlignTop.
    """

    def __init__(
        self, *things: QWidget | None, spacing: int = 8, row_spacing: int = 8, parent: QWidget | None = None
    ) -> None:
        """Lay `things`; distances are pixels at 100 % and follow the text size."""
        super().__init__()
        self._gaps = (spacing, row_spacing)
        self._items: list[QLayoutItem] = []
        self._push_before: set[int] = set()
        self._known: dict[int, list[_Line]] = {}
        self._sizes: list[tuple[QLayoutItem, QSize, QSize]] = []
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)
        for thing in things:
            self.add(thing)
        theme.watcher().changed.connect(self.invalidate)

    def add(self, thing: QWidget | None) -> None:
        """Add a widget, or with None push what follows to the right."""
        if thing is None:
            self._push_before.add(len(self._items))
        else:
            self.addChildWidget(thing)
            self.addItem(QWidgetItem(thing))

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)
        self.invalidate()

    def invalidate(self) -> None:
        """Measure everything anew; until then Qt is given what was found before, as its own layouts do.

        Words are measured slowly (milliseconds each on Windows), and Qt asks hundreds of times for one new row.
        """
        self._known = {}
        self._sizes = []
        super().invalidate()

    def count(self) -> int:
        """Return how many things there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return one item, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one item out."""
        if not 0 <= index < len(self._items):
            return None
        self._push_before = {place - 1 if place > index else place for place in self._push_before}
        self.invalidate()
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        """Return that the row wants no more room than its things."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that a narrower row is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        lines = self._lines(width)
        return sum(line.height for line in lines) + theme.px(self._gaps[1]) * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        """Return the room of everything in one line."""
        sizes = [wished for _item, wished, _least in self._measured_items()]
        gaps = theme.px(self._gaps[0]) * max(0, len(sizes) - 1)
        return QSize(sum(size.width() for size in sizes) + gaps, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the room of the widest thing."""
        sizes = [least for _item, _wished, least in self._measured_items()]
        return QSize(max((one.width() for one in sizes), default=0), max((one.height() for one in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(rect)
        top = rect.top()
        for line in self._lines(rect.width()):
            left = rect.left()
            for place, (item, size) in enumerate(line.items):
                if place == line.push_at:
                    left += max(0, rect.width() - line.used)
                is_at_top = bool(item.alignment() & Qt.AlignmentFlag.AlignTop)
                drop = 0 if is_at_top else (line.height - size.height()) // 2
                item.setGeometry(QRect(left, top + drop, size.width(), size.height()))
                left += size.width() + theme.px(self._gaps[0])
            top += line.height + theme.px(self._gaps[1])

    def _measured_items(self) -> list[tuple[QLayoutItem, QSize, QSize]]:
        """Return what is shown, with the room each wishes for and its least."""
        if not self._sizes:
            shown = [item for item in self._items if not item.isEmpty()]
            self._sizes = [(item, item.sizeHint(), item.minimumSize()) for item in shown]
        return self._sizes

    def _lines(self, width: int) -> list[_Line]:
        if width not in self._known:
            self._known[width] = self._measured(width)
        return self._known[width]

    def _measured(self, width: int) -> list[_Line]:
        gap = theme.px(self._gaps[0])
        lines: list[_Line] = []
        pushed = [item for place, item in enumerate(self._items) if place in self._push_before]
        for item, wished, least in self._measured_items():
            size = wished.boundedTo(QSize(max(width, least.width()), 1 << 20))
            if item.hasHeightForWidth():
                size.setHeight(max(item.heightForWidth(size.width()), least.height()))
            if not lines or lines[-1].used + gap + size.width() > width:
                lines.append(_Line())
            line = lines[-1]
            if item in pushed:
                line.push_at = len(line.items)
            line.used += size.width() + (gap if line.items else 0)
            line.height = max(line.height, size.height())
            line.items.append((item, size))
        return lines
