"""Appointments (任命) of a supporter as rows that can be added, changed and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.people.supporters import Appointment, SupporterKind
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import ChoiceField, DayField, Field
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.when_fields import day_field
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence


@dataclass(frozen=True, slots=True)
class _Row:
    card: Card
    kind: ChoiceField[SupporterKind]
    first: DayField
    last: DayField


class AppointmentRows(QWidget):
    """The appointments.

    Attributes:
        message: Where a refusal that concerns them all is shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._kind = SupporterKind.VOLUNTEER
        self._cards = VBox(spacing=10)
        self._nothing = Label(_("任命の記録はありません"), "soft", wrap=True)
        self._add_button = SecondaryButton(_("任命を加える"), self.add_row, icon_name="plus")
        self.message = Field("", Label(""))
        VBox(self._nothing, self._cards, self.message, FlowRow(self._add_button), spacing=8, parent=self)

    def set_value(self, appointments: Sequence[Appointment], kind: SupporterKind) -> None:
        """Show these; `kind` is what a new one begins with."""
        self._kind = kind
        for row in self._rows:
            row.card.hide()
            row.card.deleteLater()
        self._rows = []
        self.message.set_error(None)
        for appointment in appointments:
            self._add(appointment)
        self._nothing.setVisible(not self._rows)

    def value(self) -> tuple[Appointment, ...]:
        """Return the appointments as typed; rows without any day are left out.

        Raises:
            DomainError: `bad_date` for a day that cannot be read or a first day that is missing.
        """
        found = []
        for row in self._rows:
            first, last = row.first.day(), row.last.day()
            if first is None and last is None:
                continue
            if first is None:
                raise DomainError("bad_date", text=row.first.text)
            found.append(Appointment(row.kind.value or self._kind, first, last))
        return tuple(found)

    def show_error(self, error: DomainError) -> None:
        """Show a refusal beside the day it is about."""
        for row in self._rows:
            for field in (row.first, row.last):
                try:
                    day = field.day()
                except DomainError as own:
                    field.set_error(sentence(own))
                    return
                if day is None and field is row.first:
                    field.set_error(_("始まりの日を入力してください。まだ保存していません。"))
                    return
        self.message.set_error(sentence(error))

    def add_row(self) -> None:
        """Add an empty row and go there."""
        row = self._add(None)
        row.first.line.setFocus()

    def _add(self, appointment: Appointment | None) -> _Row:
        kind: ChoiceField[SupporterKind] = ChoiceField(
            _("種類"),
            [(one, label(one)) for one in SupporterKind],
            self._kind if appointment is None else appointment.kind,
        )
        first = day_field(_("始まり"), None if appointment is None else appointment.first_day)
        last = day_field(_("終わり"), None if appointment is None else appointment.last_day, hint=_("空らんは期限なし"))
        card = Card(margins=12, spacing=4)
        row = _Row(card, kind, first, last)
        for thing in (kind, first, last):
            card.body.add(thing)
        card.body.add(HBox(None, QuietButton(_("この任命を消す"), lambda: self._remove(row), icon_name="trash")))
        self._rows.append(row)
        self._cards.add(card)
        self._nothing.hide()
        return row

    def _remove(self, row: _Row) -> None:
        self._rows.remove(row)
        row.card.hide()
        row.card.deleteLater()
        self._nothing.setVisible(not self._rows)
