"""Scrolls the content of a card while its heading and buttons stay visible."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from divide_app.ui import theme
from divide_app.ui.widgets.layouts import scrolled


def in_card(content: QWidget) -> QScrollArea:
    """Return `content` in an area that scrolls up and down, on the card's own ground, as wide as it needs."""
    area = scrolled(content)
    for part in (area, content):
        part.setObjectName("clear")
    area.viewport().setAutoFillBackground(False)
    # The card asks for no more height than there is; the area scrolls instead.
    area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    area.setMinimumHeight(theme.px(120))
    area.setMinimumWidth(min(content.minimumSizeHint().width() + theme.px(14), theme.px(360)))
    return area
