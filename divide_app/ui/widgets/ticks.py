"""Check boxes: one for yes or no, and one for each of several values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import CheckBox
from divide_app.ui.widgets.fields import Editor, Field
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox

V = TypeVar("V")


class Ticks(QWidget, Generic[V]):
    """A tick box for each of some values, in as many lines as the room needs.

    Attributes:
        boxes: The boxes by their values.
    """

    def __init__(self, title: str, choices: Iterable[tuple[V, str]]) -> None:
        """Offer each (value, word); `title` says of each box what it is a part of."""
        super().__init__()
        self.setAccessibleName(title)
        self.boxes = {value: CheckBox(word) for value, word in choices}
        for box in self.boxes.values():
            box.setAccessibleName(_("{title}：{kind}").format(title=title, kind=box.text()))
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))
        FlowRow(*self.boxes.values(), spacing=16, row_spacing=0, parent=self)

    def value(self) -> frozenset[V]:
        """Return what is ticked."""
        return frozenset(value for value, box in self.boxes.items() if box.isChecked())

    def set_value(self, values: Iterable[V]) -> None:
        """Tick these and no others."""
        wanted = set(values)
        for value, box in self.boxes.items():
            box.setChecked(value in wanted)


class TicksField(Field, Generic[V]):
    """Tick boxes with their label above."""

    def __init__(self, label: str, choices: Iterable[tuple[V, str]], *, hint: str = "") -> None:
        self.ticks: Ticks[V] = Ticks(label, choices)
        super().__init__(label, self.ticks, hint=hint)

    @property
    def boxes(self) -> dict[V, CheckBox]:
        """The boxes by their values."""
        return self.ticks.boxes

    def put(self, value: Iterable[V]) -> None:
        """Tick these and no others."""
        self.ticks.set_value(value)
        self.set_error(None)

    def typed(self) -> frozenset[V]:
        """Return what is ticked."""
        return self.ticks.value()


class OrderedTicksField(TicksField[V], Generic[V]):
    """Tick boxes of a value in which the order counts: what is ticked anew comes last."""

    def __init__(self, label: str, choices: Iterable[tuple[V, str]], *, hint: str = "") -> None:
        super().__init__(label, choices, hint=hint)
        self._order: tuple[V, ...] = ()

    def put(self, value: Iterable[V]) -> None:
        """Tick these and no others."""
        self._order = tuple(value)
        super().put(self._order)

    def typed(self) -> tuple[V, ...]:  # type: ignore[override]  # the same values, in their order
        """Return what is ticked."""
        return tuple(value for value in dict.fromkeys((*self._order, *self.boxes)) if self.boxes[value].isChecked())


class TickField(Editor):
    """A yes or no: one box with its words, and a soft line below it.

    Attributes:
        box: The box.
    """

    def __init__(self, words: str, *, hint: str = "") -> None:
        super().__init__()
        self.box = CheckBox(words)
        self.box.setAccessibleDescription(hint)
        self.setFocusProxy(self.box)
        column = VBox(self.box, spacing=0, parent=self)
        if hint:
            column.add(Label(hint, "small", wrap=True))
        column.add(self._error)

    def put(self, value: bool) -> None:
        """Tick the box, or not."""
        self.box.setChecked(value)
        self.set_error(None)

    def typed(self) -> bool:
        """Return whether it is ticked."""
        return self.box.isChecked()
