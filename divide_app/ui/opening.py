"""Opens the database behind the window, asks for a password, and shows what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from divide_app.domain.office.office import office_name
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.ui.background import Trouble
from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

    from divide_app.domain.office.office import Office
    from divide_app.services import Services

Opener = Callable[[str | None], "Services"]
"""Opens the place with a password; None = as this PC is set up."""

_WANTS_PASSWORD = {"password_needed", "bad_password", "recovery_key_slip"}


def open_place(shell: Shell, window: MainWindow, opener: Opener, password: str | None = None) -> None:
    """Open the place on the database thread, then show the first screen; trouble covers the frame with what to do."""

    def act() -> tuple[Services, Office | None, tuple[str, ...]]:
        services = opener(password)
        return services, services.office.get(), services.office.may_sign_in()

    def done(opened: tuple[Services, Office | None, tuple[str, ...]]) -> None:
        services, office, names = opened
        shell.set_services(services)
        window.is_waiting = False
        window.uncover()
        shell.office_changed.emit(office_name(office))
        if names:
            from divide_app.ui.sign_in import ask_who

            ask_who(shell, window, names, lambda: begin(shell, window, is_new=office is None))
        else:
            begin(shell, window, is_new=office is None)

    def failed(trouble: Trouble) -> bool:
        from divide_app.domain.door.packages import PACKAGE_SUFFIX
        from divide_app.ui.opening_covers import PasswordCover, TroubleCover
        from divide_app.wording.sentences import sentence

        if isinstance(trouble, EnvironmentProblem) and trouble.code in _WANTS_PASSWORD:
            wrong = "" if trouble.code == "password_needed" else sentence(trouble)
            is_package = str(trouble.details.get("path", "")).endswith(PACKAGE_SUFFIX)
            window.cover(
                PasswordCover(wrong, lambda typed: open_place(shell, window, opener, typed), is_package=is_package)
            )
            return True
        if isinstance(trouble, EnvironmentProblem):
            window.cover(TroubleCover(sentence(trouble), lambda: open_place(shell, window, opener, password)))
            return True
        return False

    shell.background.query(window, act, done, key="open", on_trouble=failed)


def begin(shell: Shell, window: MainWindow, *, is_new: bool) -> None:
    """Show the first screen, or the first start where the place has no office yet."""
    if shell.services.is_hall:
        window.keep_to("door")
        window.start()
    elif is_new:
        _welcome(shell, window)
    else:
        window.start()


def _welcome(shell: Shell, window: MainWindow) -> None:
    from divide_app.ui.screens.welcome import WelcomeScreen

    def ready(office: Office | None) -> None:
        shell.office_changed.emit(office_name(office))
        window.uncover()
        window.start()

    def open_package(path: Path) -> None:
        if shell.elsewhere is not None:
            window.is_waiting = True
            open_place(shell, window, shell.elsewhere(path))

    window.cover(WelcomeScreen(shell, ready, None if shell.elsewhere is None else open_package))
