"""The right side of the door: what just happened, very large, and what may be done next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QLineEdit, QWidget

from divide_app.ui.widgets.buttons import Button, ButtonSize, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox, clear


@dataclass(frozen=True, slots=True)
class Act:
    """One button under the result; the first of several may be the main one."""

    word: str
    do: Callable[[], object]
    is_main: bool = False


_LOOKS = {
    "done": ("check", "done"),
    "warn": ("warning", "warn"),
    "trouble": ("trouble", "trouble"),
    "card": ("info", "accent"),
}


class BalancedLabel(Label):
    """Centred words whose lines are about equally long: the last one never holds a single letter."""

    def __init__(self, role: str) -> None:
        super().__init__("", role, wrap=True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def setText(self, text: str) -> None:
        """Show other words."""
        super().setText(text)
        self._balance()

    def set_role(self, role: str) -> None:
        """Change the look of the text."""
        super().set_role(role)
        self._balance()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Balance again."""
        super().resizeEvent(event)
        self._balance()

    def changeEvent(self, event: QEvent) -> None:
        """Balance again when the letters are of another size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._balance()

    def _balance(self) -> None:
        """Narrow the words as far as they keep their number of lines."""
        full, text = self.width(), self.text()
        lines = _line_count(text, self.font(), full) if text else 1
        narrowest = full
        if lines > 1:
            too_narrow = full // 2
            while narrowest - too_narrow > 1:
                middle = (narrowest + too_narrow) // 2
                if _line_count(text, self.font(), middle) > lines:
                    too_narrow = middle
                else:
                    narrowest = middle
        side = max(0, (full - narrowest - _SPARE) // 2)
        if self.contentsMargins().left() != side:
            self.setContentsMargins(side, 0, side, 0)


_SPARE = 4
"""Pixels left over when lines are balanced: rich text rounds its widths another way."""


def _line_count(text: str, font: QFont, width: int) -> int:
    """Return how many lines the words take."""
    lines = 0
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, font)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines += 1
        layout.endLayout()
    return lines


class ResultPanel(Card):
    """Icon, name, words, and at most a few large buttons or one question.

    Attributes:
        is_compact: There is little height: with buttons below, picture and words are smaller.
        buttons: The buttons on screen now.
        question: The line of the question on screen, or None.

    Signals:
        told: Something else is on the panel.
    """

    told = Signal()

    def __init__(self) -> None:
        super().__init__(margins=16, spacing=8)
        self.picture = IconLabel("info", "accent", 52)
        self.name = BalancedLabel("door_result")
        self.words = BalancedLabel("door_word")
        self.below = BalancedLabel("section")
        self.buttons: list[Button] = []
        self.question: TextField | None = None
        self.is_compact = False
        self._extra = QWidget()
        self._extra_column = VBox(spacing=10, parent=self._extra)
        self.body.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for thing in (self.name, self.words, self.below, self._extra):
            self.body.add(thing)

    def tell(
        self, kind: str, name: str, words: str, below: str = "", acts: Sequence[Act] = (), *, picture: str = ""
    ) -> None:
        """Say what happened; `kind` is done, warn, trouble or card."""
        icon, colour = _LOOKS[kind]
        self.set_sheet(kind)
        self.picture.set_icon(picture or icon, colour)
        self.name.setText(name)
        self.name.setVisible(bool(name))
        self.words.setText(words)
        self.below.setText(below)
        self.below.setVisible(bool(below))
        self._clear()
        small = self.is_compact and bool(acts)
        self.picture.setVisible(not small)
        self.words.set_role("section" if small else "door_word")
        for act in acts:
            self._add_button(act)
        self._extra.setVisible(bool(acts))
        spoken = f"{name} {words} {below}".strip()
        self.setAccessibleName(spoken)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))
        self.told.emit()

    def ask(
        self,
        name: str,
        words: str,
        label: str,
        go: tuple[str, Callable[[str], object]],
        choices: Sequence[str],
        leave: Act,
        *,
        is_secret: bool = False,
    ) -> None:
        """Ask for a few words: large buttons with common answers, and a line for any other; secrets show as dots."""
        self.tell("warn", name, words)
        self.picture.hide()
        self.words.set_role("section")
        word, do = go
        for choice in choices:
            self._add_button(Act(choice, lambda choice=choice: do(choice)))  # type: ignore[misc]
        self.question = TextField(label)
        line = self.question.line
        if is_secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)

        def finish() -> None:
            if line.text().strip():
                do(line.text().strip())
            else:
                line.setFocus()

        line.returnPressed.connect(finish)
        self._extra_column.add(self.question)
        self._add_button(Act(word, finish, is_main=True))
        self._add_button(leave)
        self._extra.show()
        self.told.emit()
        line.setFocus()

    def _add_button(self, act: Act) -> None:
        kind = PrimaryButton if act.is_main else SecondaryButton
        button = kind(act.word, act.do, size=ButtonSize.DOOR)
        self.buttons.append(button)
        self._extra_column.add(button)

    def _clear(self) -> None:
        self.buttons = []
        self.question = None
        clear(self._extra_column)
