"""Backups: create and verify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation import settings
from divide_app.foundation.file_names import reachable
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.services.office.maintenance import BackupFile, CheckResult
from divide_app.services.office.restoring import BackupResult
from divide_app.ui.background import Trouble
from divide_app.ui.copy_words import copy_trouble, last_copy
from divide_app.ui.screens.settings.audit_card import AuditCard
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.wording.dates import day_and_clock
from divide_app.wording.sentences import sentence


class BackupSection(Section):
    """バックアップ."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self.make = PrimaryButton(_("今すぐバックアップする"), self._back_up, icon_name="download")
        self.check = SecondaryButton(_("データを点検する"), self._check, icon_name="check_circle")
        self.result = IconText("check", "", colour="done")
        self.result.hide()
        card = Card(_("バックアップ"))
        card.body.add(
            Label(
                _(
                    "データの写しを作り、すぐに読み直して確かめます。別のディスクやUSBメモリーへも写しておくと安心です。"
                ),
                "soft",
                wrap=True,
            )
        )
        row = QWidget()
        FlowRow(self.make, self.check, parent=row)
        card.body.add(row)
        card.body.add(self.result)
        self.column.add(card)
        self.column.add(self._copies_card())
        self.files = CardLines()
        self.nothing = Label(_("まだバックアップがありません。"), "soft", wrap=True)
        self.list_card = Card(_("これまでのバックアップ"))
        self.list_card.body.add(self.nothing)
        self.list_card.body.add(self.files)
        self.list_card.body.add(
            Label(
                _(
                    "戻すときは、かけはしをすべて閉じてから、"
                    "情報システムの担当者が「divide-app backup restore」を行います。"
                ),
                "small",
                wrap=True,
            )
        )
        self.column.add(self.list_card)
        self.audit = AuditCard(screen)
        self.column.add(self.audit)
        self.column.add(None)

    def _copies_card(self) -> Card:
        card = Card(_("毎日の控え"))
        card.body.add(
            Label(
                _(
                    "かけはしを閉じるときに、一日に一度、別のディスク・USBメモリー・共有フォルダーへデータの写しを置きます。"
                    "このパソコンが壊れても、そこから戻せます。"
                ),
                "soft",
                wrap=True,
            )
        )
        self.copies = Label("", wrap=True)
        card.body.add(self.copies)
        self.copy_trouble = IconText("trouble", "", "trouble", colour="trouble")
        card.body.add(self.copy_trouble)
        row = QWidget()
        self.choose = SecondaryButton(_("置く場所を選ぶ"), self.choose_folder, icon_name="download")
        self.stop = SecondaryButton(_("控えをやめる"), lambda: self.use_folder(None))
        FlowRow(self.choose, self.stop, parent=row)
        card.body.add(row)
        return card

    def choose_folder(self) -> QFileDialog:
        """Ask for the second place."""
        dialog = QFileDialog(self, _("控えを置く場所を選ぶ"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.use_folder(reachable(path)))
        dialog.open()
        return dialog

    def use_folder(self, folder: Path | None) -> None:
        """Put the daily copy there from now on; None = make none."""
        now = settings.load()[0]
        copies = {} if folder is None else {"folder": str(folder)}
        unsaved = ""
        try:
            settings.save(replace(now, copies=copies))
        except EnvironmentProblem as problem:
            unsaved = sentence(problem)
        self._show_copies(unsaved)

    def _show_copies(self, unsaved: str = "") -> None:
        copies = settings.load()[0].copies
        folder = str(copies.get("folder", ""))
        words = _("置く場所　{folder}").format(folder=folder) if folder else _("まだ決めていません。")
        self.copies.setText("\n".join(filter(None, (words, last_copy(copies)))))
        trouble = unsaved or copy_trouble(copies)
        self.copy_trouble.set(trouble)
        self.copy_trouble.setVisible(bool(trouble))
        self.stop.setVisible(bool(folder))

    def read(self) -> None:
        """Read which backups there are."""
        self._show_copies()
        services = self.page.shell.services
        self.page.query(services.maintenance.backups, self._show, key="backups", states=self.states)

    def _show(self, files: Sequence[BackupFile]) -> None:
        self.files.clear()
        self.nothing.setVisible(not files)
        for one in files:
            button = SecondaryButton(
                _("確かめる"),
                partial(self._verify, one.file),
                size=ButtonSize.SMALL,
                accessible_name=_("{when}のバックアップを確かめる").format(when=day_and_clock(one.made_at)),
            )
            below = _("{name}　{size}").format(name=one.file.name, size=_size_words(one.size))
            self.files.add_line(day_and_clock(one.made_at), below, right=(button,))

    def _back_up(self) -> None:
        services = self.page.shell.services
        self.page.operate(services.maintenance.back_up, self._made, busy=[self.make], on_trouble=self._troubled)

    def _made(self, result: BackupResult) -> None:
        self._tell(result, _("バックアップを作り、読み直して確かめました（{rows}件）。{file}"))
        self.read()

    def _verify(self, file: Path) -> None:
        services = self.page.shell.services
        self.page.query(
            lambda: services.maintenance.verify(file),
            lambda result: self._tell(result, _("このバックアップは無事です（{rows}件）。{file}")),
            key="verify",
            on_trouble=self._troubled,
        )

    def _tell(self, result: BackupResult, words: str) -> None:
        if result.ok:
            rows = f"{sum(result.counts.values()):,}"
            self._say(words.format(rows=rows, file=result.file), "check", "done")
        else:
            self._say(
                _("このバックアップは壊れています。今のデータは無事です。もう一度作ってください。{file}").format(
                    file=result.file
                ),
                "trouble",
                "trouble",
            )

    def _check(self) -> None:
        services = self.page.shell.services
        self.page.query(services.maintenance.check, self._checked, key="check", on_trouble=self._troubled)

    def _checked(self, result: CheckResult) -> None:
        if result.ok:
            self._say(_("データを点検しました。集計と記録はすべて合っています。"), "check", "done")
        else:
            self._say(
                _(
                    "合わないところが{count}件ありました。データはそのまま残っています。"
                    "情報システムの担当者にお見せください：{faults}"
                ).format(count=len(result.faults), faults=_("、").join(result.faults[:5])),
                "trouble",
                "trouble",
            )

    def _troubled(self, error: Trouble) -> bool:
        if isinstance(error, DomainError | EnvironmentProblem):
            self._say(sentence(error), "trouble", "trouble")
        return True

    def _say(self, words: str, icon: str, colour: str) -> None:
        self.result.set(words, icon, colour)
        self.result.show()


def _size_words(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(1, size // 1000)} KB"
