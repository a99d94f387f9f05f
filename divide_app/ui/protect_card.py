"""Asks at the first start for the password that encrypts the data; who declines reads first what that means."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import _
from divide_app.ui.background import Background
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.new_password import NewPassword


class ProtectCard(Card):
    """データを守るパスワード.

    Attributes:
        password: What was typed, twice.
        encrypt: Encrypts; the default.
        decline: Shows what going without means.
        plain: Goes without.
    """

    def __init__(
        self, background: Background, on_password: Callable[[str], object], on_plain: Callable[[], object]
    ) -> None:
        super().__init__(_("データを守るパスワードを決めます"))
        self._on_password = on_password
        self.password = NewPassword(background)
        for field in (self.password.first, self.password.again):
            field.line.returnPressed.connect(self.send)
        self.encrypt = PrimaryButton(_("暗号化して始める"), self.send, icon_name="lock")
        self.decline = QuietButton(_("パスワードを決めない"), self._tell)
        self.plain = SecondaryButton(_("暗号化せずに始める"), on_plain)
        self.working = IconText("clock", _("暗号化しています。数秒かかります。"), "small")
        self.working.hide()
        self.warning = IconText(
            "warning",
            _(
                "暗号化しないと、このパソコンやディスクを手にした人は、だれでも住民のお名前・住所・電話番号を読めます。"
                "パソコンのディスク全体が暗号化されているかを、情報システムの担当者に確かめてください。"
                "あとからでも、「設定」の「暗号化とパスワード」で暗号化できます。"
            ),
            colour="warn",
        )
        self.body.add(
            Label(
                _(
                    "データを暗号化して保存します。パソコンやUSBメモリーをなくしても、パスワードを知らない人には読めません。"
                    "かけはしを開くたびに、このパスワードをたずねます。"
                ),
                wrap=True,
            )
        )
        self.body.add(self.password)
        self.body.add(self.working)
        row = QWidget()
        FlowRow(self.encrypt, None, self.decline, parent=row)
        self.body.add(row)
        self.body.add(self.warning)
        self._last = QWidget()
        FlowRow(None, self.plain, parent=self._last)
        self.body.add(self._last)
        self._tell(is_told=False)
        self.setFocusProxy(self.password.first.line)

    def send(self) -> None:
        """Encrypt with what was typed."""
        if not self.encrypt.isEnabled():
            return
        try:
            password = self.password.typed()
        except DomainError:
            return
        self._on_password(password)

    def _tell(self, *, is_told: bool = True) -> None:
        self.warning.setVisible(is_told)
        self._last.setVisible(is_told)
        self.decline.setVisible(not is_told)
        if is_told:
            self.plain.setFocus()
