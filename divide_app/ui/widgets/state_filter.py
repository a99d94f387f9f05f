"""A filter by state with the number of items in each; wraps when the row is full."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from divide_app.foundation.translation import _
from divide_app.ui.widgets.flow import FlowRow


class StateFilter(QWidget):
    """Buttons of which one is pressed.

    Signals:
        chosen: Value of the button the person pressed.
    """

    chosen = Signal(str)

    def __init__(self, accessible_name: str) -> None:
        super().__init__()
        self.setAccessibleName(accessible_name)
        self._group = QButtonGroup(self)
        self._row = FlowRow(spacing=2, row_spacing=2, parent=self)
        self._buttons: dict[str, QPushButton] = {}
        self._value = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def value(self) -> str:
        """The chosen state."""
        return self._value

    def set_value(self, value: str) -> None:
        """Press a button without emitting `chosen`."""
        self._value = value
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def set_choices(self, choices: Sequence[tuple[str, str, int]]) -> None:
        """Offer each (value, word, count); buttons that stay keep the keyboard."""
        values = [value for value, _word, _count in choices]
        if values != list(self._buttons):
            self._make(values)
        for value, word, count in choices:
            button = self._buttons[value]
            button.setText(f"{word} {count}")
            button.setAccessibleName(_("{word}、{count}件").format(word=word, count=count))
        if self._value not in self._buttons and values:
            self._value = values[0]
        self.set_value(self._value)

    def _make(self, values: Sequence[str]) -> None:
        for old in self._buttons.values():
            self._group.removeButton(old)
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = {}
        for value in values:
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("kind", "segment")
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, value=value: self._pressed(value))
            self._group.addButton(button)
            self._buttons[value] = button
            self._row.add(button)

    def _pressed(self, value: str) -> None:
        self._value = value
        self.chosen.emit(value)
