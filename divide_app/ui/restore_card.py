"""Says what is in a backup before it takes the place of the data, asks for its password, and puts it there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from divide_app.foundation.file_names import reachable
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.services.office.restoring import BackupPreview, BackupResult
from divide_app.ui.background import Trouble
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import DangerButton, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.fields import PasswordField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.wording.acts import act_words, actor_words
from divide_app.wording.dates import day_and_clock
from divide_app.wording.sentences import sentence

_WANTS_PASSWORD = {"password_needed", "bad_password", "recovery_key_slip"}


class RestoreCard(Card):
    """One backup: what it holds, what would be lost, and the act.

    Attributes:
        password: Shown when the backup wants one.
        facts: What is in it.
        loss: What putting it back would lose.
        act: Puts it back.
    """

    def __init__(
        self, screen: Screen, on_done: Callable[[BackupResult], object], on_leave: Callable[[], object], *, is_new: bool
    ) -> None:
        """Begin with no file; `is_new`: the place is empty, as on a PC to which everything moves."""
        super().__init__(_("ほかのパソコンから移す") if is_new else _("バックアップを戻す"))
        self.page, self._on_done, self._is_new = screen, on_done, is_new
        self.file: Path | None = None
        self.name = Label("", "small", wrap=True)
        self.password = PasswordField(
            _("このデータのパスワード"), hint=_("そのデータを開くときのものです。回復キーの文字でもかまいません。")
        )
        self.password.line.returnPressed.connect(self.look)
        self.look_button = PrimaryButton(_("中を見る"), self.look)
        self.facts = Facts(name_width=150)
        self.sound = IconText("check", "")
        self.loss = IconText("warning", "", colour="warn")
        self.kept = Label(
            _("いまのデータは消えません。同じフォルダーに「kakehashi.sqlite.replaced」として30日のあいだ残ります。"),
            "small",
            wrap=True,
        )
        button = PrimaryButton if is_new else DangerButton
        self.act = button(_("このデータで始める") if is_new else _("このバックアップに戻す"), self.restore)
        self.leave = SecondaryButton(_("やめる"), on_leave)
        self.trouble = IconText("trouble", "", "trouble", colour="trouble")
        self.working = IconText("clock", _("移しています。終わるまで、閉じないでください。"), "small")
        row = QWidget()
        FlowRow(self.look_button, self.act, self.leave, parent=row)
        self._seen = (self.facts, self.sound, self.loss, self.kept, self.act)
        for part in (self.name, self.password, self.facts, self.sound, self.loss, self.kept):
            self.body.add(part)
        for last in (self.trouble, self.working, row):
            self.body.add(last)
        self.setFocusProxy(self.leave)
        self._show_parts(wants_password=False)

    def ask_file(self, on_file: Callable[[Path], object]) -> QFileDialog:
        """Ask for a backup of any place, and give it."""
        dialog = QFileDialog(self.page, _("データのファイルを選ぶ"), "", _("かけはしのデータ (*.sqlite)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: on_file(reachable(path)))
        dialog.open()
        return dialog

    def begin(self, file: Path) -> None:
        """Look into a backup, first with what is known here."""
        self.file = file
        self.name.setText(str(file))
        self.password.set_text("")
        self._show_parts(wants_password=False)
        self.look()

    def look(self) -> None:
        """Read what is in it; nothing is changed."""
        file, password = self.file, self.password.typed() or None
        if file is None:
            return
        maintenance = self.page.shell.services.maintenance
        self.trouble.hide()
        self.page.shell.background.query(
            self, lambda: maintenance.preview(file, password), self._show, key="preview", on_trouble=self._troubled
        )

    def restore(self) -> None:
        """Put it in the place of the data."""
        file, password = self.file, self.password.typed() or None
        if file is None:
            return
        maintenance = self.page.shell.services.maintenance
        self.working.show()

        def done(result: BackupResult) -> None:
            self.working.hide()
            self._on_done(result)

        self.page.shell.background.operate(
            self,
            lambda: maintenance.restore(file, password),
            done,
            busy=[self.act, self.leave],
            on_trouble=self._troubled,
        )

    def _show(self, found: BackupPreview) -> None:
        self._show_parts(wants_password=False, is_seen=True)
        self.facts.set_facts(_facts(found))
        self.sound.set(*_sound(found))
        self.loss.set(_loss(found))
        self.loss.setVisible(found.result.ok and not self._is_new and found.lost != 0)
        self.kept.setVisible(found.result.ok and not self._is_new)
        self.act.setVisible(found.result.ok)
        (self.act if found.result.ok and self._is_new else self.leave).setFocus()

    def _troubled(self, trouble: Trouble) -> bool:
        self.working.hide()
        if isinstance(trouble, EnvironmentProblem) and trouble.code in _WANTS_PASSWORD:
            self._show_parts(wants_password=True)
            if trouble.code != "password_needed":
                self.password.set_error(sentence(trouble))
            self.password.line.setFocus()
        else:
            self.trouble.set(sentence(trouble))
            self.trouble.show()
        return True

    def _show_parts(self, *, wants_password: bool, is_seen: bool = False) -> None:
        self.password.setVisible(wants_password)
        self.look_button.setVisible(wants_password)
        for part in self._seen:
            part.setVisible(is_seen)
        self.trouble.hide()
        self.working.hide()


def _facts(found: BackupPreview) -> list[tuple[str, str]]:
    counts, about, last = found.result.counts, found.about, found.last
    facts = [
        (_("作った日時"), day_and_clock(found.made_at)),
        (_("作ったパソコン"), about.get("pc", "")),
        (_("データの場所"), about.get("place", "")),
        (_("かけはしの版"), about.get("program", "")),
    ]
    facts += [
        (word, f"{counts[table]:,}")
        for word, table in ((_("講座"), "courses"), (_("回"), "class_sessions"), (_("参加者"), "participants"))
        if table in counts
    ]
    if last is not None:
        words = _("{when}　{act}（{actor}）").format(
            when=day_and_clock(last.at), act=act_words(last.act), actor=actor_words(last.actor) or _("かけはし")
        )
        facts.append((_("最後の操作"), words))
    encrypted = _("されています") if found.is_encrypted else _("されていません")
    return [*facts, (_("暗号化"), encrypted)]


def _sound(found: BackupPreview) -> tuple[str, str, str]:
    """Return what is known of its soundness, with the icon and its colour."""
    if not found.result.ok:
        return _("このバックアップは壊れているか、書き換えられています。戻せません。"), "trouble", "trouble"
    words = {
        "signed": _("すべてのページを読み直し、添え書きの署名も確かめました。"),
        "other_key": _("すべてのページを読み直しました。添え書きのとおりのファイルです（署名は別のパソコンの鍵）。"),
    }.get(found.result.manifest.state, _("すべてのページを読み直して確かめました。"))
    return words, "check", "done"


def _loss(found: BackupPreview) -> str:
    if found.lost is None:
        return _("いまのデータとは別の記録です。戻すと、いまのデータはすべて置き換わります。")
    return _("戻すと、このバックアップのあとに行った{count}件の操作が失われます。").format(count=found.lost)
