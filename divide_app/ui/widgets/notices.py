"""The notice line: the last act with undo, and progress of long work with cancel."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.widgets.buttons import LinkButton
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import HBox, icon_size, sized

_ICONS = {
    "done": ("check", "done"),
    "info": ("info", "accent"),
    "warn": ("warning", "warn"),
    "trouble": ("trouble", "trouble"),
}


_STAYS_S = 3.0
"""Seconds for which a sentence is too fresh to leave with its screen."""


class NoticeBar(QWidget):
    """One line: icon, sentence, one button; or the bar of long work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self._said_at = 0.0
        self._is_on_the_way = False
        self._act: Callable[[], object] | None = None
        self._stop: Callable[[], object] | None = None
        self._picture = QLabel()
        self._words = Label("", "small")
        self._words.setAccessibleName(_("お知らせ"))
        self._button = LinkButton("", self._pressed)
        self._work = QWidget()
        self._work_words = Label("", "small")
        self._bar = sized(QProgressBar(), width=200)
        self._bar.setTextVisible(False)
        self._stop_button = LinkButton(_("中止する"), self._stop_pressed)
        HBox(self._work_words, self._bar, self._stop_button, spacing=12, parent=self._work)
        row = HBox(self._picture, self._words, self._button, None, self._work, spacing=8, parent=self)
        row.setStretchFactor(self._words, 0)
        self._work.hide()
        self.clear()
        theme.watcher().changed.connect(self._draw)

    @property
    def text(self) -> str:
        """The sentence on screen."""
        return self._words.text()

    @property
    def has_action(self) -> bool:
        """Whether a button stands behind the sentence."""
        return self._act is not None

    def act_if_seen(self) -> None:
        """Do what the button does, as its key asks; nothing where the button is not seen."""
        if self._button.isVisible():
            self._pressed()

    def say(
        self, text: str, kind: str = "done", action_text: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Show a sentence (read aloud too); `kind` is done, info, warn or trouble."""
        self._kind = kind
        self._said_at = time.monotonic()
        self._is_on_the_way = True
        QTimer.singleShot(0, self, self._arrived)
        self._act = action
        self._words.setText(text)
        self._words.setToolTip(text)
        self._button.setText(action_text)
        self._button.setVisible(action is not None)
        self._draw()
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # two ms no frame has to wait for

        event = QAccessibleAnnouncementEvent(self, text)
        if kind == "trouble":
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _arrived(self) -> None:
        self._is_on_the_way = False

    def clear(self) -> None:
        """Say nothing."""
        self._act = None
        self._kind = ""
        self._words.clear()
        self._button.hide()
        self._picture.hide()

    def leave(self) -> None:
        """Another screen is shown: what was said on the one before goes with it.

        So does the way back of an act that is no longer seen: Ctrl+Z must never take back what stands elsewhere. What
        was said just now stays as words; an act that itself leads to the other screen keeps its way back as well.
        """
        if self._is_on_the_way:
            self._is_on_the_way = False
            return
        if time.monotonic() - self._said_at > _STAYS_S:
            self.clear()
        self._act = None
        self._button.hide()

    def act(self) -> None:
        """Do what the button does."""
        self._pressed()

    def show_work(self, title: str, stop: Callable[[], object]) -> None:
        """Show the bar of long work with 中止する."""
        self._stop = stop
        self._work_words.setText(title)
        self._bar.setAccessibleName(title)
        self._bar.setRange(0, 0)
        self._work.show()

    def step_work(self, done: int, total: int) -> None:
        """Move the bar; a negative total means the length is not known."""
        self._bar.setRange(0, max(total, 0))
        if total > 0:
            self._bar.setValue(min(done, total))

    def end_work(self) -> None:
        """Take the bar away."""
        self._stop = None
        self._work.hide()

    def _pressed(self) -> None:
        act = self._act
        if act is not None:
            # One way back is offered once.
            self.clear()
            act()

    def _stop_pressed(self) -> None:
        if self._stop is not None:
            self._work_words.setText(_("中止しています"))
            self._stop()

    def _draw(self) -> None:
        if not self._kind:
            return
        name, colour = _ICONS[self._kind]
        self._picture.setPixmap(pixmap(name, colour, 16))
        self._picture.setFixedSize(icon_size(16))
        self._picture.show()
