"""サインイン and 画面ロック for offices with users: name and password before any data is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from math import ceil

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from divide_app.domain.office.office import Role
from divide_app.foundation.translation import _
from divide_app.services.office.users import UserLine
from divide_app.ui.background import Trouble
from divide_app.ui.lock_cover import LockCover
from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import Shell
from divide_app.ui.wanted import SettingsWanted
from divide_app.ui.widgets.buttons import PrimaryButton
from divide_app.ui.widgets.fields import ChoiceField, PasswordField
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox, sized
from divide_app.wording.sentences import sentence

_FIELD = 360
_TICK_MS = 250


class SignInCover(QWidget):
    """Asks who it is.

    Attributes:
        name: Who may sign in, to choose from.
        password: The line for the password.
        waiting: How long until the next try, after wrong ones.
    """

    def __init__(
        self,
        shell: Shell,
        names: Sequence[str],
        on_done: Callable[[UserLine], object],
        *,
        title: str = "",
        below: str = "",
        before: str = "",
    ) -> None:
        """Ask.

        Args:
            shell: The window.
            names: Who may sign in.
            on_done: Gets who did.
            title: Why it is asked, "" at the start.
            below: A sentence about it.
            before: Who was signed in here, "" when nobody was.
        """
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shell, self._on_done = shell, on_done
        title = title or _("サインインしてください")
        self.setAccessibleName(title)
        self.name: ChoiceField[str] = ChoiceField(_("お名前"), [(name, name) for name in names], before or names[0])
        self.password = PasswordField(_("パスワード"))
        self.password.line.returnPressed.connect(self.send)
        self.button = PrimaryButton(_("画面に戻る") if before else _("サインインする"), self.send)
        self.waiting = Label("", "strong", wrap=True)
        self._until = 0.0
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._count_down)
        column = VBox(2, spacing=14, margins=24, parent=self)
        column.addWidget(IconLabel("lock", "accent", 48), 0, Qt.AlignmentFlag.AlignHCenter)
        column.add(HBox(None, Heading(title), None))
        column.add(HBox(None, Label(below or _("お名前を選び、パスワードを入れます。"), "soft"), None))
        for part in (
            sized(self.name, width=_FIELD),
            sized(self.password, width=_FIELD),
            self.button,
            sized(self.waiting, width=_FIELD),
        ):
            column.add(HBox(None, part, None))
        column.add(3)
        self.waiting.hide()
        self.name.box.activated.connect(self._begin_again)
        self.setFocusProxy(self.password.line)

    def set_names(self, names: Sequence[str], chosen: str = "") -> None:
        """Offer other names."""
        self.name.box.set_choices([(name, name) for name in names])
        if chosen:
            self.name.set_value(chosen)

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
        seconds = trouble.details.get("seconds")
        has_to_wait = False
        if isinstance(seconds, int):
            has_to_wait = True
            self._until = time.monotonic() + seconds
            self._clock.start()
            self._count_down()
        # A wait is said below, where it counts down; a sentence with a number that stands still would contradict it.
        self.password.set_error(None if has_to_wait and trouble.code == "sign_in_wait" else sentence(trouble))
        self.password.line.setFocus()
        return trouble.code in {"bad_sign_in", "sign_in_wait"}

    def _count_down(self) -> None:
        left = ceil(self._until - time.monotonic())
        self.button.setEnabled(left <= 0)
        self.waiting.setVisible(left > 0)
        if left <= 0:
            self._clock.stop()
            return
        minutes, seconds = divmod(left, 60)
        when = _("{minutes}分{seconds}秒") if minutes else _("{seconds}秒")
        self.waiting.setText(
            _("違うパスワードが続きました。あと{when}で、もう一度入れられます。").format(
                when=when.format(minutes=minutes, seconds=seconds)
            )
        )

    def _begin_again(self) -> None:
        """Somebody else need not wait for the one before."""
        self._until = 0.0
        self._count_down()
        self.password.set_error(None)


def ask_who(shell: Shell, window: MainWindow, names: Sequence[str], on_done: Callable[[], object]) -> None:
    """Cover the window until somebody has signed in."""

    def done(user: UserLine) -> None:
        signed_in(shell, window, user)
        on_done()

    window.cover(SignInCover(shell, names, done))


def lock(shell: Shell, window: MainWindow) -> None:
    """Cover the window; whoever signs in goes on, and somebody else finds nothing of what was on screen."""
    actor = shell.services.actor
    before = actor.name
    window.give_to((before, actor.role), takes_over=True)

    def got(names: tuple[str, ...]) -> None:
        if window.cover_on_top is cover:
            cover.set_names(sorted({before, *names}), before)

    cover = SignInCover(
        shell,
        [before],
        lambda user: signed_in(shell, window, user),
        title=_("画面をロックしています"),
        below=_("席を離れる間、画面の内容を隠しています。"),
        before=before,
    )
    window.cover(cover)
    shell.background.query(cover, shell.services.office.may_sign_in, got, key="names")


def ask_anew(shell: Shell, window: MainWindow) -> None:
    """Cover the window nobody is signed in at any more: what is behind it waits for who it belongs to."""
    before = shell.services.actor.name if shell.has_user else ""

    def got(names: tuple[str, ...]) -> None:
        if window.cover_on_top is not cover:
            return
        if names:
            cover.set_names(names, before)
            return
        shell.user_changed.emit("")  # the office gave signing in up
        window.uncover()
        window.refetch()

    def done(user: UserLine) -> None:
        signed_in(shell, window, user)
        window.refetch()  # what was asked for when nobody was signed in was refused

    cover = SignInCover(
        shell,
        [before],
        done,
        title=_("もう一度サインインしてください"),
        below=_("利用者の設定が変わりました。いまの操作はしていません。入力していたものは残っています。"),
    )
    window.cover(cover)
    shell.background.query(cover, shell.services.users.to_ask, got, key="names")


def lock_without_user(shell: Shell, window: MainWindow) -> None:
    """Cover the window nobody is signed in at; users made meanwhile, here or on another PC, are asked for."""
    wants_back, is_known = False, False

    def come_back() -> None:
        nonlocal wants_back
        wants_back = True
        if is_known:
            window.uncover()

    def choose_password() -> None:
        come_back()
        if window.cover_on_top is None:
            shell.navigate(SettingsWanted(section="users"))

    def got(names: tuple[str, ...]) -> None:
        nonlocal is_known
        if window.cover_on_top is not cover:
            return
        if names:
            ask = SignInCover(
                shell,
                names,
                lambda user: signed_in(shell, window, user),
                title=_("画面をロックしています"),
                below=_("席を離れる間、画面の内容を隠しています。"),
            )
            window.cover(ask)
            return
        is_known = True
        if wants_back:
            window.uncover()

    def failed(_trouble: Trouble) -> bool:
        got(())  # as before: a screen without users must not be lost to a server that is away
        return True

    cover = LockCover(come_back, None if shell.services.is_hall else choose_password)
    window.cover(cover)
    shell.background.query(cover, shell.services.office.may_sign_in, got, key="names", on_trouble=failed)


def signed_in(shell: Shell, window: MainWindow, user: UserLine) -> None:
    """Show who signed in what is theirs: their own screens as they left them, and nothing of anybody else's."""
    shell.user_changed.emit(user.name)
    # Volunteers have the door and nothing else; whoever relieves them at the same PC gets all they may see.
    window.keep_to("door" if user.role is Role.VOLUNTEER else "")
    if window.give_to((user.name, user.role), takes_over=user.role is Role.STAFF):
        shell.services.planning_history.forget()
    window.uncover()
