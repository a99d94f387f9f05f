"""The kinds of course the office offers, from which the wizard starts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import CatalogueEntry, SessionKind
from divide_app.foundation.translation import _
from divide_app.services.changes import Changes
from divide_app.ui.screens.settings.section import ListSection
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, DangerButton, SecondaryButton
from divide_app.ui.widgets.cards import Reflow
from divide_app.ui.widgets.fields import ChoiceField, MemoField, NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.staffing_fields import StaffingFields
from divide_app.ui.widgets.tables import Align, Column
from divide_app.ui.widgets.when_fields import read
from divide_app.wording.dates import duration
from divide_app.wording.labels import label

_NEW = CatalogueEntry(UUID(int=0), "", "", SessionKind.CLASS, "", 120, 1, "", 0, "", "")


class CatalogueSection(ListSection[CatalogueEntry]):
    """講座の種類."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen,
            _("講座の種類"),
            _("講座を作るときに、ここから選べます。選ぶと直せます。"),
            _("種類を足す"),
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
        )
        self._entry: CatalogueEntry | None = None
        self.title = TextField(_("講座名"), required=True)
        self.topic = TextField(_("分野"))
        kinds = [(kind, label(kind)) for kind in SessionKind]
        self.kind: ChoiceField[SessionKind] = ChoiceField(_("講習か相談会か"), kinds)
        self.level = TextField(_("難しさ"), placeholder=_("はじめての方"))
        self.minutes = NumberField(_("1回の時間"), unit=_("分"))
        self.sessions = NumberField(_("回数"), least=1, unit=_("回"))
        self.ratio = NumberField(_("支援者1人あたりの参加者"), unit=_("人"))
        self.staffing = StaffingFields()
        self.prerequisites = TextField(_("受ける前に"))
        self.materials = TextField(_("教材"))
        self.description = MemoField(_("紹介文"))
        for row in (
            Reflow(self.title, self.topic, shares=(2, 1), from_width=420),
            Reflow(self.kind, self.level, shares=(1, 1), from_width=420),
            Reflow(self.minutes, self.sessions, shares=(1, 1), from_width=420),
            self.ratio,
            self.staffing,
            self.prerequisites,
            self.materials,
            self.description,
        ):
            self.form_card.body.add(row)
        self.finish_form()
        self.remove = DangerButton(_("この種類を消す"), self._remove, size=ButtonSize.SMALL)
        last = QWidget()
        FlowRow(None, self.remove, parent=last)
        self.form_card.body.add(last)
        self.national = SecondaryButton(_("国の講座の種類を足す"), self._add_national, size=ButtonSize.SMALL)
        more = QWidget()
        FlowRow(self.national, Label(_("消した種類や、まだない種類だけを足します。"), "small"), parent=more)
        self.list_card.body.add(more)

    def read(self) -> None:
        """Read the kinds."""
        services = self.page.shell.services
        self.page.query(services.catalogue.all, self.show_lines, key="catalogue", states=self.states)

    def fill(self, line: CatalogueEntry | None) -> None:
        """Put a kind into the form."""
        self._entry = line
        entry = line or _NEW
        self.title.set_text(entry.title)
        self.topic.set_text(entry.topic)
        self.kind.set_value(entry.kind)
        self.level.set_text(entry.level)
        self.minutes.set_number(entry.minutes)
        self.sessions.set_number(entry.sessions)
        self.ratio.set_number(entry.people_per_supporter or None)
        self.staffing.put(entry.staffing)
        self.prerequisites.set_text(entry.prerequisites)
        self.materials.set_text(entry.materials)
        self.description.set_text(entry.description)
        self.remove.setVisible(line is not None)
        self.title.line.setFocus()

    def store(self) -> None:
        """Keep the kind."""
        services, actor, before = self.page.shell.services, self.page.shell.actor, self._entry
        try:
            minutes = read(self.minutes, self.minutes.number) or 0
            sessions = read(self.sessions, self.sessions.number) or 1
            ratio = read(self.ratio, self.ratio.number) or 0
            staffing = self.staffing.staffing()
        except DomainError:
            return
        entry = replace(
            before or replace(_NEW, id=services.office.new_id()),
            title=self.title.text,
            topic=self.topic.text,
            kind=self.kind.value or SessionKind.CLASS,
            level=self.level.text,
            minutes=minutes,
            sessions=sessions,
            people_per_supporter=ratio,
            staffing=staffing,
            prerequisites=self.prerequisites.text,
            materials=self.materials.text,
            description=self.description.text,
        )
        self.act(
            lambda: services.catalogue.keep(entry, actor=actor),
            lambda: self.stored(
                _("「{title}」を保存しました").format(title=entry.title),
                partial(self._put_back, before) if before is not None else None,
            ),
            fields={"title": self.title, "minutes": self.minutes},
            busy=[self.save],
        )

    def _remove(self) -> None:
        entry = self._entry
        if entry is None:
            return
        services, actor = self.page.shell.services, self.page.shell.actor
        self.page.operate(
            lambda: services.catalogue.remove(entry, actor=actor),
            lambda removed: self.stored(
                _("「{title}」を消しました").format(title=removed.before.title), partial(self._put_back, removed.before)
            ),
            busy=[self.remove],
        )

    def _add_national(self) -> None:
        services, actor = self.page.shell.services, self.page.shell.actor
        added: list[int] = []

        def act() -> Changes:
            count, changes = services.catalogue.add_national(actor=actor)
            added.append(count)
            return changes

        def done() -> None:
            count = added[-1]
            words = _("国の講座の種類を{count}件足しました").format(count=count)
            self.keep(words if count else _("国の講座の種類は、もうすべてあります"))
            self.read()

        self.act(act, done, busy=[self.national])

    def _put_back(self, entry: CatalogueEntry) -> None:
        services, actor = self.page.shell.services, self.page.shell.actor
        self.act(lambda: services.catalogue.keep(entry, actor=actor), lambda: self.stored(_("元に戻しました")))
