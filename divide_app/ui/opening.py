"""Opens the database behind the window, asks for a password, and shows what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from divide_app.domain.office.office import Role, office_name
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.ui.background import Trouble
from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import Shell
from divide_app.ui.wanted import SettingsWanted

if TYPE_CHECKING:
    from pathlib import Path

    from divide_app.domain.office.office import Office
    from divide_app.services import Services
    from divide_app.services.office.encryption import EncryptionState
    from divide_app.services.office.restoring import Moved
    from divide_app.services.office.users import UserLine
    from divide_app.ui.screens.welcome import WelcomeScreen


@dataclass(frozen=True, slots=True)
class _Found:
    """An open place, and how it was opened.

    Attributes:
        office: None before the first start was finished.
        names: Who may sign in.
        keys: How an encrypted place is protected; None for any other.
        staff: Who may be given another password after the recovery key opened it.
        user: Who is signed in by the password that opened the place.
        moved: When these data were carried to another PC, None = they were not.
    """

    services: Services
    office: Office | None
    names: tuple[str, ...]
    keys: EncryptionState | None = None
    staff: tuple[str, ...] = ()
    user: UserLine | None = None
    moved: Moved | None = None
    is_unprotected: bool = False
    """The first start was left on the page that offers encryption."""


Opener = Callable[[str | None], "Services"]
"""Opens the place with a password; None = as this PC is set up."""

_WANTS_PASSWORD = {"password_needed", "bad_password", "recovery_key_slip"}


def open_place(shell: Shell, window: MainWindow, opener: Opener, password: str | None = None) -> None:
    """Open the place on the database thread, then show the first screen; trouble covers the frame with what to do."""

    def done(found: _Found) -> None:
        shell.set_services(found.services)
        window.is_waiting = False
        window.uncover()
        shell.office_changed.emit(office_name(found.office))
        _warn_of_move(shell, window, found)

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

    shell.background.query(window, lambda: _opened(opener, password), done, key="open", on_trouble=failed)


def _opened(opener: Opener, password: str | None) -> _Found:
    """Open the place, and read what decides which page comes first."""
    services = opener(password)
    found = _Found(services, services.office.get(), services.office.may_sign_in(), moved=services.moved)
    if not services.is_encrypted:
        return replace(found, is_unprotected=services.office.may_offer_encryption())
    found = replace(found, keys=services.encryption.state())
    state = found.keys
    if state is None or not found.names:
        return found
    if state.opened_by_recovery_key:
        services.users.sign_in_by_recovery_key()
        staff = [one.name for one in services.users.all() if one.role is Role.STAFF and not one.is_disabled]
        return replace(found, staff=tuple(staff))
    if password is None:
        return found
    with suppress(EnvironmentProblem):  # who was switched off meanwhile is asked for as everybody
        return replace(found, user=services.users.sign_in_as_opened(password))
    return found


def _warn_of_move(shell: Shell, window: MainWindow, found: _Found) -> None:
    """Say first that these data were carried to another PC; a person may go on here all the same."""
    if found.moved is None:
        _recover(shell, window, found)
        return
    from divide_app.ui.opening_covers import MovedCover

    services = shell.services

    def stay() -> None:
        shell.background.operate(window, services.maintenance.stay_here, lambda _done: go_on())

    def go_on() -> None:
        window.uncover()
        _recover(shell, window, found)

    window.cover(MovedCover(found.moved, go_on, stay))


def _recover(shell: Shell, window: MainWindow, found: _Found) -> None:
    """Let a new password be chosen when the recovery key opened the place, then ask who it is."""
    if found.keys is None or not found.keys.opened_by_recovery_key:
        _sign_in(shell, window, found)
        return
    from divide_app.ui.recovered import RecoveredScreen

    def done(user: UserLine | None) -> None:
        window.uncover()
        _sign_in(shell, window, replace(found, user=user, keys=None))

    window.cover(RecoveredScreen(shell, found.staff, done))


def _sign_in(shell: Shell, window: MainWindow, found: _Found) -> None:
    def go_on() -> None:
        if found.is_unprotected:
            _welcome(shell, window).offer_encryption(found.office)
            return
        begin(shell, window, is_new=found.office is None)
        keys = found.keys
        if keys is not None and not keys.has_recovery_key and found.office is not None:
            shell.notice(
                _("このデータには回復キーがまだありません。パスワードを忘れると、だれにも開けません。"),
                kind="warn",
                action=(_("回復キーを作る"), lambda: shell.navigate(SettingsWanted(section="encryption"))),
            )

    if found.user is not None:
        from divide_app.ui.sign_in import signed_in

        signed_in(shell, window, found.user)
        go_on()
    elif found.names:
        from divide_app.ui.sign_in import ask_who

        ask_who(shell, window, found.names, go_on)
    else:
        go_on()


def begin(shell: Shell, window: MainWindow, *, is_new: bool) -> None:
    """Show the first screen, or the first start where the place has no office yet."""
    if shell.services.is_hall:
        window.keep_to("door")
        window.start()
    elif is_new:
        _welcome(shell, window)
    else:
        window.start()


def _welcome(shell: Shell, window: MainWindow) -> WelcomeScreen:
    from divide_app.ui.screens.welcome import WelcomeScreen

    def ready(office: Office | None) -> None:
        shell.office_changed.emit(office_name(office))
        window.uncover()
        window.start()

    def open_package(path: Path) -> None:
        if shell.elsewhere is not None:
            window.is_waiting = True
            open_place(shell, window, shell.elsewhere(path))

    def moved_in(names: tuple[str, ...], office: Office | None) -> None:
        shell.office_changed.emit(office_name(office))
        window.uncover()
        _sign_in(shell, window, _Found(shell.services, office, names))

    welcome = WelcomeScreen(shell, ready, None if shell.elsewhere is None else open_package, moved_in)
    window.cover(welcome)
    return welcome
