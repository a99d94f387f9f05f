"""The dialog about an unexpected exception, with a report to pass on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox


class CrashDialog(QDialog):
    """What happened, that nothing half-done was saved, and what to do next."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("かけはし"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.report = QPlainTextEdit(text)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(_("報告用の文"))
        self.close_button = PrimaryButton(_("閉じて続ける"), self.accept)
        VBox(
            Heading(_("プログラムの不具合が起きました"), level=2),
            Label(
                _(
                    "いまの操作は取り消しました。保存済みのデータはそのまま残っています。同じことがくり返すときは、下の文を写して担当者に渡してください。個人情報は含まれていません。"
                ),
                wrap=True,
            ),
            self.report,
            HBox(SecondaryButton(_("文を写す"), self._copy, icon_name="copy"), None, self.close_button),
            spacing=16,
            margins=24,
            parent=self,
        )
        theme.dress(self)
        self.resize(640, 420)
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
