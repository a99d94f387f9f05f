"""Opens the place behind the frame: the window is there at once, and asks for a password or says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.ui.background import Trouble
from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.buttons import PrimaryButton
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox, sized
from divide_app.wording.sentences import sentence

if TYPE_CHECKING:
    from divide_app.domain.office import Office
    from divide_app.services import Services

Opener = Callable[[str | None], "Services"]
"""Opens the place with a password; None = as this PC is set up."""

_WANTS_PASSWORD = {"password_needed", "bad_password"}


def open_place(shell: Shell, window: MainWindow, opener: Opener, password: str | None = None) -> None:
    """Open the place on the database thread, then show the first screen; trouble covers the frame with what to do."""

    def act() -> tuple[Services, Office | None]:
        services = opener(password)
        return services, services.office.get()

    def done(opened: tuple[Services, Office | None]) -> None:
        services, office = opened
        shell.set_services(services)
        window.is_waiting = False
        window.uncover()
        shell.office_changed.emit(office_words(office))
        begin(shell, window, is_new=office is None)

    def failed(trouble: Trouble) -> bool:
        if isinstance(trouble, EnvironmentProblem) and trouble.code in _WANTS_PASSWORD:
            wrong = sentence(trouble) if trouble.code == "bad_password" else ""
            window.cover(PasswordCover(wrong, lambda typed: open_place(shell, window, opener, typed)))
            return True
        if isinstance(trouble, EnvironmentProblem):
            window.cover(TroubleCover(sentence(trouble), lambda: open_place(shell, window, opener, password)))
            return True
        return False

    shell.background.query(window, act, done, key="open", on_trouble=failed)


def begin(shell: Shell, window: MainWindow, *, is_new: bool) -> None:
    """Show the first screen, or the first start where the place has no office yet."""
    if is_new:
        _welcome(shell, window)
    else:
        window.start()


def office_words(office: Office | None) -> str:
    """Return みなみ野市 生涯学習課, "" before the first start was finished."""
    return "" if office is None else f"{office.municipality} {office.name}"


def _welcome(shell: Shell, window: MainWindow) -> None:
    from divide_app.ui.screens.welcome import WelcomeScreen

    def ready(office: Office | None) -> None:
        shell.office_changed.emit(office_words(office))
        window.uncover()
        window.start()

    window.cover(WelcomeScreen(shell, ready))


class PasswordCover(QWidget):
    """Asks for the password of an encrypted place."""

    def __init__(self, wrong: str, on_password: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._on_password = on_password
        self.password = TextField(_("パスワード"), required=True)
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.line.returnPressed.connect(self.send)
        self.button = PrimaryButton(_("開く"), self.send)
        if wrong:
            self.password.set_error(wrong)
        _centred(
            self,
            "lock",
            _("パスワードを入れてください"),
            _("このデータは暗号化されています。"),
            sized(self.password, width=320),
            self.button,
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
