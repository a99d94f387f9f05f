"""The four states of a screen: empty, loading, error and content."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import HBox, VBox, clear, sized

CANCEL_AFTER_MS = 1000


class StateStack(QStackedWidget):
    """Shows the content, or instead of it one of the other three states.

    `shell.query(..., states=stack)` drives loading and trouble by itself; the screen calls `show_content`
    or `show_empty` in its callback.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._other = QWidget()
        self._place = VBox(spacing=12, margins=32, parent=self._other)
        self.addWidget(content)
        self.addWidget(self._other)
        self._cancel_timer = QTimer(self)
        self._cancel_timer.setSingleShot(True)
        self._cancel_timer.setInterval(CANCEL_AFTER_MS)
        self._cancel_timer.timeout.connect(self._offer_cancel)
        self._cancel: QuietButton | None = None
        self.state = "content"

    def show_content(self) -> None:
        """Show the content."""
        self._cancel_timer.stop()
        self.state = "content"
        self.setCurrentWidget(self._content)

    def show_empty(
        self,
        text: str,
        button_text: str = "",
        on_click: Callable[[], object] | None = None,
        *,
        below: str = "",
        icon_name: str = "list",
    ) -> None:
        """Say what to do when there is nothing yet, with one button."""
        button = PrimaryButton(button_text, on_click) if button_text else None
        self._fill("empty", IconLabel(icon_name, "text_faint", 40), text, below, button)

    def show_loading(self, cancel: Callable[[], object] | None = None) -> None:
        """Say that data is being read; a cancel button appears after a second when `cancel` is given."""
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(_("読み込み中"))
        self._cancel = None
        if cancel is not None:
            self._cancel = QuietButton(_("中止する"), cancel)
            self._cancel.hide()
            self._cancel_timer.start()
        self._fill("loading", sized(bar, width=240), _("読み込んでいます"), "", self._cancel)
        if self._cancel is not None:
            self._cancel.hide()

    def show_trouble(self, text: str, retry: Callable[[], object] | None = None) -> None:
        """Say what happened and offer もう一度."""
        button = SecondaryButton(_("もう一度"), retry, icon_name="retry") if retry is not None else None
        self._fill("trouble", IconLabel("trouble", "trouble", 40), text, "", button)

    def _offer_cancel(self) -> None:
        if self.state == "loading" and self._cancel is not None:
            self._cancel.show()

    def _fill(self, state: str, top: QWidget, text: str, below: str, button: QWidget | None) -> None:
        if state != "loading":
            self._cancel_timer.stop()
        clear(self._place)
        self.state = state
        self._place.add(2)
        self._place.addWidget(top, 0, Qt.AlignmentFlag.AlignHCenter)
        words = Label(text, "strong", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place.add(words)
        if below:
            more = Label(below, "small", wrap=True)
            more.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._place.add(more)
        if button is not None:
            self._place.add(HBox(None, button, None))
        self._place.add(3)
        self._other.setAccessibleName(text)
        self.setCurrentWidget(self._other)
