"""A button that erases a person's data, which asks once more before it does: nothing brings them back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import ButtonSize, DangerButton, SecondaryButton
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_switch import PageSwitch


class Erasing(QWidget):
    """The button, and the question in its place.

    Attributes:
        offer: Asks.
        accept: Erases.
    """

    def __init__(self, word: str, question: str, on_agreed: Callable[[], object]) -> None:
        super().__init__()
        self.offer = DangerButton(word, self.ask, size=ButtonSize.SMALL)
        self.accept = DangerButton(_("消去する"), on_agreed, size=ButtonSize.SMALL)
        self.leave = SecondaryButton(_("やめる"), self.begin, size=ButtonSize.SMALL)
        self._offered, self._asked = QWidget(), QWidget()
        FlowRow(self.offer, parent=self._offered)
        column = VBox(IconText("warning", question, colour="warn"), spacing=8, parent=self._asked)
        row = QWidget()
        FlowRow(self.accept, self.leave, parent=row)
        column.add(row)
        self._pages = PageSwitch(self._offered, self._asked)
        VBox(self._pages, spacing=0, margins=(0, 12, 0, 0), parent=self)

    def begin(self) -> None:
        """Offer it, and ask nothing."""
        self._pages.show_page(self._offered)

    def ask(self) -> None:
        """Ask once more."""
        self._pages.show_page(self._asked)
        self.leave.setFocus()
