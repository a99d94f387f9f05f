"""Shows a recovery key once, prints its paper, and goes on when a person says that it is on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.ui.background import Trouble
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.ticks import TickField
from divide_app.wording.sentences import sentence

if TYPE_CHECKING:
    from divide_app.ui.printer import Document

_PER_ROW = 4


class RecoveryCard(Card):
    """回復キー: it is nowhere else, so nobody passes by it without saying that it is on paper.

    Attributes:
        key: What is shown, in groups.
        kept: The tick that says so.
        go_on: Pressed afterwards.
    """

    def __init__(self, screen: Screen, go_on_word: str, on_kept: Callable[[], object]) -> None:
        super().__init__(_("回復キーを紙に残してください"))
        self.page, self.key = screen, ""
        self.shown = Label("", "title", wrap=True)
        self.print_button = PrimaryButton(_("印刷する"), self.ask_print, icon_name="printer")
        self.save_button = SecondaryButton(_("PDFで保存する"), self.ask_save, icon_name="download")
        self.told = IconText("check", "", "small", colour="done")
        self.told.hide()
        self.kept = TickField(_("印刷した、または紙に書き写した"))
        self.go_on = PrimaryButton(go_on_word, on_kept)
        self.kept.box.toggled.connect(self.go_on.setEnabled)
        for words in (
            _("パスワードを忘れたとき、データを開けるのはこの文字だけです。表示するのは、いま一度だけです。"),
            _("紙は封筒に入れ、金庫などにしまいます。パソコンのそばに置いたり、写真に撮ったりしないでください。"),
        ):
            self.body.add(Label(words, wrap=True))
        self.body.add(self.shown)
        self.body.add(_row(self.print_button, self.save_button))
        self.body.add(self.told)
        self.body.add(self.kept)
        self.body.add(_row(self.go_on))
        self.setFocusProxy(self.print_button)

    def show_key(self, key: str) -> None:
        """Show a key just made."""
        self.key = key
        groups = key.split("-")
        rows = [groups[at : at + _PER_ROW] for at in range(0, len(groups), _PER_ROW)]
        self.shown.setText("\n".join(" - ".join(row) for row in rows))
        self.shown.setAccessibleName(key)
        self.told.hide()
        self.kept.put(value=False)
        self.go_on.setEnabled(False)
        self.print_button.setFocus()

    def ask_print(self) -> None:
        """Draw the paper, then let the person choose a printer; without one, say so."""
        from divide_app.ui.printer import has_printer

        if not has_printer():
            self._say(
                _("このパソコンで使えるプリンターが見つかりません。PDFで保存するか、紙に書き写してください。"),
                is_well=False,
            )
            return
        encryption, key = self.page.shell.services.encryption, self.key
        self.page.shell.background.query(
            self, lambda: encryption.paper(key), self._choose, key="paper", on_trouble=self._troubled
        )

    def _choose(self, made: Document) -> None:
        from divide_app.ui.printer import PrintRun, ask_printer

        def done(went_out: bool) -> None:
            if went_out:
                self._say(_("プリンターに送りました。紙が出たことを確かめてください。"))
            else:
                self._say(
                    _("プリンターに送れませんでした。プリンターの電源と紙を確かめて、もう一度お試しください。"),
                    is_well=False,
                )

        ask_printer(self.page, made, _("回復キー"), lambda printer: PrintRun(self.page, made, printer, done).start())

    def ask_save(self) -> QFileDialog:
        """Ask where the paper's PDF should go."""
        return ask_where(self, _("回復キーの紙を保存する"), _("回復キー.pdf"), "PDF (*.pdf)", self.save)

    def save(self, path: Path) -> None:
        """Write the PDF."""
        encryption, key = self.page.shell.services.encryption, self.key
        words = _("保存しました。印刷したら、このPDFは削除してください。{file}").format(file=path)
        self.page.shell.background.operate(
            self,
            lambda: encryption.save_paper(key, path),
            lambda _done: self._say(words),
            busy=[self.save_button],
            on_trouble=self._troubled,
        )

    def _troubled(self, trouble: Trouble) -> bool:
        if isinstance(trouble, DomainError | EnvironmentProblem):
            self._say(sentence(trouble), is_well=False)
        return True

    def _say(self, words: str, *, is_well: bool = True) -> None:
        self.told.set(words, *(("check", "done") if is_well else ("trouble", "trouble")))
        self.told.show()


def _row(*buttons: PrimaryButton | SecondaryButton) -> QWidget:
    row = QWidget()
    FlowRow(*buttons, parent=row)
    return row
