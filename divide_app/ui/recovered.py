"""After the recovery key opened the data: a new password is chosen, and a new recovery key goes to paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import _
from divide_app.services.office.users import UserLine
from divide_app.ui.background import Trouble
from divide_app.ui.block_page import fill_block
from divide_app.ui.recovery_card import RecoveryCard
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import PrimaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import ChoiceField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.new_password import NewPassword
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.wording.sentences import sentence


class RecoveredScreen(Screen):
    """新しいパスワード; covers the frame.

    Attributes:
        name: Whose password it is, where the office has users; the envelope in the safe is the office's, so it lets
            any member of staff in again.
        password: The new one, twice.
        recovery: The new key.
    """

    def __init__(self, shell: Shell, staff: Sequence[str], on_done: Callable[[UserLine | None], object]) -> None:
        """Call `on_done` with who is signed in now, None where the office has no users."""
        super().__init__(shell)
        self._on_done = on_done
        self._user: UserLine | None = None
        self.name: ChoiceField[str] | None = None
        if staff:
            self.name = ChoiceField(_("お名前"), [(one, one) for one in staff], staff[0])
        self.password = NewPassword(shell.background)
        self.password.again.line.returnPressed.connect(self.store)
        self.button = PrimaryButton(_("このパスワードにする"), self.store)
        self.trouble = IconText("trouble", "", "trouble", colour="trouble")
        self.trouble.hide()
        card = Card(_("新しいパスワードを決めてください"))
        card.body.add(
            Label(
                _(
                    "回復キーで開きました。データは無事です。忘れたパスワードの代わりを、ここで決めます。"
                    "封を開けた回復キーも、次のページで新しいものに替えます。"
                ),
                wrap=True,
            )
        )
        if self.name is not None:
            card.body.add(self.name)
        row = QWidget()
        FlowRow(self.button, parent=row)
        for part in (self.password, self.trouble, row):
            card.body.add(part)
        self.recovery = RecoveryCard(self, _("始める"), lambda: self._on_done(self._user))
        self.pages = PageSwitch(card, self.recovery)
        fill_block(self, _("パスワードを忘れたとき"), self.pages)
        self.setFocusProxy(self.password.first.line)

    def store(self) -> None:
        """Keep the password and make a new recovery key."""
        try:
            password = self.password.typed()
        except DomainError:
            return
        services = self.shell.services
        name = None if self.name is None else self.name.value

        def act() -> tuple[UserLine | None, str]:
            user = None
            if name is None:
                services.encryption.change_password(password, old=None)
            else:
                services.users.set_password(name, password)
                user = services.users.sign_in(name, password)
            return user, services.encryption.new_recovery_key()

        self.operate(
            act,
            self._made,
            fields={"password": self.password.first},
            busy=[self.button],
            on_trouble=self._refused,
        )

    def _made(self, found: tuple[UserLine | None, str]) -> None:
        self._user, key = found
        self.recovery.show_key(key)
        self.pages.show_page(self.recovery)
        self.recovery.print_button.setFocus()

    def _refused(self, trouble: Trouble) -> bool:
        if getattr(trouble, "field", None) == "password":
            return False
        self.trouble.set(sentence(trouble))
        self.trouble.show()
        return True
