"""The course selector above applications and lottery, with the state of the seats."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.lines import CourseLine
from divide_app.ui.screens.applications.phone_parts import seats_words
from divide_app.ui.widgets.fields import ChoiceBox
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip
from divide_app.ui.widgets.layouts import sized
from divide_app.ui.widgets.session_looks import course_days


class CourseChooser(QWidget):
    """A drop-down of courses with a chip for the seats, and buttons at the right end.

    Attributes:
        wanted: Course to choose when the courses come next; the chosen one.
        box: The drop-down.
        seats: The chip.

    Signals:
        picked: The person chose another course (`CourseLine`).
    """

    picked = Signal(CourseLine)

    def __init__(self, accessible_name: str, *buttons: QWidget) -> None:
        super().__init__()
        self.wanted: UUID | None = None
        self.box: ChoiceBox[CourseLine] = ChoiceBox(accessible_name=accessible_name)
        self.box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(18)
        sized(self.box, least_width=540)
        self.box.picked.connect(self._picked)
        self.seats = Chip("")
        FlowRow(self.box, self.seats, None, *buttons, parent=self)

    def offer(self, lines: Sequence[CourseLine], first: CourseLine) -> CourseLine:
        """Offer courses and choose the wanted one, or `first`; return it."""
        chosen = next((line for line in lines if line.id == self.wanted), first)
        self.box.set_choices([(line, f"{line.title}　{course_days(line)}") for line in lines])
        self.box.set_value(chosen)
        self._show(chosen)
        return chosen

    def _picked(self, line: CourseLine) -> None:
        self._show(line)
        self.picked.emit(line)

    def _show(self, line: CourseLine) -> None:
        self.wanted = line.id
        self.seats.set(*seats_words(line))
