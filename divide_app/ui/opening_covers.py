"""Covers over the window while the database cannot be opened: a password prompt, or an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.fields import PasswordField
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox, sized
from divide_app.wording.dates import day_and_clock

if TYPE_CHECKING:
    from divide_app.services.office.restoring import Moved


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
        self.waiting = Label(
            _("開いています。前の版で暗号化したデータは、写しを作ってから新しい形に書き直すので、少しかかります。"),
            "small",
            wrap=True,
        )
        self.waiting.hide()
        if wrong:
            self.password.set_error(wrong)
        _centred(
            self,
            "lock",
            _("パスワードを入れてください"),
            _("この受付パックは暗号化されています。") if is_package else _("このデータは暗号化されています。"),
            sized(self.password, width=320),
            self.button,
            sized(self.waiting, width=520),
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
        self.waiting.show()
        self._on_password(typed)


class MovedCover(QWidget):
    """Warns that these data were carried to another PC: what is entered here does not reach it.

    Attributes:
        look: Goes on once, to look something up.
        stay: Goes on here for good: the move is called off.
    """

    def __init__(self, moved: Moved, on_look: Callable[[], object], on_stay: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = PrimaryButton(_("見るために開く"), on_look)
        self.stay = SecondaryButton(_("移すのをやめて、ここで使い続ける"), on_stay)
        words = _(
            "{when}に、「{file}」へ書き出しました。新しいパソコンで開いたあとは、そちらをお使いください。"
            "ここで入れたものは、新しいパソコンには届きません。"
        ).format(when=day_and_clock(moved.at), file=moved.file)
        row = HBox(self.look, self.stay, spacing=8)
        _centred(
            self,
            "box",
            _("このデータは、ほかのパソコンへ移しました"),
            "",
            sized(Label(words, wrap=True), width=560),
            row,
        )
        self.setFocusProxy(self.look)


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


def _centred(page: QWidget, icon: str, title: str, below: str, *parts: QWidget | QLayout) -> None:
    page.setAccessibleName(title)
    column = VBox(3, spacing=14, margins=24, parent=page)
    column.addWidget(IconLabel(icon, "accent", 56), 0, Qt.AlignmentFlag.AlignHCenter)
    column.add(HBox(None, Heading(title), None))
    if below:
        column.add(HBox(None, Label(below, "soft"), None))
    for part in parts:
        column.add(HBox(None, part, None))
    column.add(4)
