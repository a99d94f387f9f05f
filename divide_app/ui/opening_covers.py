"""Covers over the window while the database cannot be opened: a password prompt, or an error."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import PrimaryButton
from divide_app.ui.widgets.fields import PasswordField
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox, sized


class PasswordCover(QWidget):
    """Asks for the password of an encrypted place, or for what the office gave with a package."""

    def __init__(self, wrong: str, on_password: Callable[[str], object], *, is_package: bool = False) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._on_password = on_password
        self.password = PasswordField(_("パスワード"))
        self.password.line.returnPressed.connect(self.send)
        self.button = PrimaryButton(_("開く"), self.send)
        if wrong:
            self.password.set_error(wrong)
        _centred(
            self,
            "lock",
            _("パスワードを入れてください"),
            _("この受付パックは暗号化されています。") if is_package else _("このデータは暗号化されています。"),
            sized(self.password, width=320),
            self.button,
            sized(
                Label(
                    _("事務所から聞いたパスワード(一度きりのコード)です。分からないときは、事務所にお尋ねください。")
                    if is_package
                    else _(
                        "パスワードを忘れたときは、金庫などにしまった「回復キー」の紙の文字を、ここに入れても開けます。"
                        "回復キーもないときは、だれにも開けません。暗号化していないバックアップがないか、お探しください。"
                    ),
                    "small",
                    wrap=True,
                ),
                width=520,
            ),
        )
        self.setFocusProxy(self.password.line)

    def send(self) -> None:
        """Try the password."""
        typed = self.password.line.text()
        if not typed:
            self.password.set_error(_("パスワードを入れてください。"))
            return
        self.button.setEnabled(False)
        self._on_password(typed)


class TroubleCover(QWidget):
    """Says why the place cannot be opened, and tries again."""

    def __init__(self, why: str, on_retry: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.button = PrimaryButton(_("もう一度"), on_retry)
        words = Label(why, wrap=True)
        _centred(self, "trouble", _("データを開けません"), "", sized(words, width=560), self.button)
        self.setFocusProxy(self.button)


def _centred(page: QWidget, icon: str, title: str, below: str, *parts: QWidget) -> None:
    page.setAccessibleName(title)
    column = VBox(3, spacing=14, margins=24, parent=page)
    column.addWidget(IconLabel(icon, "accent", 56), 0, Qt.AlignmentFlag.AlignHCenter)
    column.add(HBox(None, Heading(title), None))
    if below:
        column.add(HBox(None, Label(below, "soft"), None))
    for part in parts:
        column.add(HBox(None, part, None))
    column.add(4)
