"""The warning over the full width of the door: keys go to another program, or this is not the day of the meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from divide_app.domain.calendar import local_day
from divide_app.foundation.translation import _
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.labels import IconText
from divide_app.wording.dates import month_day

_AWAY_AFTER_MS = 300
"""A menu or dialog of ours takes the keyboard for a moment; another program keeps it."""


class DoorBanner(Card):
    """Hidden while all is well."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(sheet="trouble", margins=10, spacing=0)
        self._today = today
        self._starts_at: datetime | None = None
        self._is_away = False
        self.words = IconText("warning", "", "section", colour="trouble")
        self.body.add(self.words)
        self.hide()
        self._wait = QTimer(self, singleShot=True, interval=_AWAY_AFTER_MS)
        self._wait.timeout.connect(self._look)

    def set_start(self, starts_at: datetime | None) -> None:
        """Hold the day of the meeting against this PC's."""
        self._starts_at = starts_at
        self._tell()

    def watch(self, window: QWidget) -> None:
        """Look whether the window has the keyboard, while the door is open."""
        window.installEventFilter(self)

    def leave(self, window: QWidget) -> None:
        """Look no more."""
        window.removeEventFilter(self)
        self._wait.stop()
        self._is_away = False
        self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice who has the keyboard."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self._wait.start()
        elif event.type() == QEvent.Type.WindowActivate:
            self._wait.stop()
            self._is_away = False
            self._tell()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        self._is_away = QApplication.activeWindow() is None
        self._tell()

    def _tell(self) -> None:
        words = ""
        if self._is_away:
            words = _(
                "ほかのプログラムが前に出ています。いまスキャナーで読んでも受け付けられません。この画面をおしてください。"
            )
        elif self._starts_at is not None and local_day(self._starts_at) != self._today():
            words = _("{day}の回です。このパソコンの日付は{today}です。回と日付を確かめてください。").format(
                day=month_day(self._starts_at), today=month_day(self._today())
            )
        self.words.set(words)
        self.setVisible(bool(words))
