"""The input of a weekly pattern: a grid of mornings, afternoons and evenings, and a line for exact hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy

from divide_app.domain.errors import DomainError
from divide_app.domain.people.availability import EVERY_DAY, WeekTime, by_weekday, parse_weekly, tidy_week
from divide_app.foundation.translation import _
from divide_app.ui.widgets.fields import Group, LineField, ValueField
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.availability import weekday_sign, weekly_words

_PARTS = ((6 * 60, 12 * 60), (12 * 60, 18 * 60), (18 * 60, 22 * 60))
"""Morning, afternoon, evening: what 午前, 午後 and 夜 mean when the line is read, as far as they do not overlap."""
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


def week_line(title: str, *, hint: str = "", placeholder: str = "") -> ValueField[tuple[WeekTime, ...]]:
    """Return a line for hours of the week."""
    return ValueField(title, parse_weekly, weekly_words, hint=hint, placeholder=placeholder)


class _Cell(QPushButton):
    """One part of one day; the arrow keys go to its neighbours, space presses it."""

    def __init__(self, go: Callable[[int, int], object]) -> None:
        super().__init__()
        self._go = go
        self.setProperty("kind", "choice")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to a neighbour by an arrow key."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._go(*step)


class WeekField(Group):
    """A weekly pattern; the line is what counts, the grid shows and changes it.

    Attributes:
        line: The exact hours as text.
        cells: Buttons by (part of the day, weekday).
    """

    def __init__(self, title: str, *, hint: str = "", placeholder: str = "") -> None:
        super().__init__()
        self._times: tuple[WeekTime, ...] = ()
        self.cells: dict[tuple[int, int], _Cell] = {}
        grid = QGridLayout()
        grid.setSpacing(4)
        words = (_("午前"), _("午後"), _("夜"))
        for weekday in EVERY_DAY:
            head = Label(weekday_sign(weekday), "strong")
            head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(head, 0, weekday)
            grid.setColumnStretch(weekday, 1)
        for part, word in enumerate(words):
            grid.addWidget(Label(word, "strong"), part + 1, 0)
            for weekday in EVERY_DAY:
                cell = _Cell(partial(self._go, part, weekday))
                cell.clicked.connect(partial(self._press, part, weekday))
                self.cells[part, weekday] = cell
                grid.addWidget(cell, part + 1, weekday)
        self._words = words
        self.line = week_line(title, hint=hint, placeholder=placeholder)
        self.line.line.textEdited.connect(lambda _text: self._read())
        column = VBox(spacing=6, parent=self)
        column.addLayout(grid)
        column.add(self.line)
        self._show()

    def inner(self) -> tuple[LineField]:
        """Return the line."""
        return (self.line,)

    def put(self, value: Sequence[WeekTime]) -> None:
        """Show a pattern."""
        self._times = tidy_week(value)
        self.line.put(self._times)
        self._show()

    def typed(self) -> tuple[WeekTime, ...]:
        """Return the pattern as typed.

        Raises:
            DomainError: `bad_availability`, when the line cannot be read.
        """
        return self.line.typed()

    def _read(self) -> None:
        """Follow the line with the grid, as long as it can be read."""
        try:
            self._times = self.typed()
        except DomainError:
            return
        self.line.set_error(None)
        self._show()

    def _press(self, part: int, weekday: int, _checked: bool = False) -> None:
        start, end = _PARTS[part]
        if self._state(part, weekday) == "all":
            left = []
            for one in self._times:
                if one.weekday != weekday:
                    left.append(one)
                else:
                    left += [
                        WeekTime(weekday, one.start, min(one.end, start)),
                        WeekTime(weekday, max(one.start, end), one.end),
                    ]
            self._times = tidy_week(left)
        else:
            self._times = tidy_week((*self._times, WeekTime(weekday, start, end)))
        self.line.put(self._times)
        self._show()

    def _state(self, part: int, weekday: int) -> str:
        start, end = _PARTS[part]
        spans = by_weekday(self._times).get(weekday, ())
        if any(first <= start and end <= last for first, last in spans):
            return "all"
        return "some" if any(first < end and start < last for first, last in spans) else "none"

    def _show(self) -> None:
        signs = {"all": ("○", _("来られる")), "some": ("△", _("一部")), "none": ("－", _("指定なし"))}
        for (part, weekday), cell in self.cells.items():
            state = self._state(part, weekday)
            sign, word = signs[state]
            cell.setText(sign)
            cell.setChecked(state == "all")
            cell.setAccessibleName(f"{weekday_sign(weekday)} {self._words[part]} {word}")

    def _go(self, part: int, weekday: int, down: int, right: int) -> None:
        there = self.cells.get((part + down, weekday + right))
        if there is not None:
            there.setFocus()
