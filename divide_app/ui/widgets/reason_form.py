"""The form that asks for a reason before something is removed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import Button, DangerButton, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox


class ReasonForm(QWidget):
    """A question, a line for the reason, and two buttons.

    Attributes:
        reason: The line.
        accept: The button that does it.
    """

    def __init__(self, on_accept: Callable[[str], object], on_leave: Callable[[], object]) -> None:
        super().__init__()
        self._on_accept, self._on_leave = on_accept, on_leave
        self._title = Heading("", level=2)
        self._words = Label("", "soft", wrap=True)
        self.reason = TextField(_("理由"), required=True)
        self.reason.line.returnPressed.connect(self._accepted)
        self._buttons = QWidget()
        self._row = FlowRow(parent=self._buttons)
        self.accept: Button = DangerButton("")
        self._column = VBox(self._title, self._words, self.reason, self._buttons, spacing=12, parent=self)

    def ask(self, title: str, words: str, button: str, *, example: str = "", is_loss: bool = True) -> None:
        """Ask for a reason; `is_loss` makes the button red."""
        self._title.setText(title)
        self._words.setText(words)
        self.reason.set_text("")
        self.reason.line.setPlaceholderText(example)
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        kind = DangerButton if is_loss else PrimaryButton
        self.accept = kind(button, self._accepted)
        self._row.add(self.accept)
        self._row.add(SecondaryButton(_("やめる"), self._on_leave))
        self.reason.line.setFocus()

    @property
    def words(self) -> str:
        """What it says above the line for the reason."""
        return self._words.text()

    def tell(self, words: str) -> None:
        """Say more above the line for the reason, while somebody may be typing already."""
        self._words.setText(words)

    def _accepted(self) -> None:
        if self.accept.isEnabled():
            self._on_accept(self.reason.text)
