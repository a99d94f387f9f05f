"""Input fields for equipment lent: one number for each stock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.planning.lending import LendingNeed, Stock
from divide_app.domain.planning.plan import LendingDraft
from divide_app.foundation.translation import _
from divide_app.ui.widgets.fields import NumberField
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox, clear
from divide_app.ui.widgets.when_fields import read


class LendingFields(QWidget):
    """A number for each stock: `offer(stocks)`, `put(needs)` and `needs()`."""

    def __init__(self, words: str = "") -> None:
        """`words` stand above the numbers."""
        super().__init__()
        self.numbers: dict[UUID, NumberField] = {}
        self._stocks: tuple[Stock, ...] = ()
        self._rows = VBox(spacing=8)
        self._nothing = Label(_("貸出機はまだ登録されていません。設定の「貸出機」で追加できます。"), "small", wrap=True)
        column = VBox(Label(_("貸出機"), "strong"), spacing=4, parent=self)
        if words:
            column.add(Label(words, "small", wrap=True))
        column.add(self._nothing)
        column.add(self._rows)

    def offer(self, stocks: Sequence[Stock]) -> None:
        """Offer the stocks there are; what stands in the rows stays."""
        if tuple(stocks) == self._stocks:
            return
        before = {id_: field.text for id_, field in self.numbers.items()}
        clear(self._rows)
        self.numbers = {}
        self._stocks = tuple(stocks)
        for stock in self._stocks:
            hint = _("{count}台あります。").format(count=stock.quantity)
            field = NumberField(stock.name, most=100_000, hint=hint, unit=_("台"))
            field.set_text(before.get(stock.id, ""))
            self.numbers[stock.id] = field
            self._rows.add(field)
        self._nothing.setVisible(not self._stocks)

    def put(self, needs: Iterable[LendingNeed]) -> None:
        """Show what is lent."""
        wanted = {need.stock_id: need.quantity for need in needs}
        for id_, field in self.numbers.items():
            field.set_number(wanted.get(id_))

    def needs(self) -> tuple[LendingNeed, ...]:
        """Return what is lent; refusals are shown.

        Raises:
            DomainError: `bad_number`, when a number cannot be read.
        """
        found = ((id_, read(field, field.number)) for id_, field in self.numbers.items())
        return tuple(LendingNeed(id_, number) for id_, number in found if number)

    def drafts(self) -> tuple[LendingDraft, ...]:
        """Return the same by the names of the stocks, for a plan.

        Raises:
            DomainError: `bad_number`, when a number cannot be read.
        """
        names = {stock.id: stock.name for stock in self._stocks}
        return tuple(LendingDraft(names[need.stock_id], need.quantity) for need in self.needs())
