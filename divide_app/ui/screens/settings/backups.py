"""Backups: create and verify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation import settings
from divide_app.foundation.file_names import reachable
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.services import Services
from divide_app.services.office.maintenance import BackupFile, CheckResult
from divide_app.services.office.restoring import BackupResult
from divide_app.ui.background import Trouble
from divide_app.ui.copy_words import copy_trouble, last_copy
from divide_app.ui.restore_card import RestoreCard
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.settings.audit_card import AuditCard
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.wording.dates import day_and_clock
from divide_app.wording.findings import finding_words
from divide_app.wording.sentences import sentence

_TOLD = 5
"""Findings told one by one; `db check` tells all."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows.

    Attributes:
        may_restore: Whoever looks may put a backup back or carry the data away; on a server nobody does it here.
    """

    files: Sequence[BackupFile]
    is_encrypted: bool
    may_restore: bool


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
        self.other_file = SecondaryButton(_("ほかの場所のバックアップから戻す"), self.choose_backup)
        self.list_card.body.add(_row(self.other_file))
        self.by_command = Label(
            _(
                "戻すときは、かけはしをすべて閉じてから、"
                "情報システムの担当者が「divide-app backup restore」を行います。"
            ),
            "small",
            wrap=True,
        )
        self.list_card.body.add(self.by_command)
        self.restoring = RestoreCard(screen, self._restored, self.show_list, is_new=False)
        self.list_pages = PageSwitch(self.list_card, self.restoring)
        self.column.add(self.list_pages)
        self.column.add(self._move_card())
        self.audit = AuditCard(screen)
        self.column.add(self.audit)
        self.column.add(None)

    @property
    def is_editing(self) -> bool:
        """Whether a backup is being looked into."""
        return self.list_pages.current is self.restoring

    def _move_card(self) -> Card:
        card = Card(_("別のパソコンへ移す"))
        card.body.add(
            Label(
                _(
                    "データと鍵、取り込みの設定、画面の見え方を、1つのファイルにまとめます。USBメモリーなどに書き、"
                    "新しいパソコンのかけはしを初めて開いたときに「ほかのパソコンから移す」で選びます。"
                    "このパソコンのデータは残りますが、次に開くとき、移したことをお知らせします。"
                ),
                "soft",
                wrap=True,
            )
        )
        self.not_encrypted = IconText(
            "warning",
            _(
                "データは暗号化されていないので、USBメモリーを拾った人にも読めます。"
                "先に「暗号化とパスワード」で暗号化してください。"
            ),
            colour="warn",
        )
        self.move_button = SecondaryButton(_("移すファイルを作る"), self.ask_move, icon_name="download")
        self.moved = IconText("check", "", colour="done")
        self.moved.hide()
        for part in (self.not_encrypted, _row(self.move_button), self.moved):
            card.body.add(part)
        self.move_card = card
        return card

    def ask_move(self) -> QFileDialog:
        """Ask where the file for another PC should go."""
        name = _("かけはし-移す-{day}.sqlite").format(day=f"{self.page.shell.today():%Y%m%d}")
        kind = _("かけはしのデータ (*.sqlite)")
        return ask_where(self, _("移すファイルを置く場所を選ぶ"), name, kind, self.carry_out)

    def carry_out(self, path: Path) -> None:
        """Write the file for another PC."""
        services = self.page.shell.services

        def done(result: BackupResult) -> None:
            words = _(
                "書き出し、読み直して確かめました。{file}\n新しいパソコンで開けることを確かめたら、こちらは使わないで"
                "ください。ここで入れたものは、新しいパソコンには届きません。"
            )
            self.moved.set(words.format(file=result.file), "check", "done")
            self.moved.show()

        self.page.operate(
            lambda: services.maintenance.carry_out(path),
            done,
            busy=[self.move_button],
            on_trouble=self._not_moved,
        )

    def _not_moved(self, trouble: Trouble) -> bool:
        self.moved.set(sentence(trouble), "trouble", "trouble")
        self.moved.show()
        return True

    def choose_backup(self) -> QFileDialog:
        """Ask for a backup that lies elsewhere."""
        return self.restoring.ask_file(self.look_into)

    def look_into(self, file: Path) -> None:
        """Show what is in a backup, in the place of the list."""
        self.list_pages.show_page(self.restoring)
        self.restoring.begin(file)

    def show_list(self) -> None:
        """Show the list again."""
        self.list_pages.show_page(self.list_card)
        self.other_file.setFocus()
        self.read()

    def _restored(self, result: BackupResult) -> None:
        shell = self.page.shell
        self.show_list()
        words = _("バックアップに戻しました。前のデータは{days}日のあいだここに残ります。{file}")
        self._say(words.format(days=result.kept_days, file=result.kept or ""), "check", "done")
        shell.services.planning_history.forget()

        def ask(names: Sequence[str]) -> None:
            if names and shell.services.actor.user is None:  # users came with the data, and nobody was asked yet
                shell.user_changed.emit("")
                shell.lock_requested.emit()

        self.page.query(shell.services.office.may_sign_in, ask, key="who")

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
        self.page.query(lambda: _read(services), self._show, key="backups", states=self.states)

    def _show(self, found: _Read) -> None:
        files = found.files
        self.not_encrypted.setVisible(not found.is_encrypted)
        self.move_card.setVisible(found.may_restore)
        self.other_file.setVisible(found.may_restore)
        self.by_command.setVisible(not found.may_restore)
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
            back = SecondaryButton(
                _("戻す"),
                partial(self.look_into, one.file),
                size=ButtonSize.SMALL,
                accessible_name=_("{when}のバックアップに戻す").format(when=day_and_clock(one.made_at)),
            )
            buttons = (button, back) if found.may_restore else (button,)
            self.files.add_line(day_and_clock(one.made_at), below, right=buttons)

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
                    "情報システムの担当者にお見せください。\n{findings}"
                ).format(
                    count=len(result.findings),
                    findings="\n".join(finding_words(one) for one in result.findings[:_TOLD]),
                ),
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


def _row(*buttons: QWidget) -> QWidget:
    row = QWidget()
    FlowRow(*buttons, parent=row)
    return row


def _read(services: Services) -> _Read:
    may_restore = services.users.may_manage and not services.is_shared
    return _Read(services.maintenance.backups(), services.is_encrypted, may_restore)
