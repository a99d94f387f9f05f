"""The catalogue of course kinds, from which the wizard starts."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.planning.courses import CatalogueEntry, SessionKind
from divide_app.foundation.translation import _
from divide_app.services.changes import Changes
from divide_app.services.planning.catalogue import KindRemoved
from divide_app.ui.screens.settings.section import Changed, RecordSection
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.record_form import Beside, RecordForm, Words
from divide_app.ui.widgets.staffing_fields import StaffingFields
from divide_app.ui.widgets.tables import Align, Column
from divide_app.wording.dates import duration
from divide_app.wording.labels import label

_NEW = CatalogueEntry(UUID(int=0), "", "", SessionKind.CLASS, "", 120, 1, "", 0, "", "")


class CatalogueSection(RecordSection[CatalogueEntry]):
    """講座の種類."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen,
            _("講座の種類"),
            _("講座を作るときに、ここから選べます。選ぶと直せます。"),
            _("種類を追加する"),
            [
                Column(_("講座"), lambda entry: entry.title, sub=lambda entry: entry.topic, bold=True),
                Column(_("種類"), lambda entry: label(entry.kind), width=90),
                Column(
                    _("1回の時間"), lambda entry: duration(entry.minutes), sort=lambda entry: entry.minutes, width=120
                ),
                Column(
                    _("回数"),
                    lambda entry: str(entry.sessions),
                    sort=lambda entry: entry.sessions,
                    align=Align.RIGHT,
                    width=70,
                ),
            ],
            _("講座の種類"),
            lambda: RecordForm(
                CatalogueEntry,
                [
                    Beside("title", "topic", shares=(2, 1)),
                    Beside("kind", "level"),
                    Beside("minutes", "sessions"),
                    *("people_per_supporter", "staffing", "prerequisites", "materials", "description"),
                ],
                words={
                    "level": Words(example=_("はじめての方")),
                    "minutes": Words(unit=_("分")),
                    "sessions": Words(unit=_("回")),
                    "people_per_supporter": Words(unit=_("人")),
                    "description": Words(rows=3),
                },
                editors={"staffing": StaffingFields()},
            ),
            remove_word=_("この種類を削除する"),
        )
        self.national = SecondaryButton(_("国の講座の種類を追加する"), self._add_national, size=ButtonSize.SMALL)
        more = QWidget()
        FlowRow(self.national, Label(_("削除した種類や、まだない種類だけを追加します。"), "small"), parent=more)
        self.list_card.body.add(more)

    def read(self) -> None:
        """Read the kinds."""
        services = self.page.shell.services
        self.page.query(services.catalogue.all, self.show_lines, key="catalogue", states=self.states)

    def new(self) -> CatalogueEntry:
        """Return a kind to begin with: one meeting of two hours."""
        return replace(_NEW, id=self.page.shell.services.office.new_id())

    def name_of(self, record: CatalogueEntry) -> str:
        """Return its title."""
        return record.title

    def keep_record(self, record: CatalogueEntry) -> Changed:
        """Keep a kind."""
        return Changed(self.page.shell.services.catalogue.save(record))

    def remove_record(self, record: CatalogueEntry) -> KindRemoved:
        """Take a kind away."""
        return self.page.shell.services.catalogue.remove(record)

    def _add_national(self) -> None:
        services = self.page.shell.services
        added: list[int] = []

        def act() -> Changes:
            count, changes = services.catalogue.add_national()
            added.append(count)
            return changes

        def done() -> None:
            count = added[-1]
            words = _("国の講座の種類を{count}件追加しました").format(count=count)
            self.tell_saved(words if count else _("国の講座の種類は、もうすべてあります"))
            self.read()

        self.act(act, done, busy=[self.national])
