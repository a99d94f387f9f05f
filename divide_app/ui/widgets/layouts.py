"""Layouts and sizes given at 100 % that scale with the text size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLayout, QScrollArea, QSizePolicy, QWidget

from divide_app.ui import theme
from divide_app.ui.widgets.follow_focus import follow_focus

W = TypeVar("W", bound=QWidget)

Margins = int | tuple[int, int] | tuple[int, int, int, int]
"""One distance for all sides, (vertical, horizontal), or (left, top, right, bottom); pixels at 100 %."""


def _four(margins: Margins) -> tuple[int, int, int, int]:
    if isinstance(margins, int):
        return margins, margins, margins, margins
    if len(margins) == 2:
        vertical, horizontal = margins
        return horizontal, vertical, horizontal, vertical
    return margins


class _Scaled(QObject):
    """Keeps one layout's distances at the text size; lives and dies with the layout."""

    def __init__(self, layout: QLayout, spacing: int, margins: Margins) -> None:
        super().__init__(layout)
        self._layout, self._spacing, self._margins = layout, spacing, _four(margins)
        self._rescale()
        theme.watcher().changed.connect(self._rescale)

    def _rescale(self) -> None:
        self._layout.setContentsMargins(*(theme.px(side) for side in self._margins))
        self._layout.setSpacing(theme.px(self._spacing))


class _Box(QBoxLayout):
    _direction: QBoxLayout.Direction

    def __init__(
        self,
        *items: QWidget | QLayout | int | None,
        spacing: int = 12,
        margins: Margins = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self._direction)
        _Scaled(self, spacing, margins)
        if parent is not None:
            parent.setLayout(self)
        for item in items:
            self.add(item)

    def add(self, item: QWidget | QLayout | int | None, stretch: int = 0) -> None:
        """Add a widget or a layout; a number adds that much stretch, None adds stretch 1."""
        if item is None or isinstance(item, int):
            self.addStretch(1 if item is None else item)
        elif isinstance(item, QLayout):
            self.addLayout(item, stretch)
        else:
            self.addWidget(item, stretch)


class VBox(_Box):
    """Things below each other: `VBox(title, table, spacing=12, margins=24, parent=self)`."""

    _direction = QBoxLayout.Direction.TopToBottom


class HBox(_Box):
    """Things beside each other: `HBox(title, None, button)` pushes the button to the right end."""

    _direction = QBoxLayout.Direction.LeftToRight


class Grid(QGridLayout):
    """Things in rows and columns; use `addWidget(widget, row, column)`."""

    def __init__(
        self, *, spacing: int = 12, row_spacing: int | None = None, margins: Margins = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__()
        self._row_spacing = row_spacing
        _Scaled(self, spacing, margins)
        if parent is not None:
            parent.setLayout(self)
        if row_spacing is not None:
            self._rescale_rows()
            theme.watcher().changed.connect(self._rescale_rows)

    def _rescale_rows(self) -> None:
        if self._row_spacing is not None:
            self.setVerticalSpacing(theme.px(self._row_spacing))


class _Sized(QObject):
    """Keeps one widget's fixed or least size at the text size."""

    def __init__(self, widget: QWidget, fixed: tuple[int, int], least: tuple[int, int], most_width: int) -> None:
        super().__init__(widget)
        self._widget, self._fixed, self._least, self._most_width = widget, fixed, least, most_width
        self._rescale()
        theme.watcher().changed.connect(self._rescale)

    def _rescale(self) -> None:
        width, height = (theme.px(side) for side in self._fixed)
        if width:
            self._widget.setFixedWidth(width)
        if height:
            self._widget.setFixedHeight(height)
        least_width, least_height = (theme.px(side) for side in self._least)
        if least_width:
            self._widget.setMinimumWidth(least_width)
        if least_height:
            self._widget.setMinimumHeight(least_height)
        if self._most_width:
            self._widget.setMaximumWidth(theme.px(self._most_width))


class _LinedUp(QObject):
    """Keeps widgets of different rows as wide as the widest, whatever the text size."""

    def __init__(self, column: Sequence[QWidget], least_width: int) -> None:
        super().__init__(column[0])
        self._column, self._least_width = column, least_width
        self._measure()
        column[0].installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Measure again once every one of them has the new look; a hidden screen has it when it is shown."""
        if event.type() is QEvent.Type.StyleChange:
            for one in self._there():
                one.setMinimumWidth(0)  # a label never says less than that, and remembers what it said
            QTimer.singleShot(0, self, self._measure)
        return super().eventFilter(watched, event)

    def _measure(self) -> None:
        there = self._there()
        width = max(theme.px(self._least_width), *(one.sizeHint().width() for one in there))
        for one in there:
            one.setMinimumWidth(width)

    def _there(self) -> list[QWidget]:
        return [one for one in self._column if shiboken6.isValid(one)]


def line_up(column: Sequence[QWidget], *, least_width: int = 0) -> None:
    """Make widgets that stand below each other in rows of their own equally wide, at every text size.

    Args:
        column: From the first row to the last.
        least_width: In pixels at the standard text size.
    """
    if column:
        _LinedUp(column, least_width)


def sized(
    widget: W, *, width: int = 0, height: int = 0, least_width: int = 0, least_height: int = 0, most_width: int = 0
) -> W:
    """Fix or bound a widget's size in pixels at 100 %, following the text size; returns the widget."""
    _Sized(widget, (width, height), (least_width, least_height), most_width)
    return widget


def together(*things: QWidget, spacing: int = 12) -> QWidget:
    """Return things beside each other as one, so that a row that goes on below never parts them."""
    holder = QWidget()
    HBox(*things, spacing=spacing, parent=holder)
    holder.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return holder


def clear(layout: QLayout) -> None:
    """Remove everything from a layout and delete the widgets in it."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def hairline() -> QFrame:
    """Return a thin horizontal line."""
    line = QFrame()
    line.setProperty("sheet", "line")
    line.setFixedHeight(1)
    return line


def scrolled(content: QWidget) -> QScrollArea:
    """Return `content` in an area that scrolls up and down only, and shows what the keyboard is on.

    It takes no keyboard stop of its own.
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setObjectName("scrolled")
    area.setWidget(content)
    return follow_focus(area)


def icon_size(size: int = 20) -> QSize:
    """Return an icon's size at the text size."""
    return QSize(theme.px(size), theme.px(size))
