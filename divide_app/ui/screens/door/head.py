"""The header of the door: session, number present, sound, and exit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.door.compact import set_compact
from divide_app.ui.screens.door.one_line import OneLine
from divide_app.ui.widgets.buttons import ButtonSize, QuietButton, SecondaryButton
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import HBox, VBox

_HIGH, _LOW = 84, 64


class DoorHead(QWidget):
    """Title and place at the left; count, sound and the way out at the right."""

    def __init__(self, turn_sound: Callable[[], object], end: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("door_head")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = OneLine(("title", "section", "body"))
        self.where = OneLine(("body", "small"))
        self.count = Label("0", "door_count")
        self.of = Label("", "unit")
        self.sound_button = QuietButton("", turn_sound, size=ButtonSize.DOOR)
        self.end_button = SecondaryButton(_("受付をおわる"), end, size=ButtonSize.DOOR)
        row = HBox(spacing=14, margins=(6, 24), parent=self)
        row.add(VBox(None, self.title, self.where, None, spacing=2), 1)
        figures = QWidget()
        beside = HBox(spacing=6, parent=figures)
        beside.addWidget(self.count, 0, Qt.AlignmentFlag.AlignBottom)
        beside.addWidget(self.of, 0, Qt.AlignmentFlag.AlignBottom)
        for thing in (figures, self.sound_button, self.end_button):
            row.addWidget(thing, 0, Qt.AlignmentFlag.AlignVCenter)
        self._is_compact = False
        self._rescale()
        theme.watcher().changed.connect(self._rescale)

    def set_compact(self, is_compact: bool) -> None:
        """Take less height, or again all that is good."""
        self._is_compact = is_compact
        for button in (self.sound_button, self.end_button):
            set_compact(button, is_compact=is_compact)
        self._rescale()

    def set_count(self, present: int, expected: int, walk_ins: int = 0) -> None:
        """Show how many of those expected have come, and apart from them how many walked in."""
        self.count.setText(str(present))
        of = _("／ {expected} 人").format(expected=expected) if expected else _("人")
        apart = _("飛び込み {count}人").format(count=walk_ins) if walk_ins else ""
        self.of.setText("　".join(filter(None, (of, apart))))
        spoken = _("受付済み {present}人、予定 {expected}人").format(present=present, expected=expected)
        self.count.setAccessibleName(_("、").join(filter(None, (spoken, apart))))

    def _rescale(self) -> None:
        self.setFixedHeight(theme.px(_LOW if self._is_compact else _HIGH))
        # The unit stands on the same line as the large figure, whose letters reach further below it.
        large = QFontMetrics(theme.font(_COUNT, bold=True))
        small = QFontMetrics(theme.font(_UNIT))
        self.of.setContentsMargins(0, 0, 0, large.descent() - small.descent())
        self.title.fit()
        self.where.fit()


_COUNT, _UNIT = 40, 20
"""Sizes of the roles door_count and unit in window.qss."""
