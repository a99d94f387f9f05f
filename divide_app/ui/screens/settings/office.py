"""The office's data: municipality, section, stamp boxes, and the age groups of reports."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QButtonGroup, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Office, office_name
from divide_app.foundation.translation import _
from divide_app.services.changes import Changes
from divide_app.ui.background import Trouble
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.shell import Screen
from divide_app.ui.wanted import SettingsWanted
from divide_app.ui.widgets.buttons import PrimaryButton, RadioButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import split_names
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.record_form import RecordForm, Words
from divide_app.wording.band_layouts import BandLayout, layouts
from divide_app.wording.sentences import sentence


class OfficeSection(Section):
    """市・課."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._office: Office | None = None
        self.form = RecordForm(
            Office,
            ["municipality", "municipal_code", "name", "phone", "opening_note", "stamp_boxes"],
            words={
                "municipality": Words(example=_("見本市")),
                "municipal_code": Words(
                    label=_("全国地方公共団体コード"),
                    hint=_("6けたの数字です。オープンデータの書き出しに使います。"),
                ),
                "name": Words(example=_("生涯学習課")),
                "phone": Words(hint=_("チラシと講座の申込先に、はじめから入ります。")),
                "opening_note": Words(example=_("平日 8:30〜17:15")),
                "stamp_boxes": Words(hint=_("月次活動報告の押印欄です。左から「、」で区切って入れます。")),
            },
            elsewhere=("band_layout", "keep_years"),
        )
        self.save = PrimaryButton(_("保存する"), self._save)
        card = Card(_("市・課"))
        for part in self.form.parts:
            card.body.add(part)
        row = QWidget()
        FlowRow(self.save, parent=row)
        card.body.add(row)
        self.column.add(card)
        self.column.add(None)

    def read(self) -> None:
        """Read the office."""
        services = self.page.shell.services
        self.page.query(services.office.get, self._show, key="office", states=self.states)

    def _show(self, office: Office | None) -> None:
        self._office = office
        self.form.put(office or Office(UUID(int=0), "", "", "", stamp_boxes=split_names(_("課長、補佐、係長、担当"))))

    def _save(self) -> None:
        services, before = self.page.shell.services, self._office
        for name in ("municipality", "name"):
            if not self.form[name].text:
                self.form[name].set_error(_("入力してください。まだ保存していません。"))
                return
        typed = self.form.typed()

        def act() -> Changes:
            if before is None:
                return services.office.set_up(
                    typed.municipality,
                    typed.name,
                    municipal_code=typed.municipal_code,
                    phone=typed.phone,
                    opening_note=typed.opening_note,
                    stamp_boxes=typed.stamp_boxes,
                )
            return services.office.change(typed)

        self.act(
            act,
            lambda: self._saved(before, typed.municipality, typed.name),
            fields=self.form.places,
            busy=[self.save],
            on_trouble=self._troubled,
        )

    def _troubled(self, error: Trouble) -> bool:
        if isinstance(error, DomainError) and error.code == "bad_municipal_code":
            self.form["municipal_code"].set_error(sentence(error))
            return True
        return False

    def _saved(self, before: Office | None, municipality: str, name: str) -> None:
        shell = self.page.shell
        shell.office_changed.emit(f"{municipality} {name}")
        undo = None
        if before is not None:
            undo = partial(self._put_back, before)
        self.tell_saved(_("市・課を保存しました"), undo)
        self.read()

    def _put_back(self, office: Office) -> None:
        services, shell = self.page.shell.services, self.page.shell

        def done() -> None:
            shell.office_changed.emit(office_name(office))
            shell.notice(_("元に戻しました"), kind="info")
            self.read()

        self.act(lambda: services.office.change(office), done)


class BandSection(Section):
    """年代区分: how reports cut ages."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._office: Office | None = None
        self._group = QButtonGroup(self)
        self.choices: dict[str, RadioButton] = {}
        card = Card(_("年代区分"))
        card.body.add(Label(_("画面と報告の年代の分け方です。変えても、記録はそのまま残ります。"), "soft", wrap=True))
        lines = CardLines()
        for layout in layouts():
            lines.add(self._choice(layout))
        card.body.add(lines)
        self.column.add(card)
        self.column.add(None)

    def read(self) -> None:
        """Read which layout the office uses."""
        services = self.page.shell.services
        self.page.query(services.office.get, self._show, key="bands", states=self.states)

    def _choice(self, layout: BandLayout) -> QWidget:
        button = RadioButton(layout.name)
        button.clicked.connect(lambda _checked=False: self._choose(layout.key))
        groups = _("、").join(group.short_label for group in layout.groups)
        button.setAccessibleDescription(groups)
        self._group.addButton(button)
        self.choices[layout.key] = button
        line = QWidget()
        VBox(button, Label(groups, "small", wrap=True), spacing=2, margins=(10, 0), parent=line)
        return line

    def _show(self, office: Office | None) -> None:
        self._office = office
        if office is None:
            shell = self.page.shell
            self.states.show_empty(
                _("先に市・課を入力してください"),
                _("市・課をひらく"),
                lambda: shell.navigate(SettingsWanted(section="office")),
                icon_name="gear",
            )
        elif office.band_layout in self.choices:
            self.choices[office.band_layout].setChecked(True)

    def _choose(self, key: str) -> None:
        before = self._office
        if before is None or before.band_layout == key:
            return
        self._store(replace(before, band_layout=key), partial(self._store, before, None))

    def _store(self, office: Office, undo: partial[None] | None) -> None:
        services = self.page.shell.services

        def done() -> None:
            self._show(office)
            self.tell_saved(_("年代区分を保存しました") if undo else _("元に戻しました"), undo)

        self.act(lambda: services.office.change(office), done)
