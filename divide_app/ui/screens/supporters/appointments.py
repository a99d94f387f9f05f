"""Appointments (任命) of a supporter as editable rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from divide_app.domain.errors import DomainError
from divide_app.domain.people.supporters import Appointment, SupporterKind
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import ChoiceField, DayField, Editor, Group
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.when_fields import day_field
from divide_app.wording.labels import label


@dataclass(frozen=True, slots=True)
class _Row:
    card: Card
    kind: ChoiceField[SupporterKind]
    first: DayField
    last: DayField


class AppointmentRows(Group):
    """The appointments."""

    def __init__(self, kind: Callable[[], SupporterKind]) -> None:
        """`kind` gives what a new appointment begins with."""
        super().__init__()
        self._rows: list[_Row] = []
        self._kind = kind
        self._cards = VBox(spacing=10)
        self._nothing = Label(_("任命の記録はありません"), "soft", wrap=True)
        self._add_button = SecondaryButton(_("任命を加える"), self.add_row, icon_name="plus")
        self.places = {"last_day": self}
        VBox(self._nothing, self._cards, self._error, FlowRow(self._add_button), spacing=8, parent=self)

    def inner(self) -> list[Editor]:
        """Return the days of all rows."""
        return [field for row in self._rows for field in (row.first, row.last)]

    def put(self, value: Sequence[Appointment]) -> None:
        """Show these."""
        for row in self._rows:
            row.card.hide()
            row.card.deleteLater()
        self._rows = []
        self.set_error(None)
        for appointment in value:
            self._add(appointment)
        self._nothing.setVisible(not self._rows)

    def typed(self) -> tuple[Appointment, ...]:
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
            found.append(Appointment(row.kind.value or self._kind(), first, last))
        return tuple(found)

    def set_error(self, text: str | None) -> None:
        """Show a sentence beside the day it is about; a first day that is missing is asked for."""
        lacking = next((row.first for row in self._rows if row.last.text and not row.first.text), None)
        if text and lacking is not None:
            self.refused.emit()
            lacking.set_error(_("始まりの日を入力してください。まだ保存していません。"))
        else:
            super().set_error(text)

    def add_row(self) -> None:
        """Add an empty row and go there."""
        row = self._add(None)
        row.first.line.setFocus()

    def _add(self, appointment: Appointment | None) -> _Row:
        kind: ChoiceField[SupporterKind] = ChoiceField(
            _("種類"),
            [(one, label(one)) for one in SupporterKind],
            self._kind() if appointment is None else appointment.kind,
        )
        first = day_field(_("始まり"), None if appointment is None else appointment.first_day)
        last = day_field(_("終わり"), None if appointment is None else appointment.last_day, hint=_("空らんは期限なし"))
        card = Card(margins=12, spacing=4)
        row = _Row(card, kind, first, last)
        for thing in (kind, first, last):
            card.body.add(thing)
        card.body.add(HBox(None, QuietButton(_("この任命を削除する"), lambda: self._remove(row), icon_name="trash")))
        self._rows.append(row)
        self._cards.add(card)
        self._nothing.hide()
        return row

    def _remove(self, row: _Row) -> None:
        self._rows.remove(row)
        row.card.hide()
        row.card.deleteLater()
        self._nothing.setVisible(not self._rows)
