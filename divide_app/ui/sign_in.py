"""サインイン and 画面ロック for offices with users: name and password before any data is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role
from divide_app.foundation.translation import _
from divide_app.services.office.users import UserLine
from divide_app.ui.background import Trouble
from divide_app.ui.lock_cover import LockCover
from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.buttons import PrimaryButton
from divide_app.ui.widgets.fields import ChoiceField, PasswordField
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox, sized
from divide_app.wording.sentences import sentence

_FIELD = 360


class SignInCover(QWidget):
    """Asks who it is.

    Attributes:
        name: Who may sign in, to choose from.
        password: The line for the password.
    """

    def __init__(
        self,
        shell: Shell,
        names: Sequence[str],
        on_done: Callable[[UserLine], object],
        *,
        locked_by: str = "",
        is_locked: bool = False,
    ) -> None:
        """Ask.

        Args:
            shell: The window.
            names: Who may sign in.
            on_done: Gets who did.
            locked_by: Who locked the screen, "" when nobody is signed in.
            is_locked: The screen was locked; else the program starts.
        """
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shell, self._on_done = shell, on_done
        is_locked = is_locked or bool(locked_by)
        title = _("画面をロックしています") if is_locked else _("サインインしてください")
        self.setAccessibleName(title)
        self.name: ChoiceField[str] = ChoiceField(_("お名前"), [(name, name) for name in names], locked_by or names[0])
        self.password = PasswordField(_("パスワード"))
        self.password.line.returnPressed.connect(self.send)
        self.button = PrimaryButton(_("画面に戻る") if locked_by else _("サインインする"), self.send)
        below = (
            _("席を離れる間、画面の内容を隠しています。") if is_locked else _("お名前を選び、パスワードを入れます。")
        )
        column = VBox(2, spacing=14, margins=24, parent=self)
        column.addWidget(IconLabel("lock", "accent", 48), 0, Qt.AlignmentFlag.AlignHCenter)
        column.add(HBox(None, Heading(title), None))
        column.add(HBox(None, Label(below, "soft"), None))
        for part in (sized(self.name, width=_FIELD), sized(self.password, width=_FIELD), self.button):
            column.add(HBox(None, part, None))
        column.add(3)
        self.setFocusProxy(self.password.line)

    def send(self) -> None:
        """Try the password."""
        typed, name = self.password.line.text(), self.name.value
        if not self.button.isEnabled() or name is None:
            return
        if not typed:
            self.password.set_error(_("パスワードを入れてください。"))
            return
        self.button.setEnabled(False)
        users = self._shell.services.users
        self._shell.background.operate(
            self, lambda: users.sign_in(name, typed), self._on_done, on_trouble=self._refused
        )

    def _refused(self, trouble: Trouble) -> bool:
        self.button.setEnabled(True)
        self.password.line.clear()
        self.password.set_error(sentence(trouble))
        self.password.line.setFocus()
        return isinstance(trouble, DomainError)


def ask_who(shell: Shell, window: MainWindow, names: Sequence[str], on_done: Callable[[], object]) -> None:
    """Cover the window until somebody has signed in."""

    def done(user: UserLine) -> None:
        window.uncover()
        signed_in(shell, window, user)
        on_done()

    window.cover(SignInCover(shell, names, done))


def signed_in(shell: Shell, window: MainWindow, user: UserLine) -> None:
    """Work on in somebody's name, and show what they may see."""
    shell.user_changed.emit(user.name)
    _keep_to_their_place(window, user)


def lock(shell: Shell, window: MainWindow) -> None:
    """Cover the window; whoever signs in goes on, and somebody else finds nothing of what was on screen."""
    before = shell.services.actor.name

    def done(user: UserLine) -> None:
        window.uncover()
        if user.name != before:
            shell.user_changed.emit(user.name)
            shell.services.planning_history.forget()
            _keep_to_their_place(window, user)
            window.begin_anew()

    def got(names: tuple[str, ...]) -> None:
        if window.cover_on_top is cover:
            everybody = sorted({before, *names})
            cover.name.box.set_choices([(name, name) for name in everybody])
            cover.name.set_value(before)

    cover = SignInCover(shell, [before], done, locked_by=before)
    window.cover(cover)
    shell.background.query(cover, shell.services.office.may_sign_in, got, key="names")


def lock_without_user(shell: Shell, window: MainWindow) -> None:
    """Cover the window nobody is signed in at; users made meanwhile, here or on another PC, are asked for."""
    wants_back, is_known = False, False

    def come_back() -> None:
        nonlocal wants_back
        wants_back = True
        if is_known:
            window.uncover()

    def got(names: tuple[str, ...]) -> None:
        nonlocal is_known
        if window.cover_on_top is not cover:
            return
        if names:
            window.cover(SignInCover(shell, names, done, is_locked=True))
            return
        is_known = True
        if wants_back:
            window.uncover()

    def failed(_trouble: Trouble) -> bool:
        got(())  # as before: a screen without users must not be lost to a server that is away
        return True

    def done(user: UserLine) -> None:
        window.uncover()
        shell.user_changed.emit(user.name)
        _keep_to_their_place(window, user)
        if user.role is not Role.STAFF:
            shell.services.planning_history.forget()
            window.begin_anew()

    cover = LockCover(come_back)
    window.cover(cover)
    shell.background.query(cover, shell.services.office.may_sign_in, got, key="names", on_trouble=failed)


def _keep_to_their_place(window: MainWindow, user: UserLine) -> None:
    """Show volunteers the door and nothing else; whoever relieves them at the same PC gets all they may see."""
    window.keep_to("door" if user.role is Role.VOLUNTEER else "")
