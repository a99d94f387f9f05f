"""A page that covers the frame: one block of text in the middle, which scrolls when it is high."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from divide_app.ui.widgets.labels import Heading
from divide_app.ui.widgets.layouts import HBox, VBox, scrolled, sized

_WIDTH = 880
"""Width of the text block in pixels at 100 %: longer lines are hard to follow."""


def fill_block(page: QWidget, title: str, *parts: QWidget) -> None:
    """Put a title and what belongs below it in the middle of a page."""
    block = sized(QWidget(), most_width=_WIDTH)
    column = VBox(HBox(Heading(title), None), spacing=10, margins=(32, 24), parent=block)
    for part in parts:
        column.add(part)
    inner = QWidget()
    row = HBox(spacing=0)
    row.add(1)
    row.add(block, 20)
    row.add(1)
    VBox(2, row, 3, spacing=0, parent=inner)
    VBox(spacing=0, parent=page).add(scrolled(inner), 1)
    page.setAccessibleName(title)
