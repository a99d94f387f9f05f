"""Leaving an open door: in offices with users a member of staff must give a password."""

from __future__ import annotations

from collections.abc import Callable

from divide_app.foundation.translation import _
from divide_app.ui.background import Trouble
from divide_app.ui.screens.door.result import Act, ResultPanel
from divide_app.ui.shell import Screen
from divide_app.wording.sentences import sentence


class Leaving:
    """Asks for the staff password in the panel where everything at the door is said."""

    def __init__(self, board: Screen, panel: Callable[[], ResultPanel], stay: Callable[[], object]) -> None:
        """`stay` goes back to receiving people."""
        self._board, self._panel, self._stay = board, panel, stay

    def let_go(self, then: Callable[[], object]) -> None:
        """Leave at once where there are no users, else once staff has said so.

        Users made since this window was opened count, too, here or on another PC.
        """
        shell = self._board.shell
        if shell.has_user:
            self._ask(then)
            return
        if shell.services.is_hall:  # a package carries no users
            then()
            return

        def got(names: tuple[str, ...]) -> None:
            if names:
                self._ask(then)
            else:
                then()

        def failed(_trouble: Trouble) -> bool:
            then()  # nobody is signed in here: a server that is away must not keep the door open
            return True

        self._board.query(shell.services.office.may_sign_in, got, key="users", on_trouble=failed)

    def _ask(self, then: Callable[[], object]) -> None:
        self._panel().ask(
            "",
            _("受付をおわるには、職員のパスワードが必要です"),
            _("職員のパスワード"),
            (_("受付をおわる"), lambda typed: self._check(typed, then)),
            (),
            Act(_("つづける"), self._stay),
            is_secret=True,
        )

    def _check(self, typed: str, then: Callable[[], object]) -> None:
        users = self._board.shell.services.users
        self._board.operate(
            lambda: users.check_staff(typed),
            lambda _user: then(),
            busy=self._panel().buttons,
            on_trouble=self._refused,
        )

    def _refused(self, trouble: Trouble) -> bool:
        question = self._panel().question
        if question is None or trouble.code not in {"bad_staff_password", "sign_in_wait"}:
            return False
        question.line.clear()
        question.set_error(sentence(trouble))
        question.line.setFocus()
        return True
