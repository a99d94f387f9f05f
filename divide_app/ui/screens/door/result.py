"""The result panel of the door: the outcome in large type, and the acts that may follow."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from divide_app.ui import theme
from divide_app.ui.screens.door.centred import BalancedLabel, NameLabel
from divide_app.ui.screens.door.compact import set_compact
from divide_app.ui.widgets.buttons import Button, ButtonSize, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.layouts import HBox, VBox, clear

_STEADY_S = 0.4
"""A second press so soon was meant for what stood here before: the usual double click takes up to 0.5 s, most 0.3."""
_PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
_PRESSING_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


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


class ResultPanel(Card):
    """Icon, name, words, and at most a few large buttons or one question.

    Attributes:
        is_compact: There is little height: picture and letters are smaller, and with buttons below there is no picture.
        steady_s: New buttons take no press within so many seconds: the second half of a double click forces nothing.
        buttons: The buttons on screen now.
        question: The line of the question on screen, or None.

    Signals:
        told: Something else is on the panel.
    """

    told = Signal()

    def __init__(self) -> None:
        super().__init__(margins=14, spacing=8)
        self.picture = IconLabel("info", "accent", 52)
        self.name = NameLabel("door_result")
        self.words = BalancedLabel("door_word")
        self.below = BalancedLabel("section")
        self.buttons: list[Button] = []
        self.question: TextField | None = None
        self.steady_s = _STEADY_S
        self._is_compact = False
        self._is_beside_camera = False
        self._told_at = 0.0
        self._extra = QWidget()
        self._extra_column = VBox(spacing=6, parent=self._extra)
        self.body.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for thing in (self.name, self.words, self.below, self._extra):
            self.body.add(thing)

    @property
    def is_compact(self) -> bool:
        """Whether there is little height."""
        return self._is_compact

    def set_compact(self, is_compact: bool) -> None:
        """Take less height, or again all that is good."""
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            self._fit()

    def set_beside_camera(self, is_beside: bool) -> None:
        """Leave room for the camera's mirror below."""
        if is_beside != self._is_beside_camera:
            self._is_beside_camera = is_beside
            self._fit()

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
        # What to get ready for somebody is bold; what to do about a refusal is a sentence to be read.
        self.below.set_role("section" if kind == "done" else "door_note")
        self._clear()
        for act in acts:
            self._add_button(act)
        self._extra.setVisible(bool(acts))
        self._fit()
        self._told_at = time.monotonic()
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
        word, do = go
        for choice in choices:
            self._add_button(Act(choice, lambda choice=choice: do(choice)))  # type: ignore[misc]
        self.question = TextField(label)
        line = self.question.line
        line.setProperty("rank", "door")
        if is_secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)

        def finish() -> None:
            typed = line.text() if is_secret else line.text().strip()  # a password may begin or end with a space
            if typed:
                do(typed)
            else:
                line.setFocus()

        line.returnPressed.connect(finish)
        self._extra_column.add(self.question)
        row = HBox(spacing=8)
        # Where there is little height the two stand beside each other.
        row.setDirection(QBoxLayout.Direction.LeftToRight if self._is_compact else QBoxLayout.Direction.TopToBottom)
        self._extra_column.add(row)
        self._add_button(Act(word, finish, is_main=True), row)
        self._add_button(leave, row)
        self._extra.show()
        self._fit()
        self.told.emit()
        line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow a press that was meant for what stood here a moment ago."""
        kind = event.type()
        is_press = kind in _PRESSES or (isinstance(event, QKeyEvent) and event.key() in _PRESSING_KEYS)
        if is_press and kind is not QEvent.Type.KeyRelease and time.monotonic() - self._told_at < self.steady_s:
            return True
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Choose sizes by what is shown and how much height there is."""
        is_asking = bool(self.buttons)
        crowded = self._is_compact and (is_asking or self._is_beside_camera)
        self.picture.setVisible(not crowded and self.question is None)
        self.name.set_role("door_name" if self._is_compact and not self._is_short() else "door_result")
        self.words.set_role("section" if self.question is not None else "door_word")
        for button in self.buttons:
            set_compact(button, is_compact=self._is_compact)

    def _is_short(self) -> bool:
        """Whether the name has room in one line of the largest letters, and nothing else needs the height."""
        metrics = QFontMetrics(theme.font("door_result", bold=True))
        fits = metrics.horizontalAdvance(self.name.text()) < self.name.width() - theme.px(4)
        return fits and not self.buttons and not self._is_beside_camera

    def _add_button(self, act: Act, row: HBox | None = None) -> None:
        kind = PrimaryButton if act.is_main else SecondaryButton
        button = kind(act.word, act.do, size=ButtonSize.DOOR)
        button.installEventFilter(self)
        self.buttons.append(button)
        (self._extra_column if row is None else row).add(button, 0 if row is None else 1)

    def _clear(self) -> None:
        self.buttons = []
        self.question = None
        clear(self._extra_column)
