"""First step of the wizard: what kind of course, from the catalogue or from a blank sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.planning.courses import CatalogueEntry, Course, SessionKind
from divide_app.domain.planning.lending import Stock
from divide_app.foundation.translation import _
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.course_fields import BasicFields
from divide_app.ui.widgets.fields import ChoiceField
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.lending_fields import LendingFields
from divide_app.ui.widgets.room_for import room_for
from divide_app.ui.widgets.staffing_fields import StaffingFields
from divide_app.ui.widgets.tables import Align, Column, LinesTableModel, TableView
from divide_app.ui.widgets.when_fields import read
from divide_app.wording.dates import duration
from divide_app.wording.labels import label

BLANK = CatalogueEntry(UUID(int=0), "", "", SessionKind.CLASS, "", 120, 1, "", 0, "", "")
"""The sheet without anything on it."""

_ROWS = 9


class KindStep(QWidget):
    """The catalogue at the left, the course's own data at the right."""

    def __init__(self, on_picked: Callable[[CatalogueEntry, CatalogueEntry | None], object]) -> None:
        super().__init__()
        self._on_picked = on_picked
        self.entry: CatalogueEntry | None = None
        self.basic = BasicFields()
        self.model: LinesTableModel[CatalogueEntry] = LinesTableModel(
            [
                Column(
                    _("種類"),
                    lambda entry: entry.title or _("白紙から作る"),
                    sub=_entry_words,
                    bold=True,
                ),
                Column(
                    _("回数"),
                    lambda entry: _("{count}回").format(count=entry.sessions) if entry.title else "",
                    sort=lambda entry: entry.sessions,
                    align=Align.RIGHT,
                    width=room_for([_("{count}回").format(count=24)], least=72),
                ),
            ],
            key=lambda entry: entry.id,
        )
        self.table = TableView(self.model, accessible_name=_("講座の種類"), plain=True)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _line: self.basic.title.line.setFocus())
        catalogue = Card(_("講座の種類を選ぶ"))
        catalogue.body.add(Label(_("選ぶと、講座名・時間・回数が右に入ります。あとで直せます。"), "small", wrap=True))
        catalogue.body.add(self.table)
        catalogue.body.add(None)
        kinds = [(kind, label(kind)) for kind in SessionKind]
        self.kind: ChoiceField[SessionKind] = ChoiceField(_("講習か相談会か"), kinds, SessionKind.CLASS)
        data = Card(_("この講座のこと"))
        data.body.add(self.kind)
        data.body.add(self.basic)
        data.body.add(None)
        self.staffing = StaffingFields()
        self.lending = LendingFields(_("1回に貸す数です。足りるかは、次の段でほかの講座と合わせて調べます。"))
        helping = Card(_("支援者の条件と貸出機"))
        helping.body.add(
            Label(_("支援者の条件は、種類を選ぶと入ります。この講座だけ変えられます。"), "small", wrap=True)
        )
        lending = VBox(self.lending, None, spacing=0)
        helping.body.add(Reflow(self.staffing, lending, shares=(1, 1), from_width=560))
        VBox(Reflow(catalogue, data, shares=(1, 1)), helping, None, spacing=16, parent=self)

    def offer(self, entries: Sequence[CatalogueEntry], sections: Sequence[str], stocks: Sequence[Stock] = ()) -> None:
        """Offer the kinds the office knows and a blank sheet, and what the office lends."""
        self.lending.offer(stocks)
        self.model.set_lines([*entries, BLANK])
        self.table.fit_height(_ROWS)
        self.basic.owners.offer(sections)

    def onto(self, course: Course) -> Course:
        """Return the course with what stands here; refusals are shown.

        Raises:
            DomainError: A number cannot be read.
        """
        return replace(
            self.basic.onto(course),
            kind=self.kind.value or SessionKind.CLASS,
            staffing=read(self.staffing, self.staffing.typed),
            lending=self.lending.needs(),
        )

    def _chosen(self, line: object) -> None:
        if not isinstance(line, CatalogueEntry):
            return
        before, self.entry = self.entry, line
        basic = self.basic
        # What the clerk typed stays; what came from the kind chosen before is replaced.
        if basic.title.text in {"", before.title if before else ""}:
            basic.title.set_text(line.title)
        if basic.topic.text in {"", before.topic if before else ""}:
            basic.topic.set_text(line.topic)
        basic.ratio.set_number(line.people_per_supporter or None)
        self.staffing.put(line.staffing)
        self.kind.set_value(line.kind)
        self._on_picked(line, before)


def _entry_words(entry: CatalogueEntry) -> str:
    if not entry.title:
        return _("講座名から自分で決めます")
    parts = [label(entry.kind), entry.topic, duration(entry.minutes)]
    return "　".join(part for part in parts if part)
