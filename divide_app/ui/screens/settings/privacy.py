"""個人情報: purpose of use, ways to hear of a course, retention period, and purging."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import LONGEST_KEEP, Office
from divide_app.domain.people.personal_data import Purpose
from divide_app.foundation.translation import _
from divide_app.services import Services
from divide_app.services.people.privacy import ForgetResult
from divide_app.ui import printer
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import DangerButton, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import MemoField, NumberField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.wording.dates import reiwa_day
from divide_app.wording.sentences import sentence


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows."""

    purpose: Purpose
    ways: tuple[str, ...]
    office: Office | None
    since: date


class PrivacySection(Section):
    """個人情報."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._office: Office | None = None
        self._shown = ""
        self.purpose = MemoField(_("利用目的(申込書に印刷されます)"), rows=4)
        self.version = Label("", "small")
        self.save_purpose = PrimaryButton(_("次の版として保存する"), self.store_purpose)
        card = Card(_("利用目的"))
        card.body.add(
            Label(_("文を変えると新しい版になります。これまでの申込には、そのときの版が残ります。"), "soft", wrap=True)
        )
        card.body.add(self.purpose)
        card.body.add(FlowRow(self.save_purpose, self.version))
        self.column.add(card)

        self.ways = MemoField(_("何で知りましたか(1行に1つ)"), rows=6)
        self.save_ways = PrimaryButton(_("選択肢を保存する"), self.store_ways)
        card = Card(_("お知りになったきっかけ"))
        card.body.add(self.ways)
        card.body.add(FlowRow(self.save_ways))
        self.column.add(card)

        self.years = NumberField(_("保存する期間"), least=1, most=LONGEST_KEEP, unit=_("年度"))
        self.save_years = PrimaryButton(_("期間を保存する"), self.store_years)
        self.over = Label("", wrap=True)
        self.count_button = SecondaryButton(_("期間が過ぎた方を数える"), self.count)
        self.purge_button = DangerButton(_("情報を消去する"), self.purge)
        self.purge_button.hide()
        card = Card(_("保存と消去"))
        card.body.add(
            Label(
                _("最後に申し込んだ日や来た日から期間が過ぎた方の情報を消去します。集計の数は変わりません。"),
                "soft",
                wrap=True,
            )
        )
        card.body.add(self.years)
        card.body.add(FlowRow(self.save_years))
        card.body.add(self.over)
        self.record_button = SecondaryButton(_("廃棄記録を保存する"), self.ask_record, icon_name="paper")
        self.record_button.hide()
        self.print_button = SecondaryButton(_("廃棄記録を印刷する"), self.print_record, icon_name="printer")
        self.print_button.hide()
        self._gone: ForgetResult | None = None
        card.body.add(FlowRow(self.count_button, self.purge_button, self.print_button, self.record_button))
        self.column.add(card)
        self.column.add(None)

    @property
    def is_editing(self) -> bool:
        """Whether a text stands changed in the field."""
        return bool(self._shown) and self.purpose.text != self._shown

    def read(self) -> None:
        """Read the texts in force."""
        services = self.page.shell.services
        self.page.query(lambda: _read(services), self._show, key="privacy", states=self.states)

    def store_purpose(self) -> None:
        """Put the text in force."""
        purposes, text = self.page.shell.services.purposes, self.purpose.text
        self.act(
            lambda: purposes.change(text).changes,
            lambda: self._kept(_("利用目的を保存しました。次の申込から新しい版になります")),
            fields={"purpose": self.purpose},
            busy=[self.save_purpose],
        )

    def store_ways(self) -> None:
        """Offer these ways from now on."""
        purposes, words = self.page.shell.services.purposes, self.ways.text.splitlines()
        self.act(
            lambda: purposes.change_heard_ways(words),
            lambda: self._kept(_("選択肢を保存しました")),
            fields={"heard_ways": self.ways},
            busy=[self.save_ways],
        )

    def store_years(self) -> None:
        """Keep people for so many fiscal years."""
        if self._office is None:
            return
        try:
            years = self.years.number()
        except DomainError as error:
            self.years.set_error(sentence(error))
            return
        before, changed = self._office, replace(self._office, keep_years=years or 0)
        office = self.page.shell.services.office
        self.act(
            lambda: office.change(changed),
            lambda: self.tell_saved(
                _("期間を保存しました"),
                undo=lambda: self.act(lambda: office.change(before), self.read),
            ),
            fields={"keep_years": self.years},
            busy=[self.save_years],
        )

    def count(self) -> None:
        """Say how many people's time is over; nothing is changed."""
        privacy = self.page.shell.services.privacy
        self.page.query(lambda: privacy.purge(dry_run=True), self._counted, key="over")

    def purge(self) -> None:
        """Forget them; that cannot be undone, so they were counted before."""
        privacy = self.page.shell.services.privacy
        self.page.operate(privacy.purge, self._purged, busy=[self.purge_button])

    def _show(self, found: _Read) -> None:
        self._office = found.office
        self._shown = found.purpose.text
        self.purpose.set_text(found.purpose.text)
        self.version.setText(_("いまは第{version}版").format(version=found.purpose.version))
        self.ways.set_text("\n".join(found.ways))
        self.years.set_number(None if found.office is None else found.office.keep_years)
        self.save_years.setEnabled(found.office is not None)
        self.over.setText(_("いまの設定では、{day}より前の方が対象です。").format(day=reiwa_day(found.since)))
        self.purge_button.hide()

    def _counted(self, result: ForgetResult) -> None:
        count = result.people + result.supporters + result.contacts
        if not count:
            self.over.setText(_("期間が過ぎた方はいません。"))
            self.purge_button.hide()
            return
        words = _("{count}人の期間が過ぎています。消去すると元に戻せません。").format(count=count)
        self.over.setText(" ".join((words, _by_class(result))))
        self.purge_button.setText(_("{count}人の情報を消去する").format(count=count))
        self.purge_button.show()

    def _purged(self, result: ForgetResult) -> None:
        self.purge_button.hide()
        count = result.people + result.supporters + result.contacts
        self.over.setText(_("{count}人の情報を消去しました。集計の数は変わっていません。").format(count=count))
        self._gone = result
        self.record_button.show()
        self.print_button.show()

    def print_record(self) -> None:
        """Draw the record and let the person choose a printer; without one, save it instead."""
        privacy, gone = self.page.shell.services.privacy, self._gone
        if gone is None:
            return
        if not printer.has_printer():
            self.page.shell.notice(
                _("このパソコンで使えるプリンターが見つかりません。PDFで保存して、ほかのパソコンから印刷できます。"),
                kind="warn",
                action=(_("PDFで保存する"), self.ask_record),
            )
            return
        name = _("廃棄記録")
        self.page.query(
            lambda: privacy.record(gone),
            lambda made: printer.ask_printer(
                self.page, made, name, lambda chosen: printer.PrintRun(self.page, made, chosen, self._sent).start()
            ),
            key="print record",
        )

    def _sent(self, went_out: bool) -> None:
        if went_out:
            self.page.shell.notice(_("廃棄記録をプリンターに送りました。"))
        else:
            self.page.shell.notice(
                _("プリンターに送れませんでした。プリンターの電源と紙を確かめて、もう一度お試しください。"),
                kind="trouble",
                action=(_("PDFで保存する"), self.ask_record),
            )

    def ask_record(self) -> QFileDialog:
        """Ask where the record of what was erased should go; it stands in the binder when the data are gone."""
        return ask_where(self, _("廃棄記録を保存する"), _("廃棄記録.pdf"), "PDF (*.pdf)", self.save_record)

    def save_record(self, path: Path) -> None:
        """Write the record."""
        privacy, gone = self.page.shell.services.privacy, self._gone
        if gone is not None:
            self.page.query(
                lambda: privacy.save_record(gone, path),
                lambda file: self.page.shell.notice(_("廃棄記録を保存しました: {file}").format(file=file)),
                key="record",
            )

    def _kept(self, words: str) -> None:
        self._shown = ""
        self.tell_saved(words)
        self.read()


def _by_class(result: ForgetResult) -> str:
    """Return how many of whom."""
    return _("（参加者{people}人、支援者{supporters}人、派遣依頼の連絡先{contacts}件）").format(
        people=result.people, supporters=result.supporters, contacts=result.contacts
    )


def _read(services: Services) -> _Read:
    purposes = services.purposes
    return _Read(
        purposes.in_force(), tuple(purposes.heard_ways()), services.office.get(), services.privacy.keep_since()
    )
