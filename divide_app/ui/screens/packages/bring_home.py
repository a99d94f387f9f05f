"""取り込む: merges a returned package and shows what happened to every act in it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from divide_app.domain.door.packages import PACKAGE_SUFFIX
from divide_app.domain.errors import DomainError
from divide_app.foundation.file_names import reachable
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.services.door.hall_packages import MergeResult, PutAwayResult
from divide_app.ui.background import Trouble
from divide_app.ui.screens.packages.register import save_proof
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Figures
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.wording.door import lookalike_sentence
from divide_app.wording.sentences import sentence

_OF_PASSWORD = {"bad_password", "password_needed"}


class BringHome(QWidget):
    """Choose or drop the file, type the code, and see what came home.

    Attributes:
        file: The package chosen, or None.
        result: What the last merge gave, or None.
    """

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self.file: Path | None = None
        self.result: MergeResult | None = None
        self._password = ""
        self.setAcceptDrops(True)
        self.choice = self._make_choice()
        self.outcome = self._make_outcome()
        self.pages = PageSwitch(self.choice, self.outcome)
        VBox(self.pages, None, spacing=0, parent=self)

    def choose(self) -> None:
        """Ask for the file."""
        dialog = QFileDialog(
            self, _("受付パックを選ぶ"), "", f"{_('受付パック')} (*{PACKAGE_SUFFIX});;{_('すべて')} (*)"
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.read_package(reachable(path)))
        dialog.open()

    def read_package(self, path: Path) -> None:
        """Take a file the person chose or dropped."""
        self.file = path
        self.file_words.set(path.name, "box")
        self.trouble.hide()
        self.merge_button.setEnabled(True)
        self.pages.show_page(self.choice)
        self.password.line.setFocus()

    def merge(self) -> None:
        """Bring the package home."""
        path, password = self.file, self.password.text
        if path is None:
            return
        services = self.page.shell.services
        self._password = password
        self.trouble.hide()
        self.page.operate(
            lambda: services.hall_packages.merge(path, password),
            self._merged,
            busy=[self.merge_button],
            on_trouble=self._refused,
        )

    def put_away(self) -> None:
        """Overwrite the file, now that every act of it is here."""
        path, password = self.file, self._password
        if path is None:
            return
        services = self.page.shell.services
        self.page.operate(
            lambda: services.hall_packages.put_away(path, password),
            self._put_away,
            busy=[self.put_away_button],
        )

    def begin_again(self) -> None:
        """Be ready for the next file."""
        self.file, self.result, self._password = None, None, ""
        self.file_words.set(_("まだ選んでいません"), "box")
        self.password.set_text("")
        self.merge_button.setEnabled(False)
        self.pages.show_page(self.choice)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file."""
        self.read_package(reachable(event.mimeData().urls()[0].toLocalFile()))

    def _make_choice(self) -> Card:
        card = Card(_("持ち帰った受付パックを取り込む"), spacing=14)
        words = _(
            "会場から持ち帰ったファイルを選ぶか、ここに重ねて落としてください。二度取り込んでも、二重にはなりません。"
        )
        card.body.add(Label(words, "soft", wrap=True))
        self.file_words = IconText("box", _("まだ選んでいません"), "strong")
        row = QWidget()
        FlowRow(SecondaryButton(_("ファイルを選ぶ"), self.choose, icon_name="upload"), self.file_words, parent=row)
        card.body.add(row)
        self.password = TextField(_("コードか合い言葉"), hint=_("コードは、大文字小文字や区切りを気にせず入れられます"))
        self.password.line.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.password.line.returnPressed.connect(self.merge)
        card.body.add(self.password)
        self.trouble = IconText("trouble", "", colour="trouble")
        self.trouble.hide()
        card.body.add(self.trouble)
        self.merge_button = PrimaryButton(_("取り込む"), self.merge, icon_name="upload")
        self.merge_button.setEnabled(False)
        foot = QWidget()
        FlowRow(self.merge_button, parent=foot)
        card.body.add(foot)
        return card

    def _make_outcome(self) -> Card:
        card = Card(_("取り込みました"), sheet="done", spacing=14)
        words = {"accepted": _("新しく取り込んだ受付"), "known": _("取り込み済みの受付"), "held": _("確認待ち")}
        self.figures = Figures(words, spacing=20)
        card.body.add(self.figures)
        self.alike = Label("", wrap=True)
        card.body.add(self.alike)
        self.inbox_button = PrimaryButton(_("確認待ちを見る"), lambda: self.page.open(part="inbox"), icon_name="list")
        self.put_away_button = SecondaryButton(_("ファイルの中身を消去する"), self.put_away, icon_name="trash")
        self.proof_button = SecondaryButton(_("消去記録を印刷する"), self._proof, icon_name="printer")
        self.away_words = Label("", "soft", wrap=True)
        card.body.add(self.away_words)
        row = QWidget()
        FlowRow(
            self.inbox_button,
            self.put_away_button,
            self.proof_button,
            SecondaryButton(_("次のファイルへ"), self.begin_again),
            parent=row,
        )
        card.body.add(row)
        return card

    def _merged(self, result: MergeResult) -> None:
        self.result = result
        self.figures.set_figures(accepted=result.accepted, known=result.known, held=len(result.held))
        self.alike.setText(
            "\n".join(lookalike_sentence(one.name, is_applicant=bool(one.applicants)) for one in result.lookalikes)
        )
        self.alike.setVisible(bool(result.lookalikes))
        self.inbox_button.setVisible(bool(result.held))
        self.put_away_button.show()
        self.proof_button.hide()
        self.away_words.setText(
            _(
                "受付はすべて事務所のデータに入りました。中身を消去すると、ファイルは個人情報のない受領のしるしになります。"
            )
            + _("それを会場のパソコンで開くと、そのパソコンの控えも消えます。")
        )
        self.pages.show_page(self.outcome)
        (self.inbox_button if result.held else self.put_away_button).setFocus()

    def _put_away(self, result: PutAwayResult) -> None:
        self.proof_button.show()
        self.proof_button.setFocus()
        self.put_away_button.hide()
        self.away_words.setText(
            _("ファイルの中身（受付{count}件）を消去し、受領のしるしに置きかえました。").format(count=result.acts)
        )
        self.page.shell.notice(_("受付パックの中身を消去しました。"))

    def _proof(self) -> None:
        if self.result is not None:
            save_proof(self.page, self._package)

    @property
    def _package(self) -> UUID:
        assert self.result is not None
        return self.result.package

    def _refused(self, trouble: Trouble) -> bool:
        if not isinstance(trouble, DomainError | EnvironmentProblem):
            return False
        if trouble.code in _OF_PASSWORD:
            self.password.set_error(sentence(trouble))
        else:
            self.trouble.set(sentence(trouble))
            self.trouble.show()
        return True
